"""What a member had goes to a colleague: her name on open items, her deputies' duty, her confidential reading.

Only the name of the responsible person changes on an item; its state, days and figures stay, so that the move is
recorded as a note and needs no count anew.  `assigning.py` lends the field for this.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from directives import access, staffing, workflow
from directives.errors import Refused
from directives.models import OPEN, Assignment, Directive, EventKind, Member, User


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many items bear another name now, and how many colleagues have another deputy."""

    items: int
    deputies: int


@transaction.atomic
def hand_over(actor: User, member: Member, successor: Member) -> HandedOver:
    """Let the successor take her place; doing it twice does nothing more.

    Confidential directives that named her name the successor instead; they are not counted, for the actor may not know
    of them.  Nobody can make herself a reader that way.

    Raises:
        Refused: when the successor is no colleague of the same unit and role, or is the actor herself.
        PermissionDenied: when the role is not the actor's to keep.
    """
    access.require(access.may_appoint(actor, member.role, member.unit))
    if successor not in staffing.colleagues(member):
        raise Refused(_("Choose a colleague of the same unit."))
    if successor.user_id == actor.pk:
        raise Refused(_("Nobody hands over to themselves: ask another of your office."))
    items = _rename(actor, member, successor)
    deputies = Member.objects.filter(deputy=member).exclude(pk=successor.pk).update(deputy=successor)
    Member.objects.filter(pk=successor.pk, deputy=member).update(deputy=None, deputy_from=None, deputy_until=None)
    _readers(member, successor)
    LogEntry.objects.log_actions(actor.pk, [member], CHANGE, f"handed over to {successor.user}", single_object=True)
    return HandedOver(items, deputies)


def _rename(actor: User, member: Member, successor: Member) -> int:
    """Put the successor's name on the open items that bear hers; confidential ones are not counted."""
    names = [name for name in {member.user.name, member.user.username} if name]
    rows = Assignment.objects.filter(state__in=OPEN, responsible_person__in=names)
    candidates = rows.filter(access.of_member(member, "unit")).order_by("pk").values_list("pk", flat=True)
    seen = 0
    for pk in list(candidates):
        row = workflow.locked(pk)
        note = _("Handed over: %(old)s → %(new)s") % {"old": row.responsible_person, "new": successor.user}
        before = workflow.Before(workflow.S(row.state), row.due_on, row.percent, row.unit_id)
        row.responsible_person = str(successor.user)
        row.revision += 1
        row.save(update_fields=["responsible_person", "revision"])
        workflow.event_of(row, before, EventKind.NOTE, actor, note).save()
        seen += not row.directive.confidential
    return seen


def _readers(member: Member, successor: Member) -> None:
    for directive in Directive.objects.filter(readers=member).order_by("pk"):
        directive.readers.add(successor)
        directive.readers.remove(member)
