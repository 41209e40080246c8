"""A file becomes a draft meeting with draft directives; the only writer of import state.

    queued ──> reading ──> done | repeated | failed        failed | cancelled ──retry──> queued
       └─────────┴──> cancelled

Bytes and job are kept first, then a worker is told.  A worker claims the job for `LEASE`, and renews that at each
step of `PERCENT`; what it has read it writes in one transaction, in which it still must hold the claim.  So a job is
written once whoever else tries, and a worker that is killed leaves nothing half-written: its lease runs out, and
`recover` puts the job back.  For a queued job `lease_until` is when its message counts as lost.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from directives import access, clock, drafts, indexing, repeats
from directives.access import Action
from directives.errors import Refused
from directives.models import ImportJob, ImportState, Source, StoredFile, Unit, User
from directives.reading.types import Hints, Report
from directives.unreadable import GAVE_UP, UNEXPECTED, code_of, message_of
from directives.uploads import Given, LeftOut, Upload

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""How long a worker may be silent; the longest step, reading 20 MB of text, takes a small part of it."""
MESSAGE_LIVES = timedelta(minutes=10)
MOST_ATTEMPTS = 3
"""How many workers one file may take down before it is given up."""
RUNNING = (ImportState.QUEUED, ImportState.READING)
PERCENT = {"claimed": 5, "opened": 30, "read": 80, "written": 100}


class LostClaim(Exception):
    """The job was cancelled, or another worker has it."""


def submit(office: Unit, user: User, given: Iterable[Given]) -> list[ImportJob]:
    """Keep what was given as one batch, and have it read in the background; what is left out gets its row and reason.

    One file is in memory at a time.  The bytes are written first and the rows at once, so that neither all nor half
    of the batch waits on a lock of the database.

    Raises:
        PermissionDenied: when the user may not enter reports for the office.
    """
    access.require(access.may_for_office(user, Action.ENTER, office.pk))
    batch = uuid.uuid4()
    with translation.override(user.language):
        jobs = [_left_out(each) if isinstance(each, LeftOut) else _job(each) for each in given]
    files = {job.file.pk: job.file for job in jobs if job.file is not None}
    for job in jobs:
        job.office, job.batch, job.created_by = office, batch, user
    with transaction.atomic():
        StoredFile.objects.bulk_create(files.values(), ignore_conflicts=True)
        ImportJob.objects.bulk_create(jobs)
        _announce([job.pk for job in jobs if job.state == ImportState.QUEUED])
    return jobs


@transaction.atomic
def keep(office: Unit, user: User | None, upload: Upload) -> ImportJob:
    """Keep a file as a queued job, for a caller who reads it himself (`read_job`).

    `user` is None for who works at the shell.

    Raises:
        PermissionDenied: when the user may not enter reports for the office.
    """
    if user is not None:
        access.require(access.may_for_office(user, Action.ENTER, office.pk))
    job = _job(upload)
    job.office, job.created_by = office, user
    StoredFile.objects.bulk_create([job.kept()], ignore_conflicts=True)
    job.save()
    return job


def _job(upload: Upload) -> ImportJob:
    """An unsaved job whose bytes are written; of a long name the end stays, which tells the kind of the file."""
    return ImportJob(
        file=StoredFile.objects.put(upload.data),
        name=upload.name[-200:],
        url=upload.url[:500],
        publisher=upload.publisher[:100],
        published_on=upload.published_on,
        lease_until=clock.real_now() + MESSAGE_LIVES,
    )


def _left_out(given: LeftOut) -> ImportJob:
    return ImportJob(
        name=given.name[-200:],
        state=ImportState.LEFT_OUT,
        error_code=given.code,
        error=message_of(given.code),
        finished_at=clock.real_now(),
    )


@transaction.atomic
def retry(job: ImportJob, user: User) -> ImportJob:
    """Queue a failed or cancelled job again."""
    row = _locked(job, user, ImportState.FAILED, ImportState.CANCELLED)
    _queue([row])
    return row


@transaction.atomic
def retry_failed(batch: uuid.UUID, user: User) -> int:
    """Queue every failed job of a batch again; how many there were."""
    rows = _locked_batch(batch, user, ImportState.FAILED)
    _queue(rows)
    return len(rows)


@transaction.atomic
def cancel(job: ImportJob, user: User) -> ImportJob:
    """Stop a job that waits or is being read; its worker notices at its next step and writes nothing."""
    row = _locked(job, user, *RUNNING)
    _stop([row])
    return row


@transaction.atomic
def cancel_rest(batch: uuid.UUID, user: User) -> int:
    """Stop every job of a batch that is not finished; how many there were."""
    rows = _locked_batch(batch, user, *RUNNING)
    _stop(rows)
    return len(rows)


def read_job(job_id: int) -> None:
    """Read one queued job to its end; nothing happens when it is not queued, or another worker is faster.

    A file that cannot be read ends as failed, with what to do about it.  Whatever else goes wrong fails the job
    too, and is raised for the worker's log.
    """
    job = _claimed(job_id)
    if job is None:
        return
    try:
        _read(job)
    except LostClaim:
        logger.info("import %s was cancelled or taken over", job_id)
    except Exception as error:
        code = code_of(error)
        _fail(job, code)
        if code == UNEXPECTED:
            raise


def recover() -> None:
    """Put jobs of dead workers back, and tell workers again of queued ones whose message was lost."""
    now = clock.real_now()
    dead = Q(state=ImportState.READING, lease_until__lt=now)
    for job in ImportJob.objects.filter(dead, attempts__gte=MOST_ATTEMPTS).select_related("created_by"):
        _fail(job, GAVE_UP)
    ImportJob.objects.filter(dead).update(state=ImportState.QUEUED, percent=0, claim=None, lease_until=None)
    lost = Q(state=ImportState.QUEUED) & (Q(lease_until=None) | Q(lease_until__lt=now))
    waiting = list(ImportJob.objects.filter(lost).order_by("pk").values_list("pk", flat=True))
    told = {"lease_until": now + MESSAGE_LIVES}
    _announce([pk for pk in waiting if ImportJob.objects.filter(lost, pk=pk).update(**told)])


def _announce(job_ids: Sequence[int]) -> None:
    """Tell the workers, once the jobs can be seen; a message that is lost is sent again by `recover`."""
    from directives.tasks import enqueue, read_import  # the tasks import this module

    def tell() -> None:
        for job_id in job_ids:
            enqueue(read_import, job_id)

    transaction.on_commit(tell, robust=True)


def _queue(rows: Sequence[ImportJob]) -> None:
    """Put locked jobs back to the start."""
    for row in rows:
        row.state, row.percent, row.attempts = ImportState.QUEUED, 0, 0
        row.error_code = row.error = ""
        row.finished_at, row.lease_until = None, clock.real_now() + MESSAGE_LIVES
    ImportJob.objects.bulk_update(
        rows, ["state", "percent", "attempts", "error_code", "error", "finished_at", "lease_until"]
    )
    _announce([row.pk for row in rows])


def _stop(rows: Sequence[ImportJob]) -> None:
    for row in rows:
        row.state, row.claim, row.lease_until, row.finished_at = ImportState.CANCELLED, None, None, clock.real_now()
    ImportJob.objects.bulk_update(rows, ["state", "claim", "lease_until", "finished_at"])


def _locked_batch(batch: uuid.UUID, user: User, *states: ImportState) -> list[ImportJob]:
    """The jobs of a batch that are in these states, held in the order of their keys."""
    held = ImportJob.objects.select_for_update(of=("self",)).filter(batch=batch, state__in=states).order_by("pk")
    rows = list(held)
    access.require(all(access.may_for_office(user, Action.ENTER, office) for office in {r.office_id for r in rows}))
    return rows


def _locked(job: ImportJob, user: User, *states: ImportState) -> ImportJob:
    row = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    access.require(access.may_for_office(user, Action.ENTER, row.office_id))
    if row.state not in states:
        words = {"item": row.name[:30], "state": row.get_state_display()}
        raise Refused(_("“%(item)s” is %(state)s now, so this step is not possible.") % words)
    return row


def _claimed(job_id: int) -> ImportJob | None:
    """The job, if this worker gets it: it is queued, or its worker has been silent for too long."""
    now, claim = clock.real_now(), uuid.uuid4()
    free = Q(state=ImportState.QUEUED) | Q(state=ImportState.READING, lease_until__lt=now)
    ImportJob.objects.filter(free, pk=job_id, attempts__lt=MOST_ATTEMPTS).update(
        state=ImportState.READING,
        percent=PERCENT["claimed"],
        claim=claim,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    return ImportJob.objects.select_related("office", "file", "created_by").filter(pk=job_id, claim=claim).first()


def _step(job: ImportJob, step: str) -> None:
    """Note the progress and renew the lease.

    Raises:
        LostClaim: when the job is not this worker's any more.
    """
    mine = ImportJob.objects.filter(pk=job.pk, claim=job.claim, state=ImportState.READING)
    if not mine.update(percent=PERCENT[step], lease_until=clock.real_now() + LEASE):
        raise LostClaim


def _read(job: ImportJob) -> None:
    # The reader's tables take half a second to load: only the workers, who come here, pay that.
    from directives.reading import documents, report

    text = drafts.storable(documents.read_document(job.kept().read(), job.name))
    _step(job, "opened")
    hints = Hints(job.url, job.published_on, job.publisher, job.office.division_id)
    reading = report.read(text, hints)
    likeness = repeats.likeness_of(text)
    _step(job, "read")
    _write(job, text, reading, likeness)


@transaction.atomic
def _write(job: ImportJob, text: str, reading: Report, likeness: repeats.Likeness) -> None:
    """Everything the reading gave, or the report it repeats, in one transaction.

    The office is locked: of two workers with the same report the later one finds what the earlier wrote.
    """
    _step(job, "written")
    Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=job.office_id)
    source = repeats.find_first(job.office, likeness)
    state = ImportState.REPEATED if source else ImportState.DONE
    if source is None:
        source = Source.objects.create(
            office=job.office,
            file=job.kept(),
            name=job.name,
            text=text,
            fingerprint=likeness.fingerprint,
            url=job.url,
            publisher=job.publisher,
            published_on=job.published_on,
            uploaded_by=job.created_by,
        )
        repeats.remember(source, likeness)
        drafts.write(source, reading)
        indexing.keep([source])
    _end(job, state, source=source)


def _fail(job: ImportJob, code: str) -> None:
    """End a job with a message in its owner's language, unless somebody else has it by now."""
    language = job.created_by.language if job.created_by else settings.LANGUAGE_CODE
    with translation.override(language):
        _end(job, ImportState.FAILED, error_code=code, error=message_of(code), percent=0)


def _end(job: ImportJob, state: ImportState, **fields: object) -> None:
    mine = ImportJob.objects.filter(pk=job.pk, claim=job.claim, state=ImportState.READING)
    mine.update(state=state, claim=None, lease_until=None, finished_at=clock.real_now(), **fields)
