"""What ought to be in somebody's digest on a day: read only, in few queries.  `planning.py` writes it down.

Items are read in chunks of assignments by number, so that 50,000 need neither much memory nor many queries: five a
chunk, however much is in it.  What is recorded already is left out.

Who awaits the supervisor is not nagged: only assignments in a RUNNING state (to sign, in progress) count, and of
those the milestones and occurrences that are not done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from directives.models import (
    RUNNING,
    Assignment,
    AssignmentQuerySet,
    AssignmentState,
    Channel,
    Directive,
    Event,
    EventKind,
    Milestone,
    Occurrence,
    Recurrence,
    ReminderLine,
)
from directives.policies import Policy, PolicyBook
from directives.recipients import Recipients
from directives.stages import (
    ANSWERED,
    CORRECTED,
    ESCALATED,
    TO_SIGN,
    WITHDRAWN,
    Rhythm,
    latest,
    missed,
    news_stage,
    stale_stage,
    urged_stage,
)

CHUNK = 5000

URGED_WITHIN = timedelta(days=7)
"""How long an urge waits for a digest; after a longer breakdown the supervisor has phoned."""

ANSWERS = (EventKind.RETURN, EventKind.REOPEN, EventKind.EXTENSION_DECIDED, EventKind.INSTRUCTION)
NEWS = {EventKind.CORRECT.value: CORRECTED, EventKind.WITHDRAW.value: WITHDRAWN}
NEWS |= {kind.value: ANSWERED for kind in ANSWERS}
"""Events of which the counties are told once, whatever has become of the item."""

NEWS_WITHIN = timedelta(days=14)
"""How long news waits for a digest: over any holidays."""

NO_SCHEDULE = 0
"""`schedule_no` of what no schedule gives: news is told once, however often the due date moves afterwards."""

PERIODS = {
    Recurrence.Every.DAY: 1,
    Recurrence.Every.WEEK: 7,
    Recurrence.Every.TEN_DAYS: 10,
    Recurrence.Every.TWO_WEEKS: 14,
    Recurrence.Every.HALF_MONTH: 15,
    Recurrence.Every.MONTH: 30,
    Recurrence.Every.QUARTER: 91,
    Recurrence.Every.HALF_YEAR: 182,
    Recurrence.Every.YEAR: 365,
}
"""Days from one occurrence to the next, about."""


class Key(NamedTuple):
    """What makes a line the same line (the unique constraint of ReminderLine, on its one channel)."""

    subject: str
    recipient: int
    stage: str
    schedule_no: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line for one recipient, with the stages it supersedes unless they were sent."""

    key: Key
    assignment: int
    due_on: date | None
    milestone: int | None
    occurrence: int | None
    missed: list[str]


class Item(NamedTuple):
    """A running assignment, as far as planning needs it; the columns of `Plan._items` in their order."""

    pk: int
    state: str
    due_on: date | None
    schedule_no: int
    issued_at: datetime
    unit: int
    division: str
    county: str
    path: str
    directive: int
    topic: str
    confidential: bool
    signed_at: datetime | None = None
    reported_at: datetime | None = None


def last_word(*moments: datetime | None) -> date:
    """The day a county was last heard of: of when the item was issued, signed and reported on, the latest."""
    return timezone.localdate(max(filter(None, moments)))


class Subject(NamedTuple):
    """What is due: an assignment, one of its milestones or occurrences."""

    name: str
    due_on: date | None
    schedule_no: int
    milestone: int | None = None
    occurrence: int | None = None


class Candidate(NamedTuple):
    """A line that may be recorded already; with the rhythm where a due date gives its stage."""

    key: Key
    item: Item
    subject: Subject
    rhythm: Rhythm | None


class Plan:
    """The plan of one day.

    `unreachable` fills up while the chunks are read: the ids of the units that have something to be reminded of, and
    nobody to be told.
    """

    def __init__(self, day: date) -> None:
        self.day = day
        self.unreachable: set[int] = set()
        self._policies = PolicyBook.read()
        self._people = Recipients(day)
        self._readers = self._read_readers()
        self._urges, self._news = self._read_events()

    def chunks(self) -> Iterator[list[Wanted]]:
        """The lines that are wanted and not recorded yet, a list for each chunk that has any."""
        last = 0
        while items := {item.pk: item for item in self._items(last)}:
            first, last = min(items), max(items)
            candidates = list(self._candidates(items, first, last))
            held = recorded({candidate.key.stage for candidate in candidates}, first, last)
            if wanted := [self._wanted(candidate) for candidate in candidates if candidate.key not in held]:
                yield wanted

        for start in range(0, len(self._news), CHUNK):
            yield from self._untold(dict(self._news[start : start + CHUNK]))

    def _untold(self, news: dict[int, tuple[str, int]]) -> Iterator[list[Wanted]]:
        """What these events tell, to whom it has not been told."""
        keys = {assignment for _kind, assignment in news.values()}
        items = {item.pk: item for item in self._rows(Assignment.objects.filter(pk__in=keys))}
        candidates = [
            candidate
            for event, (kind, key) in news.items()
            for subject in [Subject(f"assignment:{key}", items[key].due_on, NO_SCHEDULE)]
            for candidate in self._lines(items[key], subject, news_stage(NEWS[kind], event), None)
        ]
        held = recorded({candidate.key.stage for candidate in candidates}, min(keys), max(keys))
        if wanted := [self._wanted(candidate) for candidate in candidates if candidate.key not in held]:
            yield wanted

    def _items(self, after: int) -> Iterator[Item]:
        rows = Assignment.objects.filter(state__in=RUNNING, pk__gt=after).order_by("pk")
        return self._rows(rows[:CHUNK])

    def _rows(self, rows: AssignmentQuerySet) -> Iterator[Item]:
        columns = ["pk", "state", "due_on", "schedule_no", "issued_at"]
        columns += ["unit_id", "unit__division_id", "unit__county_id", "unit__division__path"]
        columns += ["directive_id", "directive__topic", "directive__confidential"]
        if self._policies.watches_silence:
            columns += ["signed_at", "reported_at"]
        return (Item(*row) for row in rows.values_list(*columns))

    def _candidates(self, items: dict[int, Item], first: int, last: int) -> Iterator[Candidate]:
        parts = self._parts(items, first, last)
        for item in items.values():
            policy = self._policies.find(item.topic, item.path)
            own = Subject(f"assignment:{item.pk}", item.due_on, item.schedule_no)
            for stage in self._own_stages(item, policy):
                yield from self._lines(item, own, stage, None)
            for subject, rhythm in [(own, policy.rhythm), *parts.get(item.pk, ())]:
                if subject.due_on is not None and (reached := latest(rhythm, (self.day - subject.due_on).days)):
                    yield from self._lines(item, subject, reached, rhythm)

    def _own_stages(self, item: Item, policy: Policy) -> Iterator[str]:
        """The stages that no due date gives."""
        if item.state == AssignmentState.ISSUED:
            if (self.day - timezone.localdate(item.issued_at)).days >= policy.sign_within:
                yield TO_SIGN
        elif policy.stale_after is not None:
            heard = last_word(item.issued_at, item.signed_at, item.reported_at)
            if (self.day - heard).days >= policy.stale_after:
                yield stale_stage(heard)
        late = (self.day - item.due_on).days if item.due_on else None
        if late is not None and policy.escalate_after is not None and late >= policy.escalate_after:
            yield ESCALATED
        for event in self._urges.get(item.pk, ()):
            yield urged_stage(event)

    def _lines(self, item: Item, subject: Subject, stage: str, rhythm: Rhythm | None) -> Iterator[Candidate]:
        named = self._readers.get(item.directive, frozenset()) if item.confidential else None
        find = self._people.leaders if stage == ESCALATED else self._people.liaisons
        recipients = find(item.unit, (item.division, item.county), named)
        if not recipients and stage != ESCALATED:
            self.unreachable.add(item.unit)
        for recipient in recipients:
            yield Candidate(Key(subject.name, recipient, stage, subject.schedule_no), item, subject, rhythm)

    def _wanted(self, candidate: Candidate) -> Wanted:
        key, item, subject, rhythm = candidate
        passed: list[str] = []
        if rhythm is not None and subject.due_on is not None:
            began = timezone.localdate(item.issued_at) - subject.due_on
            passed = missed(rhythm, (self.day - subject.due_on).days, began.days)
        return Wanted(key, item.pk, subject.due_on, subject.milestone, subject.occurrence, passed)

    def _parts(self, items: dict[int, Item], first: int, last: int) -> dict[int, list[tuple[Subject, Rhythm]]]:
        """What is due inside each assignment: its milestones and occurrences that are not done."""
        found: dict[int, list[tuple[Subject, Rhythm]]] = defaultdict(list)
        horizon = self.day + timedelta(days=self._policies.horizon)
        near = {"assignment__gte": first, "assignment__lte": last, "due_on__lte": horizon}
        milestones = Milestone.objects.filter(done_on=None, **near)
        for pk, assignment, due_on, no in milestones.values_list("pk", "assignment_id", "due_on", "schedule_no"):
            if item := items.get(assignment):
                rhythm = self._policies.find(item.topic, item.path).rhythm
                found[assignment].append((Subject(f"milestone:{pk}", due_on, no, milestone=pk), rhythm))
        occurrences = Occurrence.objects.filter(done_at=None, **near)
        for pk, assignment, due_on, every in occurrences.values_list(
            "pk", "assignment_id", "due_on", "recurrence__every"
        ):
            if item := items.get(assignment):
                rhythm = self._policies.find(item.topic, item.path).rhythm.within(PERIODS[Recurrence.Every(every)])
                subject = Subject(f"occurrence:{pk}", due_on, item.schedule_no, occurrence=pk)
                found[assignment].append((subject, rhythm))
        return found

    def _read_readers(self) -> dict[int, frozenset[int]]:
        """The member ids named on each confidential directive."""
        found: dict[int, set[int]] = defaultdict(set)
        named = Directive.objects.filter(confidential=True, readers__isnull=False)
        for directive, member in named.values_list("pk", "readers"):
            found[directive].add(member)
        return {directive: frozenset(members) for directive, members in found.items()}

    def _read_events(self) -> tuple[dict[int, list[int]], list[tuple[int, tuple[str, int]]]]:
        """The ids of the latest urges of each assignment; the latest news, each with its kind and its assignment."""
        urges: dict[int, list[int]] = defaultdict(list)
        news = []
        day = datetime.combine(self.day, datetime.min.time(), timezone.get_default_timezone())
        told = Q(kind=EventKind.URGE, at__gte=day - URGED_WITHIN) | Q(kind__in=list(NEWS), at__gte=day - NEWS_WITHIN)
        recent = Event.objects.filter(told, at__lte=day + timedelta(days=1)).order_by("pk")
        for pk, kind, assignment in recent.values_list("pk", "kind", "assignment_id"):
            if kind in NEWS:
                news.append((pk, (kind, assignment)))
            else:
                urges[assignment].append(pk)
        return urges, news


def recorded(stages: set[str], first: int, last: int) -> set[Key]:
    """The keys of the lines with any of these stages, of the assignments from `first` to `last`."""
    rows = ReminderLine.objects.filter(
        channel=Channel.EMAIL, assignment__gte=first, assignment__lte=last, stage__in=stages
    )
    # Plain tuples of the columns: equal to their Keys, and made much faster.
    return set(rows.values_list("subject", "recipient_id", "stage", "schedule_no"))  # type: ignore[arg-type]
