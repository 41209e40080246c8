"""Rhythms: what is due again and again."""

from __future__ import annotations

import pytest

from directives.reading.dates import find_recurrences
from directives.reading.types import Recurrence


def rhythm(text: str) -> tuple[str, str, int | None, int | None]:
    found = find_recurrences(text)
    assert len(found) == 1, found
    return found[0].text, found[0].every, found[0].day, found[0].month


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每月15日前报送进展", ("每月15日前", "month", 15, None)),
        ("每月底前更新台账", ("每月底前", "month", -1, None)),
        ("每个月20号前上报", ("每个月20号前", "month", 20, None)),
        ("每月召开一次例会", ("每月", "month", None, None)),
        ("每周五上报进度", ("每周五", "week", 5, None)),
        ("每周三前报送", ("每周三前", "week", 3, None)),
        ("每季度末要报告", ("每季度末", "quarter", -1, 3)),
        ("每季度首月10日前公示", ("每季度首月10日前", "quarter", 10, 1)),
        ("每半年开展一次自查", ("每半年", "half_year", None, None)),
        ("每年12月底前调整", ("每年12月底前", "year", -1, 12)),
        ("每年6月30日前报送", ("每年6月30日前", "year", 30, 6)),
        ("每年6月前报送", ("每年6月前", "year", -1, 5)),
        ("每年底要考核", ("每年底", "year", -1, 12)),
        ("每天上报进度", ("每天", "day", None, None)),
        ("每旬通报一次", ("每旬", "ten_days", None, None)),
        ("按月报送数据", ("按月", "month", None, None)),
        ("按季度通报", ("按季度", "quarter", None, None)),
        ("次月5日前报送", ("次月5日前", "month", 5, None)),
    ],
)
def test_a_rhythm_has_its_period_and_its_day(text: str, expected: tuple[str, str, int | None, int | None]) -> None:
    assert rhythm(text) == expected


def test_reports_by_the_day_the_week_and_the_month_are_rhythms() -> None:
    assert [one.every for one in find_recurrences("实行日报告、周调度、月通报制度")] == ["day", "week", "month"]


@pytest.mark.parametrize(
    "text",
    ["每月工资2800元", "每年增收3000元", "每天都是决战日", "按月计酬", "每户每年补助500元", "月底前报送", "今日报道"],
)
def test_a_rate_or_a_word_is_no_rhythm(text: str) -> None:
    assert find_recurrences(text) == []


def test_the_span_counts_in_the_text_as_given() -> None:
    text = "要在每 月 １５ 日前报送"

    assert find_recurrences(text) == [Recurrence("每 月 １５ 日前", (2, 11), "month", 15)]
