"""What a decision says of the reader: its proposal beside what a person made of it.

Written with the decision, by `stepping.py`: the state of that moment counts, not what a county is told later.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from directives.models import Directive, DirectiveState, Verdict

SELECTED = "selected"
"""The reader's rule for words that a person selected: it had missed them."""

Proposed = dict[str, Any]


def judge(row: Directive) -> None:
    """Put verdict and edited fields into a row that is being decided; it is saved by the caller.

    A withdrawal says nothing new, and neither does what is put aside after a person had entered, cut or rewritten it.
    """
    if row.state == DirectiveState.WITHDRAWN:
        return
    row.verdict = row.edited = ""
    if row.state == DirectiveState.DRAFT:
        return
    rejected = row.state == DirectiveState.REJECTED
    if not row.proposal or row.proposal.get("text_rule") == SELECTED:
        if not rejected and row.meeting.source_id is not None:
            row.verdict = Verdict.MISSED
        return
    if rejected:
        row.verdict = Verdict.REJECTED if row.text == row.proposal.get("text") else ""
        return
    row.edited = " ".join(edited_fields(row))
    joined = row.merged_into is not None and row.merged_into.meeting_id == row.meeting_id
    row.verdict = Verdict.EDITED if row.edited or joined else Verdict.ACCEPTED


def edited_fields(row: Directive) -> list[str]:
    """Which of FIELDS say something else than the proposal."""
    return [name for name, differs in FIELDS.items() if differs(row, row.proposal)]


def _other(*names: str) -> Callable[[Directive, Proposed], bool]:
    return lambda row, read: any(name in read and getattr(row, name) != read[name] for name in names)


def _other_deadline(row: Directive, read: Proposed) -> bool:
    """Whether a person changed it: a year that she gave, or that the meeting's day gave, is no change."""
    if (row.due_text, row.due_rule) == (read.get("due_text"), read.get("due_rule")):
        return False
    day = row.due_on.isoformat() if row.due_on else None
    if read.get("due_month_day") and day:
        return not day.endswith(read["due_month_day"])
    return (day, row.due_month_day) != (read.get("due_on"), read.get("due_month_day"))


def _other_targets(row: Directive, read: Proposed) -> bool:
    proposed = sorted((t["comparator"], _rounded(t["value"]), t["unit"]) for t in read.get("targets", []))
    return proposed != sorted((t.comparator, t.value, t.unit) for t in row.targets.all())


def _rounded(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.0001"))


FIELDS: dict[str, Callable[[Directive, Proposed], bool]] = {
    "text": _other("text"),
    "kind": _other("kind"),
    "topic": _other("topic"),
    "deadline": _other_deadline,
    "units": _other("lead_text", "support_text", "scope"),
    "targets": _other_targets,
}
"""What a reviewer may have changed, each with the test of whether she has."""
