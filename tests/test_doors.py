"""Signed links: one person, one item, one step; looked at freely, opened once, and shut in words."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from directives import assigning, clock, doors, reminding, throttling
from directives.models import (
    Assignment,
    AssignmentState,
    DirectiveState,
    Event,
    Knock,
    Member,
    ProgressReport,
    Purpose,
    Reminder,
    Role,
    SignedLink,
    User,
)
from directives.views.doors import MOST_MISSES
from tests import factories as f
from tests.smtp import LOSE, SmtpServer
from tests.threads import in_threads

pytestmark = pytest.mark.django_db
TODAY = date(2017, 5, 20)


@pytest.fixture(autouse=True)
def _day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = TODAY


@pytest.fixture
def zhang() -> User:
    return f.liaison(username="zhang", name="张三", language="en")


def issued(boss: User | None = None, **facts: Any) -> Assignment:
    directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=date(2017, 5, 22), **facts)
    return assigning.issue(
        directive, [assigning.IssueItem(f.UnitFactory(), date(2017, 5, 22))], boss or f.supervisor()
    )[0]


def link_to(user: User, item: Assignment, message_id: str = "<one@example.org>") -> str:
    return doors.for_mail(User.objects.get(pk=user.pk), message_id, [item])[item.pk]


def address(token: str) -> str:
    return reverse("door", args=[token])


def text_of(response: HttpResponse) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.stripped_strings)


def filled(client: Client, token: str, kind: str, **typed: str) -> dict[str, str]:
    """The form of that step as the page gives it, with what is typed into it."""
    page = BeautifulSoup(client.get(address(token)).content, "html.parser")
    form = page.select_one(f"#step-{kind} form")
    assert form is not None, page.main.text
    fields = {i["name"]: i.get("value", "") for i in form.select("input[name]")}
    return fields | {f"{kind}-{name}": value for name, value in typed.items()}


# making


def test_only_the_hash_of_a_token_is_kept(zhang: User) -> None:
    token = link_to(zhang, issued())
    row = SignedLink.objects.get()
    assert row.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) == 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM directives_signedlink")
        assert token not in str(cursor.fetchall())


def test_the_same_mail_carries_the_same_link_and_another_mail_person_or_item_another(zhang: User) -> None:
    boss, li = f.supervisor(), f.liaison(username="li")
    item, other = issued(boss), issued(boss)
    first = link_to(zhang, item)
    assert link_to(zhang, item) == first
    assert SignedLink.objects.count() == 1
    tokens = {first, link_to(zhang, item, "<two@example.org>"), link_to(li, item), link_to(zhang, other)}
    assert len(tokens) == SignedLink.objects.count() == 4


def test_no_link_is_made_to_what_is_confidential_done_or_not_hers_to_act_on(zhang: User) -> None:
    secret = issued(confidential=True)
    secret.directive.readers.add(zhang.memberships.get())
    leader = f.MemberFactory(user=f.UserFactory(), unit=f.UnitFactory(), role=Role.LEADER).user
    far = f.liaison(f.UnitFactory(division=f.zhuxi()))
    item = issued()
    assert doors.for_mail(zhang, "<one@example.org>", [secret]) == {}
    for user in (leader, far, f.supervisor()):
        assert doors.for_mail(user, "<one@example.org>", [item]) == {}
    done = assigning.submit(assigning.sign(item, zhang), zhang, assigning.Progress(100, "完工"))
    assert doors.for_mail(zhang, "<one@example.org>", [done]) == {}
    assert not SignedLink.objects.exists()


def test_a_digest_carries_one_link_for_each_item_and_none_for_a_confidential_one(
    zhang: User, smtp_server: SmtpServer
) -> None:
    item, secret = issued(), issued(confidential=True, text="机密事项")
    secret.directive.readers.add(zhang.memberships.get())
    reminding.sweep()
    (mail,) = smtp_server.mails
    for part in (mail.text, mail.html):
        (token,) = set(re.findall(r"/open/([\w-]+)/", part))
        assert doors.find(token, Purpose.ACT).link == SignedLink.objects.get(assignment=item, member__user=zhang)
        assert reverse("assignment", args=[secret.pk]) in part
        assert "机密" not in part
        assert "do not pass this mail on" in part


def test_a_mail_without_such_links_does_not_speak_of_them(zhang: User, smtp_server: SmtpServer) -> None:
    secret = issued(confidential=True)
    secret.directive.readers.add(zhang.memberships.get())
    reminding.sweep()
    assert "/open/" not in smtp_server.mails[0].text
    assert "do not pass this mail on" not in smtp_server.mails[0].text


def test_a_mail_sent_twice_carries_the_same_link(zhang: User, smtp_server: SmtpServer) -> None:
    issued()
    smtp_server.script(LOSE)
    reminding.sweep()
    Reminder.objects.update(next_attempt_at=clock.real_now())
    reminding.sweep()
    first, second = smtp_server.mails
    assert first.text == second.text
    assert "/open/" in first.text
    assert SignedLink.objects.count() == 1


# looking


def test_looking_changes_nothing_however_often_a_scanner_looks(zhang: User, client: Client) -> None:
    item = issued()
    token = link_to(zhang, item)
    before = list(SignedLink.objects.values()), list(Assignment.objects.values()), Event.objects.count()
    for _n in range(3):
        assert client.get(address(token)).status_code == 200
        assert client.head(address(token)).status_code == 200
    assert before == (list(SignedLink.objects.values()), list(Assignment.objects.values()), Event.objects.count())
    assert not Knock.objects.exists()
    assert client.put(address(token)).status_code == 405


def test_the_page_shows_the_item_and_leaks_its_address_to_nobody(zhang: User, client: Client) -> None:
    response = client.get(address(link_to(zhang, issued())))
    assert "5月底前建成全部搬迁安置房" in text_of(response)
    assert "2 days left" in text_of(response)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert "sessionid" not in response.cookies
    page = BeautifulSoup(response.content, "html.parser")
    assert not page.select("script")
    assert page.html["lang"] == "en"


def test_it_offers_the_steps_of_the_state_and_nothing_of_the_office(zhang: User, client: Client) -> None:
    def offered(token: str) -> set[str]:
        page = BeautifulSoup(client.get(address(token)).content, "html.parser")
        return {field["value"] for field in page.select("input[name=step]")}

    item = issued()
    token = link_to(zhang, item)
    assert offered(token) == {"sign"}
    assigning.sign(item, zhang)
    assert offered(token) == {"report", "submit"}
    assigning.submit(item, zhang, assigning.Progress(100, "完工"))
    assert offered(token) == set()
    assert "nothing to do with it now" in text_of(client.get(address(token)))


# acting


def test_the_button_signs_without_a_login_and_the_link_has_then_served(zhang: User, client: Client) -> None:
    item = issued()
    token = link_to(zhang, item)
    response = client.post(address(token), filled(client, token, "sign", responsible_person="王五"), follow=True)
    item.refresh_from_db()
    assert (item.state, item.responsible_person) == (AssignmentState.IN_PROGRESS, "王五")
    assert item.events.last().actor == zhang
    assert "Signed." in text_of(response)
    assert SignedLink.objects.get().used_at is not None
    again = client.get(address(token))
    assert again.status_code == 200
    assert "This link has been used" in text_of(again)
    assert reverse("login") + f"?next=/checklist/{item.pk}/" in again.content.decode()


def test_it_reports_and_reports_done(zhang: User, client: Client) -> None:
    boss = f.supervisor()
    for kind, state in (("report", AssignmentState.IN_PROGRESS), ("submit", AssignmentState.SUBMITTED)):
        item = assigning.sign(issued(boss), zhang)
        token = link_to(zhang, item)
        data = filled(client, token, kind, percent="60", text="主体完工")
        assert client.post(address(token), data).status_code == 302
        item.refresh_from_db()
        assert item.state == state
        assert item.reports.get().author == zhang


def test_a_form_sent_twice_acts_once(zhang: User, client: Client) -> None:
    token = link_to(zhang, assigning.sign(issued(), zhang))
    data = filled(client, token, "report", percent="60", text="主体完工")
    assert client.post(address(token), data).status_code == 302
    again = client.post(address(token), data)
    assert again.status_code == 200
    assert "This link has been used" in text_of(again)
    assert ProgressReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_acts(zhang: User) -> None:
    token = link_to(zhang, assigning.sign(issued(), zhang))
    sent = [filled(Client(), token, "report", percent=str(n), text="主体完工") for n in (10, 20, 30, 40)]
    codes: list[int] = []
    steps = [lambda data=data: codes.append(Client().post(address(token), data).status_code) for data in sent]
    assert in_threads(*steps) == []
    assert sorted(codes) == [200, 200, 200, 302]
    assert ProgressReport.objects.count() == 1


def test_what_is_wanting_or_refused_leaves_the_link_open(zhang: User, client: Client) -> None:
    item = assigning.sign(issued(), zhang)
    token = link_to(zhang, item)
    data = filled(client, token, "report", percent="60", text="主体完工")
    assert client.post(address(token), {**data, "report-text": ""}).status_code == 422
    assigning.report(item, zhang, assigning.Progress(10, "刚开工"))
    late = client.post(address(token), data)
    assert late.status_code == 409
    assert "Somebody else changed this item" in text_of(late)
    assert "主体完工" in late.content.decode()
    assert SignedLink.objects.get().used_at is None


@pytest.mark.parametrize("kind", ["verify", "cancel", "reschedule", "no-such-step", ""])
def test_a_link_opens_none_of_the_offices_steps(zhang: User, client: Client, kind: str) -> None:
    f.MemberFactory(user=zhang)  # a supervisor too, who still acts by this link as a liaison
    item = issued()
    token = link_to(zhang, item)
    assert client.post(address(token), {"step": kind, f"{kind}-revision": "0", f"{kind}-note": "x"}).status_code == 404
    item.refresh_from_db()
    assert item.state == AssignmentState.ISSUED


def test_it_works_without_cookies_and_with_no_csrf_token(zhang: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = link_to(zhang, issued())
    data = filled(client, token, "sign")
    assert "csrfmiddlewaretoken" not in data
    client.cookies.clear()
    assert client.post(address(token), data, headers={"origin": "null"}).status_code == 302


# shut


def shut(client: Client, token: str, status: int, words: str) -> None:
    for response in (client.get(address(token)), client.post(address(token), {"step": "sign", "sign-revision": "0"})):
        assert response.status_code == status
        assert words in text_of(response)
        assert reverse("login") in response.content.decode()
        assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not Event.objects.exclude(kind="issue").exists()


def test_an_expired_link_says_since_when_by_real_time(zhang: User, client: Client, time_machine: Any) -> None:
    token = link_to(zhang, issued())
    time_machine.move_to(clock.real_now() + timedelta(days=13, hours=23))
    assert client.get(address(token)).status_code == 200
    time_machine.move_to(clock.real_now() + timedelta(hours=2))
    shut(client, token, 410, "This link has expired")


def test_a_revoked_link_says_so(zhang: User, client: Client) -> None:
    token = link_to(zhang, issued())
    assert doors.revoke(zhang.memberships.all()) == 1
    shut(client, token, 410, "This link was withdrawn")


def test_after_she_left_or_was_dismissed_or_the_item_became_confidential_it_is_no_longer_hers(
    zhang: User, client: Client
) -> None:
    item = issued()
    token = link_to(zhang, item)
    words = "no longer open to you"
    for model, key, change, back in (
        (Member, zhang.memberships.get().pk, {"left_on": TODAY}, {"left_on": None}),
        (User, zhang.pk, {"is_active": False}, {"is_active": True}),
        (Member, zhang.memberships.get().pk, {"role": Role.LEADER}, {"role": Role.LIAISON}),
        (type(item.directive), item.directive_id, {"confidential": True}, {"confidential": False}),
    ):
        model.objects.filter(pk=key).update(**change)
        shut(client, token, 410, words)
        model.objects.filter(pk=key).update(**back)
    assert client.get(address(token)).status_code == 200


def test_an_unknown_link_and_one_of_another_purpose_say_what_to_do(zhang: User, client: Client) -> None:
    zhang.refresh_from_db()
    client.post(reverse("language"), {"language": "en", "next": "/"})
    shut(client, "x" * 43, 404, "Copy the whole address")
    shut(client, doors.open_calendar(zhang.memberships.get()), 404, "Copy the whole address")


def test_whoever_tries_many_unknown_links_is_told_to_wait_and_hers_still_open(zhang: User, client: Client) -> None:
    token = link_to(zhang, issued())
    client.post(reverse("language"), {"language": "en", "next": "/"})
    codes = [client.get(address(f"guess-{n}")).status_code for n in range(MOST_MISSES + 1)]
    assert codes == [404] * MOST_MISSES + [429]
    assert "Try again in a quarter of an hour" in text_of(client.get(address("guess")))
    assert client.get(address("guess"), REMOTE_ADDR="10.9.9.9").status_code == 404
    assert client.get(address(token)).status_code == 200


def test_somebody_elses_link_is_not_opened_by_whoever_is_logged_in(zhang: User, client: Client) -> None:
    token = link_to(zhang, issued())
    client.force_login(f.liaison(username="li"))
    for response in (client.get(address(token)), client.post(address(token), {"step": "sign", "sign-revision": "0"})):
        assert response.status_code == 403
        assert "张三" in text_of(response)
    assert SignedLink.objects.get().used_at is None


def test_who_is_logged_in_as_its_person_is_led_to_the_whole_page(zhang: User, client: Client) -> None:
    item = issued()
    client.force_login(zhang)
    assert client.get(address(link_to(zhang, item))).url == reverse("assignment", args=[item.pk])


# ending and forgetting


def test_the_sweep_forgets_links_a_month_after_they_ended(zhang: User, time_machine: Any) -> None:
    link_to(zhang, issued())
    token = doors.open_calendar(zhang.memberships.get())
    now = clock.real_now()
    time_machine.move_to(now + timedelta(days=14 + 29))
    assert doors.purge() == 0
    time_machine.move_to(now + timedelta(days=14 + 31))
    reminding.sweep()
    assert [link.purpose for link in SignedLink.objects.exclude(created_at__gt=now + timedelta(days=1))] == ["calendar"]
    assert doors.find(token, Purpose.CALENDAR).bar is None


def test_knocks_are_counted_by_span_and_forgotten(time_machine: Any) -> None:
    def knock(who: str = "a") -> bool:
        return throttling.allowed("door", who, most=2, minutes=15)

    time_machine.move_to("2017-05-20 08:01:00", tick=False)
    assert [knock(), knock(), knock(), knock("b")] == [True, True, False, True]
    time_machine.move_to("2017-05-20 08:15:00", tick=False)
    assert knock()
    time_machine.move_to("2017-05-23 08:15:00", tick=False)
    assert throttling.forget() == 3


def test_the_command_ends_all_links_of_a_person(zhang: User, client: Client, capsys: Any) -> None:
    token = link_to(zhang, issued())
    call_command("revoke_links", "zhang")
    assert "1 link" in capsys.readouterr().out
    shut(client, token, 410, "This link was withdrawn")
    with pytest.raises(CommandError, match="nobody"):
        call_command("revoke_links", "nobody")
