"""What the review desk itself keeps: who has a meeting open, and the steps that can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from directives.models.meetings import Meeting


class MeetingVisit(models.Model):
    """Somebody has the review of a meeting open, or had it at `seen_at` (real time)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="visit_once_per_user")]

    def __str__(self) -> str:
        return f"{self.user} · {self.meeting_id}"


class ReviewStep(models.Model):
    """One step of a reviewer, with the rows as they were before it, so that it can be taken back (`undoing.py`).

    `before` holds {"meeting": {field: value} | None, "directives": {key: {field: value} | None}}, None for what the
    step itself made; `after` the revisions it left, in the same shape.  `closed_at` is set when it was undone, or
    when somebody else has changed its rows since.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="steps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(max_length=100)
    before = models.JSONField(encoder=DjangoJSONEncoder)
    after = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("step of the review")
        verbose_name_plural = _("steps of the review")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["meeting", "user"], condition=models.Q(closed_at=None), name="step_to_undo"),
        ]

    def __str__(self) -> str:
        return self.title
