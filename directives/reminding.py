"""The reminders' way: plan, claim, deliver, recover.  With `planning.py` the only writer of Reminder and ReminderLine.

1. `plan` writes down the lines that are due today, in one digest per person and day.
2. `claim` takes some of the mails for this process: a lease in real time, and the Message-ID, committed before
   anything is sent.
3. `deliver` talks to the mail server outside any transaction, and records each answer when it has it.
4. `recover` takes back the mails whose process has died, to be sent again with the same Message-ID.

`sweep` does all four; beat calls it every five minutes, `manage.py remind` by hand.  What is lost or doubled between
sweeps is made good by the next.

Once `claim` has touched a digest its lines stand.  At delivery those are dropped whose item was meanwhile done, moved,
or taken from the reader; they stay as superseded.  A digest left without a line is deleted, which leaves the day free
for what may still come.
"""

from __future__ import annotations

import logging
import math
import time
import uuid
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from directives import access, clock, doors, faults, mailing, recurring, throttling
from directives.access import Action
from directives.digests import live_lines
from directives.errors import Refused
from directives.faults import Fault
from directives.mailing import Post
from directives.models import Channel, Reminder, ReminderKind, ReminderLine, ReminderState, User
from directives.planning import Figures, plan

__all__ = ["Figures", "claim", "deliver", "plan", "recover", "retry", "send_account", "send_test", "sweep"]

logger = logging.getLogger(__name__)

BATCH = 20

BACKOFF = (1, 5, 15, 60, 180)
"""Minutes until the next attempt; the last of them over and over."""

MAX_ATTEMPTS = 24
"""With BACKOFF some 58 hours: a mail server that is down over a weekend loses nothing."""

SWEEP_FOR = 240.0
"""Seconds after which a sweep leaves the rest to the next."""

_BY_OFFICE = frozenset({Action.VERIFY, Action.ADMINISTER})


def lease() -> timedelta:
    """How long a claim holds: five minutes, or more than the steps of one attempt at a patient EMAIL_TIMEOUT."""
    return max(timedelta(minutes=5), timedelta(seconds=12 * settings.EMAIL_TIMEOUT))


def claim(limit: int = BATCH) -> list[Reminder]:
    """Take up to `limit` mails that are due, the oldest first, so that nobody else sends them while the lease holds."""
    now, token = clock.real_now(), uuid.uuid4()
    due = Q(state=ReminderState.QUEUED) | Q(state=ReminderState.RETRY, next_attempt_at__lte=now)
    if _too_early():
        due &= ~Q(kind=ReminderKind.DIGEST)
    with transaction.atomic(durable=True):
        rows = Reminder.objects.select_for_update(skip_locked=True, of=("self",)).select_related("recipient")
        mails = list(rows.filter(due, day__lte=clock.today()).order_by("day", "pk")[:limit])
        for mail in mails:
            mail.state = ReminderState.SENDING
            mail.claim = token
            mail.lease_until = now + lease()
            mail.attempts += 1
            mail.message_id = mail.message_id or mailing.new_message_id()
            mail.address = mail.recipient.email
        Reminder.objects.bulk_update(mails, ["state", "claim", "lease_until", "attempts", "message_id", "address"])
    return mails


def _too_early() -> bool:
    """Digests wait for the morning; where the day is set by hand, its hour means nothing."""
    hour = timezone.localtime(clock.real_now()).hour
    return clock.override() is None and hour < settings.POVTRACK_MAIL_FROM_HOUR


def deliver(mails: Sequence[Reminder], until: float = math.inf) -> Figures:
    """Send claimed mails over one connection; each answer is recorded before the next mail is sent.

    When `until` (by time.monotonic) has passed, or the server cannot be used at all, those not yet tried are given
    back.  Figures: sent, retried, failed, emptied; stopped is 1 when the server cannot be used.
    """
    figures, left, fault = Figures(), deque(mails), None
    with Post() as post:
        while left and not figures["stopped"] and time.monotonic() < until:
            mail = left.popleft()
            renewed = _held(mail).filter(state=ReminderState.SENDING).update(lease_until=clock.real_now() + lease())
            if not renewed:
                continue  # the lease ran out, and somebody else has the mail
            outcome, fault = _attempt(post, mail)
            figures[outcome] += 1
            if fault is not None and fault.everyone:
                figures["stopped"] = 1
    _give_back(left, fault)
    return figures


def _held(mail: Reminder) -> QuerySet[Reminder]:
    """The mail, if the claim on it is still ours."""
    return Reminder.objects.filter(pk=mail.pk, claim=mail.claim)


def _attempt(post: Post, mail: Reminder) -> tuple[str, Fault | None]:
    """Write one mail, send it, record what came of it."""
    lines = live_lines(mail)
    if mail.kind == ReminderKind.DIGEST and not lines:
        return _empty(mail), None
    fault = _send(post, mail, lines) if mail.address else faults.NO_ADDRESS
    return (_record(mail, fault) if fault else _record_sent(mail, lines)), fault


def _send(post: Post, mail: Reminder, lines: list[ReminderLine]) -> Fault | None:
    try:
        letter = mailing.letter_of(mail, lines)
    except Exception as error:  # a mail that cannot be written must not keep back the others
        logger.exception("mail %s cannot be written", mail.pk)
        return Fault(f"{type(error).__name__}: {error}", faults.OUR_FAULT)
    return post.send(letter)


@transaction.atomic
def _record_sent(mail: Reminder, lines: Sequence[ReminderLine]) -> str:
    sent = {"state": ReminderState.SENT, "sent_at": clock.real_now(), "last_error": ""}
    if _held(mail).update(**sent, claim=None, lease_until=None, next_attempt_at=None):
        mail.lines.exclude(pk__in=[line.pk for line in lines]).update(reminder=None, superseded=True)
    return "sent"


def _record(mail: Reminder, fault: Fault) -> str:
    """Try again later, or give up.  A claim that is kept says that the server may have the mail."""
    if fault.final or mail.attempts >= MAX_ATTEMPTS:
        error = str(fault) if fault.final else f"{fault}\n{faults.GIVEN_UP}"
        _held(mail).update(
            state=ReminderState.FAILED, claim=None, lease_until=None, next_attempt_at=None, last_error=error
        )
        return "failed"
    wait = timedelta(minutes=BACKOFF[min(mail.attempts, len(BACKOFF)) - 1])
    _held(mail).update(
        state=ReminderState.RETRY,
        claim=mail.claim if fault.uncertain else None,
        lease_until=None,
        next_attempt_at=clock.real_now() + wait,
        last_error=str(fault),
    )
    return "retried"


@transaction.atomic
def _empty(mail: Reminder) -> str:
    """Nothing is left to say: forget the digest, or keep what is known of an earlier attempt."""
    held = _held(mail).select_for_update().first()
    if held is not None:
        held.lines.update(reminder=None, superseded=True)
        if held.last_error:
            _record(held, Fault(held.last_error, faults.NOTHING_LEFT, final=True))
        else:
            held.delete()
    return "emptied"


def _give_back(mails: Iterable[Reminder], fault: Fault | None) -> None:
    """Undo the claim on mails that were not tried; a fault that would have met them too is what they wait for."""
    noted = {"last_error": str(fault)} if fault is not None and fault.everyone else {}
    for mail in mails:
        # What was tried before keeps its claim: the server may have it.
        again = {"state": ReminderState.RETRY, "next_attempt_at": clock.real_now()}
        first = {"state": ReminderState.QUEUED, "claim": None}
        undone = first if mail.attempts == 1 else again
        _held(mail).update(**undone, **noted, attempts=F("attempts") - 1, lease_until=None)


def recover() -> int:
    """Take back the mails whose lease has run out; how many."""
    now = clock.real_now()
    lost = Reminder.objects.filter(state=ReminderState.SENDING, lease_until__lt=now)
    ended = f"{faults.WORKER_DIED}\n{faults.GIVEN_UP}"
    given_up = lost.filter(attempts__gte=MAX_ATTEMPTS).update(state=ReminderState.FAILED, last_error=ended)
    return given_up + lost.update(
        state=ReminderState.RETRY, lease_until=None, next_attempt_at=now, last_error=str(faults.WORKER_DIED)
    )


def sweep(seconds: float = SWEEP_FOR) -> Figures:
    """Plan, recover, and send until nothing is due, the time is over, or the mail server cannot be used."""
    until = time.monotonic() + seconds
    recurring.roll()
    figures = plan() + Figures(recovered=recover())
    while time.monotonic() < until and not figures["stopped"] and (mails := claim()):
        figures += deliver(mails, until)
    doors.purge()
    throttling.forget()
    logger.info("reminders: %s", ", ".join(f"{n} {what}" for what, n in figures.items()) or "nothing to do")
    return figures


@transaction.atomic
def retry(reminder: Reminder, user: User) -> None:
    """Send a mail again that failed, or at once one that waits for its next attempt: with the next sweep.

    Raises:
        Refused: when there is nothing to send again.
        PermissionDenied: when the user is neither of the office nor an administrator.
    """
    row = Reminder.objects.visible_to(user).select_for_update().filter(pk=reminder.pk).first()
    if row is None or not access.actions_of(user) & _BY_OFFICE:
        raise PermissionDenied
    if row.state not in {ReminderState.FAILED, ReminderState.RETRY}:
        raise Refused(_("Only a mail that failed, or that is to be tried again, can be sent again."))
    if row.kind == ReminderKind.DIGEST and not row.lines.exists():
        raise Refused(_("Its lines went into a later mail or are settled: there is nothing to send again."))
    row.state, row.claim, row.next_attempt_at = ReminderState.RETRY, None, clock.real_now()
    row.save(update_fields=["state", "claim", "next_attempt_at"])


@transaction.atomic
def send_test(user: User) -> Reminder:
    """Put a test mail to that user into the outbox, for the next sweep; one that was sent today is sent anew."""
    return _put(user, ReminderKind.TEST)


@transaction.atomic
def send_account(user: User) -> Reminder:
    """Put a mail with a link for choosing a password into the outbox; one that was sent today is sent anew."""
    return _put(user, ReminderKind.ACCOUNT)


def _put(user: User, kind: ReminderKind) -> Reminder:
    mail, _made = Reminder.objects.select_for_update().get_or_create(
        recipient=user, day=clock.today(), channel=Channel.EMAIL, kind=kind
    )
    if mail.state != ReminderState.SENDING:
        mail.state, mail.message_id, mail.attempts = ReminderState.QUEUED, "", 0
        mail.claim = mail.next_attempt_at = mail.sent_at = None
        mail.last_error = ""
        mail.save()
    return mail
