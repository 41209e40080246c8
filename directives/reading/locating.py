"""Which division a meeting is of: the level from words like 全县 and 市委, the place from what is named around it.

A township's meeting is given its county (the township is the venue), because counties are who is supervised.
Where only towns are named, they give the county if two of them agree, if the address spells it, or if a name is the
only one of its kind and is of three characters or the subject; never on less.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from directives.reading.divisions import stem_of
from directives.reading.gazetteer import Gazetteer
from directives.reading.layout import Furniture
from directives.reading.tally import Evidence
from directives.reading.types import Hints, Place, Reason, Span
from directives.reading.weighing import (
    AT_STEM,
    AUTONOMOUS,
    HELD_AFTER,
    HELD_AT,
    LEAD,
    collect,
    is_subject,
    is_visited,
)

_TOWN_LEVEL = frozenset("镇乡")
_ENOUGH = 2.0
_PLAIN = 6.0  # what a place scores that opens the report
_SISTERLY, _SISTERS = 0.75, 2


_SHORT_SUBJECT = re.compile("([\u4e00-\u9fff]{2,4}?)(?=召开|举行|举办|组织召开|连夜召开|启动)")
_AFTER_DAY = re.compile("[日午天]，" + _SHORT_SUBJECT.pattern)
_SHORT_TOWNS = re.compile(
    "((?:[\u4e00-\u9fff]{2,5}、){1,8}[\u4e00-\u9fff]{2,4}?)等?[\\d两三四五六七八九十]{0,2}个?(?:乡镇|镇乡|镇街|乡|镇)"
)


class Setting(NamedTuple):
    """Whose meeting it was, and where it was held."""

    division: Place | None
    venue: Place | None
    reasons: tuple[Reason, ...]


def locate(text: str, furniture: Furniture, hints: Hints, places: Gazetteer) -> Setting:
    """The division concerned and the venue, from the cleaned text, its furniture and what is known beside it."""
    if hints.division_code not in places.table.by_code:  # an area of the office's own making, such as a 开发区
        hints = replace(hints, division_code=None)
    evidence = collect(text, furniture, hints, places)
    kind = max(evidence.kinds, key=lambda k: evidence.kinds[k]) if evidence.kinds else ""
    _weigh_short_subject(text[:LEAD], evidence, places)
    if evidence.scores and max(evidence.scores.values()) < _ENOUGH:
        _weigh_short_towns(text[: 5 * LEAD], evidence, places)
    code = _choose(text[: 5 * LEAD], evidence, kind, places)
    if code is None and not evidence.scores and hints.division_code and kind:
        # Nothing is named at all: 全市 said to this office is its own city.
        code = hints.division_code if _fits(hints.division_code, kind, evidence, places) else None
    home = code or hints.division_code
    venue = _venue(text[:LEAD], code, kind, _named(text[:LEAD], home, evidence, places), places)
    if code is None:
        near = tuple(_label(c, places) for c in sorted(evidence.scores, key=lambda c: -evidence.scores[c])[:3])
        return Setting(None, venue, (Reason("division", "not_named", kind and f"全{kind}", near),))
    others = tuple(_label(c, places) for c in evidence.scores if c != code and evidence.scores[c] >= _ENOUGH)[:3]
    words = evidence.words.get(code, "")
    rule = "named" if evidence.scores.get(code, 0) >= _ENOUGH else "above_what_is_named"
    reason = Reason("division", f"{rule}_{kind}" if kind else rule, words, others)
    written = evidence.names.get(code, "")
    return Setting(places.place(code, written if code in places.table.names.get(written, ()) else ""), venue, (reason,))


def _label(code: str, places: Gazetteer) -> str:
    return f"{code} {places.table.by_code[code].name}"


def _choose(text: str, evidence: Evidence, kind: str, places: Gazetteer) -> str | None:
    """The best division of the meeting's kind; else what lies above those named; None where nothing is named."""
    ranked = sorted(evidence.scores, key=lambda code: -evidence.scores[code])
    fitting = [c for c in ranked if evidence.scores[c] >= _ENOUGH and _fits(c, kind, evidence, places)]
    if not fitting and kind in ("县", "市"):  # what is a 市 or 区 today: the report may be older
        fitting = [c for c in ranked if evidence.scores[c] >= _ENOUGH and _was(c, kind, places)]
    if fitting and not (kind == "市" and _one_of_many(fitting[0], evidence, places)):
        return None if _tied(fitting, evidence) else fitting[0]
    if kind == "省" and not ranked:
        _weigh_cities(text, evidence, places)
        ranked = list(evidence.scores)
    if kind in ("市", "州", "盟", "省", "区", AUTONOMOUS):
        # 全区 may be all of an autonomous region, unless districts are named that only need telling apart.
        if kind == "区" and any(places.table.by_code[code].name.endswith("区") for code in ranked if len(code) == 6):
            return None
        level = "province" if kind in ("省", "区", AUTONOMOUS) else "prefecture"
        votes: dict[str, float] = defaultdict(float)
        for code in ranked:
            above = places.table.above(code, level) or (places.table.above(code, "province") if kind == "市" else None)
            if above and above != code and (kind == "省" or places.table.by_code[above].name.endswith(kind)):
                votes[above] += evidence.scores[code]
        best = max(votes, key=lambda c: votes[c], default=None)
        if best is not None and votes[best] >= _ENOUGH / 2:
            evidence.words[best] = evidence.words.get(ranked[0], "")
            return best
    return None


def _one_of_many(code: str, evidence: Evidence, places: Gazetteer) -> bool:
    """A county-level city named no more than its sister counties: 全市 is the city above them."""
    if len(code) != 6 or evidence.scores[code] >= _PLAIN:
        return False
    beside = [c for c in evidence.scores if c != code and len(c) == 6 and c[:4] == code[:4]]
    return sum(evidence.scores[c] >= _SISTERLY * evidence.scores[code] for c in beside) >= _SISTERS


def _was(code: str, kind: str, places: Gazetteer) -> bool:
    """Whether a county-level division had that kind before: 潜山市 was 潜山县."""
    return len(code) == 6 and code in places.table.names.get(stem_of(places.table.by_code[code].name) + kind, ())


def _tied(codes: list[str], evidence: Evidence) -> bool:
    """Two namesakes that nothing tells apart."""
    return len(codes) > 1 and evidence.scores[codes[0]] == evidence.scores[codes[1]]


def _fits(code: str, kind: str, evidence: Evidence, places: Gazetteer) -> bool:
    division = places.table.by_code[code]
    if not kind:
        return True
    if kind in _TOWN_LEVEL:
        return places.table.has_towns(code)
    # The name may be an old one: 全县 fits what is a 市 today if the report still calls it 县.
    if kind in ("省", AUTONOMOUS):
        return division.level == "province" and (kind == "省" or division.name.endswith(kind))
    return division.name.endswith(kind) or evidence.names.get(code, "").endswith(kind)


def _named(lead: str, home: str | None, evidence: Evidence, places: Gazetteer) -> list[tuple[Span, Place]]:
    """The places of the opening, in text order, townships of the counties named and of ``home`` with their codes."""
    found = [
        ((mention.start, mention.end), places.place(code, mention.name))
        for mention, code in evidence.lead
        if code is not None
    ]
    counties = {code for code in [home, *(place.code for _, place in found)] if code and places.table.has_towns(code)}
    return sorted([*found, *places.towns_in(lead, sorted(counties))], key=lambda hit: hit[0])


def _venue(lead: str, code: str | None, kind: str, named: list[tuple[Span, Place]], places: Gazetteer) -> Place | None:
    """Where the meeting was held or the inspection went, if that is not the division itself.

    The first place after 在, 深入, 来到 …; for a township's meeting the township.  A list of places is none.
    """
    inner = {start for (start, _), _ in named}
    chain = last_end = -1
    for (start, end), place in named:
        # 到兴山县古夫镇: the first says how they came there, the last where that is.
        chain = chain if start == last_end else start
        last_end = end
        if end in inner or place.code == code or (place.code and code and place.code in places.table.chain(code)):
            continue
        before, after = lead[max(0, chain - 9) : chain], lead[end : end + 20]
        if after.startswith("、") or before.endswith("、"):
            continue
        own_town = kind in _TOWN_LEVEL and len(place.name) > 2 and is_subject(before[-4:])
        if is_visited(before) or own_town or (before.endswith(HELD_AT) and HELD_AFTER.match(after)):
            return place
    match = AT_STEM.search(lead)
    codes = places.table.stems.get(match[1], ()) if match else ()
    # 南昌 is the city before it is the county beside it.
    city = min(codes, key=len, default=None)
    return places.place(city) if city and city != code and sum(len(c) == len(city) for c in codes) == 1 else None


def _weigh_short_subject(text: str, evidence: Evidence, places: Gazetteer) -> None:
    """5月8日，丹江口召开推进会: a short name that opens the report and acts."""
    match = _SHORT_SUBJECT.match(text) or _AFTER_DAY.search(text)
    codes = places.table.stems.get(match[1], ()) if match else ()
    if match and len(codes) == 1:
        evidence.add(codes[0], 3.0, match[1])


def _weigh_short_towns(text: str, evidence: Evidence, places: Gazetteer) -> None:
    """安太、杆洞、同练等乡镇: short names of townships tell which of the counties that are hinted at is meant."""
    named = {name for found in _SHORT_TOWNS.finditer(text) for name in found[1].split("、")}
    hinted = [code for code in evidence.scores if len(code) == 6] if named else []
    for code in hinted:
        here = [name for name in named if any(name.endswith(stem) for stem in places.table.towns_of(code).codes)]
        if len(here) >= _SISTERS:
            evidence.add(code, 1.0 * len(here), "、".join(sorted(here)[:3]))


def _weigh_cities(text: str, evidence: Evidence, places: Gazetteer) -> None:
    """A province's bulletin may name it only by its cities: 杭州、温州已完成."""
    pattern, short = _city_names(places)
    for match in pattern.finditer(text):
        evidence.add(short[match[0]], 0.6, match[0])


@lru_cache(maxsize=4)
def _city_names(places: Gazetteer) -> tuple[re.Pattern[str], dict[str, str]]:
    short = {stem: codes[0] for stem, codes in places.table.stems.items() if len(codes) == 1 and len(codes[0]) == 4}
    return re.compile("|".join(sorted(map(re.escape, short), key=len, reverse=True))), short
