from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from directives import assigning
from directives.models import (
    Assignment,
    DirectiveState,
    Event,
    Level,
    ProgressReport,
    Recurrence,
    Role,
    User,
)
from tests import factories as f
from tests.test_proof import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 1)


def issue(boss: User, **directive: Any) -> Assignment:
    made = f.DirectiveFactory(state=DirectiveState.CONFIRMED, **directive)
    return assigning.issue(made, [assigning.IssueItem(f.UnitFactory(), made.due_on)], boss)[0]


def post(client: Client, a: Assignment, kind: str, **data: Any) -> Any:
    a.refresh_from_db()
    page = client.get(reverse("assignment", args=[a.pk])).content.decode()
    token = re.search(rf'name="{kind}-token" value="([^"]+)"', page)
    fields = {f"{kind}-{k}": v for k, v in {"revision": a.revision, **data}.items()}
    if token:
        fields.setdefault(f"{kind}-token", token[1])
    return client.post(reverse("assignment-step", args=[a.pk, kind]), fields)


def test_a_liaison_signs_reports_and_reports_done(client: Client) -> None:
    anna = f.liaison()
    a = issue(f.supervisor())
    client.force_login(anna)

    assert post(client, a, "sign", responsible_person="李四").status_code == 302
    assert post(client, a, "report", percent=40, text="主体完工").status_code == 302
    assert post(client, a, "submit", percent=100, text="全部入住").status_code == 302

    a.refresh_from_db()
    assert (a.state, a.percent, a.responsible_person) == ("submitted", 100, "李四")
    assert [r.text for r in ProgressReport.objects.order_by("id")] == ["主体完工", "全部入住"]


def test_the_supervisor_verifies_or_returns_what_is_in_her_inbox(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = issue(boss)
    assigning.submit(assigning.sign(a, anna), anna, assigning.Progress(100, "全部入住"))
    client.force_login(boss)

    assert a.directive.text in client.get(reverse("inbox")).content.decode()
    assert post(client, a, "return", note="缺照片").status_code == 302
    a.refresh_from_db()
    assert a.state == "in_progress"
    assigning.submit(a, anna, assigning.Progress(100, "已补"))
    assert post(client, a, "verify").status_code == 302
    a.refresh_from_db()
    assert (a.state, a.closed_by) == ("closed", boss)


def test_another_countys_item_is_not_there(client: Client) -> None:
    a = issue(f.supervisor())
    client.force_login(f.liaison(f.UnitFactory(division=f.zhuxi())))
    assert client.get(reverse("assignment", args=[a.pk])).status_code == 404
    assert client.post(reverse("assignment-step", args=[a.pk, "sign"]), {"sign-revision": 0}).status_code == 404
    assert a.directive.text not in client.get(reverse("checklist")).content.decode()


def test_a_township_item_is_seen_by_the_county_above(client: Client) -> None:
    town = f.DivisionFactory(code="420381110", name="官山镇", level=Level.TOWNSHIP, parent=f.danjiangkou())
    a = f.AssignmentFactory(unit=f.UnitFactory(division=town))
    client.force_login(f.liaison())
    assert client.get(reverse("assignment", args=[a.pk])).status_code == 200


def test_a_department_sees_its_own_items_only(client: Client) -> None:
    a = issue(f.supervisor())
    bureau = f.UnitFactory(division=f.danjiangkou(), name="丹江口市住建局", kind="department")
    client.force_login(f.liaison(bureau))
    assert client.get(reverse("assignment", args=[a.pk])).status_code == 404


def test_a_confidential_item_is_seen_only_by_those_it_names(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = issue(boss, confidential=True)
    client.force_login(anna)
    assert client.get(reverse("assignment", args=[a.pk])).status_code == 404
    a.directive.readers.add(anna.memberships.get())
    assert client.get(reverse("assignment", args=[a.pk])).status_code == 200
    client.force_login(boss)
    assert client.get(reverse("assignment", args=[a.pk])).status_code == 404


def test_what_a_refused_form_held_comes_back(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issue(boss), anna)
    client.force_login(anna)
    seen = a.revision
    assigning.remark(a, boss, text="电话已通")
    data = {
        "report-revision": seen,
        "report-percent": 30,
        "report-text": "打了地基",
        "report-token": "3b241101-e2bb-4255-8caf-4136c566a962",
    }
    response = client.post(reverse("assignment-step", args=[a.pk, "report"]), data)
    assert response.status_code == 409
    assert "打了地基" in response.content.decode()
    a.refresh_from_db()
    assert f'name="report-revision" value="{a.revision}"' in response.content.decode()


def test_an_incomplete_form_says_what_is_wanting(client: Client) -> None:
    anna = f.liaison()
    a = assigning.sign(issue(f.supervisor()), anna)
    client.force_login(anna)
    response = post(client, a, "report", percent=300, text="")
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert not ProgressReport.objects.exists()


def test_a_leader_reads_but_is_offered_no_step(client: Client) -> None:
    leader = f.MemberFactory(unit=f.UnitFactory(), role=Role.LEADER).user
    a = issue(f.supervisor())
    client.force_login(leader)
    response = client.get(reverse("assignment", args=[a.pk]))
    assert response.status_code == 200
    assert response.context["steps"] == []
    assert post(client, a, "sign").status_code == 403


def test_an_unknown_step_is_not_found(client: Client) -> None:
    a = issue(f.supervisor())
    client.force_login(f.liaison())
    assert client.post(reverse("assignment-step", args=[a.pk, "issue"])).status_code == 404


def test_the_address_of_a_step_leads_to_its_item_when_it_is_only_looked_at(client: Client) -> None:
    a = issue(f.supervisor())
    client.force_login(f.liaison())
    response = client.get(reverse("assignment-step", args=[a.pk, "report"]))
    assert (response.status_code, response.url) == (302, reverse("assignment", args=[a.pk]))


def test_the_first_step_stands_open_and_those_that_take_something_away_do_not(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issue(boss), anna)
    client.force_login(anna)
    steps = client.get(reverse("assignment", args=[a.pk])).context["steps"]
    offered = [("report", True), ("submit", False), ("ask", False), ("plan", False)]
    assert [(step["kind"], step["open"]) for step in steps] == offered
    client.force_login(boss)
    steps = client.get(reverse("assignment", args=[a.pk])).context["steps"]
    assert "cancel" in {step["kind"] for step in steps}
    assert not any(step["open"] for step in steps)


def test_who_verifies_reads_what_was_reported_before_she_decides(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.report(assigning.sign(issue(boss), anna), anna, assigning.Progress(40, "主体完工"))
    assigning.submit(a, anna, assigning.Progress(100, "全部入住"))
    client.force_login(boss)
    page = client.get(reverse("assignment", args=[a.pk])).content.decode()
    assert page.index("全部入住") < page.index('id="step-verify"') < page.index("主体完工")
    assert page.count("全部入住") == 1  # the history does not repeat it


def test_a_rhythm_shows_the_due_days_that_no_report_has_answered(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED, due_on=None)
    Recurrence.objects.create(directive=directive, every="month", day=15, text="每月15日前报送")
    [a] = assigning.issue(directive, [assigning.IssueItem(f.UnitFactory(), None)], boss)
    client.force_login(anna)
    page = client.get(reverse("assignment", args=[a.pk])).content.decode()
    assert "每月15日前报送" in page
    assert "2017-05-15" in page
    assigning.report(assigning.sign(a, anna), anna, assigning.Progress(10, "已报送"))
    assert "2017-05-15" not in client.get(reverse("assignment", args=[a.pk])).content.decode()


def test_closed_items_are_paged_below_the_open_ones(client: Client) -> None:
    boss = f.supervisor()
    issue(boss)
    for _ in range(51):
        f.AssignmentFactory(state="closed")
    client.force_login(f.liaison())
    first, last = (client.get(reverse("checklist"), {"page": n}) for n in (1, 2))
    assert [len(r.context["closed"]) for r in (first, last)] == [50, 1]
    assert all(len(r.context["groups"]) == 1 for r in (first, last))
    assert "?page=2#closed" in first.content.decode()


def test_the_page_shows_the_sentence_of_the_source(client: Client) -> None:
    boss = f.supervisor()
    text = "会议通报情况。会议要求,5月底前建成全部搬迁安置房,让群众早日入住。散会。"
    start = text.index("5月底前")
    meeting = f.MeetingFactory(source=f.SourceFactory(text=text))
    a = issue(boss, meeting=meeting, evidence_start=start, evidence_end=start + 13)
    client.force_login(f.liaison())
    page = client.get(reverse("assignment", args=[a.pk])).content.decode()
    assert "<mark>5月底前建成全部搬迁安置房</mark>" in page
    assert "散会" not in page
    assert "通报情况" not in page


def test_the_checklist_is_grouped_by_light(client: Client) -> None:
    boss = f.supervisor()
    for due in (date(2017, 4, 30), date(2017, 5, 8), date(2017, 5, 9), None):
        issue(boss, due_on=due)
    client.force_login(f.liaison())
    groups = client.get(reverse("checklist")).context["groups"]
    assert [(light.value, len(items)) for light, items in groups] == [("red", 1), ("yellow", 1), ("green", 2)]


def test_the_checklist_needs_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    boss = f.supervisor()
    client.force_login(f.liaison())
    issue(boss)
    with django_assert_num_queries(20, exact=False) as few:
        client.get(reverse("checklist"))
    for _ in range(12):
        issue(boss)
    with django_assert_num_queries(len(few)):
        client.get(reverse("checklist"))


def test_a_supervisor_without_a_county_has_no_checklist(client: Client) -> None:
    client.force_login(f.supervisor())
    assert client.get(reverse("checklist")).status_code == 403


def test_a_liaison_has_no_inbox(client: Client) -> None:
    client.force_login(f.liaison())
    assert client.get(reverse("inbox")).status_code == 403


def test_each_step_leaves_its_event(client: Client) -> None:
    boss = f.supervisor()
    a = issue(boss)
    client.force_login(boss)
    for kind, data in [
        ("urge", {}),
        ("reschedule", {"due_on": "2017-06-30", "note": "汛期"}),
        ("suspend", {"note": "停工"}),
        ("resume", {"due_on": "2017-07-31", "note": "复工"}),
        ("cancel", {"note": "重复"}),
    ]:
        assert post(client, a, kind, **data).status_code == 302, kind
    kinds = list(Event.objects.values_list("kind", flat=True))
    assert kinds == ["issue", "urge", "reschedule", "suspend", "resume", "cancel"]


def test_more_time_is_asked_and_granted_on_the_item_s_own_page(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issue(boss), anna)
    client.force_login(anna)
    assert post(client, a, "ask", due_on="2017-06-30", note="连续降雨").status_code == 302
    assert "ask" not in {step["kind"] for step in client.get(reverse("assignment", args=[a.pk])).context["steps"]}
    client.force_login(boss)
    steps = {step["kind"]: step for step in client.get(reverse("assignment", args=[a.pk])).context["steps"]}
    assert steps["grant"]["form"].initial["due_on"] == date(2017, 6, 30)
    assert post(client, a, "grant", due_on="2017-06-20", note="").status_code == 302
    a.refresh_from_db()
    assert a.due_on == date(2017, 6, 20)


def test_milestones_are_proposed_changed_and_ticked_off(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issue(boss), anna)
    Assignment.objects.filter(pk=a.pk).update(issued_at=datetime(2017, 4, 1, tzinfo=UTC))
    client.force_login(anna)
    steps = {step["kind"]: step for step in client.get(reverse("assignment", args=[a.pk])).context["steps"]}
    form = steps["plan"]["form"]
    assert form.is_proposed
    lines = [{name: field.initial for name, field in line._asdict().items()} for line in form.lines()]
    assert lines[4] == {"title": lines[4]["title"], "due": date(2017, 5, 31), "percent": 100}
    plan = {"title_0": "开工", "due_0": "2017-05-10", "percent_0": 30, "title_1": "无日期"}
    assert post(client, a, "plan", **plan).status_code == 422
    assert post(client, a, "plan", **{**plan, "title_1": ""}).status_code == 302
    milestone = a.milestones.get()
    assert post(client, a, "tick", milestone=milestone.pk).status_code == 302
    milestone.refresh_from_db()
    assert milestone.done_on == date(2017, 5, 1)


def test_an_item_is_handed_on_to_a_township_made_when_it_is_needed(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    f.DivisionFactory(code="420381110", name="官山镇", level=Level.TOWNSHIP, parent=f.danjiangkou())
    a = assigning.sign(issue(boss), anna)
    client.force_login(anna)
    f.DivisionFactory(code="420381111", name="六里坪镇", level=Level.TOWNSHIP, parent=f.danjiangkou())
    refused = post(client, a, "delegate", units=["of420381110", "of420381111"], due_on="2017-06-30")
    assert refused.status_code == 409
    assert not a.parts.exists()
    [form] = [step["form"] for step in refused.context["steps"] if step["kind"] == "delegate"]
    assert form["units"].value() == ["of420381110", "of420381111"], "both are still ticked"
    assert post(client, a, "delegate", units=["of420381110"], due_on="2017-05-20").status_code == 302
    part = a.parts.get()
    assert (part.unit.name, part.due_on) == ("官山镇人民政府", date(2017, 5, 20))
    assert "官山镇人民政府" in client.get(reverse("assignment", args=[a.pk])).content.decode()


def test_done_values_and_photos_come_with_a_report(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    a = assigning.sign(issue(boss), anna)
    target = a.directive.targets.create(metric="建房", value=200, unit="户")
    client.force_login(anna)
    photos = [SimpleUploadedFile(f"{n}.jpg", photo(size=(20, 20))) for n in range(2)]
    sent = {f"done_{target.pk}": 50, "text": "建成50户", "percent": "", "proof": photos}
    assert post(client, a, "report", **sent).status_code == 302
    a.refresh_from_db()
    assert a.percent == 25
    assert a.reports.get().attachments.count() == 2
    page = client.get(reverse("assignment", args=[a.pk])).content.decode()
    assert reverse("proof-small", args=[a.reports.get().attachments.first().pk]) in page
    bad = [SimpleUploadedFile("x.svg", b"<svg/>"), SimpleUploadedFile("空.jpg", b"")]
    response = post(client, a, "report", percent=30, text="再报", proof=bad)
    assert response.status_code == 422
    assert "x.svg" in response.content.decode()
    assert "空.jpg" in response.content.decode()


def test_an_item_is_signed_and_reported_on_from_the_checklist_itself(client: Client) -> None:
    anna = f.liaison()
    a = issue(f.supervisor())
    client.force_login(anna)
    for kind, data in (("sign", {}), ("report", {"percent": 30, "text": "开工", "token": str(uuid.uuid4())})):
        a.refresh_from_db()
        fields = {f"{kind}-{name}": value for name, value in {"revision": a.revision, **data}.items()}
        response = client.post(reverse("assignment-step", args=[a.pk, kind]), {**fields, "back": "checklist"})
        assert response.url == f"{reverse('checklist')}#item-{a.pk}"
    a.refresh_from_db()
    assert (a.state, a.percent) == ("in_progress", 30)


def test_several_items_are_signed_in_one_go_and_what_is_refused_stays(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    items = [issue(boss) for _ in range(3)]
    foreign = assigning.issue(
        f.DirectiveFactory(state=DirectiveState.CONFIRMED),
        [assigning.IssueItem(f.UnitFactory(division=f.zhuxi()), None)],
        boss,
    )[0]
    client.force_login(anna)
    asked = {"step": "sign", "item": [a.pk for a in [*items, foreign]]}
    page = client.get(reverse("bulk"), asked)
    lines = page.context["lines"]
    assert [item for item, _form in lines] == items
    sent = {form.add_prefix("revision"): form["revision"].value() for _item, form in lines}
    assigning.sign(items[0], anna)  # somebody else is faster
    response = client.post(reverse("bulk"), {**asked, **sent})
    assert response.status_code == 302
    assert {a.state for a in Assignment.objects.filter(unit=items[0].unit)} == {"in_progress"}
    foreign.refresh_from_db()
    assert foreign.state == "issued"


def test_several_items_are_reported_on_in_one_go(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    items = [assigning.sign(issue(boss), anna) for _ in range(2)]
    client.force_login(anna)
    asked = {"step": "report", "item": [a.pk for a in items]}
    lines = client.get(reverse("bulk"), asked).context["lines"]
    sent = {}
    for (_item, form), text in zip(lines, ["完成一半", ""], strict=True):
        values = {"revision": form["revision"].value(), "token": form["token"].value(), "percent": 50, "text": text}
        sent |= {form.add_prefix(name): value for name, value in values.items()}
    response = client.post(reverse("bulk"), {**asked, **sent})
    assert response.status_code == 422
    assert [item for item, _form in response.context["lines"]] == items[1:]
    assert [r.percent for r in ProgressReport.objects.all()] == [50]


def test_a_member_of_several_units_looks_at_one_of_them(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    here = issue(boss)
    zhuxi = f.UnitFactory(division=f.zhuxi())
    f.MemberFactory(user=anna, unit=zhuxi, role=Role.LIAISON)
    there = assigning.issue(
        f.DirectiveFactory(state=DirectiveState.CONFIRMED), [assigning.IssueItem(zhuxi, None)], boss
    )
    client.force_login(anna)

    def shown(**query: Any) -> set[int]:
        groups = client.get(reverse("checklist"), query).context["groups"]
        return {row.item.pk for _light, rows in groups for row in rows}

    assert shown() == {here.pk, there[0].pk}
    assert shown(unit=zhuxi.pk) == {there[0].pk}
    assert shown(unit=f.OfficeFactory().pk) == shown(), "another's unit narrows nothing"
