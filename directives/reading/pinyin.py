"""Pinyin that a converter left in the text: 協(xié)副, 困(kun)(kun)難, 堅jiān戰.

A syllable with a tone mark is noise wherever it follows a Chinese character.  One without could be an
abbreviation, so it counts only where the report has several, and only if it is a syllable at all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from directives.reading.drafting import Draft, Edit

_INITIALS = (*"bpmfdtnlgkhjqxrzcsyw", "zh", "ch", "sh")
_FINALS = (
    *"aoeiuv", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er", "ia", "ie", "iao", "iu", "ian", "in",
    "iang", "ing", "iong", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ue", "ve",
)  # fmt: skip
# A few of these pairs are not spoken; none of them is a word that a report would put in brackets.
_SYLLABLES = frozenset(i + f for i in _INITIALS for f in _FINALS) | frozenset(
    ("a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "er")
)
# Lettered points (附件a) and abbreviations are no pinyin, unless the text is full of it.
_NOT_NOISE = frozenset({"a", "o", "e", "app", "ppp"})
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜăĕĭŏŭńňǹḿ"
_LETTER = f"a-züɑɡ{_TONED}\u0300-\u0304\u0308\u030c"
_MARK = re.compile(f"[{_TONED}\u0300-\u0304\u030c]")
_ANY = re.compile(f"[{_LETTER}]")
_HAN = "\u3007\u3400-\u9fff"
# Loose letters are looked at only after a Chinese character, a digit of a date or another piece of pinyin.  Every
# piece begins with a bracket or a letter: a search that begins with a look-behind would try each character.
_PIECE = re.compile(
    f"[(（{_LETTER}](?:(?<=[(（]) ?([{_LETTER}]{{1,24}}[1-5]?) ?[)）]"
    f"|(?<=[{_HAN}0-9)）][(（])[{_LETTER}]{{1,8}}(?![a-zA-Z_@])[)）]?"
    f"|(?<=[{_HAN}0-9)）][{_LETTER}])[{_LETTER}]{{0,7}}(?![a-zA-Z_@])[)）]?)"
)
_AFTER = re.compile(f"[{_HAN}0-9)）]")
_OF_DATES = {
    "年": "nian",
    "月": "yue",
    "日": "ri",
    "号": "hao",
    "前": "qian",
    "底": "di",
    "末": "mo",
    "旬": "xun",
    "周": "zhou",
}
_FEW = 3
_FULL = 10


@lru_cache(maxsize=4096)
def is_pinyin(word: str) -> bool:
    """Whether ``word`` (tone marks allowed) is one to four syllables of pinyin."""
    bare = unicodedata.normalize("NFD", word.lower().replace("ɑ", "a").replace("ɡ", "g").rstrip("12345"))
    plain = "".join(c for c in bare.replace("u\u0308", "v") if c.isascii())
    reach = {0}
    for _ in range(4):
        reach = {i + n for i in reach for n in range(1, 7) if plain[i : i + n] in _SYLLABLES}
        if plain and len(plain) in reach:
            return True
    return False


@lru_cache(maxsize=4096)
def is_toned(word: str) -> bool:
    """Whether a tone mark stands in the word."""
    return _MARK.search(word) is not None


def _in_date(text: str, match: re.Match[str]) -> bool:
    """6月(yue)30日(ri)前: within a date one such bracket is enough, for it would break it."""
    return match[1] is not None and _OF_DATES.get(text[match.start() - 1 : match.start()]) == match[1]


def _closes_another(text: str, match: re.Match[str]) -> bool:
    """Whether the bracket behind loose letters closes one that was opened before them (县、区qu)."""
    if match[1] or match[0][-1] not in ")）" or match[0][0] in "(（":
        return False
    before = text[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
    return max(map(before.rfind, "(（")) > max(map(before.rfind, ")）"))


def strip_pinyin(draft: Draft) -> None:
    """Cut the pinyin out of the draft."""
    if _ANY.search(draft.text) is None:
        return
    sure: list[Edit] = []
    bracketed: list[Edit] = []
    doubtful: list[Edit] = []
    loose: list[Edit] = []
    for match in _PIECE.finditer(draft.text):
        word = match[1] or match[0].strip("()（）")
        if not is_pinyin(word):
            continue
        edit = (match.start(), match.end() - _closes_another(draft.text, match), "")
        if is_toned(word) or _in_date(draft.text, match):
            sure.append(edit)
        elif word in _NOT_NOISE:
            doubtful.append(edit)
        elif match[1]:
            if match.start() and _AFTER.match(draft.text[match.start() - 1]):
                bracketed.append(edit)
        elif draft.text[match.start()] not in "(（":
            loose.append(edit)
    edits = sure
    if len(bracketed) + len(sure) >= _FEW:
        edits = edits + bracketed
    if len({draft.text[a:b] for a, b, _ in loose}) >= _FEW or (loose and len(sure) >= _FULL):
        edits = edits + loose
    if len(edits) >= _FULL:
        edits = edits + doubtful
    draft.edit(sorted(edits), "pinyin")
