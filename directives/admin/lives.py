"""The page of a directive's life: its proposal beside its source, and all that happened since in one row."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directives import life, versions
from directives.admin.base import who
from directives.admin.cards import reasons
from directives.evidence import excerpt
from directives.models import Directive

if TYPE_CHECKING:
    from directives.admin.directives import DirectiveAdmin

PER_PAGE = 50


def page(desk: DirectiveAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The life in all counties, or in the one that is chosen."""
    row = _whole(desk, request, pk)
    user, county = who(request), request.GET.get("county", "")
    counties = list(life.counties(row, user))
    keys = Paginator(life.keys(row, user, county), PER_PAGE).get_page(request.GET.get("page"))
    begun = life.beginning(row)
    text = row.meeting.source.text if row.meeting.source else ""
    context = {
        "original": row,
        "row": row,
        "compared": versions.compare(row, versions.names_of_places([row])),
        "excerpt": excerpt(begun or row, text),
        "whys": reasons(row.reasons),
        "counties": counties,
        "county": county,
        "page": keys,
        "moments": life.moments(row, user, list(keys.object_list)),
        "rest": urlencode({"county": county} if county else {}),
        "whole": f"{reverse('admin:directives_meeting_change', args=[row.meeting_id])}#d-{pk}",
    }
    return desk.page(request, "admin/directives/directive/life.html", _("History: %(text)s") % {"text": row}, context)


def _whole(desk: DirectiveAdmin, request: HttpRequest, pk: int) -> Directive:
    rows = desk.visible(Directive.objects.all(), request).select_related("meeting__source", "decided_by")
    row: Directive | None = rows.prefetch_related("targets", "divisions").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
