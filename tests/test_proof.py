"""Proof: told by what it holds, written anew where it is a picture, refused clearly where it is not proof."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

from directives import assigning, pictures, proof
from directives.errors import Refused
from directives.models import Attachment, ProgressReport, StoredFile
from tests import factories as f
from tests.test_assigning import issued


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def tagged() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "HUAWEI", "P40", 6
    exif.get_ifd(0x8769)[0x9003] = "2018:05:20 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (32.0, 33.0, 1.0), 3: "E", 4: (110.0, 48.0, 36.0)})
    return photo(exif=exif)


def pdf() -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return out.getvalue()


def test_a_photo_is_written_anew_and_what_the_camera_noted_is_kept_as_data() -> None:
    found = proof.accept("现场.JPG", tagged())
    assert (found.name, found.content_type) == ("现场.JPG", "image/jpeg")
    assert found.details == {
        "taken_at": "2018-05-20T09:30:00",
        "camera": "HUAWEI P40",
        "latitude": 32.550278,
        "longitude": 110.81,
        "width": 480,
        "height": 640,  # stood on its side
    }
    with Image.open(io.BytesIO(found.data)) as again:
        assert not again.getexif()
        assert again.size == (480, 640)
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert max(small.size) == pictures.THUMBNAIL


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF"])
def test_every_kind_of_picture_becomes_a_jpeg(kind: str) -> None:
    found = proof.accept("a.bin", photo(kind))
    assert (found.name, found.content_type) == ("a.jpg", "image/jpeg")
    with Image.open(io.BytesIO(found.data)) as again:
        assert again.format == "JPEG"


def test_a_phone_s_photo_of_12_mb_goes_through() -> None:
    data = photo(size=(4000, 3000), quality=97)
    assert len(data) > 9_000_000
    assert len(proof.accept("a.jpg", data).data) < len(data)


@pytest.mark.parametrize(
    ("data", "name"), [(pdf(), "报告.pdf"), (docx(), "说明.docx"), (xlsx(), "台账.xlsx")], ids=["pdf", "docx", "xlsx"]
)
def test_documents_are_kept_as_they_came_under_their_true_ending(data: bytes, name: str) -> None:
    found = proof.accept(name.rpartition(".")[0] + ".txt", data)
    assert (found.name, found.data, found.thumbnail) == (name, data, b"")


MACROS = archive(word__document_xml=b"<w/>", word__vbaProject_bin=b"x", **{"[Content_Types]_xml": b"<t/>"})
BOMB = archive(word__document_xml=b"\0" * (proof.MOST_UNPACKED + 1), **{"[Content_Types]_xml": b"<t/>"})
BAD = {
    "nothing": b"",
    "too large": b"\xff\xd8\xff" + b"\0" * proof.MOST_BYTES,
    "svg with script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page": b"<!doctype html><script>alert(1)</script>",
    "program": b"MZ\x90\0" * 100,
    "damaged photo": photo()[:2000],
    "photo that is a page": b"\xff\xd8\xff<script>alert(1)</script>",
    "pdf and archive": pdf() + archive(a=b"x"),
    "pdf without an end": pdf()[:200],
    "archive": archive(a=b"x"),
    "bomb": BOMB,
    "macros": MACROS,
    "broken archive": docx()[:600],
    "old office by name only": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_no_proof_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Refused, match="附件"):
        proof.accept("附件.jpg", data)


def test_a_picture_and_an_archive_in_one_leaves_only_the_picture() -> None:
    found = proof.accept("a.jpg", photo() + archive(a=b"x" * 1000))
    assert not zipfile.is_zipfile(io.BytesIO(found.data))


def test_a_picture_of_too_many_pixels_is_a_bomb() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Refused):
        proof.accept("a.png", out.getvalue())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\x\\照片.jpg", "照片.jpg"),
        ("a\u202egpj.exe.jpg", "agpj.exe.jpg"),
        ("\x00..jpg", "jpg.jpg"),
        ("", "file.jpg"),
        ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
    ],
)
def test_a_name_is_shown_and_never_a_path(name: str, shown: str) -> None:
    assert proof.accept(name, photo(size=(20, 20))).name == shown


SCANNER = "import sys; sys.exit(1 if b'EICAR' in open(sys.argv[1], 'rb').read() else 0)"


def test_the_scanner_of_the_house_has_the_word(settings: Any, tmp_path: Path) -> None:
    settings.POVTRACK_SCAN_COMMAND = [sys.executable, "-c", SCANNER]
    assert proof.accept("a.jpg", photo(size=(20, 20)))
    with pytest.raises(Refused):
        proof.accept("a.jpg", photo(size=(20, 20)) + b"EICAR")
    settings.POVTRACK_SCAN_COMMAND = [str(tmp_path / "absent")]
    with pytest.raises(Refused):
        proof.accept("a.jpg", photo(size=(20, 20)))


@pytest.mark.django_db
def test_proof_comes_with_its_report_or_not_at_all() -> None:
    boss, county = f.supervisor(), f.liaison()
    a = assigning.sign(issued(boss), county)
    one = proof.accept("a.jpg", photo(size=(20, 20)))
    with pytest.raises(Refused):
        assigning.report(a, county, assigning.Progress(10, "开工", files=[one] * (proof.MOST_FILES + 1)))
    assert not ProgressReport.objects.exists()
    assigning.report(a, county, assigning.Progress(10, "开工", files=[one, proof.accept("b.pdf", pdf())]))
    photographed, printed = Attachment.objects.all()
    assert photographed.file.read() == one.data
    assert photographed.thumbnail is not None
    assert printed.thumbnail is None
    assert StoredFile.objects.count() == 3
    assert list(Attachment.objects.visible_to(county)) == list(Attachment.objects.visible_to(boss)) != []
    assert not Attachment.objects.visible_to(f.liaison(f.UnitFactory(division=f.zhuxi()))).exists()


@pytest.mark.django_db
def test_proof_is_handed_out_to_those_who_see_the_item_and_to_nobody_else(client: Client) -> None:
    boss, county = f.supervisor(), f.liaison()
    a = assigning.sign(issued(boss), county)
    files = [proof.accept("照片.jpg", photo(size=(20, 20))), proof.accept("b.pdf", pdf())]
    assigning.report(a, county, assigning.Progress(10, "开工", files=files))
    shown, saved = Attachment.objects.all()
    pages = [reverse("proof", args=[shown.pk]), reverse("proof", args=[saved.pk])]
    thumbnails = [reverse("proof-small", args=[row.pk]) for row in (shown, saved)]
    assert {client.get(page).status_code for page in [*pages, *thumbnails]} == {302}
    client.force_login(f.liaison(f.UnitFactory(division=f.zhuxi())))
    assert {client.get(page).status_code for page in [*pages, *thumbnails]} == {404}
    for user in (boss, county):
        client.force_login(user)
        assert [client.get(page).status_code for page in [*pages, *thumbnails]] == [200, 200, 200, 404]
    seen, kept = (client.get(page) for page in pages)
    assert (seen["Content-Type"], seen["Content-Disposition"][:6]) == ("image/jpeg", "inline")
    assert (kept["Content-Type"], kept["Content-Disposition"][:10]) == ("application/octet-stream", "attachment")
    assert {seen["X-Content-Type-Options"], kept["X-Content-Type-Options"]} == {"nosniff"}
    assert kept.content == saved.file.read()
