"""Demanded figures: metric, comparator, value and unit out of a demand.

“占50%” asks for at least half; a plain count (完成饮水提升1052户) is that count; 全覆盖 is 100 %, 不允许出现一个 is none.
"""

from __future__ import annotations

import re

from .types import Comparator, Target
from .units import Figure, figures

_MORE = re.compile(
    r"(?:不低于|不少于|不小于|至少|最少|最低|达到?|占到?|保持在?|提高到|提升到|增加到|稳定在|实现|为)(?:总.{0,4})?$"
)
_OVER = re.compile(r"(?:超过|突破|高于|多于|大于)$")
_LESS = re.compile(r"(?:不超过|不高于|不大于|不多于|控制在|压减到|降至|降到|下降到|限于)$")
_UNDER = re.compile(r"(?:低于|少于|小于)$")
_STRIP = re.compile(
    r"^(?:.*?(?:要求|要(?!素)|必须|务必|确保|力争|实现|完成|做到|落实|按照|保证|达到|使|让|到|对)|.*?(?:底前|日前|月前|年前|月底|年底|年内|月内|以前))+(?:全面|全部|新增|累计|总)?"
)
_COMPARING = re.compile(
    r"(?:比例|比率|总数|总量)?(?:要|须|应)?(?:不低于|不少于|不小于|至少|最少|最低|达到?|占到?|总.{0,3}|保持在?|提高到|提升到|增加到|稳定在|超过|突破|高于|不超过|不高于|不大于|控制在|压减到|降至|降到|低于|少于|的)+$"
)
_ALL = re.compile(r"(?P<metric>[^，,、]{0,30}?)(?P<word>全覆盖|百分之百|百分之(?P<share>[一二三四五六七八九十]{1,3}))")
_HALF = re.compile(r"(?:一半以上|过半|半数以上)(?:的)?(?P<metric>[^，,、]{0,16})")
_NONE = re.compile(
    r"(?:不得?|不允许|不能|不许|不准|杜绝|禁止)(?:再)?(?:出现|发生|有|让|漏掉|遗漏|落下|落|漏)?(?:任何)?一(?P<unit>个|例|户|人|件|起|名)(?P<metric>[^，,、]{1,16})"
)
_ZERO = re.compile(r"零(?P<metric>上访|事故|辍学|失学|返贫|新增|遗漏|死亡|感染|投诉)")
_ANY = re.compile(r"[0-9半零]|全覆盖|百分之|一[个例户人件起名]")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}


def _share(text: str) -> float:
    """百分之… in Chinese numerals, 1 to 99."""
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return float(_DIGITS.get(text, 0))
    return float((_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0))


def _comparator(figure: Figure) -> Comparator:
    before, after = figure.before, figure.after
    if _LESS.search(before) or after.startswith(("以内", "以下", "之内")):
        return "<="
    if _OVER.search(before):
        return ">"
    if _UNDER.search(before) and not before.endswith(("不低于", "不少于", "不小于")):
        return "<"
    if _MORE.search(before) and (figure.unit == "%" or not before.endswith(("实现", "为"))):
        return ">="
    if after.startswith(("以上", "及以上")) or figure.unit == "%":
        return ">="
    return "="


def _metric(figure: Figure) -> str:
    before = _COMPARING.sub("", figure.before)
    named = _STRIP.sub("", before).strip("的了在、 “”")
    if len(named) >= 2:
        return named + ("占比" if figure.unit == "%" and figure.before.endswith(("占", "占到")) else "")
    after = re.sub(r"^(?:以上|以内|左右|的)+", "", figure.after)
    return re.sub(r"[的等]$", "", after) or named


def targets_of(text: str) -> tuple[Target, ...]:
    """The figures that a demand asks for, in text order."""
    if _ANY.search(text) is None:
        return ()
    found: list[Target] = []
    for figure in figures(text):
        metric = _metric(figure)
        if metric:
            found.append(Target(metric, _comparator(figure), figure.value, figure.unit))
    for match in _ALL.finditer(text):
        metric = _COMPARING.sub("", _STRIP.sub("", match["metric"])) or match["metric"]
        found.append(
            Target(
                metric + ("覆盖率" if match["word"] == "全覆盖" else ""),
                "=" if not match["share"] else ">=",
                _share(match["share"]) if match["share"] else 100.0,
                "%",
            )
        )
    half = _HALF.search(text)
    if half:
        found.append(Target(half["metric"], ">=", 50.0, "%"))
    for match in _NONE.finditer(text):
        unit = match["unit"]
        found.append(Target(match["metric"], "=", 0.0, unit))
    for match in _ZERO.finditer(text):
        found.append(Target(match["metric"], "=", 0.0, "例"))
    return tuple(found)
