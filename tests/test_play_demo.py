from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from directives import summing
from directives.models import Assignment, AssignmentState, Event, MeetingState
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.POVTRACK_DEMO = True
    settings.POVTRACK_TODAY = date(2017, 6, 20)


def play() -> str:
    out = StringIO()
    call_command("play_demo", stdout=out)
    return out.getvalue()


def test_the_counties_live_through_the_months_before_the_demos_day() -> None:
    f.supervisor()
    f.zhuxi(), f.danjiangkou()
    meeting = f.MeetingFactory()
    for day in range(1, 31):
        f.DirectiveFactory(meeting=meeting, due_on=date(2017, 6, day))
    unread = f.MeetingFactory(division=f.zhuxi())  # a county's own meeting is left to the reviewer

    assert "60 items of 2 counties" in play()
    meeting.refresh_from_db()
    unread.refresh_from_db()
    assert (meeting.state, unread.state) == (MeetingState.ISSUED, MeetingState.DRAFT)
    states = set(Assignment.objects.values_list("state", flat=True))
    assert {AssignmentState.IN_PROGRESS, AssignmentState.CLOSED} <= states
    assert Assignment.objects.overdue().exists()
    assert Event.objects.latest("at").at.date() <= date(2017, 6, 20)
    assert summing.kept() == summing.recount()


def test_a_demo_is_played_once() -> None:
    f.supervisor()
    f.AssignmentFactory()
    assert "already" in play()
    assert Assignment.objects.count() == 1


def test_nothing_is_played_outside_a_demo(settings: Settings) -> None:
    settings.POVTRACK_DEMO = False
    with pytest.raises(CommandError, match="no demo"):
        play()


def test_a_demo_needs_its_accounts() -> None:
    with pytest.raises(CommandError, match="make_demo"):
        play()
