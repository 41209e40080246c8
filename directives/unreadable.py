"""Why a file could not be read, and what to do about it, in words for the person who sent it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ARCHIVE = "archive"
GAVE_UP = "gave_up"
LINK = "link"
MISSING = "missing"
PACKING = "packing"
PATH = "path"
SYSTEM = "system"
UNEXPECTED = "unexpected"
UNPACKED = "unpacked"
WITHOUT_TEXT = "no_text_layer"
"""A picture of words: whoever sees that may want to type them in."""

MESSAGES: dict[str, str | Promise] = {
    # The codes of reading.documents.
    "empty": _("There is no text in this file. Look whether it is the right one."),
    "too_large": _("This file is too large to read. Upload only the pages of the report, or paste its text."),
    "binary": _("This is no text file. Upload the report as .txt, .html, .docx or .pdf, or paste its text."),
    "encrypted": _("This file is locked with a password. Save it without one, then upload it again."),
    WITHOUT_TEXT: _(
        "This is a scan or a photo: it has no text layer, only a picture of the words. Run text recognition (OCR) over "
        "it and upload what that gives, or type the demands in by hand."
    ),
    "broken": _("This file is damaged. Open it, save it anew and upload that, or paste its text."),
    "unsupported": _("This kind of file is not read. Save it as .docx or .txt and upload that, or paste its text."),
    # What is left out before it is kept.
    ARCHIVE: _("Archives of this kind, and archives within archives, are not opened. Unpack it and upload the files."),
    LINK: _("This is a link to a file, not a file. Pack the file itself."),
    PACKING: _("This file is packed in a way that is not opened. Pack it anew as a plain .zip."),
    PATH: _("The name of this file leads out of its archive, which no honest archive does. Look where it comes from."),
    SYSTEM: _("A file that the computer keeps for itself, not a report."),
    UNPACKED: _("The files of this archive are too large together. Split it, and upload the rest by itself."),
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
