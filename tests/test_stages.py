"""The arithmetic of stages, by example and by property."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives import stages
from directives.stages import MISSED_KEPT, Rhythm, name_of, stale_stage, urge_of, urged_stage

DUE = date(2017, 5, 31)
USUAL = Rhythm(before=(30, 7, 3, 1, 0), after=(1, 3), then_every=7)
LONG_AGO = date(2017, 1, 1)


@dataclass(frozen=True)
class Reached:
    """What is planned on a day: the stage, and those it supersedes."""

    stage: str
    missed: tuple[str, ...] = ()


def latest(rhythm: Rhythm, due_on: date, since: date, today: date) -> Reached | None:
    days_past = (today - due_on).days
    stage = stages.latest(rhythm, days_past)
    return stage and Reached(stage, tuple(stages.missed(rhythm, days_past, (since - due_on).days)))


def days(n: int) -> timedelta:
    return timedelta(days=n)


def offset_of(stage: str) -> int:
    kind, n = stage.split("_")
    return int(n) if kind == "overdue" else -int(n)


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2017, 4, 30), None),
        (date(2017, 5, 1), "before_30"),
        (date(2017, 5, 23), "before_30"),
        (date(2017, 5, 24), "before_7"),
        (date(2017, 5, 28), "before_3"),
        (date(2017, 5, 30), "before_1"),
        (date(2017, 5, 31), "before_0"),
        (date(2017, 6, 1), "overdue_1"),
        (date(2017, 6, 2), "overdue_1"),
        (date(2017, 6, 3), "overdue_3"),
        (date(2017, 6, 9), "overdue_3"),
        (date(2017, 6, 10), "overdue_10"),
        (date(2017, 6, 17), "overdue_17"),
        (date(2017, 6, 24), "overdue_24"),
    ],
)
def test_the_stages_come_30_7_3_1_0_days_before_and_1_3_10_17_24_after(day: date, stage: str | None) -> None:
    found = latest(USUAL, DUE, LONG_AGO, day)
    assert (found and found.stage) == stage


def test_on_the_days_one_after_the_other_nothing_is_missed_twice() -> None:
    told: set[str] = set()
    for n in range(-40, 30):
        found = latest(USUAL, DUE, LONG_AGO, DUE + days(n))
        if found and found.stage not in told:
            assert told.issuperset(found.missed)
            told.add(found.stage)
    names = ["before_30", "before_7", "before_3", "before_1", "before_0"]
    assert told == {*names, "overdue_1", "overdue_3", "overdue_10", "overdue_17", "overdue_24"}


def test_an_item_issued_five_days_before_it_is_due_is_announced_at_once() -> None:
    assert latest(USUAL, DUE, DUE - days(5), DUE - days(5)) == Reached("before_7")


def test_after_a_breakdown_the_latest_missed_stage_wins() -> None:
    found = latest(USUAL, DUE, DUE - days(20), DUE + days(2))
    assert found == Reached("overdue_1", ("before_7", "before_3", "before_1", "before_0"))


def test_of_a_long_breakdown_only_the_last_missed_stages_are_recorded() -> None:
    found = latest(USUAL, DUE, LONG_AGO, DUE + days(700))
    assert found is not None
    assert len(found.missed) == MISSED_KEPT
    assert found.stage == "overdue_696"
    assert found.missed[-1] == "overdue_689"


def test_without_a_weekly_rhythm_it_ends_with_the_last_day_named() -> None:
    assert latest(Rhythm((), (1, 3), 0), DUE, LONG_AGO, DUE + days(50)) == Reached("overdue_3", ("overdue_1",))


def test_without_days_after_the_weekly_rhythm_counts_from_the_due_date() -> None:
    assert Rhythm((), (), 7).reached(15) == [7, 14]


def test_a_monthly_report_is_not_announced_a_month_ahead_nor_nagged_about_beyond_the_next() -> None:
    monthly = USUAL.within(30)
    assert monthly.before == (7, 3, 1, 0)
    assert monthly.reached(29)[-1] == 24
    assert monthly.reached(30) == []


def test_a_daily_report_is_due_on_its_day_only() -> None:
    daily = USUAL.within(1)
    assert daily.reached(-1) == []
    assert daily.reached(0) == [0]
    assert daily.reached(1) == []


def test_the_horizon_is_the_earliest_day_before() -> None:
    assert USUAL.horizon == 30
    assert Rhythm((), (1,), 7).horizon == 0


def test_an_urge_is_found_again_from_its_stage() -> None:
    assert urge_of(urged_stage(417)) == 417
    assert urge_of("overdue_3") is None
    assert urge_of("to_sign") is None


def test_a_new_word_makes_the_next_silence_a_new_stage() -> None:
    assert stale_stage(DUE) == "stale_20170531"
    assert stale_stage(DUE) != stale_stage(DUE + days(1))


rhythms = st.builds(
    Rhythm,
    before=st.lists(st.integers(0, 120), max_size=8).map(tuple),
    after=st.lists(st.integers(1, 60), max_size=5).map(tuple),
    then_every=st.integers(0, 40),
    until=st.none() | st.integers(1, 400),
)
offsets = st.integers(-200, 800)


@given(rhythm=rhythms, begins=offsets, first=offsets, steps=st.lists(st.integers(0, 60), max_size=40))
def test_whatever_days_it_runs_on_each_stage_is_sent_at_most_once_and_in_order(
    rhythm: Rhythm, begins: int, first: int, steps: list[int]
) -> None:
    sent: list[str] = []
    recorded: set[str] = set()
    day = DUE + days(first)
    for step in [0, *steps]:
        day += days(step)
        found = latest(rhythm, DUE, DUE + days(begins), day)
        if found and found.stage not in recorded:
            sent.append(found.stage)
            recorded.update(found.missed, [found.stage])
    order = [offset_of(stage) for stage in sent]
    assert order == sorted(set(order))


@given(rhythm=rhythms, begins=offsets, past=offsets)
def test_a_stage_never_comes_before_its_day_and_none_lies_between_it_and_today(
    rhythm: Rhythm, begins: int, past: int
) -> None:
    found = latest(rhythm, DUE, DUE + days(begins), DUE + days(past))
    weekly = rhythm.then_every and past > 0
    if found is None:
        over = rhythm.until is not None and past >= rhythm.until
        assert over or (not weekly or past < max([0, *rhythm.after]) + rhythm.then_every)
        assert over or not any(-n <= past for n in rhythm.before)
        assert over or not any(n <= past for n in rhythm.after)
        return
    offset = offset_of(found.stage)
    assert offset <= past
    assert not any(offset < -n <= past for n in rhythm.before)
    assert not any(offset < n <= past for n in rhythm.after)
    if weekly and past >= max([0, *rhythm.after]) + rhythm.then_every:
        assert past - offset < rhythm.then_every
    assert ("overdue" in found.stage) == (offset > 0)


@given(rhythm=rhythms, begins=offsets, past=offsets)
def test_what_is_missed_lies_between_the_beginning_and_the_stage_sent(rhythm: Rhythm, begins: int, past: int) -> None:
    found = latest(rhythm, DUE, DUE + days(begins), DUE + days(past))
    if found:
        missed = [offset_of(stage) for stage in found.missed]
        assert missed == sorted(set(missed))
        assert all(begins <= n < offset_of(found.stage) for n in missed)


@given(n=st.integers(-400, 4000))
def test_every_name_says_its_day(n: int) -> None:
    assert offset_of(name_of(n)) == n
    assert len(name_of(n)) <= 20  # what the column holds
