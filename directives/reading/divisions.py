"""The administrative divisions of `directives/data`: by code, by name, by old name, by short name.

Names of counties and above are indexed by their last two characters, so that a text is searched by looking
backwards from the few characters that can end a name.  (An Aho-Corasick automaton over all 33,000 names was
measured at under two million characters a second, five times slower than this.)
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[1] / "data"

_PEOPLES = (
    "蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|"
    "水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|怒族|"
    "鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春|门巴族|珞巴族|各族"
)
_ETHNIC = re.compile(f"^(.{{2,}}?)(?:(?:{_PEOPLES})*自治(区|州|县|旗)|(?:{_PEOPLES})+(区))$")
_KIND = re.compile("(?:自治区|特别行政区|林区|特区|地区|省|市|县|区|州|盟|旗)$")
_TOWN_KIND = re.compile("(?:民族)?(?:街道办事处|街道|镇|乡|苏木|办事处)$")
_TOWN_PEOPLES = re.compile(f"(?:{_PEOPLES})+$")
_ABOLISHED = "（撤销）"
# Districts whose name says only where in the city they lie: names of nothing without their city.
GENERIC = frozenset(
    {
        "城区",
        "郊区",
        "矿区",
        "东区",
        "西区",
        "新城区",
        "市中区",
        "城中区",
        "城关区",
        "新市区",
        "市南区",
        "市北区",
        "市郊区",
    }
)


class Division(NamedTuple):
    """A row of divisions.csv; ``parent`` is "" for a province."""

    code: str
    name: str
    level: str
    parent: str


class Towns(NamedTuple):
    """The townships of a county: short names -> codes (a 乡 and a 镇 may share one), last character -> lengths."""

    codes: dict[str, tuple[str, ...]]
    tails: dict[str, tuple[int, ...]]


@lru_cache(maxsize=4096)
def stem_of(name: str) -> str:
    """A county's or higher division's name without its kind and peoples: 三都水族自治县 -> 三都, 阜阳市 -> 阜阳."""
    ethnic = _ETHNIC.match(name)
    return ethnic[1] if ethnic else _KIND.sub("", name)


def town_stem(name: str) -> str:
    """A township's name without its kind: 五龙镇 -> 五龙, 黄沙街道办事处 -> 黄沙, 清水瑶族乡 -> 清水."""
    bare = _TOWN_KIND.sub("", name)
    return _TOWN_PEOPLES.sub("", bare) or bare


class Divisions:
    """The table, read once; towns are indexed only when one is asked for."""

    def __init__(self, folder: Path = DATA) -> None:
        self._folder = folder
        self.by_code: dict[str, Division] = {}
        self.children: dict[str, list[str]] = defaultdict(list)
        with (folder / "divisions.csv").open(encoding="utf-8", newline="") as file:
            next(file)
            for line in file:
                code, name, level, parent = line.rstrip("\r\n").split(",")
                self.by_code[code] = Division(code, name.removesuffix(_ABOLISHED), level, parent)
                self.children[parent].append(code)
        self.names = self._county_names()
        self.tails: dict[str, tuple[int, ...]] = _tails(self.names)

    def _county_names(self) -> dict[str, tuple[str, ...]]:
        """Full names, names without peoples (三都县, 恩施州) and old names of counties and above -> codes."""
        names: dict[str, list[str]] = defaultdict(list)
        for division in self.by_code.values():
            if division.level != "township":
                names[division.name].append(division.code)
        current = frozenset(names)
        for division in list(self.by_code.values()):
            if division.level != "township" and (ethnic := _ETHNIC.match(division.name)):
                kind = ethnic[3] or ethnic[2].replace("区", "")
                names[ethnic[1] + kind].append(division.code)
                if ethnic[2] and division.name != (called := f"{ethnic[1]}自治{ethnic[2]}"):
                    names[called].append(division.code)
        for old, code in self._changes():
            if old not in current and old not in GENERIC and code not in names[old]:
                names[old].append(code)
        self._add_old_kinds(names)
        return {name: tuple(codes) for name, codes in names.items() if name and codes}

    def _add_old_kinds(self, names: dict[str, list[str]]) -> None:
        """What is a 市 today may have been a 县, and a 区 either: the changes file does not know them all."""
        for division in self.by_code.values():
            if division.level == "county" and division.name not in GENERIC and len(stem := stem_of(division.name)) >= 2:
                for kind in {"市": "县", "区": "县市"}.get(division.name[-1], ""):
                    if stem + kind not in names:
                        names[stem + kind].append(division.code)

    def _changes(self) -> list[tuple[str, str]]:
        """Old names with the code of what stands in their place today, through several changes if need be."""
        rows: list[dict[str, str]] = []
        for name in ("division_changes.csv", "division_changes_more.csv"):
            with (self._folder / name).open(encoding="utf-8", newline="") as file:
                rows.extend(csv.DictReader(file))
        became = {row["old_code"]: row["new_code"] for row in rows if row["old_code"] != row["new_code"]}
        pairs: list[tuple[str, str]] = []
        for row in rows:
            code = row["new_code"]
            for _ in range(4):
                if code not in self.by_code and code in became:
                    code = became[code]
            code = code.removesuffix("00") if code not in self.by_code else code
            if code in self.by_code:
                pairs.append((row["old_name"], code))
        return pairs

    @cached_property
    def stems(self) -> dict[str, tuple[str, ...]]:
        """Short names of counties and above -> codes; one character is no name."""
        stems: dict[str, list[str]] = defaultdict(list)
        for name, codes in self.names.items():
            stem = stem_of(name)
            if len(stem) >= 2 and name not in GENERIC:
                stems[stem].extend(code for code in codes if code not in stems[stem])
        return {stem: tuple(codes) for stem, codes in stems.items()}

    @cached_property
    def towns(self) -> dict[str, tuple[str, ...]]:
        """Full names of townships -> codes."""
        towns: dict[str, list[str]] = defaultdict(list)
        for division in self.by_code.values():
            if division.level == "township":
                towns[division.name].append(division.code)
        return {name: tuple(codes) for name, codes in towns.items()}

    @lru_cache(maxsize=16_384)  # noqa: B019 - one table per process, and it lives as long as the process
    def counties_with(self, town: str) -> tuple[str, ...]:
        """The codes of the counties that have a township of that full name, in the order of the table."""
        return tuple(dict.fromkeys(self.by_code[code].parent for code in self.towns[town]))

    @cached_property
    def town_tails(self) -> dict[str, tuple[int, ...]]:
        """Last two characters of a township's name -> the lengths of the names that end so."""
        return _tails(self.towns)

    def has_towns(self, code: str) -> bool:
        """Whether townships lie directly in it: a county, or a prefecture without counties."""
        return len(next(iter(self.children.get(code, ())), "")) == 9

    @lru_cache(maxsize=512)  # noqa: B019 - one table per process, and it lives as long as the process
    def towns_of(self, county: str) -> Towns:
        """A county's townships by their short names."""
        towns: dict[str, list[str]] = defaultdict(list)
        for code in self.children.get(county, ()):
            if self.by_code[code].level == "township":
                name = self.by_code[code].name
                for stem in {town_stem(name), _TOWN_KIND.sub("", name)}:
                    towns[stem].append(code)
        return Towns({stem: tuple(codes) for stem, codes in towns.items()}, _tails(towns, 1))

    def chain(self, code: str) -> tuple[str, ...]:
        """The code and those of all divisions above it, lowest first."""
        codes: list[str] = []
        while code in self.by_code:
            codes.append(code)
            code = self.by_code[code].parent
        return tuple(codes)

    def above(self, code: str, level: str) -> str | None:
        """The code of the division of ``level`` that ``code`` is or lies in."""
        return next((c for c in self.chain(code) if self.by_code[c].level == level), None)


def _tails(names: Iterable[str], width: int = 2) -> dict[str, tuple[int, ...]]:
    """The last characters of the names -> the lengths of those that end so, longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in names:
        lengths[name[-width:]].add(len(name))
    return {tail: tuple(sorted(sizes, reverse=True)) for tail, sizes in lengths.items()}


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    """The table of this installation, read at the first call (about 0.1 s)."""
    return Divisions()
