"""The same report again: word for word in another dress (fingerprint), or nearly (sketch, then the words themselves).

Compared are the Han characters and digits of the cleaned text alone, so that headline furniture, line breaks,
punctuation, Traditional characters and pinyin make no difference.  A reprint with another headline, a cut paragraph
or an editor's note is found by bottom-k MinHash (Broder, "On the resemblance and containment of documents", 1997):
the smallest hashes of its shingles are mostly those of the first.  The few that share some are compared in full.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from heapq import nsmallest

from django.db.models import Count

from directives.models import Source, SourceSketch, Unit

SHINGLE = 8
"""Characters: shorter ones are phrases of the trade, which all reports share."""
SKETCH = 24
CANDIDATES = 3
SHARED_AT_LEAST = 3
"""Sketch values in common that make a candidate; the least that rules out a chance hash."""
NEARLY_ALL = 0.6
"""The share of a text's shingles that its first appearance must hold.  Two papers' accounts of one meeting shared at
most 0.11 (five pairs), two meetings at most 0.01 (all pairs of 30 reports), a reprint in another dress above 0.8."""
COMPARED = 100_000
"""Characters at the head that are compared: no report is longer, and shingles of 20 MB would fill the memory."""
TOO_SHORT = 20

_LETTERS = re.compile(r"[0-9\u3400-\u9fff\U00020000-\U0003ffff]+")
_DATES = re.compile(r"(?:\d{1,2}月(?:\d{1,2}日|[底末初]|[上中下]旬)?)(?![^，。；、]{0,6}[讯电])")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts are compared by."""

    fingerprint: str
    letters: str
    dates: frozenset[str]
    sketch: tuple[int, ...]


def likeness_of(text: str) -> Likeness:
    """The likeness of a report as it came."""
    from directives.reading.cleaning import clean  # loaded by workers only

    cleaned = clean(text).text
    letters = "".join(_LETTERS.findall(cleaned))
    # Without Chinese words to compare, every character counts.
    seed = letters if len(letters) >= TOO_SHORT else text
    return Likeness(
        fingerprint=hashlib.sha256(seed.encode()).hexdigest(),
        letters=letters[:COMPARED],
        dates=frozenset(_DATES.findall(cleaned)),
        sketch=tuple(nsmallest(SKETCH, map(_hash, shingles(letters[:COMPARED])))),
    )


def shingles(letters: str) -> set[str]:
    """Every run of SHINGLE characters."""
    return {letters[i : i + SHINGLE] for i in range(len(letters) - SHINGLE + 1)}


def _hash(shingle: str) -> int:
    """63 bits: what a BigIntegerField holds."""
    return int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest()) >> 1


def find_first(office: Unit, likeness: Likeness) -> Source | None:
    """The source of the office that this text repeats, or None.

    A near repeat must name no date that the first does not: next week's bulletin in the same words is another
    report, and its deadlines must not be lost.
    """
    held = Source.objects.filter(office=office)
    exact = held.filter(fingerprint=likeness.fingerprint).first()
    if exact is not None or not likeness.sketch:
        return exact
    alike = (
        SourceSketch.objects.filter(source__office=office, value__in=likeness.sketch)
        .values("source")
        .annotate(shared=Count("pk"))
        .filter(shared__gte=min(SHARED_AT_LEAST, len(likeness.sketch)))
        .order_by("-shared", "source")
    )
    for row in alike[:CANDIDATES]:
        source = held.get(pk=row["source"])
        if _repeats(likeness, likeness_of(source.text)):
            return source
    return None


def _repeats(new: Likeness, old: Likeness) -> bool:
    mine = shingles(new.letters)
    return len(mine & shingles(old.letters)) >= NEARLY_ALL * len(mine) and new.dates <= old.dates


def remember(source: Source, likeness: Likeness) -> None:
    """Keep the sketch of a new source."""
    SourceSketch.objects.bulk_create(SourceSketch(source=source, value=value) for value in likeness.sketch)
