from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from directives import assigning, clock, extending
from directives.errors import Refused
from directives.models import Assignment, EventKind, Extension, User
from tests import factories as f
from tests.test_assigning import DONE, issued

pytestmark = pytest.mark.django_db
JUNE = date(2017, 6, 30)


@pytest.fixture(autouse=True)
def _april() -> object:
    with clock.set_to(date(2017, 4, 20)):
        yield


@pytest.fixture
def boss() -> User:
    return f.supervisor()


@pytest.fixture
def item(boss: User) -> Assignment:
    return assigning.sign(issued(boss), f.liaison())


def test_a_plea_granted_moves_the_date_and_keeps_the_old_one(boss: User, item: Assignment) -> None:
    plea = extending.ask(item, f.liaison(), due_on=JUNE, reason="连续降雨")
    assert (plea.state, plea.due_before, plea.due_asked) == ("asked", date(2017, 5, 31), JUNE)
    item.refresh_from_db()
    assert item.due_on == date(2017, 5, 31), "the old date holds until the office has decided"
    extending.grant(item, boss, due_on=date(2017, 6, 15), note="从严")
    item.refresh_from_db()
    plea.refresh_from_db()
    assert (item.due_on, item.schedule_no) == (date(2017, 6, 15), 2)
    assert (plea.state, plea.due_granted, plea.decided_by, plea.note) == ("granted", item.due_on, boss, "从严")
    event = item.events.get(kind=EventKind.EXTENSION_DECIDED)
    assert (event.due_before, event.due_after) == (date(2017, 5, 31), date(2017, 6, 15))


def test_a_plea_refused_leaves_the_date_and_says_why(boss: User, item: Assignment) -> None:
    extending.ask(item, f.liaison(), due_on=JUNE, reason="雨")
    with pytest.raises(Refused):
        extending.refuse(item, boss, reason=" ")
    plea = extending.refuse(item, boss, reason="工期足够")
    item.refresh_from_db()
    assert (plea.state, item.due_on, item.schedule_no) == ("refused", date(2017, 5, 31), 1)
    assert extending.ask(item, f.liaison(), due_on=JUNE, reason="再雨").state == "asked"


@pytest.mark.parametrize("day", [date(2017, 5, 31), date(2017, 4, 1)])
def test_more_time_means_a_later_day(item: Assignment, day: date) -> None:
    with pytest.raises(Refused):
        extending.ask(item, f.liaison(), due_on=day, reason="雨")


def test_one_plea_at_a_time(item: Assignment) -> None:
    extending.ask(item, f.liaison(), due_on=JUNE, reason="雨")
    with pytest.raises(Refused):
        extending.ask(item, f.liaison(), due_on=JUNE, reason="雨")
    assert Extension.objects.count() == 1


def test_the_county_does_not_decide_its_own_plea(item: Assignment) -> None:
    extending.ask(item, f.liaison(), due_on=JUNE, reason="雨")
    with pytest.raises(PermissionDenied):
        extending.grant(item, f.liaison(), due_on=JUNE)
    assert Extension.objects.get().state == "asked"


def test_an_item_reported_done_drops_its_plea(boss: User, item: Assignment) -> None:
    extending.ask(item, f.liaison(), due_on=JUNE, reason="雨")
    assigning.submit(item, f.liaison(), DONE)
    assert Extension.objects.get().state == "dropped"
    with pytest.raises(Refused):
        extending.grant(item, boss, due_on=JUNE)
