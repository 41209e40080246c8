"""Compare the words that the search looks up with the rows they come from, and write them anew where they differ."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directives import indexing


class Command(BaseCommand):
    help = "Bring the words of the search up to date; only compare them with --check."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare; exit code 1 when they differ")

        parser.add_argument("--if-needed", action="store_true", help="only where entries are missing or outdated")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_needed"] and not indexing.needs_rebuilding():
            return
        if not options["check"]:
            self.stdout.write(f"{indexing.rebuild()} entries written.")
            return
        total, wrong = indexing.differing()
        if wrong:
            raise CommandError(f"{wrong} of {total} entries differ; run rebuild_search.")
        self.stdout.write(f"{total} entries agree.")
