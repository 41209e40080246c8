"""How often reviewers accepted, edited and rejected what was read: a table, or the cases as an evaluation set."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directives import annotating, corrections
from directives.models import Directive


class Command(BaseCommand):
    help = "What the reader got wrong, from real decisions; confidential directives are left out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the cases as an evaluation set")
        parser.add_argument("--texts", action="store_true", help="with --json: the reports' whole texts too")
        parser.add_argument("--since", type=date.fromisoformat, help="first day of the decisions, YYYY-MM-DD")
        parser.add_argument("--until", type=date.fromisoformat, help="last day of the decisions, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        since, until = options["since"], options["until"]
        if options["texts"] and not options["json"]:
            raise CommandError("--texts goes with --json.")
        if not options["json"]:
            self.table(since, until)
            return
        begun = False
        for entry in annotating.entries(since, until, texts=options["texts"]):
            self.stdout.write(",\n" if begun else "[\n", ending="")
            self.stdout.write(json.dumps(entry, ensure_ascii=False), ending="")
            begun = True
        self.stdout.write("\n]" if begun else "[]")

    def table(self, since: date | None, until: date | None) -> None:
        rows = corrections.cases(Directive.objects.filter(confidential=False), since, until)
        self.stdout.write(f"{'':32}" + "".join(f"{name:>16}" for name in corrections.VERDICTS))
        for part in ("", *corrections.PARTS):
            if part:
                self.stdout.write(part)
            for line in corrections.lines(rows, part) if part else [corrections.total(rows)]:
                name = line.key or ("–" if part else "all")
                told = {verdict: (count, share) for verdict, count, share in line.figures()}
                self.stdout.write(f"  {name:30}{''.join(_cell(*told.get(v, (0, None))) for v in corrections.VERDICTS)}")


def _cell(count: int, share: float | None) -> str:
    return f"{count:>8}{f'{share:.0%}' if count and share is not None else '':>8}"
