from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from directives import intake
from directives.models import ImportJob, ImportState, Meeting, Role, Source, StoredFile, Unit
from tests.admin.conftest import LogIn, other_office, person
from tests.factories import MemberFactory, OfficeFactory, UserFactory

NEW = "/admin/directives/importjob/add/"
REPORT = "全市脱贫攻坚推进会召开\n本报讯 3月29日，全市脱贫攻坚推进会召开。市长陈立要求，5月底前建成全部搬迁安置房。"


def given(office: Unit | None = None, **fields: object) -> dict[str, object]:
    return {
        "office": (office or OfficeFactory()).pk,
        "text": "",
        "url": "",
        "publisher": "",
        "published_on": "",
    } | fields


def file(name: str, data: bytes = REPORT.encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def address(job: ImportJob) -> str:
    return reverse("admin:directives_importjob_batch", args=[job.batch])


def job(state: ImportState, office: Unit | None = None, **fields: object) -> ImportJob:
    row: ImportJob = ImportJob.objects.create(
        office=office or OfficeFactory(),
        file=StoredFile.objects.store(b"x"),
        name=f"{state}.txt",
        state=state,
        **fields,
    )
    return row


def test_a_pasted_report_is_kept_as_it_came_and_goes_to_the_workers(supervisor: Client) -> None:
    response = supervisor.post(
        NEW, given(text=REPORT, url="https://news.example/1", publisher="日报", published_on="2017-03-30")
    )
    row = ImportJob.objects.get()
    assert response.headers["Location"] == address(row)
    assert row.file.read() == REPORT.encode()
    assert (row.name, row.url, row.publisher) == ("全市脱贫攻坚推进会召开.txt", "https://news.example/1", "日报")
    assert (row.published_on, row.state) == (date(2017, 3, 30), ImportState.QUEUED)


def test_several_files_and_a_text_become_one_batch_in_their_order(supervisor: Client) -> None:
    files = [file("a.txt", b"1"), file("b.docx", b"2"), file("c.html", b"3")]
    supervisor.post(NEW, given(text=REPORT, uploads=files))
    jobs = ImportJob.objects.order_by("pk")
    assert [row.name for row in jobs] == ["全市脱贫攻坚推进会召开.txt", "a.txt", "b.docx", "c.html"]
    assert len({row.batch for row in jobs}) == 1


def test_nothing_given_is_said_and_nothing_is_kept(supervisor: Client) -> None:
    response = supervisor.post(NEW, given(text=" \n "))
    assert "Paste a report or choose at least one file." in response.text
    assert not ImportJob.objects.exists()


def test_an_address_belongs_to_one_report_and_what_was_typed_stays(supervisor: Client) -> None:
    response = supervisor.post(NEW, given(text=REPORT, uploads=[file("a.txt")], url="https://news.example/1"))
    assert "An address belongs to one report" in response.text
    assert "5月底前建成全部搬迁安置房" in response.text
    assert not ImportJob.objects.exists()


def test_an_empty_file_is_refused_by_name_of_the_fault(supervisor: Client) -> None:
    assert "empty" in supervisor.post(NEW, given(uploads=[file("a.txt", b"")])).text
    assert not ImportJob.objects.exists()


def test_an_office_that_is_not_the_users_is_no_choice(supervisor: Client) -> None:
    response = supervisor.post(NEW, given(other_office(), text=REPORT))
    assert response.status_code == 200
    assert not ImportJob.objects.exists()


def test_who_enters_for_several_offices_chooses_one(log_in: LogIn) -> None:
    user = person(Role.SUPERVISOR)
    MemberFactory(user=user, unit=other_office(), role=Role.SUPERVISOR)
    MemberFactory(user=user, unit=OfficeFactory(name="十堰市扶贫办"), role=Role.ADMINISTRATOR)
    client = log_in(user)
    html = client.get(NEW).text
    assert "襄阳市督查室" in html
    assert "十堰市扶贫办" not in html
    client.post(NEW, given(other_office(), text=REPORT))
    assert ImportJob.objects.get().office == other_office()


def test_a_superuser_enters_for_any_office(log_in: LogIn) -> None:
    other_office()
    OfficeFactory()
    html = log_in(UserFactory(is_superuser=True, language="en")).get(NEW).text
    assert "襄阳市督查室" in html
    assert "十堰市督查室" in html


def test_who_does_not_enter_reports_is_not_given_the_page(administrator: Client) -> None:
    assert administrator.get(NEW).status_code == 403
    assert administrator.post(NEW, given(text=REPORT)).status_code == 403
    assert not ImportJob.objects.exists()


def test_the_page_asks_for_itself_while_a_file_runs_and_stops_when_all_are_done(supervisor: Client) -> None:
    running = job(ImportState.READING, percent=30)
    job(ImportState.DONE, batch=running.batch, source=source())
    html = supervisor.get(address(running)).text
    assert asks_again(html)
    assert 'value="30"' in html
    assert "1 of 2 files done" in html
    ImportJob.objects.filter(pk=running.pk).update(state=ImportState.CANCELLED)
    assert not asks_again(supervisor.get(address(running)).text)


def asks_again(html: str) -> bool:
    return 'id="jobs" hx-get' in html


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
    assert supervisor.post(retry).headers["Location"] == address(row)
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


def test_an_import_in_the_list_opens_the_batch_it_came_with(supervisor: Client) -> None:
    row = job(ImportState.FAILED)
    change = reverse("admin:directives_importjob_change", args=[row.pk])
    assert change in supervisor.get(reverse("admin:directives_importjob_changelist")).text
    assert supervisor.get(change).headers["Location"] == address(row)
    assert supervisor.get("/admin/directives/importjob/x/change/").status_code == 404


def test_the_page_costs_the_same_for_one_file_and_for_twenty(
    supervisor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = job(ImportState.DONE, source=source())
    with django_assert_max_num_queries(20) as few:
        supervisor.get(address(row))
    for _ in range(19):
        job(ImportState.DONE, source=source(), batch=row.batch)
    with django_assert_max_num_queries(len(few)):
        supervisor.get(address(row))


def test_paste_read_and_review_hang_together(supervisor: Client) -> None:
    supervisor.post(NEW, given(text=REPORT, published_on="2017-03-30"))
    row = ImportJob.objects.get()
    intake.read_job(row.pk)
    row.refresh_from_db()
    assert row.state == ImportState.DONE
    html = supervisor.get(reverse("admin:directives_meeting_change", args=[row.source.meeting.pk])).text
    assert "2017-05-31" in html
