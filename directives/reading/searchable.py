"""The words by which a text is found: the one tokenizer of the search, for texts and for queries.

A text gives every dictionary word that stands in it, overlapping ones too, and every single Chinese character; a query
is cut into the fewest words.  So a text that holds the query's Chinese characters in a row is always found, however
jieba cuts either of them (which its search mode, blind to words across its own cuts, does not promise).  A number with
a point is one word (20.32), Latin letters and digits in a row are one.  A word is made of characters that no database
takes apart: letters and digits, and the point within a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .script import simplified
from .topics import cut, every_word

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|\d+(?:\.\d+)+|[^\W_{_HAN}]+")
_LONGEST = 40
"""Characters of a word that count; what is longer is no word but a code."""
_MOST_BYTES = 400_000
"""Of the different words of one text: PostgreSQL's limit is 1 MB, and a report of 3,000 characters has 5 kB."""
MOST_ASKED = 24
"""Words of a query that count."""


class Piece(NamedTuple):
    """A run of text, and whether it is what was looked for."""

    text: str
    hit: bool


def fold(text: str) -> str:
    """The text in one form, character for character: simplified, half-width, lower case."""
    table = {}
    for char in set(text):
        folded = unicodedata.normalize("NFKC", char).lower()
        table[ord(char)] = folded if len(folded) == 1 else char
    return simplified(text.translate(table))


def words_of(text: str) -> list[str]:
    """The words that a text is found by, each once; cut off where they would be more than an index holds."""
    found: dict[str, None] = {}
    room = _MOST_BYTES
    for run in _RUN.finditer(fold(text)):
        for word in _all_words(run) if run["han"] else [run[0][:_LONGEST]]:
            if word not in found:
                room -= len(word.encode())
                if room < 0:
                    return list(found)
                found[word] = None
    return list(found)


def _all_words(run: re.Match[str]) -> Iterator[str]:
    yield from run[0]
    yield from filter(None, every_word(run[0]))


def asked(query: str) -> list[str]:
    """The words of a query, each once, MOST_ASKED at most; a text must have them all."""
    found: dict[str, None] = {}
    for run in _RUN.finditer(fold(query[: MOST_ASKED * _LONGEST])):
        found.update(dict.fromkeys(cut(run[0]) if run["han"] else [run[0][:_LONGEST]]))
    return list(found)[:MOST_ASKED]


def spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words of a query stand in a text, as (start, end) in order; those that touch are one."""
    han = sorted((word for word in words if re.match(f"[{_HAN}]", word)), key=len, reverse=True)
    within = re.compile("|".join(han)) if han else None
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(fold(text)):
        if not run["han"]:
            places = [run.span()] if run[0][:_LONGEST] in words else []
        else:
            places = [m.span() for m in within.finditer(run.string, *run.span())] if within else []
        for start, end in places:
            if found and found[-1][1] == start:
                start = found.pop()[0]
            found.append((start, end))
    return found


def excerpt(text: str, words: Sequence[str], around: int = 60) -> list[Piece]:
    """The words in the text with what stands around them, from where the most of them stand together.

    A text of up to three times `around` characters is given whole.
    """
    found = spans(text, words)
    start, end = 0, len(text)
    if end > 3 * around:
        start = max(0, _densest(found, around) - around // 2)
        end = min(end, start + 3 * around)
    inside = [(max(a, start), min(b, end)) for a, b in found if b > start and a < end]
    pieces, at = [Piece("…", False)] if start else [], start
    for a, b in inside:
        pieces += [Piece(text[at:a], False), Piece(text[a:b], True)]
        at = b
    pieces.append(Piece(text[at:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def _densest(found: Sequence[tuple[int, int]], around: int) -> int:
    """The start of the stretch of 2 × `around` characters that holds the most hits by length, the first of them."""
    best, start, last, held = 0, 0, 0, 0
    for first, (a, _end) in enumerate(found):
        while last < len(found) and found[last][0] < a + 2 * around:
            held += found[last][1] - found[last][0]
            last += 1
        if held > best:
            best, start = held, a
        held -= found[first][1] - found[first][0]
    return start
