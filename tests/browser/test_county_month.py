"""A county's month on a phone, the supervisor at her desk beside it: the mails, the link, the reports, the answer.

The liaison's side is played with JavaScript and without. Every task takes at most three taps from the checklist.
`make pictures` keeps the pictures that the guides show (POVTRACK_SCREENSHOTS names their folder).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from directives import assigning, reminding
from directives.models import Assignment, DirectiveState, User
from tests import factories as f
from tests.browser.test_pages import become, violations
from tests.smtp import SmtpServer

Open = Callable[..., Page]
PICTURES = os.environ.get("POVTRACK_SCREENSHOTS")
PLAYS = [("zh-hans", True), ("en", False), *([("en", True)] if PICTURES else [])]
TEXT = "会议要求，各县要倒排工期、挂图作战，确保5月底前建成全部搬迁安置房812套，让群众早日入住。"
WORDS = "确保5月底前建成全部搬迁安置房812套"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


class Person:
    """One user with a browser of her own, looked at wherever she stops."""

    def __init__(self, page: Page, user: User, shoots: bool, script: bool = True) -> None:
        self.page, self.user, self.shoots, self.script = page, user, shoots, script
        self.axe, self.taps = Axe(), 0

    def tap(self, where: str) -> None:
        self.taps += 1
        self.page.locator(where).first.click()

    def go(self, address: str) -> None:
        """Log in where need be, and begin to count taps."""
        if self.page.url == "about:blank" or not self.page.locator(".menu").count():
            become(self.page, self.user, address)
        else:
            self.page.goto(address)
        self.taps = 0

    def stop(self, picture: str = "", at: str = "") -> None:
        """Nothing that shuts anybody out, nothing wider than the screen; and a picture for the guides."""
        width = self.page.viewport_size
        assert width is not None
        assert not self.script or not violations(self.axe, self.page)  # axe itself needs JavaScript
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width["width"]
        expect(self.page.locator("h1")).to_have_count(1)
        assert self.taps <= 3
        if picture and self.shoots and PICTURES:
            self.page.locator(at or "body").evaluate("place => place.scrollIntoView({behavior: 'instant'})")
            self.page.wait_for_load_state("networkidle")
            name = f"{picture}.{self.user.language[:2]}.png"
            shot = Image.open(BytesIO(self.page.screenshot()))
            shot.convert("RGB").quantize(96).save(Path(PICTURES).resolve() / name, optimize=True)


def site(storeys: int) -> FilePayload:
    """A photo of a house that grows, as a phone takes it: with the place and the hour."""
    photo = Image.new("RGB", (1200, 900), (188, 214, 235))
    draw = ImageDraw.Draw(photo)
    draw.polygon([(0, 620), (330, 360), (700, 600), (980, 420), (1200, 560), (1200, 900), (0, 900)], (124, 158, 112))
    draw.rectangle((0, 740, 1200, 900), (176, 152, 120))
    for floor in range(storeys):
        top = 660 - 110 * floor
        draw.rectangle((380, top, 860, top + 100), (232, 224, 210), (120, 110, 100), 4)
        for window in range(4):
            draw.rectangle((420 + 112 * window, top + 25, 480 + 112 * window, top + 80), (90, 120, 150))
    exif, out = Image.Exif(), BytesIO()
    exif.get_ifd(0x8769)[0x9003] = f"2017:05:{4 + 4 * storeys:02} 09:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (32.0, 33.0, 1.0), 3: "E", 4: (110.0, 48.0, 36.0)})
    photo.save(out, "JPEG", quality=85, exif=exif)
    return {"name": f"现场{storeys}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture(autouse=True)
def _site(settings: Settings, live_server: LiveServer) -> None:
    settings.POVTRACK_URL = live_server.url


@pytest.fixture
def boss(transactional_db: None) -> User:
    return f.supervisor(username="wang", name="王建国")


@pytest.fixture
def items(boss: User, settings: Settings) -> list[Assignment]:
    """What is given out on 2 May: housing with a figure and its sentence, and two things beside it."""
    settings.POVTRACK_TODAY = date(2017, 5, 2)
    start = TEXT.index(WORDS)
    meeting = f.MeetingFactory(source=f.SourceFactory(text=TEXT))
    facts = [("5月底前建成全部搬迁安置房812套", date(2017, 5, 31)), ("6月底前完成危房改造排查", date(2017, 6, 30))]
    found = []
    for text, due_on in [*facts, ("5月15日前上报产业扶贫项目清单", date(2017, 5, 15))]:
        made = f.DirectiveFactory(
            meeting=meeting,
            state=DirectiveState.CONFIRMED,
            text=text,
            due_on=due_on,
            due_text=f"{text.partition('前')[0]}前",
            evidence_start=start,
            evidence_end=start + len(WORDS),
        )
        found += assigning.issue(made, [assigning.IssueItem(f.UnitFactory(), due_on)], boss)
    return found


def link_in(smtp: SmtpServer, item: Assignment) -> str:
    """The address under that item in the newest mail."""
    text = smtp.mails[-1].text
    found = re.search(r"http\S+/open/\S+", text[text.index(item.directive.text) :])
    assert found is not None, text
    return found[0]


def on(settings: Settings, day: date, smtp: SmtpServer) -> int:
    """The business day moves on, and its mails go out; how many."""
    settings.POVTRACK_TODAY, before = day, len(smtp.mails)
    reminding.sweep()
    return len(smtp.mails) - before


@pytest.mark.parametrize(("language", "script"), PLAYS)
def test_a_county_s_month(
    open_page: Open, boss: User, items: list[Assignment], smtp_server: SmtpServer, settings: Settings,
    language: str, script: bool,
) -> None:  # fmt: skip
    zhang = f.liaison(username="zhang", name="张晓丽")
    User.objects.update(language=language)
    for user in (boss, zhang):
        user.refresh_from_db()
    phone = {"width": 390, "height": 844, "has_touch": True, "java_script_enabled": script}
    county, office = Person(open_page(**phone), zhang, script, script), Person(open_page(), boss, script)
    item = items[0]

    assert on(settings, date(2017, 5, 3), smtp_server) == 1
    sign_by_the_link(county, link_in(smtp_server, item), items)
    settings.POVTRACK_TODAY = date(2017, 5, 12)
    report(county, item, 40, "主体封顶，砌体完成一半", site(2), "liaison-2-report")
    settings.POVTRACK_TODAY = date(2017, 5, 22)
    report(county, item, 70, "室内装修完成六成，外墙粉刷开始", site(3))
    ask_for_more_time(county, item)
    grant(office, item)
    item.refresh_from_db()
    assert item.due_on == date(2017, 6, 10)

    assert on(settings, date(2017, 6, 3), smtp_server) == 1
    assert "2017-06-10" in smtp_server.mails[-1].text
    report_done(county, item, "812套全部建成，钥匙交到群众手中", "liaison-4-done")
    send_back(office, item)
    on(settings, date(2017, 6, 5), smtp_server)
    see_why_it_came_back(county, item)
    report_done(county, item, "补充竣工验收表和入住名单")
    close(office, item)
    county.go(reverse("checklist"))
    expect(county.page.locator("#closed")).to_contain_text(item.directive.text)
    county.stop()
    item.refresh_from_db()
    assert (item.state, item.closed_by, item.responsible_person) == ("closed", boss, "李明")
    kinds = ["issue", "sign", "report", "report", "extension_asked", "extension_decided", "submit", "return", "submit"]
    assert [event.kind for event in item.events.order_by("id")] == [*kinds, "verify"]
    assert [each.attachments.count() for each in item.reports.order_by("id")] == [1, 1, 1, 1]


def sign_by_the_link(county: Person, address: str, items: list[Assignment]) -> None:
    """From the mail, without a login; then the checklist, where the next one is signed with one tap."""
    page = county.page
    page.goto(address)
    expect(page.locator("h1")).to_have_text(items[0].directive.text)
    county.stop("liaison-0-link")
    page.fill("input[name=sign-responsible_person]", "李明")
    county.tap("#step-sign form button")
    expect(page.locator(".message.success")).to_be_visible()
    county.stop()
    county.go(reverse("checklist"))
    county.stop("liaison-1-checklist")
    county.tap(f"#item-{items[1].pk} button.first")
    expect(page.locator(".message.success")).to_be_visible()
    assert county.taps == 1


def report(county: Person, item: Assignment, percent: int, text: str, photo: FilePayload, picture: str = "") -> None:
    """On the checklist itself: unfold, write, send."""
    page, card = county.page, f"#item-{item.pk}"
    county.go(reverse("checklist"))
    county.tap(f"{card} .quick > summary")
    page.fill(f"{card} input[name=report-percent]", str(percent))
    page.fill(f"{card} textarea[name=report-text]", text)
    page.set_input_files(f"{card} input[type=file]", photo)
    county.stop(picture, f"{card} .acts")
    county.tap(f"{card} .quick button.first")
    expect(page.locator(".message.success")).to_be_visible()
    expect(page.locator(card)).to_contain_text(text)
    county.stop()


def ask_for_more_time(county: Person, item: Assignment) -> None:
    page = county.page
    county.go(reverse("checklist"))
    county.tap(f"#item-{item.pk} a[href*='do=ask']")
    page.fill("input[name=ask-due_on]", "2017-06-10")
    page.fill("textarea[name=ask-note]", "连续阴雨，室外管网停工九天")
    county.stop("liaison-3-more-time", "#step-ask")
    county.tap("#step-ask form button")
    expect(page.locator(".plea")).to_contain_text("2017-06-10")
    county.stop()


def grant(office: Person, item: Assignment) -> None:
    page = office.page
    office.go(reverse("inbox") + "?show=pleas")
    office.stop("supervisor-1-more-time")
    office.tap(f"main a:text('{item.directive.text}')")
    page.fill("textarea[name=grant-note]", "同意，不得再延")
    office.stop("supervisor-2-grant")
    office.tap("#step-grant form button")
    expect(page.locator(".message.success")).to_be_visible()
    office.stop()


def report_done(county: Person, item: Assignment, text: str, picture: str = "") -> None:
    page = county.page
    county.go(reverse("checklist"))
    county.tap(f"#item-{item.pk} a[href*='do=submit']")
    page.fill("textarea[name=submit-text]", text)
    page.set_input_files("#step-submit input[type=file]", site(4))
    county.stop(picture, "#step-submit")
    county.tap("#step-submit form button.second")
    expect(page.locator(".message.success")).to_be_visible()
    county.stop()


def send_back(office: Person, item: Assignment) -> None:
    page = office.page
    office.go(reverse("inbox"))
    office.stop("supervisor-0-inbox")
    office.tap(f"main a:text('{item.directive.text}')")
    expect(page.locator(".proof img").first).to_be_visible()
    office.stop("supervisor-3-verify")
    office.go(reverse("inbox"))
    office.tap(f"#item-{item.pk} .acts summary")
    page.fill("textarea[name=return-note]", "缺竣工验收表和入住名单")
    office.tap(f"#item-{item.pk} .acts details button")
    expect(page.locator("h1")).to_have_text("待办" if office.user.language == "zh-hans" else "Inbox")
    expect(page.locator(".message.success")).to_be_visible()
    office.stop()


def see_why_it_came_back(county: Person, item: Assignment) -> None:
    county.go(reverse("assignment", args=[item.pk]))
    expect(county.page.locator(".returned")).to_contain_text("缺竣工验收表和入住名单")
    county.stop("liaison-5-returned")


def close(office: Person, item: Assignment) -> None:
    office.go(reverse("assignment", args=[item.pk]))
    office.tap("#step-verify form button")
    expect(office.page.locator(".message.success")).to_be_visible()
    office.stop()
    office.go(reverse("progress"))
    office.stop("supervisor-4-progress")
