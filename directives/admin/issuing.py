"""Issuing: the confirmed directives of a meeting go to the units that the reviewer ticks.

The page works as a plain form; its script sends the same form and puts the answer in place (`LIVE`), or the opened
details of one directive (`OWN`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives import access, assigning
from directives.access import Action
from directives.admin.base import in_area_of, who
from directives.errors import Refused
from directives.forms.issue import FurtherUnits, Matrix, Proposals
from directives.models import Assignment, Directive, DirectiveState, Meeting, Unit, UnitKind
from directives.proposing import Addressee, propose

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin

PART = "X-Part"
"""The header in which our script says which part of the page it can put in place."""
LIVE, OWN = "live", "own"


def issue(desk: MeetingAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the matrix with the proposed scope ticked; issue what is ticked; open a line; or add a column."""
    meeting: Meeting = desk.found(request, pk)
    access.require(access.may_for_office(request.user, Action.ISSUE, meeting.office_id))
    if request.method != "POST":
        return page(desk, request, meeting, Matrix(*ground(meeting, request)))
    matrix = Matrix(*ground(meeting, request), request.POST)
    if "open" in request.POST:
        line = matrix.line(request.POST["open"])
        if request.headers.get(PART) == OWN and line is not None:
            return render(request, "admin/directives/meeting/issue_own.html", {"line": line})
    elif "add" not in request.POST:
        answer = hand_out(matrix, request)
        if request.headers.get(PART) == LIVE:
            return live(request, meeting, answer, matrix)
        if not answer.get("refused"):
            messages.success(request, answer["done"])
            return redirect(reverse("admin:directives_meeting_issue", args=[pk]))
        return page(desk, request, meeting, matrix, **answer)
    return page(desk, request, meeting, matrix)


def page(desk: MeetingAdmin, request: HttpRequest, meeting: Meeting, matrix: Matrix, **answer: str) -> HttpResponse:
    further = FurtherUnits(offered(request))
    context = {"meeting": meeting, "original": meeting, "matrix": matrix, "further": further, "media": further.media}
    title = _("Issue: %(meeting)s") % {"meeting": meeting}
    return desk.page(request, "admin/directives/meeting/issue.html", title, context | answer)


def live(request: HttpRequest, meeting: Meeting, answer: dict[str, str], matrix: Matrix) -> HttpResponse:
    """The part of the page that changes, as it stands now."""
    refused = bool(answer.get("refused"))
    shown = matrix if refused else Matrix(*ground(meeting, request), anew(request.POST))
    context = {"meeting": meeting, "matrix": shown, **answer}
    return render(request, "admin/directives/meeting/issue_live.html", context, status=422 if refused else 200)


def anew(sent: QueryDict) -> QueryDict:
    """The form as it was sent, for a page that is to be sent again: another act, with nothing opened."""
    kept = sent.copy()
    for name in ("token", "opened", "seen"):
        kept.pop(name, None)
    return kept


def hand_out(matrix: Matrix, request: HttpRequest) -> dict[str, str]:
    """Issue all that is ticked, or nothing; what a unit has already stays as it is.  What came of it, in words."""
    sending = matrix.sending()
    if (count := assigning.made_by(sending)) is not None:
        return {"done": issued_in_words(count)}
    if matrix.errors:
        return {"refused": " ".join(matrix.errors)}
    if not matrix.count:
        return {"refused": _("Tick at least one unit.")}
    if not matrix.is_seen:
        return {"refused": _("Look at the counties that are left out, then issue.")}
    try:
        with transaction.atomic():
            count = assigning.issue_once(matrix.items(), who(request), sending)
    except Refused as refusal:
        return {"refused": str(refusal)}
    return {"done": issued_in_words(count)}


def issued_in_words(count: int) -> str:
    return ngettext("%(n)d assignment issued.", "%(n)d assignments issued.", count) % {"n": count}


def ground(meeting: Meeting, request: HttpRequest) -> tuple[list[Directive], list[Addressee], Proposals]:
    """The lines, the columns and the proposals of a meeting's matrix."""
    directives = list(confirmed(meeting, request))
    proposals = propose(directives)
    return directives, columns(request, directives, proposals), proposals


def confirmed(meeting: Meeting, request: HttpRequest) -> QuerySet[Directive]:
    rows = Directive.objects.visible_to(request.user).filter(meeting=meeting, state=DirectiveState.CONFIRMED)
    issued = Prefetch("assignments", Assignment.objects.select_related("unit__division"), to_attr="issued")
    return (
        rows.select_related("meeting__division", "meeting__office__division", "lead_unit__division")
        .prefetch_related("targets", issued)
        .order_by("number")
    )


def offered(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.filter(in_area_of(request.user)).select_related("division")


def columns(request: HttpRequest, directives: list[Directive], proposals: Proposals) -> list[Addressee]:
    """Those proposed, those that have something already, and those the user has added, in that order."""
    found = dict.fromkeys(addressee for each in proposals.values() for addressee in each)
    held = [Addressee.of(a.unit) for d in directives for a in d.issued]  # type: ignore[attr-defined]  # prefetched
    known = {addressee.key: addressee for addressee in [*found, *held]}
    asked = {key for key in request.POST.getlist("column") if key not in known}
    keys = {key.removeprefix("u") for key in asked} | set(request.POST.getlist("more"))
    places = {key.removeprefix("of") for key in asked}
    if asked or keys:
        named = Q(pk__in={int(key) for key in keys if key.isdecimal()})
        governments = Q(kind=UnitKind.GOVERNMENT, division__in=places)
        for unit in offered(request).filter(named | governments):
            known.setdefault(Addressee.of(unit).key, Addressee.of(unit))
    return list(known.values())
