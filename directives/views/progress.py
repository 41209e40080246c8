"""The progress of every county, the rows behind each figure, and the ledger."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from directives import clock, progress
from directives import ledger as ledger_book
from directives.filters import ProgressFilter, RowsFilter
from directives.models import Assignment, AssignmentQuerySet, Division
from directives.tables import AssignmentTable, CountyTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _narrowed(filters: ProgressFilter) -> dict[str, str]:
    """The query of a filter as it stands in the address, empty fields left out."""
    return {name: value for name in filters.filters if (value := filters.data.get(name))}


def _filtered(request: HttpRequest, kind: type[ProgressFilter]) -> tuple[ProgressFilter, AssignmentQuerySet]:
    filters = kind(request.GET, queryset=Assignment.objects.visible_to(request.user), request=request)
    return filters, filters.qs


@login_required
@require_safe
def counties(request: HttpRequest) -> HttpResponse:
    filters, rows = _filtered(request, ProgressFilter)
    table = CountyTable(progress.counties(rows), narrowed=_narrowed(filters), totals=progress.totals(rows))
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "progress.html", {"filters": filters, "table": table, "query": request.GET.urlencode()})


@login_required
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    filters, found = _filtered(request, RowsFilter)
    table = AssignmentTable(progress.with_last_report(found), order_by="due_on")
    RequestConfig(request, paginate={"per_page": 50}).configure(table)
    figure = request.GET.get("figure", "")
    heads: dict[str, Any] = {name: column.verbose_name for name, column in CountyTable.base_columns.items()}
    context = {
        "filters": filters,
        "table": table,
        "figure": heads.get(figure, ""),
        "county": Division.objects.filter(pk=request.GET.get("county", "")).first(),
        "query": request.GET.urlencode(),
        "back": "&".join(f"{k}={v}" for k, v in _narrowed(filters).items() if k in ProgressFilter.base_filters),
    }
    return render(request, "progress_rows.html", context)


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger of what the page shows, whole."""
    _filters, found = _filtered(request, RowsFilter)
    response = HttpResponse(ledger_book.workbook(found.order_by("due_on", "pk")), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="ledger-{clock.today():%Y%m%d}.xlsx"'
    return response
