from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from directives import intake
from directives.models import ImportJob, ImportState, Role, StoredFile, Unit
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
        state=state,
        **{"name": f"{state}.txt"} | fields,
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


def test_an_empty_file_holds_up_no_other_and_is_named(supervisor: Client) -> None:
    response = supervisor.post(NEW, given(uploads=[file("a.txt", b""), file("b.txt")]), follow=True)
    assert [row.state for row in ImportJob.objects.order_by("pk")] == [ImportState.LEFT_OUT, ImportState.QUEUED]
    assert "There is no text in this file." in response.text
    assert "0 of 1 file done" in response.text, "what is left out is no file to read"


def zipped(**members: bytes) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file("reports.zip", out.getvalue())


def test_an_archive_and_a_folder_become_one_batch(supervisor: Client) -> None:
    archive = zipped(**{"三月/a.txt": b"1", "三月/b.txt": b"2", "__MACOSX/._a.txt": b"x"})
    supervisor.post(NEW, given(uploads=[archive], folder=[file("c.txt", b"3"), file(".DS_Store", b"x")]))
    jobs = ImportJob.objects.order_by("pk")
    assert [(row.name, row.state) for row in jobs] == [
        ("三月/a.txt", ImportState.QUEUED),
        ("三月/b.txt", ImportState.QUEUED),
        ("__MACOSX/._a.txt", ImportState.LEFT_OUT),
        ("c.txt", ImportState.QUEUED),
        (".DS_Store", ImportState.LEFT_OUT),
    ]
    assert len({row.batch for row in jobs}) == 1


@pytest.mark.parametrize("packed", [True, False])
def test_five_hundred_files_go_through_and_more_than_a_thousand_do_not(supervisor: Client, packed: bool) -> None:
    def send(number: int) -> str:
        named = {f"{n}.txt": f"第{n}号简报".encode() for n in range(number)}
        files = [zipped(**named)] if packed else [file(name, data) for name, data in named.items()]
        return str(supervisor.post(NEW, given(uploads=files), follow=True).text)

    assert "0 of 500 files done" in send(500)
    assert "At most 1000 files at once." in send(1001)
    assert ImportJob.objects.count() == 500


def test_more_than_the_server_takes_is_said_before_anything_is_kept(supervisor: Client, settings: Settings) -> None:
    settings.UPLOAD_MAX_SIZE = 4_000_000
    big = [file(f"{n}.txt", bytes(1_500_000)) for n in range(3)]
    response = supervisor.post(NEW, given(uploads=big))
    assert "larger than 3.8\xa0MB together" in response.text
    assert not ImportJob.objects.exists()


def test_a_large_upload_is_kept_outside_the_memory_and_comes_back_whole(supervisor: Client) -> None:
    files = [file(f"{n}.txt", f"第{n}号".encode() * 150_000) for n in range(3)]
    supervisor.post(NEW, given(uploads=files))
    assert [row.file.read() for row in ImportJob.objects.order_by("pk")] == [
        f"第{n}号".encode() * 150_000 for n in range(3)
    ]


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


def test_an_import_in_the_list_opens_the_batch_it_came_with(supervisor: Client) -> None:
    row = job(ImportState.FAILED)
    change = reverse("admin:directives_importjob_change", args=[row.pk])
    assert change in supervisor.get(reverse("admin:directives_importjob_changelist")).text
    assert supervisor.get(change).headers["Location"] == address(row)
    assert supervisor.get("/admin/directives/importjob/x/change/").status_code == 404


def test_paste_read_and_review_hang_together(supervisor: Client) -> None:
    supervisor.post(NEW, given(text=REPORT, published_on="2017-03-30"))
    row = ImportJob.objects.get()
    intake.read_job(row.pk)
    row.refresh_from_db()
    assert row.state == ImportState.DONE
    html = supervisor.get(reverse("admin:directives_meeting_change", args=[row.source.meeting.pk])).text
    assert "2017-05-31" in html
