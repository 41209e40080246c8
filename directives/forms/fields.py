"""The admin's widgets for forms of our own, and what their fields share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
            field.widget = UnfoldAdminTextareaWidget({"rows": 3} | field.widget.attrs)
        elif plain is forms.CheckboxInput:
            field.widget = UnfoldBooleanWidget(field.widget.attrs)


def date() -> Any:
    """A day, typed or picked from the browser's own calendar."""
    return forms.DateInput(attrs={"type": "date", "class": " ".join(INPUT_CLASSES)}, format="%Y-%m-%d")


def one_of(field: Field[Any, Any]) -> AutocompleteSelect:
    """A search field in place of a select with thousands of options."""
    return AutocompleteSelect(field, site)  # type: ignore[arg-type]


def many_of(field: Field[Any, Any]) -> AutocompleteSelectMultiple:
    return AutocompleteSelectMultiple(field, site)  # type: ignore[arg-type]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; its value is a list."""

    widget = ManyFilesInput

    def clean(self, data: Sequence[UploadedFile] | None, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override]
        return [super(ManyFilesField, self).clean(one, initial) for one in data or [] if one]
