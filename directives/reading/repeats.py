"""Paragraphs that stand in a page more than once: whole copies, truncated ones, and summaries of several.

The first full copy stays where it is.  Comparison ignores punctuation and blanks, because copies differ in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from directives.reading.boilerplate import summary_label

_NOT_WORDS = re.compile(r"\W+")
_OPENING = 4  # word characters by which most lines differ
_KEY = 12  # word characters that two copies must share at their head
_EXACT = 6  # a copy shorter than this could be a turn of phrase
_CANDIDATES = 4  # earlier paragraphs with the same head that one is compared with: bounds the cost
_PARTS = 40  # paragraphs that one summary may cover
_TOP = 12  # lines at the top among which a labelled summary is looked for
_DIGEST = 1000  # characters of a summary that are looked at
_LOOSELY = 0.5  # the same where every figure of the summary stands in the report
_SHARED = 0.8  # share of a labelled summary's character pairs that its report must hold


def words_of(text: str) -> str:
    """The text without punctuation and blanks."""
    return _NOT_WORDS.sub("", text)


def opening_of(text: str) -> str:
    """Its first four word characters: what differs here differs as a whole, at a tenth of the cost of `words_of`."""
    head = text[:_OPENING]
    if not head.isalnum():
        head = words_of(text[:_KEY])[:_OPENING]
    return head if len(head) == _OPENING else words_of(text)[:_OPENING]


def find_repeats(lines: Sequence[str]) -> dict[int, str]:
    """The indices of lines to drop, each with its kind: ``repeated_line`` or ``repeated_summary``."""
    labelled = [index for index, line in enumerate(lines) if summary_label(line)]
    return _Copies(lines).find(labelled) if labelled or _may_repeat(lines) else {}


def _may_repeat(lines: Sequence[str]) -> bool:
    """Whether any two lines open with the same words or any sentence stands there twice; most texts stop here."""
    if len({opening_of(line) for line in lines}) < len(lines):
        return True
    pieces = [piece for piece in "。".join(lines).split("。") if piece]
    return len(set(pieces)) < len(pieces)


class _Copies:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._drop: dict[int, str] = {}
        self._heads: dict[str, list[int]] = {}
        self._sentences: set[str] = set()
        self._words: dict[int, str] = {}

    def find(self, labelled: Iterable[int]) -> dict[int, str]:
        """``labelled``: the lines that open with 摘要： and the like; those at the top may sum up what follows."""
        for index, line in enumerate(self._lines):
            if index not in self._drop:
                self._look_at(index, line)
        if self._drop:
            self._drop_between()
        for index in labelled:
            if index >= _TOP or index in self._drop:
                continue
            line = self._lines[index]
            if _is_digest(line[summary_label(line) :], self._lines[index + 1 :]):
                self._drop[index] = "repeated_summary"
        return self._drop

    def _drop_between(self) -> None:
        """Short lines between copies that have stood in the text before are part of the copy."""
        seen: set[str] = set()
        for index, line in enumerate(self._lines):
            if index in self._drop:
                continue
            if line in seen and index - 1 in self._drop and index + 1 in self._drop:
                self._drop[index] = "repeated_line"
            seen.add(line)

    def _look_at(self, index: int, line: str) -> None:
        label = summary_label(line)
        head = line[label : label + _KEY]
        key = head if head.isalnum() else words_of(line[label : label + 3 * _KEY])[:_KEY]
        if len(key) < _EXACT:
            return
        if not label and self._all_seen(line):
            self._drop[index] = "repeated_line"
            return
        earlier = self._heads.setdefault(key, [])
        for before in earlier:
            for loser in self._losers(before, index):
                labelled = summary_label(self._lines[loser])
                self._drop.setdefault(loser, "repeated_summary" if labelled else "repeated_line")
        if index not in self._drop and len(earlier) < _CANDIDATES:
            earlier.append(index)
        if not label:
            self._sentences.update(line.split("。"))

    def _all_seen(self, line: str) -> bool:
        """Whether each sentence of the line has stood in the text before, however the paragraphs were cut."""
        return len(line) >= _KEY and all(piece in self._sentences for piece in line.split("。") if piece)

    def _plain(self, index: int) -> str:
        if index not in self._words:
            line = self._lines[index]
            self._words[index] = words_of(line[summary_label(line) :])
        return self._words[index]

    def _losers(self, before: int, after: int) -> tuple[int, ...]:
        """Which of two lines with the same head are copies of the other, or of what follows the other."""
        if not self._alike(before, after):
            return ()
        early, late = self._plain(before), self._plain(after)
        if early == late:
            return (before,) if summary_label(self._lines[before]) else (after,)
        length = min(len(early), len(late))
        if length < _KEY or early[:length] != late[:length]:
            return ()
        if self._run(after, len(self._lines), len(early)).startswith(early):
            return (before,)
        label = summary_label(self._lines[before])
        if label and _is_digest(self._lines[before][label:], self._lines[before + 1 :]):
            return (before,)  # a summary of the whole begins with its first paragraph
        if len(late) < len(early):
            return self._covered(after, early)
        return (after,) if self._run(before, after, len(late)).startswith(late) else ()

    def _alike(self, before: int, after: int) -> bool:
        """A look at the first few dozen words of both, before all of them are compared."""
        early, late = (words_of(self._lines[i][summary_label(self._lines[i]) :][: 8 * _KEY]) for i in (before, after))
        length = min(len(early), len(late))
        return early[:length] == late[:length]

    def _covered(self, start: int, whole: str) -> tuple[int, ...]:
        """The lines from ``start`` on that together repeat the head of ``whole``."""
        done, index = 0, start
        while index < len(self._lines) and (plain := self._plain(index)) and whole.startswith(plain, done):
            done += len(plain)
            index += 1
        return tuple(range(start, index))

    def _run(self, start: int, stop: int, length: int) -> str:
        """The words of the lines from ``start`` on, before ``stop``: at least ``length`` characters if there are."""
        pieces: list[str] = []
        have = 0
        for index in range(start, min(start + _PARTS, stop)):
            pieces.append(self._plain(index))
            have += len(pieces[-1])
            if have >= length:
                break
        return "".join(pieces)


def _is_digest(summary: str, body: Sequence[str]) -> bool:
    """Whether a summary says nothing that the text below does not say in nearly the same words."""
    text = "".join(body[:20])[: 20 * _DIGEST]
    pairs = _pairs(summary[:_DIGEST])
    shared = len(pairs & _pairs(text)) / max(1, len(pairs))
    same_figures = set(re.findall(r"\d+", summary[:_DIGEST])) <= set(re.findall(r"\d+", text))
    return shared >= _SHARED or (shared >= _LOOSELY and same_figures)


def _pairs(text: str) -> set[str]:
    words = words_of(text)
    return {words[i : i + 2] for i in range(len(words) - 1)}
