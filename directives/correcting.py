"""After issuing: a directive that counties have is corrected or withdrawn, and they are told in their next digest.

Both are one transaction: the directive with its history, then its items as the reviewer has chosen, each by an event
of its own, which is what the digest tells (`wanted.py`).  `correction` and `withdrawal` say beforehand what will happen
to which county; whoever looked at that passes its `fingerprint`, so that nothing else happens than what she saw.

Locks are taken on the directive, then on its items by key, then on the counties' figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directives import access, changing, reviewing, stepping, summing
from directives.access import Action
from directives.errors import Refused
from directives.models import OPEN, Assignment, AssignmentState, Directive, DirectiveState, EventKind, Target, User
from directives.workflow import make

TOLD = ("text", "kind", "topic", "due_text", "firm", "speaker", "lead_unit", "supporting_units", "targets")
"""What a county is told of beside its own due date, in this order: what its page of the item says."""

LEFT = frozenset({"recurrence", "confidential"})
"""What cannot be corrected: the due days made of a rhythm are told already; what was open cannot be made unknown."""


class Follow(models.TextChoices):
    """Which items follow when the due date of their directive is corrected."""

    SAME = "same", gettext_lazy("items that still have the old date")
    ALL = "all", gettext_lazy("all open items")
    NONE = "none", gettext_lazy("no item")


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to one item: its due date and state afterwards, and whether its county is told."""

    item: Assignment
    due_on: date | None
    state: str
    told: bool

    @property
    def moves(self) -> bool:
        return self.due_on != self.item.due_on

    @property
    def ends(self) -> bool:
        return self.state != self.item.state

    def get_state_display(self) -> str:
        return str(AssignmentState(self.state).label)


def correction(directive: Directive, changes: Mapping[str, Any], follow: str = Follow.SAME) -> list[Effect]:
    """What such a correction does to the items of a directive, by county.

    Open items only; a county is told when what it goes by changes: the words, or its own due date.
    """
    words = bool(in_words(directive, changes))
    found = []
    for item in items_of(directive):
        due_on, is_open = item.due_on, item.state in OPEN
        follows = follow == Follow.ALL or (follow == Follow.SAME and item.due_on == directive.due_on)
        if is_open and follows and "due_on" in changes:
            due_on = changes["due_on"]
        found.append(Effect(item, due_on, item.state, is_open and (words or due_on != item.due_on)))
    return found


def withdrawal(directive: Directive, keep: bool) -> list[Effect]:
    """What withdrawing a directive does to its items, by county: the open ones are cancelled, or with `keep` only
    those that no county has reported done."""
    found = []
    for item in items_of(directive):
        is_open = item.state in OPEN
        kept = not is_open or (keep and item.state == AssignmentState.SUBMITTED)
        found.append(Effect(item, item.due_on, item.state if kept else AssignmentState.CANCELLED.value, is_open))
    return found


def items_of(directive: Directive) -> list[Assignment]:
    rows = list(directive.assignments.select_related("unit__county").order_by("unit__county_id", "pk"))
    for row in rows:
        row.directive = directive  # the one at hand, as it is corrected, not as it was read
    return rows


def fingerprint(effects: Sequence[Effect], *decision: object) -> str:
    """Names what was shown: the effects, on items as they were, and the decision that leads to them."""
    rows = [(e.item.pk, e.item.revision, e.due_on, e.state, e.told) for e in effects]
    return hashlib.sha256(repr((rows, decision)).encode()).hexdigest()[:32]


def decision_of(directive: Directive, changes: Mapping[str, Any], follow: str) -> str:
    """The decision behind a correction, as `fingerprint` takes it."""
    return repr((sorted((name, _shown(name, value)) for name, value in changes.items()), str(follow)))


def in_words(directive: Directive, changes: Mapping[str, Any]) -> list[str]:
    """What of `changes` the counties go by, each with before and after; the due date is told by item."""
    found = []
    for name in TOLD:
        if name in changes:
            held = getattr(directive, name)
            before = _shown(name, held.all() if name in {"targets", "supporting_units"} else held)
            if before != (after := _shown(name, changes[name])):
                label = _("targets") if name == "targets" else Directive._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                found.append(f"{label}: {before or '–'} → {after or '–'}")
    return found


def _shown(name: str, value: Any) -> str:
    """A field's value as a person reads it; targets may be given as `changing` takes them."""
    if name == "targets":
        rows = [each if isinstance(each, Target) else Target(**each) for each in value]
        return "、".join(map(str, rows))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or isinstance(value, str | date | models.Model):
        named = getattr(Directive._meta.get_field(name), "flatchoices", None)
        return str(dict(named or ()).get(value, "" if value is None else value))
    return "、".join(map(str, value))


@transaction.atomic
def correct(
    directive: Directive,
    user: User,
    changes: Mapping[str, Any],
    *,
    reason: str,
    follow: str = Follow.SAME,
    seen: str | None = None,
    revision: int | None = None,
) -> list[Effect]:
    """Correct a directive that counties have; `changes` as for `reviewing.edit`, `follow` says which items move.

    Raises:
        Refused: when it cannot be corrected so, the reason is wanting, or not what was `seen` would happen.
        PermissionDenied: when the user may not issue for the meeting's office.
    """
    row = _held(directive, user, revision)
    if LEFT & changes.keys():
        raise Refused(_("A rhythm and confidentiality cannot be corrected: withdraw the directive and enter it anew."))
    effects = correction(row, changes, follow)
    _check_seen(seen, effects, decision_of(row, changes, follow))
    words, topic = in_words(row, changes), row.topic
    if (words or "due_on" in changes) and not reason.strip():
        raise Refused(_("Give the reason."))
    changing.change_directive(row, changes)
    around = changing.change_around(row, changes)
    stepping.saved(row, user, "; ".join(filter(None, [reason.strip(), around])))
    if row.topic != topic:
        summing.change_topic([effect.item for effect in effects], topic)
    note = "; ".join([*words, reason.strip()])
    for effect in effects:
        if effect.told:
            make(effect.item, EventKind.CORRECT, user, note=note, due_on=effect.due_on)
    return effects


@transaction.atomic
def withdraw(
    directive: Directive,
    user: User,
    *,
    reason: str,
    keep: bool = False,
    seen: str | None = None,
    revision: int | None = None,
) -> list[Effect]:
    """Withdraw a directive that counties have and cancel its open items, with `keep` but for those reported done.

    Raises: as `correct`.
    """
    row = _held(directive, user, revision)
    effects = withdrawal(row, keep)
    _check_seen(seen, effects, keep)
    # Parts that a county handed on first: they would end with its item, and nobody would be told why.
    for effect in sorted(effects, key=lambda e: e.item.parent_id is None):
        if effect.told:
            make(effect.item, EventKind.WITHDRAW, user, note=reason, state=effect.state)
    reviewing.withdraw(row, user, reason)
    return effects


def _held(directive: Directive, user: User, revision: int | None) -> Directive:
    """The directive and its items as they are now, held until the transaction ends."""
    row = stepping.locked(directive, user, revision, DirectiveState.CONFIRMED)
    access.require(access.may_for_office(user, Action.ISSUE, row.meeting.office_id))
    if not list(row.assignments.select_for_update().order_by("pk").values_list("pk")):
        raise Refused(_("No county has this directive: edit it, or return it to draft."))
    return row


def _check_seen(seen: str | None, effects: Sequence[Effect], decision: object) -> None:
    if seen is not None and seen != fingerprint(effects, decision):
        raise Refused(_("Something changed since you looked. Look at what will happen to which county once more."))
