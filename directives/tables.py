"""The progress tables."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from directives.models import Assignment
from directives.templatetags.povtrack import light
from directives.wording import days_in_words

# On a phone each cell stands on a line of its own, with the head of its column before it.
LABELLED = {"data-label": lambda bound_column: bound_column.header}


class FigureColumn(tables.Column):
    """A count that opens exactly the rows it counts, and its total in the last line."""

    def __init__(self, **kwargs: Any) -> None:
        number = {**LABELLED, "class": "number"}
        super().__init__(attrs={"th": {"class": "number"}, "td": number, "tf": {"class": "number"}}, **kwargs)

    def render(self, value: int, record: dict[str, Any], bound_column: Any, table: Any) -> Any:
        return self.opening(value, bound_column.name, table, county=record["county"])

    def footer(self, bound_column: Any, table: Any) -> Any:
        return self.opening(table.totals[bound_column.name], bound_column.name, table)

    @staticmethod
    def opening(value: int, figure: str, table: Any, **county: str) -> Any:
        if not value:
            return value
        query = urlencode({**table.narrowed, **county, "figure": figure})
        return format_html('<a href="{}?{}">{}</a>', reverse("progress-rows"), query, value)


class RateColumn(tables.Column):
    def render(self, value: float) -> str:
        return f"{value:.0%}"

    def value(self, value: float) -> float:
        return value

    def footer(self, table: Any) -> str:
        return self.render(table.totals["rate"])


class CountyTable(tables.Table):
    """One row per county; `narrowed` is the query that narrows it, `totals` the figures of the last line."""

    name = tables.Column(
        verbose_name=_("County"), order_by="county", footer=_("Total"), attrs={"td": LABELLED, "tf": {}}
    )
    issued = FigureColumn(verbose_name=_("Issued"))
    to_sign = FigureColumn(verbose_name=_("To sign"))
    in_progress = FigureColumn(verbose_name=_("In progress"))
    to_verify = FigureColumn(verbose_name=_("To verify"))
    closed = FigureColumn(verbose_name=_("Closed"))
    suspended = FigureColumn(verbose_name=_("Suspended"))
    overdue = FigureColumn(verbose_name=_("Overdue"))
    due_soon = FigureColumn(verbose_name=_("Due soon"))
    rate = RateColumn(
        verbose_name=_("Close-out rate"),
        attrs={"th": {"class": "number"}, "td": {**LABELLED, "class": "number"}, "tf": {"class": "number"}},
    )

    class Meta:
        template_name = "table.html"
        attrs = {"class": "as-cards"}
        empty_text = _("No items match.")

    def __init__(self, *args: Any, narrowed: dict[str, str], totals: dict[str, Any], **kwargs: Any) -> None:
        self.narrowed = narrowed
        self.totals = totals
        super().__init__(*args, **kwargs)


class AssignmentTable(tables.Table):
    """The rows behind a figure."""

    directive = tables.Column(
        verbose_name=_("Demand"), linkify=lambda record: reverse("assignment", args=[record.pk]), attrs={"td": LABELLED}
    )
    unit = tables.Column(verbose_name=_("Responsible unit"), order_by="unit__name", attrs={"td": LABELLED})
    light = tables.Column(verbose_name=_("Light"), accessor="pk", orderable=False, attrs={"td": LABELLED})
    due_on = tables.DateColumn(
        format="Y-m-d", verbose_name=_("Due date"), attrs={"td": {**LABELLED, "class": "nowrap"}}
    )
    days_left = tables.Column(verbose_name=_("Time left"), order_by="due_on", empty_values=(), attrs={"td": LABELLED})
    percent = tables.Column(verbose_name=_("Percent"), attrs={"td": {**LABELLED, "class": "number"}})
    last_text = tables.Column(verbose_name=_("Last report"), orderable=False, attrs={"td": LABELLED})
    meeting = tables.Column(
        verbose_name=_("Meeting"),
        accessor="directive__meeting",
        order_by="directive__meeting_id",
        attrs={"td": LABELLED},
    )

    class Meta:
        template_name = "table.html"
        attrs = {"class": "as-cards"}
        empty_text = _("No items match.")

    def render_light(self, record: Assignment) -> SafeString:
        return light(record)

    def render_directive(self, record: Assignment) -> str:
        return record.directive.text

    def render_days_left(self, record: Assignment) -> str:
        return days_in_words(record.days_left) if record.is_running else "–"

    def render_percent(self, value: int) -> str:
        return f"{value} %"
