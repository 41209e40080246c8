"""The words around a date phrase, cut once for all the rules that judge it.

Windows around the phrase are bounded, so that judging every phrase of a text costs linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dues import Anchor
from .form_parts import Phrase
from .settling import Settled

_WINDOW = 60
_NEARER_AHEAD = 160
"""Days ahead up to which a day of the next year is meant, not the one gone by: 三月中旬 said in December."""
_CLAUSE_STOPS = frozenset("，,；;。！!？?\n：:")
_CLAUSE_STOP = re.compile(f"[{''.join(_CLAUSE_STOPS)}]")
_CLOSING = '”"’)）、 的'
_LIMITS = frozenset({"before", "end", "within"})
_LIMIT_UNITS = frozenset({"duration", "season"})


@dataclass(slots=True)
class Context:
    """The words around a phrase.

    ``before`` and ``after`` are those of its own clause; ``left`` and ``right`` what comes before and after that.
    ``alone``: the phrase is a clause of its own (到6月底，…) and ``after`` is the next one.  ``marked``: it says
    itself that it is a limit.  ``crowded``: another marked phrase follows close by.  ``started``: a start was
    stated before it (从3月11日起).
    """

    before: str
    after: str
    left: str
    right: str
    alone: bool
    marked: bool
    crowded: bool
    started: bool
    phrase: Phrase
    settled: Settled
    anchor: Anchor

    @property
    def lead(self) -> str:
        """The words that lead to the phrase, over a colon too (完成时限：9月15日)."""
        return self.left[-10:] + self.before if self.left.endswith((":", "：")) else self.before

    @property
    def gone(self) -> bool:
        """Whether the day of R's own year is over, though the year rule may have moved it on to the next."""
        due, phrase = self.settled.due_on, self.phrase
        if due is None or not self.anchor.known or phrase.year is not None or phrase.shift is not None:
            return False
        later = due.year > self.anchor.day.year and (due - self.anchor.day).days > _NEARER_AHEAD
        return due < self.anchor.day or later

    @property
    def ahead(self) -> bool:
        """Whether the day is known to come after R, by its own words or within R's year."""
        due = self.settled.due_on
        return due is not None and self.anchor.known and due > self.anchor.day and not self.gone


def context_of(
    text: str, phrases: list[Phrase], index: int, settled: Settled, anchor: Anchor, started: bool
) -> Context:
    """Cut the clause around the phrase of that index."""
    phrase = phrases[index]
    begin, end = phrase.begin, phrase.end
    floor, roof = max(0, begin - _WINDOW), min(len(text), end + _WINDOW)
    start = begin
    while start > floor and text[start - 1] not in _CLAUSE_STOPS:
        start -= 1
    stop = _clause_end(text, end, roof)
    alone = stop < len(text) and text[stop] in "，,:：" and not text[end:stop].strip(_CLOSING)
    if alone:
        stop = _clause_end(text, stop + 1, roof)
    crowded = False
    if index + 1 < len(phrases):
        following = phrases[index + 1]
        crowded = any(p.edge in _LIMITS and p.start < stop + _WINDOW for p in phrases[index + 1 : index + 3])
        if end <= following.begin < stop and not phrase.listed:
            stop = following.begin
    marked = phrase.edge in _LIMITS or phrase.unit in _LIMIT_UNITS
    return Context(
        text[start:begin], text[end:stop], text[floor:start], text[stop:roof], alone, marked, crowded, started,
        phrase, settled, anchor,
    )  # fmt: skip


def _clause_end(text: str, at: int, roof: int) -> int:
    stop = _CLAUSE_STOP.search(text, at, roof)
    return stop.start() if stop else roof
