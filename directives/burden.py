"""What the tracking costs those who report, read only: mails, fields asked, hours from a mail to a report.

Figures of all members together: nobody is ranked, and who logs in how often is not looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import Count
from django.utils.timezone import localtime, make_aware

from directives.models import ProgressReport, Reminder, ReminderKind, ReminderLine, ReminderState

MOST_MAILS = 1
"""Mails that a member gets in a day at most: one that holds everything."""


@dataclass(frozen=True, slots=True)
class Mails:
    """What was mailed: mails, the days and people they went to, the most that one got in a day."""

    sent: int
    days: int
    most: int
    too_many: int

    @property
    def mean(self) -> float | None:
        """Mails per member and day, of the days on which she got any; None without a mail."""
        return self.sent / self.days if self.days else None

    @property
    def is_kept(self) -> bool:
        return self.most <= MOST_MAILS


def mails(since: date, until: date) -> Mails:
    """The mails of a period, both days included, but for those that somebody sent herself as a test."""
    rows = Reminder.objects.filter(state=ReminderState.SENT, day__range=(since, until))
    by_day = rows.exclude(kind=ReminderKind.TEST).order_by().values("recipient", "day").annotate(n=Count("pk"))
    counts = list(by_day.values_list("n", flat=True))
    return Mails(sum(counts), len(counts), max(counts, default=0), sum(n > MOST_MAILS for n in counts))


@dataclass(frozen=True, slots=True)
class Answers:
    """How long it took from a mail to the report after it: the median hours (None without any), of how many."""

    hours: float | None
    count: int


def answers(since: date, until: date) -> Answers:
    """The reports of a period, each from the last mail about its item to its author.

    The first report after a mail answers it; those that no mail preceded are not counted.  A mail's time is that of its
    business day, as a report's is.
    """
    lines = ReminderLine.objects.filter(reminder__state=ReminderState.SENT, reminder__day__lte=until)
    mailed: defaultdict[tuple[int, int], list[datetime]] = defaultdict(list)
    sent = lines.order_by("reminder__day").values_list("assignment", "recipient", "reminder__day", "reminder__sent_at")
    for item, person, day, at in sent:
        mailed[item, person].append(make_aware(datetime.combine(day, localtime(at).time())))
    reports = ProgressReport.objects.filter(at__date__range=(since, until), author__isnull=False).order_by("at")
    found: dict[tuple[int, int, int], float] = {}
    for item, person, at in reports.values_list("assignment", "author", "at"):
        times = mailed.get((item, person), [])
        if n := bisect_right(times, at):
            found.setdefault((item, person, n), (at - times[n - 1]).total_seconds() / 3600)
    return Answers(median(found.values()) if found else None, len(found))
