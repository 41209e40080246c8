"""The review desk in Chromium: by keys alone, by two people at once, without a line, on a phone, without JavaScript."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from directives import reviewing
from directives.models import (
    Commitment,
    Directive,
    DirectiveState,
    Kind,
    Meeting,
    Role,
    Source,
    StoredFile,
    Unit,
    User,
    YearBasis,
)
from tests import servers
from tests.factories import MeetingFactory, MemberFactory, OfficeFactory, UserFactory, shiyan

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[..., Page]

DATED = ["5月底前建成安置房400套", "6月15日前报送台账", "9月底前完成旧房拆除，组织群众入住"]
PLAIN = ["要组织培训", "要解放思想"]
MISSED = "10月底前发放补助资金"
PROMISE = "年底前将硬化村组道路"
TEXT = f"市长陈立要求，{'；'.join(DATED)}；{'；'.join(PLAIN)}。\n还提到{MISSED}的事。\n丹江口市汇报说，{PROMISE}。"
C, D, R, M = DirectiveState.CONFIRMED, DirectiveState.DRAFT, DirectiveState.REJECTED, DirectiveState.MERGED


def reviewer(name: str) -> User:
    member = MemberFactory(user=UserFactory(name=name, language="en"), unit=OfficeFactory(), role=Role.REVIEWER)
    user: User = member.user
    return user


@pytest.fixture
def meeting(transactional_db: None) -> Meeting:
    """Three dated tasks, a task and a slogan in the order of the text, and a promise."""
    office = OfficeFactory()
    file = StoredFile.objects.store(TEXT.encode())
    source = Source.objects.create(office=office, file=file, name="report.txt", text=TEXT, fingerprint="0" * 64)
    row: Meeting = MeetingFactory(source=source, office=office)
    days = [date(2017, 5, 31), date(2017, 6, 15), date(2017, 9, 30)]
    for number, words in enumerate([*DATED, *PLAIN], 1):
        dated = {"due_on": days[number - 1], "due_rule": "month_end", "due_text": words[:5]} if number <= 3 else {}
        kind = Kind.PRINCIPLE if words == PLAIN[1] else Kind.TASK
        Directive.objects.create(meeting=row, number=number, text=words, kind=kind, **dated, **place(words))
    Commitment.objects.create(meeting=row, number=1, text=PROMISE, **place(PROMISE))
    return row


def place(words: str) -> dict[str, int]:
    return {"evidence_start": TEXT.index(words), "evidence_end": TEXT.index(words) + len(words)}


def enter(page: Page, user: User, where: str) -> Page:
    """Open a page of the desk as that user."""
    client = Client()
    client.force_login(user)
    page.goto("/healthz/")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": page.url.removesuffix("healthz/")}]
    )
    page.goto(where)
    return page


def address(meeting: Meeting, query: str = "") -> str:
    return reverse("admin:directives_meeting_change", args=[meeting.pk]) + query


@pytest.fixture
def desk(open_page: Open, meeting: Meeting) -> Page:
    return enter(open_page(), reviewer("Anna"), address(meeting))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def states(meeting: Meeting) -> list[str]:
    return list(meeting.directives.order_by("number").values_list("state", flat=True))


def wait_for(what: Callable[[], object], wanted: object) -> None:
    """Until the database says so, as long as anything may take."""
    end = time.monotonic() + servers.PATIENCE
    while (found := what()) != wanted:
        assert time.monotonic() < end, f"{found!r}, not {wanted!r}"
        time.sleep(0.05)


def said(page: Page, words: str) -> None:
    expect(page.locator("#desk-status")).to_contain_text(words)


def card(page: Page, meeting: Meeting, number: int) -> str:
    return f"#d-{meeting.directives.get(number=number).pk}"


def test_a_meeting_is_reviewed_from_the_queue_by_keys_alone(open_page: Open, meeting: Meeting) -> None:
    page = enter(open_page(), reviewer("Anna"), reverse("admin:directives_meeting_changelist"))
    page.wait_for_load_state()
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    press(page, "Enter")
    expect(page.locator(card(page, meeting, 1))).to_be_focused()
    press(page, "a")
    said(page, "3 directives confirmed.")
    expect(page.locator(card(page, meeting, 4))).to_be_focused()
    press(page, "c", "x")
    wait_for(lambda: states(meeting), [C, C, C, C, R])
    said(page, "No draft is left")
    press(page, "i")
    page.wait_for_url("**/issue/")
    assert len(loads) == 2


def test_the_way_to_the_matrix_waits_for_the_decisions_still_on_their_way(desk: Page, meeting: Meeting) -> None:
    def slowly(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    desk.route("**/confirm/", slowly)
    press(desk, "c", "c", "c", "c", "i")
    desk.wait_for_url("**/issue/")
    assert states(meeting) == [C, C, C, C, D]
    expect(desk.locator("tr[data-line]")).to_have_count(4)


def test_decisions_lead_on_to_the_next_draft_and_are_undone_one_by_one(desk: Page, meeting: Meeting) -> None:
    press(desk, "c", "x", "c")
    expect(desk.locator(card(desk, meeting, 4))).to_be_focused()
    wait_for(lambda: states(meeting), [C, R, C, D, D])
    press(desk, "p")
    wait_for(lambda: states(meeting)[4], R)
    press(desk, "u", "u")
    wait_for(lambda: states(meeting), [C, R, D, D, D])
    expect(desk.locator(card(desk, meeting, 3))).to_be_focused()
    press(desk, "u", "u", "u")
    wait_for(lambda: states(meeting), [D] * 5)
    said(desk, "no step of yours left")


def test_steps_survive_a_reload_and_can_still_be_undone(desk: Page, meeting: Meeting) -> None:
    press(desk, "c")
    wait_for(lambda: states(meeting)[0], C)
    desk.reload()
    press(desk, "u")
    wait_for(lambda: states(meeting)[0], D)


def test_a_card_is_cut_at_the_cursor_and_made_whole_again(desk: Page, meeting: Meeting) -> None:
    press(desk, "j", "j", "s")
    expect(desk.locator(".pv-cut")).to_be_focused()
    press(desk, "Enter")
    wait_for(lambda: meeting.directives.count(), 6)
    part = meeting.directives.get(number=6)
    assert (meeting.directives.get(number=3).text, part.text) == ("9月底前完成旧房拆除", "组织群众入住")
    assert part.due_on == date(2017, 9, 30)
    expect(desk.locator(f"mark[data-for='d-{part.pk}']")).to_have_text("组织群众入住")
    expect(desk.locator(card(desk, meeting, 3))).to_be_focused()
    press(desk, "m")
    wait_for(lambda: Directive.objects.get(pk=part.pk).state, M)
    assert meeting.directives.get(number=3).text == DATED[2]
    press(desk, "u", "u")
    wait_for(lambda: Directive.objects.get(pk=part.pk).state, R)
    assert meeting.directives.get(number=3).text == DATED[2]


@pytest.mark.one_database
def test_escape_leaves_a_card_whole(desk: Page, meeting: Meeting) -> None:
    press(desk, "s", "Escape")
    expect(desk.locator(".pv-cut")).to_have_count(0)
    expect(desk.locator(card(desk, meeting, 1))).to_be_focused()
    assert meeting.directives.count() == 5


def test_a_missed_demand_is_selected_by_keys_and_read(desk: Page, meeting: Meeting) -> None:
    press(desk, "j", "j", "j", "j", "n", "ArrowRight", "Enter")
    wait_for(lambda: meeting.directives.count(), 6)
    row = meeting.directives.get(number=6)
    assert (row.text, row.due_on) == (f"还提到{MISSED}的事", date(2017, 10, 31))
    expect(desk.locator(f"#d-{row.pk}")).to_be_focused()
    expect(desk.locator(f"#d-{row.pk} .pv-deadline")).to_contain_text("2017-10-31")


@pytest.mark.one_database
@pytest.mark.parametrize("shown", ["cleaned", "original"])
def test_words_selected_with_the_mouse_are_what_a_card_rests_on(desk: Page, meeting: Meeting, shown: str) -> None:
    if shown == "original":
        press(desk, "o")
        expect(desk.locator("a[data-text=original]")).to_have_attribute("aria-current", "true")
    desk.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector(".pv-text"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
            }
        }""",
        MISSED,
    )
    desk.locator(card(desk, meeting, 5)).get_by_text(PLAIN[1]).first.hover()
    press(desk, "w")
    wait_for(lambda: meeting.directives.get(number=1).evidence_start, TEXT.index(MISSED))
    assert meeting.directives.get(number=1).evidence_end == TEXT.index(MISSED) + len(MISSED)


def test_what_the_report_leaves_open_is_asked_first_and_dates_the_cards_in_place(
    open_page: Open, meeting: Meeting
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(held_on=None, month_day="03-29", year_basis=YearBasis.UNKNOWN)
    meeting.directives.filter(number=1).update(due_on=None, due_month_day="05-31", due_text="5月底前")
    page = enter(open_page(), reviewer("Anna"), address(meeting))
    expect(page.locator("[name=year]")).to_be_focused()
    page.keyboard.type("2018")
    press(page, "Enter")
    expect(page.locator(card(page, meeting, 1))).to_contain_text("2018-05-31")
    expect(page.locator("#desk-ask form")).to_have_count(0)
    expect(page.locator(card(page, meeting, 1))).to_be_focused()
    press(page, "u")
    expect(page.locator("#desk-ask [name=year]")).to_be_visible()


def test_a_card_is_edited_in_its_place_and_saved_as_its_fields_are_left(desk: Page, meeting: Meeting) -> None:
    bureau = Unit.objects.create(division=shiyan(), name="十堰市住建局")
    press(desk, "e")
    form = desk.locator(f"{card(desk, meeting, 1)} form.pv-editor")
    form.locator("[name=text]").fill("建成全部安置房")
    form.locator("[name=due_on]").fill("2017-06-30")
    form.get_by_label("Lead unit").fill("住建")
    form.locator("datalist option").first.wait_for(state="attached")
    form.get_by_label("Lead unit").fill(str(bureau))
    form.locator("[name=targets-0-metric]").fill("安置房")
    form.locator("[name=targets-0-value]").fill("400")
    form.locator("[name=note]").focus()
    wait_for(lambda: [str(t) for t in meeting.directives.get(number=1).targets.all()], ["安置房 = 400"])
    press(desk, "Escape")
    expect(form).to_have_count(0)
    row = meeting.directives.get(number=1)
    assert (row.text, row.due_on, row.lead_unit) == ("建成全部安置房", date(2017, 6, 30), bureau)
    expect(desk.locator(card(desk, meeting, 1))).to_contain_text("十堰市住建局")
    expect(desk.locator(card(desk, meeting, 1))).to_be_focused()


@pytest.mark.one_database
def test_a_pause_in_typing_saves_as_well(desk: Page, meeting: Meeting) -> None:
    press(desk, "e")
    desk.locator("[name=text]").wait_for()
    desk.keyboard.type("要")
    wait_for(lambda: "要" in meeting.directives.get(number=1).text, True)
    expect(desk.locator("[name=text]")).to_be_focused()


@pytest.mark.one_database
def test_letters_typed_into_a_field_decide_nothing(desk: Page, meeting: Meeting) -> None:
    press(desk, "e")
    desk.locator("[name=speaker]").fill("")
    desk.locator("[name=speaker]").press_sequentially("cxaupsm")
    press(desk, "Escape")
    wait_for(lambda: meeting.directives.get(number=1).speaker, "cxaupsm")
    assert states(meeting) == [D] * 5


@pytest.mark.one_database
def test_the_card_and_its_words_light_up_together(desk: Page, meeting: Meeting) -> None:
    anchor = card(desk, meeting, 2)
    words = desk.locator(f"mark[data-for='{anchor[1:]}']")
    desk.locator(anchor).hover()
    expect(words).to_have_class("pv-dated pv-lit")
    desk.locator(".pv-legend").first.hover()
    words.hover()
    assert "pv-lit" in (desk.locator(anchor).get_attribute("class") or "")
    words.click()
    expect(desk.locator(anchor)).to_be_focused()
    desk.locator(f"{anchor} a[href='#s-{anchor[1:]}']").click()
    expect(desk.locator(anchor)).to_be_focused()
    expect(words).to_have_class("pv-dated pv-lit")


def test_two_who_edit_the_same_card_see_both_versions_and_decide(open_page: Open, meeting: Meeting) -> None:
    anna, boris = (enter(open_page(), reviewer(name), address(meeting)) for name in ("Anna", "Boris"))
    expect(boris.locator("#desk-who")).to_contain_text("Anna")
    for page in (anna, boris):
        press(page, "e")
        page.locator("[name=text]").wait_for()
    anna.locator("[name=text]").fill("Anna: 5月底前建成")
    press(anna, "Escape")
    wait_for(lambda: meeting.directives.get(number=1).text, "Anna: 5月底前建成")
    boris.locator("[name=text]").fill("Boris: 6月底前建成")
    press(boris, "Escape")
    conflict = boris.locator(".pv-conflict")
    expect(conflict).to_contain_text("Anna: 5月底前建成")
    expect(conflict).to_contain_text("Boris: 6月底前建成")
    assert meeting.directives.get(number=1).text == "Anna: 5月底前建成"
    conflict.get_by_role("button", name="Save mine over it").click()
    wait_for(lambda: meeting.directives.get(number=1).text, "Boris: 6月底前建成")
    kept = [record.text for record in meeting.directives.get(number=1).history.all()]
    assert kept[:2] == ["Boris: 6月底前建成", "Anna: 5月底前建成"]


def test_the_other_version_can_be_taken_instead(desk: Page, meeting: Meeting) -> None:
    press(desk, "e")
    desk.locator("[name=text]").wait_for()
    reviewing.edit(meeting.directives.get(number=1), reviewer("Boris"), {"text": "Boris: 6月底前建成"})
    desk.locator("[name=text]").fill("Anna: 5月底前建成")
    press(desk, "Escape")
    desk.get_by_role("button", name="Take theirs").click()
    expect(desk.locator("form.pv-editor")).to_have_count(0)
    expect(desk.locator(card(desk, meeting, 1))).to_contain_text("Boris: 6月底前建成")
    assert meeting.directives.get(number=1).text == "Boris: 6月底前建成"


@pytest.mark.parametrize("told", [False, True], ids=["before the page is told", "as the page is told"])
def test_a_stale_decision_is_refused_and_shows_what_the_other_did(
    open_page: Open, meeting: Meeting, told: bool
) -> None:
    page, beats = open_page(), list[Route]()
    page.route("**/present/", lambda route: beats.append(route))
    with page.expect_request("**/present/"):
        enter(page, reviewer("Anna"), address(meeting))
    reviewing.edit(meeting.directives.get(number=1), reviewer("Boris"), {"text": "Boris: 6月底前建成"})
    press(page, "c")  # on the text of before, whatever is shown by the time it is sent
    if told:
        beats[0].continue_()
    else:
        beats[0].fulfill(json={"who": ""})
    said(page, "Somebody else changed this")
    expect(page.locator(card(page, meeting, 1))).to_contain_text("Boris: 6月底前建成")
    expect(page.locator(card(page, meeting, 1))).to_be_focused()
    assert states(meeting)[0] == D
    press(page, "c")
    wait_for(lambda: states(meeting)[0], C)


def test_a_decision_does_not_follow_an_edit_that_was_refused(open_page: Open, meeting: Meeting) -> None:
    page = open_page()
    page.route("**/present/", lambda route: route.fulfill(json={"who": ""}))
    enter(page, reviewer("Anna"), address(meeting))
    press(page, "e")
    page.locator("[name=text]").fill("Anna: 5月底前建成")
    reviewing.edit(meeting.directives.get(number=1), reviewer("Boris"), {"text": "Boris: 6月底前建成"})
    with page.expect_response("**/confirm/"):  # leaving the field saves, and only then is it confirmed
        page.locator(f"{card(page, meeting, 1)} [data-key=c] button").click()
    expect(page.locator(".pv-conflict")).to_contain_text("Anna: 5月底前建成")
    said(page, "Somebody else changed this")
    assert states(meeting)[0] == D


@pytest.mark.one_database
def test_without_a_line_what_is_typed_stays_and_is_sent_when_it_is_back(desk: Page, meeting: Meeting) -> None:
    press(desk, "e")
    desk.locator("[name=text]").wait_for()
    desk.context.set_offline(True)
    desk.locator("[name=text]").fill("没有网络时写的话")
    press(desk, "Tab")
    expect(desk.locator("#desk-lost")).to_be_visible()
    assert meeting.directives.get(number=1).text == DATED[0]
    desk.context.set_offline(False)
    wait_for(lambda: meeting.directives.get(number=1).text, "没有网络时写的话")
    expect(desk.locator("#desk-lost")).to_be_hidden()


@pytest.mark.one_database
def test_a_decision_without_a_line_is_not_taken_and_no_card_is_lost(desk: Page, meeting: Meeting) -> None:
    desk.context.set_offline(True)
    press(desk, "c")
    expect(desk.locator("#desk-lost")).to_be_visible()
    press(desk, "e", "n", "ArrowRight", "Enter", "u", "o")
    expect(desk.locator(card(desk, meeting, 1))).not_to_have_attribute("aria-busy", "true")
    desk.context.set_offline(False)
    expect(desk.locator("#desk-lost")).to_be_hidden()
    assert states(meeting) == [D] * 5


@pytest.mark.one_database
def test_what_was_typed_without_a_line_is_there_after_a_reload(desk: Page, meeting: Meeting) -> None:
    press(desk, "e")
    desk.locator("[name=text]").wait_for()
    desk.context.set_offline(True)
    desk.locator("[name=text]").fill("关掉之前写的话")
    desk.context.route(
        "**/change/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    desk.context.set_offline(False)
    desk.reload()
    expect(desk.locator("[name=text]")).to_have_value("关掉之前写的话")
    assert meeting.directives.get(number=1).text == DATED[0]
    desk.context.unroute("**/change/")
    desk.locator("[name=text]").press("Escape")
    wait_for(lambda: meeting.directives.get(number=1).text, "关掉之前写的话")


@pytest.mark.one_database
def test_the_help_lists_the_keys_and_escape_closes_it(desk: Page) -> None:
    press(desk, "?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    press(desk, "c", "Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)


@pytest.mark.one_database
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_screen(
    open_page: Open, meeting: Meeting, width: int, scheme: str
) -> None:
    page = enter(open_page(width=width, color_scheme=scheme), reviewer("Anna"), address(meeting))
    assert page.locator(".pv-source").evaluate("each => each.open") == (width > 1000)
    page.locator(".pv-source").evaluate("each => each.open = true")
    press(page, "x")
    wait_for(lambda: states(meeting)[0], R)
    press(page, "e")
    page.locator("form.pv-editor [name=text]").wait_for()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    found = Axe().run(page, context="#desk").response["violations"]
    serious = [v for v in found if v["impact"] in {"serious", "critical"}]
    assert not serious, [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in serious]


@pytest.mark.one_database
def test_without_javascript_the_forms_do_the_same(open_page: Open, meeting: Meeting) -> None:
    page = enter(open_page(java_script_enabled=False), reviewer("Anna"), address(meeting))
    page.locator(card(page, meeting, 1)).get_by_role("button", name="Confirm").click()
    page.locator(card(page, meeting, 2)).get_by_role("button", name="Reject").click()
    assert states(meeting) == [C, R, D, D, D]
    page.get_by_role("button", name="Undo").click()
    assert states(meeting) == [C, D, D, D, D]
    assert page.get_by_role("button", name="Split").count() == 0
    page.locator(card(page, meeting, 3)).get_by_role("link", name="Edit").click()
    page.fill("[name=note]", "问过了")
    page.get_by_role("button", name="Save").click()
    assert meeting.directives.get(number=3).note == "问过了"
