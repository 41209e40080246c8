"""Links that open one thing for one person without a login, and who knocks at them too often."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from directives.models.assignments import Assignment
from directives.models.users import Member


class Purpose(models.TextChoices):
    """What a link opens, and nothing else."""

    ACT = "act", _("one step of one item")
    CALENDAR = "calendar", _("calendar")


class SignedLink(models.Model):
    """A door for one member, one purpose, one item, until it expires or is revoked (real time).

    Only the SHA-256 of its token is kept: whoever reads the database cannot open it.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="links")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="links")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signed link")
        verbose_name_plural = _("signed links")

    def __str__(self) -> str:
        return f"{self.member} {self.purpose}"


class Knock(models.Model):
    """How often somebody tried something within one span of time (real time); kept by `throttling.py` only.

    In the database, so that all processes on all machines count together.
    """

    what = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "who", "since"], name="knocks_counted_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.who}: {self.count}"
