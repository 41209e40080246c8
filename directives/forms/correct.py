"""What a reviewer says when she corrects or withdraws a directive that counties have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directives.correcting import LEFT, Follow
from directives.forms.fields import dress
from directives.forms.review import Conflict, DirectiveForm

ABOUT = frozenset({"reason", "follow"})
"""The fields of a correction that are not the directive's."""


class CorrectionForm(DirectiveForm):
    """The fields of a directive as on its other form, with the reason, and with which items follow its due date."""

    reason = forms.CharField(
        label=_("Reason of the correction"),
        required=False,
        widget=forms.Textarea,
        help_text=_("The counties read it in their next digest, beside what has changed."),
    )
    follow = forms.ChoiceField(
        label=_("When the due date changes, these move with it"),
        choices=Follow.choices,
        initial=Follow.SAME,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = LEFT if self.instance.confidential else {*LEFT, "readers"}
        for name in left & self.fields.keys():
            del self.fields[name]
        for field in self.fields.values():
            field.disabled = False

    def changes(self) -> dict[str, Any]:
        """What differs from the row, as it was typed: what counties have is dated by nobody but the reviewer."""
        return {name: value for name, value in super().changes().items() if name not in {*ABOUT, "deadline"}}

    def conflicts(self) -> list[Conflict]:
        return [each for each in super().conflicts() if each.name not in ABOUT]


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        widget=forms.Textarea,
        help_text=_("The counties read it in their next digest."),
    )
    keep = forms.ChoiceField(
        label=_("What happens to its items"),
        choices=[
            ("", _("all open items are cancelled")),
            ("1", _("items that a county has reported done stay to be verified, the other open ones are cancelled")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)
