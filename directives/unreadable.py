"""Why a file could not be read, and what to do about it, in words for the person who sent it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GAVE_UP = "gave_up"
MISSING = "missing"
UNEXPECTED = "unexpected"

MESSAGES: dict[str, str | Promise] = {
    GAVE_UP: _("Reading this file stopped its worker several times. Save it as plain text and upload that."),
    MISSING: _("The stored file is gone. Upload it again, and have the administrator look at the file storage."),
    UNEXPECTED: _("An unforeseen fault. Try again; if it comes back, the worker's log tells the administrator why."),
}


def code_of(error: Exception) -> str:
    """The key of MESSAGES for what went wrong."""
    return MISSING if isinstance(error, FileNotFoundError) else UNEXPECTED


def message_of(code: str) -> str:
    """The message in the language of the moment."""
    return str(MESSAGES[code])
