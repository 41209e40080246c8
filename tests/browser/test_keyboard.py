"""A real report by the keyboard alone, from the queue of meetings to issued: how many keys, how many page loads.

Nothing but keys is sent to the page.  Every key pressed counts, a modifier as one more; of the page loads every
navigation counts, that of the queue, where it starts, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count
from django.urls import reverse
from playwright.sync_api import Frame, Page, expect

from directives import intake, verdicts
from directives.models import (
    Assignment,
    Directive,
    DirectiveState,
    Event,
    EventKind,
    Kind,
    Meeting,
    MeetingState,
    Role,
    Unit,
    UnitKind,
    User,
    YearBasis,
)
from directives.uploads import Upload
from tests.admin.conftest import person
from tests.browser.test_desk import enter
from tests.factories import DivisionFactory, OfficeFactory

pytestmark = pytest.mark.django_db(transaction=True)

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
COUNTIES = {
    "341202": "颍州区",
    "341203": "颍东区",
    "341204": "颍泉区",
    "341221": "临泉县",
    "341222": "太和县",
    "341225": "阜南县",
    "341226": "颍上县",
    "341282": "界首市",
}
KEYS_EACH, LOADS = 3, 3
C, D, R, M = DirectiveState.CONFIRMED, DirectiveState.DRAFT, DirectiveState.REJECTED, DirectiveState.MERGED


@dataclass
class Keyboard:
    """What the reviewer has under her hands; counts what she presses and what the page loads."""

    page: Page
    pressed: int = 0
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._navigated)

    def _navigated(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.loads.append(frame.url)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1 + key.count("+")

    def type(self, words: str) -> None:
        self.press(*words)


@pytest.fixture
def anna(transactional_db: None) -> User:
    """The reviewer of a prefecture's office; its eight counties have no units yet."""
    anhui = DivisionFactory(code="34", name="安徽省")
    fuyang = DivisionFactory(code="3412", name="阜阳市", level="prefecture", parent=anhui)
    for code, name in COUNTIES.items():
        DivisionFactory(code=code, name=name, level="county", parent=fuyang)
    return person(Role.REVIEWER, OfficeFactory(division=fuyang, name="阜阳市督查室"), name="Anna")


@pytest.fixture
def meeting(anna: User) -> Meeting:
    """The draft of a real report: its day has no year, and it makes one demand with a date."""
    files = sorted(SEEDS.glob("002_*.txt"))
    if not files:
        pytest.skip(f"NO REAL REPORT: {SEEDS} is not here, so nothing is reviewed with the keyboard")
    office = anna.memberships.get().unit
    job = intake.keep(office, anna, Upload(files[0].name, files[0].read_bytes()))
    intake.read_job(job.pk)
    row: Meeting = Meeting.objects.get()
    return row


def test_a_real_report_is_reviewed_and_issued_with_the_keyboard_alone(
    open_page: Callable[..., Page], anna: User, meeting: Meeting
) -> None:
    proposed = meeting.directives.count()
    page = enter(open_page(), anna, reverse("healthz"))
    keys = Keyboard(page)
    page.goto(reverse("admin:directives_meeting_changelist"))
    expect(page.locator("#result_list a:focus")).to_be_visible()
    keys.press("Enter")

    answer_the_year(keys)
    decide_all_at_once(keys, meeting)
    go_through_the_tasks(keys, meeting)
    review_took = keys.pressed
    issue_but_to_one(keys)

    count = meeting.directives.count()
    print(
        f"\n{connection.vendor}: {count} directives ({proposed} proposed), {keys.pressed} keys "
        f"({review_took} to the last decision), {keys.pressed / count:.2f} a directive; "
        f"{len(keys.loads)} page loads, the queue among them"
    )
    assert keys.pressed <= KEYS_EACH * proposed
    assert len(keys.loads) <= LOADS
    check_what_was_decided(meeting, anna)
    check_what_was_issued(meeting, anna)


def focused(page: Page, row: Directive) -> None:
    """The eye: go on when this card has the focus."""
    expect(page.locator(f"#d-{row.pk}")).to_be_focused()


def said(page: Page, words: str) -> None:
    expect(page.locator("#desk-status")).to_contain_text(words)


def answer_the_year(keys: Keyboard) -> None:
    expect(keys.page.locator("#desk-ask [name=year]")).to_be_focused()
    keys.type("2017")
    keys.press("Enter")
    said(keys.page, "The year is set")


def decide_all_at_once(keys: Keyboard, meeting: Meeting) -> None:
    keys.press("a")
    said(keys.page, "1 directive confirmed.")
    keys.press("p")
    said(keys.page, "The principles are put aside.")
    assert not meeting.directives.filter(state=D, kind=Kind.PRINCIPLE).exists()


def drafts(meeting: Meeting) -> list[Directive]:
    return list(meeting.directives.filter(state=D).order_by("evidence_start"))


def go_through_the_tasks(keys: Keyboard, meeting: Meeting) -> None:
    """Confirm what is left one by one; merge two, add one, correct the date in its place, and reject the last."""
    rows = drafts(meeting)
    dated = meeting.directives.get(state=C)
    merged, absorbed = rows[2], rows[3]
    last_before = next(row for row in reversed(rows) if row.evidence_start < dated.evidence_start)
    for at, row in enumerate(rows):
        if row == absorbed:
            continue
        focused(keys.page, row)
        if row == merged:
            keys.press("m")
            said(keys.page, "Merged with the next")
        if at == len(rows) // 2:
            add_what_was_missed(keys, meeting)
            focused(keys.page, rows[at])
        keys.press("x" if row == rows[-1] else "c")
        if row == last_before:
            correct_the_date(keys, dated)
    said(keys.page, "No draft is left")


def add_what_was_missed(keys: Keyboard, meeting: Meeting) -> None:
    """The words after those of the card at hand become a card of their own, which is confirmed."""
    there = set(meeting.directives.values_list("pk", flat=True))
    keys.press("n", "ArrowRight", "Shift+ArrowRight", "Enter")
    said(keys.page, "New card from the source")
    made = meeting.directives.exclude(pk__in=there).get()
    focused(keys.page, made)
    keys.press("c")
    expect(keys.page.locator(f"#d-{made.pk}")).to_have_attribute("data-state", C)


def correct_the_date(keys: Keyboard, dated: Directive) -> None:
    """One card back: into its form, past text, kind and topic to the date, whose month Chromium puts first here."""
    keys.press("k")
    focused(keys.page, dated)
    keys.press("e")
    expect(keys.page.locator("form.pv-editor [name=text]")).to_be_focused()
    keys.press("Tab", "Tab", "Tab", "ArrowRight")
    keys.type("25")
    keys.press("Escape")
    focused(keys.page, dated)
    keys.press("j")


def issue_but_to_one(keys: Keyboard) -> None:
    """All that is proposed, but the first directive not to the first county; who is left out is said before."""
    page = keys.page
    keys.press("i")
    expect(page.locator("[data-all=matrix]")).to_be_focused()
    ticked = int(page.locator("#ticked").inner_text())
    keys.press("ArrowDown", "ArrowRight", "Space")
    expect(page.locator("#left-out li")).to_contain_text("颍州区")
    keys.press("Control+Enter")
    expect(page.locator("[data-answer]")).to_have_text(f"{ticked - 1} assignments issued.")


def check_what_was_decided(meeting: Meeting, anna: User) -> None:
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.year_basis) == (date(2017, 7, 17), YearBasis.ASSUMED)
    assert meeting.state == MeetingState.ISSUED
    rows = list(meeting.directives.order_by("evidence_start"))
    added = next(row for row in rows if row.reasons[0]["rule"] == verdicts.SELECTED)
    assert (added.state, added.decided_by) == (C, anna)
    assert {row.state for row in rows if row.kind == Kind.PRINCIPLE and row != added} == {R}
    tasks = Counter(row.state for row in rows if row.kind == Kind.TASK)
    assert (tasks[M], tasks[R], tasks[D]) == (1, 1, 0)
    merged = next(row for row in rows if row.state == M)
    assert merged.merged_into is not None
    assert merged.merged_into.text.endswith(merged.text)
    assert all(row.decided_by == anna for row in rows)

    dated = next(row for row in rows if row.due_on)
    told = [(record.state, record.due_on, record.history_user) for record in dated.history.order_by("history_id")]
    proposed, then = (D, None, anna), date(2017, 9, 30)
    assert told == [proposed, (D, then, anna), (C, then, anna), (C, date(2017, 9, 25), anna)]
    for row in rows:
        assert row.history.count() >= 2, "the proposal and the decision, each with its record"


def check_what_was_issued(meeting: Meeting, anna: User) -> None:
    """Each confirmed directive to each county, but the one box; each item with its event, and the corrected day."""
    confirmed = meeting.directives.filter(state=C)
    items = Assignment.objects.filter(directive__in=confirmed)
    assert items.count() == Assignment.objects.count() == len(COUNTIES) * confirmed.count() - 1
    without = Unit.objects.filter(kind=UnitKind.GOVERNMENT).annotate(n=Count("assignments")).order_by("n")
    assert without[0].name.startswith("颍州区")
    assert [unit.n for unit in without] == [confirmed.count() - 1] + [confirmed.count()] * (len(COUNTIES) - 1)
    assert Event.objects.filter(kind=EventKind.ISSUE, actor=anna).count() == items.count()
    assert set(items.filter(directive__due_on__isnull=False).values_list("due_on", flat=True)) == {date(2017, 9, 25)}
