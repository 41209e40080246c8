"""`manage.py remind`: the sweep by hand, and what it would do."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from directives import clock
from directives.models import Recurrence, Reminder, ReminderLine, ReminderState, User
from tests import factories as f
from tests.outbox import DUE, item, plan_on, stages, state_of
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> User:
    return f.liaison(username="zhang", name="张三")


def remind(*options: str) -> str:
    out = StringIO()
    call_command("remind", "--on", DUE.isoformat(), *options, stdout=out, no_color=True)
    return out.getvalue()


def test_it_plans_and_sends_as_the_sweep_does_and_says_what_it_did(zhang: User, smtp_server: SmtpServer) -> None:
    item()
    said = remind()
    assert "Reminders of 2017-05-31" in said
    assert "1  lines put into digests" in said
    assert "1  mails sent" in said
    assert "failed" not in said
    assert state_of(Reminder.objects.get()) == "sent"
    assert [mail.recipients for mail in smtp_server.mails] == [["zhang@example.org"]]
    assert "0  nothing to do" in remind()
    assert len(smtp_server.mails) == 1


def test_without_a_day_it_takes_the_business_day(zhang: User, smtp_server: SmtpServer) -> None:
    item()
    with clock.set_to(DUE):
        call_command("remind", stdout=StringIO())
    assert len(smtp_server.mails) == 1


def test_the_day_is_forgotten_afterwards(zhang: User) -> None:
    remind("--dry-run")
    assert clock.override() is None


def test_plan_only_writes_the_reminders_down_and_sends_nothing(zhang: User, smtp_server: SmtpServer) -> None:
    assignment = item(None)
    Recurrence.objects.create(directive=assignment.directive, every=Recurrence.Every.MONTH, day=31)
    assert "1  lines put into digests" in remind("--plan-only")
    assert state_of(Reminder.objects.get()) == "queued"
    assert smtp_server.attempts == 0


def test_when_the_mail_server_cannot_be_used_it_says_so_and_ends_with_an_error(zhang: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    item()
    with pytest.raises(CommandError, match="mail server cannot be used"):
        remind()
    assert state_of(Reminder.objects.get()) == "retry"


def test_a_dry_run_shows_by_county_who_would_get_what_and_changes_nothing(zhang: User, smtp_server: SmtpServer) -> None:
    f.liaison(f.UnitFactory(division=f.zhuxi()), username="wang", email="")
    item()
    item(due_on=DUE + timedelta(days=3), directive=f.DirectiveFactory(text="危房清零"))
    item(directive=f.DirectiveFactory(text="修路"), unit=f.UnitFactory(division=f.zhuxi()))
    said = remind("--dry-run")
    assert said.startswith("丹江口市\n  张三 <zhang@example.org>\n    before_0")
    assert "    before_0    2017-05-31   5月底前建成全部搬迁安置房\n" in said
    assert "    before_3    2017-06-03   危房清零\n" in said
    assert "竹溪县\n  wang <no e-mail address>\n    before_0    2017-05-31   修路\n" in said
    assert "3 lines to 2 people on 2017-05-31; nothing was written." in said
    assert not Reminder.objects.exists()
    assert not ReminderLine.objects.exists()
    assert smtp_server.attempts == 0


def test_a_dry_run_shows_what_waits_already_and_what_waits_till_tomorrow(zhang: User) -> None:
    item()
    plan_on(DUE)
    assert "1 lines to 1 people" in remind("--dry-run")
    Reminder.objects.update(state=ReminderState.SENT)
    assert "0 lines to 0 people" in remind("--dry-run")
    item(directive=f.DirectiveFactory(text="修路"))
    said = remind("--dry-run")
    assert "(has had today's mail: tomorrow)" in said
    assert "修路" in said
    assert stages(zhang) == ["before_0"]


def test_a_dry_run_does_not_tell_what_is_confidential(zhang: User) -> None:
    directive = f.DirectiveFactory(confidential=True, text="查处某乡虚报")
    directive.readers.add(zhang.memberships.get())
    item(directive=directive)
    said = remind("--dry-run")
    assert "(confidential)" in said
    assert "查处" not in said


def test_a_dry_run_names_the_units_that_nobody_can_be_told_for() -> None:
    item()
    assert "Nobody to be told: 丹江口市 丹江口市人民政府 has no active liaison" in remind("--dry-run")
    assert "1  units with something due and nobody to be told" in remind("--plan-only")


def test_a_dry_run_shows_an_item_without_a_due_date(zhang: User) -> None:
    item(None, signed=False)
    assert "    to_sign     -            5月底前建成全部搬迁安置房\n" in remind("--dry-run")
