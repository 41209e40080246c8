from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from directives import assigning, delegating, summing
from directives.assigning import IssueItem, Progress
from directives.errors import Refused
from directives.models import Assignment, AssignmentState, Unit
from tests import factories as f
from tests.test_assigning import DONE, elsewhere, issued, township

pytestmark = pytest.mark.django_db
MAY = date(2017, 5, 20)


@pytest.fixture
def item() -> Assignment:
    township()
    return assigning.sign(issued(f.supervisor()), f.liaison())


@pytest.fixture
def part(item: Assignment) -> Assignment:
    [made] = delegating.delegate(item, f.liaison(), [IssueItem(township(), MAY, "镇长")])
    return made


def test_the_townships_below_are_offered_and_nothing_is_written(item: Assignment) -> None:
    Unit.objects.filter(division="420381110").delete()
    assert [each.name for each in delegating.addressees(item)] == ["官山镇人民政府"]
    assert not Unit.objects.filter(division="420381110").exists()


def test_a_part_is_the_countys_to_verify_and_is_not_counted_for_the_office(part: Assignment) -> None:
    town = f.liaison(township())
    assigning.sign(part, town)
    assigning.submit(part, town, DONE)
    with pytest.raises(PermissionDenied):
        assigning.verify(part, town)
    assigning.verify(part, f.liaison())
    part.refresh_from_db()
    assert part.state == AssignmentState.CLOSED
    assert summing.kept() == summing.recount()
    assert [sum(counts.values()) for counts in summing.kept().values()] == [1]


def test_the_parts_are_rolled_up_under_the_countys_item(item: Assignment, part: Assignment) -> None:
    town = f.liaison(township())
    assigning.report(assigning.sign(part, town), town, Progress(percent=40, text="四成"))
    found = delegating.roll_up(item)
    assert found == delegating.RollUp(parts=1, closed=0, percent=40)
    assert delegating.roll_up(part) is None


def test_parts_end_with_the_item(item: Assignment, part: Assignment) -> None:
    assigning.cancel(item, f.supervisor(), reason="撤销")
    part.refresh_from_db()
    assert part.state == AssignmentState.CANCELLED


def test_a_part_is_never_later_than_the_item_and_never_beside_it(item: Assignment) -> None:
    for refused in (IssueItem(township(), date(2017, 6, 1)), IssueItem(township(), None), IssueItem(elsewhere(), MAY)):
        with pytest.raises(Refused):
            delegating.delegate(item, f.liaison(), [refused])
    with pytest.raises(Refused):
        delegating.delegate(item, f.liaison(), [])
    assert not item.parts.exists()


def test_the_same_township_gets_one_part(item: Assignment, part: Assignment) -> None:
    with pytest.raises(Refused):
        delegating.delegate(item, f.liaison(), [IssueItem(township(), MAY)])
    assert item.parts.count() == 1


def test_another_county_does_not_hand_it_on(item: Assignment) -> None:
    with pytest.raises(PermissionDenied):
        delegating.delegate(item, f.liaison(elsewhere()), [IssueItem(township(), MAY)])
