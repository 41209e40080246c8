"""What the walk along a text finds: demands, and the statements that results and promises are read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from .authority import Mode
from .clauses import Clause
from .types import Span


@dataclass(slots=True)
class Demand:
    """One demanded action as found: ``start``/``end`` in the cleaned text."""

    start: int
    end: int
    text: str
    speaker: str | None
    cue: str
    modal: str
    subject: str
    lead: str
    """What stood before it and only says where it belongs: “在就业扶贫上”, a sub-head."""
    confidence: float
    paragraph: int
    sentence_span: Span
    closing: int
    """As of `Clause`; 1, a colon: what it says holds for the items after it."""
    listed: bool


@dataclass(slots=True)
class Statement:
    """A clause that states: what results and commitments are read from."""

    clause: Clause
    mode: Mode
    speaker: str | None
    sentence_span: Span
    heading: bool


@dataclass(slots=True)
class Found:
    """All that the walk makes of a text."""

    demands: list[Demand] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
