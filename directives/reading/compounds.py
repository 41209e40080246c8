"""One comma clause that holds several demands, taken apart: each part with a date, a share or a prohibition of its own.

“4月底前一半以上项目开工、6月底前全部动工” are two; “饮水提升1052户、改造卫生室10个” under one date are one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from .findings import Demand
from .types import Span

_PAUSE = re.compile(r"[、;；]|(?<=[成工完毕位付收网用起])(?:，|,)")
_DATED = re.compile(
    r"(?:确保|力争|务必|必须|要|并|在|于|到|争取)*(?:今年|明年|本|下)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日|[上中下]旬)?|\d{1,2}日|年底|月底|[一二三四]季度|上半年|下半年|20\d\d年"
    r"|(?:元旦|春节|国庆|中秋|五一|七一)节?)[底末初]?(?:[之以]?前|[之以]?内)?"
)
_SHARED = re.compile(r"占(?:到|比)?\d|绝?对?(?:不得|不允许|不准|不许|严禁)[^、]{4}")
_SHARE = re.compile(r"占(?:到|比)?\d")
_QUOTED = re.compile(r"[“《（(][^”》）)]{0,40}[”》）)]")
_VERBLESS = re.compile(r"(?:\d{1,2}月|年)?[\d一二三四五六七八九十]*[月日年]?[底初末]?(?:前|之前)?$")


def parts(text: str) -> list[Span]:
    """The spans of a demand's parts, one span if it is a single demand."""
    masked = _QUOTED.sub(lambda m: "＿" * len(m.group()), text)
    cuts = [0]
    at = masked.find("、")
    while at >= 0:
        after = masked.find("、", at + 1)
        # What opens a part is asked first: few do, and that is soon seen.
        if _opens(masked[at + 1 : after] if after >= 0 else masked[at + 1 :]) and _own(masked[cuts[-1] : at]):
            cuts.append(at + 1)
        at = after
    cuts.append(len(text) + 1)
    return [(start, end - 1) for start, end in pairwise(cuts)]


def apart(demand: Demand) -> list[Demand]:
    """The demands that one clause holds, the demand itself if it is single."""
    text, start = demand.text, demand.start
    spans = parts(text)
    if len(spans) == 1:
        return [demand]
    return [replace(demand, start=start + begin, end=start + end, text=text[begin:end]) for begin, end in spans]


def _own(head: str) -> bool:
    ends = [dated.end() for dated in _DATED.finditer(head)]
    # 4月底、5月底前: of a list of dates the last one counts
    return (bool(ends) and len(head) - ends[-1] >= 2) or bool(_SHARED.search(head))


def _opens(first: str) -> bool:
    dated = _DATED.match(first)
    if dated:
        return len(first) - dated.end() >= 2 and not _VERBLESS.fullmatch(first)
    if _SHARED.match(first):
        return True
    return "占" in first and bool(_SHARE.search(first))
