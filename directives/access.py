"""Who sees what, and who may do what: the one place for both.

Roles and their actions are one table (`ACTIONS`), shown in docs/.  What a user sees follows from the units she
is a member of (`scope_of`); every QuerySet's `visible_to(user)` is built from that scope.

    supervisor, reviewer   everything of their office (Meeting.office)
    leader                 the same when her unit is a supervision office, else like a liaison, without acting
    liaison                a directive only through assignments of her unit; a government's also those below it
    administrator          everything but confidential directives
    confidential           only the members named on the directive
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from directives.models import User

    AnyUser: TypeAlias = User | AnonymousUser


class Action(StrEnum):
    ENTER = "enter"
    REVIEW = "review"
    ISSUE = "issue"
    VERIFY = "verify"
    ACT = "act"  # sign, report progress, report done
    INSTRUCT = "instruct"
    STAFF = "staff"  # invite people, import them, let them go, hand over what they had
    ADMINISTER = "administer"


ACTIONS: dict[str, frozenset[Action]] = {
    "supervisor": frozenset({Action.ENTER, Action.REVIEW, Action.ISSUE, Action.VERIFY, Action.STAFF}),
    "reviewer": frozenset({Action.ENTER, Action.REVIEW, Action.ISSUE}),
    "liaison": frozenset({Action.ACT}),
    "leader": frozenset({Action.INSTRUCT}),
    "administrator": frozenset({Action.ADMINISTER, Action.STAFF}),
}

OFFICE_ROLES = frozenset({"supervisor", "reviewer"})

COUNTY_ROLES = frozenset({"liaison", "leader"})
"""What a supervisor may make of people in her area; offices and administrators are the administrator's affair."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a user's memberships open: whole offices, single units, and everything below some places."""

    everything: bool = False
    members: frozenset[int] = frozenset()
    offices: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    paths: tuple[str, ...] = ()

    def of_office(self, office: str) -> Q:
        """Rows whose office (a lookup such as "directive__meeting__office") lies in the scope."""
        return Q() if self.everything else Q(**{f"{office}__in": self.offices})

    def of_unit(self, unit: str) -> Q:
        """Rows whose responsible unit lies in the scope."""
        found = Q(**{f"{unit}__in": self.units})
        for path in self.paths:
            found |= Q(**{f"{unit}__division__path__startswith": path})
        return found

    def open_or_named(self, directive: str) -> Q:
        """Rows whose directive is not confidential, or names one of the user's memberships."""
        prefix = f"{directive}__" if directive else ""
        from directives.models import Directive  # the models import this module

        named = Directive.objects.filter(readers__in=self.members).values("pk")
        return Q(**{f"{prefix}confidential": False}) | Q(**{f"{prefix}pk__in": named})


def memberships(user: AnyUser) -> list[Any]:
    """The user's active memberships with unit and division, read once per user object."""
    if not user.is_authenticated or not user.is_active:
        return []
    cached: list[Any] | None = getattr(user, "_active_memberships", None)
    if cached is None:
        from directives.models import Member

        cached = list(Member.objects.active().filter(user=user).select_related("unit__division", "unit__county"))
        user._active_memberships = cached  # type: ignore[attr-defined]
    return cached


def scope_of(user: AnyUser) -> Scope:
    """The scope of a user; empty for a stranger."""
    held = memberships(user)
    offices, units, paths = set(), set(), set()
    for member in held:
        unit = member.unit
        if member.role in OFFICE_ROLES or (member.role == "leader" and unit.kind == "office"):
            offices.add(unit.pk)
        elif member.role in {"liaison", "leader"}:
            units.add(unit.pk)
            if unit.kind == "government":
                paths.add(unit.division.path)
    administers = user.is_superuser or any(m.role == "administrator" for m in held)
    return Scope(
        everything=administers,
        members=frozenset(m.pk for m in held),
        offices=frozenset(offices),
        units=frozenset(units),
        paths=tuple(sorted(paths)),
    )


def actions_of(user: AnyUser) -> frozenset[Action]:
    """All a user may do somewhere; where she may do it is the scope's affair."""
    if user.is_authenticated and user.is_superuser:
        return frozenset({*Action}) - {Action.ACT}
    return frozenset().union(*(ACTIONS[m.role] for m in memberships(user)))


def may(user: AnyUser, action: Action) -> bool:
    return action in actions_of(user)


def may_for_office(user: AnyUser, action: Action, office_id: int) -> bool:
    """Whether the user may do this for meetings of that office."""
    if user.is_authenticated and user.is_superuser:
        return action in actions_of(user)
    return any(m.unit_id == office_id and action in ACTIONS[m.role] for m in memberships(user))


def may_for_unit(user: AnyUser, action: Action, unit: Any) -> bool:
    """Whether the user may act for that responsible unit: its own members, or its government's above."""
    return member_for_unit(user, action, unit) is not None


def member_for_unit(user: AnyUser, action: Action, unit: Any) -> Any | None:
    """The membership by which the user may do that for the unit: her own there, before one in a government above."""
    able = [m for m in memberships(user) if action in ACTIONS[m.role] and covers(m, unit)]
    return min(able, key=lambda m: m.unit_id != unit.pk, default=None)


def covers(member: Any, unit: Any) -> bool:
    """Whether a member answers for that unit: it is her own, or lies below the government she belongs to."""
    below: bool = member.unit.kind == "government" and unit.division.path.startswith(member.unit.division.path)
    return below or member.unit_id == unit.pk


def of_member(member: Any, unit: str) -> Q:
    """Rows whose `unit` that one membership answers for: as `covers`, for a query."""
    found = Q(**{unit: member.unit_id})
    if member.unit.kind == "government":
        found |= Q(**{f"{unit}__division__path__startswith": member.unit.division.path})
    return found


def staffed_by(user: AnyUser, unit: str = "") -> Q:
    """The units (or rows whose `unit` it is) whose people the user keeps: all, or those in her offices' places."""
    prefix = f"{unit}__" if unit else ""
    if scope_of(user).everything:
        return Q()
    found = Q(pk=None)
    for m in memberships(user):
        if Action.STAFF in ACTIONS[m.role]:
            found |= Q(**{f"{prefix}division__path__startswith": m.unit.division.path})
    return found & ~Q(**{f"{prefix}kind": "office"})


def keeps_unit(user: AnyUser, division: Any, kind: str) -> bool:
    """Whether a unit of that place and kind is, or would be, the user's to keep: as `staffed_by`, for one."""
    if scope_of(user).everything:
        return True
    places = [m.unit.division.path for m in memberships(user) if Action.STAFF in ACTIONS[m.role]]
    return kind != "office" and any(division.path.startswith(path) for path in places)


def may_appoint(user: AnyUser, role: str, unit: Any) -> bool:
    """Whether the user may give somebody that role in that unit."""
    if scope_of(user).everything:
        return True
    return role in COUNTY_ROLES and keeps_unit(user, unit.division, unit.kind)


def may_keep(user: AnyUser, person: User) -> bool:
    """Whether the user may change that person's login: every role it has must be one she could have given.

    Otherwise whoever keeps one county's people could take over the account of somebody who is more elsewhere.
    """
    if user.is_authenticated and user.is_superuser:
        return True
    if person.is_superuser or scope_of(user).everything:
        return not person.is_superuser
    held = list(person.memberships.select_related("unit__division"))
    return bool(held) and all(may_appoint(user, m.role, m.unit) for m in held)


def require(allowed: bool) -> None:
    """Refuse in the user's language.

    Raises:
        PermissionDenied: when not allowed.
    """
    if not allowed:
        raise PermissionDenied(_("Your role does not allow this."))
