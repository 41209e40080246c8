"""The source as the desk shows it: cleaned or as it came, what was repaired, and what rests on which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from directives.admin.highlight import FACT, Mark, Piece, pieces
from directives.models import Meeting
from directives.reading.cleaning import clean
from directives.reading.selection import cleaned_span
from directives.reading.types import Cleaned, Span

CLEANED, ORIGINAL = "cleaned", "original"
_TOLD = ("held_on", "year_basis", "division", "kind")
_NOTE = 60


def shown_as(asked: str) -> str:
    return ORIGINAL if asked == ORIGINAL else CLEANED


def source_pieces(meeting: Meeting, proposals: Sequence[Mark], shown: str) -> list[Piece]:
    """The text in pieces; `proposals` count in the source."""
    if meeting.source is None:
        return []
    source = meeting.source.text
    cleaned = clean(source)
    marks = [*proposals, *facts(meeting, source, cleaned)]
    if shown == ORIGINAL:
        return list(pieces(source, [*marks, *_removed(source, cleaned)]))
    moved = [Mark(*cleaned_span(cleaned, (m.start, m.end)), m.anchor, m.style) for m in marks]
    return list(pieces(cleaned.text, [*moved, *_mended(source, cleaned)]))


def source_span(meeting: Meeting, span: Span, shown: str) -> Span:
    """The span of the source that was selected in what is shown."""
    if shown == ORIGINAL or meeting.source is None:
        return span
    cleaned = clean(meeting.source.text)
    last = len(cleaned.text)
    return cleaned.source_span((min(span[0], last), min(span[1], last)))


def facts(meeting: Meeting, source: str, cleaned: Cleaned) -> Iterator[Mark]:
    """The words that the facts of the meeting were taken from, where the reader kept them."""
    told = {each.get("field", ""): str(each.get("words", "")) for each in meeting.reasons}
    words = [(name, told[name]) for name in _TOLD if told.get(name)]
    words += [("speakers", speaker.name) for speaker in meeting.speakers.all()]
    for name, said in words:
        at = cleaned.text.find(said)
        span = cleaned.source_span((at, at + len(said))) if at >= 0 else _found(source, said)
        if span is not None:
            yield Mark(*span, f"f-{name}", FACT)


def _found(text: str, words: str) -> Span | None:
    at = text.find(words)
    return (at, at + len(words)) if at >= 0 else None


def repairs(source: str, cleaned: Cleaned) -> Iterator[tuple[Span, Span]]:
    """Where the two texts differ: (span of the source, span of the cleaned text), in order, as short as they come."""
    origin, text = cleaned.origin, cleaned.text
    if len(text) == 0 or origin[0] > 0:
        yield (0, origin[0]), (0, 0)
    begun = -1
    for at, sign in enumerate(text):
        same = origin[at + 1] == origin[at] + 1 and source[origin[at]] == sign
        if same and begun >= 0:
            yield (origin[begun], origin[at]), (begun, at)
            begun = -1
        elif not same and begun < 0:
            begun = at
    if begun >= 0:
        yield (origin[begun], origin[len(text)]), (begun, len(text))
    if origin[len(text)] < len(source):
        yield (origin[len(text)], len(source)), (len(text), len(text))


def _mended(source: str, cleaned: Cleaned) -> Iterator[Mark]:
    for (start, end), (begin, stop) in repairs(source, cleaned):
        if begin < stop and not _signs(source[start:end] + cleaned.text[begin:stop]):
            yield Mark(begin, stop, "", "mended", _("source: %(words)s") % {"words": _short(source[start:end])})


def _removed(source: str, cleaned: Cleaned) -> Iterator[Mark]:
    for (start, end), (begin, stop) in repairs(source, cleaned):
        words = cleaned.text[begin:stop]
        # What is left of it stands first: “字zì” became “字”.
        kept = len(words) if source.startswith(words, start) else 0
        note = "" if kept else words
        if start + kept < end and not _signs(source[start:end] + words):
            told = _("cleaned: %(words)s") % {"words": _short(note)} if note.strip() else _("left out")
            yield Mark(start + kept, end, "", "dirt", told)


def _short(words: str) -> str:
    return words if len(words) <= _NOTE else f"{words[:_NOTE]}…"


def _signs(words: str) -> bool:
    """Whether it is about stops and blanks only: half-width commas by the hundred are no news to anybody."""
    return not any(sign.isalnum() for sign in words)
