from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.schedule import TOLERANCE, Step, behind_from, expected

DAY = date(2017, 4, 1)


@pytest.mark.parametrize(("passed", "percent"), [(0, 0), (25, 25), (50, 50), (99, 99), (100, 100), (130, 100)])
def test_a_straight_plan_asks_for_the_share_of_the_time_that_has_passed(passed: int, percent: int) -> None:
    assert expected(DAY, DAY + timedelta(days=100), [], DAY + timedelta(days=passed)) == percent


def test_milestones_take_the_place_of_the_straight_line() -> None:
    steps = [Step(DAY + timedelta(days=10), 30), Step(DAY + timedelta(days=40), 80)]
    asked = [expected(DAY, DAY + timedelta(days=100), steps, DAY + timedelta(days=n)) for n in (9, 10, 39, 40)]
    assert asked == [0, 30, 30, 80]


def test_without_a_due_date_and_without_milestones_there_is_no_plan() -> None:
    assert expected(DAY, None, [], DAY) is None
    assert behind_from(DAY, None, [], 0) is None


def test_a_milestone_missed_puts_the_item_behind_the_day_after() -> None:
    due = DAY + timedelta(days=10)
    assert behind_from(DAY, None, [Step(due, 30)], 0) == due + timedelta(days=1)
    assert behind_from(DAY, None, [Step(due, 30)], 30) is None
    assert behind_from(DAY, None, [Step(due, 30, is_done=True)], 0) is None


@given(length=st.integers(1, 1000), percent=st.integers(0, 100), passed=st.integers(0, 1000))
def test_behind_is_what_the_expectation_says_less_the_tolerance(length: int, percent: int, passed: int) -> None:
    due, today = DAY + timedelta(days=length), DAY + timedelta(days=min(passed, length))
    first = behind_from(DAY, due, [], percent)
    is_behind = 100 * (today - DAY).days > (percent + TOLERANCE) * length
    assert (first is not None and first <= today) == is_behind
