"""Plan and send the reminders, as the five-minute sweep does, without a broker.

1. `--dry-run` only shows what would be sent to whom, by county; nothing is written and nobody is asked.
2. `--plan-only` writes the reminders down and leaves the sending to the next sweep.
3. Otherwise a whole sweep: plan, recover, send.

`--on DATE` runs any of these as if it were that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directives import clock, recurring, reminding
from directives.models import Assignment, Reminder, ReminderKind, ReminderLine, ReminderState, Unit, User
from directives.wanted import Plan, Wanted

WAITING = [ReminderState.QUEUED, ReminderState.SENDING, ReminderState.RETRY]

MEANING = {
    "planned": "lines put into digests",
    "superseded": "stages missed, and passed over for a later one",
    "unreachable": "units with something due and nobody to be told: --dry-run names them",
    "recovered": "mails taken back from a process that died",
    "sent": "mails sent",
    "retried": "mails to be tried again",
    "failed": "mails that failed: the reminder list says why",
    "emptied": "mails not needed any more",
}


class Row(NamedTuple):
    """A line as the dry run shows it."""

    county: str
    recipient: int
    due_on: date | None
    stage: str
    words: str


class Command(BaseCommand):
    help = "Plan and send the reminders that are due, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="as if it were that day, YYYY-MM-DD")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--dry-run", action="store_true", help="show what would be sent to whom; write nothing")
        mode.add_argument("--plan-only", action="store_true", help="write the reminders down, send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with clock.set_to(options["on"] or clock.override()):
            if options["dry_run"]:
                self.preview(clock.today())
            elif options["plan_only"]:
                recurring.roll()
                self.report(reminding.plan())
            else:
                self.report(reminding.sweep())

    def report(self, figures: reminding.Figures) -> None:
        self.stdout.write(f"Reminders of {clock.today()}")
        for name, meaning in MEANING.items():
            if figures[name]:
                self.stdout.write(f"{figures[name]:8,}  {meaning}")
        if not any(figures.values()):
            self.stdout.write("       0  nothing to do")
        if figures["stopped"]:
            raise CommandError("The mail server cannot be used: the reminder list says why. It is tried again.")

    def preview(self, day: date) -> None:
        """What a sweep of that day would send, without writing anything."""
        plan = Plan(day)
        rows = [row for wanted in plan.chunks() for row in new_rows(wanted)]
        rows += waiting_rows(day)
        told = set(
            Reminder.objects.filter(day=day, kind=ReminderKind.DIGEST)
            .exclude(state=ReminderState.QUEUED)
            .values_list("recipient_id", flat=True)
        )
        by_county: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            by_county[row.county][row.recipient].append(row)
        people = User.objects.in_bulk({row.recipient for row in rows})
        for county, recipients in sorted(by_county.items()):
            self.stdout.write(county)
            for recipient, lines in sorted(recipients.items()):
                user = people[recipient]
                later = "  (has had today's mail: tomorrow)" if recipient in told else ""
                self.stdout.write(f"  {user} <{user.email or 'no e-mail address'}>{later}")
                for row in sorted(lines, key=lambda row: row.due_on or date.max):
                    self.stdout.write(f"    {row.stage:<12}{row.due_on or '-'!s:<12} {row.words}")
        for unit in Unit.objects.filter(pk__in=plan.unreachable).select_related("county"):
            self.stdout.write(self.style.WARNING(f"Nobody to be told: {unit.county} {unit} has no active liaison"))
        self.stdout.write(f"{len(rows):,} lines to {len(people):,} people on {day}; nothing was written.")


def new_rows(wanted: list[Wanted]) -> Iterator[Row]:
    """The lines that a plan would write."""
    items = of_items(line.assignment for line in wanted)
    for line in wanted:
        item = items[line.assignment]
        yield Row(str(item.unit.county), line.key.recipient, line.due_on, line.key.stage, words_of(item))


def waiting_rows(day: date) -> Iterator[Row]:
    """The lines that are written down already and not delivered yet."""
    lines = ReminderLine.objects.filter(reminder__state__in=WAITING, reminder__day__lte=day)
    for line in lines.select_related("assignment__directive", "assignment__unit__county"):
        item = line.assignment
        yield Row(str(item.unit.county), line.recipient_id, line.due_on, line.stage, words_of(item))


def of_items(ids: Iterable[int]) -> dict[int, Assignment]:
    return Assignment.objects.select_related("directive", "unit__county").in_bulk(set(ids))


def words_of(item: Assignment) -> str:
    return "(confidential)" if item.directive.confidential else item.directive.text
