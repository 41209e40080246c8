from __future__ import annotations

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives import assigning, reviewing
from directives.assigning import IssueItem
from directives.models import Directive, DirectiveState, Meeting, Member, Role, Topic, Unit
from tests.admin.conftest import LogIn, person
from tests.factories import AssignmentFactory, DirectiveFactory, liaison


def page(row: Directive) -> str:
    return reverse("admin:directives_directive_history", args=[row.pk])


def reviewed(meeting: Meeting, counties: list[Unit]) -> Directive:
    user = person(Role.SUPERVISOR, name="Boss <b>")
    row = meeting.directives.get(number=1)
    Directive.objects.filter(pk=row.pk).update(
        proposal={
            "text": row.text,
            "topic": "其他",
            "due_on": "2017-05-31",
            "due_text": "5月底前",
            "due_rule": "month_end",
        },
        reasons=[{"field": "text", "rule": "modal", "words": "要", "rejected": []}],
    )
    row = reviewing.edit(row, user, {"topic": Topic.HOUSING, "note": "<i>急</i>"})
    row = reviewing.confirm(row, user)
    assigning.issue(row, [IssueItem(unit, row.due_on) for unit in counties], user)
    return row


def test_the_life_shows_source_proposal_and_all_that_happened(
    supervisor: Client, meeting: Meeting, counties: list[Unit]
) -> None:
    row = reviewed(meeting, counties)
    answer = supervisor.get(page(row))
    assert "市长陈立要求，<mark>各县（市、区）要在5月底前建成全部搬迁安置房</mark>，务必&lt;按&gt;期交付" in answer.text
    assert [each.name for each in answer.context["compared"] if each.differs] == ["kind", "topic"]
    assert [moment.what for moment in answer.context["moments"]] == [
        "Proposed",
        "Edited",
        "Confirmed",
        "Issued",
        "Issued",
    ]
    assert "&lt;i&gt;急&lt;/i&gt;" in answer.text
    assert "Boss &lt;b&gt;" in answer.text
    assert "a word that demands" in answer.text


def test_the_life_in_one_county_leaves_the_others_out(
    supervisor: Client, meeting: Meeting, counties: list[Unit]
) -> None:
    row = reviewed(meeting, counties)
    answer = supervisor.get(page(row), {"county": "420324"})
    assert [moment.unit for moment in answer.context["moments"] if moment.unit] == ["竹溪县人民政府"]
    assert [place.name for place in answer.context["counties"]] == ["竹溪县", "丹江口市"]
    assert len(supervisor.get(page(row), {"county": "none"}).context["moments"]) == 3


def test_a_long_life_is_paged(supervisor: Client, meeting: Meeting) -> None:
    row, user = meeting.directives.get(number=1), person(Role.SUPERVISOR)
    for n in range(60):
        row = reviewing.edit(row, user, {"note": str(n)})
    assert len(supervisor.get(page(row)).context["moments"]) == 50
    second = supervisor.get(page(row), {"page": "2", "county": ""})
    assert second.context["moments"][-1].changes[0].after == "59"


def test_only_who_may_see_the_directive_sees_its_life(
    supervisor: Client, stranger: Client, administrator: Client, log_in: LogIn, meeting: Meeting
) -> None:
    row = meeting.directives.get(number=1)
    assert supervisor.get(page(row)).status_code == administrator.get(page(row)).status_code == 200
    assert stranger.get(page(row)).status_code == 404
    assert log_in(liaison()).get(page(row)).status_code == 302
    Directive.objects.filter(pk=row.pk).update(confidential=True)
    assert supervisor.get(page(row)).status_code == administrator.get(page(row)).status_code == 404
    named = person(Role.REVIEWER)
    row.readers.add(Member.objects.get(user=named))
    assert log_in(named).get(page(row)).status_code == 200
    assert supervisor.get("/admin/directives/directive/x/history/").status_code == 404


def test_the_life_is_reached_from_the_list_and_from_an_assignment(supervisor: Client) -> None:
    row = DirectiveFactory(state=DirectiveState.CONFIRMED)
    item = AssignmentFactory(directive=row)
    link = f'href="{page(row)}"'
    assert link in supervisor.get("/admin/directives/directive/").text
    assert link in supervisor.get(f"/admin/directives/assignment/{item.pk}/change/").text


def test_the_page_costs_the_same_for_few_counties_and_for_many(
    supervisor: Client, meeting: Meeting, counties: list[Unit], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = reviewed(meeting, counties[:1])
    with django_assert_max_num_queries(40) as few:
        supervisor.get(page(row))
    user = person(Role.SUPERVISOR)
    more = [Unit.objects.create(division=counties[0].division, name=f"第{n}局") for n in range(20)]
    for item in assigning.issue(row, [IssueItem(unit, row.due_on) for unit in more], user):
        assigning.remark(item, user, text="看过")
    with django_assert_max_num_queries(len(few)):
        supervisor.get(page(row))
