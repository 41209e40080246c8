"""What the reader gets wrong, from real decisions: figures, and the cases behind each of them, read only.

A case is a decided directive of a report: accepted as proposed, edited, rejected, or missed and entered by a person.
Every figure is one condition (`VERDICTS` and the part of the table it stands in); the list behind it is filtered by the
same, so the two cannot differ.  A report that was put aside as a whole says nothing of its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, Min, Q, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from directives import labels, versions
from directives.models import Directive, DirectiveState, Kind, MeetingState, Topic, Verdict
from directives.verdicts import FIELDS

if TYPE_CHECKING:
    from directives.access import AnyUser
    from directives.models.directives import DirectiveQuerySet

VERDICTS: Mapping[str, Q] = {verdict: Q(verdict=verdict) for verdict in Verdict.values}
READ = ~Q(verdict=Verdict.MISSED)


def _read(name: str) -> Any:
    """A value of the proposal; empty where it has none."""
    return Coalesce(KT(f"proposal__{name}"), Value(""), output_field=TextField())


def _read_or_made(name: str) -> Any:
    """The same, and of what the reader missed what a person entered."""
    missed = When(verdict=Verdict.MISSED, then=Cast(F(name), TextField()))
    return Case(missed, default=_read(name), output_field=TextField())


KEYED: Mapping[str, Any] = {
    "topic": _read_or_made("topic"),
    "kind": _read_or_made("kind"),
    "rule": _read("due_rule"),
    "demand": _read("text_rule"),
}
"""The parts of the table that have a line for each value of an expression."""

LISTED: Mapping[str, Mapping[str, Q]] = {
    "flag": {code: Q(flags__contains=f'"{code}"') for code in labels.FLAGS},
    "field": {name: Q(edited__contains=name) for name in FIELDS},
}
"""Those whose lines are conditions, of which a case may fulfil several."""

OF_THE_READ = frozenset({"rule", "demand", "flag", "field"})
"""Parts that a demand nobody proposed does not stand in."""

PARTS = ("rule", "demand", "topic", "kind", "flag", "field")


def columns(part: str) -> list[str]:
    """The verdicts that a part of the table has figures of."""
    if part == "field":
        return [Verdict.EDITED]
    return [verdict for verdict in Verdict.values if part not in OF_THE_READ or verdict != Verdict.MISSED]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: its figures, and their shares (0-1) of what was read; of the missed, of what is right.

    `whole` is what was read where the line itself knows only a part of it.
    """

    key: str
    label: str
    accepted: int = 0
    edited: int = 0
    rejected: int = 0
    missed: int = 0
    whole: int | None = None
    part: str = ""

    @property
    def read(self) -> int:
        return self.accepted + self.edited + self.rejected if self.whole is None else self.whole

    def share(self, verdict: str) -> float | None:
        """None where there is nothing to be a share of."""
        whole = self.accepted + self.edited + self.missed if verdict == Verdict.MISSED else self.read
        return getattr(self, verdict) / whole if whole else None

    def figures(self) -> list[tuple[str, int, float | None]]:
        return [(verdict, getattr(self, verdict), self.share(verdict)) for verdict in columns(self.part)]


def cases(rows: DirectiveQuerySet, since: date | None = None, until: date | None = None) -> DirectiveQuerySet:
    """Those of the rows that say something of the reader, decided in the period (its last day included)."""
    found = rows.filter(verdict__in=Verdict.values).exclude(meeting__state=MeetingState.DISCARDED)
    if since:
        found = found.filter(decided_at__date__gte=since)
    return found.filter(decided_at__date__lte=until) if until else found


def visible_cases(user: AnyUser, since: date | None = None, until: date | None = None) -> DirectiveQuerySet:
    return cases(Directive.objects.visible_to(user), since, until)


def _counts(condition: Q | None = None) -> dict[str, Count]:
    wanted = condition if condition is not None else Q()
    return {verdict: Count("pk", filter=wanted & here) for verdict, here in VERDICTS.items()}


def total(rows: DirectiveQuerySet) -> Line:
    return Line("", _("All"), **rows.order_by().aggregate(**_counts()))


def lines(rows: DirectiveQuerySet, part: str) -> list[Line]:
    """One part of the table, most cases first."""
    if part in LISTED:
        return _ordered(_conditions(rows, part))
    grouped = _in_part(rows, part).order_by().values(key=KEYED[part]).annotate(**_counts())
    return _ordered(Line(label=label(part, row["key"]), part=part, **row) for row in grouped)


def behind(rows: DirectiveQuerySet, part: str, key: str, verdict: str) -> DirectiveQuerySet:
    """The cases of one figure; all of one verdict without a part, none when there is no such figure."""
    if verdict not in VERDICTS:
        return rows.none()
    rows = rows.filter(VERDICTS[verdict])
    if not part:
        return rows
    if part in KEYED:
        return _in_part(rows, part).annotate(key=KEYED[part]).filter(Q(key=key))
    condition = LISTED.get(part, {}).get(key)
    return rows.none() if condition is None else _in_part(rows, part).filter(condition)


def _in_part(rows: DirectiveQuerySet, part: str) -> DirectiveQuerySet:
    found = rows.filter(READ) if part in OF_THE_READ else rows
    return found.annotate(flags=_read("due_flags")) if part in LISTED else found


def _conditions(rows: DirectiveQuerySet, part: str) -> Iterable[Line]:
    """All lines of a part in one query."""
    wanted = {
        f"{n}_{verdict}": count
        for n, condition in enumerate(LISTED[part].values())
        for verdict, count in _counts(condition).items()
    }
    found = _in_part(rows, part).order_by().aggregate(read=Count("pk"), **wanted)
    whole = found["read"] if part == "field" else None
    for n, key in enumerate(LISTED[part]):
        figures = {verdict: found[f"{n}_{verdict}"] for verdict in VERDICTS}
        yield Line(key, label(part, key), part=part, whole=whole, **figures)


def _ordered(found: Iterable[Line]) -> list[Line]:
    counted = [(sum(count for _verdict, count, _share in line.figures()), line) for line in found]
    return [line for count, line in sorted(counted, key=lambda each: (-each[0], each[1].key)) if count]


def label(part: str, key: str) -> str:
    """What a line is called."""
    if part == "topic":
        return str(Topic(key).label) if key in Topic.values else key
    if part == "kind":
        return str(Kind(key).label) if key in Kind.values else key
    if part == "flag":
        return labels.flag(key)
    if part == "field":
        return str(versions.NAMES[key])
    empty = _("no deadline read") if part == "rule" else _("not recorded")
    return labels.rule(key) if key else empty


def decided(rows: Iterable[Directive]) -> dict[int, Any]:
    """Each row as it was decided: the last record of its history from before a county had it, draft records aside."""
    wanted = [row.pk for row in rows]
    issued = dict(
        Directive.objects.filter(pk__in=wanted)
        .order_by()
        .annotate(first=Min("assignments__issued_at"))
        .values_list("pk", "first")
    )
    records = Directive.history.filter(id__in=wanted).order_by("history_date", "history_id")
    found: dict[int, Any] = {}
    for record in records.exclude(state__in=[DirectiveState.DRAFT, DirectiveState.WITHDRAWN]):
        first = issued.get(record.id)
        if record.id not in found or first is None or record.history_date <= first:
            found[record.id] = record
    return found
