"""Rare characters that a scraper's trap puts before punctuation: 落实㈱。 工作龘，

A character outside GB 2312 is noise there unless it ends a name; one of its second, rarer half only where the
report is strewn with such characters, each found nowhere else in it.
"""

from __future__ import annotations

import re

from directives.reading.drafting import Draft, Edit
from directives.reading.surnames import SURNAMES

_COMMON = "".join(
    bytes((lead, trail)).decode("gb2312")
    for lead in range(0xB0, 0xD8)
    for trail in range(0xA1, 0xFF)
    if (lead, trail) < (0xD7, 0xFA)
)
_SIGN = re.compile("[，。；：！？、]")
_STRANGE = re.compile(f"[^\x00-\u218f\u3000-\u30ff\uff00-\uffef{_COMMON}](?=[，。；：！？、])")
_SYMBOL = re.compile("[\u2190-\u21ff\u2300-\u245f\u2500-\u27bf\u3200-\u32ff\u3300-\u33ff\ufffd]")
_UNITS = frozenset("㎡㎥㎞㎏㎎㎜㎝㏄㎖")
# 县长王喆, 、李小喆: a surname behind an office or a sign.
_NAME = re.compile(f"(?:[长记任席委员志师生民官家人者、，和及]|^)[{SURNAMES}][\u4e00-\u9fff]?$")
_MANY = 4  # such characters of the rarer half
_SHARE = 0.2  # of all signs that they must stand before


def strip_rare(draft: Draft) -> None:
    """Cut the characters that are no part of the text."""
    text = draft.text
    sure: list[Edit] = []
    doubtful: list[int] = []
    for match in _STRANGE.finditer(text):
        place, char = match.start(), match[0]
        if _SYMBOL.match(char):
            if char not in _UNITS:
                sure.append((place, place + 1, ""))
        elif "\u3400" <= char <= "\u9fff" or char > "\uffff":
            if _in_gb2312(char):
                doubtful.append(place)
            elif _NAME.search(text[max(0, place - 4) : place]) is None:
                sure.append((place, place + 1, ""))
    if len(doubtful) >= _MANY and len(doubtful) >= _SHARE * len(_SIGN.findall(text)):
        sure += [(i, i + 1, "") for i in doubtful if _only_before_signs(text, text[i])]
    draft.edit(sorted(sure), "rare_character")


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _only_before_signs(text: str, char: str) -> bool:
    return re.search(f"{re.escape(char)}(?![，。；：！？、])", text) is None
