"""The main job, end to end, on what `make run` starts: from a pasted report to the county's mail and the table.

The server, the worker, beat, Valkey and the mail catcher are the product's own processes.  Set
POVTRACK_SCREENSHOTS=docs/images to keep the pictures that the documentation shows.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from povtrack.launcher import free_port
from tests.browsing import Watch

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "seeds"
OWN = Path(__file__).with_name("report.txt")
PATIENCE = 90_000  # ms, for what a worker or the sweep does on a slow machine
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
OURS = {"REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "MAILCATCHER_PORT"}


@contextmanager
def make_run(data: Path, today: str) -> Iterator[str]:
    """`make run` on that day, on the database under test; gives its address, and ends it with Ctrl-C."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("POVTRACK_", "PYTEST", "COV_")) and k not in OURS}
    if not env.get("DATABASE_URL", "").startswith("postgres"):
        env.pop("DATABASE_URL", None)
    env |= {"POVTRACK_DATA": str(data), "POVTRACK_TODAY": today, "PORT": str(port), "SWEEP_SECONDS": "2"}
    data.mkdir(exist_ok=True)
    log = data / "run.log"
    with log.open("w") as out:
        command = ["make", "run", f"PYTHON={sys.executable}"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        deadline = time.monotonic() + 240
        while "povtrack is up" not in log.read_text():
            assert process.poll() is None, log.read_text()[-3000:]
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) is not None


class Person:
    """One user with a browser of her own."""

    def __init__(self, browser: Browser, base: str, data: Path, name: str, viewport: Any) -> None:
        rows = (line.split("\t") for line in (data / "demo-accounts.txt").read_text().splitlines())
        self.password = {row[0]: row[1] for row in rows}[name]
        self.watch = Watch(base)
        self.context = browser.new_context(base_url=base, viewport=viewport, locale="en-US")
        self.watch.attach(self.context)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.goto("/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", self.password)
        self.page.click("main form button")
        self.page.wait_for_url(lambda url: "login" not in url)

    def leave(self) -> None:
        self.context.close()
        assert self.watch.faults == []


Shoot = Callable[[Page, str], None]


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """Keep a picture of a page, once in Chinese and once in English."""
    folder = Path(os.environ.get("POVTRACK_SCREENSHOTS") or tmp_path / "pictures").resolve()
    folder.mkdir(parents=True, exist_ok=True)

    def shoot(page: Page, name: str) -> None:
        place = page.url
        for language in ("en", "zh-hans"):
            speak(page, language)
            page.goto(place)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}.{language[:2]}.png")

    return shoot


def speak(page: Page, language: str) -> None:
    """Change the user's language, as the button in the head of our pages does."""
    page.goto("/progress/")
    button = page.locator(f"button[name=language][value='{language}']")
    if button.count():
        button.click()
        page.wait_for_load_state()


def mails_to(data: Path, address: str) -> list[EmailMessage]:
    found = []
    for file in sorted((data / "mail").glob("*.eml")):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if address in str(mail["To"]):
            found.append(mail)
    return found


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.3)


def report() -> str:
    """The real report of 丹江口; for pictures, and where it is not at hand, the one we wrote in its manner."""
    real = [] if os.environ.get("POVTRACK_SCREENSHOTS") else sorted(REAL.glob("000_*.txt"))
    if not real:
        print(f"The journey pastes {OWN.name} instead of a real report of {REAL}.")
    return (real or [OWN])[0].read_text(encoding="utf-8")


def test_a_pasted_report_becomes_a_countys_reminder_and_a_row_of_the_table(
    chromium: Browser, tmp_path: Path, shoot: Shoot
) -> None:
    data = tmp_path / "var"
    with make_run(data, "2017-05-29") as base:
        reviewer = Person(chromium, base, data, "reviewer", DESK)
        demand = review_and_issue(reviewer.page, shoot)
        reviewer.leave()
        liaison = Person(chromium, base, data, "danjiangkou", PHONE)
        sign_and_report(liaison.page, demand, shoot)
        liaison.leave()
        check_the_mail(data, demand, "in 2 days|还剩2天|2天|2 days")
        supervisor = Person(chromium, base, data, "supervisor", DESK)
        assert figures(supervisor.page)["overdue"] == 0
        supervisor.leave()

    with make_run(data, "2017-06-02") as base:  # the same data, two days after the due date
        wait_for(lambda: len(mails_to(data, "danjiangkou")) == 2, "the digest of the overdue item")
        supervisor = Person(chromium, base, data, "supervisor", DESK)
        follow_the_overdue_number(supervisor.page, demand, shoot)
        show_the_mail(supervisor.page, shoot)
        supervisor.leave()


def review_and_issue(page: Page, shoot: Shoot) -> str:
    """Paste, watch it read, confirm what is dated, issue it; returns the demand as it was read."""
    page.goto("/admin/directives/importjob/add/")
    page.fill("textarea[name=text]", report())
    page.locator("form.pv-form button[type=submit]").click()
    page.wait_for_selector("#jobs a[href*='/meeting/']", timeout=PATIENCE)
    shoot(page, "1-imported")
    page.click("#jobs a[href*='/meeting/']")
    page.wait_for_selector("article.pv-card")
    assert "2017-03-29" in page.inner_text("#content, main")
    dated = page.locator("article.pv-card", has=page.locator(".pv-deadline", has_text="2017-05-31"))
    assert dated.count() == 1
    demand = dated.locator("h3").inner_text()
    shoot(page, "2-review")
    page.locator("form[action*='confirm_dated'] button, form[action*='confirm-dated'] button").click()
    page.wait_for_selector("article .pv-state-confirmed")
    page.click("a[href$='/issue/']")
    page.wait_for_selector("table.pv-matrix")
    assert "丹江口市人民政府" in page.inner_text("table.pv-matrix thead")
    assert page.locator("table.pv-matrix td input[type=checkbox]").first.is_checked()
    shoot(page, "3-issue")
    page.locator("form:has(table.pv-matrix) button[type=submit]:not([name=add])").click()
    page.wait_for_selector("table.pv-matrix td a[href*='/checklist/']")
    return demand


def sign_and_report(page: Page, demand: str, shoot: Shoot) -> None:
    page.goto("/checklist/")
    assert page.locator("article.card").count() == 1
    shoot(page, "4-checklist")
    page.goto("/checklist/")
    page.get_by_role("link", name=demand).click()
    page.wait_for_selector("form[action$='/sign/']")
    page.fill("input[name=sign-responsible_person]", "张三")
    page.locator("form[action$='/sign/'] button").click()
    page.wait_for_selector("form[action$='/report/']")
    page.fill("input[name=report-percent]", "60")
    page.fill("textarea[name=report-text]", "主体已封顶，正在装修")
    with page.expect_navigation():  # signing has left a message of its own
        page.locator("form[action$='/report/'] button").click()
    page.wait_for_selector(".message.success")
    shoot(page, "5-item")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def check_the_mail(data: Path, demand: str, time_left: str) -> None:
    """One digest, once, with the demand, the time left and the way to the item; later sweeps send no second one."""
    wait_for(lambda: bool(mails_to(data, "danjiangkou")), "the digest")
    time.sleep(5)  # at least two more sweeps
    [mail] = mails_to(data, "danjiangkou")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    for body in (text, html):
        assert demand in body
        assert "2017-05-31" in body
        assert "/checklist/" in body
    assert re.search(time_left, text)


def figures(page: Page) -> dict[str, int]:
    """The row of 丹江口市 in the progress table."""
    page.goto("/progress/")
    names = ["issued", "to_sign", "in_progress", "to_verify", "closed", "suspended", "overdue", "due_soon"]
    cells = page.locator("tbody tr", has_text="丹江口市").locator("td.number").all_inner_texts()
    return dict(zip(names, map(int, cells[: len(names)]), strict=True))


def follow_the_overdue_number(page: Page, demand: str, shoot: Shoot) -> None:
    row = figures(page)
    assert (row["issued"], row["in_progress"], row["overdue"]) == (1, 1, 1)
    shoot(page, "6-progress")
    page.goto("/progress/")
    page.locator("tbody tr", has_text="丹江口市").locator("td.number a[href*='figure=overdue']").click()
    page.wait_for_selector("h1")
    assert page.locator("tbody tr").count() == 1
    assert demand in page.inner_text("tbody")
    shoot(page, "7-rows")
    with page.expect_download() as download:
        page.click("a[href*='ledger.xlsx']")
    sheet = load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active
    assert sheet is not None
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert len(rows) == 2
    assert demand in rows[1]
    assert "主体已封顶，正在装修" in rows[1]


def show_the_mail(page: Page, shoot: Shoot) -> None:
    page.goto("/admin/mail/")
    page.locator("main a[href*='/admin/mail/'], #content a[href*='/admin/mail/']").first.click()
    page.wait_for_load_state()
    assert "丹江口" in page.content() or "danjiangkou" in page.content()
    shoot(page, "8-mail")
