"""A county hands parts of its item on to its townships, and sees them rolled up under its own.

A part is an item of its own, with the county in the office's place: the county verifies it, returns it, cancels it.
The office's figures count the county's item alone; when that one is closed or cancelled, so are its open parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directives.assigning import IssueItem, hand_on
from directives.errors import Refused
from directives.models import Assignment, AssignmentState, Division, EventKind, Unit, UnitKind, User
from directives.proposing import Addressee
from directives.workflow import locked, make

S = AssignmentState


@dataclass(frozen=True, slots=True)
class RollUp:
    """The parts of an item: how many there are (cancelled ones left out), how many closed, their mean per cent."""

    parts: int
    closed: int
    percent: int


def addressees(a: Assignment) -> list[Addressee]:
    """Whom the item can be handed on to: the townships below its unit, and the departments beside it.

    Those that have the directive already are left out.  Nothing is written.
    """
    own = a.unit
    have = Assignment.objects.filter(directive=a.directive_id).values("unit")
    beside = Unit.objects.filter(division=own.division_id, kind=UnitKind.DEPARTMENT).exclude(pk__in=have)
    found = [Addressee.of(unit) for unit in beside.exclude(pk=own.pk).select_related("division").order_by("name")]
    if own.kind == UnitKind.GOVERNMENT:
        found += _townships(own, set(have.values_list("unit__division", flat=True)))
    return found


def _townships(own: Unit, have: set[str]) -> list[Addressee]:
    below = Division.objects.filter(parent=own.division_id, valid_to=None).exclude(pk__in=have).order_by("code")
    governments = Unit.objects.filter(kind=UnitKind.GOVERNMENT, division__parent=own.division_id)
    held = {unit.division_id: unit for unit in governments}
    return [Addressee(f"of{place.pk}", place, held.get(place.pk)) for place in below]


@transaction.atomic
def delegate(a: Assignment, user: User, items: Sequence[IssueItem], *, revision: int | None = None) -> list[Assignment]:
    """Hand the item on to units below; each gets its own, due no later than the county's.

    Raises:
        Refused: when no unit is chosen, one is not below or has the directive, or a date is too late.
    """
    row = locked(a.pk)
    if not items:
        raise Refused(_("Choose at least one unit."))
    allowed = {addressee.key for addressee in addressees(row)}
    for item in items:
        if Addressee.of(item.unit).key not in allowed:
            raise Refused(_("%(unit)s has this directive already, or is not below yours.") % {"unit": item.unit})
        if row.due_on and (item.due_on is None or item.due_on > row.due_on):
            raise Refused(_("A part is due no later than your own item, by %(day)s.") % {"day": row.due_on})
    note = pgettext("between counts", ", ").join(str(item.unit) for item in items)
    row = make(row, EventKind.DELEGATE, user, note=note, revision=revision)
    try:
        with transaction.atomic():
            return hand_on(row, items, user)
    except IntegrityError:  # another item of this directive went there since we looked
        raise Refused(_("One of these units has this directive already.")) from None


def roll_up(a: Assignment) -> RollUp | None:
    """What the parts amount to; None where the item has none."""
    parts = a.parts.exclude(state=S.CANCELLED)
    found = parts.aggregate(parts=Count("pk"), closed=Count("pk", filter=Q(state=S.CLOSED)), percent=Avg("percent"))
    if not found["parts"]:
        return None
    return RollUp(found["parts"], found["closed"], int(found["percent"]))
