from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from directives import clock
from directives.models import Role
from tests.admin.conftest import LogIn, person
from tests.factories import UserFactory, liaison

INDEX = "/admin/"


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_login_and_comes_back_to_the_page_she_wanted(client: Client) -> None:
    wanted = reverse("admin:directives_meeting_changelist")
    response = client.get(wanted, follow=True)
    assert response.redirect_chain[-1] == (f"/login/?next={wanted}", 302)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_roles_with_work_at_the_desk_come_in(log_in: LogIn, role: Role) -> None:
    assert log_in(person(role)).get(INDEX).status_code == 200


@pytest.mark.parametrize("role", [Role.LIAISON, Role.LEADER])
def test_other_roles_are_sent_to_their_own_page_even_when_marked_as_staff(log_in: LogIn, role: Role) -> None:
    response = log_in(person(role, is_staff=True)).get(INDEX, follow=True)
    assert "admin" not in response.redirect_chain[-1][0]
    assert response.status_code == 200


def test_a_role_opens_the_desk_without_the_mark_of_staff(log_in: LogIn) -> None:
    assert log_in(person(Role.SUPERVISOR, is_staff=False)).get(INDEX).status_code == 200


def test_whoever_is_logged_in_does_not_see_the_login_again(supervisor: Client, log_in: LogIn) -> None:
    assert supervisor.get("/admin/login/").headers["Location"] == INDEX
    assert log_in(liaison()).get("/admin/login/").headers["Location"] == "/"


def test_logging_out_ends_at_the_login(supervisor: Client) -> None:
    assert supervisor.post("/admin/logout/").headers["Location"] == "/login/"
    assert supervisor.get(INDEX).status_code == 302


def test_a_day_set_by_hand_is_told_on_every_page(supervisor: Client) -> None:
    assert b"pv-clock" not in supervisor.get(INDEX).content
    with clock.set_to(date(2017, 4, 20)):
        for name in ("index", "directives_meeting_changelist", "directives_importjob_add"):
            assert "2017-04-20" in supervisor.get(reverse(f"admin:{name}")).text


def test_the_demonstration_is_marked(supervisor: Client, settings: object) -> None:
    assert "Demo" not in supervisor.get(INDEX).text
    settings.POVTRACK_DEMO = True
    assert "Demo" in supervisor.get(INDEX).text


def test_choosing_a_language_brings_one_back_to_the_same_page(supervisor: Client) -> None:
    page = reverse("admin:directives_meeting_changelist")
    html = supervisor.get(page).text
    assert f'action="{reverse("language")}"' in html
    assert f'name="next" type="hidden" value="{page}"' in html
    response = supervisor.post(reverse("language"), {"language": "zh-hans", "next": page})
    assert response.headers["Location"] == page
    assert 'lang="zh-hans"' in supervisor.get(page).text


def links(client: Client) -> set[str]:
    groups = client.get(INDEX).context["sidebar_navigation"]
    return {item["link"] for group in groups for item in group["items"]}


def test_the_sidebar_offers_only_what_the_role_may_open(log_in: LogIn) -> None:
    entry, users = reverse("admin:directives_importjob_add"), reverse("admin:directives_user_changelist")
    assert entry in links(log_in(person(Role.SUPERVISOR)))
    assert entry not in links(log_in(person(Role.ADMINISTRATOR)))
    assert users not in links(log_in(person(Role.SUPERVISOR)))
    assert users in links(log_in(person(Role.ADMINISTRATOR)))


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_every_link_of_the_sidebar_opens(log_in: LogIn, role: Role) -> None:
    client = log_in(person(role))
    for link in links(client):
        assert client.get(link).status_code == 200, link


def test_only_the_closest_link_is_marked_as_where_one_is(supervisor: Client) -> None:
    page = supervisor.get(reverse("admin:directives_importjob_add"))
    active = [i["link"] for g in page.context["sidebar_navigation"] for i in g["items"] if i["active"]]
    assert active == [reverse("admin:directives_importjob_add")]


@pytest.mark.django_db
def test_too_many_wrong_passwords_lead_to_a_page_that_says_what_to_do(client: Client) -> None:
    UserFactory(username="guessed")
    client.cookies["django_language"] = "en"
    for _ in range(5):
        response = client.post("/login/", {"username": "guessed", "password": "wrong"})
    assert response.status_code == 429
    assert "for 15 minutes" in response.text
    assert "5 times" in response.text
    assert client.post("/login/", {"username": "guessed", "password": "correct horse battery"}).status_code == 429


def test_no_page_for_permissions_or_groups_is_offered(administrator: Client) -> None:
    assert "/auth/" not in administrator.get(INDEX).text
    assert administrator.get("/admin/auth/group/").status_code == 404
