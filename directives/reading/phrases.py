"""Date phrases of a text, found and placed side by side, not yet counted from any day.

Overlaps are settled (the earlier, then the longer form wins) and neighbours joined: ranges (3月至5月底) and lists
whose last member carries the mark for all (5月、8月底前).  Every pattern has bounded repeats only, so the cost
is linear in the text.
"""

from __future__ import annotations

import re
from operator import attrgetter

from . import calendar_forms, span_forms
from .form_parts import Phrase
from .numerals import WIDE
from .recurrences import rhythms

_FORMS = (*calendar_forms.FORMS, *span_forms.FORMS)
_TRIGGER = re.compile(r"[月年日号周季天前末]|星期|礼拜|小时|十.五|\d[./-]\d")
_BLANKS = re.compile(r"(?<=\d)[^\S\n]+(?=\d)|[\s\u200b\u200c\u200d\u2060\ufeff]+")
_RANGE = re.compile(r"[”\"]?(?:起|开始)?[,，]?(?:一直|持续|延续)?(?:至|到|直到|直至|[-—–~～]{1,2})")
_LIST = re.compile(r"[、和及与或]|以及")
_JOIN_REACH = 6


def plain(text: str) -> tuple[str, list[int] | None]:
    """The text with plain digits and without stray blanks, and each character's offset in the original.

    A blank between two digits stays (2018 6月), a line break stays as one.  The offsets are None where nothing
    moved.
    """
    text = text.translate(WIDE)
    if not _BLANKS.search(text):
        return text, None
    kept: list[str] = []
    offsets: list[int] = []
    at = 0
    for blank in _BLANKS.finditer(text):
        kept.append(text[at : blank.start()])
        offsets.extend(range(at, blank.start()))
        at = blank.end()
        digits = blank.start() and text[blank.start() - 1].isdigit() and text[at : at + 1].isdigit()
        if "\n" in blank[0] or digits:
            kept.append("\n" if "\n" in blank[0] else " ")
            offsets.append(blank.start())
    kept.append(text[at:])
    offsets.extend(range(at, len(text)))
    return "".join(kept), offsets


def original_span(offsets: list[int] | None, start: int, end: int) -> tuple[int, int]:
    """A span of the plain text in the original."""
    return (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)


def find_phrases(text: str) -> list[Phrase]:
    """The phrases of a plain text, in order, none overlapping; rhythms among them as unit "rhythm"."""
    if not _TRIGGER.search(text):
        return []
    found = [Phrase(start, end, "rhythm") for start, end, *_ in rhythms(text)]
    for form in _FORMS:
        if any(trigger in text for trigger in form.triggers):
            for match in form.pattern.finditer(text):
                found.extend(form.build(match))
    found.sort(key=attrgetter("start"))
    kept: list[Phrase] = []
    for phrase in found:
        if kept and phrase.start < kept[-1].end:
            if phrase.start == kept[-1].start and phrase.end > kept[-1].end:
                kept[-1] = phrase
            continue
        kept.append(phrase)
    _join(text, kept)
    return kept


def _join(text: str, phrases: list[Phrase]) -> None:
    """Mark ranges, and let the members of a list take the edge that only the last one shows; right to left."""
    for i in range(len(phrases) - 2, -1, -1):
        left, right = phrases[i], phrases[i + 1]
        if "rhythm" in (left.unit, right.unit) or right.start - left.end > _JOIN_REACH:
            continue
        if right.unit == "season" and left.unit == "day" and right.start == left.end:  # 7月15日雨季到来之前
            left.edge, left.end = "before", right.end
            del phrases[i + 1]
            continue
        gap = text[left.end : right.start]
        if left.edge in ("", "start") and _RANGE.fullmatch(gap):
            left.opens_range = right.ranged = True
        elif left.edge == "" and _LIST.fullmatch(gap):
            left.listed = True
            left.edge = right.edge
            if left.part == "" and left.unit == right.unit != "day":
                left.part = right.part
    previous: Phrase | None = None
    for phrase in phrases:
        phrase.begin = previous.begin if previous and previous.opens_range and phrase.ranged else phrase.start
        previous = phrase
