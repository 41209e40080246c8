"""What waits for the supervisor: items reported done, pleas for more time, counties that are silent.

Each can be answered where it stands, with the step's own form; who wants to see more opens the item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directives import access, clock, progress, workflow
from directives.access import Action
from directives.forms.steps import StepForm
from directives.models import Assignment, AssignmentState, Event, EventKind, Extension, ProgressReport, User
from directives.views.checklist import listed
from directives.views.steps import INBOX, STEPS, Step

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that may be taken in the list; sent with one tap where nothing has to be typed."""

    step: Step
    form: StepForm


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
    pleas = Prefetch("extensions", Extension.objects.filter(state=Extension.State.ASKED).select_related("asked_by"))
    waiting = mine.filter(extensions__state=Extension.State.ASKED)  # one of an item at most
    urged = Event.objects.filter(assignment=OuterRef("pk"), kind=EventKind.URGE, at__date=clock.today())
    lists = {
        "verify": submitted.prefetch_related(Prefetch("reports", newest)),
        "pleas": listed(waiting.order_by("extensions__asked_at", "id")).prefetch_related(pleas),
        "silent": listed(progress.silent(mine)).annotate(urged=Exists(urged)),
    }
    show = request.GET.get("show", "")
    chosen = show if show in lists else "verify"
    page = Paginator(lists[chosen], PER_PAGE).get_page(request.GET.get("page"))
    counts = {name: rows.count() for name, rows in lists.items()}
    cards = [(item, _offers(item, user, chosen)) for item in page]
    return render(request, "inbox.html", {"page": page, "cards": cards, "chosen": chosen, "counts": counts})


def _offers(item: Assignment, user: User, chosen: str) -> list[Offer]:
    if getattr(item, "urged", False):  # of the silent: once a day is enough
        return []
    allowed = workflow.allowed(item, user)
    steps = [STEPS[name] for name in INBOX[chosen] if STEPS[name].kind in allowed]
    return [Offer(step, step.form(item=item, prefix=step.name, auto_id=f"id_{item.pk}_%s")) for step in steps]
