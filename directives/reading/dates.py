"""Deadlines: the doors of the date reader.

`find_deadlines` answers for a clause or a sentence.  Who judges the context himself asks `judged_phrases`: every
date phrase, read as if it were a due date, beside the name of the rule that says it is none (or None).
`date_phrases` and `not_a_deadline` are its two halves.  `find_recurrences` finds the rhythms.
"""

from __future__ import annotations

from .dues import anchor_of
from .phrases import may_date, original_span, plain
from .recurrences import rhythms
from .sentences import Sentence
from .types import Deadline, Recurrence, Reference, YearBasis


def find_deadlines(text: str, reference: Reference, *, year_basis: YearBasis = "implied") -> list[Deadline]:
    """The due dates of a clause or sentence, in order; empty where its dates are no deadlines.

    `text` is cleaned Simplified Chinese or a raw clause (full-width or Chinese numerals and stray blanks are
    understood); `reference` is R of the deadline rules; `year_basis` says where R's year comes from and is copied
    to every due date whose year is not stated.  Never raises; time is linear in the text.
    """
    return [deadline for deadline, why_not in judged_phrases(text, reference, year_basis=year_basis) if why_not is None]


def date_phrases(text: str, reference: Reference, *, year_basis: YearBasis = "implied") -> list[Deadline]:
    """Every date phrase of `text` read as a due date, whatever its context says.

    Meeting days, bare years, starts (5月1日起) and finished facts are among them; rhythms (每月15日前) are not.
    """
    return [deadline for deadline, _ in judged_phrases(text, reference, year_basis=year_basis)]


def not_a_deadline(text: str, phrase: Deadline, reference: Reference = None) -> str | None:
    """The name of the rule that says `phrase`, found in `text` by `date_phrases`, is no deadline; None if it is one.

    Pass the `reference` it was found with: some facts are only known as past by it.
    """
    for deadline, why_not in judged_phrases(text, reference):
        if deadline.span == phrase.span:
            return why_not
    return None


def judged_phrases(
    text: str, reference: Reference, *, year_basis: YearBasis = "implied", offset: int = 0
) -> list[tuple[Deadline, str | None]]:
    """Every date phrase as a due date, each with the name of the rule that rejects it, or None.

    Only the clause at hand and its neighbours in `text` are judged; who is speaking is the caller's knowledge.
    `offset` is where `text` stands in the text that the spans are to count in.
    """
    if not may_date(text):
        return []
    return list(Sentence(text, anchor_of(reference), year_basis, offset).readings())


def find_recurrences(text: str) -> list[Recurrence]:
    """The rhythms of a clause (每月15日前报送, 每周五, 按季通报), in order; they are never deadlines."""
    clean, offsets = plain(text)
    out = []
    for start, end, every, day, month in rhythms(clean):
        first, last = original_span(offsets, start, end)
        out.append(Recurrence(text[first:last], (first, last), every, day, month))
    return out
