"""What is searched for, and what narrows it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directives import access
from directives.forms import fields
from directives.models import CountyProgress, Division, Level, SearchKind, Topic

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from directives.models import User

    CountyField = forms.ModelChoiceField[Division]
else:
    CountyField = forms.ModelChoiceField

KINDS = [
    ("", _("everything")),
    (SearchKind.DIRECTIVE, _("directives")),
    (SearchKind.MEETING, _("meetings")),
    (SearchKind.SOURCE, _("sources")),
]


def counties_of(user: User) -> QuerySet[Division]:
    """Those of the places of the user's units, and those that have been given something by her offices."""
    given = CountyProgress.objects.visible_to(user).values("county")
    near = Q(pk__in=given)
    for member in access.memberships(user):
        near |= Q(path__startswith=member.unit.division.path, level=Level.COUNTY, valid_to=None)
    return Division.objects.filter(near).order_by("code")


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=10_000,  # far more than is searched for: a pasted page must not be an error
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )
    kind = forms.ChoiceField(label=_("In"), required=False, choices=KINDS)
    county = CountyField(label=_("County"), required=False, queryset=Division.objects.none(), empty_label=_("all"))
    topic = forms.ChoiceField(label=_("Topic"), required=False, choices=[("", _("all")), *Topic.choices])
    since = forms.DateField(label=_("From"), required=False, widget=fields.date())
    until = forms.DateField(label=_("Until"), required=False, widget=fields.date())

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = counties_of(user)  # type: ignore[attr-defined]
        fields.dress(self)

    def narrowing(self) -> dict[str, Any]:
        """What `search.find` is to be narrowed by."""
        return {name: value for name, value in self.cleaned_data.items() if name != "q" and value}
