"""The calendar: a private address for each membership, and the days of one item to be kept."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directives import access, agenda, doors
from directives.digests import address_of
from directives.models import Assignment, Member, Purpose, User
from directives.views.doors import missed, private

ICS = "text/calendar; charset=utf-8"


@private
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The days of one member's items: 304 for a client that has them, 404 for an address that is no longer hers."""
    found = doors.find(token, Purpose.CALENDAR)
    if found.link is None or found.bar is not None:
        waits = found.link is None and missed(request)
        return HttpResponse(status=429 if waits else 404, content_type="text/plain")
    doors.keep_calendar(found.link)
    member = found.link.member
    with translation.override(member.user.language):
        name = _("Supervision: %(unit)s") % {"unit": member.unit}
        body = agenda.calendar(agenda.items_of(member), name)
    etag = agenda.etag_of(body)
    asked = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in asked:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type=ICS, headers=headers)


@never_cache
@login_required
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item's days as a file."""
    rows = agenda.with_days(Assignment.objects.visible_to(request.user))
    row = get_object_or_404(rows, pk=pk)
    body = agenda.calendar([row], _("Supervision"))
    return HttpResponse(
        body, content_type=ICS, headers={"Content-Disposition": f'attachment; filename="povtrack-{row.pk}.ics"'}
    )


def has_calendar(member: Member) -> bool:
    """Only who answers for a unit's items has days of her own; an office would see thousands."""
    return member.role in access.COUNTY_ROLES


@never_cache
@login_required
@require_POST
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new address for one of her memberships, shown this once, or end the one there is."""
    member = get_object_or_404(Member.objects.active().select_related("unit"), pk=pk, user=cast(User, request.user))
    access.require(has_calendar(member))
    url = ""
    if request.POST.get("step") == "close":
        doors.close_calendar(member)
    else:
        url = address_of("calendar", doors.open_calendar(member))
    webcal = url.replace("https://", "webcal://").replace("http://", "webcal://")
    return render(request, "calendar.html", {"member": member, "url": url, "webcal": webcal})
