from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from directives import assigning, progress
from directives.ledger import COLUMNS
from directives.models import Assignment, AssignmentState, DirectiveState, Level, Topic, User
from tests import factories as f

pytestmark = pytest.mark.django_db
S = AssignmentState
TODAY = date(2017, 6, 10)


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = TODAY


@pytest.fixture
def boss(client: Client) -> User:
    user = f.supervisor(language="en")
    client.force_login(user)
    return user


def two_counties() -> None:
    mine, other = f.UnitFactory(), f.UnitFactory(division=f.zhuxi())
    for unit, state, due in [
        (mine, S.ISSUED, date(2017, 6, 9)),
        (mine, S.IN_PROGRESS, date(2017, 6, 10)),
        (mine, S.IN_PROGRESS, date(2017, 6, 1)),
        (mine, S.SUBMITTED, date(2017, 6, 1)),
        (mine, S.CLOSED, date(2017, 6, 1)),
        (mine, S.CANCELLED, date(2017, 6, 1)),
        (other, S.SUSPENDED, date(2017, 6, 1)),
        (other, S.ISSUED, None),
        (other, S.ISSUED, date(2017, 6, 17)),
        (other, S.ISSUED, date(2017, 6, 18)),
    ]:
        f.AssignmentFactory(unit=unit, state=state, due_on=due)


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_each_county_is_counted_by_state_and_date(boss: User) -> None:
    two_counties()
    rows = {row["name"]: row for row in progress.counties(Assignment.objects.visible_to(boss))}
    keys = ("issued", "to_sign", "in_progress", "to_verify", "closed", "suspended", "overdue", "due_soon")
    assert [rows["丹江口市"][k] for k in keys] == [5, 1, 2, 1, 1, 0, 2, 1]
    assert [rows["竹溪县"][k] for k in keys] == [4, 3, 0, 0, 0, 1, 0, 1]
    assert rows["丹江口市"]["rate"] == pytest.approx(0.2)


def test_every_number_opens_exactly_the_rows_it_counts(boss: User, client: Client) -> None:
    two_counties()
    page = soup(client.get(reverse("progress")))
    links = page.select("td.number a, .tiles a")
    assert len(links) > 12
    for link in links:
        opened = client.get(link["href"])
        assert opened.context["table"].paginator.count == int((link.b or link).text), link["href"]


def test_the_totals_add_up_over_all_pages(boss: User, client: Client) -> None:
    for i in range(60):
        county = f.DivisionFactory(code=f"4203{i:02d}", name=f"第{i}县", level=Level.COUNTY, parent=f.shiyan())
        f.AssignmentFactory(unit=f.UnitFactory(division=county))
    page = soup(client.get(reverse("progress")))
    assert len(page.select("tbody tr")) == 50
    assert page.select("tfoot td")[0].text.strip() == "60"


def test_a_liaison_sees_her_own_county_only(client: Client) -> None:
    two_counties()
    client.force_login(f.liaison())
    page = soup(client.get(reverse("progress")))
    assert "丹江口市" in page.text
    assert "竹溪县" not in page.text


def test_a_stranger_is_asked_to_log_in(client: Client) -> None:
    response = client.get(reverse("progress"))
    assert response.status_code == 302
    assert urlsplit(response.url).path == reverse("login")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"topic": Topic.HOUSING}, 1),
        ({"due_from": "2017-06-17"}, 2),
        ({"due_until": "2017-06-09"}, 6),
        ({"prefecture": "4203"}, 10),
    ],
)
def test_the_table_is_narrowed_by_its_filters(boss: User, client: Client, query: dict[str, str], count: int) -> None:
    two_counties()
    row = Assignment.objects.get(due_on="2017-06-18")
    row.directive.topic = Topic.HOUSING
    row.directive.save()
    response = client.get(reverse("progress-rows"), query)
    assert response.context["table"].paginator.count == count
    links = soup(client.get(reverse("progress"), query)).select("td.number a")
    asked = {(name, str(value)) for name, value in query.items()}
    assert all(asked <= set(parse_qsl(urlsplit(a["href"]).query)) for a in links)


def test_a_filter_by_meeting_offers_only_meetings_of_visible_items(boss: User, client: Client) -> None:
    two_counties()
    foreign = f.AssignmentFactory(directive__meeting__office=f.OfficeFactory(name="他市督查室"))
    offered = client.get(reverse("progress")).context["filters"].form.fields["meeting"].queryset
    assert foreign.directive.meeting not in offered
    assert offered.count() == 10


def test_an_unknown_figure_shows_no_rows(boss: User, client: Client) -> None:
    two_counties()
    assert client.get(reverse("progress-rows"), {"figure": "xyz"}).context["table"].paginator.count == 0


@pytest.mark.parametrize("sort", ["name", "-overdue", "rate", "-issued"])
def test_the_table_sorts(boss: User, client: Client, sort: str) -> None:
    two_counties()
    rows = soup(client.get(reverse("progress"), {"sort": sort})).select("tbody tr")
    first = {"name": "竹溪县", "-overdue": "丹江口市", "rate": "竹溪县", "-issued": "丹江口市"}[sort]
    assert first in rows[0].text


def test_the_first_click_on_a_count_brings_the_largest_to_the_top(boss: User, client: Client) -> None:
    two_counties()
    heads = {th.text.strip(): th for th in soup(client.get(reverse("progress"))).select("thead th")}
    assert heads["Overdue"].a["href"] == "?sort=-overdue"
    assert heads["Overdue"].get("aria-sort") is None
    heads = {th.text.strip(): th for th in soup(client.get(reverse("progress"), {"sort": "-overdue"})).select("th")}
    assert heads["Overdue"]["aria-sort"] == "descending"
    assert heads["Overdue"].a["href"] == "?sort=overdue"


def test_a_phone_is_offered_the_orders_that_the_heads_offer(boss: User, client: Client) -> None:
    two_counties()
    page = soup(client.get(reverse("progress"), {"sort": "overdue", "topic": Topic.RELOCATION}))
    options = {o["value"]: o.has_attr("selected") for o in page.select("select[name=sort] option")}
    assert options["overdue"]
    assert "-issued" in options
    assert sum(options.values()) == 1


def test_pages_and_orders_keep_the_filter_and_counties_that_are_equal_keep_their_order(
    boss: User, client: Client
) -> None:
    counties_with_items(120)
    query = {"topic": Topic.RELOCATION, "sort": "-issued", "page": 2}
    page = soup(client.get(reverse("progress"), query))
    kept = {("topic", str(Topic.RELOCATION)), ("sort", "-issued")}
    numbers = page.select(".pages a")
    assert all(kept <= set(parse_qsl(urlsplit(a["href"]).query)) for a in numbers)
    assert {dict(parse_qsl(urlsplit(a["href"]).query))["page"] for a in numbers} == {"1", "3"}
    sort = page.select_one("thead th:nth-of-type(3) a")["href"]
    assert dict(parse_qsl(urlsplit(sort).query)) == {"topic": str(Topic.RELOCATION), "sort": "-to_sign"}
    seen = [
        row.th.text.strip()
        for n in (1, 2, 3)
        for row in soup(client.get(reverse("progress"), {**query, "page": n})).select("tbody tr")
    ]
    assert seen == [f"第{i}县" for i in range(120)]


def test_all_rows_are_had_on_one_page_to_print(boss: User, client: Client) -> None:
    counties_with_items(60)
    page = soup(client.get(reverse("progress")))
    assert page.select("a[href='?whole=1']")
    assert len(soup(client.get(reverse("progress"), {"whole": 1})).select("tbody tr")) == 60


@pytest.mark.parametrize(
    "query",
    [
        {"page": "-3"},
        {"page": "x"},
        {"page": "999"},
        {"per_page": "-5"},
        {"sort": "nothing"},
        {"county": "42\x00"},
        {"topic": "?"},
        {"due_from": "yesterday"},
        {"meeting": "9" * 30},
        {"prefecture": "'"},
    ],
)
def test_an_address_bent_by_hand_still_shows_a_page(boss: User, client: Client, query: dict[str, str]) -> None:
    two_counties()
    for name in ("progress", "progress-rows"):
        assert client.get(reverse(name), query).status_code == 200


def test_the_choice_made_in_the_filter_stands_in_words_above_the_table(boss: User, client: Client) -> None:
    two_counties()
    meeting = Assignment.objects.first().directive.meeting
    query = {"topic": Topic.RELOCATION, "meeting": meeting.pk, "due_from": "2017-06-01", "prefecture": "4203"}
    page = soup(client.get(reverse("progress"), query))
    assert page.select_one(".page-head .soft").text == (
        f"As of 2017-06-10 · Prefecture: 十堰市 · Topic: relocation · Meeting: {meeting} · Due from: 2017-06-01"
    )
    assert "Clear" in page.select_one(".filters").text


@pytest.mark.parametrize(("sort", "first"), [("due_on", "2017-06-01"), ("-due_on", "2017-06-18")])
def test_items_without_a_date_stand_last_either_way(boss: User, client: Client, sort: str, first: str) -> None:
    two_counties()
    rows = soup(client.get(reverse("progress-rows"), {"sort": sort, "figure": "issued"})).select("tbody tr")
    assert first in rows[0].text
    assert "no due date" in rows[-1].text


def test_the_rows_lead_back_to_the_table_as_it_was_narrowed(boss: User, client: Client) -> None:
    two_counties()
    page = soup(
        client.get(reverse("progress-rows"), {"topic": Topic.RELOCATION, "county": "420381", "figure": "overdue"})
    )
    assert page.h1.text.split() == ["丹江口市", "·", "Overdue", "2"]
    back = page.select_one(".back a")["href"]
    assert dict(parse_qsl(urlsplit(back).query)) == {"topic": str(Topic.RELOCATION)}
    assert {i["name"]: i.get("value") for i in page.select(".filters input[type=hidden]")} == {
        "county": "420381",
        "figure": "overdue",
    }


def test_a_table_without_rows_says_so(boss: User, client: Client) -> None:
    page = soup(client.get(reverse("progress")))
    assert page.select_one(".empty").text == "No items match."
    assert not page.select("table")


def counties_with_items(n: int) -> None:
    directive = f.DirectiveFactory()
    for i in range(n):
        county = f.DivisionFactory(code=f"42{i:04d}", name=f"第{i}县", level=Level.COUNTY, parent=f.shiyan())
        f.AssignmentFactory(directive=directive, unit=f.UnitFactory(division=county))


@pytest.mark.parametrize("name", ["progress", "progress-rows"])
def test_the_number_of_queries_does_not_grow(
    boss: User, client: Client, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counties_with_items(3)
    with django_assert_num_queries(20, exact=False) as few:
        client.get(reverse(name))
    counties_with_items(30)
    with django_assert_num_queries(len(few), exact=True):
        client.get(reverse(name))


def test_the_ledger_has_the_columns_everybody_knows(boss: User, client: Client) -> None:
    directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED, text="=1+1 是文本")
    anna = f.liaison()
    [a] = assigning.issue(directive, [assigning.IssueItem(f.UnitFactory(), directive.due_on)], boss)
    assigning.report(assigning.sign(a, anna), anna, assigning.Progress(40, "主体完工", "缺料", "备料"))
    boss.language = "zh-hans"
    boss.save()

    response = client.get(reverse("ledger"))
    sheet = load_workbook(BytesIO(response.content)).active

    rows = list(sheet.iter_rows())
    assert len(rows[0]) == len(COLUMNS) == 24
    cell = {head.value: cell for head, cell in zip(rows[0], rows[1], strict=True)}
    values = {c.value for c in rows[1]}
    assert {"主体完工", "缺料", "备料", 0.4} <= values
    assert rows[1][4].data_type == "s"  # a formula would be "f"
    assert rows[1][4].value == "=1+1 是文本"
    assert len(cell) == 24


def test_the_ledger_holds_what_the_page_shows(boss: User, client: Client) -> None:
    two_counties()
    response = client.get(reverse("ledger"), {"figure": "overdue"})
    assert load_workbook(BytesIO(response.content)).active.max_row == 1 + 2
