"""What holds of the date reader on any text: no error, sound offsets, time in proportion to the length."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.reading import (
    calendar_forms,
    cues,
    evidence,
    forecasts,
    judging,
    labels,
    phrases,
    recurrences,
    span_forms,
)
from directives.reading.dates import date_phrases, find_deadlines, find_recurrences, judged_phrases
from directives.reading.types import MonthDay

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = "0 1 2 3 6 9 12 20 30 31 99 2018 2019 二〇一八 一 二 三 十 廿 百 两 半 元 ６ ３０"
UNITS = "年 月 日 号 周 天 旬 季度 半年 个 个月 工作日 小时 星期 底 末 初 上旬"
EDGES = "前 之前 以前 内 以内 期间 起 以来 后 止 左右 前后 至 到 - — 、 和 . / · ， 。 ； ： （ ） “ ” 《 》"
WHOLE = "今年 明年 去年 本月 下月 上周 下周五 周末 今天 明天 年底 年前 年度 全年 春节 国庆 七一 汛期 入冬 开学 十三五"
WORDS = "为期 用 限期 截至 从 自 要 务必 确保 已 了 将 预计 我乡 省里 考核 每 按月 完成 报送 召开 农历 腊月"
PIECES = [*" ".join((NUMBERS, UNITS, EDGES, WHOLE, WORDS)).split(), "\n", "\u200b", "\u3000"]
ANY = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
REFERENCES = st.one_of(
    st.none(),
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.tuples(st.integers(1, 12), st.integers(1, 28)).map(lambda pair: MonthDay(*pair)),
)


@given(ANY, REFERENCES)
def test_any_text_is_read_and_every_phrase_stands_where_it_says(text: str, reference: date | MonthDay | None) -> None:
    for deadline, _ in judged_phrases(text, reference):
        assert 0 <= deadline.span[0] < deadline.span[1] <= len(text)
        assert text[slice(*deadline.span)] == deadline.text
        assert deadline.due_on is None or deadline.month_day is None
    for rhythm in find_recurrences(text):
        assert text[slice(*rhythm.span)] == rhythm.text


@given(ANY, REFERENCES)
def test_the_deadlines_are_phrases_in_order_and_none_twice(text: str, reference: date | MonthDay | None) -> None:
    phrases_found = [one.span for one in date_phrases(text, reference)]
    deadlines = [one.span for one in find_deadlines(text, reference)]

    assert set(deadlines) <= set(phrases_found)
    assert phrases_found == sorted(set(phrases_found))


@given(ANY, st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_what_may_be_over_lies_before_the_reference_and_only_that(text: str, reference: date) -> None:
    for one in date_phrases(text, reference):
        if one.due_on is not None:
            assert ("may_be_over" in one.flags) == (one.due_on < reference)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_the_quick_look_never_hides_a_phrase(text: str) -> None:
    if phrases.find_phrases(phrases.plain(text)[0]) and not phrases.may_date(text):
        assert all(one.unit == "rhythm" for one in phrases.find_phrases(phrases.plain(text)[0]))


REPEATS = [
    *(
        "1",
        "月",
        "年",
        "日",
        "前",
        "每",
        "一",
        "十",
        "从",
        "要",
        "（",
        "1.",
        "  1",
        "2-",
        "个月",
        "节前",
        "今年",
        "截至",
    ),
    *(
        "2017年",
        "6月底前",
        "，6月底前",
        "6月、",
        "年底、",
        "1日至",
        "1日、",
        "6月1日起",
        "三天内",
        "上半年",
        "“十三五”末",
    ),
    *("要", "上半年", "每月", "按月", "春节", "农历", "国庆节"),
]


@pytest.mark.parametrize("piece", REPEATS)
def test_the_work_of_matching_grows_in_proportion(piece: str) -> None:
    """Counted, not timed: how many characters the forms are tried on, for a text and for one four times as long."""

    def tries(length: int) -> int:
        text = phrases.plain(piece * (length // len(piece)))[0]
        return sum(len(forms) + len(ready) for _, forms, ready in phrases._heads(text))

    assert tries(8000) <= 4 * tries(2000) + 50


def test_every_repeat_of_a_pattern_is_bounded() -> None:
    """An unbounded repeat could make one attempt cost the length of the text."""
    modules = (cues, evidence, forecasts, judging, labels, recurrences)
    patterns = [value for module in modules for value in vars(module).values() if isinstance(value, re.Pattern)]
    patterns += [form.pattern for form in (*calendar_forms.FORMS, *span_forms.FORMS, *span_forms.EVES)]
    assert len(patterns) > 60
    for pattern in patterns:
        assert not any(sign in pattern.pattern for sign in ("]*", "]+", ")*", ")+", ".*", ".+")), pattern


def test_long_texts_without_a_sentence_end_within_the_bound() -> None:
    """Generous on purpose: quadratic work on any of these would take hours."""
    code = (
        "import sys\nfrom datetime import date\nfrom directives.reading.dates import find_deadlines, find_recurrences\n"
        "for piece in sys.argv[1:]:\n"
        "    text = piece * (40_000 // len(piece))\n"
        "    find_deadlines(text, date(2018, 3, 15)); find_recurrences(text)\n"
    )
    subprocess.run([sys.executable, "-c", code, *REPEATS], cwd=ROOT, check=True, timeout=600)


def test_nothing_slow_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys\nimport directives.reading.dates\n"
        "assert not {'chinese_calendar', 'lunardate', 'django', 'jieba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
