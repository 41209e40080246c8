"""A new report: pasted, or as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directives import access
from directives.access import Action
from directives.forms.fields import ManyFilesField, ManyFilesInput, date, dress
from directives.models import Unit, User

NAME_LENGTH = 40
ACCEPTED = ".txt,.html,.htm,.docx,.pdf"


@dataclass(frozen=True, slots=True)
class Report:
    """The bytes of one report, and what to call it."""

    name: str
    data: bytes


if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Unit]
else:
    from django.forms import ModelChoiceField


class OfficeField(ModelChoiceField):
    """The offices the user enters reports for."""

    def __init__(self) -> None:
        super().__init__(Unit.objects.none(), label=_("Office"), empty_label=None)

    def offer_to(self, user: User) -> None:
        held = access.memberships(user)
        offices = Unit.objects.filter(pk__in=[m.unit_id for m in held if Action.ENTER in access.ACTIONS[m.role]])
        if user.is_superuser:
            offices = Unit.objects.filter(kind="office")
        self.queryset = offices.order_by("division_id", "name")
        self.initial = offices.order_by("division_id", "name").first()


class NewReportForm(forms.Form):
    office = OfficeField()
    text = forms.CharField(
        label=_("Text of the report"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "autofocus": True}),
        help_text=_("Paste it as it is: repeated headlines, captions and pinyin are cleaned by the reader."),
    )
    uploads = ManyFilesField(
        label=_("Or files"),
        required=False,
        widget=ManyFilesInput(attrs={"accept": ACCEPTED, "class": "drop-files"}),
        help_text=_("Text, web page, Word (.docx) or PDF; several may be dropped here at once."),
    )
    url = forms.URLField(
        label=_("Address on the web"),
        required=False,
        assume_scheme="https",
        help_text=_("Often gives the year that the text leaves out."),
    )
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=100)
    published_on = forms.DateField(label=_("Published on"), required=False, widget=date())

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].offer_to(user)  # type: ignore[attr-defined]
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        count = len(cleaned.get("uploads") or []) + bool(cleaned.get("text", "").strip())
        if not count and not self.errors:
            raise forms.ValidationError(_("Paste a report or choose at least one file."))
        if count > 1 and cleaned.get("url"):
            self.add_error("url", _("An address belongs to one report: enter that one by itself."))
        return cleaned

    def reports(self) -> list[Report]:
        """What was pasted, then the files in the order they were given."""
        found = []
        words = self.cleaned_data["text"]
        if words.strip():
            found.append(Report(f"{words.split()[0][:NAME_LENGTH]}.txt", words.encode()))
        return found + [Report(file.name, file.read()) for file in self.cleaned_data["uploads"]]
