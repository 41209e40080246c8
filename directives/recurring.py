"""Rhythms (每月15日前报送): the due days of a recurrence, one occurrence at a time."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from directives import clock
from directives.models import RUNNING, Assignment, Occurrence, Recurrence

E = Recurrence.Every
PARTS = {E.TEN_DAYS: [10, 20, -1], E.HALF_MONTH: [15, -1]}
"""Days of a month on which a shorter period ends."""
MONTHS = {E.MONTH: 1, E.QUARTER: 3, E.HALF_YEAR: 6, E.YEAR: 12}


def next_due(recurrence: Recurrence, after: date) -> date:
    """The first due day later than `after`.

    Where the words give no day it is the last of the period (Friday of a week), and where they give no month
    of a longer period, its last.  A day that a month lacks is its last day.
    """
    if recurrence.every == E.DAY:
        return after + timedelta(days=1)
    if recurrence.every in (E.WEEK, E.TWO_WEEKS):
        weekday = recurrence.day or 5
        skipped = 7 if recurrence.every == E.TWO_WEEKS else 0
        return after + timedelta(days=(weekday - after.isoweekday() - 1) % 7 + 1 + skipped)
    days = PARTS.get(E(recurrence.every), [recurrence.day or -1])
    months = MONTHS.get(E(recurrence.every), 1)
    wanted = (recurrence.month or months) % months
    year, month = after.year, after.month
    while True:
        if month % months == wanted:
            for day in days:
                due = _in_month(year, month, day)
                if due > after:
                    return due
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _in_month(year: int, month: int, day: int) -> date:
    last = monthrange(year, month)[1]
    return date(year, month, last if day == -1 else min(day, last))


@transaction.atomic
def roll(only: Iterable[Assignment] | None = None) -> int:
    """Give each running item with a rhythm its next occurrence; returns how many were made.

    The sweep calls it for all of them, issuing for the new ones.
    """
    today = clock.today()
    ahead = Occurrence.objects.filter(assignment=OuterRef("pk"), due_on__gte=today)
    rows = Assignment.objects.filter(~Exists(ahead), state__in=RUNNING, directive__recurrence__isnull=False)
    if only is not None:
        rows = rows.filter(pk__in=[assignment.pk for assignment in only])
    made = []
    for row in rows.select_related("directive__recurrence"):
        rhythm = row.directive.recurrence
        start = max(today, rhythm.starts_on or today)
        due = next_due(rhythm, start - timedelta(days=1))
        if rhythm.ends_on is None or due <= rhythm.ends_on:
            made.append(Occurrence(recurrence=rhythm, assignment=row, due_on=due))
    Occurrence.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def fulfil(assignment: Assignment) -> None:
    """A report answers every occurrence that is open: those missed, and the one that is next."""
    assignment.occurrences.filter(done_at=None).update(done_at=clock.now())
