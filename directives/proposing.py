"""Which units a directive concerns: proposed by its words and its meeting's place, decided by the reviewer."""

from __future__ import annotations

import re

from directives.models import Directive, Division, Level, Unit

ALL_BELOW = re.compile(
    r"全[省市州盟区县域]|各[地级区县市州镇乡街]|各(?:相关|有关)?(?:县|区|市|州|乡|镇|街道|单位|部门)|县(?:\(|（|市)|市直|上下"
)
"""Words that address every county of the place ("全市", "各县(市、区)", "各地各部门")."""


def propose_units(directive: Directive) -> list[Unit]:
    """The units to issue to, most likely right: departments named, then county governments.

    The places a directive names decide where it goes; else words such as 全市 and 各乡镇, else the place of its
    meeting: a prefecture's demand goes to the governments of its counties, a province's to its prefectures',
    a county's or a township's to the county's.  A directive that names only departments goes to them alone.
    """
    departments = [u for u in (directive.lead_unit, *directive.supporting_units.all()) if u is not None]
    named = [d.county for d in directive.divisions.select_related("parent")]
    if not named and departments and not ALL_BELOW.search(f"{directive.scope}{directive.text}"):
        return departments
    place = directive.meeting.division or directive.meeting.office.division
    counties = list(dict.fromkeys(county for d in (named or [place.county]) for county in rows_below(d)))
    governments = [Unit.objects.government_of(county) for county in counties]
    return list(dict.fromkeys([*departments, *governments]))


def rows_below(division: Division) -> list[Division]:
    """The divisions that answer for a place: itself, or what lies one level below a prefecture or province.

    A prefecture without counties (东莞, 中山, 儋州, 嘉峪关) answers for itself.
    """
    if division.level in {Level.COUNTY, Level.TOWNSHIP}:
        return [division]
    below = division.children.filter(level__in=[Level.PREFECTURE, Level.COUNTY], valid_to=None)
    return list(below.order_by("code")) or [division]
