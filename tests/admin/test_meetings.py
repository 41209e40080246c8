from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives import clock, presence
from directives.models import Kind, Meeting, MeetingState, MeetingVisit, Role, Speaker
from tests.admin.conftest import LogIn, other_office, person
from tests.factories import DirectiveFactory, MeetingFactory, MemberFactory, OfficeFactory, danjiangkou

LIST = "/admin/directives/meeting/"


def listed(client: Client, query: str = "") -> list[Meeting]:
    return list(client.get(LIST + query).context["cl"].result_list)


def test_what_is_to_review_comes_first_the_oldest_of_it_first(supervisor: Client) -> None:
    states = [MeetingState.REVIEWED, MeetingState.DRAFT, MeetingState.ISSUED, MeetingState.DRAFT]
    old_reviewed, old_draft, new_issued, new_draft = (MeetingFactory(state=state) for state in states)
    assert listed(supervisor) == [old_draft, new_draft, new_issued, old_reviewed]


def test_the_counts_stand_beside_each_meeting(supervisor: Client) -> None:
    meeting = MeetingFactory()
    DirectiveFactory(meeting=meeting)
    DirectiveFactory(meeting=meeting, due_on=None, due_month_day="09-30", due_flags=["may_be_over"])
    DirectiveFactory(meeting=meeting, due_on=None, confidence=0.6)
    DirectiveFactory(meeting=meeting, due_on=None, kind=Kind.PRINCIPLE)
    DirectiveFactory(meeting=meeting, due_on=None, kind=Kind.PRINCIPLE, confidence=0.3, state="rejected")
    [row] = listed(supervisor)
    assert (row.n_all, row.n_dated, row.n_undated, row.n_unsure) == (5, 2, 1, 2)


def test_the_queue_says_who_has_a_meeting_open(supervisor: Client) -> None:
    meeting = MeetingFactory()
    anna, gone = (person(Role.REVIEWER, name=name) for name in ("安娜", "走了"))
    presence.note(meeting, anna)
    presence.note(meeting, gone)
    MeetingVisit.objects.filter(user=gone).update(seen_at=clock.real_now() - presence.SEEN_FOR)
    html = supervisor.get(LIST).text
    assert "安娜" in html
    assert "走了" not in html


def test_the_queue_is_narrowed_by_the_kind_of_meeting_and_by_office(log_in: LogIn) -> None:
    both = person(Role.SUPERVISOR)
    MemberFactory(user=both, unit=other_office(), role=Role.SUPERVISOR)
    ours, theirs = MeetingFactory(kind="现场会"), MeetingFactory(kind="推进会", office=other_office())
    client = log_in(both)
    assert listed(client, "?kind=现场会") == [ours]
    assert listed(client, f"?office__id__exact={other_office().pk}") == [theirs]
    assert "现场会" in client.get(LIST).text


def test_confidential_directives_are_not_even_counted(supervisor: Client) -> None:
    DirectiveFactory(confidential=True)
    [row] = listed(supervisor)
    assert row.n_all == 0


def test_meetings_of_another_office_are_neither_listed_nor_opened(stranger: Client, meeting: Meeting) -> None:
    assert listed(stranger) == []
    assert stranger.get(f"{LIST}{meeting.pk}/change/").status_code == 404
    assert stranger.get(f"{LIST}none/change/").status_code == 404


def test_the_office_is_named_only_where_there_is_more_than_one(supervisor: Client, log_in: LogIn) -> None:
    MeetingFactory()
    both = person(Role.SUPERVISOR)
    MemberFactory(user=both, unit=other_office(), role=Role.SUPERVISOR)
    assert "column-office" not in supervisor.get(LIST).text
    assert "column-office" in log_in(both).get(LIST).text
    assert "column-office" in log_in(person(Role.ADMINISTRATOR)).get(LIST).text


def test_meetings_are_found_by_state_place_day_and_words(supervisor: Client) -> None:
    wanted = MeetingFactory(
        title="易地搬迁现场会", division=danjiangkou(), state=MeetingState.REVIEWED, held_on=date(2018, 1, 5)
    )
    Speaker.objects.create(meeting=wanted, name="陈立", office="市长")
    MeetingFactory()
    for query in [
        "?state__exact=reviewed",
        "?division__code__exact=420381",
        "?held_on_from=2018-01-01&held_on_to=2018-02-01",
        "?q=现场会",
        "?q=陈立",
    ]:
        assert listed(supervisor, query) == [wanted], query


def test_nothing_is_added_or_deleted_behind_the_review(administrator: Client, meeting: Meeting) -> None:
    assert administrator.get(f"{LIST}add/").status_code == 403
    assert administrator.post(f"{LIST}{meeting.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_queue_costs_the_same_for_one_meeting_and_for_many(
    supervisor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    DirectiveFactory()
    with django_assert_max_num_queries(20) as few:
        supervisor.get(LIST)
    for _ in range(30):
        DirectiveFactory(meeting=MeetingFactory(office=OfficeFactory()))
    with django_assert_max_num_queries(len(few)):
        supervisor.get(LIST)


def test_the_history_is_shown_and_never_written_back(supervisor: Client, meeting: Meeting) -> None:
    meeting.title = "新的标题"
    meeting.save()
    history = reverse("admin:directives_meeting_history", args=[meeting.pk])
    assert "新的标题" in supervisor.get(history).text
    first = meeting.history.earliest()
    version = reverse("admin:directives_meeting_simple_history", args=[meeting.pk, first.pk])
    assert supervisor.get(version).status_code == 200
    assert supervisor.post(version, {"title": "全市脱贫攻坚推进会", "_save": "1"}).status_code == 403
    meeting.refresh_from_db()
    assert meeting.title == "新的标题"


def test_the_history_of_another_offices_meeting_is_not_there(stranger: Client, meeting: Meeting) -> None:
    first = meeting.history.earliest()
    assert stranger.get(reverse("admin:directives_meeting_history", args=[meeting.pk])).status_code == 404
    version = reverse("admin:directives_meeting_simple_history", args=[meeting.pk, first.pk])
    assert stranger.get(version).status_code == 404
    assert stranger.get("/admin/directives/meeting/x/history/").status_code == 404
