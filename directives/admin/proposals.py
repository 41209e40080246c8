"""Everything that the desk shows of one meeting, in a fixed number of queries: for its page and for its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest

from directives import access, dating, labels, reviewing, undoing
from directives.access import Action
from directives.admin.base import DeskAdmin, who
from directives.admin.cards import card, marks, reasons
from directives.admin.highlight import Mark
from directives.admin.sourcetext import shown_as, source_pieces
from directives.forms.review import DayForm, YearForm
from directives.models import Assignment, Commitment, Directive, DirectiveState, Kind, Meeting, MeetingState

SHOWN: dict[str, Callable[[Directive], bool]] = {
    "open": lambda d: d.state == DirectiveState.DRAFT,
    "dated": lambda d: bool(d.due_on or d.due_month_day),
    "tasks": lambda d: d.kind == Kind.TASK,
    "principles": lambda d: d.kind == Kind.PRINCIPLE,
}
"""What the list of cards may be narrowed to."""


def context(desk: DeskAdmin, request: HttpRequest, pk: int) -> dict[str, Any]:
    """What the templates of the desk need; the source text is cut into pieces by `with_source`.

    Raises:
        Http404: when the user may not see the meeting.
    """
    meeting = whole(desk, request, pk)
    directives, promises = _proposals(meeting, request)
    for row in directives:
        row.meeting = meeting
    text = meeting.source.text if meeting.source else ""
    may_review = access.may_for_office(request.user, Action.REVIEW, meeting.office_id)
    asked = request.POST if request.method == "POST" else request.GET
    show = asked.get("show", "")
    resting = marks([*directives, *promises])
    seen = shown_as(asked.get("as", ""))
    return {
        "meeting": meeting,
        "original": meeting,
        "versions": {"meeting": meeting.revision, "source": _signature(resting, seen)},
        "cards": [card(row, text) for row in narrowed(directives, show)],
        "promises": [card(row, text) for row in promises],
        "marks": resting,
        "show": show,
        "shown": SHOWN,
        "shown_as": seen,
        "counts": counts(directives),
        "repairs": [(labels.repair(each["kind"]), each["count"]) for each in meeting.repairs],
        "whys": reasons(meeting.reasons),
        "told": {each.get("field") for each in meeting.reasons if each.get("words")} if text else set(),
        "year_form": year_form(meeting) if may_review else None,
        "day_form": day_form(meeting, directives) if may_review else None,
        "may_review": may_review and meeting.state != MeetingState.DISCARDED,
        "may_issue": access.may_for_office(request.user, Action.ISSUE, meeting.office_id),
        "undoable": undoing.last(meeting, who(request)) if may_review else None,
    }


def with_source(state: dict[str, Any]) -> dict[str, Any]:
    """The same with the source text, in pieces."""
    return {**state, "pieces": source_pieces(state["meeting"], state["marks"], state["shown_as"])}


def _signature(resting: Sequence[Mark], seen: str) -> str:
    """Which spans are marked in which text."""
    spans = [(m.anchor, m.start, m.end) for m in resting]
    return f"{seen}-{crc32(repr(spans).encode()):x}"


def whole(desk: DeskAdmin, request: HttpRequest, pk: int) -> Meeting:
    rows = desk.visible(Meeting.objects.all(), request)
    found = rows.select_related("source__file", "office", "division", "venue").prefetch_related("speakers")
    meeting: Meeting | None = found.filter(pk=pk).first()
    if meeting is None:
        raise Http404
    return meeting


def _proposals(meeting: Meeting, request: HttpRequest) -> tuple[list[Directive], list[Commitment]]:
    """The directives and commitments in the order of the text; what was typed in by hand comes last.

    A standing directive that the user may not see is not shown to be one.
    """
    given = Exists(Assignment.objects.filter(directive=OuterRef("pk")))
    standing = Directive.objects.visible_to(request.user).select_related("meeting").annotate(given=given)
    directives = (
        Directive.objects.visible_to(request.user)
        .filter(meeting=meeting)
        .select_related("lead_unit", "decided_by", "recurrence", "merged_into")
        .prefetch_related("targets", "supporting_units", "divisions")
        .prefetch_related(Prefetch("assignments", to_attr="issued"), Prefetch("standing", queryset=standing))
    )
    promises = Commitment.objects.filter(meeting=meeting).select_related("directive")
    return sorted(directives, key=_in_text), sorted(promises, key=_in_text)


def _in_text(row: Directive | Commitment) -> tuple[bool, int, int]:
    return (row.evidence_start is None, row.evidence_start or 0, row.number)


def narrowed(directives: Sequence[Directive], show: str) -> list[Directive]:
    """The directives that the reviewer wants to look at; all of them unless `show` is one of SHOWN."""
    wanted = SHOWN.get(show)
    return [d for d in directives if wanted is None or wanted(d)]


def counts(directives: Sequence[Directive]) -> dict[str, int]:
    drafts = [d for d in directives if d.state == DirectiveState.DRAFT]
    confirmed = [d for d in directives if d.state == DirectiveState.CONFIRMED]
    return {
        "all": len(directives),
        "drafts": len(drafts),
        "dated_drafts": sum(map(reviewing.plain, drafts)),
        "principle_drafts": sum(d.kind == Kind.PRINCIPLE for d in drafts),
        "confirmed": len(confirmed),
        "issued": sum(bool(d.issued) for d in directives),  # type: ignore[attr-defined]  # prefetched
    }


def year_form(meeting: Meeting) -> YearForm | None:
    """Asked for where the report names a day without its year."""
    if meeting.held_on is not None or not meeting.month_day:
        return None
    published = meeting.source.published_on if meeting.source else None
    return YearForm(initial={"revision": meeting.revision, "year": published.year if published else None})


def day_form(meeting: Meeting, directives: Sequence[Directive]) -> DayForm | None:
    """Asked for where the report names no day at all, and a deadline is counted from it."""
    if meeting.held_on is not None or meeting.month_day:
        return None
    drafts = [row for row in directives if row.state == DirectiveState.DRAFT]
    if not any(dating.waits_for_day(row) for row in drafts):
        return None
    published = meeting.source.published_on if meeting.source else None
    return DayForm(initial={"revision": meeting.revision, "held_on": published})
