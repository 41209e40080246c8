"""Place names in a text, resolved to divisions in the report's own context.

A name that several divisions share goes to the one that lies in or around what else is named; a township goes
to the county of the context, also where only its kind has changed (乡, 镇, 街道); a township that this county
does not have is named without a code, never with another county's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from directives.reading.divisions import GENERIC, Divisions, Towns, divisions, stem_of, town_stem
from directives.reading.types import Place, Span

_KINDS = "省市县区州盟旗"
_END = re.compile(
    f"[{_KINDS}镇乡街苏](?:(?<=[{_KINDS}])(?![场域间块别])|(?<=镇)|(?<=乡)(?![镇村])|(?<=街)道(?:办事处)?|(?<=苏)木)"
)
# A place name may begin after these; after another character it is probably the tail of a longer word.
_BEFORE = frozenset(
    "在到赴往至来于从由与和及是省市州县区旗盟镇乡村即向对把将让请给为该入进访查研导看察持开走抵临驻以并了去说自原系"
)
_NO_COUNTY_AFTER = frozenset("级直域长镇乡")
# Words that end like a district's name: 云南山区 is not 南山区.
_WORDY = re.compile("(?:山|城|新|老|园|库|社|景|牧|林|灾|市|边|片)区$")
# Characters that no township's name has, and those with which none ends.
_NO_NAME = frozenset("各全本该每某等的了和与及是在有个为将把其此我你他这那几数要求使驻包联带立组织领导治理强重督促抓")
_COUNTS = frozenset("一二两三四五六七八九十百多")
_TOWN_START = frozenset("在到赴往入由于县市区")
_NO_TOWN_AFTER = frozenset("情域村级直里干风容")
_NO_TOWN = frozenset(
    "城|集|小城|中心|重点|贫困|建制|特色小|美丽集|示范|美丽|文明|家|返|下|故|之|老|回|山|名|重|异".split("|")  # noqa: SIM905
)
_LISTED_BEFORE = frozenset("、和及与")
_LISTED_AFTER = frozenset("、等和及与两三四五六七八九十镇乡县")
_LONGEST_STEM = 14


@lru_cache(maxsize=4)
def _ends(text: str) -> tuple[list[int], list[Span]]:
    """Where a name of a county or above may end, and where the kind of a township stands.

    Kept, for the same words are searched for divisions first and then for townships.
    """
    ends: list[int] = []
    towns: list[Span] = []
    for match in _END.finditer(text):
        if match[0] in _KINDS:
            ends.append(match.end())
        else:
            towns.append(match.span())
    return ends, towns


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


class Mention(NamedTuple):
    """A name found in a text: where, as written, and the codes it may mean.

    ``clear`` says that the name stands by itself; else it may be the tail of another word (完成县级: 成县).
    """

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    clear: bool


class Gazetteer:
    """Searches texts for divisions; one per process is enough (`gazetteer()`)."""

    def __init__(self, table: Divisions) -> None:
        self.table = table

    def mentions(self, text: str) -> list[Mention]:
        """Full names of counties and above, old names and names without peoples, in text order."""
        found: list[Mention] = []
        tails, names = self.table.tails, self.table.names
        for end in _ends(text)[0]:
            for length in tails.get(text[end - 2 : end], ()):
                name = text[end - length : end] if length <= end else ""
                if name in names:
                    start = end - length
                    if found and found[-1].end > start:
                        found.pop()
                    clear = self._is_clear(text, start, end, found[-1].end if found else -1)
                    found.append(Mention(start, end, name, names[name], clear))
                    break
        return found

    def _is_clear(self, text: str, start: int, end: int, last_end: int) -> bool:
        short = end - start <= 2
        if short and text[end : end + 1] in _NO_COUNTY_AFTER:
            return False
        if start == 0 or start == last_end or end - start >= 4 or not _is_han(text[start - 1]):
            return True
        return not short and (text[start - 1] in _BEFORE or _WORDY.search(text[start:end]) is None)

    def resolve(self, mentions: Sequence[Mention], home: Iterable[str] = ()) -> list[str | None]:
        """The code each mention means, or None where the context does not tell; ``home`` are codes known before."""
        if not mentions:
            return []
        sure = {m.codes[0] for m in mentions if len(m.codes) == 1 and m.clear and m.name not in GENERIC} | set(home)
        names = {m.name for m in mentions if m.clear}
        codes: list[str | None] = []
        for mention in mentions:
            if not mention.clear and mention.name not in names:
                codes.append(None)
            elif len(mention.codes) == 1 and mention.name not in GENERIC:
                codes.append(mention.codes[0])
            else:
                codes.append(self.nearest(mention.codes, sure, alone=mention.name not in GENERIC))
        return codes

    def nearest(self, codes: Sequence[str], known: Iterable[str], *, alone: bool = False) -> str | None:
        """The one of ``codes`` that lies nearest to the known divisions; None where two are as near.

        ``alone`` accepts an only candidate that has nothing to do with them.
        """
        anchors = set(known)
        scores = sorted(((self._nearness(code, anchors), code) for code in codes), reverse=True)
        if not scores or (scores[0][0] == 0 and not (alone and len(scores) == 1)):
            return None
        return scores[0][1] if len(scores) == 1 or scores[0][0] > scores[1][0] else None

    def _nearness(self, code: str, anchors: set[str]) -> int:
        chain = self.table.chain(code)
        best = 0
        for anchor in anchors:
            other = self.table.chain(anchor)
            if anchor in chain or code in other:
                best = max(best, 6 if anchor == code else 4 if len(anchor) > 2 and len(code) > 2 else 3)
            elif len(set(chain) & set(other)) > 1:
                best = max(best, 2)
            elif chain and other and chain[-1] == other[-1]:
                best = max(best, 1)
        return best

    def place(self, code: str, written: str = "") -> Place:
        """The division under its official name, or under the old one that the report uses."""
        name = self.table.by_code[code].name
        if not written or written == name:
            return Place(code, name)
        stem = stem_of(name)
        same = written == stem or stem_of(written) + written[-1] == stem + name[-1]
        return Place(code, name if same else written)

    def towns_in(self, text: str, counties: Sequence[str]) -> list[tuple[Span, Place]]:
        """Townships by their full names; a code only where one of ``counties`` has the township."""
        found: list[tuple[Span, Place]] = []
        if not _ends(text)[1]:
            return found
        nearby = [self.table.towns_of(county) for county in counties]
        done = 0
        for kind, end in _ends(text)[1]:
            hit = self._town_at(text, kind, end, done, nearby)
            if hit is not None:
                found.append(hit)
                done = end
        return found

    def _town_at(
        self, text: str, kind: int, end: int, floor: int, nearby: Sequence[Towns]
    ) -> tuple[Span, Place] | None:
        last = text[kind - 1 : kind]
        for length in sorted({n for towns in nearby for n in towns.tails.get(last, ())}, reverse=True):
            if not 2 <= length <= min(_LONGEST_STEM, kind - floor):
                continue
            stem = text[kind - length : kind]
            for towns in nearby:
                codes = towns.codes.get(stem)
                if codes:
                    written = text[kind - length : end]
                    same = [code for code in codes if self.table.by_code[code].name == written]
                    return (kind - length, end), Place((same or list(codes))[0], written)
        start = self._unknown_start(text, kind, end, floor)
        return None if start is None else ((start, end), Place(None, text[start:end]))

    def _unknown_start(self, text: str, kind: int, end: int, floor: int) -> int | None:
        """Where the name of a township begins that the context's counties do not have."""
        if text[end : end + 1] in _NO_TOWN_AFTER or text[kind - 1 : kind] in _COUNTS:
            return None
        for length in range(1, min(6, kind - floor) + 1):
            start = kind - length
            if text[start] in _NO_NAME or not _is_han(text[start]):
                return None
            if length == 1:
                continue
            stem = text[start:kind]
            begins = start == floor or not _is_han(text[start - 1])
            known = text[start:end] in self.table.towns
            if stem not in _NO_TOWN and (begins or text[start - 1] in (_BEFORE if known else _TOWN_START)):
                return start if length <= 4 or known else None
        return None

    def towns_named(self, text: str) -> list[Span]:
        """Where full township names stand, of whatever county, for finding the county from its towns."""
        named: list[Span] = []
        towns, tails = self.table.towns, self.table.town_tails
        for _, end in _ends(text)[1]:
            for length in tails.get(text[end - 2 : end], ()):
                start = end - length
                if start < 0 or text[start:end] not in towns:
                    continue
                if start == 0 or text[start - 1] in _BEFORE or not _is_han(text[start - 1]):
                    named.append((start, end))
                    break
        return named

    def places_in(self, text: str, home: str | None = None) -> list[tuple[Span, Place]]:
        """Every place a clause names, in text order, for a report whose division is ``home`` (a code).

        Full names anywhere; short names (蒋家堰、中峰、龙坝等乡镇; 长武、永寿四县) only in lists and only of
        the home county's townships or the home prefecture's counties.
        """
        mentions = self.mentions(text)
        known = [home] if home else []
        found: list[tuple[Span, Place]] = []
        for mention, code in zip(mentions, self.resolve(mentions, known), strict=True):
            if code is not None:
                found.append(((mention.start, mention.end), self.place(code, mention.name)))
        # 东莞 and its like have townships without counties.
        counties = {c for c in [*known, *(p.code for _, p in found if p.code)] if self.table.has_towns(c)}
        found += self.towns_in(text, sorted(counties))
        taken = [span for span, _ in found]
        if home and "、" in text:
            found += [
                hit for hit in self._listed(text, home) if not any(a < hit[0][1] and hit[0][0] < b for a, b in taken)
            ]
        return sorted(found, key=lambda hit: hit[0])

    def _listed(self, text: str, home: str) -> list[tuple[Span, Place]]:
        pattern, codes = _short_names(self, home)
        if pattern is None:
            return []
        hits: list[tuple[Span, Place]] = []
        for match in pattern.finditer(text):
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            if (before in _LISTED_BEFORE and after in _LISTED_AFTER) or (after == "、" or before == "、"):
                code = codes[match[0]]
                hits.append((match.span(), Place(code, self.table.by_code[code].name)))
        return hits


@lru_cache(maxsize=512)
def _short_names(gazetteer: Gazetteer, home: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """Short names of what lies directly in ``home``, and of its sister counties where home is a county."""
    table = gazetteer.table
    near = [*table.children.get(home, ())]
    if len(home) == 6:
        near += table.children.get(table.by_code[home].parent, ())
    codes: dict[str, str] = {}
    for code in near:
        name = table.by_code[code].name
        stem = town_stem(name) if len(code) == 9 else stem_of(name)
        if len(stem) >= 2 and name not in GENERIC:
            codes.setdefault(stem, code)
    if not codes:
        return None, codes
    return re.compile("|".join(sorted(map(re.escape, codes), key=len, reverse=True))), codes


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer of this installation, made at the first call."""
    return Gazetteer(divisions())
