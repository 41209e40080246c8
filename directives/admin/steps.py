"""The one-click steps of the review: each takes a POST, calls its writer, and goes back to where it was clicked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives import reviewing
from directives.admin.base import DeskAdmin, attempt, posted, who
from directives.errors import Refused
from directives.forms.review import YearForm
from directives.models import Commitment, Directive, DirectiveState, Kind, Meeting

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin

Step = Callable[[Directive, Any, int | None], Any]


def _revision(request: HttpRequest) -> int | None:
    value = request.POST.get("revision", "")
    return int(value) if value.isdecimal() else None


def _back(meeting_id: int, request: HttpRequest, anchor: str = "") -> HttpResponse:
    """To the meeting, narrowed as it was, at the card that was clicked."""
    show = request.POST.get("show", "")
    address = reverse("admin:directives_meeting_change", args=[meeting_id])
    return redirect(f"{address}{f'?show={show}' if show.isalpha() else ''}{f'#{anchor}' if anchor else ''}")


@posted
def year(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter the year with four digits."))
        return _back(pk, request)
    asked, revision = form.cleaned_data["year"], form.cleaned_data["revision"]
    done = _("The year is set, and the deadlines of the drafts are counted from it.")
    attempt(request, lambda: reviewing.set_year(meeting, who(request), asked, revision), done)
    return _back(pk, request)


@posted
def confirm_dated(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    confirmed: list[Directive] = []
    if attempt(request, lambda: confirmed.extend(reviewing.confirm_dated_tasks(meeting, who(request)))):
        words = ngettext("%(n)d directive confirmed.", "%(n)d directives confirmed.", len(confirmed))
        messages.success(request, words % {"n": len(confirmed)})
    return _back(pk, request)


@posted
def reject_principles(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Put the slogans aside, all or none; those confidential to others are left."""
    meeting: Meeting = desk.found(request, pk)
    rows = Directive.objects.visible_to(request.user).filter(
        meeting=meeting, kind=Kind.PRINCIPLE, state=DirectiveState.DRAFT
    )

    def reject_all() -> None:
        with transaction.atomic():
            for row in rows.order_by("pk"):
                reviewing.reject(row, who(request))

    attempt(request, reject_all, _("The principles are put aside."))
    return _back(pk, request)


@posted
def discard(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    reason = request.POST.get("reason", "")
    step = lambda: reviewing.discard(meeting, who(request), reason, _revision(request))  # noqa: E731
    attempt(request, step, _("The report is put aside."))
    return _back(pk, request)


@posted
def adopt(desk: MeetingAdmin, request: HttpRequest, pk: int, commitment: int) -> HttpResponse:
    meeting: Meeting = desk.found(request, pk)
    row = get_object_or_404(Commitment, pk=commitment, meeting=meeting)
    attempt(request, lambda: reviewing.adopt(row, who(request)), _("The commitment is a draft directive now."))
    return _back(pk, request, f"c-{row.pk}")


@posted
def confirm(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(desk, request, pk, reviewing.confirm)


@posted
def reject(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(desk, request, pk, lambda row, user, revision: reviewing.reject(row, user, "", revision))


@posted
def reopen(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(desk, request, pk, reviewing.reopen_draft)


@posted
def take_date(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take another reading of the deadline, one of those the reader offered."""
    day = parse_date(request.POST.get("due_on", ""))
    if day is None:
        messages.error(request, _("Choose one of the dates."))
    change = lambda row, user, revision: day and reviewing.edit(row, user, {"due_on": day}, revision)  # noqa: E731
    return _decide(desk, request, pk, change)


@posted
def merge(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Put the demand aside for the standing one that it repeats."""
    change = lambda row, user, revision: reviewing.merge(row, _standing(row, user), user, revision)  # noqa: E731
    return _decide(desk, request, pk, change)


@posted
def keep(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """It repeats nothing: the proposed link goes."""
    change = lambda row, user, revision: reviewing.edit(row, user, {"standing": None}, revision)  # noqa: E731
    return _decide(desk, request, pk, change)


@posted
def move_standing(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The follow-up moved the deadline: the standing directive takes it, and the repeat is merged into that."""

    @transaction.atomic
    def move(row: Directive, user: Any, revision: int | None) -> None:
        if row.due_on is None:
            raise Refused(_("This demand has no date to move the standing one to."))
        moved = {"due_on": row.due_on, "due_text": row.due_text, "firm": row.firm}
        standing = reviewing.edit(_standing(row, user), user, moved)
        reviewing.merge(row, standing, user, revision)

    return _decide(desk, request, pk, move)


def _standing(row: Directive, user: Any) -> Directive:
    standing = Directive.objects.visible_to(user).filter(repeats=row).first()
    if standing is None:
        raise Refused(_("This demand repeats no other any more."))
    return standing


def _decide(desk: DeskAdmin, request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    row: Directive = desk.found(request, pk)
    attempt(request, lambda: step(row, who(request), _revision(request)))
    return _back(row.meeting_id, request, f"d-{pk}")
