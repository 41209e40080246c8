"""The corrections of real reviews as an evaluation set, in the form of the corpus under tests/.

One entry for each report, each case with what was proposed and what is right, as demands of that corpus: `proposed` is
null for what the reader missed, `right` for what it should not have proposed.  Confidential directives are never among
them, and the text of a report only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import F

from directives import corrections
from directives.models import Directive, Meeting, Verdict

if TYPE_CHECKING:
    from directives.models.directives import DirectiveQuerySet

AT_ONCE = 500


def entries(since: date | None = None, until: date | None = None, *, texts: bool = False) -> Iterator[dict[str, Any]]:
    """One dict for each report with a case, oldest first; `texts` adds the whole report."""
    rows = corrections.cases(Directive.objects.filter(confidential=False), since, until)
    for meeting_id, cases in groupby(_in_order(rows), key=lambda row: row.meeting_id):
        held = list(cases)
        made = corrections.decided(held)
        yield {**_facts(held[0].meeting, meeting_id, texts), "cases": [_case(row, made.get(row.pk)) for row in held]}


def _in_order(rows: DirectiveQuerySet) -> Iterator[Directive]:
    related = rows.select_related("meeting__source").prefetch_related("targets")
    yield from related.order_by("meeting_id", F("evidence_start").asc(nulls_last=True), "number").iterator(
        chunk_size=AT_ONCE
    )


def _facts(meeting: Meeting, number: int, texts: bool) -> dict[str, Any]:
    source = meeting.source
    day = meeting.held_until or meeting.held_on or (source.published_on if source else None)
    facts = {
        "report": number,
        "url": source.url or None if source else None,
        "published": _day(source.published_on) if source else None,
        "reference": _day(day),
        "meeting": {
            "title": meeting.title or None,
            "held_on": _day(meeting.held_on) or meeting.month_day or None,
            "held_until": _day(meeting.held_until) or meeting.until_month_day or None,
            "year_basis": meeting.year_basis,
            "division_code": meeting.division_id,
            "venue_code": meeting.venue_id,
            "kind": meeting.kind or None,
        },
    }
    return {**facts, "text": source.text} if texts and source else facts


def _case(row: Directive, made: Any) -> dict[str, Any]:
    return {
        "verdict": row.verdict,
        "edited": row.edited.split(),
        "proposed": None if row.verdict == Verdict.MISSED else _proposed(row.proposal),
        "right": None if row.verdict == Verdict.REJECTED else _right(row, made or row),
    }


def _proposed(read: dict[str, Any]) -> dict[str, Any]:
    return {
        "clause": read.get("text"),
        "kind": read.get("kind"),
        "due": read.get("due_on") or read.get("due_month_day") or None,
        "firm": bool(read.get("firm")),
        "phrase": read.get("due_text") or None,
        "rule": read.get("due_rule") or None,
        "topic": read.get("topic"),
        "lead": _listed(read.get("lead_text")),
        "support": _listed(read.get("support_text")),
        "targets": [{name: each[name] for name in ("comparator", "value", "unit")} for each in read.get("targets", [])],
    }


def _right(row: Directive, made: Any) -> dict[str, Any]:
    return {
        "clause": made.text,
        "kind": made.kind,
        "due": _day(made.due_on) or made.due_month_day or None,
        "firm": made.firm and bool(made.due_on or made.due_month_day),
        "phrase": made.due_text or None,
        "rule": made.due_rule or None,
        "topic": made.topic,
        "lead": _listed(made.lead_text),
        "support": _listed(made.support_text),
        "targets": [
            {"comparator": each.comparator, "value": float(each.value), "unit": each.unit} for each in row.targets.all()
        ],
    }


def _listed(names: str | None) -> list[str]:
    return [name for name in (names or "").split("、") if name]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
