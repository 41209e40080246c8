"""New reports, pasted or uploaded, and the list of all files that came in; `batch` shows them on their way."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter

from directives import access, intake, uploads
from directives.access import Action
from directives.admin import batch
from directives.admin.base import DeskAdmin, display, who
from directives.forms.entry import NewReportForm
from directives.models import ImportJob, ImportState

LABELS = {
    ImportState.QUEUED.value: "info",
    ImportState.READING.value: "info",
    ImportState.DONE.value: "success",
    ImportState.REPEATED.value: "warning",
    ImportState.FAILED.value: "danger",
    ImportState.CANCELLED.value: "default",
    ImportState.LEFT_OUT.value: "default",
}


@admin.register(ImportJob)
class ImportJobAdmin(DeskAdmin):
    adders = frozenset({Action.ENTER})
    list_display = ["name", "state_label", "progress", "office", "uploader", "created_at", "error"]
    list_display_links = ["name"]
    list_select_related = ["office", "created_by"]
    list_filter = [("state", ChoicesDropdownFilter), ("created_at", RangeDateTimeFilter)]
    search_fields = ["name", "url"]
    ordering = ["-id"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.route("batch/<uuid:batch>/", batch.page, "batch"),
            self.route("batch/<uuid:batch>/progress/", batch.progress, "progress"),
            self.route("batch/<uuid:batch>/retry/", batch.retry_failed, "retry_failed"),
            self.route("batch/<uuid:batch>/cancel/", batch.cancel_rest, "cancel_rest"),
            self.route("<int:pk>/retry/", batch.retry, "retry"),
            self.route("<int:pk>/cancel/", batch.cancel, "cancel"),
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
        return redirect(batch.address(self.found(request, int(object_id)).batch))

    @display(gettext_lazy("state"), label=LABELS, ordering="state")
    def state_label(self, job: ImportJob) -> tuple[str, str]:
        return job.state, job.get_state_display()

    @display(gettext_lazy("progress"), ordering="percent")
    def progress(self, job: ImportJob) -> str:
        return f"{job.percent} %"

    @display(gettext_lazy("uploaded by"), ordering="created_by")
    def uploader(self, job: ImportJob) -> str:
        return str(job.created_by or "–")


def new_report(desk: ImportJobAdmin, request: HttpRequest) -> HttpResponse:
    """One page for every way in; what was given goes to the workers as one batch."""
    access.require(access.may(request.user, Action.ENTER))
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    form = NewReportForm(who(request), request.POST or None, request.FILES or None, sent=sent)
    if request.method == "POST" and form.is_valid():
        jobs = intake.submit(form.cleaned_data["office"], who(request), form.given())
        return redirect(batch.address(jobs[0].batch))
    context = {
        "form": form,
        "media": form.media,
        "recent": batch.recent(who(request)),
        "most_files": uploads.MOST_FILES,
        "most_bytes": settings.UPLOAD_MAX_SIZE,
    }
    return desk.page(request, "admin/directives/importjob/new.html", _("New report"), context)
