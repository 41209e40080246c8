"""Where one demand ends and the next begins, when the reader drew that line wrongly: cut a draft, or join two."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from directives import changing, stepping
from directives.dating import REVIEWER_RULE, due_fields, read_phrase
from directives.errors import Refused
from directives.models import Directive, DirectiveState, Recurrence, Target, User
from directives.reading.types import Span

_EDGES = " 　\t\r\n，,。；;、：:"
_KEPT = (
    "kind",
    "topic",
    "speaker",
    "scope",
    "lead_text",
    "support_text",
    "lead_unit",
    "lead_official",
    "confidence",
    "reasons",
    "proposal",
    "confidential",
    "state",
)
_DUE = (
    "due_on",
    "due_month_day",
    "due_text",
    "due_rule",
    "due_precision",
    "due_year_basis",
    "due_inherited",
    "due_flags",
    "firm",
    "alternatives",
)


@transaction.atomic
def split(directive: Directive, at: int, user: User, revision: int | None = None) -> tuple[Directive, Directive]:
    """Cut a draft in two at a character of its text; the second part is a draft of its own, with the next number.

    Both keep what was said of the whole: kind, topic, units, places, readers.  A date goes with the words it stands
    in, and holds for the part after them too; figures and the rhythm go with their words.
    """
    row = stepping.locked(directive, user, revision, DirectiveState.DRAFT)
    first, second = row.text[:at].strip(_EDGES), row.text[at:].strip(_EDGES)
    if not first or not second:
        raise Refused(_("Put the cursor between two demands, then split."))
    reason = _("split in two: %(text)s") % {"text": row.text}
    part = stepping.new_directive(row.meeting, user)
    for name in (*_KEPT, *_DUE):
        setattr(part, name, getattr(row, name))
    (row.evidence_start, row.evidence_end), (part.evidence_start, part.evidence_end) = _places(row, at)
    row.text, part.text = first, second
    _share_date(row, part)
    part.save_without_historical_record()  # type: ignore[attr-defined]  # simple_history's; recorded with its units
    around = _share_figures(row, part) | {
        name: list(getattr(row, name).all()) for name in ("supporting_units", "divisions", "readers")
    }
    changing.change_around(part, around)
    return stepping.saved(row, user, reason), stepping.saved(part, user, reason)


@transaction.atomic
def join(
    directive: Directive, other: Directive, user: User, revision: int | None = None, others: int | None = None
) -> Directive:
    """Make one demand of two drafts of a meeting: `directive` takes the words of `other`, which is merged into it.

    What `directive` leaves open (date, rhythm, lead unit) it takes from `other`; figures, units and places add up.

    Raises:
        Refused: when they are not two drafts of one meeting, or somebody has changed one of them.
    """
    pair = sorted([(directive, revision), (other, others)], key=lambda each: each[0].pk)
    held = {row.pk: stepping.locked(row, user, seen, DirectiveState.DRAFT) for row, seen in pair}
    row, gone = held[directive.pk], held[other.pk]
    if row is gone or row.meeting_id != gone.meeting_id:
        raise Refused(_("Choose another draft of this meeting."))
    row.text = _joined(row.text, gone.text)
    if row.evidence_start is not None and gone.evidence_start is not None:
        row.evidence_start = min(row.evidence_start, gone.evidence_start)
        row.evidence_end = max(row.evidence_end or 0, gone.evidence_end or 0)
    if not (row.due_on or row.due_month_day):
        for name in _DUE:
            setattr(row, name, getattr(gone, name))
    row.lead_unit = row.lead_unit or gone.lead_unit
    row.lead_text = row.lead_text or gone.lead_text
    changing.change_around(row, _added_up(row, gone))
    gone.merged_into = row
    stepping.saved(row, user, _("joined with number %(n)s") % {"n": gone.number})
    stepping.decided(gone, user, DirectiveState.MERGED)
    return row


def _joined(first: str, second: str) -> str:
    """Both texts, unless the one says the other already."""
    if second in first or first in second:
        return max(first, second, key=len)
    return f"{first.rstrip(_EDGES)}，{second.lstrip(_EDGES)}"


def _added_up(row: Directive, gone: Directive) -> dict[str, Any]:
    targets = {(t.metric, t.comparator, t.value, t.unit): _facts(t) for d in (row, gone) for t in d.targets.all()}
    around: dict[str, Any] = {"targets": list(targets.values())}
    for name in ("supporting_units", "divisions"):
        keys = [each.pk for d in (row, gone) for each in getattr(d, name).all()]
        around[name] = list(dict.fromkeys(keys))
    rhythm = Recurrence.objects.filter(directive__in=[row, gone]).order_by("-directive_id").first()
    if rhythm is not None and not Recurrence.objects.filter(directive=row).exists():
        around["recurrence"] = _rhythm(rhythm)
    return around


def _share_date(row: Directive, part: Directive) -> None:
    """Give each part the date that stands in its words; who set a date by hand set it for both."""
    phrase = row.due_text
    if row.due_rule == REVIEWER_RULE or not phrase:
        return
    if phrase in part.text and phrase not in row.text:
        for name in _DUE:
            field: Any = Directive._meta.get_field(name)
            setattr(row, name, field.get_default())
    elif phrase in row.text:
        own = read_phrase(part.meeting, part.text)
        if own is None:
            part.due_inherited = True
        else:
            for name, value in due_fields(own).items():
                setattr(part, name, value)


def _share_figures(row: Directive, part: Directive) -> dict[str, Any]:
    """Take from `row` the figures and the rhythm whose words only `part` has; returns them for `part`."""
    from directives.reading.targets import targets_of  # patterns that only a split needs

    theirs = {(t.value, t.unit) for t in targets_of(part.text)} - {(t.value, t.unit) for t in targets_of(row.text)}
    stated = list(row.targets.all())
    moved = [t for t in stated if (float(t.value), t.unit) in theirs]
    changes: dict[str, Any] = {"targets": [_facts(t) for t in stated if t not in moved]} if moved else {}
    given: dict[str, Any] = {"targets": [_facts(t) for t in moved]}
    rhythm = Recurrence.objects.filter(directive=row).first()
    if rhythm is not None and rhythm.text and rhythm.text in part.text and rhythm.text not in row.text:
        changes["recurrence"], given["recurrence"] = None, _rhythm(rhythm)
    changing.change_around(row, changes)
    return given


def _facts(target: Target) -> dict[str, Any]:
    return {name: getattr(target, name) for name in ("metric", "comparator", "value", "unit")}


def _rhythm(row: Recurrence) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("text", "every", "day", "month", "starts_on", "ends_on")}


def _places(row: Directive, at: int) -> tuple[tuple[int | None, int | None], tuple[int | None, int | None]]:
    """Where in the source each part stands; nowhere where the whole did not."""
    start, end = row.evidence_start, row.evidence_end
    if start is None or end is None or row.meeting.source is None:
        return (None, None), (None, None)
    text = row.meeting.source.text
    cut = start + _matching(row.text, text[start:end], at)
    first, second = _bare(text, (start, cut)), _bare(text, (cut, end))
    # Where the text was rewritten so far that one part has no words left in the source, both rest on all of them.
    return (first, second) if first[0] < first[1] and second[0] < second[1] else ((start, end), (start, end))


def _matching(text: str, words: str, at: int) -> int:
    """The offset in the words of the source that answers to an offset in the text read or made from them."""
    for mine, theirs, length in SequenceMatcher(None, text, words, autojunk=False).get_matching_blocks():
        if at <= mine + length:
            return theirs + max(0, at - mine)
    return len(words)


def _bare(text: str, span: Span) -> Span:
    from directives.reading.selection import trimmed

    return trimmed(text, span)
