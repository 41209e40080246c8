"""A span of days to look at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directives.forms import fields


class PeriodForm(forms.Form):
    since = forms.DateField(label=_("Decided from"), required=False, widget=fields.date())
    until = forms.DateField(label=_("Decided until"), required=False, widget=fields.date())

    def period(self) -> dict[str, Any]:
        """The days that were given; one that is not valid is said beside its field and bounds nothing."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}


class DaysForm(PeriodForm):
    """A period of what happened, not of what was decided."""

    since = forms.DateField(label=_("From"), required=False, widget=fields.date())
    until = forms.DateField(label=_("Until"), required=False, widget=fields.date())
