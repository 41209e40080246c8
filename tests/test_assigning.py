from __future__ import annotations

import itertools
import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from directives import assigning, clock, delegating, extending, milestones, summing, workflow
from directives.access import Action
from directives.errors import Refused
from directives.models import (
    AppendOnlyError,
    Assignment,
    AssignmentState,
    Directive,
    DirectiveState,
    Event,
    EventKind,
    Level,
    Light,
    MeetingState,
    ProgressReport,
    Role,
    Unit,
    User,
)
from tests import factories as f

pytestmark = pytest.mark.django_db
S = AssignmentState
DONE = assigning.Progress(percent=40, text="主体完工")


def confirmed(**changes: Any) -> Directive:
    return f.DirectiveFactory(state=DirectiveState.CONFIRMED, **changes)


def issued(boss: User, unit: Unit | None = None, **changes: Any) -> Assignment:
    directive = confirmed(**changes)
    [found] = assigning.issue(directive, [assigning.IssueItem(unit or f.UnitFactory(), directive.due_on)], boss)
    return found


def test_issuing_gives_each_unit_its_item_with_an_event_and_marks_the_meeting() -> None:
    boss = f.supervisor()
    directive = confirmed()
    units = [f.UnitFactory(), f.UnitFactory(division=f.zhuxi())]
    items = [assigning.IssueItem(u, directive.due_on, "张三") for u in units]

    found = assigning.issue(directive, items, boss)

    assert [a.unit for a in found] == units
    assert {a.state for a in found} == {S.ISSUED}
    assert {(e.kind, e.actor, e.due_after) for e in Event.objects.all()} == {("issue", boss, date(2017, 5, 31))}
    directive.meeting.refresh_from_db()
    assert directive.meeting.state == MeetingState.ISSUED


def test_issuing_twice_changes_nothing() -> None:
    boss = f.supervisor()
    first = issued(boss)
    again = assigning.issue(first.directive, [assigning.IssueItem(first.unit, date(2018, 1, 1))], boss)

    assert again == [first]
    assert again[0].due_on == date(2017, 5, 31)
    assert Event.objects.count() == 1


def test_a_draft_is_not_issued() -> None:
    with pytest.raises(Refused, match=r"confirmed|确认"):
        assigning.issue(f.DirectiveFactory(), [assigning.IssueItem(f.UnitFactory(), None)], f.supervisor())


def test_issuing_to_nobody_is_refused() -> None:
    with pytest.raises(Refused):
        assigning.issue(confirmed(), [], f.supervisor())


def test_a_liaison_does_not_issue() -> None:
    with pytest.raises(PermissionDenied):
        assigning.issue(confirmed(), [assigning.IssueItem(f.UnitFactory(), None)], f.liaison())


def test_the_whole_life_of_an_item_stands_in_its_events() -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = issued(boss)
    a = assigning.sign(a, anna, responsible_person="李四")
    a = assigning.report(a, anna, DONE)
    a = assigning.submit(a, anna, assigning.Progress(100, "全部入住"))
    a = assigning.return_(a, boss, reason="缺照片")
    a = assigning.submit(a, anna, assigning.Progress(100, "已补照片"))
    a = assigning.verify(a, boss)

    assert (a.state, a.percent, a.responsible_person, a.closed_by) == (S.CLOSED, 100, "李四", boss)
    assert [(e.kind, e.state_before, e.state_after) for e in a.events.all()] == [
        ("issue", "", "issued"),
        ("sign", "issued", "in_progress"),
        ("report", "in_progress", "in_progress"),
        ("submit", "in_progress", "submitted"),
        ("return", "submitted", "in_progress"),
        ("submit", "in_progress", "submitted"),
        ("verify", "submitted", "closed"),
    ]
    assert summing.kept() == summing.recount()


def test_a_form_sent_twice_acts_once() -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issued(boss), anna)
    form = assigning.Progress(30, "开工", token=uuid.uuid4())
    assigning.report(a, anna, form, revision=a.revision)
    assigning.report(a, anna, form, revision=a.revision)

    assert ProgressReport.objects.count() == 1
    assert a.events.filter(kind=EventKind.REPORT).count() == 1


def test_a_stale_revision_is_refused_and_changes_nothing() -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = issued(boss)
    seen = a.revision
    assigning.sign(a, anna)
    with pytest.raises(Refused):
        assigning.cancel(a, boss, reason="重复", revision=seen)
    a.refresh_from_db()
    assert a.state == S.IN_PROGRESS


@pytest.mark.parametrize(("percent", "text"), [(101, "好"), (-1, "好"), (5, " ")])
def test_a_report_without_substance_is_refused(percent: int, text: str) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issued(boss), anna)
    with pytest.raises(Refused):
        assigning.report(a, anna, assigning.Progress(percent, text))
    assert not ProgressReport.objects.exists()


def test_a_return_needs_its_reason() -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.submit(assigning.sign(issued(boss), anna), anna, DONE)
    with pytest.raises(Refused):
        assigning.return_(a, boss, reason=" ")


def test_a_moved_date_starts_a_new_schedule_and_keeps_the_old_date_in_its_event() -> None:
    boss = f.supervisor()
    a = assigning.reschedule(issued(boss), boss, due_on=date(2017, 6, 30), reason="汛期")
    event = a.events.get(kind=EventKind.RESCHEDULE)
    assert (a.schedule_no, event.due_before, event.due_after) == (2, date(2017, 5, 31), date(2017, 6, 30))


def test_a_suspended_item_resumes_where_it_stood() -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issued(boss), anna)
    a = assigning.resume(assigning.suspend(a, boss, reason="汛期"), boss, due_on=date(2017, 8, 31))
    assert (a.state, a.due_on, a.schedule_no) == (S.IN_PROGRESS, date(2017, 8, 31), 2)


def test_a_reopened_item_is_open_with_a_new_date() -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.verify(assigning.submit(assigning.sign(issued(boss), anna), anna, DONE), boss)
    a = assigning.reopen(a, boss, reason="回头看", due_on=date(2017, 9, 30))
    assert (a.state, a.closed_at, a.schedule_no) == (S.IN_PROGRESS, None, 2)


def test_an_item_is_urged_once_a_day() -> None:
    boss = f.supervisor()
    a = issued(boss)
    with clock.set_to(date(2017, 5, 1)):
        a = assigning.urge(a, boss)
        with pytest.raises(Refused):
            assigning.urge(a, boss)
    with clock.set_to(date(2017, 5, 2)):
        assigning.urge(a, boss)
    assert a.events.filter(kind=EventKind.URGE).count() == 2


def test_notes_and_instructions_stand_in_the_history() -> None:
    boss = f.supervisor()
    leader = f.MemberFactory(role=Role.LEADER).user
    a = issued(boss)
    assigning.remark(a, boss, text="电话已通")
    assigning.instruct(a, leader, text="务必抓紧")
    assert list(a.events.values_list("kind", "note"))[1:] == [("note", "电话已通"), ("instruction", "务必抓紧")]


def test_events_are_append_only() -> None:
    event = issued(f.supervisor()).events.get()
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        Event.objects.all().delete()
    with pytest.raises(AppendOnlyError):
        Event.objects.update(note="")


ACTS: dict[EventKind, Any] = {
    EventKind.SIGN: lambda a, u: assigning.sign(a, u),
    EventKind.REPORT: lambda a, u: assigning.report(a, u, DONE),
    EventKind.SUBMIT: lambda a, u: assigning.submit(a, u, DONE),
    EventKind.VERIFY: lambda a, u: assigning.verify(a, u),
    EventKind.RETURN: lambda a, u: assigning.return_(a, u, reason="缺"),
    EventKind.REOPEN: lambda a, u: assigning.reopen(a, u, reason="缺", due_on=None),
    EventKind.SUSPEND: lambda a, u: assigning.suspend(a, u, reason="停"),
    EventKind.RESUME: lambda a, u: assigning.resume(a, u, due_on=None),
    EventKind.CANCEL: lambda a, u: assigning.cancel(a, u, reason="撤"),
    EventKind.RESCHEDULE: lambda a, u: assigning.reschedule(a, u, due_on=date(2017, 7, 1), reason="改"),
    EventKind.URGE: lambda a, u: assigning.urge(a, u),
    EventKind.CORRECT: lambda a, u: workflow.make(a, EventKind.CORRECT, u, note="笔误"),
    EventKind.WITHDRAW: lambda a, u: workflow.make(a, EventKind.WITHDRAW, u, note="另有部署"),
    EventKind.NOTE: lambda a, u: assigning.remark(a, u, text="记"),
    EventKind.INSTRUCTION: lambda a, u: assigning.instruct(a, u, text="批"),
    EventKind.REASSIGN: lambda a, u: assigning.reassign(a, u, unit=elsewhere(), reason="调"),
    EventKind.EXTENSION_ASKED: lambda a, u: extending.ask(a, u, due_on=date(2099, 1, 1), reason="雨"),
    EventKind.EXTENSION_DECIDED: lambda a, u: extending.grant(pleaded(a), u, due_on=date(2099, 1, 1)),
    EventKind.PLAN: lambda a, u: milestones.plan(a, u, [milestones.Planned("开工", date(2017, 4, 1), 30)]),
    EventKind.MILESTONE: lambda a, u: milestones.tick(a.milestones.create(title="开工", due_on=date(2017, 4, 1)), u),
    EventKind.DELEGATE: lambda a, u: delegating.delegate(a, u, [assigning.IssueItem(township(), a.due_on)]),
}


def elsewhere() -> Unit:
    return f.UnitFactory(division=f.zhuxi())


def township() -> Unit:
    place = f.DivisionFactory(code="420381110", name="官山镇", level=Level.TOWNSHIP, parent=f.danjiangkou())
    return Unit.objects.government_of(place)


def pleaded(a: Assignment) -> Assignment:
    """The item with a plea for more time, however it came there."""
    a.extensions.create(asked_at=clock.now(), reason="雨", due_before=a.due_on, due_asked=date(2099, 1, 1))
    return a


def people() -> dict[str, User]:
    foreign_office = f.OfficeFactory(name="他市督查室")
    return {
        "supervisor": f.supervisor(),
        "reviewer": f.MemberFactory(role=Role.REVIEWER).user,
        "leader": f.MemberFactory(role=Role.LEADER).user,
        "administrator": f.MemberFactory(role=Role.ADMINISTRATOR).user,
        "liaison": f.liaison(),
        "liaison of another county": f.liaison(f.UnitFactory(division=f.zhuxi())),
        "supervisor of another office": f.supervisor(foreign_office),
        "leader of another office": f.MemberFactory(role=Role.LEADER, unit=foreign_office).user,
    }


def may(kind: EventKind, person: str) -> bool:
    if workflow.MOVES[kind].action is Action.ACT:
        return person == "liaison"
    if workflow.MOVES[kind].action is Action.ISSUE:
        return person in {"supervisor", "reviewer"}
    return person == ("leader" if kind == EventKind.INSTRUCTION else "supervisor")


def test_every_state_action_and_role_allows_what_the_table_says_and_nothing_else() -> None:
    who = people()
    made = refused = 0
    assert not workflow.MOVES.keys() - ACTS.keys(), "a move that nothing here makes"
    for state in S:
        a = f.AssignmentFactory(directive=confirmed(), state=state)
        before = Assignment.objects.values().get(pk=a.pk)
        for kind, (person, user) in itertools.product(ACTS, who.items()):
            expected = state in workflow.MOVES[kind].start and may(kind, person)
            assert (kind in workflow.allowed(a, user)) == expected, (state, kind, person)
            with transaction.atomic():
                if expected:
                    ACTS[kind](a, user)
                    assert a.events.filter(kind=kind).count() == 1
                    made += 1
                else:
                    with pytest.raises((Refused, PermissionDenied)):
                        ACTS[kind](a, user)
                    assert Assignment.objects.values().get(pk=a.pk) == before
                    assert not a.events.exists()
                    refused += 1
                transaction.set_rollback(True)
    assert made + refused == len(S) * len(ACTS) * len(who)
    assert made > 20


def test_the_county_figures_are_rebuilt_from_the_items() -> None:
    issued(f.supervisor())
    expected = summing.kept()
    f.AssignmentFactory()  # a row that bypassed the workflow
    assert summing.kept() != summing.recount()
    summing.rebuild()
    assert summing.kept() == summing.recount()
    assert summing.kept() != expected


def test_confidential_items_are_not_in_the_county_figures() -> None:
    issued(f.supervisor(), confidential=True)
    assert summing.kept() == {} == summing.recount()


def test_an_item_handed_to_another_unit_is_counted_there_and_reminded_anew() -> None:
    boss = f.supervisor()
    a = issued(boss)
    moved = assigning.reassign(a, boss, unit=elsewhere(), reason="机构调整")
    assert (moved.unit, moved.schedule_no) == (elsewhere(), a.schedule_no + 1)
    assert summing.kept() == summing.recount()
    assert {key[1]: dict(counts) for key, counts in summing.kept().items()} == {"420324": {"issued": 1}}
    event = a.events.get(kind=EventKind.REASSIGN)
    assert (event.unit_before, event.unit_after) == (a.unit, elsewhere())


def test_an_item_is_not_handed_to_a_unit_that_has_the_directive() -> None:
    boss = f.supervisor()
    a = issued(boss)
    assigning.issue(a.directive, [assigning.IssueItem(elsewhere(), None)], boss)
    with pytest.raises(Refused):
        assigning.reassign(a, boss, unit=elsewhere(), reason="机构调整")


def test_an_item_falls_behind_its_plan_and_a_report_brings_it_back() -> None:
    boss, county = f.supervisor(), f.liaison()
    with clock.set_to(date(2017, 4, 1)):
        a = assigning.sign(issued(boss), county)
    with clock.set_to(date(2017, 4, 7)):
        assert a.light == Light.GREEN
    with clock.set_to(date(2017, 5, 1)):
        assert a.light == Light.BEHIND
        assert list(Assignment.objects.all().behind()) == [a]
        a = assigning.report(a, county, assigning.Progress(percent=60, text="过半"))
        assert a.light == Light.GREEN
        assert not Assignment.objects.all().behind().exists()


def test_done_values_give_the_per_cent_where_none_is_said() -> None:
    boss, county = f.supervisor(), f.liaison()
    a = assigning.sign(issued(boss), county)
    houses, money = (a.directive.targets.create(metric=m, value=v) for m, v in (("建房", 200), ("资金", 50)))
    ceiling = a.directive.targets.create(metric="超支", comparator="<=", value=5)
    a.shares.create(target=houses, value=100)  # the unit's own part of the 200
    done = {houses.pk: Decimal(60), money.pk: Decimal(80), ceiling.pk: Decimal(1)}
    a = assigning.report(a, county, assigning.Progress(None, "按户数", done=done))
    assert a.percent == 80, "60 of its 100, and no more than the whole of the 50"
    assert a.reports.get().done_values[str(houses.pk)] == "60"
    assert a.shares.get(target=money).value == 50


@pytest.mark.parametrize("done", [{0: Decimal(1)}, {}])
def test_a_report_of_no_figure_or_of_another_item_s_is_refused_whole(done: dict[int, Decimal]) -> None:
    boss, county = f.supervisor(), f.liaison()
    a = assigning.sign(issued(boss), county)
    with pytest.raises(Refused):
        assigning.report(a, county, assigning.Progress(None, "进展", done=done))
    assert not ProgressReport.objects.exists()
    assert not a.shares.exists()


def test_a_form_of_another_item_is_refused() -> None:
    boss, county = f.supervisor(), f.liaison()
    one, other = (assigning.sign(issued(boss), county) for _ in range(2))
    form = assigning.Progress(30, "开工", token=uuid.uuid4())
    assigning.report(one, county, form)
    with pytest.raises(Refused):
        assigning.report(other, county, form)
    assert not other.reports.exists()
