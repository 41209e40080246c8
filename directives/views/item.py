"""The page of one item: how it stands, what may be done with it, and its life."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives import clock, delegating, schedule, workflow
from directives.errors import Refused
from directives.evidence import excerpt
from directives.forms.steps import StepForm
from directives.models import Assignment, Event, EventKind, Extension, Target, TargetShare, User
from directives.views import answers
from directives.views.steps import INBOX, STEPS

TURNS = (EventKind.SUBMIT, EventKind.RETURN, EventKind.REOPEN)
"""What passes an item from one side to the other."""


def _find(request: HttpRequest, pk: int) -> Assignment:
    user = cast(User, request.user)
    rows = Assignment.objects.visible_to(user).select_related(
        "directive__meeting__source",
        "directive__meeting__office",
        "directive__lead_unit",
        "directive__recurrence",
        "unit__division",
        "closed_by",
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk))


@login_required
def step(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Make one move; whatever is refused comes back with what was typed.

    The address is also where the browser stands when that page is loaded anew, in another language or after a
    login in between: it then leads to the item.
    """
    if kind not in STEPS:
        raise Http404
    if request.method != "POST":
        return redirect("assignment", pk=pk)
    found, chosen = _find(request, pk), STEPS[kind]
    form = answers.posted(request, chosen, found)
    if not form.is_valid():
        return _back(request, found, form, status=422)
    try:
        chosen.act(found, cast(User, request.user), form)
    except Refused as why:
        found.refresh_from_db()
        form.refuse(str(why), found)
        return _back(request, found, form, status=409)
    messages.success(request, str(chosen.done))
    return answers.go_on(request, _where_from(request.POST.get("back", ""), pk))


def _where_from(back: str, pk: int) -> str:
    """The page that the step was taken on: the checklist, one of the inbox's lists, or the item's own."""
    if back == "checklist":
        return f"{reverse('checklist')}#item-{pk}"
    if back in INBOX:
        return f"{reverse('inbox')}?show={back}"
    return reverse("assignment", args=[pk])


def _back(request: HttpRequest, found: Assignment, form: StepForm, status: int) -> HttpResponse:
    """What was refused, with what was typed."""
    if answers.wants_data(request):
        return answers.wanting(form, status)
    return _page(request, found, bound=(str(form.prefix), form), status=status)


def _page(
    request: HttpRequest, found: Assignment, bound: tuple[str, StepForm] | None = None, status: int = 200
) -> HttpResponse:
    meeting = found.directive.meeting
    extensions = found.extensions.select_related("asked_by", "decided_by").order_by("-id")
    steps = offers(found, cast(User, request.user), STEPS, bound, request.GET.get("do"))
    context = {
        "item": found,
        "steps": steps,
        "takes_files": any(each["form"].is_multipart() for each in steps),
        "excerpt": excerpt(found.directive, meeting.source.text) if meeting.source else None,
        "targets": _targets(found),
        "due_days": _due_days(found),
        "milestones": list(found.milestones.all()),
        "expected": _expected(found),
        "plea": next((each for each in extensions if each.state == Extension.State.ASKED), None),
        "extensions": [each for each in extensions if each.state != Extension.State.ASKED],
        "parts": list(found.parts.select_related("unit", "directive__meeting").order_by("unit__division__code")),
        "rolled_up": delegating.roll_up(found),
        "reports": list(found.reports.select_related("author").prefetch_related("attachments")),
        "returned": _returned(found),
        "events": found.events.select_related("actor").order_by("-id"),
    }
    return render(request, "assignment.html", context, status=status)


def offers(
    item: Assignment,
    user: User,
    steps: Iterable[str],
    bound: tuple[str, StepForm] | None = None,
    wanted: str | None = None,
) -> list[dict[str, Any]]:
    """The steps, of those named, that the user may take now, each with its form.

    `bound` is the step that was sent and came back, with its form: it is shown whether it still may be taken or not.
    `wanted` is the step that stands open; without it, the first does.
    """
    found: list[dict[str, Any]] = []
    allowed = workflow.allowed(item, user)
    for name in steps:
        step = STEPS[name]
        is_bound = bound is not None and bound[0] == name
        if not is_bound and not (step.kind in allowed and step.suits(item)):
            continue
        form = bound[1] if bound and is_bound else step.form(item=item, prefix=name)
        if is_bound:
            form.focus_on_fault()
        found.append({"kind": name, "step": step, "form": form, "open": is_bound or name == wanted})
    if found and found[0]["step"].style == "first" and not any(each["open"] for each in found):
        found[0]["open"] = True
    return found


def _expected(found: Assignment) -> int | None:
    """Per cent that the plan wants by today, while the item runs."""
    if not found.is_running:
        return None
    steps = [schedule.Step(m.due_on, m.percent) for m in found.milestones.all()]
    return schedule.expected(timezone.localdate(found.issued_at), found.due_on, steps, clock.today())


def _returned(found: Assignment) -> Event | None:
    """The event that gave the item back to the county, until it is reported done again."""
    last = found.events.filter(kind__in=TURNS).select_related("actor").order_by("-id").first()
    return last if found.is_running and last and last.kind != EventKind.SUBMIT else None


def _targets(found: Assignment) -> list[tuple[Target, TargetShare | None]]:
    """The targets of its directive, each with the unit's own part where it was given one."""
    own = {share.target_id: share for share in found.shares.select_related("target")}
    return [(target, own.get(target.pk)) for target in found.directive.targets.all()]


def _due_days(found: Assignment) -> list[tuple[date, int]]:
    """The due days of its rhythm that no report has answered, and the days left to each."""
    today = clock.today()
    waiting = found.occurrences.filter(done_at=None).values_list("due_on", flat=True)
    return [(due_on, (due_on - today).days) for due_on in waiting]
