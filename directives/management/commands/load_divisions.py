"""Load the administrative divisions of China from `directives/data/divisions.csv`, again and again if need be."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from directives.models import Division, Level

DATA = Path(__file__).resolve().parents[2] / "data" / "divisions.csv"
BATCH = 5000


def divisions(file: Path) -> list[Division]:
    """The rows of the file (code, name, level, parent_code), parents before children, paths filled in."""
    with file.open(encoding="utf-8", newline="") as f:
        rows = sorted(csv.DictReader(f), key=lambda row: len(row["code"]))
    paths: dict[str, str] = {"": ""}
    found = []
    for row in rows:
        code, parent = row["code"], row["parent_code"]
        paths[code] = f"{paths[parent]}{code}/"
        found.append(
            Division(code=code, name=row["name"], level=Level(row["level"]), parent_id=parent or None, path=paths[code])
        )
    return found


class Command(BaseCommand):
    help = "Load or refresh the administrative divisions (GB/T 2260); divisions of your own are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=DATA)
        parser.add_argument("--if-empty", action="store_true", help="do nothing when divisions are there already")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Division.objects.exists():
            self.stdout.write("Divisions are loaded already.")
            return
        started = time.monotonic()
        found = divisions(options["file"])
        with transaction.atomic():
            for i in range(0, len(found), BATCH):
                Division.objects.bulk_create(
                    found[i : i + BATCH],
                    update_conflicts=True,
                    unique_fields=["code"],
                    update_fields=["name", "level", "parent", "path"],
                )
                self.stdout.write(f"\r{min(i + BATCH, len(found)):,} of {len(found):,} divisions", ending="")
                self.stdout.flush()
        self.stdout.write(f" loaded in {time.monotonic() - started:.1f} s.")
