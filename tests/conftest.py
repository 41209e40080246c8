"""Fixtures shared by all tests: the real servers.

`valkey_url`    a Valkey that Celery (settings.CELERY_BROKER_URL) is pointed at; empty at the start of each test.
`celery_worker_process`   a worker in a process of its own; needs `transactional_db` or `live_server`.
`in_english`    words come in English, for tests that read them.
`smtp_server`   the mail server that Django sends to; see tests/smtp.py.
`page`, `open_page`       Chromium on `live_server`; a request elsewhere, a script error or a CSP violation fails.

A test that asks no database, or is marked `one_database` because it is about pages, runs on SQLite alone.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import redis
from django.db import connection
from django.utils import translation

from tests import servers
from tests.smtp import SmtpServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer


DATABASE = {"db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "one_database: about pages, not the database; runs on SQLite alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what has run on SQLite and would be the same again."""
    if connection.vendor == "sqlite":
        return
    asking = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in asking])
    items[:] = asking


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(
        getattr(item, "fixturenames", ())
    )


@pytest.fixture(scope="session")
def _valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = os.environ["REDIS_URL"]
    with servers.valkey(url, tmp_path_factory.mktemp("valkey")):
        yield url


@pytest.fixture
def valkey_url(_valkey: str) -> str:
    """The URL of an empty Valkey, the same that the settings name."""
    with redis.Redis.from_url(_valkey) as client:
        client.flushall()
    return _valkey


@pytest.fixture
def celery_worker_process(valkey_url: str, transactional_db: None, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker on the test broker, the test database and the test mail server, gone before the tables are emptied.

    Each test has its own: one that lived on would take the next test's messages, and read while its tables are emptied.
    """
    with servers.worker(tmp_path) as process:
        yield process


@pytest.fixture
def in_english() -> Iterator[None]:
    """What the code says, it says in the language of its msgids."""
    with translation.override("en"):
        yield


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
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=servers.PATIENCE * 1000)  # Playwright's five seconds are short for a busy machine
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
