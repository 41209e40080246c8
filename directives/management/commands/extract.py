"""Read one report and print what it demands: a table, or JSON.  Needs no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directives import unreadable
from directives.management import beside
from directives.reading.dates import find_deadlines
from directives.reading.types import Deadline, Directive, Hints, Meeting, Reason, Report


class Command(BaseCommand):
    """``extract FILE`` for a report, ``extract --clause TEXT --reference DATE`` for the due dates of one clause."""

    help = "Read a report (.txt, .html, .docx, .pdf) and print its directives, or the due dates of one clause."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the report")
        parser.add_argument("--url", default="", help="where it was found: dates and places in it count")
        parser.add_argument("--published", type=date.fromisoformat, help="day of publication, YYYY-MM-DD")
        parser.add_argument("--clause", help="a clause or sentence instead of a file")
        parser.add_argument("--reference", type=date.fromisoformat, help="with --clause: the day to count from")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--beside", action="store_true", help="print source and reading side by side, as Markdown")
        parser.add_argument("--explain", action="store_true", help="say why every field has its value")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["file"] is None) == (options["clause"] is None):
            raise CommandError(_("Give either a file or --clause."))
        if options["clause"] is not None:
            self._clause(options["clause"], options["reference"], options["json"])
        else:
            hints = Hints(url=options["url"], published_on=options["published"])
            self._file(options["file"], hints, options)

    def _clause(self, text: str, reference: date | None, as_json: bool) -> None:
        from directives.reading.rendering import deadline_as_json

        found = find_deadlines(text, reference)
        if as_json:
            self.stdout.write(json.dumps([deadline_as_json(d) for d in found], ensure_ascii=False, indent=2))
            return
        for deadline in found:
            self.stdout.write(f"{deadline.text}  {_due(deadline)}  {deadline.rule}")
        if not found:
            self.stdout.write(_("No deadline."))

    def _file(self, path: Path, hints: Hints, options: dict[str, Any]) -> None:
        from directives.reading import documents, rendering, report

        try:
            text = documents.read_document(path.read_bytes(), path.name)
        except OSError as error:
            raise CommandError(_("Cannot read %(file)s: %(why)s") % {"file": path, "why": error.strerror}) from error
        except documents.DocumentError as error:
            raise CommandError(unreadable.message_of(error.code)) from error
        reading = report.read(text, hints)
        if options["json"]:
            data = rendering.as_json(reading, explain=options["explain"])
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        if options["beside"]:
            self.stdout.write(beside.page(path.stem, text, reading), ending="")
            return
        for line in lines_of(reading, options["explain"]):
            self.stdout.write(line)


def lines_of(report: Report, explain: bool) -> Iterator[str]:
    """The reading as a table for the terminal."""
    yield from _meeting_lines(report.meeting)
    yield ""
    if not report.directives:
        yield _("The report demands nothing.")
    for directive in report.directives:
        yield from _directive_lines(directive, explain)
    if report.commitments:
        yield ""
        yield _("Commitments:")
        for directive in report.commitments:
            yield from _directive_lines(directive, explain)
    if report.results:
        yield ""
        yield _("Results:")
        yield from (f"  {r.metric}  {r.value:g} {r.unit}" for r in report.results)


def _meeting_lines(meeting: Meeting) -> Iterator[str]:
    yield meeting.title or _("(no headline)")
    held = meeting.held_on or meeting.month_day or _("day unknown")
    until = meeting.held_until or meeting.until_month_day
    day = f"{held} – {until}" if until else f"{held}"
    places = [p.name for p in (meeting.division, meeting.venue) if p]
    yield "  ".join([day, *places, meeting.kind or ""]).rstrip()
    for speaker in meeting.speakers:
        yield f"{speaker.name}  {speaker.office}"


def _directive_lines(directive: Directive, explain: bool) -> Iterator[str]:
    mark = "■" if directive.kind == "task" else "·"
    due = _due(directive.deadline) if directive.deadline else ""
    yield f"{directive.number:>3} {mark} {due:<12} {directive.text}"
    facts = [directive.topic, "、".join(directive.lead_units)]
    facts += [f"{t.metric} {t.comparator} {t.value:g} {t.unit}" for t in directive.targets]
    facts = [fact for fact in facts if fact]
    if directive.kind == "task" and facts:
        yield f"{'':>19}{' · '.join(facts)}"
    if explain:
        yield from (f"{'':>19}{_why(reason)}" for reason in directive.reasons)


def _due(deadline: Deadline) -> str:
    day = deadline.due_on or deadline.month_day or "?"
    return f"{day}" if deadline.firm else f"({day})"


def _why(reason: Reason) -> str:
    against = f"  – {'、'.join(reason.rejected)}" if reason.rejected else ""
    return f"{reason.field} ← {reason.rule}: {reason.words}{against}"
