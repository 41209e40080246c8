"""What the forms of a date phrase are built of: the phrase itself, shared pattern pieces, and their meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from .numerals import CHINESE, number

Unit = Literal[
    "day", "month", "quarter", "half", "year", "week", "weekday", "today", "duration", "plan", "festival", "season",
    "lunar", "rhythm",
]  # fmt: skip
Edge = Literal["", "before", "end", "within", "during", "approx", "start", "since", "after"]
Part = Literal["", "end", "early", "first", "half", "middle", "last", "whole"]


@dataclass(slots=True)
class Phrase:
    """One date phrase; offsets are half-open and count in the text that was parsed.

    ``year`` is stated, ``shift`` counts years from R's (今年 0, 明年 1); ``near`` counts the phrase's own unit from
    R's (本月 0, 下周 1, 明天 1).  ``day`` is of the month (None: the last one) or, of a weekday, of the week (1 =
    Monday).  A duration has ``length`` in days, working days or months (``measure``), a half month's days in ``day``.
    ``begin`` is where a range starts; ``same``: it names the month of the phrase before it (同月底).
    """

    start: int
    end: int
    unit: Unit
    edge: Edge = ""
    part: Part = ""
    year: int | None = None
    shift: int | None = None
    month: int | None = None
    near: int | None = None
    day: int | None = None
    name: str = ""
    length: int = 0
    measure: Literal["day", "working_day", "month"] = "day"
    opens_range: bool = False
    ranged: bool = False
    begin: int = -1
    month_from: int | None = None
    vague: bool = False
    listed: bool = False
    same: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One shape of a phrase and where to try it: at a number followed by one of ``units``, or at one of ``heads``."""

    units: str
    heads: str
    pattern: re.Pattern[str]
    build: Callable[[re.Match[str]], Iterable[Phrase]]


NO_NUMBER_BEFORE = rf"(?<![\d.第{CHINESE}])"
YEAR = r"(?:(?:19|20)\d\d|二[〇零○][〇零○一二三四五][〇零○一二三四五六七八九])"
SHIFTS = {"今": 0, "本": 0, "当": 0, "同": 0, "明": 1, "来": 1, "次": 1, "翌": 1, "后": 2, "去": -1, "上": -1, "前": -2}
IN_YEAR = rf"(?:(?P<year>{YEAR}|[12]\d)年度?的?|(?P<shift>[{''.join(SHIFTS)}])年度?的?)"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[一二三四五六七八九])"
DASH = r"[-—–~～至到]"
TIME = (
    r"(?:[(（](?:周|星期)[一二三四五六日天][)）])?(?:(?:上午|中午|下午|傍晚|晚上|晚间|晚|夜[里间]|凌晨|清晨|早[上晨]?)?"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[时点]|:\d\d)(?:\d{1,2}分|整|半)?|上午|中午|下午|晚上|(?:傍晚|夜[里间]|清晨|早[上晨]|黄昏|天[黑亮]|日[落出]|收工|散会|[上下]班|入夜|午夜|零点)(?=之?前|以前))?"
)
BEFORE = r"(?:之前|以前|前夕|前(?!往|后|期工|\d{1,2}个|[一二两三四五六七八九十]{1,2}个?[月季]))"
_EDGES: tuple[tuple[Edge, str], ...] = (
    ("approx", r"前后|左右|上下"),
    ("before", BEFORE),
    ("end", r"为止|止"),
    ("within", r"之内|以内|内(?![部容外生涵在])"),
    ("during", r"期间"),
    ("start", r"开始|起(?![草步来到伏])"),
    ("since", r"以来|至今|来(?=[,，。全我各共已]|$)"),
    ("after", r"之后|以后|过后|后(?![续勤备期方盾进])"),
)
_NAMED_EDGES: dict[str, Edge] = {name: name for name, _ in _EDGES}
EDGE = r"[”\"’]?(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _EDGES) + ")?"

PARTS: dict[str, Part] = {
    "底": "end", "末": "end", "终": "end", "上旬": "first", "中旬": "middle", "下旬": "last", "初": "early",
    "上半月": "half", "下半月": "last", "上中旬": "middle", "中下旬": "last", "中": "middle", "度": "whole",
}  # fmt: skip


def edge_of(found: re.Match[str]) -> Edge:
    """The mark that closes the phrase (前, 内, 起, 以来 ...); its group is the last of every form."""
    return _NAMED_EDGES.get(found.lastgroup or "", "")


def year_of(found: re.Match[str]) -> tuple[int | None, int | None]:
    """The year as stated, or as counted from R's; 18年6月 means 2018."""
    if stated := found["year"]:
        year = number(stated)
        return (year + 2000 if year < 100 else year), None
    return None, SHIFTS[found["shift"]] if found["shift"] else None


def month_of(words: str) -> int:
    """元月 is January."""
    return 1 if words == "元" else number(words)


def nearness(words: str) -> int:
    """本, 这个, 当: 0; 下, 次: 1; 下下: 2; 上: -1."""
    return words.count("下") + words.count("次") - words.count("上")
