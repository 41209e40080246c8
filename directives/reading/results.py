"""Reported figures: what was done, out of the clauses that state.

A plan is no result, nor is an attendance, a scope (“40个深度贫困乡镇”) or a sum that is still to be spent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .findings import Statement
from .types import Result
from .units import Figure, figures

_NOT_DONE = re.compile(
    r"计划|预计|拟|将(?!近)|力争|目标|参加|参会|出席|列席|与会|不足|距离|作为|如果|锁定|应|需要|还有|剩余|要(?!求)"
    r"|每[天月年周]|陪同"
)
_LEAD = re.compile(
    r"^(?:.*?(?:已经|已|共计|总共|共|累计|先后|目前|今年以?来|全[县市区州镇乡村省]))*(?:对|使|让|形成了?|有|为|的"
    r"|投入)?"
)
_VERB_TAIL = re.compile(r"(?:达到?|超过|突破|为|有|共|约|近|了|至|到|计|的|是|占)+$")

_LOOSE = re.compile("^(?:的|左右|以上)+")
_VERB = re.compile(
    "(?:举办|开展|建成|建设|新建|完成|实施|发放|投入|改造|拆除|召开|成立|引进|培育|走遍|走访|排查|整改|解决|落实|带动|实现)了?"
)


def _metric(figure: Figure) -> str:
    before = _VERB_TAIL.sub("", figure.before)
    named = _LEAD.sub("", before).strip("，,、“” ")
    after = _LOOSE.sub("", figure.after)
    if len(named) < 2 or _VERB.fullmatch(named):
        return (named.rstrip("了") + after) if after else named
    return named


def results_of(statements: Iterable[Statement]) -> list[Result]:
    """Results in text order; evidence counts in the cleaned text."""
    out: list[Result] = []
    for statement in statements:
        text = statement.clause.text
        if statement.heading or _DIGITS.isdisjoint(text) or _NOT_DONE.search(text):
            continue
        last = ""
        for figure in figures(text):
            metric = _metric(figure) or last
            if not metric:
                continue
            last = metric
            start = statement.clause.start
            out.append(Result(metric, figure.value, figure.unit, (start, statement.clause.end)))
    return out


_SUMS = re.compile(
    r"(?:20\d\d年|今年|去年|[上下]半年|前[一二三四\d]个?[季月]度?|[一二三四]季度|1[-—至到]\d+月|20\d\d年[至到]20\d\d年，?)?(?:，|以来)?"
    r"全[县市区州镇乡省旗村团][^，要应须不]{2,30}\d[\d.]*[多余]?[万亿]?[一-鿿]{1,4}$"
)


def sums(text: str) -> bool:
    """“2018年全市完成改厕3.1万座”: the sum of what was done, where nobody orders."""
    return "全" in text and _SUMS.match(text) is not None


_DIGITS = frozenset("0123456789")
