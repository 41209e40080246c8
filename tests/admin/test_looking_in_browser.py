"""The pages to look things up, as Chromium shows them at both widths and in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from directives import assigning, indexing
from directives.models import Directive, Meeting, Role, User
from tests.admin.conftest import person
from tests.admin.test_in_browser import at_the_desk, overflow
from tests.factories import UnitFactory, liaison
from tests.test_corrections import read_report, review

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.admin.test_in_browser import OpenPage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture
def lived(transactional_db: None) -> Directive:
    """A reviewed report, one of whose directives has been given to a county, which has reported."""
    boss, anna = person(Role.SUPERVISOR, name="程立"), liaison(name="汪小雨")
    row = review(read_report(), boss)["edited"]
    [item] = assigning.issue(row, [assigning.IssueItem(UnitFactory(), row.due_on)], boss)
    item = assigning.sign(item, anna, responsible_person="贺春生")
    assigning.report(item, anna, assigning.Progress(40, "路基完成" * 20, "缺料", "备料"))
    return row


def addresses(row: Directive) -> list[str]:
    return [
        "/admin/search/",
        "/admin/search/?q=危房改造",
        "/admin/search/?q=“&since=x",
        reverse("admin:directives_directive_history", args=[row.pk]),
        "/admin/corrections/",
        "/admin/corrections/cases/?verdict=edited",
        "/admin/corrections/cases/?verdict=missed&part=topic&key=none",
    ]


def serious(page: Page) -> list[str]:
    """What axe finds seriously wrong in our part of the page; the frame around it is the admin's own."""
    found = Axe().run(page, context="#content").response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (390, "en"), (1280, "zh-hans"), (1280, "en")])
def test_every_page_fits_the_screen_and_can_be_heard(
    open_page: OpenPage, lived: Directive, width: int, language: str
) -> None:
    page = at_the_desk(open_page, width=width)
    User.objects.update(language=language)
    for address in addresses(lived):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        assert overflow(page) <= 0, address
        assert serious(page) == [], address


def test_a_key_leads_to_the_search_and_a_hit_to_its_card(open_page: OpenPage, meeting: Meeting) -> None:
    indexing.rebuild()
    page = at_the_desk(open_page)
    page.keyboard.press("/")
    page.wait_for_url("**/admin/search/")
    expect(page.locator("[name=q]")).to_be_focused()
    page.keyboard.type("安置房/")
    expect(page.locator("[name=q]")).to_have_value("安置房/")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    row = meeting.directives.get(number=1)
    page.locator(".pv-hits a").first.click()
    page.wait_for_url(f"**/meeting/{meeting.pk}/change/#d-{row.pk}")


def test_the_life_is_narrowed_to_a_county_and_a_figure_opens_its_cases(open_page: OpenPage, lived: Directive) -> None:
    page = at_the_desk(open_page)
    page.goto(reverse("admin:directives_directive_history", args=[lived.pk]))
    page.select_option("#county", "420381")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**county=420381*")
    assert page.locator(".pv-moment").count() == 6
    page.goto("/admin/corrections/")
    page.locator(".pv-figure", has_text="edited").click()
    page.wait_for_url("**verdict=edited*")
    assert page.locator(".pv-differs").count() == 2
