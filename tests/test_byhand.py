"""Instructions, minutes and petitions, entered by hand as meetings with drafts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from directives import byhand, reviewing
from directives.byhand import Entry
from directives.errors import Refused
from directives.models import (
    Directive,
    DirectiveState,
    Kind,
    Meeting,
    MeetingState,
    Origin,
    Role,
    Source,
    Topic,
    Unit,
    UnitKind,
    User,
    YearBasis,
)
from tests.factories import MemberFactory, OfficeFactory, UnitFactory, danjiangkou, liaison, supervisor
from tests.threads import in_threads

DAY = date(2017, 3, 29)
LINES = "1. 住建局5月底前完成危房改造1200户\n2. 每月15日前报送进度\n"


@pytest.fixture
def office(db: None) -> Unit:
    danjiangkou()
    unit: Unit = OfficeFactory()
    return unit


@pytest.fixture
def user(office: Unit) -> User:
    return supervisor(office, language="en")


def instruction(**facts: object) -> Entry:
    given = Entry(
        Origin.INSTRUCTION, "关于危房改造的批示", DAY, danjiangkou(), [{"name": "李远", "office": "市委书记"}], LINES
    )
    return replace(given, **facts)  # type: ignore[arg-type]


def test_lines_become_drafts_with_their_evidence_in_a_kept_source(office: Unit, user: User) -> None:
    housing = UnitFactory(division=danjiangkou(), name="丹江口市住建局", kind=UnitKind.DEPARTMENT)
    meeting, repeated = byhand.enter(office, user, instruction())
    assert not repeated
    assert (meeting.origin, meeting.state, meeting.held_on) == (Origin.INSTRUCTION, MeetingState.DRAFT, DAY)
    assert (meeting.year_basis, meeting.division) == (YearBasis.ASSUMED, danjiangkou())
    assert [(s.name, s.office) for s in meeting.speakers.all()] == [("李远", "市委书记")]
    source = meeting.source
    assert source is not None
    assert (source.text, source.file.read().decode(), source.uploaded_by) == (LINES, LINES, user)
    rows = list(meeting.directives.order_by("number"))
    assert [(r.text, source.text[r.evidence_start : r.evidence_end], r.speaker) for r in rows] == [
        ("住建局5月底前完成危房改造1200户", "住建局5月底前完成危房改造1200户", "李远"),
        ("每月15日前报送进度", "每月15日前报送进度", "李远"),
    ]
    assert (rows[0].due_on, rows[0].due_rule, rows[0].lead_unit) == (date(2017, 5, 31), "month_end", housing)
    assert rows[0].targets.get().value == 1200
    assert rows[1].recurrence.day == 15
    assert {row.state for row in rows} == {DirectiveState.DRAFT}
    assert rows[0].history.get().history_user == user


def test_what_is_entered_field_by_field_rests_on_no_words(office: Unit, user: User) -> None:
    row = {"text": "核实低保名单", "due_on": date(2017, 4, 10), "kind": Kind.TASK, "topic": Topic.SAFETY_NET}
    meeting, _repeated = byhand.enter(office, user, instruction(origin=Origin.PETITION, lines="", directives=[row]))
    assert (meeting.source, meeting.origin) == (None, Origin.PETITION)
    made = meeting.directives.get()
    assert (made.text, made.due_on, made.evidence_start) == ("核实低保名单", date(2017, 4, 10), None)
    assert made.due_rule == "reviewer"


def test_both_ways_together_are_numbered_on(office: Unit, user: User) -> None:
    meeting, _repeated = byhand.enter(office, user, instruction(directives=[{"text": "请阅处"}]))
    assert [*meeting.directives.order_by("number").values_list("number", flat=True)] == [1, 2, 3]


def test_what_is_entered_is_reviewed_like_a_report(office: Unit, user: User) -> None:
    meeting, _repeated = byhand.enter(office, user, instruction())
    reviewing.confirm_dated_tasks(meeting, user)
    assert meeting.directives.filter(state=DirectiveState.CONFIRMED).count() == 1


def test_the_same_entry_again_is_not_doubled(office: Unit, user: User) -> None:
    first = byhand.enter(office, user, instruction())
    again = byhand.enter(office, user, instruction(lines=LINES.replace("\n", "\r\n")))
    assert (again.meeting, again.repeated) == (first.meeting, True)
    assert (Meeting.objects.count(), Directive.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    "other",
    [{"title": "关于另一件事的批示"}, {"held_on": date(2017, 4, 1)}, {"origin": Origin.MINUTE}, {"division": None}],
)
def test_the_same_words_about_another_case_are_another_entry(
    office: Unit, user: User, other: dict[str, object]
) -> None:
    byhand.enter(office, user, instruction())
    assert not byhand.enter(office, user, instruction(**other)).repeated
    assert Meeting.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_enter_it_once(office: Unit, user: User) -> None:
    entry = instruction()
    seen: list[bool] = []
    assert in_threads(*[lambda: seen.append(byhand.enter(office, user, entry).repeated)] * 2) == []
    assert sorted(seen) == [False, True]
    assert (Meeting.objects.count(), Source.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"lines": " \n"}, "at least one directive"),
        ({"lines": "请阅处\n" * 201}, "At most 200 lines"),
        ({"lines": "很" * 501}, "at most 500 characters"),
        ({"directives": [{"text": " "}]}, "needs its words"),
        ({"speakers": [{"name": "很" * 60, "office": ""}]}, "at most 40 characters"),
    ],
)
def test_what_is_not_valid_is_refused_and_nothing_is_written(
    office: Unit, user: User, facts: dict[str, object], words: str
) -> None:
    with translation.override("en"), pytest.raises(Refused, match=words):
        byhand.enter(office, user, instruction(**facts))
    assert not Meeting.objects.exists()
    assert not Source.objects.exists()


def test_only_who_enters_for_the_office_may(office: Unit) -> None:
    for stranger in (liaison(), MemberFactory(unit=office, role=Role.LEADER).user, supervisor(UnitFactory())):
        with pytest.raises(PermissionDenied):
            byhand.enter(office, stranger, instruction())
    assert not Meeting.objects.exists()


def test_characters_that_no_database_takes_are_replaced(office: Unit, user: User) -> None:
    meeting, _repeated = byhand.enter(office, user, instruction(lines="请阅\x00处"))
    assert meeting.source is not None
    assert meeting.source.text == "请阅\ufffd处"
