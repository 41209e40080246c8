"""A mail server for demos and drills: takes every mail, delivers none, and keeps each as a file for the admin to show.

Listens on this machine only, at MAILCATCHER_PORT. A mail becomes `POVTRACK_DATA/mail/<time>-<token>.eml`, names in the
order of arrival (UTC), with the envelope put before it as X-Envelope-From and X-Envelope-To: the header need not name
those who really get it. Only the newest are kept.
"""

from __future__ import annotations

import logging
import secrets
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

KEPT = 1000
# What we accept at most, as a mail server would: 30 MB.
SIZE_LIMIT = 30 * 1024 * 1024


def mail_folder() -> Path:
    """Where caught mails lie, for the catcher and for the page that shows them."""
    folder: Path = settings.POVTRACK_DATA / "mail"
    return folder


class Keeper:
    """Writes each mail to its own file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        del server, session
        self.keep(str(envelope.mail_from), [str(name) for name in envelope.rcpt_tos], envelope.content)
        return "250 Kept, not delivered"

    def keep(self, sender: str, recipients: list[str], content: bytes | str | None) -> Path:
        """Write one mail, whole or not at all, then drop the oldest beyond those kept; the path of its file."""
        body = content.encode() if isinstance(content, str) else content or b""
        head = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
        path = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(3)}.eml"
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_bytes(head.encode() + body)
        draft.rename(path)
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return path


class Command(BaseCommand):
    help = "Catch every mail in POVTRACK_DATA/mail, deliver none: the mail server of a demo."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.MAILCATCHER_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd notes every word that is exchanged
        catcher = Controller(Keeper(mail_folder()), hostname="127.0.0.1", port=port, data_size_limit=SIZE_LIMIT)
        try:
            catcher.start()
        except OSError as error:
            raise CommandError(f"Cannot listen on 127.0.0.1:{port}: {error.strerror}. Set MAILCATCHER_PORT.") from None
        self.stdout.write(f"Catching mail on 127.0.0.1:{port}, kept in {mail_folder()}")
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        try:
            stopped.wait()
        except KeyboardInterrupt:
            pass
        finally:
            catcher.stop()
