"""What waits for the supervisor: items reported done, pleas for more time, counties that are silent."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directives import access, progress
from directives.access import Action
from directives.models import Assignment, AssignmentState, Extension, ProgressReport, User
from directives.views.checklist import listed

PER_PAGE = 50


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Each of the three lists, those waiting longest first; `show` says which is paged, the others show their heads."""
    user = cast(User, request.user)
    access.require(access.may(user, Action.VERIFY))
    office = access.scope_of(user).of_office("directive__meeting__office")
    mine = Assignment.objects.visible_to(user).own().filter(office)
    newest = ProgressReport.objects.select_related("author").prefetch_related("attachments").order_by("-id")
    submitted = listed(mine.filter(state=AssignmentState.SUBMITTED)).order_by("submitted_at", "id")
    pleas = Extension.objects.filter(state=Extension.State.ASKED, assignment__in=mine).order_by("asked_at", "id")
    lists = {
        "verify": submitted.prefetch_related(Prefetch("reports", newest)),
        "pleas": pleas.select_related("assignment__directive__meeting", "assignment__unit", "asked_by"),
        "silent": listed(progress.silent(mine)),
    }
    show = request.GET.get("show", "")
    chosen = show if show in lists else "verify"
    page = Paginator(lists[chosen], PER_PAGE).get_page(request.GET.get("page"))
    counts = {name: rows.count() for name, rows in lists.items()}
    return render(request, "inbox.html", {"page": page, "chosen": chosen, "counts": counts})
