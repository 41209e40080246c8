"""Hundreds of files, two workers, and one of them killed while it reads: all are read, none twice.

Five hundred on PostgreSQL; on SQLite, where two workers write in turn and CI has to wait for it, a hundred and twenty.
"""

from __future__ import annotations

import io
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import redis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from directives import clock, intake, tasks
from directives.models import Directive, ImportJob, ImportState, Meeting, Source, Unit, User
from directives.reading import report
from tests import servers
from tests.factories import OfficeFactory, danjiangkou, supervisor
from tests.reports import reports

pytestmark = pytest.mark.django_db(transaction=True)

FILES = 500 if connection.vendor == "postgresql" else 120
SETTLED = 2.0
"""Seconds without any progress after which the workers are taken to have nothing left to do."""


@pytest.fixture
def office(transactional_db: None) -> Unit:
    danjiangkou()
    unit: Unit = OfficeFactory()
    return unit


def send(user: User, office: Unit) -> None:
    """The files, packed, as a browser sends them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in reports(FILES):
            archive.writestr(name, data)
    client = Client()
    client.force_login(user)
    archive_file = SimpleUploadedFile("reports.zip", out.getvalue())
    given = {"office": office.pk, "text": "", "url": "", "publisher": "", "published_on": "", "uploads": archive_file}
    assert client.post("/admin/directives/importjob/add/", given).status_code == 302


def states() -> Counter[str]:
    return Counter(ImportJob.objects.values_list("state", flat=True))


def finished() -> int:
    return states()[ImportState.DONE]


def claims() -> set[object]:
    return set(ImportJob.objects.filter(state=ImportState.READING).values_list("claim", flat=True))


@contextmanager
def frozen(worker: subprocess.Popen[bytes]) -> Iterator[list[psutil.Process]]:
    """The worker and its pool, stopped; those that have not been killed meanwhile go on afterwards."""
    parent = psutil.Process(worker.pid)
    processes = [parent, *parent.children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        yield processes
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.resume()


def kill_while_it_reads(worker: subprocess.Popen[bytes]) -> set[object]:
    """SIGKILL to a worker that is in the middle of a file; the claims that nobody moves on any more."""
    deadline = time.monotonic() + servers.PATIENCE
    while time.monotonic() < deadline:
        with frozen(worker) as processes:
            before = claims()
            time.sleep(1)
            if stuck := before & claims():
                for process in processes:
                    process.kill()
                worker.wait()
                return stuck
    raise TimeoutError("the worker was never caught at work")


def wait_until_settled(broker: redis.Redis) -> None:
    """Until no message waits and nothing more is finished."""
    seen, since = finished(), time.monotonic()
    while broker.llen("celery") or time.monotonic() - since < SETTLED:
        time.sleep(0.1)
        now = finished()
        if now != seen:
            seen, since = now, time.monotonic()


def test_of_hundreds_of_files_none_is_lost_or_doubled_by_a_worker_that_is_killed(
    office: Unit, valkey_url: str, tmp_path: Path
) -> None:
    began = time.monotonic()
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with (
        servers.worker(folders[0], "--hostname=one@%h") as victim,
        servers.worker(folders[1], "--hostname=two@%h"),
        redis.Redis.from_url(valkey_url) as broker,
    ):
        up = time.monotonic()
        send(supervisor(office), office)
        sent = time.monotonic()
        servers.wait_until(lambda: finished() >= FILES // 4, "a quarter of the files is read")
        stuck = kill_while_it_reads(victim)
        at_death = finished()
        assert Source.objects.count() == Meeting.objects.count(), "nothing half-written stays"
        wait_until_settled(broker)
        left = states()
        assert left[ImportState.DONE] < FILES, "its file is still its own, until the lease is over"
        past = clock.real_now() - timedelta(seconds=1)
        ImportJob.objects.filter(state__in=intake.RUNNING).update(lease_until=past)
        tasks.sweep.delay()
        servers.wait_until(lambda: finished() == FILES, "the sweep finds what was left behind")
    ended = time.monotonic()
    check_each_is_read_once()
    retried = ImportJob.objects.filter(attempts__gt=1).count()
    assert retried >= 1
    assert not claims() & stuck
    print(
        f"\n{connection.vendor}: {FILES} files sent in {sent - up:.1f} s, two workers; one killed after {at_death}, "
        f"{len(stuck)} file(s) in its hands, {dict(left)} when the other had no more to do; after the sweep "
        f"{finished()} read, {retried} of them in a second attempt, {Directive.objects.count()} directives; "
        f"{ended - sent:.1f} s to read, {ended - began:.1f} s in all"
    )


def check_each_is_read_once() -> None:
    """Every file has its one source, one meeting, and the demands that the reader finds in it, once each."""
    assert states() == {ImportState.DONE: FILES}
    assert Source.objects.count() == Meeting.objects.count() == Meeting.history.count() == FILES
    expected = {name: len(report.read(data.decode(), topics=False).directives) for name, data in reports(FILES)}
    counted = Counter(Directive.objects.values_list("meeting__source__name", flat=True))
    assert counted == expected
    assert Directive.history.count() == sum(expected.values())
