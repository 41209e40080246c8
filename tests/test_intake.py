"""A file on its way to a draft meeting, by the real reader; workers that are slow, doubled or killed."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import translation

from directives import clock, drafts, intake, repeats
from directives.errors import Refused
from directives.models import (
    Directive,
    ImportJob,
    ImportState,
    Meeting,
    MeetingState,
    Role,
    Source,
    SourceSketch,
    StoredFile,
    Unit,
    UnitKind,
    User,
    YearBasis,
)
from directives.models.files import file_storage
from directives.uploads import Upload
from tests import servers
from tests.factories import (
    MemberFactory,
    OfficeFactory,
    UnitFactory,
    danjiangkou,
    liaison,
    shiyan,
    supervisor,
    zhuxi,
)
from tests.threads import in_threads

REPORT = """丹江口市召开住房安全推进会
2017年3月29日，丹江口市召开住房安全推进会。市委书记李远出席并讲话。
李远强调，各镇要在5月底前完成危房改造1200户。由市住建局牵头，市财政局配合，每月15日前报送进度。
竹溪县要派人来学习。市住建局局长汇报说，我们将在年底前建成档案室。
"""
DONE = ImportState.DONE


@pytest.fixture
def office(db: None) -> Unit:
    danjiangkou(), zhuxi()
    return OfficeFactory()


@pytest.fixture
def user(office: Unit) -> User:
    return supervisor(office, language="en")


def read(office: Unit, data: bytes | str = REPORT, name: str = "report.txt", **facts: Any) -> ImportJob:
    """A job that has been read in this process."""
    user, data = facts.pop("user", None), data.encode() if isinstance(data, str) else data
    job = intake.keep(office, user, Upload(name, data, **facts))
    intake.read_job(job.pk)
    job.refresh_from_db()
    return job


# Submitting


@pytest.mark.django_db(transaction=True)
def test_a_request_only_keeps_the_file_and_tells_a_worker(office: Unit, user: User, valkey_url: str) -> None:
    job = intake.submit(
        office, user, [Upload("report.txt", REPORT.encode(), url="http://example.org/a", publisher="江畔新闻")]
    )[0]
    assert (job.state, job.percent, job.created_by) == (ImportState.QUEUED, 0, user)
    assert job.file.read() == REPORT.encode()
    assert not Source.objects.exists()


def test_the_message_waits_for_the_commit(
    office: Unit, user: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        intake.submit(office, user, [Upload("a.txt", b"x")])
    assert len(callbacks) == 1


def test_only_who_enters_for_the_office_submits(office: Unit) -> None:
    for stranger in (liaison(), MemberFactory(unit=office, role=Role.LEADER).user, supervisor(UnitFactory())):
        with pytest.raises(PermissionDenied):
            intake.submit(office, stranger, [Upload("a.txt", b"x")])


def test_long_names_are_cut_to_what_the_row_holds(office: Unit) -> None:
    job = intake.keep(office, None, Upload("n" * 300 + ".html", b"x", url="http://e/" + "u" * 600, publisher="p" * 200))
    assert (len(job.name), len(job.url), len(job.publisher)) == (200, 500, 100)
    assert job.name.endswith(".html"), "the end of the name tells the kind of the file"


def test_a_batch_of_500_files_is_kept(office: Unit, user: User) -> None:
    jobs = intake.submit(office, user, (Upload(f"{n}.txt", f"第{n}号简报".encode()) for n in range(500)))
    assert ImportJob.objects.filter(batch=jobs[0].batch, state=ImportState.QUEUED).count() == 500


# Reading


def test_a_report_becomes_a_draft_meeting(office: Unit, user: User) -> None:
    job = read(office, user=user, url="http://example.org/201704/a.html", published_on=date(2017, 4, 1))
    assert (job.state, job.percent, job.error, job.claim, job.lease_until) == (DONE, 100, "", None, None)
    assert job.finished_at is not None
    source = job.source
    assert source is not None
    assert (source.text, source.uploaded_by, source.published_on) == (REPORT, user, date(2017, 4, 1))
    meeting = source.meeting
    assert (meeting.office, meeting.state, meeting.title) == (office, MeetingState.DRAFT, "丹江口市召开住房安全推进会")
    assert (meeting.held_on, meeting.month_day, meeting.year_basis) == (date(2017, 3, 29), "", YearBasis.STATED)
    assert meeting.division == danjiangkou()
    assert [(s.name, s.office) for s in meeting.speakers.all()] == [("李远", "市委书记")]
    assert meeting.reasons
    record = meeting.history.get()
    assert (record.history_type, record.history_user, record.history_change_reason) == (
        "+",
        user,
        translation.gettext("read from the report"),
    )


def test_directives_stand_in_the_order_of_the_text_with_their_evidence(office: Unit) -> None:
    source = read(office).source
    assert source is not None
    rows = list(source.meeting.directives.all())
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    starts = [row.evidence_start for row in rows]
    assert starts == sorted(starts)
    housing = next(row for row in rows if "危房改造" in row.text)
    assert housing.text in source.text[housing.evidence_start : housing.evidence_end]
    assert (housing.due_on, housing.due_text, housing.due_rule) == (date(2017, 5, 31), "5月底前", "month_end")
    assert housing.reasons
    assert [(t.comparator, t.value, t.unit) for t in housing.targets.all()] == [("=", 1200, "户")]


def test_what_the_reader_said_stays_for_comparison(office: Unit) -> None:
    read(office)
    row = Directive.objects.get(due_text="5月底前")
    assert row.proposal["due_on"] == "2017-05-31"
    assert row.proposal["text"] == row.text
    assert row.proposal["targets"][0]["value"] == 1200


def test_a_rhythm_is_kept_as_one(office: Unit) -> None:
    read(office)
    row = Directive.objects.get(recurrence__isnull=False)
    assert (row.recurrence.every, row.recurrence.day, row.due_on) == ("month", 15, None)


def test_promises_are_commitments(office: Unit) -> None:
    source = read(office).source
    assert source is not None
    promise = source.meeting.commitments.get()
    assert (promise.number, promise.due_on) == (1, date(2017, 12, 31))
    assert not Directive.objects.filter(text__contains="档案室").exists()


def test_units_are_found_by_name_and_alias(office: Unit) -> None:
    housing = UnitFactory(
        division=danjiangkou(), name="丹江口市住房和城乡建设局", kind=UnitKind.DEPARTMENT, aliases=["住建局"]
    )
    finance = UnitFactory(division=danjiangkou(), name="丹江口市财政局", kind=UnitKind.DEPARTMENT)
    UnitFactory(division=shiyan(), name="十堰市财政局", kind=UnitKind.DEPARTMENT)
    UnitFactory(division=zhuxi(), name="竹溪县财政局", kind=UnitKind.DEPARTMENT)
    read(office)
    row = Directive.objects.get(lead_text="市住建局")
    assert (row.lead_unit, [*row.supporting_units.all()], row.support_text) == (housing, [finance], "市财政局")


def test_two_units_that_could_be_meant_are_none(office: Unit) -> None:
    for name in ("丹江口市住建局", "丹江口住建局"):
        UnitFactory(division=danjiangkou(), name=name, kind=UnitKind.DEPARTMENT)
    read(office)
    assert Directive.objects.get(lead_text="市住建局").lead_unit is None


def test_places_named_are_linked_and_stand_in_the_first_history_record(office: Unit) -> None:
    read(office)
    row = Directive.objects.get(text__contains="派人来学习")
    assert [*row.divisions.all()] == [zhuxi()]
    record = row.history.get()
    assert [link.division_id for link in record.divisions.all()] == ["420324"]
    assert record.history_type == "+"


def test_places_that_the_table_lacks_are_left_out(db: None) -> None:
    source = read(OfficeFactory(), REPORT).source
    assert source is not None
    assert source.meeting.division is None
    assert not Directive.objects.filter(divisions__isnull=False).exists()


def test_a_text_without_a_demand_is_an_empty_meeting(office: Unit) -> None:
    job = read(office, "4月6日，天气晴好，桃花开了。")
    assert job.state == DONE
    assert job.source is not None
    assert not job.source.meeting.directives.exists()


def test_without_a_year_month_and_day_wait(office: Unit) -> None:
    read(office, REPORT.replace("2017年", ""))
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.month_day, meeting.year_basis) == (None, "03-29", YearBasis.UNKNOWN)
    row = Directive.objects.get(due_text="5月底前")
    assert (row.due_on, row.due_month_day) == (None, "05-31")


def test_characters_that_no_database_takes_are_replaced_one_for_one() -> None:
    assert drafts.storable("强\x00调\ud800。") == "强\ufffd调\ufffd。"


def test_a_figure_beyond_all_measure_is_no_target(office: Unit) -> None:
    read(office, "会议要求，5月底前完成危房改造99999999999999999户，发放补助300万元。")
    assert Directive.objects.get(text__contains="999").targets.count() == 0
    assert Directive.objects.get(text__contains="300万元").targets.count() == 1


def test_what_rambles_is_cut_to_what_its_column_holds() -> None:
    row = drafts.fitted(Directive(speaker="很" * 100, text="长" * 500, topic="其他"))
    assert (len(row.speaker), len(row.text)) == (60, 500)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encoding_makes_no_difference(office: Unit, encoding: str) -> None:
    job = read(office, REPORT.encode(encoding))
    assert job.source is not None
    assert job.source.text == REPORT


def test_a_word_document_is_read(office: Unit) -> None:
    document = docx.Document()
    for line in REPORT.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    read(office, out.getvalue(), "report.docx")
    assert Directive.objects.filter(due_on=date(2017, 5, 31)).exists()


# Faults


@pytest.mark.parametrize(
    ("data", "code", "advice"),
    [
        (b"  \n", "empty", "right one"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "no_text_layer", "type the demands in by hand"),
        (b"\x7fELF" + bytes(50), "binary", "paste its text"),
        (b"PK\x03\x04 cut off", "broken", "save it anew"),
        (b"{\\rtf1 hello}", "unsupported", "Save it as .docx"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    office: Unit, user: User, data: bytes, code: str, advice: str
) -> None:
    job = read(office, data, user=user)
    assert (job.state, job.error_code, job.percent) == (ImportState.FAILED, code, 0)
    assert advice in job.error
    assert job.finished_at is not None
    assert not Source.objects.exists()


def test_the_message_is_in_the_language_of_who_submitted(office: Unit, user: User) -> None:
    User.objects.filter(pk=user.pk).update(language="zh-hans")
    user.refresh_from_db()
    job = read(office, b" ", user=user)
    with translation.override("zh-hans"):
        assert job.error == translation.gettext("There is no text in this file. Look whether it is the right one.")


def test_every_fault_of_the_documents_has_its_message() -> None:
    from typing import get_args

    from directives.reading.documents import Code
    from directives.unreadable import MESSAGES

    assert set(get_args(Code)) <= set(MESSAGES)


def test_a_file_that_is_gone_fails_the_job(office: Unit) -> None:
    job = intake.keep(office, None, Upload("a.txt", b"soon gone"))
    file_storage().delete(StoredFile.path_of(job.file_id))
    intake.read_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (ImportState.FAILED, "missing")


def test_an_unforeseen_fault_fails_the_job_and_goes_to_the_log(office: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(drafts, "write", fault)
    job = intake.keep(office, None, Upload("a.txt", REPORT.encode()))
    with pytest.raises(ZeroDivisionError):
        intake.read_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (ImportState.FAILED, "unexpected")
    assert not Source.objects.exists(), "nothing half-written stays"


def test_a_failed_job_is_tried_again(office: Unit, user: User) -> None:
    job = read(office, b" ", user=user)
    row = intake.retry(job, user)
    assert (row.state, row.attempts, row.error, row.error_code, row.finished_at) == (
        ImportState.QUEUED,
        0,
        "",
        "",
        None,
    )


def test_a_finished_job_is_neither_tried_again_nor_cancelled(office: Unit, user: User) -> None:
    job = read(office, user=user)
    for step in (intake.retry, intake.cancel):
        with translation.override("en"), pytest.raises(Refused, match="read now"):
            step(job, user)


def test_a_cancelled_job_is_not_read_until_it_is_tried_again(office: Unit, user: User) -> None:
    job = intake.keep(office, user, Upload("a.txt", REPORT.encode()))
    assert intake.cancel(job, user).state == ImportState.CANCELLED
    intake.read_job(job.pk)
    assert not Source.objects.exists()
    intake.retry(job, user)
    intake.read_job(job.pk)
    assert Source.objects.count() == 1


def test_strangers_neither_retry_nor_cancel(office: Unit) -> None:
    job = intake.keep(office, None, Upload("a.txt", b"x"))
    for step in (intake.retry, intake.cancel):
        with pytest.raises(PermissionDenied):
            step(job, liaison())


# Repeats


def test_the_same_report_again_is_repeated_and_points_to_the_first(office: Unit) -> None:
    first = read(office)
    again = read(office, "<html><body><p>" + REPORT.replace("\n", "</p>\n<p>") + "</p></body></html>", "again.html")
    assert (again.state, again.source, again.percent) == (ImportState.REPEATED, first.source, 100)
    assert Meeting.objects.count() == 1


def test_a_near_repeat_points_to_the_first_too(office: Unit) -> None:
    report = (settings.BASE_DIR / "seeds" / "01_danjiangkou_relocation.txt").read_text(encoding="utf-8")
    first = read(office, report)
    again = read(office, "换一个标题再发一遍\n" + report[: len(report) * 4 // 5])
    assert (again.state, again.source) == (ImportState.REPEATED, first.source)
    assert SourceSketch.objects.count() == repeats.SKETCH


def test_another_office_reads_the_same_report_for_itself(office: Unit) -> None:
    read(office)
    assert read(OfficeFactory(name="十堰市扶贫办")).state == DONE
    assert Meeting.objects.count() == 2


# Workers


def test_a_doubled_message_does_nothing(office: Unit) -> None:
    job = read(office)
    intake.read_job(job.pk)
    assert Source.objects.count() == 1
    job.refresh_from_db()
    assert job.attempts == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_with_one_job_one_reads_it(office: Unit) -> None:
    job = intake.keep(office, None, Upload("a.txt", REPORT.encode()))
    assert in_threads(lambda: intake.read_job(job.pk), lambda: intake.read_job(job.pk)) == []
    job.refresh_from_db()
    assert (job.state, job.attempts) == (DONE, 1)
    assert Meeting.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_submit_the_same_report_at_once_one_gets_it_read(office: Unit) -> None:
    jobs = [intake.keep(office, None, Upload("a.txt", f"{REPORT}{' ' * n}".encode())) for n in range(4)]
    assert in_threads(*(lambda pk=job.pk: intake.read_job(pk) for job in jobs)) == []
    assert sorted(ImportJob.objects.values_list("state", flat=True)) == ["done", "repeated", "repeated", "repeated"]
    assert Meeting.objects.count() == 1
    assert ImportJob.objects.values("source").distinct().count() == 1


def interfere(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen once, while a worker is between reading and writing."""
    original = repeats.likeness_of

    def likeness_of(text: str) -> repeats.Likeness:
        monkeypatch.setattr(repeats, "likeness_of", original)
        act()
        return original(text)

    monkeypatch.setattr(repeats, "likeness_of", likeness_of)


def expire(job: ImportJob) -> None:
    ImportJob.objects.filter(pk=job.pk).update(lease_until=clock.real_now() - timedelta(seconds=1))


def test_a_worker_that_slept_past_its_lease_writes_nothing(office: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    job = intake.keep(office, None, Upload("a.txt", REPORT.encode()))

    def another_worker() -> None:
        expire(job)
        intake.read_job(job.pk)

    interfere(monkeypatch, another_worker)
    intake.read_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (DONE, 2)
    assert Meeting.objects.count() == 1


def test_cancelling_while_it_is_read_leaves_nothing_behind(
    office: Unit, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = intake.keep(office, user, Upload("a.txt", REPORT.encode()))
    interfere(monkeypatch, lambda: intake.cancel(job, user))
    intake.read_job(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.CANCELLED
    assert not Source.objects.exists()


def test_progress_can_be_watched(office: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    job = intake.keep(office, None, Upload("a.txt", REPORT.encode()))
    seen = []
    interfere(monkeypatch, lambda: seen.append(ImportJob.objects.get().percent))
    intake.read_job(job.pk)
    assert seen == [intake.PERCENT["opened"]]


KILLED_WHILE_WRITING = """
import os, signal, sys, django
django.setup()
from directives import drafts, intake
write = drafts.write
def write_and_die(*args):
    write(*args)
    os.kill(os.getpid(), signal.SIGKILL)
drafts.write = write_and_die
intake.read_job(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_writes_leaves_nothing_and_its_job_is_read_again(office: Unit) -> None:
    job = intake.keep(office, None, Upload("a.txt", REPORT.encode()))
    env = {**os.environ, "DATABASE_URL": servers.test_database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(job.pk)], cwd=servers.ROOT, env=env)
    assert killed.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert job.state == ImportState.READING
    assert not Source.objects.exists()
    assert not Meeting.objects.exists()
    expire(job)
    intake.recover()
    job.refresh_from_db()
    assert (job.state, job.claim, job.percent) == (ImportState.QUEUED, None, 0)
    intake.read_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (DONE, 2)
    assert Meeting.objects.count() == 1


def test_a_job_that_kills_its_workers_is_given_up(office: Unit, user: User) -> None:
    job = intake.keep(office, user, Upload("a.txt", REPORT.encode()))
    for _ in range(intake.MOST_ATTEMPTS):
        assert intake._claimed(job.pk) is not None
        expire(job)
        intake.recover()
    job.refresh_from_db()
    assert (job.state, job.error_code) == (ImportState.FAILED, "gave_up")
    assert "plain text" in job.error


def test_a_live_worker_keeps_its_job(office: Unit) -> None:
    job = intake.keep(office, None, Upload("a.txt", REPORT.encode()))
    assert intake._claimed(job.pk) is not None
    intake.recover()
    intake.read_job(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.READING


@pytest.mark.django_db(transaction=True)
def test_the_office_is_locked_without_stopping_those_who_refer_to_it(office: Unit) -> None:
    """PostgreSQL: a plain FOR UPDATE would hold up every insert that names the office."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=office.pk)
        raised = in_threads(lambda: intake.keep(office, None, Upload("a.txt", b"x")))
    assert raised == []
