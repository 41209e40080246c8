from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives import assigning, reviewing
from directives.models import Assignment, Directive, DirectiveState, Event, Meeting, Role, Unit
from tests.admin.conftest import LogIn, add_directive, other_office, person
from tests.factories import UnitFactory, UserFactory


@pytest.fixture
def confirmed(meeting: Meeting) -> Directive:
    meeting.directives.filter(number=1).update(state=DirectiveState.CONFIRMED)
    return meeting.directives.get(number=1)


def address(meeting: Meeting) -> str:
    return reverse("admin:directives_meeting_issue", args=[meeting.pk])


def cells(directive: Directive, *units: Unit, **fields: object) -> dict[str, object]:
    """What a browser sends with these units ticked."""
    ticked = {f"to_{directive.pk}_{unit.pk}": "on" for unit in units}
    return {"column": [u.pk for u in units], f"due_{directive.pk}": "2017-05-31"} | ticked | fields


def test_the_units_that_words_and_place_suggest_are_ticked(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    form = supervisor.get(address(confirmed.meeting)).context["form"]
    assert form.units == counties[::-1]  # in the order of the divisions' codes
    assert all(form[f"to_{confirmed.pk}_{unit.pk}"].value() for unit in counties)
    assert form[f"due_{confirmed.pk}"].value() == date(2017, 5, 31)
    assert not Assignment.objects.exists()


def test_what_is_ticked_is_issued_each_by_its_own_day(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    near, far = counties
    own = {f"by_{confirmed.pk}_{far.pk}": "2017-06-30", f"person_{near.pk}": "王工"}
    response = supervisor.post(address(confirmed.meeting), cells(confirmed, near, far, **own), follow=True)
    assert "2 assignments issued." in response.text
    issued = {a.unit: (a.due_on, a.responsible_person) for a in Assignment.objects.all()}
    assert issued == {near: (date(2017, 5, 31), "王工"), far: (date(2017, 6, 30), "")}
    assert Event.objects.count() == 2


def test_a_due_date_taken_away_issues_without_one(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    supervisor.post(address(confirmed.meeting), cells(confirmed, counties[0], **{f"due_{confirmed.pk}": ""}))
    assert Assignment.objects.get().due_on is None


def test_issuing_twice_does_nothing_more(supervisor: Client, confirmed: Directive, counties: list[Unit]) -> None:
    supervisor.post(address(confirmed.meeting), cells(confirmed, *counties))
    response = supervisor.post(
        address(confirmed.meeting), cells(confirmed, *counties, **{f"due_{confirmed.pk}": "2017-12-31"}), follow=True
    )
    assert "0 assignments issued." in response.text
    assert {a.due_on for a in Assignment.objects.all()} == {date(2017, 5, 31)}


def test_what_is_issued_is_shown_and_no_longer_offered(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    supervisor.post(address(confirmed.meeting), cells(confirmed, counties[0]))
    html = supervisor.get(address(confirmed.meeting)).text
    assert f'name="to_{confirmed.pk}_{counties[0].pk}"' not in html
    assert reverse("assignment", args=[Assignment.objects.get().pk]) in html
    assert f'name="to_{confirmed.pk}_{counties[1].pk}"' in html


def test_another_unit_becomes_a_column_and_keeps_what_was_typed(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    bureau = Unit.objects.create(division=counties[0].division, name="丹江口市住建局")
    data = cells(confirmed, counties[0], **{f"due_{confirmed.pk}": "2017-06-15", "more": [bureau.pk], "add": "1"})
    response = supervisor.post(address(confirmed.meeting), data)
    assert "丹江口市住建局" in response.text
    assert 'value="2017-06-15"' in response.text
    assert not Assignment.objects.exists()
    supervisor.post(address(confirmed.meeting), cells(confirmed, counties[0], bureau))
    assert set(Assignment.objects.values_list("unit", flat=True)) == {counties[0].pk, bureau.pk}


def test_a_unit_outside_the_offices_area_cannot_be_slipped_in(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    foreign = other_office()
    supervisor.post(address(confirmed.meeting), cells(confirmed, counties[0], foreign))
    assert list(Assignment.objects.values_list("unit", flat=True)) == [counties[0].pk]


def test_ticking_nothing_is_said(supervisor: Client, confirmed: Directive, counties: list[Unit]) -> None:
    assert "Tick at least one unit." in supervisor.post(address(confirmed.meeting), cells(confirmed)).text


def test_a_wrong_date_issues_nothing_and_is_shown_where_it_stands(
    supervisor: Client, confirmed: Directive, counties: list[Unit]
) -> None:
    data = cells(confirmed, *counties, **{f"by_{confirmed.pk}_{counties[1].pk}": "soon"})
    response = supervisor.post(address(confirmed.meeting), data)
    assert "Enter a valid date." in response.text
    assert not Assignment.objects.exists()


def test_when_one_directive_cannot_be_issued_none_is(
    supervisor: Client, confirmed: Directive, counties: list[Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody takes the second directive back between the page's look and the writer's."""
    second = add_directive(confirmed.meeting, 5, "第二项", state=DirectiveState.CONFIRMED)
    issue_all = assigning.issue_all

    def too_late(*args: Any) -> list[Assignment]:
        reviewing.reopen_draft(second, UserFactory(is_superuser=True))
        return issue_all(*args)

    monkeypatch.setattr(assigning, "issue_all", too_late)
    data = cells(confirmed, counties[0]) | cells(second, counties[0])
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
    other = add_directive(confirmed.meeting, 5, "验收", state=DirectiveState.CONFIRMED, lead_unit=bureau)
    form = supervisor.get(address(confirmed.meeting)).context["form"]
    assert form[f"to_{other.pk}_{bureau.pk}"].value() is True
    assert form[f"to_{confirmed.pk}_{bureau.pk}"].value() is False


def test_only_who_may_issue_sees_the_page(
    administrator: Client, stranger: Client, log_in: LogIn, confirmed: Directive, counties: list[Unit]
) -> None:
    assert administrator.get(address(confirmed.meeting)).status_code == 403
    assert stranger.get(address(confirmed.meeting)).status_code == 404
    assert log_in(person(Role.REVIEWER)).get(address(confirmed.meeting)).status_code == 200


def test_the_page_costs_the_same_for_one_directive_and_for_many(
    supervisor: Client,
    confirmed: Directive,
    counties: list[Unit],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(40) as few:
        supervisor.get(address(confirmed.meeting))
    for number in range(10, 40):
        add_directive(confirmed.meeting, number, f"各县第{number}项", state=DirectiveState.CONFIRMED)
    with django_assert_max_num_queries(len(few)):
        assert len(supervisor.get(address(confirmed.meeting)).context["form"].directives) == 31


def test_a_provinces_matrix_is_not_too_large_to_be_sent(supervisor: Client, confirmed: Directive) -> None:
    """More fields than Django takes unless it is told to: each cell sends its own date, typed in or not."""
    units = [UnitFactory(name=f"第{n}局", kind="department") for n in range(26)]
    rows = [add_directive(confirmed.meeting, n, f"第{n}项", state=DirectiveState.CONFIRMED) for n in range(10, 50)]
    data = cells(confirmed, units[0]) | {"column": [unit.pk for unit in units]}
    data |= {f"by_{row.pk}_{unit.pk}": "" for row in rows for unit in units}
    assert len(data) > 1000
    assert "1 assignment issued." in supervisor.post(address(confirmed.meeting), data, follow=True).text
