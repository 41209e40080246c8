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
from django.utils.translation import gettext as _

from directives import access, changing, dating, stepping, verdicts
from directives.access import Action
from directives.errors import Refused
from directives.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Commitment,
    Directive,
    DirectiveState,
    Kind,
    Meeting,
    MeetingState,
    Proposal,
    Source,
    Unit,
    User,
)


@transaction.atomic
def edit(directive: Directive, user: User, changes: Mapping[str, Any], revision: int | None = None) -> Directive:
    """Change a draft or confirmed directive; `changing.change_directive` says what `changes` holds."""
    row = stepping.locked(directive, user, revision, DirectiveState.DRAFT, DirectiveState.CONFIRMED)
    if row.assignments.exists() and changes.keys() - changing.AFTER_ISSUE:
        raise Refused(_("Counties have this directive already: correct it or withdraw it, so that they are told."))
    changing.change_directive(row, changes)
    reason = changing.change_around(row, changes)
    if changes.keys() - changing.AFTER_ISSUE:
        verdicts.judge(row)
    return stepping.saved(row, user, reason)


@transaction.atomic
def confirm(directive: Directive, user: User, revision: int | None = None) -> Directive:
    """Accept a draft; not while its deadline waits for the year, or for the day that it is counted from."""
    row = stepping.locked(directive, user, revision, DirectiveState.DRAFT)
    if dating.waits_for_day(row):
        if row.due_month_day or row.meeting.month_day:
            raise Refused(_("Set the year first: the text gives the deadline without one."))
        raise Refused(_("Enter the day of the meeting first: the deadline is counted from it."))
    return stepping.decided(row, user, DirectiveState.CONFIRMED)


@transaction.atomic
def confirm_dated_tasks(meeting: Meeting, user: User) -> list[Directive]:
    """Accept every draft of the meeting that is `plain`; those confidential to others are left."""
    access.require(access.may_for_office(user, Action.REVIEW, meeting.office_id))
    hers = Directive.objects.visible_to(user).filter(meeting=meeting).values("pk")
    drafts = stepping.lock_directives(meeting, DirectiveState.DRAFT).filter(pk__in=hers).select_related("standing")
    rows = [stepping.decide(row, user, DirectiveState.CONFIRMED) for row in drafts if plain(row)]
    stepping.settle(meeting.pk, user)
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
    row = stepping.locked(directive, user, revision, DirectiveState.DRAFT)
    return stepping.decided(row, user, DirectiveState.REJECTED, reason)


@transaction.atomic
def merge(directive: Directive, into: Directive, user: User, revision: int | None = None) -> Directive:
    """Put a draft aside because `into`, of the same office, demands the same."""
    row = stepping.locked(directive, user, revision, DirectiveState.DRAFT)
    other = Directive.objects.select_related("meeting").get(pk=into.pk)
    if other.pk == row.pk or other.meeting.office_id != row.meeting.office_id:
        raise Refused(_("Choose another directive of this office."))
    if other.state not in {DirectiveState.DRAFT, DirectiveState.CONFIRMED}:
        raise Refused(_("That directive is put aside itself."))
    row.merged_into = other
    return stepping.decided(row, user, DirectiveState.MERGED)


@transaction.atomic
def reopen_draft(directive: Directive, user: User, revision: int | None = None) -> Directive:
    """Take a decision back, as long as no county has the directive."""
    row = stepping.locked(
        directive, user, revision, DirectiveState.CONFIRMED, DirectiveState.REJECTED, DirectiveState.MERGED
    )
    if row.assignments.exists():
        raise Refused(_("Counties have this directive already; it can only be withdrawn."))
    row.merged_into = None
    return stepping.decided(row, user, DirectiveState.DRAFT)


@transaction.atomic
def withdraw(directive: Directive, user: User, reason: str, revision: int | None = None) -> Directive:
    """Take an issued directive back.  `correcting.py` cancels its items before, in its transaction.

    What a county has reported done may wait for its verdict all the same.
    """
    row = stepping.locked(directive, user, revision, DirectiveState.CONFIRMED)
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    if not row.assignments.exists():
        raise Refused(_("No county has this directive: return it to draft instead."))
    if row.assignments.filter(state__in=OPEN).exclude(state=AssignmentState.SUBMITTED).exists():
        raise Refused(_("Cancel the open items of this directive first."))
    return stepping.decided(row, user, DirectiveState.WITHDRAWN, reason)


@transaction.atomic
def set_year(meeting: Meeting, user: User, year: int, revision: int | None = None) -> list[Directive]:
    """Say in which year the meeting was held, and date its drafts anew; returns those that changed.

    Raises:
        Refused: when the report gives no day to put the year to, or that year lacks it.
    """
    drafts, row = stepping.locked_meeting(meeting, user, revision)
    dating.put_year(row, year)
    return _redated(row, drafts, user, _("year set to %(year)s") % {"year": year})


@transaction.atomic
def edit_meeting(meeting: Meeting, user: User, changes: Mapping[str, Any], revision: int | None = None) -> Meeting:
    """Change the facts of a meeting (`changing.change_meeting`); another day dates its drafts anew."""
    drafts, row = stepping.locked_meeting(meeting, user, revision)
    changing.change_meeting(row, changes)
    moved = {"held_on", "held_until"} & changes.keys()
    _redated(row, drafts if moved else [], user, _("day of the meeting changed") if moved else "")
    changing.change_speakers(row, changes)
    return row


@transaction.atomic
def discard(meeting: Meeting, user: User, reason: str = "", revision: int | None = None) -> Meeting:
    """Put a whole report aside, its drafts and unissued directives with it."""
    drafts, row = stepping.locked_meeting(meeting, user, revision)
    if Assignment.objects.filter(directive__meeting=row).exists():
        raise Refused(_("Counties have directives of this meeting already."))
    for directive in [*drafts, *stepping.lock_directives(row, DirectiveState.CONFIRMED)]:
        stepping.decide(directive, user, DirectiveState.REJECTED, reason)
    row.state = MeetingState.DISCARDED
    row.revision += 1
    changing.save(row, user, reason)
    return row


def mark_issued(meeting: Meeting, user: User | None = None) -> None:
    """Called by `assigning.issue_all`, in its transaction: the meeting is issued once no draft waits any more."""
    stepping.settle(meeting.pk, user)


@transaction.atomic
def create_meeting(office: Unit, user: User, source: Source | None = None, **facts: Any) -> Meeting:
    """Enter by hand what has no report: a leader's instruction, a minute.  `facts` as for `edit_meeting`.

    `source` keeps the lines that were pasted, where any were.
    """
    access.require(access.may_for_office(user, Action.ENTER, office.pk))
    row = Meeting(office=office, source=source)
    changing.change_meeting(row, facts)
    changing.save(row, user, "")
    changing.change_speakers(row, facts)
    return row


@transaction.atomic
def add_directive(meeting: Meeting, user: User, *, text: str, **facts: Any) -> Directive:
    """Enter a demand by hand: one the reader missed, or an instruction's.  `facts` as for `edit`."""
    row = stepping.new_directive(meeting, user)
    changing.change_directive(row, {"text": text, **facts})
    changing.save(row, user, _("entered by hand"))
    if changing.AROUND & facts.keys() or row.confidential:
        row = stepping.saved(row, user, changing.change_around(row, facts))
    stepping.settle(meeting.pk, user)
    return row


@transaction.atomic
def adopt(commitment: Commitment, user: User) -> Directive:
    """Make a draft directive out of what the reporting side promised."""
    promise = Commitment.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=commitment.pk)
    row = stepping.new_directive(promise.meeting, user)
    if promise.directive_id is not None:
        raise Refused(_("This commitment has been made a directive already."))
    for field in Proposal._meta.get_fields():
        if field.name != "number":
            setattr(row, field.name, getattr(promise, field.name))
    changing.save(row, user, _("adopted from a commitment"))
    promise.directive = row
    promise.save(update_fields=["directive"])
    stepping.settle(promise.meeting_id, user)
    return row


def _redated(meeting: Meeting, drafts: list[Directive], user: User, reason: str) -> list[Directive]:
    """Save the meeting, and those of its drafts that its day dates otherwise than before."""
    meeting.revision += 1
    changing.save(meeting, user, reason)
    return [stepping.saved(row, user, reason) for row in drafts if dating.redate(row, meeting)]
