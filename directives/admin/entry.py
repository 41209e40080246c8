"""New reports: pasted or uploaded, then watched while the workers read them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter

from directives import access, intake
from directives.access import Action
from directives.admin.base import DeskAdmin, attempt, display, posted, who
from directives.forms.entry import NewReportForm
from directives.models import ImportJob, ImportState

LABELS = {
    ImportState.QUEUED.value: "info",
    ImportState.READING.value: "info",
    ImportState.DONE.value: "success",
    ImportState.REPEATED.value: "warning",
    ImportState.FAILED.value: "danger",
    ImportState.CANCELLED.value: "default",
}
RUNNING = frozenset({ImportState.QUEUED, ImportState.READING})
STOPPED = frozenset({ImportState.FAILED, ImportState.CANCELLED})


@admin.register(ImportJob)
class ImportJobAdmin(DeskAdmin):
    adders = frozenset({Action.ENTER})
    list_display = ["name", "state_label", "progress", "office", "created_by", "created_at", "error"]
    list_display_links = ["name"]
    list_select_related = ["office", "created_by"]
    list_filter = [("state", ChoicesDropdownFilter), ("created_at", RangeDateTimeFilter)]
    search_fields = ["name", "url"]
    ordering = ["-id"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.route("batch/<uuid:batch>/", batch_page, "batch"),
            self.route("<int:pk>/retry/", retry, "retry"),
            self.route("<int:pk>/cancel/", cancel, "cancel"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return new_report(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """An import is seen with those it came with."""
        if not object_id.isdecimal():
            raise Http404
        return _to_batch(self.found(request, int(object_id)))

    @display(gettext_lazy("state"), label=LABELS, ordering="state")
    def state_label(self, job: ImportJob) -> tuple[str, str]:
        return job.state, job.get_state_display()

    @display(gettext_lazy("progress"), ordering="percent")
    def progress(self, job: ImportJob) -> str:
        return f"{job.percent} %"


def new_report(desk: ImportJobAdmin, request: HttpRequest) -> HttpResponse:
    """One page for both ways in; what was given goes to the workers as one batch."""
    access.require(access.may(request.user, Action.ENTER))
    form = NewReportForm(who(request), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _to_batch(_submit(form, request))
    context = {"form": form, "media": form.media}
    return desk.page(request, "admin/directives/importjob/new.html", _("New report"), context)


@transaction.atomic
def _submit(form: NewReportForm, request: HttpRequest) -> ImportJob:
    """All or none: somebody who sends the page again after an error must not find half of it there."""
    given, batch = form.cleaned_data, uuid.uuid4()
    jobs = [
        intake.submit(
            given["office"],
            who(request),
            report.data,
            report.name,
            url=given["url"],
            published_on=given["published_on"],
            publisher=given["publisher"],
            batch=batch,
        )
        for report in form.reports()
    ]
    return jobs[0]


def batch_page(desk: ImportJobAdmin, request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """The files of one batch and how far each is; asks for itself anew while any of them runs."""
    jobs = list(_of_batch(desk, request, batch))
    if not jobs:
        raise Http404
    done = sum(job.state not in RUNNING for job in jobs)
    context = {
        "jobs": jobs,
        "running": done < len(jobs),
        "done": done,
        "retryable": STOPPED,
        "cancellable": RUNNING,
        "may_enter": access.may_for_office(request.user, Action.ENTER, jobs[0].office_id),
    }
    return desk.page(request, "admin/directives/importjob/batch.html", _("Import"), context)


def _of_batch(desk: ImportJobAdmin, request: HttpRequest, batch: uuid.UUID) -> QuerySet[ImportJob]:
    rows: QuerySet[ImportJob] = desk.visible(ImportJob.objects.filter(batch=batch), request)
    return rows.select_related("source__meeting").order_by("pk")


@posted
def retry(desk: ImportJobAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    job: ImportJob = desk.found(request, pk)
    attempt(request, lambda: intake.retry(job, who(request)))
    return _to_batch(job)


@posted
def cancel(desk: ImportJobAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    job: ImportJob = desk.found(request, pk)
    attempt(request, lambda: intake.cancel(job, who(request)))
    return _to_batch(job)


def _to_batch(job: ImportJob) -> HttpResponse:
    return redirect(reverse("admin:directives_importjob_batch", args=[job.batch]))
