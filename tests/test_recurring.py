from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives import assigning, clock, recurring
from directives.models import Assignment, DirectiveState, Recurrence
from tests import factories as f

E = Recurrence.Every


@pytest.mark.parametrize(
    ("every", "day", "month", "after", "due"),
    [
        (E.DAY, None, None, date(2017, 3, 31), date(2017, 4, 1)),
        (E.WEEK, 5, None, date(2017, 3, 29), date(2017, 3, 31)),
        (E.WEEK, 3, None, date(2017, 3, 29), date(2017, 4, 5)),
        (E.WEEK, None, None, date(2017, 3, 29), date(2017, 3, 31)),
        (E.TEN_DAYS, None, None, date(2017, 3, 10), date(2017, 3, 20)),
        (E.TEN_DAYS, None, None, date(2017, 3, 20), date(2017, 3, 31)),
        (E.TWO_WEEKS, 3, None, date(2017, 3, 29), date(2017, 4, 12)),
        (E.TWO_WEEKS, None, None, date(2017, 3, 29), date(2017, 4, 7)),
        (E.HALF_MONTH, None, None, date(2017, 3, 14), date(2017, 3, 15)),
        (E.HALF_MONTH, None, None, date(2017, 3, 15), date(2017, 3, 31)),
        (E.MONTH, 15, None, date(2017, 3, 14), date(2017, 3, 15)),
        (E.MONTH, 15, None, date(2017, 3, 15), date(2017, 4, 15)),
        (E.MONTH, 31, None, date(2017, 4, 1), date(2017, 4, 30)),
        (E.MONTH, -1, None, date(2017, 12, 31), date(2018, 1, 31)),
        (E.QUARTER, None, None, date(2017, 3, 31), date(2017, 6, 30)),
        (E.QUARTER, 10, 1, date(2017, 3, 31), date(2017, 4, 10)),
        (E.HALF_YEAR, None, None, date(2017, 3, 31), date(2017, 6, 30)),
        (E.YEAR, None, 11, date(2017, 12, 1), date(2018, 11, 30)),
        (E.YEAR, None, None, date(2017, 12, 1), date(2017, 12, 31)),
    ],
)
def test_the_next_due_day(every: str, day: int | None, month: int | None, after: date, due: date) -> None:
    assert recurring.next_due(Recurrence(every=every, day=day, month=month), after) == due


@given(
    st.sampled_from(list(E)),
    st.one_of(st.none(), st.just(-1), st.integers(1, 31)),
    st.one_of(st.none(), st.integers(1, 12)),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
)
def test_the_next_due_day_is_later_and_within_one_period(
    every: E, day: int | None, month: int | None, after: date
) -> None:
    weekday = day if every not in (E.WEEK, E.TWO_WEEKS) or day is None else (day % 7) + 1
    due = recurring.next_due(Recurrence(every=every, day=weekday, month=month), after)
    short = {E.DAY: 1, E.WEEK: 7, E.TEN_DAYS: 11, E.TWO_WEEKS: 14, E.HALF_MONTH: 16}
    period = {**short, E.MONTH: 31, E.QUARTER: 93, E.HALF_YEAR: 185, E.YEAR: 366}[every]
    assert 0 < (due - after).days <= period


@pytest.mark.django_db
def test_a_rhythm_makes_one_occurrence_at_a_time_and_a_report_answers_it() -> None:
    boss, anna = f.supervisor(), f.liaison()
    directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=None, text="每月15日前报送进度")
    Recurrence.objects.create(directive=directive, every=E.MONTH, day=15, ends_on=date(2017, 5, 31))
    with clock.set_to(date(2017, 4, 3)):
        [a] = assigning.issue(directive, [assigning.IssueItem(f.UnitFactory(), None)], boss)
        assert recurring.roll() == 0
        a = assigning.report(assigning.sign(a, anna), anna, assigning.Progress(10, "四月进度"))
    assert due_days(a) == [(date(2017, 4, 15), True)]
    with clock.set_to(date(2017, 4, 16)):
        assert recurring.roll() == 1
    with clock.set_to(date(2017, 5, 16)):
        assert recurring.roll() == 0  # the rhythm ends in May
    assert due_days(a) == [(date(2017, 4, 15), True), (date(2017, 5, 15), False)]


def due_days(a: Assignment) -> list[tuple[date, bool]]:
    return [(o.due_on, o.done_at is not None) for o in a.occurrences.all()]
