"""The calendar: what it says, to whom, and that programs other than ours can read it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from directives import assigning, clock, doors
from directives.models import (
    Assignment,
    DirectiveState,
    Member,
    Milestone,
    Occurrence,
    Recurrence,
    Role,
    SignedLink,
    User,
)
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 20)
    settings.POVTRACK_URL = "https://duban.example.org"


@pytest.fixture
def boss() -> User:
    return f.supervisor()


@pytest.fixture
def zhang() -> Member:
    return f.liaison(username="zhang", language="en").memberships.get()


def issued(boss: User, due_on: date | None = date(2017, 5, 31), unit: Any = None, **facts: Any) -> Assignment:
    made = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=due_on, **facts)
    return assigning.issue(made, [assigning.IssueItem(unit or f.UnitFactory(), due_on)], boss)[0]


def fetched(token: str, **headers: str) -> Any:
    return Client().get(reverse("calendar", args=[token]), headers=headers)


def events(token: str) -> dict[str, Any]:
    """The events of the feed by UID, without the domain."""
    response = fetched(token)
    assert response.status_code == 200
    book = icalendar.Calendar.from_ical(response.content)
    return {str(event["UID"]).partition("@")[0]: event for event in book.walk("VEVENT")}


def test_each_due_day_is_an_event_of_a_whole_day_without_an_alarm(boss: User, zhang: Member) -> None:
    item = issued(boss)
    event = events(doors.open_calendar(zhang))[f"item-{item.pk}"]
    assert event.start == date(2017, 5, 31)
    assert event.end == date(2017, 6, 1)
    assert event["SUMMARY"] == "Due: 5月底前建成全部搬迁安置房"
    assert event["URL"] == f"https://duban.example.org/checklist/{item.pk}/"
    assert event["TRANSP"] == "TRANSPARENT"
    assert not event.walk("VALARM")


def test_milestones_and_days_of_a_rhythm_stand_in_it_until_they_are_done(boss: User, zhang: Member) -> None:
    item = issued(boss, None)
    rhythm = Recurrence.objects.create(directive=item.directive, every=Recurrence.Every.MONTH)
    open_step, _done_step = (
        Milestone.objects.create(assignment=item, title=title, due_on=date(2017, 5, 25), done_on=done)
        for title, done in (("封顶", None), ("打基础", date(2017, 5, 1)))
    )
    turn, _past = (
        Occurrence.objects.create(recurrence=rhythm, assignment=item, due_on=day, done_at=done)
        for day, done in ((date(2017, 6, 15), None), (date(2017, 5, 15), clock.now()))
    )
    found = events(doors.open_calendar(zhang))
    assert set(found) == {f"milestone-{open_step.pk}", f"occurrence-{turn.pk}"}
    assert found[f"milestone-{open_step.pk}"]["SUMMARY"] == "封顶: 5月底前建成全部搬迁安置房"
    assert found[f"occurrence-{turn.pk}"].start == date(2017, 6, 15)


def test_what_is_closed_drops_out_and_what_waits_to_be_verified_says_so(boss: User, zhang: Member) -> None:
    item = assigning.sign(issued(boss), zhang.user)
    token, key = doors.open_calendar(zhang), f"item-{item.pk}"
    assert events(token)[key]["SUMMARY"].startswith("Due: 5月")
    item = assigning.submit(item, zhang.user, assigning.Progress(100, "完工"))
    assert events(token)[key]["SUMMARY"].startswith("Due: (to verify)")
    assigning.verify(item, boss)
    assert events(token) == {}


def test_the_uid_stays_and_the_sequence_rises_when_the_day_moves(boss: User, zhang: Member) -> None:
    item = issued(boss)
    token, key = doors.open_calendar(zhang), f"item-{item.pk}"
    before = events(token)[key]
    assigning.reschedule(item, boss, due_on=date(2017, 6, 30), reason="汛期")
    after = events(token)[key]
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after.start == date(2017, 6, 30)
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_a_confidential_item_comes_without_words_and_only_to_who_is_named(boss: User, zhang: Member) -> None:
    li = f.liaison(username="li").memberships.get()
    item = issued(boss, text="机密事项", confidential=True)
    item.directive.readers.add(zhang, boss.memberships.get())
    Milestone.objects.create(assignment=item, title="机密步骤", due_on=date(2017, 5, 25))
    body = fetched(doors.open_calendar(zhang)).content.decode()
    assert "机密" not in body
    assert body.count("A confidential item awaits you") == 2
    assert "CLASS:CONFIDENTIAL" in body
    assert "DESCRIPTION" not in body
    assert events(doors.open_calendar(li)) == {}


def test_a_calendar_holds_what_its_one_membership_answers_for(boss: User, zhang: Member) -> None:
    bureau, other = f.UnitFactory(name="丹江口市住建局", kind="department"), f.UnitFactory(division=f.zhuxi())
    own, below, foreign = issued(boss), issued(boss, unit=bureau), issued(boss, unit=other)
    second = f.MemberFactory(user=zhang.user, unit=other, role=Role.LIAISON)
    assert set(events(doors.open_calendar(zhang))) == {f"item-{own.pk}", f"item-{below.pk}"}
    assert set(events(doors.open_calendar(second))) == {f"item-{foreign.pk}"}


def test_a_client_that_has_it_is_told_so_until_something_changes(boss: User, zhang: Member, settings: Settings) -> None:
    item = issued(boss)
    token = doors.open_calendar(zhang)
    first = fetched(token)
    etag = first.headers["ETag"]
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    settings.POVTRACK_TODAY = date(2017, 5, 25)  # another day alone is no change
    assert fetched(token, **{"if-none-match": f'W/{etag}, "other"'}).status_code == 304
    assert fetched(token, **{"if-none-match": etag}).content == b""
    assigning.sign(item, zhang.user)
    assert fetched(token, **{"if-none-match": etag}).status_code == 200


def test_its_address_is_secret_and_ends_when_renewed_ended_or_she_left(boss: User, zhang: Member) -> None:
    first = doors.open_calendar(zhang)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM directives_signedlink")
        assert first not in str(cursor.fetchall())
    assert fetched(first).headers["Referrer-Policy"] == "no-referrer"
    second = doors.open_calendar(zhang)
    assert (fetched(first).status_code, fetched(second).status_code) == (404, 200)
    Member.objects.filter(pk=zhang.pk).update(left_on=date(2017, 5, 20))
    assert fetched(second).status_code == 404
    Member.objects.filter(pk=zhang.pk).update(left_on=None)
    doors.close_calendar(zhang)
    assert fetched(second).status_code == 404
    assert fetched("x" * 43).status_code == 404
    assert Client().post(reverse("calendar", args=[second])).status_code == 405


def test_an_address_in_use_lives_on_and_one_that_nobody_asks_for_ends(zhang: Member, time_machine: Any) -> None:
    token, now = doors.open_calendar(zhang), clock.real_now()
    time_machine.move_to(now + timedelta(days=300))
    assert fetched(token).status_code == 200
    time_machine.move_to(now + timedelta(days=650))
    assert fetched(token).status_code == 200
    time_machine.move_to(now + timedelta(days=1060))
    assert fetched(token).status_code == 404


def test_another_parser_reads_it_too_and_no_line_is_too_long(boss: User, zhang: Member) -> None:
    item = issued(boss, text="逐户核实，登记造册；建档, 立卡\\归档" * 12)
    Milestone.objects.create(assignment=item, title="封顶", due_on=date(2017, 5, 25))
    body = fetched(doors.open_calendar(zhang)).content
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    book = vobject.readOne(body.decode())
    assert {event.dtstart.value for event in book.vevent_list} == {date(2017, 5, 31), date(2017, 5, 25)}
    assert any(event.summary.value == f"Due: {item.directive.text}" for event in book.vevent_list)
    assert book.serialize()  # validates what RFC 5545 requires


def test_the_number_of_queries_does_not_grow_with_the_items(boss: User, zhang: Member) -> None:
    token = doors.open_calendar(zhang)
    issued(boss)
    with CaptureQueriesContext(connection) as few:
        fetched(token)
    for _n in range(4):
        issued(boss)
    with CaptureQueriesContext(connection) as many:
        fetched(token)
    assert len(many) == len(few)


def test_one_item_is_downloaded_by_who_may_see_it(boss: User, zhang: Member, client: Client) -> None:
    item = issued(boss)
    days = reverse("assignment-days", args=[item.pk])
    assert client.get(days).status_code == 302
    for user, status in ((zhang.user, 200), (boss, 200), (f.liaison(f.UnitFactory(division=f.zhuxi())), 404)):
        client.force_login(user)
        assert client.get(days).status_code == status
    client.force_login(zhang.user)
    book = icalendar.Calendar.from_ical(client.get(days).content)
    assert [event.start for event in book.walk("VEVENT")] == [date(2017, 5, 31)]


def test_the_address_is_shown_once_to_its_own_member(zhang: Member, client: Client) -> None:
    place = reverse("calendar-address", args=[zhang.pk])
    assert client.post(place).status_code == 302
    client.force_login(f.liaison(username="li"))
    assert client.post(place).status_code == 404
    client.force_login(zhang.user)
    assert client.get(place).status_code == 405
    page = BeautifulSoup(client.post(place, {"step": "open"}).content, "html.parser")
    url = page.select_one("#address")["value"]
    assert url.startswith("https://duban.example.org/calendar/")
    assert page.select_one(".button")["href"] == url.replace("https:", "webcal:")
    assert Client().get(url.removeprefix("https://duban.example.org")).status_code == 200
    client.post(place, {"step": "close"})
    assert SignedLink.objects.filter(revoked_at=None).count() == 0


def test_an_office_member_has_no_calendar(boss: User, client: Client) -> None:
    client.force_login(boss)
    assert client.post(reverse("calendar-address", args=[boss.memberships.get().pk])).status_code == 403
