"""Progress against plan (序时进度): how far an item ought to be on a day, and from which day it is behind.

The plan is the item's milestones where it has any, else a straight line from the day of issue to the due date.
Nothing here reads a database: the writers store `behind_from`, so that "behind" is one comparison of two dates, in a
page as in a query, and becomes true by itself at midnight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

TOLERANCE = 10
"""Points by which a straight line may be missed: counties report by the week, not by the day."""


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as far as the plan needs it: by `due_on`, `percent` of the whole is done."""

    due_on: date
    percent: int
    is_done: bool = False


def expected(issued_on: date, due_on: date | None, steps: Sequence[Step], today: date) -> int | None:
    """Per cent that the plan wants by the end of `today` (0-100); None where there is no plan."""
    if steps:
        return max((step.percent for step in steps if step.due_on <= today), default=0)
    if due_on is None or due_on <= issued_on:
        return None
    passed = (today - issued_on).days / (due_on - issued_on).days
    return max(0, min(100, int(100 * passed)))


def behind_from(issued_on: date, due_on: date | None, steps: Sequence[Step], percent: int) -> date | None:
    """The first day on which `percent` is less than the plan wants; None where that day never comes.

    From the due date on the item is overdue, which is worse: a straight line gives no later day than that.
    """
    if steps:
        missed = [step.due_on for step in steps if not step.is_done and percent < step.percent]
        return min(missed) + timedelta(days=1) if missed else None
    if due_on is None or due_on <= issued_on:
        return None
    enough_for = (percent + TOLERANCE) * (due_on - issued_on).days // 100
    first = issued_on + timedelta(days=enough_for + 1)
    return first if first <= due_on else None
