"""The page on which an instruction, a minute or a petition is entered."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from directives.models import Meeting, Origin, Unit
from tests.admin.conftest import other_office
from tests.factories import MeetingFactory, OfficeFactory, danjiangkou

ADD = "/admin/directives/meeting/add/"
QUEUE = "/admin/directives/meeting/"


def given(office: Unit | None = None, **fields: object) -> dict[str, object]:
    return {
        "office": (office or OfficeFactory()).pk,
        "origin": "instruction",
        "title": "关于危房改造的批示",
        "held_on": "2017-03-29",
        "division": danjiangkou().pk,
        "lines": "住建局5月底前完成危房改造1200户\n请阅处",
        "speakers-TOTAL_FORMS": 2,
        "speakers-INITIAL_FORMS": 0,
        "speakers-0-name": "李远",
        "speakers-0-office": "市委书记",
        "speakers-1-name": "",
        "speakers-1-office": "",
        "rows-TOTAL_FORMS": 1,
        "rows-INITIAL_FORMS": 0,
        "rows-0-text": "",
        "rows-0-due_on": "",
        "rows-0-kind": "task",
        "rows-0-topic": "其他",
    } | fields


def test_what_was_pasted_is_then_looked_through(supervisor: Client) -> None:
    response = supervisor.post(ADD, given(), follow=True)
    meeting = Meeting.objects.get()
    assert response.redirect_chain[-1][0] == reverse("admin:directives_meeting_change", args=[meeting.pk])
    assert "2 directives are entered: look them through." in response.text
    assert "2017-05-31" in response.text
    assert [(s.name, s.office) for s in meeting.speakers.all()] == [("李远", "市委书记")]
    assert meeting.origin == Origin.INSTRUCTION


def test_a_directive_field_by_field(supervisor: Client) -> None:
    row = {"rows-0-text": "核实低保名单", "rows-0-due_on": "2017-04-10", "rows-0-topic": "兜底保障"}
    supervisor.post(ADD, given(lines="", origin="petition", **row))
    made = Meeting.objects.get().directives.get()
    assert (made.text, made.due_on, made.topic) == ("核实低保名单", date(2017, 4, 10), "兜底保障")


def test_a_row_without_a_day_has_none(supervisor: Client) -> None:
    supervisor.post(ADD, given(lines="", **{"rows-0-text": "核实低保名单"}))
    made = Meeting.objects.get().directives.get()
    assert (made.due_on, made.due_rule) == (None, "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"lines": ""}, "Enter at least one directive."),
        ({"held_on": ""}, "This field is required."),
        ({"title": ""}, "This field is required."),
        ({"origin": "report"}, "Select a valid choice"),
        ({"speakers-1-office": "市长"}, "This field is required."),
        ({"rows-0-due_on": "2017-04-10"}, "This field is required."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    supervisor: Client, fields: dict[str, object], words: str
) -> None:
    response = supervisor.post(ADD, given(**fields))
    assert words in response.text
    assert "市委书记" in response.text
    assert not Meeting.objects.exists()


def test_the_same_again_leads_to_the_first(supervisor: Client) -> None:
    supervisor.post(ADD, given())
    response = supervisor.post(ADD, given(), follow=True)
    assert "This is entered already; nothing was doubled." in response.text
    assert Meeting.objects.count() == 1


def test_for_another_office_nothing_is_entered(supervisor: Client, stranger: Client) -> None:
    assert supervisor.post(ADD, given(other_office())).status_code == 200
    assert stranger.post(ADD, given()).status_code == 200
    assert not Meeting.objects.exists()


def test_who_does_not_enter_is_not_given_the_page(administrator: Client) -> None:
    assert administrator.get(ADD).status_code == 403
    assert administrator.post(ADD, given()).status_code == 403
    assert ADD not in administrator.get(QUEUE).text


def test_the_way_to_it_stands_beside_the_queue_and_on_the_page_of_a_new_report(supervisor: Client) -> None:
    assert ADD in supervisor.get(QUEUE).text
    assert f'href="{ADD}"' in supervisor.get("/admin/directives/importjob/add/").text


def test_the_queue_says_what_each_is_and_is_narrowed_by_it(supervisor: Client) -> None:
    for origin in Origin:
        MeetingFactory(origin=origin, title=f"{origin.value} 1")
    html = supervisor.get(QUEUE).text
    with translation.override("en"):
        for origin in set(Origin) - {Origin.REPORT}:
            assert f'<span class="pv-tag">{origin.label}</span>' in html.replace("&#x27;", "'")
    petitions = supervisor.get(f"{QUEUE}?origin__exact=petition").text
    assert "petition 1" in petitions
    assert "minute 1" not in petitions


def test_more_lines_cost_no_more_queries(
    supervisor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    supervisor.post(ADD, given(title="warm"))
    with django_assert_max_num_queries(75) as few:
        supervisor.post(ADD, given(lines="\n".join(f"第{n}组5月底前完工" for n in range(3))))
    with django_assert_max_num_queries(len(few) + 8):  # SQLite takes many rows in batches
        supervisor.post(ADD, given(lines="\n".join(f"第{n}组6月底前交房" for n in range(60))))
