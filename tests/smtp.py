"""A real SMTP server that does as it is told: accepts, refuses, hangs, drops the connection; and remembers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# What may be scripted besides an SMTP answer such as "451 4.3.0 Try again later".
ACCEPT = "250 OK"
DROP = "drop"  # the connection closes before the mail is taken
LOSE = "lose"  # the mail is taken, but the connection closes before we say so
HANG = "hang"  # no answer until the client gives up


@dataclass(frozen=True)
class Mail:
    """One mail the server took."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain-text part."""
        return self.part("plain")

    @property
    def html(self) -> str:
        """The HTML part."""
        return self.part("html")

    def part(self, kind: str) -> str:
        found = self.message.get_body((kind,))
        assert found is not None, f"no {kind} part"
        content: str = found.get_content()
        return content


class SmtpServer:
    """Listens on a loopback port in its own thread, from `start` to `stop`.

    `mails` holds what was taken, in order. `script(...)` sets the answers to the next mails, one each, after which it
    accepts again; `refuse(address, answer)` refuses a recipient; `attempts` counts the mails offered, taken or not.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[Mail] = []
        self.attempts = 0
        self._script: list[str] = []
        self._refused: dict[str, str] = {}
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def reset(self) -> None:
        """Forget mails, script and refusals."""
        self.mails.clear()
        self.attempts = 0
        self._script.clear()
        self._refused.clear()

    def script(self, *answers: str) -> None:
        """Answer the next mails so: SMTP answers, ACCEPT, DROP, LOSE or HANG."""
        self._script.extend(answers)

    def refuse(self, address: str, answer: str = "550 5.1.1 No such mailbox") -> None:
        """Refuse this recipient until `reset`."""
        self._refused[address] = answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address in self._refused:
            return self._refused[address]
        envelope.rcpt_tos.append(address)
        return ACCEPT

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        del session
        self.attempts += 1
        answer = self._script.pop(0) if self._script else ACCEPT
        if answer == HANG:
            await asyncio.Event().wait()
        if answer in (ACCEPT, LOSE):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append(Mail(str(envelope.mail_from), [str(name) for name in envelope.rcpt_tos], message))
        if answer in (DROP, LOSE):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return ACCEPT  # goes nowhere
        return answer
