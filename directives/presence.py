"""Who has the review of a meeting open; the only writer of `MeetingVisit`."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from directives import clock
from directives.models import Meeting, MeetingVisit, User

SEEN_FOR = timedelta(seconds=90)
"""How long somebody counts as present: three heartbeats of the page, 30 s apart."""


def note(meeting: Meeting, user: User) -> None:
    """The user has the meeting open now."""
    MeetingVisit.objects.bulk_create(
        [MeetingVisit(meeting=meeting, user=user, seen_at=clock.real_now())],
        update_conflicts=True,
        unique_fields=["meeting", "user"],
        update_fields=["seen_at"],
    )


def leave(meeting: Meeting, user: User) -> None:
    """The user has closed it."""
    MeetingVisit.objects.filter(meeting=meeting, user=user).delete()


def visits() -> QuerySet[MeetingVisit]:
    """The visits that go on now, the longest known first, with their users."""
    now = MeetingVisit.objects.filter(seen_at__gt=clock.real_now() - SEEN_FOR)
    return now.select_related("user").order_by("pk")


def others(meeting: Meeting, user: User) -> list[User]:
    """Who else has the meeting open."""
    return [visit.user for visit in visits().filter(meeting=meeting).exclude(user=user)]
