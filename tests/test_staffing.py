"""People come, stand in, hand over and go: through the writers, with the outbox behind them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from pytest_django.fixtures import Settings

from directives import access, assigning, clock, doors, handing, recipients, reminding, staffing
from directives.errors import Refused
from directives.models import (
    Assignment,
    DirectiveState,
    Event,
    Member,
    Purpose,
    Reminder,
    ReminderKind,
    Role,
    Unit,
    User,
)
from directives.staffing import Person
from tests import factories as f
from tests.outbox import noon
from tests.smtp import SmtpServer
from tests.threads import in_threads

pytestmark = pytest.mark.django_db
TODAY = date(2017, 5, 20)


@pytest.fixture(autouse=True)
def _day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = TODAY


@pytest.fixture
def boss() -> User:
    return f.supervisor(name="督查")


def member(name: str, role: Role = Role.LIAISON, unit: Unit | None = None, **more: Any) -> Member:
    user = f.UserFactory(username=name, name=name, is_staff=False)
    made: Member = f.MemberFactory(user=user, unit=unit or f.UnitFactory(), role=role, **more)
    return made


def person(name: str = "张三", email: str = "zhang@example.org", **more: Any) -> Person:
    return Person(**{"name": name, "unit": f.UnitFactory(), "role": Role.LIAISON, "email": email, **more})


# coming


def test_who_is_invited_gets_a_mail_through_the_outbox_whose_link_leads_to_a_password(
    boss: User, smtp_server: SmtpServer
) -> None:
    made = staffing.invite(boss, person())
    assert not made.user.has_usable_password()
    assert made.user.username == "zhang@example.org"
    smtp_server.script("451 4.3.0 Try again later")
    reminding.sweep()
    Reminder.objects.update(next_attempt_at=clock.real_now())
    reminding.sweep()
    (mail,) = smtp_server.mails
    assert mail.recipients == ["zhang@example.org"]
    assert re.search(r"/choose-password/\w+/[\w-]+/", mail.text)
    assert "丹江口市人民政府" in mail.html
    assert Reminder.objects.get().kind == ReminderKind.ACCOUNT


def test_inviting_the_same_person_again_makes_nothing_twice_and_a_second_unit_asks_for_no_new_password(
    boss: User,
) -> None:
    first = staffing.invite(boss, person())
    assert staffing.invite(boss, person()) == first
    first.user.set_password("correct horse battery")
    first.user.save()
    Reminder.objects.all().delete()
    other = staffing.invite(boss, person(unit=f.UnitFactory(division=f.zhuxi())))
    assert other.user == first.user
    assert User.objects.filter(email="zhang@example.org").count() == 1
    assert not Reminder.objects.exists()


def test_who_comes_back_has_the_role_again(boss: User) -> None:
    made = staffing.invite(boss, person())
    staffing.leave(boss, made, TODAY)
    assert not access.memberships(User.objects.get(pk=made.user_id))
    staffing.invite(boss, person())
    assert access.memberships(User.objects.get(pk=made.user_id)) == [made]


def test_without_an_e_mail_she_gets_a_short_user_name_of_her_place(boss: User) -> None:
    names = [staffing.invite(boss, person(name, "")).user.username for name in ("甲", "乙", "丙")]
    assert names == ["420381-01", "420381-02", "420381-03"]
    assert staffing.invite(boss, person("甲", "")).user.username == "420381-01"
    assert not Reminder.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_those_invited_at_the_same_moment_get_names_of_their_own_and_nobody_two(boss: User) -> None:
    invited = [person(name, "") for name in ("甲", "乙", "丙", "甲")]
    assert in_threads(*(lambda each=each: staffing.invite(boss, each) for each in invited)) == []
    rows = Member.objects.filter(role=Role.LIAISON)
    assert sorted(row.user.name for row in rows) == sorted(["甲", "乙", "丙"])
    assert {row.user.username for row in rows} == {"420381-01", "420381-02", "420381-03"}


def test_another_persons_e_mail_or_user_name_is_refused(boss: User) -> None:
    staffing.invite(boss, person(username="zhang"))
    for wrong in (person("李四"), person("李四", "", username="ZHANG")):
        with pytest.raises(Refused):
            staffing.invite(boss, wrong)
    with pytest.raises(Refused):
        staffing.invite(boss, person(" ", ""))


def test_a_supervisor_gives_county_roles_in_her_area_and_no_others(boss: User) -> None:
    far = f.UnitFactory(division=f.DivisionFactory(code="43", name="湖南省"))
    for wrong in (
        person(unit=far),
        person(unit=f.OfficeFactory()),
        person(role=Role.SUPERVISOR),
        person(role=Role.ADMINISTRATOR),
    ):
        with pytest.raises(PermissionDenied):
            staffing.invite(boss, wrong)
    assert not User.objects.filter(email="zhang@example.org").exists()


# passwords


def test_a_first_password_is_short_to_type_and_has_to_be_changed(boss: User) -> None:
    made = staffing.invite(boss, person("甲", ""))
    ((_made, password),) = staffing.give_first_passwords(boss, [made])
    assert re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", password)
    made.user.refresh_from_db()
    assert made.user.check_password(password)
    assert made.user.first_password
    staffing.own_password_chosen(made.user)
    assert not User.objects.get(pk=made.user_id).first_password


def test_nobody_takes_over_a_login_that_is_more_elsewhere(boss: User) -> None:
    made = staffing.invite(boss, person())
    f.MemberFactory(user=made.user, unit=f.OfficeFactory(), role=Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        staffing.give_first_passwords(boss, [made])
    with pytest.raises(PermissionDenied):
        staffing.send_again(boss, made)
    assert not User.objects.get(pk=made.user_id).has_usable_password()


def test_the_mail_for_a_forgotten_password_goes_to_a_known_name_or_address_once_in_ten_minutes(
    time_machine: Any, smtp_server: SmtpServer
) -> None:
    time_machine.move_to("2017-05-20 08:01:00+08:00", tick=False)
    user = f.liaison(username="zhang")
    f.liaison(username="silent", email="")
    for words in ("nobody", "", "silent", "  "):
        staffing.forgotten(words)
    assert not Reminder.objects.exists()
    for words in ("ZHANG", "zhang@example.org"):
        staffing.forgotten(words)
        reminding.sweep()
    assert [mail.recipients for mail in smtp_server.mails] == [[user.email]]
    time_machine.move_to("2017-05-20 08:11:00+08:00", tick=False)
    staffing.forgotten("zhang")
    reminding.sweep()
    assert len(smtp_server.mails) == 2
    User.objects.filter(pk=user.pk).update(is_active=False)
    time_machine.move_to("2017-05-20 08:31:00+08:00", tick=False)
    staffing.forgotten("zhang")
    assert not reminding.claim()


# leaving


def test_leaving_ends_access_that_day_and_her_links_and_calendar(boss: User) -> None:
    zhang = member("zhang")
    item = f.AssignmentFactory()
    token = doors.for_mail(zhang.user, "<one@example.org>", [item])[item.pk]
    calendar = doors.open_calendar(zhang)
    staffing.leave(boss, zhang, TODAY + timedelta(days=1))
    assert doors.find(token, Purpose.ACT).bar is None
    with clock.set_to(TODAY + timedelta(days=1)):
        assert doors.find(token, Purpose.ACT).bar == doors.Bar.GONE
        assert not Assignment.objects.visible_to(User.objects.get(pk=zhang.user_id)).exists()
    staffing.leave(boss, zhang, TODAY)
    assert doors.find(token, Purpose.ACT).bar == doors.Bar.REVOKED
    assert doors.find(calendar, Purpose.CALENDAR).bar == doors.Bar.REVOKED
    assert LogEntry.objects.filter(object_id=zhang.pk, user=boss).count() == 2


def test_she_cannot_leave_before_she_came_nor_be_sent_off_by_strangers(boss: User) -> None:
    zhang = member("zhang", joined_on=TODAY)
    with pytest.raises(Refused):
        staffing.leave(boss, zhang, TODAY - timedelta(days=1))
    for stranger in (zhang.user, f.liaison(username="li"), f.supervisor(far_office())):
        with pytest.raises(PermissionDenied):
            staffing.leave(stranger, zhang, TODAY)


def far_office() -> Unit:
    place = f.DivisionFactory(code="4206", name="襄阳市", level="prefecture", parent=f.hubei())
    office: Unit = f.OfficeFactory(division=place, name="襄阳市督查室")
    return office


# standing in


def told(unit: Unit, day: date) -> list[int]:
    return recipients.Recipients(day).liaisons(unit.pk, [unit.division_id])


def test_who_stands_in_gets_the_mails_on_those_days(boss: User) -> None:
    zhang, li = member("zhang"), member("li")
    staffing.set_deputy(zhang.user, zhang, li, TODAY, TODAY + timedelta(days=2))
    assert told(zhang.unit, TODAY) == [li.user_id]
    assert told(zhang.unit, TODAY + timedelta(days=3)) == sorted([zhang.user_id, li.user_id])
    staffing.set_deputy(boss, zhang, None, None, None)
    assert told(zhang.unit, TODAY) == sorted([zhang.user_id, li.user_id])


def test_only_an_active_colleague_of_the_same_unit_and_role_stands_in_and_for_a_time(boss: User) -> None:
    zhang, li = member("zhang"), member("li")
    day = TODAY
    far, leader = member("far", unit=f.UnitFactory(division=f.zhuxi())), member("leader", Role.LEADER)
    gone = member("gone", left_on=TODAY)
    for wrong, since, until in (
        (far, day, day),
        (leader, day, day),
        (gone, day, day),
        (zhang, day, day),
        (li, day, None),
        (li, day, day - timedelta(days=1)),
        (li, day, day + timedelta(days=400)),
    ):
        with pytest.raises(Refused):
            staffing.set_deputy(zhang.user, zhang, wrong, since, until)
    with pytest.raises(PermissionDenied):
        staffing.set_deputy(li.user, zhang, li, day, day)
    assert Member.objects.get(pk=zhang.pk).deputy is None


# handing over


def item(person: str, **directive: Any) -> Assignment:
    made = f.DirectiveFactory(state=DirectiveState.CONFIRMED, **directive)
    author = f.supervisor()
    return assigning.issue(made, [assigning.IssueItem(f.UnitFactory(), TODAY, responsible_person=person)], author)[0]


def test_open_items_get_the_successors_name_and_a_note_of_it(boss: User) -> None:
    zhang, li = member("zhang"), member("li")
    mine, others, cancelled = item("zhang"), item("王五"), item("zhang")
    assigning.cancel(cancelled, boss, reason="重复")
    done = handing.hand_over(boss, zhang, li)
    assert done == handing.HandedOver(items=1, deputies=0)
    for row, name in ((mine, "li"), (others, "王五"), (cancelled, "zhang")):
        row.refresh_from_db()
        assert row.responsible_person == name
    event = mine.events.last()
    assert (event.kind, event.actor, event.state_before, event.state_after) == ("note", boss, "issued", "issued")
    assert "zhang" in event.note
    assert "li" in event.note
    assert mine.revision == 1
    assert handing.hand_over(boss, zhang, li) == handing.HandedOver(0, 0)
    assert Event.objects.filter(kind="note").count() == 1


def test_deputies_and_confidential_readings_go_over_too_and_secrets_are_not_counted(boss: User) -> None:
    zhang, li, wang = member("zhang"), member("li"), member("wang")
    staffing.set_deputy(wang.user, wang, zhang, TODAY, TODAY)
    staffing.set_deputy(li.user, li, zhang, TODAY, TODAY)
    secret = item("zhang", confidential=True)
    secret.directive.readers.add(zhang)
    done = handing.hand_over(boss, zhang, li)
    assert done == handing.HandedOver(items=0, deputies=1)
    assert list(secret.directive.readers.all()) == [li]
    secret.refresh_from_db()
    assert secret.responsible_person == "li"
    wang.refresh_from_db()
    li.refresh_from_db()
    assert (wang.deputy, li.deputy) == (li, None)


def test_nobody_hands_over_to_another_unit_to_herself_or_without_the_right(boss: User) -> None:
    zhang, li = member("zhang"), member("li")
    far = member("far", unit=f.UnitFactory(division=f.zhuxi()))
    sly = f.MemberFactory(user=boss, unit=f.UnitFactory(), role=Role.LIAISON)
    for wrong in (far, zhang, sly):
        with pytest.raises(Refused):
            handing.hand_over(boss, zhang, wrong)
    with pytest.raises(PermissionDenied):
        handing.hand_over(zhang.user, zhang, li)


# when mails leave


def test_no_digest_leaves_before_the_morning_but_an_invitation_does(
    boss: User, settings: Settings, time_machine: Any, smtp_server: SmtpServer
) -> None:
    settings.POVTRACK_TODAY, settings.POVTRACK_MAIL_FROM_HOUR = None, 8
    member("zhang")
    time_machine.move_to("2017-05-20 00:05:00+08:00", tick=False)
    f.AssignmentFactory(due_on=TODAY, issued_at=noon(TODAY - timedelta(days=30)))
    staffing.invite(boss, person("李四", "li@example.org"))
    reminding.sweep()
    assert [mail.recipients for mail in smtp_server.mails] == [["li@example.org"]]
    time_machine.move_to("2017-05-20 07:59:00+08:00", tick=False)
    reminding.sweep()
    assert len(smtp_server.mails) == 1
    time_machine.move_to("2017-05-20 08:00:00+08:00", tick=False)
    reminding.sweep()
    assert sorted(mail.recipients[0] for mail in smtp_server.mails[1:]) == ["li@example.org", "zhang@example.org"]


def test_a_calendar_set_by_hand_does_not_wait_for_the_morning(
    settings: Settings, time_machine: Any, smtp_server: SmtpServer
) -> None:
    settings.POVTRACK_MAIL_FROM_HOUR = 8
    member("zhang")
    time_machine.move_to("2026-01-01 00:05:00+08:00", tick=False)
    f.AssignmentFactory(due_on=TODAY, issued_at=noon(TODAY - timedelta(days=30)))
    reminding.sweep()
    assert len(smtp_server.mails) == 1
