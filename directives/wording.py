"""Figures said in words, the same on pages, in mails and in workbooks."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def days_in_words(days: int | None) -> str:
    """Days to the due date (negative: past it; None: there is none) as a person says it."""
    if days is None:
        return _("no due date")
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return ngettext("overdue by %(n)d day", "overdue by %(n)d days", -days) % {"n": -days}
