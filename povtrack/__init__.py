"""Wiring: settings, URLs, WSGI and the Celery app."""

from __future__ import annotations

from povtrack.celery import app as celery_app

__all__ = ["celery_app"]
