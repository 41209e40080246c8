"""What the tests of reminders build on: items with a due date, days that pass, and a look at the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from directives import clock, reminding
from directives.models import (
    Assignment,
    AssignmentState,
    Event,
    EventKind,
    Reminder,
    ReminderKind,
    ReminderLine,
    ReminderState,
    Unit,
    User,
)
from tests import factories as f
from tests.smtp import Mail

DUE = date(2017, 5, 31)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), timezone.get_default_timezone())


def item(due_on: date | None = DUE, *, issued_on: date = date(2017, 4, 1), signed: bool = True, **fields: Any) -> Any:
    """A running assignment of the government of 丹江口市, unless told otherwise; signed on the day it was issued."""
    if signed:
        fields = {"state": AssignmentState.IN_PROGRESS, "signed_at": noon(issued_on), **fields}
    return f.AssignmentFactory(due_on=due_on, issued_at=noon(issued_on), **fields)


def department(name: str = "丹江口市住建局") -> Unit:
    unit: Unit = f.UnitFactory(name=name, kind="department")
    return unit


def plan_on(day: date) -> reminding.Figures:
    with clock.set_to(day):
        return reminding.plan()


def sweep_on(day: date) -> reminding.Figures:
    with clock.set_to(day):
        return reminding.sweep()


def digests(user: User) -> list[Reminder]:
    return list(Reminder.objects.filter(recipient=user, kind=ReminderKind.DIGEST).order_by("day"))


def stages(user: User, *, superseded: bool = False) -> list[str]:
    """The stages recorded for a user, in the order of recording."""
    lines = ReminderLine.objects.filter(recipient=user, superseded=superseded).order_by("pk")
    return [line.stage for line in lines]


def stages_of(reminder: Reminder) -> list[str]:
    return list(reminder.lines.order_by("pk").values_list("stage", flat=True))


def state_of(reminder: Reminder) -> str:
    reminder.refresh_from_db()
    return ReminderState(reminder.state).value


def urge(assignment: Assignment, day: date, note: str = "") -> Event:
    """What `assigning.urge` leaves behind."""
    event: Event = Event.objects.create(
        assignment=assignment,
        kind=EventKind.URGE,
        at=noon(day),
        effective_at=noon(day),
        state_after=assignment.state,
        unit_after=assignment.unit,
        note=note,
    )
    return event


def message_ids(mails: Iterable[Mail]) -> list[str]:
    return [str(mail.message["Message-ID"]) for mail in mails]


def rewind(reminder: Reminder) -> None:
    """Let the time pass until the lease of a mail is over, and its next attempt due."""
    long_ago = clock.real_now() - reminding.lease() * 100
    Reminder.objects.filter(pk=reminder.pk, lease_until__isnull=False).update(lease_until=long_ago)
    Reminder.objects.filter(pk=reminder.pk, next_attempt_at__isnull=False).update(next_attempt_at=long_ago)
