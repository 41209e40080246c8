"""The life of a directive, read only: who proposed, changed and decided it, what became of it in each county, and
which mails were sent about it, in one row of moments.

A page costs the same number of queries however long the life is: of all moments only time and key are read, and the
moments of one page are then read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from directives.digests import stage_in_words
from directives.models import Assignment, Directive, Division, Event, ProgressReport, ReminderLine, Unit, User
from directives.versions import deadline

if TYPE_CHECKING:
    from directives.access import AnyUser

EDIT, EVENT, MAIL = range(3)
"""The order of moments of the same time: what is edited may be issued, what is issued may be mailed."""


class Key(NamedTuple):
    at: datetime
    source: int
    pk: int


@dataclass(frozen=True, slots=True)
class Change:
    """What one field said before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: what, who did it, in which unit's item (none: to the directive itself)."""

    at: datetime
    what: str
    who: str
    unit: str = ""
    note: str = ""
    style: str = ""
    changes: Sequence[Change] = field(default_factory=list)


def items(directive: Directive, user: AnyUser, county: str = "") -> Any:
    """The assignments whose life the user may see, of one county where its code is given."""
    rows = Assignment.objects.visible_to(user).filter(directive=directive)
    return rows.filter(unit__county=county) if county else rows


def counties(directive: Directive, user: AnyUser) -> Any:
    """The counties that have it."""
    return Division.objects.filter(pk__in=items(directive, user).values("unit__county")).order_by("code")


def keys(directive: Directive, user: AnyUser, county: str = "") -> list[Key]:
    """All moments in the order of time."""
    mine = items(directive, user, county)
    edits = directive.history.order_by().values_list("history_date", "history_id")
    events = Event.objects.filter(assignment__in=mine).order_by().values_list("at", "pk")
    lines = ReminderLine.objects.filter(assignment__in=mine, reminder__isnull=False).order_by()
    mails = lines.values_list("reminder__day", "reminder__sent_at", "pk")
    found = [Key(at, EDIT, pk) for at, pk in edits] + [Key(at, EVENT, pk) for at, pk in events]
    found += [Key(sent or make_aware(datetime.combine(day, time(23, 59))), MAIL, pk) for day, sent, pk in mails]
    return sorted(found)


def moments(directive: Directive, user: AnyUser, page: Sequence[Key]) -> list[Moment]:
    """These moments in full, in their order."""
    wanted = {source: {key.pk for key in page if key.source == source} for source in (EDIT, EVENT, MAIL)}
    found = {
        EDIT: _edits(directive, user, wanted[EDIT]),
        EVENT: _events(wanted[EVENT]),
        MAIL: _mails({key.pk: key.at for key in page if key.source == MAIL}),
    }
    return [found[key.source][key.pk] for key in page if key.pk in found[key.source]]


# The directive itself

_WORDS = ("text", "kind", "topic", "speaker", "scope", "lead_text", "support_text", "lead_official")
_PLAIN = (*_WORDS, "firm", "confidential", "note")
_LINKS = ("lead_unit", "standing", "merged_into")
_MANY = ("supporting_units", "divisions")


def _edits(directive: Directive, user: AnyUser, wanted: set[int]) -> dict[int, Moment]:
    """The wanted records of the history, each with what it changed in the one before."""
    if not wanted:
        return {}
    records = list(directive.history.order_by("history_date", "history_id").select_related("history_user"))
    names = Names(directive, records, user)
    found = {}
    for before, after in pairwise([None, *records]):
        if after is not None and after.history_id in wanted:
            found[after.history_id] = _edit(before, after, names)
    return found


def _edit(before: Any, after: Any, names: Names) -> Moment:
    who = str(after.history_user or "")
    reason = after.history_change_reason or ""
    if before is None:
        changes = [Change(names.label("text"), "", after.text), Change(_("deadline"), "", _deadline(after))]
        return Moment(after.history_date, _("Proposed"), who, note=reason, changes=[c for c in changes if c.after])
    if before.state != after.state:
        what, style = str(after.get_state_display()).capitalize(), f"state-{after.state}"
    else:
        what, style = _("Edited"), ""
    return Moment(after.history_date, what, who, note=reason, style=style, changes=list(_changes(before, after, names)))


def _changes(before: Any, after: Any, names: Names) -> Iterator[Change]:
    for name in _PLAIN:
        if getattr(before, name) != getattr(after, name):
            yield Change(names.label(name), names.value(before, name), names.value(after, name))
    if _deadline(before) != _deadline(after):
        yield Change(_("deadline"), _deadline(before), _deadline(after))
    if (before.evidence_start, before.evidence_end) != (after.evidence_start, after.evidence_end):
        yield Change(_("evidence in the source"), names.evidence(before), names.evidence(after))
    for name in _LINKS:
        if getattr(before, f"{name}_id") != getattr(after, f"{name}_id"):
            yield Change(names.label(name), names.link(before, name), names.link(after, name))
    for name in _MANY:
        if names.many(before, name) != names.many(after, name):
            yield Change(names.label(name), names.many(before, name), names.many(after, name))


def _deadline(record: Any) -> str:
    return deadline(record.due_on, record.due_month_day, record.due_text, record.due_rule)


class Names:
    """What the keys in the records of one directive are called: read at once, whatever their number."""

    def __init__(self, directive: Directive, records: Sequence[Any], user: AnyUser) -> None:
        source = directive.meeting.source
        self._text = source.text if source else ""
        self._many = {name: _linked(directive, name) for name in _MANY}
        units = {r.lead_unit_id for r in records}.union(*self._many["supporting_units"].values())
        others = {key for r in records for key in (r.standing_id, r.merged_into_id)}
        self._named: dict[str, dict[Any, Any]] = {
            "lead_unit": Unit.objects.in_bulk(units - {None}),
            "standing": Directive.objects.visible_to(user).in_bulk(others - {None}),
            "divisions": Division.objects.in_bulk(set().union(*self._many["divisions"].values())),
        }
        self._named["supporting_units"] = self._named["lead_unit"]
        self._named["merged_into"] = self._named["standing"]

    def label(self, name: str) -> str:
        return str(getattr(Directive._meta.get_field(name), "verbose_name", name))

    def value(self, record: Any, name: str) -> str:
        value = getattr(record, name)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        shown = getattr(record, f"get_{name}_display", None)
        return str(shown() if shown else value)

    def evidence(self, record: Any) -> str:
        return self._text[record.evidence_start : record.evidence_end] if record.evidence_start is not None else ""

    def link(self, record: Any, name: str) -> str:
        key = getattr(record, f"{name}_id")
        return str(self._named[name].get(key) or _("another directive")) if key else ""

    def many(self, record: Any, name: str) -> str:
        keys = self._many[name].get(record.history_id, set())
        return "、".join(sorted(str(self._named[name][key]) for key in keys if key in self._named[name]))


def _linked(directive: Directive, name: str) -> dict[int, set[Any]]:
    """record of the history -> the keys it is linked with."""
    table: Any = Directive.history.model._meta.get_field(f"historicaldirective_{name}").related_model
    column = f"{getattr(Directive, name).field.m2m_reverse_field_name()}_id"
    found: dict[int, set[Any]] = {}
    for record, key in table.objects.filter(directive_id=directive.pk).values_list("history_id", column):
        found.setdefault(record, set()).add(key)
    return found


# Its items in the counties


def _events(wanted: set[int]) -> dict[int, Moment]:
    if not wanted:
        return {}
    rows = Event.objects.filter(pk__in=wanted).select_related("actor", "unit_before", "unit_after")
    events = list(rows)
    told = ProgressReport.objects.filter(assignment__in={event.assignment_id for event in events})
    reports = {(report.assignment_id, report.text): report for report in told}
    return {event.pk: _event(event, reports.get((event.assignment_id, event.note.strip()))) for event in events}


def _event(event: Event, report: ProgressReport | None) -> Moment:
    changes = [
        Change(_("state"), event.get_state_before_display() or "", event.get_state_after_display()),
        Change(_("due date"), str(event.due_before or ""), str(event.due_after or "")),
        Change(_("percent"), f"{event.percent_before} %", f"{event.percent_after} %"),
        Change(_("unit"), str(event.unit_before or ""), str(event.unit_after)),
    ]
    if event.unit_before is None:  # it begins: nothing was before
        changes = [change for change in changes[:2] if change.after]
    note = [event.note, *([_("Problems: %s") % report.problem] if report and report.problem else [])]
    note += [_("Next step: %s") % report.next_step] if report and report.next_step else []
    return Moment(
        at=event.at,
        what=str(event.get_kind_display()).capitalize(),
        who=str(event.actor or ""),
        unit=str(event.unit_after),
        note="\n".join(filter(None, note)),
        style=f"event-{event.kind}",
        changes=[change for change in changes if change.before != change.after],
    )


def _mails(wanted: dict[int, datetime]) -> dict[int, Moment]:
    if not wanted:
        return {}
    lines = ReminderLine.objects.filter(pk__in=wanted).select_related("reminder", "recipient", "assignment__unit")
    return {line.pk: _mail(line, wanted[line.pk]) for line in lines}


def _mail(line: ReminderLine, at: datetime) -> Moment:
    mail: Any = line.reminder
    to: User = line.recipient
    return Moment(
        at=at,
        what=_("Mail: %s") % stage_in_words(line.stage),
        who=_("to %s") % to,
        unit=str(line.assignment.unit),
        note=" · ".join(filter(None, [str(mail.get_state_display()), mail.address])),
        style=f"mail-{mail.state}",
    )


def beginning(directive: Directive) -> Any:
    """The record in which it began: where the reader saw it, before anybody moved its evidence; None without one."""
    return directive.history.order_by("history_date", "history_id").first()
