"""What the drafts of a new meeting repeat: directives that the office holds already, from an earlier meeting.

A proposal only: the reviewer merges the two, or keeps both (`reviewing.py`).  Words are compared by
`reading.similarity`; here it is decided which directives may be meant at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from directives import clock
from directives.models import Directive, DirectiveState, Kind, Meeting, MeetingState, Topic

WINDOW = timedelta(days=548)
"""Eighteen months: an older demand that comes again is a new year's task."""
MOST = 3000
"""Standing directives compared with one report, those of its topics first, then the latest.

Of 200,000 in one office: 0.5 s on SQLite, and 0.1 s to compare, 0.5 s more where a worker reads them first."""
SURE = 0.8
"""The least similarity across topics; the topic of a clause depends on its surroundings."""

_LIVE = (DirectiveState.DRAFT, DirectiveState.CONFIRMED)


def propose(meeting: Meeting, drafts: Sequence[Directive]) -> None:
    """Set `standing`, and why, on those of the meeting's unsaved drafts that repeat a standing directive; one query."""
    tasks = [row for row in drafts if row.kind == Kind.TASK]
    if not tasks:
        return
    held = list(_candidates(meeting, {row.topic for row in tasks}))
    if not held:
        return
    from directives.reading.similarity import find_repeats  # loads jieba: only the workers, and only to compare

    matches = find_repeats([row.text for row in tasks], [text for _pk, text, _topic in held])
    for row, found in zip(tasks, matches, strict=True):
        for match in found:
            pk, _text, topic = held[match.index]
            if match.similarity >= SURE or topic == row.topic or Topic.OTHER in {topic, row.topic}:
                row.standing_id = pk
                row.reasons = [*row.reasons, _reason(match.words, match.similarity)]
                break


def _reason(words: Sequence[str], similarity: float) -> dict[str, Any]:
    told = f"{'、'.join(words)} ({similarity:.0%})"
    return {"field": "standing", "rule": "similar", "words": told, "rejected": []}


def _candidates(meeting: Meeting, topics: set[str]) -> QuerySet[Directive, tuple[int, str, str]]:
    """(key, text, topic) of what may be meant: tasks of the same office and of places in one line with the meeting's.

    What repeats a live directive itself stands for that one and is left out; so is what is confidential.
    """
    day = meeting.held_on or clock.today()
    same_topic = Case(When(topic__in=topics, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = (
        Directive.objects.filter(
            _places(meeting),
            Q(meeting__held_on=None) | Q(meeting__held_on__range=(day - WINDOW, day)),
            meeting__office=meeting.office_id,
            kind=Kind.TASK,
            state__in=_LIVE,
            confidential=False,
        )
        .exclude(meeting__state=MeetingState.DISCARDED)
        .exclude(meeting=meeting)
        .exclude(standing__state__in=_LIVE)
    )
    return rows.order_by(same_topic, "-meeting_id", "number").values_list("pk", "text", "topic")[:MOST]


def _places(meeting: Meeting) -> Q:
    """The meeting's place, those above it and those in it; a meeting whose place is not known may be anywhere."""
    if meeting.division is None:
        return Q()
    path = meeting.division.path
    above = path.rstrip("/").split("/")
    return Q(meeting__division=None) | Q(meeting__division__in=above) | Q(meeting__division__path__startswith=path)
