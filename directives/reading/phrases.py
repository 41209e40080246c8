"""Date phrases of a text, found and placed side by side, not yet counted from any day.

Overlaps are settled (the earlier, then the longer form wins) and neighbours joined: ranges (3月至5月底) and lists
whose last member carries the mark for all (5月、8月底前).  Every pattern has bounded repeats only, so the cost
is linear in the text.
"""

from __future__ import annotations

import re
from operator import itemgetter

from . import calendar_forms, span_forms
from .form_parts import Form, Phrase
from .numerals import CHINESE, SPLIT_DATE, narrow
from .recurrences import rhythms

_FORMS = (*calendar_forms.FORMS, *span_forms.FORMS)
_BY_UNIT = {unit: tuple(f for f in _FORMS if unit in f.units) for unit in "".join(f.units for f in _FORMS)}
_BY_HEAD = {head: tuple(f for f in _FORMS if head in f.heads) for head in "".join(f.heads for f in _FORMS)}

# A pattern that begins with a plain class is scanned for at the speed of C; what must stand before the character
# is asked afterwards, by a look-behind that reaches over it.
_NUMERAL = rf"[0-9{CHINESE}元]"
_TRIGGER = re.compile(
    rf"[月年周日号天季旬时期拜](?<=[0-9０-９{CHINESE}半元本下上今明后去来次翌当前全这个星礼作然小时第首正冬腊\s].)"
    r"|年[底末内终关度中前]|月[底末内初上中下]|周[一二三四五六日末]|季末|岁末|前(?<![当目提眼面史空向超生门跟先从].)"
    r"|[今明][日晚早]|[./·-](?<=[0-9０-９].)(?=[0-9０-９])|[”\"’末期时规收结](?<=五.)|星期|礼拜"
    r"|[到至保争取于](?=[在于]?[“\"‘]?(?:元旦|春节|国庆|五一|七一|八一|十一|中秋|端午|清明|建党|劳动))"
)
_NUMBER = re.compile(rf"{_NUMERAL}(?<!{_NUMERAL}.){_NUMERAL}{{0,11}}+(?=([{re.escape(''.join(_BY_UNIT))}]))")
_WORD = re.compile(
    rf"[{''.join(_BY_HEAD)}](?=[年月周季半天日晚早明个星礼底末内度中终关前初上下一二三四五六日拜期历首1-4])"
)
_EVE = re.compile(r"前(?<![当目提眼面史空向超生门跟先从日号月底末内旬].)")
_EVE_REACH = 18
_BLANKS = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff][\s\u200b\u200c\u200d\u2060\ufeff]*")
_RANGE = re.compile(r"[”\"]?(?:起|开始)?[,，]?(?:一直|持续|延续)?(?:至|到|直到|直至|[-—–~～]{1,2})")
_LIST = re.compile(r"[、和及与或]|以及")
_JOIN_REACH = 6
_NONE: list[Phrase] = []


def may_date(text: str) -> bool:
    """A quick look: False means that no date phrase stands in the (raw) text."""
    return _TRIGGER.search(text) is not None


def plain(text: str) -> tuple[str, list[int] | None]:
    """The text with plain digits and without stray blanks, and each character's offset in the original.

    A blank between two digits stays (2018 6月) unless it splits a number (1 0月), a line break stays as one.  The
    offsets are None where nothing moved.
    """
    text = narrow(text)
    if not _BLANKS.search(text):
        return text, None
    kept: list[str] = []
    offsets: list[int] = []
    at = 0
    split = {place for found in SPLIT_DATE.finditer(text) for place in range(*found.span())}
    for blank in _BLANKS.finditer(text):
        kept.append(text[at : blank.start()])
        offsets.extend(range(at, blank.start()))
        at = blank.end()
        digits = blank.start() and text[blank.start() - 1].isdigit() and text[at : at + 1].isdigit()
        if "\n" in blank[0] or (digits and blank.start() not in split):
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
    phrases: list[Phrase] = []
    covered = 0
    for start, forms, ready in sorted(_heads(text), key=itemgetter(0)):
        if start < covered:
            continue
        best = ready
        for form in forms:
            match = form.pattern.match(text, start)
            if match is not None and (not best or match.end() > best[-1].end):
                best = list(form.build(match)) or best
        if best:
            phrases.extend(best)
            covered = best[-1].end
    _join(text, phrases)
    return phrases


def _heads(text: str) -> list[tuple[int, tuple[Form, ...], list[Phrase]]]:
    """Where phrases may begin: the forms to try there, or what was found there already."""
    # What is ready comes first: where two begin together the longer one is among them.
    heads: list[tuple[int, tuple[Form, ...], list[Phrase]]] = []
    heads += [(start, (), [Phrase(start, end, "rhythm")]) for start, end, *_ in rhythms(text)]
    for eve in _EVE.finditer(text) if "前" in text else ():
        for form in span_forms.EVES:
            for match in form.pattern.finditer(text, max(0, eve.start() - _EVE_REACH), eve.end() + 2):
                if match.end() >= eve.end():
                    heads.append((match.start(), (), list(form.build(match))))
    for match in span_forms.FEAST.finditer(text):
        feast = span_forms.feast(match)
        heads.append((feast.start, (), [feast]))
    heads += [(found.start(), _BY_UNIT[found[1]], _NONE) for found in _NUMBER.finditer(text)]
    heads += [(found.start(), _BY_HEAD[found[0]], _NONE) for found in _WORD.finditer(text)]
    return heads


def _join(text: str, phrases: list[Phrase]) -> None:
    """Mark ranges, and let the members of a list take the edge that only the last one shows; right to left."""
    for i in range(len(phrases) - 2, -1, -1):
        left, right = phrases[i], phrases[i + 1]
        if "rhythm" in (left.unit, right.unit) or right.start - left.end > _JOIN_REACH:
            continue
        named = right.unit == "season" or (right.unit == "festival" and right.edge == "before")
        if named and left.unit == "day" and right.start == left.end:  # 7月15日雨季到来之前
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
