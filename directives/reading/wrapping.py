"""Lines broken by width (a .pdf, a mail, an old page) joined to paragraphs again."""

from __future__ import annotations

from collections import Counter

from directives.reading.drafting import Draft

_NARROWEST, _WIDEST = 16, 64  # characters of a column
_MOST_LINES = 200_000  # lines above which a file is no report, and is left as it is
_LEAST = 4  # full lines that make a column
_SHARE = 0.5  # of the lines must be full, and of these must run on
_ENDS = ("。", "！", "？", "；", "：", "”", "）", "…")


def join_wrapped(draft: Draft) -> None:
    """Where most lines are as wide as the widest and run on without a stop, cut the newlines between them."""
    if draft.text.count("\n") > _MOST_LINES:
        return
    lines = draft.text.split("\n")
    broad = [line for line in lines if len(line) >= _NARROWEST]
    if len(broad) < _LEAST or max(map(len, broad)) > 4 * _WIDEST:
        return
    # The full lines are broad ones, and so many of them must run on: counted first, for it is the cheapest.
    if len(broad) - sum(line.endswith(_ENDS) for line in broad) < _LEAST * _SHARE:
        return
    # A headline that stands between all paragraphs makes no column.
    times = Counter(lines)
    widths = [_width(ln) if _NARROWEST <= len(ln) <= 2 * _WIDEST and times[ln] == 1 else 0 for ln in lines]
    tally = Counter(round(width) for width in widths if _NARROWEST <= width <= _WIDEST)
    if not tally:
        return
    column = max(tally, key=lambda w: (tally[w] + tally[w - 1] + tally[w + 1], w))
    full = [column - 4 <= width <= column + 2 for width in widths]
    running = [is_full and not line.endswith(_ENDS) for is_full, line in zip(full, lines, strict=True)]
    wider = sum(len(line) / 2 > column for line in lines)
    if (
        wider * 10 > sum(full)
        or sum(full) < max(_LEAST, _SHARE * sum(width >= _NARROWEST for width in widths))
        or sum(running) < _SHARE * sum(full)
    ):
        return
    edits: list[tuple[int, int, str]] = []
    place = 0
    for index, line in enumerate(lines[:-1]):
        place += len(line)
        if running[index]:
            edits.append((place, place + 1, ""))
        place += 1
    draft.edit(edits, "joined_line")


def _width(line: str) -> float:
    """Columns: a Chinese character counts one, a Latin letter or digit half."""
    return len(line) - len(line.encode("ascii", "ignore")) / 2
