"""What has no report, entered by hand: a leader's instruction, a minute, a petition, as a meeting with drafts.

Pasted lines are kept as they came, as the meeting's source: each line becomes a draft, read like a report's demand,
with its evidence in that source.  What is entered field by field rests on no words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from directives import access, dating, drafts, indexing, reviewing
from directives.access import Action
from directives.errors import Refused
from directives.models import Division, Meeting, Source, StoredFile, Unit, User

MOST_LINES = 200
LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wrote down: `origin` is one of `models.Origin`, `speakers` dicts with name and office.

    `lines` holds one demand a line; `directives` the facts of others, as `reviewing.add_directive` takes them.
    """

    origin: str
    title: str
    held_on: date
    division: Division | None = None
    speakers: Sequence[Mapping[str, str]] = ()
    lines: str = ""
    directives: Sequence[Mapping[str, Any]] = ()


class Entered(NamedTuple):
    """The meeting; `repeated` where the same words of the same day stood there already, and nothing was written."""

    meeting: Meeting
    repeated: bool


@transaction.atomic
def enter(office: Unit, user: User, entry: Entry) -> Entered:
    """Write the meeting and its drafts, all or none.

    Raises:
        Refused: when there is no demand, too many of them, or a value that is not valid.
        PermissionDenied: when the user may not enter for the office.
    """
    access.require(access.may_for_office(user, Action.ENTER, office.pk))
    lines = drafts.storable(entry.lines.replace("\r\n", "\n"))
    _check(lines, entry)
    source = None
    if lines.strip():
        # Of two clicks on one button, the later finds what the earlier wrote.
        Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=office.pk)
        fingerprint = _fingerprint(entry, lines)
        held = Meeting.objects.filter(source__office=office, source__fingerprint=fingerprint).first()
        if held is not None:
            return Entered(held, repeated=True)
        source = _keep(office, user, entry, lines, fingerprint)
    facts = {name: getattr(entry, name) for name in ("origin", "title", "held_on", "division", "speakers")}
    meeting = reviewing.create_meeting(office, user, source=source, **facts)
    if source is not None:
        _read(meeting, user, entry, lines)
    for directive in entry.directives:
        reviewing.add_directive(meeting, user, **directive)
    return Entered(meeting, repeated=False)


def _check(lines: str, entry: Entry) -> None:
    written = [line for line in lines.splitlines() if line.strip()]
    if not written and not entry.directives:
        raise Refused(_("Enter at least one directive."))
    if len(written) > MOST_LINES:
        raise Refused(_("At most %(n)s lines at once: enter the rest as another meeting.") % {"n": MOST_LINES})
    for line in written:
        if len(line) > LONGEST_LINE:
            words = {"n": LONGEST_LINE, "line": line[:20]}
            raise Refused(_("A line has at most %(n)s characters, one demand: “%(line)s…”") % words)


def _fingerprint(entry: Entry, lines: str) -> str:
    """The same words may come again on another day, or about another case: those are another entry."""
    place = entry.division.pk if entry.division else ""
    facts = (entry.origin, entry.title, entry.held_on.isoformat(), place, *map(str.strip, lines.splitlines()))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _keep(office: Unit, user: User, entry: Entry, lines: str, fingerprint: str) -> Source:
    source = Source.objects.create(
        office=office,
        file=StoredFile.objects.store(lines.encode(), "text/plain"),
        name=f"{entry.title[:180]}.txt",
        text=lines,
        fingerprint=fingerprint,
        uploaded_by=user,
    )
    indexing.keep([source])
    return source


def _read(meeting: Meeting, user: User, entry: Entry, lines: str) -> None:
    from directives.reading.jotting import read_lines  # loads the gazetteer: only when lines are pasted

    found = read_lines(
        lines,
        dating.reference_of(meeting),
        year_basis=dating.basis_of(meeting),
        home=meeting.division_id,
        title=meeting.title,
        speakers=[speaker["name"] for speaker in entry.speakers],
    )
    drafts.add(meeting, found, user, _("entered by hand"))
