"""The forms of the county desk and the supervisor's answers."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class StepForm(forms.Form):
    """What every step carries: which revision its page showed, so that another's change is noticed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def focus_on_fault(self) -> None:
        """Let the page come back with the cursor where something is wanting, so that a phone scrolls there."""
        visible = [field.name for field in self.visible_fields()]
        faulty = [name for name in visible if name in self.errors]
        for name in (faulty or visible)[:1]:
            self.fields[name].widget.attrs["autofocus"] = True


class SignForm(StepForm):
    responsible_person = forms.CharField(label=_("Responsible person"), max_length=60, required=False)


class ReportForm(StepForm):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    percent = forms.IntegerField(label=_("Percent done"), min_value=0, max_value=100)
    text = forms.CharField(label=_("Progress"), widget=forms.Textarea(attrs={"rows": 4}), max_length=5000)
    problem = forms.CharField(
        label=_("Problems"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=5000
    )
    next_step = forms.CharField(
        label=_("Next step"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=5000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["percent"].widget.attrs["inputmode"] = "numeric"


class NoteForm(StepForm):
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=5000)


class ReasonForm(StepForm):
    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)


class DateForm(ReasonForm):
    due_on = forms.DateField(label=_("New due date"), widget=forms.DateInput(attrs={"type": "date"}))
