"""The figures of what the reader gets wrong, the cases behind each, and the evaluation set made of them."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from directives import assigning, clock, corrections, drafts, reviewing
from directives.models import Directive, Meeting, MeetingState, Role, Source, StoredFile, Topic, Unit, User, Verdict
from directives.reading import report
from directives.reading.types import Hints
from tests import factories as f
from tests.admin.conftest import other_office, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TEXT = (
    "全市脱贫攻坚推进会召开\n3月29日，市长陈立要求，5月底前建成全部搬迁安置房，9月底前完成危房改造300户，"
    "汛期前整改鱼塘边的隐患。要解放思想。"
)


@pytest.fixture
def boss() -> User:
    return f.supervisor()


def read_report(office: Unit | None = None, text: str = TEXT) -> Meeting:
    source = Source.objects.create(
        office=office or f.OfficeFactory(),
        file=StoredFile.objects.store(text.encode()),
        name="a.txt",
        text=text,
        url="https://news.example/1.html",
        published_on=date(2017, 4, 1),
        fingerprint=f"{Source.objects.count():064}",
    )
    return drafts.write(source, report.read(text, Hints("", date(2017, 4, 1), "", None)))


def review(meeting: Meeting, boss: User) -> dict[str, Directive]:
    """One of each verdict."""
    rows = {name: meeting.directives.get(text__contains=name) for name in ("安置房", "危房", "隐患", "思想")}
    rows["edited"] = reviewing.edit(rows["危房"], boss, {"topic": Topic.HEALTH, "text": "完成危房改造"})
    rows["missed"] = reviewing.add_directive(meeting, boss, text="修路", topic=Topic.INFRASTRUCTURE)
    for name in ("安置房", "edited", "隐患", "missed"):
        rows[name] = reviewing.confirm(rows[name], boss)
    rows["思想"] = reviewing.reject(rows["思想"], boss)
    return rows


def lines(user: User, part: str, **period: date) -> dict[str, tuple[int, int, int, int]]:
    rows = corrections.visible_cases(user, **period)
    return {x.key: (x.accepted, x.edited, x.rejected, x.missed) for x in corrections.lines(rows, part)}


def test_each_decision_is_counted_once_in_its_line(boss: User) -> None:
    meeting = read_report()
    rows = review(meeting, boss)
    total = corrections.total(corrections.visible_cases(boss))
    assert (total.accepted, total.edited, total.rejected, total.missed) == (2, 1, 1, 1)
    assert [share for _verdict, _count, share in total.figures()] == [0.5, 0.25, 0.25, 0.25]
    assert lines(boss, "kind") == {"task": (2, 1, 0, 1), "principle": (0, 0, 1, 0)}
    assert lines(boss, "rule") == {
        "month_end": (1, 1, 0, 0),
        rows["隐患"].proposal["due_rule"]: (1, 0, 0, 0),
        "": (0, 0, 1, 0),
    }
    by_topic = lines(boss, "topic")
    assert by_topic[Topic.INFRASTRUCTURE] == (0, 0, 0, 1)
    assert Topic.HEALTH not in by_topic  # the case stands under what was proposed
    assert lines(boss, "field") == {"text": (0, 1, 0, 0), "topic": (0, 1, 0, 0)}
    assert sum(line[3] for line in lines(boss, "demand").values()) == 0


def test_the_share_of_a_field_is_one_of_all_that_was_read(boss: User) -> None:
    review(read_report(), boss)
    fields = corrections.lines(corrections.visible_cases(boss), "field")
    assert [(x.key, x.figures()) for x in fields] == [("text", [("edited", 1, 0.25)]), ("topic", [("edited", 1, 0.25)])]


def test_what_the_reader_was_unsure_of_is_counted_by_flag(boss: User) -> None:
    review(read_report(), boss)
    flags = {code for row in Directive.objects.all() for code in row.proposal.get("due_flags", [])}
    assert flags
    assert set(lines(boss, "flag")) == flags


def test_every_figure_opens_exactly_its_cases(boss: User) -> None:
    review(read_report(), boss)
    review(read_report(text=TEXT.replace("陈立", "陈力")), boss)
    rows = corrections.visible_cases(boss)
    for part in corrections.PARTS:
        for line in corrections.lines(rows, part):
            for verdict, count, _share in line.figures():
                assert corrections.behind(rows, part, line.key, verdict).count() == count, (part, line.key, verdict)
    for verdict, count, _share in corrections.total(rows).figures():
        assert corrections.behind(rows, "", "", verdict).count() == count > 0
    for part, key, verdict in [
        ("rule", "month_end", "x"),
        ("x", "", "edited"),
        ("flag", "x", "edited"),
        ("rule", "x", "edited"),
    ]:
        assert not corrections.behind(rows, part, key, verdict).exists()


def test_only_decisions_of_the_period_count_its_days_included(boss: User) -> None:
    meeting = read_report()
    with clock.set_to(date(2017, 4, 3)):
        review(meeting, boss)
    for period, count in [
        ({"since": date(2017, 4, 3)}, 2),
        ({"until": date(2017, 4, 3)}, 2),
        ({"since": date(2017, 4, 4)}, 0),
        ({"until": date(2017, 4, 2)}, 0),
    ]:
        assert corrections.total(corrections.visible_cases(boss, **period)).accepted == count
    midnight = datetime(2017, 4, 4, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # still the third in UTC
    Directive.objects.update(decided_at=midnight)
    assert corrections.total(corrections.visible_cases(boss, since=date(2017, 4, 4))).accepted == 2


def test_what_was_put_aside_as_a_whole_says_nothing(boss: User) -> None:
    meeting = read_report()
    reviewing.discard(meeting, boss)
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.DISCARDED
    assert not corrections.visible_cases(boss).exists()


def test_nobody_counts_what_she_may_not_see(boss: User) -> None:
    rows = review(read_report(), boss)
    reader = f.MemberFactory()
    Directive.objects.filter(pk=rows["安置房"].pk).update(confidential=True)
    rows["安置房"].readers.add(reader)
    accepted = lambda user: corrections.total(corrections.visible_cases(user)).accepted  # noqa: E731
    assert (accepted(boss), accepted(reader.user), accepted(person(Role.ADMINISTRATOR))) == (1, 2, 1)
    assert accepted(person(Role.SUPERVISOR, other_office())) == accepted(f.liaison()) == 0


def test_a_case_shows_what_was_decided_not_what_came_later(boss: User) -> None:
    row = review(read_report(), boss)["安置房"]
    assigning.issue(row, [assigning.IssueItem(f.UnitFactory(), row.due_on)], boss)
    row.refresh_from_db()
    row.text = "后来的话"
    row._history_date = clock.now()
    row.save()
    made = corrections.decided([row])
    assert made[row.pk].text != "后来的话"


def test_the_table_costs_the_same_for_few_cases_and_for_many(
    boss: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def read() -> None:
        rows = corrections.visible_cases(User.objects.get(pk=boss.pk))
        for part in corrections.PARTS:
            corrections.lines(rows, part)
        corrections.decided(rows)

    review(read_report(), boss)
    with django_assert_max_num_queries(20) as few:
        read()
    for n in range(4):
        review(read_report(text=f"{TEXT}{n}"), boss)
    with django_assert_max_num_queries(len(few)):
        read()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("corrections", *arguments, stdout=out)
    return out.getvalue()


def test_the_cases_are_exported_in_the_form_of_the_corpus(boss: User) -> None:
    review(read_report(), boss)
    [entry] = json.loads(run("--json"))
    assert entry["url"] == "https://news.example/1.html"
    assert (entry["published"], entry["reference"]) == ("2017-04-01", "2017-03-29")
    assert entry["meeting"]["held_on"] == "2017-03-29"
    assert "text" not in entry
    cases = {case["verdict"]: case for case in entry["cases"]}
    assert [case["verdict"] for case in entry["cases"]] == ["accepted", "edited", "accepted", "rejected", "missed"]
    edited = cases["edited"]
    assert edited["edited"] == ["text", "topic"]
    assert (edited["proposed"]["due"], edited["proposed"]["phrase"]) == ("2017-09-30", "9月底前")
    assert (
        edited["proposed"]["targets"]
        == [{"comparator": "=", "value": 300.0, "unit": "户"}]
        == edited["right"]["targets"]
    )
    assert (edited["right"]["clause"], edited["right"]["topic"]) == ("完成危房改造", "健康")
    assert cases["rejected"]["right"] is None
    assert cases["rejected"]["proposed"]["kind"] == "principle"
    assert cases["missed"]["proposed"] is None
    assert cases["missed"]["right"]["clause"] == "修路"


def test_the_reports_themselves_come_only_when_asked_for(boss: User) -> None:
    review(read_report(), boss)
    [entry] = json.loads(run("--json", "--texts"))
    assert entry["text"] == TEXT
    assert "全市脱贫攻坚推进会召开\n" not in run("--json")
    with pytest.raises(CommandError, match="--json"):
        run("--texts")


def test_confidential_directives_are_never_exported(boss: User) -> None:
    rows = review(read_report(), boss)
    Directive.objects.filter(pk=rows["安置房"].pk).update(confidential=True)
    assert "安置房" not in run("--json")
    assert len(json.loads(run("--json"))[0]["cases"]) == 4


def test_without_decisions_there_is_an_empty_set() -> None:
    assert json.loads(run("--json")) == []
    assert "accepted" in run()


def test_the_table_is_printed_with_its_shares(boss: User) -> None:
    review(read_report(), boss)
    assert "50%" in run()
    assert "month_end" in run("--since", "2017-01-01")
    assert Verdict.MISSED.value in run()
