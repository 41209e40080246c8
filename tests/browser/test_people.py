"""A county's way in, on a phone without JavaScript: from the mail to the signature, from the invitation to the login.

Set POVTRACK_SCREENSHOTS to a folder to keep a picture of every page looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from directives import assigning, doors, reminding, staffing
from directives.models import Assignment, DirectiveState, Member, Role, SignedLink, User
from directives.staffing import Person
from tests import factories as f
from tests.browser.test_pages import become, violations
from tests.smtp import SmtpServer

Open = Callable[..., Page]
PHONE, DESK = 390, 1280
NEW = "another fine horse"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _site(settings: Settings, live_server: LiveServer) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 20)
    settings.POVTRACK_URL = live_server.url


@pytest.fixture
def boss(transactional_db: None) -> User:
    return f.supervisor(name="督查员")


def issued(boss: User, **facts: object) -> Assignment:
    made = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=date(2017, 5, 22), **facts)
    return assigning.issue(made, [assigning.IssueItem(f.UnitFactory(), date(2017, 5, 22))], boss)[0]


def address_in(text: str, path: str) -> str:
    found = re.search(rf"http\S+/{path}/\S+", text)
    assert found is not None, text
    return found[0]


def test_the_link_of_a_mail_signs_on_a_phone_and_the_login_opens_the_rest(
    open_page: Open, boss: User, smtp_server: SmtpServer
) -> None:
    zhang, item = f.liaison(username="zhang", name="张三"), issued(boss)
    reminding.sweep()
    (mail,) = smtp_server.mails
    page = open_page(width=PHONE, height=844, java_script_enabled=False)
    page.goto(address_in(mail.text, "open"))
    expect(page.locator("h1")).to_have_text(item.directive.text)
    page.fill("input[name=sign-responsible_person]", "王五")
    page.click("#step-sign form button")
    expect(page.locator(".message.success")).to_be_visible()
    item.refresh_from_db()
    assert (item.state, item.responsible_person, item.events.last().actor) == ("in_progress", "王五", zhang)
    page.click("main a.button")
    page.fill("input[name=username]", "zhang")
    page.fill("input[name=password]", "correct horse battery")
    page.click("main form button")
    expect(page.locator("h1")).to_have_text(item.directive.text)
    page.locator("#step-report").wait_for()


def test_an_invitation_leads_to_a_password_and_the_checklist(
    open_page: Open, boss: User, smtp_server: SmtpServer
) -> None:
    item = issued(boss)
    staffing.invite(boss, Person("李四", f.UnitFactory(), Role.LIAISON, "li@example.org"))
    reminding.sweep()
    mail = next(mail for mail in smtp_server.mails if "choose-password" in mail.text)
    assert mail.recipients == ["li@example.org"]
    page = open_page(width=PHONE, height=844, java_script_enabled=False)
    page.goto(address_in(mail.text, "choose-password"))
    page.fill("input[name=new_password1]", NEW)
    page.fill("input[name=new_password2]", NEW)
    page.click("main form button")
    page.fill("input[name=username]", "li@example.org")
    page.fill("input[name=password]", NEW)
    page.click("main form button")
    assert page.url.endswith(reverse("checklist"))
    expect(page.get_by_role("link", name=item.directive.text).first).to_be_visible()


def roster(folder: Path) -> Path:
    book = Workbook()
    for row in (["Unit", "Name"], ["丹江口市", "周八"], ["丹江口市", "吴九"], ["无此单位", "郑十"]):
        book.active.append(row)
    book.save(folder / "people.xlsx")
    return folder / "people.xlsx"


def doors_of(zhang: User, boss: User) -> dict[str, str]:
    """A link in each of its conditions: name -> address."""
    found = {}
    for name in ("open", "report", "used", "expired", "revoked"):
        item = issued(boss, text=f"{name} 5月底前建成全部搬迁安置房，让群众早日入住")
        if name == "report":
            assigning.sign(item, zhang)
        token = doors.for_mail(User.objects.get(pk=zhang.pk), f"<{name}@example.org>", [item])[item.pk]
        link = SignedLink.objects.get(assignment=item)
        if name == "used":
            doors.pass_through(link, lambda a, user: assigning.sign(a, user))
        elif name == "expired":
            SignedLink.objects.filter(pk=link.pk).update(expires_at="2017-01-01T00:00:00Z")
        elif name == "revoked":
            SignedLink.objects.filter(pk=link.pk).update(revoked_at="2017-01-01T00:00:00Z")
        found[name] = reverse("door", args=[token])
    return {**found, "unknown": reverse("door", args=["x" * 43]), "signed": f"{found['used']}?done=sign"}


def seen(page: Page, boss: User, zhang: User, folder: Path) -> Iterator[str]:
    """Bring every page of these before the reader, one after the other."""
    member = zhang.memberships.get()
    links = doors_of(zhang, boss)
    become(page, None, reverse("forgotten"))
    yield "forgotten"
    page.fill("input[name=words]", "nobody")
    page.click("main form button")
    yield "forgotten-sent"
    page.goto(reverse("choose-password", args=["x", "y"]))
    yield "choose-stale"
    for name, address in links.items():
        page.goto(address)
        yield f"door-{name}"
    become(page, f.liaison(username="colleague", name="赵六"), links["open"])
    yield "door-foreign"
    become(page, zhang, reverse("profile"))
    yield "profile"
    page.click("button[name=step][value=open] >> nth=0")
    yield "calendar"
    become(page, boss, reverse("people"))
    yield "people"
    for name in ("invite", "roster"):
        page.goto(reverse(name))
        yield name
    page.set_input_files("input[type=file]", roster(folder))
    page.click("main form button")
    yield "preview"
    page.click("main form button")
    yield "imported"
    page.click("main form button")
    yield "slips"
    page.goto(reverse("person", args=[member.pk]))
    yield "person"


@pytest.mark.one_database
@pytest.mark.parametrize(("width", "scheme", "language"), [(DESK, "light", "zh-hans"), (PHONE, "dark", "en")])
def test_no_page_overflows_or_shuts_anybody_out(
    open_page: Open, boss: User, tmp_path: Path, width: int, scheme: str, language: str
) -> None:
    zhang = f.liaison(username="zhang", name="张三")
    li: Member = f.MemberFactory(
        user=f.UserFactory(username="li", name="李四"), unit=f.UnitFactory(), role=Role.LIAISON
    )
    staffing.set_deputy(zhang, zhang.memberships.get(), li, date(2017, 6, 1), date(2017, 6, 8))
    User.objects.update(language=language)
    zhang.refresh_from_db()
    page, axe = open_page(width=width, color_scheme=scheme), Axe()
    if language == "en":
        page.goto(reverse("login"))
        page.click("button[name=language]")
    pictures = os.environ.get("POVTRACK_SCREENSHOTS")
    faults: list[str] = []
    for name in seen(page, boss, zhang, tmp_path):
        page.evaluate("document.querySelectorAll('details, .toggle').forEach(e => e.open = e.checked = true)")
        found = violations(axe, page)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{wide} px wide")
        if page.locator("h1").count() != 1 or page.title().startswith(" ·"):
            found.append("wants one h1 and a title")
        faults += [f"{name}: {fault}" for fault in found]
        if pictures:
            page.evaluate("document.querySelectorAll('.menu').forEach(e => e.open = false)")
            page.screenshot(path=Path(pictures) / f"{name}-{width}-{language}.png", full_page=True)
    assert not faults, "\n".join(faults)
