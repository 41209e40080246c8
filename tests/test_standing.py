"""What a report repeats of earlier ones is proposed to the reviewer, who sees where the deadlines differ."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives import intake, reviewing, standing
from directives.errors import Refused
from directives.models import (
    Directive,
    DirectiveState,
    Division,
    ImportJob,
    Kind,
    Level,
    Meeting,
    MeetingState,
    Member,
    Topic,
    Unit,
    User,
)
from directives.uploads import Upload
from tests.factories import (
    AssignmentFactory,
    DirectiveFactory,
    MeetingFactory,
    MemberFactory,
    OfficeFactory,
    UserFactory,
    danjiangkou,
    shiyan,
    supervisor,
    zhuxi,
)

SEEDS = settings.BASE_DIR / "seeds"
FOLLOW_UP = "安置房建设必须在6月30日前全部完工"
MERGED, DRAFT = DirectiveState.MERGED, DirectiveState.DRAFT


@pytest.fixture
def office(db: None) -> Unit:
    danjiangkou(), zhuxi()
    return OfficeFactory()


@pytest.fixture
def user(office: Unit) -> User:
    return supervisor(office, language="en")


@pytest.fixture
def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def imported(office: Unit, user: User, name: str, published: date) -> Meeting:
    job = intake.keep(office, user, Upload(name, (SEEDS / name).read_bytes(), published_on=published))
    intake.read_job(job.pk)
    return Meeting.objects.get(source=ImportJob.objects.get(pk=job.pk).source)


def proposed(text: str = FOLLOW_UP, **facts: Any) -> Directive:
    """An unsaved draft of a follow-up meeting, after the comparison; `facts` are the meeting's."""
    topic, kind = facts.pop("topic", Topic.RELOCATION), facts.pop("kind", Kind.TASK)
    meeting = MeetingFactory(**{"held_on": date(2017, 5, 16), "title": "搬迁督办会", **facts})
    row = Directive(meeting=meeting, number=1, text=text, topic=topic, kind=kind, due_on=date(2017, 6, 30))
    standing.propose(meeting, [row])
    return row


def pair() -> tuple[Directive, Directive]:
    """A standing directive and a draft that repeats it with a later date."""
    first = DirectiveFactory()
    row = proposed()
    assert row.standing_id == first.pk
    row.save()
    return first, row


def shown(desk: Client, row: Directive) -> str:
    return desk.get(reverse("admin:directives_meeting_change", args=[row.meeting_id])).text


def step(desk: Client, name: str, row: Directive) -> str:
    url = reverse(f"admin:directives_directive_{name}", args=[row.pk])
    return desk.post(url, {"revision": row.revision}, follow=True).text


def test_a_follow_up_report_is_linked_to_what_it_repeats(office: Unit, user: User, desk: Client) -> None:
    first = imported(office, user, "01_danjiangkou_relocation.txt", date(2017, 12, 24))
    second = imported(office, user, "13_danjiangkou_follow_up.txt", date(2017, 5, 17))
    links = {
        row.text: row.standing.text
        for row in second.directives.exclude(standing=None).select_related("standing")
        if row.standing
    }
    assert "建房任务" in links.pop(FOLLOW_UP)
    assert links == {
        "要在9月底前办好一届农业采摘节": "要筹办一届农业采摘节",
        "要继续打造铁炉村这个精准扶贫示范村": "要把铁炉村建成全市精准扶贫示范村",
    }
    assert not first.directives.exclude(standing=None).exists()
    row = second.directives.get(text=FOLLOW_UP)
    assert row.history.get().standing_id == row.standing_id
    [reason] = [each for each in row.reasons if each["field"] == "standing"]
    assert reason["rule"] == "similar"
    assert reason["words"].startswith("安置房 (")
    html = shown(desk, row)
    assert "The standing directive is due 2017-05-31; this one says 2017-06-30." in html
    assert "says the same as an earlier directive" in html


def test_confirmed_directives_and_drafts_stand_and_those_put_aside_do_not(user: User) -> None:
    first = DirectiveFactory()
    assert proposed().standing_id == first.pk
    reviewing.confirm(first, user)
    assert proposed().standing_id == first.pk
    reviewing.reopen_draft(first, user)
    reviewing.reject(first, user)
    assert proposed().standing_id is None


def test_a_report_put_aside_holds_nothing_that_stands(user: User) -> None:
    first = DirectiveFactory()
    reviewing.discard(first.meeting, user)
    assert proposed().standing_id is None


def test_another_offices_directives_are_never_proposed(office: Unit) -> None:
    DirectiveFactory()
    other = OfficeFactory(division=zhuxi(), name="竹溪县督查室")
    assert proposed(office=other).standing_id is None
    assert proposed(office=office).standing_id is not None


def test_neither_principles_nor_confidential_directives_are_linked(office: Unit) -> None:
    first = DirectiveFactory()
    assert proposed(kind=Kind.PRINCIPLE).standing_id is None
    Directive.objects.filter(pk=first.pk).update(kind=Kind.PRINCIPLE)
    assert proposed().standing_id is None
    Directive.objects.filter(pk=first.pk).update(kind=Kind.TASK, confidential=True)
    assert proposed().standing_id is None


def test_places_must_lie_in_one_line(office: Unit) -> None:
    first = DirectiveFactory(meeting=MeetingFactory(division=danjiangkou()))
    town = Division.objects.create(code="420381110", name="官山镇", level=Level.TOWNSHIP, parent=danjiangkou())
    assert proposed(division=zhuxi()).standing_id is None
    for place in (danjiangkou(), shiyan(), town, None):
        assert proposed(division=place).standing_id == first.pk, place


def test_only_earlier_meetings_of_eighteen_months_stand(office: Unit) -> None:
    first = DirectiveFactory()
    assert proposed(held_on=date(2017, 3, 28)).standing_id is None
    assert proposed(held_on=date(2017, 3, 29)).standing_id == first.pk  # another account of the same day
    assert proposed(held_on=date(2018, 9, 28)).standing_id == first.pk
    assert proposed(held_on=date(2018, 9, 29)).standing_id is None


def test_across_topics_only_the_nearly_same_words_count(office: Unit) -> None:
    text = "加快搬迁户安置房建设，组织劳务输出，建好幼儿园"
    first = DirectiveFactory(text="建好安置房和幼儿园，组织招聘会和劳务输出", topic=Topic.RELOCATION)
    assert proposed(text).standing_id == first.pk
    assert proposed(text, topic=Topic.OTHER).standing_id == first.pk
    assert proposed(text, topic=Topic.EDUCATION).standing_id is None
    assert proposed(first.text, topic=Topic.EDUCATION).standing_id == first.pk


def test_a_third_report_is_linked_to_the_first_not_to_the_second(office: Unit, user: User) -> None:
    first, second = pair()
    assert proposed(held_on=date(2017, 6, 1)).standing_id == first.pk
    reviewing.reject(first, user)
    assert proposed(held_on=date(2017, 6, 1)).standing_id == second.pk


def test_the_number_of_queries_does_not_grow(office: Unit) -> None:
    def queries(reports: int) -> int:
        for _n in range(reports):
            DirectiveFactory.create_batch(10, meeting=MeetingFactory())
        meeting = MeetingFactory(held_on=date(2017, 5, 16))
        rows = [Directive(meeting=meeting, number=n, text=FOLLOW_UP, topic=Topic.RELOCATION) for n in range(20)]
        with CaptureQueriesContext(connection) as caught:
            standing.propose(meeting, rows)
        assert all(row.standing_id for row in rows)
        return len(caught)

    assert queries(1) == queries(5) == 1


def test_a_bounded_number_is_compared_the_same_topic_first(office: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    first = DirectiveFactory()
    DirectiveFactory.create_batch(3, meeting=MeetingFactory(), topic=Topic.EDUCATION, text="给学校配齐教师")
    monkeypatch.setattr(standing, "MOST", 1)
    assert proposed().standing_id == first.pk


def test_the_card_shows_what_is_repeated_and_the_conflict(desk: Client) -> None:
    first, row = pair()
    html = shown(desk, row)
    assert f"#d-{first.pk}" in html
    assert "全市脱贫攻坚推进会, 2017-03-29, draft" in html
    assert "The standing directive is due 2017-05-31; this one says 2017-06-30." in html
    Directive.objects.filter(pk=first.pk).update(due_on=row.due_on)
    html = shown(desk, row)
    assert "The standing directive is due" not in html
    assert "Merge, and move it" not in html
    Directive.objects.filter(pk=first.pk).update(due_on=None)
    html = shown(desk, row)
    assert "The standing directive has no deadline." in html
    assert "Merge, and move it to 2017-06-30" in html


def test_one_click_merges(desk: Client) -> None:
    first, row = pair()
    step(desk, "merge", row)
    row.refresh_from_db()
    assert (row.state, row.merged_into_id) == (MERGED, first.pk)
    first.refresh_from_db()
    assert first.due_on == date(2017, 5, 31)


def test_one_click_merges_and_moves_the_standing_deadline(desk: Client, user: User) -> None:
    first, row = pair()
    Directive.objects.filter(pk=row.pk).update(due_text="6月30日前")
    reviewing.confirm(first, user)
    step(desk, "move_standing", row)
    row.refresh_from_db()
    first.refresh_from_db()
    assert (row.state, row.merged_into_id) == (MERGED, first.pk)
    assert (first.due_on, first.due_text, first.state) == (date(2017, 6, 30), "6月30日前", DirectiveState.CONFIRMED)
    assert first.history.first().history_user == user


def test_one_click_keeps_it_as_its_own(desk: Client) -> None:
    _first, row = pair()
    step(desk, "keep", row)
    row.refresh_from_db()
    assert (row.state, row.standing_id) == (DRAFT, None)
    assert "Keep as its own" not in shown(desk, row)
    assert "This demand repeats no other any more." in step(desk, "merge", row)


def test_an_issued_standing_directive_keeps_its_date(desk: Client, user: User) -> None:
    first, row = pair()
    reviewing.confirm(first, user)
    AssignmentFactory(directive=first)
    html = shown(desk, row)
    assert "Merge, and move it" not in html
    assert "Counties have it already" in html
    assert "Counties have this directive already" in step(desk, "move_standing", row)
    row.refresh_from_db()
    first.refresh_from_db()
    assert (row.state, first.due_on) == (DRAFT, date(2017, 5, 31))  # all or nothing


def test_a_repeat_without_a_date_moves_nothing(desk: Client) -> None:
    first, row = pair()
    Directive.objects.filter(pk=row.pk).update(due_on=None)
    assert "The standing directive is due 2017-05-31." in shown(desk, row)
    assert "no date to move" in step(desk, "move_standing", row)
    first.refresh_from_db()
    assert first.due_on == date(2017, 5, 31)


def test_a_change_in_between_stops_the_click(desk: Client, user: User) -> None:
    first, row = pair()
    reviewing.edit(row, user, {"note": "先核实"})
    assert "Somebody else changed this" in step(desk, "move_standing", row)
    first.refresh_from_db()
    assert first.due_on == date(2017, 5, 31)


def test_confirming_all_at_once_leaves_repeats_to_be_decided(desk: Client, user: User) -> None:
    _first, row = pair()
    own = DirectiveFactory(meeting=row.meeting, text="9月底前拆除危房")
    assert "Confirm all dated tasks (1)" in shown(desk, row)
    assert reviewing.confirm_dated_tasks(row.meeting, user) == [own]
    row.meeting.refresh_from_db()
    assert row.meeting.state == MeetingState.DRAFT
    reviewing.confirm(row, user)


def test_what_asks_for_no_decision_of_its_own_is_confirmed_at_once(user: User) -> None:
    first, row = pair()
    Directive.objects.filter(pk=first.pk).update(due_on=row.due_on)
    assert reviewing.plain(Directive.objects.get(pk=row.pk))  # two drafts with one date
    reviewing.confirm(first, user)
    assert not reviewing.plain(Directive.objects.get(pk=row.pk))
    reviewing.reopen_draft(first, user)
    reviewing.reject(first, user)
    assert reviewing.confirm_dated_tasks(row.meeting, user) == [row]


def test_a_standing_directive_that_became_confidential_is_not_shown(desk: Client, office: Unit) -> None:
    first, row = pair()
    reader: Member = MemberFactory(user=UserFactory(), unit=office)
    reviewing.edit(first, reader.user, {"confidential": True, "readers": [reader]})
    html = shown(desk, row)
    assert first.text not in html
    assert "Keep as its own" not in html
    assert "This demand repeats no other any more." in step(desk, "merge", row)


def test_the_page_does_not_ask_for_each_link_alone(desk: Client) -> None:
    _first, row = pair()
    shown(desk, row)
    with CaptureQueriesContext(connection) as one:
        shown(desk, row)
    for n in range(2, 8):
        DirectiveFactory(meeting=row.meeting, number=n, standing=DirectiveFactory(meeting=MeetingFactory()))
    with CaptureQueriesContext(connection) as many:
        shown(desk, row)
    assert len(many) == len(one)


def test_a_repeat_cannot_be_merged_into_what_was_put_aside(desk: Client, user: User) -> None:
    first, row = pair()
    reviewing.reject(first, user)
    assert "That directive is put aside itself." in step(desk, "merge", row)
    with pytest.raises(Refused):
        reviewing.merge(row, first, user)
