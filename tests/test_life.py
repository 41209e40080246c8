"""A directive's life on one row, from the proposal to the close-out."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from directives import assigning, clock, life, planning, reviewing, versions
from directives.assigning import IssueItem, Progress
from directives.life import Moment
from directives.models import Directive, Kind, Reminder, Role, Topic, User
from tests import factories as f
from tests.admin.conftest import other_office, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def boss() -> User:
    return f.supervisor(name="Boss")


def told(row: Directive, user: User, county: str = "") -> list[Moment]:
    return life.moments(row, user, life.keys(row, user, county))


def whats(row: Directive, user: User, county: str = "") -> list[str]:
    return [moment.what for moment in told(row, user, county)]


def live(boss: User) -> Directive:
    """Edited, confirmed, issued to two counties, one of which reports, is returned, asks, and is done."""
    anna = f.liaison(name="Anna")
    with clock.set_to(date(2017, 4, 1)):
        row = reviewing.add_directive(f.MeetingFactory(), boss, text="修路", due_on=date(2017, 5, 31))
        row = reviewing.edit(row, boss, {"text": "修通产业路", "topic": Topic.INDUSTRY, "divisions": [f.danjiangkou()]})
        row = reviewing.confirm(row, boss)
    with clock.set_to(date(2017, 4, 2)):
        units = [f.UnitFactory(), f.UnitFactory(division=f.zhuxi())]
        mine, _other = assigning.issue(row, [IssueItem(unit, row.due_on) for unit in units], boss)
    with clock.set_to(date(2017, 4, 3)):
        mine = assigning.sign(mine, anna)
        mine = assigning.report(mine, anna, Progress(40, "路基完成", "缺料", "备料"))
    with clock.set_to(date(2017, 5, 24)):
        planning.plan()
    with clock.set_to(date(2017, 5, 25)):
        mine = assigning.submit(mine, anna, Progress(100, "完工"))
        mine = assigning.return_(mine, boss, reason="缺照片")
        mine = assigning.submit(mine, anna, Progress(100, "完工并有照片"))
        assigning.verify(mine, boss)
    return row


def test_everything_stands_in_one_row_in_the_order_of_time(boss: User) -> None:
    row = live(boss)
    assert whats(row, boss, "420381") == [
        "Proposed",
        "Edited",
        "Confirmed",
        "Issued",
        "Signed",
        "Progress reported",
        "Mail: 7 days before",
        "Reported done",
        "Returned",
        "Reported done",
        "Verified and closed",
    ]
    assert len(whats(row, boss)) == 12  # the other county has only been issued it, and has nobody to mail to
    assert [place.name for place in life.counties(row, boss)] == ["竹溪县", "丹江口市"]


def test_each_change_names_who_when_before_and_after(boss: User) -> None:
    row = live(boss)
    moments = {moment.what: moment for moment in told(row, boss)}
    edit = moments["Edited"]
    assert (edit.who, edit.at.date()) == ("Boss", date(2017, 4, 1))
    assert [(c.name, c.before, c.after) for c in edit.changes] == [
        ("demand", "修路", "修通产业路"),
        ("topic", "other", "industry"),
        ("places named", "", "丹江口市"),
    ]
    report = moments["Progress reported"]
    assert (report.who, report.unit) == ("Anna", "丹江口市人民政府")
    assert report.note.splitlines() == ["路基完成", "Problems: 缺料", "Next step: 备料"]
    assert [(c.name, c.before, c.after) for c in report.changes] == [("percent", "0 %", "40 %")]
    assert [(c.name, c.after) for c in moments["Issued"].changes] == [("state", "to sign"), ("due date", "2017-05-31")]
    assert moments["Returned"].note == "缺照片"
    assert "waiting" in moments["Mail: 7 days before"].note


def test_units_links_and_places_are_named_and_hidden_ones_are_not(boss: User) -> None:
    meeting = f.MeetingFactory()
    secret = f.DirectiveFactory(meeting=meeting, text="秘密事项", confidential=True)
    row = reviewing.add_directive(meeting, boss, text="修路")
    bureau = f.UnitFactory(name="住建局", kind="department")
    changes = {"lead_unit": bureau, "supporting_units": [f.UnitFactory()], "standing": secret, "firm": False}
    reviewing.edit(row, boss, changes)
    [_first, edit] = told(row, boss)
    assert {(c.name, c.before, c.after) for c in edit.changes} == {
        ("lead unit", "", "住建局"),
        ("supporting units", "", "丹江口市人民政府"),
        ("repeats", "", "another directive"),
        ("firm", "yes", "no"),
    }


def test_a_mail_tells_its_state_and_to_whom(boss: User) -> None:
    row = live(boss)
    Reminder.objects.update(state="failed", address="anna@example.org")
    mail = next(moment for moment in told(row, boss) if moment.what.startswith("Mail"))
    assert (mail.who, mail.note, mail.style) == ("to Anna", "failed · anna@example.org", "mail-failed")


def test_each_sees_the_items_she_may_see(boss: User) -> None:
    row = live(boss)
    stranger = person(Role.SUPERVISOR, other_office())
    assert len(life.keys(row, stranger)) == 3  # its own history; whether she may open it, the page asks
    anna = User.objects.get(name="Anna")
    assert {moment.unit for moment in told(row, anna)} == {"", "丹江口市人民政府"}


def test_the_proposal_stands_beside_what_became_of_it(boss: User) -> None:
    row: Directive = f.DirectiveFactory(
        proposal={
            "text": "建成安置房",
            "kind": "task",
            "topic": "其他",
            "due_on": None,
            "due_month_day": "05-31",
            "due_text": "5月底前",
            "due_rule": "month_end",
            "divisions": ["420381"],
            "targets": [{"metric": "房", "comparator": ">=", "value": 300.0, "unit": "套"}],
        }
    )
    f.danjiangkou()
    row.targets.create(metric="房", comparator=">=", value=300, unit="套")
    fields = {each.name: each for each in versions.compare(row, versions.names_of_places([row]))}
    assert {name for name, each in fields.items() if each.differs} == {"text", "topic", "deadline", "divisions"}
    assert fields["deadline"].proposed == "05-31 · “5月底前” · last day of the month"
    assert fields["deadline"].made == "2017-05-31 · “5月底前” · last day of the month"
    assert fields["targets"].made == "房 ≥ 300套"
    assert (fields["divisions"].proposed, fields["kind"].made) == ("丹江口市", str(Kind.TASK.label))


def test_a_page_of_a_long_life_costs_what_one_of_a_short_life_costs(
    boss: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = live(boss)

    def read() -> None:
        user = User.objects.get(pk=boss.pk)
        life.moments(row, user, life.keys(row, user)[:50])

    with django_assert_max_num_queries(30) as few:
        read()
    for n in range(10):
        place = f.DivisionFactory(code=f"4203{n + 40}", name=f"第{n}县", level="county", parent=f.shiyan())
        [item] = assigning.issue(row, [IssueItem(f.UnitFactory(division=place), row.due_on)], boss)
        assigning.remark(item, boss, text="看过")
        reviewing.edit(row, boss, {"note": f"{n}"})
    with django_assert_max_num_queries(len(few)):
        read()


def test_one_without_a_history_still_opens(boss: User) -> None:
    row = f.DirectiveFactory()
    row.history.all().delete()
    assert life.beginning(row) is None
    assert told(row, boss) == []
