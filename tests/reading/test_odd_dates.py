"""Date phrases that are odd but real: festivals that are the day itself, weeks of a month, split digits."""

from __future__ import annotations

from datetime import date

import pytest

from directives.reading.cleaning import clean
from directives.reading.dates import find_deadlines, find_recurrences, judged_phrases

HELD = date(2018, 5, 16)
"""A Wednesday."""


def due(clause: str) -> list[str]:
    return [str(found.due_on) for found in find_deadlines(clause, HELD)]


@pytest.mark.parametrize(
    ("clause", "days"),
    [
        ("到2019年五一节，至少建成示范点20个", ["2019-05-01"]),
        ("确保今年国庆节正式通车", ["2018-10-01"]),
        ("到国庆节必须完工", ["2018-10-01"]),
        ("元旦春节前把救济款发到户", ["2018-12-31"]),
        ("中秋、国庆“双节”前兑现工资", ["2018-09-23"]),
        ("清明节放假前备足灭火水桶", ["2019-04-04"]),
        ("三伏天前把水窖全部蓄满", ["2018-07-10"]),
        ("三秋前把农机检修一遍", ["2018-08-31"]),
        ("雨雪冰冻天气来临前备足融雪剂", ["2018-10-31"]),
        ("暑假结束前完成校舍改造", ["2018-08-31"]),
        ("年中要完成任务的一半", ["2018-06-30"]),
        ("月中要完成任务的一半", ["2018-05-20"]),
        ("6月中要完成任务的一半", ["2018-06-20"]),
        ("6月第一周完成培训", ["2018-06-10"]),
        ("接下来一个月要集中攻坚", ["2018-06-16"]),
        ("紧盯6月30日节点倒排工期", ["2018-06-30"]),
        ("就按6月20日来卡", ["2018-06-20"]),
        ("从现在起到6月底，集中开展排查整治", ["2018-06-30"]),
        ("9月1日开学前校舍必须交付", ["2018-09-01"]),
        ("请于6月20日(周三)下班前报送至县扶贫办", ["2018-06-20"]),
        ("分别于6月底、7月底、8月底前完成三批验收", ["2018-06-30", "2018-07-31", "2018-08-31"]),
        ("建设局6月份拿出施工图", ["2018-06-30"]),
        ("三季度新开工项目不少于9个", ["2018-09-30"]),
        ("明年一季度结清尾款", ["2019-03-31"]),
        ("土建招标最迟不能晚于端午", ["2018-06-18"]),
        ("工期不能超过6月20日", ["2018-06-20"]),
        ("则按市上25号的时限上报", ["2018-05-25"]),
        ("6月5日晚上12点前完成消杀；卫健局派驻点医生，6日到岗", ["2018-06-05", "2018-06-06"]),
        ("县长说得直接：10月20日是死线，水通再交钥匙", ["2018-10-20"]),
        ("开展为期三个月的清理，从6月6日开始，结束后一周内上交报告", ["2018-09-05"]),
        ("从明天开始，用10天时间上门核", ["2018-05-27"]),
        ("到明年10月底完成九成，其余年底前扫尾", ["2019-10-31", "2019-12-31"]),
        ("群众举报的12个问题，3天内办结", ["2018-05-19"]),
        ("住满三个月的，原则上年底前拆完旧房", ["2018-12-31"]),
        ("今年年内把砂坑全部回填完", ["2018-12-31"]),
        ("今年，每个社区要培育一家劳务公司", ["2018-12-31"]),
        ("要确保年度38个村出列不打折扣", ["2018-12-31"]),
        ("补贴6月15号截止申报", ["2018-06-15"]),
        ("剩下的7座就按20号", ["2018-05-20"]),
        ("6月15日前进场，同月底开工", ["2018-06-15", "2018-06-30"]),
        ("入户管网一个月干完", ["2018-06-16"]),
        ("7个工作日完成整改", ["2018-05-25"]),
        ("7个自然日内完成整改", ["2018-05-23"]),
        ("三五天拿出方案", ["2018-05-21"]),
        ("今明两天完成整改", ["2018-05-17"]),
        ("6月上半月完成整改", ["2018-06-15"]),
        ("1 0月底前全部竣工", ["2018-10-31"]),
        ("务必于6 月 2 5 日前报送", ["2018-06-25"]),
        ("2 0 1 9年3月底前全部竣工", ["2019-03-31"]),
        ("1O月底前全部竣工", ["2018-10-31"]),
        ("二O一八年十月底前全部竣工", ["2018-10-31"]),
    ],
)
def test_an_odd_phrase_is_a_deadline(clause: str, days: list[str]) -> None:
    assert due(clause) == days


@pytest.mark.parametrize(
    "clause",
    [
        "收入按2017年10月1日至2018年9月30日计算",
        "截止到4月底完成总任务的一半",
        "较原计划提前一个月完成",
        "力争春节团聚",
        "今后三年，每年新建10个",
        "接下来一个月雨水偏多",
        "国庆节期间接待游客3万人",
        "次月5日前报送",
        "2018年中国农民丰收节在镇上举办",
        "验收合格的5个工作日内打到“一卡通”上",
        "所有案款到账后应于30日内发放",
        "群众举报3日内必须有回音",
        "对企业诉求，1个工作日内响应、5个工作日内答复",
        "补栏的羊只，落地3天内报告，1周内补免",
        "发布橙色以上预警后，危险区域人员必须在2小时内转移完毕",
        "8月底以前到期的213笔",
        "如月底前仍未下雨，就启用备用水源",
        "9月25日到10月20日村道上一律不许过渣土车",
        "请假三天以内找大队长",
        "凡5月10日前没有做完水下部分的，停止施工",
        "工资按月发，不准攒到年底一次发",
        "要把年内能形成工作量的项目逐个排出计划",
        "按接件1小时到场、5日内办结的节奏办",
        "卷宗以今年5月30日为界",
    ],
)
def test_what_only_looks_like_one_is_none(clause: str) -> None:
    assert due(clause) == []


def test_a_festival_by_which_something_is_done_is_no_eve() -> None:
    found = find_deadlines("到国庆节全部完成", HELD)[0]
    assert (found.text, found.rule, found.precision) == ("国庆节", "by_day", "day")


def test_a_rhythm_that_ends_with_the_month_falls_on_its_last_day() -> None:
    assert [(one.every, one.day) for one in find_recurrences("每月25日至月底报送用工表")] == [("month", -1)]
    assert judged_phrases("每月25日至月底报送用工表", HELD) == []


@pytest.mark.parametrize(
    ("clause", "every", "day"),
    [
        ("其余乡镇半月一报", "half_month", None),
        ("每半月曝光一批", "half_month", None),
        ("送教上门一个月不能少于两次", "month", None),
        ("每天17时前由企业负责人签字上报", "day", None),
        ("每月在外跑的天数不得少于12天", "month", None),
        ("县纪委监委每个月抽查10%", "month", None),
        ("住建局每两天到现场看一回", "day", None),
        ("每两小时一班", "day", None),
        ("工资按月发", "month", None),
    ],
)
def test_a_rhythm_in_other_words(clause: str, every: str, day: int | None) -> None:
    assert [(one.every, one.day) for one in find_recurrences(clause)] == [(every, day)]


def test_a_day_of_the_coming_winter_is_meant_where_it_is_nearer_than_the_last_one() -> None:
    december = date(2018, 12, 27)
    assert [str(one.due_on) for one in find_deadlines("三月中旬完成技术人员培训300人", december)] == ["2019-03-20"]
    assert [str(one.due_on) for one in find_deadlines("春节前对全市2300个村清扫一遍", december)] == ["2019-02-04"]
    assert find_deadlines("6月底完成培训300人", december) == []


def test_one_report_a_week_names_no_weekday() -> None:
    assert [(one.every, one.day) for one in find_recurrences("改为每周一报")] == [("week", None)]
    assert [(one.every, one.day) for one in find_recurrences("每周一报送进度")] == [("week", 1)]


@pytest.mark.parametrize(
    "words",
    [
        "6月(yue)30日(ri)前改完",
        "6月\n30日前改完",
        "6\n月30日前改完",
        "6月30曰前改完",
        "<b>6月</b>30日前改完",
        "6月3O日前改完",
        "６月３０日前改完",
    ],
)
def test_dirt_within_a_date_does_not_break_it(words: str) -> None:
    assert "6月30日前改完" in clean(f"县长何立秋在全县危房改造推进会上要求，各乡镇务必{words}，并报县里。").text


def test_split_and_mistyped_digits_of_a_date_are_mended_in_the_text() -> None:
    mended = clean("县长何立秋要求，1O月底前改完，1 1月1 5日前报县里。").text
    assert "10月底前改完" in mended
    assert "11月15日前" in mended
