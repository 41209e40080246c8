"""The topic of a directive: jieba words with a dictionary of the field.

jieba is loaded at the first task, not at import (its own dictionary takes half a second and some 60 MB).  Principles
are sorted by the domain words alone, which an automaton finds without it.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .spotting import Spotter
from .vocabulary import DATA, vocabulary

if TYPE_CHECKING:
    import jieba

OTHER = "其他"
CACHE_ENV = "JIEBA_CACHE"
"""Names a folder for jieba's compiled dictionary; unset, jieba uses the system's temporary one."""

_CONTEXT, _SETTING, _CARRIED = 0.35, 0.45, 0.5
"""What a word counts beside one of the clause itself: of its surroundings, of the headline; and the topic before it."""
_CAP = 6.0
"""Surroundings say what is talked of; more of the same words do not say it louder."""
_CLEAR = 2.0
_FAINT = 1.0
"""Below this the clause and its sentence do not tell, and what was said before in the paragraph is asked."""
_LEAST = 0.5
"""Below this nothing is known: 其他."""
_OCCASION = re.compile(r"督查|督导|暗访|约谈|考核|领导小组|培训班|调研|检查")
_WORD = re.compile(r"[一-鿿A-Za-z0-9]+")


@cache
def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """word -> ((topic, weight), …) of the domain dictionary."""
    table: dict[str, list[tuple[str, float]]] = {}
    for line in (DATA / "topics.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        topic, _, words = line.partition("\t")
        for entry in words.split():
            word, _, weight = entry.partition("/")
            table.setdefault(word, []).append((topic, float(weight or 1)))
    return {word: tuple(entries) for word, entries in table.items()}


@cache
def _topics() -> dict[str, frozenset[str]]:
    """word -> the topics it speaks for."""
    return {word: frozenset(topic for topic, _ in entries) for word, entries in _weights().items()}


@cache
def _field() -> Spotter[str]:
    return Spotter({word: word for word in _weights()})


@cache
def _tokenizer() -> jieba.Tokenizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder = os.environ.get(CACHE_ENV)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        tokenizer.tmp_dir = folder
    with warnings.catch_warnings():
        # jieba leaves its dictionary file open.
        warnings.simplefilter("ignore", ResourceWarning)
        tokenizer.initialize()
    for word in _weights():
        if word not in tokenizer.FREQ or tokenizer.FREQ[word] < 2000:
            tokenizer.add_word(word, 2000)
    return tokenizer


def cut(text: str) -> list[str]:
    """jieba's cut of the text, punctuation and all."""
    tokens: list[str] = _tokenizer().lcut(text, HMM=False)
    return tokens


def every_word(text: str) -> list[str]:
    """Every word of the dictionary that stands in a run of Chinese characters, those that overlap too."""
    tokens: list[str] = _tokenizer().lcut(text, cut_all=True)
    return tokens


def words_of(text: str) -> list[str]:
    """The text's words, stop words and punctuation left out."""
    return [t for t in cut(text) if t not in vocabulary()["stop"] and _WORD.match(t)]


def _count(words: list[str], share: float, scores: dict[str, float]) -> list[str]:
    table, hits = _weights(), []
    for word in words:
        for topic, weight in table.get(word, ()):
            if weight:
                scores[topic] = scores.get(topic, 0.0) + weight * share
                hits.append(word)
    return hits


def _domain_words(text: str) -> list[str]:
    return [word for _, _, word in _field().spot(text)]


def theme(headline: str) -> str:
    """The headline without the words for the occasion: that a meeting inspects or trains says not what it is about."""
    return _OCCASION.sub("，", headline)


def topic_of(
    text: str, context: str = "", setting: str = "", carried: str = "", *, before: str = "", segment: bool = True
) -> tuple[str, tuple[str, ...]]:
    """The topic (a Chinese name of the glossary, 其他 where no word tells) and the words that decided.

    ``context`` is what surrounds the clause (its lead-in, the rest of its sentence), ``before`` what its paragraph says
    first, ``setting`` the `theme` of the headline, ``carried`` the topic of the directive before it in the paragraph;
    ``segment`` False spares jieba.
    """
    scores: dict[str, float] = {}
    hits = _count(_domain_words(text), 1.0, scores)
    if segment and not _plain(scores):
        # Several topics claim the clause: only words that jieba cuts out of it count.
        scores = {}
        hits = _count(_cut(text), 1.0, scores)
    if segment or not scores:
        hits += _add(context, _CONTEXT, scores)
        if before and max(scores.values(), default=0.0) < _FAINT:
            hits += _add(before, _CONTEXT, scores)
        hits += _add(setting, _SETTING, scores)
    if carried and carried != OTHER:
        scores[carried] = scores.get(carried, 0.0) + _CARRIED
    best = max(scores, key=scores.__getitem__, default=OTHER)
    if scores.get(best, 0.0) < _LEAST:
        return OTHER, ()
    known = _topics()
    return best, tuple(word for word in dict.fromkeys(hits) if best in known[word])


def _plain(scores: dict[str, float]) -> bool:
    """Whether one topic leads clearly, or no word tells."""
    if len(scores) < 2:
        return True
    first, second = sorted(scores.values(), reverse=True)[:2]
    return first >= _CLEAR * second


def _cut(text: str) -> list[str]:
    """jieba's words; a longer one that the field does not know gives the words of the field inside it."""
    table = _weights()
    return [part for word in words_of(text) for part in ([word] if word in table else _domain_words(word))]


def _add(text: str, share: float, scores: dict[str, float]) -> tuple[str, ...]:
    around, hits = _around(text)
    for topic, weight in around:
        scores[topic] = scores.get(topic, 0.0) + weight * share
    return hits


@lru_cache(maxsize=256)
def _around(text: str) -> tuple[tuple[tuple[str, float], ...], tuple[str, ...]]:
    """What surroundings speak of, each topic capped; kept, for the headline comes with every directive."""
    scores: dict[str, float] = {}
    hits = tuple(_count(_domain_words(text), 1.0, scores)) if text else ()
    return tuple((topic, min(weight, _CAP)) for topic, weight in scores.items()), hits
