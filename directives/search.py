"""Directives, meetings and sources found by their words: one door for both databases.

All words of the query must be there (`reading.searchable` says what a word is); both databases only match words, so
they find the same.  A demand or a title that holds them all says more than a whole report in which they stand
somewhere: these come first, and of each the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, cast

from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Left

from directives.indexing import texts
from directives.models import (
    Assignment,
    Directive,
    Division,
    Meeting,
    SearchEntry,
    SearchEntryQuerySet,
    SearchKind,
    Source,
)

if TYPE_CHECKING:
    from directives.access import AnyUser
    from directives.reading.searchable import Piece

    EntryPaginator = Paginator[SearchEntry]
else:
    EntryPaginator = Paginator

Row: TypeAlias = Directive | Meeting | Source
MODELS: dict[str, type[Row]] = {
    SearchKind.DIRECTIVE: Directive,
    SearchKind.MEETING: Meeting,
    SearchKind.SOURCE: Source,
}

MOST = 1000
"""Hits that are counted and paged: who gets more wants more words."""
READ = 100_000
"""Characters of a source that are looked through for a place to show."""


def matching(rows: SearchEntryQuerySet, words: Sequence[str]) -> SearchEntryQuerySet:
    """The entries that have all these words.  Words hold letters, digits and points only: there is nothing to escape.

    On SQLite the full-text table is joined, not asked for a list of keys: half of the time with many hits.
    """
    if connection.vendor == "sqlite":
        where = ["directives_search.rowid = directives_searchentry.id", "directives_search MATCH %s"]
        query = " ".join(f'"{word}"' for word in words)
        rows = cast("SearchEntryQuerySet", rows.extra(tables=["directives_search"], where=where, params=[query]))  # noqa: S610
    else:
        where = ["directives_searchentry.vector @@ %s::tsquery"]
        query = " & ".join(f"'{word}'" for word in words)
        rows = cast("SearchEntryQuerySet", rows.extra(where=where, params=[query]))  # noqa: S610
    return rows


@dataclass(frozen=True, slots=True)
class Hit:
    """One row found: what it is called, with the words marked, and where else in it they stand."""

    kind: SearchKind
    row: Row
    meeting: Meeting | None
    day: date
    title: list[Piece]
    around: list[list[Piece]]


class Pages(EntryPaginator):
    """Pages of hits; counts no further than MOST, so that a common word costs no more than a rare one."""

    def __init__(self, user: AnyUser, entries: SearchEntryQuerySet, words: Sequence[str], per_page: int) -> None:
        super().__init__(entries, per_page)
        self.entries, self.user, self.words = entries, user, words

    @cached_property
    def first(self) -> list[SearchEntry]:
        """Those of the first page: where it is not full, they are all."""
        return list(self.entries[: self.per_page])

    @cached_property
    def counted(self) -> int:
        full = len(self.first) == self.per_page
        return self.entries.order_by()[: MOST + 1].count() if full else len(self.first)

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are more hits than are counted."""
        return self.counted > MOST

    def hits(self, number: int) -> list[Hit]:
        """Those of one page."""
        start = self.per_page * (self.get_page(number).number - 1)
        later = self.entries[start : min(start + self.per_page, MOST)]
        return show(self.user, list(later) if start else self.first[:MOST], self.words)


def find(
    user: AnyUser,
    query: str,
    *,
    kind: str = "",
    county: Division | None = None,
    topic: str = "",
    since: date | None = None,
    until: date | None = None,
    per_page: int = 20,
) -> Pages:
    """What the user may see of the rows with all words of the query, the best and newest first.

    `county`: that was held for it, is demanded of it, or names it; `topic`: of directives; `since`, `until`: the day
    of the meeting.  A query without any word finds nothing.
    """
    from directives.reading.searchable import asked  # loads jieba

    words = asked(query)
    rows = SearchEntry.objects.visible_to(user)
    rows = matching(rows, words) if words else rows.none()
    for name, value in {"kind": kind, "topic": topic, "day__gte": since, "day__lte": until}.items():
        if value:
            rows = rows.filter(**{name: value})
    if county is not None:
        rows = rows.filter(_concerns(county))
    whole_report = Case(When(kind=SearchKind.SOURCE, then=Value(1)), default=Value(0))
    shown = rows.order_by(whole_report, "-day", "-pk").defer("words", "digest")
    return Pages(user, shown, words, per_page)


def _concerns(county: Division) -> Q:
    below = {"division__path__startswith": county.path}
    of_meeting = Meeting.objects.filter(**below).values("pk")
    named = Directive.divisions.through.objects.filter(**below, directive=OuterRef("directive"))
    given = Assignment.objects.filter(unit__county=county, directive=OuterRef("directive"))
    return Q(meeting__in=of_meeting) | Exists(named) | Exists(given)


def show(user: AnyUser, entries: Sequence[SearchEntry], words: Sequence[str]) -> list[Hit]:
    """These entries in their order, each row read anew as the user may see it, with the words marked."""
    found: dict[tuple[type[Row], int], Row] = {(type(row), row.pk): row for row in _rows(user, entries)}
    hits = []
    for entry in entries:
        if row := found.get((MODELS[entry.kind], _target(entry))):
            hits.append(_hit(entry, row, words))
    return hits


def _target(entry: SearchEntry) -> int:
    key: int = getattr(entry, f"{entry.kind}_id")
    return key


def _rows(user: AnyUser, entries: Iterable[SearchEntry]) -> Iterator[Row]:
    """The rows behind the entries that the user may see; a kind of which there is none costs no query."""
    keys: dict[str, list[int]] = {kind: [] for kind in SearchKind.values}
    for entry in entries:
        keys[entry.kind].append(_target(entry))
    if directives := keys[SearchKind.DIRECTIVE]:
        yield from Directive.objects.visible_to(user).filter(pk__in=directives).select_related("meeting")
    if meetings := keys[SearchKind.MEETING]:
        yield from Meeting.objects.visible_to(user).filter(pk__in=meetings)
    if sources := keys[SearchKind.SOURCE]:
        seen = Source.objects.visible_to(user).filter(pk__in=sources).select_related("meeting")
        yield from seen.defer("text").annotate(head=Left("text", READ))


def _hit(entry: SearchEntry, row: Row, words: Sequence[str]) -> Hit:
    from directives.reading.searchable import Piece, excerpt, spans

    if isinstance(row, Source):
        meeting: Meeting | None = getattr(row, "meeting", None)
        title = [Piece(str(meeting) if meeting else row.name, False)]
        return Hit(SearchKind.SOURCE, row, meeting, entry.day, title, [excerpt(row.head, words)])  # type: ignore[attr-defined]
    chief, *others = texts(row)
    around = [excerpt(text, words) for text in others if spans(text, words)]
    meeting = row if isinstance(row, Meeting) else row.meeting
    return Hit(SearchKind(entry.kind), row, meeting, entry.day, excerpt(chief or str(row), words, 200), around)
