"""What a date phrase says: the rules of the deadline table, one function per unit.

A rule answers with a day counted from R, or with the day as a function of its year, which `settling` then gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from . import calendars
from .form_parts import Phrase
from .types import Precision, Reference

COMMON_YEAR = 2001
"""Any year of 365 days: months are counted in it where R's year is unknown."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """R as a day to count from; ``known`` is whether its year is, ``given`` whether there is an R at all."""

    day: date
    given: bool
    known: bool


@dataclass(slots=True)
class Due:
    """What a rule makes of a phrase before it is worded as a `Deadline`.

    ``on`` gives the day for a year and may fail with None; ``fixed`` a day counted from R outright; without
    either the phrase fixes no date.  ``varies``: month and day differ from year to year (春节).
    """

    rule: str
    precision: Precision
    firm: bool = True
    on: Callable[[int], date | None] | None = None
    fixed: date | None = None
    varies: bool = False
    others: list[Due] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


@lru_cache(maxsize=16)
def anchor_of(reference: Reference) -> Anchor:
    if isinstance(reference, date):
        return Anchor(reference, given=True, known=True)
    if reference is None:
        return Anchor(date(COMMON_YEAR, 1, 1), given=False, known=False)
    return Anchor(calendars.clamped(COMMON_YEAR, reference.month, max(reference.day, 1)), given=True, known=False)


def _day(phrase: Phrase, anchor: Anchor) -> Due:
    day = phrase.day or 1
    if phrase.near is not None:
        base = calendars.add_months(anchor.day.replace(day=1), phrase.near)
        return Due("by_day", "day", fixed=calendars.clamped(base.year, base.month, day))
    month = phrase.month
    if month is None:  # 25日前: the next 25th
        base = anchor.day if day >= anchor.day.day else calendars.add_months(anchor.day.replace(day=1), 1)
        return Due("by_day", "day", fixed=calendars.clamped(base.year, base.month, day), flags=["month_implied"])
    due = Due("by_day", "day", on=lambda year: calendars.clamped(year, month, day))
    if day > calendars.month_end(2000, month).day:
        due.flags.append("ambiguous")
    if phrase.edge == "before" and day == 1:
        due.others.append(Due("day_before", "day", on=lambda year: date(year, month, 1) - timedelta(days=1)))
    return due


def _month(phrase: Phrase, anchor: Anchor) -> Due:
    if phrase.near is not None:
        base = calendars.add_months(anchor.day.replace(day=1), phrase.near)
        inner = _month_of(phrase, base.month, base)
        inner.fixed = inner.on(base.year) if inner.on else None
        return inner
    return _month_of(phrase, phrase.month or 1, anchor.day)


def _month_of(phrase: Phrase, month: int, base: date) -> Due:
    if phrase.name == "week":
        return Due("week_end", "day", on=lambda year: _nth_week_end(year, month, phrase.day or 1), flags=["ambiguous"])
    tenth = {"early": 10, "first": 10, "half": 15, "middle": 20, "last": 31}.get(phrase.part)
    if tenth:
        due = Due("ten_days", "ten_days", on=lambda year: calendars.clamped(year, month, tenth))
        if phrase.part == "early":
            due.firm, due.flags = False, ["ambiguous"]
        return due
    if phrase.part == "end":
        return Due("month_end", "month", on=lambda year: calendars.month_end(year, month))
    if phrase.edge == "before":
        return Due("before_month", "month", on=lambda year: date(year, month, 1) - timedelta(days=1))
    return Due("in_month", "month", firm=phrase.edge == "within", on=lambda year: calendars.month_end(year, month))


def _nth_week_end(year: int, month: int, nth: int) -> date:
    """The Sunday of a month's nth week; a week is of the month that has its Thursday, as in ISO 8601."""
    first = date(year, month, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 7 * (nth - 1))
    return min(thursday + timedelta(days=3), calendars.month_end(year, month))


def _quarter(phrase: Phrase, anchor: Anchor) -> Due:
    last = phrase.month
    if last is None:
        current = anchor.day.replace(month=(anchor.day.month - 1) // 3 * 3 + 3, day=1)
        base = calendars.add_months(current, 3 * (phrase.near or 0))
        return Due("quarter_end", "quarter", fixed=calendars.month_end(base.year, base.month))
    end = Due("quarter_end", "quarter", on=lambda year: calendars.month_end(year, last))
    if phrase.edge != "before" or phrase.part == "end":
        return end
    before = Due("before_quarter", "quarter", on=lambda year: date(year, last - 2, 1) - timedelta(days=1))
    stated = phrase.year is not None or phrase.shift is not None
    if anchor.given and not stated and last - 2 <= anchor.day.month <= last:  # it has begun: its end is meant
        end.others = [before]
        return end
    before.others = [end]
    return before


def _half(phrase: Phrase, anchor: Anchor) -> Due:
    last = phrase.month or 6
    end = Due("half_year_end", "half_year", on=lambda year: calendars.month_end(year, last))
    if phrase.edge == "before" and phrase.part != "end" and last == 12:
        return Due("before_half_year", "half_year", on=lambda year: date(year, 6, 30), others=[end])
    return end


def _year(phrase: Phrase, anchor: Anchor) -> Due:
    end = Due("year_end", "year", on=lambda year: date(year, 12, 31))
    if phrase.part == "end":
        return end
    if phrase.part == "middle":
        return Due("half_year_end", "half_year", firm=False, on=lambda y: date(y, 6, 30), flags=["ambiguous"])
    if phrase.part == "early":
        return Due("year_start", "month", firm=False, on=lambda y: date(y, 1, 31), flags=["ambiguous"])
    if phrase.edge == "within" and phrase.shift is not None:
        return Due("within_year", "year", on=end.on)
    if phrase.edge == "before" and phrase.shift != 0:
        return Due("before_year", "year", firm=False, on=lambda y: date(y - 1, 12, 31), others=[end])
    return Due("in_year", "year", firm=False, on=end.on)


def _week(phrase: Phrase, anchor: Anchor) -> Due:
    if not anchor.known:
        return Due("week_end" if phrase.unit == "week" else "weekday", "day")
    monday = anchor.day - timedelta(days=anchor.day.weekday())
    if phrase.unit == "week":
        sunday = monday + timedelta(days=6 + 7 * (phrase.near or 0))
        if phrase.edge == "before" and phrase.part != "end" and phrase.near:
            return Due("before_week", "day", fixed=sunday - timedelta(days=7))
        return Due("week_end", "day", fixed=sunday)
    index = (phrase.day or 7) - 1
    if phrase.near is not None:
        return Due("weekday", "day", fixed=monday + timedelta(days=index + 7 * phrase.near))
    ahead = (index - anchor.day.weekday()) % 7
    return Due("week_end" if phrase.vague else "weekday", "day", fixed=anchor.day + timedelta(days=ahead))


def _today(phrase: Phrase, anchor: Anchor) -> Due:
    return Due("by_today", "day", fixed=anchor.day + timedelta(days=phrase.near or 0) if anchor.given else None)


def _duration(phrase: Phrase, anchor: Anchor, start: date | None) -> Due:
    rule = {"day": "within_days", "working_day": "within_working_days", "month": "within_months"}[phrase.measure]
    due = Due(rule, "day")
    if phrase.vague:
        due.flags.append("ambiguous")
    if phrase.part == "whole" and phrase.edge != "within" and phrase.length >= 12:
        due.firm, due.precision = False, "year"
    origin = start or (anchor.day if anchor.given else None)
    if origin is None or (phrase.measure == "working_day" and not anchor.known and start is None):
        return due
    if phrase.measure == "working_day":
        due.fixed, covered = calendars.add_working_days(origin, phrase.length)
        if not covered:
            due.flags.append("holidays_unknown")
        return due
    if phrase.measure == "month":
        end = calendars.add_months(origin, phrase.length) + timedelta(days=phrase.day or 0)
    else:
        end = origin + timedelta(days=phrase.length)
    due.fixed = end
    if start is not None:  # 从3月11日起…为期一个月: its last day is the 10th; days count on from the first
        inclusive = Due(rule, "day", fixed=end - timedelta(days=1))
        due.others.append(inclusive)
        if phrase.edge != "within" and phrase.measure == "month":
            due.fixed, inclusive.fixed = inclusive.fixed, end
    return due


def _festival(phrase: Phrase, anchor: Anchor) -> Due:
    names = {"两节": ("元旦", "春节"), "双节": ("国庆", "中秋")}.get(phrase.name) or tuple(phrase.name.split("、"))
    varies = names[0] not in calendars.SOLAR_FESTIVALS
    if phrase.edge == "":
        return Due("by_day", "day", on=lambda year: calendars.festival(names[0], year), varies=varies)

    def eve(name: str) -> Callable[[int], date | None]:
        def on(year: int) -> date | None:
            day = calendars.festival(name, year)
            return day - timedelta(days=1) if day else None

        return on

    due = Due("before_holiday", "day", on=eve(names[0]), varies=varies)
    due.others = [Due("before_holiday", "day", on=eve(name), varies=True) for name in names[1:]]
    if phrase.name == "年":
        due.firm = False
        due.others.append(Due("year_end", "year", on=lambda year: date(year, 12, 31)))
    if due.others:
        due.flags.append("ambiguous")
    return due


def _season(phrase: Phrase, anchor: Anchor) -> Due:
    if phrase.name == "开学":  # the next term begins in September or after the winter holidays
        autumn = not anchor.given or 3 <= anchor.day.month <= 8
        phrase.name = "秋季开学" if autumn else "春季开学"
    month, day = calendars.SEASONS[phrase.name]
    return Due("season", "season", firm=False, on=lambda year: date(year, month, day), flags=["season"])


def _plan(phrase: Phrase, anchor: Anchor) -> Due:
    return Due("plan_end", "year", firm=False, on=lambda year: date(year, 12, 31))


def _lunar(phrase: Phrase, anchor: Anchor) -> Due:
    month, day = phrase.month or 1, phrase.day

    def on(year: int) -> date | None:
        return calendars.lunar_day(year, month, day) if day else calendars.lunar_month_end(year, month)

    return Due("lunar_day", "day", on=on, varies=True)


_RULES: dict[str, Callable[[Phrase, Anchor], Due]] = {
    "day": _day, "month": _month, "quarter": _quarter, "half": _half, "year": _year, "week": _week, "weekday": _week,
    "today": _today, "festival": _festival, "season": _season, "plan": _plan, "lunar": _lunar,
}  # fmt: skip


def rule_of(phrase: Phrase, anchor: Anchor, start: date | None) -> Due:
    """The rule's answer; `start` is the stated first day of a duration. OverflowError past the calendar's end."""
    if phrase.unit == "duration":
        return _duration(phrase, anchor, start)
    due = _RULES[phrase.unit](phrase, anchor)
    if phrase.edge == "approx":
        due.firm = False
        due.flags.append("approximate")
    return due
