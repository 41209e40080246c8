"""What has no report: the facts of an instruction, a minute or a petition, who spoke, and what was demanded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from directives.byhand import Entry
from directives.forms.entry import OfficeField
from directives.forms.fields import date, dress, one_of
from directives.models import Division, Kind, Meeting, Origin, Speaker, Topic, User

if TYPE_CHECKING:
    BaseFormSet = forms.BaseFormSet[Any]
else:
    from django.forms import BaseFormSet

BY_HAND = [(origin.value, origin.label) for origin in Origin if origin != Origin.REPORT]


class HandForm(forms.Form):
    office = OfficeField()
    origin = forms.ChoiceField(label=_("What it is"), choices=BY_HAND)
    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What it is about, in a few words."))
    held_on = forms.DateField(
        label=_("Day"), widget=date(), help_text=_("When it was written or held: the deadlines are counted from it.")
    )
    division = forms.ModelChoiceField(
        Division.objects.all(),
        label=_("Place concerned"),
        required=False,
        widget=one_of(Meeting._meta.get_field("division")),
    )
    lines = forms.CharField(
        label=_("Directives, one a line"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_(
            "Type or paste them as they stand. Each line becomes a card with its own deadline, units, figures and "
            "topic, which you then look through. A line that begins with a speaker's name and a colon is his or hers."
        ),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = self.fields["office"]
        office.offer_to(user)  # type: ignore[attr-defined]
        if office.initial is not None:
            self.initial["division"] = office.initial.division_id
        dress(self)


class _Row(forms.Form):
    """A row that may stay empty as a whole; one in which anything is entered needs its `chief` field."""

    chief = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.has_changed() and not cleaned.get(self.chief) and self.chief not in self.errors:
            self.add_error(self.chief, self.fields[self.chief].error_messages["required"])
        return cleaned


class SpeakerForm(_Row):
    chief = "name"
    name = forms.CharField(label=_("Name"), max_length=Speaker._meta.get_field("name").max_length, required=False)
    office = forms.CharField(
        label=_("Position"), max_length=Speaker._meta.get_field("office").max_length, required=False
    )


class RowForm(_Row):
    """One directive, field by field; what is not asked here is edited on its card."""

    chief = "text"
    text = forms.CharField(label=_("Demand"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), required=False)
    due_on = forms.DateField(label=_("Due date"), required=False, widget=date())
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.TASK, required=False)
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices, initial=Topic.OTHER, required=False)


class _Rows(BaseFormSet):
    def facts(self) -> list[dict[str, Any]]:
        """The rows that something was entered in, with what was: a day that is empty is none that was set."""
        kept = [form.cleaned_data for form in self.forms if form.has_changed()]
        return [{name: value for name, value in facts.items() if value} for facts in kept]


SpeakerFormSet = formset_factory(SpeakerForm, formset=_Rows, extra=1, max_num=20)
RowFormSet = formset_factory(RowForm, formset=_Rows, extra=1, max_num=100)


class HandEntry:
    """The three forms of the page together."""

    def __init__(self, user: User, data: Any = None) -> None:
        self.facts = HandForm(user, data)
        self.speakers = cast("_Rows", SpeakerFormSet(data, prefix="speakers"))
        self.rows = cast("_Rows", RowFormSet(data, prefix="rows"))

    def is_valid(self) -> bool:
        return all([self.facts.is_valid(), self.speakers.is_valid(), self.rows.is_valid()])

    def entry(self) -> Entry:
        given = {name: value for name, value in self.facts.cleaned_data.items() if name != "office"}
        return Entry(**given, speakers=self.speakers.facts(), directives=self.rows.facts())
