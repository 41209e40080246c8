"""A text with all that is marked in it, cut into pieces that a template can write out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

WHOLE = 60_000
"""Characters of a source that are shown whole (about 400 kB of page)."""
FACT = "fact"
AROUND = 1_500
"""Characters kept on each side of the evidence of a longer one; its beginning is kept too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open span of the text shown, the anchor of what rests on it, and how it is coloured.

    Without an anchor it is a repair, and `note` says what stands there in the other text (source or cleaned).
    """

    start: int
    end: int
    anchor: str
    style: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks, from the offset `at`.

    `begins` are the anchors that start here, `left_out` a gap's length.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[str, ...] = ()
    left_out: int = 0
    at: int = 0

    @property
    def mark(self) -> Mark | None:
        """The mark that colours the piece: the first proposal's, else a fact's."""
        return min((m for m in self.marks if m.anchor), key=lambda m: m.style == FACT, default=None)

    @property
    def anchors(self) -> str:
        return " ".join(m.anchor for m in self.marks if m.anchor)

    @property
    def repair(self) -> Mark | None:
        return next((m for m in self.marks if not m.anchor), None)


def pieces(text: str, marks: Sequence[Mark]) -> Iterator[Piece]:
    """The text in order, split where evidence begins or ends; overlapping evidence shares its pieces."""
    inside = sorted((m for m in marks if 0 <= m.start < m.end <= len(text)), key=lambda m: (m.start, m.end))
    for start, end in kept(len(text), [m for m in inside if m.anchor]):
        if start < 0:
            yield Piece("", left_out=end)
            continue
        yield from _cut(text, start, end, inside)


def _cut(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    here = [m for m in marks if m.start < end and m.end > start]
    edges = sorted({start, end, *(m.start for m in here), *(m.end for m in here)})
    for left, right in pairwise(edges):
        over = tuple(m for m in here if m.start <= left and m.end >= right)
        yield Piece(text[left:right], over, tuple(m.anchor for m in over if m.anchor and m.start == left), at=left)


def kept(length: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The stretches to show, as (start, end), and between them gaps as (-1, their length)."""
    if length <= WHOLE:
        return [(0, length)] if length else []
    wanted = [(0, AROUND), *((max(0, m.start - AROUND), min(length, m.end + AROUND)) for m in marks)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(wanted):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    found, shown = [], 0
    for start, end in joined:
        if start > shown:
            found.append((-1, start - shown))
        found.append((start, end))
        shown = end
    return found + ([(-1, length - shown)] if shown < length else [])
