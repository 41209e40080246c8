"""The admin with our own site, which lets people in by their role."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "directives.desk.DeskSite"
