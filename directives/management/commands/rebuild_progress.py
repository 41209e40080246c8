"""Compare the kept county figures with a recount, and write them anew where they differ."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from directives import summing


class Command(BaseCommand):
    help = "Compare the county summary with a recount; rebuild it unless --check is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare; exit code 1 when they differ")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            kept, counted = summing.kept(), summing.recount()
            wrong = sum(kept.get(key) != counted.get(key) for key in kept.keys() | counted.keys())
            if options["check"]:
                if wrong:
                    raise CommandError(f"{wrong} of {len(counted)} rows differ; run rebuild_progress.")
                self.stdout.write(f"{len(counted)} rows agree.")
                return
            rows = summing.rebuild()
        self.stdout.write(f"{rows} rows written; {wrong} had differed.")
