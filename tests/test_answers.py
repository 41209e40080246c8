"""A step sent by the script of the page: told where to go on, or what is wanting, file by file."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from directives import assigning, doors
from directives.models import Assignment, ProgressReport, User
from tests import factories as f
from tests.test_checklist import issue
from tests.test_proof import photo

pytestmark = pytest.mark.django_db
DATA = "application/json"


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 1)


@pytest.fixture
def anna(db: None) -> User:
    return f.liaison(username="anna")


@pytest.fixture
def item(anna: User) -> Assignment:
    return assigning.sign(issue(f.supervisor()), anna)


def fields(item: Assignment, **given: Any) -> dict[str, Any]:
    item.refresh_from_db()
    start = {"revision": item.revision, "token": uuid.uuid4(), "percent": 30, "text": "开工"}
    return {f"report-{name}": value for name, value in {**start, **given}.items()}


def send(client: Client, item: Assignment, *, to: str = "", accept: str = DATA, **given: Any) -> Any:
    address = to or reverse("assignment-step", args=[item.pk, "report"])
    return client.post(
        address, {**fields(item, **given), "step": "report", "back": "checklist"}, headers={"accept": accept}
    )


def test_what_was_taken_in_says_where_to_go_on(client: Client, anna: User, item: Assignment) -> None:
    client.force_login(anna)
    answer = send(client, item)
    assert (answer.status_code, answer.json()) == (200, {"to": f"{reverse('checklist')}#item-{item.pk}"})
    assert ProgressReport.objects.get().text == "开工"


def test_each_refused_file_is_told_by_its_place_and_nothing_is_kept(
    client: Client, anna: User, item: Assignment
) -> None:
    client.force_login(anna)
    files = [SimpleUploadedFile("好.jpg", photo(size=(20, 20))), SimpleUploadedFile("坏.svg", b"<svg/>")]
    answer = send(client, item, proof=files)
    assert answer.status_code == 422
    first, again = answer.json()["errors"]["report-proof"]
    assert (first["code"], "坏.svg" in first["message"], again["code"]) == ("file-1", True, "again")
    assert not ProgressReport.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_told_with_the_newest_revision(
    client: Client, anna: User, item: Assignment
) -> None:
    client.force_login(anna)
    sent = fields(item)
    assigning.remark(item, f.supervisor(), text="电话已通")
    address = reverse("assignment-step", args=[item.pk, "report"])
    answer = client.post(address, sent, headers={"accept": DATA})
    item.refresh_from_db()
    assert (answer.status_code, int(answer.json()["revision"])) == (409, item.revision)
    assert answer.json()["errors"][""]


def test_the_link_of_a_mail_answers_the_script_as_well(client: Client, anna: User, item: Assignment) -> None:
    door = reverse("door", args=[doors.for_mail(anna, "<x@example.org>", [item])[item.pk]])
    wanting = send(client, item, to=door, text="")
    assert (wanting.status_code, list(wanting.json()["errors"])) == (422, ["report-text"])
    assert send(client, item, to=door).json() == {"to": f"{door}?done=report"}
    assert send(client, item, to=door).json() == {"to": door}  # used up, which its page says


def test_a_request_that_is_too_large_says_so_with_or_without_the_script(
    client: Client, anna: User, item: Assignment, settings: Settings
) -> None:
    settings.UPLOAD_MAX_SIZE = 2_000
    client.force_login(anna)
    for accept in (DATA, "text/html"):
        file = SimpleUploadedFile("大.jpg", photo(size=(200, 200)))
        answer = send(client, item, accept=accept, proof=[file])
        assert answer.status_code == 422
        assert "2.0" in answer.content.decode()
    assert not ProgressReport.objects.exists()


def test_without_the_script_the_page_says_that_files_are_to_be_chosen_again(
    client: Client, anna: User, item: Assignment
) -> None:
    client.force_login(anna)
    answer = send(client, item, accept="text/html", text="", proof=[SimpleUploadedFile("好.jpg", photo(size=(20, 20)))])
    form = next(step["form"] for step in answer.context["steps"] if step["kind"] == "report")
    assert [error.code for error in form.errors["proof"].as_data()] == ["again"]


def test_the_per_cent_follows_from_the_done_values_unless_it_is_given(
    client: Client, anna: User, item: Assignment
) -> None:
    target = item.directive.targets.create(metric="建房", value=200, unit="户")
    client.force_login(anna)
    page = client.get(reverse("assignment", args=[item.pk]))
    form = next(step["form"] for step in page.context["steps"] if step["kind"] == "report")
    assert [field.name for field in form.shown()] == [f"done_{target.pk}", "text", "proof"]
    assert form["percent"].value() is None
    send(client, item, percent="", **{f"done_{target.pk}": "100"})
    page = client.get(reverse("assignment", args=[item.pk])).content.decode()
    assert 'value="100"' in page  # not 1E+2
    item.refresh_from_db()
    assert item.percent == 50


def test_the_step_asked_for_stands_open(client: Client, anna: User, item: Assignment) -> None:
    client.force_login(anna)
    steps = client.get(reverse("assignment", args=[item.pk]), {"do": "ask"}).context["steps"]
    assert [step["kind"] for step in steps if step["open"]] == ["ask"]
