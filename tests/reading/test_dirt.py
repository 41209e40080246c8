"""Every kind of dirt, put on reports of our own: what is cleaned must read as it did without it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import opencc
import pytest

from directives.reading.cleaning import clean
from directives.reading.documents import read_document

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [clean(read_document(path.read_bytes())).text for path in sorted((ROOT / "seeds").glob("0[1-6]*.txt"))]
TONED = ("xié", "qū", "shū", "jì", "zhāng", "qiáng", "diào", "zhèn", "lǜ", "ān")
PLAIN = ("xie", "qu", "shu", "ji", "zhang", "qiang", "diao", "zhen", "lv", "an")
Dirt = Callable[[str, random.Random], str]


def each(text: str, share: float, chance: random.Random, add: Callable[[str], str], among: str = "") -> str:
    """The text with something added to a share of its Chinese characters (or of those ``among``)."""

    def chosen(char: str) -> bool:
        return (char in among if among else "\u4e00" <= char <= "\u9fff") and chance.random() < share

    return "".join(add(char) if chosen(char) else char for char in text)


def pinyin(words: tuple[str, ...], share: float, form: str = "({})", times: int = 1) -> Dirt:
    return lambda text, chance: each(text, share, chance, lambda c: c + form.format(chance.choice(words)) * times)


def traditional(text: str, _chance: random.Random) -> str:
    return str(opencc.OpenCC("s2t").convert(text))


def wrapped(text: str, _chance: random.Random) -> str:
    lines = ["　　" + line for line in text.split("\n")]
    return "\n".join(line[i : i + 38] for line in lines for i in range(0, len(line), 38))


def summarised(text: str, _chance: random.Random) -> str:
    return "文章简介:" + text.replace("\n", "")[:160].replace("。", ".").replace("，", ",") + "\n\n" + text


def framed(text: str, _chance: random.Random) -> str:
    return (
        "首页 > 要闻 > 正文\n发布时间：2019-05-05 来源：某县网 点击：33\n"
        + text
        + "\n（责任编辑：张三）\n分享到：\n上一篇：某县开会\n"
        "版权所有 某县人民政府\n扫一扫在手机打开当前页\nWarning: include(a.php) failed in /a on line 3"
    )


KINDS: dict[str, Dirt] = {
    "traditional": traditional,
    "toned pinyin": pinyin(TONED, 0.3),
    "toned pinyin, full-width brackets": pinyin(TONED, 0.3, "（{}）"),
    "toned pinyin without brackets": pinyin(TONED, 0.2, "{}"),
    "plain pinyin on nearly every character, doubled": pinyin(PLAIN, 0.9, "({})", 2),
    "pinyin in traditional text": lambda text, chance: pinyin(TONED, 0.4)(traditional(text, chance), chance),
    "ascii signs": lambda text, _: text.translate(str.maketrans("，：；（）？！", ",:;()?!")),
    "points turned into stops": lambda text, _: re.sub(r"(?<=\d)\.(?=\d)", "。", text),
    "stray blanks": lambda text, chance: each(text, 0.05, chance, lambda c: c + " "),
    "full-width digits": lambda text, _: text.translate({0x30 + n: 0xFF10 + n for n in range(10)}),
    "doubled signs": lambda text, chance: each(text, 0.2, chance, lambda c: c * 2, "，。；"),
    "rare characters": lambda text, chance: each(
        text, 0.15, chance, lambda c: chance.choice("龘囧燚㵘㈱") + c, "，。；"
    ),
    "lines broken at commas": lambda text, chance: each(text, 0.1, chance, lambda c: "\n\n" + c, "，"),
    "invisible characters": lambda text, chance: each(text, 0.1, chance, lambda c: c + "\u200b"),
    "markup": lambda text, _: "".join(f'<p style="a:b">&nbsp;{line}</p>\n' for line in text.split("\n")),
    "image tags": lambda text, _: text.replace("\n", "\n<image>\n"),
    "a headline between paragraphs": lambda text, _: "\n县里部署冲刺年度目标任务\n".join(["", *text.split("\n")]),
    "the whole twice": lambda text, _: f"{text}\n{text}",
    "a summary before": summarised,
    "furniture": framed,
    "lines of one width": wrapped,
    "no newlines": lambda text, _: text.replace("\n", ""),
    "no stops at the ends": lambda text, _: re.sub("。(?=\n|$)", "", text),
    "indents for newlines": lambda text, _: text.replace("\n", "　　"),
}


def words(text: str) -> str:
    return re.sub(r"\W+", "", text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_are_those_of_the_clean_report(kind: str) -> None:
    assert TEXTS
    for number, text in enumerate(TEXTS):
        dirty = KINDS[kind](text, random.Random(number))
        assert words(clean(dirty).text) == words(text)
