"""One batch of files on its way: how far each is, what came of it, and the steps for one file or all of them.

The page asks after what has changed, and gets the counts and the rows that differ, or nothing (204).  What it holds
stands in the address it asks at: one sign for each row of its window, as `_sign` makes them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives import access, intake
from directives.access import Action
from directives.admin.base import attempt, posted, who
from directives.models import ImportJob, ImportState, User
from directives.unreadable import WITHOUT_TEXT

if TYPE_CHECKING:
    from directives.admin.entry import ImportJobAdmin

WINDOW = 50
"""Rows on one page."""
RECENT = 8
RUNNING = frozenset(intake.RUNNING)
STOPPED = frozenset({ImportState.FAILED, ImportState.CANCELLED})
SHOWN: dict[str, frozenset[ImportState]] = {
    "running": RUNNING,
    "done": frozenset({ImportState.DONE}),
    "repeated": frozenset({ImportState.REPEATED}),
    "failed": frozenset({ImportState.FAILED}),
    "cancelled": frozenset({ImportState.CANCELLED}),
    "left_out": frozenset({ImportState.LEFT_OUT}),
}
"""What the rows may be narrowed to."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many files of a batch are how far; those left out are none of its files to read."""

    office_id: int
    counts: dict[str, int]

    @property
    def files(self) -> int:
        return sum(n for name, n in self.counts.items() if name != "left_out")

    @property
    def running(self) -> int:
        return self.counts["running"]

    @property
    def finished(self) -> int:
        return self.files - self.running


def page(desk: ImportJobAdmin, request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """The files of a batch, a window of them at a time."""
    context = _window(desk, request, batch)
    return desk.page(request, "admin/directives/importjob/batch.html", _("Import"), context)


def progress(desk: ImportJobAdmin, request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """What has changed in the window since the page was given the signs in `seen`."""
    context = _window(desk, request, batch)
    seen = request.GET.get("seen", "")
    if seen == context["signs"]:
        return HttpResponse(status=204)
    rows, known = list(context["window"]), seen.partition("/")[2].split(".")
    whole = bool(context["show"]) or len(known) != len(rows)
    changed = [row for row, sign in zip(rows, known, strict=False) if _sign(row) != sign]
    context |= {"whole": whole, "changed": changed, "swapped": True}
    return TemplateResponse(request, "admin/directives/importjob/progress.html", context)


def _window(desk: ImportJobAdmin, request: HttpRequest, batch: uuid.UUID) -> dict[str, Any]:
    jobs: QuerySet[ImportJob] = desk.visible(ImportJob.objects.filter(batch=batch), request)
    figures = _figures(jobs)
    show = request.GET.get("show", "")
    rows = jobs.filter(state__in=SHOWN[show]) if show in SHOWN else jobs
    window = Paginator(rows.select_related("source__meeting").order_by("pk"), WINDOW).get_page(request.GET.get("page"))
    return {
        "batch": batch,
        "figures": figures,
        "shown": [(name, _wording(name), figures.counts[name]) for name in SHOWN if figures.counts[name]],
        "show": show if show in SHOWN else "",
        "window": window,
        "signs": _signs(figures, window),
        "here": _here(show, window.number),
        "retryable": STOPPED,
        "cancellable": RUNNING,
        "without_text": WITHOUT_TEXT,
        "may_enter": access.may_for_office(request.user, Action.ENTER, figures.office_id),
    }


def _figures(jobs: QuerySet[ImportJob]) -> Figures:
    """One query.

    Raises:
        Http404: when the batch has no file that the user may see.
    """
    states = {
        row["state"]: row for row in jobs.order_by().values("state").annotate(n=Count("pk"), office=Min("office"))
    }
    if not states:
        raise Http404
    counts = {name: sum(states[s]["n"] for s in held if s in states) for name, held in SHOWN.items()}
    return Figures(next(iter(states.values()))["office"], counts)


def _wording(show: str) -> str:
    return _("waiting or reading") if show == "running" else str(ImportState(show).label)


def _signs(figures: Figures, window: Page[ImportJob]) -> str:
    counted = "-".join(map(str, figures.counts.values()))
    return f"{counted}/{'.'.join(map(_sign, window))}"


def _sign(job: ImportJob) -> str:
    return f"{job.state[:3]}{job.percent}"


def _here(show: str, number: int) -> str:
    """The query of this window, for links and forms that come back to it."""
    return "&".join(filter(None, [f"show={show}" if show in SHOWN else "", f"page={number}" if number > 1 else ""]))


def address(batch: uuid.UUID, request: HttpRequest | None = None) -> str:
    """The page of a batch, at the window that the request's own query names."""
    query = request.GET.urlencode() if request else ""
    return reverse("admin:directives_importjob_batch", args=[batch]) + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Recent:
    """One of a user's batches."""

    url: str
    name: str
    files: int
    running: int
    failed: int
    started_at: Any


def recent(user: User) -> list[Recent]:
    """The user's latest batches, in one query."""
    mine = ImportJob.objects.visible_to(user).filter(created_by=user).order_by().values("batch")
    rows = mine.annotate(
        last=Max("pk"),
        name=Coalesce(Min("name", filter=~Q(state=ImportState.LEFT_OUT)), Min("name")),
        files=Count("pk"),
        running=Count("pk", filter=Q(state__in=RUNNING)),
        failed=Count("pk", filter=Q(state=ImportState.FAILED)),
        started_at=Min("created_at"),
    )
    return [
        Recent(address(r["batch"]), r["name"], r["files"], r["running"], r["failed"], r["started_at"])
        for r in rows.order_by("-last")[:RECENT]
    ]


@posted
def retry(desk: ImportJobAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _one(desk, request, pk, intake.retry)


@posted
def cancel(desk: ImportJobAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    return _one(desk, request, pk, intake.cancel)


def _one(
    desk: ImportJobAdmin, request: HttpRequest, pk: int, step: Callable[[ImportJob, User], ImportJob]
) -> HttpResponse:
    job: ImportJob = desk.found(request, pk)
    attempt(request, lambda: step(job, who(request)))
    return redirect(f"{address(job.batch, request)}#job-{pk}")


@posted
def retry_failed(desk: ImportJobAdmin, request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    def said(n: int) -> str:
        return ngettext("%(n)d file is read again.", "%(n)d files are read again.", n)

    return _many(desk, request, batch, intake.retry_failed, said)


@posted
def cancel_rest(desk: ImportJobAdmin, request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    def said(n: int) -> str:
        return ngettext("%(n)d file cancelled.", "%(n)d files cancelled.", n)

    return _many(desk, request, batch, intake.cancel_rest, said)


def _many(
    desk: ImportJobAdmin,
    request: HttpRequest,
    batch: uuid.UUID,
    step: Callable[[uuid.UUID, User], int],
    said: Callable[[int], str],
) -> HttpResponse:
    if not desk.visible(ImportJob.objects.filter(batch=batch), request).exists():
        raise Http404
    done = step(batch, who(request))
    messages.success(request, said(done) % {"n": done})
    return redirect(address(batch, request))
