"""The issuing matrix: confirmed directives × those they can go to, as it is shown and as it comes back.

A cell is a plain checkbox.  What a cell may have of its own (day, person, parts of the targets) has fields only where
the reviewer opens its directive, and of its ticked cells only: a matrix of 700 cells stays a light page.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directives.assigning import IssueItem
from directives.forms.fields import dress, many_of
from directives.models import Assignment, Directive, Target, Unit
from directives.proposing import Addressee

Proposals = Mapping[int, Sequence[Addressee]]
"""Whom each directive is proposed for, by the directive's key."""

DAY = forms.DateField(required=False)
PERSON = forms.CharField(required=False, max_length=60)
PART = forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=4)


class FurtherUnits(forms.Form):
    """Adds columns from `offered`, without issuing anything yet."""

    def __init__(self, offered: QuerySet[Unit]) -> None:
        super().__init__()
        widget = many_of(Directive._meta.get_field("supporting_units"))
        self.fields["more"] = forms.ModelMultipleChoiceField(
            offered, label=_("Further units"), required=False, widget=widget
        )
        dress(self)


@dataclass(slots=True)
class Entry:
    """One field: as it was typed or is proposed, what that means, and what is wrong with it."""

    name: str
    shown: str
    value: Any = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """What one cell has of its own."""

    column: Addressee
    due_on: Entry
    person: Entry
    parts: Sequence[tuple[Target, Entry]]

    @property
    def entries(self) -> list[Entry]:
        return [self.due_on, self.person, *(entry for _target, entry in self.parts)]

    @property
    def errors(self) -> list[str]:
        return [entry.error for entry in self.entries if entry.error]


@dataclass(frozen=True, slots=True)
class Cell:
    """One directive for one addressee: the item it has already, or a box to tick."""

    column: Addressee
    value: str
    issued: Assignment | None
    proposed: bool
    ticked: bool


@dataclass(slots=True)
class Line:
    directive: Directive
    due_on: Entry
    cells: Sequence[Cell]
    owns: list[Own] = field(default_factory=list)
    is_open: bool = False

    @property
    def ticked(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.ticked]

    @property
    def left_out(self) -> list[Cell]:
        """The counties of its scope that would not get it."""
        cells = [cell for cell in self.cells if cell.proposed and cell.column.is_government]
        return [cell for cell in cells if not cell.ticked and cell.issued is None]


class Matrix:
    """`data` is what was sent; without it the proposals are ticked, of those directives that no unit has yet.

    Whoever was left out when a directive was issued was left out on purpose.
    """

    def __init__(
        self,
        directives: Sequence[Directive],
        columns: Sequence[Addressee],
        proposals: Proposals,
        data: QueryDict | None = None,
    ) -> None:
        self._data = data
        self.token = _uuid(data.get("token", "")) if data else uuid.uuid4()
        self.people = [self._person(column) for column in columns]
        ticked = set(data.getlist("to")) if data else None
        opened = {*data.getlist("opened"), data.get("open")} if data else set()
        self.lines = []
        for directive in directives:
            line = self._line(directive, columns, set(proposals[directive.pk]), ticked)
            line.is_open = str(directive.pk) in opened
            if line.is_open:
                line.owns = [self._own(directive, cell) for cell in line.ticked]
            self.lines.append(line)

    def _line(
        self, directive: Directive, columns: Sequence[Addressee], proposed: set[Addressee], ticked: set[str] | None
    ) -> Line:
        issued = {a.unit_id: a for a in directive.issued}  # type: ignore[attr-defined]  # prefetched
        cells = []
        for column in columns:
            value, item = f"{directive.pk}:{column.key}", issued.get(column.unit.pk) if column.unit else None
            wanted = (column in proposed and not issued) if ticked is None else value in ticked
            cells.append(Cell(column, value, item, column in proposed, wanted and item is None))
        return Line(directive, self._entry(f"due-{directive.pk}", DAY, directive.due_on), cells)

    def _person(self, column: Addressee) -> tuple[Addressee, Entry]:
        contact = column.unit.contact_name if column.unit else ""
        return column, self._entry(f"person-{column.key}", PERSON, contact)

    def _own(self, directive: Directive, cell: Cell) -> Own:
        key = f"{directive.pk}-{cell.column.key}"
        parts = [(t, self._entry(f"part-{t.pk}-{cell.column.key}", PART)) for t in directive.targets.all()]
        return Own(cell.column, self._entry(f"by-{key}", DAY), self._entry(f"who-{key}", PERSON), parts)

    def _entry(self, name: str, kind: forms.Field, proposed: Any = None) -> Entry:
        """The field as it was sent; as proposed where it was not."""
        proposal = "" if proposed is None else str(proposed)
        entry = Entry(name, self._data.get(name, proposal) if self._data else proposal)
        try:
            entry.value = kind.clean(entry.shown)
        except ValidationError as error:
            entry.error = " ".join(error.messages)
        return entry

    def line(self, directive: str) -> Line | None:
        return next((line for line in self.lines if str(line.directive.pk) == directive), None)

    @property
    def errors(self) -> list[str]:
        """What is wrong, with where; nothing is issued while there is any."""
        found = [(column.name, entry) for column, entry in self.people]
        for line in self.lines:
            number = str(line.directive.number)
            found.append((number, line.due_on))
            for own in line.owns:
                found += [(f"{number}, {own.column.place}", entry) for entry in own.entries]
        return [f"{where}: {entry.error}" for where, entry in found if entry.error]

    @property
    def left_out(self) -> list[Line]:
        return [line for line in self.lines if line.left_out]

    @property
    def seen(self) -> str:
        """The counties left out, as one value: it comes back with what was shown, so that nobody leaves one unseen."""
        return " ".join(cell.value for line in self.lines for cell in line.left_out)

    @property
    def is_seen(self) -> bool:
        """Whether those left out now are those that the page showed when it was sent."""
        shown = self._data.get("seen", "") if self._data else ""
        return set(shown.split()) == set(self.seen.split())

    @property
    def count(self) -> int:
        return sum(len(line.ticked) for line in self.lines)

    def items(self) -> dict[Directive, list[IssueItem]]:
        """What was ticked, for the transaction that issues it: governments that have no row get one.

        What a cell has of its own goes before what its row and its column say.
        """
        # In one order for everybody, so that two who issue at once do not wait for each other's rows.
        wanted = {cell.column.key: cell.column for line in self.lines for cell in line.ticked}
        units = {key: wanted[key].taken() for key in sorted(wanted)}
        people: dict[str, str] = {column.key: entry.value for column, entry in self.people}
        found = {}
        for line in self.lines:
            owns = {own.column.key: own for own in line.owns}
            items = [
                self._item(line.due_on.value, units[key], people[key], owns.get(key))
                for key in (cell.column.key for cell in line.ticked)
            ]
            if items:
                found[line.directive] = items
        return found

    @staticmethod
    def _item(due_on: date | None, unit: Unit, person: str, own: Own | None) -> IssueItem:
        if own is None:
            return IssueItem(unit, due_on, person)
        parts: dict[int, Decimal] = {t.pk: entry.value for t, entry in own.parts if entry.value is not None}
        return IssueItem(unit, own.due_on.value or due_on, own.person.value or person, parts)

    def sending(self) -> uuid.UUID:
        """Names this form with this content: the same sent twice is one act, changed and sent again another."""
        sent = self._data or QueryDict()
        content = sorted(
            (name, value)
            for name, values in sent.lists()
            if name not in {"csrfmiddlewaretoken", "seen", "token"}
            for value in values
        )
        return uuid.uuid5(self.token, repr(content))


def _uuid(value: str) -> uuid.UUID:
    """A token that is none names a form that was never sent before."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return uuid.uuid4()
