"""People: who logs in, for which unit, in which role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directives import access, clock
from directives.models.divisions import Unit

if TYPE_CHECKING:
    from directives.access import AnyUser


class Role(models.TextChoices):
    """What a member does; the actions of each stand in `access.py`."""

    SUPERVISOR = "supervisor", _("supervisor")
    REVIEWER = "reviewer", _("reviewer")
    LIAISON = "liaison", _("liaison")
    LEADER = "leader", _("leader")
    ADMINISTRATOR = "administrator", _("administrator")


class User(AbstractUser):
    """A person with a login; Chinese names are one string, so `name` stands beside Django's two."""

    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    first_password = models.BooleanField(
        _("first password"), default=False, help_text=_("Printed by the office: to be changed at the first login.")
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user: AnyUser) -> MemberQuerySet:
        """The people of the units that the user keeps, whatever they may do elsewhere."""
        return self.filter(access.staffed_by(user, "unit"))

    def active(self, on: date | None = None) -> MemberQuerySet:
        """Those who have joined and not left on that day (default: the business day)."""
        day = on or clock.today()
        return self.filter(
            Q(joined_on=None) | Q(joined_on__lte=day), Q(left_on=None) | Q(left_on__gt=day), user__is_active=True
        )


class Member(models.Model):
    """A user's place in a unit; one user may hold several."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True, help_text=_("The first day without this role."))
    deputy = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("deputy")
    )
    deputy_from = models.DateField(_("deputy from"), null=True, blank=True)
    deputy_until = models.DateField(_("deputy until"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["unit_id", "role", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="member_once_per_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"
