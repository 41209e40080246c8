"""What Celery runs: each task is one call of a function that also runs without it.

A message is a hint.  What is to be done stands in the database, so a message that is lost, late or doubled does
no harm: the sweep finds what still waits.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import Task, shared_task
from kombu.exceptions import OperationalError

from directives import intake, reminding

logger = logging.getLogger(__name__)

QUIET_SECONDS = 30.0
"""After a broker did not answer, nothing is sent for so long: a batch of 500 files would wait 500 times."""

_quiet_until = 0.0


def enqueue(task: Task[Any, Any], *args: Any) -> None:
    """Send a task to the workers; without a broker, log that and leave it to the sweep."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        task.delay(*args)
    except (OperationalError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("no broker (%s): the next sweep will send %s", error, task.name)


@shared_task  # type: ignore[untyped-decorator]
def read_import(job_id: int) -> None:
    intake.read_job(job_id)


@shared_task  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Every five minutes (settings.SWEEP_SECONDS): find what was left undone, the one in spite of the other."""
    try:
        reminding.sweep()
    finally:
        intake.recover()
