"""What the review page shows of each proposal, in the reviewer's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date

from directives import labels
from directives.admin.highlight import Mark
from directives.evidence import Excerpt, excerpt
from directives.models import Commitment, Directive, DirectiveState, Kind, Proposal


@dataclass(frozen=True, slots=True)
class Choice:
    """Another reading of the deadline; `due_on` is None while its year is not known."""

    due_on: Any
    month_day: str
    rule: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a field has its value: the rule, the words that triggered it, what was rejected for it."""

    field: str
    rule: str
    words: str
    rejected: str


@dataclass(frozen=True, slots=True)
class Card:
    row: Any
    anchor: str
    excerpt: Excerpt | None
    rule: str
    flags: Sequence[str]
    choices: Sequence[Choice]
    whys: Sequence[Why]
    confidence: int
    style: str

    @property
    def version(self) -> int:
        """What tells a card on an open page to be out of date."""
        return int((self.row.directive_id or 0) if isinstance(self.row, Commitment) else self.row.revision)


def card(row: Directive | Commitment, text: str) -> Card:
    """The card of a proposal whose source reads `text`."""
    return Card(
        row=row,
        anchor=anchor(row),
        excerpt=excerpt(row, text),
        rule=labels.rule(row.due_rule) if row.due_rule else "",
        flags=[labels.flag(code) for code in row.due_flags],
        choices=[_choice(each) for each in row.alternatives],
        whys=reasons(row.reasons),
        confidence=round(row.confidence * 100),
        style=style(row),
    )


def anchor(row: Proposal) -> str:
    return f"{'c' if isinstance(row, Commitment) else 'd'}-{row.pk}"


def style(row: Proposal) -> str:
    """How card and evidence are coloured; never the only sign, the card says the same in words."""
    if isinstance(row, Commitment):
        return "commitment"
    if isinstance(row, Directive) and row.state not in {DirectiveState.DRAFT, DirectiveState.CONFIRMED}:
        return "aside"
    if isinstance(row, Directive) and row.kind == Kind.PRINCIPLE:
        return "principle"
    return "dated" if row.due_on or row.due_month_day else "task"


def marks(rows: Iterable[Proposal]) -> list[Mark]:
    """The evidence of those proposals that have any."""
    return [
        Mark(row.evidence_start, row.evidence_end, anchor(row), style(row))
        for row in rows
        if row.evidence_start is not None and row.evidence_end is not None
    ]


def reasons(stored: Iterable[dict[str, Any]]) -> list[Why]:
    return [
        Why(
            field=labels.field(each.get("field", "")),
            rule=labels.rule(each.get("rule", "")),
            words=each.get("words", ""),
            rejected="、".join(labels.rejection(str(entry)) for entry in each.get("rejected") or []),
        )
        for each in stored
    ]


def _choice(stored: dict[str, Any]) -> Choice:
    day = parse_date(stored.get("due_on") or "")
    return Choice(day, stored.get("month_day") or "", labels.rule(stored.get("rule") or ""))
