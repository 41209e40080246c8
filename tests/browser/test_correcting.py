"""What counties have is corrected and withdrawn in a real browser; they see it on the page of the item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from directives import assigning
from directives.models import Assignment, Directive, DirectiveState, User
from tests import factories as f

pytestmark = pytest.mark.one_database
Open = Callable[..., Page]
PHONE, DESK = 390, 1280


@pytest.fixture
def issued(transactional_db: None) -> Directive:
    row: Directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED)
    units = [f.UnitFactory(), f.UnitFactory(division=f.zhuxi())]
    assigning.issue(row, [assigning.IssueItem(unit, row.due_on) for unit in units], f.supervisor(language="en"))
    return row


def become(page: Page, user: User, address: str) -> None:
    if page.url == "about:blank":
        page.goto(reverse("healthz"))
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": urljoin(page.url, "/")}])
    page.goto(address)


def violations(page: Page) -> list[str]:
    """Ours; what the search fields that Django's admin brings lack is not."""
    found = Axe().run(page, context={"exclude": [[".select2"]]}).response["violations"]
    return [v["id"] for v in found if v["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(("width", "script"), [(DESK, True), (PHONE, False)])
def test_a_correction_is_looked_at_then_made_and_read_by_the_county(
    open_page: Open, issued: Directive, width: int, script: bool
) -> None:
    page = open_page(width=width, java_script_enabled=script)
    become(page, User.objects.get(), reverse("admin:directives_directive_change", args=[issued.pk]))
    page.fill("[name=due_on]", "2017-06-30")
    page.fill("[name=reason]", "以会议纪要为准")
    page.get_by_role("button", name="Show what will happen").click()
    effects = page.locator("#effects")
    expect(effects.locator("tbody tr")).to_have_count(2)
    expect(effects).to_contain_text("2017-05-31 → 2017-06-30")
    if script:
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Correct it so").click()
    expect(page.get_by_text("The directive is corrected. 2 items: told in the next digest.")).to_be_visible()
    assert {a.due_on for a in Assignment.objects.all()} == {date(2017, 6, 30)}

    item = Assignment.objects.get(unit__division=f.danjiangkou())
    become(page, f.liaison(language="en"), reverse("assignment", args=[item.pk]))
    expect(page.locator(".history")).to_contain_text("directive corrected")
    expect(page.locator(".history")).to_contain_text("以会议纪要为准")


def test_a_directive_is_withdrawn_with_the_keyboard_alone(open_page: Open, issued: Directive) -> None:
    page = open_page()
    become(page, User.objects.get(), reverse("admin:directives_directive_withdraw", args=[issued.pk]))
    page.locator("[name=reason]").focus()
    page.keyboard.type("会议另有部署")
    for _stop in range(2):  # past the choice, which stays, to the button
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#effects tbody tr")).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("button", name="Withdraw it so").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The directive is withdrawn.")).to_be_visible()
    assert {a.state for a in Assignment.objects.all()} == {"cancelled"}
