"""How often something may be tried: counted in the database, by real time, in spans that begin on the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from directives import clock
from directives.models import Knock

KEEP = timedelta(days=2)


def allowed(what: str, who: str, *, most: int, minutes: int) -> bool:
    """Count one more try of `what` by `who`; False when there were `most` already within the span of minutes."""
    now = clock.real_now().timestamp()
    since = datetime.fromtimestamp(now - now % (minutes * 60), UTC)
    with transaction.atomic():
        knock, _made = Knock.objects.get_or_create(what=what, who=who[:64], since=since)
        return bool(Knock.objects.filter(pk=knock.pk, count__lt=most).update(count=F("count") + 1))


def forget() -> int:
    """Delete what no span needs any more; how many rows."""
    return Knock.objects.filter(since__lt=clock.real_now() - KEEP).delete()[0]
