"""The ledger (督办台账): the workbook everybody knows, one row per assignment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from directives.evidence import excerpt
from directives.models import Assignment, AssignmentQuerySet
from directives.progress import with_last_report

Value = Callable[[int, Assignment], Any]


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).date() if moment else None


def _evidence(a: Assignment) -> str:
    source = a.directive.meeting.source
    found = excerpt(a.directive, source.text) if source else None
    return f"{found.before}{found.quoted}{found.after}" if found else ""


def _demands(a: Assignment) -> str:
    """What is asked beyond the words: figures, with the unit's own part, and the phrase the date was read from."""
    parts = [share for share in a.shares.all() if share.value != share.target.value]
    own = {share.target_id: _("own part: %(figure)s") % {"figure": share.figure} for share in parts}
    targets = [
        f"{target} ({own[target.pk]})" if target.pk in own else str(target) for target in a.directive.targets.all()
    ]
    return "; ".join(filter(None, [*targets, a.directive.due_text]))


COLUMNS: list[tuple[Any, int, Value]] = [
    (gettext_lazy("No."), 6, lambda n, a: n),
    (gettext_lazy("Reference"), 10, lambda n, a: f"{a.directive.meeting_id}-{a.directive.number}"),
    (gettext_lazy("Meeting"), 28, lambda n, a: str(a.directive.meeting)),
    (gettext_lazy("Held on"), 12, lambda n, a: a.directive.meeting.held_on or a.directive.meeting.month_day),
    (gettext_lazy("Directive"), 48, lambda n, a: a.directive.text),
    (gettext_lazy("Requirements"), 24, lambda n, a: _demands(a)),
    (gettext_lazy("Lead official"), 12, lambda n, a: a.directive.lead_official),
    (gettext_lazy("Lead unit"), 16, lambda n, a: str(a.directive.lead_unit or a.directive.lead_text)),
    (gettext_lazy("Responsible unit (county)"), 20, lambda n, a: str(a.unit)),
    (
        gettext_lazy("Supporting units"),
        20,
        lambda n, a: "、".join(map(str, a.directive.supporting_units.all())) or a.directive.support_text,
    ),
    (gettext_lazy("Responsible person"), 12, lambda n, a: a.responsible_person),
    (gettext_lazy("Issued on"), 12, lambda n, a: _day(a.issued_at)),
    (gettext_lazy("Due date"), 12, lambda n, a: a.due_on),
    (gettext_lazy("Progress"), 40, lambda n, a: getattr(a, "last_text", "")),
    (gettext_lazy("Percent done"), 9, lambda n, a: a.percent / 100),
    (gettext_lazy("Problems"), 24, lambda n, a: getattr(a, "last_problem", "")),
    (gettext_lazy("Next step"), 24, lambda n, a: getattr(a, "last_next_step", "")),
    (gettext_lazy("Light"), 8, lambda n, a: str(a.light.label)),
    (gettext_lazy("State"), 10, lambda n, a: a.get_state_display()),
    (gettext_lazy("Done on"), 12, lambda n, a: _day(a.submitted_at)),
    (gettext_lazy("Verified by"), 10, lambda n, a: str(a.closed_by or "")),
    (gettext_lazy("Closed on"), 12, lambda n, a: _day(a.closed_at)),
    (gettext_lazy("Evidence in the source"), 48, lambda n, a: _evidence(a)),
    (gettext_lazy("Remarks"), 20, lambda n, a: a.directive.note),
]
PERCENT = 15  # the column of "Percent done", counted from 1


def workbook(rows: AssignmentQuerySet) -> bytes:
    """The ledger of these assignments as .xlsx bytes, in the language of the moment."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Ledger"))
    sheet.freeze_panes = "A2"
    for i, (_head, width, _value) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.append(list(_heads(sheet)))
    found = with_last_report(rows).select_related("directive__meeting__source")
    related = found.prefetch_related("directive__targets", "directive__supporting_units", "shares__target")
    for n, assignment in enumerate(related.iterator(chunk_size=500), 1):
        sheet.append([_cell(sheet, i, value(n, assignment)) for i, (_h, _w, value) in enumerate(COLUMNS, 1)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _heads(sheet: Any) -> Iterable[Cell]:
    for head, _width, _value in COLUMNS:
        cell = WriteOnlyCell(sheet, str(head))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F3")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        yield cell


def _cell(sheet: Any, column: int, value: Any) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # Text stays text: what a county typed is never a formula, whatever it begins with.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in {"=", "+", "-", "@"}
    elif column == PERCENT:
        cell.number_format = "0%"
    elif value is not None and not isinstance(value, int | float):
        cell.number_format = "yyyy-mm-dd"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
