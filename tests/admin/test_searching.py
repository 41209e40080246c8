from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directives import indexing, search
from directives.models import Directive, DirectiveState, Meeting, Role, Source, Topic
from tests.admin.conftest import LogIn, person
from tests.factories import AssignmentFactory, DirectiveFactory, MeetingFactory, liaison

PAGE = "/admin/search/"


def kept(meeting: Meeting) -> Meeting:
    indexing.keep([*meeting.directives.all()])
    indexing.keep([meeting])
    if meeting.source:
        indexing.keep([meeting.source])
    return meeting


def test_hits_are_marked_escaped_and_lead_to_their_pages(supervisor: Client, meeting: Meeting) -> None:
    kept(meeting)
    row = meeting.directives.get(number=1)
    shown = supervisor.get(PAGE, {"q": "安置房 交付"}).text
    assert "务必&lt;按&gt;期<mark>交付</mark>" in shown
    assert "<按>" not in shown
    shown = supervisor.get(PAGE, {"q": "安置房"}).text
    assert f'/admin/directives/meeting/{meeting.pk}/change/#d-{row.pk}"' in shown
    assert "搬迁<mark>安置房</mark>" in shown
    assert "2 hits" in shown


def test_hits_are_narrowed_by_what_the_form_offers(supervisor: Client, meeting: Meeting) -> None:
    kept(meeting)
    AssignmentFactory(directive=meeting.directives.get(number=1))

    def hits(**asked: str) -> int:
        return len(supervisor.get(PAGE, {"q": "安置房", **asked}).context["hits"])

    assert hits() == 2
    assert hits(kind="source") == hits(topic=Topic.RELOCATION) == hits(county="420381") == 1
    assert hits(since="2017-04-01") == hits(until="2017-03-01") == hits(topic=Topic.HEALTH) == 0
    assert hits(since="2017-03-29", until="2017-03-29") == 2


def test_what_cannot_be_understood_is_said_and_finds_nothing(supervisor: Client, meeting: Meeting) -> None:
    kept(meeting)
    answer = supervisor.get(PAGE, {"q": "安置房", "since": "gestern", "kind": "x", "county": "9", "page": "-3"})
    assert answer.status_code == 200
    assert answer.context["hits"] == []
    assert answer.context["form"].errors.keys() == {"since", "kind", "county"}
    for query in ["\"' OR 1=1", "<script>", "\x00", "，", "好" * 10_000, "好" * 10_001]:
        assert supervisor.get(PAGE, {"q": query}).status_code == 200
    assert "Enter a word" in supervisor.get(PAGE, {"q": "？"}).text


def test_hits_are_paged_and_the_pages_keep_what_was_asked(supervisor: Client) -> None:
    meeting = MeetingFactory()
    for n in range(45):
        DirectiveFactory(meeting=meeting, text=f"修路 {n}")
    kept(meeting)
    first = supervisor.get(PAGE, {"q": "修路", "kind": "directive"})
    assert "?q=%E4%BF%AE%E8%B7%AF&amp;kind=directive&amp;page=2" in first.text
    pages = [supervisor.get(PAGE, {"q": "修路", "page": page}).context["hits"] for page in "123"]
    assert [len(hits) for hits in pages] == [20, 20, 5]
    assert len({hit.row.pk for hits in pages for hit, _address in hits}) == 45


def test_more_hits_than_are_counted_are_said_to_be_more(supervisor: Client) -> None:
    meeting = MeetingFactory()
    rows = [Directive(meeting=meeting, number=n, text="修路") for n in range(search.MOST + 1)]
    Directive.objects.bulk_create(rows)
    kept(meeting)
    assert "More than 1000 hits" in supervisor.get(PAGE, {"q": "修路"}).text
    assert "Page 50 of 50" in supervisor.get(PAGE, {"q": "修路", "page": "99"}).text


def test_each_role_finds_what_it_may_see(log_in: LogIn, stranger: Client, meeting: Meeting) -> None:
    meeting.directives.filter(number=1).update(confidential=True, state=DirectiveState.CONFIRMED)
    kept(meeting)
    kinds = lambda client: {hit.kind.value for hit, _ in client.get(PAGE, {"q": "安置房"}).context["hits"]}  # noqa: E731
    for role in [Role.SUPERVISOR, Role.REVIEWER, Role.ADMINISTRATOR]:
        assert kinds(log_in(person(role))) == {"source"}
    assert kinds(stranger) == set()
    assert log_in(liaison()).get(PAGE).status_code == 302
    assert Client().get(PAGE).status_code == 302


def test_a_source_without_a_meeting_is_shown_without_a_link(supervisor: Client, meeting: Meeting) -> None:
    source: Source = meeting.source  # type: ignore[assignment]
    Meeting.objects.filter(pk=meeting.pk).update(source=None)
    source.refresh_from_db()
    indexing.keep([source])
    [(_hit, address)] = supervisor.get(PAGE, {"q": "安置房"}).context["hits"]
    assert address == ""


def test_the_search_stands_in_the_navigation(supervisor: Client) -> None:
    assert f'href="{PAGE}"' in supervisor.get("/admin/").text


def test_the_page_costs_the_same_for_one_hit_and_for_many(
    supervisor: Client, meeting: Meeting, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    kept(meeting)
    with django_assert_max_num_queries(20) as few:
        supervisor.get(PAGE, {"q": "搬迁"})
    for n in range(15):
        DirectiveFactory(meeting=meeting, text=f"搬迁 {n}")
    kept(meeting)
    with django_assert_max_num_queries(len(few)):
        assert len(supervisor.get(PAGE, {"q": "搬迁"}).context["hits"]) == 17
