"""Many uploads in one temporary file."""

from __future__ import annotations

import io
import zipfile

from povtrack.uploads import Slice, Spool


def spooled(*files: bytes) -> list[Slice]:
    spool, start, out = Spool(), 0, []
    for data in files:
        spool.file.write(data)
        out.append(Slice(spool, start, len(data)))
        start += len(data)
    return out


def test_each_file_is_read_by_itself_in_any_order() -> None:
    first, second = spooled(b"one", b"second")
    assert second.read(3) == b"sec"
    assert first.read() == b"one"
    assert second.read(99) == b"ond"
    assert (second.seek(-2, io.SEEK_END), second.read(), second.tell()) == (4, b"nd", 6)
    assert (second.seek(90), second.read()) == (90, b"")
    first.close(), second.close()


def test_an_archive_is_opened_in_it() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "内容")
    files = spooled(b"before", packed.getvalue(), b"after")
    with zipfile.ZipFile(files[1]) as archive:
        assert archive.read("a.txt").decode() == "内容"
    for file in files:
        file.close()


def test_the_temporary_file_goes_with_the_last_of_them() -> None:
    first, second = spooled(b"one", b"second")
    first.close()
    first.close()
    assert second.read() == b"second"
    second.close()
    assert second.spool.file.closed
