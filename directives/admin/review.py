"""The pages of one meeting: its review, its facts, a directive added by hand, its source as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from directives import access, reviewing, undoing
from directives.access import Action
from directives.admin.base import attempt, in_area_of, who
from directives.admin.editing import edit_page
from directives.admin.proposals import context, whole, with_source
from directives.forms.review import DirectiveForm, MeetingForm, rhythm_form, target_forms
from directives.models import Directive, Meeting, Unit

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin


def page(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The review: the source with its evidence marked, beside the proposals in the order of the text."""
    state = with_source(context(desk, request, pk))
    return desk.page(request, "admin/directives/meeting/review.html", str(state["meeting"]), state)


def source(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it came, to be saved: never shown by the browser itself, it may be anybody's web page."""
    meeting = whole(desk, request, pk)
    if meeting.source is None:
        raise Http404
    saved_as = content_disposition_header(True, meeting.source.name or "report.txt")
    headers = {"Content-Disposition": saved_as or "attachment"}
    return HttpResponse(meeting.source.file.read(), content_type="application/octet-stream", headers=headers)


def facts(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the reader made of the meeting itself."""
    meeting: Meeting = desk.found(request, pk)
    access.require(access.may_for_office(request.user, Action.REVIEW, meeting.office_id))
    form = MeetingForm(request.POST or None, instance=meeting)

    def save() -> Any:
        seen = form.cleaned_data["revision"]
        step = lambda: reviewing.edit_meeting(meeting, who(request), form.changes(), seen)  # noqa: E731
        return undoing.taken(meeting, who(request), _("Facts corrected"), step)

    back = reverse("admin:directives_meeting_change", args=[pk])
    return edit_page(desk, request, form=form, save=save, back=back, title=str(meeting))


def add_directive(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a demand that the reader missed."""
    meeting: Meeting = desk.found(request, pk)
    access.require(access.may_for_office(request.user, Action.REVIEW, meeting.office_id))
    units = Unit.objects.filter(in_area_of(request.user))
    form = DirectiveForm(request.POST or None, instance=Directive(meeting=meeting), units=units)
    rows, rhythm = target_forms(form.instance, request.POST or None), rhythm_form(form.instance, request.POST or None)
    back = reverse("admin:directives_meeting_change", args=[pk])
    if request.method == "POST" and form.is_valid() and rows.is_valid() and rhythm.is_valid():
        changes = {**form.changes(), "targets": rows.targets(), "recurrence": rhythm.rhythm()}
        step = lambda: reviewing.add_directive(meeting, who(request), **changes)  # noqa: E731
        if attempt(request, lambda: undoing.taken(meeting, who(request), _("Added by hand"), step)):
            messages.success(request, _("The directive was added as a draft."))
            return redirect(back)
    context = {"form": form, "targets": rows, "rhythm": rhythm, "back": back, "media": form.media, "original": meeting}
    return desk.page(request, "admin/directives/edit.html", _("Add a directive"), context)
