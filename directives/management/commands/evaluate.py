"""How well the reader reads: precision and recall on the expectations of `seeds/` and `tests/corpus/`.

1. Where the annotated reports of `../shared` are present, its own `score.py` judges predictions made in this process.
2. Every `NAME.yaml` beside a report is compared with what `read` makes of it; each folder gets its own table.
3. `tests/corpus/pairs.yaml` says of pairs of demands whether the second repeats the first.
"""

from __future__ import annotations

import json
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand

from directives.management.scoring import Board, Tally
from directives.reading import documents
from directives.reading.rendering import as_json
from directives.reading.report import read
from directives.reading.similarity import REPEATS, similarity
from directives.reading.types import Hints

ROOT = Path(settings.BASE_DIR)
SHARED = ROOT.parent / "shared"


class Command(BaseCommand):
    """Print the tables; ``--show`` adds every miss."""

    help = "Measure the reader on annotated reports."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--show", action="store_true", help="print every miss and false alarm")

    def handle(self, *args: Any, **options: Any) -> None:
        show = bool(options["show"])
        for folder in (SHARED / "seeds", SHARED / "reports"):
            if folder.is_dir():
                self.stdout.write(f"\n== {folder.relative_to(ROOT.parent)}")
                self.stdout.write(shared_scores(folder, show))
            else:
                self.stderr.write(self.style.WARNING(f"!! {folder} is absent: not measured"))
        corpus = ROOT / "tests" / "corpus"
        for folder in (ROOT / "seeds", *sorted(p for p in corpus.glob("*") if p.is_dir())):
            board, count = board_of(folder)
            if count:
                self.stdout.write(f"\n== {folder.relative_to(ROOT)}: {count} reports")
                self._print(board, show)

        self.stdout.write("\n== tests/corpus/pairs.yaml: demands that repeat one another")
        for part, tally in repeats_of(corpus / "pairs.yaml").items():
            self.stdout.write(line_of(part, tally))

    def _print(self, board: Board, show: bool) -> None:
        for title, tallies in (
            ("", board.fields),
            ("directives by dirt", board.dirt),
            ("deadlines by row", board.rows),
        ):
            if title:
                self.stdout.write(f"-- {title}")
            for name, tally in tallies.items():
                self.stdout.write(line_of(name, tally))
        if show:
            self.stdout.write("\n".join(board.notes))


def line_of(name: str, tally: Tally) -> str:
    """One row of a table."""
    return (
        f"{name:<20} precision {tally.precision:.3f}  recall {tally.recall:.3f}  F1 {tally.f1:.3f}   "
        f"({tally.found} found, {tally.missed} missed, {tally.false} false)"
    )


def shared_scores(folder: Path, show: bool) -> str:
    """What the annotators' own `score.py` prints for the reports of a folder."""
    with TemporaryDirectory() as scratch:
        for annotation in folder.glob("[0-9]*.json"):
            url = json.loads(annotation.read_text(encoding="utf-8")).get("url") or ""
            report = annotation.with_suffix(".txt")
            text = documents.read_document(report.read_bytes(), report.name)
            prediction = as_json(read(text, Hints(url=url)))
            (Path(scratch) / annotation.name).write_text(json.dumps(prediction), encoding="utf-8")
        script = str(SHARED / "reports" / "score.py")
        command = [sys.executable, script, "--reports", str(folder), "--predictions", scratch, *["--show"] * show]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        return (done.stdout + done.stderr).strip()


def repeats_of(pairs: Path) -> dict[str, Tally]:
    """How well repeats are told from other demands, by part of the file and for all of it."""
    total = Tally()
    tallies: dict[str, Tally] = {}
    for part, rows in yaml.safe_load(pairs.read_text(encoding="utf-8")).items():
        tallies[part] = Tally()
        for row in rows:
            proposed = similarity(row["one"], row["other"]) >= REPEATS
            for tally in (tallies[part], total):
                tally.fact(row["repeat"], proposed, proposed == row["repeat"])
    return {**tallies, "all": total}


def board_of(folder: Path) -> tuple[Board, int]:
    """The tallies of a folder's annotated reports, and how many there are."""
    board, count = Board(), 0
    for expectation in sorted(folder.glob("*.yaml")):
        report = next((p for p in sorted(folder.glob(f"{expectation.stem}.*")) if p.suffix != ".yaml"), None)
        if report is None:
            continue
        expected = yaml.safe_load(expectation.read_text(encoding="utf-8"))
        hints = Hints(url=expected.get("url") or "", published_on=expected.get("published"))
        text = documents.read_document(report.read_bytes(), report.name)
        board.score(expectation.stem, expected, read(text, hints))
        count += 1
    return board, count
