"""Units by the names that reports give them: 住建局 for the housing department of the meeting's place."""

from __future__ import annotations

import re
from collections import defaultdict

from directives.models import Division, Meeting, Unit

_OWN = re.compile(r"^(?:本|我|全)?[省市州盟县区旗](?=..)")
_KIND = re.compile(r"(?:自治[区州县旗]|[省市州盟县区旗])$")


class UnitNames:
    """Finds units of the meeting's place, of the office's, and of the places above them.

    A name means the unit nearest to the meeting; two units of one place that could be meant are none.
    """

    def __init__(self, meeting: Meeting) -> None:
        places = [place for place in (meeting.division, meeting.office.division) if place]
        codes = list(dict.fromkeys(code for place in places for code in reversed(place.path.rstrip("/").split("/"))))
        self._by_distance: list[dict[str, set[int]]] = [defaultdict(set) for _ in codes]
        for unit in Unit.objects.filter(division__in=codes).select_related("division"):
            names = self._by_distance[codes.index(unit.division_id)]
            for name in (unit.name, *unit.aliases):
                names[name].add(unit.pk)
                names[_without_place(name, unit.division)].add(unit.pk)

    def find(self, words: str) -> int | None:
        """The key of the unit that is meant, or None."""
        for names in self._by_distance:
            found = names.get(words) or names.get(_OWN.sub("", words))
            if found:
                return min(found) if len(found) == 1 else None
        return None


def _without_place(name: str, place: Division) -> str:
    """十堰市财政局 and 十堰财政局 are 财政局 to those who live there."""
    for prefix in (place.name, _KIND.sub("", place.name)):
        if prefix and name.startswith(prefix) and len(name) > len(prefix) + 1:
            return name.removeprefix(prefix)
    return name
