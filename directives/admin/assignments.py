"""Assignments, to look up: their state is changed on the county's and the supervisor's pages only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter

from directives import progress
from directives.admin.base import DeskAdmin, ReadOnlyInline, display
from directives.models import Assignment, AssignmentState, Event, Light

LIGHTS = {
    Light.RED.value: "danger",
    Light.YELLOW.value: "warning",
    Light.GREEN.value: "success",
    Light.BLUE.value: "info",
    Light.GREY.value: "default",
}


class FigureFilter(admin.SimpleListFilter):
    """The same conditions as the columns of the progress table, so that figures and rows agree."""

    title = _("figure")
    parameter_name = "figure"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("overdue", Light.RED.label),
            ("due_soon", Light.YELLOW.label),
            ("to_verify", AssignmentState.SUBMITTED.label),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = progress.columns().get(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)


class EventInline(ReadOnlyInline):
    model = Event
    fields = readonly_fields = ("at", "kind", "actor", "change", "note")
    ordering = ["id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("actor")

    @display(_("change"))
    def change(self, event: Event) -> str:
        steps = []
        if event.state_before != event.state_after:
            steps.append(f"{event.get_state_before_display() or '–'} → {event.get_state_after_display()}")
        if event.due_before != event.due_after:
            steps.append(f"{event.due_before or '–'} → {event.due_after or '–'}")
        if event.percent_before != event.percent_after:
            steps.append(f"{event.percent_before} % → {event.percent_after} %")
        return "; ".join(steps) or "–"


@admin.register(Assignment)
class AssignmentAdmin(DeskAdmin):
    list_display = [
        "directive",
        "unit",
        "light_label",
        "state",
        "percent",
        "due_on",
        "responsible_person",
        "reported_at",
    ]
    list_display_links = ["directive"]
    list_select_related = ["directive", "unit"]
    list_filter = [
        FigureFilter,
        ("state", ChoicesDropdownFilter),
        ("unit__county", AutocompleteSelectFilter),
        ("directive__topic", ChoicesDropdownFilter),
        ("directive__meeting", AutocompleteSelectFilter),
    ]
    search_fields = ["directive__text", "unit__name"]
    inlines = [EventInline]
    fields = readonly_fields = (
        "directive",
        "unit",
        "own_page",
        "life",
        "state",
        "percent",
        "due_on",
        "responsible_person",
        "issued_at",
        "signed_at",
        "reported_at",
        "submitted_at",
        "closed_at",
        "closed_by",
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        # Its history are its events, not the admin's own log, which has nothing to say of it.
        return super().change_view(request, object_id, form_url, {"show_history": False})

    @display(_("light"), label=LIGHTS)
    def light_label(self, assignment: Assignment) -> tuple[str, str]:
        return assignment.light.value, str(assignment.light.label)

    @display(_("history of the directive"))
    def life(self, assignment: Assignment) -> SafeString:
        address = reverse("admin:directives_directive_history", args=[assignment.directive_id])
        return format_html('<a class="pv-link" href="{}">{}</a>', address, _("From the source to the close-out"))

    @display(_("its page"))
    def own_page(self, assignment: Assignment) -> SafeString:
        return format_html(
            '<a class="pv-link" href="{}">{}</a>',
            reverse("assignment", args=[assignment.pk]),
            _("Sign, report, verify…"),
        )
