"""Every page outside the admin in a real browser: desk and phone, light and dark, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from directives import assigning
from directives.models import Assignment, DirectiveState, Division, Level, Role, Unit, User
from tests import factories as f

pytestmark = pytest.mark.one_database
Open = Callable[..., Page]
PHONE, DESK = 390, 1280
TEXT = "会议要求，各安置点要抢抓工期，确保5月底前建成全部搬迁安置房，让群众早日入住。"
WORDS = "确保5月底前建成全部搬迁安置房"
LONG = "5月22日前把督查发现的问题逐条整改到位，逾期未改的由县政府书面说明，并附整改前后的对比照片" * 3


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 20)


@dataclass
class World:
    """An office, a county with an item in every state, another county, and somebody in each role."""

    boss: User
    anna: User
    leader: User
    nobody: User
    items: dict[str, Assignment]


def issue(boss: User, due_on: date | None, unit: Unit | None = None, **facts: object) -> Assignment:
    made = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=due_on, **facts)
    return assigning.issue(made, [assigning.IssueItem(unit or f.UnitFactory(), due_on)], boss)[0]


@pytest.fixture
def world(transactional_db: None) -> World:
    boss, anna = f.supervisor(), f.liaison()
    leader = f.MemberFactory(role=Role.LEADER, user=f.UserFactory(is_staff=False)).user
    other, empty = (f.UnitFactory(division=place) for place in (f.zhuxi(), fangxian()))
    issue(boss, date(2017, 6, 30), other)

    red = assigning.sign(issue(boss, date(2017, 4, 30), **evidence()), anna)
    red = assigning.report(red, anna, assigning.Progress(40, "主体完工", "缺料", "备料"))
    done = assigning.Progress(100, "全部入住，资料已归档")
    submitted = assigning.submit(assigning.sign(issue(boss, date(2017, 5, 31)), anna), anna, done)
    closed = assigning.submit(assigning.sign(issue(boss, None), anna), anna, done)
    closed = assigning.verify(closed, boss)
    suspended = assigning.suspend(issue(boss, date(2017, 6, 30)), boss, reason="汛期停工")
    items = {
        "to_sign": issue(boss, date(2017, 5, 22), text=LONG),
        "red": red,
        "submitted": submitted,
        "closed": closed,
        "suspended": suspended,
    }
    return World(boss, anna, leader, f.liaison(empty), items)


def fangxian() -> Division:
    return f.DivisionFactory(code="420325", name="房县", level=Level.COUNTY, parent=f.shiyan())


def evidence() -> dict[str, object]:
    """The facts of a directive that rests on words of a source."""
    start = TEXT.index(WORDS)
    return {
        "meeting": f.MeetingFactory(source=f.SourceFactory(text=TEXT)),
        "evidence_start": start,
        "evidence_end": start + len(WORDS),
    }


def become(page: Page, user: User | None, address: str) -> None:
    """Open the address as that user, without the way through the login page."""
    if page.url == "about:blank":
        page.goto(reverse("healthz"))
    page.context.clear_cookies()
    if user is not None:
        client = Client()
        client.force_login(user)
        session, site = client.cookies["sessionid"].value, urljoin(page.url, "/")
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page.goto(address)


def visits(world: World) -> Iterator[tuple[User | None, str]]:
    """Each page for each role that has it, the ways to be refused, and pages with nothing to show."""
    yield None, reverse("login")
    yield None, "/no-such-page/"
    for name in ("checklist", "password", "inbox", "progress"):
        yield world.anna, reverse(name)
    for name in ("to_sign", "red", "submitted"):
        yield world.anna, reverse("assignment", args=[world.items[name].pk])
    yield world.nobody, reverse("checklist")
    for name in ("inbox", "progress"):
        yield world.boss, reverse(name)
    yield world.boss, reverse("progress-rows") + "?figure=issued&sort=-percent"
    yield world.boss, reverse("progress") + "?due_from=2030-01-01"
    for name in ("red", "submitted", "closed", "suspended"):
        yield world.boss, reverse("assignment", args=[world.items[name].pk])
    yield world.leader, reverse("progress") + "?topic=no-such-topic"
    yield world.leader, reverse("assignment", args=[world.items["red"].pk])


def violations(axe: Axe, page: Page) -> list[str]:
    found = axe.run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize(("width", "scheme", "language"), [(DESK, "light", "zh-hans"), (PHONE, "dark", "en")])
def test_no_page_overflows_or_shuts_anybody_out(
    open_page: Open, world: World, width: int, scheme: str, language: str
) -> None:
    User.objects.update(language=language)
    page, axe = open_page(width=width, color_scheme=scheme), Axe()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
    now: User | None = world.boss
    for user, address in visits(world):
        if user != now:
            become(page, now := user, address)
        else:
            page.goto(address)
        page.evaluate("document.querySelectorAll('details, .toggle').forEach(e => e.open = e.checked = true)")
        found = violations(axe, page)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found.append(f"{wide} px wide")
        if page.locator("h1").count() != 1 or page.title().startswith(" ·"):
            found.append("wants one h1 and a title")
        faults += [f"{address} as {user}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def log_in(page: Page, user: User) -> None:
    page.goto(reverse("login"))
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", "correct horse battery")
    page.click("main form button")


def test_the_whole_work_is_done_on_a_phone_without_javascript(open_page: Open, world: World) -> None:
    page, item = open_page(width=PHONE, java_script_enabled=False), world.items["to_sign"]
    log_in(page, world.anna)
    page.get_by_role("link", name=item.directive.text).click()
    page.fill("input[name=sign-responsible_person]", "李四")
    page.click("form[action$='/sign/'] button")
    page.fill("input[name=report-percent]", "30")
    page.fill("textarea[name=report-text]", "打了地基")
    page.click("form[action$='/report/'] button")
    page.click("#step-submit summary")
    page.fill("textarea[name=submit-text]", "全部完工")
    page.click("form[action$='/submit/'] button")
    expect(page.locator(".message.success")).to_be_visible()

    page.click(".menu summary")
    page.click("form[action$='/logout/'] button")
    log_in(page, world.boss)
    page.goto(reverse("inbox"))
    page.get_by_role("link", name=item.directive.text).click()
    page.fill("textarea[name=verify-note]", "现场看过")
    page.click("form[action$='/verify/'] button")

    item.refresh_from_db()
    assert (item.state, item.responsible_person, item.closed_by) == ("closed", "李四", world.boss)
    page.goto(reverse("progress"))
    page.click("label[for=show-filters]")
    page.select_option("select[name=sort]", "-closed")
    page.click(".filters button")
    assert "sort=-closed" in page.url
    page.locator("tbody td a[href*='figure=closed']").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_refused_form_opens_with_the_cursor_on_what_is_wanting(open_page: Open, world: World) -> None:
    page = open_page(width=PHONE)
    become(page, world.anna, reverse("assignment", args=[world.items["red"].pk]))
    page.click("#step-submit summary")
    page.fill("textarea[name=submit-text]", " ")
    page.click("form[action$='/submit/'] button")
    field = page.locator("textarea[name=submit-text]")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(field).to_have_attribute("aria-invalid", "true")
    page.click(".person button[name=language]")  # the page that comes back is at an address that takes only forms
    expect(page.locator("h1")).to_have_text(world.items["red"].directive.text)


def test_the_filter_is_folded_on_a_phone_and_open_on_a_desk(open_page: Open, world: World) -> None:
    for width, shown in ((PHONE, False), (DESK, True)):
        page = open_page(width=width)
        become(page, world.boss, reverse("progress"))
        expect(page.locator("select[name=topic]")).to_be_visible(visible=shown)
        expect(page.locator("label[for=show-filters]")).to_be_visible(visible=not shown)
        expect(page.locator("select[name=sort]")).to_be_visible(visible=False)


def test_the_keyboard_goes_past_the_head_to_the_content_and_then_in_reading_order(
    open_page: Open, world: World
) -> None:
    page = open_page()
    become(page, world.boss, reverse("progress"))
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    heights = []
    for _step in range(12):
        page.keyboard.press("Tab")
        box = page.locator(":focus").bounding_box()
        assert box is not None
        assert page.locator("main :focus").count() == 1
        heights.append(box["y"])
    assert heights == sorted(heights)


def test_the_table_prints_without_what_is_only_for_the_screen(open_page: Open, world: World) -> None:
    page = open_page()
    become(page, world.boss, reverse("progress"))
    page.emulate_media(media="print")
    expect(page.locator("table")).to_be_visible()
    for hidden in ("header.site", ".filters", "a[href*='ledger']"):
        expect(page.locator(hidden).first).to_be_hidden()
    sheet = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    assert sheet.mediabox.width > sheet.mediabox.height
    assert "合计" in sheet.extract_text()
