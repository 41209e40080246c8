"""Figures with their units: what results and targets are made of.

Scale stays with the unit, as the report words it (4.2 亿元, 200 万平方米).  Figures inside quotation marks are scheme
names (“351”“180”), dates and times are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .types import Span

CLASSIFIER = (
    "人次|班次|户|人|名|个|间|套|亩|米|处|条|座|所|家|场|次|吨|斤|头|只|棵|株|件|项|篇|期|台|盏|眼|口|村|辆|艘|份|宗|块"
    "|片|栋|幢|批|支|桶|床|册|部|对|例|起|门|笔"
)
_UNIT = (
    "个百分点|厘米|毫米|公分|方(?![案面向式法便针位])|平方公里|平方千米|平方米|立方米|公里|千米|千瓦时|千瓦|兆瓦|公顷|公斤|元"
    f"|{CLASSIFIER}|平方|%|％|℃"
)
# The digit first and the look behind it after: so a search is at the speed of C.
FIGURE = re.compile(
    r"(?P<value>\d(?<![\d.“‘A-Za-z].)(?:\d{0,2}+(?:,\d{3})+|\d*+(?:\.\d++)?))(?:多|余|来)?(?P<scale>[万亿千百]{1,2})?(?:多|余)?"
    rf"(?P<unit>{_UNIT})(?!月|日|工作日|小时|季度|星期|课时|学时)"
)
QUOTED = re.compile(r"[“《][^”》]{0,40}[”》]")
_PAUSE = re.compile(r"[、,，\d]")


class Figure(NamedTuple):
    """One figure of a clause; ``span`` counts in the clause."""

    value: float
    unit: str
    span: Span
    before: str
    after: str


def figures(text: str) -> Iterator[Figure]:
    """The figures of a clause with the words before and after each, up to the next figure or 、."""
    masked = QUOTED.sub(lambda m: "＿" * len(m.group()), text) if ("“" in text or "《" in text) else text
    end = 0
    found = list(FIGURE.finditer(masked))
    for index, match in enumerate(found):
        begin = end
        cut = max(
            text.rfind("、", begin, match.start()),
            text.rfind(",", begin, match.start()),
            text.rfind("，", begin, match.start()),
        )
        start = cut + 1 if cut >= 0 else begin
        limit = found[index + 1].start() if index + 1 < len(found) else len(text)
        pause = _PAUSE.search(text, match.end(), limit)
        after = text[match.end() : pause.start() if pause else limit]
        unit = (match["scale"] or "") + match["unit"].replace("％", "%")
        yield Figure(float(match["value"].replace(",", "")), unit, match.span(), text[start : match.start()], after)
        end = match.end()
