"""Drafts on their way to confirmed directives: who may, when, and what is kept of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from directives import assigning, reviewing
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
    Origin,
    Role,
    Topic,
    User,
    YearBasis,
)
from tests.factories import (
    DirectiveFactory,
    MeetingFactory,
    MemberFactory,
    OfficeFactory,
    UnitFactory,
    UserFactory,
    danjiangkou,
    liaison,
    supervisor,
    zhuxi,
)
from tests.threads import in_threads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D, M = DirectiveState, MeetingState


@pytest.fixture
def user() -> User:
    return supervisor()


@pytest.fixture
def meeting() -> Meeting:
    return MeetingFactory()


@pytest.fixture
def draft(meeting: Meeting) -> Directive:
    return DirectiveFactory(meeting=meeting)


@pytest.fixture
def undated_meeting() -> Meeting:
    """A report that names days without a year."""
    return MeetingFactory(held_on=None, month_day="11-20", until_month_day="11-21", year_basis=YearBasis.UNKNOWN)


def waiting(meeting: Meeting, text: str = "3月底前", month_day: str = "03-31", **facts: Any) -> Directive:
    """A draft whose deadline waits for the year."""
    facts = {"due_rule": "month_end", "due_year_basis": YearBasis.UNKNOWN, **facts}
    return DirectiveFactory(meeting=meeting, due_on=None, due_month_day=month_day, due_text=text, **facts)


def issue(directive: Directive, user: User) -> Directive:
    directive = reviewing.confirm(directive, user)
    assigning.issue(directive, [IssueItem(UnitFactory(), directive.due_on)], user)
    directive.refresh_from_db()
    return directive


# Deciding


def test_confirming_notes_who_and_when_in_the_row_and_in_its_history(draft: Directive, user: User) -> None:
    row = reviewing.confirm(draft, user)
    assert (row.state, row.decided_by, row.revision) == (D.CONFIRMED, user, 1)
    assert row.decided_at is not None
    record = row.history.first()
    assert (record.history_user, record.state) == (user, D.CONFIRMED)
    assert record.prev_record.state == D.DRAFT


def test_a_deadline_without_its_year_is_not_confirmed(undated_meeting: Meeting, user: User) -> None:
    draft = waiting(undated_meeting)
    with pytest.raises(Refused, match="Set the year first"):
        reviewing.confirm(draft, user)
    draft.refresh_from_db()
    assert draft.state == D.DRAFT


def test_a_deadline_counted_from_a_day_of_unknown_year_is_not_confirmed_either(
    undated_meeting: Meeting, user: User
) -> None:
    draft = waiting(undated_meeting, "下周五前", "", due_rule="weekday")
    with pytest.raises(Refused, match="Set the year first"):
        reviewing.confirm(draft, user)


def test_a_deadline_counted_from_an_unknown_day_asks_for_that_day(user: User) -> None:
    meeting = MeetingFactory(held_on=None, year_basis=YearBasis.UNKNOWN)
    draft = waiting(meeting, "一周内", "", due_rule="within_days")
    with pytest.raises(Refused, match="Enter the day"):
        reviewing.confirm(draft, user)
    reviewing.edit_meeting(meeting, user, {"held_on": date(2017, 4, 3)})
    assert reviewing.confirm(draft, user).due_on == date(2017, 4, 10)


def test_words_that_fix_no_date_do_not_stop_a_dated_meetings_draft(meeting: Meeting, user: User) -> None:
    draft = waiting(meeting, "资金到账后10日内", "", due_rule="within_days")
    assert reviewing.confirm(draft, user).state == D.CONFIRMED


def test_a_draft_that_was_never_given_a_deadline_is_confirmed(undated_meeting: Meeting, user: User) -> None:
    draft = waiting(undated_meeting, "", "", due_rule="")
    assert reviewing.confirm(draft, user).state == D.CONFIRMED


def test_rejecting_keeps_the_reason(draft: Directive, user: User) -> None:
    row = reviewing.reject(draft, user, "only praise")
    assert row.state == D.REJECTED
    assert row.history.first().history_change_reason == "only praise"


def test_a_long_reason_is_cut_to_what_the_history_holds(draft: Directive, user: User) -> None:
    row = reviewing.reject(draft, user, "x" * 300)
    assert row.history.first().history_change_reason == "x" * 100


@pytest.mark.parametrize("step", [reviewing.confirm, reviewing.reject])
def test_what_is_decided_is_not_decided_again(draft: Directive, user: User, step: Any) -> None:
    reviewing.confirm(draft, user)
    with pytest.raises(Refused, match="confirmed now"):
        step(draft, user)


def test_a_decision_can_be_taken_back(draft: Directive, user: User) -> None:
    reviewing.reject(draft, user)
    row = reviewing.reopen_draft(draft, user)
    assert (row.state, row.decided_by, row.decided_at) == (D.DRAFT, None, None)


def test_a_decision_is_not_taken_back_once_a_county_has_the_directive(draft: Directive, user: User) -> None:
    issued = issue(draft, user)
    with pytest.raises(Refused, match="only be withdrawn"):
        reviewing.reopen_draft(issued, user)


def test_a_merged_draft_names_the_one_that_stays(meeting: Meeting, draft: Directive, user: User) -> None:
    other = DirectiveFactory(meeting=meeting)
    row = reviewing.merge(draft, other, user)
    assert (row.state, row.merged_into) == (D.MERGED, other)
    assert reviewing.reopen_draft(row, user).merged_into is None


def test_a_draft_is_not_merged_into_itself(draft: Directive, user: User) -> None:
    with pytest.raises(Refused, match="another directive"):
        reviewing.merge(draft, draft, user)


def test_a_draft_is_not_merged_into_another_offices_directive(draft: Directive, user: User) -> None:
    elsewhere = DirectiveFactory(meeting=MeetingFactory(office=OfficeFactory(name="十堰市扶贫办")))
    with pytest.raises(Refused, match="another directive"):
        reviewing.merge(draft, elsewhere, user)


def test_a_draft_is_not_merged_into_one_that_is_put_aside(meeting: Meeting, draft: Directive, user: User) -> None:
    other = reviewing.reject(DirectiveFactory(meeting=meeting), user)
    with pytest.raises(Refused, match="put aside"):
        reviewing.merge(draft, other, user)


def test_all_dated_tasks_are_confirmed_at_once_and_nothing_else(meeting: Meeting, user: User) -> None:
    dated = [DirectiveFactory(meeting=meeting) for _ in range(3)]
    principle = DirectiveFactory(meeting=meeting, kind=Kind.PRINCIPLE)
    undated = DirectiveFactory(meeting=meeting, due_on=None, due_text="")
    rejected = reviewing.reject(DirectiveFactory(meeting=meeting), user)
    assert reviewing.confirm_dated_tasks(meeting, user) == dated
    for row in (principle, undated, rejected):
        row.refresh_from_db()
    assert [principle.state, undated.state, rejected.state] == [D.DRAFT, D.DRAFT, D.REJECTED]


def test_what_is_confidential_to_others_is_not_confirmed_along_with_the_rest(meeting: Meeting, user: User) -> None:
    reader = MemberFactory(role=Role.REVIEWER)
    hidden = DirectiveFactory(meeting=meeting, confidential=True)
    hidden.readers.add(reader)
    assert reviewing.confirm_dated_tasks(meeting, user) == []
    assert reviewing.confirm_dated_tasks(meeting, reader.user) == [hidden]


# Withdrawing


def test_an_issued_directive_is_withdrawn_after_its_items_are_cancelled(draft: Directive, user: User) -> None:
    issued = issue(draft, user)
    with pytest.raises(Refused, match="Cancel the open items"):
        reviewing.withdraw(issued, user, "overtaken")
    for assignment in issued.assignments.all():
        assigning.cancel(assignment, user, reason="overtaken")
    row = reviewing.withdraw(issued, user, "overtaken")
    assert row.state == D.WITHDRAWN
    assert row.history.first().history_change_reason == "overtaken"


def test_withdrawing_needs_a_reason(draft: Directive, user: User) -> None:
    with pytest.raises(Refused, match="Say why"):
        reviewing.withdraw(issue(draft, user), user, " ")


def test_what_no_county_has_is_not_withdrawn(draft: Directive, user: User) -> None:
    with pytest.raises(Refused, match="return it to draft"):
        reviewing.withdraw(reviewing.confirm(draft, user), user, "overtaken")


# Editing


def test_editing_changes_the_row_and_keeps_what_it_was(draft: Directive, user: User) -> None:
    row = reviewing.edit(draft, user, {"text": "6月底前建成全部安置房", "topic": Topic.HOUSING})
    assert (row.text, row.topic, row.revision) == ("6月底前建成全部安置房", Topic.HOUSING, 1)
    assert row.history.first().history_user == user
    assert row.history.first().prev_record.text == draft.text


def test_units_and_places_are_kept_in_the_same_history_record(draft: Directive, user: User) -> None:
    unit = UnitFactory()
    row = reviewing.edit(draft, user, {"supporting_units": [unit], "divisions": [zhuxi()], "note": "see annex"})
    assert [*row.supporting_units.all()] == [unit]
    newest, first = row.history.all()
    assert [link.division_id for link in newest.divisions.all()] == ["420324"]
    assert not first.divisions.exists()


def test_a_date_set_by_hand_says_so(draft: Directive, user: User) -> None:
    row = reviewing.edit(draft, user, {"due_on": date(2017, 6, 15)})
    assert (row.due_on, row.due_rule, row.due_year_basis) == (date(2017, 6, 15), "reviewer", YearBasis.ASSUMED)


def test_a_year_that_is_typed_in_part_is_no_date(draft: Directive, user: User) -> None:
    with pytest.raises(Refused, match="four digits"):
        reviewing.edit(draft, user, {"due_on": date(201, 9, 30)})


def test_a_deadline_can_be_taken_away(undated_meeting: Meeting, user: User) -> None:
    row = reviewing.edit(waiting(undated_meeting), user, {"due_on": None})
    assert (row.due_on, row.due_month_day, row.due_rule, row.due_precision) == (None, "", "reviewer", "")
    reviewing.set_year(undated_meeting, user, 2017)
    row.refresh_from_db()
    assert row.due_on is None
    assert reviewing.confirm(row, user).state == D.CONFIRMED


def test_a_stale_revision_is_refused_and_changes_nothing(draft: Directive, user: User) -> None:
    reviewing.edit(draft, user, {"note": "first"}, revision=0)
    with pytest.raises(Refused, match="Somebody else"):
        reviewing.edit(draft, user, {"note": "second"}, revision=0)
    draft.refresh_from_db()
    assert draft.note == "first"


def test_the_refusal_comes_in_the_users_language(draft: Directive, user: User) -> None:
    with translation.override("zh-hans"):
        expected = translation.gettext("Say why it is withdrawn.")
        with pytest.raises(Refused) as refused:
            reviewing.withdraw(reviewing.confirm(draft, user), user, "")
    assert str(refused.value) == expected


def test_a_directive_keeps_some_words(draft: Directive, user: User) -> None:
    with pytest.raises(Refused, match="needs its words"):
        reviewing.edit(draft, user, {"text": "  "})


@pytest.mark.parametrize("changes", [{"kind": "joke"}, {"due_month_day": "13-45-9"}, {"lead_official": "x" * 61}])
def test_a_value_that_the_model_does_not_allow_is_refused(
    draft: Directive, user: User, changes: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        reviewing.edit(draft, user, changes)


def test_a_state_cannot_be_edited(draft: Directive, user: User) -> None:
    with pytest.raises(ValueError, match="state"):
        reviewing.edit(draft, user, {"state": D.CONFIRMED})


def test_a_rejected_draft_is_not_edited(draft: Directive, user: User) -> None:
    reviewing.reject(draft, user)
    with pytest.raises(Refused, match="rejected now"):
        reviewing.edit(draft, user, {"note": "x"})


def test_what_counties_go_by_does_not_change_under_them(draft: Directive, user: User) -> None:
    issued = issue(draft, user)
    with pytest.raises(Refused, match="Counties have this"):
        reviewing.edit(issued, user, {"text": "something else"})
    assert reviewing.edit(issued, user, {"lead_official": "陈明"}).lead_official == "陈明"


def test_targets_are_replaced_and_the_old_ones_named_in_the_history(draft: Directive, user: User) -> None:
    target = {"metric": "安置房", "comparator": ">=", "value": 1200, "unit": "户"}
    reviewing.edit(draft, user, {"targets": [target]})
    row = reviewing.edit(draft, user, {"targets": [{**target, "value": 1500}]})
    assert [str(t) for t in row.targets.all()] == ["安置房 ≥ 1500户"]
    assert row.history.first().history_change_reason == "安置房 ≥ 1200户 → 安置房 ≥ 1500户"


def test_a_target_that_is_none_is_refused_and_the_old_ones_stay(draft: Directive, user: User) -> None:
    reviewing.edit(draft, user, {"targets": [{"metric": "户", "comparator": "=", "value": 1, "unit": ""}]})
    with pytest.raises(Refused):
        reviewing.edit(draft, user, {"targets": [{"metric": "户", "comparator": "~", "value": 1, "unit": ""}]})


def test_a_rhythm_is_set_and_taken_away(draft: Directive, user: User) -> None:
    row = reviewing.edit(draft, user, {"recurrence": {"every": "month", "day": 15, "text": "每月15日前"}})
    assert row.recurrence.day == 15
    row = reviewing.edit(draft, user, {"recurrence": None})
    assert not hasattr(Directive.objects.get(pk=row.pk), "recurrence")
    assert row.history.first().history_change_reason == "每月15日前 → –"


def test_confidential_without_a_reader_is_refused(draft: Directive, user: User) -> None:
    with pytest.raises(Refused, match="Name those who may read"):
        reviewing.edit(draft, user, {"confidential": True})
    member = Member.objects.get(user=user)
    row = reviewing.edit(draft, user, {"confidential": True, "readers": [member]})
    assert row.confidential


# The year


def test_setting_the_year_dates_the_meeting_and_its_waiting_drafts(undated_meeting: Meeting, user: User) -> None:
    next_march = waiting(undated_meeting)
    this_december = waiting(undated_meeting, "12月20日前", "12-20", due_rule="by_day")
    changed = reviewing.set_year(undated_meeting, user, 2017)
    undated_meeting.refresh_from_db()
    assert (undated_meeting.held_on, undated_meeting.held_until) == (date(2017, 11, 20), date(2017, 11, 21))
    assert (undated_meeting.month_day, undated_meeting.until_month_day) == ("", "")
    assert undated_meeting.year_basis == YearBasis.ASSUMED
    assert undated_meeting.history.first().history_change_reason == "year set to 2017"
    assert {d.pk: d.due_on for d in changed} == {
        next_march.pk: date(2018, 3, 31),
        this_december.pk: date(2017, 12, 20),
    }
    for row in changed:
        assert (row.due_month_day, row.due_year_basis, row.revision) == ("", YearBasis.ASSUMED, 1)
        assert row.history.first().history_user == user


def test_a_date_that_no_month_and_day_could_wait_for_is_found_too(undated_meeting: Meeting, user: User) -> None:
    draft = waiting(undated_meeting, "春节前", "", due_rule="before_holiday")
    reviewing.set_year(undated_meeting, user, 2017)
    draft.refresh_from_db()
    assert draft.due_on == date(2018, 2, 15)


def test_the_year_can_be_corrected(undated_meeting: Meeting, user: User) -> None:
    draft = waiting(undated_meeting)
    reviewing.set_year(undated_meeting, user, 2017)
    reviewing.set_year(undated_meeting, user, 2018)
    draft.refresh_from_db()
    undated_meeting.refresh_from_db()
    assert (undated_meeting.held_on, draft.due_on) == (date(2018, 11, 20), date(2019, 3, 31))


def test_a_meeting_over_new_year_ends_in_the_next(undated_meeting: Meeting, user: User) -> None:
    Meeting.objects.filter(pk=undated_meeting.pk).update(month_day="12-30", until_month_day="01-02")
    reviewing.set_year(undated_meeting, user, 2017)
    undated_meeting.refresh_from_db()
    assert (undated_meeting.held_on, undated_meeting.held_until) == (date(2017, 12, 30), date(2018, 1, 2))


def test_dates_of_the_text_and_of_persons_stay(undated_meeting: Meeting, user: User) -> None:
    stated = DirectiveFactory(
        meeting=undated_meeting, due_text="2019年6月底", due_on=date(2019, 6, 30), due_year_basis=YearBasis.STATED
    )
    by_hand = reviewing.edit(waiting(undated_meeting), user, {"due_on": date(2018, 4, 30)})
    without = DirectiveFactory(meeting=undated_meeting, due_on=None, due_text="", due_rule="")
    decided = reviewing.reject(waiting(undated_meeting), user)
    assert reviewing.set_year(undated_meeting, user, 2017) == []
    for row, due in ((stated, date(2019, 6, 30)), (by_hand, date(2018, 4, 30)), (without, None), (decided, None)):
        row.refresh_from_db()
        assert row.due_on == due


def test_a_month_and_day_set_by_hand_get_their_year_too(undated_meeting: Meeting, user: User) -> None:
    draft = reviewing.edit(waiting(undated_meeting), user, {"due_month_day": "04-15"})
    with pytest.raises(Refused, match="Set the year first"):
        reviewing.confirm(draft, user)
    reviewing.set_year(undated_meeting, user, 2017)
    draft.refresh_from_db()
    assert draft.due_on == date(2018, 4, 15)


def test_words_that_are_no_date_leave_the_draft_as_it_is(undated_meeting: Meeting, user: User) -> None:
    waiting(undated_meeting, "尽快", "03-31")
    assert reviewing.set_year(undated_meeting, user, 2017) == []


def test_a_year_without_that_day_is_refused(undated_meeting: Meeting, user: User) -> None:
    Meeting.objects.filter(pk=undated_meeting.pk).update(month_day="02-29", until_month_day="")
    with pytest.raises(Refused, match="no such day in 2017"):
        reviewing.set_year(undated_meeting, user, 2017)
    reviewing.set_year(undated_meeting, user, 2016)


def test_a_year_is_not_put_to_a_meeting_without_a_day(user: User) -> None:
    with pytest.raises(Refused, match="Enter the day"):
        reviewing.set_year(MeetingFactory(held_on=None, year_basis=YearBasis.UNKNOWN), user, 2017)


def test_two_who_set_the_year_do_not_overwrite_each_other(undated_meeting: Meeting, user: User) -> None:
    reviewing.set_year(undated_meeting, user, 2017, revision=0)
    with pytest.raises(Refused, match="Somebody else"):
        reviewing.set_year(undated_meeting, user, 2018, revision=0)


# The meeting


def test_the_day_typed_in_dates_the_drafts_as_well(user: User) -> None:
    meeting = MeetingFactory(held_on=None, year_basis=YearBasis.UNKNOWN)
    draft = waiting(meeting)
    row = reviewing.edit_meeting(meeting, user, {"held_on": date(2017, 4, 2), "title": "推进会"})
    draft.refresh_from_db()
    assert (row.title, row.year_basis, draft.due_on) == ("推进会", YearBasis.ASSUMED, date(2017, 3, 31))
    assert draft.due_flags, "it may be over already: the reviewer is told"


def test_the_last_day_of_a_meeting_is_what_counts(meeting: Meeting, user: User) -> None:
    draft = DirectiveFactory(meeting=meeting, due_text="三天内", due_rule="within_days")
    reviewing.edit_meeting(meeting, user, {"held_until": date(2017, 3, 31)})
    draft.refresh_from_db()
    assert draft.due_on == date(2017, 4, 3)


def test_taking_the_day_away_leaves_month_and_day_waiting(meeting: Meeting, user: User) -> None:
    draft = DirectiveFactory(meeting=meeting)
    row = reviewing.edit_meeting(meeting, user, {"held_on": None})
    draft.refresh_from_db()
    assert (row.year_basis, draft.due_on, draft.due_month_day) == (YearBasis.UNKNOWN, None, "05-31")


def test_another_title_moves_no_date(meeting: Meeting, user: User) -> None:
    draft = DirectiveFactory(meeting=meeting, due_on=date(2017, 5, 30))
    reviewing.edit_meeting(meeting, user, {"title": "x", "division": danjiangkou()})
    draft.refresh_from_db()
    assert draft.due_on == date(2017, 5, 30)
    meeting.refresh_from_db()
    assert meeting.division == danjiangkou()


def test_a_meeting_does_not_end_before_it_begins(meeting: Meeting, user: User) -> None:
    with pytest.raises(Refused, match="end before"):
        reviewing.edit_meeting(meeting, user, {"held_until": date(2017, 3, 1)})


def test_speakers_are_replaced(meeting: Meeting, user: User) -> None:
    reviewing.edit_meeting(meeting, user, {"speakers": [{"name": "李平", "office": "县长"}]})
    reviewing.edit_meeting(meeting, user, {"speakers": [{"name": "王安", "office": "书记"}]})
    assert [str(s) for s in meeting.speakers.all()] == ["书记王安"]


def test_a_stale_page_of_the_meeting_is_refused(meeting: Meeting, user: User) -> None:
    reviewing.edit_meeting(meeting, user, {"title": "one"}, revision=0)
    with pytest.raises(Refused, match="Somebody else"):
        reviewing.edit_meeting(meeting, user, {"title": "two"}, revision=0)


def test_a_meeting_is_reviewed_when_no_draft_is_left(meeting: Meeting, user: User) -> None:
    one, two = DirectiveFactory(meeting=meeting), DirectiveFactory(meeting=meeting)
    reviewing.confirm(one, user)
    assert Meeting.objects.get().state == M.DRAFT
    reviewing.reject(two, user)
    assert Meeting.objects.get().state == M.REVIEWED
    reviewing.reopen_draft(two, user)
    assert Meeting.objects.get().state == M.DRAFT


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_the_last_two_drafts_at_once_leave_a_reviewed_meeting() -> None:
    user, meeting = supervisor(), MeetingFactory()
    one, two = DirectiveFactory(meeting=meeting), DirectiveFactory(meeting=meeting)
    assert in_threads(lambda: reviewing.confirm(one, user), lambda: reviewing.reject(two, user)) == []
    assert Meeting.objects.get().state == M.REVIEWED


@pytest.mark.django_db(transaction=True)
def test_two_who_save_the_same_page_at_once_do_not_both_win() -> None:
    user, draft = supervisor(), DirectiveFactory()
    raised = in_threads(*(lambda n=n: reviewing.edit(draft, user, {"note": n}, revision=0) for n in ("one", "two")))
    assert [type(error) for error in raised] == [Refused]
    assert Directive.objects.get().revision == 1


def test_a_meeting_is_issued_when_it_is_reviewed_and_a_county_has_something(meeting: Meeting, user: User) -> None:
    one, two = DirectiveFactory(meeting=meeting), DirectiveFactory(meeting=meeting)
    issue(one, user)
    assert Meeting.objects.get().state == M.DRAFT
    reviewing.reject(two, user)
    assert Meeting.objects.get().state == M.ISSUED


def test_a_discarded_meeting_takes_its_drafts_and_confirmed_directives_along(meeting: Meeting, user: User) -> None:
    one, two = DirectiveFactory(meeting=meeting), DirectiveFactory(meeting=meeting)
    reviewing.confirm(one, user)
    row = reviewing.discard(meeting, user, "not our county", revision=0)
    assert row.state == M.DISCARDED
    assert {d.state for d in meeting.directives.all()} == {D.REJECTED}
    assert row.history.first().history_change_reason == "not our county"
    reviewing.reopen_draft(two, user)
    assert Meeting.objects.get().state == M.DRAFT


def test_an_issued_meeting_is_not_discarded(meeting: Meeting, draft: Directive, user: User) -> None:
    issue(draft, user)
    with pytest.raises(Refused, match="already"):
        reviewing.discard(meeting, user)


# By hand


def test_a_leaders_instruction_is_typed_in(user: User) -> None:
    office = OfficeFactory()
    meeting = reviewing.create_meeting(
        office,
        user,
        title="县长批示",
        origin=Origin.INSTRUCTION,
        held_on=date(2017, 4, 5),
        speakers=[{"name": "李平", "office": "县长"}],
    )
    assert (meeting.source, meeting.state, meeting.year_basis) == (None, M.DRAFT, YearBasis.ASSUMED)
    row = reviewing.add_directive(
        meeting, user, text="4月底前报送整改方案", due_on=date(2017, 4, 30), divisions=[zhuxi()]
    )
    assert (row.number, row.state, row.evidence_start) == (1, D.DRAFT, None)
    assert [*row.divisions.all()] == [zhuxi()]
    assert row.history.last().history_change_reason == "entered by hand"
    assert {record.history_user for record in row.history.all()} == {user}


def test_a_missed_demand_takes_the_next_number_and_reopens_the_review(meeting: Meeting, user: User) -> None:
    last = DirectiveFactory(meeting=meeting)
    reviewing.confirm(last, user)
    row = reviewing.add_directive(meeting, user, text="补上")
    assert row.number == last.number + 1
    assert Meeting.objects.get().state == M.DRAFT


def test_a_confidential_demand_is_not_entered_for_nobody(meeting: Meeting, user: User) -> None:
    with pytest.raises(Refused, match="Name those"):
        reviewing.add_directive(meeting, user, text="密", confidential=True)
    assert not Directive.objects.exists()


def test_a_commitment_becomes_a_directive_once(meeting: Meeting, user: User) -> None:
    promise = Commitment.objects.create(
        meeting=meeting, number=1, text="年底前全覆盖", due_on=date(2017, 12, 31), evidence_start=3, evidence_end=9
    )
    row = reviewing.adopt(promise, user)
    assert (row.text, row.due_on, row.evidence_start, row.state) == (promise.text, promise.due_on, 3, D.DRAFT)
    assert row.history.first().history_change_reason == "adopted from a commitment"
    promise.refresh_from_db()
    assert promise.directive == row
    with pytest.raises(Refused, match="already"):
        reviewing.adopt(promise, user)


# Who may


def test_only_the_offices_own_people_review(meeting: Meeting, draft: Directive) -> None:
    commitment = Commitment.objects.create(meeting=meeting, number=1, text="x")
    strangers = [liaison(), UserFactory(), supervisor(OfficeFactory(name="十堰市扶贫办")), leader()]
    for stranger in strangers:
        for step in (
            lambda u: reviewing.confirm(draft, u),
            lambda u: reviewing.confirm_dated_tasks(meeting, u),
            lambda u: reviewing.reject(draft, u),
            lambda u: reviewing.merge(draft, draft, u),
            lambda u: reviewing.reopen_draft(draft, u),
            lambda u: reviewing.withdraw(draft, u, "x"),
            lambda u: reviewing.edit(draft, u, {"note": "x"}),
            lambda u: reviewing.set_year(meeting, u, 2017),
            lambda u: reviewing.edit_meeting(meeting, u, {"title": "x"}),
            lambda u: reviewing.discard(meeting, u),
            lambda u: reviewing.create_meeting(meeting.office, u, title="x"),
            lambda u: reviewing.add_directive(meeting, u, text="x"),
            lambda u: reviewing.adopt(commitment, u),
        ):
            with pytest.raises(PermissionDenied):
                step(stranger)


def leader() -> User:
    return MemberFactory(role=Role.LEADER).user
