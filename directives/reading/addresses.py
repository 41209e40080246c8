"""What a web address tells: the division its host spells in pinyin, and the date in its path.

Hosts are spelled in full (xianyang.gov.cn) or in initials (zqx.gov.cn, zazf.gov.cn, ahyx.cc).  Initials fit
many divisions, so they only choose among those that the text leaves open.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from directives.reading.divisions import DATA

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]{0,15}://)?([^/?#\s:@]{1,253})")
_COMMON = frozenset(
    ["www", "gov", "com", "cn", "net", "org", "wap", "m", "news", "cc", "bbs", "www1", "www2", "edu", "html"]
)
# What a host adds to the name: government, news, daily, media centre, office; "" for nothing.
_ENDINGS = (
    "renmin", "xinwen", "news", "xw", "xww", "zf", "zfw", "gov", "xzf", "szf", "qzf", "rd", "zx", "fpb", "fgw", "xian",
    "shi", "qu", "zhou", "x", "s", "q", "z", "w", "net", "xc", "info", "online", "tv", "rb", "rmt", "xf", "",
)  # fmt: skip
_TODAY = "jinri"
_PROVINCES = {
    "ah": "34", "bj": "11", "cq": "50", "fj": "35", "gd": "44", "gs": "62", "gx": "45", "gz": "52", "ha": "41",
    "hb": "42", "he": "13", "hi": "46", "hlj": "23", "hn": "43", "jl": "22", "js": "32", "jx": "36", "ln": "21",
    "nm": "15", "nx": "64", "qh": "63", "sc": "51", "sd": "37", "sh": "31", "sn": "61", "sx": "14", "tj": "12",
    "xj": "65", "xz": "54", "yn": "53", "zj": "33",
}  # fmt: skip
# /201705/, /2018-10/10/, /2019/0820/, t20200415_, /20200415/, /2020/04/15/, _0623/ after a year
# and 20200316160247…, a day with its hour, minute and second
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])"
    r"(?:(?!\d)|(?=(?:[01]\d|2[0-3])[0-5]\d[0-5]\d))"
)
_SLASHED = re.compile(r"/((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})(?=[/_.]|$)")
_YEAR_NAME_DAY = re.compile(r"/((?:19|20)\d\d)/[a-z]{1,20}_(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0?[1-9]|1[0-2])(?=[/_.-]|$)(?!\d)")
_YEAR = re.compile(r"/((?:19|20)\d\d)/")


class PathDate(NamedTuple):
    """The date in an address: ``month`` and ``day`` are None where the path is coarser; ``words`` is what gave it."""

    year: int
    month: int | None
    day: int | None
    words: str


def path_date(url: str) -> PathDate | None:
    """The date in the path of an address; image names and ids that only look like one are left out."""
    path = re.sub(_HOST, "", url, count=1)
    for pattern in (_DAY, _SLASHED, _YEAR_NAME_DAY):
        for match in pattern.finditer(path[:2000]):
            try:
                day = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
            return PathDate(day.year, day.month, day.day, match[0])
    if month := _MONTH.search(path[:2000]):
        return PathDate(int(month[1]), int(month[2]), None, month[0])
    year = _YEAR.search(path[:2000])
    return PathDate(int(year[1]), None, None, year[0]) if year else None


def readable(url: str) -> str:
    """The address with its percent signs undone, twice if need be: titles hide in some."""
    return unquote(unquote(url)) if "%" in url else url


def spelled(url: str) -> dict[str, int]:
    """Codes of counties and above that the host may mean: 3 where spelled in full, 1 for initials.

    4 where the province or a word like 今日 stands before the full spelling (hbwuxue, jinrifangxian).
    """
    found: dict[str, int] = {}
    host = _HOST.match(url.lower())
    if host is None:
        return found
    full, initials = _spellings()
    for label in host[1].split("."):
        if label in _COMMON or len(label) < 2 or len(label) > 40:
            continue
        for body, province in _bodies(label):
            for table, weight in ((full, 3), (initials, 1)):
                for code in table.get(body, ()):
                    if province is None or code.startswith(province):
                        sure = weight == 3 and (province is not None or label.startswith(_TODAY))
                        found[code] = max(found.get(code, 0), weight + sure)
    return found


def _bodies(label: str) -> set[tuple[str, str | None]]:
    """What may be a spelling in a host's label, without the usual endings, and the province put before it."""
    bodies: set[tuple[str, str | None]] = set()
    label = label.removeprefix(_TODAY)
    for ending in _ENDINGS:
        if label.endswith(ending) and len(body := label[: len(label) - len(ending)]) >= 2:
            bodies.add((body, None))
            for letters, code in _PROVINCES.items():
                if body.startswith(letters) and len(body) >= len(letters) + 2:
                    bodies.add((body[len(letters) :], code))
    return bodies


@lru_cache(maxsize=1)
def _spellings() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    full: dict[str, list[str]] = defaultdict(list)
    initials: dict[str, list[str]] = defaultdict(list)
    with (DATA / "pinyin.csv").open(encoding="utf-8") as file:
        next(file)
        for line in file:
            code, syllables = line.rstrip("\n").split(",")
            full[syllables.replace(" ", "")].append(code)
            initials["".join(s[0] for s in syllables.split())].append(code)
    return dict(full), dict(initials)
