"""A report and its reading side by side, in Markdown: what docs/readings/ holds, one page for each of five samples.

    python manage.py extract FILE --beside

The left column is the source as it came, paragraph by paragraph, every clause that was taken up in bold under its
number; the right column says what was made of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from directives.reading.types import Deadline, Directive, Meeting, Report, Span

HEAD = "<table>\n<tr><th>Source</th><th>Reading</th></tr>"


def page(name: str, text: str, report: Report) -> str:
    """The Markdown page of the file called `name`, whose source text is `text`."""
    found = [*_numbered(report.directives, ""), *_numbered(report.commitments, "c")]
    lines = [f"# {name}", "", *_facts(report.meeting), ""]
    if report.repairs:
        repaired = ", ".join(f"{r.kind} {r.count}" for r in report.repairs)
        lines += [f"Dirt taken out before reading: {repaired}.", ""]
    lines += ["■ task, · principle, ○ promise of the reporting side; (date): not a firm one.", "", HEAD]
    lines += [_row(text, span, found) for span in _paragraphs(text)]
    return "\n".join([*lines, "</table>", ""])


def _numbered(rows: tuple[Directive, ...], prefix: str) -> list[tuple[str, Directive]]:
    return [(f"{prefix}{number}", row) for number, row in enumerate(rows, 1)]


def _facts(meeting: Meeting) -> Iterator[str]:
    days = [meeting.held_on or meeting.month_day, meeting.held_until or meeting.until_month_day]
    yield f"- title: {meeting.title or 'none'}"
    yield f"- held: {' – '.join(str(day) for day in days if day) or 'not said'} (year: {meeting.year_basis})"
    for label, place in (("division", meeting.division), ("venue", meeting.venue)):
        if place:
            yield f"- {label}: {place.name} {place.code or '(without a code)'}"
    yield f"- kind: {meeting.kind or 'not said'}"
    for speaker in meeting.speakers:
        yield f"- speaker: {speaker.name} {speaker.office}".rstrip()


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _row(text: str, paragraph: Span, found: list[tuple[str, Directive]]) -> str:
    start, end = paragraph
    here = [(label, row) for label, row in found if start <= row.evidence[0] < end]
    shown, at = [], start
    for label, row in sorted(here, key=lambda each: each[1].evidence):
        first, last = max(row.evidence[0], at), min(row.evidence[1], end)
        shown += [escape(text[at:first]), f"<b>{escape(text[first:last])}</b><sup>{label}</sup>"]
        at = max(last, at)
    shown.append(escape(text[at:end]))
    readings = "<br>".join(_reading(label, row) for label, row in here)
    return f"<tr><td>{''.join(shown)}</td><td>{readings}</td></tr>"


def _reading(label: str, row: Directive) -> str:
    sign = "○" if label.startswith("c") else "■" if row.kind == "task" else "·"
    facts = [_due(row.deadline)] if row.deadline else []
    if row.recurrence:
        facts.append(f"every {row.recurrence.every} “{row.recurrence.text}”")
    facts += [f"{t.metric} {t.comparator} {t.value:g} {t.unit}".strip() for t in row.targets]
    if row.lead_units:
        facts.append(f"lead: {'、'.join(row.lead_units)}")
    if row.support_units:
        facts.append(f"support: {'、'.join(row.support_units)}")
    if row.scope:
        facts.append(f"scope: {row.scope}")
    if row.kind == "task" and row.topic:
        facts.append(row.topic)
    if row.speaker:
        facts.append(f"said by {row.speaker}")
    return f"<b>{label}</b> {sign} {escape('; '.join(facts))}".rstrip()


def _due(deadline: Deadline) -> str:
    day = deadline.due_on or deadline.month_day or "?"
    origin = "inherited, " if deadline.inherited else ""
    return f"{day if deadline.firm else f'({day})'} “{deadline.text}” ({origin}{deadline.rule})"
