"""Figures that are kept, not counted anew: the row of each county, and bulletins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directives import access
from directives.models.directives import Topic
from directives.models.divisions import Division, Unit

if TYPE_CHECKING:
    from directives.access import AnyUser


class CountyProgressQuerySet(models.QuerySet["CountyProgress"]):
    def visible_to(self, user: AnyUser) -> CountyProgressQuerySet:
        return self.filter(access.scope_of(user).of_office("office"))


class CountyProgress(models.Model):
    """How many open items of one office and topic one county has in each state.

    Kept by F() in the transaction of each move (`assigning.py`), rebuilt and compared by `rebuild_progress`.
    Confidential directives are not counted here.  Overdue is never stored: it changes at midnight by itself.
    """

    office = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("office"))
    county = models.ForeignKey(Division, models.CASCADE, related_name="+", verbose_name=_("county"))
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    issued = models.IntegerField(_("to sign"), default=0)
    in_progress = models.IntegerField(_("in progress"), default=0)
    submitted = models.IntegerField(_("to verify"), default=0)
    closed = models.IntegerField(_("closed"), default=0)
    suspended = models.IntegerField(_("suspended"), default=0)
    cancelled = models.IntegerField(_("cancelled"), default=0)

    objects = CountyProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("county progress")
        verbose_name_plural = _("county progress")
        constraints = [models.UniqueConstraint(fields=["office", "county", "topic"], name="progress_row_once")]

    def __str__(self) -> str:
        return f"{self.county} · {self.topic}"


class Bulletin(models.Model):
    """A bulletin (通报) as it was sent: its figures are frozen, so that it reads the same next year."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="bulletins", verbose_name=_("office"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    covers_from = models.DateField(_("from"), null=True, blank=True)
    covers_until = models.DateField(_("until"))
    figures = models.JSONField(_("figures"), default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="bulletin_number_once")]

    def __str__(self) -> str:
        return self.title
