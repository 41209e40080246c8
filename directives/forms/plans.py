"""Forms of several lines: the milestones of an item, and the townships it is handed on to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directives import delegating, milestones
from directives.assigning import IssueItem
from directives.forms.steps import StepForm, day
from directives.milestones import Planned
from directives.models import Assignment

SPARE = 3
"""Empty lines below those of the plan."""


class Line(NamedTuple):
    """The fields of one milestone."""

    title: BoundField
    due: BoundField
    percent: BoundField


class PlanForm(StepForm):
    """The milestones as they are, or as they are proposed; a line whose title is emptied goes."""

    template = "plan_form.html"

    def suit(self, item: Assignment) -> None:
        held = [Planned(m.title, m.due_on, m.percent, m.pk) for m in item.milestones.all()]
        self.is_proposed = not held
        if not held and item.due_on:
            held = milestones.propose(timezone.localdate(item.issued_at), item.due_on)
        self.keys = [each.pk for each in held] + [None] * SPARE
        for n in range(len(self.keys)):
            self._add_line(n, held[n] if n < len(held) else None)

    def _add_line(self, n: int, planned: Planned | None) -> None:
        words = {"n": n + 1}
        self.fields[f"title_{n}"] = forms.CharField(
            label=gettext("Milestone %(n)d") % words, max_length=120, required=False
        )
        self.fields[f"due_{n}"] = day(gettext("Due date of milestone %(n)d") % words, required=False)
        self.fields[f"percent_{n}"] = forms.IntegerField(
            label=gettext("Percent done by milestone %(n)d") % words, min_value=0, max_value=100, required=False
        )
        if planned is not None:
            values = {f"title_{n}": planned.title, f"due_{n}": planned.due_on, f"percent_{n}": planned.percent}
            self.initial = {**values, **self.initial}

    def lines(self) -> Iterator[Line]:
        for n in range(len(self.keys)):
            yield Line(self[f"title_{n}"], self[f"due_{n}"], self[f"percent_{n}"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        wanted = []
        for n, key in enumerate(self.keys):
            title, due_on = given.get(f"title_{n}"), given.get(f"due_{n}")
            if title and due_on is None and f"due_{n}" not in self.errors:
                self.add_error(f"due_{n}", gettext("Give the day."))
            if title and due_on:
                wanted.append(Planned(title, due_on, given.get(f"percent_{n}") or 0, key))
        given["wanted"] = wanted
        return given


class DelegateForm(StepForm):
    units = forms.MultipleChoiceField(label=_("To whom"), widget=forms.CheckboxSelectMultiple)
    due_on = day(_("Due date of the parts"), required=False)

    def start(self, item: Assignment) -> dict[str, Any]:
        return {"due_on": item.due_on}

    def suit(self, item: Assignment) -> None:
        self.below = {each.key: each for each in delegating.addressees(item)}
        choices = [(key, each.place) for key, each in self.below.items()]
        self.fields["units"].choices = choices  # type: ignore[attr-defined]

    def items(self) -> list[IssueItem]:
        """The parts asked for; a government that no row stands for yet is made."""
        due_on: date | None = self.cleaned_data["due_on"]
        return [IssueItem(self.below[key].taken(), due_on) for key in self.cleaned_data["units"]]
