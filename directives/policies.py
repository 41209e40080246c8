"""Which reminder policy governs an item: the most specific of the rows that fit its topic and place."""

from __future__ import annotations

from dataclasses import dataclass, field

from directives.models import ReminderPolicy
from directives.stages import Rhythm


@dataclass(frozen=True, slots=True)
class Policy:
    """A ReminderPolicy ready for use."""

    rhythm: Rhythm
    sign_within: int
    stale_after: int | None
    escalate_after: int | None


def policy_of(row: ReminderPolicy) -> Policy:
    rhythm = Rhythm(tuple(row.days_before), tuple(row.days_after), row.then_every)
    return Policy(rhythm, row.sign_within, row.stale_after, row.escalate_after)


@dataclass(slots=True)
class PolicyBook:
    """All policies, read once; `find` answers from memory.

    Keys are (topic, division code), "" for any.  Where no row fits, the defaults of ReminderPolicy's fields hold.
    """

    rows: dict[tuple[str, str], Policy]
    default: Policy = field(default_factory=lambda: policy_of(ReminderPolicy()))
    _found: dict[tuple[str, str], Policy] = field(default_factory=dict)

    @classmethod
    def read(cls) -> PolicyBook:
        return cls({(row.topic, row.division_id or ""): policy_of(row) for row in ReminderPolicy.objects.all()})

    def find(self, topic: str, path: str) -> Policy:
        """The policy for a topic in a place, given by `Division.path` ("42/4203/420381/").

        Topic and place beat place, that beats topic, and that beats the global row; of places the nearest counts.
        """
        key = (topic, path)
        if key not in self._found:
            places = path.strip("/").split("/")[::-1]
            candidates = [*((topic, p) for p in places), *(("", p) for p in places), (topic, ""), ("", "")]
            self._found[key] = next((self.rows[c] for c in candidates if c in self.rows), self.default)
        return self._found[key]

    @property
    def horizon(self) -> int:
        """How many days before its due date anything may be reminded of."""
        return max(policy.rhythm.horizon for policy in (self.default, *self.rows.values()))

    @property
    def watches_silence(self) -> bool:
        """Whether any policy reminds of what has not been reported on for a while."""
        return any(policy.stale_after is not None for policy in (self.default, *self.rows.values()))
