"""Archives as they come from desks in China, and as somebody with bad intentions would make them."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

import pytest

from directives import uploads
from directives.reading.documents import MAX_BYTES
from directives.unreadable import MESSAGES
from directives.uploads import Given, LeftOut, Upload, count, take_apart

TEXT = "5月底前完成危房改造。".encode()


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def opened(data: bytes, name: str = "a.zip") -> list[Given]:
    return list(take_apart(name, io.BytesIO(data)))


def named(name: str) -> bytes:
    return packed((name, TEXT))


def test_a_file_that_is_no_archive_is_itself() -> None:
    assert opened(TEXT, "a.txt") == [Upload("a.txt", TEXT)]
    assert count(io.BytesIO(TEXT)) == 1


def test_the_files_of_an_archive_come_in_their_order_with_the_way_to_them() -> None:
    data = packed(("三月/", b""), ("三月/b.txt", b"b"), ("a.txt", b"a"))
    assert opened(data) == [Upload("三月/b.txt", b"b"), Upload("a.txt", b"a")]
    assert count(io.BytesIO(data)) == 2


def test_a_word_document_is_packed_like_an_archive_and_is_none() -> None:
    data = packed(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))
    assert opened(data, "a.docx") == [Upload("a.docx", data)]
    assert count(io.BytesIO(data)) == 1


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_names_without_a_mark_are_those_of_a_chinese_system(encoding: str) -> None:
    name = "扶贫简报第3期\\危房.txt" if encoding != "utf-8" else "扶贫简报第3期/危房.txt"
    raw = name.encode(encoding)
    # The name is written in the archive as the Windows tools do: bytes of the system, without the flag for UTF-8.
    placeholder = "x" * len(raw)
    assert opened(named(placeholder).replace(placeholder.encode(), raw)) == [Upload("扶贫简报第3期/危房.txt", TEXT)]


def test_a_name_in_no_encoding_is_shown_as_well_as_can_be() -> None:
    [given] = opened(named("xx.txt").replace(b"xx.txt", b"\xff\xff.txt"))
    assert isinstance(given, Upload)
    assert given.name.endswith(".txt")


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/passwd", "C:/a.txt", "..\\a.txt", "a\x01b.txt", "C:\\windows\\a.txt"]
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    [given] = opened(named(name))
    assert (type(given), given.code) == (LeftOut, "path")  # type: ignore[union-attr]
    assert "\x01" not in given.name


@pytest.mark.parametrize(
    "name", ["__MACOSX/._a.txt", "三月/.DS_Store", "._a.txt", "Thumbs.db", "三月/desktop.ini", "~$报告.docx"]
)
def test_what_a_computer_leaves_lying_is_left_out(name: str) -> None:
    assert opened(named(name)) == [LeftOut(name, "system")]
    assert opened(TEXT, name.rsplit("/")[-1]) in ([LeftOut(name.rsplit("/")[-1], "system")], [Upload("._a.txt", TEXT)])


@pytest.mark.parametrize("name", ["inner.zip", "inner.RAR", "inner.7z", "inner.tar.gz"])
def test_an_archive_in_an_archive_is_not_opened(name: str) -> None:
    assert opened(packed((name, named("a.txt")))) == [LeftOut(name, "archive")]


def test_an_archive_of_another_kind_says_so_and_a_damaged_one_too() -> None:
    assert opened(b"Rar!\x1a\x07\x00" + bytes(50), "a.rar") == [LeftOut("a.rar", "archive")]
    assert opened(named("a.txt")[:40], "a.zip") == [LeftOut("a.zip", "broken")]


def test_an_archive_without_files_is_empty() -> None:
    assert opened(packed()) == [LeftOut("a.zip", "empty")]
    assert opened(packed(("三月/", b""))) == [LeftOut("a.zip", "empty")]


def test_an_empty_file_is_left_out_and_the_others_are_not() -> None:
    assert opened(packed(("a.txt", b" \n"), ("b.txt", TEXT))) == [LeftOut("a.txt", "empty"), Upload("b.txt", TEXT)]


def test_a_locked_file_is_left_out() -> None:
    data = bytearray(named("a.txt"))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + at] |= 1
    assert opened(bytes(data)) == [LeftOut("a.txt", "encrypted")]


def test_a_link_is_no_file() -> None:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert opened(packed((info, b"/etc/passwd"))) == [LeftOut("a.txt", "link")]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_packings_whose_memory_is_not_bounded_are_not_opened(method: int) -> None:
    assert opened(packed(("a.txt", TEXT), method=method)) == [LeftOut("a.txt", "packing")]


def test_a_damaged_file_does_not_spoil_its_neighbours() -> None:
    data = packed(("a.txt", b"one " * 99), ("b.txt", TEXT), method=zipfile.ZIP_STORED).replace(b"one one", b"one two")
    assert opened(data) == [LeftOut("a.txt", "broken"), Upload("b.txt", TEXT)]


def test_a_bomb_is_measured_as_it_unpacks_whatever_size_it_claims() -> None:
    data = bytearray(packed(("bomb.txt", b"0" * (MAX_BYTES + 10)), ("b.txt", TEXT)))
    assert len(data) < 50_000
    assert opened(bytes(data)) == [LeftOut("bomb.txt", "too_large"), Upload("b.txt", TEXT)]
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 7)  # the size it states
    [bomb, after] = opened(bytes(data))
    assert (isinstance(bomb, LeftOut), after) == (True, Upload("b.txt", TEXT))


def test_many_small_bombs_are_stopped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 2_500_000)
    data = packed(*((f"{n}.txt", b"0" * 1_000_000) for n in range(5)))
    assert [type(each) for each in opened(data)] == [Upload, Upload, Upload, LeftOut, LeftOut]
    assert [each.code for each in opened(data) if isinstance(each, LeftOut)] == ["unpacked", "unpacked"]


def test_an_archive_of_a_hundred_thousand_names_is_not_even_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_DIRECTORY", 500)
    data = packed(*((f"{n}.txt", b"x") for n in range(40)))
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was listed"))
    assert count(io.BytesIO(data)) > uploads.MOST_FILES
    assert opened(data) == [LeftOut("a.zip", "broken")]


def test_the_larger_format_counts_as_too_many_files() -> None:
    plain = named("a.txt")
    at = plain.index(b"PK\x05\x06")
    data = plain[:at] + b"PK\x06\x07" + bytes(16) + plain[at:]
    assert count(io.BytesIO(data)) > uploads.MOST_FILES


def test_noise_behind_the_letters_of_an_archive_is_read_as_a_file() -> None:
    noise = b"PK" + zlib.compress(bytes(range(256)))
    assert opened(noise, "a.txt") == [Upload("a.txt", noise)]


def test_every_reason_to_leave_a_file_out_has_its_words() -> None:
    codes = {"archive", "link", "packing", "path", "system", "unpacked", "too_large", "broken", "empty", "encrypted"}
    assert codes <= set(MESSAGES)
