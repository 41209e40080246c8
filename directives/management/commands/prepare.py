"""Bring an installation up to date before it starts: `make run` calls this; so may a service's start script.

1. migrate the database;
2. load the divisions, where there are none;
3. write the words of the search, where there are none or others;
4. collect the static files, unless nothing has changed since;
5. in demo mode: import the sample reports, make the demo accounts, and let the counties live up to the demo's day.

Each step can be repeated, and does nothing when it has been done.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, load the divisions, fill the search, collect static files; in demo mode also import the samples."

    def handle(self, *args: Any, **options: Any) -> None:
        self.step("Database", "migrate", interactive=False, verbosity=0)
        self.step("Divisions", "load_divisions", if_empty=True)
        self.step("Search", "rebuild_search", if_needed=True)
        self.collect_static()
        if settings.POVTRACK_DEMO:
            self.step("Samples", "import_seeds")
            self.step("Accounts", "make_demo")
            self.step("Counties", "play_demo")

    def step(self, title: str, command: str, **options: Any) -> None:
        started = time.monotonic()
        call_command(command, stdout=self.stdout, stderr=self.stderr, **options)
        self.stdout.write(f"{title} ready ({time.monotonic() - started:.1f} s).")

    def collect_static(self) -> None:
        """Hashing and compressing takes seconds, comparing dates and sizes a few milliseconds."""
        stamp = settings.STATIC_ROOT / "collected"
        current = fingerprint_of_static()
        if stamp.exists() and stamp.read_text() == current:
            return
        self.step("Static files", "collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(current)


def fingerprint_of_static() -> str:
    """Changes when a static file is added, removed or changed."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            changed = storage.get_modified_time(path).timestamp()
            digest.update(f"{path} {storage.size(path)} {changed}\n".encode())
    return digest.hexdigest()
