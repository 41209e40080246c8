"""Uploads, kept until their request ends: a folder of a thousand files must cost neither memory nor open files."""

from __future__ import annotations

import tempfile
from io import SEEK_CUR, SEEK_END, SEEK_SET, IOBase
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class Spool:
    """One temporary file that holds many; it goes when the last of them is closed."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `leave`
        self.used = 0

    def leave(self) -> None:
        self.used -= 1
        if self.used <= 0:
            self.file.close()


class Slice(IOBase):
    """One of the files in a spool, to be read."""

    def __init__(self, spool: Spool, start: int, size: int) -> None:
        self.spool, self.start, self.size, self.at = spool, start, size, 0
        spool.used += 1

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self.at = max(0, {SEEK_SET: 0, SEEK_CUR: self.at, SEEK_END: self.size}[whence] + offset)
        return self.at

    def tell(self) -> int:
        return self.at

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self.size - self.at)
        self.spool.file.seek(self.start + self.at)
        data = self.spool.file.read(left if size is None or size < 0 else min(size, left))
        self.at += len(data)
        return data

    def close(self) -> None:
        if not self.closed:
            self.spool.leave()
        super().close()


class OneFileUploadHandler(FileUploadHandler):
    """Writes all files of a request into one spool; Django's own keeps each open until the request ends.

    Of a request larger than settings.UPLOAD_MAX_SIZE no file is kept; its page finds none, and says why.
    """

    spool: Spool | None = None

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.refuses = content_length > settings.UPLOAD_MAX_SIZE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.refuses:
            raise SkipFile
        self.spool = self.spool or Spool()
        self.start = self.spool.file.seek(0, SEEK_END)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.spool is not None  # noqa: S101  # since new_file
        self.spool.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        assert self.spool is not None  # noqa: S101  # since new_file
        held = cast("IO[bytes]", Slice(self.spool, self.start, file_size))
        return UploadedFile(held, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)

    def upload_interrupted(self) -> None:
        if self.spool is not None:
            self.spool.file.close()
