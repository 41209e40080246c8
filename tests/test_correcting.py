"""A directive that counties have: corrected or withdrawn, its items follow, and each county is told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from directives import assigning, clock, correcting, extending, reviewing, summing
from directives.correcting import Follow
from directives.errors import Refused
from directives.models import (
    Assignment,
    AssignmentState,
    Directive,
    DirectiveState,
    EventKind,
    ReminderLine,
    Role,
    Target,
    TargetShare,
    Topic,
    Unit,
    User,
)
from tests import factories as f
from tests.outbox import digests, plan_on, sweep_on
from tests.smtp import SmtpServer
from tests.threads import in_threads

pytestmark = pytest.mark.django_db
S = AssignmentState
DAY, DUE, LATER = date(2017, 4, 3), date(2017, 5, 31), date(2017, 6, 30)
DONE = assigning.Progress(100, "全部入住")


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = DAY


@pytest.fixture
def boss() -> User:
    return f.supervisor()


@pytest.fixture
def zhang() -> User:
    return f.liaison(username="zhang", language="en")


def issued(boss: User, *units: Unit, **facts: Any) -> Directive:
    made: Directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=DUE, **facts)
    assigning.issue(made, [assigning.IssueItem(u, DUE) for u in units or (f.UnitFactory(),)], boss)
    made.refresh_from_db()
    return made


def two() -> tuple[Unit, Unit]:
    return f.UnitFactory(), f.UnitFactory(division=f.zhuxi())


def dues(directive: Directive) -> list[date | None]:
    return [a.due_on for a in directive.assignments.order_by("pk")]


def states(directive: Directive) -> list[str]:
    return [a.state for a in directive.assignments.order_by("pk")]


def why(directive: Directive) -> str | None:
    """The reason in the latest record of its history."""
    reason: str | None = directive.history.latest("history_id").history_change_reason
    return reason


def kinds(a: Assignment) -> list[str]:
    return [event.kind for event in a.events.all()]


# Correcting


@pytest.mark.parametrize(
    ("follow", "expected"),
    [(Follow.SAME, [LATER, date(2017, 5, 1)]), (Follow.ALL, [LATER, LATER]), (Follow.NONE, [DUE, date(2017, 5, 1)])],
)
def test_the_reviewer_chooses_which_items_follow_a_corrected_due_date(
    boss: User, follow: Follow, expected: list[date]
) -> None:
    made = issued(boss, *two())
    other = made.assignments.order_by("pk")[1]
    assigning.reschedule(other, boss, due_on=date(2017, 5, 1), reason="先行")
    effects = correcting.correct(made, boss, {"due_on": LATER}, reason="笔误", follow=follow)
    assert dues(made) == expected
    made.refresh_from_db()
    assert (made.due_on, why(made)) == (LATER, "笔误")
    moved = {effect.item.pk for effect in effects if effect.told}
    assert {a.pk for a in made.assignments.all() if EventKind.CORRECT in kinds(a)} == moved
    assert len(moved) == {Follow.SAME: 1, Follow.ALL: 2, Follow.NONE: 0}[follow]


def test_a_moved_item_starts_its_reminders_anew_and_one_that_is_only_reworded_does_not(boss: User) -> None:
    made = issued(boss)
    correcting.correct(made, boss, {"text": "建成全部安置房"}, reason="笔误")
    a = made.assignments.get()
    assert (a.schedule_no, a.due_on) == (1, DUE)
    correcting.correct(made, boss, {"due_on": LATER}, reason="汛期")
    a.refresh_from_db()
    event = a.events.last()
    assert event is not None
    assert (a.schedule_no, event.kind, event.due_before, event.due_after) == (2, EventKind.CORRECT, DUE, LATER)


def test_what_was_changed_and_why_stands_in_the_items_life(boss: User) -> None:
    made = issued(boss)
    bureau = f.UnitFactory(name="住建局", kind="department")
    changes = {"text": "建成全部安置房", "topic": Topic.HOUSING, "lead_unit": bureau, "firm": False}
    correcting.correct(made, boss, changes, reason="记录有误")
    event = made.assignments.get().events.last()
    assert event is not None
    assert "5月底前建成全部搬迁安置房 → 建成全部安置房" in event.note
    assert "– → 住建局" in event.note
    assert event.note.endswith("记录有误")
    assert (event.state_before, event.state_after, event.actor) == (S.ISSUED, S.ISSUED, boss)


def test_a_corrected_topic_takes_the_countys_figures_along(boss: User) -> None:
    made = issued(boss, *two())
    assigning.cancel(made.assignments.order_by("pk")[0], boss, reason="重复")
    correcting.correct(made, boss, {"topic": Topic.HEALTH}, reason="归类有误")
    assert summing.kept() == summing.recount()
    assert {key[2] for key in summing.kept()} == {Topic.HEALTH}


def test_what_is_done_with_is_neither_moved_nor_told(boss: User, zhang: User) -> None:
    made = issued(boss, *two())
    closed, cancelled = made.assignments.order_by("pk")
    assigning.verify(assigning.submit(assigning.sign(closed, zhang), zhang, DONE), boss)
    assigning.cancel(cancelled, boss, reason="重复")
    effects = correcting.correct(made, boss, {"due_on": LATER, "text": "新"}, reason="笔误", follow=Follow.ALL)
    assert not any(effect.told or effect.moves for effect in effects)
    assert dues(made) == [DUE, DUE]


def test_a_note_is_corrected_without_a_word_to_the_counties(boss: User) -> None:
    made = issued(boss)
    correcting.correct(made, boss, {"note": "内部"}, reason="")
    assert kinds(made.assignments.get()) == ["issue"]


def test_a_countys_part_stays_when_its_target_is_corrected_and_goes_with_it(boss: User) -> None:
    made: Directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED)
    target = Target.objects.create(directive=made, metric="安置房", value=1000, unit="套")
    near, far = two()
    part, whole = {target.pk: Decimal(120)}, {target.pk: Decimal(1000)}
    items = [assigning.IssueItem(near, DUE, shares=part), assigning.IssueItem(far, DUE, shares=whole)]
    assigning.issue(made, items, boss)
    facts = {"metric": "安置房", "comparator": ">=", "value": Decimal(1500), "unit": "套"}
    correcting.correct(made, boss, {"targets": [facts]}, reason="漏记")
    shares = TargetShare.objects.select_related("target").order_by("assignment")
    assert [(str(share.target), share.value) for share in shares] == [
        ("安置房 ≥ 1500套", 120),
        ("安置房 ≥ 1500套", 1500),
    ]
    event = made.assignments.all()[0].events.last()
    assert event is not None
    assert "安置房 = 1000套 → 安置房 ≥ 1500套" in event.note
    correcting.correct(made, boss, {"targets": []}, reason="取消指标")
    assert not TargetShare.objects.exists()
    assert not Target.objects.exists()


@pytest.mark.parametrize("changes", [{"text": "新"}, {"due_on": LATER}])
def test_a_correction_that_counties_hear_of_needs_its_reason(boss: User, changes: dict[str, Any]) -> None:
    made = issued(boss)
    with pytest.raises(Refused, match=r"reason|理由|原因"):
        correcting.correct(made, boss, changes, reason=" ")
    made.refresh_from_db()
    assert (made.text, made.due_on, dues(made)) == ("5月底前建成全部搬迁安置房", DUE, [DUE])


@pytest.mark.parametrize("changes", [{"recurrence": None}, {"confidential": True}])
def test_a_rhythm_and_secrecy_are_not_corrected(boss: User, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        correcting.correct(issued(boss), boss, changes, reason="x")


def test_what_no_county_has_is_edited_not_corrected(boss: User) -> None:
    made = f.DirectiveFactory(state=DirectiveState.CONFIRMED)
    for act in (correct_it, withdraw_it):
        with pytest.raises(Refused):
            act(made, boss)


# Withdrawing


def test_withdrawing_cancels_the_open_items_with_the_reason_and_keeps_the_history(boss: User, zhang: User) -> None:
    made = issued(boss, *two())
    first = made.assignments.order_by("pk")[0]
    assigning.submit(assigning.sign(first, zhang), zhang, DONE)
    correcting.withdraw(made, boss, reason="会议另有部署")
    made.refresh_from_db()
    assert (made.state, states(made)) == (DirectiveState.WITHDRAWN, [S.CANCELLED, S.CANCELLED])
    assert why(made) == "会议另有部署"
    assert [a.events.last().note for a in made.assignments.all()] == ["会议另有部署"] * 2  # type: ignore[union-attr]
    assert summing.kept() == summing.recount()


def test_what_is_reported_done_may_stay_to_be_verified_but_does_not_run_again(boss: User, zhang: User) -> None:
    made = issued(boss, *two())
    first = made.assignments.order_by("pk")[0]
    assigning.submit(assigning.sign(first, zhang), zhang, DONE)
    correcting.withdraw(made, boss, reason="会议另有部署", keep=True)
    assert states(made) == [S.SUBMITTED, S.CANCELLED]
    first.refresh_from_db()
    assert kinds(first)[-1] == EventKind.WITHDRAW
    with pytest.raises(Refused):
        assigning.return_(first, boss, reason="缺照片")
    assert assigning.verify(first, boss).state == S.CLOSED
    with pytest.raises(Refused):
        assigning.reopen(first, boss, reason="回头看", due_on=LATER)


def test_withdrawing_needs_its_reason_and_leaves_everything_as_it_was(boss: User) -> None:
    made = issued(boss)
    with pytest.raises(Refused):
        correcting.withdraw(made, boss, reason=" ")
    made.refresh_from_db()
    assert (made.state, states(made)) == (DirectiveState.CONFIRMED, [S.ISSUED])


# Who, and as of what


def correct_it(made: Directive, user: User, **more: Any) -> object:
    return correcting.correct(made, user, {"due_on": LATER}, reason="笔误", **more)


def withdraw_it(made: Directive, user: User, **more: Any) -> object:
    return correcting.withdraw(made, user, reason="另有部署", **more)


ACTS: list[Callable[..., object]] = [correct_it, withdraw_it]


@pytest.mark.parametrize("act", ACTS)
def test_only_who_may_issue_corrects_and_withdraws(boss: User, zhang: User, act: Callable[..., Any]) -> None:
    made = issued(boss)
    leader = f.MemberFactory(role=Role.LEADER).user
    stranger = f.supervisor(f.OfficeFactory(division=f.hubei(), name="省督查室"))
    for user in (zhang, leader, stranger):
        with pytest.raises(PermissionDenied):
            act(made, user)
    act(made, f.MemberFactory(role=Role.REVIEWER).user)


@pytest.mark.parametrize("act", ACTS)
def test_a_stale_page_is_refused(boss: User, act: Callable[..., Any]) -> None:
    made = issued(boss)
    reviewing.edit(made, boss, {"note": "x"})
    with pytest.raises(Refused):
        act(made, boss, revision=made.revision)
    assert dues(made) == [DUE]


def test_nothing_else_happens_than_what_was_shown(boss: User) -> None:
    """Between the look and the click a colleague moves an item."""
    made = issued(boss)
    shown = correcting.correction(made, {"due_on": LATER})
    decision = correcting.decision_of(made, {"due_on": LATER}, Follow.SAME)
    seen = correcting.fingerprint(shown, decision)
    assigning.reschedule(made.assignments.get(), boss, due_on=date(2017, 7, 1), reason="汛期")
    with pytest.raises(Refused):
        correct_it(made, boss, seen=seen)
    assert dues(made) == [date(2017, 7, 1)]
    again = correcting.correction(made, {"due_on": LATER})
    correct_it(made, boss, seen=correcting.fingerprint(again, decision))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_and_withdraw_at_once_each_acts_whole_or_not_at_all(boss: User) -> None:
    colleague = f.supervisor(username="colleague")
    made = issued(boss, *two())
    raised = in_threads(
        lambda: correct_it(made, boss, revision=made.revision),
        lambda: withdraw_it(made, colleague, revision=made.revision),
    )
    assert [type(error) for error in raised] == [Refused]
    made.refresh_from_db()
    if made.state == DirectiveState.WITHDRAWN:
        assert (states(made), dues(made)) == ([S.CANCELLED] * 2, [DUE] * 2)
    else:
        assert (states(made), dues(made)) == ([S.ISSUED] * 2, [LATER] * 2)
    assert summing.kept() == summing.recount()


# Telling the counties


def test_a_correction_is_mailed_once_with_what_it_was_and_what_it_is(
    boss: User, zhang: User, smtp_server: SmtpServer
) -> None:
    made = issued(boss)
    with clock.set_to(DAY):
        correcting.correct(made, boss, {"due_on": LATER, "text": "建成全部安置房"}, reason="记录有误")
    for day in (DAY, DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)):
        sweep_on(day)
    [mail] = smtp_server.mails
    assert mail.recipients == [zhang.email]
    for part in (mail.text, mail.html):
        assert "Corrected: due date 2017-05-31 → 2017-06-30; " in part
        assert "→ 建成全部安置房" in part
        assert "记录有误" in part
    assert "1 corrected" in str(mail.message["Subject"])


def test_a_withdrawal_is_mailed_once_though_the_item_no_longer_runs(
    boss: User, zhang: User, smtp_server: SmtpServer
) -> None:
    made = issued(boss)
    correcting.withdraw(made, boss, reason="会议另有部署")
    for day in (DAY, DAY + timedelta(days=1), DUE):
        sweep_on(day)
    [mail] = smtp_server.mails
    assert "Withdrawn: 会议另有部署" in mail.text
    assert "== Withdrawn (1) ==" in mail.text
    assert "left" not in mail.text  # no countdown of what is over
    assert "1 withdrawn" in str(mail.message["Subject"])


def test_what_the_office_answered_is_mailed_once_with_its_words(
    boss: User, zhang: User, smtp_server: SmtpServer
) -> None:
    item = assigning.sign(issued(boss).assignments.get(), zhang)
    with clock.set_to(DAY):
        extending.ask(item, zhang, due_on=LATER, reason="连续降雨")
        extending.grant(item, boss, due_on=LATER, note="下不为例")
        item = assigning.submit(item, zhang, assigning.Progress(100, "完成"))
        assigning.return_(item, boss, reason="缺照片")
    for day in (DAY, DAY + timedelta(days=1)):
        sweep_on(day)
    [mail] = smtp_server.mails
    for part in (mail.text, mail.html):
        assert "extension decided: due date 2017-05-31 → 2017-06-30; " in part
        assert "下不为例" in part
        assert "returned: 缺照片" in part
    assert "1 answered" in str(mail.message["Subject"])


def test_a_due_date_moved_again_does_not_repeat_the_news(boss: User, zhang: User, smtp_server: SmtpServer) -> None:
    made = issued(boss)
    correct_it(made, boss)
    sweep_on(DAY)
    with clock.set_to(DAY + timedelta(days=1)):
        assigning.reschedule(made.assignments.get(), boss, due_on=date(2017, 7, 31), reason="汛期")
    sweep_on(DAY + timedelta(days=1))
    assert ReminderLine.objects.filter(stage__startswith="corrected").count() == 1
    assert sum("Corrected" in mail.text for mail in smtp_server.mails) == 1


def test_two_corrections_of_one_day_ride_in_one_mail(boss: User, zhang: User, smtp_server: SmtpServer) -> None:
    made = issued(boss)
    correcting.correct(made, boss, {"text": "甲"}, reason="一")
    correcting.correct(made, boss, {"text": "乙"}, reason="二")
    sweep_on(DAY)
    [mail] = smtp_server.mails
    assert "→ 甲; 一" in mail.text
    assert "甲 → 乙; 二" in mail.text


def test_news_rides_with_the_reminder_that_is_due_anyway(boss: User, zhang: User, smtp_server: SmtpServer) -> None:
    made = issued(boss)
    with clock.set_to(DUE):
        correcting.correct(made, boss, {"text": "甲"}, reason="笔误")
    sweep_on(DUE)
    [mail] = smtp_server.mails
    assert "== Due today (1) ==" in mail.text
    assert "Corrected: " in mail.text
    assert "== Corrected" not in mail.text


def test_of_a_confidential_directive_only_that_something_changed_is_mailed(
    boss: User, zhang: User, smtp_server: SmtpServer
) -> None:
    made = issued(boss, confidential=True)
    made.readers.set([*boss.memberships.all(), *zhang.memberships.all()])
    correcting.correct(made, boss, {"text": "秘密甲"}, reason="秘密乙")
    sweep_on(DAY)
    [mail] = smtp_server.mails
    assert "Corrected by the office" in mail.text
    assert "秘密" not in mail.text


def test_news_waits_over_the_holidays_and_not_for_ever(boss: User, zhang: User) -> None:
    correct_it(issued(boss), boss)
    withdraw_it(issued(boss), boss)
    plan_on(DAY + timedelta(days=13))
    assert [line.stage.partition("_")[0] for line in digests(zhang)[0].lines.order_by("pk")][-2:] == [
        "corrected",
        "withdrawn",
    ]
    ReminderLine.objects.all().delete()
    plan_on(DAY + timedelta(days=20))
    assert not ReminderLine.objects.filter(stage__regex="corrected|withdrawn").exists()


def test_planning_costs_the_same_queries_for_one_correction_and_for_many(boss: User, zhang: User) -> None:
    def cost(n: int) -> int:
        for _ in range(n):
            correct_it(issued(boss), boss)
        with CaptureQueriesContext(connection) as queries:
            plan_on(DAY)
        return len(queries)

    cost(1)  # makes the digest
    assert cost(1) == cost(12)
