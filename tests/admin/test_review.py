from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives import reviewing
from directives.models import (
    Directive,
    DirectiveState,
    Kind,
    Meeting,
    MeetingState,
    Precision,
    Recurrence,
    Role,
    Speaker,
    Target,
    Unit,
    YearBasis,
)
from tests.admin.conftest import PROMISE, SLOGAN, TASK, LogIn, add_directive, other_office, person
from tests.factories import AssignmentFactory, MeetingFactory
from tests.factories import supervisor as supervisor_user


def page(meeting: Meeting, query: str = "") -> str:
    return reverse("admin:directives_meeting_change", args=[meeting.pk]) + query


def step(name: str, row: Meeting | Directive) -> str:
    return reverse(f"admin:directives_{row._meta.model_name}_{name}", args=[row.pk])


def task(meeting: Meeting) -> Directive:
    return meeting.directives.get(number=1)


def slogan(meeting: Meeting) -> Directive:
    return meeting.directives.get(number=2)


def test_the_evidence_is_marked_in_the_source_and_linked_both_ways(supervisor: Client, meeting: Meeting) -> None:
    html = supervisor.get(page(meeting)).text
    pk = task(meeting).pk
    assert f'data-for="d-{pk}"><a class="pv-at" id="s-d-{pk}"></a><a href="#d-{pk}">{TASK}</a></mark>' in html
    assert f'href="#s-d-{pk}"' in html
    assert f'id="d-{pk}"' in html
    promise = meeting.commitments.get()
    assert f'data-for="c-{promise.pk}"><a class="pv-at" id="s-c-{promise.pk}"></a>' in html


def test_the_source_is_shown_as_text_whatever_it_holds(supervisor: Client, meeting: Meeting) -> None:
    html = supervisor.get(page(meeting, "?as=original")).text
    assert "务必&lt;按&gt;期交付" in html
    assert "务必<按>期" not in html


def test_a_card_says_what_the_reader_made_of_the_demand_and_why(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    row.alternatives = [
        {"due_on": "2017-05-01", "rule": "before_month"},
        {"due_on": None, "month_day": "06-01", "rule": "x"},
    ]
    row.reasons = [{"field": "deadline", "rule": "month_end", "words": "5月底前", "rejected": ["3月29日: past"]}]
    row.due_flags, row.confidence, row.scope, row.speaker = ["may_be_over"], 0.834, "各县（市、区）", "陈立"
    row.due_precision, row.firm, row.due_inherited, row.lead_text = Precision.MONTH, False, True, "住建局"
    row.support_text = "财政局"
    row.save()
    Target.objects.create(directive=row, metric="安置房", comparator=">=", value=400, unit="套")
    html = supervisor.get(page(meeting)).text
    for words in [
        "2017-05-31", '<q lang="zh">5月底前</q>', "last day of the month",
        "before the month begins", "06-01", "may be over already", "confidence 83 %", "soft", "from an earlier clause",
        "住建局", "no unit of this name yet", "财政局", "安置房 ≥ 400套", "3月29日: past", "陈立",
    ]:  # fmt: skip
        assert words in html, words


def test_a_rule_without_a_name_is_shown_by_its_code(supervisor: Client, meeting: Meeting) -> None:
    Directive.objects.filter(pk=task(meeting).pk).update(due_rule="quite_new_rule")
    assert "quite_new_rule" in supervisor.get(page(meeting)).text


def test_rhythms_repeats_and_merged_directives_say_so(supervisor: Client, meeting: Meeting) -> None:
    row, other = slogan(meeting), task(meeting)
    Recurrence.objects.create(directive=row, text="每月15日前", every="month", day=15)
    Directive.objects.filter(pk=row.pk).update(standing=other)
    html = supervisor.get(page(meeting)).text
    assert "每月15日前" in html
    assert f"{page(meeting)}#d-{other.pk}" in html


def test_results_and_repairs_stand_with_the_facts(supervisor: Client, meeting: Meeting) -> None:
    meeting.results = [{"metric": "搬迁", "value": 400, "unit": "户"}]
    meeting.reasons = [{"field": "division", "rule": "named_市", "words": "全市", "rejected": []}]
    meeting.save()
    Speaker.objects.create(meeting=meeting, name="陈立", office="市长")
    html = supervisor.get(page(meeting)).text
    for words in [
        "搬迁: 400 户",
        "headlines: 2",
        "named in the text (市)",
        "市长陈立",
        "https://news.example/201703/1.html",
    ]:
        assert words in html, words


def test_a_meeting_without_a_source_can_be_reviewed(supervisor: Client) -> None:
    row = MeetingFactory()
    add_directive(row, 1, "现场办公")
    html = supervisor.get(page(row)).text
    assert "Entered by hand." in html
    assert "pv-text" not in html
    assert supervisor.get(step("source", row)).status_code == 404


@pytest.mark.parametrize(
    ("show", "numbers"),
    [("", [1, 2]), ("open", [2]), ("dated", [1]), ("tasks", [1]), ("principles", [2]), ("nonsense", [1, 2])],
)
def test_the_cards_can_be_narrowed(supervisor: Client, meeting: Meeting, show: str, numbers: list[int]) -> None:
    Directive.objects.filter(pk=task(meeting).pk).update(state=DirectiveState.CONFIRMED)
    cards = supervisor.get(page(meeting, f"?show={show}")).context["cards"]
    assert [card.row.number for card in cards] == numbers


def test_the_source_is_handed_out_as_it_came_and_never_opened_in_the_browser(
    supervisor: Client, stranger: Client, meeting: Meeting
) -> None:
    response = supervisor.get(step("source", meeting))
    assert response.content == meeting.source.file.read()
    assert response.headers["Content-Disposition"] == 'attachment; filename="report.txt"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert stranger.get(step("source", meeting)).status_code == 404


def test_confirming_and_rejecting_leads_back_to_the_card(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    response = supervisor.post(step("confirm", row), {"revision": row.revision, "show": "open"})
    assert response.headers["Location"] == f"{page(meeting)}?show=open#d-{row.pk}"
    other = slogan(meeting)
    supervisor.post(step("reject", other), {"revision": other.revision})
    assert (task(meeting).state, slogan(meeting).state) == (DirectiveState.CONFIRMED, DirectiveState.REJECTED)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.REVIEWED


def test_a_decision_can_be_taken_back(supervisor: Client, meeting: Meeting) -> None:
    supervisor.post(step("reject", task(meeting)))
    assert "Back to draft" in supervisor.get(page(meeting)).text
    supervisor.post(step("reopen", task(meeting)), {"show": "<script>"})
    assert task(meeting).state == DirectiveState.DRAFT


def test_a_stale_click_decides_nothing_and_says_so(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    reviewing.edit(row, supervisor_user(), {"note": "!"})
    response = supervisor.post(step("confirm", row), {"revision": row.revision}, follow=True)
    assert "Somebody else changed this" in response.text
    assert task(meeting).state == DirectiveState.DRAFT


def test_another_reading_of_the_deadline_is_one_click(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    supervisor.post(step("take_date", row), {"revision": row.revision, "due_on": "2017-05-01"})
    row = task(meeting)
    assert (row.due_on, row.due_rule) == (date(2017, 5, 1), "reviewer")
    response = supervisor.post(step("take_date", row), {"due_on": "soon"}, follow=True)
    assert "Choose one of the dates." in response.text
    assert task(meeting).due_on == date(2017, 5, 1)


def test_all_dated_tasks_are_confirmed_and_all_principles_put_aside_at_once(
    supervisor: Client, meeting: Meeting
) -> None:
    add_directive(meeting, 3, "尽快完成", due_on=None)
    html = supervisor.post(step("confirm_dated", meeting), follow=True).text
    assert "1 directive confirmed." in html
    supervisor.post(step("reject_principles", meeting))
    states = list(meeting.directives.values_list("state", flat=True))
    assert states == [DirectiveState.CONFIRMED, DirectiveState.REJECTED, DirectiveState.DRAFT]
    html = supervisor.get(page(meeting)).text
    assert "Confirm all dated tasks" not in html
    assert "Reject all principles" not in html


def test_a_confidential_directive_is_neither_shown_nor_decided_with_the_others(
    supervisor: Client, meeting: Meeting
) -> None:
    meeting.directives.update(confidential=True)
    html = supervisor.get(page(meeting)).text
    assert "<article" not in html.split("Commitments of")[0]
    assert 'data-for="d-' not in html
    supervisor.post(step("confirm_dated", meeting))
    supervisor.post(step("reject_principles", meeting))
    assert set(meeting.directives.values_list("state", flat=True)) == {DirectiveState.DRAFT}
    assert supervisor.post(step("confirm", task(meeting))).status_code == 404


def yearless(meeting: Meeting) -> Meeting:
    meeting.held_on, meeting.month_day, meeting.year_basis = None, "03-29", YearBasis.UNKNOWN
    meeting.save()
    Directive.objects.filter(pk=task(meeting).pk).update(
        due_on=None, due_month_day="05-31", due_year_basis=YearBasis.UNKNOWN
    )
    return meeting


def test_an_unknown_year_is_asked_for_first_and_dates_the_drafts(supervisor: Client, meeting: Meeting) -> None:
    yearless(meeting)
    html = supervisor.get(page(meeting)).text
    assert html.index("In which year was 03-29?") < html.index("Held on")
    assert 'value="2017"' in html  # the year of the publication, to be agreed with or not
    supervisor.post(step("year", meeting), {"year": "2018", "revision": meeting.revision})
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.year_basis) == (date(2018, 3, 29), YearBasis.ASSUMED)
    assert task(meeting).due_on == date(2018, 5, 31)
    assert "In which year" not in supervisor.get(page(meeting)).text


def test_without_its_year_a_deadline_cannot_be_confirmed(supervisor: Client, meeting: Meeting) -> None:
    yearless(meeting)
    assert "Set the year first" in supervisor.post(step("confirm", task(meeting)), follow=True).text


def test_a_year_that_is_none_is_refused(supervisor: Client, meeting: Meeting) -> None:
    yearless(meeting)
    assert "four digits" in supervisor.post(step("year", meeting), {"year": "17", "revision": "0"}, follow=True).text
    meeting.refresh_from_db()
    assert meeting.held_on is None


def test_a_commitment_is_shown_apart_and_becomes_a_directive_on_demand(supervisor: Client, meeting: Meeting) -> None:
    promise = meeting.commitments.get()
    adopt = reverse("admin:directives_meeting_adopt", args=[meeting.pk, promise.pk])
    assert adopt in supervisor.get(page(meeting)).text
    supervisor.post(adopt)
    row = meeting.directives.get(text=PROMISE)
    html = supervisor.post(adopt, follow=True).text
    assert "has been made a directive already" in html
    assert f'href="#d-{row.pk}"' in html
    other = MeetingFactory()
    assert supervisor.post(reverse("admin:directives_meeting_adopt", args=[other.pk, promise.pk])).status_code == 404


def test_a_whole_report_can_be_put_aside(supervisor: Client, meeting: Meeting) -> None:
    supervisor.post(step("discard", meeting), {"reason": "不是会议", "revision": meeting.revision})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.DISCARDED
    assert "Confirm</" not in supervisor.get(page(meeting)).text


@pytest.mark.parametrize("name", ["year", "confirm_dated", "reject_principles", "discard"])
def test_steps_of_a_meeting_are_taken_by_post_of_its_own_office(
    supervisor: Client, stranger: Client, meeting: Meeting, name: str
) -> None:
    assert supervisor.get(step(name, meeting)).status_code == 405
    assert stranger.post(step(name, meeting)).status_code == 404


@pytest.mark.parametrize("name", ["confirm", "reject", "reopen", "take_date"])
def test_steps_of_a_directive_are_taken_by_post_of_its_own_office(
    supervisor: Client, stranger: Client, meeting: Meeting, name: str
) -> None:
    assert supervisor.get(step(name, task(meeting))).status_code == 405
    assert stranger.post(step(name, task(meeting))).status_code == 404


def test_the_administrator_looks_on_and_decides_nothing(administrator: Client, meeting: Meeting) -> None:
    html = administrator.get(page(meeting)).text
    assert "Confirm" not in html
    assert administrator.post(step("confirm", task(meeting))).status_code == 403
    assert administrator.get(step("facts", meeting)).status_code == 403
    assert administrator.get(step("add_directive", meeting)).status_code == 403
    assert task(meeting).state == DirectiveState.DRAFT


def test_a_reviewer_of_two_offices_decides_only_where_she_reviews(log_in: LogIn, meeting: Meeting) -> None:
    client = log_in(person(Role.REVIEWER, other_office()))
    assert client.get(page(meeting)).status_code == 404


def test_the_review_costs_the_same_for_few_directives_and_for_many(
    supervisor: Client, meeting: Meeting, counties: list[Unit], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    AssignmentFactory(directive=task(meeting), unit=counties[0])
    with django_assert_max_num_queries(25) as few:
        supervisor.get(page(meeting))
    for number in range(3, 43):
        row = add_directive(meeting, number, f"{SLOGAN}{number}", lead_unit=counties[0], kind=Kind.TASK)
        row.supporting_units.set(counties)
        row.divisions.set([counties[0].division])
        Target.objects.create(directive=row, metric="户", value=1)
        AssignmentFactory(directive=row, unit=counties[1])
    with django_assert_max_num_queries(len(few)):
        assert supervisor.get(page(meeting)).text.count("<article") == 43


def test_topics_are_told_in_the_language_of_the_user(supervisor: Client, meeting: Meeting) -> None:
    assert '<span class="pv-tag">relocation</span>' in supervisor.get(page(meeting)).text
