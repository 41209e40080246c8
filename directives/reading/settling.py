"""Which year a day falls in, and the wording of a due date as a `Deadline`.

The year is the stated one, the one counted from R (明年), or the first in which the day lies on or after R.
A day at most 15 days before R keeps R's year and is flagged: it may be over.  Without R's year only the month
and the day are known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .dues import COMMON_YEAR, Anchor, Due
from .form_parts import Phrase
from .types import Alternative, MonthDay, YearBasis

GRACE = timedelta(days=15)
"""How long before R a day may lie and still keep R's year."""


@dataclass(slots=True)
class Settled:
    """A day with its year where it is known, else its month and day; both None where the phrase fixes no date."""

    due_on: date | None
    month_day: MonthDay | None
    basis: YearBasis
    over: bool = False


def settle(due: Due, phrase: Phrase, anchor: Anchor, basis: YearBasis, carried: int | None) -> Settled:
    """Give `due` its year. `carried` is the year that an earlier phrase of the sentence states."""
    if due.on is None:
        if due.fixed is None:
            return Settled(None, None, basis if anchor.known else "unknown")
        if anchor.known:
            return Settled(due.fixed, None, basis, due.fixed < anchor.day)
        return Settled(None, MonthDay(due.fixed.month, due.fixed.day), "unknown")
    stated = phrase.year if phrase.year is not None else carried
    if stated is not None:
        day = due.on(stated)
        return Settled(day, None, "stated", anchor.known and day is not None and day < anchor.day)
    if not anchor.known:
        day = None if due.varies else due.on(COMMON_YEAR)
        return Settled(None, MonthDay(day.month, day.day) if day else None, "unknown")
    if phrase.shift is not None:
        day = due.on(anchor.day.year + phrase.shift)
        return Settled(day, None, basis, day is not None and day < anchor.day)
    day = _first(due.on, anchor.day)
    return Settled(day, None, basis, day is not None and day < anchor.day)


def _first(on: Callable[[int], date | None], reference: date) -> date | None:
    """The first such day on or after R, or the one of R's year that lies at most `GRACE` before it."""
    # A year's rule may answer with the last days of the year before (元旦前, 1月前): hence three years.
    for year in range(reference.year, reference.year + 3):
        day = on(year)
        if day is None:
            continue
        if day >= reference or (day.year == reference.year and reference - day <= GRACE):
            return day
    return None


def alternatives(due: Due, phrase: Phrase, anchor: Anchor, chosen: Settled) -> tuple[Alternative, ...]:
    """The rule's other readings, each in the year that makes it stand beside the chosen day."""
    out = []
    for other in due.others:
        carried = chosen.due_on.year if phrase.unit == "day" and chosen.due_on else None
        settled = settle(other, phrase, anchor, chosen.basis, carried)
        if settled.due_on or settled.month_day:
            out.append(Alternative(settled.due_on, settled.month_day, other.rule))
    return tuple(out)
