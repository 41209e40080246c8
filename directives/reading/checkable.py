"""Task or principle: can a supervisor tick this demand off?

A demand is checkable when it has a deadline or a figure, or names something that exists or not: a document, an event, a
list, a facility, a named programme, a concrete group to be served, a unit that answers for it.  What it asks of minds
(“解放思想”) or of effort in general ("高度重视") is a principle.  The score is linear in how many words of each class
stand in the clause and in its turns of phrase, so that `why` can name what decided.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .spotting import Spotter
from .turns import turns_of
from .vocabulary import DATA, vocabulary

CAP = 2
"""Words of one class beyond the second add nothing: long lists are not better tasks."""

# A plain set first and the look behind it after: so a search is at the speed of C.
_FIGURE = re.compile(
    r"[0-9不至控保提达一二两三四五六七八九十半]"
    r"(?:(?<=[0-9])[0-9]*(?:\.[0-9]+)?[多余]?[万亿千百]*(?:户|人|个|套|亩|公里|%|元|间|处|条|座|所|名|家|场|次|万|吨|头|只|棵|株"
    r"|厘米|毫米|平方米|米|件|项|艘|台|辆|架|口|栋|幢|份|部|盏|支|根|眼|斤|公斤|℃|‰|立方|公顷|批|组|期|班|张|倍|成)"
    r"|(?:(?<=不)得?(?:[少低高多大小]于|超过)|(?<=至)少|(?<=控)制在|(?<=保)持在|(?<=提)前|(?<=达)到)"
    r"[^，]{0,6}?[0-9一二三四五六七八九十两半百千万]+"
    r"(?:个|名|人|户|次|场|项|家|成|倍|天|日|小时|分钟|周|米|亩|公里|元|套|台|件|%|点|℃)"
    r"|(?<=[0-9一二两三四五六七八九十半])[0-9一二两三四五六七八九十半]*个?(?:小时|分钟|工作日|月|[日天周])(?:时间)?(?:之|以)?内)"
)
_ZERO = re.compile(r"(?:不(?![漏落少丢拖])|禁止|严禁|杜绝)[^，]{0,6}一(?:个|例|户|人|件|起)")
_NUMERAL = r"[一二两三四五六七八九十\d]"
_NAMED = re.compile(
    r"[“《][^”》]{2,20}[”》](?=等|[^”]{0,8}(?:活动|工程|行动|计划|政策|制度|办法|模式|要求|方案|超市|做法|项目|问题"
    r"|教育"
    r"|建设|资金|平台|清单|责任))|《"
    rf"|“[^”]{{0,4}}{_NUMERAL}[^”\d]{{1,3}}{_NUMERAL}[^”]{{0,3}}”"
)
_SAYING = re.compile("“[^”一]{10,60}”")
_CLASSES = (
    "document", "event", "thing", "deliver", "fix", "neutral", "advance", "stance", "abstract", "figure", "each", "way",
    "forbid", "let",
)  # fmt: skip
"""Classes of the vocabulary that speak for or against a task."""
_LASTING = frozenset({"document", "event", "thing", "abstract"})
"""Classes that count in what only leads up to the predicate (its subject, a coverb phrase) as well."""
_NEUTRAL = "neutral"
"""Words that only keep others from being spotted in them."""
_LENGTHS = frozenset({"short", "brief"})
"""Held against a demand only while nothing in it can be measured."""
_ACTS = frozenset({"deliver", "event"})
_POSES = frozenset({"stance", "abstract"})
_PREDICATE = re.compile(r"要(?<![主需重只将必首]要)(?=[让使把做抓对有在以])|必须|务必|应当")
_SUBJECT_REACH = 18


def _main_part(text: str) -> int:
    """Where the predicate begins: after the last comma, or after a subject with its modal."""
    comma = text.rfind("，") + 1
    if comma:
        return comma
    modal = _PREDICATE.search(text, 2, _SUBJECT_REACH + 2)
    return modal.end() if modal else 0


class Verdict(NamedTuple):
    """The score (a task at 0 and above) and the words for and against."""

    score: float
    words_for: tuple[str, ...]
    words_against: tuple[str, ...]


Sign = tuple[str, str]
"""A class of signs, and the words that show it."""


@cache
def _weights() -> dict[str, float]:
    """The weight of each class and the “bias”, as `tools/fit_checkable.py` fitted them.

    From some 2,300 annotated clauses of seven annotators; each eighth of the reports predicted by the others gives F1
    0.88 (speeches that are mostly slogans) to 0.99.
    """
    rows = (line.split("\t") for line in (DATA / "weights.txt").read_text(encoding="utf-8").splitlines()[1:])
    return {name: float(value) for name, value in rows}


class _Word(NamedTuple):
    """A word of the vocabulary, its class, and whether it counts before the predicate as well."""

    name: str
    word: str
    lasting: bool


@cache
def _words() -> Spotter[_Word]:
    words = ((name, word) for name in _CLASSES for word in vocabulary()[name])
    return Spotter({word: _Word(name, word, name in _LASTING) for name, word in words})


def judge(text: str, dated: bool = False, led: bool = False, measured: bool = False) -> Verdict:
    """Weigh a demand by its `signs_of`."""
    weights = _weights()
    score = weights["bias"]
    counts: dict[str, int] = {}
    good: list[str] = []
    bad: list[str] = []
    for name, word in signs_of(text, dated, led, measured):
        weight = weights.get(name, 0.0)  # a new sign weighs nothing until the weights are fitted again
        count = counts[name] = counts.get(name, 0) + 1
        if count <= CAP:
            score += weight
        (good if weight > 0 else bad).append(word)
    return Verdict(round(score, 2), tuple(good), tuple(bad))


def signs_of(text: str, dated: bool = False, led: bool = False, measured: bool = False) -> list[Sign]:
    """What speaks for or against a task.

    ``dated``: it has a due date of its own or inherited, ``led``: a unit answers for it, ``measured``: it has a target.
    """
    figure = _FIGURE.search(text) or ("一" in text and _ZERO.search(text)) or None
    precise = figure is not None or measured
    signs = _word_signs(text, precise)
    if dated:
        signs.append(("date", "时限"))
    if precise:
        signs.append(("figure", figure[0] if figure else "指标"))
    named = ("“" in text or "《" in text) and _NAMED.search(text, _main_part(text))
    if named:
        signs.append(("named", named[0]))
    turns = turns_of(text)
    if turns and (dated or precise):
        turns = [turn for turn in turns if turn[0] not in _LENGTHS]
    signs += turns
    if turns and any(name == "faults" for name, _ in turns):
        signs = [sign for sign in signs if sign[0] != "abstract"]  # 作风漂浮 is a fault here, no aim
    if led:
        signs.append(("led", "责任单位"))
    return signs


def _word_signs(text: str, precise: bool) -> list[Sign]:
    """The words of the vocabulary, not those of a saying in quotation marks.  A ban with a figure can be shown."""
    if "“" in text:
        text = _SAYING.sub(lambda match: "＿" * len(match[0]), text)
    main = _main_part(text)
    signs: list[Sign] = []
    acts = poses = ""
    for _, end, (name, word, lasting) in _words().spot(text):
        if name == _NEUTRAL or (end <= main and not lasting) or (name == "forbid" and precise):
            continue
        signs.append((name, word))
        if name in _ACTS:
            acts = acts or word
        elif name in _POSES and end > main:
            poses = word
    if acts and not poses:
        signs.append(("plain", acts))
    return signs
