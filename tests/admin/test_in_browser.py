"""The desk as Chromium shows it.  `open_page` fails on every breach of the content policy, script error and request
to another host; here are asserted the things that only a browser does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from directives import intake
from directives.models import DirectiveState, ImportJob, Meeting, Role, Unit
from tests.admin.conftest import TEXT, person
from tests.factories import DivisionFactory, UnitFactory, shiyan

if TYPE_CHECKING:
    from playwright.sync_api import Page

    OpenPage = Callable[..., Page]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]
PASSWORD = "correct horse battery"


def at_the_desk(open_page: OpenPage, role: Role = Role.SUPERVISOR, **options: object) -> Page:
    user = person(role, password=PASSWORD)
    page = open_page(**options)
    page.goto("/admin/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    return page


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def test_files_are_read_before_ones_eyes(open_page: OpenPage, tmp_path: Path) -> None:
    good, bad = tmp_path / "report.txt", tmp_path / "broken.docx"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_bytes(b"PK\x03\x04 not a document")
    page = at_the_desk(open_page)
    page.get_by_role("link", name="New report").first.click()
    page.set_input_files("[name=uploads]", [good, bad])
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("0 of 2 files done").wait_for()
    for job in ImportJob.objects.order_by("pk"):
        intake.read_job(job.pk)
    page.get_by_text("2 of 2 files done").wait_for()
    assert page.get_by_role("button", name="Try again").count() == 1
    page.get_by_role("link", name="Review").click()
    page.locator("article").first.wait_for()


def test_a_unit_is_searched_for_and_issued_to(open_page: OpenPage, meeting: Meeting, counties: list[Unit]) -> None:
    bureau = Unit.objects.create(division=counties[0].division, name="丹江口市住建局")
    meeting.directives.filter(number=1).update(state=DirectiveState.CONFIRMED)
    page = at_the_desk(open_page)
    page.goto(reverse("admin:directives_meeting_issue", args=[meeting.pk]))
    page.locator(".pv-more summary").click()
    page.locator(".pv-more .select2-selection").click()
    page.keyboard.type("住建")
    page.locator(".select2-results__option", has_text=bureau.name).click()
    page.get_by_role("button", name="Add columns").click()
    page.locator(f"[name=to][value='{meeting.directives.get(number=1).pk}:u{bureau.pk}']").check()
    page.get_by_role("button", name="Issue what is ticked").click()
    page.get_by_text("3 assignments issued.").wait_for()
    assert bureau.assignments.get().directive == meeting.directives.get(number=1)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(
    open_page: OpenPage, meeting: Meeting, counties: list[Unit], width: int
) -> None:
    for n in range(12):
        UnitFactory(division=DivisionFactory(code=f"4203{n + 40}", name=f"第{n}县", level="county", parent=shiyan()))
    meeting.directives.filter(number=1).update(state=DirectiveState.CONFIRMED)
    row = meeting.directives.get(number=1)
    page = at_the_desk(open_page, width=width)
    for address in [
        reverse("admin:index"),
        reverse("admin:directives_importjob_add"),
        reverse("admin:directives_meeting_changelist"),
        reverse("admin:directives_meeting_change", args=[meeting.pk]),
        reverse("admin:directives_meeting_facts", args=[meeting.pk]),
        reverse("admin:directives_meeting_issue", args=[meeting.pk]),
        reverse("admin:directives_meeting_history", args=[meeting.pk]),
        reverse("admin:directives_directive_changelist"),
        reverse("admin:directives_directive_change", args=[row.pk]),
        reverse("admin:directives_assignment_changelist"),
        reverse("admin:directives_unit_changelist"),
        reverse("admin:directives_reminder_changelist"),
    ]:
        page.goto(address)
        assert overflow(page) <= 0, address


def test_the_administrators_pages_work_under_the_policy(open_page: OpenPage, counties: list[Unit]) -> None:
    page = at_the_desk(open_page, Role.ADMINISTRATOR)
    for name in ["user", "member", "unit", "division"]:
        page.goto(reverse(f"admin:directives_{name}_changelist"))
        page.locator("#result_list tbody a").first.click()
        page.get_by_role("button", name="Save", exact=True).wait_for()
