"""A list of people as a workbook: read in either language, checked row by row, written once."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from directives import rostering
from directives.errors import Refused
from directives.models import Member, Reminder, Role, User
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    f.UnitFactory()
    f.UnitFactory(division=f.zhuxi())
    f.UnitFactory(name="丹江口市住房和城乡建设局", kind="department", aliases=["丹江口市住建局"])
    return f.supervisor()


def heads(language: str = "en") -> list[str]:
    with translation.override(language):
        return [str(label) for label in rostering.COLUMNS.values()]


def book(*rows: Sequence[Any], first: Sequence[Any] | None = None) -> bytes:
    made = Workbook()
    for row in (first or heads(), *rows):
        made.active.append(list(row))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def verdicts(actor: User, data: bytes) -> list[str]:
    return [row.verdict for row in rostering.check(actor, rostering.read(data))]


ROWS = [
    ["丹江口市人民政府", "张三", "liaison", "zhang@example.org", 13800000001],
    ["丹江口市住建局", "李四", "", "", ""],
    ["竹溪县", "王五", "leader", "wang@example.org", ""],
]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_columns_are_found_in_either_language_and_any_order(boss: User, language: str) -> None:
    names = heads(language)
    data = book(["王五", "竹溪县"], first=[names[1], names[0]])
    assert verdicts(boss, data) == ["new"]
    usual = book(["竹溪县", "王五", "w@example.org", "138"], first=["单位名称", names[1], "邮箱", "手机"])
    assert [(line.email, line.phone) for line in rostering.read(usual)] == [("w@example.org", "138")]
    titled = book(names, ["竹溪县", "王五"], first=["名单"])
    assert [line.number for line in rostering.read(titled)] == [3]


def test_each_row_says_what_it_would_do_and_nothing_is_written_before(boss: User) -> None:
    before = User.objects.count()
    checked = rostering.check(boss, rostering.read(book(*ROWS)))
    assert [row.verdict for row in checked] == ["new", "new", "new"]
    assert [(row.person.unit.name, row.person.role) for row in checked if row.person] == [
        ("丹江口市人民政府", Role.LIAISON),
        ("丹江口市住房和城乡建设局", Role.LIAISON),
        ("竹溪县人民政府", Role.LEADER),
    ]
    assert checked[0].line.phone == "13800000001"
    assert User.objects.count() == before
    assert not Reminder.objects.exists()


def test_the_same_list_again_changes_nothing(boss: User) -> None:
    data = book(*ROWS)
    made, left_out = rostering.write(boss, rostering.read(data))
    assert (len(made), left_out) == (3, [])
    state = list(User.objects.values()), list(Member.objects.values())
    assert verdicts(boss, data) == ["there", "there", "there"]
    assert rostering.write(boss, rostering.read(data)) == ([], [])
    assert state == (list(User.objects.values()), list(Member.objects.values()))
    assert Reminder.objects.count() == 2  # the two with an e-mail were invited


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["无此单位", "甲", "", "", ""], "called so"),
        (["竹溪县", "", "", "", ""], "Give the name"),
        (["竹溪县", "甲", "king", "", ""], "no such role"),
        (["竹溪县", "甲", "supervisor", "", ""], "may not give this role"),
        (["十堰市督查室", "甲", "", "", ""], "called so"),
        (["竹溪县", "甲", "", "not an address", ""], "valid email"),
        (["竹溪县", "甲", "", "", "", "a b"], "valid username"),
        (["竹溪县", "甲", "", "", "", "a" * 151], "at most 150"),
        (["竹溪县", "甲", "", "taken@example.org", ""], "belongs to"),
        (["竹溪县", "甲", "", "", "", "TAKEN"], "user name is taken"),
    ],
)
def test_a_faulty_row_says_what_is_wrong_and_the_others_are_written(boss: User, row: list[str], fault: str) -> None:
    f.liaison(username="taken", name="别人")
    lines = rostering.read(book(row, ROWS[0]))
    with translation.override("en"):
        faulty, good = rostering.check(boss, lines)
        assert (faulty.verdict, good.verdict) == ("faulty", "new")
        assert fault in " ".join(faulty.faults)
        made, left_out = rostering.write(boss, lines)
    assert [m.user.name for m in made] == ["张三"]
    assert [r.line.number for r in left_out] == [2]


def test_a_row_twice_is_told_and_a_name_of_several_units_too(boss: User) -> None:
    for place in (f.danjiangkou(), f.zhuxi()):
        f.UnitFactory(division=place, name="财政局", kind="department")
    rows = [ROWS[0], ROWS[0], ["财政局", "甲"], ["竹溪县财政局", "甲"], ["竹溪县 财政局", "乙"]]
    assert verdicts(boss, book(*rows)) == ["new", "faulty", "faulty", "new", "new"]


def test_two_rows_that_want_one_user_name_give_it_to_the_first(boss: User) -> None:
    lines = rostering.read(book(["竹溪县", "甲", "", "", "", "same"], ["竹溪县", "乙", "", "", "", "same"]))
    made, left_out = rostering.write(boss, lines)
    assert [m.user.name for m in made] == ["甲"]
    assert len(left_out) == 1


def test_an_e_mail_that_comes_later_is_added_and_the_person_invited(boss: User) -> None:
    rostering.write(boss, rostering.read(book(["竹溪县", "甲"])))
    data = book(["竹溪县", "甲", "", "jia@example.org"])
    assert verdicts(boss, data) == ["joins"]
    rostering.write(boss, rostering.read(data))
    assert User.objects.get(name="甲").email == "jia@example.org"
    assert Reminder.objects.get().recipient.name == "甲"
    assert verdicts(boss, data) == ["there"]


def test_the_template_is_read_as_a_list_without_rows_and_names_the_units(boss: User) -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            data = rostering.template(boss)
        assert rostering.read(data) == []
        sheets = load_workbook(BytesIO(data)).worksheets
        assert "丹江口市人民政府" in [cell.value for cell in sheets[1]["A"]]
        assert "十堰市督查室" not in [cell.value for cell in sheets[1]["A"]]


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (rostering.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", bomb(), b"x" * (rostering.MOST_BYTES + 1), book(["a"], first=["b"])]
)
def test_what_is_no_list_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused):
        rostering.read(data)


def test_too_long_a_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rostering, "MOST_ROWS", 2)
    with pytest.raises(Refused):
        rostering.read(book(*ROWS))


def test_rows_travel_through_the_form_unchanged() -> None:
    lines = rostering.read(book(*ROWS))
    assert rostering.unpacked(rostering.packed(lines)) == lines
