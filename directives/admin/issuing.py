"""Issuing: the confirmed directives of a meeting go to the units that the reviewer ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives import access, assigning
from directives.access import Action
from directives.admin.base import attempt, in_area_of, who
from directives.forms.issue import IssueForm, Proposals
from directives.models import Assignment, Directive, DirectiveState, Meeting, Unit
from directives.proposing import ALL_BELOW, propose_units

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin


def issue(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the matrix with the proposed scope ticked; issue what is ticked; or add a column for another unit."""
    meeting: Meeting = desk.found(request, pk)
    access.require(access.may_for_office(request.user, Action.ISSUE, meeting.office_id))
    directives = list(confirmed(meeting, request))
    proposals = propose(directives)
    offered = Unit.objects.filter(in_area_of(request.user) | Q(pk__in={u.pk for us in proposals.values() for u in us}))
    units = columns(request, directives, proposals, offered)
    form = IssueForm(directives, units, proposals, offered, request.POST or None)
    if request.method == "POST" and "add" not in request.POST and form.is_valid() and hand_out(form, request):
        return redirect(reverse("admin:directives_meeting_issue", args=[pk]))
    context = {"meeting": meeting, "original": meeting, "form": form, "media": form.media}
    title = _("Issue: %(meeting)s") % {"meeting": meeting}
    return desk.page(request, "admin/directives/meeting/issue.html", title, context)


def confirmed(meeting: Meeting, request: HttpRequest) -> QuerySet[Directive]:
    rows = Directive.objects.visible_to(request.user).filter(meeting=meeting, state=DirectiveState.CONFIRMED)
    issued = Prefetch("assignments", Assignment.objects.select_related("unit"), to_attr="issued")
    related = rows.select_related("meeting__division", "meeting__office__division", "lead_unit")
    return related.prefetch_related("supporting_units", "divisions", issued).order_by("number")


def propose(directives: list[Directive]) -> Proposals:
    """The units proposed for each directive; those that name the same places and units are looked up once."""
    found: dict[Any, list[Unit]] = {}
    proposals = {}
    for directive in directives:
        key = (
            directive.lead_unit_id,
            tuple(sorted(u.pk for u in directive.supporting_units.all())),
            tuple(sorted(d.pk for d in directive.divisions.all())),
            bool(ALL_BELOW.search(f"{directive.scope}{directive.text}")),
        )
        if key not in found:
            found[key] = propose_units(directive)
        proposals[directive.pk] = found[key]
    return proposals


def columns(
    request: HttpRequest, directives: list[Directive], proposals: Proposals, offered: QuerySet[Unit]
) -> list[Unit]:
    """The units proposed, those that have something already, and those the user has added, in that order."""
    held = [a.unit for d in directives for a in d.issued]  # type: ignore[attr-defined]  # prefetched
    asked = {int(v) for v in request.POST.getlist("column") + request.POST.getlist("more") if v.isdecimal()}
    added = offered.filter(pk__in=asked) if asked else []
    return list(dict.fromkeys([u for units in proposals.values() for u in units] + held + list(added)))


def hand_out(form: IssueForm, request: HttpRequest) -> bool:
    """Issue all that is ticked, or nothing; what a unit has already stays as it is."""
    items = form.items()
    if not items:
        messages.error(request, _("Tick at least one unit."))
        return False
    before = {a.pk for d in form.directives for a in d.issued}  # type: ignore[attr-defined]  # prefetched
    made: list[Assignment] = []

    if not attempt(request, lambda: made.extend(assigning.issue_all(items, who(request)))):
        return False
    count = sum(a.pk not in before for a in made)
    messages.success(request, ngettext("%(n)d assignment issued.", "%(n)d assignments issued.", count) % {"n": count})
    return True
