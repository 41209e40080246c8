"""A `Report` as plain JSON values: the shape that `extract --json` prints and that the evaluation reads."""

from __future__ import annotations

from typing import Any

from .types import Alternative, Deadline, Directive, Meeting, MonthDay, Reason, Recurrence, Report

Json = dict[str, Any]


def as_json(report: Report, *, explain: bool = False) -> Json:
    """The report as JSON values; with ``explain`` every directive and the meeting carry their reasons."""
    return {
        "meeting": _meeting(report.meeting, explain),
        "directives": [_directive(d, explain) for d in report.directives],
        "commitments": [_directive(d, explain) for d in report.commitments],
        "results": [
            {"metric": r.metric, "value": r.value, "unit": r.unit, "evidence": list(r.evidence)} for r in report.results
        ],
        "repairs": [{"kind": r.kind, "count": r.count} for r in report.repairs],
    }


def deadline_as_json(deadline: Deadline) -> Json:
    """One due date, dates as ISO strings, ``month_day`` as "MM-DD" where no year is known."""
    return {
        "text": deadline.text,
        "due_on": _iso(deadline.due_on),
        "month_day": _month_day(deadline.month_day),
        "rule": deadline.rule,
        "precision": deadline.precision,
        "firm": deadline.firm,
        "year_basis": deadline.year_basis,
        "inherited": deadline.inherited,
        "alternatives": [_alternative(a) for a in deadline.alternatives],
        "flags": list(deadline.flags),
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _month_day(day: MonthDay | None) -> str | None:
    return str(day) if day is not None else None


def _alternative(other: Alternative) -> Json:
    return {"due_on": _iso(other.due_on), "month_day": _month_day(other.month_day), "rule": other.rule}


def _reasons(reasons: tuple[Reason, ...]) -> list[Json]:
    return [{"field": r.field, "rule": r.rule, "words": r.words, "rejected": list(r.rejected)} for r in reasons]


def _meeting(meeting: Meeting, explain: bool) -> Json:
    out: Json = {
        "title": meeting.title,
        "held_on": _iso(meeting.held_on),
        "month_day": None if meeting.held_on else _month_day(meeting.month_day),
        "held_until": _iso(meeting.held_until) or _month_day(meeting.until_month_day),
        "year_basis": meeting.year_basis,
        "division_code": meeting.division.code if meeting.division else None,
        "division_name": meeting.division.name if meeting.division else None,
        "venue_code": meeting.venue.code if meeting.venue else None,
        "venue_name": meeting.venue.name if meeting.venue else None,
        "kind": meeting.kind,
        "speakers": [{"name": s.name, "office": s.office} for s in meeting.speakers],
    }
    if explain:
        out["reasons"] = _reasons(meeting.reasons)
    return out


def _recurrence(rhythm: Recurrence) -> Json:
    return {"text": rhythm.text, "every": rhythm.every, "day": rhythm.day, "month": rhythm.month}


def _directive(directive: Directive, explain: bool) -> Json:
    out: Json = {
        "number": directive.number,
        "text": directive.text,
        "evidence": list(directive.evidence),
        "speaker": directive.speaker,
        "kind": directive.kind,
        "topic": directive.topic,
        "lead_units": list(directive.lead_units),
        "support_units": list(directive.support_units),
        "scope": directive.scope,
        "division_codes": list(directive.division_codes),
        "deadline": deadline_as_json(directive.deadline) if directive.deadline else None,
        "recurrence": _recurrence(directive.recurrence) if directive.recurrence else None,
        "targets": [
            {"metric": t.metric, "comparator": t.comparator, "value": t.value, "unit": t.unit}
            for t in directive.targets
        ],
        "confidence": directive.confidence,
    }
    if explain:
        out["reasons"] = _reasons(directive.reasons)
    return out
