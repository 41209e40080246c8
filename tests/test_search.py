"""What is found by which words; SQLite and PostgreSQL run the same cases and must find the same."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from directives import assigning, drafts, indexing, intake, reviewing, search
from directives.models import (
    Directive,
    DirectiveState,
    ImportJob,
    Meeting,
    Role,
    SearchEntry,
    SearchKind,
    Source,
    StoredFile,
    Topic,
    Unit,
    User,
)
from directives.reading import searchable
from tests import factories as f
from tests.admin.conftest import TEXT, other_office, person

pytestmark = pytest.mark.django_db

DEMANDS = [
    "5月底前建成全部搬迁安置房",
    "务必完成危房改造20.32万户",
    "在搬迁群众安置住房旁修通产业路",
    "ＧＤＰ增速不低于8.5%，贷款发放3亿元",
    "修好鱼塘边的大桥",
    "脫貧攻堅任務如期完成",
]


def user() -> User:
    """The supervisor of the office of 十堰市."""
    return User.objects.filter(username="boss").first() or f.supervisor(username="boss")


def demand(text: str, **facts: Any) -> Directive:
    row: Directive = f.DirectiveFactory(text=text, **facts)
    indexing.keep([row])
    return row


def source(text: str, meeting: Meeting | None = None, office: Unit | None = None) -> Source:
    row = Source.objects.create(
        office=office or f.OfficeFactory(),
        file=StoredFile.objects.store(text.encode()),
        name="report.txt",
        text=text,
        fingerprint=f"{Source.objects.count():064}",
    )
    if meeting:
        meeting.source = row
        meeting.save()
    indexing.keep([row])
    return row


def found(query: str, **narrowed: Any) -> list[Any]:
    pages = search.find(narrowed.pop("user", None) or user(), query, **narrowed)
    return [hit.row for hit in pages.hits(1)]


def texts(query: str) -> list[str]:
    return [row.text for row in found(query)]


@pytest.fixture
def demands() -> list[Directive]:
    meeting = f.MeetingFactory()
    return [demand(text, meeting=meeting) for text in DEMANDS]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("安置房", [0]),
        ("安置", [2, 0]),
        ("搬迁 安置", [2, 0]),
        ("安置，搬迁", [2, 0]),
        ("搬迁安置房", [0]),
        ("危房改造", [1]),
        ("20.32", [1]),
        ("20", []),
        ("32", []),
        ("5", [0]),
        ("8.5%", [3]),
        ("gdp", [3]),
        ("ＧＤＰ 贷款", [3]),
        ("gd", []),
        ("桥", [4]),
        ("大 桥", [4]),
        ("脱贫攻坚", [5]),
        ("脫貧", [5]),
        ("搬迁 大桥", []),
        ("没有这样的事", []),
        ("", []),
        ("  ，。", []),
    ],
)
def test_what_is_found_by_which_words(demands: list[Directive], query: str, numbers: list[int]) -> None:
    assert texts(query) == [DEMANDS[n] for n in numbers]


@pytest.mark.parametrize(
    "query",
    [
        "\"'`",
        "' OR 1=1 --",
        "a\\'b",
        "* AND NOT (NEAR",
        "words:搬迁^2",
        "搬迁 & !安置 | <-> :*",
        "100% _ %s %(x)s {} {0}",
        "😀🇨🇳",
        "\x00\ud800搬迁",
        "ıİß\u0301Å①㎡½",
        "\u2028\u3000\ufeff",
        "搬迁" * 5_000,
        "x" * 10_000,
        " ".join(map(str, range(3_000))),
        "𠀀𪚥龘㐀",
        "٣.٤ ๑๒",
        "a_b-c.d/e@f",
    ],
)
def test_odd_input_never_raises(demands: list[Directive], query: str) -> None:
    pages = search.find(user(), query)
    assert pages.count == len(pages.hits(1))


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("搬迁安置房屋建成国人民务必于㐀𠀀a1.，"), max_size=30), data=st.data())
def test_a_text_is_found_by_any_row_of_chinese_characters_in_it(text: str, data: st.DataObject) -> None:
    runs = [run[0] for run in searchable._RUN.finditer(text) if run["han"]]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    assert set(searchable.asked(part)) <= set(searchable.words_of(text))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_the_database_keeps_each_word_as_it_was_cut(text: str) -> None:
    """No database takes a word apart or folds it its own way: every word by itself finds its text."""
    text = drafts.storable(text)
    words = searchable.words_of(text)
    with transaction.atomic():
        row = demand(text or "–", topic=Topic.OTHER)
        for word in words:
            assert search.matching(SearchEntry.objects.filter(directive=row), [word]).exists(), word
        transaction.set_rollback(True)


def test_a_demand_comes_before_a_report_and_the_newer_before_the_older() -> None:
    old, new = f.MeetingFactory(held_on=date(2016, 5, 1)), f.MeetingFactory(held_on=date(2018, 5, 1))
    whole = source("会上指出，要修路。", f.MeetingFactory(held_on=date(2019, 1, 1)))
    later, earlier = demand("要修路", meeting=new), demand("也要修路", meeting=old)
    named = f.MeetingFactory(title="修路现场会", held_on=date(2017, 5, 1))
    indexing.keep([named])
    assert found("修路") == [later, named, earlier, whole]


def test_hits_are_narrowed_by_kind_topic_day_and_county() -> None:
    spring = f.MeetingFactory(held_on=date(2017, 3, 29))
    autumn = f.MeetingFactory(held_on=date(2017, 9, 1), division=f.danjiangkou())
    plain = demand("修路", meeting=spring, topic=Topic.INFRASTRUCTURE)
    held_there = demand("修路", meeting=autumn, topic=Topic.INDUSTRY)
    named = demand("修路", meeting=spring, topic=Topic.INDUSTRY)
    named.divisions.add(f.danjiangkou())
    given_to = demand("修路", meeting=spring, topic=Topic.INDUSTRY)
    f.AssignmentFactory(directive=given_to)
    whole = source("修路", spring)
    assert set(found("修路", kind=SearchKind.SOURCE)) == {whole}
    assert set(found("修路", topic=Topic.INFRASTRUCTURE)) == {plain}
    assert set(found("修路", since=date(2017, 9, 1))) == {held_there}
    assert set(found("修路", until=date(2017, 3, 29))) == {plain, named, given_to, whole}
    assert set(found("修路", county=f.danjiangkou())) == {held_there, named, given_to}
    assert found("修路", county=f.zhuxi()) == []


def test_nobody_finds_what_she_may_not_see() -> None:
    meeting = f.MeetingFactory()
    public = demand("修路", meeting=meeting)
    secret = demand("秘密修路", meeting=meeting, confidential=True)
    reader = f.MemberFactory()
    secret.readers.add(reader)
    source("修路", meeting)
    f.AssignmentFactory(directive=public)
    assert set(found("修路")) == {public, meeting.source}
    assert set(found("修路", user=reader.user)) == {public, secret, meeting.source}
    assert set(found("修路", user=person(Role.ADMINISTRATOR))) == {public, meeting.source}
    assert found("修路", user=person(Role.SUPERVISOR, other_office())) == []
    assert found("修路", user=f.liaison()) == []


def test_what_an_entry_has_missed_is_still_not_shown() -> None:
    row = demand("修路")
    Directive.objects.filter(pk=row.pk).update(confidential=True)
    assert found("修路") == []


def test_the_words_are_marked_where_they_stand() -> None:
    row = demand("在搬迁群众安置住房旁修通产业路", note="搬迁户 3 个")
    [hit] = search.find(user(), "搬迁 安置").hits(1)
    assert hit.row == row
    assert [piece.text for piece in hit.title if piece.hit] == ["搬迁", "安置"]
    assert "".join(piece.text for piece in hit.title) == row.text
    assert [[piece.text for piece in each if piece.hit] for each in hit.around] == [["搬迁"]]


def test_a_report_is_shown_where_the_most_words_stand_together() -> None:
    source("修路。" + "闲话，" * 200 + "要在六月修通产业路。" + "闲话，" * 200)
    [hit] = search.find(user(), "修 产业路").hits(1)
    [shown] = hit.around
    words = "".join(piece.text for piece in shown)
    assert "修通产业路" in words
    assert (words[0], words[-1]) == ("…", "…")
    assert len(words) < 200


def test_part_of_a_number_or_a_latin_word_is_not_marked() -> None:
    assert searchable.spans("15, 5.1, a5, 5", ["5"]) == [(13, 14)]
    assert searchable.spans("搬迁安置", ["安置", "搬迁"]) == [(0, 4)]
    assert searchable.spans("什么", []) == []


def test_only_so_many_hits_are_counted(monkeypatch: pytest.MonkeyPatch, demands: list[Directive]) -> None:
    monkeypatch.setattr(search, "MOST", 1)
    pages = search.find(user(), "搬迁")
    assert (pages.count, pages.more, pages.num_pages) == (1, True, 1)


def test_a_page_costs_the_same_for_few_hits_and_for_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    boss = user()

    def add(count: int) -> None:
        for n in range(count):
            meeting = f.MeetingFactory(title="修路会")
            source(f"修路 {n}", meeting)
            indexing.keep([meeting])
            demand("修路", meeting=meeting)

    def look() -> None:
        pages = search.find(User.objects.get(pk=boss.pk), "修路", county=f.danjiangkou())
        assert pages.count == 0
        pages = search.find(User.objects.get(pk=boss.pk), "修路", per_page=50)
        assert pages.count == len(pages.hits(1))

    add(1)
    with django_assert_max_num_queries(20) as few:
        look()
    add(12)
    with django_assert_max_num_queries(len(few)):
        look()


# The writers keep the index.


def test_an_imported_report_is_found_with_its_demands() -> None:
    job = ImportJob.objects.create(
        office=f.OfficeFactory(),
        file=StoredFile.objects.store(TEXT.encode()),
        name="a.txt",
        published_on=date(2017, 4, 1),
    )
    intake.read_job(job.pk)
    kinds = [hit.kind for hit in search.find(user(), "安置房").hits(1)]
    assert kinds == [SearchKind.DIRECTIVE, SearchKind.SOURCE]
    assert {type(row) for row in found("推进会")} == {Meeting, Source}
    assert SearchEntry.objects.values_list("day", flat=True).distinct().get() == date(2017, 4, 1)


def test_a_changed_demand_is_found_by_its_new_words_only() -> None:
    boss = user()
    row = reviewing.add_directive(f.MeetingFactory(), boss, text="修路")
    assert found("修路") == [row]
    reviewing.edit(row, boss, {"text": "架桥", "topic": Topic.INFRASTRUCTURE})
    assert (found("修路"), found("架桥")) == ([], [row])
    assert found("架桥", topic=Topic.INFRASTRUCTURE) == [row]


def test_another_day_of_the_meeting_moves_all_that_was_demanded_there() -> None:
    boss, meeting = user(), f.MeetingFactory(title="修路会")
    row = reviewing.add_directive(meeting, boss, text="修路")
    reviewing.edit_meeting(meeting, boss, {"held_on": date(2019, 5, 6)})
    assert set(found("修路", since=date(2019, 5, 6))) == {meeting, row}


def test_a_change_that_is_rolled_back_is_not_found() -> None:
    boss = user()
    row = reviewing.add_directive(f.MeetingFactory(), boss, text="修路")
    with transaction.atomic():
        reviewing.edit(row, boss, {"text": "架桥"})
        transaction.set_rollback(True)
    assert (found("修路"), found("架桥")) == ([row], [])


def test_a_step_that_changes_no_words_cuts_none(monkeypatch: pytest.MonkeyPatch) -> None:
    boss = user()
    meeting = f.MeetingFactory()
    indexing.keep([meeting])
    row = reviewing.add_directive(meeting, boss, text="修路")
    monkeypatch.setattr(searchable, "words_of", None)  # would fail if it were called
    reviewing.confirm(row, boss)
    assigning.issue(row, [assigning.IssueItem(f.UnitFactory(), None)], boss)
    assert found("修路")[0].state == DirectiveState.CONFIRMED


def test_what_is_deleted_is_not_found() -> None:
    row = demand("修路")
    Directive.objects.filter(pk=row.pk).delete()
    assert found("修路") == []
    assert not search.matching(SearchEntry.objects.all(), ["修路"]).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_nothing_of_an_emptied_table_stays_behind(round_: int) -> None:
    """Between two tests of this kind the tables are emptied past the models: each must find its own row only."""
    row = demand("修路")
    assert found("修路") == [row]
    assert search.matching(SearchEntry.objects.all(), ["修"]).count() == 1


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_search", *arguments, stdout=out)
    return out.getvalue()


def test_entries_that_differ_are_reported_and_then_written_anew() -> None:
    row = demand("修路")
    new = f.DirectiveFactory(text="架桥", meeting=row.meeting)
    source("修路", row.meeting)
    with pytest.raises(CommandError, match="2 of 4"):  # the new demand, and the meeting
        run("--check")
    assert "2 entries written" in run()
    assert "4 entries agree" in run("--check")
    Directive.objects.filter(pk=row.pk).update(text="挖井")
    SearchEntry.objects.filter(directive=new).update(words="什么")
    with pytest.raises(CommandError, match="2 of 4"):
        run("--check")


def test_nothing_is_rebuilt_where_nothing_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("--if-needed") == ""
    row = demand("修路")
    assert "1 entries written" in run("--if-needed")  # the meeting
    source("修路", row.meeting)
    assert run("--if-needed") == ""
    monkeypatch.setattr(indexing, "_dictionary", "another")
    assert "3 entries written" in run("--if-needed")
    assert run("--if-needed") == ""
