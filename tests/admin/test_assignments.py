from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives import assigning, clock
from directives.models import Assignment, Directive, DirectiveState, Meeting, Role, Topic, Unit, User
from tests.factories import AssignmentFactory, DirectiveFactory, MemberFactory, UserFactory

LIST = "/admin/directives/assignment/"


@pytest.fixture
def issued(meeting: Meeting, counties: list[Unit]) -> Assignment:
    """Issued, signed and moved to a later day, each with its event."""
    clerk: User = MemberFactory(user=UserFactory(name="程立"), unit=meeting.office).user
    meeting.directives.filter(number=1).update(state=DirectiveState.CONFIRMED)
    directive = Directive.objects.get(meeting=meeting, number=1)
    [row] = assigning.issue(directive, [assigning.IssueItem(counties[0], directive.due_on)], clerk)
    liaison: User = MemberFactory(user=UserFactory(name="汪小雨"), unit=counties[0], role=Role.LIAISON).user
    assigning.sign(row, liaison)
    assigning.report(row, liaison, assigning.Progress(40, "主体完工"))
    return assigning.reschedule(row, clerk, due_on=date(2017, 6, 30), reason="汛期")


def listed(client: Client, query: str = "") -> set[Assignment]:
    return set(client.get(LIST + query).context["cl"].result_list)


def test_its_life_is_read_from_its_events(supervisor: Client, issued: Assignment) -> None:
    html = supervisor.get(f"{LIST}{issued.pk}/change/").text
    for words in [
        "程立", "汪小雨", "– → to sign", "to sign → in progress", "0 % → 40 %", "2017-05-31 → 2017-06-30",
        "汛期", "主体完工",
    ]:  # fmt: skip
        assert words in html, words
    assert reverse("assignment", args=[issued.pk]) in html
    assert f"{issued.pk}/history/" not in html.replace(f"directive/{issued.directive_id}/history/", "")


def test_an_event_that_changes_nothing_is_still_told(supervisor: Client, issued: Assignment) -> None:
    clerk = User.objects.get(name="程立")
    assigning.remark(issued, clerk, text="电话已催")
    assert "电话已催" in supervisor.get(f"{LIST}{issued.pk}/change/").text


def test_nothing_can_be_written_here(supervisor: Client, administrator: Client, issued: Assignment) -> None:
    for client in (supervisor, administrator):
        assert client.post(f"{LIST}{issued.pk}/change/", {"state": "closed"}).status_code == 403
        assert client.get(f"{LIST}add/").status_code == 403
        assert client.post(f"{LIST}{issued.pk}/delete/", {"post": "yes"}).status_code == 403
    issued.refresh_from_db()
    assert issued.state == "in_progress"


def test_another_offices_assignments_are_not_there(stranger: Client, issued: Assignment) -> None:
    assert listed(stranger) == set()
    response = stranger.get(f"{LIST}{issued.pk}/change/", follow=True)
    assert issued.directive.text not in response.text
    assert response.status_code == 404


def test_rows_are_found_by_figure_county_state_topic_meeting_and_words(
    supervisor: Client, issued: Assignment, counties: list[Unit]
) -> None:
    AssignmentFactory(
        directive=DirectiveFactory(
            meeting__title="另一个会", topic=Topic.HOUSING, text="另一件", due_on=date(2019, 1, 1)
        ),
        unit=counties[1],
    )
    with clock.set_to(date(2017, 6, 29)):
        for query in [
            "?figure=due_soon",
            f"?unit__county__code__exact={counties[0].county_id}",
            "?state__exact=in_progress",
            f"?directive__topic__exact={Topic.RELOCATION}",
            f"?directive__meeting__id__exact={issued.directive.meeting_id}",
            "?q=安置房",
        ]:
            assert listed(supervisor, query) == {issued}, query
        assert listed(supervisor, "?figure=overdue") == set()
        assert "due soon" in supervisor.get(LIST).text
    with clock.set_to(date(2017, 7, 1)):
        assert listed(supervisor, "?figure=overdue") == {issued}
    assert len(listed(supervisor, "?figure=nonsense")) == 2


def test_the_list_costs_the_same_for_one_row_and_for_many(
    supervisor: Client, issued: Assignment, counties: list[Unit], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20) as few:
        supervisor.get(LIST)
    for _ in range(30):
        AssignmentFactory(directive=DirectiveFactory(meeting__title="又一个会"), unit=counties[1])
    with django_assert_max_num_queries(len(few)):
        supervisor.get(LIST)
