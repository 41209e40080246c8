"""The issuing matrix in a real browser: lines and columns by a click, the keyboard alone, a phone, no JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from directives.models import Assignment, DirectiveState, Meeting, Target, TargetShare, User
from tests import factories as f

Open = Callable[..., Page]
PHONE, DESK = 390, 1280
WORDS = [
    "各县（市、区）要在5月底前建成全部搬迁安置房",
    "各县（市、区）要逐户核查住房安全",
    "各县（市、区）要按月报送进度",
]


@dataclass
class World:
    boss: User
    meeting: Meeting


@pytest.fixture
def world(transactional_db: None) -> World:
    """A prefecture of five counties, and three confirmed directives, the first with a target."""
    for code, name in [("420302", "茅箭区"), ("420303", "张湾区"), ("420325", "房县")]:
        f.DivisionFactory(code=code, name=name, level="county", parent=f.shiyan())
    f.zhuxi(), f.danjiangkou()
    meeting = f.MeetingFactory()
    for number, text in enumerate(WORDS, 1):
        row = f.DirectiveFactory(meeting=meeting, number=number, text=text, state=DirectiveState.CONFIRMED)
        if number == 1:
            Target.objects.create(directive=row, metric="安置房", value=1000, unit="套")
    return World(f.supervisor(language="en"), meeting)


def at_matrix(open_page: Open, world: World, **options: object) -> Page:
    page = open_page(**options)
    page.goto(reverse("healthz"))
    client = Client()
    client.force_login(world.boss)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": urljoin(page.url, "/")}])
    page.goto(reverse("admin:directives_meeting_issue", args=[world.meeting.pk]))
    return page


def ticked(page: Page) -> int:
    return page.locator("input[name=to]:checked").count()


def focused(page: Page) -> str:
    where: str = page.evaluate("document.activeElement.dataset.all || document.activeElement.value")
    return where


@pytest.mark.one_database
def test_lines_columns_and_everything_are_ticked_by_one_click(open_page: Open, world: World) -> None:
    page = at_matrix(open_page, world)
    assert ticked(page) == 15
    page.locator("[data-all=of420325]").uncheck()
    assert ticked(page) == 12
    page.locator("[data-all=line]").nth(1).click()  # it is partly ticked: to all
    assert ticked(page) == 13
    page.locator("[data-all=matrix]").click()
    assert ticked(page) == 15
    page.locator("[data-all=matrix]").click()
    assert ticked(page) == 0
    expect(page.locator("#left-out li").first).to_contain_text("the whole scope (5)")
    expect(page.locator("#ticked")).to_have_text("0")


def test_who_is_left_out_stands_beside_the_button_and_is_issued_to_later_on_the_same_page(
    open_page: Open, world: World
) -> None:
    page = at_matrix(open_page, world)
    expect(page.locator(".issuing-out")).to_be_hidden()
    page.locator("[data-all=of420325]").uncheck()
    expect(page.locator("#left-out li")).to_have_count(3)
    expect(page.locator("#left-out li").first).to_contain_text("房县")
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.get_by_role("button", name="Issue what is ticked").click()
    expect(page.locator("[data-answer]")).to_have_text("12 assignments issued.")
    expect(page.locator("[data-answer]")).to_be_focused()
    assert page.locator("input[name=to]").count() == 3  # the rest is locked
    assert ticked(page) == 0
    page.keyboard.press("Control+Enter")  # once too often: who was left out is not issued to by that
    expect(page.locator("[data-answer]")).to_have_text("Tick at least one unit.")
    page.locator("[data-all=of420325]").check()
    page.get_by_role("button", name="Issue what is ticked").click()
    expect(page.locator("[data-answer]")).to_have_text("3 assignments issued.")
    assert loads == []
    assert Assignment.objects.count() == 15


@pytest.mark.one_database
def test_it_is_all_done_with_the_keyboard(open_page: Open, world: World) -> None:
    page = at_matrix(open_page, world)
    expect(page.locator("[data-all=matrix]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # the matrix is one stop
    assert focused(page) == "matrix"
    for key, where in [("ArrowDown", "line"), ("ArrowRight", "of420302"), ("ArrowDown", "of420302")]:
        page.keyboard.press(key)
        assert focused(page).endswith(where)
    page.keyboard.press("Space")
    expect(page.locator("#left-out li")).to_have_text([f"2. {WORDS[1]}: 茅箭区"])
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("type") == "date"
    page.keyboard.press("Enter")  # does nothing: only the chord issues
    assert not Assignment.objects.exists()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-answer]")).to_have_text("14 assignments issued.")


@pytest.mark.one_database
def test_a_county_gets_a_day_and_a_part_of_its_own_in_fields_that_open_for_its_directive(
    open_page: Open, world: World
) -> None:
    page = at_matrix(open_page, world)
    first = world.meeting.directives.get(number=1)
    line = page.locator(f"#line-{first.pk}")
    assert page.locator("[name^=by-]").count() == 0
    line.locator("input[name=to][value$=of420325]").uncheck()
    line.get_by_role("button", name="By county…").click()
    expect(page.locator("[name^=by-]")).to_have_count(4)
    page.fill(f"[name=by-{first.pk}-of420381]", "2017-06-30")
    page.fill("[name^=part-][name$=of420381]", "120")
    line.locator("input[name=to][value$=of420325]").check()  # its fields come, and what was typed stays
    expect(page.locator("[name^=by-]")).to_have_count(5)
    expect(page.locator(f"[name=by-{first.pk}-of420381]")).to_have_value("2017-06-30")
    line.get_by_role("button", name="By county…").click()
    expect(page.locator("[name^=by-]").first).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-answer]")).to_have_text("15 assignments issued.")
    share = TargetShare.objects.select_related("assignment__unit").get()
    assert (share.value, share.assignment.unit.name) == (120, "丹江口市人民政府")
    assert share.assignment.due_on == date(2017, 6, 30)


def test_a_lost_connection_says_so_and_keeps_the_ticks_and_the_next_try_issues_once(
    open_page: Open, world: World
) -> None:
    page = at_matrix(open_page, world)
    page.locator("[data-all=of420325]").uncheck()
    page.route("**/issue/", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-answer-to=sending]")).to_contain_text("The connection is lost.")
    assert ticked(page) == 12
    page.unroute("**/issue/")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-answer]")).to_have_text("12 assignments issued.")


@pytest.mark.one_database
def test_without_javascript_it_is_a_plain_form_that_asks_once_about_those_left_out(
    open_page: Open, world: World
) -> None:
    page = at_matrix(open_page, world, width=PHONE, java_script_enabled=False)
    assert page.locator("[data-all]:visible").count() == 0
    page.locator("input[name=to][value$=of420325]").first.uncheck()
    page.get_by_role("button", name="Issue what is ticked").click()
    expect(page.get_by_role("alert")).to_contain_text("Look at the counties that are left out")
    expect(page.locator("#left-out")).to_contain_text("房县")
    page.get_by_role("button", name="Issue what is ticked").click()
    expect(page.get_by_text("14 assignments issued.")).to_be_visible()
    assert Assignment.objects.count() == 14


@pytest.mark.one_database
@pytest.mark.parametrize(("width", "language"), [(DESK, "zh-hans"), (PHONE, "en")])
def test_the_matrix_fits_the_screen_and_shuts_nobody_out(
    open_page: Open, world: World, width: int, language: str
) -> None:
    User.objects.update(language=language)
    page = at_matrix(open_page, world, width=width)
    page.locator("input[name=to][value$=of420325]").first.uncheck()
    page.locator("button[name=open]").first.click()
    page.locator("[name^=by-]").first.wait_for()
    for _time in ("with everything open", "when it is issued"):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("input[name=to], .pv-matrix td a").last.scroll_into_view_if_needed()
        found = Axe().run(page, context="#issuing").response["violations"]
        assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == []
        page.keyboard.press("Control+Enter")
        page.locator("[data-answer]").wait_for()
