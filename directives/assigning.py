"""Fan-out to counties and every step of the workflow; the only writer of assignment state.

Each function is one step in one transaction; what may follow what stands in `workflow.MOVES`.  All raise
`Refused` (in the user's language) when the state, the input or somebody else's change forbids the step, and
PermissionDenied when the user's role does.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directives import access, clock, recurring, reviewing, summing
from directives.access import Action
from directives.errors import Refused
from directives.models import (
    Assignment,
    AssignmentState,
    Directive,
    DirectiveState,
    EventKind,
    ProgressReport,
    Unit,
    User,
)
from directives.workflow import locked, make, record


@dataclass(frozen=True, slots=True)
class IssueItem:
    """One cell of the issuing matrix: this unit, by this day (None: without a due date)."""

    unit: Unit
    due_on: date | None
    responsible_person: str = ""


def issue(directive: Directive, items: Sequence[IssueItem], user: User) -> list[Assignment]:
    """Hand a confirmed directive to units: one assignment each, in the order of `items`; else as `issue_all`."""
    return issue_all({directive: items}, user)


@transaction.atomic
def issue_all(items: Mapping[Directive, Sequence[IssueItem]], user: User) -> list[Assignment]:
    """Hand out confirmed directives, all or nothing: one assignment for each unit, in the order given.

    A unit that has the directive already keeps its item unchanged, so that issuing twice does nothing.  Locks are
    taken on the directives, the counties' figures and the meetings, each in the order of their keys, so that those
    who issue at the same moment queue up and never block each other.

    Raises:
        Refused: when a directive is not confirmed, or has no unit given.
        PermissionDenied: when the user may not issue for a meeting's office.
    """
    rows = Directive.objects.select_for_update(of=("self",)).select_related("meeting")
    found = {row.pk: row for row in rows.filter(pk__in=[d.pk for d in items]).order_by("pk")}
    for row in found.values():
        access.require(access.may_for_office(user, Action.ISSUE, row.meeting.office_id))
        if row.state != DirectiveState.CONFIRMED:
            raise Refused(_("Only confirmed directives can be issued."))
    if not all(items.values()):
        raise Refused(_("Choose at least one unit."))
    there = Assignment.objects.filter(directive__in=found).select_related("unit")
    held = {(a.directive_id, a.unit_id): a for a in there}
    wanted = {(directive.pk, item.unit.pk): item for directive, given in items.items() for item in given}
    new = wanted.keys() - held.keys()
    for key in sorted(new, key=lambda k: (wanted[k].unit.county_id, found[k[0]].topic, k)):
        held[key] = _issue_one(found[key[0]], wanted[key], user)
    for meeting in sorted({row.meeting for row in found.values()}, key=lambda m: m.pk):
        reviewing.mark_issued(meeting)
    return [held[key] for key in wanted]


def _issue_one(directive: Directive, item: IssueItem, user: User) -> Assignment:
    assignment = Assignment.objects.create(
        directive=directive,
        unit=item.unit,
        due_on=item.due_on,
        responsible_person=item.responsible_person,
        issued_at=clock.now(),
    )
    record(assignment, None, EventKind.ISSUE, user, "")
    summing.count(assignment, None)
    recurring.roll(assignment)
    return assignment


@transaction.atomic
def sign(a: Assignment, user: User, *, responsible_person: str = "", revision: int | None = None) -> Assignment:
    """The county has seen it and takes it on."""
    person = responsible_person or a.responsible_person
    return make(a, EventKind.SIGN, user, revision=revision, signed_at=clock.now(), responsible_person=person)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a county reports.  `token` is the form's own: the same one again is the same report."""

    percent: int
    text: str
    problem: str = ""
    next_step: str = ""
    token: uuid.UUID | None = None

    def check(self) -> None:
        """Raises Refused when there is nothing to record."""
        if not 0 <= self.percent <= 100:
            raise Refused(_("The percentage lies between 0 and 100."))
        if not self.text.strip():
            raise Refused(_("Say what has been done."))


@transaction.atomic
def report(a: Assignment, user: User, progress: Progress, *, revision: int | None = None) -> Assignment:
    """Record progress; the same form sent twice acts once."""
    return _reported(a, user, progress, EventKind.REPORT, revision)


@transaction.atomic
def submit(a: Assignment, user: User, progress: Progress, *, revision: int | None = None) -> Assignment:
    """Report it done: it goes to the supervisor, and the county's clock stops."""
    return _reported(a, user, replace(progress, percent=100), EventKind.SUBMIT, revision, submitted_at=clock.now())


def _reported(
    a: Assignment, user: User, progress: Progress, kind: EventKind, revision: int | None, **changes: Any
) -> Assignment:
    progress.check()
    row = locked(a.pk)
    token = progress.token or uuid.uuid4()
    if ProgressReport.objects.filter(token=token, assignment=row).exists():
        return row
    now = clock.now()
    row = make(
        row,
        kind,
        user,
        note=progress.text,
        revision=revision,
        percent=progress.percent,
        reported_at=now,
        **changes,
    )
    ProgressReport.objects.create(
        assignment=row,
        token=token,
        author=user,
        at=now,
        percent=progress.percent,
        text=progress.text.strip(),
        problem=progress.problem.strip(),
        next_step=progress.next_step.strip(),
    )
    recurring.fulfil(row)
    return row


@transaction.atomic
def verify(a: Assignment, user: User, *, note: str = "", revision: int | None = None) -> Assignment:
    """The supervisor finds it done: closed."""
    return make(a, EventKind.VERIFY, user, note=note, revision=revision, closed_at=clock.now(), closed_by=user)


@transaction.atomic
def return_(a: Assignment, user: User, *, reason: str, revision: int | None = None) -> Assignment:
    """Not done yet: back to the county, with the reason."""
    return make(a, EventKind.RETURN, user, note=reason, revision=revision, submitted_at=None)


@transaction.atomic
def reopen(a: Assignment, user: User, *, reason: str, due_on: date | None, revision: int | None = None) -> Assignment:
    """A second look (回头看) found a closed item wanting: open again, by a new date."""
    cleared = {"submitted_at": None, "closed_at": None, "closed_by": None}
    return make(a, EventKind.REOPEN, user, note=reason, revision=revision, due_on=due_on, **cleared)


@transaction.atomic
def suspend(a: Assignment, user: User, *, reason: str, revision: int | None = None) -> Assignment:
    """Stop its clock."""
    return make(a, EventKind.SUSPEND, user, note=reason, revision=revision)


@transaction.atomic
def resume(a: Assignment, user: User, *, due_on: date | None, revision: int | None = None) -> Assignment:
    """Back to the state it was suspended in, with a due date set anew."""
    row = locked(a.pk)
    stopped = row.events.filter(kind=EventKind.SUSPEND).last()
    state = stopped.state_before if stopped else AssignmentState.IN_PROGRESS
    return make(row, EventKind.RESUME, user, revision=revision, state=state, due_on=due_on)


@transaction.atomic
def cancel(a: Assignment, user: User, *, reason: str, revision: int | None = None) -> Assignment:
    """It is no longer asked of this unit."""
    return make(a, EventKind.CANCEL, user, note=reason, revision=revision)


@transaction.atomic
def reschedule(
    a: Assignment, user: User, *, due_on: date | None, reason: str, revision: int | None = None
) -> Assignment:
    """Move the due date; its reminders start anew."""
    return make(a, EventKind.RESCHEDULE, user, note=reason, revision=revision, due_on=due_on)


@transaction.atomic
def urge(a: Assignment, user: User, *, note: str = "", revision: int | None = None) -> Assignment:
    """A reminder a person sends by hand (催办): it rides in the next digest; one a day for each item."""
    row = locked(a.pk)
    if row.events.filter(kind=EventKind.URGE, at__date=clock.today()).exists():
        raise Refused(_("This item has been urged today already."))
    return make(row, EventKind.URGE, user, note=note, revision=revision)


@transaction.atomic
def remark(a: Assignment, user: User, *, text: str, revision: int | None = None) -> Assignment:
    """A supervisor's note on an item."""
    return make(a, EventKind.NOTE, user, note=text, revision=revision)


@transaction.atomic
def instruct(a: Assignment, user: User, *, text: str, revision: int | None = None) -> Assignment:
    """A leader's instruction (批示) on an item."""
    return make(a, EventKind.INSTRUCTION, user, note=text, revision=revision)
