"""How a reviewer's changes get into a row: checked, counted, with who and why kept in the history.

Neither permissions nor states are looked at here; `reviewing.py` does that before it calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from directives import clock, indexing
from directives.dating import REVIEWER_RULE, due_fields
from directives.errors import Refused
from directives.models import Directive, Meeting, Precision, Recurrence, Speaker, Target, TargetShare, User, YearBasis

_PLAIN = frozenset(
    [
        "text",
        "kind",
        "topic",
        "speaker",
        "scope",
        "lead_text",
        "support_text",
        "lead_unit",
        "lead_official",
        "due_text",
        "firm",
        "standing",
        "confidential",
        "note",
    ]
)
_DUE = frozenset({"due_on", "due_month_day"})
_EVIDENCE = frozenset({"evidence"})
_DEADLINE = frozenset({"deadline"})
_MANY = frozenset({"supporting_units", "divisions", "readers"})
_ROWS = frozenset({"targets", "recurrence"})
AROUND = _MANY | _ROWS
AFTER_ISSUE = frozenset({"note", "lead_official", "readers"})
"""What may change unsaid when counties have the directive; all that they go by is corrected (`correcting.py`)."""

_MEETING = frozenset(["origin", "title", "kind", "held_on", "held_until", "division", "venue"])
_SPEAKERS = frozenset({"speakers"})


def save(row: Directive | Meeting, user: User | None, reason: str) -> None:
    """Save with a history record of who and why; the reason is cut to the 100 characters that history holds."""
    if user is not None:  # else the request's own, from simple_history's middleware
        row._history_user = user  # type: ignore[union-attr]
    row._change_reason = reason[:100]  # type: ignore[union-attr]
    row._history_date = clock.now()  # type: ignore[union-attr]  # the clock of the events that follow it
    row.save()
    indexing.keep([row])


def change_directive(row: Directive, changes: Mapping[str, Any]) -> None:
    """Put those changes that are columns of the directive into the row; it is not saved here.

    Keys are fields of Directive, `targets` (a list of dicts with metric, comparator, value, unit), `recurrence`
    (a dict with every, day, month, text, or None), `evidence` (a span of the source, or None) and `deadline` (one that
    the reader made of a phrase, with its rule).

    Raises:
        Refused: when a value is not valid.
    """
    _check_names(changes, _PLAIN | _DUE | _EVIDENCE | _DEADLINE | AROUND)
    for name in _PLAIN & changes.keys():
        setattr(row, name, changes[name])
    if "evidence" in changes:
        _set_evidence(row, changes["evidence"])
    if "deadline" in changes:
        for name, value in due_fields(changes["deadline"]).items():
            setattr(row, name, value)
    if _DUE & changes.keys():
        _set_due(row, changes.get("due_on"), changes.get("due_month_day") or "")
    if not row.text.strip():
        raise Refused(_("A directive needs its words."))
    _clean(row, (_PLAIN | _DUE) & changes.keys())


def change_around(row: Directive, changes: Mapping[str, Any]) -> str:
    """Change what hangs on a saved directive; returns what its own history would not show of that.

    Raises:
        Refused: when a value is not valid, or a confidential directive would be left without a reader.
    """
    row.skip_history_when_saving = True  # type: ignore[attr-defined]  # the save that follows records all at once
    for name in _MANY & changes.keys():
        getattr(row, name).set(changes[name])
    del row.skip_history_when_saving  # type: ignore[attr-defined]
    if row.confidential and not row.readers.exists():
        raise Refused(_("Name those who may read a confidential directive, or nobody will see it."))
    changed = []
    if "targets" in changes:
        changed.append(_replace_targets(row, [Target(directive=row, **f) for f in changes["targets"]]))
    if "recurrence" in changes:
        rhythm = changes["recurrence"]
        new = [Recurrence(directive=row, **rhythm)] if rhythm else []
        changed.append(_replace(Recurrence.objects.filter(directive=row), new))
    return "; ".join(filter(None, changed))


def _replace(old: QuerySet[Any], new: Sequence[Recurrence | Speaker]) -> str:
    before = ", ".join(map(str, old))
    old.delete()
    for row in new:
        _clean(row, {f.name for f in row._meta.fields} - {"id", "directive", "meeting"})
        row.save()
    after = ", ".join(map(str, new))
    return "" if before == after else f"{before or '–'} → {after or '–'}"


def _replace_targets(directive: Directive, new: Sequence[Target]) -> str:
    """As `_replace`; a target of the same metric stays the same row, so that the counties' parts of it stay."""
    held = {target.metric: target for target in directive.targets.all()}
    before = ", ".join(map(str, directive.targets.all()))
    for target in new:
        if old := held.pop(target.metric, None):
            target.pk = old.pk
            # Whoever answers for the whole answers for the whole of the new figure.
            TargetShare.objects.filter(target=old, value=old.value).update(value=target.value)
        _clean(target, {"metric", "comparator", "value", "unit"})
        target.save()
    TargetShare.objects.filter(target__in=held.values()).delete()
    directive.targets.filter(pk__in=[target.pk for target in held.values()]).delete()
    after = ", ".join(map(str, new))
    return "" if before == after else f"{before or '–'} → {after or '–'}"


def change_meeting(row: Meeting, changes: Mapping[str, Any]) -> None:
    """Put the changes into the meeting, all but its speakers and the saving.

    A day set by hand is no longer the reader's: its basis is then the reviewer.  `speakers` is a list of dicts
    with name and office.

    Raises:
        Refused: when a value is not valid.
    """
    _check_names(changes, _MEETING | _SPEAKERS)
    for name in _MEETING & changes.keys():
        setattr(row, name, changes[name])
    if "held_on" in changes:
        row.month_day = ""
        row.year_basis = YearBasis.ASSUMED if row.held_on else YearBasis.UNKNOWN
    if {"held_on", "held_until"} & changes.keys():
        row.until_month_day = ""
        if row.held_until and (row.held_on is None or row.held_until < row.held_on):
            raise Refused(_("A meeting does not end before it begins."))
    _clean(row, _MEETING & changes.keys())


def change_speakers(row: Meeting, changes: Mapping[str, Any]) -> None:
    """Put other speakers in the place of the saved meeting's, where `changes` has any.

    Raises:
        Refused: when a name is not valid.
    """
    if "speakers" in changes:
        _replace(row.speakers.all(), [Speaker(meeting=row, **facts) for facts in changes["speakers"]])


def _set_evidence(row: Directive, span: tuple[int, int] | None) -> None:
    """Other words of the source, or None: it rests on no words of it.

    Raises:
        Refused: when the source has no such words.
    """
    length = len(row.meeting.source.text) if row.meeting.source else 0
    if span is not None and not 0 <= span[0] < span[1] <= length:
        raise Refused(_("Select words of the source."))
    row.evidence_start, row.evidence_end = span or (None, None)


def _set_due(row: Directive, due_on: date | None, month_day: str) -> None:
    """A date that a person gave, or a day that waits for its year, or (both empty) her word that there is none."""
    if due_on is not None and due_on.year < 1000:  # saved while she was still typing the year
        raise Refused(_("Enter the year with four digits."))
    row.due_on = due_on
    row.due_month_day = "" if due_on else month_day
    row.due_rule = REVIEWER_RULE
    row.due_precision = (row.due_precision or Precision.DAY) if due_on or month_day else ""
    row.due_year_basis = YearBasis.ASSUMED if due_on else YearBasis.UNKNOWN
    row.due_flags = []


def _check_names(changes: Mapping[str, Any], known: Iterable[str]) -> None:
    if unknown := changes.keys() - set(known):
        raise ValueError(f"not to be changed here: {', '.join(sorted(unknown))}")


def _clean(row: Directive | Meeting | Target | Recurrence | Speaker, names: Iterable[str]) -> None:
    checked = set(names)
    try:
        row.clean_fields(exclude={f.name for f in row._meta.fields} - checked)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
