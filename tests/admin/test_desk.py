"""The desk's endpoints as its script asks them: what they answer, to whom, and what they cost."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives import presence, reviewing
from directives.models import Directive, DirectiveState, Kind, Meeting, Member, Recurrence, Role, Target, Unit
from tests.admin.conftest import SLOGAN, TASK, TEXT, LogIn, add_directive, person
from tests.admin.test_editing import form_of
from tests.admin.test_review import slogan, step, task, yearless
from tests.factories import AssignmentFactory
from tests.factories import supervisor as supervisor_user

OFFICE_STEPS = ["undo", "spot", "present", "day", "year", "confirm_dated", "reject_principles"]
CARD_STEPS = ["split", "join", "rest_on", "confirm", "reject", "take_date", "merge", "keep"]


def ask(client: Client, address: str, **data: object) -> dict[str, Any]:
    """What the desk's script hears."""
    response = client.post(address, data, headers={"Accept": "application/json"})
    assert response.status_code == 200, response.text[:300]
    found: dict[str, Any] = json.loads(response.content)
    return found


def edit(row: Directive) -> str:
    return reverse("admin:directives_directive_change", args=[row.pk])


def test_an_answer_brings_the_card_that_changed_and_the_counts(supervisor: Client, meeting: Meeting) -> None:
    row, other = task(meeting), slogan(meeting)
    known = f"d-{row.pk}=0;d-{other.pk}=0;d-999=4;meeting=0"
    answer = ask(supervisor, step("confirm", row), revision=0, known=known)
    assert (answer["ok"], answer["said"], answer["focus"]) == (True, "Confirmed: 1", f"d-{row.pk}")
    assert set(answer["cards"]) == {f"d-{row.pk}", "d-999", f"c-{meeting.commitments.get().pk}"}
    assert 'data-state="confirmed"' in answer["cards"][f"d-{row.pk}"]
    assert answer["cards"]["d-999"] is None
    assert "1 draft to decide, 1 confirmed" in answer["parts"]["desk-bar"]
    assert "desk-facts" not in answer["parts"]
    assert answer["order"] == [f"d-{row.pk}", f"d-{other.pk}"]


def test_a_card_that_the_view_leaves_out_is_gone(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    answer = ask(supervisor, step("confirm", row), revision=0, known=f"d-{row.pk}=0", show="open")
    assert answer["cards"][f"d-{row.pk}"] is None


def test_a_stale_step_is_refused_and_answered_with_the_card_of_now(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    reviewing.edit(row, supervisor_user(), {"text": "别人的话"})
    answer = ask(supervisor, step("confirm", row), revision=0, known=f"d-{row.pk}=0")
    assert not answer["ok"]
    assert "Somebody else changed this" in answer["said"]
    assert "别人的话" in answer["cards"][f"d-{row.pk}"]
    assert task(meeting).state == DirectiveState.DRAFT


def test_each_step_can_be_undone_as_a_step_and_as_a_plain_form(supervisor: Client, meeting: Meeting) -> None:
    supervisor.post(step("confirm", task(meeting)), {"revision": 0})
    assert "Undo" in supervisor.get(reverse("admin:directives_meeting_change", args=[meeting.pk])).text
    answer = ask(supervisor, step("undo", meeting))
    assert (answer["said"], answer["focus"]) == ("Undone: Confirmed: 1", f"d-{task(meeting).pk}")
    assert task(meeting).state == DirectiveState.DRAFT
    supervisor.post(step("reject_principles", meeting))
    supervisor.post(step("undo", meeting))
    assert slogan(meeting).state == DirectiveState.DRAFT
    assert not ask(supervisor, step("undo", meeting))["ok"]


def test_a_card_is_split_and_joined(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    at = TASK.index("要在")
    answer = ask(supervisor, step("split", row), at=at, revision=0)
    part = meeting.directives.get(number=3)
    assert (task(meeting).text, part.text) == (TASK[:at], TASK[at:])
    assert f"d-{part.pk}" in answer["order"]
    assert "desk-text" in answer["parts"]
    answer = ask(supervisor, step("join", row), revision=1, other=part.pk, others=part.revision)
    assert answer["ok"]
    part.refresh_from_db()
    assert part.merged_into == row
    assert not ask(supervisor, step("join", row), revision=2, other=999)["ok"]


def test_words_selected_in_the_cleaned_text_become_a_card(supervisor: Client, meeting: Meeting) -> None:
    words = "务必<按>期交付"
    start = TEXT.index(words)
    answer = ask(supervisor, step("spot", meeting), start=start, end=start + len(words), **{"as": "original"})
    row = meeting.directives.get(number=3)
    assert answer["focus"] == f"d-{row.pk}"
    assert row.text == "务必<按>期交付"
    assert not ask(supervisor, step("spot", meeting), start=5, end=5)["ok"]


def test_other_words_of_the_source_are_the_evidence(supervisor: Client, meeting: Meeting) -> None:
    row = slogan(meeting)
    start = TEXT.index(TASK)
    answer = ask(supervisor, step("rest_on", row), start=start, end=start + 4, **{"as": "original"}, revision=0)
    assert answer["ok"]
    assert (slogan(meeting).evidence_start, slogan(meeting).evidence_end) == (start, start + 4)
    assert not ask(supervisor, step("rest_on", row), revision=1)["ok"]


def test_the_day_is_asked_for_where_no_day_is_given(supervisor: Client, meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(held_on=None)
    Directive.objects.filter(pk=task(meeting).pk).update(due_on=None)
    html = supervisor.get(reverse("admin:directives_meeting_change", args=[meeting.pk])).text
    assert "On which day was this?" in html
    answer = ask(supervisor, step("day", meeting), held_on="2017-03-29", revision=0)
    assert answer["ok"]
    assert "On which day" not in answer["parts"]["desk-ask"]
    assert task(meeting).due_on == date(2017, 5, 31)
    assert not ask(supervisor, step("day", meeting), held_on="soon", revision=1)["ok"]


def test_the_year_dates_the_cards_in_place(supervisor: Client, meeting: Meeting) -> None:
    yearless(meeting)
    row = task(meeting)
    answer = ask(supervisor, step("year", meeting), year=2018, revision=0, known=f"d-{row.pk}=0;meeting=0")
    assert "2018-05-31" in answer["cards"][f"d-{row.pk}"]
    assert "2018-03-29" in answer["parts"]["desk-facts"]


def test_a_form_opens_in_the_card(supervisor: Client, meeting: Meeting) -> None:
    response = supervisor.get(edit(task(meeting)), headers={"Accept": "application/json"})
    html = response.json()["form"]
    assert TASK in html
    assert '<select name="kind"' in html
    assert "<html" not in html


def test_only_the_fields_that_were_touched_are_saved(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {"note": "问过了", "text": "没有碰过", "touched": "note"}
    answer = ask(supervisor, edit(row), **data)
    assert (answer["ok"], answer["revision"]) == (True, 1)
    assert (task(meeting).note, task(meeting).text) == ("问过了", TASK)
    assert ask(supervisor, step("undo", meeting))["ok"]
    assert task(meeting).note == ""


def test_nothing_touched_makes_no_revision(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    assert ask(supervisor, edit(row), **form_of(supervisor, edit(row)))["revision"] == 0


def test_another_wording_of_the_deadline_is_read_again(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {"due_text": "9月底前", "touched": "due_text"}
    answer = ask(supervisor, edit(row), **data)
    assert answer["fields"] == {"due_on": "2017-09-30", "due_text": "9月底前"}
    assert (task(meeting).due_on, task(meeting).due_rule) == (date(2017, 9, 30), "month_end")


def test_a_day_that_a_person_set_outlives_another_wording(supervisor: Client, meeting: Meeting) -> None:
    row = reviewing.edit(task(meeting), supervisor_user(), {"due_on": date(2017, 6, 1)})
    data = form_of(supervisor, edit(row)) | {"due_text": "9月底前", "touched": "due_text"}
    assert ask(supervisor, edit(row), **data)["ok"]
    assert (task(meeting).due_on, task(meeting).due_text) == (date(2017, 6, 1), "9月底前")


def test_two_versions_are_shown_and_neither_is_lost(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {"text": "我的话", "touched": "text"}
    reviewing.edit(row, supervisor_user(), {"text": "别人的话", "note": "别人的"})
    answer = ask(supervisor, edit(row), **data)
    assert not answer["ok"]
    assert "我的话" in answer["conflict"]
    assert "别人的话" in answer["conflict"]
    assert task(meeting).text == "别人的话"
    assert ask(supervisor, edit(row), **data | {"revision": 1})["ok"]
    assert (task(meeting).text, task(meeting).note) == ("我的话", "别人的")


def test_figures_and_rhythm_are_compared_too(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {
        "targets-0-metric": "户",
        "targets-0-comparator": ">=",
        "targets-0-value": "7",
        "rhythm-every": "month",
        "touched": "targets,recurrence",
    }
    target = {"metric": "户", "comparator": "=", "value": 5, "unit": ""}
    reviewing.edit(row, supervisor_user(), {"targets": [target], "recurrence": {"every": "week", "text": "每周"}})
    conflict = ask(supervisor, edit(row), **data)["conflict"]
    for words in ("户 = 5", "户 ≥ 7", "每周"):
        assert words in conflict
    assert ask(supervisor, edit(row), **data | {"revision": 1})["ok"]
    assert str(Target.objects.get(directive=row)) == "户 ≥ 7"
    assert Recurrence.objects.get(directive=row).every == "month"


def test_what_is_wrong_in_the_form_is_told_at_its_field(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {"due_on": "soon", "targets-0-metric": "户", "touched": "due_on,targets"}
    answer = ask(supervisor, edit(row), **data)
    assert set(answer["errors"]) == {"due_on", "targets-0-value"}


def test_a_confidential_card_needs_its_readers_and_then_is_theirs(supervisor: Client, meeting: Meeting) -> None:
    row = task(meeting)
    data = form_of(supervisor, edit(row)) | {"confidential": "on", "touched": "confidential,readers"}
    assert "Name those who may read" in ask(supervisor, edit(row), **data)["said"]
    named = Member.objects.get(user=person(Role.REVIEWER))
    answer = ask(supervisor, edit(row), **data | {"readers": [named.pk]}, known=f"d-{row.pk}=0")
    assert answer["cards"][f"d-{row.pk}"] is None
    assert task(meeting).confidential


def test_what_is_put_aside_cannot_be_opened(supervisor: Client, meeting: Meeting) -> None:
    reviewing.reject(task(meeting), supervisor_user())
    response = supervisor.get(edit(task(meeting)), headers={"Accept": "application/json"})
    assert not response.json()["ok"]


def test_the_heartbeat_tells_who_is_there_and_what_they_did(supervisor: Client, meeting: Meeting) -> None:
    anna = person(Role.REVIEWER, name="安娜")
    presence.note(meeting, anna)
    row = task(meeting)
    reviewing.confirm(row, anna)
    answer = ask(supervisor, step("present", meeting), known=f"d-{row.pk}=0")
    assert "安娜" in answer["who"]
    assert 'data-state="confirmed"' in answer["cards"][f"d-{row.pk}"]
    assert meeting.visits.count() == 2
    assert supervisor.post(step("present", meeting), {"leave": "1"}).status_code == 204
    assert meeting.visits.count() == 1


@pytest.mark.parametrize("name", OFFICE_STEPS)
def test_meeting_steps_take_post_of_the_own_office(
    supervisor: Client, stranger: Client, meeting: Meeting, name: str
) -> None:
    assert supervisor.get(step(name, meeting)).status_code == 405
    assert stranger.post(step(name, meeting)).status_code == 404


@pytest.mark.parametrize("name", CARD_STEPS)
def test_card_steps_take_post_of_the_own_office(
    supervisor: Client, stranger: Client, meeting: Meeting, name: str
) -> None:
    assert supervisor.get(step(name, task(meeting))).status_code == 405
    assert stranger.post(step(name, task(meeting))).status_code == 404


def test_the_administrator_changes_nothing(administrator: Client, meeting: Meeting) -> None:
    row = task(meeting)
    for address, data in [
        (step("split", row), {"at": 4}),
        (step("rest_on", row), {"start": 0, "end": 4}),
        (step("spot", meeting), {"start": 0, "end": 4}),
        (step("join", row), {"other": slogan(meeting).pk}),
    ]:
        assert administrator.post(address, data).status_code == 403, address
    assert not administrator.get(edit(row), headers={"Accept": "application/json"}).json()["ok"]
    assert meeting.directives.count() == 2


def test_a_county_has_no_desk(log_in: LogIn, meeting: Meeting, counties: list[Unit]) -> None:
    client = log_in(person(Role.LIAISON, counties[0]))
    assert client.post(step("confirm", task(meeting))).status_code in {302, 403, 404}
    assert task(meeting).state == DirectiveState.DRAFT


def test_a_step_costs_the_same_for_few_directives_and_for_many(
    supervisor: Client, meeting: Meeting, counties: list[Unit]
) -> None:
    def cost(row: Directive) -> int:
        known = ";".join(f"d-{pk}=0" for pk in meeting.directives.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as caught:
            ask(supervisor, step("reject", row), revision=0, known=known)
        return len(caught)

    slogan(meeting).supporting_units.set(counties)
    few = cost(slogan(meeting))
    for number in range(3, 43):
        row = add_directive(meeting, number, f"{SLOGAN}{number}", lead_unit=counties[0], kind=Kind.TASK)
        row.supporting_units.set(counties)
        Target.objects.create(directive=row, metric="户", value=1)
        AssignmentFactory(
            directive=task(meeting), unit=Unit.objects.create(division=counties[0].division, name=str(number))
        )
    assert cost(meeting.directives.get(number=3)) <= few
    assert few <= 60
