"""What speaks for a division: the scores that the report's words give it, and the words that gave them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from directives.reading.gazetteer import Gazetteer, Mention

KINDS_OF_PLACE = "省市县区州盟旗镇乡"
"""How the names of divisions end, from the province down."""


@dataclass
class Evidence:
    """Scores of divisions, and of kinds of division (县, 市, 镇 …), with the words that gave them."""

    scores: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    kinds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    words: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    namesakes: list[Mention] = field(default_factory=list)
    lead: list[tuple[Mention, str | None]] = field(default_factory=list)

    def add(self, code: str, score: float, words: str) -> None:
        """Count ``score`` for a division; the strongest words are remembered as they come."""
        self.scores[code] += score
        self.words.setdefault(code, words)
        if words[-1:] in KINDS_OF_PLACE[:-2]:
            self.names.setdefault(code, words)


def resolved(text: str, places: Gazetteer, known: Iterable[str]) -> list[tuple[Mention, str | None]]:
    """The names in a text, each with the code it means beside the divisions known."""
    mentions = places.mentions(text)
    return list(zip(mentions, places.resolve(mentions, known), strict=True)) if mentions else []


def add_open(codes: Iterable[str], score: float, words: str, evidence: Evidence, places: Gazetteer) -> None:
    """Count a short name, for the nearest of the divisions that bear it or a share for each."""
    candidates = list(codes)
    one = candidates[0] if len(candidates) == 1 else places.nearest(candidates, evidence.scores)
    for code in [one] if one else candidates:
        evidence.add(code, score if one else score / len(candidates), words)
