"""Fan-out to counties and every step of the workflow; the only writer of assignment state.

Each function is one step in one transaction; what may follow what stands in `workflow.MOVES`.  All raise
`Refused` (in the user's language) when the state, the input or somebody else's change forbids the step, and
PermissionDenied when the user's role does.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from directives import access, clock, measuring, proof, recurring, reviewing, summing
from directives.access import Action
from directives.errors import Refused
from directives.models import (
    Assignment,
    AssignmentState,
    Directive,
    DirectiveState,
    Event,
    EventKind,
    Issuing,
    ProgressReport,
    Unit,
    User,
)
from directives.workflow import behind_from, event_of, locked, make


@dataclass(frozen=True, slots=True)
class IssueItem:
    """One cell of the issuing matrix: this unit, by this day (None: without a due date).

    `shares` are the unit's own parts of the directive's targets, by the target's key.
    """

    unit: Unit
    due_on: date | None
    responsible_person: str = ""
    shares: Mapping[int, Decimal] = field(default_factory=dict)


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
    return _issued(items, user)[0]


@transaction.atomic
def issue_once(items: Mapping[Directive, Sequence[IssueItem]], user: User, token: uuid.UUID) -> int:
    """As `issue_all`; how many items were made.  The same token again makes nothing and gives the same number."""
    sending, is_new = Issuing.objects.get_or_create(token=token, defaults={"user": user, "at": clock.now()})
    if is_new:
        sending.made = _issued(items, user)[1]
        sending.save(update_fields=["made"])
    return sending.made


def made_by(token: uuid.UUID) -> int | None:
    """How many items the form with this token has made; None when it has not been issued."""
    return Issuing.objects.filter(token=token).values_list("made", flat=True).first()


def _issued(items: Mapping[Directive, Sequence[IssueItem]], user: User) -> tuple[list[Assignment], int]:
    """The items asked for, and how many of them are new."""
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
    new = [key for key in wanted if key not in held]
    held |= zip(new, _made([(found[key[0]], wanted[key]) for key in new], user), strict=True)
    measuring.share_out({held[key]: wanted[key].shares for key in new})
    for meeting in sorted({row.meeting for row in found.values()}, key=lambda m: m.pk):
        reviewing.mark_issued(meeting)
    return [held[key] for key in wanted], len(new)


def hand_on(parent: Assignment, items: Sequence[IssueItem], user: User) -> list[Assignment]:
    """Parts of a county's item, for `delegating.delegate`, which has checked and locked it."""
    return _made([(parent.directive, item) for item in items], user, parent)


def _made(
    cells: Sequence[tuple[Directive, IssueItem]], user: User, parent: Assignment | None = None
) -> list[Assignment]:
    """New items with their events, counted and with their rhythms: a province's matrix in a dozen queries."""
    now = clock.now()
    rows = [
        Assignment(
            directive=directive,
            unit=item.unit,
            parent=parent,
            due_on=item.due_on,
            responsible_person=item.responsible_person,
            issued_at=now,
        )
        for directive, item in cells
    ]
    for row in rows:
        row.behind_from = behind_from(row)
    made = Assignment.objects.bulk_create(rows)
    Event.objects.bulk_create(event_of(row, None, EventKind.ISSUE, user, "") for row in made)
    summing.count_new(made)
    recurring.roll(made)
    return made


@transaction.atomic
def sign(a: Assignment, user: User, *, responsible_person: str = "", revision: int | None = None) -> Assignment:
    """The county has seen it and takes it on."""
    person = responsible_person or a.responsible_person
    return make(a, EventKind.SIGN, user, revision=revision, signed_at=clock.now(), responsible_person=person)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a county reports.  `token` is the form's own: the same one again is the same report.

    `done` are the done values by the target's key; where `percent` is None, it follows from them.
    """

    percent: int | None
    text: str
    problem: str = ""
    next_step: str = ""
    token: uuid.UUID | None = None
    done: Mapping[int, Decimal] = field(default_factory=dict)
    files: Sequence[proof.Proof] = ()

    def check(self) -> None:
        """Raises Refused when there is nothing to record."""
        if self.percent is not None and not 0 <= self.percent <= 100:
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
    if (sent := ProgressReport.objects.filter(token=token).first()) is not None:
        if sent.assignment_id != row.pk:
            raise Refused(_("This form belongs to another item: open the item anew."))
        return row
    now = clock.now()
    done_values = measuring.record(row, progress.done)
    percent = measuring.percent(row) if progress.percent is None else progress.percent
    if percent is None:
        raise Refused(_("Give the percentage, or a done value."))
    changes |= {"percent": percent, "reported_at": now}
    row = make(row, kind, user, note=progress.text, revision=revision, **changes)
    written = ProgressReport.objects.create(
        assignment=row,
        token=token,
        author=user,
        at=now,
        percent=percent,
        text=progress.text.strip(),
        problem=progress.problem.strip(),
        next_step=progress.next_step.strip(),
        done_values=done_values,
    )
    proof.attach(written, progress.files)
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
def reassign(a: Assignment, user: User, *, unit: Unit, reason: str, revision: int | None = None) -> Assignment:
    """Hand the item to another unit: the old one no longer answers for it, the new one has its reminders anew.

    Raises:
        Refused: when that unit has the directive already.
    """
    row = locked(a.pk)
    there = Refused(_("%(unit)s has this directive already.") % {"unit": unit})
    if Assignment.objects.filter(directive=row.directive_id, unit=unit).exists():
        raise there
    try:
        with transaction.atomic():
            return make(row, EventKind.REASSIGN, user, note=reason, revision=revision, unit=unit)
    except IntegrityError:  # somebody gave it to that unit since we looked
        raise there from None


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
