"""A list of people as a workbook: read, checked row by row, and only then written.

One row is one person in one unit.  Reading the same list again changes nothing; whoever is there already is said to be.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from directives import access, staffing
from directives.errors import Refused
from directives.models import Member, Role, Unit, UnitKind, User
from directives.staffing import Person

MOST_ROWS = 2000
MOST_BYTES = 2_000_000
MOST_UNPACKED = 40_000_000
"""A workbook is an archive: one of a few kB can unpack to gigabytes."""

COLUMNS = {
    "unit": gettext_lazy("Unit"),
    "name": gettext_lazy("Name"),
    "role": gettext_lazy("Role"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "username": gettext_lazy("User name"),
}
ALSO = {"邮箱": "email", "电子邮件": "email", "联系电话": "phone", "手机": "phone", "单位名称": "unit"}
"""Other headings that offices give these columns."""

WANTED = ("unit", "name")
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was typed; `number` is that of the sheet."""

    number: int
    unit: str = ""
    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    username: str = ""


@dataclass(slots=True)
class Checked:
    """A row with what is to become of it: `verdict` is "new", "joins", "there" or "faulty"."""

    line: Line
    person: Person | None = None
    verdict: str = "faulty"
    faults: list[str] = field(default_factory=list)


def read(data: bytes) -> list[Line]:
    """The rows of the first sheet, below the row that names the columns, in either language and any order.

    Raises:
        Refused: when it is no workbook, too large, or the columns of unit and name are not there.
    """
    sheet = _sheet(data)
    heads: dict[int, str] = {}
    lines: list[Line] = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        words = [_words(cell) for cell in cells[:50]]
        if not heads:
            heads = _heads(words)
            if number >= 20 and not heads:
                break
        elif any(words):
            lines.append(Line(number, **{name: words[i] for i, name in heads.items() if i < len(words)}))
        if len(lines) > MOST_ROWS:
            raise Refused(_("The list has more than %(n)d rows: cut it in parts.") % {"n": MOST_ROWS})
    if not heads:
        raise Refused(_("No row names the columns “Unit” and “Name”. Fill in the template."))
    return lines


def _sheet(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is too large for a list of people."))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Refused(_("The file is too large for a list of people."))
        return load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, SyntaxError):
        raise Refused(_("This is not a workbook (.xlsx) that can be read. Fill in the template.")) from None


def _words(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a telephone number
    return "" if cell is None else " ".join(str(cell).split())[:200]


def _heads(words: Sequence[str]) -> dict[int, str]:
    names = _names()
    found = {i: names[word.lower()] for i, word in enumerate(words) if word.lower() in names}
    return found if set(WANTED) <= set(found.values()) else {}


@cache
def _names() -> dict[str, str]:
    found = dict(ALSO)
    for language in LANGUAGES:
        with translation.override(language):
            found.update({str(label).lower(): name for name, label in COLUMNS.items()})
    return found


@cache
def _roles() -> dict[str, Role]:
    found = {role.value: role for role in Role}
    for language in LANGUAGES:
        with translation.override(language):
            found.update({str(role.label).lower(): role for role in Role})
    return found


class Units:
    """The units whose people the actor keeps, by every name they have."""

    def __init__(self, actor: User) -> None:
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._rows: dict[int, Unit] = {}
        for unit in Unit.objects.filter(access.staffed_by(actor)).select_related("division", "county"):
            self._rows[unit.pk] = unit
            names = [unit.name, *unit.aliases, f"{unit.division.name}{unit.name}", f"{unit.division.name} {unit.name}"]
            if unit.kind == UnitKind.GOVERNMENT:
                names.append(unit.division.name)
            for name in names:
                self._by_name[name].add(unit.pk)

    def find(self, words: str) -> Unit:
        """Raises Refused when there is none, or more than one."""
        found = self._by_name.get(words, set())
        if len(found) == 1:
            return self._rows[next(iter(found))]
        if found:
            raise Refused(_("Several units are called so: write the place before it."))
        raise Refused(_("No unit of your area is called so. Add it, or this name to its aliases."))


def check(actor: User, lines: Iterable[Line]) -> list[Checked]:
    """What each row would do; nothing is written."""
    units, seen = Units(actor), dict[tuple[Any, ...], int]()
    checked = []
    for line in lines:
        row = Checked(line)
        row.person = _person(actor, units, row)
        if row.person is not None:
            who = row.person.email.lower() or row.person.username.lower() or row.person.name
            key = (row.person.unit.pk, row.person.role, who)
            first = seen.setdefault(key, line.number)
            if first != line.number:
                row.faults.append(_("The same as row %(n)d.") % {"n": first})
            else:
                row.verdict = _verdict(row, row.person)
        checked.append(row)
    return checked


def _person(actor: User, units: Units, row: Checked) -> Person | None:
    line, unit = row.line, None
    role = _roles().get(line.role.lower()) if line.role else Role.LIAISON
    try:
        unit = units.find(line.unit)
    except Refused as why:
        row.faults.append(str(why))
    if not line.name:
        row.faults.append(_("Give the name."))
    if role is None:
        row.faults.append(_("There is no such role."))
    elif unit is not None and not access.may_appoint(actor, role, unit):
        row.faults.append(_("You may not give this role there."))
    try:
        if line.email:
            validate_email(line.email)
        if line.username:
            User.username_validator(line.username)
            MaxLengthValidator(staffing.LONGEST_NAME)(line.username)
    except ValidationError as error:
        row.faults.extend(error.messages)
    if row.faults or unit is None or role is None:
        return None
    return Person(line.name[:60], unit, role, line.email, line.phone[:40], line.username)


def _verdict(row: Checked, person: Person) -> str:
    try:
        user = staffing.known(person)
    except Refused as why:
        row.faults.append(str(why))
        return "faulty"
    if user is None:
        return "new"
    held = Member.objects.filter(user=user, unit=person.unit, role=person.role, left_on=None)
    mailed = user.email or not person.email
    return "there" if mailed and held.exists() else "joins"


@transaction.atomic
def write(actor: User, lines: Iterable[Line]) -> tuple[list[Member], list[Checked]]:
    """Write the rows without a fault, all or nothing; who is new or has joined, and the rows left out."""
    made: list[Member] = []
    left_out: list[Checked] = []
    for row in check(actor, lines):
        if row.verdict == "faulty" or row.person is None:
            left_out.append(row)
        elif row.verdict != "there":
            try:
                made.append(staffing.invite(actor, row.person))
            except Refused as why:  # two rows that want the same user name
                row.faults.append(str(why))
                left_out.append(row)
    return made, left_out


def packed(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The rows for a form to carry from the preview to the button."""
    return [asdict(line) for line in lines]


def unpacked(rows: Iterable[dict[str, Any]]) -> list[Line]:
    return [Line(**row) for row in rows]


def template(actor: User) -> bytes:
    """An empty list with the columns, a choice of roles, and a sheet with the units of the actor's area."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("People")
    sheet.freeze_panes = "A2"
    sheet.append([str(label) for label in COLUMNS.values()])
    for cell, width in zip(sheet[1], (28, 12, 12, 28, 16, 16), strict=True):
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6F3")
        sheet.column_dimensions[cell.column_letter].width = width
    roles = [str(role.label) for role in Role if access.scope_of(actor).everything or role in access.COUNTY_ROLES]
    choice = DataValidation(type="list", formula1='"' + ",".join(roles) + '"', allow_blank=True)
    choice.add(f"C2:C{MOST_ROWS}")
    sheet.add_data_validation(choice)
    units: Any = book.create_sheet(_("Units"))
    units.column_dimensions["A"].width = units.column_dimensions["B"].width = 32
    for name, place in Unit.objects.filter(access.staffed_by(actor)).values_list("name", "division__name")[:MOST_ROWS]:
        units.append([name, place])
        for cell in units[units.max_row]:
            cell.data_type = "s"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
