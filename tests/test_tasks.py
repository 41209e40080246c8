"""Celery's part: messages that may be lost, and two tasks that only call."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import Celery, Task, current_app, signals

from directives import clock, intake, tasks
from directives.models import ImportJob, ImportState
from directives.uploads import Upload
from tests.factories import OfficeFactory, supervisor

READ = "directives.tasks.read_import"
Sent = list[tuple[str, tuple[object, ...]]]


@pytest.fixture(autouse=True)
def _hopeful(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test inherits the silence that another's missing broker has caused."""
    monkeypatch.setattr(tasks, "_quiet_until", 0.0)


@pytest.fixture
def unreachable() -> Task:
    """A task whose broker is a port where nothing listens."""
    app = Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.task_publish_retry_policy = {"max_retries": 0}

    @app.task(name="nothing")
    def nothing() -> None: ...

    return nothing


@pytest.fixture
def sent(valkey_url: str) -> Iterator[Sent]:
    """The name and the arguments of every task that the broker took, whether a worker is at hand or not."""
    seen: Sent = []

    def note(sender: str, body: tuple[tuple[object, ...], object, object], **_: object) -> None:
        seen.append((sender, body[0]))

    signals.after_task_publish.connect(note)
    yield seen
    signals.after_task_publish.disconnect(note)


def test_the_tasks_bear_the_names_that_the_schedule_and_old_messages_use() -> None:
    assert {"directives.tasks.sweep", "directives.tasks.read_import"} <= set(current_app.tasks)


def test_a_message_reaches_the_broker(sent: Sent) -> None:
    tasks.enqueue(tasks.read_import, 7)
    assert sent == [(READ, (7,))]


def test_without_a_broker_the_caller_goes_on_and_the_log_says_so(
    unreachable: Task, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        tasks.enqueue(unreachable)
    assert "no broker" in caplog.text
    assert "the next sweep will send nothing" in caplog.text


def test_a_batch_does_not_ask_a_missing_broker_again_and_again(
    unreachable: Task, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.enqueue(unreachable)
    tasks.enqueue(tasks.read_import, 7)
    assert sent == []
    monkeypatch.setattr(tasks, "_quiet_until", time.monotonic() - 1)
    tasks.enqueue(tasks.read_import, 7)
    assert sent == [(READ, (7,))]


@pytest.mark.django_db(transaction=True)
def test_a_submitted_report_is_read_by_a_worker(celery_worker_process: object) -> None:
    job = intake.submit(OfficeFactory(), supervisor(), [Upload("a.txt", "要在5月底前补齐村卫生室。".encode())])[0]
    deadline = time.monotonic() + 60
    while job.state in {ImportState.QUEUED, ImportState.READING} and time.monotonic() < deadline:
        time.sleep(0.1)
        job.refresh_from_db()
    assert job.state == ImportState.DONE


@pytest.mark.django_db(transaction=True)
def test_the_sweep_sends_lost_messages_again(sent: Sent) -> None:
    job = intake.keep(OfficeFactory(), None, Upload("a.txt", b"x"))
    tasks.sweep()
    assert sent == [], "its message may still be under way"
    ImportJob.objects.filter(pk=job.pk).update(lease_until=clock.real_now() - timedelta(seconds=1))
    tasks.sweep()
    tasks.sweep()
    assert sent == [(READ, (job.pk,))]


@pytest.mark.django_db(transaction=True)
def test_a_fault_among_the_reminders_does_not_hold_up_the_reports(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    job = intake.keep(OfficeFactory(), None, Upload("a.txt", b"x"))
    ImportJob.objects.filter(pk=job.pk).update(lease_until=None)

    def fault() -> None:
        raise RuntimeError("reminders")

    monkeypatch.setattr("directives.reminding.sweep", fault)
    with pytest.raises(RuntimeError, match="reminders"):
        tasks.sweep()
    assert sent == [(READ, (job.pk,))]
