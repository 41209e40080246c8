"""The outbox: what is to be mailed to whom on which day, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directives import access
from directives.models.assignments import Assignment, Milestone, Occurrence
from directives.models.directives import Topic
from directives.models.divisions import Division

if TYPE_CHECKING:
    from directives.access import AnyUser


class ReminderState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    RETRY = "retry", _("to be tried again")
    FAILED = "failed", _("failed")


class Channel(models.TextChoices):
    EMAIL = "email", _("e-mail")


class ReminderKind(models.TextChoices):
    DIGEST = "digest", _("digest")
    ACCOUNT = "account", _("account")
    TEST = "test", _("test")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: AnyUser) -> ReminderQuerySet:
        """Mails to people who are reminded of assignments the user sees; her own; all for the administrator.

        Lines are hers to see by their assignment only: a digest mixes the items of many offices.
        """
        if access.scope_of(user).everything:
            return self
        lines = ReminderLine.objects.filter(assignment__in=Assignment.objects.visible_to(user)).values("recipient")
        return self.filter(Q(recipient__in=lines) | Q(recipient=user.pk))


class Reminder(models.Model):
    """One mail to one person on one day, written by `reminding.py` only.

        queued ──claim──> sending ──> sent
                             ├──> retry (a passing fault; again at `next_attempt_at`) ──claim──> sending
                             └──> failed (a final answer, or too many attempts)

    A claim is a lease in real time: when its worker dies, the sweep finds `lease_until` passed and tries again
    with the same `message_id`, which is set before the first attempt.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name=_("recipient")
    )
    day = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    kind = models.CharField(_("kind"), max_length=10, choices=ReminderKind.choices, default=ReminderKind.DIGEST)
    state = models.CharField(_("state"), max_length=10, choices=ReminderState.choices, default=ReminderState.QUEUED)
    address = models.EmailField(_("address"), blank=True)
    claim = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["recipient", "day", "channel", "kind"], name="one_mail_a_day")]
        indexes = [
            models.Index(
                fields=["state", "next_attempt_at"],
                condition=Q(state__in=["queued", "sending", "retry"]),
                name="reminder_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.recipient}"


class ReminderLine(models.Model):
    """One line of a digest: which item, at which stage of which schedule.

    `subject` names what is reminded of ("assignment:12", "milestone:5", "occurrence:7"); together with
    recipient, channel, stage and schedule_no it is unique, so that no stage is mailed twice.  Stages are
    "before_30" … "before_0", "overdue_1" …, "to_sign", "stale", "escalated", "urged".  When several stages were
    missed the latest is sent, and the earlier ones stand here as superseded, without a reminder.
    """

    reminder = models.ForeignKey(Reminder, models.CASCADE, null=True, related_name="lines", verbose_name=_("reminder"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("recipient")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    subject = models.CharField(max_length=40)
    assignment = models.ForeignKey(
        Assignment, models.CASCADE, related_name="reminder_lines", verbose_name=_("assignment")
    )
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="+")
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, null=True, related_name="+")
    stage = models.CharField(_("stage"), max_length=20)
    due_on = models.DateField(_("due date"), null=True)
    schedule_no = models.PositiveIntegerField()
    superseded = models.BooleanField(_("superseded"), default=False)

    class Meta:
        verbose_name = _("reminder line")
        verbose_name_plural = _("reminder lines")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "recipient", "channel", "stage", "schedule_no"], name="stage_once_per_schedule"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.stage}"


def default_before() -> list[int]:
    return [30, 7, 3, 1, 0]


def default_after() -> list[int]:
    return [1, 3]


class ReminderPolicy(models.Model):
    """When to remind: the row of the topic and division beats that of one of them, and those the global one."""

    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices, blank=True)
    division = models.ForeignKey(
        Division, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("division")
    )
    days_before = models.JSONField(_("days before"), default=default_before)
    days_after = models.JSONField(_("days after"), default=default_after)
    then_every = models.PositiveSmallIntegerField(_("then every (days)"), default=7)
    sign_within = models.PositiveSmallIntegerField(_("sign within (days)"), default=3)
    stale_after = models.PositiveSmallIntegerField(_("silent for (days)"), null=True, blank=True)
    escalate_after = models.PositiveSmallIntegerField(_("escalate after (days overdue)"), null=True, blank=True)

    class Meta:
        verbose_name = _("reminder policy")
        verbose_name_plural = _("reminder policies")
        constraints = [
            models.UniqueConstraint(fields=["topic", "division"], name="policy_once_per_topic_and_place"),
            models.UniqueConstraint(fields=["topic"], condition=Q(division=None), name="policy_once_per_topic"),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.topic, str(self.division or "")])) or str(_("everywhere"))
