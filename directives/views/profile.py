"""One's own page, and the way to a password without an administrator."""

from __future__ import annotations

from typing import Any, cast

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from directives import doors, staffing, throttling
from directives.errors import Refused
from directives.forms.people import AbsenceForm, ForgottenForm, ProfileForm
from directives.models import Member, User
from directives.views.calendar import has_calendar

MOST_ASKED, MINUTES = 10, 60
"""So often may one address ask for mails with a link for a password within so many minutes."""


def own(request: HttpRequest, pk: int) -> Member:
    """One of her own memberships that she has now; anybody else's is not there."""
    rows = Member.objects.active().select_related("unit__division", "user")
    return get_object_or_404(rows, pk=pk, user=cast(User, request.user))


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = ProfileForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        staffing.change_profile(
            user, {name: form.cleaned_data[name] for name in form.changed_data if name != "password"}
        )
        messages.success(request, _("Your details were changed."))
        return redirect("profile")
    return _page(request, form, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, form: ProfileForm, bound: AbsenceForm | None = None, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    held = []
    for member in Member.objects.active().filter(user=user).select_related("unit", "deputy__user"):
        absence = bound if bound is not None and bound.member == member else AbsenceForm(member, prefix=f"m{member.pk}")
        calendar = doors.calendar_of(member) if has_calendar(member) else None
        held.append(
            {
                "member": member,
                "absence": absence,
                "colleagues": staffing.colleagues(member),
                "has_calendar": has_calendar(member),
                "calendar": calendar,
                "opened": absence is bound,
            }
        )
    return render(request, "profile.html", {"form": form, "held": held}, status=status)


@login_required
@require_POST
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who stands in for her in one unit, or end that."""
    member, user = own(request, pk), cast(User, request.user)
    if "end" in request.POST:
        staffing.set_deputy(user, member, None, None, None)
        messages.success(request, _("Nobody stands in any more."))
        return redirect("profile")
    form = AbsenceForm(member, request.POST, prefix=f"m{member.pk}")
    if form.is_valid():
        data = form.cleaned_data
        try:
            staffing.set_deputy(user, member, data["colleague"], data["since"], data["until"])
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("%(name)s stands in.") % {"name": data["colleague"].user})
            return redirect("profile")
    return _page(request, ProfileForm(user), form, status=422)


@login_required
@require_POST
def links(request: HttpRequest) -> HttpResponse:
    """End all links in her mails, and the addresses of her calendars."""
    user = cast(User, request.user)
    count = sum(staffing.revoke_links(user, member) for member in user.memberships.select_related("unit"))
    messages.success(request, ngettext("%(n)d link ended.", "%(n)d links ended.", count) % {"n": count})
    return redirect("profile")


def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a mail; the answer is the same whether the name is known or not."""
    form = ForgottenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "forgotten.html", {"form": form})
    sender = get_client_ip_address(request) or ""
    if not throttling.allowed("forgotten", sender, most=MOST_ASKED, minutes=MINUTES):
        form.add_error(None, _("Too many mails were asked for from this address. Try again in an hour."))
        return render(request, "forgotten.html", {"form": form}, status=429)
    staffing.forgotten(form.cleaned_data["words"])
    return render(request, "forgotten.html", {"sent": True})


class Choose(auth.PasswordResetConfirmView):
    """Choose a password by the link of a mail; it works once, and leads to the login."""

    template_name = "choose_password.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        staffing.own_password_chosen(form.user)
        messages.success(self.request, _("Your password is set: log in with it."))
        return response
