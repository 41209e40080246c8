"""`make run` from its environment to its end: the refusals one by one, then the whole thing once."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
import redis

from povtrack import launcher, supervision
from tests.servers import ROOT, alive, wait_until

# Whatever the test run or a developer has set must not reach the run under test: an empty value counts as none, and
# keeps a value in .env from being used.
CLEAN = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "HOST", "PORT", "MAILCATCHER_PORT", "POVTRACK_URL", "SECRET_KEY"}


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_named_with_its_holder_and_a_way_out(taken_port: int) -> None:
    expected = rf"^Port {taken_port} is taken by .*\(process {os.getpid()}\)\. .*make run PORT={taken_port + 1}$"
    with pytest.raises(launcher.CannotStart, match=expected):
        launcher.claim("127.0.0.1", taken_port)


def test_a_free_port_may_be_claimed() -> None:
    launcher.claim("127.0.0.1", launcher.free_port())


def test_an_address_that_is_not_this_machine_s_is_refused_in_one_line() -> None:
    with pytest.raises(launcher.CannotStart, match=r"^Cannot listen on 192\.0\.2\.1:8000: .*\.$"):
        launcher.claim("192.0.2.1", 8000)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80.0"])
def test_a_port_that_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(launcher.CannotStart, match="PORT must be a number from 1 to 65535"):
        launcher.address_from_environment()


def test_only_this_machine_is_served_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.delenv("HOST", raising=False)
    assert launcher.address_from_environment() == ("127.0.0.1", 8000)


def test_a_wanted_port_is_used_if_free_and_replaced_if_taken(taken_port: int) -> None:
    free = launcher.free_port()
    assert launcher.free_port(free) == free
    assert launcher.free_port(taken_port) != taken_port


def test_only_what_is_not_provided_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://broker/0")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail")
    assert [command.name for command in launcher.services(tmp_path)] == ["worker", "beat", "web"]
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("EMAIL_URL", "")
    assert [command.name for command in launcher.services(tmp_path)] == ["valkey", "mail", "worker", "beat", "web"]


def test_our_valkey_asks_for_a_password_that_only_we_can_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDIS_URL", "")
    command = launcher.valkey(tmp_path)
    config = tmp_path / "valkey.conf"
    assert config.stat().st_mode & 0o777 == 0o600
    password = os.environ["REDIS_URL"].split(":")[2].partition("@")[0]
    assert f"requirepass {password}" in config.read_text()
    assert password not in " ".join(command.argv)


class Run:
    """A `make run` of its own: its data in a folder, on its own port."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "var"
        self.log = folder / "run.log"
        self.port = launcher.free_port()

    @contextmanager
    def start(self) -> Iterator[subprocess.Popen[bytes]]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("POVTRACK_", "DJANGO_"))}
        env |= dict.fromkeys(CLEAN, "")
        env |= {"DATABASE_URL": f"sqlite:///{self.data}/povtrack.sqlite3", "POVTRACK_DATA": str(self.data)}
        env["PORT"] = str(self.port)
        argv = [sys.executable, "-m", "povtrack.launcher"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                argv, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            wait_until(lambda: process.poll() is not None or self.is_up(process.pid), "the run is up")
            assert process.poll() is None, self.log.read_text()
            yield process
        finally:
            process.kill()
            self.end()
            process.wait()

    def is_up(self, launcher_pid: int) -> bool:
        run = supervision.read_run(self.data / "run")
        if run is None or run.launcher_pid != launcher_pid:
            return False  # what answers there is of the run before
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz/") as response:
                return bool(response.status == 200)
        except URLError:
            return False

    def members(self) -> list[psutil.Process]:
        run = supervision.read_run(self.data / "run")
        return supervision.members(run.run_id) if run else []

    def end(self) -> None:
        run = supervision.read_run(self.data / "run")
        if run:
            supervision.end(run.run_id)

    def environment(self, name: str) -> str:
        """A variable as the web server has it."""
        values = {process.environ().get(name, "") for process in self.members() if "gunicorn" in process.cmdline()}
        assert len(values) == 1
        return values.pop()


def test_a_run_comes_up_survives_its_own_killing_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    run = Run(tmp_path)
    with run.start() as first:
        assert redis.Redis.from_url(run.environment("REDIS_URL")).ping()
        with smtplib.SMTP("127.0.0.1", int(run.environment("MAILCATCHER_PORT"))) as client:
            client.sendmail("office@example.org", ["liaison@example.org"], b"Subject: due\r\n\r\nSoon.\r\n")
        assert len(list((run.data / "mail").glob("*.eml"))) == 1
        first.kill()
        first.wait()
        orphans = run.members()
        assert orphans
        with run.start() as second:
            assert alive(orphans) == []
            assert "left behind by a run that was killed" in run.log.read_text()
            everything = run.members()
            os.killpg(second.pid, signal.SIGINT)
            assert second.wait(30) == 0
            assert alive(everything) == []
    assert "povtrack is up after" in run.log.read_text()
