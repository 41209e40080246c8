"""Every row of the deadline rules, and what keeps a date from being a deadline."""

from __future__ import annotations

from datetime import date

import pytest

from directives.reading.dates import (
    date_phrases,
    find_deadlines,
    judged_phrases,
    not_a_deadline,
)
from directives.reading.types import Deadline, MonthDay

R = date(2018, 3, 15)
"""A Thursday."""


def only(text: str, reference: date | MonthDay | None = R) -> Deadline:
    found = find_deadlines(text, reference)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "due", "rule"),
    [
        ("要在5月底前完成", date(2018, 5, 31), "month_end"),
        ("5月底全面竣工", date(2018, 5, 31), "month_end"),
        ("到5月底必须竣工", date(2018, 5, 31), "month_end"),
        ("5月末前竣工", date(2018, 5, 31), "month_end"),
        ("5月20日前报送", date(2018, 5, 20), "by_day"),
        ("5月20日之前报送", date(2018, 5, 20), "by_day"),
        ("截止5月20日前报送", date(2018, 5, 20), "by_day"),
        ("截止5月20日必须报送", date(2018, 5, 20), "by_day"),
        ("确保5月20日建成", date(2018, 5, 20), "by_day"),
        ("6月前完成", date(2018, 5, 31), "before_month"),
        ("6月份之前完成", date(2018, 5, 31), "before_month"),
        ("5月上旬前完成", date(2018, 5, 10), "ten_days"),
        ("5月中旬完成", date(2018, 5, 20), "ten_days"),
        ("5月下旬前完成", date(2018, 5, 31), "ten_days"),
        ("2020年前全部消除危房", date(2019, 12, 31), "before_year"),
        ("到2020年，要全部脱贫", date(2020, 12, 31), "in_year"),
        ("到“十三五”末全部脱贫", date(2020, 12, 31), "plan_end"),
        ("“十四五”期间要建成100个示范村", date(2025, 12, 31), "plan_end"),
        ("本月底前完成", date(2018, 3, 31), "month_end"),
        ("月底前完成", date(2018, 3, 31), "month_end"),
        ("下月中旬完成", date(2018, 4, 20), "ten_days"),
        ("下周五前完成", date(2018, 3, 23), "weekday"),
        ("本周内完成", date(2018, 3, 18), "week_end"),
        ("年底前完成", date(2018, 12, 31), "year_end"),
        ("年内完成", date(2018, 12, 31), "within_year"),
        ("今年要全部完成", date(2018, 12, 31), "in_year"),
        ("确保完成年度任务", date(2018, 12, 31), "in_year"),
        ("全年要完成3000户", date(2018, 12, 31), "in_year"),
        ("明年6月底前完成", date(2019, 6, 30), "month_end"),
        ("2019年6月30日前完成", date(2019, 6, 30), "by_day"),
        ("2019年脱贫摘帽", date(2019, 12, 31), "in_year"),
        ("二季度要完成一半", date(2018, 6, 30), "quarter_end"),
        ("一季度末完成", date(2018, 3, 31), "quarter_end"),
        ("上半年完成", date(2018, 6, 30), "half_year_end"),
        ("三季度前完成", date(2018, 6, 30), "before_quarter"),
        ("三天内完成", date(2018, 3, 18), "within_days"),
        ("一个月内完成", date(2018, 4, 15), "within_months"),
        ("半年内完成", date(2018, 9, 15), "within_months"),
        ("两周内完成", date(2018, 3, 29), "within_days"),
        ("开展为期十天的排查", date(2018, 3, 25), "within_days"),
        ("5个工作日内报送", date(2018, 3, 22), "within_working_days"),
        ("元旦前完成", date(2018, 12, 31), "before_holiday"),
        ("春节前完成", date(2019, 2, 4), "before_holiday"),
        ("国庆前完成", date(2018, 9, 30), "before_holiday"),
        ("七一前完成", date(2018, 6, 30), "before_holiday"),
        ("汛期前完成", date(2018, 5, 31), "season"),
        ("入冬前完成", date(2018, 10, 31), "season"),
        ("秋收前完成", date(2018, 8, 31), "season"),
    ],
)
def test_every_row_of_the_rules_gives_its_due_date(text: str, due: date, rule: str) -> None:
    found = only(text)

    assert (found.due_on, found.rule) == (due, rule)


@pytest.mark.parametrize("text", ["早日完成", "尽快完成", "立即整改", "近期完成", "确保如期完成", "按时完成整改"])
def test_urgency_has_no_date(text: str) -> None:
    assert find_deadlines(text, R) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("3月15日，县委书记到石桥乡调研", "no_demand"),
        ("今年以来，累计投入3亿元", "since"),
        ("截至2月底，已完成3000户", "as_of"),
        ("去年底前完成了整改", "past"),
        ("2月20日以来，干部进村入户", "since"),
        ("1-2月，新增就业3000人", "reporting_period"),
        ("12月底前省里来考核", "others_event"),
        ("迎接12月底的国家验收", "others_event"),
        ("预计年底完工", "forecast"),
        ("我乡将于6月底前完成", "forecast"),
        ("从5月1日起实行新办法", "start"),
        ("认真落实《2018年度工作方案》", "title"),
        ("2018年度工作计划", "label"),
        ("距离年底只有九个月", "countdown"),
        ("5月20日前已全部完成", "past_fact"),
        ("接到举报后3日内核查", "after_event"),
        ("五年内帮扶政策不变", "span_name"),
        ("6月底以后不再受理", "after"),
        ("绝不能拖到8月", "postponed"),
    ],
)
def test_a_date_that_is_no_deadline_says_why(text: str, reason: str) -> None:
    assert find_deadlines(text, R) == []
    phrase = date_phrases(text, R)[0]
    assert not_a_deadline(text, phrase, R) == reason


def test_a_deadline_has_no_reason_against_it() -> None:
    text = "要在6月底前完成"

    assert not_a_deadline(text, date_phrases(text, R)[0], R) is None


def test_a_rhythm_is_not_even_a_phrase() -> None:
    assert judged_phrases("每月15日前报送进展", R) == []


@pytest.mark.parametrize(
    "name", ["三年行动计划", "“十三五”规划", "“七一勋章”", "五四青年节活动", "“3·15”", "“4·23”会议精神"]
)
def test_names_with_numbers_are_no_dates(name: str) -> None:
    assert date_phrases(f"认真落实{name}", R) == []


@pytest.mark.parametrize(
    ("reference", "due", "over"),
    [
        (date(2018, 11, 20), date(2019, 3, 31), False),
        (date(2018, 3, 31), date(2018, 3, 31), False),
        (date(2018, 4, 15), date(2018, 3, 31), True),
        (date(2018, 4, 16), date(2019, 3, 31), False),
    ],
)
def test_the_year_is_the_first_one_not_more_than_fifteen_days_gone(reference: date, due: date, over: bool) -> None:
    found = only("3月底前完成", reference)

    assert found.due_on == due
    assert ("may_be_over" in found.flags) is over


def test_a_december_day_said_in_january_is_of_that_year() -> None:
    assert only("12月31日前完成", date(2018, 1, 5)).due_on == date(2018, 12, 31)


def test_a_stated_year_is_the_basis_and_else_the_callers() -> None:
    assert only("2019年6月底前完成").year_basis == "stated"
    assert only("6月底前完成").year_basis == "implied"
    assert find_deadlines("6月底前完成", R, year_basis="url")[0].year_basis == "url"


@pytest.mark.parametrize("reference", [None, MonthDay(3, 15)])
def test_without_a_year_the_month_and_day_are_kept(reference: MonthDay | None) -> None:
    found = only("6月底前完成", reference)

    assert (found.due_on, found.month_day, found.year_basis) == (None, MonthDay(6, 30), "unknown")
    assert str(found.month_day) == "06-30"


def test_a_stated_year_needs_no_reference() -> None:
    found = only("2018年6月底前完成", None)

    assert (found.due_on, found.month_day) == (date(2018, 6, 30), None)


def test_a_length_is_counted_from_a_day_without_a_year() -> None:
    assert only("要用一周时间完成", MonthDay(3, 10)).month_day == MonthDay(3, 17)


@pytest.mark.parametrize("text", ["三天内完成", "下周五前完成", "明天之前报送", "5个工作日内报送"])
def test_what_is_counted_from_an_unknown_day_has_no_date(text: str) -> None:
    found = only(text, None)

    assert (found.due_on, found.month_day) == (None, None)
    assert "no_date" in found.flags


def test_a_length_from_a_stated_start_ends_the_day_before_and_offers_the_day_itself() -> None:
    found = only("从4月11日起开展为期一个月的排查")

    assert found.due_on == date(2018, 5, 10)
    assert [other.due_on for other in found.alternatives] == [date(2018, 5, 11)]


@pytest.mark.parametrize(
    ("text", "other", "rule"),
    [
        ("7月1日前完成", date(2018, 6, 30), "day_before"),
        ("2020年前完成", date(2020, 12, 31), "year_end"),
        ("三季度前完成", date(2018, 9, 30), "quarter_end"),
        ("年前要结清工资", date(2018, 12, 31), "year_end"),
    ],
)
def test_a_second_reading_is_offered(text: str, other: date, rule: str) -> None:
    assert [(found.due_on, found.rule) for found in only(text).alternatives] == [(other, rule)]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("5月20日前完成", "day"), ("5月上旬完成", "ten_days"), ("5月底前完成", "month"), ("二季度完成", "quarter"),
        ("上半年完成", "half_year"), ("年底前完成", "year"), ("汛期前完成", "season"),
    ],
)  # fmt: skip
def test_the_precision_is_that_of_the_phrase(text: str, precision: str) -> None:
    assert only(text).precision == precision


@pytest.mark.parametrize(
    "text", ["今年要全部完成", "2019年脱贫摘帽", "到2020年要全部脱贫", "到“十三五”末脱贫", "汛期前完成"]
)
def test_years_plans_and_seasons_are_soft(text: str) -> None:
    assert not only(text).firm


@pytest.mark.parametrize("text", ["年底前完成", "年内完成", "6月底完成", "务必6月完成", "三天内完成", "周五前完成"])
def test_what_names_a_day_or_a_month_is_firm(text: str) -> None:
    assert only(text).firm


def test_a_month_as_a_milestone_is_soft() -> None:
    assert not only("盯住8月退出这个节点").firm


def test_several_deadlines_come_in_order() -> None:
    found = find_deadlines("确保4月底前一半以上开工、6月底前全部动工、11月底前竣工", R)

    assert [one.due_on for one in found] == [date(2018, 4, 30), date(2018, 6, 30), date(2018, 11, 30)]


def test_a_list_shares_the_mark_of_its_last_member() -> None:
    found = find_deadlines("5月、8月底前分别完成", R)

    assert [(one.text, one.due_on) for one in found] == [("5月", date(2018, 5, 31)), ("8月底前", date(2018, 8, 31))]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("6月1日至10日要完成自查", date(2018, 6, 10)),
        ("6月28日至7月5日要完成自查", date(2018, 7, 5)),
        ("3月至5月底集中整治", date(2018, 5, 31)),
        ("从即日起至12月底取消双休", date(2018, 12, 31)),
        ("2018年10月至3月底要完成收尾", date(2019, 3, 31)),
    ],
)
def test_of_a_range_the_end_is_due(text: str, due: date) -> None:
    assert only(text).due_on == due


def test_a_stated_year_goes_on_while_the_days_run_forward() -> None:
    found = find_deadlines("2019年3月底前开工，10月底前竣工", R)

    assert [one.due_on for one in found] == [date(2019, 3, 31), date(2019, 10, 31)]


def test_a_day_alone_takes_the_month_before_it_or_the_next_such_day() -> None:
    assert [one.due_on for one in find_deadlines("6月10日前完成自查，20日前完成整改", R)][1] == date(2018, 6, 20)
    assert only("10日前报送").due_on == date(2018, 4, 10)


def test_an_exception_is_found_beside_its_rule() -> None:
    found = find_deadlines("6月底前完成，高海拔地区可延至7月10日", R)

    assert [one.due_on for one in found] == [date(2018, 6, 30), date(2018, 7, 10)]


def test_of_a_moved_day_only_the_new_one_counts() -> None:
    assert only("由原定6月底延至7月10日").due_on == date(2018, 7, 10)


@pytest.mark.parametrize(
    "text",
    [
        "６月３０日前完成",
        "六月三十日前完成",
        "6 月 30 日 前完成",
        "2018年6月30日前完成",
        "二〇一八年六月三十日前完成",
        "6月30号以前完成",
        "2018.6.30前完成",
        "18年6月30日前完成",
    ],
)
def test_numerals_blanks_and_widths_do_not_matter(text: str) -> None:
    assert only(text).due_on == date(2018, 6, 30)


def test_the_span_counts_in_the_text_as_given() -> None:
    text = "请于 ６ 月底 前 完成"
    found = only(text)

    assert text[slice(*found.span)] == found.text == "６ 月底 前"


def test_an_impossible_day_is_the_months_last_and_flagged() -> None:
    found = only("6月31日前完成")

    assert found.due_on == date(2018, 6, 30)
    assert "ambiguous" in found.flags


def test_working_days_follow_the_holiday_calendar_and_say_where_it_ends() -> None:
    assert only("7个工作日内报送", date(2018, 9, 28)).due_on == date(2018, 10, 12)
    late = only("5个工作日内报送", date(2031, 1, 3))
    assert late.due_on == date(2031, 1, 10)
    assert "holidays_unknown" in late.flags


def test_lunar_days_are_counted_in_the_lunar_calendar() -> None:
    assert only("腊月二十前结清工资").due_on == date(2019, 1, 25)
    assert only("农历八月十五前完成").due_on == date(2018, 9, 24)


def test_a_festival_without_a_year_of_reference_has_no_date() -> None:
    found = only("春节前完成", MonthDay(11, 3))

    assert (found.due_on, found.month_day) == (None, None)


def test_a_masked_date_is_none() -> None:
    assert find_deadlines("**月**日前完成整改", R) == []
