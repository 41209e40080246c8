"""Taking a reviewer's steps back: each is kept with the rows as they were, and undone by a step of its own.

`taken` runs a step and keeps it; `undo` puts the rows back as they were, as long as nobody else has changed them and
no county has them.  That is a new revision and a history record like any other: nothing is wiped out.  What the step
itself made is put aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from directives import access, changing, clock, stepping
from directives.access import Action
from directives.errors import Refused
from directives.models import (
    Commitment,
    Directive,
    DirectiveState,
    Meeting,
    MeetingState,
    Recurrence,
    ReviewStep,
    User,
)

Result = TypeVar("Result")
Kept = dict[str, Any]

_MANY = ("supporting_units", "divisions", "readers")
_NEVER = frozenset({"id", "meeting_id", "number", "revision"})
_NEVER_MEETING = frozenset({"id", "source_id", "office_id", "state", "revision", "created_at"})
_TARGET = ("metric", "comparator", "value", "unit")
_RHYTHM = ("text", "every", "day", "month", "starts_on", "ends_on")


class _Overtaken(Exception):
    """Somebody else has changed a row of the step since, or a county has it."""


@transaction.atomic
def taken(
    meeting: Meeting, user: User, title: str, step: Callable[[], Result], also: Iterable[Directive] = ()
) -> Result:
    """Run a step over directives of the meeting (and `also` others) and keep it for `undo`; `title` tells of it.

    What the step raises goes through, and nothing is kept then.
    """
    held, others = _held(meeting, [row.pk for row in also])
    rows = _kept(others)
    facts = (held.revision, _meeting_kept(held))
    result = step()
    now = dict(
        (Directive.objects.filter(meeting=meeting) | Directive.objects.filter(pk__in=list(rows))).values_list(
            "pk", "revision"
        )
    )
    before = {pk: rows.get(pk) for pk, revision in now.items() if pk not in rows or others[pk].revision != revision}
    held.refresh_from_db()
    moved = held.revision != facts[0]
    if before or moved:
        ReviewStep.objects.create(
            meeting=meeting,
            user=user,
            title=title[:100],
            before={"meeting": facts[1] if moved else None, "directives": before},
            after={"meeting": held.revision if moved else None, "directives": {pk: now[pk] for pk in before}},
        )
    return result


def last(meeting: Meeting, user: User) -> ReviewStep | None:
    """The step of this user that `undo` would take back."""
    return ReviewStep.objects.filter(meeting=meeting, user=user, closed_at=None).first()


def undo(meeting: Meeting, user: User) -> tuple[ReviewStep, list[int]]:
    """Take the user's last step on this meeting back; returns it, and the keys of the directives it concerned.

    Raises:
        Refused: when there is none, or somebody else has gone on from it (it is passed over the next time).
    """
    step = last(meeting, user)
    if step is None:
        raise Refused(_("There is no step of yours left to undo."))
    try:
        return step, _undone(step, user)
    except _Overtaken:
        ReviewStep.objects.filter(pk=step.pk).update(closed_at=clock.real_now())
        words = _("“%(step)s” cannot be undone any more: somebody else has gone on from it.")
        raise Refused(words % {"step": step.title}) from None


@transaction.atomic
def _undone(step: ReviewStep, user: User) -> list[int]:
    before: dict[int, Kept | None] = {int(pk): kept for pk, kept in step.before["directives"].items()}
    held, rows = _held(step.meeting, list(before))
    access.require(access.may_for_office(user, Action.REVIEW, held.office_id))
    if not ReviewStep.objects.filter(pk=step.pk, closed_at=None).update(closed_at=clock.real_now()):
        raise Refused(_("This step has been undone already."))
    _check(step, held, [rows[pk] for pk in before], before)
    reason = _("undone: %(step)s") % {"step": step.title}
    for pk, kept in before.items():
        if kept is None:
            Commitment.objects.filter(directive=pk).update(directive=None)
            stepping.decide(rows[pk], user, DirectiveState.REJECTED, reason)
        else:
            _put_back(rows[pk], kept)
            stepping.saved(rows[pk], user, reason)
    if step.before["meeting"] is not None:
        _set(held, step.before["meeting"]["fields"])
        held.state = MeetingState.DRAFT
        held.revision += 1
        changing.save(held, user, reason)
        changing.change_speakers(held, {"speakers": step.before["meeting"]["speakers"]})
    stepping.settle(held.pk, user)
    _carry_over(step, held, rows)
    return list(before)


def _carry_over(step: ReviewStep, held: Meeting, rows: Mapping[int, Directive]) -> None:
    """What an earlier step left is there again, under a new revision: that one can be undone as well."""
    again = {pk: (kept["revision"], rows[int(pk)].revision) for pk, kept in step.before["directives"].items() if kept}
    facts = step.before["meeting"]
    for earlier in ReviewStep.objects.filter(meeting=held, closed_at=None, pk__lt=step.pk).only("after"):
        after = {**earlier.after["directives"]}
        found = {pk: new for pk, (old, new) in again.items() if after.get(pk) == old}
        meeting = earlier.after["meeting"]
        if facts is not None and meeting == facts["revision"]:
            meeting = held.revision
        if found or meeting != earlier.after["meeting"]:
            earlier.after = {"meeting": meeting, "directives": after | found}
            earlier.save(update_fields=["after"])


def _check(step: ReviewStep, held: Meeting, rows: list[Directive], before: Mapping[int, Kept | None]) -> None:
    after = step.after
    if any(row.revision != after["directives"][str(row.pk)] for row in rows):
        raise _Overtaken
    if after["meeting"] is not None and after["meeting"] != held.revision:
        raise _Overtaken
    for row in rows:
        if row.assignments.exists():
            kept = before[row.pk]
            now = _kept({row.pk: row})[row.pk]
            if kept is None or not _differing(kept, now) <= {*changing.AFTER_ISSUE, "lead_unit_id"}:
                raise _Overtaken


def _differing(kept: Kept, now: Kept) -> set[str]:
    """The names whose values differ; both as the database's JSON gives them back."""
    stored = {name: _plain(value) for name, value in {**now["fields"], **now["many"]}.items()}
    stated = {**kept["fields"], **kept["many"]}
    named = {name for name in stated if _plain(stated[name]) != stored.get(name)}
    around = {name for name in ("targets", "recurrence") if _plain(kept[name]) != _plain(now[name])}
    return named | around


def _plain(value: Any) -> str:
    return DjangoJSONEncoder(sort_keys=True).encode(value)


def _held(meeting: Meeting, keys: list[int]) -> tuple[Meeting, dict[int, Directive]]:
    """The meeting's directives and those of `keys`, then the meeting, held until the transaction ends."""
    wanted = Directive.objects.filter(meeting=meeting) | Directive.objects.filter(pk__in=keys)
    rows = {row.pk: row for row in wanted.select_for_update(of=("self",)).order_by("pk")}
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk), rows


def _kept(rows: Mapping[int, Directive]) -> dict[int, Kept]:
    """All that a step may change, of many directives at once, in six queries."""
    found: dict[int, Kept] = {
        pk: {
            "revision": row.revision,
            "fields": {
                f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in _NEVER
            },
            "many": {name: [] for name in _MANY},
            "targets": [],
            "recurrence": None,
        }
        for pk, row in rows.items()
    }
    for name in _MANY:
        for pk, key in Directive.objects.filter(pk__in=rows, **{f"{name}__isnull": False}).values_list("pk", name):
            found[pk]["many"][name].append(key)
    for pk, *facts in (
        Directive.objects.filter(pk__in=rows, targets__isnull=False)
        .order_by("targets__id")
        .values_list("pk", *(f"targets__{name}" for name in _TARGET))
    ):
        found[pk]["targets"].append(dict(zip(_TARGET, facts, strict=True)))
    for rhythm in Recurrence.objects.filter(directive__in=rows):
        found[rhythm.directive_id]["recurrence"] = {name: getattr(rhythm, name) for name in _RHYTHM}
    for kept in found.values():
        for keys in kept["many"].values():
            keys.sort()
    return found


def _meeting_kept(row: Meeting) -> Kept:
    names = [f.attname for f in row._meta.concrete_fields if f.attname not in _NEVER_MEETING]
    speakers = [{"name": s.name, "office": s.office} for s in row.speakers.all()]
    fields = {name: getattr(row, name) for name in names}
    return {"revision": row.revision, "fields": fields, "speakers": speakers}


def _put_back(row: Directive, kept: Kept) -> None:
    _set(row, kept["fields"])
    changing.change_around(row, {**kept["many"], "targets": kept["targets"], "recurrence": kept["recurrence"]})


def _set(row: Model, fields: Kept) -> None:
    for name, value in fields.items():
        field: Any = row._meta.get_field(name)
        setattr(row, name, field.target_field.to_python(value) if field.is_relation else field.to_python(value))
