"""A file's bytes to its text: .txt, .html, .docx and .pdf, told apart by what they hold, the name coming second.

Bounds, so that no file takes more than its share: `MAX_BYTES` of file, `MAX_TEXT` characters of text,
`MAX_EXPANDED` bytes of an unpacked .docx, `MAX_PAGES` and `MAX_SECONDS` of a .pdf.
"""

from __future__ import annotations

import logging
import re
import time
import zipfile
from io import BytesIO
from typing import Literal

from lxml import etree  # type: ignore[import-untyped]
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from directives.reading.encodings import decode
from directives.reading.webpage import text_of_html

# pypdf logs each oddity of a file that it then reads all the same; what it cannot read it raises.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MAX_BYTES = 20_000_000
MAX_TEXT = 20_000_000
MAX_EXPANDED = 64_000_000
MAX_ENTRIES = 2_000
MAX_PAGES = 500
MAX_SECONDS = 30.0

Code = Literal["empty", "too_large", "binary", "encrypted", "no_text_layer", "broken", "unsupported"]

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE = re.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(?:heic|mif1|avif)", re.DOTALL
)
_BINARY = (
    b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BM", b"\x7fELF", b"MZ",
    b"OggS", b"ID3", b"RIFF", b"BZh", b"\xfd7zXZ", b"SQLite format 3", b"\x00\x00\x01\x00",
)  # fmt: skip
_HTML = re.compile(rb"<!doctype html|<html|<head\b|<body\b|<meta\b|<div\b|<table\b|<p[\s>]|<br\s*/?>", re.IGNORECASE)
_FRAME = re.compile(rb"<!doctype html|<html|<head\b|<body\b", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# pypdf meets a damaged file with whatever its parser happens to trip over.
_PDF_FAULTS = (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
_FEW = 10  # characters on an average page below which a .pdf is a row of pictures


class DocumentError(ValueError):
    """A file that cannot be read; ``code`` is stable, for the edge that words it to the user."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code


def read_document(data: bytes, name: str = "") -> str:
    """The text of a file, as it came, one paragraph a line.

    Raises DocumentError: ``empty``, ``too_large``, ``binary``, ``encrypted``, ``no_text_layer`` (a scan or a
    photo), ``broken`` or ``unsupported``.
    """
    if not data.strip():
        raise DocumentError("empty", "The file is empty.")
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", f"The file has {len(data)} bytes; {MAX_BYTES} are read at most.")
    if data.startswith(b"PK\x03\x04"):
        text = _docx(data)
    elif b"%PDF-" in data[:1024]:
        text = _pdf(data)
    elif data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise DocumentError("encrypted", "The document is protected by a password.")
        raise DocumentError("unsupported", "Old Office files are not read; save it as .docx.")
    elif data.startswith(b"{\\rtf"):
        raise DocumentError("unsupported", "RTF is not read; save it as .docx or .txt.")
    else:
        text = _plain(data, name)
    if len(text) > MAX_TEXT:
        raise DocumentError("too_large", f"The text has {len(text)} characters; {MAX_TEXT} are read at most.")
    if not text.strip():
        raise DocumentError("empty", "The file holds no text.")
    return text


def _plain(data: bytes, name: str) -> str:
    if _PICTURE.match(data):
        raise DocumentError("no_text_layer", "The file is a picture; recognise its characters first.")
    if data.startswith(_BINARY):
        raise DocumentError("binary", "The file is an archive, a program or a recording, not a text.")
    text = decode(data)
    if text is None or len(_CONTROL.findall(text[:65536])) * 20 > min(len(text), 65536):
        raise DocumentError("binary", "The file is no text in UTF-8, UTF-16, GB18030 or Big5.")
    if name.lower().endswith((".html", ".htm", ".shtml", ".xhtml")) or _is_page(data[:4096]):
        return text_of_html(text)
    return text


def _is_page(head: bytes) -> bool:
    """Whether tags make the lines: a page's frame, or a tag for most of them; a few are remains in a plain text."""
    tags = _HTML.findall(head)
    return len(tags) >= 2 and (_FRAME.search(head) is not None or 2 * len(tags) >= len(head.split(b"\n")))


def _docx(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if "word/document.xml" not in names:
                raise DocumentError("unsupported", "An archive or another Office file; only .docx is read.")
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_EXPANDED:
                raise DocumentError("too_large", f"The document unpacks to more than {MAX_EXPANDED} bytes.")
            if any(entry.flag_bits & 1 for entry in entries):
                raise DocumentError("encrypted", "The document is protected by a password.")
            with archive.open("word/document.xml") as member:
                # The sizes an archive states are its own claim: count what really comes out.
                xml = member.read(MAX_EXPANDED + 1)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError("broken", f"The document cannot be unpacked: {error}") from error
    if len(xml) > MAX_EXPANDED:
        raise DocumentError("too_large", f"The document unpacks to more than {MAX_EXPANDED} bytes.")
    return _word_text(xml)


def _word_text(xml: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("broken", f"The document's text is damaged: {error}") from error
    for fallback in root.findall(f".//{_FALLBACK}"):
        # The same text box again, for programs older than Word 2010.
        fallback.clear()
    pieces: list[str] = []
    for element in root.iter(f"{_WORD}p", f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
        if element.tag == f"{_WORD}t":
            pieces.append(element.text or "")
        else:
            pieces.append(" " if element.tag == f"{_WORD}tab" else "\n")
    return "".join(pieces).strip("\n")


def _pdf(data: bytes) -> str:
    started = time.monotonic()
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("encrypted", "The document is protected by a password.")
        if len(reader.pages) > MAX_PAGES:
            raise DocumentError(
                "too_large", f"The document has {len(reader.pages)} pages; {MAX_PAGES} are read at most."
            )
        pages: list[str] = []
        for page in reader.pages:
            pages.append(page.extract_text())
            if time.monotonic() - started > MAX_SECONDS or sum(map(len, pages)) > MAX_TEXT:
                raise DocumentError("too_large", "The document takes too long to read.")
    except DocumentError:
        raise
    except _PDF_FAULTS as error:
        raise DocumentError("broken", f"The document cannot be read: {error}") from error
    text = "\n".join(pages)
    if len(text.strip()) < _FEW * max(1, len(pages)):
        raise DocumentError("no_text_layer", "The document is a scan without text; recognise its characters first.")
    return text
