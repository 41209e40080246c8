"""The settings under test: the product's own, in a data folder of the test run, deaf to a developer's `.env`.

A process that a test starts (a worker, a command) inherits the folder and the ports; each process of pytest-xdist
chooses its own. Nothing listens on the ports until a fixture of conftest.py starts the server: without it, a broker or
a mail server is really absent.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from povtrack.launcher import free_port

process = os.environ.get("PYTEST_XDIST_WORKER", "main")
if "POVTRACK_TEST_DATA" not in os.environ:
    os.environ["POVTRACK_TEST_DATA"] = tempfile.mkdtemp(prefix="povtrack-tests-")
    atexit.register(shutil.rmtree, os.environ["POVTRACK_TEST_DATA"], ignore_errors=True)
if os.environ.get("POVTRACK_TEST_PROCESS") != process:
    data = Path(os.environ["POVTRACK_TEST_DATA"]) / process
    os.environ.update(
        POVTRACK_TEST_PROCESS=process,
        POVTRACK_DATA=str(data),
        REDIS_URL=f"redis://127.0.0.1:{free_port()}/0",
        EMAIL_URL=f"smtp://127.0.0.1:{free_port()}",
        POVTRACK_DEMO="0",
        POVTRACK_TODAY="",
        POVTRACK_TLS="0",
        POVTRACK_MAIL_FROM_HOUR="0",
        DEBUG="0",
    )
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{data / 'povtrack.sqlite3'}")

from povtrack.settings import *  # noqa: E402, F403
from povtrack.settings import DATABASES, POVTRACK_DATA, STORAGES  # noqa: E402

# Served from where they lie: without `collectstatic`, names have no hash.
STATIC_ROOT = POVTRACK_DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Made to be slow; the tests log in often.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the product: a database in memory knows neither WAL nor a second process.
    DATABASES["default"]["TEST"] = {"NAME": str(POVTRACK_DATA / "test.sqlite3")}
