"""Pinyin that a converter left in the text: 協(xié)副, 困(kun)(kun)難, 堅jiān戰.

A syllable with a tone mark is noise wherever it follows a Chinese character.  One without could be an
abbreviation, so it counts only where the report has several, and only if it is a syllable at all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from directives.reading.drafting import Draft, Edit

_INITIALS = [
    "b",
    "p",
    "m",
    "f",
    "d",
    "t",
    "n",
    "l",
    "g",
    "k",
    "h",
    "j",
    "q",
    "x",
    "zh",
    "ch",
    "sh",
    "r",
    "z",
    "c",
    "s",
    "y",
    "w",
]
_FINALS = [
    "a",
    "o",
    "e",
    "i",
    "u",
    "v",
    "ai",
    "ei",
    "ao",
    "ou",
    "an",
    "en",
    "ang",
    "eng",
    "ong",
    "er",
    "ia",
    "ie",
    "iao",
    "iu",
    "ian",
    "in",
    "iang",
    "ing",
    "iong",
    "ua",
    "uo",
    "uai",
    "ui",
    "uan",
    "un",
    "uang",
    "ue",
    "ve",
]
# A few of these pairs are not spoken; none of them is a word that a report would put in brackets.
_SYLLABLES = frozenset(i + f for i in _INITIALS for f in _FINALS) | {
    "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "er", "ng", "hm", "n", "m",
}  # fmt: skip
_NOT_NOISE = frozenset({"km", "kg", "mm", "cm", "app", "ppp", "a", "b", "c", "d", "e", "n", "m", "o", "hm", "ng"})
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜăĕĭŏŭńňǹḿ"
_LETTER = f"a-züɑɡ{_TONED}\u0300-\u0304\u0308\u030c"
_MARK = re.compile(f"[{_TONED}\u0300-\u0304\u030c]")
_ANY = re.compile(f"[{_LETTER}]")
_HAN = "\u3007\u3400-\u9fff"
# Loose letters are looked at only after a Chinese character, a digit of a date or another piece of pinyin.
_PIECE = re.compile(
    f"[(（] ?([{_LETTER}]{{1,24}}[1-5]?) ?[)）]|(?<=[{_HAN}0-9)）])[(（]?([{_LETTER}]{{1,8}})(?![a-zA-Z0-9_@])[)）]?"
)
_AFTER = re.compile(f"[{_HAN}0-9)）]")
_FEW = 3


@lru_cache(maxsize=4096)
def is_pinyin(word: str) -> bool:
    """Whether ``word`` (tone marks allowed) is one to four syllables of pinyin."""
    bare = unicodedata.normalize("NFD", word.lower().replace("ɑ", "a").replace("ɡ", "g").rstrip("12345"))
    plain = "".join(c for c in bare.replace("u\u0308", "v") if c.isascii())
    if not plain or (plain in _NOT_NOISE and not is_toned(word)):
        return False
    reach = {0}
    for _ in range(4):
        reach = {i + n for i in reach for n in range(1, 7) if plain[i : i + n] in _SYLLABLES}
        if len(plain) in reach:
            return True
    return False


def is_toned(word: str) -> bool:
    """Whether a tone mark stands in the word."""
    return _MARK.search(word) is not None


def strip_pinyin(draft: Draft) -> None:
    """Cut the pinyin out of the draft."""
    if _ANY.search(draft.text) is None:
        return
    sure: list[Edit] = []
    bracketed: list[Edit] = []
    loose: list[Edit] = []
    for match in _PIECE.finditer(draft.text):
        word = match[1] or match[2]
        if not is_pinyin(word):
            continue
        edit = (match.start(), match.end(), "")
        if is_toned(word):
            sure.append(edit)
        elif match[1]:
            if match.start() and _AFTER.match(draft.text[match.start() - 1]):
                bracketed.append(edit)
        elif draft.text[match.start()] not in "(（" and draft.text[match.end() - 1] not in ")）":
            loose.append(edit)
    edits = sure
    if len(bracketed) + len(sure) >= _FEW:
        edits = edits + bracketed
    if len({draft.text[a:b] for a, b, _ in loose}) >= _FEW:
        edits = edits + loose
    draft.edit(sorted(edits), "pinyin")
