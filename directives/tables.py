"""The progress tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directives.models import Assignment, Light
from directives.templatetags.povtrack import bar, light
from directives.wording import days_in_words

NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}, "tf": {"class": "number"}}


class OurTable(tables.Table):
    """Shown by templates/table.html: a table on a desk, cards on a phone."""

    caption: str | Promise = ""

    class Meta:
        template_name = "table.html"
        empty_text = _("No items match.")

    def sorts(self) -> Iterator[tuple[str, str, bool]]:
        """The orders a phone offers, where the heads are not shown: value, words, whether it is the present one."""
        for column in self.columns:
            if column.orderable:
                value = column.order_by_alias if column.is_ordered else column.order_by_alias.next
                yield str(value), str(column.header), column.is_ordered


class FigureColumn(tables.Column):
    """A count that opens exactly the rows it counts, and its total in the last line.

    Its first click puts the largest count on top; equal ones stand in the order of the counties' codes.
    """

    def __init__(self, name: str, head: str | Promise) -> None:
        super().__init__(verbose_name=head, attrs=NUMBER, order_by=(name, "-county"), initial_sort_descending=True)

    def render(self, value: int, record: dict[str, Any], bound_column: Any, table: CountyTable) -> Any:
        said = f"{record['name']} {bound_column.header} {value}"
        return table.opening(value, bound_column.name, said, county=record["county"])

    def footer(self, bound_column: Any, table: CountyTable) -> Any:
        value = table.totals[bound_column.name]
        return table.opening(value, bound_column.name, f"{gettext('Total')} {bound_column.header} {value}")


class RateColumn(tables.Column):
    """A share from 0 to 1, shown in whole per cent."""

    def render(self, value: float, bound_column: Any) -> SafeString:
        return bar(round(value * 100), str(bound_column.header))

    def footer(self, bound_column: Any, table: CountyTable) -> SafeString:
        return self.render(table.totals["rate"], bound_column)


class Tile(NamedTuple):
    """One of the large figures above the table; `address` is empty where there is nothing to open."""

    name: str
    value: str
    light: str
    address: str


class CountyTable(OurTable):
    """One row per county; `narrowed` is the query that narrows it, `totals` the figures of the last line."""

    name = tables.Column(verbose_name=_("County"), order_by="county", footer=_("Total"))
    issued = FigureColumn("issued", _("Issued"))
    to_sign = FigureColumn("to_sign", _("To sign"))
    in_progress = FigureColumn("in_progress", _("In progress"))
    to_verify = FigureColumn("to_verify", _("To verify"))
    closed = FigureColumn("closed", _("Closed"))
    suspended = FigureColumn("suspended", _("Suspended"))
    overdue = FigureColumn("overdue", _("Overdue"))
    due_soon = FigureColumn("due_soon", _("Due soon"))
    behind = FigureColumn("behind", _("Behind schedule"))
    rate = RateColumn(
        verbose_name=_("Close-out rate"),
        attrs={part: {"class": "number rate"} for part in ("th", "td", "tf")},
        order_by=("rate", "-county"),
        initial_sort_descending=True,
    )

    caption = _("Progress by county")

    class Meta(OurTable.Meta):
        attrs = {"class": "counties"}

    LIT = {"overdue": Light.RED, "due_soon": Light.YELLOW, "behind": Light.BEHIND}
    TILES = {"issued": "", **LIT, "to_verify": Light.BLUE, "closed": ""}

    def __init__(self, *args: Any, narrowed: dict[str, str], totals: dict[str, Any], **kwargs: Any) -> None:
        self.narrowed = narrowed
        self.totals = totals
        super().__init__(*args, **kwargs)

    def address(self, figure: str, **county: str) -> str:
        """Of the rows that a figure counts."""
        return f"{reverse('progress-rows')}?{urlencode({**self.narrowed, **county, 'figure': figure})}"

    def opening(self, value: int, figure: str, said: str, **county: str) -> SafeString:
        """A count as a link; `said` is what it is called by itself, out of its row and column."""
        if not value:
            return format_html('<span class="none">{}</span>', value)
        return format_html(
            '<a class="{}" href="{}" aria-label="{}">{}</a>',
            self.LIT.get(figure, "plain"),
            self.address(figure, **county),
            said,
            value,
        )

    def tiles(self) -> Iterator[Tile]:
        for figure, colour in self.TILES.items():
            value = self.totals[figure]
            head = str(self.columns[figure].header)
            yield Tile(head, str(value), colour if value else "", self.address(figure) if value else "")
        yield Tile(str(self.columns["rate"].header), f"{self.totals['rate']:.0%}", "", "")


class AssignmentTable(OurTable):
    """The rows behind a figure."""

    directive = tables.Column(verbose_name=_("Demand"), order_by=("directive__meeting", "directive__number", "pk"))
    unit = tables.Column(verbose_name=_("Responsible unit"), order_by=("unit__division", "unit", "pk"))
    light = tables.Column(verbose_name=_("State"), accessor="pk", orderable=False)
    due_on = tables.Column(verbose_name=_("Due date"), empty_values=(), attrs={"td": {"class": "nowrap"}})
    percent = tables.Column(verbose_name=_("Percent done"), order_by=("percent", "pk"), attrs={"td": {"class": "done"}})
    last_text = tables.Column(verbose_name=_("Last report"), orderable=False, default="–")

    caption = _("Items")

    class Meta(OurTable.Meta):
        attrs = {"class": "items"}
        row_attrs = {"class": lambda record: record.light}

    def order_due_on(self, rows: QuerySet[Assignment], is_descending: bool) -> tuple[QuerySet[Assignment], bool]:
        """Items without a date stand last, whichever way and on whichever database."""
        due = F("due_on").desc(nulls_last=True) if is_descending else F("due_on").asc(nulls_last=True)
        return rows.order_by(due, "pk"), True

    def render_directive(self, record: Assignment) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><span class="small soft">{}</span>',
            reverse("assignment", args=[record.pk]),
            record.directive.text,
            record.directive.meeting,
        )

    def render_light(self, record: Assignment) -> SafeString:
        return light(record)

    def render_due_on(self, record: Assignment) -> SafeString:
        if record.due_on is None:
            return format_html("{}", days_in_words(None))
        left = days_in_words(record.days_left) if record.is_running else ""
        return format_html('{}<span class="small left">{}</span>', f"{record.due_on}", left)

    def render_percent(self, value: int) -> SafeString:
        return bar(value)

    def render_last_text(self, value: str) -> str:
        return Truncator(value).chars(80)
