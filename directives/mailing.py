"""Writes the mails and hands them to the mail server; what the server's answers mean stands in `faults.py`."""

from __future__ import annotations

import logging
import smtplib
from email.charset import BASE64, Charset
from email.utils import make_msgid, parseaddr
from types import TracebackType
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from directives import access, doors, faults
from directives.digests import address_of, digest_of
from directives.faults import Fault
from directives.models import Reminder, ReminderKind, ReminderLine

logger = logging.getLogger(__name__)

# Chinese as 8-bit text is garbled by gateways that do not announce 8BITMIME; Base64 passes everywhere.
UTF8 = Charset("utf-8")
UTF8.body_encoding = BASE64


def domain() -> str:
    """The domain that our mails come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def new_message_id() -> str:
    return make_msgid(domain=domain())


def letter_of(reminder: Reminder, lines: list[ReminderLine]) -> EmailMultiAlternatives:
    """The mail, in the recipient's language: the digest of these lines, the way to a password, or a test.

    Writes down the links that it carries; the same mail written again carries the same.
    """
    with translation.override(reminder.recipient.language):
        if reminder.kind == ReminderKind.TEST:
            return _letter(reminder, _("Test mail from povtrack"), "test", {})
        if reminder.kind == ReminderKind.ACCOUNT:
            return _account(reminder)
        items = [line.assignment for line in lines]
        tokens = doors.for_mail(reminder.recipient, reminder.message_id, items)
        digest = digest_of(lines, tokens)
        context = {"digest": digest, "checklist": address_of("checklist"), "signed": bool(tokens)}
        return _letter(reminder, digest.subject, "digest", context)


def _account(reminder: Reminder) -> EmailMultiAlternatives:
    """The way to a password: an invitation to whoever has none yet, a way back in to the others."""
    user = reminder.recipient
    invited = not user.has_usable_password()
    subject = _("Your account in povtrack") if invited else _("A new password for povtrack")
    key, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    context = {
        "invited": invited,
        "address": address_of("choose-password", key, token),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "units": [str(member.unit) for member in access.memberships(user)],
    }
    return _letter(reminder, subject, "account", context)


def _letter(reminder: Reminder, subject: str, template: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    context = {
        **context,
        "subject": subject,
        "recipient": reminder.recipient,
        "language": translation.get_language(),
        "home": f"{settings.POVTRACK_URL}/",
    }
    letter = EmailMultiAlternatives(
        subject,
        render_to_string(f"mail/{template}.txt", context),
        to=[reminder.address],
        headers={
            "Message-ID": reminder.message_id,
            "List-Id": f"povtrack <reminders.{domain()}>",
            # RFC 3834: no out-of-office answers, please; the second is what Exchange goes by.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    letter.encoding = UTF8
    letter.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    return letter


class Post:
    """A connection to the mail server: opened with the first mail, kept for the next, opened anew after a fault."""

    def __init__(self) -> None:
        self._backend: Any = None

    def __enter__(self) -> Post:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._backend is not None and kind is None:
            try:
                self._backend.close()
            except OSError:
                self._hang_up()  # every mail has its answer; a goodbye that fails changes nothing
        else:
            self._hang_up()

    def send(self, letter: EmailMultiAlternatives) -> Fault | None:
        """Hand over one mail; None when the server has taken it."""
        if self._backend is None:
            self._backend = get_connection()
        try:
            self._backend.open()
        except OSError as error:
            self._hang_up()
            return faults.on_opening(error)
        try:
            self._backend.send_messages([letter])
        except Exception as error:  # whatever it is, it must not keep back the other mails
            logger.info("mail to %s: %r", letter.to, error)
            self._hang_up()
            return faults.on_sending(error)
        return None

    def _hang_up(self) -> None:
        """Drop the connection without a word: after a fault the server may not answer one, or not for long."""
        for name in ("connection", "_partial_connection"):
            client = getattr(self._backend, name, None)
            if isinstance(client, smtplib.SMTP):
                client.close()
        self._backend = None
