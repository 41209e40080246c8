"""Keeps the words that the search looks up: the only writer of `SearchEntry`.

The writers of directives, meetings and sources call `keep` in their own transaction, after each save.  A row whose
text is as it was costs one query and no cutting: its digest says so, and changes with the dictionary too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from directives.models import Directive, Meeting, SearchEntry, SearchKind, Source
from directives.reading.vocabulary import DATA

Found: TypeAlias = Directive | Meeting | Source

AT_ONCE = 200
"""Rows brought up to date in one transaction."""
_COPIED = ("meeting_id", "office_id", "topic", "day", "confidential")
_dictionary = hashlib.sha256((DATA / "topics.txt").read_bytes()).hexdigest()
"""The words added to jieba's own decide how a text is cut."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in the entry of a row beside its words."""

    kind: SearchKind
    key: int
    text: str
    meeting_id: int | None
    office_id: int
    day: date
    topic: str = ""
    confidential: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{_dictionary}\n{self.text}".encode()).hexdigest()


def texts(row: Found) -> list[str]:
    """The texts a row is found by, the chief one first."""
    if isinstance(row, Source):
        return [row.text]
    if isinstance(row, Meeting):
        return [row.title, row.kind]
    return [row.text, row.lead_text, row.support_text, row.scope, row.speaker, row.lead_official, row.note]


def keep(rows: Sequence[Found]) -> int:
    """Bring the entries of these saved rows of one kind up to date; returns how many were written."""
    wanted = {facts.key: facts for facts in map(facts_of, rows)}
    if not wanted:
        return 0
    kind = next(iter(wanted.values())).kind
    held = {_key(e): e for e in _entries(kind).filter(**{f"{kind.value}__in": wanted}).defer("words")}
    new = [_entry(facts) for key, facts in wanted.items() if key not in held]
    SearchEntry.objects.bulk_create(new, batch_size=AT_ONCE)
    changed = [entry for key, entry in held.items() if _differs(entry, wanted[key])]
    for entry in changed:
        _put(entry, wanted[_key(entry)])
        entry.save()
    for entry in [*new, *changed]:
        if entry.kind == SearchKind.MEETING:
            # The day of a meeting is that of all that was demanded there.
            SearchEntry.objects.filter(meeting=entry.meeting_id).exclude(day=entry.day).update(day=entry.day)
    return len(new) + len(changed)


def facts_of(row: Found) -> Facts:
    text = "\n".join(filter(None, texts(row)))
    if isinstance(row, Source):
        meeting: Meeting | None = getattr(row, "meeting", None)
        day = day_of(meeting) if meeting else row.published_on or timezone.localdate(row.uploaded_at)
        return Facts(SearchKind.SOURCE, row.pk, text, meeting.pk if meeting else None, row.office_id, day)
    if isinstance(row, Meeting):
        return Facts(SearchKind.MEETING, row.pk, text, row.pk, row.office_id, day_of(row))
    held = row.meeting
    confidential, topic = row.confidential, row.topic
    return Facts(SearchKind.DIRECTIVE, row.pk, text, held.pk, held.office_id, day_of(held), topic, confidential)


def day_of(meeting: Meeting) -> date:
    """The day it was held, or else the nearest to it that is known."""
    if meeting.held_on:
        return meeting.held_on
    published = meeting.source.published_on if meeting.source else None
    return published or timezone.localdate(meeting.created_at)


def _entries(kind: SearchKind) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(kind=kind)


def _key(entry: SearchEntry) -> int:
    key: int = getattr(entry, f"{entry.kind}_id")
    return key


def _differs(entry: SearchEntry, facts: Facts) -> bool:
    return entry.digest != facts.digest or any(getattr(entry, name) != getattr(facts, name) for name in _COPIED)


def _put(entry: SearchEntry, facts: Facts) -> None:
    for name in _COPIED:
        setattr(entry, name, getattr(facts, name))
    if entry.digest != facts.digest:
        # jieba's dictionary takes half a second to load: only those who write a new text pay that.
        from directives.reading.searchable import words_of

        entry.digest, entry.words = facts.digest, " ".join(words_of(facts.text))


def _entry(facts: Facts) -> SearchEntry:
    entry = SearchEntry(kind=facts.kind, **{f"{facts.kind.value}_id": facts.key})
    _put(entry, facts)
    return entry


def rebuild() -> int:
    """Write what differs, part by part; returns the number of entries written.

    Nothing has to be dropped: an entry goes with its row.
    """
    return sum(keep(rows) for rows in _chunks())


def needs_rebuilding() -> bool:
    """Whether rows have no entry yet, or the dictionary is another: one row tells, for its digest is in all of them."""
    rows = _all_rows()
    if sum(each.count() for each in rows) != SearchEntry.objects.count():
        return True
    last = [row for each in rows if (row := each.order_by("pk").last())]
    facts = map(facts_of, last)
    return any(not _entries(each.kind).filter(digest=each.digest).exists() for each in facts)


def differing() -> tuple[int, int]:
    """How many rows there are to search, and how many of them have no entry or one that says something else."""
    from directives.reading.searchable import words_of

    total = wrong = 0
    for rows in _chunks():
        wanted = [facts_of(row) for row in rows]
        entries = _entries(wanted[0].kind).filter(**{f"{wanted[0].kind.value}__in": [each.key for each in wanted]})
        held = {_key(entry): entry for entry in entries}
        total += len(wanted)
        for facts in wanted:
            entry = held.get(facts.key)
            wrong += entry is None or _differs(entry, facts) or entry.words != " ".join(words_of(facts.text))
    return total, wrong


def _all_rows() -> tuple[QuerySet[Any], ...]:
    return (
        Directive.objects.select_related("meeting__source"),
        Meeting.objects.select_related("source"),
        Source.objects.select_related("meeting"),
    )


def _chunks() -> Iterator[list[Found]]:
    """All rows, some at a time, each time held: nobody changes them between their reading and the caller's writing."""
    for rows in _all_rows():
        last = 0
        while True:
            with transaction.atomic():
                chunk = list(rows.select_for_update(of=("self",)).filter(pk__gt=last).order_by("pk")[:AT_ONCE])
                if not chunk:
                    break
                yield chunk
            last = chunk[-1].pk
