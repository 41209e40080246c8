"""When an item is due for a reminder: pure arithmetic on days, no database.

A stage is an offset in days from the due date: -7 is seven days before, 0 the day itself, 3 three days after.  In the
database it goes by its name: "before_7", "before_0", "overdue_3".  Beside these stand stages that no due date gives:
"to_sign", "escalated", and "stale_…", "urged_…", "corrected_…", "withdrawn_…" and "answered_…", whose ends say which
silence or which event is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

TO_SIGN = "to_sign"
ESCALATED = "escalated"
STALE = "stale"
URGED = "urged"
CORRECTED = "corrected"
ANSWERED = "answered"
WITHDRAWN = "withdrawn"

MISSED_KEPT = 12
"""How many missed stages are recorded beside the one that is sent: what was missed before explains nothing any more."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The days of one reminder policy.

    `before` and `after` are counts of days; after the last of `after` it goes on every `then_every` days (0: it does
    not).  With `until`, no stage lies that many days or more after the due date.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    then_every: int
    until: int | None = None

    def within(self, period: int) -> Rhythm:
        """The same for one of a row of due dates `period` days apart.

        A reminder earlier than half-way would come before the last one is over, and from the next due date on that one
        is the reminder: a monthly report must not be announced 30 days ahead, nor nagged about for ever.
        """
        return replace(self, before=tuple(n for n in self.before if 2 * n < period), until=period)

    def reached(self, days_past: int) -> list[int]:
        """The offsets of all stages that have come when the due date lies `days_past` days back, in order of time."""
        if self.until is not None and days_past >= self.until:
            return []
        found = {-n for n in self.before} | {n for n in self.after if n > 0}
        last = max([0, *self.after])
        if self.then_every:
            found.update(range(last + self.then_every, days_past + 1, self.then_every))
        return sorted(n for n in found if n <= days_past)

    @property
    def horizon(self) -> int:
        """How many days before the due date the first stage comes."""
        return max(self.before, default=0)


def name_of(offset: int) -> str:
    return f"overdue_{offset}" if offset > 0 else f"before_{-offset}"


@lru_cache(maxsize=4096)
def latest(rhythm: Rhythm, days_past: int) -> str | None:
    """The latest stage reached when the due date lies `days_past` days back; None while the first is still to come.

    A stage that had passed before the item began counts too: who gets an item late must hear how late it is.
    """
    offsets = rhythm.reached(days_past)
    return name_of(offsets[-1]) if offsets else None


def missed(rhythm: Rhythm, days_past: int, began: int) -> list[str]:
    """The stages before the latest, from the offset at which the item began: superseded unless they were sent."""
    return [name_of(n) for n in rhythm.reached(days_past)[:-1] if n >= began][-MISSED_KEPT:]


def stale_stage(last_word: date) -> str:
    """The stage of a silence that has lasted since that day; a new word, and then a new silence, is a new stage."""
    return f"{STALE}_{last_word:%Y%m%d}"


def urged_stage(event_id: int) -> str:
    return f"{URGED}_{event_id}"


def news_stage(kind: str, event_id: int) -> str:
    """The stage of what is told whatever becomes of the item: `kind` is CORRECTED, WITHDRAWN or ANSWERED."""
    return f"{kind}_{event_id}"


def news_of(stage: str) -> int | None:
    """The id of the event that the stage tells of, when it tells what the office did."""
    kind, _, event_id = stage.partition("_")
    return int(event_id) if kind in {CORRECTED, WITHDRAWN, ANSWERED} else None


def urge_of(stage: str) -> int | None:
    """The id of the event in which a person urged, when that is what the stage is about."""
    kind, _, event_id = stage.partition("_")
    return int(event_id) if kind == URGED else None
