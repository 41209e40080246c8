"""Our own pages."""

from __future__ import annotations

from django.urls import path

from directives.views import entrance

urlpatterns = [
    path("", entrance.home, name="home"),
    path("language/", entrance.language, name="language"),
    path("healthz/", entrance.healthz, name="healthz"),
]
