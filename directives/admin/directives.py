"""Directives across meetings: to search, to narrow, and to open one for editing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, RangeDateFilter

from directives.admin import correcting, editing, lives, sourcework, steps
from directives.admin.base import HistoryAdmin, display
from directives.models import Assignment, Directive, DirectiveState
from directives.views.answers import wants_data

LABELS = {
    DirectiveState.DRAFT.value: "warning",
    DirectiveState.CONFIRMED.value: "success",
    DirectiveState.REJECTED.value: "default",
    DirectiveState.MERGED.value: "default",
    DirectiveState.WITHDRAWN.value: "danger",
}


class IssuedFilter(admin.SimpleListFilter):
    """Whether any county has it."""

    title = _("issued")
    parameter_name = "issued"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("issued")), ("no", _("not issued"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        issued = Exists(Assignment.objects.filter(directive=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(issued)
        return queryset.filter(~issued) if self.value() == "no" else queryset


@admin.register(Directive)
class DirectiveAdmin(HistoryAdmin):
    list_display = ["text", "state_label", "kind", "topic", "due_on", "due_text", "meeting", "lead_unit", "life"]
    list_display_links = ["text"]
    list_select_related = ["meeting", "lead_unit"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("topic", ChoicesDropdownFilter),
        IssuedFilter,
        ("meeting", AutocompleteSelectFilter),
        ("due_on", RangeDateFilter),
    ]
    search_fields = ["text", "speaker", "meeting__title"]
    ordering = ["-meeting_id", "number"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.route("<int:pk>/confirm/", steps.confirm, "confirm"),
            self.route("<int:pk>/reject/", steps.reject, "reject"),
            self.route("<int:pk>/reopen/", steps.reopen, "reopen"),
            self.route("<int:pk>/take-date/", steps.take_date, "take_date"),
            self.route("<int:pk>/split/", steps.split, "split"),
            self.route("<int:pk>/join/", steps.join, "join"),
            self.route("<int:pk>/rest-on/", sourcework.rest_on, "rest_on"),
            self.route("<int:pk>/correct/", correcting.correct, "correct"),
            self.route("<int:pk>/withdraw/", correcting.withdraw, "withdraw"),
            self.route("<int:pk>/merge/", steps.merge, "merge"),
            self.route("<int:pk>/keep/", steps.keep, "keep"),
            self.route("<int:pk>/move-standing/", steps.move_standing, "move_standing"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        row = self.found(request, object_id)
        if correcting.is_open_to(row, request) and not wants_data(request):
            return redirect("admin:directives_directive_correct", row.pk)
        return editing.directive(self, request, row.pk)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of a directive is its whole life, beyond its own changes."""
        self._check(request, object_id)
        return lives.page(self, request, int(object_id))

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """A past version stands in the life as well, with what it names in so far as she may see it."""
        self._check(request, object_id)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return redirect("admin:directives_directive_history", object_id)

    @display(_("history"))
    def life(self, directive: Directive) -> SafeString:
        address = reverse("admin:directives_directive_history", args=[directive.pk])
        return format_html('<a class="pv-link" href="{}">{}</a>', address, _("History"))

    @display(_("state"), label=LABELS, ordering="state")
    def state_label(self, directive: Directive) -> tuple[str, str]:
        return directive.state, directive.get_state_display()
