"""A new report: pasted, as files, as a folder, or packed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from directives import access, uploads
from directives.access import Action
from directives.forms.fields import ManyFilesField, ManyFilesInput, date, dress
from directives.models import Unit, User
from directives.uploads import Given, Upload

NAME_LENGTH = 40
ACCEPTED = ".txt,.html,.htm,.docx,.pdf,.zip"

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
        help_text=_(
            "Text, web page, Word (.docx), PDF, or many of them in a .zip; several may be dropped here at once."
        ),
    )
    folder = ManyFilesField(
        label=_("Or a whole folder"),
        required=False,
        widget=ManyFilesInput(attrs={"webkitdirectory": True, "class": "drop-files"}),
    )
    url = forms.URLField(
        label=_("Address on the web"),
        required=False,
        assume_scheme="https",
        help_text=_("Often gives the year that the text leaves out."),
    )
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=100)
    published_on = forms.DateField(label=_("Published on"), required=False, widget=date())

    def __init__(self, user: User, *args: Any, sent: int = 0, **kwargs: Any) -> None:
        """`sent` is the size of the request; of one that is too large no file has been kept."""
        super().__init__(*args, **kwargs)
        self.too_large = sent > settings.UPLOAD_MAX_SIZE
        self.fields["office"].offer_to(user)  # type: ignore[attr-defined]
        self.fields["folder"].help_text = _(
            "At most %(files)s files and %(size)s at once, those in a .zip counted."
        ) % {
            "files": uploads.MOST_FILES,
            "size": filesizeformat(settings.UPLOAD_MAX_SIZE),
        }
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.too_large:
            size = filesizeformat(settings.UPLOAD_MAX_SIZE)
            raise forms.ValidationError(
                _("These files are larger than %(size)s together: send fewer.") % {"size": size}
            )
        held = sum(uploads.count(file) for file in self._files(cleaned))
        count = held + bool(cleaned.get("text", "").strip())
        if not count and not self.errors:
            raise forms.ValidationError(_("Paste a report or choose at least one file."))
        if count > uploads.MOST_FILES:
            said = ngettext_lazy("At most %(n)d file at once.", "At most %(n)d files at once.", uploads.MOST_FILES)
            raise forms.ValidationError(said % {"n": uploads.MOST_FILES})
        if count > 1 and cleaned.get("url"):
            self.add_error("url", _("An address belongs to one report: enter that one by itself."))
        return cleaned

    @staticmethod
    def _files(cleaned: dict[str, Any]) -> list[Any]:
        return [*(cleaned.get("uploads") or []), *(cleaned.get("folder") or [])]

    def given(self) -> Iterator[Given]:
        """What was pasted, then the files in the order they were given, archives taken apart."""
        facts = {name: self.cleaned_data[name] for name in ("url", "publisher", "published_on")}
        words = self.cleaned_data["text"]
        if words.strip():
            yield Upload(f"{words.split()[0][:NAME_LENGTH]}.txt", words.encode(), **facts)
        for file in self._files(self.cleaned_data):
            for each in uploads.take_apart(file.name, file):
                yield replace(each, **facts) if isinstance(each, Upload) else each
