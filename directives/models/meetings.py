"""Meetings, inspections, instructions: where directives come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from directives import access
from directives.models.divisions import Division, Unit
from directives.models.sources import Source

if TYPE_CHECKING:
    from directives.access import AnyUser


class YearBasis(models.TextChoices):
    """Where the year of a date comes from."""

    STATED = "stated", _("stated in the text")
    PUBLISHED = "published", _("from the publication date")
    URL = "url", _("from the address")
    IMPLIED = "implied", _("implied by a fact in the text")
    ASSUMED = "assumed", _("set by the reviewer")
    UNKNOWN = "unknown", _("not known")


class MeetingState(models.TextChoices):
    DRAFT = "draft", _("to review")
    REVIEWED = "reviewed", _("reviewed")
    ISSUED = "issued", _("issued")
    DISCARDED = "discarded", _("discarded")


class Origin(models.TextChoices):
    REPORT = "report", _("report")
    INSTRUCTION = "instruction", _("leader's instruction")
    MINUTE = "minute", _("minute")
    PETITION = "petition", _("petition")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: AnyUser) -> MeetingQuerySet:
        """Meetings of the user's offices; a county sees directives through its assignments, never the meeting."""
        return self.filter(access.scope_of(user).of_office("office"))


class Meeting(models.Model):
    """A meeting, an inspection, or whatever else carries directives; `source` is None where it was typed in.

    `month_day` ("MM-DD") stands while the year is not known, and `held_on` is then None.
    """

    source = models.OneToOneField(
        Source, models.PROTECT, null=True, blank=True, related_name="meeting", verbose_name=_("source")
    )
    office = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name=_("office"))
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices, default=Origin.REPORT)
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(_("kind of meeting"), max_length=40, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    held_until = models.DateField(_("held until"), null=True, blank=True)
    month_day = models.CharField(_("month and day"), max_length=5, blank=True)
    until_month_day = models.CharField(_("until month and day"), max_length=5, blank=True)
    year_basis = models.CharField(
        _("basis of the year"), max_length=10, choices=YearBasis.choices, default=YearBasis.UNKNOWN
    )
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place concerned")
    )
    venue = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("venue")
    )
    results = models.JSONField(_("reported results"), default=list, blank=True, editable=False)
    repairs = models.JSONField(_("repairs to the text"), default=list, blank=True, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.DRAFT, editable=False
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    history = HistoricalRecords()
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-id"]
        indexes = [models.Index(fields=["office", "state"], name="meeting_by_office_state")]

    def __str__(self) -> str:
        return self.title or " ".join(filter(None, [str(self.held_on or self.month_day), self.kind])) or f"#{self.pk}"


class Speaker(models.Model):
    """Who made the demands, as the report names them."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="speakers", verbose_name=_("meeting"))
    name = models.CharField(_("name"), max_length=40)
    office = models.CharField(_("position"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.office}{self.name}"
