"""How the admin looks: its name, its colour, its style sheet.  What stands in its sidebar depends on the role."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BLUE = {
    "50": "oklch(97% .014 254.6)",
    "100": "oklch(93.2% .032 255.6)",
    "200": "oklch(88.2% .059 254.1)",
    "300": "oklch(80.9% .105 251.8)",
    "400": "oklch(70.7% .165 254.6)",
    "500": "oklch(60% .19 257)",
    "600": "oklch(49.5% .165 258)",
    "700": "oklch(44% .16 259)",
    "800": "oklch(40% .15 264)",
    "900": "oklch(35% .12 265)",
    "950": "oklch(27% .09 267)",
}
"""The primary colour; white on 600 and 700 on white both keep the contrast of WCAG AA."""


def style_sheet(request: HttpRequest) -> str:
    return static("admin-povtrack.css")


def search_key(request: HttpRequest) -> str:
    return static("desk/search-key.js")


def icon(request: HttpRequest) -> str:
    return static("povtrack.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "povtrack",
    "SITE_HEADER": "povtrack",
    "SITE_SUBHEADER": _("Supervision desk"),
    "SITE_ICON": icon,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": icon}],
    "SITE_URL": reverse_lazy("home"),
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": reverse_lazy("language")},
    "ACCOUNT": {
        "navigation": [
            {"title": _("My details"), "link": reverse_lazy("profile")},
            {"title": _("Change password"), "link": reverse_lazy("password")},
        ]
    },
    "ENVIRONMENT": "directives.admin.navigation.environment",
    "DASHBOARD_CALLBACK": "directives.admin.dashboard.add_waiting",
    "SIDEBAR": {"navigation": "directives.admin.navigation.sidebar"},
    "STYLES": [style_sheet],
    "SCRIPTS": [search_key],
    "COLORS": {"primary": BLUE},
}
