"""A text under repair that never loses the way back to its source.

Every step of the cleaning rewrites the text with a list of edits; the map to the source follows in
slices, so that the cost is the number of edits, not the number of characters.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable

from directives.reading.types import Cleaned, Repair

Edit = tuple[int, int, str]

# Counting up in Python costs more than all else on a clean text: short texts share one ruler.
_RULER = array("I", range(1 << 16))


def ruler(length: int) -> array[int]:
    """0, 1, … length-1 as a fresh array."""
    if length <= len(_RULER):
        return _RULER[:length]
    return array("I", range(length))


class Draft:
    """The text so far, the map so far, and the count of what was mended."""

    def __init__(self, source: str) -> None:
        self.text = source
        self._length = len(source)
        self._origin: array[int] | None = None
        self._counts: Counter[str] = Counter()

    def count(self, kind: str, number: int = 1) -> None:
        """Note ``number`` repairs of a kind; none is noted for 0."""
        if number:
            self._counts[kind] += number

    @property
    def origin(self) -> array[int]:
        """The map to the source, one longer than the text."""
        if self._origin is None:
            self._origin = ruler(self._length + 1)
        return self._origin

    def edit(self, edits: Iterable[Edit], kind: str = "") -> None:
        """Apply ``(start, end, replacement)`` edits, sorted and apart; count them under ``kind`` if given.

        A replacement of the same length keeps its map; any other points at the start of what it replaces.
        """
        pieces: list[str] = []
        origin = array("I")
        done = number = 0
        text, old = self.text, self.origin
        for start, end, new in edits:
            number += 1
            pieces.append(text[done:start])
            origin.extend(old[done:start])
            if new:
                pieces.append(new)
                origin.extend(old[start:end] if len(new) == end - start else array("I", (old[start],)) * len(new))
            done = end
        if not number:
            return
        pieces.append(text[done:])
        origin.extend(old[done:])
        self.text, self._origin = "".join(pieces), origin
        if kind:
            self.count(kind, number)

    def cut(self, pattern: re.Pattern[str], kind: str = "") -> None:
        """Remove every match of ``pattern`` (its group 1 where it has one)."""
        group = 1 if pattern.groups else 0
        self.edit(((*match.span(group), "") for match in pattern.finditer(self.text) if match[group]), kind)

    def swap(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], kind: str = "") -> None:
        """Replace every match by something of the same length; the map stays as it is."""
        self.text, number = pattern.subn(new, self.text)
        if kind:
            self.count(kind, number)

    def cleaned(self) -> Cleaned:
        """The finished text with its map and its repairs, commonest first."""
        repairs = tuple(Repair(kind, count) for kind, count in self._counts.most_common())
        return Cleaned(self.text, self.origin, repairs)
