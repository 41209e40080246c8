"""What becomes of a mail when the mail server refuses, stalls, breaks off, or is not there."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from django.db import connection
from pytest_django.fixtures import Settings

from directives import clock, mailing, reminding
from directives.models import Assignment, AssignmentState, Reminder, ReminderLine, ReminderState, User
from tests import factories as f
from tests.outbox import DUE, digests, item, message_ids, plan_on, rewind, stages_of, state_of, sweep_on
from tests.smtp import DROP, HANG, LOSE, SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)

BUSY = "451 4.3.0 Try again later"
REFUSED = "554 5.7.1 Not wanted here"


@pytest.fixture
def zhang() -> User:
    return f.liaison(username="zhang")


@pytest.fixture
def digest(zhang: User) -> Reminder:
    """One digest, planned and not sent yet."""
    item()
    plan_on(DUE)
    return Reminder.objects.get()


@pytest.fixture
def outbox() -> list[Reminder]:
    """Four test mails to four people."""
    return [reminding.send_test(f.supervisor(username=f"u{n}")) for n in range(4)]


def send(day: int = 0) -> reminding.Figures:
    """Claim and deliver what is due, without planning."""
    with clock.set_to(DUE + timedelta(days=day)):
        return reminding.deliver(reminding.claim())


def test_an_accepted_mail_is_sent_once(digest: Reminder, smtp_server: SmtpServer) -> None:
    assert send() == {"sent": 1}
    assert state_of(digest) == "sent"
    assert digest.sent_at is not None
    assert (digest.claim, digest.lease_until, digest.next_attempt_at) == (None, None, None)
    assert digest.address == "zhang@example.org"
    assert send() == {}
    assert smtp_server.mails[0].recipients == ["zhang@example.org"]
    assert message_ids(smtp_server.mails) == [digest.message_id]


def test_while_it_talks_to_the_server_no_transaction_is_open(
    digest: Reminder, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    post_send = mailing.Post.send

    def looking(*args: object) -> object:
        seen.append((connection.in_atomic_block, Reminder.objects.values_list("state", "attempts").get()))
        return post_send(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(mailing.Post, "send", looking)
    send()
    assert seen == [(False, ("sending", 1))]


@pytest.mark.parametrize("fault", [BUSY, DROP, LOSE])
def test_a_passing_fault_is_tried_again_as_the_same_mail(digest: Reminder, smtp_server: SmtpServer, fault: str) -> None:
    smtp_server.script(fault)
    assert send() == {"retried": 1}
    assert state_of(digest) == "retry"
    assert digest.next_attempt_at is not None
    assert digest.next_attempt_at > clock.real_now()
    assert send() == {}  # not yet
    rewind(digest)
    assert send() == {"sent": 1}
    assert state_of(digest) == "sent"
    assert digest.attempts == 2
    assert digest.last_error == ""
    assert set(message_ids(smtp_server.mails)) == {digest.message_id}
    assert len(smtp_server.mails) == (2 if fault == LOSE else 1)


def test_a_server_that_does_not_answer_is_left_and_the_other_mails_go_out(
    outbox: list[Reminder], smtp_server: SmtpServer, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 0.5
    smtp_server.script(HANG)
    assert reminding.sweep() == {"retried": 1, "sent": 3}
    states = [state_of(mail) for mail in outbox]
    assert sorted(states) == ["retry", "sent", "sent", "sent"]
    stalled = outbox[states.index("retry")]
    assert "timed out" in stalled.last_error
    assert stalled.claim is not None  # the server may have it


def test_only_an_answer_tells_that_the_server_has_not_got_it(digest: Reminder, smtp_server: SmtpServer) -> None:
    smtp_server.script(BUSY)
    send()
    assert state_of(digest) == "retry"
    assert digest.claim is None
    assert digest.last_error.startswith(BUSY)


@pytest.mark.parametrize("refusal", ["DATA", "RCPT"])
def test_a_final_refusal_fails_with_the_servers_words_and_what_to_do(
    digest: Reminder, smtp_server: SmtpServer, refusal: str
) -> None:
    if refusal == "DATA":
        smtp_server.script(REFUSED)
    else:
        smtp_server.refuse("zhang@example.org")
    assert send() == {"failed": 1}
    assert state_of(digest) == "failed"
    words, advice = digest.last_error.splitlines()
    assert words == (REFUSED if refusal == "DATA" else "550 5.1.1 No such mailbox")
    assert "send again" in advice
    rewind(digest)
    assert send() == {}


def test_a_refused_address_does_not_keep_back_the_others(outbox: list[Reminder], smtp_server: SmtpServer) -> None:
    smtp_server.refuse("u1@example.org")
    smtp_server.refuse("u2@example.org", "450 4.2.0 Greylisted")
    assert reminding.sweep() == {"sent": 2, "failed": 1, "retried": 1}
    assert [state_of(mail) for mail in outbox] == ["sent", "failed", "retry", "sent"]


def test_without_an_address_it_fails_and_says_what_to_do(digest: Reminder, smtp_server: SmtpServer) -> None:
    User.objects.update(email="")
    assert send() == {"failed": 1}
    assert state_of(digest) == "failed"
    assert "has no e-mail address: enter one" in digest.last_error
    assert smtp_server.attempts == 0


@pytest.mark.parametrize("address", ["no one@", "a@b\nBcc: c@d.cn"])
def test_an_address_nobody_can_write_to_fails(digest: Reminder, smtp_server: SmtpServer, address: str) -> None:
    User.objects.update(email=address)
    assert send() == {"failed": 1}
    assert state_of(digest) == "failed"
    assert smtp_server.mails == []


def test_the_waits_grow_and_after_many_attempts_it_is_given_up(digest: Reminder, smtp_server: SmtpServer) -> None:
    waits = []
    for _ in range(reminding.MAX_ATTEMPTS):
        smtp_server.script(BUSY)
        before = clock.real_now()
        send()
        if state_of(digest) == "retry":
            assert digest.next_attempt_at is not None
            waits.append(round((digest.next_attempt_at - before) / timedelta(minutes=1)))
        rewind(digest)
    assert waits == [1, 5, 15, 60] + [180] * (reminding.MAX_ATTEMPTS - 5)
    assert state_of(digest) == "failed"
    assert digest.last_error.startswith(BUSY)
    assert "Given up" in digest.last_error


# The server is not there, or will not have us


def test_when_nobody_listens_the_sweep_stops_and_the_rest_wait_untried(
    outbox: list[Reminder], settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
        figures = reminding.sweep()
    assert figures == {"retried": 1, "stopped": 1}
    assert [state_of(mail) for mail in outbox] == ["retry", "queued", "queued", "queued"]
    assert [mail.attempts for mail in outbox] == [1, 0, 0, 0]
    assert all("cannot be reached" in mail.last_error for mail in outbox)


def test_a_mail_tried_before_is_given_back_as_one_to_try_again(
    outbox: list[Reminder], smtp_server: SmtpServer, settings: Settings
) -> None:
    smtp_server.script(LOSE, LOSE, LOSE, LOSE)
    reminding.sweep()
    for mail in outbox:
        rewind(mail)
    settings.EMAIL_PORT = 9
    assert reminding.sweep() == {"retried": 1, "stopped": 1}
    assert [state_of(mail) for mail in outbox] == ["retry"] * 4
    assert [mail.attempts for mail in outbox] == [2, 1, 1, 1]
    assert all(mail.claim is not None for mail in outbox[1:])  # the server may still have it


def test_when_the_server_comes_back_everything_goes_out_once(
    outbox: list[Reminder], smtp_server: SmtpServer, settings: Settings
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    reminding.sweep()
    settings.EMAIL_PORT = port
    rewind(outbox[0])
    assert reminding.sweep() == {"sent": 4}
    assert len(set(message_ids(smtp_server.mails))) == 4


@contextmanager
def guarded_server(settings: Settings, answer: AuthResult) -> Iterator[None]:
    """A mail server that wants a login, and answers it so."""
    controller = Controller(
        object(),
        hostname="127.0.0.1",
        port=mail_port(),
        authenticator=lambda *_: answer,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = controller.port
    yield
    controller.stop()


def mail_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    ("words", "state", "figures"),
    [
        (b"535 5.7.8 Wrong password", "failed", {"failed": 1, "stopped": 1}),
        (b"454 4.7.0 Temporary failure", "retry", {"retried": 1, "stopped": 1}),
    ],
)
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_refused_login_stops_the_sweep_and_only_a_5xx_is_final(
    outbox: list[Reminder], settings: Settings, words: bytes, state: str, figures: dict[str, int]
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "duban", "wrong"
    with guarded_server(settings, AuthResult(success=False, handled=False, message=words.decode())):
        assert reminding.sweep() == figures
    assert [state_of(mail) for mail in outbox] == [state, "queued", "queued", "queued"]
    assert outbox[0].last_error.startswith(words.decode())


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_wants_a_login_we_do_not_have_stops_the_sweep(outbox: list[Reminder], settings: Settings) -> None:
    with guarded_server(settings, AuthResult(success=True)):
        assert reminding.sweep() == {"failed": 1, "stopped": 1}
    assert state_of(outbox[0]) == "failed"
    assert outbox[0].last_error.startswith("530")


# Leases


def test_a_lease_outlasts_the_slowest_attempt(settings: Settings) -> None:
    assert reminding.lease() == timedelta(minutes=5)
    settings.EMAIL_TIMEOUT = 60
    assert reminding.lease() > timedelta(seconds=60 * 10)


def test_a_claimed_mail_is_nobody_elses_until_its_lease_is_over(digest: Reminder, smtp_server: SmtpServer) -> None:
    with clock.set_to(DUE):
        [first] = reminding.claim()
        assert reminding.claim() == []
        assert reminding.recover() == 0
        rewind(digest)
        assert reminding.recover() == 1
        [second] = reminding.claim()
        assert (first.message_id, first.claim) != (second.message_id, second.claim)
        assert first.message_id == second.message_id
        assert second.attempts == 2
        # The first wakes up: the mail is not its own any more.
        assert reminding.deliver([first]) == {}
        assert reminding.deliver([second]) == {"sent": 1}
    assert len(smtp_server.mails) == 1


def test_a_sleeper_does_not_send_what_was_taken_from_it_and_not_yet_given_to_another(
    digest: Reminder, smtp_server: SmtpServer
) -> None:
    with clock.set_to(DUE):
        mails = reminding.claim()
        rewind(digest)
        reminding.recover()
        assert reminding.deliver(mails) == {}
    assert smtp_server.attempts == 0
    assert state_of(digest) == "retry"


def during_sending(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Let something happen between the server's answer and our record of it."""
    post_send = mailing.Post.send

    def send_then(*args: object) -> object:
        fault = post_send(*args)  # type: ignore[arg-type]
        what()
        return fault

    monkeypatch.setattr(mailing.Post, "send", send_then)


def test_an_answer_that_comes_after_the_lease_still_counts_while_nobody_else_has_the_mail(
    digest: Reminder, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late() -> None:
        rewind(digest)
        reminding.recover()

    during_sending(monkeypatch, too_late)
    assert send() == {"sent": 1}
    assert state_of(digest) == "sent"


def test_only_the_holder_of_the_claim_records_what_came_of_it(
    digest: Reminder, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_over() -> None:
        rewind(digest)
        reminding.recover()
        reminding.claim()

    during_sending(monkeypatch, taken_over)
    send()
    assert state_of(digest) == "sending"
    assert digest.attempts == 2


def test_a_mail_whose_every_sender_died_is_given_up(digest: Reminder) -> None:
    Reminder.objects.update(attempts=reminding.MAX_ATTEMPTS - 1)
    with clock.set_to(DUE):
        reminding.claim()
    rewind(digest)
    assert reminding.recover() == 1
    assert state_of(digest) == "failed"
    assert "Given up" in digest.last_error


def test_a_batch_that_has_used_up_its_time_gives_back_the_rest(outbox: list[Reminder], smtp_server: SmtpServer) -> None:
    assert reminding.deliver(reminding.claim(), until=time.monotonic() - 1) == {}
    assert [state_of(mail) for mail in outbox] == ["queued"] * 4
    assert reminding.sweep(seconds=0) == {}
    assert smtp_server.attempts == 0


def test_a_mail_that_cannot_be_written_does_not_keep_back_the_others(
    zhang: User, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    item()
    f.liaison(username="li")
    plan_on(DUE)
    write = mailing.letter_of

    def broken(mail: Reminder, lines: list[ReminderLine]) -> object:
        if mail.recipient == zhang:
            raise ZeroDivisionError("so it goes")
        return write(mail, lines)

    monkeypatch.setattr(mailing, "letter_of", broken)
    assert send() == {"sent": 1, "retried": 1}
    [mail] = digests(zhang)
    assert mail.state == ReminderState.RETRY
    assert mail.last_error.startswith("ZeroDivisionError: so it goes\nThis is a fault of the program")


# What is settled before it is sent


def test_lines_that_hold_no_more_are_not_sent_and_stay_as_superseded(zhang: User, smtp_server: SmtpServer) -> None:
    kept, closed = item(), item(directive=f.DirectiveFactory(text="已经办结的事"))
    plan_on(DUE)
    Assignment.objects.filter(pk=closed.pk).update(state=AssignmentState.CLOSED)
    assert send() == {"sent": 1}
    assert "已经办结的事" not in smtp_server.mails[0].text
    [mail] = digests(zhang)
    assert [line.assignment for line in mail.lines.all()] == [kept]
    dropped = ReminderLine.objects.get(assignment=closed, stage="before_0")
    assert dropped.superseded
    assert dropped.reminder is None


def test_a_digest_without_a_line_is_not_sent_and_leaves_the_day_free(zhang: User, smtp_server: SmtpServer) -> None:
    assignment = item()
    plan_on(DUE)
    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.CLOSED)
    assert send() == {"emptied": 1}
    assert digests(zhang) == []
    late = item(directive=f.DirectiveFactory())
    assert sweep_on(DUE)["sent"] == 1
    [mail] = digests(zhang)
    assert (mail.day, [line.assignment for line in mail.lines.all()]) == (DUE, [late])
    assert len(smtp_server.mails) == 1


def test_a_digest_that_may_have_gone_out_is_kept_even_when_nothing_is_left_of_it(
    digest: Reminder, smtp_server: SmtpServer
) -> None:
    smtp_server.script(LOSE)
    send()
    Assignment.objects.update(state=AssignmentState.CLOSED)
    rewind(digest)
    assert send() == {"emptied": 1}
    assert state_of(digest) == "failed"
    assert digest.last_error.endswith("Nothing is left to remind of.")
    assert stages_of(digest) == []
    assert len(smtp_server.mails) == 1


def test_a_reader_who_was_switched_off_gets_nothing(digest: Reminder, smtp_server: SmtpServer) -> None:
    User.objects.update(is_active=False)
    assert send() == {"emptied": 1}
    assert smtp_server.attempts == 0


def test_a_server_that_was_down_for_days_means_one_mail_and_not_three(
    zhang: User, smtp_server: SmtpServer, settings: Settings
) -> None:
    item()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    for n in (-1, 0, 1):
        sweep_on(DUE + timedelta(days=n))
        for mail in digests(zhang):
            rewind(mail)
    settings.EMAIL_PORT = port
    sweep_on(DUE + timedelta(days=1))
    assert len(smtp_server.mails) == 1
    assert stages_of(digests(zhang)[-1]) == ["before_1", "before_0", "overdue_1"]
    assert smtp_server.mails[0].text.count("5月底前建成全部搬迁安置房") == 1


def test_an_empty_digest_that_somebody_else_has_taken_is_left_to_them(
    digest: Reminder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_meanwhile(mail: Reminder) -> list[ReminderLine]:
        rewind(mail)
        reminding.recover()
        reminding.claim()
        return []

    monkeypatch.setattr(reminding, "live_lines", taken_meanwhile)
    assert send() == {"emptied": 1}
    assert state_of(digest) == "sending"
    assert stages_of(digest) == ["before_0"]


class Garrulous(SmtpServer):
    """Says goodbye in a line that no client reads to its end."""

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "221 " + "bye " * 3000


def test_a_goodbye_that_fails_does_not_undo_what_was_sent(outbox: list[Reminder], settings: Settings) -> None:
    server = Garrulous(mail_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = server.port
    assert reminding.sweep() == {"sent": 4}
    server.stop()
    assert [state_of(mail) for mail in outbox] == ["sent"] * 4
