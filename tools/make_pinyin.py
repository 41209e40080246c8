"""Write directives/data/pinyin.csv: how the names of counties and above are spelled in web addresses.

Run by hand when divisions.csv changes, in an environment of its own with pypinyin (0.55.0 made the present
file); the project itself needs only the table.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from pypinyin import lazy_pinyin  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from directives.reading.divisions import divisions, stem_of  # noqa: E402

# Readings that a place name alone has, or that pypinyin takes for another word's.
_CHARACTERS = {"都": "du", "长": "chang", "略": "lue"}
_STEMS = {
    "长子": "zhang zi", "乐陵": "lao ling", "浚": "xun", "单": "shan", "涡阳": "guo yang", "泌阳": "bi yang",
    "荥经": "ying jing", "筠连": "jun lian", "洪洞": "hong tong", "什邡": "shi fang", "宕昌": "tan chang",
    "伽师": "jia shi", "曾都": "zeng du", "西藏": "xi zang", "侯马": "hou ma", "闽侯": "min hou",
}  # fmt: skip


def syllables(name: str) -> str:
    """The pinyin of a division's stem, in the reading that the whole name gives it."""
    stem = stem_of(name)
    read = lazy_pinyin(name)[: len(stem)]
    return _STEMS.get(stem) or " ".join(_CHARACTERS.get(c, s) for c, s in zip(stem, read, strict=True))


def main() -> None:
    """One row per division: its code and the syllables of its stem."""
    with (ROOT / "directives/data/pinyin.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "syllables"))
        for division in divisions().by_code.values():
            if division.level != "township":
                writer.writerow((division.code, syllables(division.name)))


if __name__ == "__main__":
    main()
