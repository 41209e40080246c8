"""Reference data as a person types it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from directives import access
from directives.models import Unit

if TYPE_CHECKING:
    from directives.access import AnyUser

    ModelForm = forms.ModelForm[Unit]
else:
    from django.forms import ModelForm


class LinesField(forms.CharField):
    """A list of words, one on each line."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class UnitForm(ModelForm):
    aliases = LinesField(
        label=_("Aliases"),
        required=False,
        help_text=_("Other names that reports use, one on each line."),
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )

    actor: AnyUser | None = None
    """Who fills it in; a unit stays in the area that she keeps."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        division, kind = data.get("division"), data.get("kind", "")
        if self.actor is not None and division and not access.keeps_unit(self.actor, division, kind):
            self.add_error("division", _("You keep the units of your own area, without the offices."))
        return data

    class Meta:
        model = Unit
        fields = ["division", "name", "kind", "aliases", "contact_name", "contact_phone", "contact_email"]
