"""The same report again is recognised in another dress; another report in the same words is not."""

from __future__ import annotations

import re
from collections.abc import Callable

import opencc
import pytest
from django.conf import settings

from directives import repeats
from directives.models import Source, StoredFile, Unit
from directives.repeats import likeness_of
from tests.factories import OfficeFactory

SEEDS = settings.BASE_DIR / "seeds"
REPORT = (SEEDS / "01_danjiangkou_relocation.txt").read_text(encoding="utf-8")
OTHERS = [f for f in sorted(SEEDS.glob("*.txt")) if f.name[:2] not in {"01", "06"}]


def with_pinyin(text: str) -> str:
    """Traditional characters, some with pinyin in brackets, as converters leave them."""
    return re.sub("([務貧會])", r"\1(wù)", opencc.OpenCC("s2t").convert(text))


def broken_up(text: str) -> str:
    """Lines broken before commas, blanks in between."""
    return text.replace("，", "\n，").replace("。", "。\n\n　　").replace(",", "\n,")


EXACT: list[Callable[[str], str]] = [
    lambda text: text.replace("，", "\n，").replace("、", "\n\n、"),
    lambda text: text.replace("，", ",").replace("。", "。。"),
    lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    lambda text: f"<p>{text}</p>",
]
NEARLY: list[Callable[[str], str]] = [
    with_pinyin,
    broken_up,
    lambda text: "丹江口吹响搬迁冲锋号\n来源：江畔新闻 编辑：小文\n" + text,
    lambda text: text + "\n\n看完有话想说的读者可以到本报读者之家坐一坐，喝一杯热茶，说一说心里话\n",
    lambda text: "\n".join(text.splitlines()[2:]),
    lambda text: text[: len(text) * 3 // 4],
    lambda text: "本报4月2日讯 " + text,
]


def keep(text: str, office: Unit) -> Source:
    likeness = likeness_of(text)
    source = Source.objects.create(
        office=office, file=StoredFile.objects.store(text.encode()), text=text, fingerprint=likeness.fingerprint
    )
    repeats.remember(source, likeness)
    return source


@pytest.fixture
def office(db: None) -> Unit:
    return OfficeFactory()


@pytest.mark.parametrize("dress", EXACT)
def test_a_reformatted_report_has_the_same_fingerprint(dress: Callable[[str], str]) -> None:
    assert likeness_of(dress(REPORT)).fingerprint == likeness_of(REPORT).fingerprint


@pytest.mark.parametrize("dress", [*EXACT, *NEARLY])
def test_a_report_in_another_dress_is_the_first_one_again(office: Unit, dress: Callable[[str], str]) -> None:
    first = keep(REPORT, office)
    assert repeats.find_first(office, likeness_of(dress(REPORT))) == first


def test_other_reports_are_no_repeats(office: Unit) -> None:
    keep(REPORT, office)
    for file in OTHERS:
        assert repeats.find_first(office, likeness_of(file.read_text(encoding="utf-8"))) is None
        keep(file.read_text(encoding="utf-8"), office)


def test_another_meeting_of_the_county_with_the_same_slogans_is_no_repeat(office: Unit) -> None:
    slogans = "会议强调，要提高政治站位，压实工作责任，以钉钉子的精神把各项任务落到实处，坚决打赢脱贫攻坚战。"
    first = "4月6日，县里召开健康扶贫会，通报了签约服务的进度，各乡镇卫生院依次发言。要在5月底前补齐村卫生室。"
    second = "4月9日，县里召开产业扶贫会，研究了香菇大棚的选址，三家合作社作了表态。要在6月底前建成大棚。"
    keep(first + slogans, office)
    assert repeats.find_first(office, likeness_of(second + slogans)) is None


def test_next_weeks_bulletin_in_the_same_words_is_no_repeat(office: Unit) -> None:
    keep(REPORT, office)
    assert "3月29日" in REPORT
    later = REPORT.replace("3月29日", "4月12日").replace("5月底", "6月底")
    assert repeats.find_first(office, likeness_of(later)) is None


def test_a_long_report_after_its_short_notice_is_read(office: Unit) -> None:
    keep("\n".join(REPORT.splitlines()[:4]), office)
    assert repeats.find_first(office, likeness_of(REPORT)) is None


def test_each_office_has_its_own_sources(office: Unit) -> None:
    keep(REPORT, office)
    other = OfficeFactory(name="十堰市扶贫办")
    assert repeats.find_first(other, likeness_of(REPORT)) is None


def test_texts_without_chinese_words_are_told_apart_by_every_character(office: Unit) -> None:
    first = keep("Minutes of the meeting.", office)
    assert repeats.find_first(office, likeness_of("Minutes of the meeting.")) == first
    assert repeats.find_first(office, likeness_of("Minutes of another meeting.")) is None


def test_a_huge_text_is_compared_by_its_head(office: Unit) -> None:
    text = "".join(chr(0x4E00 + i % 20000) for i in range(repeats.COMPARED + 5000))
    likeness = likeness_of(text)
    assert len(likeness.letters) == repeats.COMPARED
    assert len(likeness.sketch) == repeats.SKETCH
