"""Who is reminded of a unit's items: its liaisons, or those of its government; deputies while they are away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from directives.models import Member, Role, Unit, UnitKind


class Recipients:
    """The active liaisons and leaders of all units on one day, read once.

    Confidential items concern only those named as readers (`named`, member ids): nobody else may even know of them.
    """

    def __init__(self, day: date) -> None:
        self._day = day
        rows = Member.objects.active(day).filter(role__in=[Role.LIAISON, Role.LEADER]).order_by("pk")
        self._members = {member.pk: member for member in rows}
        self._of_unit: dict[tuple[str, int], list[Member]] = defaultdict(list)
        for member in self._members.values():
            self._of_unit[member.role, member.unit_id].append(member)
        governments = Unit.objects.filter(kind=UnitKind.GOVERNMENT)
        self._governments = dict(governments.values_list("division_id", "pk"))
        self._found: dict[tuple[Role, int, frozenset[int] | None], list[int]] = {}

    def liaisons(self, unit: int, places: Sequence[str], named: frozenset[int] | None = None) -> list[int]:
        """User ids: the unit's liaisons, else those of the government of the first of `places` that has any.

        `places` are division codes, the unit's own and its county's; empty when there is nobody.
        """
        return self._told(Role.LIAISON, unit, places, named)

    def leaders(self, unit: int, places: Sequence[str], named: frozenset[int] | None = None) -> list[int]:
        """User ids of the leaders, one level up from the liaisons, sought in the same way."""
        return self._told(Role.LEADER, unit, places, named)

    def _told(self, role: Role, unit: int, places: Sequence[str], named: frozenset[int] | None) -> list[int]:
        key = (role, unit, named)
        if key not in self._found:
            units = [unit, *(self._governments[code] for code in places if code in self._governments)]
            self._found[key] = self._first(role, units, named)
        return self._found[key]

    def _first(self, role: str, units: list[int], named: frozenset[int] | None) -> list[int]:
        for unit in units:
            members = [m for m in self._of_unit[role, unit] if named is None or m.pk in named]
            if members:
                return sorted({self._standing_in(m, units, named).user_id for m in members})
        return []

    def _standing_in(self, member: Member, units: list[int], named: frozenset[int] | None) -> Member:
        """The member, or whoever stands in for her; she herself when every deputy is away or could not see the item."""
        seen = {member.pk}
        current = member
        while self._away(current):
            deputy = self._members.get(current.deputy_id or 0)
            if deputy is None or deputy.pk in seen or deputy.unit_id not in units:
                return member
            if named is not None and deputy.pk not in named:
                return member
            seen.add(deputy.pk)
            current = deputy
        return current

    def _away(self, member: Member) -> bool:
        """A deputy alone is no absence: it has a first or a last day."""
        if member.deputy_id is None or (member.deputy_from is None and member.deputy_until is None):
            return False
        return (member.deputy_from or date.min) <= self._day <= (member.deputy_until or date.max)
