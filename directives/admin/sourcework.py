"""What a reviewer does with words that she selects in the source, and what tells her who else is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from directives import presence, reviewing, spotting
from directives.admin.answers import answer, state_of
from directives.admin.base import DeskAdmin, posted, who
from directives.admin.sourcetext import shown_as, source_span
from directives.admin.steps import number, take
from directives.models import Directive, Meeting
from directives.reading.types import Span

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin


@posted
def spot(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """A new card out of the selected words, with the reader's own reading of them."""
    meeting: Meeting = desk.found(request, pk)
    span = _selected(request, meeting)
    if span is None:
        return answer(desk, request, pk, _("Select the words of the demand in the source first."), ok=False)
    return take(
        desk,
        request,
        meeting,
        _("New card from the source"),
        lambda: spotting.spot(meeting, who(request), span),
        anchor=lambda made: f"d-{made.pk}" if made else "",
    )


@posted
def rest_on(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The selected words are the evidence of this directive."""
    row: Directive = desk.found(request, pk)
    span = _selected(request, row.meeting)
    if span is None:
        return answer(desk, request, row.meeting_id, _("Select words of the source."), ok=False, anchor=f"d-{pk}")
    seen, user = number(request, "revision"), who(request)
    title = _("Other words of the source for %(n)s") % {"n": row.number}
    step = lambda: reviewing.edit(row, user, {"evidence": span}, seen)  # noqa: E731
    return take(desk, request, row.meeting, title, step, anchor=lambda _row: f"d-{pk}")


@posted
def present(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The heartbeat of an open page: notes who has it open, and brings what others have changed meanwhile."""
    meeting: Meeting = desk.found(request, pk)
    if "leave" in request.POST:
        presence.leave(meeting, who(request))
        return HttpResponse(status=204)
    presence.note(meeting, who(request))
    others = {"others": presence.others(meeting, who(request))}
    html = render_to_string("admin/directives/meeting/who.html", others, request)
    return state_of(desk, request, pk, "", who=html)


def _selected(request: HttpRequest, meeting: Meeting) -> Span | None:
    """The selection, in the source; None where there is none."""
    start, end = number(request, "start"), number(request, "end")
    if start is None or end is None or start >= end:
        return None
    return source_span(meeting, (start, end), shown_as(request.POST.get("as", "")))
