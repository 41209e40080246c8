"""Which units a directive concerns: proposed by its words and its meeting's place, decided by the reviewer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from directives.models import Directive, Division, Level, Unit, UnitKind

ALL_BELOW = re.compile(
    r"全[省市州盟区县域]|各[地级区县市州镇乡街]|各(?:相关|有关)?(?:县|区|市|州|乡|镇|街道|单位|部门)|县(?:\(|（|市)|市直|上下"
)
"""Words that address every county of the place ("全市", "各县(市、区)", "各地各部门")."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a directive can be issued to: a unit, or the government of a place that no row stands for yet.

    `key` is the same before and after that row is made: a government goes by its place's code ("of420381"), any
    other unit by its number ("u12").
    """

    key: str
    division: Division
    unit: Unit | None

    @classmethod
    def of(cls, unit: Unit) -> Addressee:
        key = f"of{unit.division_id}" if unit.kind == UnitKind.GOVERNMENT else f"u{unit.pk}"
        return cls(key, unit.division, unit)

    @property
    def is_government(self) -> bool:
        return self.key.startswith("of")

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else f"{self.division.name}{self.division.body}"

    @property
    def place(self) -> str:
        """What it is called among its like: a government by its place."""
        return self.division.name if self.is_government else self.name

    def taken(self) -> Unit:
        """Its row, made when it is first needed: in the transaction that issues, never to show it."""
        return self.unit or Unit.objects.government_of(self.division)


def propose_units(directive: Directive) -> list[Unit]:
    """The units to issue to, most likely right: departments named, then county governments, which are made."""
    return [addressee.taken() for addressee in propose([directive])[directive.pk]]


def propose(directives: Sequence[Directive]) -> dict[int, list[Addressee]]:
    """Whom each directive is for, by its key, in few queries however many there are; nothing is written.

    The places a directive names decide where it goes; else words such as 全市 and 各乡镇, else the place of its
    meeting: a prefecture's demand goes to the governments of its counties, a province's to its prefectures',
    a county's or a township's to the county's.  A directive that names only departments goes to them alone.
    """
    around = ("meeting__division__parent", "meeting__office__division__parent", "lead_unit__division")
    prefetch_related_objects(list(directives), *around, "supporting_units__division", "divisions__parent")
    departments = {d.pk: [u for u in (d.lead_unit, *d.supporting_units.all()) if u is not None] for d in directives}
    named = {d.pk: _places(d, bool(departments[d.pk])) for d in directives}
    below = _rows_below({place for places in named.values() for place in places})
    governments = _governments({county for counties in below.values() for county in counties})
    return {
        pk: list(
            dict.fromkeys(
                [*map(Addressee.of, departments[pk]), *(governments[c.pk] for p in places for c in below[p.pk])]
            )
        )
        for pk, places in named.items()
    }


def _places(directive: Directive, has_departments: bool) -> list[Division]:
    """Those it names, counted by county, or that of its meeting; none where only departments are asked."""
    named = [d.county for d in directive.divisions.all()]
    if named or (has_departments and not ALL_BELOW.search(f"{directive.scope}{directive.text}")):
        return named
    return [(directive.meeting.division or directive.meeting.office.division).county]


def _rows_below(places: Iterable[Division]) -> dict[str, list[Division]]:
    """The divisions that answer for each place: itself, or what lies one level below a prefecture or province.

    A prefecture without counties (东莞, 中山, 儋州, 嘉峪关) answers for itself.
    """
    wide = [place.pk for place in places if place.level not in {Level.COUNTY, Level.TOWNSHIP}]
    found: dict[str, list[Division]] = defaultdict(list)
    rows = Division.objects.filter(parent__in=wide, level__in=[Level.PREFECTURE, Level.COUNTY], valid_to=None)
    for row in rows.order_by("code"):
        found[str(row.parent_id)].append(row)
    return {place.pk: found.get(place.pk, [place]) for place in places}


def _governments(places: Iterable[Division]) -> Mapping[str, Addressee]:
    units = Unit.objects.filter(division__in=[p.pk for p in places], kind=UnitKind.GOVERNMENT)
    held = {unit.division_id: unit for unit in units}
    return {p.pk: Addressee(f"of{p.pk}", p, held.get(p.pk)) for p in places}
