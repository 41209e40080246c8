"""The servers of the tests do what the tests rely on."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
import redis
from django.core.mail import send_mail

from tests import smtp
from tests.browsing import Watch
from tests.smtp import SmtpServer

if TYPE_CHECKING:
    import subprocess

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer


def send(server: SmtpServer, to: str = "liaison@example.org") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "office@example.org", to, "督办"
    message.set_content("5月31日到期")
    with smtplib.SMTP("127.0.0.1", server.port, timeout=1) as client:
        client.send_message(message)


def test_valkey_is_a_real_server_and_empty_at_the_start_of_a_test(valkey_url: str) -> None:
    with redis.Redis.from_url(valkey_url) as client:
        assert client.dbsize() == 0
        client.set("left", "over")


def test_what_a_test_leaves_in_valkey_is_gone_for_the_next(valkey_url: str) -> None:
    with redis.Redis.from_url(valkey_url) as client:
        assert client.get("left") is None


def test_django_sends_to_the_smtp_server(smtp_server: SmtpServer) -> None:
    send_mail("督办", "5月31日到期", "office@example.org", ["liaison@example.org"])
    assert smtp_server.mails[0].message["Subject"] == "督办"
    assert smtp_server.mails[0].text.strip() == "5月31日到期"


@pytest.mark.parametrize("answer", ["451 4.3.0 Try again later", "554 5.7.1 Refused"])
def test_the_smtp_server_gives_the_scripted_answer_once_then_accepts(smtp_server: SmtpServer, answer: str) -> None:
    smtp_server.script(answer)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(smtp_server)
    assert refused.value.smtp_code == int(answer[:3])
    send(smtp_server)
    assert len(smtp_server.mails) == 1
    assert smtp_server.attempts == 2


def test_the_smtp_server_refuses_a_recipient(smtp_server: SmtpServer) -> None:
    smtp_server.refuse("gone@example.org")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp_server, "gone@example.org")
    assert not smtp_server.mails


@pytest.mark.parametrize(("answer", "taken"), [(smtp.DROP, 0), (smtp.LOSE, 1)])
def test_the_smtp_server_drops_the_connection_before_or_after_taking_the_mail(
    smtp_server: SmtpServer, answer: str, taken: int
) -> None:
    smtp_server.script(answer)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server)
    assert len(smtp_server.mails) == taken


def test_the_smtp_server_hangs_until_the_client_gives_up(smtp_server: SmtpServer) -> None:
    smtp_server.script(smtp.HANG)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp_server)
    send(smtp_server)
    assert len(smtp_server.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_process_takes_tasks_from_the_test_broker(celery_worker_process: subprocess.Popen[bytes]) -> None:
    from povtrack.celery import app

    assert app.control.broadcast("ping", reply=True, timeout=10, limit=1)


def test_a_page_comes_from_the_live_server(page: Page, live_server: LiveServer) -> None:
    response = page.goto("/healthz/")
    assert response is not None
    assert response.ok
    assert page.url.startswith(live_server.url)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<img src='http://example.org/x.png'>", "request to another host: http://example.org/x.png"),
        ("<script>undefinedName</script>", "script error: undefinedName is not defined"),
    ],
)
def test_the_watch_sees_what_no_page_may_do(chromium: Browser, content: str, fault: str) -> None:
    watch = Watch("http://localhost:1")
    with chromium.new_context() as context:
        watch.attach(context)
        context.new_page().set_content(content)
    assert watch.faults == [fault]


def test_the_watch_sees_a_breach_of_the_content_security_policy(chromium: Browser, live_server: LiveServer) -> None:
    watch = Watch(live_server.url)
    with chromium.new_context(base_url=live_server.url) as context:
        watch.attach(context)
        page = context.new_page()
        page.goto("/healthz/")
        page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: '1'}))")
    assert len(watch.faults) == 1
    assert "Content Security Policy" in watch.faults[0]
