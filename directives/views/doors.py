"""The page behind the link of a mail: one item, one step, no login.

Looking changes nothing, however often a mail scanner looks: only the button does.  The token in the address is what
proves the person, no cookie is asked, so that a form of another site could not send it: hence no CSRF token, and the
page works where a mail program's own browser keeps no cookies.  Its address is kept from referrers, caches and
search engines.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from axes.helpers import get_client_ip_address
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from directives import doors, throttling
from directives.doors import Bar, Barred
from directives.errors import Refused
from directives.evidence import excerpt
from directives.forms.steps import StepForm
from directives.models import Assignment, Purpose, SignedLink
from directives.views import answers
from directives.views.item import offers
from directives.views.steps import STEPS

KINDS = ("sign", "report", "submit")
"""The steps that a link may open; for all others there is the login."""

MOST_MISSES, MINUTES = 30, 15
"""So many unknown links from one address within so many minutes, before it is told to wait."""

STATUS = {Bar.UNKNOWN: 404, Bar.USED: 200, Bar.EXPIRED: 410, Bar.REVOKED: 410, Bar.GONE: 410}

View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """The address is a secret: no referrer carries it on, no search engine lists it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


def missed(request: HttpRequest) -> bool:
    """Count an unknown token; whether its sender has to wait now."""
    return not throttling.allowed("door", get_client_ip_address(request) or "", most=MOST_MISSES, minutes=MINUTES)


@csrf_exempt
@never_cache
@private
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Show the item and what may be done with it; do that one step when the form is sent."""
    found = doors.find(token, Purpose.ACT)
    if found.link is None:
        return shut(request, None, Bar.UNKNOWN, status=429 if missed(request) else None)
    person = found.link.member.user
    with translation.override(person.language):
        if request.user.is_authenticated and request.user != person:
            return render(request, "door_foreign.html", {"person": person}, status=403)
        if found.bar is not None:
            return shut(request, found.link, found.bar)
        if request.method == "POST":
            return _step(request, found.link)
        if request.user.is_authenticated:
            return redirect("assignment", pk=found.link.assignment_id)
        return _page(request, found.link)


def shut(request: HttpRequest, link: SignedLink | None, bar: Bar, status: int | None = None) -> HttpResponse:
    """Why it does not open, and what to do instead; a script is sent to look for itself."""
    if answers.wants_data(request):
        return answers.go_on(request, request.path)
    done = STEPS.get(request.GET.get("done", ""))
    context = {
        "bar": bar,
        "waiting": status == 429,
        "link": link,
        "item": link.assignment if link and bar in {Bar.USED, Bar.EXPIRED} else None,
        "done": done if bar is Bar.USED else None,
    }
    return render(request, "door_shut.html", context, status=status or STATUS[bar])


def _step(request: HttpRequest, link: SignedLink) -> HttpResponse:
    kind = request.POST.get("step", "")
    if kind not in KINDS:
        raise Http404
    chosen, item = STEPS[kind], cast(Assignment, link.assignment)
    form = answers.posted(request, chosen, item)
    if not form.is_valid():
        return _back(request, link, form, status=422)
    try:
        doors.pass_through(link, lambda a, user: chosen.act(a, user, form))
    except Barred as why:
        return shut(request, link, why.bar)
    except Refused as why:
        item.refresh_from_db()
        form.refuse(str(why), item)
        return _back(request, link, form, status=409)
    return answers.go_on(request, f"{request.path}?done={kind}")


def _back(request: HttpRequest, link: SignedLink, form: StepForm, status: int) -> HttpResponse:
    """What was refused, with what was typed."""
    if answers.wants_data(request):
        return answers.wanting(form, status)
    return _page(request, link, bound=(str(form.prefix), form), status=status)


def _page(
    request: HttpRequest, link: SignedLink, bound: tuple[str, StepForm] | None = None, status: int = 200
) -> HttpResponse:
    item, person = cast(Assignment, link.assignment), link.member.user
    source = item.directive.meeting.source
    steps = offers(item, person, KINDS, bound)
    context = {
        "link": link,
        "person": person,
        "item": item,
        "offers": steps,
        "takes_files": any(each["form"].is_multipart() for each in steps),
        "excerpt": excerpt(item.directive, source.text) if source else None,
    }
    return render(request, "door.html", context, status=status)
