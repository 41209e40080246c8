"""The frozen shapes that `reading` hands out: plain data, no Django, nothing that knows a database.

Offsets are half-open ``(start, end)`` character offsets.  Those called *evidence* count in the source
text as it came; inside the package clauses count in the cleaned text until `report.read` maps them back.

What a report has by the hundred is a named tuple: made four times as fast as a frozen dataclass, and no less fixed.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Span = tuple[int, int]

YearBasis = Literal["stated", "published", "url", "implied", "assumed", "unknown"]
Precision = Literal["day", "ten_days", "month", "quarter", "half_year", "year", "season"]
Kind = Literal["task", "principle"]
Comparator = Literal["=", ">=", "<=", ">", "<"]


class MonthDay(NamedTuple):
    """A day whose year nobody knows; written "MM-DD"."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


Reference = date | MonthDay | None
"""R of the deadline rules: the day of the meeting, that day without its year, or nothing at all."""


class Alternative(NamedTuple):
    """Another reading of a deadline phrase, for the reviewer's one click."""

    due_on: date | None
    month_day: MonthDay | None
    rule: str


class Deadline(NamedTuple):
    """A phrase read as a due date.

    ``due_on`` is None where the year cannot be known (then ``month_day`` stands) or where the phrase
    fixes no date at all (both None).  ``span`` counts in the text that was searched.
    """

    text: str
    span: Span
    due_on: date | None
    month_day: MonthDay | None
    rule: str
    precision: Precision
    firm: bool
    year_basis: YearBasis
    inherited: bool = False
    alternatives: tuple[Alternative, ...] = ()
    flags: tuple[str, ...] = ()


class Recurrence(NamedTuple):
    """A rhythm (每月15日前报送): it makes occurrences, not one due date.

    ``every`` is the period; ``day`` the day within it: of the week (1 = Monday) or of the month
    (-1 = the last one); ``month`` the month within a quarter (1-3) or a year (1-12); None where not said.
    """

    text: str
    span: Span
    every: Literal["day", "week", "ten_days", "two_weeks", "half_month", "month", "quarter", "half_year", "year"]
    day: int | None = None
    month: int | None = None


class Target(NamedTuple):
    """A demanded figure; shares are per cent (``unit`` "%")."""

    metric: str
    comparator: Comparator
    value: float
    unit: str


class Result(NamedTuple):
    """A reported figure; never a target."""

    metric: str
    value: float
    unit: str
    evidence: Span


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who makes the demands; ``office`` as the report words it, "" where it does not."""

    name: str
    office: str


class Reason(NamedTuple):
    """Why a field has its value: the words that triggered it, the rule, what was rejected for it."""

    field: str
    rule: str
    words: str
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """How often one kind of dirt was mended."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Place:
    """A division as the gazetteer resolved it; ``code`` None where the data has none."""

    code: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """The facts of the meeting or inspection; None or empty where the report is silent."""

    title: str | None = None
    held_on: date | None = None
    month_day: MonthDay | None = None
    held_until: date | None = None
    until_month_day: MonthDay | None = None
    year_basis: YearBasis = "unknown"
    division: Place | None = None
    venue: Place | None = None
    kind: str | None = None
    speakers: tuple[Speaker, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Directive(NamedTuple):
    """One demanded action, or (among a report's commitments) one promised by the side that reports."""

    number: int
    text: str
    evidence: Span
    speaker: str | None
    kind: Kind
    topic: str
    lead_units: tuple[str, ...] = ()
    support_units: tuple[str, ...] = ()
    scope: str = ""
    division_codes: tuple[str, ...] = ()
    deadline: Deadline | None = None
    recurrence: Recurrence | None = None
    targets: tuple[Target, ...] = ()
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What `read` makes of one source text."""

    meeting: Meeting
    directives: tuple[Directive, ...] = ()
    commitments: tuple[Directive, ...] = ()
    results: tuple[Result, ...] = ()
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known beside the text: its address, its publication day, the office's own division."""

    url: str = ""
    published_on: date | None = None
    publisher: str = ""
    division_code: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without its dirt, and the way back.

    ``origin[i]`` is the offset in the source of cleaned character ``i``; ``origin[len(text)]`` closes the
    last one, so ``origin`` is one longer than ``text`` and never falls.
    """

    text: str
    origin: array[int] = field(repr=False)
    repairs: tuple[Repair, ...] = ()

    def source_span(self, span: Span) -> Span:
        """Map a span of the cleaned text to the source, dirt between its characters included."""
        start, end = span
        if end <= start:
            return (self.origin[start], self.origin[start])
        # Pinyin or a stray blank that follows the last character belongs to it: see origin[end].
        return (self.origin[start], self.origin[end])
