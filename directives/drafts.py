"""What the reader made of a source, written as a draft meeting with draft directives and commitments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from directives import changing, clock, indexing, standing
from directives.dating import due_fields
from directives.matching import UnitNames
from directives.models import (
    Commitment,
    Directive,
    Division,
    Meeting,
    Recurrence,
    Source,
    Speaker,
    Target,
    Topic,
    User,
)
from directives.reading import types as reading

LARGEST = 10**14
"""`Target.value` has 14 digits before the point; a figure beyond that is dirt."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_READ = ("text", "kind", "topic", "speaker", "scope", "lead_text", "support_text")
_READ_DUE = ("due_month_day", "due_text", "due_rule", "due_flags", "firm")

Row = TypeVar("Row", bound=models.Model)


def storable(text: str) -> str:
    """The text with the characters that a database refuses replaced one for one: offsets stay."""
    return _UNSTORABLE.sub("\ufffd", text)


def write(source: Source, report: reading.Report) -> Meeting:
    """One draft meeting with all that hangs on it; the caller holds the transaction."""
    meeting = _meeting(source, report)
    changing.save(meeting, source.uploaded_by, _("read from the report"))
    speakers = [fitted(Speaker(meeting=meeting, name=s.name, office=s.office)) for s in report.meeting.speakers]
    Speaker.objects.bulk_create(speakers)
    add(meeting, report.directives, source.uploaded_by, _("read from the report"))
    Commitment.objects.bulk_create(
        fitted(Commitment(meeting=meeting, number=n, **_proposal(c))) for n, c in enumerate(report.commitments, 1)
    )
    return meeting


def fitted(row: Row) -> Row:
    """The row with its words cut to what their columns hold: the reader quotes reports, and some ramble."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.CharField) and field.max_length and not field.choices:
            value = getattr(row, field.attname)
            if isinstance(value, str):
                setattr(row, field.attname, value[: field.max_length])
    return row


def _meeting(source: Source, report: reading.Report) -> Meeting:
    facts = report.meeting
    places = Division.objects.in_bulk([p.code for p in (facts.division, facts.venue) if p and p.code])
    return fitted(
        Meeting(
            source=source,
            office=source.office,
            title=facts.title or "",
            kind=facts.kind or "",
            held_on=facts.held_on,
            held_until=facts.held_until,
            month_day=_month_day(facts.held_on, facts.month_day),
            until_month_day=_month_day(facts.held_until, facts.until_month_day),
            year_basis=facts.year_basis,
            division=places.get(facts.division.code or "") if facts.division else None,
            venue=places.get(facts.venue.code or "") if facts.venue else None,
            results=[result._asdict() for result in report.results],
            repairs=[asdict(repair) for repair in report.repairs],
            reasons=[reason._asdict() for reason in facts.reasons],
        )
    )


def _month_day(day: date | None, month_day: reading.MonthDay | None) -> str:
    return str(month_day) if month_day and day is None else ""


def _proposal(d: reading.Directive) -> dict[str, Any]:
    """The fields of `models.Proposal` but its number."""
    return {
        "text": d.text,
        "evidence_start": d.evidence[0],
        "evidence_end": d.evidence[1],
        "speaker": d.speaker or "",
        "topic": d.topic if d.topic in Topic.values else Topic.OTHER,
        "confidence": d.confidence,
        "reasons": [reason._asdict() for reason in d.reasons],
        **(due_fields(d.deadline) if d.deadline else {}),
    }


def add(
    meeting: Meeting, found: Sequence[reading.Directive], user: User | None, reason: str, first: int = 1
) -> list[Directive]:
    """All that was read as drafts, numbered from `first`, in a handful of queries, each with its history record."""
    units = UnitNames(meeting)
    rows = [fitted(_directive(meeting, n, d, units)) for n, d in enumerate(found, first)]
    standing.propose(meeting, rows)
    Directive.objects.bulk_create(rows)
    indexing.keep(rows)
    Target.objects.bulk_create(target for row, d in zip(rows, found, strict=True) for target in _targets(row, d))
    Recurrence.objects.bulk_create(
        fitted(Recurrence(directive=row, text=r.text, every=r.every, day=r.day, month=r.month))
        for row, r in zip(rows, (d.recurrence for d in found), strict=True)
        if r
    )
    named = Division.objects.filter(pk__in={code for d in found for code in d.division_codes})
    places = set(named.values_list("pk", flat=True))
    links: dict[str, list[list[Any]]] = {
        "divisions": [[code for code in dict.fromkeys(d.division_codes) if code in places] for d in found],
        "supporting_units": [_supporting(d, units) for d in found],
    }
    history = Directive.history.bulk_history_create(
        rows, default_user=user, default_change_reason=reason, default_date=clock.now()
    )
    for name, keys in links.items():
        _link(name, list(zip(rows, history, keys, strict=True)))
    return rows


def _link(name: str, rows: Sequence[tuple[Directive, Any, list[Any]]]) -> None:
    """Many-to-many rows, and the same in the history, which its bulk creation leaves out."""
    through = getattr(Directive, name).through
    column = getattr(Directive, name).field.m2m_reverse_field_name() + "_id"
    links = [(record, through(directive=row, **{column: key})) for row, record, keys in rows for key in keys]
    through.objects.bulk_create(link for _record, link in links)
    kept = Directive.history.model._meta.get_field(f"historicaldirective_{name}").related_model
    kept.objects.bulk_create(
        kept(history=record, id=link.pk, directive_id=link.directive_id, **{column: getattr(link, column)})
        for record, link in links
    )


def _directive(meeting: Meeting, number: int, d: reading.Directive, units: UnitNames) -> Directive:
    leads = (units.find(name) for name in d.lead_units)
    row = Directive(
        meeting=meeting,
        number=number,
        kind=d.kind,
        scope=d.scope,
        lead_text="、".join(d.lead_units),
        support_text="、".join(d.support_units),
        lead_unit_id=next((unit for unit in leads if unit), None),
        **_proposal(d),
    )
    row.proposal = _first_reading(row, d)
    return row


def _supporting(d: reading.Directive, units: UnitNames) -> list[int]:
    """The units found of those that support, and of those that share the lead beside the first."""
    found = [units.find(name) for name in (*d.lead_units, *d.support_units)]
    keys = list(dict.fromkeys(key for key in found if key))
    lead = next((key for key in found[: len(d.lead_units)] if key), None)
    return [key for key in keys if key != lead]


def _first_reading(row: Directive, d: reading.Directive) -> dict[str, Any]:
    """What the reader said, for comparison when a person has changed it."""
    return {
        **{name: getattr(row, name) for name in (*_READ, *_READ_DUE)},
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "text_rule": next((reason.rule for reason in d.reasons if reason.field == "text"), ""),
        "divisions": list(d.division_codes),
        "targets": [target._asdict() for target in d.targets],
        "recurrence": d.recurrence._asdict() if d.recurrence else None,
    }


def _targets(row: Directive, d: reading.Directive) -> Iterable[Target]:
    for t in d.targets:
        if abs(t.value) < LARGEST:
            value = Decimal(str(t.value)).quantize(Decimal("0.0001"))
            yield fitted(Target(directive=row, metric=t.metric, comparator=t.comparator, value=value, unit=t.unit))
