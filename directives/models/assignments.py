"""One directive for one unit: its state, its life, its proof."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directives import access, clock
from directives.models.directives import Directive, Recurrence, Target
from directives.models.divisions import Unit

if TYPE_CHECKING:
    from directives.access import AnyUser


class AssignmentState(models.TextChoices):
    ISSUED = "issued", _("to sign")
    IN_PROGRESS = "in_progress", _("in progress")
    SUBMITTED = "submitted", _("to verify")
    CLOSED = "closed", _("closed")
    SUSPENDED = "suspended", _("suspended")
    CANCELLED = "cancelled", _("cancelled")


RUNNING = (AssignmentState.ISSUED, AssignmentState.IN_PROGRESS)
"""The states in which the county's clock runs: while the supervisor verifies, or it is suspended, it stands still."""

OPEN = (*RUNNING, AssignmentState.SUBMITTED, AssignmentState.SUSPENDED)
"""The states of what is not done with yet."""

DUE_SOON_DAYS = 7


class Light(models.TextChoices):
    """The warning light (预警灯); always shown with its word."""

    RED = "red", _("overdue")
    YELLOW = "yellow", _("due soon")
    BEHIND = "behind", _("behind schedule")
    GREEN = "green", _("on track")
    BLUE = "blue", _("to verify")
    GREY = "grey", _("closed or suspended")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: AnyUser) -> AssignmentQuerySet:
        """Those of the user's offices, and those of her units and below; confidential ones if they name her."""
        scope = access.scope_of(user)
        where = scope.of_office("directive__meeting__office")
        if not scope.everything:
            where |= scope.of_unit("unit")
        return self.filter(where, scope.open_or_named("directive"))

    def running(self) -> AssignmentQuerySet:
        return self.filter(state__in=RUNNING)

    def overdue(self, on: date | None = None) -> AssignmentQuerySet:
        """Running and past the due date; the due date itself is still in time."""
        return self.running().filter(due_on__lt=on or clock.today())

    def behind(self, on: date | None = None) -> AssignmentQuerySet:
        """Running, less far than its plan wants (未达序时进度), and neither overdue nor due soon, which weigh more."""
        day = on or clock.today()
        soon = day + timedelta(days=DUE_SOON_DAYS)
        return self.running().filter(Q(due_on=None) | Q(due_on__gt=soon), behind_from__lte=day)

    def own(self) -> AssignmentQuerySet:
        """What the office gave out itself: parts that a county handed on are rolled up under the county's item."""
        return self.filter(parent=None)

    def due_soon(self, on: date | None = None) -> AssignmentQuerySet:
        day = on or clock.today()
        return self.running().filter(due_on__range=(day, day + timedelta(days=DUE_SOON_DAYS)))


class Assignment(models.Model):
    """An item on a county's checklist.  Every field is written by `assigning.py` only.

    `schedule_no` rises whenever the due date moves or the item is reopened or resumed, so that its reminders
    start anew; `revision` rises with every change, so that two people at once are told apart.  `behind_from` is the
    first day on which what is reported is less than the plan wants (`schedule.py`), None where there is none.
    """

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="assignments", verbose_name=_("directive"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name=_("responsible unit"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("delegated from")
    )
    due_on = models.DateField(_("due date"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=AssignmentState.choices, default=AssignmentState.ISSUED)
    behind_from = models.DateField(null=True, blank=True, editable=False)
    percent = models.PositiveSmallIntegerField(_("percent"), default=0, validators=[MaxValueValidator(100)])
    responsible_person = models.CharField(_("responsible person"), max_length=60, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    reported_at = models.DateTimeField(_("last report"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("reported done at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )
    schedule_no = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "unit"], name="assignment_once_per_unit"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="percent_within_100"),
        ]
        indexes = [
            models.Index(fields=["due_on", "unit"], condition=Q(state__in=RUNNING), name="assignment_running_due"),
            models.Index(fields=["unit", "state"], name="assignment_by_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.directive} · {self.unit}"

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def light(self) -> Light:
        left = self.days_left
        if self.state == AssignmentState.SUBMITTED:
            return Light.BLUE
        if self.state not in RUNNING:
            return Light.GREY
        if left is not None and left < 0:
            return Light.RED
        if left is not None and left <= DUE_SOON_DAYS:
            return Light.YELLOW
        return Light.BEHIND if self.behind_from and self.behind_from <= clock.today() else Light.GREEN

    @property
    def days_left(self) -> int | None:
        """Days from the business day to the due date, negative when past; None without one."""
        return (self.due_on - clock.today()).days if self.due_on else None


class Issuing(models.Model):
    """A matrix that was sent and issued; the same one sent again is answered by this row."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    made = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.made}"


class TargetShare(models.Model):
    """A unit's own part of a target, and what it has done of it."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="shares")
    target = models.ForeignKey(Target, models.PROTECT, related_name="shares")
    value = models.DecimalField(_("target value"), max_digits=18, decimal_places=4)
    done = models.DecimalField(_("done value"), max_digits=18, decimal_places=4, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "target"], name="share_once_per_target")]

    def __str__(self) -> str:
        return f"{self.target}: {self.done.normalize():f}"

    @property
    def figure(self) -> str:
        """The unit's own part with its unit of measure."""
        return f"{self.value.normalize():f}{self.target.unit}"


class Milestone(models.Model):
    """A step counted back from the due date (倒排工期)."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=120)
    due_on = models.DateField(_("due date"))
    percent = models.PositiveSmallIntegerField(
        _("percent done by then"), default=0, validators=[MaxValueValidator(100)]
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    schedule_no = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.title


class Occurrence(models.Model):
    """One due day of a recurrence, for one assignment."""

    recurrence = models.ForeignKey(Recurrence, models.CASCADE, related_name="occurrences")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="occurrences")
    due_on = models.DateField(_("due date"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["assignment", "due_on"], name="occurrence_once_a_day")]

    def __str__(self) -> str:
        return f"{self.due_on}"
