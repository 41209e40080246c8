"""Who has a meeting open."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from directives import clock, presence
from directives.models import MeetingVisit
from tests.factories import MeetingFactory, supervisor

pytestmark = pytest.mark.django_db


def test_everybody_but_oneself_is_named_once() -> None:
    meeting, anna, boris = MeetingFactory(), supervisor(name="安娜"), supervisor(name="波里斯")
    for user in (anna, boris, anna):
        presence.note(meeting, user)
    assert presence.others(meeting, anna) == [boris]
    assert presence.others(MeetingFactory(), anna) == []
    assert MeetingVisit.objects.count() == 2


def test_who_falls_silent_or_leaves_is_gone() -> None:
    meeting, anna, boris = MeetingFactory(), supervisor(), supervisor()
    presence.note(meeting, anna)
    later = clock.real_now() + presence.SEEN_FOR
    with time_machine.travel(later - timedelta(seconds=5)):
        assert presence.others(meeting, boris) == [anna]
    with time_machine.travel(later + timedelta(seconds=5)):
        assert presence.others(meeting, boris) == []
    presence.leave(meeting, anna)
    assert presence.others(meeting, boris) == []
