"""Where everybody comes in: the way to one's own page, the choice of language, the health check."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directives import access, staffing
from directives.access import Action


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to the page of her day: the desk, the checklist, or the progress of the counties."""
    actions = access.actions_of(request.user)
    if actions & {Action.ENTER, Action.REVIEW, Action.ADMINISTER}:
        return redirect("admin:index")
    return redirect("checklist" if Action.ACT in actions else "progress")


class Password(auth.PasswordChangeView):
    """Choose another password; who is logged in stays so here, and is logged out everywhere else."""

    template_name = "password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        staffing.own_password_chosen(form.user)
        messages.success(self.request, _("Password changed."))
        return super().form_valid(form)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose a language: kept with the user, and in a cookie for the pages before the login."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax")
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for the launcher and for monitors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
