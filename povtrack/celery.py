"""The Celery app: `celery -A povtrack worker` and `celery -A povtrack beat`."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povtrack.settings")

app = Celery("povtrack")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect  # type: ignore[untyped-decorator]
def sweep_at_once(**_kwargs: Any) -> None:
    """A worker that comes up looks at what was left undone, instead of waiting for beat's first turn."""
    app.send_task("directives.tasks.sweep")
