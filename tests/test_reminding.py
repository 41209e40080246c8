"""Planning: which lines are written down for whom, when, and only once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives import assigning, clock, planning, reminding, wanted
from directives.errors import Refused
from directives.models import (
    Assignment,
    AssignmentState,
    EventKind,
    Member,
    Milestone,
    Occurrence,
    Recurrence,
    Reminder,
    ReminderKind,
    ReminderLine,
    ReminderPolicy,
    ReminderState,
    Role,
    User,
)
from tests import factories as f
from tests.outbox import (
    DUE,
    department,
    digests,
    item,
    noon,
    plan_on,
    stages,
    stages_of,
    state_of,
    sweep_on,
    urge,
)
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> User:
    return f.liaison(username="zhang")


def days(n: int) -> timedelta:
    return timedelta(days=n)


# Stages


def test_an_item_is_reminded_of_at_each_stage_in_a_digest_of_that_day(zhang: User) -> None:
    item()
    for n in range(-31, 19):
        plan_on(DUE + days(n))
    expected = [
        (-30, "before_30"), (-7, "before_7"), (-3, "before_3"), (-1, "before_1"), (0, "before_0"),
        (1, "overdue_1"), (3, "overdue_3"), (10, "overdue_10"), (17, "overdue_17"),
    ]  # fmt: skip
    # Nothing was ever sent here, so each new digest has taken over what stood in the one before.
    assert stages(zhang) == [stage for _, stage in expected]
    assert digests(zhang)[-1].day == DUE + days(17)


def test_an_item_issued_late_gets_its_latest_stage_once(zhang: User) -> None:
    item(issued_on=DUE - days(5))
    plan_on(DUE - days(5))
    plan_on(DUE - days(4))
    assert stages(zhang) == ["before_7"]
    assert stages(zhang, superseded=True) == []


def test_after_a_breakdown_the_latest_missed_stage_is_queued_and_the_earlier_ones_superseded(zhang: User) -> None:
    item()
    figures = plan_on(DUE + days(4))
    assert figures == {"planned": 1, "superseded": 6}
    assert stages(zhang) == ["overdue_3"]
    assert stages(zhang, superseded=True) == ["before_30", "before_7", "before_3", "before_1", "before_0", "overdue_1"]
    assert not ReminderLine.objects.filter(superseded=True, reminder__isnull=False).exists()


def test_a_missed_stage_does_not_come_back_when_the_clock_is_turned_back(zhang: User) -> None:
    item()
    plan_on(DUE)
    assert plan_on(DUE - days(7)) == {}


def test_planning_again_on_the_same_day_adds_nothing(zhang: User) -> None:
    item()
    plan_on(DUE)
    assert plan_on(DUE) == {}
    assert len(digests(zhang)) == 1


def test_a_moved_due_date_starts_the_stages_anew(zhang: User) -> None:
    assignment = item()
    plan_on(DUE - days(1))
    office = f.supervisor()
    with clock.set_to(DUE - days(1)):
        assigning.reschedule(assignment, office, due_on=DUE + days(30), reason="大雨停工")
    plan_on(DUE - days(1))
    assert stages(zhang) == ["before_1"]
    plan_on(DUE)
    assert stages(zhang) == ["before_1", "before_30"]
    plan_on(DUE + days(29))
    assert stages(zhang)[-1] == "before_1"
    assert [line.schedule_no for line in ReminderLine.objects.filter(stage="before_1")] == [1, 2]


def test_a_due_date_moved_to_one_that_is_near_sends_the_latest_stage_of_the_new_schedule_once(zhang: User) -> None:
    assignment = item()
    plan_on(DUE - days(20))
    with clock.set_to(DUE - days(19)):
        assigning.reschedule(assignment, f.supervisor(), due_on=DUE - days(17), reason="提前")
    plan_on(DUE - days(19))
    plan_on(DUE - days(19))
    assert stages(zhang) == ["before_30", "before_3"]


def test_a_reopened_item_is_reminded_of_again(zhang: User) -> None:
    assignment = item()
    plan_on(DUE)
    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.CLOSED)
    office = f.supervisor()
    with clock.set_to(DUE + days(10)):
        assigning.reopen(assignment, office, due_on=DUE + days(40), reason="回头看发现问题")
    plan_on(DUE + days(10))
    plan_on(DUE + days(40))
    told = f"answered_{assignment.events.get(kind=EventKind.REOPEN).pk}"
    assert stages(zhang) == ["before_0", "before_30", told, "before_0"]


@pytest.mark.parametrize("state", ["submitted", "closed", "suspended", "cancelled"])
def test_nobody_is_nagged_about_what_does_not_wait_for_the_county(zhang: User, state: str) -> None:
    item(state=state)
    assert plan_on(DUE + days(3)) == {}


def test_a_returned_item_is_reminded_of_at_its_latest_stage(zhang: User) -> None:
    assignment = item(state=AssignmentState.SUBMITTED)
    plan_on(DUE + days(3))
    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.IN_PROGRESS)
    plan_on(DUE + days(5))
    assert stages(zhang) == ["overdue_3"]


def test_an_item_without_a_due_date_is_only_reminded_of_when_it_is_not_signed(zhang: User) -> None:
    item(None)
    item(None, signed=False, issued_on=DUE)
    assert plan_on(DUE + days(2)) == {}
    plan_on(DUE + days(3))
    plan_on(DUE + days(60))
    assert stages(zhang) == ["to_sign"]


def test_a_signed_item_is_not_asked_to_be_signed(zhang: User) -> None:
    item(None)
    assert plan_on(DUE + days(30)) == {}


def test_an_urge_rides_in_the_next_digest_each_time(zhang: User) -> None:
    assignment = item(None)
    first = urge(assignment, DUE)
    plan_on(DUE)
    plan_on(DUE + days(1))
    second = urge(assignment, DUE + days(2))
    plan_on(DUE + days(2))
    assert stages(zhang) == [f"urged_{first.pk}", f"urged_{second.pk}"]


def test_an_urge_of_long_ago_or_of_tomorrow_is_left_alone(zhang: User) -> None:
    assignment = item(None)
    urge(assignment, DUE - days(9))
    urge(assignment, DUE + days(1))
    assert plan_on(DUE) == {}


def test_a_milestone_and_an_occurrence_have_stages_of_their_own_until_they_are_done(zhang: User) -> None:
    assignment = item(None)
    milestone = Milestone.objects.create(assignment=assignment, title="主体封顶", due_on=DUE)
    rhythm = Recurrence.objects.create(directive=assignment.directive, every=Recurrence.Every.MONTH, day=15)
    occurrence = Occurrence.objects.create(recurrence=rhythm, assignment=assignment, due_on=DUE)
    plan_on(DUE - days(30))
    assert stages(zhang) == ["before_30"]  # a monthly report is not announced a month ahead
    plan_on(DUE)
    lines = ReminderLine.objects.filter(stage="before_0")
    assert {line.subject for line in lines} == {f"milestone:{milestone.pk}", f"occurrence:{occurrence.pk}"}
    assert {(line.milestone_id, line.occurrence_id) for line in lines} == {(milestone.pk, None), (None, occurrence.pk)}
    Milestone.objects.update(done_on=DUE)
    Occurrence.objects.update(done_at=noon(DUE))
    assert plan_on(DUE + days(1)) == {}


def test_parts_of_an_item_that_does_not_run_are_left_alone(zhang: User) -> None:
    item()
    closed = item(state=AssignmentState.CLOSED, directive=f.DirectiveFactory())
    rhythm = Recurrence.objects.create(directive=closed.directive, every=Recurrence.Every.MONTH)
    Milestone.objects.create(assignment=closed, title="主体封顶", due_on=DUE)
    Occurrence.objects.create(recurrence=rhythm, assignment=closed, due_on=DUE)
    item(directive=f.DirectiveFactory())
    assert plan_on(DUE)["planned"] == 2


def test_a_sweep_gives_a_rhythm_its_next_occurrence_and_reminds_of_it(zhang: User, smtp_server: SmtpServer) -> None:
    assignment = item(None)
    Recurrence.objects.create(directive=assignment.directive, every=Recurrence.Every.MONTH, day=15)
    sweep_on(date(2017, 5, 14))
    assert [mail.recipients for mail in smtp_server.mails] == [["zhang@example.org"]]
    assert stages(zhang) == ["before_1"]


# Policies


def policy(topic: str = "", place: str = "", **fields: object) -> ReminderPolicy:
    if place:
        f.danjiangkou()
    return ReminderPolicy.objects.create(topic=topic, division_id=place or None, **fields)


def test_the_most_specific_policy_counts(zhang: User) -> None:
    item()
    on_day = {name: DUE - days(n) for name, n in [("everywhere", 20), ("topic", 19), ("place", 18), ("both", 17)]}
    topic = "易地扶贫搬迁"
    policy(days_before=[20])
    assert plan_on(on_day["everywhere"])["planned"] == 1
    policy(topic, days_before=[19])
    assert plan_on(on_day["topic"])["planned"] == 1
    policy(place="42", days_before=[4])
    policy(place="4203", days_before=[18])
    assert plan_on(on_day["place"])["planned"] == 1
    policy(topic, place="42", days_before=[17])
    assert plan_on(on_day["both"])["planned"] == 1
    assert stages(zhang) == ["before_20", "before_19", "before_18", "before_17"]


def test_a_policy_of_another_place_or_topic_does_not_count(zhang: User) -> None:
    item()
    f.zhuxi()
    ReminderPolicy.objects.create(division_id="420324", days_before=[20])
    ReminderPolicy.objects.create(topic="产业", days_before=[20])
    plan_on(DUE - days(20))
    assert stages(zhang) == ["before_30"]


def test_a_policy_may_remind_earlier_than_the_product_does(zhang: User) -> None:
    Milestone.objects.create(assignment=item(None), title="主体封顶", due_on=DUE)
    policy(days_before=[90])
    plan_on(DUE - days(60))
    assert stages(zhang) == ["before_90"]


def test_a_policy_says_how_soon_to_sign(zhang: User) -> None:
    policy(sign_within=1)
    item(None, signed=False, issued_on=DUE)
    plan_on(DUE + days(1))
    assert stages(zhang) == ["to_sign"]


def test_silence_is_reminded_of_once_for_each_silence(zhang: User) -> None:
    policy(stale_after=10)
    assignment = item(None, issued_on=DUE)
    plan_on(DUE + days(9))
    assert stages(zhang) == []
    plan_on(DUE + days(10))
    plan_on(DUE + days(30))
    assert stages(zhang) == ["stale_20170531"]
    Assignment.objects.filter(pk=assignment.pk).update(reported_at=noon(DUE + days(31)))
    plan_on(DUE + days(40))
    plan_on(DUE + days(41))
    assert stages(zhang) == ["stale_20170531", "stale_20170701"]


def test_what_is_long_overdue_goes_to_the_units_leader_too(zhang: User) -> None:
    policy(escalate_after=2)
    leader = f.MemberFactory(unit=f.UnitFactory(), role=Role.LEADER).user
    item()
    plan_on(DUE + days(1))
    assert stages(leader) == []
    plan_on(DUE + days(2))
    plan_on(DUE + days(9))
    assert stages(leader) == ["escalated"]
    assert "escalated" not in stages(zhang)


def test_a_unit_without_a_leader_is_not_escalated(zhang: User) -> None:
    policy(escalate_after=0)
    item()
    figures = plan_on(DUE)
    assert stages(zhang) == ["before_0"]
    assert not figures["unreachable"]


# Recipients


def test_every_liaison_of_the_unit_is_reminded(zhang: User) -> None:
    li = f.liaison(username="li")
    item()
    plan_on(DUE)
    assert stages(zhang) == stages(li) == ["before_0"]


def test_a_department_has_its_own_liaison_or_else_the_governments(zhang: User) -> None:
    housing = department()
    item(unit=housing)
    plan_on(DUE)
    assert stages(zhang) == ["before_0"]
    wang = f.liaison(housing, username="wang")
    plan_on(DUE + days(1))
    assert stages(wang) == ["overdue_1"]
    assert stages(zhang) == ["before_0"]


def test_a_township_without_a_liaison_is_answered_for_by_its_county(zhang: User) -> None:
    town = f.DivisionFactory(code="420381100", name="均县镇", level="township", parent=f.danjiangkou())
    item(unit=f.UnitFactory(division=town, kind="department", name="均县镇城建办"))
    plan_on(DUE)
    assert stages(zhang) == ["before_0"]


def test_a_county_is_not_answered_for_by_its_prefecture(zhang: User) -> None:
    f.liaison(f.UnitFactory(division=f.shiyan()), username="prefecture")
    item(unit=f.UnitFactory(division=f.zhuxi()))
    figures = plan_on(DUE)
    assert figures == {"unreachable": 1}
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    "change", [{"left_on": DUE}, {"joined_on": DUE + days(1)}, {"role": Role.LEADER}], ids=lambda c: next(iter(c))
)
def test_who_is_not_the_liaison_that_day_is_not_reminded(zhang: User, change: dict[str, object]) -> None:
    Member.objects.update(**change)
    item()
    assert plan_on(DUE) == {"unreachable": 1}


def test_a_user_who_was_switched_off_is_not_reminded(zhang: User) -> None:
    User.objects.update(is_active=False)
    item()
    assert plan_on(DUE) == {"unreachable": 1}


@pytest.mark.parametrize(
    ("start", "end", "who"),
    [
        (DUE, DUE, "deputy"),
        (DUE - days(9), None, "deputy"),
        (None, DUE + days(9), "deputy"),
        (DUE + days(1), None, "zhang"),
        (None, DUE - days(1), "zhang"),
        (None, None, "zhang"),
    ],
)
def test_during_an_absence_the_deputy_is_reminded(zhang: User, start: date | None, end: date | None, who: str) -> None:
    deputy = f.liaison(username="deputy")
    Member.objects.filter(user=zhang).update(deputy=deputy.memberships.get(), deputy_from=start, deputy_until=end)
    Member.objects.filter(user=deputy).update(role=Role.LEADER)  # else she would be told as a liaison herself
    item()
    plan_on(DUE)
    assert [line.recipient.username for line in ReminderLine.objects.filter(reminder__isnull=False)] == [who]


def test_a_deputy_who_is_away_has_a_deputy_and_a_circle_of_them_ends_with_the_first(zhang: User) -> None:
    people = [
        zhang.memberships.get(),
        f.liaison(username="b").memberships.get(),
        f.liaison(username="c").memberships.get(),
    ]
    Member.objects.exclude(user=zhang).update(role=Role.LEADER)
    for member, deputy in pairwise(people):
        Member.objects.filter(pk=member.pk).update(deputy=deputy, deputy_from=DUE)
    item()
    plan_on(DUE)
    assert stages(people[2].user) == ["before_0"]
    Member.objects.filter(pk=people[2].pk).update(deputy=people[0], deputy_from=DUE)
    plan_on(DUE + days(1))
    assert stages(zhang) == ["overdue_1"]


def test_a_deputy_who_could_not_see_the_item_is_passed_over(zhang: User) -> None:
    stranger = f.liaison(department("丹江口市教育局"), username="stranger")
    Member.objects.filter(user=zhang).update(deputy=stranger.memberships.get(), deputy_from=DUE)
    item()
    plan_on(DUE)
    assert stages(zhang) == ["before_0"]


def test_a_confidential_item_concerns_its_named_readers_only(zhang: User) -> None:
    li = f.liaison(username="li")
    Member.objects.filter(user=li).update(deputy=zhang.memberships.get(), deputy_from=DUE)
    directive = f.DirectiveFactory(confidential=True)
    directive.readers.add(li.memberships.get())
    item(directive=directive)
    plan_on(DUE)
    assert stages(li) == ["before_0"]  # away, but her deputy may not know
    assert stages(zhang) == []


def test_a_confidential_item_without_a_named_liaison_reaches_nobody(zhang: User) -> None:
    item(directive=f.DirectiveFactory(confidential=True))
    assert plan_on(DUE) == {"unreachable": 1}


def test_with_two_roles_in_one_unit_a_person_is_told_once(zhang: User) -> None:
    f.MemberFactory(user=zhang, unit=department(), role=Role.LIAISON)
    item()
    plan_on(DUE)
    assert stages(zhang) == ["before_0"]


# One digest a day


def test_all_items_of_a_day_share_one_digest(zhang: User) -> None:
    for n in range(3):
        item(directive=f.DirectiveFactory(), due_on=DUE - days(n))
    plan_on(DUE)
    assert len(digests(zhang)) == 1
    assert sorted(stages_of(digests(zhang)[0])) == ["before_0", "overdue_1", "overdue_1"]


def test_what_comes_up_before_the_digest_has_left_rides_in_it(zhang: User) -> None:
    item()
    plan_on(DUE)
    item(directive=f.DirectiveFactory())
    plan_on(DUE)
    assert len(digests(zhang)) == 1
    assert stages_of(digests(zhang)[0]) == ["before_0", "before_0"]


@pytest.mark.parametrize("state", ["sending", "sent", "retry", "failed"])
def test_what_comes_up_after_the_digest_was_touched_waits_for_tomorrows(zhang: User, state: str) -> None:
    item()
    plan_on(DUE)
    Reminder.objects.update(state=state)
    late = item(directive=f.DirectiveFactory())
    plan_on(DUE)
    today, tomorrow = digests(zhang)
    assert (today.day, tomorrow.day) == (DUE, DUE + days(1))
    assert [line.assignment for line in tomorrow.lines.all()] == [late]
    with clock.set_to(DUE):
        assert reminding.claim() == []
    later = item(directive=f.DirectiveFactory())
    plan_on(DUE)
    assert later.pk in tomorrow.lines.values_list("assignment", flat=True)


def test_a_digest_that_is_on_its_way_tomorrow_too_is_passed_over(zhang: User) -> None:
    for n in range(2):
        Reminder.objects.create(recipient=zhang, day=DUE + days(n), state=ReminderState.SENT)
    item()
    plan_on(DUE)
    assert digests(zhang)[-1].day == DUE + days(2)


@pytest.mark.parametrize(("state", "left"), [("queued", 0), ("retry", 1), ("failed", 1)])
def test_a_digest_that_was_not_delivered_gives_its_lines_to_the_next(zhang: User, state: str, left: int) -> None:
    item()
    plan_on(DUE)
    Reminder.objects.update(state=state, last_error="" if state == "queued" else "451 later")
    plan_on(DUE + days(1))
    old, new = digests(zhang)[:-1], digests(zhang)[-1]
    assert stages_of(new) == ["before_0", "overdue_1"]
    assert len(old) == left
    for mail in old:
        assert mail.state == ReminderState.FAILED
        assert mail.last_error.startswith("451 later\nIts lines went")
    plan_on(DUE + days(1))
    assert stages_of(new) == ["before_0", "overdue_1"]


@pytest.mark.parametrize("state", ["sending", "retry", "sent"])
def test_a_digest_that_may_have_arrived_keeps_its_lines(zhang: User, state: str) -> None:
    item()
    plan_on(DUE)
    with clock.set_to(DUE):
        reminding.claim()
    Reminder.objects.update(state=state)
    plan_on(DUE + days(1))
    assert [stages_of(mail) for mail in digests(zhang)] == [["before_0"], ["overdue_1"]]


def test_an_undelivered_digest_waits_where_there_is_no_new_one(zhang: User) -> None:
    item()
    plan_on(DUE)
    Reminder.objects.update(state=ReminderState.FAILED)
    plan_on(DUE + days(1))
    li = f.liaison(username="li")
    plan_on(DUE + days(2))
    assert [stages_of(mail) for mail in digests(zhang)] == [[], ["before_0", "overdue_1"]]
    assert stages(li) == ["overdue_1"]


# Cost and races


def test_the_number_of_queries_does_not_grow_with_the_items(zhang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def queries(day: date, verb: str = "SELECT") -> int:
        Reminder.objects.update(state=ReminderState.SENT)
        with CaptureQueriesContext(connection) as captured:
            plan_on(day)
        return sum(query["sql"].startswith(verb) for query in captured.captured_queries)

    def add(n: int) -> None:
        meeting = f.MeetingFactory()
        for _ in range(n):
            one = item(directive=f.DirectiveFactory(meeting=meeting), due_on=DUE)
            Milestone.objects.create(assignment=one, title="主体封顶", due_on=DUE)

    add(2)
    few = queries(DUE)
    add(60)
    assert queries(DUE + days(1)) == few
    assert ReminderLine.objects.filter(reminder__isnull=False).count() == 2 * 2 + 62 * 2
    idle = queries(DUE + days(1))
    assert idle < few  # nothing new: nobody is locked, no digest is looked for
    assert queries(DUE + days(1), "INSERT") == 0
    monkeypatch.setattr(wanted, "CHUNK", 31)
    assert queries(DUE + days(1)) - idle <= 2 * 4  # four for each chunk more, and the end is found by an empty one


def test_chunks_cover_every_item(zhang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted, "CHUNK", 3)
    monkeypatch.setattr(planning, "AT_ONCE", 2)
    for _ in range(5):
        item(directive=f.DirectiveFactory())
    assert plan_on(DUE)["planned"] == 5


def test_a_planner_that_was_overtaken_finds_the_lines_of_the_other(
    zhang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    item()
    write = planning._write

    def overtaken(lines: list[wanted.Wanted], day: date) -> reminding.Figures:
        monkeypatch.setattr(planning, "_write", write)
        plan_on(day)
        Reminder.objects.update(state=ReminderState.SENT)
        return write(lines, day)

    monkeypatch.setattr(planning, "_write", overtaken)
    assert plan_on(DUE) == {}
    assert len(digests(zhang)) == 1


# A person's part


def failed(zhang: User) -> Reminder:
    item()
    plan_on(DUE)
    Reminder.objects.update(state=ReminderState.FAILED, attempts=1, last_error="550 unknown")
    return Reminder.objects.get()


def test_a_failed_mail_can_be_sent_again(zhang: User, smtp_server: SmtpServer) -> None:
    mail = failed(zhang)
    reminding.retry(mail, f.supervisor())
    with clock.set_to(DUE):
        assert sum(reminding.deliver(reminding.claim()).values()) == 1
    assert state_of(mail) == "sent"
    assert mail.attempts == 2


@pytest.mark.parametrize("state", ["queued", "sending", "sent"])
def test_what_did_not_fail_is_not_sent_again(zhang: User, state: str) -> None:
    mail = failed(zhang)
    Reminder.objects.update(state=state)
    with pytest.raises(Refused):
        reminding.retry(mail, f.supervisor())


def test_a_digest_whose_lines_went_on_is_not_sent_again(zhang: User) -> None:
    mail = failed(zhang)
    plan_on(DUE + days(1))
    with pytest.raises(Refused):
        reminding.retry(mail, f.supervisor())


def test_a_liaison_does_not_send_mails_again_nor_does_another_office(zhang: User) -> None:
    mail = failed(zhang)
    other = f.supervisor(f.OfficeFactory(name="十堰市扶贫办"))
    for user in (zhang, other):
        with pytest.raises(PermissionDenied):
            reminding.retry(mail, user)


def test_a_test_mail_goes_out_with_the_next_sweep_as_often_as_it_is_asked_for(smtp_server: SmtpServer) -> None:
    user = f.supervisor(email="office@example.org", language="en")
    for _ in range(2):
        reminding.send_test(user)
        reminding.sweep()
    assert [mail.recipients for mail in smtp_server.mails] == [["office@example.org"]] * 2
    assert "reach you" in smtp_server.mails[0].text
    assert len({mail.message["Message-ID"] for mail in smtp_server.mails}) == 2
    assert Reminder.objects.get().kind == ReminderKind.TEST


def test_a_test_mail_that_is_on_its_way_is_left_alone() -> None:
    user = f.supervisor()
    reminding.send_test(user)
    [mail] = reminding.claim()
    reminding.send_test(user)
    assert state_of(mail) == "sending"
