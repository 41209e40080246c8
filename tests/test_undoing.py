"""A reviewer's steps taken back: everything as it was, kept in the history, and never over somebody else's work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives import assigning, reviewing, splitting, undoing
from directives.assigning import IssueItem
from directives.errors import Refused
from directives.models import (
    Commitment,
    Directive,
    DirectiveState,
    Kind,
    Meeting,
    MeetingState,
    Member,
    Recurrence,
    ReviewStep,
    Target,
    User,
    YearBasis,
)
from tests.factories import DirectiveFactory, MeetingFactory, UnitFactory, danjiangkou, liaison, supervisor, zhuxi

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return supervisor()


@pytest.fixture
def meeting() -> Meeting:
    row: Meeting = MeetingFactory()
    return row


@pytest.fixture
def draft(meeting: Meeting) -> Directive:
    row: Directive = DirectiveFactory(meeting=meeting, number=1, lead_unit=UnitFactory())
    row.supporting_units.set([UnitFactory(division=zhuxi())])
    row.divisions.set([danjiangkou()])
    Target.objects.create(directive=row, metric="户", value="4.5", unit="户")
    Recurrence.objects.create(directive=row, text="每月", every="month", starts_on=date(2017, 1, 1))
    return row


def everything(row: Directive) -> dict[str, Any]:
    """What a reader of the row can tell, but for its revision."""
    row = Directive.objects.get(pk=row.pk)
    facts = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "revision"}
    rhythm = Recurrence.objects.filter(directive=row).values("text", "every", "day", "month", "starts_on").first()
    return facts | {
        "units": [u.pk for u in row.supporting_units.all()],
        "divisions": [d.pk for d in row.divisions.all()],
        "readers": [m.pk for m in row.readers.all()],
        "targets": list(map(str, row.targets.all())),
        "rhythm": rhythm,
    }


def big_edit(row: Directive, user: User) -> Directive:
    return reviewing.edit(
        row,
        user,
        {
            "text": "另一句话",
            "kind": Kind.PRINCIPLE,
            "due_on": None,
            "lead_unit": None,
            "supporting_units": [UnitFactory()],
            "divisions": [],
            "targets": [{"metric": "x", "comparator": "=", "value": 1, "unit": ""}],
            "recurrence": None,
            "confidential": True,
            "readers": [Member.objects.get(user=user)],
        },
    )


@pytest.mark.parametrize(
    "step",
    [
        reviewing.confirm,
        lambda row, user: reviewing.reject(row, user, "没有要求"),
        lambda row, user: splitting.split(row, 4, user),
        lambda row, user: reviewing.discard(row.meeting, user, "不是会议"),
        big_edit,
    ],
    ids=["confirm", "reject", "split", "discard", "edit"],
)
def test_a_step_taken_back_leaves_everything_as_it_was(
    meeting: Meeting, draft: Directive, user: User, step: Callable[[Directive, User], object]
) -> None:
    before = everything(draft)
    undoing.taken(meeting, user, "a step", lambda: step(draft, user))
    assert everything(draft) != before
    step_undone, keys = undoing.undo(meeting, user)
    assert everything(draft) == before
    assert step_undone.title == "a step"
    assert draft.pk in keys
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.DRAFT


def test_the_history_tells_of_the_step_and_of_taking_it_back(meeting: Meeting, draft: Directive, user: User) -> None:
    undoing.taken(meeting, user, "confirmed 1", lambda: reviewing.confirm(draft, user))
    undoing.undo(meeting, user)
    latest: Any = draft.history.first()
    assert "confirmed 1" in latest.history_change_reason
    assert latest.history_user == user
    assert [record.state for record in draft.history.all()][:2] == [DirectiveState.DRAFT, DirectiveState.CONFIRMED]


def test_steps_are_taken_back_one_by_one_the_last_first(meeting: Meeting, draft: Directive, user: User) -> None:
    other = DirectiveFactory(meeting=meeting, number=2)
    for row in (draft, other):
        undoing.taken(meeting, user, f"{row.number}", lambda row=row: reviewing.confirm(row, user))
    assert [undoing.undo(meeting, user)[0].title for _n in range(2)] == ["2", "1"]
    with pytest.raises(Refused):
        undoing.undo(meeting, user)
    assert set(meeting.directives.values_list("state", flat=True)) == {DirectiveState.DRAFT}


def test_several_steps_on_one_row_are_taken_back_in_turn(meeting: Meeting, draft: Directive, user: User) -> None:
    before = everything(draft)
    steps: list[Callable[[], object]] = [
        lambda: reviewing.edit(draft, user, {"note": "!"}),
        lambda: splitting.split(draft, 4, user),
        lambda: splitting.join(draft, meeting.directives.get(number=2), user),
        lambda: reviewing.edit_meeting(meeting, user, {"title": "别的"}),
        lambda: reviewing.edit_meeting(meeting, user, {"title": "再别的"}),
        lambda: reviewing.confirm(draft, user),
    ]
    for step in steps:
        undoing.taken(meeting, user, "a step", step)
    for _step in steps:
        undoing.undo(meeting, user)
    assert everything(draft) == before
    meeting.refresh_from_db()
    assert meeting.title == "全市脱贫攻坚推进会"


def test_many_decided_at_once_are_one_step(meeting: Meeting, draft: Directive, user: User) -> None:
    DirectiveFactory(meeting=meeting, number=2)
    undoing.taken(meeting, user, "all", lambda: reviewing.confirm_dated_tasks(meeting, user))
    _step, keys = undoing.undo(meeting, user)
    assert len(keys) == 2
    assert not meeting.directives.exclude(state=DirectiveState.DRAFT).exists()


def test_what_a_step_made_is_put_aside_when_it_is_taken_back(meeting: Meeting, draft: Directive, user: User) -> None:
    promise = Commitment.objects.create(meeting=meeting, number=1, text="年底前完成")
    made = undoing.taken(meeting, user, "adopted", lambda: reviewing.adopt(promise, user))
    undoing.undo(meeting, user)
    made.refresh_from_db()
    promise.refresh_from_db()
    assert (made.state, promise.directive) == (DirectiveState.REJECTED, None)


def test_the_year_is_taken_back_with_the_dates_that_followed_from_it(user: User) -> None:
    meeting = MeetingFactory(held_on=None, month_day="03-29", year_basis=YearBasis.UNKNOWN)
    row = DirectiveFactory(meeting=meeting, number=1, due_on=None, due_month_day="05-31")
    before = everything(row)
    undoing.taken(meeting, user, "year", lambda: reviewing.set_year(meeting, user, 2018))
    assert everything(row)["due_on"] == date(2018, 5, 31)
    undoing.undo(meeting, user)
    meeting.refresh_from_db()
    assert everything(row) == before
    assert (meeting.held_on, meeting.month_day, meeting.year_basis) == (None, "03-29", YearBasis.UNKNOWN)


def test_speakers_are_put_back_too(meeting: Meeting, user: User) -> None:
    reviewing.edit_meeting(meeting, user, {"speakers": [{"name": "陈立", "office": "市长"}]})
    change: dict[str, Any] = {"title": "别的", "speakers": []}
    undoing.taken(meeting, user, "facts", lambda: reviewing.edit_meeting(meeting, user, change))
    undoing.undo(meeting, user)
    meeting.refresh_from_db()
    assert meeting.title == "全市脱贫攻坚推进会"
    assert [str(s) for s in meeting.speakers.all()] == ["市长陈立"]


def test_what_somebody_else_went_on_from_stays_and_is_passed_over(
    meeting: Meeting, draft: Directive, user: User
) -> None:
    other = DirectiveFactory(meeting=meeting, number=2)
    undoing.taken(meeting, user, "first", lambda: reviewing.confirm(other, user))
    undoing.taken(meeting, user, "second", lambda: reviewing.confirm(draft, user))
    reviewing.edit(draft, supervisor(), {"note": "!"})
    with pytest.raises(Refused, match="second"):
        undoing.undo(meeting, user)
    draft.refresh_from_db()
    assert (draft.state, draft.note) == (DirectiveState.CONFIRMED, "!")
    assert undoing.undo(meeting, user)[0].title == "first"


def test_what_counties_have_is_not_taken_from_under_them(meeting: Meeting, draft: Directive, user: User) -> None:
    undoing.taken(meeting, user, "confirmed", lambda: reviewing.confirm(draft, user))
    assigning.issue(draft, [IssueItem(UnitFactory(), None)], user)
    with pytest.raises(Refused):
        undoing.undo(meeting, user)
    draft.refresh_from_db()
    assert draft.state == DirectiveState.CONFIRMED


def test_a_note_to_an_issued_directive_can_be_taken_back(meeting: Meeting, draft: Directive, user: User) -> None:
    reviewing.confirm(draft, user)
    assigning.issue(draft, [IssueItem(UnitFactory(), None)], user)
    undoing.taken(meeting, user, "note", lambda: reviewing.edit(draft, user, {"note": "!"}))
    undoing.undo(meeting, user)
    draft.refresh_from_db()
    assert draft.note == ""


def test_nobody_takes_back_the_steps_of_another(meeting: Meeting, draft: Directive, user: User) -> None:
    undoing.taken(meeting, user, "confirmed", lambda: reviewing.confirm(draft, user))
    with pytest.raises(Refused):
        undoing.undo(meeting, supervisor())


def test_who_no_longer_reviews_takes_nothing_back(meeting: Meeting, draft: Directive, user: User) -> None:
    undoing.taken(meeting, user, "confirmed", lambda: reviewing.confirm(draft, user))
    Member.objects.filter(user=user).delete()
    with pytest.raises(PermissionDenied):
        undoing.undo(meeting, User.objects.get(pk=user.pk))
    assert ReviewStep.objects.filter(closed_at=None).exists()


def test_a_refused_step_leaves_nothing_to_take_back(meeting: Meeting, draft: Directive, user: User) -> None:
    with pytest.raises(Refused):
        undoing.taken(meeting, user, "stale", lambda: reviewing.confirm(draft, user, revision=9))
    with pytest.raises(PermissionDenied):
        undoing.taken(meeting, user, "foreign", lambda: reviewing.confirm(draft, liaison()))
    assert undoing.last(meeting, user) is None


def test_a_step_that_changes_nothing_is_none(meeting: Meeting, draft: Directive, user: User) -> None:
    undoing.taken(meeting, user, "nothing", lambda: None)
    assert undoing.last(meeting, user) is None


def test_a_directive_of_another_meeting_is_put_back_with_the_rest(
    meeting: Meeting, draft: Directive, user: User
) -> None:
    standing = DirectiveFactory(number=1)
    before = everything(standing)

    def move() -> None:
        reviewing.edit(standing, user, {"due_on": date(2017, 9, 30)})
        reviewing.merge(draft, standing, user)

    undoing.taken(meeting, user, "moved", move, also=[standing])
    undoing.undo(meeting, user)
    assert everything(standing) == before


def test_keeping_a_step_costs_the_same_for_few_directives_and_for_many(
    meeting: Meeting, draft: Directive, user: User
) -> None:
    def cost() -> int:
        row = DirectiveFactory(meeting=meeting, due_on=None)
        with CaptureQueriesContext(connection) as caught:
            undoing.taken(meeting, user, "confirmed", lambda: reviewing.reject(row, user))
        return len(caught)

    few = cost()
    for _n in range(20):
        Target.objects.create(directive=DirectiveFactory(meeting=meeting), metric="户", value=1)
    assert cost() <= few
