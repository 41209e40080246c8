from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from directives import reviewing
from directives.errors import Refused
from directives.models import Directive, DirectiveState, Meeting, Target, Topic, Unit, UnitKind
from tests.admin.conftest import add_directive, other_office
from tests.factories import AssignmentFactory
from tests.factories import supervisor as supervisor_user

SAVED_BY_OTHERS = "Saved by somebody else"


def task(meeting: Meeting) -> Directive:
    return meeting.directives.get(number=1)


def form_of(client: Client, address: str) -> dict[str, object]:
    """What a browser would send when nothing is changed on the page."""
    page = client.get(address)
    form, targets, rhythm = (page.context.get(name) for name in ("form", "targets", "rhythm"))
    data = {}
    for field in [*form, *([f for row in targets for f in row] if targets else []), *(rhythm or [])]:
        value = field.value()
        if isinstance(field.field, forms.BooleanField):
            value = "on" if value else None
        if isinstance(value, list):
            value = [getattr(each, "pk", each) for each in value]
        if value is not None and not field.field.disabled:
            data[field.html_name] = value
    if targets:
        data |= {f"targets-{name}": value for name, value in targets.management_form.initial.items()}
    return data


def edit(row: Directive) -> str:
    return reverse("admin:directives_directive_change", args=[row.pk])


def test_only_what_was_changed_is_changed(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    before = (row.due_on, row.due_rule, row.text)
    response = supervisor.post(edit(row), form_of(supervisor, edit(row)) | {"topic": Topic.HOUSING})
    assert response.headers["Location"].endswith(f"#d-{row.pk}")
    row = task(meeting)
    assert row.topic == Topic.HOUSING
    assert (row.due_on, row.due_rule, row.text) == before


def test_saving_without_a_change_leaves_no_trace_of_another_deadline(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    supervisor.post(edit(row), form_of(supervisor, edit(row)))
    assert task(meeting).due_rule == "month_end"


def test_deadline_units_places_and_targets_are_set_together(
    supervisor: Client, meeting: Meeting, counties: list[Unit]
) -> None:
    row = task(meeting)
    Target.objects.create(directive=row, metric="户", comparator=">=", value=400)
    data = form_of(supervisor, edit(row)) | {
        "due_on": "2017-06-30",
        "lead_unit": counties[0].pk,
        "supporting_units": [unit.pk for unit in counties],
        "divisions": [counties[1].division_id],
        "targets-0-value": "500",
        "targets-1-metric": "入住率",
        "targets-1-comparator": ">=",
        "targets-1-value": "90",
        "targets-1-unit": "%",
    }
    assert supervisor.post(edit(row), data).status_code == 302
    row = task(meeting)
    assert (row.due_on, row.due_rule, row.lead_unit) == (date(2017, 6, 30), "reviewer", counties[0])
    assert list(row.supporting_units.order_by("pk")) == counties
    assert [str(t) for t in row.targets.all()] == ["户 ≥ 500", "入住率 ≥ 90%"]


def test_a_target_can_be_taken_away(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    Target.objects.create(directive=row, metric="户", value=400)
    supervisor.post(edit(row), form_of(supervisor, edit(row)) | {"targets-0-DELETE": "on"})
    assert not row.targets.exists()


def test_the_proposal_and_its_words_stand_above_the_form(supervisor: Client, meeting: Meeting) -> None:
    html = supervisor.get(edit(task(meeting))).text
    assert "last day of the month" in html
    whole = reverse("admin:directives_meeting_change", args=[meeting.pk])
    assert f'href="{whole}#s-d-{task(meeting).pk}"' in html


def test_a_mistake_is_told_and_what_was_typed_stays(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row))
    response = supervisor.post(edit(row), data | {"due_on": "30 June", "note": "问过了"})
    assert response.status_code == 200
    assert "问过了" in response.text
    assert task(meeting).note == ""
    assert supervisor.post(edit(row), data | {"targets-0-metric": "户"}).status_code == 200


def test_what_has_been_put_aside_meanwhile_is_not_changed(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {"text": "新的要求"}
    Directive.objects.filter(pk=row.pk).update(state=DirectiveState.REJECTED)
    assert supervisor.post(edit(row), data).headers["Location"].endswith(f"#d-{row.pk}")
    assert task(meeting).text != "新的要求"


def test_what_has_become_confidential_to_others_is_gone(supervisor: Client, meeting: Meeting) -> None:
    Directive.objects.filter(pk=task(meeting).pk).update(confidential=True)
    assert supervisor.get(edit(task(meeting))).status_code == 404


def test_somebody_elses_change_is_shown_beside_ones_own_and_nothing_is_lost(
    supervisor: Client, meeting: Meeting, counties: list[Unit]
) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {
        "text": "我的说法",
        "lead_unit": counties[0].pk,
        "supporting_units": [counties[1].pk],
        "firm": "",
        "topic": Topic.HOUSING,
    }
    reviewing.edit(row, supervisor_user(), {"text": "别人的说法", "lead_unit": counties[1]})
    response = supervisor.post(edit(row), data)
    for words in [
        SAVED_BY_OTHERS,
        "别人的说法",
        "我的说法",
        str(counties[0]),
        str(counties[1]),
        "Nothing has been saved yet",
    ]:
        assert words in response.text, words
    shown = [(c.label, c.theirs, c.ours) for c in response.context["conflicts"]]
    assert ("Lead unit", str(counties[1]), str(counties[0])) in shown
    assert ("Supporting units", "–", str(counties[1])) in shown
    assert ("Firm", "yes", "no") in shown
    assert ("Topic", "relocation", "housing safety") in shown
    assert task(meeting).text == "别人的说法"

    again = data | {"revision": response.context["form"]["revision"].value()}
    assert supervisor.post(edit(row), again).status_code == 302
    assert task(meeting).text == "我的说法"


def test_a_change_between_look_and_lock_is_refused_not_overwritten(
    supervisor: Client, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's save falls between the page's look at the row and the writer's lock."""
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {"text": "我的说法"}
    write = reviewing.edit

    def late(directive: Directive, *args: object) -> Directive:
        write(directive, supervisor_user(), {"note": "先到"})
        return write(directive, *args)

    monkeypatch.setattr(reviewing, "edit", late)
    response = supervisor.post(edit(row), data)
    assert "Somebody else changed this" in response.text
    assert "我的说法" in response.text
    assert task(meeting).text != "我的说法"


def test_what_counties_have_is_corrected_and_not_merely_edited(
    supervisor: Client, meeting: Meeting, counties: list[Unit]
) -> None:
    row = task(meeting)
    Directive.objects.filter(pk=row.pk).update(state=DirectiveState.CONFIRMED)
    AssignmentFactory(directive=row, unit=counties[0])
    assert supervisor.get(edit(row)).headers["Location"] == reverse("admin:directives_directive_correct", args=[row.pk])
    with pytest.raises(Refused):
        reviewing.edit(row, supervisor_user(), {"text": "别的"})
    reviewing.edit(row, supervisor_user(), {"note": "已与县里沟通"})
    row = task(meeting)
    assert row.note == "已与县里沟通"
    assert row.text != "别的"


@pytest.mark.parametrize("state", [DirectiveState.REJECTED, DirectiveState.MERGED, DirectiveState.WITHDRAWN])
def test_what_is_put_aside_is_shown_in_its_meeting_instead(
    supervisor: Client, meeting: Meeting, state: DirectiveState
) -> None:
    row = task(meeting)
    Directive.objects.filter(pk=row.pk).update(state=state)
    assert supervisor.get(edit(row)).headers["Location"].endswith(f"{meeting.pk}/change/#d-{row.pk}")


def test_directives_of_another_office_are_not_there(stranger: Client, meeting: Meeting) -> None:
    assert stranger.get(edit(task(meeting))).status_code == 404
    assert stranger.get("/admin/directives/directive/x/change/").status_code == 404
    history = reverse("admin:directives_directive_history", args=[task(meeting).pk])
    assert stranger.get(history).status_code == 404


def test_the_administrator_is_shown_the_meeting(administrator: Client, meeting: Meeting) -> None:
    assert administrator.get(edit(task(meeting))).status_code == 302


def test_units_of_another_area_can_stay_but_not_be_chosen(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    place = other_office().division
    far, farther = (Unit.objects.create(division=place, name=f"{n}局", kind=UnitKind.DEPARTMENT) for n in "甲乙")
    Directive.objects.filter(pk=row.pk).update(lead_unit=far)
    data = form_of(supervisor, edit(row))
    assert supervisor.post(edit(row), data | {"note": "!"}).status_code == 302
    data["revision"] = task(meeting).revision
    assert supervisor.post(edit(row), data | {"lead_unit": farther.pk}).status_code == 200
    assert task(meeting).lead_unit == far


def facts(meeting: Meeting) -> str:
    return reverse("admin:directives_meeting_facts", args=[meeting.pk])


def test_the_facts_of_a_meeting_are_corrected(supervisor: Client, meeting: Meeting, counties: list[Unit]) -> None:
    data = form_of(supervisor, facts(meeting)) | {
        "title": "官山镇调研",
        "held_on": "2017-03-30",
        "division": counties[0].division_id,
    }
    assert supervisor.post(facts(meeting), data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.held_on, meeting.division) == (
        "官山镇调研", date(2017, 3, 30), counties[0].division,
    )  # fmt: skip


def test_facts_that_cannot_be_are_refused(supervisor: Client, meeting: Meeting) -> None:
    data = form_of(supervisor, facts(meeting)) | {"held_until": "2017-03-01", "title": "留着"}
    response = supervisor.post(facts(meeting), data)
    assert "does not end before it begins" in response.text
    assert "留着" in response.text


def test_somebody_elses_facts_are_not_overwritten_unseen(supervisor: Client, meeting: Meeting) -> None:
    data = form_of(supervisor, facts(meeting)) | {"division": "", "title": "我的"}
    reviewing.edit_meeting(meeting, supervisor_user(), {"title": "别人的"})
    response = supervisor.post(facts(meeting), data)
    shown = [(c.label, c.theirs, c.ours) for c in response.context["conflicts"]]
    assert shown == [("Title", "别人的", "我的"), ("Place concerned", "十堰市", "–")]


def test_a_missed_demand_is_added_as_a_draft(supervisor: Client, meeting: Meeting) -> None:
    address = reverse("admin:directives_meeting_add_directive", args=[meeting.pk])
    data = form_of(supervisor, address) | {
        "text": "6月底前完成公示",
        "due_on": "2017-06-30",
        "targets-0-metric": "公示",
        "targets-0-comparator": "=",
        "targets-0-value": "1",
    }
    assert supervisor.post(address, data).status_code == 302
    row = meeting.directives.get(text="6月底前完成公示")
    assert (row.number, row.state, row.due_on) == (3, DirectiveState.DRAFT, date(2017, 6, 30))
    assert row.targets.count() == 1


def test_a_missed_demand_needs_words(supervisor: Client, stranger: Client, meeting: Meeting) -> None:
    address = reverse("admin:directives_meeting_add_directive", args=[meeting.pk])
    assert supervisor.post(address, form_of(supervisor, address) | {"text": " "}).status_code == 200
    assert meeting.directives.count() == 2
    assert stranger.get(address).status_code == 404


def test_the_list_of_directives_is_narrowed_to_what_is_not_issued(
    supervisor: Client, meeting: Meeting, counties: list[Unit]
) -> None:
    issued, waiting = task(meeting), add_directive(meeting, 9, "未交办")
    AssignmentFactory(directive=issued, unit=counties[0])

    def listed(query: str) -> set[Directive]:
        return set(supervisor.get(f"/admin/directives/directive/{query}").context["cl"].result_list)

    assert waiting in listed("?issued=no")
    assert issued not in listed("?issued=no")
    assert listed("?issued=yes") == {issued}
    assert listed("") >= {issued, waiting}
