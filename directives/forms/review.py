"""What the reviewer may correct: the facts of a meeting, and a directive.

Each form carries the `revision` that its page was built from.  When somebody else has saved in between, the
reviewer's own input stays in the form and `conflicts` shows both versions; saving again is then a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from directives import dating
from directives.changing import AFTER_ISSUE
from directives.forms.fields import date, dress, many_of, one_of
from directives.models import Comparator, Directive, Meeting, Member, Recurrence, Target, Unit

if TYPE_CHECKING:
    from django.http import QueryDict

    BaseFormSet = forms.BaseFormSet["TargetForm"]
    ModelForm = forms.ModelForm[Any]
else:
    from django.forms import BaseFormSet, ModelForm


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else changed since the page was opened."""

    name: str
    label: str
    theirs: str
    ours: str


class RevisedForm(ModelForm):
    """A form of a row that knows which revision of it the user saw.

    The instance is never saved from here: `changes()` goes to a writer, which takes the row's lock.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision
        dress(self)

    def _post_clean(self) -> None:
        """Leave the instance as it is in the database; the writer checks the values against the model."""

    def changes(self) -> dict[str, Any]:
        """The fields whose value differs from the row's."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "revision"}

    @property
    def is_stale(self) -> bool:
        return bool(self.cleaned_data["revision"] != self.instance.revision)

    def conflicts(self) -> list[Conflict]:
        """The fields in which the row differs from what was typed in, each with both values."""
        return [
            Conflict(
                name, str(self.fields[name].label), in_words(self.initial.get(name), field), in_words(value, field)
            )
            for name, value in RevisedForm.changes(self).items()
            for field in [self.fields[name]]
        ]

    def accept_current(self) -> None:
        """Show the form again with the typed input, and as of the revision that stands now."""
        kept = cast("QueryDict", self.data).copy()
        kept["revision"] = str(self.instance.revision)
        self.data = kept


def in_words(value: Any, field: forms.Field) -> str:
    """A field's value as a person reads it: labels for codes, names for keys."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "、".join(str(row) for row in value or []) or "–"
    if isinstance(field, forms.ModelChoiceField) and value and not hasattr(value, "pk"):
        value = field.queryset.filter(pk=value).first() if field.queryset is not None else value
    if isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    return str(value or "–")


class MeetingForm(RevisedForm):
    class Meta:
        model = Meeting
        fields = ["title", "kind", "held_on", "held_until", "division", "venue"]
        widgets = {
            "held_on": date(),
            "held_until": date(),
            "division": one_of(Meeting._meta.get_field("division")),
            "venue": one_of(Meeting._meta.get_field("venue")),
        }


class YearForm(forms.Form):
    """The year that the report leaves out."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class DayForm(forms.Form):
    """The day of a meeting whose report names none."""

    held_on = forms.DateField(label=_("Day"), widget=date())
    revision = forms.IntegerField(widget=forms.HiddenInput)


class DirectiveForm(RevisedForm):
    class Meta:
        model = Directive
        fields = [
            "text",
            "kind",
            "topic",
            "due_on",
            "due_text",
            "firm",
            "speaker",
            "lead_unit",
            "supporting_units",
            "lead_official",
            "scope",
            "divisions",
            "note",
            "confidential",
            "readers",
        ]
        widgets = {
            "readers": forms.CheckboxSelectMultiple,
            "due_on": date(),
            "lead_unit": one_of(Directive._meta.get_field("lead_unit")),
            "supporting_units": many_of(Directive._meta.get_field("supporting_units")),
            "divisions": many_of(Directive._meta.get_field("divisions")),
        }

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        """`units` are those that the user may name; those that the directive names already may stay."""
        super().__init__(*args, **kwargs)
        held = [self.instance.lead_unit_id, *self.initial.get("supporting_units", [])]
        offered = Unit.objects.filter(Q(pk__in=units) | Q(pk__in=[getattr(u, "pk", u) for u in held if u]))
        for name in ("lead_unit", "supporting_units"):
            self.fields[name].queryset = offered  # type: ignore[attr-defined]
        self.fields["readers"].queryset = self._may_read()  # type: ignore[attr-defined]
        if self.instance.pk and self.instance.assignments.exists():
            for name in self.fields.keys() - AFTER_ISSUE - {"revision"}:
                self.fields[name].disabled = True

    def _may_read(self) -> QuerySet[Member]:
        """Those who may be named: of the office, of the units responsible, and who is named already."""
        row = self.instance
        units = Q(unit=row.meeting.office_id) | Q(unit=row.lead_unit_id)
        if row.pk:
            named = Q(pk__in=row.readers.values("pk"))
            units |= Q(unit__in=row.supporting_units.values("pk")) | Q(unit__assignments__directive=row) | named
        members = Member.objects.active().filter(units).select_related("user", "unit__division")
        return members.order_by("unit", "role", "pk").distinct()

    def changes(self) -> dict[str, Any]:
        """As of every form, and the deadline that the reader finds in another wording of it.

        Not where a person has said the day, now or before.
        """
        changes = super().changes()
        phrase, row = changes.get("due_text"), self.instance
        said = "due_on" in changes or (row.due_rule == dating.REVIEWER_RULE and row.due_on is not None)
        if phrase and not said and (found := dating.read_phrase(row.meeting, phrase)):
            changes["deadline"] = found
        return changes


class RhythmForm(forms.Form):
    """A rhythm in place of one due date; none while `every` is left open."""

    every = forms.ChoiceField(label=_("Every"), choices=[("", "–"), *Recurrence.Every.choices], required=False)
    day = forms.IntegerField(label=_("Day in it"), min_value=-1, max_value=31, required=False)
    month = forms.IntegerField(label=_("Month in it"), min_value=1, max_value=12, required=False)
    starts_on = forms.DateField(label=_("Starts on"), widget=date(), required=False)
    ends_on = forms.DateField(label=_("Ends on"), widget=date(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def rhythm(self) -> dict[str, Any] | None:
        """As `reviewing.edit` takes it."""
        return {**self.cleaned_data, "text": self.initial.get("text", "")} if self.cleaned_data["every"] else None


def rhythm_form(directive: Directive, data: Any = None) -> RhythmForm:
    held = Recurrence.objects.filter(directive=directive).first() if directive.pk else None
    names = ("text", "every", "day", "month", "starts_on", "ends_on")
    initial = {name: getattr(held, name) for name in names} if held else {}
    return RhythmForm(data, initial=initial, prefix="rhythm")


class TargetForm(forms.Form):
    metric = forms.CharField(label=_("Metric"), max_length=80)
    # With an initial value, or a browser's choice of the first one would make an empty row a changed one.
    comparator = forms.ChoiceField(label=_("Comparator"), choices=Comparator.choices, initial=Comparator.EQUAL)
    value = forms.DecimalField(label=_("Value"), max_digits=18, decimal_places=4)
    unit = forms.CharField(label=_("Unit of measure"), max_length=12, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class _TargetFormSet(BaseFormSet):
    def targets(self) -> list[dict[str, Any]]:
        """The targets that are to stand, as `reviewing.edit` takes them."""
        kept = [f.cleaned_data for f in self.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        return [{name: facts[name] for name in ("metric", "comparator", "value", "unit")} for facts in kept]


TargetFormSet = formset_factory(TargetForm, formset=_TargetFormSet, extra=1, can_delete=True, can_delete_extra=False)


def target_forms(directive: Directive, data: Any = None) -> _TargetFormSet:
    """The targets of a directive, each in a row of its own, and one row for another."""
    stated: list[Target] = list(directive.targets.all()) if directive.pk else []
    initial = [
        {"metric": t.metric, "comparator": t.comparator, "value": t.value.normalize(), "unit": t.unit} for t in stated
    ]
    return cast("_TargetFormSet", TargetFormSet(data, initial=initial, prefix="targets"))
