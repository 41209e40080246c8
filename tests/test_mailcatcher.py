"""The mail catcher keeps every mail as a file, and not for ever."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from directives.management.commands import mailcatcher
from directives.management.commands.mailcatcher import Keeper


def test_a_mail_is_kept_whole_with_its_envelope_for_its_owner_only(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "mail")
    path = keeper.keep("a@example.org", ["b@example.org", "c@example.org"], b"Subject: x\r\n\r\nBody")
    message = message_from_bytes(path.read_bytes())
    assert message["X-Envelope-From"] == "a@example.org"
    assert message["X-Envelope-To"] == "b@example.org, c@example.org"
    assert message["Subject"] == "x"
    assert message.get_payload() == "Body"
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailcatcher, "KEPT", 2)
    keeper = Keeper(tmp_path)
    paths = [keeper.keep("a@example.org", ["b@example.org"], b"%d" % number) for number in range(3)]
    assert sorted(tmp_path.iterdir()) == paths[1:]
