"""The page of a batch: what it shows, what it asks after, and its steps."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives.models import ImportJob, ImportState, Meeting, Source, StoredFile
from tests.admin.test_entry import NEW, address, job
from tests.factories import OfficeFactory

ASKS = re.compile(r'hx-get="([^"]+/progress/[^"]*)"')
STATES = [ImportState.DONE, ImportState.REPEATED, ImportState.FAILED, ImportState.QUEUED, ImportState.LEFT_OUT]


def source() -> Source:
    office = OfficeFactory()
    row: Source = Source.objects.create(
        office=office, file=StoredFile.objects.store(b"y"), text="y", fingerprint=uuid.uuid4().hex
    )
    Meeting.objects.create(office=office, source=row, title="推进会")
    return row


@pytest.mark.parametrize("state", [ImportState.DONE, ImportState.REPEATED])
def test_a_report_that_is_read_or_repeated_leads_to_its_meeting(supervisor: Client, state: ImportState) -> None:
    row = job(state, source=source())
    html = supervisor.get(address(row)).text
    assert reverse("admin:directives_meeting_change", args=[row.source.meeting.pk]) in html
    assert ("nothing was doubled" in html) is (state == ImportState.REPEATED)


def test_a_failure_is_explained_and_can_be_tried_again(supervisor: Client) -> None:
    row = job(ImportState.FAILED, error="The file is <protected>.")
    html = supervisor.get(address(row)).text
    assert "The file is &lt;protected&gt;." in html
    retry = reverse("admin:directives_importjob_retry", args=[row.pk])
    assert retry in html
    assert supervisor.post(retry).headers["Location"] == f"{address(row)}#job-{row.pk}"
    row.refresh_from_db()
    assert (row.state, row.error) == (ImportState.QUEUED, "")


def test_what_waits_can_be_cancelled_and_a_second_click_is_answered(supervisor: Client) -> None:
    row = job(ImportState.QUEUED)
    cancel = reverse("admin:directives_importjob_cancel", args=[row.pk])
    supervisor.post(cancel)
    row.refresh_from_db()
    assert row.state == ImportState.CANCELLED
    assert "is cancelled now" in supervisor.post(cancel, follow=True).text


@pytest.mark.parametrize("step", ["retry", "cancel"])
def test_steps_are_taken_by_post_only(supervisor: Client, step: str) -> None:
    row = job(ImportState.FAILED)
    assert supervisor.get(reverse(f"admin:directives_importjob_{step}", args=[row.pk])).status_code == 405


def test_imports_of_another_office_are_not_there(stranger: Client) -> None:
    row = job(ImportState.FAILED)
    assert stranger.get(address(row)).status_code == 404
    assert stranger.post(reverse("admin:directives_importjob_retry", args=[row.pk])).status_code == 404
    assert row.name not in stranger.get(reverse("admin:directives_importjob_changelist")).text


def test_the_administrator_watches_but_does_not_start_anew(administrator: Client) -> None:
    row = job(ImportState.FAILED)
    assert "Try again" not in administrator.get(address(row)).text
    assert administrator.post(reverse("admin:directives_importjob_retry", args=[row.pk])).status_code == 403


def filled(number: int, states: list[ImportState] = STATES) -> ImportJob:
    """A batch of that many files in these states in turn; its first job."""
    first = job(ImportState.QUEUED, name="0.txt")
    for n in range(1, number):
        state = states[n % len(states)]
        read = state in {ImportState.DONE, ImportState.REPEATED}
        job(state, batch=first.batch, name=f"{n}.txt", source=source() if read else None)
    return first


def step(name: str, row: ImportJob) -> str:
    return reverse(f"admin:directives_importjob_{name}", args=[row.batch])


def asked(client: Client, html: str) -> str | None:
    """What the page is answered when it asks again; None where nothing has changed."""
    asks = ASKS.search(html)
    assert asks, "it does not ask"
    response = client.get(asks[1].replace("&amp;", "&"))
    return None if response.status_code == 204 else response.text


def test_the_page_asks_while_a_file_runs_and_stops_when_all_are_done(supervisor: Client) -> None:
    row = job(ImportState.READING, percent=30)
    job(ImportState.DONE, batch=row.batch, source=source())
    html = supervisor.get(address(row)).text
    assert "1 of 2 files done" in html
    assert "30 %" in html
    ImportJob.objects.filter(pk=row.pk).update(state=ImportState.CANCELLED)
    assert not ASKS.search(supervisor.get(address(row)).text)


def test_it_is_sent_only_what_has_changed(supervisor: Client) -> None:
    row = filled(12)
    html = supervisor.get(address(row)).text
    assert asked(supervisor, html) is None
    ImportJob.objects.filter(pk=row.pk).update(state=ImportState.READING, percent=30)
    answer = asked(supervisor, html)
    assert answer is not None
    assert answer.count("<li") == 1
    assert f'id="job-{row.pk}" hx-swap-oob="true"' in answer
    assert asked(supervisor, answer) is None, "the answer says where to ask the next time"


def test_the_end_is_said_once_and_it_asks_no_more(supervisor: Client) -> None:
    row = job(ImportState.QUEUED)
    html = supervisor.get(address(row)).text
    ImportJob.objects.filter(pk=row.pk).update(state=ImportState.DONE, source=source(), percent=100)
    answer = asked(supervisor, html)
    assert answer is not None
    assert "1 file is done." in answer
    assert not ASKS.search(answer)


def test_five_hundred_files_are_shown_fifty_at_a_time_and_narrowed(supervisor: Client) -> None:
    row = filled(120)
    html = supervisor.get(address(row)).text
    assert html.count('id="job-') == 50
    assert "1–50 of 120" in html
    last = supervisor.get(f"{address(row)}?page=3").text
    assert last.count('id="job-') == 20
    failed = supervisor.get(f"{address(row)}?show=failed").text
    assert failed.count('id="job-') == 24
    assert 'href="?show=failed" aria-current="true"' in failed


def test_a_narrowed_list_is_sent_whole_since_its_rows_come_and_go(supervisor: Client) -> None:
    row = filled(12)
    html = supervisor.get(f"{address(row)}?show=running").text
    ImportJob.objects.filter(pk=row.pk).update(state=ImportState.CANCELLED)
    answer = asked(supervisor, html)
    assert answer is not None
    assert '<ul class="pv-jobs" id="jobs" hx-swap-oob="true">' in answer
    assert f"job-{row.pk}" not in answer


def test_a_scan_leads_to_entering_by_hand(supervisor: Client) -> None:
    row = job(ImportState.FAILED, error_code="no_text_layer", error="This is a scan.")
    way = f'<a class="pv-link" href="{reverse("admin:directives_meeting_add")}">'
    assert way in supervisor.get(address(row)).text
    ImportJob.objects.filter(pk=row.pk).update(error_code="broken")
    assert way not in supervisor.get(address(row)).text


def test_all_failed_are_tried_again_and_the_rest_cancelled_at_once(supervisor: Client) -> None:
    row = filled(21)
    assert "4 files are read again." in supervisor.post(step("retry_failed", row), follow=True).text
    assert ImportJob.objects.filter(batch=row.batch, state=ImportState.QUEUED).count() == 9
    assert "9 files cancelled." in supervisor.post(f"{step('cancel_rest', row)}?show=done", follow=True).text
    counted = ImportJob.objects.filter(batch=row.batch).values_list("state", flat=True)
    assert {state: list(counted).count(state) for state in set(counted)} == {
        ImportState.CANCELLED: 9,
        ImportState.DONE: 4,
        ImportState.REPEATED: 4,
        ImportState.LEFT_OUT: 4,
    }


def test_a_step_comes_back_to_the_same_window(supervisor: Client) -> None:
    row = filled(60)
    response = supervisor.post(f"{step('cancel_rest', row)}?show=failed&page=2")
    assert response.headers["Location"] == f"{address(row)}?show=failed&page=2"


@pytest.mark.parametrize("name", ["retry_failed", "cancel_rest"])
def test_steps_for_all_are_for_those_who_enter_by_post(
    supervisor: Client, stranger: Client, administrator: Client, name: str
) -> None:
    row = filled(6)
    assert supervisor.get(step(name, row)).status_code == 405
    assert stranger.post(step(name, row)).status_code == 404
    assert administrator.post(step(name, row)).status_code == 403
    assert ImportJob.objects.filter(batch=row.batch, state=ImportState.CANCELLED).count() == 0


def test_the_progress_of_another_office_is_not_there(stranger: Client) -> None:
    row = job(ImportState.QUEUED)
    assert stranger.get(step("progress", row)).status_code == 404


def test_what_is_left_out_is_neither_tried_again_nor_cancelled(supervisor: Client) -> None:
    row = job(ImportState.LEFT_OUT, error="A link.")
    html = supervisor.get(address(row)).text
    assert "A link." in html
    assert "Try again" not in html
    retry = reverse("admin:directives_importjob_retry", args=[row.pk])
    assert "is left out now" in supervisor.post(retry, follow=True).text


def test_my_recent_batches_are_found_again_and_nobody_elses(supervisor: Client, stranger: Client) -> None:
    user = supervisor.get(NEW).wsgi_request.user
    mine = job(ImportState.FAILED, created_by=user, name="mine.txt")
    job(ImportState.QUEUED, created_by=user, batch=mine.batch, name="second.txt")
    job(ImportState.DONE, name="theirs.txt")
    html = supervisor.get(NEW).text
    assert address(mine) in html
    assert "and 1 more" in html
    assert "theirs.txt" not in html
    assert address(mine) not in stranger.get(NEW).text


@pytest.mark.parametrize("page", ["batch", "progress"])
def test_the_page_costs_the_same_for_five_files_and_for_fifty(
    supervisor: Client, django_assert_max_num_queries: DjangoAssertNumQueries, page: str
) -> None:
    few, many = filled(5), filled(50)
    supervisor.get(step(page, few))
    with django_assert_max_num_queries(9 if page == "progress" else 20) as seen:
        supervisor.get(step(page, few))
    with django_assert_max_num_queries(len(seen)):
        supervisor.get(step(page, many))
