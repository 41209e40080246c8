"""Processes that die while they send, and several that send at once: nothing is lost, nothing is sent twice unknown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection, connections, transaction

from directives import clock, reminding
from directives.models import Reminder, ReminderLine, User
from povtrack.launcher import free_port
from tests import factories as f
from tests import servers
from tests.outbox import DUE, item, message_ids, plan_on, rewind, state_of, sweep_on
from tests.smtp import ACCEPT, HANG, SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)


class Killer(SmtpServer):
    """Kills the process that sends: as soon as it has the n-th mail, before it says so."""

    victim: subprocess.Popen[bytes] | None = None
    at = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim is not None and len(self.mails) == self.at:
            self.victim.send_signal(signal.SIGKILL)
            self.victim.wait()
        return answer


@pytest.fixture
def server() -> Iterator[Killer]:
    server = Killer(free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def people() -> list[User]:
    """Six liaisons of one unit, with two items that are due."""
    people = [f.liaison(username=f"u{n}") for n in range(6)]
    item()
    item(directive=f.DirectiveFactory(text="9月底前消除危房"))
    return people


def start_remind(port: int, log: Path) -> subprocess.Popen[bytes]:
    """`manage.py remind` on the test database, as beat's worker or a cron job would run it."""
    env = {
        **os.environ,
        "DATABASE_URL": servers.test_database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    argv = [sys.executable, "manage.py", "remind", "--on", DUE.isoformat()]
    with log.open("ab") as output:
        return subprocess.Popen(argv, cwd=servers.ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)


def check_everybody_got_one_mail(server: SmtpServer, people: list[User]) -> None:
    """Each digest arrived, under one Message-ID, and its lines stand recorded once."""
    assert {mail.recipients[0] for mail in server.mails} == {user.email for user in people}
    by_recipient: dict[str, set[str]] = {}
    for mail, message_id in zip(server.mails, message_ids(server.mails), strict=True):
        by_recipient.setdefault(mail.recipients[0], set()).add(message_id)
    assert all(len(ids) == 1 for ids in by_recipient.values())
    assert Reminder.objects.count() == len(people)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}
    assert ReminderLine.objects.filter(reminder__isnull=False).count() == 2 * len(people)


@pytest.mark.parametrize("at", [1, 3])
def test_a_process_killed_after_the_server_took_a_mail_leaves_one_to_be_sent_again_as_the_same(
    server: Killer, people: list[User], tmp_path: Path, at: int
) -> None:
    server.at = at
    server.victim = start_remind(server.port, tmp_path / "log")
    assert server.victim.wait(60) == -signal.SIGKILL, (tmp_path / "log").read_text()
    assert Counter(Reminder.objects.values_list("state", flat=True)) == +Counter(sent=at - 1, sending=7 - at)
    assert start_remind(server.port, tmp_path / "log").wait(60) == 0
    assert len(server.mails) == at  # the leases still hold
    for mail in Reminder.objects.all():
        rewind(mail)
    assert start_remind(server.port, tmp_path / "log").wait(60) == 0, (tmp_path / "log").read_text()
    check_everybody_got_one_mail(server, people)
    assert len(server.mails) == len(people) + 1


def test_a_process_killed_while_it_waits_for_an_answer_leaves_nothing_undone(
    server: Killer, people: list[User], tmp_path: Path
) -> None:
    server.script(ACCEPT, HANG)
    process = start_remind(server.port, tmp_path / "log")
    servers.wait_until(lambda: server.attempts == 2, "the second mail is offered")
    process.kill()
    process.wait()
    for mail in Reminder.objects.all():
        rewind(mail)
    assert start_remind(server.port, tmp_path / "log").wait(60) == 0, (tmp_path / "log").read_text()
    check_everybody_got_one_mail(server, people)
    assert len(server.mails) == len(people)


def test_killed_again_and_again_it_still_gets_there(server: Killer, people: list[User], tmp_path: Path) -> None:
    for at in (1, 2, 3):
        server.at = at
        server.victim = start_remind(server.port, tmp_path / "log")
        server.victim.wait(60)
        for mail in Reminder.objects.filter(state="sending"):
            rewind(mail)
    server.victim = None
    start_remind(server.port, tmp_path / "log").wait(60)
    check_everybody_got_one_mail(server, people)


def test_three_sweeps_at_once_send_each_mail_once(server: Killer, people: list[User], tmp_path: Path) -> None:
    processes = [start_remind(server.port, tmp_path / f"log{n}") for n in range(3)]
    codes = [process.wait(120) for process in processes]
    assert codes == [0, 0, 0], "\n".join(log.read_text() for log in tmp_path.iterdir())
    check_everybody_got_one_mail(server, people)
    assert len(server.mails) == len(people)


def in_threads(count: int, work: object) -> list[BaseException]:
    """Run `work` that often at the same moment, each on a connection of its own; what went wrong."""
    assert callable(work)
    barrier, errors = threading.Barrier(count), []

    def run() -> None:
        try:
            barrier.wait()
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_planners_at_once_write_each_line_once(people: list[User]) -> None:
    planned: list[int] = []
    assert in_threads(4, lambda: planned.append(plan_on(DUE)["planned"])) == []
    assert sum(planned) == 2 * len(people)
    assert ReminderLine.objects.filter(reminder__isnull=False).count() == 2 * len(people)
    assert Reminder.objects.count() == len(people)


def test_senders_at_once_claim_each_mail_once(people: list[User], smtp_server: SmtpServer) -> None:
    plan_on(DUE)
    taken: list[int] = []

    def work() -> None:
        with clock.set_to(DUE):
            while mails := reminding.claim(limit=2):
                taken.extend(mail.pk for mail in mails)
                reminding.deliver(mails)

    assert in_threads(3, work) == []
    assert sorted(taken) == sorted(Reminder.objects.values_list("pk", flat=True))
    assert len(smtp_server.mails) == len(people)
    assert len(set(message_ids(smtp_server.mails))) == len(people)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time: nobody waits on a row")
def test_a_mail_that_another_holds_a_lock_on_is_passed_over(people: list[User]) -> None:
    plan_on(DUE)
    first = Reminder.objects.order_by("pk")[0]
    with transaction.atomic():
        Reminder.objects.select_for_update().get(pk=first.pk)
        taken: list[int] = []

        def work() -> None:
            with clock.set_to(DUE):
                taken.extend(mail.pk for mail in reminding.claim())

        assert in_threads(1, work) == []
    assert len(taken) == len(people) - 1
    assert first.pk not in taken
    assert state_of(first) == "queued"


def test_a_sweep_finds_what_a_planner_that_died_had_not_written(people: list[User], smtp_server: SmtpServer) -> None:
    plan_on(DUE)
    # As if it had died between two chunks: the lines of the second item are not there.
    ReminderLine.objects.filter(assignment=ReminderLine.objects.latest("assignment_id").assignment).delete()
    sweep_on(DUE)
    assert ReminderLine.objects.filter(reminder__isnull=False).count() == 2 * len(people)
    assert all("9月底前消除危房" in mail.text for mail in smtp_server.mails)
