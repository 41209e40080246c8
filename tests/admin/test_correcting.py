"""The pages on which an issued directive is corrected or withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives import assigning, reviewing
from directives.models import Assignment, AssignmentState, Directive, DirectiveState, Event, Meeting, Role, Target, Unit
from tests.admin.conftest import LogIn, person
from tests.factories import DivisionFactory, UnitFactory, liaison, shiyan

DUE, LATER = date(2017, 5, 31), "2017-06-30"


@pytest.fixture
def issued(meeting: Meeting, counties: list[Unit]) -> Directive:
    """The first directive of the meeting, with both counties."""
    row = reviewing.confirm(meeting.directives.get(number=1), boss := person(Role.SUPERVISOR))
    assigning.issue(row, [assigning.IssueItem(unit, DUE) for unit in counties], boss)
    row.refresh_from_db()
    return row


def address(row: Directive, name: str = "correct") -> str:
    return reverse(f"admin:directives_directive_{name}", args=[row.pk])


def sheet(row: Directive, **fields: Any) -> dict[str, Any]:
    """What a browser sends from the correction's page."""
    return {
        "text": row.text,
        "kind": row.kind,
        "topic": row.topic,
        "due_on": "2017-05-31",
        "due_text": row.due_text,
        "firm": "on",
        "revision": row.revision,
        "follow": "same",
        "reason": "记录有误",
        "targets-TOTAL_FORMS": 0,
        "targets-INITIAL_FORMS": 0,
    } | fields


def seen(response: Any) -> str:
    found: str = response.context["seen"]
    return found


def test_the_page_of_an_issued_directive_is_its_correction_with_the_way_to_withdraw_it(
    supervisor: Client, issued: Directive
) -> None:
    page = supervisor.get(reverse("admin:directives_directive_change", args=[issued.pk]), follow=True)
    assert page.redirect_chain == [(address(issued), 302)]
    assert address(issued, "withdraw") in page.text
    assert not page.context["form"]["text"].field.disabled


def test_what_will_happen_to_which_county_is_shown_before_it_does(
    supervisor: Client, issued: Directive, counties: list[Unit]
) -> None:
    data = sheet(issued, due_on=LATER, text="建成全部安置房")
    page = supervisor.post(address(issued), data)
    assert "→ 建成全部安置房" in page.text
    assert [(e.item.unit, str(e.due_on), e.told) for e in page.context["effects"]] == [
        (unit, LATER, True) for unit in counties[::-1]
    ]
    assert not Event.objects.exclude(kind="issue").exists()
    done = supervisor.post(address(issued), data | {"do": "1", "seen": seen(page)}, follow=True)
    assert "The directive is corrected. 2 items: told in the next digest." in done.text
    issued.refresh_from_db()
    assert (issued.text, str(issued.due_on)) == ("建成全部安置房", LATER)
    assert {str(a.due_on) for a in Assignment.objects.all()} == {LATER}


def test_what_was_changed_after_the_look_is_shown_anew_before_it_is_done(supervisor: Client, issued: Directive) -> None:
    page = supervisor.post(address(issued), sheet(issued, due_on=LATER))
    other = sheet(issued, due_on="2017-07-31") | {"do": "1", "seen": seen(page)}
    again = supervisor.post(address(issued), other)
    assert "Something changed since you looked." in again.text
    assert {a.due_on for a in Assignment.objects.all()} == {DUE}
    supervisor.post(address(issued), other | {"seen": seen(again)})
    assert {a.due_on for a in Assignment.objects.all()} == {date(2017, 7, 31)}


def test_a_target_is_corrected_on_the_same_page(supervisor: Client, issued: Directive) -> None:
    target = {"targets-0-metric": "安置房", "targets-0-comparator": ">=", "targets-0-value": "1200"}
    data = sheet(issued) | target | {"targets-0-unit": "套", "targets-TOTAL_FORMS": 1}
    page = supervisor.post(address(issued), data)
    assert page.context["words"] == ["targets: – → 安置房 ≥ 1200套"]
    supervisor.post(address(issued), data | {"do": "1", "seen": seen(page)})
    assert str(Target.objects.get()) == "安置房 ≥ 1200套"


def test_two_versions_are_shown_when_somebody_else_has_saved(supervisor: Client, issued: Directive) -> None:
    data = sheet(issued, note="von mir")
    reviewing.edit(issued, person(Role.REVIEWER), {"note": "von ihr"})
    page = supervisor.post(address(issued), data | {"do": "1", "seen": "x"})
    assert [(each.theirs, each.ours) for each in page.context["conflicts"]] == [("von ihr", "von mir")]
    issued.refresh_from_db()
    assert issued.note == "von ihr"


@pytest.mark.parametrize(("fields", "words"), [({}, "Nothing has been changed."), ({"due_on": "soon"}, "valid date")])
def test_what_cannot_be_done_is_said(supervisor: Client, issued: Directive, fields: dict[str, Any], words: str) -> None:
    assert words in supervisor.post(address(issued), sheet(issued, **fields)).text


def test_without_a_reason_the_counties_are_not_told_and_nothing_changes(supervisor: Client, issued: Directive) -> None:
    data = sheet(issued, due_on=LATER, reason="")
    page = supervisor.post(address(issued), data)
    refused = supervisor.post(address(issued), data | {"do": "1", "seen": seen(page)})
    assert "Give the reason." in refused.text
    assert {a.due_on for a in Assignment.objects.all()} == {DUE}


@pytest.mark.parametrize(
    ("keep", "states"),
    [("", {AssignmentState.CANCELLED}), ("1", {AssignmentState.CANCELLED, AssignmentState.SUBMITTED})],
)
def test_a_directive_is_withdrawn_after_a_look_at_its_items(
    supervisor: Client, issued: Directive, counties: list[Unit], keep: str, states: set[str]
) -> None:
    clerk = liaison(counties[0])
    item = assigning.sign(counties[0].assignments.get(), clerk)
    assigning.submit(item, clerk, assigning.Progress(100, "全部入住"))
    data = {"reason": "会议另有部署", "keep": keep, "revision": issued.revision}
    page = supervisor.post(address(issued, "withdraw"), data)
    assert {e.state for e in page.context["effects"]} == states
    done = supervisor.post(address(issued, "withdraw"), data | {"do": "1", "seen": seen(page)}, follow=True)
    assert "The directive is withdrawn. 2 items: told in the next digest." in done.text
    assert {a.state for a in Assignment.objects.all()} == states
    issued.refresh_from_db()
    assert issued.state == DirectiveState.WITHDRAWN
    assert supervisor.get(address(issued, "withdraw")).status_code == 302  # it is done


def test_withdrawing_without_a_reason_is_refused_where_it_is_wanting(supervisor: Client, issued: Directive) -> None:
    page = supervisor.post(address(issued, "withdraw"), {"reason": " ", "keep": "", "revision": issued.revision})
    assert "This field is required." in page.text
    assert "effects" not in page.context


@pytest.mark.parametrize("name", ["correct", "withdraw"])
def test_only_who_may_issue_for_the_office_sees_these_pages(
    administrator: Client, stranger: Client, log_in: LogIn, issued: Directive, name: str
) -> None:
    assert stranger.get(address(issued, name)).status_code == 404
    assert stranger.post(address(issued, name), {"do": "1"}).status_code == 404
    assert administrator.get(address(issued, name)).status_code == 403
    assert log_in(person(Role.REVIEWER)).get(address(issued, name)).status_code == 200


@pytest.mark.parametrize("name", ["correct", "withdraw"])
def test_what_no_county_has_leads_back_to_its_meeting(supervisor: Client, meeting: Meeting, name: str) -> None:
    row = meeting.directives.get(number=2)
    assert supervisor.get(address(row, name)).status_code == 302


def test_the_look_costs_the_same_queries_for_two_counties_and_for_twenty(supervisor: Client, issued: Directive) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            supervisor.post(address(issued), sheet(issued, due_on=LATER))
        return len(queries)

    cost()
    few, boss = cost(), person(Role.SUPERVISOR)
    for n in range(18):
        place = DivisionFactory(code=f"4203{n + 40}", name=f"第{n}县", level="county", parent=shiyan())
        assigning.issue(issued, [assigning.IssueItem(UnitFactory(division=place), DUE)], boss)
    assert cost() == few
