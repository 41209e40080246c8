"""The pictures of docs/review.*.md, taken while our own report goes through the review desk, in either language.

    POVTRACK_SCREENSHOTS=docs/images python -m pytest tests/browser/test_guide.py

Without a folder to put them in there is nothing to do here that other tests do not hold better.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from directives import intake, reviewing
from directives.models import DirectiveState, ImportJob, Meeting, Role, User
from tests.admin.conftest import person
from tests.browser.test_desk import enter, press, wait_for
from tests.factories import DivisionFactory, danjiangkou, shiyan, zhuxi
from tests.reports import reports

FOLDER = os.environ.get("POVTRACK_SCREENSHOTS", "")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_database,
    pytest.mark.skipif(not FOLDER, reason="takes pictures only: name a folder in POVTRACK_SCREENSHOTS"),
]
OWN = Path(__file__).with_name("report.txt")
MARCH = date(2017, 3, 31)
COLOURS = 128
LINES = "1. 市住建局5月底前完成危房改造1200户，市财政局配合\n2. 各镇每月15日前报送进度\n3. 请督查室跟踪"


class Guide:
    """One page of the desk, and where its pictures go."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language[:2]

    def shoot(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        shot = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        path = Path(FOLDER) / f"review-{name}.{self.language}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        shot.quantize(COLOURS).save(path, optimize=True)

    def go(self, name: str, *args: object) -> None:
        self.page.goto(reverse(f"admin:{name}", args=args))


@pytest.fixture
def anna(transactional_db: None, settings: Settings) -> User:
    settings.POVTRACK_TODAY = MARCH
    for code, name in [("420302", "茅箭区"), ("420303", "张湾区"), ("420304", "郧阳区"), ("420325", "房县")]:
        DivisionFactory(code=code, name=name, level="county", parent=shiyan())
    danjiangkou(), zhuxi()
    return person(Role.SUPERVISOR, username="anna", name="安娜")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Our report without the line that tells its year, others by the way, and a scan."""
    text = "\n".join(line for line in OWN.read_text(encoding="utf-8").splitlines() if "2017" not in line)
    given = {"丹江口现场会.txt": text.encode(), "扫描件.png": b"\x89PNG\r\n\x1a\n" + bytes(200), **dict(reports(5))}
    for name, data in given.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in given]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_our_report_goes_through_the_desk_and_each_page_is_kept(
    open_page: Callable[..., Page], anna: User, files: list[Path], language: str
) -> None:
    User.objects.update(language=language)
    guide = Guide(enter(open_page(height=860), anna, reverse("healthz")), language)
    meeting = come_in(guide, files)
    review(guide, meeting)
    meet_a_conflict(guide, meeting)
    issue_and_correct(guide, Meeting.objects.filter(division=None).first() or meeting, anna)
    look_back(guide)


def come_in(guide: Guide, files: list[Path]) -> Meeting:
    page = guide.page
    guide.go("directives_importjob_add")
    page.set_input_files("[name=uploads]", files)
    page.locator("form.pv-form button[type=submit]").click()
    page.locator("#batch").wait_for()
    waiting = list(ImportJob.objects.exclude(file=None).order_by("pk"))
    for job in waiting[:-1]:
        intake.read_job(job.pk)
    expect(page.locator("#jobs .pv-done")).to_have_count(len(waiting) - 2)
    guide.shoot("import")
    intake.read_job(waiting[-1].pk)
    guide.go("directives_meeting_add")
    page.select_option("[name=origin]", "instruction")
    page.fill("[name=title]", "关于危房改造的批示")
    page.fill("[name=held_on]", "2017-03-29")
    page.fill("[name=lines]", LINES)
    guide.shoot("by-hand")
    guide.go("directives_meeting_changelist")
    expect(page.locator("#result_list a:focus")).to_be_visible()
    guide.shoot("queue")
    return Meeting.objects.get(division=danjiangkou())


def review(guide: Guide, meeting: Meeting) -> None:
    page = guide.page
    guide.go("directives_meeting_change", meeting.pk)
    expect(page.locator("#desk-ask [name=year]")).to_be_focused()
    guide.shoot("year")
    page.keyboard.type("2017")
    press(page, "Enter")
    expect(page.locator("#desk-ask form")).to_have_count(0)
    dated = meeting.directives.exclude(due_on=None).get()
    press(page, "j", "k")
    while page.locator(f"#d-{dated.pk}:focus").count() == 0:
        press(page, "j")
    page.locator(f"#d-{dated.pk}").evaluate("card => card.scrollIntoView({ block: 'center' })")
    guide.shoot("desk")
    press(page, "?")
    guide.shoot("keys")
    press(page, "Escape", "e")
    page.locator("form.pv-editor [name=text]").wait_for()
    guide.shoot("edit")


def meet_a_conflict(guide: Guide, meeting: Meeting) -> None:
    """Somebody else saves the card that is open here."""
    page = guide.page
    dated = meeting.directives.exclude(due_on=None).get()
    boris = person(Role.REVIEWER, name="鲍里斯")
    reviewing.edit(dated, boris, {"text": "各镇务必在5月底前把安置房建成交付"})
    page.fill("form.pv-editor [name=text]", "务必在5月底前把安置房全部建成并通过验收")
    press(page, "Escape")
    page.locator(".pv-conflict").wait_for()
    guide.shoot("conflict")
    page.locator("[data-take=theirs]").click()
    expect(page.locator("form.pv-editor")).to_have_count(0)
    press(page, "a")
    wait_for(lambda: meeting.directives.get(pk=dated.pk).state, DirectiveState.CONFIRMED)


def issue_and_correct(guide: Guide, meeting: Meeting, anna: User) -> None:
    """A prefecture's meeting to all its counties but one; then its first date is corrected."""
    page = guide.page
    reviewing.confirm_dated_tasks(meeting, anna)
    guide.go("directives_meeting_issue", meeting.pk)
    expect(page.locator("[data-all=matrix]")).to_be_focused()
    press(page, "ArrowDown", "ArrowRight", "Space")
    guide.shoot("issue")
    press(page, "Control+Enter")
    page.locator("[data-answer]").wait_for()
    row = meeting.directives.filter(state=DirectiveState.CONFIRMED).order_by("number")[0]
    guide.go("directives_directive_change", row.pk)
    page.fill("[name=due_on]", f"{row.due_on.year}-12-20")
    page.fill("[name=reason]", "以会议纪要为准")
    page.locator("button[name=look]").click()
    page.locator("#effects tbody tr").first.wait_for()
    guide.shoot("correct")
    page.locator("button[name=do]").click()
    page.wait_for_load_state()
    guide.go("directives_directive_history", row.pk)
    guide.shoot("life")


def look_back(guide: Guide) -> None:
    page = guide.page
    page.goto("/admin/search/?q=安置房")
    guide.shoot("search")
    page.goto("/admin/corrections/")
    guide.shoot("wrongs")
