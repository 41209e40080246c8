"""The way in: each role to its page, the language, the lock after wrong passwords, and the pages that refuse."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as configured
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults
from pytest_django.fixtures import Settings

from directives.models import Role, User
from tests import factories as f

pytestmark = pytest.mark.django_db
RIGHT, WRONG = "correct horse battery", "wrong horse battery"
LIMIT = configured.AXES_FAILURE_LIMIT


def log_in(client: Client, name: str, password: str, address: str = "10.1.1.1", **data: str) -> Any:
    return client.post(
        reverse("login"),
        {"username": name, "password": password, **data},
        headers={"accept-language": "fr"},
        REMOTE_ADDR=address,
    )


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.stripped_strings)


@pytest.mark.parametrize(
    ("role", "unit", "page"),
    [
        (Role.SUPERVISOR, f.OfficeFactory, "admin:index"),
        (Role.REVIEWER, f.OfficeFactory, "admin:index"),
        (Role.ADMINISTRATOR, f.OfficeFactory, "admin:index"),
        (Role.LEADER, f.OfficeFactory, "progress"),
        (Role.LEADER, f.UnitFactory, "progress"),
        (Role.LIAISON, f.UnitFactory, "checklist"),
        (None, None, "progress"),
    ],
)
def test_each_role_is_led_to_the_page_of_its_day(client: Client, role: Role | None, unit: Any, page: str) -> None:
    user = f.UserFactory(is_staff=False)
    if role:
        f.MemberFactory(user=user, unit=unit(), role=role)
    client.force_login(user)
    response = client.get(reverse("home"))
    assert (response.status_code, response.url) == (302, reverse(page))
    assert client.get(response.url).status_code == 200


def test_a_stranger_is_led_to_the_login_and_back(client: Client) -> None:
    user = f.liaison()
    wanted = reverse("progress") + "?sort=-overdue"
    response = client.get(wanted)
    assert urlsplit(response.url).path == reverse("login")
    page = client.get(response.url)
    assert page.status_code == 200
    assert log_in(client, user.username, RIGHT, next=wanted).url == wanted


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client: Client, away: str) -> None:
    user = f.liaison()
    assert log_in(client, user.username, RIGHT, next=away).url == reverse("home")
    assert client.post(reverse("language"), {"language": "en", "next": away}).url == "/"


def test_who_is_logged_in_is_not_asked_again(client: Client) -> None:
    client.force_login(f.liaison())
    assert client.get(reverse("login")).url == reverse("home")


def test_logging_out_takes_a_form_and_leads_to_the_login(client: Client) -> None:
    client.force_login(f.liaison())
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")
    assert client.get(reverse("checklist")).status_code == 302


# language


def test_a_stranger_gets_chinese_whatever_the_browser_would_like_until_he_chooses(client: Client) -> None:
    assert client.get(reverse("login"), headers={"accept-language": "en"}).headers["Content-Language"] == "zh-hans"
    response = client.post(reverse("language"), {"language": "en", "next": reverse("login")})
    assert response.url == reverse("login")
    page = client.get(reverse("login"))
    assert page.headers["Content-Language"] == "en"
    assert BeautifulSoup(page.content, "html.parser").html["lang"] == "en"


def test_a_users_choice_goes_with_her_to_another_browser(client: Client) -> None:
    user = f.liaison()
    client.force_login(user)
    client.post(reverse("language"), {"language": "en", "next": "/"})
    user.refresh_from_db()
    assert user.language == "en"
    other = Client()
    other.force_login(user)
    assert other.get(reverse("checklist")).headers["Content-Language"] == "en"


def test_a_users_choice_beats_what_somebody_else_chose_in_this_browser(client: Client) -> None:
    client.post(reverse("language"), {"language": "en", "next": "/"})
    client.force_login(f.liaison(language="zh-hans"))
    assert client.get(reverse("checklist")).headers["Content-Language"] == "zh-hans"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    user = f.liaison()
    client.force_login(user)
    response = client.post(reverse("language"), {"language": "tlh", "next": "/"})
    user.refresh_from_db()
    assert (user.language, dict(response.cookies)) == ("zh-hans", {})
    assert client.get(reverse("language")).status_code == 405


# passwords


def test_a_wrong_password_is_told_without_saying_which_was_wrong(client: Client) -> None:
    user = f.liaison(language="en")
    wrong, unknown = (log_in(client, name, WRONG) for name in (user.username, "nobody"))
    assert wrong.status_code == unknown.status_code == 200
    assert text_of(wrong) == text_of(unknown)


def test_after_too_many_wrong_passwords_the_right_one_no_longer_opens_and_the_page_says_why(client: Client) -> None:
    user = f.liaison()
    client.post(reverse("language"), {"language": "en", "next": "/"})
    for _attempt in range(LIMIT - 1):
        assert log_in(client, user.username, WRONG).status_code == 200
    locked = log_in(client, user.username, WRONG)
    assert locked.status_code == 429
    assert f"wrong {LIMIT} times" in text_of(locked)
    assert "15 minutes" in text_of(locked)
    assert log_in(client, user.username, RIGHT).status_code == 429
    assert client.get(reverse("checklist")).status_code == 302


def test_the_colleagues_behind_the_same_address_and_the_user_elsewhere_are_not_locked_out(client: Client) -> None:
    user, colleague = f.liaison(), f.liaison(username="colleague")
    for _attempt in range(LIMIT):
        log_in(client, user.username, WRONG)
    assert log_in(Client(), colleague.username, RIGHT).status_code == 302
    assert log_in(Client(), user.username, RIGHT, address="10.1.1.2").status_code == 302


def test_the_right_password_makes_the_earlier_wrong_ones_forgotten(client: Client) -> None:
    user = f.liaison()
    for _round in range(2):
        for _attempt in range(LIMIT - 1):
            assert log_in(client, user.username, WRONG).status_code == 200
        assert log_in(client, user.username, RIGHT).status_code == 302
        client.logout()


def test_a_new_password_keeps_this_browser_in_and_sends_the_others_out(client: Client) -> None:
    user = f.liaison()
    other = Client()
    for browser in (client, other):
        browser.force_login(user)
    new = "another fine horse"
    data = {"old_password": RIGHT, "new_password1": new, "new_password2": new}
    response = client.post(reverse("password"), data, follow=True)
    assert response.redirect_chain[-1] == (reverse("checklist"), 302)
    assert "message success" in response.content.decode()
    assert other.get(reverse("checklist")).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(new)


def test_a_weak_or_unproven_password_is_refused(client: Client) -> None:
    client.force_login(f.liaison())
    for old, new in ((WRONG, "another fine horse"), (RIGHT, "12345678")):
        response = client.post(reverse("password"), {"old_password": old, "new_password1": new, "new_password2": new})
        assert response.status_code == 200
        assert "errorlist" in response.content.decode()


# health, and the pages that refuse


def test_the_health_check_answers_without_a_login_and_asks_the_database(client: Client) -> None:
    response = client.get(reverse("healthz"))
    assert (response.status_code, response.content) == (200, b"ok")
    client.raise_request_exception = False
    with connection.execute_wrapper(no_query):
        assert client.get(reverse("healthz")).status_code == 500


def test_what_is_not_there_is_said_in_words_with_a_way_on(client: Client) -> None:
    page = client.get("/no-such-page/")
    assert page.status_code == 404
    assert f'href="{reverse("home")}"' in page.content.decode()
    client.force_login(f.liaison())
    assert reverse("checklist") in client.get("/no-such-page/").content.decode()


def test_what_is_not_allowed_is_said_in_words_with_a_way_on(client: Client) -> None:
    client.force_login(f.liaison())
    page = client.get(reverse("inbox"))
    assert page.status_code == 403
    assert f'href="{reverse("home")}"' in page.content.decode()


def test_a_form_of_a_login_before_this_one_is_refused_in_words() -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(reverse("login"), {"username": "a", "password": "b"})
    assert page.status_code == 403
    assert f'href="{reverse("home")}"' in page.content.decode()


@pytest.mark.parametrize("page", [defaults.server_error, defaults.bad_request])
def test_the_page_for_our_own_faults_stands_without_user_and_database(page: Any, rf: RequestFactory) -> None:
    with connection.execute_wrapper(no_query):
        response = page(rf.get("/"), *([ValueError()] if page is defaults.bad_request else []))
    assert response.status_code in {400, 500}
    assert "povtrack.css" in response.content.decode()


def no_query(*args: Any) -> None:
    raise DatabaseError("the database is not asked here")


def test_the_day_set_by_hand_stands_on_every_page(client: Client, settings: Settings) -> None:
    assert "clock-banner" not in client.get(reverse("login")).content.decode()
    settings.POVTRACK_TODAY = date(2017, 5, 20)
    assert (
        "2017-05-20"
        in BeautifulSoup(client.get(reverse("login")).content, "html.parser").select_one(".clock-banner").text
    )
