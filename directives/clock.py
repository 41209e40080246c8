"""Two clocks: the business clock, which a demo or a drill may set, and real time.

Business dates and events use `today` and `now`; leases, retries, link expiry and alarms use `real_now`.
Days are those of settings.TIME_ZONE (Asia/Shanghai).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_set_day: ContextVar[date | None] = ContextVar("business_day", default=None)


def real_now() -> datetime:
    """The time it is, aware."""
    return timezone.now()


def override() -> date | None:
    """The day the business clock is set to: by `set_to`, else by POVTRACK_TODAY; None when it runs true."""
    return _set_day.get() or settings.POVTRACK_TODAY


def today() -> date:
    """The business day."""
    return override() or timezone.localdate()


def now() -> datetime:
    """The business time: the real time of day on the business day, aware."""
    local = timezone.localtime()
    day = override()
    if day is None:
        return local
    return local.replace(year=day.year, month=day.month, day=day.day)


@contextmanager
def set_to(day: date | None) -> Iterator[None]:
    """Run a block as if it were `day`: `remind --on`, drills and tests."""
    token = _set_day.set(day)
    try:
        yield
    finally:
        _set_day.reset(token)
