"""Directives and commitments, their deadlines, targets and rhythms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from directives import access
from directives.models.divisions import Division, Unit
from directives.models.meetings import Meeting, YearBasis
from directives.models.users import Member

if TYPE_CHECKING:
    from directives.access import AnyUser


class Kind(models.TextChoices):
    TASK = "task", _("task")
    PRINCIPLE = "principle", _("principle")


class Topic(models.TextChoices):
    """The topics of the field; the Chinese names are the values, as `reading.topics` gives them."""

    RELOCATION = "易地扶贫搬迁", _("relocation")
    HOUSING = "住房安全", _("housing safety")
    INDUSTRY = "产业", _("industry")
    EMPLOYMENT = "就业", _("employment")
    EDUCATION = "教育", _("education")
    HEALTH = "健康", _("health")
    INFRASTRUCTURE = "饮水与基础设施", _("water and infrastructure")
    LIVING_ENVIRONMENT = "人居环境", _("living environment")
    ECOLOGY = "生态", _("ecology")
    FINANCE = "金融与资金", _("finance and funds")
    SAFETY_NET = "兜底保障", _("safety net")
    PARTY_AND_CONDUCT = "党建与作风", _("Party building and conduct")
    PUBLICITY = "政策宣传", _("policy publicity")
    ASPIRATION = "扶志扶智", _("aspiration and skills")
    CULTURE_AND_TOURISM = "文旅", _("culture and tourism")
    E_COMMERCE = "电商消费", _("e-commerce and consumption")
    VILLAGE_TEAMS = "驻村帮扶", _("village aid teams")
    REGISTERS = "识别退出与台账", _("identification, exit and registers")
    RECTIFICATION = "问题整改", _("rectification")
    OTHER = "其他", _("other")


class Precision(models.TextChoices):
    DAY = "day", _("day")
    TEN_DAYS = "ten_days", _("ten days")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    HALF_YEAR = "half_year", _("half-year")
    YEAR = "year", _("year")
    SEASON = "season", _("season")


class DirectiveState(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")
    MERGED = "merged", _("merged")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Verdict(models.TextChoices):
    """What a decision says of the reader: right, right but for some fields, wrong, or silent where it should not be."""

    ACCEPTED = "accepted", _("accepted")
    EDITED = "edited", _("edited")
    REJECTED = "rejected", _("rejected")
    MISSED = "missed", _("missed")


class Proposal(models.Model):
    """What the reader proposes of one clause: the words, where they stand, and the deadline it saw.

    `evidence_start`/`evidence_end` are character offsets in `Source.text`, None where typed in by hand.
    `due_on` is None with `due_month_day` ("MM-DD") set while the year is not known.
    `alternatives` lists {"due_on", "month_day", "rule"}; `reasons` lists {"field", "rule", "words", "rejected"}.
    """

    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("demand"))
    evidence_start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    evidence_end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    speaker = models.CharField(_("speaker"), max_length=60, blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices, default=Topic.OTHER)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    due_month_day = models.CharField(_("due month and day"), max_length=5, blank=True)
    due_text = models.CharField(_("deadline in the text"), max_length=60, blank=True)
    due_rule = models.CharField(_("rule"), max_length=40, blank=True)
    due_precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices, blank=True)
    due_year_basis = models.CharField(
        _("basis of the due year"), max_length=10, choices=YearBasis.choices, default=YearBasis.UNKNOWN
    )
    due_inherited = models.BooleanField(_("deadline from an earlier clause"), default=False)
    due_flags = models.JSONField(default=list, blank=True, editable=False)
    firm = models.BooleanField(_("firm"), default=True)
    alternatives = models.JSONField(default=list, blank=True, editable=False)
    confidence = models.FloatField(_("confidence"), default=1.0, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:40]


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def visible_to(self, user: AnyUser) -> DirectiveQuerySet:
        """Those of the user's offices, without the confidential ones that do not name her."""
        scope = access.scope_of(user)
        return self.filter(scope.of_office("meeting__office"), scope.open_or_named(""))


class Directive(Proposal):
    """One demanded action.  `state` is written by `reviewing.py` only; a decision is never lost (history).

    `verdict` and `edited` (names of `verdicts.FIELDS`, parted by blanks) say at the decision what it says of the
    reader; what is corrected later, when counties have it, is no fault of the reader's.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="directives", verbose_name=_("meeting"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TASK)
    scope = models.CharField(_("scope in the text"), max_length=120, blank=True)
    lead_text = models.CharField(_("lead unit in the text"), max_length=120, blank=True)
    support_text = models.CharField(_("supporting units in the text"), max_length=240, blank=True)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead unit")
    )
    supporting_units = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name=_("supporting units"))
    divisions = models.ManyToManyField(Division, related_name="+", blank=True, verbose_name=_("places named"))
    lead_official = models.CharField(_("lead official"), max_length=60, blank=True)
    standing = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="repeats", verbose_name=_("repeats")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    proposal = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DirectiveState.choices, default=DirectiveState.DRAFT, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, editable=False)
    edited = models.CharField(max_length=60, blank=True, editable=False)
    confidential = models.BooleanField(_("confidential"), default=False)
    readers = models.ManyToManyField(Member, related_name="+", blank=True, verbose_name=_("named readers"))
    note = models.TextField(_("note"), blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    history = HistoricalRecords(m2m_fields=[supporting_units, divisions])
    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("directive")
        verbose_name_plural = _("directives")
        ordering = ["meeting_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="directive_number_once"),
            models.CheckConstraint(
                condition=Q(evidence_end__gte=F("evidence_start")) | Q(evidence_start=None), name="evidence_in_order"
            ),
        ]


class Commitment(Proposal):
    """What the side that reports promised; shown to the reviewer, never issued unless she makes it a directive."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="commitments", verbose_name=_("meeting"))
    directive = models.OneToOneField(
        Directive, models.SET_NULL, null=True, blank=True, related_name="commitment", editable=False
    )

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["meeting_id", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="commitment_number_once")]


class Comparator(models.TextChoices):
    EQUAL = "=", "="
    AT_LEAST = ">=", "≥"
    AT_MOST = "<=", "≤"
    MORE = ">", ">"
    LESS = "<", "<"


class Target(models.Model):
    """A demanded figure; a share is in per cent (`unit` "%")."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="targets", verbose_name=_("directive"))
    metric = models.CharField(_("metric"), max_length=80)
    comparator = models.CharField(_("comparator"), max_length=2, choices=Comparator.choices, default=Comparator.EQUAL)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit of measure"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.metric} {self.get_comparator_display()} {self.value.normalize():f}{self.unit}"


class Recurrence(models.Model):
    """A rhythm (每月15日前报送): it makes occurrences, not one due date.  Fields as `reading.types.Recurrence`."""

    class Every(models.TextChoices):
        DAY = "day", _("day")
        WEEK = "week", _("week")
        TEN_DAYS = "ten_days", _("ten days")
        TWO_WEEKS = "two_weeks", _("two weeks")
        HALF_MONTH = "half_month", _("half a month")
        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")
        HALF_YEAR = "half_year", _("half-year")
        YEAR = "year", _("year")

    directive = models.OneToOneField(Directive, models.CASCADE, related_name="recurrence", verbose_name=_("directive"))
    text = models.CharField(_("rhythm in the text"), max_length=60, blank=True)
    every = models.CharField(_("every"), max_length=10, choices=Every.choices)
    day = models.SmallIntegerField(_("day"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("recurrence")
        verbose_name_plural = _("recurrences")

    def __str__(self) -> str:
        return self.text or self.get_every_display()
