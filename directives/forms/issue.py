"""The issuing matrix: confirmed directives × units, each cell a tick and, where it differs, a due date of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directives.assigning import IssueItem
from directives.forms.fields import date, dress, many_of
from directives.models import Assignment, Directive, Unit

Proposals = Mapping[int, Sequence[Unit]]
"""The units proposed for each directive, by the directive's key."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One directive for one unit: what it has been issued as, or the fields to issue it with."""

    unit: Unit
    issued: Assignment | None
    ticked: forms.BoundField
    due_on: forms.BoundField


@dataclass(frozen=True, slots=True)
class Line:
    directive: Directive
    due_on: forms.BoundField
    cells: Sequence[Cell]


class IssueForm(forms.Form):
    """`units` are the columns; `more` adds columns from `offered`, without issuing anything yet."""

    def __init__(
        self,
        directives: Sequence[Directive],
        units: Sequence[Unit],
        proposals: Proposals,
        offered: QuerySet[Unit],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.directives, self.units = directives, units
        for directive in directives:
            self._add_row(directive, proposals.get(directive.pk, ()))
        for unit in units:
            self.fields[f"person_{unit.pk}"] = forms.CharField(
                label=_("Responsible person"), max_length=60, required=False, initial=unit.contact_name
            )
        self.fields["more"] = forms.ModelMultipleChoiceField(
            offered,
            label=_("Further units"),
            required=False,
            widget=many_of(Directive._meta.get_field("supporting_units")),
        )
        dress(self)

    def _add_row(self, directive: Directive, proposed: Sequence[Unit]) -> None:
        self.fields[f"due_{directive.pk}"] = forms.DateField(
            label=_("Due date"), required=False, initial=directive.due_on, widget=date()
        )
        for unit in self.units:
            cell = f"{directive.pk}_{unit.pk}"
            self.fields[f"to_{cell}"] = forms.BooleanField(label=unit.name, required=False, initial=unit in proposed)
            self.fields[f"by_{cell}"] = forms.DateField(
                label=_("Other due date"), required=False, widget=date(unit.name)
            )

    def lines(self) -> Iterator[Line]:
        for directive in self.directives:
            issued = {a.unit_id: a for a in directive.issued}  # type: ignore[attr-defined]  # prefetched
            cells = [
                Cell(
                    unit,
                    issued.get(unit.pk),
                    self[f"to_{directive.pk}_{unit.pk}"],
                    self[f"by_{directive.pk}_{unit.pk}"],
                )
                for unit in self.units
            ]
            yield Line(directive, self[f"due_{directive.pk}"], cells)

    def columns(self) -> list[tuple[Unit, forms.BoundField]]:
        return [(unit, self[f"person_{unit.pk}"]) for unit in self.units]

    def items(self) -> dict[Directive, list[IssueItem]]:
        """What was ticked; a cell's own date goes before that of its row."""
        given = self.cleaned_data
        found = {}
        for directive in self.directives:
            ticked = [unit for unit in self.units if given[f"to_{directive.pk}_{unit.pk}"]]
            found[directive] = [
                IssueItem(
                    unit,
                    given[f"by_{directive.pk}_{unit.pk}"] or given[f"due_{directive.pk}"],
                    given[f"person_{unit.pk}"],
                )
                for unit in ticked
            ]
        return {directive: items for directive, items in found.items() if items}
