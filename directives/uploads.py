"""What was given to be read: files, and archives (.zip) taken apart, one file in memory at a time.

Nothing is unpacked to the disk, so that a name is only ever shown.  Bounds, so that no archive takes more than its
share: `MOST_FILES` at once, `MOST_DIRECTORY` bytes of an archive's table of contents, `MOST_UNPACKED` bytes that come
out of it, and the reader's own bound for each file; sizes are counted as they come out, not as the archive claims.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO

from directives.unreadable import ARCHIVE, LINK, PACKING, PATH, SYSTEM, UNPACKED

MOST_FILES = 1000
MOST_UNPACKED = 500_000_000
MOST_DIRECTORY = 1_000_000

_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_PACKED = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
# macOS, Windows and Word leave these beside every report.
_SYSTEM = re.compile(
    r"(?:^|/)(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini|~\$[^/]*)$", re.IGNORECASE | re.DOTALL
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65_535


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of one report, what to call it, and what is known beside its text."""

    name: str
    data: bytes
    url: str = ""
    published_on: date | None = None
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not kept; `code` is a key of `unreadable.MESSAGES`."""

    name: str
    code: str


Given = Upload | LeftOut


def count(file: IO[bytes]) -> int:
    """How many files this one is: those of an archive; of one too long to be looked at, more than MOST_FILES."""
    if _directory_of(file) > MOST_DIRECTORY:
        return MOST_FILES + 1
    with _archive(file) as archive:
        return 1 if archive is None else len(_entries(archive))


def take_apart(name: str, file: IO[bytes]) -> Iterator[Given]:
    """The reports in one file that was given, in their order, and those left out, each with why."""
    with _archive(file) as archive:
        if archive is not None:
            yield from _members(archive) if _entries(archive) else [LeftOut(name, "empty")]
        elif name.lower().endswith(_PACKED):
            yield LeftOut(name, "broken" if name.lower().endswith(".zip") else ARCHIVE)
        else:
            file.seek(0)
            yield _kept(name, file)


@contextmanager
def _archive(file: IO[bytes]) -> Iterator[zipfile.ZipFile | None]:
    """The archive, or None where the file is none: Word's and Excel's files, which are packed alike, are not."""
    file.seek(0)
    if file.read(2) != b"PK" or _directory_of(file) > MOST_DIRECTORY:
        yield None
        return
    try:
        archive = zipfile.ZipFile(file)
    except _FAULTS:
        yield None
        return
    with archive:
        yield None if "[Content_Types].xml" in archive.namelist() else archive


def _directory_of(file: IO[bytes]) -> int:
    """The bytes of an archive's table of contents, which `zipfile` would read at once; 0 where there is none.

    The larger format for more than 65,535 files (ZIP64) counts as too long: its sizes stand elsewhere.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return 0
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        return MOST_DIRECTORY + 1
    return int(_END.unpack_from(tail, at)[5])


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [info for info in archive.infolist() if not info.is_dir()]


def _members(archive: zipfile.ZipFile) -> Iterator[Given]:
    left = MOST_UNPACKED
    for info in _entries(archive):
        name = _name_of(info)
        code = _why_not(info, name)
        if code or left <= 0:
            yield LeftOut(_CONTROL.sub("\ufffd", name), code or UNPACKED)
            continue
        try:
            with archive.open(info) as member:
                given = _kept(name, member)
        except _FAULTS:
            given = LeftOut(name, "broken")
        left -= len(given.data) if isinstance(given, Upload) else 0
        yield given


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name as its author saw it.  Without the flag for UTF-8 it is in his system's encoding: here, mostly GBK."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        data = name.encode("cp437")  # as zipfile took it
        try:
            name = data.decode()
        except UnicodeDecodeError:
            name = data.decode("gb18030", "replace")
    return name.replace("\\", "/")


def _why_not(info: zipfile.ZipInfo, name: str) -> str:
    """The code of why a member is not even opened, or ""."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or ":" in parts[0] or _CONTROL.search(name):
        return PATH
    if _SYSTEM.search(name):
        return SYSTEM
    if stat.S_ISLNK(info.external_attr >> 16):
        return LINK
    if name.lower().endswith(_PACKED):
        return ARCHIVE
    if info.flag_bits & 1:
        return "encrypted"
    # Others can ask for gigabytes of memory before the first byte comes out.
    return "" if info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} else PACKING


def _kept(name: str, file: IO[bytes]) -> Given:
    from directives.reading.documents import MAX_BYTES  # what it needs is loaded when a first file comes

    if _SYSTEM.search(name):
        return LeftOut(name, SYSTEM)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return LeftOut(name, "too_large")
    return Upload(name, data) if data.strip() else LeftOut(name, "empty")
