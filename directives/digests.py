"""The content of a digest: which of its lines still hold, in which order, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directives import clock
from directives.models import (
    DUE_SOON_DAYS,
    RUNNING,
    Assignment,
    AssignmentState,
    Event,
    Reminder,
    ReminderLine,
)
from directives.stages import (
    ANSWERED,
    CORRECTED,
    ESCALATED,
    STALE,
    TO_SIGN,
    URGED,
    WITHDRAWN,
    news_of,
    stale_stage,
    urge_of,
)
from directives.wanted import last_word
from directives.wording import days_in_words


def address_of(name: str, *args: object) -> str:
    """The full address of one of our pages, for a mail."""
    return f"{settings.POVTRACK_URL}{reverse(name, args=args)}"


def live_lines(reminder: Reminder) -> list[ReminderLine]:
    """The lines that still hold: the recipient may see the item, it runs, by the same schedule, and is not done.

    News (corrected, withdrawn, answered) holds whatever has become of the item.
    """
    visible = Assignment.objects.visible_to(reminder.recipient)
    lines: QuerySet[ReminderLine] = reminder.lines.filter(assignment__in=visible)
    lines = lines.select_related("assignment__directive__meeting", "assignment__unit", "milestone", "occurrence")
    return [line for line in lines if _holds(line)]


def _holds(line: ReminderLine) -> bool:
    item = line.assignment
    if news_of(line.stage) is not None:
        return True
    if item.state not in RUNNING:
        return False
    if line.milestone is not None:
        return line.milestone.done_on is None and line.milestone.schedule_no == line.schedule_no
    if item.schedule_no != line.schedule_no:
        return False
    if line.occurrence is not None:
        return line.occurrence.done_at is None
    if line.stage == TO_SIGN:
        return item.state == AssignmentState.ISSUED
    if line.stage.startswith(STALE):
        return line.stage == stale_stage(last_word(item.issued_at, item.signed_at, item.reported_at))
    return True


def stage_in_words(stage: str) -> str:
    """A stage, as the reminder list names it."""
    kind, _rest, n = stage.partition("_")
    if kind == "before":
        days = int(n)
        return ngettext("%(n)d day before", "%(n)d days before", days) % {"n": days} if days else _("due today")
    if kind == "overdue":
        return days_in_words(-int(n))
    words = {"to": _("to sign"), STALE: _("silent"), ESCALATED: _("escalated"), URGED: _("urged")}
    words |= {CORRECTED: _("corrected"), WITHDRAWN: _("withdrawn"), ANSWERED: _("answered")}
    return words[kind]


@dataclass(slots=True)
class Entry:
    """One item of a digest, with all that its lines say of it.  `words` is empty where it is confidential."""

    url: str
    words: str
    part: str
    meeting: str
    unit: str
    due_on: date | None
    days: int | None
    to_sign: bool = False
    only_to_sign: bool = True
    only_news: bool = True
    withdrawn: bool = False
    answered: bool = False
    remarks: list[str] = field(default_factory=list)

    @property
    def days_in_words(self) -> str:
        return days_in_words(self.days)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; `tone` picks the colour (red, yellow, blue or grey)."""

    heading: str
    tone: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a mail says, in the language in use."""

    groups: list[Group]
    subject: str


def digest_of(lines: Iterable[ReminderLine], tokens: Mapping[int, str]) -> Digest:
    """The digest of these lines on the business day; `tokens` open items without a login (item -> token)."""
    entries = sorted(_entries(list(lines), tokens), key=lambda e: (e.due_on or date.max, e.url))
    news = [e for e in entries if e.withdrawn or e.only_news]
    entries = [e for e in entries if e not in news]
    dated = [(e, e.days) for e in entries if e.days is not None and not e.only_to_sign]
    groups = [
        Group(_("Overdue"), "red", [e for e, days in dated if days < 0]),
        Group(_("Due today"), "yellow", [e for e, days in dated if days == 0]),
        Group(_("Due within a week"), "yellow", [e for e, days in dated if 0 < days <= DUE_SOON_DAYS]),
        Group(_("Withdrawn"), "grey", [e for e in news if e.withdrawn]),
        Group(_("Corrected"), "yellow", [e for e in news if not e.withdrawn and not e.answered]),
        Group(_("Answered by the office"), "yellow", [e for e in news if e.answered and not e.withdrawn]),
        Group(_("Later"), "blue", [e for e, days in dated if days > DUE_SOON_DAYS]),
        Group(_("Without a due date"), "blue", [e for e in entries if e.days is None and not e.only_to_sign]),
        Group(_("To sign"), "grey", [e for e in entries if e.only_to_sign]),
    ]
    return Digest([group for group in groups if group.entries], _subject(groups))


def _subject(groups: list[Group]) -> str:
    """What weighs most, counted: overdue, due soon and news, or else what is to come and to sign."""
    counts = (len(group.entries) for group in groups)
    overdue, today, week, withdrawn, corrected, answered, later, undated, to_sign = counts
    counted = [
        (overdue, ngettext("%(n)d overdue", "%(n)d overdue", overdue)),
        (today + week, ngettext("%(n)d due within a week", "%(n)d due within a week", today + week)),
        (withdrawn, ngettext("%(n)d withdrawn", "%(n)d withdrawn", withdrawn)),
        (corrected, ngettext("%(n)d corrected", "%(n)d corrected", corrected)),
        (answered, ngettext("%(n)d answered", "%(n)d answered", answered)),
        (later, ngettext("%(n)d due later", "%(n)d due later", later)),
        (undated, ngettext("%(n)d without a due date", "%(n)d without a due date", undated)),
        (to_sign, ngettext("%(n)d to sign", "%(n)d to sign", to_sign)),
    ]
    parts = [words % {"n": n} for n, words in counted if n]
    return _("Supervision reminder: %(counts)s") % {"counts": pgettext("between counts", ", ").join(parts[:2])}


def _entries(lines: list[ReminderLine], tokens: Mapping[int, str]) -> Iterable[Entry]:
    told = _told(lines)
    found: dict[str, Entry] = {}
    for line in lines:
        entry = found.setdefault(line.subject, _entry(line, tokens.get(line.assignment_id)))
        entry.only_to_sign &= line.stage == TO_SIGN
        entry.only_news &= news_of(line.stage) is not None
        entry.withdrawn |= line.stage.startswith(WITHDRAWN)
        entry.answered |= line.stage.startswith(ANSWERED)
        if remark := _remark(line, told):
            entry.remarks.append(remark)
    return found.values()


def _told(lines: list[ReminderLine]) -> dict[int, Event]:
    """The events that lines tell of, by key: what the supervisors said when they urged, what they corrected."""
    keys = {event for line in lines for event in (urge_of(line.stage), news_of(line.stage)) if event is not None}
    return Event.objects.in_bulk(keys) if keys else {}


def _entry(line: ReminderLine, token: str | None) -> Entry:
    item = line.assignment
    directive = item.directive
    thing = line.milestone or line.occurrence or item
    due_on = thing.due_on
    days = (due_on - clock.today()).days if due_on else None
    to_sign = item.state == AssignmentState.ISSUED
    url = address_of("door", token) if token else address_of("assignment", item.pk)
    unit = str(item.unit)
    if directive.confidential:
        return Entry(url, "", "", "", unit, due_on, days, to_sign)
    part = ""
    if line.milestone is not None:
        part = _("Milestone: %(title)s") % {"title": line.milestone.title}
    elif line.occurrence is not None:
        part = _("One of a series")
    meeting = directive.meeting
    held = f" ({meeting.held_on:%Y-%m-%d})" if meeting.held_on else ""
    return Entry(url, directive.text, part, f"{meeting}{held}", unit, due_on, days, to_sign)


def _remark(line: ReminderLine, told: dict[int, Event]) -> str:
    secret = line.assignment.directive.confidential
    if (urge := urge_of(line.stage)) is not None:
        note = "" if secret or urge not in told else told[urge].note
        return _("Urged by the supervision office: %(note)s") % {"note": note} if note else _("Urged by the office")
    if (news := news_of(line.stage)) is not None:
        return _news(line.stage, None if secret else told.get(news))
    if line.stage.startswith(STALE):
        return _("Nothing has been heard of it for a while: please report how it stands.")
    if line.stage == ESCALATED:
        return _("Brought to you as a leader of the unit, because it is overdue.")
    return ""


def _news(stage: str, event: Event | None) -> str:
    """Corrected: …, withdrawn: … or what the office answered, with the due date before and after where it has moved."""
    kind = stage.partition("_")[0]
    if event is None:
        words = {
            CORRECTED: _("Corrected by the office: open it to see how."),
            WITHDRAWN: _("Withdrawn by the office."),
            ANSWERED: _("Answered by the office: open it to see how."),
        }
        return words[kind]
    parts = [event.note] if event.note else []
    if event.due_before != event.due_after:
        days = {"before": event.due_before or "–", "after": event.due_after or "–"}
        parts.insert(0, _("due date %(before)s → %(after)s") % days)
    what = {"what": "; ".join(parts)}
    if kind == ANSWERED:
        return f"{event.get_kind_display()}: {what['what']}"
    return (_("Withdrawn: %(what)s") if kind == WITHDRAWN else _("Corrected: %(what)s")) % what
