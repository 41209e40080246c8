"""More time for an item: asked by the county with a reason, granted, granted otherwise, or refused by the office.

The old date is kept with the plea.  One plea at a time for each item; what is asked and decided is an event like any
other move.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from directives import clock
from directives.errors import Refused
from directives.models import Assignment, EventKind, Extension, User
from directives.workflow import locked, make

S = Extension.State


@transaction.atomic
def ask(a: Assignment, user: User, *, due_on: date, reason: str, revision: int | None = None) -> Extension:
    """Ask for a later date; the item goes on by the old one until the office has decided."""
    row = locked(a.pk)
    if row.due_on is None:
        raise Refused(_("This item has no due date that could be moved."))
    if due_on <= max(row.due_on, clock.today()):
        raise Refused(_("Ask for a day after the present due date, and after today."))
    if row.extensions.filter(state=S.ASKED).exists():
        raise Refused(_("More time has been asked for already; the office has yet to decide."))
    make(row, EventKind.EXTENSION_ASKED, user, note=reason, revision=revision)
    return Extension.objects.create(
        assignment=row,
        asked_by=user,
        asked_at=clock.now(),
        reason=reason.strip(),
        due_before=row.due_on,
        due_asked=due_on,
    )


@transaction.atomic
def grant(a: Assignment, user: User, *, due_on: date, note: str = "", revision: int | None = None) -> Extension:
    """Move the due date, to the day asked for or to another one; its reminders start anew."""
    plea = _asked(a)
    if due_on <= clock.today():
        raise Refused(_("Grant a day after today."))
    words = _("until %(day)s") % {"day": due_on}
    make(a, EventKind.EXTENSION_DECIDED, user, note=f"{words} {note}", revision=revision, due_on=due_on)
    return _decided(plea, S.GRANTED, user, note, due_on)


@transaction.atomic
def refuse(a: Assignment, user: User, *, reason: str, revision: int | None = None) -> Extension:
    """The old date stands."""
    plea = _asked(a)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    make(a, EventKind.EXTENSION_DECIDED, user, note=reason, revision=revision)
    return _decided(plea, S.REFUSED, user, reason, None)


def _asked(a: Assignment) -> Extension:
    """The plea that waits, after locking its item."""
    plea = locked(a.pk).extensions.filter(state=S.ASKED).first()
    if plea is None:
        raise Refused(_("No request for more time is waiting here: somebody has decided it, or it was dropped."))
    return plea


def _decided(plea: Extension, state: Extension.State, user: User, note: str, due_on: date | None) -> Extension:
    plea.state, plea.due_granted, plea.note = state, due_on, note.strip()
    plea.decided_by, plea.decided_at = user, clock.now()
    plea.save()
    return plea
