"""How a deadline that was read lies in a row, and how a row that waits for its year gets one."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.utils.translation import gettext as _

from directives.errors import Refused
from directives.models import Directive, Meeting, YearBasis
from directives.reading import dates
from directives.reading.types import Deadline, MonthDay, Reference
from directives.reading.types import YearBasis as Basis

REVIEWER_RULE = "reviewer"
"""`Directive.due_rule` of a deadline that a person set."""

_MOVED = ("due_on", "due_month_day", "due_year_basis", "due_flags", "alternatives")


def due_fields(deadline: Deadline) -> dict[str, Any]:
    """The fields of `models.Proposal` for a deadline."""
    return {
        "due_on": deadline.due_on,
        "due_month_day": "" if deadline.due_on else str(deadline.month_day or ""),
        "due_text": deadline.text,
        "due_rule": deadline.rule,
        "due_precision": deadline.precision,
        "due_year_basis": deadline.year_basis,
        "due_inherited": deadline.inherited,
        "due_flags": list(deadline.flags),
        "firm": deadline.firm,
        "alternatives": [
            {
                "due_on": a.due_on.isoformat() if a.due_on else None,
                "month_day": str(a.month_day) if a.month_day else None,
                "rule": a.rule,
            }
            for a in deadline.alternatives
        ],
    }


def waits_for_day(directive: Directive) -> bool:
    """Whether there is a deadline that cannot be dated before the day of the meeting is known, year and all."""
    if directive.due_on is not None:
        return False
    if directive.due_month_day:
        return True
    read = directive.due_rule not in {"", REVIEWER_RULE}
    return read and directive.meeting.held_on is None


def reference_of(meeting: Meeting) -> Reference:
    """The day that the deadlines of a meeting are counted from, as `reading.meeting.reference_of` has it."""
    waiting = meeting.until_month_day or meeting.month_day
    if meeting.held_until or meeting.held_on or not waiting:
        published = meeting.source.published_on if meeting.source else None
        return meeting.held_until or meeting.held_on or published
    month, day = map(int, waiting.split("-"))
    return MonthDay(month, day)


def basis_of(meeting: Meeting) -> Basis:
    """Where the year of that day comes from, as the reader calls it."""
    return cast("Basis", meeting.year_basis)


def read_phrase(meeting: Meeting, phrase: str) -> Deadline | None:
    """What the reader makes of a deadline's wording in that meeting; None where it finds no date in it."""
    found = dates.date_phrases(phrase, reference_of(meeting), year_basis=basis_of(meeting))
    return found[0] if found else None


def put_year(meeting: Meeting, year: int) -> None:
    """Give the day (or days) of the meeting this year; a range that passes New Year ends in the next one.

    Raises:
        Refused: when the meeting has no day to put the year to, or the year lacks it.
    """
    first = meeting.month_day or (f"{meeting.held_on:%m-%d}" if meeting.held_on else "")
    last = meeting.until_month_day or (f"{meeting.held_until:%m-%d}" if meeting.held_until else "")
    if not first:
        raise Refused(_("The report does not say on which day this was. Enter the day instead."))
    try:
        meeting.held_on = date.fromisoformat(f"{year:04d}-{first}")
        meeting.held_until = date.fromisoformat(f"{year + (last < first):04d}-{last}") if last else None
    except ValueError:
        raise Refused(_("There is no such day in %(year)s.") % {"year": year}) from None
    meeting.month_day = meeting.until_month_day = ""
    meeting.year_basis = YearBasis.ASSUMED


def redate(directive: Directive, meeting: Meeting) -> bool:
    """Date a directive by the reader's rules and the day of its meeting; whether that changed anything.

    A date that a person set stays; a month and day that she set gets its year.
    """
    phrase = directive.due_text
    if directive.due_rule == REVIEWER_RULE:
        if directive.due_on is not None or not directive.due_month_day:
            return False
        month, day = map(int, directive.due_month_day.split("-"))
        phrase = f"{month}月{day}日前"
    found = dates.date_phrases(phrase, meeting.held_until or meeting.held_on, year_basis="assumed")
    if not found:
        return False
    deadline = next((d for d in found if d.rule == directive.due_rule), found[0])
    before = {name: getattr(directive, name) for name in _MOVED}
    new = due_fields(deadline)
    for name in _MOVED:
        setattr(directive, name, new[name])
    return before != {name: getattr(directive, name) for name in _MOVED}
