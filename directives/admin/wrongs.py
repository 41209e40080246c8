"""What the reader gets wrong: the table, and the cases behind each of its figures."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import site
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directives import corrections, versions
from directives.admin.base import who
from directives.forms.period import PeriodForm
from directives.models import Verdict

PER_PAGE = 20
HEADS = {
    "rule": gettext_lazy("By the rule of the deadline"),
    "demand": gettext_lazy("By what made it a demand"),
    "topic": gettext_lazy("By topic"),
    "kind": gettext_lazy("By kind"),
    "flag": gettext_lazy("By what the reader was unsure of"),
    "field": gettext_lazy("By the field that was edited"),
}


def table(request: HttpRequest) -> HttpResponse:
    """Every figure with its share, and the way to its cases."""
    form = PeriodForm(request.GET or None)
    period = form.period() if form.is_bound else {}
    rows = corrections.visible_cases(who(request), **period)
    parts = [
        {
            "head": head,
            "columns": [Verdict(verdict).label for verdict in corrections.columns(part)],
            "lines": [_cells(line, part, period) for line in corrections.lines(rows, part)],
        }
        for part, head in HEADS.items()
    ]
    context = {"form": form, "total": _cells(corrections.total(rows), "", period), "parts": parts}
    return _page(request, "admin/wrongs.html", _("What the reader gets wrong"), context)


def _cells(line: corrections.Line, part: str, period: dict[str, Any]) -> dict[str, Any]:
    figures = [
        (Verdict(verdict).label, count, share, _address(part, line.key, verdict, period) if count else "")
        for verdict, count, share in line.figures()
    ]
    return {"label": line.label, "read": line.read, "figures": figures}


def _address(part: str, key: str, verdict: str, period: dict[str, Any]) -> str:
    return f"{reverse('admin:wrongs-cases')}?{urlencode({'part': part, 'key': key, 'verdict': verdict, **period})}"


def cases(request: HttpRequest) -> HttpResponse:
    """The cases of one figure, both versions side by side."""
    form = PeriodForm(request.GET)
    part, key, verdict = (request.GET.get(name, "") for name in ("part", "key", "verdict"))
    if verdict not in Verdict.values or (part and part not in HEADS):
        raise Http404
    rows = corrections.behind(corrections.visible_cases(who(request), **form.period()), part, key, verdict)
    related = rows.select_related("meeting", "decided_by").prefetch_related("targets", "divisions")
    page = Paginator(related.order_by("-decided_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    made, places = corrections.decided(shown), versions.names_of_places(shown)
    heads = [str(HEADS[part]), corrections.label(part, key) if _known(part, key) else key] if part else []
    context = {
        "page": page,
        "cases": [(row, versions.compare(row, places, made.get(row.pk))) for row in shown],
        "heads": [*heads, Verdict(verdict).label],
        "verdict": verdict,
        "rest": urlencode([(name, value) for name, value in request.GET.items() if name != "page"]),
        "back": f"{reverse('admin:wrongs')}?{urlencode(form.period())}",
    }
    return _page(request, "admin/wrongs_cases.html", _("Cases"), context)


def _known(part: str, key: str) -> bool:
    return part not in corrections.LISTED or key in corrections.LISTED[part]


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = site.name
    frame = {**site.each_context(request), "title": title, "is_fullwidth": "1"}
    return TemplateResponse(request, template, {**frame, **context})
