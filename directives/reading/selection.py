"""Words that a person points at, read as one demand: its kind, deadline, rhythm, figures, units and topic."""

from __future__ import annotations

from bisect import bisect_left

from .dating import Dating, date_demands
from .findings import Demand
from .report import Assembler
from .types import Cleaned, Directive, Meeting, Place, Reference, Span, YearBasis

_STOPS = "。！？!?\n"
_EDGES = " 　\t\r\n，,。；;：:、！!？?"


def cleaned_span(cleaned: Cleaned, span: Span) -> Span:
    """The span of the cleaned text that a span of its source became; the way back is `Cleaned.source_span`."""
    return bisect_left(cleaned.origin, span[0]), bisect_left(cleaned.origin, span[1])


def trimmed(text: str, span: Span) -> Span:
    """The span without the blanks and stops at its ends; empty where nothing else is in it."""
    start, end = max(0, span[0]), min(len(text), span[1])
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def read_span(
    cleaned: Cleaned,
    span: Span,
    reference: Reference,
    *,
    year_basis: YearBasis = "implied",
    home: str | None = None,
    title: str = "",
) -> Directive:
    """Read the words of `cleaned` in `span` as one demand, with its sentence for surroundings.

    `home` is the code of the meeting's division, `title` its headline.  That it is a demand is the caller's word: it
    has no speaker, and its confidence is 1.
    """
    start, end = span
    around = (_sentence_start(cleaned.text, start), _sentence_end(cleaned.text, end))
    demand = Demand(
        start=start,
        end=end,
        text=cleaned.text[start:end],
        speaker=None,
        cue="",
        modal="",
        subject="",
        lead="",
        confidence=1.0,
        paragraph=0,
        sentence_span=around,
        closing=3,
        listed=False,
    )
    dated = date_demands(Dating(cleaned.text, reference, year_basis), [demand])
    meeting = Meeting(title=title or None, division=Place(home, "") if home else None)
    return Assembler(cleaned, meeting, topics=True).directives([(demand, dated[0])])[0]


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(stop, 0, at) for stop in _STOPS) + 1


def _sentence_end(text: str, at: int) -> int:
    return min((end for stop in _STOPS if (end := text.find(stop, at)) >= 0), default=len(text))
