"""The forms of the county desk and of the supervisor's answers, one for each step of the workflow."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directives.errors import Refused
from directives.forms.fields import ManyFilesField, ManyFilesInput
from directives.measuring import COUNTED
from directives.models import Assignment, Extension, Milestone, Target, Unit, UnitKind
from directives.proof import MOST_BYTES, MOST_FILES, Proof, accept

LONGEST = 5000


def words(label: Any, rows: int = 2, **options: Any) -> forms.CharField:
    """A field of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=LONGEST, **options)


def day(label: Any, **options: Any) -> forms.DateField:
    """A day, from the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _limits() -> str:
    words = {"files": MOST_FILES, "size": MOST_BYTES // 1_000_000}
    return gettext("Photos, PDF and Office files; at most %(files)d, each up to %(size)d MB.") % words


class StepForm(forms.Form):
    """What every step carries: which revision its page showed, so that another's change is noticed.

    With `item`, the form starts from how that item stands.
    """

    template = "form.html"
    folded: tuple[str, ...] = ()
    """Fields that few need: behind a fold, unless something is wanting in them."""
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: Assignment | None = None, **kwargs: Any) -> None:
        self.item = item
        if item is not None:
            kwargs["initial"] = {"revision": item.revision, **self.start(item), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if item is not None:
            self.suit(item)

    def start(self, item: Assignment) -> dict[str, Any]:
        """What the fields hold before anything is typed."""
        return {}

    def suit(self, item: Assignment) -> None:
        """Change the fields to what this item needs."""

    def shown(self) -> list[forms.BoundField]:
        """The visible fields that stand open."""
        return [field for field in self.visible_fields() if field.name not in self.folded]

    def more(self) -> list[forms.BoundField]:
        """The visible fields behind the fold."""
        return [field for field in self.visible_fields() if field.name in self.folded]

    def is_ready(self) -> bool:
        """Whether it can be sent as it is: nothing has to be typed."""
        return all(field.value() not in (None, "") or not field.field.required for field in self.visible_fields())

    def is_unfolded(self) -> bool:
        """Whether the fold stands open, because of a fault or of what was typed there."""
        return self.is_bound and any(field.errors or self.errors.get("__all__") or field.data for field in self.more())

    def refuse(self, why: str, item: Assignment) -> None:
        """Say why the step was refused; the page that comes back goes on from the item's newest state."""
        self.add_error(None, why)
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("revision")] = str(item.revision)
        self.data = data

    def focus_on_fault(self) -> None:
        """Let the page come back with the cursor where something is wanting, so that a phone scrolls there."""
        visible = [field.name for field in self.visible_fields()]
        faulty = [name for name in visible if name in self.errors]
        for name in (faulty or visible)[:1]:
            self.fields[name].widget.attrs["autofocus"] = True


class SignForm(StepForm):
    responsible_person = forms.CharField(label=_("Responsible person"), max_length=60, required=False)

    def start(self, item: Assignment) -> dict[str, Any]:
        return {"responsible_person": item.responsible_person}


class ReportForm(StepForm):
    """Per cent or done values, words, files; a directive with targets asks for the value of each."""

    folded: tuple[str, ...] = ("problem", "next_step")
    field_order = ("percent", "text", "proof", "problem", "next_step")
    targets: Mapping[str, Target] = {}  # none without an item
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    percent = forms.IntegerField(
        label=_("Percent done"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    text = words(_("Progress"), rows=4)
    problem = words(_("Problems"), required=False)
    next_step = words(_("Next step"), required=False)
    proof = ManyFilesField(
        label=_("Photos and files"),
        required=False,
        help_text=lazy(_limits, str)(),
        widget=ManyFilesInput(
            attrs={
                "accept": "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.wps,.et,.dps",
                "data-most-bytes": MOST_BYTES,
            }
        ),
    )

    def start(self, item: Assignment) -> dict[str, Any]:
        return {"percent": item.percent}

    def suit(self, item: Assignment) -> None:
        shares = {share.target_id: share for share in item.shares.all()}
        self.targets = {f"done_{target.pk}": target for target in item.directive.targets.all()}
        for name, target in self.targets.items():
            share = shares.get(target.pk)
            whole = f"{(share.value if share else target.value).normalize():f}{target.unit}"
            label = gettext("%(metric)s: done of %(whole)s") % {"metric": target.metric, "whole": whole}
            self.fields[name] = forms.DecimalField(
                label=label, required=False, min_value=0, max_digits=18, decimal_places=4
            )
            if share is not None:
                self.initial[name] = f"{share.done.normalize():f}"
        self.order_fields(["percent", *self.targets, *self.field_order[1:]])
        if "percent" in self.fields and any(target.comparator in COUNTED for target in self.targets.values()):
            self._percent_follows()

    def _percent_follows(self) -> None:
        """The done values say how far it is; whoever knows better may still give a per cent."""
        self.fields["percent"].required = False
        self.fields["percent"].help_text = gettext("Left empty, it follows from the done values.")
        self.initial.pop("percent", None)
        self.folded = ("percent", *self.folded)

    def clean_proof(self) -> list[Proof]:
        """What may be kept of the files; each fault bears the place of its file as its code."""
        files, accepted, faults = self.cleaned_data["proof"], [], []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(gettext("At most %(n)d files go with one report.") % {"n": MOST_FILES})
        for place, file in enumerate(files):
            try:
                # One byte more than is taken tells that it is too large, however large it is.
                accepted.append(accept(file.name or "", file.read(MOST_BYTES + 1)))
            except Refused as why:
                faults.append(forms.ValidationError(str(why), code=f"file-{place}"))
        if faults:
            raise forms.ValidationError(faults)
        return accepted

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors and self.add_prefix("proof") in self.files:
            words = gettext("Choose the files again, without those refused: the browser does not keep them.")
            self.add_error("proof", forms.ValidationError(words, code="again"))
        found = ((target, given.get(name)) for name, target in self.targets.items())
        given["done"] = {target.pk: value for target, value in found if value is not None}
        return given


class LineForm(ReportForm):
    """One of several reports on one page: the figures and a sentence."""

    folded = ()
    problem = next_step = proof = None  # type: ignore[assignment]  # Django's way to leave a parent's fields out


class SubmitForm(ReportForm):
    """Reported done is done: no per cent is asked."""

    percent = None  # type: ignore[assignment]  # Django's way to leave a parent's field out


class NoteForm(StepForm):
    note = words(_("Note"), required=False)


class ReasonForm(StepForm):
    note = words(_("Reason"))


class TextForm(StepForm):
    text = words(_("Text"), rows=3)


class DateForm(ReasonForm):
    field_order = ("due_on", "note")
    due_on = day(_("New due date"))


class GrantForm(NoteForm):
    """The day asked for, which the office may change."""

    field_order = ("due_on", "note")
    due_on = day(_("New due date"))

    def start(self, item: Assignment) -> dict[str, Any]:
        # All of them, which a list of pleas has at hand.
        asked = [each.due_asked for each in item.extensions.all() if each.state == Extension.State.ASKED]
        return {"due_on": asked[0] if asked else None}


class TickForm(StepForm):
    milestone = forms.ModelChoiceField(label=_("Milestone"), queryset=Milestone.objects.none(), empty_label=None)

    def suit(self, item: Assignment) -> None:
        self.fields["milestone"].queryset = item.milestones.filter(done_on=None)  # type: ignore[attr-defined]


class ReassignForm(ReasonForm):
    unit = forms.ModelChoiceField(label=_("New responsible unit"), queryset=Unit.objects.none())

    def suit(self, item: Assignment) -> None:
        near = Unit.objects.filter(division__path__startswith=item.directive.meeting.office.division.path)
        taken = Assignment.objects.filter(directive=item.directive_id).values("unit")
        units = near.exclude(kind=UnitKind.OFFICE).exclude(pk__in=taken).order_by("division__code", "name")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.order_fields(["unit", "note"])
