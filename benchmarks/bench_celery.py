"""Reports a second through Celery, with one worker and with two: a real broker, real workers, PostgreSQL.

    python -m benchmarks.bench_celery [REPORTS]

Works in a PostgreSQL and a Valkey of its own, or in the empty database that DATABASE_URL names.  The reports are
generated, each another one (tests/reports.py).  They go to one office, where writing is one after the other so that no
repeat slips through, and to four, as on a prefecture's server.  Ratios are to one worker with the same offices.
"""

from __future__ import annotations

import io
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from directives.models import Unit, User

REPORTS = 60
ROUNDS = 3
"""The best of which counts."""
OFFICES = 4
WARM = 4
"""Reports for each worker before the clock starts: the reader's tables are loaded with the first."""
PATIENCE = 600.0


def main() -> None:
    from povtrack.launcher import free_port
    from tests import servers

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ.update(POVTRACK_DATA=str(folder), DJANGO_SETTINGS_MODULE="povtrack.settings", LOG_LEVEL="ERROR")
        os.environ["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
        stack.enter_context(servers.valkey(os.environ["REDIS_URL"], folder))
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres())
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        stack.callback(connection.close)
        call_command("migrate", verbosity=0)
        call_command("load_divisions", stdout=io.StringIO())
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS, folder)


def measure(number: int, folder: Path) -> None:
    """Print the table."""
    from django.db import connection

    print(f"{connection.vendor}, {number} reports a round, best of {ROUNDS}; {os.cpu_count()} processors")
    print(f"{'':14}{'workers':>9}{'reports/s':>11}{'ratio':>7}")
    fresh = itertools.count()
    one: dict[int, float] = {}
    for count in (1, 2):
        with workers(count, folder):
            rate_of(fresh, WARM * count, 1)
            for offices in (1, OFFICES):
                rate = max(rate_of(fresh, number, offices) for _ in range(ROUNDS))
                words = "one office" if offices == 1 else f"{offices} offices"
                print(f"{words:14}{count:9}{rate:11.1f}{rate / one.setdefault(offices, rate):7.2f}", flush=True)


@contextmanager
def workers(count: int, folder: Path) -> Iterator[None]:
    """That many workers, each with one process, ready for tasks."""
    from tests import servers

    argv = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "povtrack", "worker", "--concurrency=1"]
    logs = [folder / f"worker-{count}-{n}.log" for n in range(count)]
    with ExitStack() as stack:
        for n, log in enumerate(logs):
            options = ["--loglevel=INFO", "--without-gossip", "--without-mingle", f"--hostname=w{n}@%h"]
            stack.enter_context(servers.running([*argv, *options], log, {**os.environ, "LOG_LEVEL": "INFO"}))
        for log in logs:
            servers.wait_until(lambda log=log: " ready." in log.read_text(), "a worker is ready")  # type: ignore[misc]
        yield


def rate_of(fresh: Iterator[int], number: int, offices: int) -> float:
    """Reports a second, from the first that is read of so many new ones to the last."""
    from django.db.models import Max, Min

    from directives import intake
    from directives.models import ImportJob, ImportState
    from directives.uploads import Upload
    from tests.reports import report

    uploads = [Upload(f"{n}.txt", report(n).encode()) for n in itertools.islice(fresh, number)]
    jobs = [job for n in range(offices) for job in intake.submit(office(n), somebody(), uploads[n::offices])]
    mine = ImportJob.objects.filter(pk__in=[job.pk for job in jobs])
    deadline = time.monotonic() + PATIENCE
    while waiting := mine.filter(state__in=intake.RUNNING).count():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{waiting} reports are not read after {PATIENCE:.0f} s")
        time.sleep(0.1)
    assert mine.filter(state=ImportState.DONE).count() == number, "a report was taken for a repeat, or failed"
    ends = mine.aggregate(first=Min("finished_at"), last=Max("finished_at"))
    return (number - 1) / float((ends["last"] - ends["first"]).total_seconds())


def somebody() -> User:
    """Who may enter reports for every office."""
    from directives.models import User

    user, _created = User.objects.get_or_create(username="bench", defaults={"is_superuser": True})
    return user


def office(number: int) -> Unit:
    from directives.models import Unit, UnitKind

    row, _created = Unit.objects.get_or_create(
        division_id="42", name=f"督查室{number}", defaults={"kind": UnitKind.OFFICE}
    )
    return row


if __name__ == "__main__":
    main()
