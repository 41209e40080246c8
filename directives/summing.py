"""Keeps `CountyProgress`, the summary row of each office, county and topic."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Count, F

from directives.models import Assignment, AssignmentState, CountyProgress, Unit

Key = tuple[int, str, str]  # office id, county code, topic


def key_of(assignment: Assignment) -> Key:
    directive = assignment.directive
    return (directive.meeting.office_id, assignment.unit.county_id, directive.topic)


def _counts(assignment: Assignment) -> bool:
    """Confidential directives are not counted, nor parts that a county handed on: its own item stands for them."""
    return not assignment.directive.confidential and assignment.parent_id is None


def count(assignment: Assignment, row: Key, state: str) -> None:
    """Move one assignment from that row and the column of that state to its row and column as they are now.

    Runs inside the transaction of the move.
    """
    if _counts(assignment):
        steps: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        steps[row][state] -= 1
        steps[key_of(assignment)][assignment.state] += 1
        _add({key: changes for key, changes in steps.items() if any(changes.values())})


def count_new(assignments: Iterable[Assignment]) -> None:
    """Count assignments that have just been made."""
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for assignment in assignments:
        if _counts(assignment):
            found[key_of(assignment)][assignment.state] += 1
    _add(found)


def change_topic(assignments: Iterable[Assignment], before: str) -> None:
    """Move assignments from the row of that topic to the row of their directive's topic as it is now."""
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for assignment in assignments:
        if _counts(assignment):
            office, county, topic = key_of(assignment)
            found[office, county, topic][assignment.state] += 1
            found[office, county, before][assignment.state] -= 1
    _add(found)


def _add(steps: Mapping[Key, Counter[str]]) -> None:
    """Add to the rows, in the order of their keys: those who count at the same moment never block each other."""
    for office, county, topic in sorted(steps):
        row, _created = CountyProgress.objects.get_or_create(office_id=office, county_id=county, topic=topic)
        changes = {state: F(state) + n for state, n in steps[office, county, topic].items() if n}
        if changes:
            CountyProgress.objects.filter(pk=row.pk).update(**changes)


def recount() -> dict[Key, Counter[str]]:
    """What the summary ought to say, counted from the assignments themselves."""
    found: dict[Key, Counter[str]] = {}
    rows = (
        Assignment.objects.own()
        .filter(directive__confidential=False)
        .order_by()
        .values_list("directive__meeting__office", "unit__county", "directive__topic", "state")
        .annotate(n=Count("pk"))
    )
    for office, county, topic, state, n in rows:
        found.setdefault((office, county, topic), Counter())[state] = n
    return found


def kept() -> dict[Key, Counter[str]]:
    """What the summary says, rows of nothing but zeros left out."""
    rows = {
        (row.office_id, row.county_id, row.topic): Counter(
            {state: n for state in AssignmentState.values if (n := getattr(row, state))}
        )
        for row in CountyProgress.objects.all()
    }
    return {key: counts for key, counts in rows.items() if counts}


def rebuild(office: Unit | None = None) -> int:
    """Write the summary anew from the assignments (of one office, or of all); returns the number of rows."""
    kept_rows = CountyProgress.objects.all()
    counted = recount()
    if office is not None:
        kept_rows = kept_rows.filter(office=office)
        counted = {key: counts for key, counts in counted.items() if key[0] == office.pk}
    kept_rows.delete()
    CountyProgress.objects.bulk_create(
        CountyProgress(office_id=o, county_id=c, topic=t, **counts) for (o, c, t), counts in counted.items()
    )
    return len(counted)
