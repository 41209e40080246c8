"""The desk of the supervision office, on django-unfold.  Thin: rows by `visible_to`, changes by the writers."""

from __future__ import annotations

from directives.admin import assignments, directives, entry, meetings, reference, reminders

__all__ = ["assignments", "directives", "entry", "meetings", "reference", "reminders"]
