"""The words of the source that a directive rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from directives.models import Proposal

SENTENCE_END = re.compile(r"[。！？!?\n]")
AROUND = 120


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The quoted words, and what stands before and after them in the same sentence."""

    before: str
    quoted: str
    after: str


def excerpt(proposal: Proposal, source_text: str) -> Excerpt | None:
    """The evidence within its sentence, cut at AROUND characters; None for what was typed in by hand."""
    start, end = proposal.evidence_start, proposal.evidence_end
    if start is None or end is None:
        return None
    before = source_text[max(0, start - AROUND) : start]
    after = source_text[end : end + AROUND]
    before = SENTENCE_END.split(before)[-1]
    stop = SENTENCE_END.search(after)
    if stop:
        after = after[: stop.end()]
    return Excerpt(before.lstrip(), source_text[start:end], after.rstrip())
