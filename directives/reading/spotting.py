"""The words of a list that stand in a text: the longest at each place, none overlapping, in one pass.

The automaton is the Rust one: it takes half the time of pyahocorasick's, which looks through the hundreds of characters
that may begin a Chinese word one by one.  The compact kind is as fast as the full table, which no cache would hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

Sign = TypeVar("Sign")


class Spotter(Generic[Sign]):
    """Finds words; each stands for the sign it is given with."""

    def __init__(self, words: Mapping[str, Sign]) -> None:
        self._signs = list(words.values())
        self._find = AhoCorasick(
            words,
            matchkind=MatchKind.LeftmostLongest,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        ).find_matches_as_indexes

    def spot(self, text: str) -> list[tuple[int, int, Sign]]:
        """(start, end, sign) of each word in order; offsets are half-open."""
        try:
            found = self._find(text)
        except UnicodeEncodeError:  # a lone surrogate is no part of a word
            found = self._find(text.encode("utf-8", "replace").decode())
        signs = self._signs
        return [(start, end, signs[index]) for index, start, end in found]
