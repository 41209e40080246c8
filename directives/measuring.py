"""A unit's own part of each target's figure, what it has done of it, and the per cent that this amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from directives.errors import Refused
from directives.models import Assignment, Comparator, Target, TargetShare

COUNTED = (Comparator.EQUAL, Comparator.AT_LEAST, Comparator.MORE)
"""Figures that are reached by doing more; of those not to be passed nothing follows about how much is done."""


def share_out(shares: Mapping[Assignment, Mapping[int, Decimal]]) -> None:
    """Keep the units' own parts of the targets.

    Raises:
        Refused: when a part is negative, or of a target that the directive does not have.
    """
    wanted = [(a, target, value) for a, each in shares.items() for target, value in each.items()]
    rows = Target.objects.in_bulk({target for _a, target, _value in wanted})
    for a, target, value in wanted:
        if value < 0 or target not in rows or rows[target].directive_id != a.directive_id:
            raise Refused(_("A unit's part of a target is a figure of at least 0, of a target of that directive."))
    TargetShare.objects.bulk_create(TargetShare(assignment=a, target_id=t, value=v) for a, t, v in wanted)


def record(a: Assignment, done: Mapping[int, Decimal]) -> dict[str, str]:
    """Keep the done values, by the target's key; returns them as the report keeps them.

    A unit without its own part of a target answers for the whole of it.

    Raises:
        Refused: for a negative figure, or a target that the directive does not have.
    """
    targets = {target.pk: target for target in a.directive.targets.all()}
    for key, value in done.items():
        if value < 0 or key not in targets:
            raise Refused(_("A done value is a figure of at least 0, of one of the item's targets."))
        whole = {"value": targets[key].value, "done": value}
        TargetShare.objects.update_or_create(
            assignment=a, target=targets[key], defaults={"done": value}, create_defaults=whole
        )
    return {str(key): f"{value.normalize():f}" for key, value in done.items()}


def percent(a: Assignment) -> int | None:
    """The mean of what is done of each figure, none above 100; None where no figure can be reached by doing more."""
    shares = a.shares.filter(target__comparator__in=COUNTED, value__gt=0)
    parts = [min(Decimal(1), share.done / share.value) for share in shares]
    return int(100 * sum(parts) / len(parts)) if parts else None
