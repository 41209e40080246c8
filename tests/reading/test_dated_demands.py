"""Which date a demand gets where several stand in it, and which words around a date belong to the demand."""

from __future__ import annotations

from datetime import date

import pytest

from directives.reading.report import read
from directives.reading.types import Hints

_LEAD = "5月16日，石桥县召开危房改造推进会。县长何立秋出席会议并讲话。何立秋要求，"
_HINTS = Hints(published_on=date(2018, 5, 17))


def dated(words: str) -> list[tuple[str, str | None]]:
    found = read(_LEAD + words, _HINTS, topics=False).directives
    return [(one.text, str(one.deadline.due_on) if one.deadline else None) for one in found]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("泸溪、白水6月底前，城关7月底前，应拆旧房全部拆除", "2018-07-31"),
        ("城关镇、石桥镇在6月20日前，其余乡镇在6月底前完成整改", "2018-06-30"),
        ("分别于5月底、6月底、7月底前完成整改并提交销号申请", "2018-07-31"),
        ("各乡镇要在6月15日、7月15日前分别上报一次进度", "2018-07-15"),
        ("五一前没有完成的，5月底前必须完成", "2018-05-31"),
        ("最晚不超过6月20日，所有图纸必须到位", "2018-06-20"),
        ("即日起至6月底，开展集中排查", "2018-06-30"),
        ("5月20日至6月20日，集中开展排查", "2018-06-20"),
        ("到2019年五一节，至少发展示范户50户", "2019-05-01"),
        ("赶在雨季来临前完成屋面施工", "2018-05-31"),
        ("其余对象今年全部脱贫", "2018-12-31"),
        ("9月上旬向市里报告结果", "2018-09-10"),
        ("6月底仍未完工的，一律通报批评", "2018-06-30"),
        ("要在秋季开学前，把宿舍全部改造到位", "2018-08-31"),
        ("中秋、国庆两节前，把拖欠的工资全部兑现", "2018-09-23"),
        ("力争用三年时间，到2020年底，实现村村通动力电", "2020-12-31"),
        ("两个月内，也就是7月15日前，完成全部户厕改造", "2018-07-15"),
        ("6月20日前后，各乡镇要组织一次“回头看”", "2018-06-20"),
        ("赶在10月17日扶贫日之前完成系统录入", "2018-10-17"),
        ("六月卅日前完成旧房拆除", "2018-06-30"),
        ("今明两年要完成3万人搬迁任务", "2019-12-31"),
        ("10月6日打压试水", "2018-10-06"),
        ("上半年先关3家", "2018-06-30"),
        ("主要领导四季度外出招商不少于3次", "2018-12-31"),
        ("这个月要把全镇脱贫户过一遍", "2018-05-31"),
        ("驻村队员除在外隔离的以外，周五前全部返岗", "2018-05-18"),
        ("6月底前包案领导必须同信访人见一次面", "2018-06-30"),
        ("8月底以前到期的213笔，由驻村队员在七月底前全部见面一次", "2018-07-31"),
        ("各乡镇（街道）从明天开始，用10天时间，一户一户上门核", "2018-05-27"),
    ],
)
def test_a_clause_with_its_dates_is_one_demand_with_one_due_date(words: str, due: str) -> None:
    assert dated(words + "。") == [(words, due)]


def test_each_act_with_a_date_of_its_own_is_a_demand() -> None:
    assert dated("力争在国庆节前实现主体完工、元旦前群众入住。") == [
        ("力争在国庆节前实现主体完工", "2018-09-30"),
        ("元旦前群众入住", "2018-12-31"),
    ]
    assert dated("城关镇6月20日前完成，其余乡镇6月底前完成。") == [
        ("城关镇6月20日前完成", "2018-06-20"),
        ("其余乡镇6月底前完成", "2018-06-30"),
    ]


def test_a_later_date_for_some_does_not_move_the_date_of_all() -> None:
    assert dated("8月底前完成剩余300户的改造任务，山区村可以放宽到9月25日。") == [
        ("8月底前完成剩余300户的改造任务", "2018-08-31"),
        ("山区村可以放宽到9月25日", "2018-09-25"),
    ]


def test_a_figure_for_a_span_is_due_at_its_end() -> None:
    assert dated("上半年完成投资60%，前三季度完成80%，全年完成100%。") == [
        ("上半年完成投资60%", "2018-06-30"),
        ("前三季度完成80%", "2018-09-30"),
        ("全年完成100%", "2018-12-31"),
    ]


def test_a_far_day_with_a_figure_is_due_where_it_is_demanded_and_told_where_it_modifies() -> None:
    lead = "11月19日，石桥县召开推进会。县长何立秋要求，"
    hints = Hints(published_on=date(2018, 11, 20))

    def due(words: str) -> list[str | None]:
        found = read(lead + words, hints, topics=False).directives
        return [str(one.deadline.due_on) if one.deadline else None for one in found]

    assert due("6月底前完成300户。") == ["2019-06-30"]
    assert due("对6月底前完成的300户，要抓紧兑现补助。") == [None]


def test_bullets_of_a_phone_post_are_no_part_of_a_demand() -> None:
    assert dated("👉 6月底前，务工人数要追平目标；👉 7月底前，旧房要全部拆完。") == [
        ("6月底前，务工人数要追平目标", "2018-06-30"),
        ("7月底前，旧房要全部拆完", "2018-07-31"),
    ]


@pytest.mark.parametrize("words", ["从现在到6月底只有45天", "下半年省里要组织脱贫攻坚大比武", "6月底前可全部交房"])
def test_time_left_and_the_events_of_others_are_no_deadline(words: str) -> None:
    assert all(due is None for _, due in dated(words + "，各级要再鼓劲。"))
