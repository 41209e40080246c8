"""The page on which an instruction, a minute or a petition is entered by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives import access, byhand
from directives.access import Action
from directives.admin.base import attempt, who
from directives.forms.byhand import HandEntry
from directives.models import Meeting

if TYPE_CHECKING:
    from directives.admin.meetings import MeetingAdmin


def page(desk: MeetingAdmin, request: HttpRequest) -> HttpResponse:
    """The form; what was entered is then looked through on the page of its meeting."""
    access.require(access.may(request.user, Action.ENTER))
    forms = HandEntry(who(request), request.POST or None)
    if request.method == "POST" and forms.is_valid():
        entered: list[byhand.Entered] = []
        office = forms.facts.cleaned_data["office"]
        if attempt(request, lambda: entered.append(byhand.enter(office, who(request), forms.entry()))):
            return _to_meeting(request, *entered[0])
    context = {"forms": forms, "media": forms.facts.media, "back": reverse("admin:directives_meeting_changelist")}
    return desk.page(request, "admin/directives/meeting/by_hand.html", _("Enter by hand"), context)


def _to_meeting(request: HttpRequest, meeting: Meeting, repeated: bool) -> HttpResponse:
    if repeated:
        messages.warning(request, _("This is entered already; nothing was doubled."))
    else:
        n = meeting.directives.count()
        said = ngettext(
            "%(n)d directive is entered: look it through.",
            "%(n)d directives are entered: look them through.",
            n,
        )
        messages.success(request, said % {"n": n})
    return redirect("admin:directives_meeting_change", meeting.pk)
