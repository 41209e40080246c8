"""Queries (and milliseconds, for information) of the progress pages at 10 and at 1,000 counties.

    python -m benchmarks.bench_progress

Works in a database of its own: SQLite in a temporary folder, or the empty one that DATABASE_URL names.  Exits with 1
when a page needs more queries for more counties; ends at the first answer that is not a page.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from django.test import Client

FEW, MANY, ITEMS = 10, 1000, 5
"""Counties, and items of each."""

PAGES = {
    "county table": "/progress/",
    "county table, sorted and narrowed": "/progress/?sort=-overdue&prefecture=4203",
    "county table, all on one page": "/progress/?whole=1",
    "rows behind a figure": "/progress/rows/?figure=issued",
    "rows behind a figure, sorted": "/progress/rows/?figure=issued&sort=-percent&page=2",
}


class Cost(NamedTuple):
    queries: int
    ms: float


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        # DEBUG spares us `collectstatic`.
        os.environ.update(POVTRACK_DATA=folder, DJANGO_SETTINGS_MODULE="povtrack.settings", LOG_LEVEL="ERROR")
        os.environ.update(DEBUG="1", POVTRACK_TODAY="2017-06-10")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        try:
            client = supervisor()
            add_counties(0, FEW)
            few = {name: cost(client, address) for name, address in PAGES.items()}
            add_counties(FEW, MANY)
            many = {name: cost(client, address) for name, address in PAGES.items()}
            print(f"{connection.vendor}, {ITEMS} items to a county, best of 5")
        finally:
            connection.close()
    head = f"{'':36}{'queries at':>12}{'':10}{'ms at':>10}"
    print(f"{head}\n{'':36}{FEW:>10}{MANY:>10,}{FEW:>10}{MANY:>10,}")
    for name in PAGES:
        a, b = few[name], many[name]
        print(f"{name:36}{a.queries:>10}{b.queries:>10}{a.ms:>10.0f}{b.ms:>10.0f}")
    grown = [name for name in PAGES if few[name].queries != many[name].queries]
    if grown:
        print(f"The number of queries grows with the counties: {', '.join(grown)}", file=sys.stderr)
    return int(bool(grown))


def supervisor() -> Client:
    """A browser with the supervisor of the office logged in."""
    from django.test import Client

    from directives.models import Division, Level, Meeting, Member, Role, Unit, UnitKind, User

    province = Division.objects.create(code="42", name="湖北省", level=Level.PROVINCE)
    city = Division.objects.create(code="4203", name="十堰市", level=Level.PREFECTURE, parent=province)
    office = Unit.objects.create(division=city, name="督查室", kind=UnitKind.OFFICE)
    user = User.objects.create(username="supervisor")
    Member.objects.create(user=user, unit=office, role=Role.SUPERVISOR)
    for n in range(3):
        Meeting.objects.create(office=office, title=f"推进会{n}", held_on=date(2017, 3, 29))
    client = Client(headers={"host": "localhost"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def add_counties(start: int, stop: int) -> None:
    """Counties with ITEMS items each, of all states and dates, each with a report; written past the workflow."""
    from django.utils import timezone

    from directives.models import Assignment, AssignmentState, Directive, Division, Level, Meeting, ProgressReport, Unit

    now, states = timezone.now(), AssignmentState.values
    meetings = list(Meeting.objects.order_by("pk"))
    due = [date(2017, 6, 10) + timedelta(days=n - ITEMS) for n in range(0, 3 * ITEMS, 3)]
    directives = [
        Directive.objects.get_or_create(
            meeting=meetings[n % 3], number=n, defaults={"text": f"第{n}项任务", "due_on": due[n], "state": "confirmed"}
        )[0]
        for n in range(ITEMS)
    ]
    city = Division.objects.get(code="4203")
    for i in range(start, stop):
        county = Division.objects.create(code=f"X4203{i:04d}", name=f"第{i}县", level=Level.COUNTY, parent=city)
        unit = Unit.objects.government_of(county)
        rows = Assignment.objects.bulk_create(
            Assignment(directive=d, unit=unit, due_on=d.due_on, state=states[(i + n) % len(states)], issued_at=now)
            for n, d in enumerate(directives)
        )
        ProgressReport.objects.bulk_create(
            ProgressReport(assignment=row, at=now, percent=40, text="主体完工") for row in rows
        )


def cost(client: Client, address: str) -> Cost:
    """What one page costs, once everything is warm."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    best, queries = float("inf"), 0
    reset_queries()  # with DEBUG, Django keeps the last 9,000 and then counts no more
    for _round in range(5):
        with CaptureQueriesContext(connection) as seen:
            begun = time.perf_counter()
            response = client.get(address)
            best = min(best, time.perf_counter() - begun)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        queries = len(seen)
    return Cost(queries, best * 1000)


if __name__ == "__main__":
    sys.exit(main())
