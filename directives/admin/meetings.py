"""Meetings: the queue of what is to review, oldest first, and the way to each one's pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
)

from directives import access, presence
from directives.access import Action
from directives.admin import byhand, issuing, review, sourcework, steps
from directives.admin.base import HistoryAdmin, display
from directives.models import DirectiveState, Kind, Meeting, MeetingState, Origin

LABELS = {
    MeetingState.DRAFT.value: "warning",
    MeetingState.REVIEWED.value: "info",
    MeetingState.ISSUED.value: "success",
    MeetingState.DISCARDED.value: "default",
}


UNSURE = 0.7
"""Drafts that the reader is less sure of count as such in the queue; so do those whose deadline it flags."""


class KindFilter(DropdownFilter):
    """The kind of meeting, of those that there are."""

    title = _("kind of meeting")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        kinds = (
            Meeting.objects.visible_to(request.user).exclude(kind="").order_by("kind").values_list("kind", flat=True)
        )
        return [(kind, kind) for kind in kinds.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Meeting)
class MeetingAdmin(HistoryAdmin):
    adders = frozenset({Action.ENTER})
    list_display = ["name", "state_label", "place", "day", "all", "dated", "undated", "unsure", "open_by"]
    list_display_links = ["name"]
    list_select_related = ["division", "office"]
    list_filter = [
        ("state", ChoicesDropdownFilter),
        ("origin", ChoicesDropdownFilter),
        KindFilter,
        ("division", AutocompleteSelectFilter),
        ("held_on", RangeDateFilter),
    ]

    class Media:
        js = ["desk/queue.js"]

    search_fields = ["title", "kind", "division__name", "speakers__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = access.scope_of(request.user).open_or_named("directives")
        dated = Q(directives__due_on__isnull=False) | ~Q(directives__due_month_day="")
        task = Q(directives__kind=Kind.TASK)
        flagged = ~Q(directives__due_flags=[])
        doubtful = Q(directives__state=DirectiveState.DRAFT) & (Q(directives__confidence__lt=UNSURE) | flagged)
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(
            n_all=Count("directives", filter=seen),
            n_dated=Count("directives", filter=seen & dated),
            n_undated=Count("directives", filter=seen & task & ~dated),
            n_unsure=Count("directives", filter=seen & doubtful),
        )
        return counted.prefetch_related(Prefetch("visits", presence.visits(), to_attr="open_now"))

    def get_ordering(self, request: HttpRequest) -> Any:
        """To review first, the oldest of them first; what is done with follows, the newest first."""
        waits = When(state=MeetingState.DRAFT, then=0)
        return [Case(waits, default=1), Case(When(state=MeetingState.DRAFT, then=F("pk")), default=-F("pk"))]

    def get_list_display(self, request: HttpRequest) -> Any:
        several = access.scope_of(request.user)
        return [*self.list_display, "office"] if several.everything or len(several.offices) > 1 else self.list_display

    def get_list_filter(self, request: HttpRequest) -> Any:
        several = access.scope_of(request.user)
        office = [("office", AutocompleteSelectFilter)] if several.everything or len(several.offices) > 1 else []
        return [*self.list_filter, *office]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.route("<int:pk>/source/", review.source, "source"),
            self.route("<int:pk>/facts/", review.facts, "facts"),
            self.route("<int:pk>/add-directive/", review.add_directive, "add_directive"),
            self.route("<int:pk>/issue/", issuing.issue, "issue"),
            self.route("<int:pk>/year/", steps.year, "year"),
            self.route("<int:pk>/day/", steps.day, "day"),
            self.route("<int:pk>/undo/", steps.undo, "undo"),
            self.route("<int:pk>/spot/", sourcework.spot, "spot"),
            self.route("<int:pk>/present/", sourcework.present, "present"),
            self.route("<int:pk>/confirm-dated/", steps.confirm_dated, "confirm_dated"),
            self.route("<int:pk>/reject-principles/", steps.reject_principles, "reject_principles"),
            self.route("<int:pk>/discard/", steps.discard, "discard"),
            self.route("<int:pk>/adopt/<int:commitment>/", steps.adopt, "adopt"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What has no report is entered by hand."""
        return byhand.page(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of a meeting is its review."""
        if not object_id.isdecimal():
            raise Http404
        return review.page(self, request, int(object_id))

    @display(_("meeting"))
    def name(self, meeting: Meeting) -> str | SafeString:
        """The meeting; of what is none, and has no report, also what it is."""
        if meeting.origin == Origin.REPORT:
            return str(meeting)
        return format_html('{} <span class="pv-tag">{}</span>', meeting, meeting.get_origin_display())

    @display(_("state"), label=LABELS, ordering="state")
    def state_label(self, meeting: Meeting) -> tuple[str, str]:
        return meeting.state, meeting.get_state_display()

    @display(_("place concerned"), ordering="division__path")
    def place(self, meeting: Meeting) -> str:
        return str(meeting.division or "–")

    @display(_("held on"), ordering="held_on")
    def day(self, meeting: Meeting) -> SafeString:
        return format_html('<span class="pv-nowrap">{}</span>', meeting.held_on or meeting.month_day or "–")

    @display(_("directives"))
    def all(self, meeting: Any) -> int:
        return int(meeting.n_all)

    @display(_("dated"))
    def dated(self, meeting: Any) -> int:
        return int(meeting.n_dated)

    @display(_("tasks without a date"))
    def undated(self, meeting: Any) -> int:
        return int(meeting.n_undated)

    @display(_("unsure"))
    def unsure(self, meeting: Any) -> int:
        return int(meeting.n_unsure)

    @display(_("open with"))
    def open_by(self, meeting: Any) -> str:
        return ", ".join(str(visit.user) for visit in meeting.open_now) or "–"
