"""The pages of those who keep people, and one's own page: who may open them, and what they do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from pytest_django.fixtures import Settings

from directives import doors, reminding
from directives.models import Member, Reminder, Role, SignedLink, User
from directives.views.profile import MOST_ASKED
from tests import factories as f
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db
TODAY = date(2017, 5, 20)
RIGHT, NEW = "correct horse battery", "another fine horse"


@pytest.fixture(autouse=True)
def _day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = TODAY


@pytest.fixture
def boss(client: Client) -> User:
    """A supervisor, who is logged in."""
    user = f.supervisor(language="en")
    client.force_login(user)
    return user


def member(name: str, role: Role = Role.LIAISON, **more: Any) -> Member:
    user = f.UserFactory(username=name, name=name, is_staff=False, language="en")
    made: Member = f.MemberFactory(user=user, unit=more.pop("unit", None) or f.UnitFactory(), role=role, **more)
    return made


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.stripped_strings)


# who may


def addresses(zhang: Member) -> dict[str, tuple[str, str]]:
    """Every page of those who keep people: name -> method and address."""
    one = [zhang.pk]
    steps = {kind: ("post", reverse("person-step", args=[*one, kind])) for kind in ("leave", "absence", "handover")}
    more = {kind: ("post", reverse("person-step", args=[*one, kind])) for kind in ("mail", "links")}
    pages = {name: ("get", reverse(name)) for name in ("people", "invite", "roster", "people-template")}
    return {
        **pages,
        "person": ("get", reverse("person", args=one)),
        "slips": ("post", reverse("slips")),
        **steps,
        **more,
    }


WHO: dict[str, tuple[Callable[[], User | None], int, int]] = {
    # who -> how she is made, what all pages answer, what those of one member answer
    "stranger": (lambda: None, 302, 302),
    "without a role": (lambda: f.UserFactory(), 403, 403),
    "liaison": (lambda: f.liaison(username="colleague"), 403, 403),
    "leader": (lambda: member("leader", Role.LEADER).user, 403, 403),
    "reviewer": (lambda: member("reviewer", Role.REVIEWER, unit=f.OfficeFactory()).user, 403, 403),
    "supervisor": (lambda: f.supervisor(), 200, 200),
    "supervisor elsewhere": (lambda: f.supervisor(far_office()), 200, 404),
    "administrator": (lambda: member("admin", Role.ADMINISTRATOR, unit=f.OfficeFactory()).user, 200, 200),
}


def far_office() -> Any:
    place = f.DivisionFactory(code="4206", name="襄阳市", level="prefecture", parent=f.hubei())
    return f.OfficeFactory(division=place, name="襄阳市督查室")


@pytest.mark.parametrize("who", WHO)
def test_each_page_answers_each_role_as_it_should(client: Client, who: str) -> None:
    zhang = member("zhang")
    make, general, of_one = WHO[who]
    if (user := make()) is not None:
        client.force_login(user)
    for name, (method, url) in addresses(zhang).items():
        status = of_one if str(zhang.pk) in url else general
        answer = getattr(client, method)(url, {"member": zhang.pk} if name == "slips" else {})
        if name == "slips" and general == 200:
            status = of_one
        if name in {"leave", "absence", "handover"} and status == 200:
            status = 422  # nothing was filled in
        if name in {"mail", "links"} and status == 200:
            status = 302
        assert (name, answer.status_code) == (name, status)
    if general != 200:
        zhang.refresh_from_db()
        assert zhang.left_on is None
        assert zhang.user.check_password(RIGHT)


def test_steps_are_only_taken_by_a_form_and_there_are_no_others(boss: User, client: Client) -> None:
    zhang = member("zhang")
    leave = reverse("person-step", args=[zhang.pk, "leave"])
    assert client.get(leave).url == reverse("person", args=[zhang.pk])
    assert client.post(reverse("person-step", args=[zhang.pk, "promote"])).status_code == 404
    assert client.get(reverse("slips")).status_code == 405


# the list, inviting, one person


def test_the_list_is_narrowed_by_words_and_by_who_is_here(boss: User, client: Client) -> None:
    for name, more in (
        ("zhang", {}),
        ("li", {"left_on": TODAY}),
        ("wang", {"unit": f.UnitFactory(division=f.zhuxi())}),
    ):
        member(name, **more)
    User.objects.filter(username="wang").update(last_login="2017-05-01T00:00:00Z")

    def shown(query: str = "") -> set[str]:
        page = BeautifulSoup(client.get(reverse("people") + query).content, "html.parser")
        return {cell.text.strip() for cell in page.select("tbody th")}

    assert shown() == {"zhang", "wang"}
    assert shown("?state=left") == {"li"}
    assert shown("?state=new") == {"zhang"}
    assert shown("?q=竹溪") == {"wang"}
    assert shown("?q=nobody") == set()
    assert shown("?state=wrong") == {"zhang", "wang", "li"}


def test_an_invitation_makes_the_login_and_the_mail(boss: User, client: Client, smtp_server: SmtpServer) -> None:
    data = {"unit": f.UnitFactory().pk, "role": "liaison", "name": "张三", "email": "zhang@example.org"}
    response = client.post(reverse("invite"), data, follow=True)
    assert "is invited" in response.content.decode()
    reminding.sweep()
    assert smtp_server.mails[0].recipients == ["zhang@example.org"]
    for wrong in ({"unit": f.OfficeFactory().pk}, {"role": "administrator"}, {"name": "李四"}, {"email": "x"}):
        assert client.post(reverse("invite"), data | wrong).status_code == 422
    assert Member.objects.filter(user__name="张三").count() == 1


def test_who_has_no_e_mail_gets_a_slip_that_is_shown_once_and_leads_to_a_password_of_her_own(
    boss: User, client: Client
) -> None:
    data = {"unit": f.UnitFactory().pk, "role": "liaison", "name": "张三"}
    assert "Print a first password" in client.post(reverse("invite"), data, follow=True).content.decode()
    zhang = Member.objects.get(user__name="张三")
    response = client.post(reverse("slips"), {"member": zhang.pk})
    assert "no-store" in response.headers["Cache-Control"]
    name, password = (code.text for code in BeautifulSoup(response.content, "html.parser").select("code"))
    her = Client()
    her.post(reverse("login"), {"username": name, "password": password})
    for page in ("checklist", "profile", "progress"):
        assert her.get(reverse(page)).url == reverse("password")
    change = {"old_password": password, "new_password1": NEW, "new_password2": NEW}
    assert her.post(reverse("password"), change).status_code == 302
    assert her.get(reverse("checklist")).status_code == 200


def test_one_of_several_slips_that_is_not_hers_to_print_prints_none(boss: User, client: Client) -> None:
    zhang, far = (
        member("zhang"),
        member("far", unit=f.UnitFactory(division=f.DivisionFactory(code="43", name="湖南省"))),
    )
    assert client.post(reverse("slips"), {"member": [zhang.pk, far.pk]}).status_code == 404
    both = member("both")
    f.MemberFactory(user=both.user, unit=f.OfficeFactory(), role=Role.REVIEWER)
    assert client.post(reverse("slips"), {"member": [zhang.pk, both.pk]}).status_code == 403
    for user in User.objects.filter(username__in=["zhang", "far", "both"]):
        assert user.check_password(RIGHT)


def test_leaving_standing_in_handing_over_and_ending_links_from_her_page(boss: User, client: Client) -> None:
    zhang, li = member("zhang"), member("li")
    item = f.AssignmentFactory(responsible_person="zhang")
    doors.for_mail(zhang.user, "<one@example.org>", [item])

    def take(kind: str, **data: Any) -> str:
        return text_of(client.post(reverse("person-step", args=[zhang.pk, kind]), data, follow=True))

    assert "1 link ended" in take("links")
    assert "li stands in" in take("absence", colleague=li.pk, since="2017-05-21", until="2017-05-22")
    assert "Nobody stands in" in take("absence", end="1")
    assert "1 open item bears the name of li" in take("handover", colleague=li.pk)
    assert "no longer has this role" in take("leave", on="2017-05-20")
    zhang.refresh_from_db()
    item.refresh_from_db()
    assert (zhang.left_on, zhang.deputy, item.responsible_person) == (TODAY, None, "li")
    refused = client.post(reverse("person-step", args=[li.pk, "handover"]), {"colleague": zhang.pk})
    assert refused.status_code == 422


def test_a_mail_for_who_has_no_address_is_refused_in_words(boss: User, client: Client) -> None:
    zhang = member("zhang")
    User.objects.filter(pk=zhang.user_id).update(email="")
    page = client.post(reverse("person-step", args=[zhang.pk, "mail"]), follow=True)
    assert "There is no e-mail" in text_of(page)
    assert not Reminder.objects.exists()


# importing


def workbook(*rows: list[str]) -> BytesIO:
    book = Workbook()
    for row in (["Unit", "Name", "Role", "E-mail"], *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "people.xlsx"
    return out


def test_a_list_is_shown_before_it_is_written_and_the_people_on_paper_get_slips(boss: User, client: Client) -> None:
    f.UnitFactory()
    rows = (["丹江口市", "张三", "", "zhang@example.org"], ["丹江口市", "李四", "", ""], ["无此单位", "王五", "", ""])
    preview = client.post(reverse("roster"), {"file": workbook(*rows)})
    assert "2 people will be added. 1 row cannot be used" in text_of(preview)
    assert "is called so" in text_of(preview)
    assert not Member.objects.filter(role=Role.LIAISON).exists()
    page = BeautifulSoup(preview.content, "html.parser")
    done = client.post(reverse("roster"), {"rows": page.select_one("input[name=rows]")["value"]})
    assert "2 people added" in text_of(done)
    assert "Row 4, 王五" in text_of(done)
    paper = BeautifulSoup(done.content, "html.parser").select("input[name=member]")
    assert [Member.objects.get(pk=field["value"]).user.name for field in paper] == ["李四"]
    slips = client.post(reverse("slips"), {"member": [field["value"] for field in paper]})
    assert "李四" in text_of(slips)
    assert "0 people will be added" in text_of(client.post(reverse("roster"), {"file": workbook(*rows)}))


@pytest.mark.parametrize("rows", ["", "no json", "[1]", '[{"number": 1, "office": "x"}]', "{}", '{"a": 1}'])
def test_rows_that_are_not_ours_are_not_written(boss: User, client: Client, rows: str) -> None:
    assert client.post(reverse("roster"), {"rows": rows}).status_code == 404


def test_rows_are_checked_again_when_they_are_written(boss: User, client: Client) -> None:
    unit = f.OfficeFactory()
    rows = f'[{{"number": 2, "unit": "{unit.name}", "name": "甲", "role": "administrator"}}]'
    assert "0 people added" in text_of(client.post(reverse("roster"), {"rows": rows}))


def test_no_file_and_a_file_that_is_no_workbook_are_refused_in_words(boss: User, client: Client) -> None:
    assert client.post(reverse("roster")).status_code == 422
    file = BytesIO(b"not a workbook")
    file.name = "people.xlsx"
    page = client.post(reverse("roster"), {"file": file})
    assert page.status_code == 422
    assert "not a workbook" in text_of(page)


# one's own page


@pytest.fixture
def zhang(client: Client) -> Member:
    made = member("zhang")
    client.force_login(made.user)
    return made


def test_own_details_are_changed_and_another_e_mail_takes_the_password(zhang: Member, client: Client) -> None:
    data = {"name": "张三", "phone": "138", "language": "en", "email": zhang.user.email}
    assert client.post(reverse("profile"), data).status_code == 302
    moved = data | {"email": "new@example.org"}
    assert client.post(reverse("profile"), moved).status_code == 422
    assert client.post(reverse("profile"), moved | {"password": "wrong"}).status_code == 422
    f.UserFactory(username="li")
    taken = data | {"email": "li@example.org", "password": RIGHT}
    assert client.post(reverse("profile"), taken).status_code == 422
    assert client.post(reverse("profile"), moved | {"password": RIGHT}).status_code == 302
    user = User.objects.get(pk=zhang.user_id)
    assert (user.name, user.phone, user.email) == ("张三", "138", "new@example.org")


def test_who_stands_in_is_named_by_herself_for_her_own_units_only(zhang: Member, client: Client) -> None:
    li = member("li")
    mine, hers = (reverse("absence", args=[m.pk]) for m in (zhang, li))
    prefix = f"m{zhang.pk}"
    data = {f"{prefix}-colleague": li.pk, f"{prefix}-since": "2017-05-21", f"{prefix}-until": "2017-05-22"}
    assert client.post(hers, data).status_code == 404
    assert client.post(mine, data | {f"{prefix}-until": "2017-05-01"}).status_code == 422
    assert client.post(mine, data).status_code == 302
    zhang.refresh_from_db()
    assert (zhang.deputy, zhang.deputy_until) == (li, date(2017, 5, 22))
    assert "li stands in from 2017-05-21 to 2017-05-22" in text_of(client.get(reverse("profile")))
    client.post(mine, {"end": "1"})
    zhang.refresh_from_db()
    assert zhang.deputy is None
    Member.objects.filter(pk=zhang.pk).update(left_on=TODAY)
    assert client.post(mine, data).status_code == 404


def test_all_ones_links_are_ended_at_once(zhang: Member, client: Client) -> None:
    doors.open_calendar(zhang)
    doors.for_mail(zhang.user, "<one@example.org>", [f.AssignmentFactory()])
    page = client.post(reverse("links"), follow=True)
    assert "2 links ended" in text_of(page)
    assert not SignedLink.objects.filter(revoked_at=None).exists()
    assert client.get(reverse("links")).status_code == 405


@pytest.mark.parametrize("name", ["profile", "links"])
def test_a_stranger_has_no_page_of_her_own(client: Client, name: str) -> None:
    assert client.post(reverse(name)).url.startswith(reverse("login"))


# passwords


def test_a_forgotten_password_is_answered_the_same_whether_the_name_is_known_or_not(client: Client) -> None:
    f.liaison(username="zhang")
    pages = [client.post(reverse("forgotten"), {"words": words}) for words in ("zhang", "nobody")]
    assert pages[0].status_code == pages[1].status_code == 200
    assert text_of(pages[0]) == text_of(pages[1])
    assert Reminder.objects.count() == 1


def test_one_address_asks_for_so_many_mails_and_then_waits(client: Client) -> None:
    ask = [client.post(reverse("forgotten"), {"words": f"n{n}"}).status_code for n in range(MOST_ASKED + 1)]
    assert ask == [200] * MOST_ASKED + [429]
    assert client.post(reverse("forgotten"), {"words": "n"}, REMOTE_ADDR="10.9.9.9").status_code == 200


def test_the_link_of_the_mail_sets_a_password_once(client: Client, smtp_server: SmtpServer) -> None:
    f.liaison(username="zhang", language="en")
    client.post(reverse("language"), {"language": "en", "next": "/"})
    client.post(reverse("forgotten"), {"words": "zhang"})
    reminding.sweep()
    found = re.search(r"/choose-password/\S+/", smtp_server.mails[0].text)
    assert found is not None
    page = client.get(found[0], follow=True)
    assert "zhang" in text_of(page)
    assert page.redirect_chain, "the token leaves the address before the page is shown"
    form = page.redirect_chain[-1][0]
    assert client.post(form, {"new_password1": "12345678", "new_password2": "12345678"}).status_code == 200
    assert client.post(form, {"new_password1": NEW, "new_password2": NEW}).url == reverse("login")
    assert "no longer works" in text_of(client.get(found[0]))
    user = User.objects.get(username="zhang")
    assert user.check_password(NEW)
    assert client.post(reverse("login"), {"username": "zhang", "password": NEW}).status_code == 302


def test_a_link_for_a_password_ends_after_a_week(client: Client, smtp_server: SmtpServer, time_machine: Any) -> None:
    time_machine.move_to("2026-03-01 09:00:00+08:00")
    f.liaison(username="zhang")
    client.post(reverse("forgotten"), {"words": "zhang"})
    reminding.sweep()
    found = re.search(r"/choose-password/\S+/", smtp_server.mails[0].text)
    assert found is not None
    for days, redirects in ((6, True), (8, False)):
        time_machine.move_to("2026-03-01 09:00:00+08:00")
        time_machine.shift(timedelta(days=days))
        assert (Client().get(found[0]).status_code == 302) is redirects
