"""Photos and files sent from a phone: large ones, a line that breaks, and what nobody should be able to send."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.fixtures import Settings

from directives import assigning
from directives.models import Assignment, Attachment, ProgressReport, User
from tests import factories as f
from tests.browser.test_pages import become, issue, violations
from tests.test_proof import BOMB, archive, docx, pdf, photo

Open = Callable[..., Page]
PHONE = 390
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD = {
    "polyglot.pdf": pdf() + archive(a=b"x"),
    "page.jpg": b"\xff\xd8\xff<script>alert(1)</script>",
    "drawing.svg": SVG,
    "bomb.docx": BOMB,
    "empty.jpg": b"",
    "program.png": b"MZ\x90\0" * 100,
}
CARD = ".item:has(.quick)"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 20)


@pytest.fixture
def anna(transactional_db: None) -> User:
    return f.liaison(username="anna", name="张晓丽", language="en")


@pytest.fixture
def item(anna: User) -> Assignment:
    return assigning.sign(issue(f.supervisor(), date(2017, 6, 30)), anna)


def file(name: str, data: bytes, kind: str = "application/octet-stream") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": data}


def begin(open_page: Open, anna: User, **options: object) -> Page:
    """The form on the checklist, with everything typed but no file chosen."""
    page = open_page(width=PHONE, height=844, **options)
    become(page, anna, reverse("checklist"))
    page.click(f"{CARD} .quick > summary")
    page.fill(f"{CARD} input[name=report-percent]", "30")
    page.fill(f"{CARD} textarea[name=report-text]", "打了地基")
    return page


def send(page: Page) -> None:
    page.click(f"{CARD} .quick button.first")


def test_large_photos_are_shown_small_and_sent_with_a_bar(open_page: Open, anna: User, item: Assignment) -> None:
    page = begin(open_page, anna)
    large = photo(size=(4600, 3400), quality=97)
    assert len(large) > 12_000_000
    page.set_input_files(f"{CARD} input[type=file]", file("IMG_1.jpg", large, "image/jpeg"))
    page.set_input_files(
        f"{CARD} input[type=file]", [file("IMG_2.png", photo("PNG"), "image/png"), file("表.docx", docx())]
    )
    expect(page.locator(".chosen li")).to_have_count(3)
    expect(page.locator(".chosen canvas")).to_have_count(2)
    assert not violations(Axe(), page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.get_by_role("button", name="IMG_2.png").click()
    expect(page.locator(".chosen li")).to_have_count(2)
    # How far it is, as it was told while it went.
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.evaluate(
        "new MutationObserver(() => console.log(document.querySelector('.said').textContent))"
        f".observe(document.querySelector('{CARD} .said'), {{ childList: true, characterData: true, subtree: true }})"
    )
    with page.expect_request(re.compile("/report/$")):
        send(page)
    expect(page.locator(".message.success")).to_be_visible(timeout=30_000)
    assert any(told), "a quick line tells only that all has arrived"
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["IMG_1.jpg", "表.docx"]


def test_a_lost_connection_is_told_and_loses_nothing(open_page: Open, anna: User, item: Assignment) -> None:
    page = begin(open_page, anna)
    page.set_input_files(f"{CARD} input[type=file]", file("IMG_1.jpg", photo(), "image/jpeg"))
    page.context.set_offline(True)
    send(page)
    expect(page.locator(f"{CARD} .said.errorlist")).to_be_visible()
    expect(page.locator(f"{CARD} textarea[name=report-text]")).to_have_value("打了地基")
    page.context.set_offline(False)
    send(page)
    expect(page.locator(".message.success")).to_be_visible()
    assert ProgressReport.objects.get().attachments.count() == 1


def test_a_login_that_ended_is_told_and_after_a_new_one_the_same_page_sends(
    open_page: Open, anna: User, item: Assignment
) -> None:
    page = begin(open_page, anna)
    page.context.clear_cookies()
    send(page)
    expect(page.locator(f"{CARD} .said.errorlist")).to_be_visible()
    second = page.context.new_page()
    become(second, anna, reverse("progress"))
    second.close()
    send(page)
    expect(page.locator(".message.success")).to_be_visible()
    assert ProgressReport.objects.get().text == "打了地基"


def test_a_refused_file_stands_beside_its_reason_and_the_others_go(
    open_page: Open, anna: User, item: Assignment
) -> None:
    page = begin(open_page, anna)
    files = [file(name, data) for name, data in BAD.items()]
    page.set_input_files(f"{CARD} input[type=file]", [*files, file("good.jpg", photo(), "image/jpeg")])
    send(page)
    refused = page.locator(".chosen .refused")
    expect(refused).to_have_count(len(BAD))
    for name in BAD:
        expect(refused.filter(has_text=name).locator("strong")).to_be_visible()
    assert not ProgressReport.objects.exists()
    assert not violations(Axe(), page)
    send(page)
    expect(page.locator(".message.success")).to_be_visible()
    assert list(Attachment.objects.values_list("name", flat=True)) == ["good.jpg"]


def test_what_is_wanting_is_marked_where_it_is_wanting(open_page: Open, anna: User, item: Assignment) -> None:
    page = begin(open_page, anna)
    page.fill(f"{CARD} textarea[name=report-text]", " ")
    page.set_input_files(f"{CARD} input[type=file]", file("good.jpg", photo(), "image/jpeg"))
    send(page)
    expect(page.locator(f"{CARD} textarea[name=report-text]")).to_be_focused()
    expect(page.locator(".chosen li")).to_have_count(1)
    page.fill(f"{CARD} textarea[name=report-text]", "打了地基")
    send(page)
    expect(page.locator(".message.success")).to_be_visible()
    assert ProgressReport.objects.get().attachments.count() == 1


def test_without_javascript_a_refused_file_is_named_and_what_was_typed_stays(
    open_page: Open, anna: User, item: Assignment
) -> None:
    page = begin(open_page, anna, java_script_enabled=False)
    page.set_input_files(
        f"{CARD} input[type=file]", [file("drawing.svg", SVG), file("good.jpg", photo(), "image/jpeg")]
    )
    send(page)
    expect(page.locator("#step-report .errorlist")).to_contain_text("drawing.svg")
    expect(page.locator("textarea[name=report-text]")).to_have_value("打了地基")
    page.set_input_files(
        "#step-report input[type=file]", file("../../etc/..\\pass wd\u202e.jpg", photo(), "image/jpeg")
    )
    page.click("#step-report button.first")
    expect(page.locator(".message.success")).to_be_visible()
    assert not set("/\\\u202e") & set(Attachment.objects.get().name)


def test_a_file_of_200_mb_is_refused_by_name_with_the_limit(
    open_page: Open, anna: User, item: Assignment, tmp_path: Path
) -> None:
    huge = tmp_path / "film.jpg"
    with huge.open("wb") as out:
        out.write(b"\xff\xd8\xff")
        out.truncate(200_000_000)
    page = begin(open_page, anna)
    page.set_input_files(f"{CARD} input[type=file]", huge)  # told before a byte is sent
    expect(page.locator(".chosen .refused")).to_contain_text("30 MB")
    page = begin(open_page, anna, java_script_enabled=False)
    page.set_input_files(f"{CARD} input[type=file]", huge)
    send(page)
    expect(page.locator("#step-report .errorlist")).to_contain_text("film.jpg", timeout=60_000)
    expect(page.locator("#step-report .errorlist")).to_contain_text("30 MB")
    assert not ProgressReport.objects.exists()
