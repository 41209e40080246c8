"""The progress of every county, the rows behind each figure, and the ledger."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig, Table

from directives import clock, progress
from directives import ledger as ledger_book
from directives.filters import ProgressFilter, RowsFilter
from directives.models import Assignment, AssignmentQuerySet, Division
from directives.tables import AssignmentTable, CountyTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE, WHOLE = 50, 2000
"""Rows on a page; and where all are wanted on one, to print, as many as a browser still lays out well."""


def _narrowed(filters: ProgressFilter) -> dict[str, str]:
    """The query of a filter as it stands in the address, empty fields left out."""
    return {name: value for name in filters.filters if (value := filters.data.get(name))}


def _filtered(request: HttpRequest, kind: type[ProgressFilter]) -> tuple[ProgressFilter, AssignmentQuerySet]:
    """What the address asks for, of the items that the office gave out itself."""
    filters = kind(request.GET, queryset=Assignment.objects.visible_to(request.user).own(), request=request)
    return filters, filters.qs


def _arranged(request: HttpRequest, table: Table) -> Table:
    """Sorted and paged as the address says."""
    RequestConfig(request, paginate=False).configure(table)
    table.paginator = Paginator(table.rows, WHOLE if "whole" in request.GET else PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    return table


def _context(filters: ProgressFilter, table: Table) -> dict[str, Any]:
    """What both pages need: the choice made in the filter in words, and the day of the figures."""
    chosen = filters.in_words()
    return {"filters": filters, "table": table, "chosen": chosen, "today": clock.today()}


@login_required
@require_safe
def counties(request: HttpRequest) -> HttpResponse:
    filters, rows = _filtered(request, ProgressFilter)
    table = CountyTable(progress.counties(rows), narrowed=_narrowed(filters), totals=progress.totals(rows))
    return render(request, "progress.html", _context(filters, _arranged(request, table)))


@login_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    filters, found = _filtered(request, RowsFilter)
    table = AssignmentTable(progress.with_last_report(found), order_by="due_on")
    figure, county = (filters.form.cleaned_data.get(name, "") for name in ("figure", "county"))
    heads = {name: column.verbose_name for name, column in CountyTable.base_columns.items()}
    context = {
        "figure": heads.get(figure, ""),
        "place": Division.objects.filter(pk=county).first() or _("All counties"),
        "back": urlencode({k: v for k, v in _narrowed(filters).items() if k in ProgressFilter.base_filters}),
    }
    return render(request, "progress_rows.html", _context(filters, _arranged(request, table)) | context)


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger of what the page shows, whole."""
    _unused, found = _filtered(request, RowsFilter)
    response = HttpResponse(ledger_book.workbook(found.order_by("due_on", "pk")), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="ledger-{clock.today():%Y%m%d}.xlsx"'
    return response
