"""The Celery app: `celery -A povtrack worker` and `celery -A povtrack beat`."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povtrack.settings")

app = Celery("povtrack")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect  # type: ignore[untyped-decorator]
def sweep_at_once(**_kwargs: Any) -> None:
    """The demo's worker sweeps when it comes up: whoever tries it out does not wait for beat's first turn."""
    if settings.POVTRACK_DEMO:
        app.send_task("directives.tasks.sweep")
