"""Fixtures shared by all tests: the real servers.

`valkey_url`    a Valkey that Celery (settings.CELERY_BROKER_URL) is pointed at; empty at the start of each test.
`celery_worker_process`   a worker in a process of its own; needs `transactional_db` or `live_server`.
`in_english`    words come in English, for tests that read them.
`resting_worker`   keeps that worker from a test's messages.
`smtp_server`   the mail server that Django sends to; see tests/smtp.py.
`page`, `open_page`       Chromium on `live_server`; a request elsewhere, a script error or a CSP violation fails.

A test marked `one_database` is about pages and not about the database: it runs on SQLite alone.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import redis
from celery import current_app
from django.db import connection
from django.utils import translation

from tests import servers
from tests.smtp import SmtpServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "one_database: about pages, not the database; runs on SQLite alone")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skipped here, before any fixture, they are one line of the summary together."""
    if item.get_closest_marker("one_database") and connection.vendor != "sqlite":
        pytest.skip("about pages, not the database: runs on SQLite alone")


@pytest.fixture(scope="session")
def _valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = os.environ["REDIS_URL"]
    with servers.valkey(url, tmp_path_factory.mktemp("valkey")):
        yield url


WORKER = pytest.StashKey[bool]()
"""Set once the shared worker runs: it takes the messages of every later test."""


def _idle(config: pytest.Config) -> None:
    """Wait until the shared worker holds no task: on PostgreSQL, emptying the tables under it is a deadlock."""
    if not config.stash.get(WORKER, False):
        return
    current_app.control.purge()
    inspect = current_app.control.inspect(timeout=5, limit=1)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        held = [*(inspect.active() or {}).values(), *(inspect.reserved() or {}).values()]
        if not any(held):
            return
        time.sleep(0.1)


@pytest.fixture
def valkey_url(_valkey: str, pytestconfig: pytest.Config) -> Iterator[str]:
    """The URL of an empty Valkey, the same that the settings name."""
    with redis.Redis.from_url(_valkey) as client:
        client.flushall()
    yield _valkey
    _idle(pytestconfig)


@pytest.fixture(scope="session")
def _worker(
    _valkey: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[subprocess.Popen[bytes]]:
    with servers.worker(tmp_path_factory.mktemp("worker")) as process:
        pytestconfig.stash[WORKER] = True
        yield process
        pytestconfig.stash[WORKER] = False


@pytest.fixture
def celery_worker_process(
    valkey_url: str, transactional_db: None, _worker: subprocess.Popen[bytes], pytestconfig: pytest.Config
) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker on the test broker, the test database and the test mail server; shared by all tests."""
    assert _worker.poll() is None, "an earlier test has ended the shared worker: start your own with servers.worker"
    yield _worker
    _idle(pytestconfig)  # before `transactional_db` empties the tables


@pytest.fixture
def in_english() -> Iterator[None]:
    """What the code says, it says in the language of its msgids."""
    with translation.override("en"):
        yield


@pytest.fixture
def resting_worker(valkey_url: str, pytestconfig: pytest.Config) -> Iterator[None]:
    """The shared worker takes nothing, if an earlier test has started it: what is queued stays queued."""
    runs = pytestconfig.stash.get(WORKER, False)
    if runs:
        current_app.control.cancel_consumer(current_app.conf.task_default_queue, reply=True, timeout=5)
    yield
    if runs:
        current_app.control.purge()
        current_app.control.add_consumer(current_app.conf.task_default_queue, reply=True, timeout=5)


@pytest.fixture(scope="session")
def _smtp() -> Iterator[SmtpServer]:
    server = SmtpServer(urlsplit(os.environ["EMAIL_URL"]).port or 25)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp_server(_smtp: SmtpServer, settings: Settings) -> SmtpServer:
    """A mail server that has seen nothing yet, and that this process and its workers send to."""
    _smtp.reset()
    # Under test, Django keeps mails in memory unless told otherwise.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return _smtp


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window; skips where there is none."""
    path = servers.chromium_path()
    if path is None:
        pytest.skip("NO CHROMIUM: install it (apt install chromium), or name one in POVTRACK_CHROMIUM")
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, where Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    flags = ["--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser profile of its own: `open_page(width=390, locale="en", java_script_enabled=False)`.

    Any option of Playwright's `new_context` may follow. At the end of the test, whatever any of the pages asked of
    another host, every uncaught script error and every breach of the content security policy fails the test.
    """
    from tests.browsing import Watch

    contexts = []
    watch = Watch(live_server.url)

    def open_one(width: int = 1280, height: int = 900, locale: str = "zh-CN", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale=locale, **options
        )
        contexts.append(context)
        watch.attach(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One page, of a desktop's width, in Chinese."""
    return open_page()
