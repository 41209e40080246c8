"""Many people at once on the same items: every move is made whole or not at all, and the books still agree."""

from __future__ import annotations

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django.fixtures import Settings

from directives import assigning, summing, workflow
from directives.errors import Refused
from directives.models import (
    Assignment,
    AssignmentState,
    CountyProgress,
    Directive,
    DirectiveState,
    Division,
    Event,
    EventKind,
    Level,
    ProgressReport,
    Topic,
    Unit,
    User,
)
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
K = EventKind
Act = Callable[[], Any]
Move = Callable[[Assignment, User, int | None], Assignment]
DAYS = [None, date(2017, 6, 30), date(2017, 9, 30)]


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 20)


def at_once(*acts: Act) -> list[Any]:
    """Do all of it at the same moment, each in a thread and a connection of its own; what each returned or raised."""
    outcome: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(n: int) -> None:
        try:
            start.wait()
            outcome[n] = acts[n]()
        except Exception as error:
            outcome[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[n]) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def confirmed(**facts: Any) -> Directive:
    return f.DirectiveFactory(state=DirectiveState.CONFIRMED, **facts)


def issued(boss: User, *places: Unit) -> list[Assignment]:
    made = confirmed()
    return assigning.issue(made, [assigning.IssueItem(unit, made.due_on) for unit in places], boss)


def report(percent: int) -> assigning.Progress:
    return assigning.Progress(percent, "有进展")


BY_COUNTY: dict[EventKind, Move] = {
    K.SIGN: lambda a, u, r: assigning.sign(a, u, revision=r),
    K.REPORT: lambda a, u, r: assigning.report(a, u, report(random.randrange(100)), revision=r),
    K.SUBMIT: lambda a, u, r: assigning.submit(a, u, report(100), revision=r),
}
BY_OFFICE: dict[EventKind, Move] = {
    K.VERIFY: lambda a, u, r: assigning.verify(a, u, revision=r),
    K.RETURN: lambda a, u, r: assigning.return_(a, u, reason="缺照片", revision=r),
    K.REOPEN: lambda a, u, r: assigning.reopen(a, u, reason="回头看", due_on=random.choice(DAYS), revision=r),
    K.SUSPEND: lambda a, u, r: assigning.suspend(a, u, reason="汛期", revision=r),
    K.RESUME: lambda a, u, r: assigning.resume(a, u, due_on=random.choice(DAYS), revision=r),
    K.RESCHEDULE: lambda a, u, r: assigning.reschedule(a, u, due_on=random.choice(DAYS), reason="改期", revision=r),
    K.URGE: lambda a, u, r: assigning.urge(a, u, revision=r),
    K.NOTE: lambda a, u, r: assigning.remark(a, u, text="电话已通", revision=r),
}


def test_after_a_crowd_of_moves_every_item_is_what_its_events_say() -> None:
    boss, units = f.supervisor(), [f.UnitFactory(), f.UnitFactory(division=f.zhuxi())]
    liaisons = {unit.pk: f.liaison(unit) for unit in units}
    keys = [a.pk for _ in range(3) for a in issued(boss, *units)]
    moves = 10 if connection.vendor == "sqlite" else 40

    def crowd(seed: int) -> Counter[int]:
        chance, made = random.Random(seed), Counter[int]()
        for _ in range(moves):
            item = Assignment.objects.get(pk=chance.choice(keys))
            side = chance.choice([BY_COUNTY, BY_OFFICE])
            user = liaisons[item.unit_id] if side is BY_COUNTY else boss
            # Half of them act on what they saw, as a page does; the others on whatever it is by then.
            seen = chance.choice([item.revision, None])
            try:
                chance.choice(list(side.values()))(item, user, seen)
                made[item.pk] += 1
            except Refused:
                pass
        return made

    done = at_once(*(lambda n=n: crowd(n) for n in range(THREADS)))

    assert [error for error in done if not isinstance(error, Counter)] == []
    made = sum(done, Counter[int]())
    assert made.total() > THREADS * moves / 10
    for item in Assignment.objects.filter(pk__in=keys):
        assert replay(item) == made[item.pk] == item.revision
    assert summing.kept() == summing.recount()


def replay(item: Assignment) -> int:
    """Walk the life of an item along its events; how many moves there were after the issuing."""
    first, *rest = item.events.order_by("id")
    assert (first.kind, first.state_after) == (K.ISSUE, AssignmentState.ISSUED)
    last, resting = first, ""
    for event in rest:
        move = workflow.MOVES[EventKind(event.kind)]
        assert (event.state_before, event.due_before, event.percent_before) == (
            last.state_after,
            last.due_after,
            last.percent_after,
        )
        assert event.state_before in move.start
        if event.kind == K.SUSPEND:
            resting = event.state_before
        expected = resting if event.kind == K.RESUME else move.end or event.state_before
        assert event.state_after == expected
        last = event
    assert (item.state, item.due_on, item.percent) == (last.state_after, last.due_after, last.percent_after)
    told = sum(event.kind in {K.REPORT, K.SUBMIT} for event in rest)
    assert ProgressReport.objects.filter(assignment=item).count() == told
    assert item.schedule_no == 1 + sum(workflow.MOVES[EventKind(event.kind)].new_schedule for event in rest)
    return len(rest)


def test_of_two_people_who_saw_the_same_page_one_wins_and_the_other_is_told() -> None:
    boss, anna = f.supervisor(), f.liaison()
    for _ in range(10):
        [a] = issued(boss, f.UnitFactory())
        signed, cancelled = at_once(
            lambda a=a: assigning.sign(a, anna, revision=a.revision),
            lambda a=a: assigning.cancel(a, boss, reason="重复", revision=a.revision),
        )
        assert {type(signed), type(cancelled)} == {Assignment, Refused}
        a.refresh_from_db()
        assert a.state == ("in_progress" if isinstance(signed, Assignment) else "cancelled")
        assert a.events.count() == 2


def test_an_item_verified_twice_at_once_is_closed_once() -> None:
    boss, colleague, anna = f.supervisor(), f.supervisor(username="colleague"), f.liaison()
    [a] = issued(boss, f.UnitFactory())
    assigning.submit(assigning.sign(a, anna), anna, report(100))
    outcome = at_once(*(lambda who=who: assigning.verify(a, who) for who in (boss, colleague, boss, colleague)))
    assert sorted(type(one).__name__ for one in outcome) == ["Assignment", "Refused", "Refused", "Refused"]
    assert a.events.filter(kind=K.VERIFY).count() == 1
    assert CountyProgress.objects.get().closed == 1


def test_a_form_that_is_sent_several_times_at_once_acts_once() -> None:
    boss, anna = f.supervisor(), f.liaison()
    [a] = issued(boss, f.UnitFactory())
    a = assigning.sign(a, anna)
    form = assigning.Progress(30, "开工", token=uuid.uuid4())
    outcome = at_once(*(lambda: assigning.report(a, anna, form, revision=a.revision) for _ in range(THREADS)))
    assert {type(one) for one in outcome} == {Assignment}
    assert ProgressReport.objects.count() == a.events.filter(kind=K.REPORT).count() == 1


def test_a_directive_issued_by_several_at_once_is_issued_once_to_each_unit() -> None:
    bosses = [f.supervisor(username=f"boss{n}") for n in range(4)]
    units, made = counties(6), confirmed()
    items = [assigning.IssueItem(unit, made.due_on) for unit in units]
    outcome = at_once(*(lambda boss=boss: assigning.issue(made, items, boss) for boss in bosses))
    assert [[a.unit for a in one] for one in outcome] == [units] * len(bosses)
    assert Assignment.objects.count() == Event.objects.count() == len(units)
    assert summing.kept() == summing.recount()


def test_those_who_issue_at_once_in_another_order_do_not_block_each_other() -> None:
    """Two meetings of one office, for the same counties and topics, each listing them the other way round."""
    boss, units = f.supervisor(), counties(12)
    matrices = [matrix(units, topics) for topics in (TOPICS, TOPICS[::-1], TOPICS, TOPICS[::-1])]
    for given in matrices[::2]:
        for items in given.values():
            items.reverse()
    outcome = at_once(*(lambda given=given: assigning.issue_all(given, boss) for given in matrices))
    expected = [[item.unit for items in given.values() for item in items] for given in matrices]
    assert [[a.unit for a in one] for one in outcome] == expected
    assert summing.kept() == summing.recount()


TOPICS = [Topic.HOUSING, Topic.INDUSTRY, Topic.HEALTH]


def matrix(units: list[Unit], topics: list[Topic]) -> dict[Directive, list[assigning.IssueItem]]:
    meeting = f.MeetingFactory()
    directives = [confirmed(meeting=meeting, topic=topic) for topic in topics]
    return {made: [assigning.IssueItem(unit, made.due_on) for unit in units] for made in directives}


def test_an_item_resumed_by_two_goes_back_to_where_the_last_suspension_found_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between the look at the item and the lock on it, a colleague resumes it, and it is done and suspended anew."""
    boss, anna = f.supervisor(), f.liaison()
    [a] = issued(boss, f.UnitFactory())
    a = assigning.suspend(assigning.sign(a, anna), boss, reason="汛期")

    def slow(key: int) -> Assignment:
        monkeypatch.undo()
        row = assigning.submit(assigning.resume(a, boss, due_on=None), anna, report(100))
        assigning.suspend(row, boss, reason="停工")
        return workflow.locked(key)

    for module in (assigning, workflow):
        monkeypatch.setattr(module, "locked", slow)
    assert assigning.resume(a, boss, due_on=None).state == AssignmentState.SUBMITTED


def counties(n: int) -> list[Unit]:
    return [f.UnitFactory(division=county(i)) for i in range(n)]


def county(i: int) -> Division:
    return f.DivisionFactory(code=f"4203{i:02d}", name=f"第{i}县", level=Level.COUNTY, parent=f.shiyan())
