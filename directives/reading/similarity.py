"""Whether one demand says again what another said: in another paper, or at the meeting that follows it up.

Words of the field that mean the same count as one (`data/alike.txt`), the rest are jieba's.  Compared is what is
done, to what, and where; when it is due is left out, for a follow-up moves it.  jieba alone is no measure here: two
accounts share few words (安置房完工, 建房任务), and two demands of one paragraph share most (危房改造, 厕所改造).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from .spotting import Spotter
from .topics import cut
from .vocabulary import DATA, vocabulary

REPEATS = 0.6
"""The least similarity of a repeat, fitted to the 124 pairs of `tests/corpus/pairs.yaml` (precision 0.95, recall 0.91);
the last of its parts, read before it was used to adjust anything, gave 0.89 and 0.67."""

_COMMON = 0.25
"""What a word weighs that stands in most demands of the field (贫困户), beside one that names a thing."""
_KIND = 0.5
"""A plan, a list: every work has one."""
_SINGLE = 0.4
"""A lone character is mostly a piece of a word that the dictionary lacks."""
_AKIN = 0.6
"""What two words with half their characters in common (采摘节, 采摘园) count beside one and the same word."""
_WHOLE = 0.4
"""The share of how far the shorter demand stands in the longer one; the rest is what both have in common (Dice)."""
_OTHER_ACT, _OTHER_NAME, _ONE_NAME, _OTHER_FIGURE = 0.5, 0.4, 0.9, 0.9
"""What is left of a likeness where the acts differ, the villages differ, only one names a village, a figure differs."""

_DATE = re.compile(
    r"(?:\d+|[〇零一二三四五六七八九十两]+)个?(?:年|月|日|号|天|工作日|周|季度)(?:份|底|初|末|[上中下]旬)?(?:以前|之前|前|以内|之内|内)?"
    r"|(?:今年|明年|本月|下月|本周|下周|月|年|季度|春节|国庆|汛期|雨季)(?:底|末|内|初|来临)?(?:以前|之前|前)|年底|年内|月底"
)
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)(万|亿)?([一-鿿%])")
_COUNTED = re.compile(r"[一二两三四五六七八九十几]+[一-鿿]")
_SEAT = re.compile(r"(?:村|镇|乡|社区|街道)$")
_NO_NAME = frozenset("各每全本我该个几多整到在把对向由给从是为和与进入驻出包因交之其他通镇村")
_KINDS_OF_PLACES = frozenset(
    ["贫困", "示范", "重点", "中心", "行政", "自然", "出列", "脱贫", "安置", "搬迁", "美丽", "特色", "落后", "先进"]
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a demand is about: its things and words by weight, its acts, the villages it names, its figures by unit."""

    weights: dict[str, float]
    acts: frozenset[str]
    names: frozenset[str]
    figures: dict[str, str]
    spoken: dict[str, str]
    """concept -> the word that stood for it"""


@dataclass(frozen=True, slots=True)
class Match:
    """One of the standing demands, by its place in the sequence, and why it is taken for the same."""

    index: int
    similarity: float
    words: tuple[str, ...]


@cache
def _groups() -> dict[str, tuple[tuple[str, str], ...]]:
    """word -> ((class, group), …)."""
    table: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (DATA / "alike.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, name, words = line.split("\t")
            for word in words.split():
                table[word].append((kind, name))
    return {word: tuple(dict.fromkeys(groups)) for word, groups in table.items()}


@cache
def _known() -> Spotter[str]:
    # A single character is only a word where jieba leaves it alone.
    return Spotter({word: word for word in _groups() if len(word) > 1})


def _tokens(text: str) -> list[str]:
    """Known words as long as they come, jieba's words between them."""
    tokens, start = [], 0
    for begin, end, word in _known().spot(text):
        tokens += [*cut(text[start:begin]), word]
        start = end
    return tokens + cut(text[start:])


@lru_cache(maxsize=8192)
def content(text: str) -> Content:
    """What the demand is about; kept, for a worker compares each report with the same standing demands."""
    plain = _DATE.sub("，", text)
    figures = {unit: number + scale for number, scale, unit in _FIGURE.findall(plain)}
    weights: dict[str, float] = {}
    acts: set[str] = set()
    spoken: dict[str, str] = {}
    names, words = _names(_tokens(_FIGURE.sub("", plain)))
    for word in words:
        groups = _groups().get(word, ())
        for kind, group in groups:
            if kind == "act":
                acts.add(group)
            elif kind in {"thing", "kind"}:
                weights[group] = 1.0 if kind == "thing" else _KIND
                spoken.setdefault(group, word)
        if not groups or all(kind == "common" for kind, _ in groups):
            weights[word] = _weight(word)
    return Content(weights, frozenset(acts), frozenset(names), figures, spoken)


def _weight(word: str) -> float:
    """What a word counts that has no others like it."""
    if word in _groups() or word in vocabulary()["abstract"]:
        return _COMMON
    return _SINGLE if len(word) == 1 else 1.0


def _names(tokens: Sequence[str]) -> tuple[set[str], list[str]]:
    """Villages and townships by name, and the words that are no part of one."""
    names: set[str] = set()
    words: list[str] = []
    for token in tokens:
        words.append(token)
        if not _SEAT.search(token) or (token in _groups() and not _SEAT.fullmatch(token)):
            continue
        first = len(words) - 1
        while first and len("".join(words[first:])) < 3 and _may_name(words[first - 1]):
            first -= 1
        name = "".join(words[first:])
        own = _SEAT.sub("", name)
        if len(own) > 1 and own not in _KINDS_OF_PLACES and not _NO_NAME & set(own):
            names.add(name)
            del words[first:]
    return names, [word for word in _joined(words) if re.match(r"[一-鿿A-Za-z]", word) and not _says_nothing(word)]


def _joined(words: Sequence[str]) -> list[str]:
    """Lone characters side by side are a word that the dictionaries lack (失联, 禁养)."""
    lone = [len(w) == 1 and "一" <= w <= "鿿" and w not in _groups() and not _says_nothing(w) for w in words]
    joined: list[str] = []
    for at, word in enumerate(words):
        if at and lone[at] and lone[at - 1]:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _says_nothing(word: str) -> bool:
    """Stop words, attitudes (坚持), and how many (两家)."""
    listed = vocabulary()
    return word in listed["stop"] or word in listed["stance"] or bool(_COUNTED.fullmatch(word))


def _may_name(word: str) -> bool:
    """Whether it may be a piece of a name: a word of one or two characters that means nothing else (县 in 均县镇)."""
    known = _groups().get(word, ())
    listed = vocabulary()
    other = word in _NO_NAME or word in listed["stop"] or word in listed["imperative"]
    if other or any(kind != "common" for kind, _ in known):
        return False
    return bool(re.fullmatch(r"[一-鿿]" if known else r"[一-鿿]{1,2}", word))


def similarity(one: str, other: str) -> float:
    """How likely two demands are the same one, 0 to 1, whatever their dates; `REPEATS` and above is a repeat."""
    return _compare(content(one), content(other))


def _compare(one: Content, other: Content) -> float:
    if not set(_telling(one)) & set(_telling(other)):
        return 0.0
    mine, others = _covered(one.weights, other.weights), _covered(other.weights, one.weights)
    my_total, their_total = sum(one.weights.values()), sum(other.weights.values())
    score = (1 - _WHOLE) * (mine + others) / (my_total + their_total)
    score += _WHOLE * max(mine / my_total, others / their_total)
    if one.acts and other.acts and not one.acts & other.acts:
        score *= _OTHER_ACT
    if one.names != other.names:
        score *= _OTHER_NAME if one.names and other.names and not one.names & other.names else _ONE_NAME
    if any(other.figures.get(unit, number) != number for unit, number in one.figures.items()):
        score *= _OTHER_FIGURE
    # A text's shares in itself may add up to a little less than 1.
    return round(score, 9)


def _covered(mine: dict[str, float], others: dict[str, float]) -> float:
    """The weight of my words that the other has too, or nearly."""
    left = [word for word in others if word not in mine]
    return sum(
        weight if word in others else weight * _AKIN * any(_akin(word, each) for each in left)
        for word, weight in mine.items()
    )


def _akin(one: str, other: str) -> bool:
    if one.isascii() or other.isascii():  # the name of a group
        return False
    return 2 * len(set(one) & set(other)) >= (len(one) + len(other)) / 2 and len(one) > 1 < len(other)


def find_repeats(new: Sequence[str], standing: Sequence[str]) -> list[list[Match]]:
    """For each new demand the standing ones that it may repeat, the likest first.

    Only those are compared that share a word which tells: an index of those words leads from one to the other.
    """
    contents = [content(text) for text in standing]
    index: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(contents):
        for word in _telling(each):
            index[word].append(number)
    return [_matches(content(text), contents, index) for text in new]


def _telling(each: Content) -> list[str]:
    """The words that tell one demand from another; without any (制定方案) it is like none."""
    return [word for word, weight in each.weights.items() if weight == 1.0]


def _matches(demand: Content, standing: Sequence[Content], index: dict[str, list[int]]) -> list[Match]:
    near = sorted({number for word in _telling(demand) for number in index.get(word, ())})
    found = []
    for number in near:
        likeness = _compare(demand, standing[number])
        if likeness >= REPEATS:
            found.append(Match(number, likeness, _shared(demand, standing[number])))
    return sorted(found, key=lambda match: -match.similarity)


def _shared(one: Content, other: Content) -> tuple[str, ...]:
    words = [one.spoken.get(word, word) for word in one.weights if word in other.weights]
    return (*words, *sorted(one.names & other.names))
