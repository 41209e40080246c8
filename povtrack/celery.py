"""The Celery app: `celery -A povtrack worker` and `celery -A povtrack beat`."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povtrack.settings")

app = Celery("povtrack")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
