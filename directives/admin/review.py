"""The pages of one meeting: its review, its facts, a directive added by hand, its source as it came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from directives import access, labels, reviewing
from directives.access import Action
from directives.admin.base import attempt, in_area_of, who
from directives.admin.cards import card, marks, reasons
from directives.admin.editing import edit_page
from directives.admin.highlight import pieces
from directives.forms.review import DirectiveForm, MeetingForm, YearForm, target_forms
from directives.models import Assignment, Commitment, Directive, DirectiveState, Kind, Meeting, MeetingState, Unit

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin

SHOWN: dict[str, Callable[[Directive], bool]] = {
    "open": lambda d: d.state == DirectiveState.DRAFT,
    "dated": lambda d: bool(d.due_on or d.due_month_day),
    "tasks": lambda d: d.kind == Kind.TASK,
    "principles": lambda d: d.kind == Kind.PRINCIPLE,
}
"""What the list of cards may be narrowed to."""


def page(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The review: the source with its evidence marked, beside the proposals in the order of the text."""
    meeting = _whole(desk, request, pk)
    directives, promises = _proposals(meeting, request)
    text = meeting.source.text if meeting.source else ""
    may_review = access.may_for_office(request.user, Action.REVIEW, meeting.office_id)
    show = request.GET.get("show", "")
    context = {
        "meeting": meeting,
        "original": meeting,
        "pieces": pieces(text, marks([*directives, *promises])),
        "cards": [card(row, text) for row in narrowed(directives, show)],
        "promises": [card(row, text) for row in promises],
        "show": show,
        "shown": SHOWN,
        "counts": counts(directives),
        "repairs": [(labels.repair(each["kind"]), each["count"]) for each in meeting.repairs],
        "whys": reasons(meeting.reasons),
        "year_form": year_form(meeting) if may_review else None,
        "may_review": may_review and meeting.state != MeetingState.DISCARDED,
        "may_issue": access.may_for_office(request.user, Action.ISSUE, meeting.office_id),
    }
    return desk.page(request, "admin/directives/meeting/review.html", str(meeting), context)


def _whole(desk: MeetingAdmin, request: HttpRequest, pk: int) -> Meeting:
    rows = desk.visible(Meeting.objects.all(), request)
    whole = rows.select_related("source__file", "office", "division", "venue").prefetch_related("speakers")
    meeting: Meeting | None = whole.filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def _proposals(meeting: Meeting, request: HttpRequest) -> tuple[list[Directive], list[Commitment]]:
    """The directives and commitments in the order of the text; what was typed in by hand comes last.

    A standing directive that the user may not see is not shown to be one.
    """
    given = Exists(Assignment.objects.filter(directive=OuterRef("pk")))
    standing = Directive.objects.visible_to(request.user).select_related("meeting").annotate(given=given)
    directives = (
        Directive.objects.visible_to(request.user)
        .filter(meeting=meeting)
        .select_related("lead_unit", "decided_by", "recurrence", "merged_into")
        .prefetch_related("targets", "supporting_units", "divisions")
        .prefetch_related(Prefetch("assignments", to_attr="issued"), Prefetch("standing", queryset=standing))
    )
    promises = Commitment.objects.filter(meeting=meeting).select_related("directive")
    return sorted(directives, key=_in_text), sorted(promises, key=_in_text)


def _in_text(row: Directive | Commitment) -> tuple[bool, int, int]:
    return (row.evidence_start is None, row.evidence_start or 0, row.number)


def narrowed(directives: Sequence[Directive], show: str) -> list[Directive]:
    """The directives that the reviewer wants to look at; all of them unless `show` is one of SHOWN."""
    wanted = SHOWN.get(show)
    return [d for d in directives if wanted is None or wanted(d)]


def counts(directives: Sequence[Directive]) -> dict[str, int]:
    drafts = [d for d in directives if d.state == DirectiveState.DRAFT]
    confirmed = [d for d in directives if d.state == DirectiveState.CONFIRMED]
    return {
        "all": len(directives),
        "drafts": len(drafts),
        "dated_drafts": sum(map(reviewing.plain, drafts)),
        "principle_drafts": sum(d.kind == Kind.PRINCIPLE for d in drafts),
        "confirmed": len(confirmed),
        "issued": sum(bool(d.issued) for d in directives),  # type: ignore[attr-defined]  # prefetched
    }


def year_form(meeting: Meeting) -> YearForm | None:
    """Asked for where the report names a day without its year."""
    if meeting.held_on is not None or not meeting.month_day:
        return None
    published = meeting.source.published_on if meeting.source else None
    return YearForm(initial={"revision": meeting.revision, "year": published.year if published else None})


def source(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it came, to be saved: never shown by the browser itself, it may be anybody's web page."""
    meeting = _whole(desk, request, pk)
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
        return reviewing.edit_meeting(meeting, who(request), form.changes(), form.cleaned_data["revision"])

    back = reverse("admin:directives_meeting_change", args=[pk])
    return edit_page(desk, request, form=form, save=save, back=back, title=str(meeting))


def add_directive(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a demand that the reader missed."""
    meeting: Meeting = desk.found(request, pk)
    access.require(access.may_for_office(request.user, Action.REVIEW, meeting.office_id))
    units = Unit.objects.filter(in_area_of(request.user))
    form = DirectiveForm(request.POST or None, instance=Directive(meeting=meeting), units=units)
    rows = target_forms(form.instance, request.POST or None)
    back = reverse("admin:directives_meeting_change", args=[pk])
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        changes = {**form.changes(), "targets": rows.targets()}
        if attempt(request, lambda: reviewing.add_directive(meeting, who(request), **changes)):
            messages.success(request, _("The directive was added as a draft."))
            return redirect(back)
    context = {"form": form, "targets": rows, "back": back, "media": form.media, "original": meeting}
    return desk.page(request, "admin/directives/edit.html", _("Add a directive"), context)
