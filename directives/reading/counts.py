"""Counts in words and lengths of time that are demanded: 至少两轮, 三件以上, 不少于20天, 每校一名, 办好两期培训班.

A bare count is one of the demand only where it stands behind its verb: 四个专班要… counts who acts, 甲、乙两村 sums up
names, and 三项制度, 四个环节 are counted by every speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .types import Comparator, Span
from .units import CLASSIFIER, QUOTED

NUMERAL = "[一二两三四五六七八九十百]"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_LENGTH = "天|小时|分钟|个?工作日|课时|学时|节课"
_PIECES = f"{CLASSIFIER}|轮|堂|层|遍|双|顶|回"
_BOUND = re.compile(
    rf"(?P<how>不得?低于|不得?少于|不能[低少]于|至少|最少|不得?超过|不能超过|最多)(?P<verb>[^，,、\d]{{0,6}}?)"
    rf"(?:(?P<value>{NUMERAL}{{1,4}})(?P<unit>{_LENGTH}|{_PIECES})"
    rf"|(?P<digits>\d{{1,4}})(?P<span>{_LENGTH}|轮|堂|层|遍|双|顶|回))(?![之以]?[内前后])(?P<after>[^，,、]{{0,10}})"
)
_HOW = re.compile("低于|少于|至少|最少|超过|最多")
_LIMIT = re.compile("最[迟晚]|[延推顺][期迟延后]|可以?$|放宽")
_ABOVE = re.compile(rf"(?P<value>{NUMERAL}{{1,3}})(?P<unit>{_PIECES})及?以上(?![的，])(?P<after>[^，,、]{{0,10}})")
_STOCK = re.compile(
    rf"(?:[备储存](?:[好足齐下]|够)[^，]{{0,6}}?|连续)(?P<value>\d{{1,3}}|{NUMERAL}{{1,3}})天(?P<more>以上)?的?(?P<after>[^，,、]{{0,10}})"
)
_CUT = re.compile(
    rf"(?:缩短|压缩|压减|精简|控制)[到至在为](?P<value>\d{{1,4}}|{NUMERAL}{{1,3}})(?P<unit>{_LENGTH})(?P<within>[以之]?内)?(?P<after>[^，,、]{{0,10}})"
)
_EACH = re.compile(
    rf"(?:每(?!一)[^，\d天日周月季年旬次]{{1,10}}?|一[户村乡镇校县组人队站])[^，、一]{{0,8}}?"
    rf"(?<![到至])(?P<value>一|{NUMERAL}{{1,2}})(?P<unit>名|个|堂|本|份|场|套|台|张|处|座|间|支|口|人|亩|盏)(?P<after>[^，,、]{{1,10}})"
)
_BARE = re.compile(
    rf"(?P<value>[二两三四五六七八九十](?<![第这那几各前后其一二两三四五六七八九十百\d].){NUMERAL}?)"
    r"(?P<unit>期(?![，、]|$)|轮|条(?!腿|心)|名|场|家|处|座|所|篇|台|头|间|套|亩|口|眼|栋|批|本|份|遍|堂|次|公里)(?P<after>[^，,、]{0,12})"
)
_BUILT = frozenset(["座", "处", "条", "栋", "所", "套", "间", "口", "眼", "公里"])
_REACH = 12
"""Characters before a bare count in which its verb stands."""
_ACTS = re.compile(
    "组织|举办|办[好成]?|开展|召开|调整出|新建|新开|建[成好]?|修[好通建]?|打[好造]?|配[备齐]?|选[派聘]?|派|培[养训]|引进|种[好上]?|落实|完成"
    "|增加到?|安排|开[通设出]|设立?|发展|创建|拍|写|印|查|跑|走"
)
_DONE = re.compile("建成|完工|完成|竣工|投用|开工|开放|[造换修拆清验]完")
"""Things counted at the head of a clause are counted to be done: 三条小巷汛前完工."""
_SUBJECT = re.compile("[要须应]|必须|务必|[由负]责|都|均")


class Count(NamedTuple):
    """A demanded count: ``span`` and what stands before it and after it in the clause."""

    how: Comparator
    value: float
    unit: str
    after: str
    span: Span


def numeral(text: str) -> float:
    """A Chinese numeral from 1 to 999, or digits."""
    if text.isdigit():
        return float(text)
    hundreds, hundred, rest = text.rpartition("百")
    tens, ten, ones = rest.partition("十")
    below = _DIGITS.get(rest, 0) if not ten else (_DIGITS.get(tens, 1) if tens else 1) * 10 + _DIGITS.get(ones, 0)
    return float(below + (100 * _DIGITS.get(hundreds, 1) if hundred else 0))


def counts_of(text: str) -> Iterator[Count]:
    """The counts in words and the lengths of time, none twice; none of what stands in quotation marks."""
    if "“" in text or "《" in text:
        text = QUOTED.sub(lambda match: "＿" * len(match[0]), text)
    taken: list[Span] = []
    for count in (*_bounded(text), *_above(text), *_cut(text), *_shared_out(text), *_bare(text)):
        if not any(begin < count.span[1] and count.span[0] < end for begin, end in taken):
            taken.append(count.span)
            yield count


def _bounded(text: str) -> Iterator[Count]:
    for match in _BOUND.finditer(text) if _HOW.search(text) else ():
        most = "超过" in match["how"] or match["how"] == "最多"
        if most and _LIMIT.search(text[: match.start()]):
            continue
        value, unit = match["value"] or match["digits"], match["unit"] or match["span"]
        after = match["after"] or match["verb"]
        yield Count("<=" if most else ">=", numeral(value), unit.removeprefix("个") or unit, after, _span(match))


def _above(text: str) -> Iterator[Count]:
    for match in _ABOVE.finditer(text) if "以上" in text else ():
        yield Count(">=", numeral(match["value"]), match["unit"], match["after"], _span(match))
    for match in _STOCK.finditer(text) if "天" in text else ():
        yield Count(">=" if match["more"] else "=", numeral(match["value"]), "天", match["after"], _span(match))


def _cut(text: str) -> Iterator[Count]:
    """A time that is to become shorter: 压缩到3个工作日."""
    for match in _CUT.finditer(text):
        how: Comparator = "<=" if match["within"] else "="
        yield Count(how, numeral(match["value"]), match["unit"].removeprefix("个"), match["after"], _span(match))


def _shared_out(text: str) -> Iterator[Count]:
    """每所学校派一名, 一户配一个: one for each."""
    for match in _EACH.finditer(text) if "每" in text or "一" in text else ():
        yield Count("=", numeral(match["value"]), match["unit"], match["after"], _span(match))


def _bare(text: str) -> Iterator[Count]:
    """A count that an act makes: the verb before it, and no modal behind it that would make it the subject's."""
    for match in _BARE.finditer(text):
        before = re.split("[，、]", text[max(0, match.start() - _REACH) : match.start()])[-1]
        acts = _ACTS.search(before) and not _SUBJECT.search(match["after"])
        if acts or (match["unit"] in _BUILT and _DONE.search(text, match.end("unit"))):
            yield Count("=", numeral(match["value"]), match["unit"], match["after"], _span(match))


def _span(match: re.Match[str]) -> Span:
    groups = match.groupdict()
    return match.span("value" if groups.get("value") else "digits")
