"""What each decision says of the reader."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from directives import assigning, drafts, reviewing, splitting, spotting
from directives.models import Commitment, Directive, DirectiveState, Kind, Meeting, Source, StoredFile, Topic, User
from directives.reading import report
from directives.reading.types import Hints
from tests import factories as f

pytestmark = pytest.mark.django_db

TEXT = (
    "全市脱贫攻坚推进会召开\n3月29日，市长陈立要求，5月底前建成全部搬迁安置房，9月底前完成危房改造300户。"
    "要解放思想。\n丹江口市汇报说，年底前将硬化全部村组道路。"
)


@pytest.fixture
def user() -> User:
    return f.supervisor()


@pytest.fixture
def meeting(user: User) -> Meeting:
    source = Source.objects.create(
        office=f.OfficeFactory(),
        file=StoredFile.objects.store(TEXT.encode()),
        name="a.txt",
        text=TEXT,
        uploaded_by=user,
    )
    return drafts.write(source, report.read(TEXT, Hints("", date(2017, 4, 1), "", None)))


def read(meeting: Meeting, words: str) -> Directive:
    row: Directive = meeting.directives.get(text__contains=words)
    return row


def decided(row: Directive) -> tuple[str, str]:
    row.refresh_from_db()
    return row.verdict, row.edited


def test_a_draft_has_no_verdict_and_a_confirmed_one_is_accepted(meeting: Meeting, user: User) -> None:
    row = read(meeting, "安置房")
    assert decided(row) == ("", "")
    reviewing.confirm(row, user)
    assert decided(row) == ("accepted", "")
    reviewing.reopen_draft(row, user)
    assert decided(row) == ("", "")


def test_a_rejected_one_is_wrong(meeting: Meeting, user: User) -> None:
    row = read(meeting, "思想")
    reviewing.reject(row, user)
    assert decided(row) == ("rejected", "")


@pytest.mark.parametrize(
    ("changes", "edited"),
    [
        ({"text": "5月底前建成安置房"}, "text"),
        ({"kind": Kind.PRINCIPLE}, "kind"),
        ({"topic": Topic.HEALTH}, "topic"),
        ({"due_on": date(2017, 6, 30)}, "deadline"),
        ({"due_on": None}, "deadline"),
        ({"due_on": date(2017, 5, 31)}, ""),
        ({"lead_text": "市住建局"}, "units"),
        ({"targets": [{"metric": "房", "comparator": ">=", "value": 5, "unit": "户"}]}, "targets"),
        ({"note": "急"}, ""),
        ({"text": "建成", "topic": Topic.HEALTH}, "text topic"),
    ],
)
def test_what_a_person_changed_is_named(meeting: Meeting, user: User, changes: dict[str, Any], edited: str) -> None:
    row = read(meeting, "安置房")
    reviewing.edit(row, user, changes)
    reviewing.confirm(row, user)
    assert decided(row) == ("edited" if edited else "accepted", edited)


def test_a_change_between_the_decision_and_the_issuing_counts(meeting: Meeting, user: User) -> None:
    row = read(meeting, "安置房")
    reviewing.confirm(row, user)
    reviewing.edit(row, user, {"topic": Topic.HEALTH})
    assert decided(row) == ("edited", "topic")
    reviewing.edit(row, user, {"note": "急"})
    assert decided(row) == ("edited", "topic")


def test_the_half_of_a_cut_that_is_taken_back_is_no_rejection(meeting: Meeting, user: User) -> None:
    row = read(meeting, "安置房")
    _first, second = splitting.split(row, row.text.index("建成"), user)
    reviewing.reject(second, user)
    assert decided(second) == ("", "")


def test_a_figure_that_was_read_and_kept_is_no_change(meeting: Meeting, user: User) -> None:
    row = read(meeting, "危房")
    assert row.targets.exists()
    reviewing.confirm(row, user)
    assert decided(row) == ("accepted", "")


def test_the_year_that_the_text_leaves_open_is_no_fault_of_the_reader(user: User) -> None:
    text = TEXT.replace("全市", "某市")
    source = Source.objects.create(
        office=f.OfficeFactory(), file=StoredFile.objects.store(text.encode()), name="b.txt", text=text
    )
    meeting = drafts.write(source, report.read(text, Hints("", None, "", None)))
    row = read(meeting, "安置房")
    assert row.due_on is None
    reviewing.set_year(meeting, user, 2018)
    reviewing.confirm(row, user)
    assert decided(row) == ("accepted", "")


def test_a_demand_cut_wrongly_is_an_edit_of_both_its_parts(meeting: Meeting, user: User) -> None:
    first, second = read(meeting, "安置房"), read(meeting, "危房")
    joined = splitting.join(first, second, user)
    reviewing.confirm(joined, user)
    assert decided(first) == ("edited", "text targets")
    assert decided(second) == ("edited", "")


def test_a_repeat_of_another_reports_demand_was_read_rightly(meeting: Meeting, user: User) -> None:
    row = read(meeting, "安置房")
    reviewing.merge(row, f.DirectiveFactory(meeting__office=meeting.office), user)
    assert decided(row) == ("accepted", "")


def test_what_a_person_added_to_a_report_was_missed(meeting: Meeting, user: User) -> None:
    typed = reviewing.add_directive(meeting, user, text="修路")
    start = TEXT.index("解放思想")
    selected = spotting.spot(meeting, user, (start, start + 4))
    promised = reviewing.adopt(Commitment.objects.get(meeting=meeting), user)
    for row in (typed, selected, promised):
        reviewing.confirm(row, user)
        assert decided(row) == ("missed", "")
    refused = reviewing.add_directive(meeting, user, text="种树")
    reviewing.reject(refused, user)
    assert decided(refused) == ("", "")


def test_an_instruction_without_a_report_says_nothing_of_the_reader(user: User) -> None:
    row = reviewing.add_directive(f.MeetingFactory(), user, text="修路")
    reviewing.confirm(row, user)
    assert decided(row) == ("", "")


def test_what_happens_after_the_decision_does_not_change_the_verdict(meeting: Meeting, user: User) -> None:
    row = read(meeting, "安置房")
    reviewing.confirm(row, user)
    [item] = assigning.issue(row, [assigning.IssueItem(f.UnitFactory(), None)], user)
    assigning.cancel(item, user, reason="并入他项")
    reviewing.withdraw(row, user, "不再需要")
    assert decided(row) == ("accepted", "")
    assert row.state == DirectiveState.WITHDRAWN
