"""Due days as a calendar that telephones and desks subscribe to (RFC 5545): all day, without alarms, stable UIDs.

What a calendar says changes only when its items do: no days left are counted in it, and every stamp is that of the
item's last event, so that a client that has it already is told so.  Items that are closed, suspended or cancelled drop
out, as do milestones and occurrences that are done.  Confidential items come without a word of theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from directives import access
from directives.digests import address_of
from directives.mailing import domain
from directives.models import (
    RUNNING,
    Assignment,
    AssignmentQuerySet,
    AssignmentState,
    Member,
    Milestone,
    Occurrence,
)

SHOWN = (*RUNNING, AssignmentState.SUBMITTED)
"""The states whose days still matter: what is reported done stays until it is verified."""

REFRESH = timedelta(hours=6)


def items_of(member: Member) -> AssignmentQuerySet:
    """The items of one membership, which its user may see."""
    rows = Assignment.objects.visible_to(member.user).filter(access.of_member(member, "unit"), state__in=SHOWN)
    return with_days(rows)


def with_days(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """With all that a calendar shows, in a fixed number of queries."""
    milestones = Prefetch("milestones", Milestone.objects.filter(done_on=None))
    occurrences = Prefetch("occurrences", Occurrence.objects.filter(done_at=None))
    rows = rows.select_related("directive__meeting", "unit").prefetch_related(milestones, occurrences)
    return rows.annotate(touched_at=Max("events__at")).order_by("pk")


def calendar(rows: Iterable[Assignment], name: str) -> bytes:
    """The calendar of items that came through `with_days`, in the language of the moment."""
    book = Calendar()
    book.add("prodid", "-//povtrack//directives//ZH")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("name", name)
    book.add("x-wr-calname", name)
    book.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    book.add("x-published-ttl", "PT6H")
    for row in rows:
        for event in _events(row):
            book.add_component(event)
    return bytes(book.to_ical())


def etag_of(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _events(row: Assignment) -> Iterator[Event]:
    hidden = row.directive.confidential
    words = _("A confidential item awaits you") if hidden else row.directive.text
    if row.state == AssignmentState.SUBMITTED:
        words = _("(to verify) %(words)s") % {"words": words}
    if row.due_on is not None:
        yield _event(row, "item", row.pk, row.due_on, _("Due: %(words)s") % {"words": words})
    for milestone in row.milestones.all():
        title = words if hidden else _("%(step)s: %(words)s") % {"step": milestone.title, "words": words}
        yield _event(row, "milestone", milestone.pk, milestone.due_on, title)
    for occurrence in row.occurrences.all():
        yield _event(row, "occurrence", occurrence.pk, occurrence.due_on, _("Report: %(words)s") % {"words": words})


def _event(row: Assignment, kind: str, key: int, day: date, summary: str) -> Event:
    at = _utc(getattr(row, "touched_at", None) or row.issued_at)
    event = Event()
    event.add("uid", f"{kind}-{key}@{domain()}")
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("created", _utc(row.issued_at))
    event.add("sequence", row.revision)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    event.add("url", address_of("assignment", row.pk))
    if row.directive.confidential:
        event.add("class", "CONFIDENTIAL")
    else:
        event.add("class", "PRIVATE")
        event.add("description", _description(row))
    return event


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _description(row: Assignment) -> str:
    lines = [
        row.directive.text,
        str(row.directive.meeting),
        str(row.unit),
        _("%(state)s, %(percent)d %% done") % {"state": row.get_state_display(), "percent": row.percent},
    ]
    return "\n".join(lines)
