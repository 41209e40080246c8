"""Importing and entering by hand in a real browser, with a real worker where files are read.

Set POVTRACK_SCREENSHOTS to a folder to keep pictures of the pages, at both widths and in both languages.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from directives import intake, uploads
from directives.models import ImportJob, ImportState, Meeting, Origin, Role, User
from tests import servers
from tests.admin.conftest import person
from tests.browser.test_pages import become
from tests.factories import danjiangkou
from tests.reports import reports

Open = Callable[..., Page]
NEW = "/admin/directives/importjob/add/"
PHONE, DESK = 390, 1280
FILES = 60
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
LINES = "1. 住建局5月底前完成危房改造1200户，财政局配合\n2. 每月15日前报送进度\n3. 请阅处"


@pytest.fixture
def user(transactional_db: None) -> User:
    danjiangkou()
    return person(Role.SUPERVISOR)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Sixty reports and a scan, packed, with what a Mac adds."""
    path = tmp_path / "reports.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in reports(FILES):
            packed.writestr(f"三月/{name}", data)
        packed.writestr("扫描.png", PNG)
        packed.writestr("__MACOSX/._扫描.png", b"x")
    return path


def upload(page: Page, user: User, *files: Path) -> str:
    """Send the files; the address of their batch."""
    become(page, user, NEW)
    page.set_input_files("[name=uploads]", list(files))
    page.get_by_role("button", name="Read it").click()
    page.locator("#batch").wait_for()
    return page.url


def check_looks(page: Page, within: str) -> None:
    """Nothing is wider than the screen, and axe has no serious fault to find in what is ours."""
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, page.url
    found = Axe().run(page, context=within).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]
    assert serious == [], page.url


def test_a_batch_outlives_its_page_and_is_cancelled_watched_and_tried_again(
    open_page: Open, user: User, archive: Path, valkey_url: str, tmp_path: Path
) -> None:
    page = open_page(locale="en")
    upload(page, user, archive)
    expect(page.locator("#batch")).to_contain_text(f"0 of {FILES + 1} files done")
    assert page.locator("#jobs > li").count() == 50
    context = page.context
    page.close()

    page = context.new_page()
    page.goto(NEW)
    page.locator(".pv-recent a").first.click()
    page.get_by_role("button", name="Cancel: 三月/简报0001.txt").click()
    expect(page.locator("#jobs > li", has_text="简报0001")).to_contain_text("cancelled")
    expect(page.locator("#batch")).to_contain_text(f"1 of {FILES + 1} files done")

    page.evaluate("window.stayed = true")
    with servers.worker(tmp_path):
        expect(page.locator("#batch")).to_contain_text(f"{FILES + 1} of {FILES + 1} files done")
        assert page.evaluate("window.stayed"), "it was shown without loading the page again"
        expect(page.locator("#batch-said")).to_have_text(f"All {FILES + 1} files are done.")
        assert page.locator("#jobs a[href*='/meeting/']").count() == 49
        page.get_by_role("button", name="Try again: 三月/简报0001.txt").click()
        expect(page.locator("#jobs > li", has_text="简报0001")).to_contain_text("Review")

        page.get_by_role("link", name="failed 1").click()
        expect(page.locator("#jobs > li")).to_contain_text("no text layer")
        page.get_by_role("button", name="Try all failed again").click()
        expect(page.locator("#batch")).to_contain_text("failed 1")
    states = ImportJob.objects.values_list("state", flat=True)
    assert sorted(states) == sorted([ImportState.DONE] * FILES + [ImportState.FAILED, ImportState.LEFT_OUT])
    page.locator("#show-failed").click()
    page.get_by_role("link", name="Enter it by hand").click()
    expect(page.get_by_label("Directives, one a line")).to_be_visible()


@pytest.mark.one_database
def test_the_rest_is_cancelled_at_once(open_page: Open, user: User, archive: Path) -> None:
    page = open_page(locale="en")
    upload(page, user, archive)
    page.get_by_role("button", name="Cancel the rest").click()
    page.get_by_text(f"{FILES + 1} files cancelled.").wait_for()
    assert page.locator("#cancel-rest").count() == 0
    page.get_by_role("link", name="left out 1").click()
    expect(page.locator("#jobs > li")).to_contain_text("not a report")


@pytest.mark.one_database
def test_a_folder_is_sent_as_it_is_and_what_was_chosen_is_said(open_page: Open, user: User, tmp_path: Path) -> None:
    for name, data in reports(3):
        folder = tmp_path / "简报" / name[:6]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    page = open_page(locale="en")
    become(page, user, NEW)
    page.set_input_files("[name=folder]", tmp_path / "简报")
    expect(page.locator("[data-chosen]")).to_have_text("Chosen: 3, 0.0 MB.")
    expect(page.locator("[name=publisher]")).to_have_value("")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#batch")).to_contain_text("0 of 3 files done")


@pytest.mark.one_database
def test_more_files_than_can_be_sent_are_not_sent(
    open_page: Open, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 2)  # the live server is a thread of this process
    files = [tmp_path / f"{n}.txt" for n in range(3)]
    for file in files:
        file.write_text("要在5月底前完成。", encoding="utf-8")
    page = open_page(locale="en")
    become(page, user, NEW)
    page.set_input_files("[name=uploads]", files)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("[data-chosen]")).to_have_text("Chosen: 3, 0.0 MB. That is more than can be sent at once.")
    assert page.url.endswith(NEW)
    page.set_input_files("[name=uploads]", files[:2])
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#batch")).to_contain_text("0 of 2 files done")


@pytest.mark.one_database
def test_without_scripts_a_reload_shows_how_far_it_is(open_page: Open, user: User, archive: Path) -> None:
    page = open_page(locale="en", java_script_enabled=False)
    upload(page, user, archive)
    expect(page.locator("#batch")).to_contain_text(f"0 of {FILES + 1} files done")
    for job in ImportJob.objects.filter(state=ImportState.QUEUED).order_by("pk")[:2]:
        intake.read_job(job.pk)
    page.get_by_role("link", name="See how far it is").click()
    expect(page.locator("#batch")).to_contain_text(f"2 of {FILES + 1} files done")
    page.get_by_role("button", name="Cancel the rest").click()
    expect(page.locator("#batch")).to_contain_text(f"{FILES + 1} of {FILES + 1} files done")


@pytest.mark.one_database
def test_an_instruction_is_entered_by_hand_and_looked_through(open_page: Open, user: User) -> None:
    page = open_page(locale="en")
    become(page, user, reverse("admin:directives_meeting_add"))
    page.get_by_label("What it is").select_option("instruction")
    page.get_by_label("Day", exact=False).first.fill("2017-03-29")
    page.get_by_label("Title").fill("关于危房改造的批示")
    page.locator("[name=speakers-0-name]").fill("李远")
    page.get_by_role("button", name="Another person").click()
    page.keyboard.type("王海")
    page.get_by_label("Directives, one a line").fill(LINES)
    page.get_by_text("Or field by field").click()
    page.locator("[name=rows-0-text]").fill("核实低保名单")
    page.get_by_role("button", name="Another directive").click()
    page.keyboard.type("公布举报电话")
    page.get_by_role("button", name="Enter", exact=True).click()
    page.get_by_text("5 directives are entered").wait_for()
    meeting = Meeting.objects.get()
    assert (meeting.origin, [s.name for s in meeting.speakers.all()]) == (Origin.INSTRUCTION, ["李远", "王海"])
    expect(page.locator("article")).to_have_count(5)
    expect(page.get_by_text("2017-05-31").first).to_be_visible()


@pytest.mark.one_database
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_fit_the_screen_and_are_heard(
    open_page: Open, user: User, archive: Path, width: int, language: str
) -> None:
    page = open_page(width=width, locale="en")
    batch = upload(page, user, archive)
    for n, job in enumerate(ImportJob.objects.exclude(file=None).order_by("pk")):
        if n < 3 or job.name.endswith(".png"):
            intake.read_job(job.pk)
    ImportJob.objects.filter(name__endswith="0004.txt").update(state=ImportState.READING, percent=30)
    User.objects.update(language=language)
    shots = os.environ.get("POVTRACK_SCREENSHOTS")
    pages = {
        "new": (NEW, ".pv-form"),
        "batch": (batch, ".pv-import"),
        "failed": (f"{batch}?show=failed", ".pv-import"),
        "by-hand": (reverse("admin:directives_meeting_add"), ".pv-form"),
    }
    for name, (address, within) in pages.items():
        page.goto(address)
        if name == "by-hand":
            page.locator("[data-add=speakers]").click()
            page.locator("details summary").click()
        page.wait_for_timeout(300)
        check_looks(page, within)
        if shots:
            page.screenshot(path=Path(shots) / f"import-{name}.{width}.{language[:2]}.png", full_page=name != "batch")
