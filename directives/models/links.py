"""Links in mails that open one thing for one person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from directives.models.assignments import Assignment
from directives.models.users import Member


class SignedLink(models.Model):
    """A door for one member, one purpose, one item, until it expires or is revoked (real time).

    Only the SHA-256 of its token is kept: whoever reads the database cannot open it.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="links")
    purpose = models.CharField(_("purpose"), max_length=20)
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
