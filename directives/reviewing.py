"""Drafts become confirmed directives here: the only writer of the states of meetings and directives.

    draft ──confirm──> confirmed ──withdraw──> withdrawn
      ├────reject────> rejected
      └────merge─────> merged          confirmed (until issued), rejected, merged ──reopen_draft──> draft

Each function is one step in one transaction and returns the row as it is now.  All raise `Refused` (in the user's
language) when the state, the input or somebody else's change forbids the step, and PermissionDenied when the
user's role does.  A `revision` that is given must still be the row's.  Locks are taken on directives first (by
key), then on their meeting, here and in `assigning.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from directives import access, changing, clock, dating
from directives.access import Action
from directives.errors import Refused
from directives.models import (
    OPEN,
    Assignment,
    Commitment,
    Directive,
    DirectiveState,
    Kind,
    Meeting,
    MeetingState,
    Proposal,
    Unit,
    User,
)


@transaction.atomic
def edit(directive: Directive, user: User, changes: Mapping[str, Any], revision: int | None = None) -> Directive:
    """Change a draft or confirmed directive; `changing.change_directive` says what `changes` holds."""
    row = _locked(directive, user, revision, DirectiveState.DRAFT, DirectiveState.CONFIRMED)
    if row.assignments.exists() and changes.keys() - changing.AFTER_ISSUE:
        raise Refused(_("Counties have this directive already: change their items, or withdraw it and enter it anew."))
    changing.change_directive(row, changes)
    return _saved(row, user, changing.change_around(row, changes))


@transaction.atomic
def confirm(directive: Directive, user: User, revision: int | None = None) -> Directive:
    """Accept a draft; not while its deadline waits for the year, or for the day that it is counted from."""
    row = _locked(directive, user, revision, DirectiveState.DRAFT)
    if dating.waits_for_day(row):
        if row.due_month_day or row.meeting.month_day:
            raise Refused(_("Set the year first: the text gives the deadline without one."))
        raise Refused(_("Enter the day of the meeting first: the deadline is counted from it."))
    return _decided(row, user, DirectiveState.CONFIRMED)


@transaction.atomic
def confirm_dated_tasks(meeting: Meeting, user: User) -> list[Directive]:
    """Accept every draft of the meeting that is `plain`; those confidential to others are left."""
    access.require(access.may_for_office(user, Action.REVIEW, meeting.office_id))
    hers = Directive.objects.visible_to(user).filter(meeting=meeting).values("pk")
    drafts = _lock_directives(meeting, DirectiveState.DRAFT).filter(pk__in=hers).select_related("standing")
    rows = [_decide(row, user, DirectiveState.CONFIRMED) for row in drafts if plain(row)]
    _settle(meeting.pk, user)
    return rows


def plain(draft: Directive) -> bool:
    """Whether it is a task with a due date about which there is nothing else to decide.

    There is where it repeats a confirmed directive, which counties may have, or a draft with another date.
    """
    if draft.kind != Kind.TASK or draft.due_on is None:
        return False
    if draft.standing_id is None:
        return True
    other = draft.standing  # None where it was left out, as not for this user's eyes
    if other is None or other.confidential or other.state == DirectiveState.CONFIRMED:
        return False
    return other.state != DirectiveState.DRAFT or other.due_on == draft.due_on


@transaction.atomic
def reject(directive: Directive, user: User, reason: str = "", revision: int | None = None) -> Directive:
    """Put a draft aside: no demand, or none of ours."""
    row = _locked(directive, user, revision, DirectiveState.DRAFT)
    return _decided(row, user, DirectiveState.REJECTED, reason)


@transaction.atomic
def merge(directive: Directive, into: Directive, user: User, revision: int | None = None) -> Directive:
    """Put a draft aside because `into`, of the same office, demands the same."""
    row = _locked(directive, user, revision, DirectiveState.DRAFT)
    other = Directive.objects.select_related("meeting").get(pk=into.pk)
    if other.pk == row.pk or other.meeting.office_id != row.meeting.office_id:
        raise Refused(_("Choose another directive of this office."))
    if other.state not in {DirectiveState.DRAFT, DirectiveState.CONFIRMED}:
        raise Refused(_("That directive is put aside itself."))
    row.merged_into = other
    return _decided(row, user, DirectiveState.MERGED)


@transaction.atomic
def reopen_draft(directive: Directive, user: User, revision: int | None = None) -> Directive:
    """Take a decision back, as long as no county has the directive."""
    row = _locked(directive, user, revision, DirectiveState.CONFIRMED, DirectiveState.REJECTED, DirectiveState.MERGED)
    if row.assignments.exists():
        raise Refused(_("Counties have this directive already; it can only be withdrawn."))
    row.merged_into = None
    return _decided(row, user, DirectiveState.DRAFT)


@transaction.atomic
def withdraw(directive: Directive, user: User, reason: str, revision: int | None = None) -> Directive:
    """Take an issued directive back.  Its items are cancelled before this, in the caller's transaction."""
    row = _locked(directive, user, revision, DirectiveState.CONFIRMED)
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    if not row.assignments.exists():
        raise Refused(_("No county has this directive: return it to draft instead."))
    if row.assignments.filter(state__in=OPEN).exists():
        raise Refused(_("Cancel the open items of this directive first."))
    return _decided(row, user, DirectiveState.WITHDRAWN, reason)


@transaction.atomic
def set_year(meeting: Meeting, user: User, year: int, revision: int | None = None) -> list[Directive]:
    """Say in which year the meeting was held, and date its drafts anew; returns those that changed.

    Raises:
        Refused: when the report gives no day to put the year to, or that year lacks it.
    """
    drafts, row = _locked_meeting(meeting, user, revision)
    dating.put_year(row, year)
    return _redated(row, drafts, user, _("year set to %(year)s") % {"year": year})


@transaction.atomic
def edit_meeting(meeting: Meeting, user: User, changes: Mapping[str, Any], revision: int | None = None) -> Meeting:
    """Change the facts of a meeting (`changing.change_meeting`); another day dates its drafts anew."""
    drafts, row = _locked_meeting(meeting, user, revision)
    changing.change_meeting(row, changes)
    moved = {"held_on", "held_until"} & changes.keys()
    _redated(row, drafts if moved else [], user, _("day of the meeting changed") if moved else "")
    changing.change_speakers(row, changes)
    return row


@transaction.atomic
def discard(meeting: Meeting, user: User, reason: str = "", revision: int | None = None) -> Meeting:
    """Put a whole report aside, its drafts and unissued directives with it."""
    drafts, row = _locked_meeting(meeting, user, revision)
    if Assignment.objects.filter(directive__meeting=row).exists():
        raise Refused(_("Counties have directives of this meeting already."))
    for directive in [*drafts, *_lock_directives(row, DirectiveState.CONFIRMED)]:
        _decide(directive, user, DirectiveState.REJECTED, reason)
    row.state = MeetingState.DISCARDED
    row.revision += 1
    changing.save(row, user, reason)
    return row


def mark_issued(meeting: Meeting, user: User | None = None) -> None:
    """Called by `assigning.issue_all`, in its transaction: the meeting is issued once no draft waits any more."""
    _settle(meeting.pk, user)


@transaction.atomic
def create_meeting(office: Unit, user: User, **facts: Any) -> Meeting:
    """Enter by hand what has no report: a leader's instruction, a minute.  `facts` as for `edit_meeting`."""
    access.require(access.may_for_office(user, Action.ENTER, office.pk))
    row = Meeting(office=office)
    changing.change_meeting(row, facts)
    changing.save(row, user, "")
    changing.change_speakers(row, facts)
    return row


@transaction.atomic
def add_directive(meeting: Meeting, user: User, *, text: str, **facts: Any) -> Directive:
    """Enter a demand by hand: one the reader missed, or an instruction's.  `facts` as for `edit`."""
    row = _new_directive(meeting, user)
    changing.change_directive(row, {"text": text, **facts})
    changing.save(row, user, _("entered by hand"))
    if changing.AROUND & facts.keys() or row.confidential:
        row = _saved(row, user, changing.change_around(row, facts))
    _settle(meeting.pk, user)
    return row


@transaction.atomic
def adopt(commitment: Commitment, user: User) -> Directive:
    """Make a draft directive out of what the reporting side promised."""
    promise = Commitment.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=commitment.pk)
    row = _new_directive(promise.meeting, user)
    if promise.directive_id is not None:
        raise Refused(_("This commitment has been made a directive already."))
    for field in Proposal._meta.get_fields():
        if field.name != "number":
            setattr(row, field.name, getattr(promise, field.name))
    changing.save(row, user, _("adopted from a commitment"))
    promise.directive = row
    promise.save(update_fields=["directive"])
    _settle(promise.meeting_id, user)
    return row


def _new_directive(meeting: Meeting, user: User) -> Directive:
    """An unsaved draft with the next number; the meeting is locked so that no other takes it."""
    held = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    access.require(access.may_for_office(user, Action.REVIEW, held.office_id))
    last = held.directives.aggregate(last=Max("number"))["last"] or 0
    return Directive(meeting=held, number=last + 1)


def _locked(directive: Directive, user: User, revision: int | None, *states: DirectiveState) -> Directive:
    """The row as it is now, held until the transaction ends, after the checks that every step makes."""
    rows = Directive.objects.select_for_update(of=("self",)).select_related("meeting")
    row = rows.get(pk=directive.pk)
    access.require(access.may_for_office(user, Action.REVIEW, row.meeting.office_id))
    _check_revision(row, revision)
    if row.state not in states:
        words = {"item": row.text[:30], "state": row.get_state_display()}
        raise Refused(_("“%(item)s” is %(state)s now, so this step is not possible.") % words)
    return row


def _locked_meeting(meeting: Meeting, user: User, revision: int | None) -> tuple[list[Directive], Meeting]:
    """The drafts, then the meeting, as they are now and held."""
    drafts = list(_lock_directives(meeting, DirectiveState.DRAFT))
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    access.require(access.may_for_office(user, Action.REVIEW, row.office_id))
    _check_revision(row, revision)
    return drafts, row


def _lock_directives(meeting: Meeting, state: DirectiveState) -> QuerySet[Directive]:
    return Directive.objects.select_for_update(of=("self",)).filter(meeting=meeting, state=state).order_by("pk")


def _check_revision(row: Directive | Meeting, revision: int | None) -> None:
    if revision is not None and revision != row.revision:
        raise Refused(_("Somebody else changed this in the meantime. Look at it again, then repeat the step."))


def _decide(row: Directive, user: User, state: DirectiveState, reason: str = "") -> Directive:
    row.state = state
    open_again = state == DirectiveState.DRAFT
    row.decided_by, row.decided_at = (None, None) if open_again else (user, clock.now())
    return _saved(row, user, reason)


def _decided(row: Directive, user: User, state: DirectiveState, reason: str = "") -> Directive:
    _decide(row, user, state, reason)
    _settle(row.meeting_id, user)
    return row


def _saved(row: Directive, user: User, reason: str) -> Directive:
    row.revision += 1
    changing.save(row, user, reason)
    return row


def _redated(meeting: Meeting, drafts: list[Directive], user: User, reason: str) -> list[Directive]:
    """Save the meeting, and those of its drafts that its day dates otherwise than before."""
    meeting.revision += 1
    changing.save(meeting, user, reason)
    return [_saved(row, user, reason) for row in drafts if dating.redate(row, meeting)]


def _settle(meeting_id: int, user: User | None) -> None:
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
