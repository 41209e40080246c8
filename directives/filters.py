"""How the progress pages are narrowed down; the county table and the rows behind it share one filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from directives import progress
from directives.models import Assignment, AssignmentQuerySet, Division, Level, Meeting, Topic


def prefectures(request: Any) -> Any:
    """Those with a county among the visible assignments; a county directly under a province brings none."""
    counties = Assignment.objects.visible_to(request.user).order_by().values("unit__county__parent")
    own = Assignment.objects.visible_to(request.user).order_by().values("unit__county")
    places = Division.objects.filter(level=Level.PREFECTURE)
    return (places.filter(pk__in=counties) | places.filter(pk__in=own)).order_by("code")


def meetings(request: Any) -> Any:
    """The meetings of the visible assignments, newest first: a county sees the names of its own items' meetings."""
    used = Assignment.objects.visible_to(request.user).order_by().values("directive__meeting")
    return Meeting.objects.filter(pk__in=used).order_by("-held_on", "-id")


class ProgressFilter(django_filters.FilterSet):
    prefecture = django_filters.ModelChoiceFilter(
        label=_("Prefecture"), queryset=prefectures, method="within", empty_label=_("all")
    )
    topic = django_filters.ChoiceFilter(
        label=_("Topic"), field_name="directive__topic", choices=Topic.choices, empty_label=_("all")
    )
    meeting = django_filters.ModelChoiceFilter(
        label=_("Meeting"), field_name="directive__meeting", queryset=meetings, empty_label=_("all")
    )
    due_from = django_filters.DateFilter(
        label=_("Due from"), field_name="due_on", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    due_until = django_filters.DateFilter(
        label=_("Due until"), field_name="due_on", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Assignment
        fields: list[str] = []

    def in_words(self) -> list[tuple[str, str]]:
        """What is chosen, hidden fields left out: the name of each field, and its value in words."""
        given = [(field, self.form.cleaned_data.get(field.name)) for field in self.form.visible_fields()]
        return [(f.label, str(Topic(value).label if f.name == "topic" else value)) for f, value in given if value]

    def within(self, rows: AssignmentQuerySet, name: str, place: Division) -> AssignmentQuerySet:
        return rows.filter(unit__division__path__startswith=place.path)


class RowsFilter(ProgressFilter):
    """The same, and which figure of which county was clicked."""

    county = django_filters.CharFilter(field_name="unit__county", widget=forms.HiddenInput)
    figure = django_filters.CharFilter(method="counted_in", widget=forms.HiddenInput)

    def counted_in(self, rows: AssignmentQuerySet, name: str, figure: str) -> AssignmentQuerySet:
        condition = progress.columns().get(figure)
        return rows.none() if condition is None else rows.filter(condition)
