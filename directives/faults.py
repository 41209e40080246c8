"""What a failed attempt to send means: try again, or tell a person.

The rule of SMTP (RFC 5321, 4.2.1) is kept: 4xx passes by itself, 5xx does not.  Whatever keeps us from reaching the
server passes too.  An answer that never came leaves open whether the server has the mail.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a mail did not go out.

    `words` are the server's or the system's own, `advice` is the English of what to do.  `final`: trying again is of
    no use.  `uncertain`: the server may have the mail.  `everyone`: the next mail would meet the same fault.
    """

    words: str
    advice: str
    final: bool = False
    uncertain: bool = False
    everyone: bool = False

    def __str__(self) -> str:
        return "\n".join(filter(None, [self.words, self.advice]))


NO_ADDRESS = Fault("", _("This user has no e-mail address: enter one on the user's page, then send again."), final=True)
WORKER_DIED = Fault(
    "", _("The process that was sending it ended. It is tried again, as the same mail."), uncertain=True
)
GIVEN_UP = _("Given up after many attempts: check the mail server, then send again.")
NOTHING_LEFT = _("Nothing is left to remind of.")
CARRIED_ON = _("Its lines went into a later mail.")
OUR_FAULT = _("This is a fault of the program: report it, with the log. The mail is tried again by itself.")

_UNREACHABLE = _("The mail server cannot be reached: check EMAIL_URL and the network. It is tried again by itself.")
_LOGIN_REFUSED = _("The mail server refuses our login: check EMAIL_URL, then send again.")
_SENDER_REFUSED = _("The mail server refuses the sender: check DEFAULT_FROM_EMAIL, then send again.")
_RECIPIENT_REFUSED = _("The mail server refuses this address: correct it on the user's page, then send again.")
_MAIL_REFUSED = _("The mail server refuses this mail: show these words to its administrator, then send again.")
_ASKED_TO_WAIT = _("The mail server asks us to wait. It is tried again by itself.")
_NO_ANSWER = _("The connection broke before the server had answered. It is tried again, as the same mail.")


def on_opening(error: Exception) -> Fault:
    """The fault when there is no connection, or no login: every other mail would meet it too."""
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return Fault(_answer(error), _LOGIN_REFUSED, final=True, everyone=True)
    return Fault(_words(error), _UNREACHABLE, everyone=True)


def on_sending(error: Exception) -> Fault:
    """The fault on an open connection."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _by_code(code, f"{code} {_text(words)}", _RECIPIENT_REFUSED)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _by_code(error.smtp_code, _answer(error), _SENDER_REFUSED, everyone=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, _answer(error), _MAIL_REFUSED)
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        # An address that this server, or any, has no way to write to.
        return Fault(_words(error), _RECIPIENT_REFUSED, final=True)
    return Fault(_words(error), _NO_ANSWER, uncertain=True)


def explained(last_error: str) -> str:
    """`Reminder.last_error` for a reader: the server's words as they are, ours in the language in use."""
    return "\n".join(gettext(line) for line in last_error.splitlines() if line)


def _by_code(code: int, words: str, advice: str, *, everyone: bool = False) -> Fault:
    if code >= 500:
        return Fault(words, advice, final=True, everyone=everyone)
    return Fault(words, _ASKED_TO_WAIT, everyone=everyone)


def _answer(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error)
    return _text(str(error)) or type(error).__name__


def _text(words: bytes | str) -> str:
    """One line that PostgreSQL can store; mail servers in China answer in UTF-8 or in GBK."""
    text = words if isinstance(words, str) else _decoded(words)
    return " ".join(text.replace("\0", "").split())


def _decoded(words: bytes) -> str:
    try:
        return words.decode()
    except UnicodeDecodeError:
        return words.decode("gb18030", "replace")
