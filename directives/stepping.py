"""What every step of a reviewer shares: rows held and checked first, saved with who and why, the meeting following.

Locks are taken on directives first (by key), then on their meeting.  Used by `reviewing.py` and its neighbours only.
"""

from __future__ import annotations

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from directives import access, changing, clock, verdicts
from directives.access import Action
from directives.errors import Refused
from directives.models import Assignment, Directive, DirectiveState, Meeting, MeetingState, User


def locked(directive: Directive, user: User, revision: int | None, *states: DirectiveState) -> Directive:
    """The row as it is now, held until the transaction ends, after the checks that every step makes."""
    # Its key does not change: a county that hands its item on, and holds that, need not wait for what waits for it.
    rows = Directive.objects.select_for_update(of=("self",), no_key=True).select_related("meeting")
    row = rows.get(pk=directive.pk)
    access.require(access.may_for_office(user, Action.REVIEW, row.meeting.office_id))
    check_revision(row, revision)
    if row.state not in states:
        words = {"item": row.text[:30], "state": row.get_state_display()}
        raise Refused(_("“%(item)s” is %(state)s now, so this step is not possible.") % words)
    return row


def locked_meeting(meeting: Meeting, user: User, revision: int | None) -> tuple[list[Directive], Meeting]:
    """The drafts, then the meeting, as they are now and held."""
    drafts = list(lock_directives(meeting, DirectiveState.DRAFT))
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    access.require(access.may_for_office(user, Action.REVIEW, row.office_id))
    check_revision(row, revision)
    return drafts, row


def lock_directives(meeting: Meeting, state: DirectiveState) -> QuerySet[Directive]:
    return Directive.objects.select_for_update(of=("self",)).filter(meeting=meeting, state=state).order_by("pk")


def new_directive(meeting: Meeting, user: User) -> Directive:
    """An unsaved draft with the next number; the meeting is locked so that no other takes it."""
    held = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    access.require(access.may_for_office(user, Action.REVIEW, held.office_id))
    last = held.directives.aggregate(last=Max("number"))["last"] or 0
    return Directive(meeting=held, number=last + 1)


def check_revision(row: Directive | Meeting, revision: int | None) -> None:
    if revision is not None and revision != row.revision:
        raise Refused(_("Somebody else changed this in the meantime. Look at it again, then repeat the step."))


def decide(row: Directive, user: User, state: DirectiveState, reason: str = "") -> Directive:
    row.state = state
    open_again = state == DirectiveState.DRAFT
    row.decided_by, row.decided_at = (None, None) if open_again else (user, clock.now())
    verdicts.judge(row)
    return saved(row, user, reason)


def decided(row: Directive, user: User, state: DirectiveState, reason: str = "") -> Directive:
    decide(row, user, state, reason)
    settle(row.meeting_id, user)
    return row


def saved(row: Directive, user: User, reason: str) -> Directive:
    row.revision += 1
    changing.save(row, user, reason)
    return row


def settle(meeting_id: int, user: User | None) -> None:
    """The meeting's state follows its directives: to review while one is a draft, then reviewed, then issued.

    Two who decide the last two drafts at once both come here; the lock lets the later one see both.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    if meeting.directives.filter(state=DirectiveState.DRAFT).exists():
        state = MeetingState.DRAFT
    elif Assignment.objects.filter(directive__meeting=meeting).exists():
        state = MeetingState.ISSUED
    else:
        state = MeetingState.REVIEWED
    if meeting.state != state:
        meeting.state = state
        changing.save(meeting, user, "")
