"""Proof that comes with a report: photos, PDF and Office files, told by what they hold and never by their name.

A photo is written anew (`pictures.py`), so that nothing but its pixels is served.  The rest is kept as it came and
only ever handed out to be saved.  A scanner of the house may look at each file first: settings.POVTRACK_SCAN_COMMAND,
a command line that gets the file's path at its end and answers 0 (clean), 1 (infected) or anything else (not checked).
"""

from __future__ import annotations

import re
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from directives import pictures
from directives.errors import Refused
from directives.models import Attachment, ProgressReport, StoredFile

MOST_FILES = 20
MOST_BYTES = 30_000_000
MOST_UNPACKED = 200_000_000
MOST_ENTRIES = 5_000
SCAN_SECONDS = 60

_PICTURE = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(?:hei[cxsm]|mif1|msf1|avif)",
    re.DOTALL,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_OLD = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_OLD |= dict.fromkeys(("wps", "et", "dps"), "application/vnd.ms-works")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\:*?\"<>|]")


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that may be kept: its bytes as they will be served, its name, its type, what it says of itself."""

    name: str
    data: bytes
    content_type: str
    thumbnail: bytes = b""
    details: dict[str, Any] = field(default_factory=dict)


def accept(name: str, data: bytes) -> Proof:
    """Look at one file.

    Raises:
        Refused: when it is empty, too large, of no kind that is taken, damaged, dressed up, or infected.
    """
    shown = _plain_name(name)
    if not data:
        raise Refused(_("“%(file)s” is empty.") % {"file": shown})
    if len(data) > MOST_BYTES:
        words = {"file": shown, "most": MOST_BYTES // 1_000_000}
        raise Refused(_("“%(file)s” is larger than %(most)d MB: make it smaller, or take a new photo.") % words)
    _scan(shown, data)
    if _PICTURE.match(data):
        return _photo(shown, data)
    if data.startswith(b"%PDF-"):
        return _pdf(shown, data)
    if data.startswith(b"PK\x03\x04"):
        return _office(shown, data)
    if data.startswith(_OLE):
        return _old_office(shown, data)
    raise Refused(_("“%(file)s” is not taken: only photos, PDF and Office files are.") % {"file": shown})


def attach(report: ProgressReport, files: Sequence[Proof]) -> None:
    """Keep the files with their report, in its transaction.

    Raises:
        Refused: when there are too many.
    """
    if len(files) > MOST_FILES:
        raise Refused(_("At most %(n)d files go with one report.") % {"n": MOST_FILES})
    for proof in files:
        thumbnail = StoredFile.objects.store(proof.thumbnail, "image/jpeg") if proof.thumbnail else None
        Attachment.objects.create(
            report=report,
            file=StoredFile.objects.store(proof.data, proof.content_type),
            thumbnail=thumbnail,
            name=proof.name,
            content_type=proof.content_type,
            details=proof.details,
        )


def _photo(name: str, data: bytes) -> Proof:
    try:
        picture = pictures.reencoded(data)
    except pictures.PictureError as error:
        raise Refused(_("“%(file)s” is a damaged picture: take it or save it again.") % {"file": name}) from error
    return Proof(_named(name, "jpg"), picture.jpeg, "image/jpeg", picture.thumbnail, picture.details)


def _pdf(name: str, data: bytes) -> Proof:
    # The end of a sound PDF is its own: an archive or a page hidden behind it has its directory there.
    if b"%%EOF" not in data[-2048:] or zipfile.is_zipfile(BytesIO(data)):
        raise Refused(_("“%(file)s” is not a sound PDF: save it anew.") % {"file": name})
    return Proof(_named(name, "pdf"), data, "application/pdf")


def _office(name: str, data: bytes) -> Proof:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            unpacked = sum(entry.file_size for entry in entries)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(_("“%(file)s” is damaged: save it again.") % {"file": name}) from error
    found = next((kind for folder, kind in _OFFICE.items() if any(each.startswith(folder) for each in names)), None)
    if found is None or "[Content_Types].xml" not in names:
        raise Refused(_("“%(file)s” is an archive: attach the files one by one.") % {"file": name})
    if unpacked > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
        raise Refused(_("“%(file)s” unpacks to far more than it shows, and is not taken.") % {"file": name})
    if any(PurePosixPath(each).name.lower() == "vbaproject.bin" for each in names):
        raise Refused(_("“%(file)s” has macros: save it without them.") % {"file": name})
    return Proof(_named(name, found[0]), data, found[1])


def _old_office(name: str, data: bytes) -> Proof:
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    if suffix not in _OLD or zipfile.is_zipfile(BytesIO(data)):
        raise Refused(_("“%(file)s” is not taken: only photos, PDF and Office files are.") % {"file": name})
    return Proof(name, data, _OLD[suffix])


def _plain_name(name: str) -> str:
    """The last part of a name, without what no reader can see: a name is shown, never used as a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return _UNSEEN.sub("", last).strip(" .")[-120:] or "file"


def _named(name: str, suffix: str) -> str:
    """The name with the ending of what the file really is."""
    stem, _dot, ending = name.rpartition(".")
    known = {"jpg", "jpeg"} if suffix == "jpg" else {suffix}
    return name if stem and ending.lower() in known else f"{stem or name}.{suffix}"


def _scan(name: str, data: bytes) -> None:
    command = settings.POVTRACK_SCAN_COMMAND
    if not command:
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            line = [*command, file.name]
            code = subprocess.run(line, capture_output=True, timeout=SCAN_SECONDS).returncode  # noqa: S603  # the administrator's own
        except (OSError, subprocess.TimeoutExpired):
            code = -1
    if code == 1:
        raise Refused(_("“%(file)s” is infected and was not kept.") % {"file": name})
    if code:
        raise Refused(_("“%(file)s” could not be checked for viruses; try again later.") % {"file": name})
