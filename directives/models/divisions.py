"""Administrative divisions and the units that can be made responsible."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture")
    COUNTY = "county", _("county")
    TOWNSHIP = "township", _("township")


class Division(models.Model):
    """A place of GB/T 2260, keyed by its code of 2, 4, 6 or 9 digits; local areas have codes beginning with X.

    `path` lists the codes from the province down ("42/4203/420381/"), so that "this place and below" is one
    prefix, also for counties directly under a province and for X codes.
    """

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(pgettext_lazy("of a place or unit", "name"), max_length=60, db_index=True)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(max_length=60, db_index=True, editable=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("successor")
    )

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def county(self) -> Division:
        """The row it counts under in the progress table: its county, or itself where it stands above counties."""
        if self.level == Level.TOWNSHIP and self.parent is not None:
            return self.parent
        return self

    @property
    def body(self) -> str:
        """What its government is called after the place's own name."""
        return "管理委员会" if self.code.startswith("X") else "人民政府"


class UnitKind(models.TextChoices):
    GOVERNMENT = "government", _("government")
    DEPARTMENT = "department", _("department")
    OFFICE = "office", _("supervision office")
    TEAM = "team", _("team")


class UnitManager(models.Manager["Unit"]):
    def government_of(self, division: Division) -> Unit:
        """The government of a place (of an X area: its committee), made when it is first needed."""
        unit, _created = self.get_or_create(
            division=division, kind=UnitKind.GOVERNMENT, defaults={"name": f"{division.name}{division.body}"}
        )
        return unit


class Unit(models.Model):
    """Who can be made responsible.  The government of each county is one, made when it is first needed."""

    division = models.ForeignKey(Division, models.PROTECT, related_name="units", verbose_name=_("division"))
    county = models.ForeignKey(
        Division, models.PROTECT, related_name="county_units", editable=False, verbose_name=_("county")
    )
    name = models.CharField(pgettext_lazy("of a place or unit", "name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind.choices, default=UnitKind.DEPARTMENT)
    aliases = models.JSONField(_("aliases"), default=list, blank=True)
    contact_name = models.CharField(_("contact"), max_length=60, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)

    objects: ClassVar[UnitManager] = UnitManager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["division_id", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["division", "name"], name="unit_name_once_per_division"),
            models.UniqueConstraint(
                fields=["division"], condition=Q(kind=UnitKind.GOVERNMENT), name="one_government_per_division"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.county = self.division.county
        super().save(*args, **kwargs)  # type: ignore[arg-type]
