"""The steps of the review: each takes a POST, calls its writer, and answers with what came of it.

Every step is kept (`undoing.taken`), so that the reviewer can take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives import reviewing, splitting, undoing
from directives.admin.answers import answer
from directives.admin.base import DeskAdmin, posted, who
from directives.errors import Refused
from directives.forms.review import DayForm, YearForm
from directives.models import Commitment, Directive, DirectiveState, Kind, Meeting, User

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin

Step = Callable[[Directive, User, int | None], Any]


def take(
    desk: DeskAdmin,
    request: HttpRequest,
    meeting: Meeting,
    title: str,
    step: Callable[[], Any],
    *,
    done: Callable[[Any], str] = lambda _result: "",
    anchor: Callable[[Any], str] = lambda _result: "",
    also: Iterable[Directive] = (),
) -> HttpResponse:
    """Take a step of the meeting: say that it is `done` (or its title), or why it was refused."""
    try:
        result = undoing.taken(meeting, who(request), title, step, also)
    except Refused as refusal:
        return answer(desk, request, meeting.pk, str(refusal), ok=False, anchor=anchor(None))
    return answer(desk, request, meeting.pk, done(result) or title, anchor=anchor(result))


def number(request: HttpRequest, name: str) -> int | None:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() else None


@posted
def year(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    form = YearForm(request.POST)
    if not form.is_valid():
        return answer(desk, request, pk, _("Enter the year with four digits."), ok=False)
    asked, seen = form.cleaned_data["year"], form.cleaned_data["revision"]
    done = _("The year is set, and the deadlines of the drafts are counted from it.")
    step = lambda: reviewing.set_year(meeting, who(request), asked, seen)  # noqa: E731
    return take(desk, request, meeting, _("Year set to %(year)s") % {"year": asked}, step, done=lambda _rows: done)


@posted
def day(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        return answer(desk, request, pk, _("Enter the day of the meeting."), ok=False)
    facts, seen = {"held_on": form.cleaned_data["held_on"]}, form.cleaned_data["revision"]
    done = _("The day is set, and the deadlines of the drafts are counted from it.")
    step = lambda: reviewing.edit_meeting(meeting, who(request), facts, seen)  # noqa: E731
    return take(desk, request, meeting, _("Day set to %(held_on)s") % facts, step, done=lambda _row: done)


@posted
def confirm_dated(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)

    def done(rows: list[Directive]) -> str:
        return ngettext("%(n)d directive confirmed.", "%(n)d directives confirmed.", len(rows)) % {"n": len(rows)}

    step = lambda: reviewing.confirm_dated_tasks(meeting, who(request))  # noqa: E731
    return take(desk, request, meeting, _("All dated tasks confirmed"), step, done=done)


@posted
def reject_principles(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Put the slogans aside, all or none; those confidential to others are left."""
    meeting: Meeting = desk.found(request, pk)
    rows = Directive.objects.visible_to(request.user).filter(
        meeting=meeting, kind=Kind.PRINCIPLE, state=DirectiveState.DRAFT
    )

    @transaction.atomic
    def reject_all() -> None:
        for row in rows.order_by("pk"):
            reviewing.reject(row, who(request))

    return take(desk, request, meeting, _("The principles are put aside."), reject_all)


@posted
def discard(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    reason, seen = request.POST.get("reason", ""), number(request, "revision")
    step = lambda: reviewing.discard(meeting, who(request), reason, seen)  # noqa: E731
    return take(desk, request, meeting, _("The report is put aside."), step)


@posted
def adopt(desk: MeetingAdmin, request: HttpRequest, pk: int, commitment: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    row = get_object_or_404(Commitment, pk=commitment, meeting=meeting)
    step = lambda: reviewing.adopt(row, who(request))  # noqa: E731
    title = _("The commitment is a draft directive now.")
    return take(desk, request, meeting, title, step, anchor=lambda _made: f"c-{commitment}")


@posted
def undo(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take the user's last step on this meeting back."""
    meeting: Meeting = desk.found(request, pk)
    try:
        step, keys = undoing.undo(meeting, who(request))
    except Refused as refusal:
        return answer(desk, request, pk, str(refusal), ok=False)
    said = _("Undone: %(step)s") % {"step": step.title}
    return answer(desk, request, pk, said, anchor=f"d-{keys[0]}" if keys else "")


@posted
def confirm(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(desk, request, pk, _("Confirmed: %(n)s"), reviewing.confirm)


@posted
def reject(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    step: Step = lambda row, user, seen: reviewing.reject(row, user, "", seen)  # noqa: E731
    return _decide(desk, request, pk, _("Rejected: %(n)s"), step)


@posted
def reopen(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(desk, request, pk, _("Back to draft: %(n)s"), reviewing.reopen_draft)


@posted
def take_date(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take another reading of the deadline, one of those the reader offered."""

    def change(row: Directive, user: User, seen: int | None) -> Directive:
        chosen = parse_date(request.POST.get("due_on", ""))
        if chosen is None:
            raise Refused(_("Choose one of the dates."))
        return reviewing.edit(row, user, {"due_on": chosen}, seen)

    return _decide(desk, request, pk, _("Another date for %(n)s"), change)


@posted
def split(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Cut the draft at `at`, a character of its text."""
    at = number(request, "at") or 0
    step: Step = lambda row, user, seen: splitting.split(row, at, user, seen)  # noqa: E731
    return _decide(desk, request, pk, _("Split: %(n)s"), step)


@posted
def join(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take the words of another draft of the meeting, `other`, into this one."""

    def step(row: Directive, user: User, seen: int | None) -> Directive:
        rows = Directive.objects.visible_to(user).filter(meeting=row.meeting_id)
        other = rows.filter(pk=number(request, "other") or 0).first()
        if other is None:
            raise Refused(_("Choose another draft of this meeting."))
        return splitting.join(row, other, user, seen, number(request, "others"))

    return _decide(desk, request, pk, _("Merged with the next: %(n)s"), step)


@posted
def merge(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Put the demand aside for the standing one that it repeats."""
    step: Step = lambda row, user, seen: reviewing.merge(row, _standing(row, user), user, seen)  # noqa: E731
    return _decide(desk, request, pk, _("Merged into the standing one: %(n)s"), step)


@posted
def keep(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """It repeats nothing: the proposed link goes."""
    step: Step = lambda row, user, seen: reviewing.edit(row, user, {"standing": None}, seen)  # noqa: E731
    return _decide(desk, request, pk, _("Kept as its own: %(n)s"), step)


@posted
def move_standing(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The follow-up moved the deadline: the standing directive takes it, and the repeat is merged into that."""

    @transaction.atomic
    def move(row: Directive, user: User, seen: int | None) -> None:
        if row.due_on is None:
            raise Refused(_("This demand has no date to move the standing one to."))
        moved = {"due_on": row.due_on, "due_text": row.due_text, "firm": row.firm}
        standing = reviewing.edit(_standing(row, user), user, moved)
        reviewing.merge(row, standing, user, seen)

    also = Directive.objects.visible_to(request.user).filter(repeats=pk)
    return _decide(desk, request, pk, _("The standing one has the date of %(n)s"), move, also)


def _standing(row: Directive, user: User) -> Directive:
    standing = Directive.objects.visible_to(user).filter(repeats=row).first()
    if standing is None:
        raise Refused(_("This demand repeats no other any more."))
    return standing


def _decide(
    desk: DeskAdmin, request: HttpRequest, pk: int, title: str, step: Step, also: Iterable[Directive] = ()
) -> HttpResponse:
    """A step on one directive, of the revision that its card showed."""
    row: Directive = desk.found(request, pk)
    seen = number(request, "revision")
    return take(
        desk,
        request,
        row.meeting,
        title % {"n": row.number},
        lambda: step(row, who(request), seen),
        anchor=lambda _result: f"d-{pk}",
        also=also,
    )
