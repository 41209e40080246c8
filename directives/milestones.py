"""Steps counted back from the due date (倒排工期): proposed, edited, ticked off.

They are proposed from the day of issue to the due date, on working days only, and each has its own reminders.  An
item with milestones is behind its plan when one has passed undone; see `schedule.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directives import clock
from directives.errors import Refused
from directives.models import Assignment, EventKind, Milestone, User
from directives.reading.calendars import is_working_day
from directives.workflow import locked, make

USUAL: Sequence[tuple[str | Promise, int]] = (
    (gettext_lazy("Plan made, work divided"), 10),
    (gettext_lazy("Work begun everywhere"), 30),
    (gettext_lazy("Half done"), 50),
    (gettext_lazy("Mostly done"), 80),
    (gettext_lazy("Checked by the county itself"), 100),
)
"""The steps that such plans usually have, with the share of the time that each ends at."""

MOST = 20


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of a plan; `pk` is that of a milestone which is there already."""

    title: str
    due_on: date
    percent: int
    pk: int | None = None


def propose(issued_on: date, due_on: date) -> list[Planned]:
    """The usual steps between two days, each on the last working day not after its share of the time.

    Steps that fall on the same day are one: the later of them.
    """
    length = (due_on - issued_on).days
    if length < 1:
        return []
    by_day: dict[date, Planned] = {}
    for title, percent in USUAL:
        day = due_on if percent == 100 else _working_day(issued_on + timedelta(days=length * percent // 100), issued_on)
        by_day[day] = Planned(str(title), day, percent)
    return [by_day[day] for day in sorted(by_day)]


def _working_day(day: date, not_before: date) -> date:
    found = day
    while not is_working_day(found)[0] and found > not_before:
        found -= timedelta(days=1)
    return found


@transaction.atomic
def plan(a: Assignment, user: User, wanted: Sequence[Planned], *, revision: int | None = None) -> Assignment:
    """Make these the item's milestones; what is done stays done, what is not among them goes."""
    row = locked(a.pk)
    _check(row, wanted)
    held = {m.pk: m for m in row.milestones.select_for_update()}
    kept = {each.pk for each in wanted if each.pk in held}
    for pk in held.keys() - kept:
        if held[pk].done_on is not None:
            raise Refused(_("“%(title)s” is done already and stays.") % {"title": held[pk].title})
        held[pk].delete()
    for each in wanted:
        _write(row, each, held.get(each.pk or 0))
    note = "; ".join(f"{each.due_on} {each.title} {each.percent} %" for each in wanted)
    return make(row, EventKind.PLAN, user, note=note or _("no milestones"), revision=revision)


def _check(row: Assignment, wanted: Sequence[Planned]) -> None:
    if len(wanted) > MOST:
        raise Refused(_("A plan has at most %(n)d milestones.") % {"n": MOST})
    for each in wanted:
        if not each.title.strip():
            raise Refused(_("Give each milestone a title."))
        if row.due_on and each.due_on > row.due_on:
            raise Refused(_("A milestone cannot be later than the due date."))
        if not 0 <= each.percent <= 100:
            raise Refused(_("The percentage lies between 0 and 100."))
    steps = sorted(wanted, key=lambda each: each.due_on)
    if any(later.percent < earlier.percent for earlier, later in pairwise(steps)):
        raise Refused(_("A later milestone cannot ask for less than an earlier one."))


def _write(row: Assignment, wanted: Planned, held: Milestone | None) -> None:
    milestone = held or Milestone(assignment=row)
    if held is not None and held.due_on != wanted.due_on:
        milestone.schedule_no += 1  # its reminders start anew
    milestone.title, milestone.due_on, milestone.percent = wanted.title.strip()[:120], wanted.due_on, wanted.percent
    milestone.save()


@transaction.atomic
def tick(milestone: Milestone, user: User, *, revision: int | None = None) -> Assignment:
    """Mark it done today; ticking it again does nothing.

    Raises:
        Refused: a new plan has left it out meanwhile.
    """
    row = locked(milestone.assignment_id)
    held = row.milestones.select_for_update().filter(pk=milestone.pk).first()
    if held is None:
        raise Refused(_("“%(title)s” is no longer in the plan.") % {"title": milestone.title})
    if held.done_on is not None:
        return row
    held.done_on = clock.today()
    held.save(update_fields=["done_on"])
    return make(row, EventKind.MILESTONE, user, note=held.title, revision=revision)
