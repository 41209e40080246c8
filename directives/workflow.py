"""The workflow of an assignment: which move may start where, and how a move is made.

    issued ──sign──> in progress ──submit──> submitted ──verify──> closed
                        ^  └─report─┘            │                   │
                        ├────────return──────────┘                   │
                        └────────reopen──────────────────────────────┘
    any open state ──suspend──> suspended ──resume──> the state it had;  any open state ──cancel──> cancelled

Which move may start where, and which action of `access.py` it needs, is one table: `MOVES`.  Every move locks
its row, writes its Event and keeps `CountyProgress`, all in the transaction of its caller in `assigning.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from directives import access, clock, schedule, summing
from directives.access import Action
from directives.errors import Refused
from directives.models import (
    OPEN,
    RUNNING,
    Assignment,
    AssignmentState,
    DirectiveState,
    Event,
    EventKind,
    Extension,
    User,
)

S = AssignmentState


@dataclass(frozen=True, slots=True)
class Move:
    """From which states a move starts, where it leads (None: it stays), who may make it."""

    start: tuple[AssignmentState, ...]
    end: AssignmentState | None
    action: Action
    needs_note: bool = False
    new_schedule: bool = False


MOVES: dict[EventKind, Move] = {
    EventKind.SIGN: Move((S.ISSUED,), S.IN_PROGRESS, Action.ACT),
    EventKind.REPORT: Move((S.IN_PROGRESS,), None, Action.ACT),
    EventKind.SUBMIT: Move((S.IN_PROGRESS,), S.SUBMITTED, Action.ACT),
    EventKind.VERIFY: Move((S.SUBMITTED,), S.CLOSED, Action.VERIFY),
    EventKind.RETURN: Move((S.SUBMITTED,), S.IN_PROGRESS, Action.VERIFY, needs_note=True),
    EventKind.REOPEN: Move((S.CLOSED,), S.IN_PROGRESS, Action.VERIFY, needs_note=True, new_schedule=True),
    EventKind.SUSPEND: Move((*RUNNING, S.SUBMITTED), S.SUSPENDED, Action.VERIFY, needs_note=True),
    EventKind.RESUME: Move((S.SUSPENDED,), None, Action.VERIFY, new_schedule=True),
    EventKind.CANCEL: Move(OPEN, S.CANCELLED, Action.VERIFY, needs_note=True),
    EventKind.RESCHEDULE: Move(OPEN, None, Action.VERIFY, needs_note=True, new_schedule=True),
    EventKind.REASSIGN: Move((*RUNNING, S.SUSPENDED), None, Action.VERIFY, needs_note=True, new_schedule=True),
    EventKind.EXTENSION_ASKED: Move(RUNNING, None, Action.ACT, needs_note=True),
    EventKind.EXTENSION_DECIDED: Move((*RUNNING, S.SUSPENDED), None, Action.VERIFY),
    EventKind.PLAN: Move(RUNNING, None, Action.ACT),
    EventKind.MILESTONE: Move(RUNNING, None, Action.ACT),
    EventKind.DELEGATE: Move(RUNNING, None, Action.ACT),
    EventKind.URGE: Move(RUNNING, None, Action.VERIFY),
    EventKind.NOTE: Move(tuple(S), None, Action.VERIFY, needs_note=True),
    EventKind.INSTRUCTION: Move(tuple(S), None, Action.INSTRUCT, needs_note=True),
    EventKind.CORRECT: Move(OPEN, None, Action.ISSUE, needs_note=True),
    EventKind.WITHDRAW: Move(OPEN, S.CANCELLED, Action.ISSUE, needs_note=True),
}
RUN_AGAIN = frozenset({EventKind.RETURN, EventKind.REOPEN, EventKind.RESUME})
"""The moves that set a clock going, which they cannot once the directive is withdrawn."""


@dataclass(frozen=True, slots=True)
class Before:
    """What an event compares with: the tracked fields as they were."""

    state: AssignmentState
    due_on: date | None
    percent: int
    unit_id: int


def event_of(assignment: Assignment, before: Before | None, kind: EventKind, user: User, note: str) -> Event:
    """The event of a change that has just been saved, to be written."""
    at = clock.now()
    return Event(
        assignment=assignment,
        kind=kind,
        actor=user,
        at=at,
        effective_at=at,
        state_before=before.state if before else "",
        state_after=assignment.state,
        due_before=before.due_on if before else None,
        due_after=assignment.due_on,
        percent_before=before.percent if before else 0,
        percent_after=assignment.percent,
        unit_before_id=before.unit_id if before else None,
        unit_after=assignment.unit,
        note=note,
    )


def allowed(assignment: Assignment, user: User) -> set[EventKind]:
    """The moves this user may make with this assignment now: what its page offers."""
    return {
        kind
        for kind, move in MOVES.items()
        if assignment.state in move.start
        and not (kind in RUN_AGAIN and assignment.directive.state == DirectiveState.WITHDRAWN)
        and _permitted(assignment, move.action, user)
    }


def _permitted(assignment: Assignment, action: Action, user: User) -> bool:
    if action is Action.ACT:
        return access.may_for_unit(user, action, assignment.unit)
    # Whoever handed a part on answers for it, in the office's place.
    above = assignment.parent.unit if assignment.parent and action is Action.VERIFY else None
    if above is not None and access.may_for_unit(user, Action.ACT, above):
        return True
    return access.may_for_office(user, action, assignment.directive.meeting.office_id)


def locked(assignment_id: int) -> Assignment:
    """The row as it is now, held until the transaction ends."""
    # First held, then read with what it points to: PostgreSQL looks at a row that it had to wait for once more, but
    # joins it to what it had found before, and would not find it at all when its unit has changed meanwhile.
    Assignment.objects.select_for_update().values_list("pk").get(pk=assignment_id)
    rows = Assignment.objects.select_related("directive__meeting", "unit__division", "parent__unit__division")
    return rows.get(pk=assignment_id)


def make(
    assignment: Assignment, kind: EventKind, user: User, *, note: str = "", revision: int | None = None, **changes: Any
) -> Assignment:
    """Make one move inside the caller's transaction: lock, check, change, record, count.

    A due date that moves starts the reminders anew, whatever the move.

    Raises:
        Refused: when the state does not allow it, a note is wanting, or somebody else was faster.
        PermissionDenied: when the user's role does not.
    """
    move = MOVES[kind]
    row = locked(assignment.pk)
    access.require(_permitted(row, move.action, user))
    _check(row, kind, note, revision)
    before = Before(S(row.state), row.due_on, row.percent, row.unit_id)
    counted = summing.key_of(row)
    row.state = changes.pop("state", None) or move.end or row.state
    for name, value in changes.items():
        setattr(row, name, value)
    row.revision += 1
    row.schedule_no += move.new_schedule or row.due_on != before.due_on
    row.behind_from = behind_from(row)
    row.save()
    event_of(row, before, kind, user, note.strip()).save()
    summing.count(row, counted, before.state)
    _end_with(row, user)
    return row


def _check(row: Assignment, kind: EventKind, note: str, revision: int | None) -> None:
    move = MOVES[kind]
    if row.state not in move.start:
        words = {"item": row.directive.text[:30], "state": row.get_state_display()}
        raise Refused(_("“%(item)s” is %(state)s now, so this step is not possible.") % words)
    if revision is not None and revision != row.revision:
        raise Refused(_("Somebody else changed this item in the meantime. Look at it again, then repeat the step."))
    if move.needs_note and not note.strip():
        raise Refused(_("Give the reason."))
    if kind in RUN_AGAIN and row.directive.state == DirectiveState.WITHDRAWN:
        raise Refused(_("Its directive is withdrawn: the item can be verified or cancelled, but does not run again."))


def behind_from(row: Assignment) -> date | None:
    """The day from which the item is behind its plan, by its milestones or else its dates; see `schedule.py`."""
    steps = [
        schedule.Step(m.due_on, m.percent, m.done_on is not None)
        for m in (row.milestones.all() if row.pk else ())
        if m.done_on is None or m.percent
    ]
    return schedule.behind_from(timezone.localdate(row.issued_at), row.due_on, steps, row.percent)


def _end_with(row: Assignment, user: User) -> None:
    """What ends when an item is reported done or ends: a plea for more time, and then also the parts handed on."""
    if row.state in RUNNING or row.state == S.SUSPENDED:
        return
    row.extensions.filter(state=Extension.State.ASKED).update(state=Extension.State.DROPPED, decided_at=clock.now())
    if row.state == S.SUBMITTED:
        return
    note = _("The item that this is a part of is %(state)s.") % {"state": row.get_state_display()}
    for part in row.parts.filter(state__in=OPEN).order_by("pk"):
        make(part, EventKind.CANCEL, user, note=note)
