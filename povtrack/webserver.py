"""Settings of the web server: ``gunicorn --config python:povtrack.webserver povtrack.wsgi``.

HOST and PORT say where to listen, WEB_CONCURRENCY how many processes serve.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or "2")
threads = 4
# Loaded once, shared by the workers; and "ready" below then means that the pages are there, not only the port.
preload_app = True
# Uploads of 20 MB over a county's line take a while; the reading itself is a Celery job.
timeout = 120
# gunicorn would put its remote control in the home folder, one for all installations of a user.
control_socket_disable = True
if os.path.isdir("/dev/shm"):  # noqa: S108  # the heartbeat files, as gunicorn recommends: never on a slow disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def when_ready(_server: Arbiter) -> None:
    """Print the address, and how long it took since the command was given."""
    from django.db import connections

    # What start-up checks may have opened must not be shared by the workers about to be forked.
    connections.close_all()
    address = os.environ.get("POVTRACK_ADDRESS")
    if address:
        seconds = time.time() - float(os.environ["POVTRACK_STARTED"])
        print(f"povtrack is up after {seconds:.1f} s: {address}", flush=True)
        accounts = os.path.join(os.environ["POVTRACK_DATA"], "demo-accounts.txt")
        if os.path.exists(accounts):
            print(f"Accounts and passwords of the demo: {accounts}", flush=True)
        print("Ctrl-C stops it.", flush=True)
