from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from directives import assigning, ledger, reviewing
from directives.errors import Refused
from directives.forms.issue import Matrix
from directives.models import (
    Assignment,
    AssignmentQuerySet,
    Directive,
    DirectiveState,
    Event,
    Meeting,
    Role,
    Target,
    TargetShare,
    Unit,
)
from directives.proposing import Addressee
from tests.admin.conftest import LogIn, add_directive, other_office, person
from tests.factories import DivisionFactory, UnitFactory, UserFactory, danjiangkou, liaison, shiyan, zhuxi
from tests.threads import in_threads


@pytest.fixture
def confirmed(meeting: Meeting) -> Directive:
    meeting.directives.filter(number=1).update(state=DirectiveState.CONFIRMED)
    return meeting.directives.get(number=1)


def address(meeting: Meeting) -> str:
    return reverse("admin:directives_meeting_issue", args=[meeting.pk])


def key(unit: Unit) -> str:
    return Addressee.of(unit).key


def sheet(directive: Directive, *units: Unit, left: tuple[Unit, ...] = (), **fields: object) -> dict[str, object]:
    """What a browser sends with these units ticked, and those shown as left out."""
    return {
        "token": str(uuid.uuid4()),
        "column": [key(unit) for unit in (*units, *left)],
        "to": [f"{directive.pk}:{key(unit)}" for unit in units],
        f"due-{directive.pk}": "2017-05-31",
        "seen": " ".join(f"{directive.pk}:{key(unit)}" for unit in left),
    } | fields


def own(directive: Directive, unit: Unit, **values: object) -> dict[str, object]:
    """The opened details of one cell."""
    fields = {f"{name}-{directive.pk}-{key(unit)}": value for name, value in values.items()}
    return {"opened": [directive.pk]} | fields


def matrix(response: Any) -> Matrix:
    found: Matrix = response.context["matrix"]
    return found


def test_the_units_that_words_and_place_suggest_are_ticked(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    [line] = matrix(supervisor.get(address(confirmed.meeting))).lines
    # in the order of the divisions' codes
    assert [(cell.column.unit, cell.ticked) for cell in line.cells] == [(unit, True) for unit in counties[::-1]]
    assert line.due_on.shown == "2017-05-31"
    assert not Assignment.objects.exists()


def test_looking_writes_nothing_and_issuing_makes_the_governments_that_are_wanting(
    supervisor: Client, confirmed: Directive
) -> None:
    zhuxi(), danjiangkou()
    before = Unit.objects.count()
    [line] = matrix(supervisor.get(address(confirmed.meeting))).lines
    assert [cell.column.name for cell in line.cells] == ["竹溪县人民政府", "丹江口市人民政府"]
    assert Unit.objects.count() == before
    data = {"to": f"{confirmed.pk}:of420381", "seen": f"{confirmed.pk}:of420324", "token": str(uuid.uuid4())}
    supervisor.post(address(confirmed.meeting), data)
    assert Assignment.objects.get().unit == Unit.objects.government_of(danjiangkou())
    assert Unit.objects.count() == before + 1


def test_what_is_ticked_is_issued_each_by_its_own_day_person_and_part(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    near, far = counties
    target = Target.objects.create(directive=confirmed, metric="安置房", value=1000, unit="套")
    data = sheet(confirmed, near, far, **{f"person-{key(near)}": "王工", f"person-{key(far)}": "李工"})
    data |= own(confirmed, far, by="2017-06-30", who="赵工") | {f"part-{target.pk}-{key(far)}": "120.5"}
    response = supervisor.post(address(confirmed.meeting), data, follow=True)
    assert "2 assignments issued." in response.text
    issued = {a.unit: (a.due_on, a.responsible_person) for a in Assignment.objects.all()}
    assert issued == {near: (date(2017, 5, 31), "王工"), far: (date(2017, 6, 30), "赵工")}
    share = TargetShare.objects.get()
    assert (share.assignment.unit, share.target, share.value) == (far, target, Decimal("120.5"))
    assert Event.objects.count() == 2


def test_the_county_sees_its_part_beside_the_whole_target(
    supervisor: Client, confirmed: Directive, counties: list[Unit], log_in: LogIn
) -> None:
    target = Target.objects.create(directive=confirmed, metric="安置房", value=1000, unit="套")
    data = sheet(confirmed, *counties) | own(confirmed, counties[0]) | {f"part-{target.pk}-{key(counties[0])}": "120"}
    supervisor.post(address(confirmed.meeting), data)
    item = counties[0].assignments.get()
    html = log_in(liaison(counties[0], language="en")).get(reverse("assignment", args=[item.pk])).text
    assert "安置房 = 1000套" in html
    assert "own part: 120套" in html
    other = counties[1].assignments.get()
    assert (
        "own part" not in log_in(liaison(counties[1], language="en")).get(reverse("assignment", args=[other.pk])).text
    )
    with translation.override("en"):
        assert "安置房 = 1000套 (own part: 120套)" in str(rows_of(Assignment.objects.filter(pk=item.pk)))


def rows_of(items: AssignmentQuerySet) -> list[list[object]]:
    sheet = load_workbook(BytesIO(ledger.workbook(items))).active
    assert sheet is not None
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


def test_the_fields_of_a_lines_own_cells_come_when_asked_for_and_only_of_those_ticked(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    page = supervisor.get(address(confirmed.meeting)).text
    assert 'name="by-' not in page
    asked = sheet(confirmed, counties[0], open=str(confirmed.pk))
    whole = supervisor.post(address(confirmed.meeting), asked).text
    part = supervisor.post(address(confirmed.meeting), asked, headers={"X-Part": "own"}).text
    for html in (whole, part):
        assert f'name="by-{confirmed.pk}-{key(counties[0])}"' in html
        assert f'name="by-{confirmed.pk}-{key(counties[1])}"' not in html
    assert "<html" in whole
    assert "<html" not in part
    assert not Assignment.objects.exists()


def test_a_due_date_taken_away_issues_without_one(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    supervisor.post(address(confirmed.meeting), sheet(confirmed, *counties, **{f"due-{confirmed.pk}": ""}))
    assert {a.due_on for a in Assignment.objects.all()} == {None}


def test_nobody_of_the_scope_is_left_out_unseen(supervisor: Client, confirmed: Directive, counties: list[Unit]) -> None:
    data = sheet(confirmed, counties[0])
    response = supervisor.post(address(confirmed.meeting), data)
    assert "Look at the counties that are left out" in response.text
    assert not Assignment.objects.exists()
    [line] = matrix(response).left_out
    assert [cell.column.unit for cell in line.left_out] == [counties[1]]
    supervisor.post(address(confirmed.meeting), data | {"seen": matrix(response).seen})
    assert Assignment.objects.get().unit == counties[0]


def test_issuing_again_gives_only_the_others_theirs(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    supervisor.post(address(confirmed.meeting), sheet(confirmed, counties[0], left=(counties[1],)))
    late = sheet(confirmed, *counties, **{f"due-{confirmed.pk}": "2017-12-31"})
    assert "1 assignment issued." in supervisor.post(address(confirmed.meeting), late, follow=True).text
    assert [a.due_on for a in Assignment.objects.order_by("pk")] == [date(2017, 5, 31), date(2017, 12, 31)]


def test_the_same_form_sent_twice_is_one_act_and_says_the_same(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    data = sheet(confirmed, *counties)
    first, again = (
        supervisor.post(address(confirmed.meeting), data, headers={"X-Part": "live"}).text for _time in range(2)
    )
    assert "2 assignments issued." in first
    assert "2 assignments issued." in again
    assert Assignment.objects.count() == Event.objects.count() == 2


def test_a_form_changed_and_sent_again_is_another_act(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    """A page that the browser kept is gone back to, and one more unit is ticked there."""
    data = sheet(confirmed, counties[0], left=(counties[1],))
    supervisor.post(address(confirmed.meeting), data)
    supervisor.post(address(confirmed.meeting), sheet(confirmed, *counties) | {"token": data["token"]})
    assert Assignment.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_the_same_matrix_at_once_issue_it_once(log_in: LogIn, confirmed: Directive) -> None:
    zhuxi(), danjiangkou()
    keys = [f"{confirmed.pk}:{k}" for k in ("of420324", "of420381")]
    clients = [log_in(person(Role.SUPERVISOR)) for _ in range(2)]
    data = [{"to": keys, "token": str(uuid.uuid4())}, {"to": keys[::-1], "token": str(uuid.uuid4())}]
    answers: list[int] = []

    def send(client: Client, fields: dict[str, object]) -> None:
        answers.append(client.post(address(confirmed.meeting), fields, headers={"X-Part": "live"}).status_code)

    raised = in_threads(*(lambda c=c, d=d: send(c, d) for c, d in zip(clients, data, strict=True)))
    assert raised == []
    assert set(answers) <= {200, 422}
    assert Assignment.objects.count() == Event.objects.count() == 2
    assert Unit.objects.filter(kind="government").count() == 2


def test_what_is_issued_is_shown_and_no_longer_offered(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    supervisor.post(address(confirmed.meeting), sheet(confirmed, counties[0], left=(counties[1],)))
    html = supervisor.get(address(confirmed.meeting)).text
    assert f'value="{confirmed.pk}:{key(counties[0])}"' not in html
    assert reverse("assignment", args=[Assignment.objects.get().pk]) in html
    assert f'value="{confirmed.pk}:{key(counties[1])}"' in html
    assert matrix(supervisor.get(address(confirmed.meeting))).count == 0  # who was left out, was on purpose


def test_the_answer_comes_as_the_part_of_the_page_that_changes(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    done = supervisor.post(address(confirmed.meeting), sheet(confirmed, *counties), headers={"X-Part": "live"})
    assert (done.status_code, "<html" in done.text) == (200, False)
    assert "2 assignments issued." in done.text
    refused = supervisor.post(address(confirmed.meeting), sheet(confirmed), headers={"X-Part": "live"})
    assert (refused.status_code, "Tick at least one unit." in refused.text) == (422, True)


def test_another_unit_becomes_a_column_and_keeps_what_was_typed(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    bureau = Unit.objects.create(division=counties[0].division, name="丹江口市住建局")
    data = sheet(confirmed, counties[0], **{f"due-{confirmed.pk}": "2017-06-15", "more": [bureau.pk], "add": "1"})
    response = supervisor.post(address(confirmed.meeting), data | own(confirmed, counties[0], who="赵工"))
    assert "丹江口市住建局" in response.text
    assert 'value="2017-06-15"' in response.text
    assert 'value="赵工"' in response.text
    assert not Assignment.objects.exists()
    supervisor.post(address(confirmed.meeting), sheet(confirmed, *counties, bureau))
    assert set(Assignment.objects.values_list("unit", flat=True)) == {bureau.pk, *(u.pk for u in counties)}


def test_a_unit_outside_the_offices_area_cannot_be_slipped_in(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    supervisor.post(address(confirmed.meeting), sheet(confirmed, *counties, other_office()))
    assert set(Assignment.objects.values_list("unit", flat=True)) == {u.pk for u in counties}


def test_ticking_nothing_is_said(supervisor: Client, confirmed: Directive, counties: list[Unit]) -> None:
    assert "Tick at least one unit." in supervisor.post(address(confirmed.meeting), sheet(confirmed)).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("by", "soon", "Enter a valid date."), ("who", "王" * 61, "at most 60"), ("part", "-1", "greater than or equal")],
)
def test_what_is_wrong_issues_nothing_and_is_shown_where_it_stands(
    supervisor: Client, confirmed: Directive, counties: list[Unit], field: str, value: str, words: str
) -> None:
    target = Target.objects.create(directive=confirmed, metric="安置房", value=1000, unit="套")
    data = sheet(confirmed, *counties) | own(confirmed, counties[1])
    place = target.pk if field == "part" else confirmed.pk
    response = supervisor.post(address(confirmed.meeting), data | {f"{field}-{place}-{key(counties[1])}": value})
    assert f"1, {counties[1].division.name}: " in response.context["refused"]
    assert words in response.context["refused"]
    assert f'value="{value}"' in response.text
    assert not Assignment.objects.exists()


def test_a_part_of_another_directives_target_is_refused(confirmed: Directive, counties: list[Unit]) -> None:
    other = add_directive(confirmed.meeting, 5, "第二项", state=DirectiveState.CONFIRMED)
    target = Target.objects.create(directive=other, metric="安置房", value=1000, unit="套")
    item = assigning.IssueItem(counties[0], None, shares={target.pk: Decimal(5)})
    with translation.override("en"), pytest.raises(Refused, match="of that directive"):
        assigning.issue(confirmed, [item], person(Role.SUPERVISOR))
    assert not Assignment.objects.exists()


def test_when_one_directive_cannot_be_issued_none_is(
    supervisor: Client, confirmed: Directive, counties: list[Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody takes the second directive back between the page's look and the writer's."""
    second = add_directive(confirmed.meeting, 5, "第二项", state=DirectiveState.CONFIRMED)
    issue_once = assigning.issue_once

    def too_late(*args: Any) -> int:
        reviewing.reopen_draft(second, UserFactory(is_superuser=True))
        return issue_once(*args)

    monkeypatch.setattr(assigning, "issue_once", too_late)
    data = sheet(confirmed, *counties)
    data["to"] = [f"{row.pk}:{key(unit)}" for row in (confirmed, second) for unit in counties]
    assert "Only confirmed directives" in supervisor.post(address(confirmed.meeting), data).text
    assert not Assignment.objects.exists()


def test_drafts_are_not_offered_and_without_any_confirmed_the_page_says_so(
    supervisor: Client, meeting: Meeting
) -> None:
    assert "No directive of this meeting is confirmed yet." in supervisor.get(address(meeting)).text


def test_departments_named_in_one_directive_are_no_proposal_for_the_others(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    bureau = Unit.objects.create(division=counties[0].division, name="丹江口市住建局")
    add_directive(confirmed.meeting, 5, "验收", state=DirectiveState.CONFIRMED, lead_unit=bureau)
    shown = matrix(supervisor.get(address(confirmed.meeting)))
    ticked = [[cell.column.unit for cell in line.ticked] for line in shown.lines]
    assert ticked == [counties[::-1], [bureau]]


def test_only_who_may_issue_sees_the_page(
    administrator: Client, stranger: Client, log_in: LogIn, confirmed: Directive, counties: list[Unit]
) -> None:
    assert administrator.get(address(confirmed.meeting)).status_code == 403
    assert stranger.get(address(confirmed.meeting)).status_code == 404
    assert stranger.post(address(confirmed.meeting), sheet(confirmed, *counties)).status_code == 404
    assert log_in(person(Role.REVIEWER)).get(address(confirmed.meeting)).status_code == 200


def test_the_page_costs_the_same_queries_for_one_directive_and_for_a_provinces_matrix(
    supervisor: Client,
    confirmed: Directive,
    counties: list[Unit],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Target.objects.create(directive=confirmed, metric="安置房", value=1000, unit="套")
    with django_assert_max_num_queries(30) as few:
        supervisor.get(address(confirmed.meeting))
    for n in range(18):
        DivisionFactory(code=f"4203{n + 40}", name=f"第{n}县", level="county", parent=shiyan())
    for number in range(10, 44):
        add_directive(confirmed.meeting, number, f"各县第{number}项", state=DirectiveState.CONFIRMED)
    with django_assert_max_num_queries(len(few)):
        page = supervisor.get(address(confirmed.meeting))
    assert matrix(page).count == 35 * 20
    assert len(page.content) < 400_000


def test_a_provinces_matrix_is_not_too_large_to_be_sent(supervisor: Client, confirmed: Directive) -> None:
    """More fields than Django takes unless it is told to: each tick is one."""
    units = [UnitFactory(name=f"第{n}局", kind="department") for n in range(26)]
    rows = [add_directive(confirmed.meeting, n, f"第{n}项", state=DirectiveState.CONFIRMED) for n in range(10, 50)]
    data = sheet(rows[0], *units)
    data["to"] = [f"{row.pk}:{key(unit)}" for row in rows for unit in units]
    page = supervisor.post(address(confirmed.meeting), data)
    data["seen"] = matrix(page).seen
    assert "1040 assignments issued." in supervisor.post(address(confirmed.meeting), data, follow=True).text
