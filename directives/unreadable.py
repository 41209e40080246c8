"""Why a file could not be read, and what to do about it, in words for the person who sent it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GAVE_UP = "gave_up"
MISSING = "missing"
UNEXPECTED = "unexpected"

MESSAGES: dict[str, str | Promise] = {
    # The codes of reading.documents.
    "empty": _("There is no text in this file. Look whether it is the right one."),
    "too_large": _("This file is too large to read. Upload only the pages of the report, or paste its text."),
    "binary": _("This is no text file. Upload the report as .txt, .html, .docx or .pdf, or paste its text."),
    "encrypted": _("This file is locked with a password. Save it without one, then upload it again."),
    "no_text_layer": _("This is a scan, pictures without text. Run text recognition over it first, or paste the text."),
    "broken": _("This file is damaged. Open it, save it anew and upload that, or paste its text."),
    "unsupported": _("This kind of file is not read. Save it as .docx or .txt and upload that, or paste its text."),
    # Our own.
    GAVE_UP: _("Reading this file stopped its worker several times. Save it as plain text and upload that."),
    MISSING: _("The stored file is gone. Upload it again, and have the administrator look at the file storage."),
    UNEXPECTED: _("An unforeseen fault. Try again; if it comes back, the worker's log tells the administrator why."),
}


def code_of(error: Exception) -> str:
    """The key of MESSAGES for what went wrong."""
    from directives.reading.documents import DocumentError  # what it needs is loaded by workers only

    if isinstance(error, DocumentError):
        return error.code
    return MISSING if isinstance(error, FileNotFoundError) else UNEXPECTED


def message_of(code: str) -> str:
    """The message in the language of the moment."""
    return str(MESSAGES[code])
