"""The word lists of `directives/data/words.txt`, by class."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """class -> its words."""
    table: dict[str, frozenset[str]] = {}
    for line in (DATA / "words.txt").read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition("\t")
        if words:
            table[name] = frozenset(words.split())
    return table
