"""The admin site: open to those whose role has work here, and entered by the one login page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse

from directives import access
from directives.access import Action

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite as UnfoldAdminSite
else:
    from unfold.sites import UnfoldAdminSite

DESK = frozenset({Action.ENTER, Action.REVIEW, Action.ISSUE, Action.VERIFY, Action.ADMINISTER})
"""Who may do any of these has a place at the desk; `is_staff` is not asked, so that roles are the one rule."""


class DeskSite(UnfoldAdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return bool(access.actions_of(request.user) & DESK)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The login of all pages; a county's user who is already logged in goes to her own page."""
        if request.user.is_authenticated:
            return redirect("admin:index" if self.has_permission(request) else "home")
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return LogoutView.as_view(next_page=settings.LOGIN_URL)(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        # `redirect_to` brings the choice of a language back to the page it was made on.
        return {**super().each_context(request), "redirect_to": request.get_full_path()}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from directives.admin import burdens, mailbox, searching, wrongs

        return [
            path("corrections/", self.admin_view(wrongs.table), name="wrongs"),
            path("corrections/cases/", self.admin_view(wrongs.cases), name="wrongs-cases"),
            path("burden/", self.admin_view(burdens.page), name="burden"),
            path("search/", self.admin_view(searching.page), name="search"),
            path("mail/", self.admin_view(mailbox.mails), name="mails"),
            path("mail/<slug:name>/", self.admin_view(mailbox.mail), name="mail"),
            path("mail/<slug:name>/html/", self.admin_view(mailbox.html_part), name="mail-html"),
            *super().get_urls(),
        ]
