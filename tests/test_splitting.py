"""A draft cut in two, two joined to one: texts, places in the source, dates, figures, and what history keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from directives import splitting
from directives.errors import Refused
from directives.models import Directive, DirectiveState, Meeting, Recurrence, Target, User
from tests.factories import (
    DirectiveFactory,
    MeetingFactory,
    SourceFactory,
    UnitFactory,
    liaison,
    supervisor,
    zhuxi,
)

pytestmark = pytest.mark.django_db
FIRST, SECOND = "5月底前建成安置房400套", "组织 群众搬迁入住90户"
TEXT = f"会议要求，{FIRST}，{SECOND}。"


@pytest.fixture
def user() -> User:
    return supervisor()


@pytest.fixture
def meeting() -> Meeting:
    row: Meeting = MeetingFactory(source=SourceFactory(text=TEXT))
    return row


@pytest.fixture
def whole(meeting: Meeting) -> Directive:
    """One draft for two demands; its text is cleaned, the source has a stray blank."""
    start = TEXT.index(FIRST)
    row: Directive = DirectiveFactory(
        meeting=meeting,
        number=1,
        text=f"{FIRST}，{SECOND}".replace(" ", ""),
        evidence_start=start,
        evidence_end=len(TEXT) - 1,
        proposal={"text": "…"},
        lead_unit=UnitFactory(),
    )
    row.divisions.set([zhuxi()])
    return row


def words(row: Directive) -> str | None:
    source = row.meeting.source
    return source.text[row.evidence_start : row.evidence_end] if source and row.evidence_start is not None else None


def test_each_part_rests_on_its_own_words_of_the_source(whole: Directive, user: User) -> None:
    first, second = splitting.split(whole, len(FIRST), user)
    assert (first.text, second.text) == (FIRST, SECOND.replace(" ", ""))
    assert (words(first), words(second)) == (FIRST, SECOND)
    assert (first.pk, second.number) == (whole.pk, 2)
    assert second.lead_unit == whole.lead_unit
    assert list(second.divisions.all()) == [zhuxi()]
    assert second.state == DirectiveState.DRAFT


def test_a_cut_within_rewritten_words_still_finds_its_place(whole: Directive, user: User) -> None:
    Directive.objects.filter(pk=whole.pk).update(text="5月底前建好安置房400套，让群众搬迁入住90户")
    first, second = splitting.split(whole, len("5月底前建好安置房400套，"), user)
    assert words(first) == FIRST
    assert words(second) == SECOND


def test_what_was_typed_in_stands_nowhere_in_the_source(user: User) -> None:
    row = DirectiveFactory(text="先做甲事，再做乙事", due_text="")
    first, second = splitting.split(row, 5, user)
    assert (first.text, second.text) == ("先做甲事", "再做乙事")
    assert (first.evidence_start, second.evidence_end) == (None, None)


def test_a_date_before_the_cut_holds_for_the_part_after_it(whole: Directive, user: User) -> None:
    first, second = splitting.split(whole, len(FIRST), user)
    assert (first.due_on, first.due_inherited) == (date(2017, 5, 31), False)
    assert (second.due_on, second.due_inherited) == (date(2017, 5, 31), True)


def test_a_date_after_the_cut_is_not_that_of_the_part_before_it(meeting: Meeting, user: User) -> None:
    row = DirectiveFactory(meeting=meeting, number=1, text="建好安置房，5月底前搬迁入住")
    first, second = splitting.split(row, 6, user)
    assert (first.due_on, first.due_text, first.due_rule) == (None, "", "")
    assert (second.due_on, second.due_inherited) == (date(2017, 5, 31), False)


def test_the_later_part_has_the_date_of_its_own_words(meeting: Meeting, user: User) -> None:
    row = DirectiveFactory(meeting=meeting, number=1, text="5月底前建成安置房，9月底前搬迁入住")
    first, second = splitting.split(row, 10, user)
    assert (first.due_on, second.due_on) == (date(2017, 5, 31), date(2017, 9, 30))
    assert second.due_text == "9月底前"


def test_a_date_that_a_person_set_holds_for_both(whole: Directive, user: User) -> None:
    Directive.objects.filter(pk=whole.pk).update(due_on=date(2017, 6, 1), due_rule="reviewer")
    assert [row.due_on for row in splitting.split(whole, len(FIRST), user)] == [date(2017, 6, 1)] * 2


def test_figures_and_rhythm_go_with_their_words(meeting: Meeting, user: User) -> None:
    text = "建成安置房400套，每月报送入住90户"
    row = DirectiveFactory(meeting=meeting, number=1, text=text, due_text="", due_on=None)
    Target.objects.create(directive=row, metric="安置房", value=400, unit="套")
    Target.objects.create(directive=row, metric="入住", value=90, unit="户")
    Recurrence.objects.create(directive=row, text="每月", every="month")
    first, second = splitting.split(row, text.index("，"), user)
    assert [t.unit for t in first.targets.all()] == ["套"]
    assert [t.unit for t in second.targets.all()] == ["户"]
    assert not Recurrence.objects.filter(directive=first).exists()
    assert second.recurrence.every == "month"


def test_both_parts_keep_in_their_history_what_they_were(whole: Directive, user: User) -> None:
    before = whole.text
    first, second = splitting.split(whole, len(FIRST), user)
    for row in (first, second):
        record: Any = row.history.first()
        assert record.history_user == user
        assert before[:20] in record.history_change_reason
    assert second.history.count() == 1
    assert [link.division_id for link in second.history.first().divisions.all()] == [zhuxi().pk]


@pytest.mark.parametrize("at", [0, 999, -1])
def test_a_part_without_words_is_refused(whole: Directive, user: User, at: int) -> None:
    with pytest.raises(Refused, match=r"cursor|光标"):
        splitting.split(whole, at if at >= 0 else len(whole.text), user)
    assert Directive.objects.count() == 1


def test_only_drafts_of_the_revision_seen_are_cut_by_those_who_review(whole: Directive, user: User) -> None:
    with pytest.raises(PermissionDenied):
        splitting.split(whole, 5, liaison())
    with pytest.raises(Refused):
        splitting.split(whole, 5, user, revision=7)
    Directive.objects.filter(pk=whole.pk).update(state=DirectiveState.CONFIRMED)
    with pytest.raises(Refused):
        splitting.split(whole, 5, user)


def test_cut_and_joined_again_it_says_and_rests_on_the_same(whole: Directive, user: User) -> None:
    text, place = whole.text, (whole.evidence_start, whole.evidence_end)
    Target.objects.create(directive=whole, metric="安置房", value=400, unit="套")
    first, second = splitting.split(whole, len(FIRST), user)
    joined = splitting.join(first, second, user, first.revision, second.revision)
    assert (joined.text, (joined.evidence_start, joined.evidence_end)) == (text, place)
    assert joined.targets.count() == 1
    second.refresh_from_db()
    assert (second.state, second.merged_into) == (DirectiveState.MERGED, joined)


def test_the_earlier_one_takes_what_it_leaves_open_from_the_later(meeting: Meeting, user: User) -> None:
    row = DirectiveFactory(meeting=meeting, number=1, text="甲", due_on=None, due_text="", due_rule="")
    other = DirectiveFactory(meeting=meeting, number=2, text="乙", lead_unit=UnitFactory())
    Recurrence.objects.create(directive=other, text="每周", every="week")
    joined = splitting.join(row, other, user)
    assert (joined.text, joined.due_on, joined.due_rule) == ("甲，乙", date(2017, 5, 31), "month_end")
    assert joined.lead_unit == other.lead_unit
    assert joined.recurrence.every == "week"


def test_words_that_are_said_already_are_not_said_twice(meeting: Meeting, user: User) -> None:
    row = DirectiveFactory(meeting=meeting, number=1, text="建成安置房")
    other = DirectiveFactory(meeting=meeting, number=2, text="5月底前建成安置房")
    assert splitting.join(row, other, user).text == "5月底前建成安置房"


def test_nothing_is_joined_with_itself_or_with_another_meetings(whole: Directive, user: User) -> None:
    for other in (whole, DirectiveFactory(number=1)):
        with pytest.raises(Refused):
            splitting.join(whole, other, user)


def test_a_stale_half_is_not_joined(meeting: Meeting, whole: Directive, user: User) -> None:
    other = DirectiveFactory(meeting=meeting, number=2)
    with pytest.raises(Refused):
        splitting.join(whole, other, user, whole.revision, other.revision + 1)
    assert Directive.objects.filter(state=DirectiveState.MERGED).count() == 0
