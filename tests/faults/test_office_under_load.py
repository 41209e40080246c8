"""A small office in which everybody does anything at any moment, and the books afterwards.

Twenty people, each on a connection of her own, make two thousand random moves: every move of `workflow.MOVES`, with
what they saw or what they saw long ago, some forms sent twice.  On SQLite, which lets one write at a time, a tenth.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from pytest_django.fixtures import Settings

from directives import assigning, correcting, delegating, extending, milestones, summing, workflow
from directives.assigning import IssueItem
from directives.errors import Refused
from directives.models import (
    OPEN,
    Assignment,
    AssignmentState,
    Directive,
    DirectiveState,
    EventKind,
    Extension,
    Level,
    Milestone,
    ProgressReport,
    Unit,
    User,
)
from tests import factories as f
from tests.faults.test_workflow_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

K = EventKind
PEOPLE, EACH = 20, 100
DUE, LATER = date(2017, 9, 30), date(2017, 12, 31)
DAYS = [date(2017, 6, 30), DUE, LATER]
Do = Callable[[Assignment, User, "Chance"], Any]


class Chance(random.Random):
    """The dice of one person: what she saw of an item, and the form that she may send again."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.sent: dict[int, assigning.Progress] = {}

    def seen(self, item: Assignment) -> int | None:
        """The revision that her page shows: the one at hand, an old one, or none at all."""
        return self.choice([item.revision, item.revision, max(item.revision - 1, 0), None])

    def progress(self, item: Assignment) -> assigning.Progress:
        """A report; in three of ten cases the form that she sent for this item before."""
        if item.pk not in self.sent or self.random() > 0.3:
            token = uuid.UUID(int=self.getrandbits(128))
            self.sent[item.pk] = assigning.Progress(self.randrange(100), "有进展", token=token)
        return self.sent[item.pk]


def _ask(a: Assignment, u: User, c: Chance) -> Any:
    return extending.ask(a, u, due_on=c.choice(DAYS), reason="汛期", revision=c.seen(a))


def _decide(a: Assignment, u: User, c: Chance) -> Any:
    if c.random() < 0.5:
        return extending.refuse(a, u, reason="按期", revision=c.seen(a))
    return extending.grant(a, u, due_on=c.choice(DAYS), revision=c.seen(a))


def _plan(a: Assignment, u: User, c: Chance) -> Any:
    held = [milestones.Planned(m.title, m.due_on, m.percent, m.pk) for m in a.milestones.all()]
    kept = held[: c.randrange(3)]
    return milestones.plan(a, u, [*kept, milestones.Planned("一步", DAYS[0], 100)], revision=c.seen(a))


def _tick(a: Assignment, u: User, c: Chance) -> Any:
    step = Milestone.objects.filter(assignment=a, done_on=None).first()
    if step is None:
        raise Refused("nothing to tick")
    return milestones.tick(step, u, revision=c.seen(a))


def _delegate(a: Assignment, u: User, c: Chance) -> Any:
    below = delegating.addressees(a)
    if not below:
        raise Refused("nobody below")
    return delegating.delegate(a, u, [IssueItem(c.choice(below).taken(), a.due_on)], revision=c.seen(a))


def _reassign(a: Assignment, u: User, c: Chance) -> Any:
    unit = c.choice(list(Unit.objects.filter(kind="department")))
    return assigning.reassign(a, u, unit=unit, reason="职责调整", revision=c.seen(a))


def _correct(a: Assignment, u: User, c: Chance) -> Any:
    row = Directive.objects.get(pk=a.directive_id)
    changes = {"due_on": c.choice(DAYS)} if c.random() < 0.5 else {"text": f"建成安置房{c.randrange(9)}号"}
    return correcting.correct(row, u, changes, reason="记录有误", revision=row.revision)


def _withdraw(a: Assignment, u: User, c: Chance) -> Any:
    if c.random() > 0.05:  # or soon nothing would be left to move
        raise Refused("not today")
    return correcting.withdraw(Directive.objects.get(pk=a.directive_id), u, reason="重复", keep=c.random() < 0.5)


def _cancel(a: Assignment, u: User, c: Chance) -> Any:
    if c.random() > 0.1:
        raise Refused("not today")
    return assigning.cancel(a, u, reason="重复", revision=c.seen(a))


MOVES: dict[EventKind, Do] = {
    K.SIGN: lambda a, u, c: assigning.sign(a, u, revision=c.seen(a)),
    K.REPORT: lambda a, u, c: assigning.report(a, u, c.progress(a), revision=c.seen(a)),
    K.SUBMIT: lambda a, u, c: assigning.submit(a, u, c.progress(a), revision=c.seen(a)),
    K.EXTENSION_ASKED: _ask,
    K.PLAN: _plan,
    K.MILESTONE: _tick,
    K.DELEGATE: _delegate,
    K.VERIFY: lambda a, u, c: assigning.verify(a, u, revision=c.seen(a)),
    K.RETURN: lambda a, u, c: assigning.return_(a, u, reason="缺照片", revision=c.seen(a)),
    K.REOPEN: lambda a, u, c: assigning.reopen(a, u, reason="回头看", due_on=c.choice(DAYS), revision=c.seen(a)),
    K.SUSPEND: lambda a, u, c: assigning.suspend(a, u, reason="汛期", revision=c.seen(a)),
    K.RESUME: lambda a, u, c: assigning.resume(a, u, due_on=c.choice(DAYS), revision=c.seen(a)),
    K.CANCEL: _cancel,
    K.RESCHEDULE: lambda a, u, c: assigning.reschedule(a, u, due_on=c.choice(DAYS), reason="改期", revision=c.seen(a)),
    K.REASSIGN: _reassign,
    K.EXTENSION_DECIDED: _decide,
    K.URGE: lambda a, u, c: assigning.urge(a, u, revision=c.seen(a)),
    K.NOTE: lambda a, u, c: assigning.remark(a, u, text="电话已通", revision=c.seen(a)),
    K.INSTRUCTION: lambda a, u, c: assigning.instruct(a, u, text="抓紧", revision=c.seen(a)),
    K.CORRECT: _correct,
    K.WITHDRAW: _withdraw,
}
assert MOVES.keys() == workflow.MOVES.keys(), "a move is not tried"


@dataclass
class Tally:
    """What one person did, what she was refused, and what went wrong."""

    done: Counter[str]
    refused: int = 0
    not_hers: int = 0
    again: int = 0


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 20)


def office() -> tuple[list[User], list[int]]:
    """Twenty people of an office and four counties with their townships, and sixteen items."""
    bosses = [f.supervisor(username=f"boss{n}") for n in range(6)]
    leader = f.MemberFactory(user=f.UserFactory(username="leader"), unit=f.OfficeFactory(), role="leader").user
    bosses.append(leader)
    units, liaisons = [], []
    for n in range(3):
        place = f.DivisionFactory(code=f"42039{n}", name=f"第{n}县", level=Level.COUNTY, parent=f.shiyan())
        for m in range(2):
            f.DivisionFactory(code=f"42039{n}10{m}", name=f"第{n}县{m}镇", level=Level.TOWNSHIP, parent=place)
        units.append(f.UnitFactory(division=place))
        f.UnitFactory(division=place, name=f"第{n}县住建局", kind="department")
        liaisons += [f.liaison(units[-1], username=f"liaison{n}{m}") for m in range(4)]
    liaisons.append(f.liaison(f.UnitFactory(division=f.shiyan()), username="above"))
    made = []
    for _ in range(5):
        row = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=DUE)
        made += assigning.issue(row, [IssueItem(unit, DUE) for unit in units], bosses[0])
    return [*bosses, *liaisons], [item.pk for item in made]


def crowd(user: User, seed: int, moves: int) -> Tally:
    """Random moves of one person: four in five are such as her page offers, the others anything on any item."""
    chance, tally = Chance(seed), Tally(Counter())
    for _ in range(moves):
        item, kind = pick(user, chance)
        before = chance.sent.get(item.pk)
        try:
            MOVES[kind](item, user, chance)
            tally.done[kind] += 1
            tally.again += kind in {K.REPORT, K.SUBMIT} and chance.sent.get(item.pk) is before
        except Refused:
            tally.refused += 1
        except PermissionDenied:
            tally.not_hers += 1
    return tally


def pick(user: User, chance: Chance) -> tuple[Assignment, EventKind]:
    """An item and a move; words alone, which are always allowed, come up seldom."""
    rows = Assignment.objects.select_related("directive__meeting", "unit__division", "parent__unit__division")
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for _ in range(4):
        item = rows.get(pk=chance.choice(keys))
        able = sorted(workflow.allowed(item, user) - ({K.NOTE} if chance.random() < 0.8 else set()))
        if able and chance.random() < 0.8:
            return item, EventKind(chance.choice(able))
    return item, chance.choice(list(MOVES))


def test_twenty_people_at_once_lose_nothing_and_leave_nothing_illegal(capsys: pytest.CaptureFixture[str]) -> None:
    people, _keys = office()
    assert len(people) == PEOPLE
    each = EACH // 10 if connection.vendor == "sqlite" else EACH
    outcome = at_once(*(lambda n=n: crowd(people[n], n, each) for n in range(PEOPLE)))

    faults = Counter(f"{type(each).__name__}: {each}"[:200] for each in outcome if not isinstance(each, Tally))
    assert not faults, faults
    done = sum((tally.done for tally in outcome), Counter[str]())
    items = list(Assignment.objects.all())
    events = sum(replay(item) for item in items)
    assert summing.kept() == summing.recount()
    assert Extension.objects.filter(state="asked").exclude(assignment__state__in=OPEN).count() == 0
    assert not Assignment.objects.filter(parent__state__in=["closed", "cancelled"], state__in=OPEN).exists()
    with capsys.disabled():
        refused, others = sum(t.refused for t in outcome), sum(t.not_hers for t in outcome)
        again = sum(t.again for t in outcome)
        print(
            f"\n{connection.vendor}: {PEOPLE} people × {each} moves: {done.total()} made ({again} forms sent again), "
            f"{refused} refused, {others} not theirs; {len(items)} items, {events} events replayed"
        )
        print(", ".join(f"{kind} {n}" for kind, n in sorted(done.items())))


def replay(item: Assignment) -> int:
    """Walk the life of an item along its events, each from where the last one left it; how many there are."""
    first, *rest = item.events.order_by("id")
    assert (first.kind, first.state_after) == (K.ISSUE, AssignmentState.ISSUED)
    last, resting = first, ""
    for event in rest:
        move = workflow.MOVES[EventKind(event.kind)]
        assert event.state_before in move.start
        for name in ("state", "due", "percent", "unit_id"):
            before, after = name.replace("_id", "_before_id"), name.replace("_id", "_after_id")
            before, after = (before, after) if "_id" in name else (f"{name}_before", f"{name}_after")
            assert getattr(event, before) == getattr(last, after)
        if event.kind == K.SUSPEND:
            resting = event.state_before
        ends = {resting} if event.kind == K.RESUME else {move.end or event.state_before}
        if event.kind == K.WITHDRAW:  # what was reported done may be left to be verified
            ends.add(event.state_before)
        assert event.state_after in ends
        last = event
    assert (item.state, item.due_on, item.percent, item.unit_id) == (
        last.state_after,
        last.due_after,
        last.percent_after,
        last.unit_after_id,
    )
    assert item.revision == len(rest)
    told = [event for event in rest if event.kind in {K.REPORT, K.SUBMIT}]
    assert ProgressReport.objects.filter(assignment=item).count() == len(told)
    moved = sum(workflow.MOVES[EventKind(e.kind)].new_schedule or e.due_before != e.due_after for e in rest)
    assert item.schedule_no == 1 + moved
    return len(rest)
