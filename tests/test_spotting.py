"""A missed demand, selected in the source: a draft with a reading of its own."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from directives import reviewing, spotting, verdicts
from directives.errors import Refused
from directives.models import Kind, Meeting, MeetingState, Source, Topic, Unit, User
from tests.factories import (
    DirectiveFactory,
    MeetingFactory,
    SourceFactory,
    danjiangkou,
    liaison,
    shiyan,
    supervisor,
)

pytestmark = pytest.mark.django_db
WORDS = "由市财政局牵头，9月底前拨付搬迁资金500万元"
TEXT = f"会议指出，今年形势很好。\n会上还说，{WORDS}。大家都很高兴。"


@pytest.fixture
def user() -> User:
    return supervisor()


@pytest.fixture
def meeting() -> Meeting:
    row: Meeting = MeetingFactory(source=SourceFactory(text=TEXT), state=MeetingState.REVIEWED)
    return row


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_the_selected_words_become_a_draft_that_is_read_like_any_other(meeting: Meeting, user: User) -> None:
    bureau = Unit.objects.create(division=shiyan(), name="十堰市财政局")
    row = spotting.spot(meeting, user, span(WORDS))
    row.refresh_from_db()
    assert (row.text, (row.evidence_start, row.evidence_end)) == (WORDS, span(WORDS))
    assert (row.due_on, row.due_text, row.due_rule) == (date(2017, 9, 30), "9月底前", "month_end")
    assert (row.kind, row.topic) == (Kind.TASK, Topic.FINANCE)
    assert row.lead_unit == bureau
    assert [(t.value, t.unit) for t in row.targets.all()] == [(500, "万元")]
    assert (row.confidence, row.reasons[0]["rule"]) == (1, verdicts.SELECTED)
    assert row.history.get().history_user == user


def test_a_new_draft_opens_the_review_again(meeting: Meeting, user: User) -> None:
    DirectiveFactory(meeting=meeting, number=7, state="confirmed")
    assert spotting.spot(meeting, user, span(WORDS)).number == 8
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.DRAFT


def test_blanks_and_stops_around_the_words_are_left_out(meeting: Meeting, user: User) -> None:
    start, end = span(WORDS)
    row = spotting.spot(meeting, user, (start - 1, end + 1))
    assert (row.evidence_start, row.evidence_end) == (start, end)


def test_without_the_year_the_day_waits_for_it(meeting: Meeting, user: User) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(held_on=None, month_day="03-29", year_basis="unknown")
    row = spotting.spot(meeting, user, span(WORDS))
    assert (row.due_on, row.due_month_day) == (None, "09-30")
    reviewing.set_year(meeting, user, 2018)
    row.refresh_from_db()
    assert row.due_on == date(2018, 9, 30)


def test_places_that_are_named_are_kept(meeting: Meeting, user: User) -> None:
    place = danjiangkou()
    Source.objects.update(text="要求丹江口市5月底前完成搬迁。")
    row = spotting.spot(meeting, user, (2, 14))
    assert list(row.divisions.all()) == [place]


@pytest.mark.parametrize("wanted", [(0, 0), (9, 3), (len(TEXT), len(TEXT) + 9), span("。\n")])
def test_a_selection_without_words_is_refused(meeting: Meeting, user: User, wanted: tuple[int, int]) -> None:
    with pytest.raises(Refused):
        spotting.spot(meeting, user, wanted)
    assert not meeting.directives.exists()


def test_a_whole_page_is_not_one_demand(meeting: Meeting, user: User) -> None:
    Source.objects.update(text="要完成搬迁" * 200)
    with pytest.raises(Refused):
        spotting.spot(meeting, user, (0, 900))


def test_only_those_who_review_add_to_it(meeting: Meeting) -> None:
    with pytest.raises(PermissionDenied):
        spotting.spot(meeting, liaison(), span(WORDS))


def test_a_meeting_without_a_source_has_nothing_to_select(user: User) -> None:
    with pytest.raises(Refused):
        spotting.spot(MeetingFactory(), user, (0, 5))
