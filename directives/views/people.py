"""The people of an area: who is there, who is invited, who stands in, who has left."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directives import access, clock, handing, rostering, staffing
from directives.access import Action
from directives.errors import Refused
from directives.forms import people as forms
from directives.models import Member, Role, User
from directives.staffing import Person

PER_PAGE = 50
SLIPS = 50
"""First passwords printed at once: each takes a good part of a second."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponse]


def keeper(view: View) -> View:
    """Only who keeps the people of an area; nothing of these pages is kept by a browser."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access.require(access.may(request.user, Action.STAFF))
        return view(request, *args, **kwargs)

    return cast(View, never_cache(login_required(guarded)))


def actor(request: HttpRequest) -> User:
    return cast(User, request.user)


def _find(request: HttpRequest, pk: int) -> Member:
    rows = Member.objects.visible_to(request.user).select_related("user", "unit__division", "deputy__user")
    return get_object_or_404(rows, pk=pk)


@keeper
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The members of the area's units, with who has not come in yet."""
    narrowed = forms.PeopleFilter(request.GET)
    rows: Any = Member.objects.visible_to(request.user).select_related("user", "unit__division")
    if narrowed.is_valid():
        rows = _narrow(rows, narrowed.cleaned_data)
    page = Paginator(rows.order_by("unit__division_id", "unit_id", "role", "pk"), PER_PAGE)
    context = {"page": page.get_page(request.GET.get("page")), "filter": narrowed, "today": clock.today()}
    return render(request, "people/list.html", context)


def _narrow(rows: Any, wanted: dict[str, str]) -> Any:
    if words := wanted["q"].strip():
        rows = rows.filter(
            Q(user__name__icontains=words) | Q(user__username__icontains=words) | Q(unit__name__icontains=words)
        )
    if wanted["state"] == "left":
        return rows.filter(left_on__lte=clock.today())
    rows = rows.exclude(left_on__lte=clock.today())
    return rows.filter(user__last_login=None) if wanted["state"] == "new" else rows


@keeper
def invite(request: HttpRequest) -> HttpResponse:
    """Give one person a role in one unit."""
    form = forms.InviteForm(actor(request), *([request.POST] if request.method == "POST" else []))
    if form.is_valid():
        data = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            member = staffing.invite(actor(request), Person(**data))
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _told(member))
            return redirect("person", pk=member.pk)
    status = 422 if form.is_bound else 200
    return render(request, "people/invite.html", {"form": form}, status=status)


def _told(member: Member) -> str:
    if member.user.has_usable_password():
        return _("%(name)s has this role now.") % {"name": member.user}
    if member.user.email:
        return _("%(name)s is invited: a mail with a link for a password is on its way.") % {"name": member.user}
    return _("%(name)s has an account. Print a first password, for there is no e-mail.") % {"name": member.user}


@keeper
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return _person_page(request, _find(request, pk))


def _person_page(
    request: HttpRequest, member: Member, bound: tuple[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    fresh = {"leave": forms.LeaveForm(), "handover": forms.ColleagueForm(member), "absence": forms.AbsenceForm(member)}
    context = {
        "member": member,
        "person": member.user,
        "keeps": access.may_keep(actor(request), member.user),
        "here": Member.objects.active().filter(pk=member.pk).exists(),
        "colleagues": staffing.colleagues(member),
        "forms": {**fresh, **dict([bound] if bound else [])},
        "opened": bound[0] if bound else "",
    }
    return render(request, "people/person.html", context, status=status)


@keeper
def step(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One change to one member; looked at, the address leads to her page."""
    if kind not in STEPS:
        raise Http404
    if request.method != "POST":
        return redirect("person", pk=pk)
    return STEPS[kind](request, _find(request, pk))


def _done(request: HttpRequest, member: Member, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("person", pk=member.pk)


def _with(
    kind: str, request: HttpRequest, member: Member, form: Any, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    if form.is_valid():
        try:
            return _done(request, member, act(form.cleaned_data))
        except Refused as why:
            form.add_error(None, str(why))
    return _person_page(request, member, (kind, form), status=422)


def _leave(request: HttpRequest, member: Member) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        staffing.leave(actor(request), member, data["on"])
        return _("From %(day)s on %(name)s no longer has this role.") % {"day": data["on"], "name": member.user}

    return _with("leave", request, member, forms.LeaveForm(request.POST), act)


def _absence(request: HttpRequest, member: Member) -> HttpResponse:
    if "end" in request.POST:
        staffing.set_deputy(actor(request), member, None, None, None)
        return _done(request, member, _("Nobody stands in any more."))

    def act(data: dict[str, Any]) -> str:
        staffing.set_deputy(actor(request), member, data["colleague"], data["since"], data["until"])
        return _("%(name)s stands in.") % {"name": data["colleague"].user}

    return _with("absence", request, member, forms.AbsenceForm(member, request.POST), act)


def _handover(request: HttpRequest, member: Member) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        done = handing.hand_over(actor(request), member, data["colleague"])
        words = ngettext(
            "%(n)d open item bears the name of %(name)s now.",
            "%(n)d open items bear the name of %(name)s now.",
            done.items,
        )
        return words % {"n": done.items, "name": data["colleague"].user}

    return _with("handover", request, member, forms.ColleagueForm(member, request.POST), act)


def _mail(request: HttpRequest, member: Member) -> HttpResponse:
    try:
        staffing.send_again(actor(request), member)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("person", pk=member.pk)
    return _done(request, member, _("A mail with a link for a password is on its way."))


def _links(request: HttpRequest, member: Member) -> HttpResponse:
    count = staffing.revoke_links(actor(request), member)
    return _done(request, member, ngettext("%(n)d link ended.", "%(n)d links ended.", count) % {"n": count})


STEPS: dict[str, Callable[[HttpRequest, Member], HttpResponse]] = {
    "leave": _leave,
    "absence": _absence,
    "handover": _handover,
    "mail": _mail,
    "links": _links,
}


@keeper
@require_POST
def slips(request: HttpRequest) -> HttpResponse:
    """First passwords for the people asked for, on one page to be printed and cut; shown this once."""
    keys = [int(pk) for pk in request.POST.getlist("member") if pk.isdecimal()]
    rows = Member.objects.visible_to(request.user).filter(pk__in=keys).select_related("user", "unit")
    found: dict[int, Member] = {}
    for member in rows.order_by("unit_id", "pk"):
        found.setdefault(member.user_id, member)
    if len(rows) != len(set(keys)) or len(keys) > SLIPS:
        raise Http404
    printed = staffing.give_first_passwords(actor(request), list(found.values()))
    return render(request, "people/slips.html", {"slips": printed})


@keeper
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    body = rostering.template(actor(request))
    return HttpResponse(body, XLSX, headers={"Content-Disposition": 'attachment; filename="people.xlsx"'})


@keeper
def roster(request: HttpRequest) -> HttpResponse:
    """Read a workbook and show what each row would do; write them when that is confirmed."""
    if "rows" in request.POST:
        return _write(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.ImportForm(*sent)
    checked: list[rostering.Checked] = []
    rows = ""
    if form.is_valid():
        try:
            lines = rostering.read(form.cleaned_data["file"].read(rostering.MOST_BYTES + 1))
            checked = rostering.check(actor(request), lines)
            rows = json.dumps(rostering.packed(lines), ensure_ascii=False)
        except Refused as why:
            form.add_error("file", str(why))
    checked.sort(key=lambda row: row.verdict != "faulty")  # what is wrong stands first
    count = sum(row.verdict in {"new", "joins"} for row in checked)
    faulty = sum(row.verdict == "faulty" for row in checked)
    context = {"form": form, "checked": checked, "rows": rows, "count": count, "faulty": faulty}
    return render(request, "people/import.html", context, status=422 if form.errors else 200)


def _write(request: HttpRequest) -> HttpResponse:
    try:
        lines = rostering.unpacked(json.loads(request.POST["rows"])[: rostering.MOST_ROWS])
    except (ValueError, TypeError):
        raise Http404 from None
    made, left_out = rostering.write(actor(request), lines)
    without = [m for m in made if not m.user.email and not m.user.has_usable_password()]
    batches = [without[start : start + SLIPS] for start in range(0, len(without), SLIPS)]
    context = {"made": made, "left_out": left_out, "without": without, "batches": batches}
    return render(request, "people/imported.html", context)
