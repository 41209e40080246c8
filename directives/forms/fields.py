"""The admin's widgets for forms of our own, and what their fields share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Field
from unfold.widgets import (
    INPUT_CLASSES,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanWidget,
)


def dress(form: forms.BaseForm) -> None:
    """Give the fields of a form the admin's look, by their kind; those with a widget of their own keep it."""
    for field in form.fields.values():
        plain = type(field.widget)
        if plain in {forms.TextInput, forms.URLInput, forms.NumberInput}:
            field.widget.attrs.setdefault("class", " ".join(INPUT_CLASSES))
        elif plain is forms.Select:
            field.widget = UnfoldAdminSelectWidget(choices=field.choices)  # type: ignore[attr-defined]
        elif plain is forms.Textarea:
            rows = field.widget.attrs.get("rows", "10")
            field.widget = UnfoldAdminTextareaWidget({**field.widget.attrs, "rows": 3 if rows == "10" else rows})
        elif plain is forms.CheckboxInput:
            field.widget = UnfoldBooleanWidget(field.widget.attrs)


def date(heard: str = "") -> Any:
    """A day, typed or picked from the browser's own calendar; `heard` names it where no label is seen."""
    named = {"aria-label": heard} if heard else {}
    return forms.DateInput(attrs={"type": "date", "class": " ".join(INPUT_CLASSES), **named}, format="%Y-%m-%d")


def one_of(field: Field[Any, Any]) -> AutocompleteSelect:
    """A search field in place of a select with thousands of options."""
    return AutocompleteSelect(field, site)


def many_of(field: Field[Any, Any]) -> AutocompleteSelectMultiple:
    return AutocompleteSelectMultiple(field, site)


if TYPE_CHECKING:
    Upload = UploadedFile[bytes]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; its value is a list.  An empty one among them is no reason to refuse the others."""

    widget = ManyFilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Sequence[Upload] | None, initial: Any = None) -> list[Upload]:
        return [super(ManyFilesField, self).clean(one, initial) for one in data or [] if one]
