"""How long it takes to import the sample reports: read alone, read and written, a large batch, and repeats.

    python -m benchmarks.bench_importing [REPORTS]

Works in a database of its own: SQLite in a temporary folder, or the empty one that DATABASE_URL names.  Ratios are
to reading alone, so that they can be compared across machines.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from directives.models import Unit

REPORTS = 500


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(POVTRACK_DATA=folder, DJANGO_SETTINGS_MODULE="povtrack.settings", LOG_LEVEL="ERROR")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("load_divisions", stdout=io.StringIO())
        print(f"{connection.vendor}, one process")
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS)
        connection.close()


def measure(wanted: int) -> None:
    """Print the table."""
    from directives.management.commands.import_seeds import SEEDS
    from directives.models import Directive, ImportJob, ImportState, Source
    from directives.reading import documents, report

    files = [(f.name, f.read_bytes()) for f in sorted(SEEDS.iterdir()) if f.suffix in {".txt", ".html", ".docx"}]

    def read_alone() -> None:
        for name, data in files:
            report.read(documents.read_document(data, name))

    rounds = -(-wanted // len(files))
    offices = [office(n) for n in range(rounds)]
    first = seconds(read_alone)
    alone = seconds(read_alone) / len(files)
    once = seconds(lambda: import_all(offices[:1], files)) / len(files)
    batch = seconds(lambda: import_all(offices[1:], files)) / max(1, (rounds - 1) * len(files))
    again = seconds(lambda: import_all(offices[:1], [(name, data + b"\n") for name, data in files if name[-1] != "x"]))
    again /= sum(name[-1] != "x" for name, _data in files)
    states = [*ImportJob.objects.values_list("state", flat=True)]
    print(
        f"{states.count(ImportState.DONE)} read, {states.count(ImportState.REPEATED)} repeated, of {len(states)};",
        end=" ",
    )
    print(f"{Source.objects.count()} sources, {Directive.objects.count()} directives")
    print(f"{'':34}{'ms a report':>12}{'reports/s':>11}{'ratio':>7}")
    for label, value in [
        ("read alone, tables not loaded yet", first / len(files)),
        ("read alone", alone),
        ("read and written, first office", once),
        (f"read and written, batch of {(rounds - 1) * len(files)}", batch),
        ("the same again: found repeated", again),
    ]:
        print(f"{label:34}{value * 1000:12.1f}{1 / value:11.1f}{value / alone:7.1f}")


def office(number: int) -> Unit:
    """One office for each copy of the samples, so that none is a repeat."""
    from directives.models import Unit, UnitKind

    return Unit.objects.create(division_id="42", name=f"督查室{number}", kind=UnitKind.OFFICE)


def import_all(offices: list[Unit], files: list[tuple[str, bytes]]) -> None:
    """Keep every file for every office, then read them all, as one worker would."""
    from directives import intake
    from directives.uploads import Upload

    jobs = [intake.keep(owner, None, Upload(name, data)) for owner in offices for name, data in files]
    for job in jobs:
        intake.read_job(job.pk)


def seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
