from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directives import reviewing
from directives.models import Directive, Meeting, Role, Topic
from tests.admin.conftest import LogIn, person
from tests.factories import liaison
from tests.test_corrections import read_report, review

TABLE, CASES = "/admin/corrections/", "/admin/corrections/cases/"


def reviewed() -> Meeting:
    meeting = read_report()
    review(meeting, person(Role.SUPERVISOR))
    return meeting


def test_each_figure_leads_to_its_cases(supervisor: Client) -> None:
    reviewed()
    context = supervisor.get(TABLE).context
    figures = [
        *context["total"]["figures"],
        *(f for part in context["parts"] for x in part["lines"] for f in x["figures"]),
    ]
    assert len([address for *_, address in figures if address]) > 10
    for label, count, _share, address in figures:
        assert bool(count) == bool(address)
        if address:
            assert supervisor.get(address).context["page"].paginator.count == count, (label, address)


def test_a_case_shows_both_versions_and_leads_to_the_directive(supervisor: Client) -> None:
    meeting = reviewed()
    row = meeting.directives.get(verdict="edited")
    answer = supervisor.get(CASES, {"part": "topic", "key": row.proposal["topic"], "verdict": "edited"})
    [(shown, compared)] = answer.context["cases"]
    assert shown == row
    assert {each.name for each in compared if each.differs} == {"text", "topic"}
    assert f"/admin/directives/directive/{row.pk}/history/" in answer.text
    assert f"/meeting/{meeting.pk}/change/#d-{row.pk}" in answer.text


def test_the_period_goes_along_to_the_cases(supervisor: Client) -> None:
    reviewed()
    assert supervisor.get(TABLE, {"until": "2001-01-01"}).context["total"]["read"] == 0
    context = supervisor.get(TABLE, {"since": "2001-01-01"}).context
    assert all("since=2001-01-01" in address for *_, address in context["total"]["figures"])
    answer = supervisor.get(TABLE, {"since": "x"})
    assert (answer.status_code, answer.context["form"].errors.keys()) == (200, {"since"})


def test_what_is_no_figure_is_not_there(supervisor: Client) -> None:
    assert supervisor.get(CASES).status_code == 404
    assert supervisor.get(CASES, {"verdict": "edited", "part": "x"}).status_code == 404
    for part in ["flag", "field", "rule", "topic", "kind", "demand"]:
        assert supervisor.get(CASES, {"verdict": "edited", "part": part, "key": "<x>"}).context["cases"] == []


def test_each_role_sees_the_decisions_of_her_office(log_in: LogIn, stranger: Client) -> None:
    reviewed()
    for role in [Role.SUPERVISOR, Role.REVIEWER, Role.ADMINISTRATOR]:
        assert log_in(person(role)).get(TABLE).context["total"]["read"] == 4
    assert stranger.get(TABLE).context["total"]["read"] == 0
    assert stranger.get(CASES, {"verdict": "edited"}).context["cases"] == []
    assert log_in(liaison()).get(TABLE).status_code == log_in(liaison()).get(CASES).status_code == 302


def test_the_cases_cost_the_same_for_one_and_for_many(
    supervisor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    meeting, user = reviewed(), person(Role.SUPERVISOR)
    address = {"verdict": "missed"}
    with django_assert_max_num_queries(30) as few:
        supervisor.get(CASES, address)
    for n in range(10):
        reviewing.confirm(reviewing.add_directive(meeting, user, text=f"修路 {n}", topic=Topic.HEALTH), user)
    with django_assert_max_num_queries(len(few)):
        assert len(supervisor.get(CASES, address).context["cases"]) == 11
    assert Directive.objects.filter(verdict="missed").count() == 11
