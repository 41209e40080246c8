from __future__ import annotations

from datetime import date

import pytest

from directives import assigning, clock, milestones
from directives.errors import Refused
from directives.milestones import Planned
from directives.models import Assignment, EventKind, Light
from directives.reading.calendars import is_working_day
from tests import factories as f
from tests.test_assigning import issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> Assignment:
    with clock.set_to(date(2017, 4, 1)):
        return assigning.sign(issued(f.supervisor()), f.liaison())


def test_the_proposal_ends_at_the_due_date_and_lies_on_working_days() -> None:
    found = milestones.propose(date(2017, 4, 1), date(2017, 5, 31))
    assert [each.percent for each in found] == [10, 30, 50, 80, 100]
    assert found[-1].due_on == date(2017, 5, 31)
    assert all(is_working_day(each.due_on)[0] for each in found[:-1])
    assert [each.due_on for each in found] == sorted({each.due_on for each in found})


def test_a_short_time_has_few_steps_and_no_time_none() -> None:
    assert [each.percent for each in milestones.propose(date(2017, 4, 5), date(2017, 4, 6))][-1] == 100
    assert milestones.propose(date(2017, 4, 5), date(2017, 4, 5)) == []


def test_a_plan_is_kept_changed_and_ticked_off(item: Assignment) -> None:
    who = f.liaison()
    first, last = Planned("开工", date(2017, 4, 20), 30), Planned("封顶", date(2017, 5, 20), 80)
    milestones.plan(item, who, [first, last])
    [begun, roofed] = item.milestones.all()
    with clock.set_to(date(2017, 4, 18)):
        milestones.tick(begun, who)
        milestones.tick(begun, who)
    moved = Planned("全部封顶", date(2017, 5, 25), 90, roofed.pk)
    milestones.plan(item, who, [Planned("开工", begun.due_on, 30, begun.pk), moved])
    [begun, roofed] = item.milestones.all()
    assert (begun.done_on, begun.schedule_no) == (date(2017, 4, 18), 1)
    assert (roofed.title, roofed.due_on, roofed.schedule_no) == ("全部封顶", date(2017, 5, 25), 2)
    kinds = list(item.events.values_list("kind", flat=True))
    assert (kinds.count(EventKind.PLAN), kinds.count(EventKind.MILESTONE)) == (2, 1)


def test_a_milestone_missed_turns_the_light(item: Assignment) -> None:
    milestones.plan(item, f.liaison(), [Planned("开工", date(2017, 4, 20), 30)])
    item.refresh_from_db()
    with clock.set_to(date(2017, 4, 20)):
        assert item.light == Light.GREEN
    with clock.set_to(date(2017, 4, 21)):
        assert item.light == Light.BEHIND
        milestones.tick(item.milestones.get(), f.liaison())
        item.refresh_from_db()
        assert item.light == Light.GREEN


@pytest.mark.parametrize(
    "wanted",
    [
        [Planned("", date(2017, 4, 20), 30)],
        [Planned("迟", date(2017, 6, 1), 30)],
        [Planned("多", date(2017, 4, 20), 101)],
        [Planned("甲", date(2017, 4, 20), 60), Planned("乙", date(2017, 4, 25), 50)],
        [Planned("步", date(2017, 4, 20), 0)] * (milestones.MOST + 1),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_whole(item: Assignment, wanted: list[Planned]) -> None:
    with pytest.raises(Refused):
        milestones.plan(item, f.liaison(), wanted)
    assert not item.milestones.exists()


def test_what_is_done_is_not_planned_away(item: Assignment) -> None:
    milestones.plan(item, f.liaison(), [Planned("开工", date(2017, 4, 20), 30)])
    milestones.tick(item.milestones.get(), f.liaison())
    with pytest.raises(Refused, match="开工"):
        milestones.plan(item, f.liaison(), [])


def test_a_milestone_that_another_has_planned_away_is_not_ticked(item: Assignment) -> None:
    milestones.plan(item, f.liaison(), [Planned("开工", date(2017, 4, 20), 30)])
    gone = item.milestones.get()
    milestones.plan(item, f.liaison(), [])
    with pytest.raises(Refused, match="开工"):
        milestones.tick(gone, f.liaison())
