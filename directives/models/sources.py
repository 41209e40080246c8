"""Reports as they came, and the jobs that read them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directives import access
from directives.models.divisions import Unit
from directives.models.files import StoredFile

if TYPE_CHECKING:
    from directives.access import AnyUser


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: AnyUser) -> SourceQuerySet:
        return self.filter(access.scope_of(user).of_office("office"))


class Source(models.Model):
    """A report as it came; never edited.

    `fingerprint` is the SHA-256 of what is left of the text when all that a reprint changes is taken away; one
    office holds each text once.  `SourceSketch` finds those that are nearly the same.
    """

    office = models.ForeignKey(Unit, models.PROTECT, related_name="sources", verbose_name=_("office"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    fingerprint = models.CharField(max_length=64, editable=False)
    url = models.URLField(_("address"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=100, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["office", "fingerprint"], name="source_once_per_office")]

    def __str__(self) -> str:
        return self.name or self.text.strip()[:30]


class SourceSketch(models.Model):
    """One of the smallest shingle hashes of a source (bottom-k MinHash): near repeats share most of theirs."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="sketch")
    value = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "value"], name="sketch_value_once")]

    def __str__(self) -> str:
        return f"{self.value:x}"


class ImportState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    READING = "reading", _("reading")
    DONE = "done", _("read")
    REPEATED = "repeated", _("repeated")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    LEFT_OUT = "left_out", _("left out")


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, user: AnyUser) -> ImportJobQuerySet:
        return self.filter(access.scope_of(user).of_office("office"))


class ImportJob(models.Model):
    """One file on its way to a draft meeting.

        queued ──> reading ──> done | repeated | failed        failed ─retry─> queued
           └─────────┴──> cancelled

    A worker holds a job by `lease_until`; when it dies the sweep puts the job back to queued.  What was given and
    never kept (empty, locked, no report at all) is left out: a row that says why, without a `file`.
    """

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("office"))
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=100, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ImportState.choices, default=ImportState.QUEUED)
    percent = models.PositiveSmallIntegerField(_("progress"), default=0)
    error_code = models.CharField(max_length=30, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="jobs", verbose_name=_("source")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state", "lease_until"],
                condition=models.Q(state__in=["queued", "reading"]),
                name="import_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def kept(self) -> StoredFile:
        """Its file.

        Raises:
            FileNotFoundError: when it was left out.
        """
        if self.file is None:
            raise FileNotFoundError(self.name)
        return self.file
