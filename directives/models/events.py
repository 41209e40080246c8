"""The life of an assignment: what changed, what was reported, what was asked."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directives.models.assignments import Assignment, AssignmentState
from directives.models.divisions import Unit
from directives.models.files import StoredFile

if TYPE_CHECKING:
    from directives.access import AnyUser


class EventKind(models.TextChoices):
    ISSUE = "issue", _("issued")
    SIGN = "sign", _("signed")
    REPORT = "report", _("progress reported")
    SUBMIT = "submit", _("reported done")
    VERIFY = "verify", _("verified and closed")
    RETURN = "return", _("returned")
    REOPEN = "reopen", _("reopened")
    SUSPEND = "suspend", _("suspended")
    RESUME = "resume", _("resumed")
    CANCEL = "cancel", _("cancelled")
    RESCHEDULE = "reschedule", _("due date moved")
    REASSIGN = "reassign", _("handed to another unit")
    EXTENSION_ASKED = "extension_asked", _("extension asked")
    EXTENSION_DECIDED = "extension_decided", _("extension decided")
    PLAN = "plan", _("milestones planned")
    MILESTONE = "milestone", _("milestone done")
    DELEGATE = "delegate", _("handed on")
    URGE = "urge", _("urged")
    NOTE = "note", _("note")
    INSTRUCTION = "instruction", _("leader's instruction")
    CORRECT = "correct", _("directive corrected")
    WITHDRAW = "withdraw", _("directive withdrawn")


class AppendOnlyError(TypeError):
    """Somebody tried to rewrite history."""


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("events are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("events are never deleted")


class Event(models.Model):
    """One change of an assignment, written in the same transaction; append-only.

    `at` is when it was recorded and `effective_at` when it took effect, both by the business clock: the state
    of any past day is that of the last event effective by its end.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="events", verbose_name=_("assignment"))
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    effective_at = models.DateTimeField(_("effective at"))
    state_before = models.CharField(max_length=12, choices=AssignmentState.choices, blank=True)
    state_after = models.CharField(max_length=12, choices=AssignmentState.choices)
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)
    percent_before = models.PositiveSmallIntegerField(default=0)
    percent_after = models.PositiveSmallIntegerField(default=0)
    unit_before = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    unit_after = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    note = models.TextField(_("note"), blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["id"]
        indexes = [models.Index(fields=["assignment", "effective_at"], name="event_by_effect")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnlyError("events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("events are never deleted")


class ProgressReport(models.Model):
    """What a county reported.  `token` comes from the form, so that one sent twice acts once."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reports", verbose_name=_("assignment"))
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    percent = models.PositiveSmallIntegerField(_("percent"), validators=[MaxValueValidator(100)])
    text = models.TextField(_("progress"))
    problem = models.TextField(_("problems"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    done_values = models.JSONField(_("done values"), default=dict, blank=True)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:40]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: AnyUser) -> AttachmentQuerySet:
        """Those of the items that the user may see."""
        return self.filter(report__assignment__in=Assignment.objects.visible_to(user))


class Attachment(models.Model):
    """A proof that came with a report; `details` keeps what a photo said of itself (time, place, camera)."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """A county's plea for more time; the old date is kept."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        DROPPED = "dropped", _("dropped")

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions", verbose_name=_("assignment"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    reason = models.TextField(_("reason"))
    due_before = models.DateField(_("old due date"), null=True)
    due_asked = models.DateField(_("new due date asked"))
    due_granted = models.DateField(_("new due date granted"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="asked"), name="one_extension_asked")
        ]

    def __str__(self) -> str:
        return f"{self.due_before} → {self.due_granted or self.due_asked}"
