"""Bytes, kept once by their SHA-256 outside the database."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _


def file_storage() -> Storage:
    """The folder (or bucket) that web and workers share: POVTRACK_DATA/files by default."""
    return storages["files"]


class StoredFileManager(models.Manager["StoredFile"]):
    def store(self, data: bytes, content_type: str = "") -> StoredFile:
        """Keep `data`, or find it where it is kept already.  The file is written before its row."""
        row = self.put(data, content_type)
        return self.get_or_create(sha256=row.sha256, defaults={"size": row.size, "content_type": row.content_type})[0]

    def put(self, data: bytes, content_type: str = "") -> StoredFile:
        """Write the bytes alone: the row is for the caller to save, who may have many at once."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = StoredFile.path_of(sha256)
        storage = file_storage()
        if not storage.exists(path):
            storage.save(path, ContentFile(data))
        return StoredFile(sha256=sha256, size=len(data), content_type=content_type[:100])


class StoredFile(models.Model):
    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("size"))
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    objects: ClassVar[StoredFileManager] = StoredFileManager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256[:12]

    @staticmethod
    def path_of(sha256: str) -> str:
        return f"{sha256[:2]}/{sha256}"

    def read(self) -> bytes:
        with file_storage().open(self.path_of(self.sha256)) as f:
            data: bytes = f.read()
        return data
