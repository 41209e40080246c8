"""The search of everything at the desk, and the way from each hit to its page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directives import search
from directives.admin.base import who
from directives.forms.search import SearchForm
from directives.search import Hit


def page(request: HttpRequest) -> HttpResponse:
    """The form, and below it the page of hits that the address asks for."""
    form = SearchForm(who(request), request.GET or None)
    valid = form.is_valid()
    query = str(form.cleaned_data.get("q", "")) if form.is_bound else ""
    pages = search.find(who(request), query, **(form.narrowing() if form.is_bound else {}))
    number = pages.get_page(request.GET.get("page")).number
    context = {
        "title": _("Search"),
        "form": form,
        "query": query,
        "pages": pages,
        "page": pages.page(number),
        "hits": [(hit, address(hit)) for hit in pages.hits(number)] if valid else [],
        "rest": urlencode([(k, v) for k, v in request.GET.items() if k != "page" and v]),
        "is_fullwidth": "1",
    }
    request.current_app = site.name
    return TemplateResponse(request, "admin/search.html", {**site.each_context(request), **context})


def address(hit: Hit) -> str:
    """Where a hit is read: a directive on its card, a source beside its directives."""
    meeting = hit.meeting
    if meeting is None:
        return ""
    whole = reverse("admin:directives_meeting_change", args=[meeting.pk])
    return f"{whole}#d-{hit.row.pk}" if hit.kind == "directive" else whole
