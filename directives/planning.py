"""Writes down the reminders that are due: the lines, in one digest per person and day.

A stage is a row with a unique key, so that planning twice, or twice at once, plans once.

At most one mail a day: a digest takes lines until `reminding.claim` touches it; what comes up later that day goes into
tomorrow's.  A digest that could not be delivered on its day gives its lines to the next one, so that an address mended,
or a server that comes back, means one mail and not five.  Only when the server may have it already it is sent as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from directives import clock, faults
from directives.models import Channel, Reminder, ReminderKind, ReminderLine, ReminderState, User
from directives.wanted import Key, Plan, Wanted, recorded

Figures = Counter[str]
"""What was done, counted by its name."""

AT_ONCE = 500
"""Lines written in one transaction: on SQLite nobody else writes meanwhile."""


def plan(today: date | None = None) -> Figures:
    """Write down what is due on that day (default: the business day) and not written down yet.

    Figures: planned and superseded (lines), unreachable (units with something due and nobody to be told).
    """
    day = today or clock.today()
    due, figures = Plan(day), Figures()
    for wanted in due.chunks():
        for start in range(0, len(wanted), AT_ONCE):
            figures += _write(wanted[start : start + AT_ONCE], day)
    _carry_on(day)
    return figures + Figures(unreachable=len(due.unreachable))


@transaction.atomic
def _write(wanted: list[Wanted], day: date) -> Figures:
    # Two planners at once: the second waits for the first here, and then finds its lines.
    recipients = sorted({line.key.recipient for line in wanted})
    list(User.objects.select_for_update(no_key=True).filter(pk__in=recipients).order_by("pk").values_list("pk"))
    stages = {stage for line in wanted for stage in (line.key.stage, *line.missed)}
    assignments = [line.assignment for line in wanted]
    held = recorded(stages, min(assignments), max(assignments))
    wanted = [line for line in wanted if line.key not in held]
    digests = _open_digests(sorted({line.key.recipient for line in wanted}), day)
    sent = [_row(line, line.key, digests[line.key.recipient]) for line in wanted]
    passed = [(line, line.key._replace(stage=stage)) for line in wanted for stage in line.missed]
    missed = [_row(line, key, None) for line, key in passed if key not in held]
    ReminderLine.objects.bulk_create([*sent, *missed], ignore_conflicts=True)
    return Figures(planned=len(sent), superseded=len(missed))


def _row(line: Wanted, key: Key, reminder: int | None) -> ReminderLine:
    return ReminderLine(
        reminder_id=reminder,
        recipient_id=key.recipient,
        subject=key.subject,
        assignment_id=line.assignment,
        milestone_id=line.milestone,
        occurrence_id=line.occurrence,
        stage=key.stage,
        due_on=line.due_on,
        schedule_no=key.schedule_no,
        superseded=reminder is None,
    )


def _open_digests(recipients: Sequence[int], day: date) -> dict[int, int]:
    """Each recipient's digest of the first day, from that one on, whose digest is not on its way yet."""
    held: dict[int, dict[date, Reminder]] = defaultdict(dict)
    rows = Reminder.objects.select_for_update().filter(channel=Channel.EMAIL, kind=ReminderKind.DIGEST, day__gte=day)
    for mail in rows.filter(recipient__in=recipients).order_by("pk"):
        held[mail.recipient_id][mail.day] = mail
    found, made = {}, []
    for recipient in recipients:
        first = day
        while (mine := held[recipient].get(first)) and mine.state != ReminderState.QUEUED:
            first += timedelta(days=1)
        if mine:
            found[recipient] = mine.pk
        else:
            made.append(Reminder(recipient_id=recipient, day=first))
    return found | {mail.recipient_id: mail.pk for mail in Reminder.objects.bulk_create(made)}


@transaction.atomic
def _carry_on(day: date) -> None:
    """Move what earlier days' digests did not bring into the digests of that day."""
    digests = Reminder.objects.filter(channel=Channel.EMAIL, kind=ReminderKind.DIGEST)
    waiting = digests.filter(day=day, state=ReminderState.QUEUED)
    undelivered = Q(state__in=[ReminderState.QUEUED, ReminderState.FAILED]) | Q(state=ReminderState.RETRY, claim=None)
    old = list(
        digests.select_for_update()
        .filter(undelivered, Exists(ReminderLine.objects.filter(reminder=OuterRef("pk"))), day__lt=day)
        .filter(Exists(waiting.filter(recipient=OuterRef("recipient"))))
        .order_by("pk")
    )
    rows = waiting.select_for_update().filter(recipient__in={mail.recipient_id for mail in old}).order_by("pk")
    todays = {mail.recipient_id: mail for mail in rows}
    for mail in old:
        if mail.recipient_id in todays:
            mail.lines.update(reminder=todays[mail.recipient_id])
            if mail.state == ReminderState.QUEUED:
                mail.delete()
            else:
                mail.state = ReminderState.FAILED
                mail.last_error = f"{mail.last_error}\n{faults.CARRIED_ON}"
                mail.save(update_fields=["state", "last_error"])
