"""A text under repair that never loses the way back to its source.

Every step of the cleaning rewrites the text with a list of edits; the map to the source follows in
slices, so that the cost is the number of edits, not the number of characters.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable

from directives.reading.types import Cleaned, Repair

Edit = tuple[int, int, str]

_RULER = array("I", range(1 << 16))
_LONGEST_RULER = 1 << 21
_SIZE = _RULER.itemsize


def ruler(length: int) -> array[int]:
    """0, 1, … length-1 as a fresh array."""
    # Counting up in Python costs more than all else on a clean text, so a ruler is kept and copied from.
    if length > len(_RULER):
        if length > _LONGEST_RULER:
            return array("I", range(length))
        _RULER.extend(range(len(_RULER), length))
    return _RULER[:length]


class Draft:
    """The text so far, the map so far, and the count of what was mended."""

    def __init__(self, source: str) -> None:
        self.text = source
        self._length = len(source)
        self._origin: array[int] | None = None
        self._counts: dict[str, int] = {}

    def count(self, kind: str, number: int = 1) -> None:
        """Note ``number`` repairs of a kind; none is noted for 0."""
        if number:
            self._counts[kind] = self._counts.get(kind, 0) + number

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
        listed = list(edits)
        if not listed:
            return
        text, raw = self.text, self.origin.tobytes()
        pieces: list[str] = []
        places: list[bytes] = []
        done = 0
        for start, end, new in listed:
            pieces.append(text[done:start])
            places.append(raw[done * _SIZE : start * _SIZE])
            if new:
                pieces.append(new)
                same = len(new) == end - start
                places.append(
                    raw[start * _SIZE : end * _SIZE] if same else raw[start * _SIZE : (start + 1) * _SIZE] * len(new)
                )
            done = end
        pieces.append(text[done:])
        places.append(raw[done * _SIZE :])
        self.text = "".join(pieces)
        self._origin = array("I", b"".join(places))
        if kind:
            self.count(kind, len(listed))

    def cut(self, pattern: re.Pattern[str], kind: str = "") -> None:
        """Remove every match of ``pattern``."""
        self.edit([(*match.span(), "") for match in pattern.finditer(self.text)], kind)

    def swap(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], kind: str = "") -> None:
        """Replace every match by something of the same length; the map stays as it is."""
        self.text, number = pattern.subn(new, self.text)
        if kind:
            self.count(kind, number)

    def cleaned(self) -> Cleaned:
        """The finished text with its map and its repairs, commonest first."""
        ordered = sorted(self._counts.items(), key=lambda item: -item[1])
        repairs = tuple(Repair(kind, count) for kind, count in ordered)
        return Cleaned(self.text, self.origin, repairs)
