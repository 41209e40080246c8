"""What tables, ledger and bulletin show: read-only querysets over what the user may see.

Each figure of the county table is one condition of `COLUMNS`; the page behind a figure filters by the same
condition, so the two cannot differ.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from directives import clock
from directives.models import (
    DUE_SOON_DAYS,
    RUNNING,
    Assignment,
    AssignmentQuerySet,
    AssignmentState,
    ProgressReport,
)

S = AssignmentState


def columns(today: date | None = None) -> dict[str, Q]:
    """The figures of a county's row, each as the condition of the assignments it counts."""
    day = today or clock.today()
    soon = day + timedelta(days=DUE_SOON_DAYS)
    running = Q(state__in=RUNNING)
    return {
        "issued": ~Q(state=S.CANCELLED),
        "to_sign": Q(state=S.ISSUED),
        "in_progress": Q(state=S.IN_PROGRESS),
        "to_verify": Q(state=S.SUBMITTED),
        "closed": Q(state=S.CLOSED),
        "suspended": Q(state=S.SUSPENDED),
        "overdue": running & Q(due_on__lt=day),
        "due_soon": running & Q(due_on__range=(day, soon)),
        "behind": running & (Q(due_on=None) | Q(due_on__gt=soon)) & Q(behind_from__lte=day),
    }


def counts() -> dict[str, Any]:
    return {name: Count("pk", filter=condition) for name, condition in columns().items()}


def counties(rows: AssignmentQuerySet) -> QuerySet[Assignment, Any]:
    """One dict per county: `county` (code), `name`, the figures of `columns`, and `rate`, closed of issued (0-1)."""
    rate = Case(When(issued=0, then=Value(0.0)), default=F("closed") * 1.0 / F("issued"), output_field=FloatField())
    return (
        rows.order_by()
        .values(county=F("unit__county"), name=F("unit__county__name"))
        .annotate(**counts())
        .annotate(rate=rate)
        .order_by("county")
    )


def totals(rows: AssignmentQuerySet) -> dict[str, Any]:
    """The same figures over all counties together."""
    figures: dict[str, Any] = rows.order_by().aggregate(**counts())
    figures["rate"] = figures["closed"] / figures["issued"] if figures["issued"] else 0.0
    return figures


def with_last_report(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """Adds `last_text`, `last_problem` and `last_next_step` of the newest progress report, and what a row names."""
    last = ProgressReport.objects.filter(assignment=OuterRef("pk")).order_by("-id")
    return rows.select_related("directive__meeting", "directive__lead_unit", "unit__county", "closed_by").annotate(
        last_text=Subquery(last.values("text")[:1]),
        last_problem=Subquery(last.values("problem")[:1]),
        last_next_step=Subquery(last.values("next_step")[:1]),
    )


SILENT_DAYS = 14
"""After so long without a word a running item's county counts as silent."""


def silent(rows: AssignmentQuerySet, today: date | None = None) -> AssignmentQuerySet:
    """Running items not heard of for `SILENT_DAYS`; the longest silent first."""
    since = (today or clock.today()) - timedelta(days=SILENT_DAYS)
    last = Greatest("issued_at", Coalesce("signed_at", "issued_at"), Coalesce("reported_at", "issued_at"))
    return rows.running().annotate(last_word=last).filter(last_word__date__lt=since).order_by("last_word", "id")
