"""Rules drawn from wording that the reader had not met, each held to sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from directives.reading.checkable import judge
from directives.reading.dates import find_deadlines, find_recurrences
from directives.reading.report import read
from directives.reading.responsible import responsible_for
from directives.reading.types import Hints

HELD = date(2021, 11, 12)
_HINTS = Hints(published_on=HELD)


def due(clause: str) -> list[str]:
    return [str(found.due_on) for found in find_deadlines(clause, HELD)]


def dated(text: str) -> list[tuple[str, str | None]]:
    found = read(text, _HINTS, topics=False).directives
    return [(one.text, str(one.deadline.due_on) if one.deadline else None) for one in found]


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("请在接下来的20天里把漏登的井盖补登一遍", "2021-12-02"),
        ("剩下的一个月里必须完成管沟回填", "2021-12-12"),
        ("在往后的10天里，把旧账本全部收齐", "2021-11-22"),
        ("下月中旬召开一次用工对接会", "2021-12-20"),
        ("下周举办一场梨农培训班", "2021-11-21"),
        ("明天天亮前把路障撤完", "2021-11-13"),
        ("今天散会前报来名单", "2021-11-12"),
        ("北坡几个村最迟到12月5日", "2021-12-05"),
        ("最晚至下月底", "2021-12-31"),
        ("今年新增托位不少于300个", "2021-12-31"),
        ("全年新建口袋公园至少要有12处", "2021-12-31"),
        ("2024年创成省级森林城市", "2024-12-31"),
        ("年度任务一项不得拖欠", "2021-12-31"),
        ("大汛到来前清空河道里的堆料", "2022-05-31"),
        ("48小时之内，老桥桥墩加固2米", "2021-11-14"),
    ],
)
def test_a_limit_is_read_in_other_words(clause: str, day: str) -> None:
    assert due(clause) == [day]


@pytest.mark.parametrize(
    "clause",
    [
        "三天里跑了五个垭口",
        "下月上旬将召开全市果品会",
        "平时随机抽查，年底集中考核",
        "年底统一考核兑现",
        "洪水来袭时两小时内撤人上坡",
        "300元以下的三个工作日内办结",
        "一周内，全镇干部走访老人850户",
    ],
)
def test_what_only_sounds_like_a_limit_is_none(clause: str) -> None:
    assert due(clause) == []


@pytest.mark.parametrize(
    ("clause", "every"),
    [
        ("每两小时报一次水位", "day"),
        ("堤段一天一巡查", "day"),
        ("收购价一周一公布", "week"),
        ("管护费按季度预付", "quarter"),
    ],
)
def test_a_rhythm_is_read_in_other_words(clause: str, every: str) -> None:
    assert [found.every for found in find_recurrences(clause)] == [every]


def test_one_day_and_one_by_one_are_no_rhythm() -> None:
    assert find_recurrences("一天一个样，一年一度的庙会") == []


def test_a_period_of_years_given_to_some_work_is_a_firm_limit() -> None:
    assert [found.firm for found in find_deadlines("用两年时间把老茶园改造完", HELD)] == [True]


def test_what_a_dated_clause_is_about_stands_with_it() -> None:
    text = "县长何立秋要求：\n（一）南湖泵房的破损围栏，水口镇十天内修好。\n（二）砂石料场的挡板，给两周时间。"
    assert dated(text) == [
        ("南湖泵房的破损围栏，水口镇十天内修好", "2021-11-22"),
        ("砂石料场的挡板，给两周时间", "2021-11-26"),
    ]


def test_a_lead_in_does_not_keep_a_label_from_its_dated_clause() -> None:
    text = "县长何立秋强调，资金使用上，今年的管护经费86万元，12月底前支出九成以上。"
    assert dated(text) == [("今年的管护经费86万元，12月底前支出九成以上", "2021-12-31")]


def test_a_day_with_its_hour_leads_to_the_demand() -> None:
    text = "县长何立秋要求，明天中午12点前，河滩上的棚子全部拆走。"
    assert dated(text) == [("明天中午12点前，河滩上的棚子全部拆走", "2021-11-13")]


def test_what_is_said_into_the_telephone_is_demanded() -> None:
    text = "县长何立秋当场拨通水务站负责人的电话：“五天以内把水表换好。”"
    assert dated(text) == [("五天以内把水表换好", "2021-11-17")]


def test_whoever_declares_himself_promises() -> None:
    found = read("县长何立秋要求抓好冬修。水利站负责人表态，12月底前换完旧管网。", _HINTS, topics=False)
    assert [one.text for one in found.commitments] == ["12月底前换完旧管网"]
    assert [one.text for one in found.directives] == ["抓好冬修"]


@pytest.mark.parametrize(
    "clause",
    ["县气象局委托第三方校准雨量计", "屋里不低于18℃", "出水量不少于八成", "旧渠由县水务局统一管护", "半小时内响应"],
)
def test_a_body_told_to_act_and_a_bound_can_be_ticked_off(clause: str) -> None:
    assert judge(clause, led=bool(responsible_for(clause, "").lead)).score >= 0


@pytest.mark.parametrize("clause", ["各部门要以满腔热情对待来访", "把难处放在心上", "干部要多到田埂上走走"])
def test_a_stance_stays_a_principle(clause: str) -> None:
    assert judge(clause).score < 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水务局局长周大雨说，12月底前，全县42座塘坝全部完成清淤。", "12月底前，全县42座塘坝全部完成清淤"),
        ("何立秋指出，各乡镇下周五前把花名册报县民政局。", "各乡镇下周五前把花名册报县民政局"),
        ("会议要求，存在的缺口，限期一个月补齐到位。", "存在的缺口，限期一个月补齐到位"),
        ("会议要求，谁擅离闸口，就地免职。", "谁擅离闸口，就地免职"),
        ("会议要求，发现掺沙，当日关停。", "发现掺沙，当日关停"),
        ("会议要求，不许拖、不许绕。", "不许拖、不许绕"),
        ("会议要求，进入主汛期之前每个村组织演练2次以上。", "进入主汛期之前每个村组织演练2次以上"),
    ],
)
def test_what_belongs_together_is_one_demand(text: str, expected: str) -> None:
    assert [words for words, _ in dated(text)] == [expected]


def test_where_something_was_seen_is_not_demanded() -> None:
    text = "县长何立秋要求抓好冬修。在关口镇沙湾村，一段老渠已经垮了。"
    assert [words for words, _ in dated(text)] == ["抓好冬修"]


def test_the_day_of_a_figure_demands_nothing() -> None:
    assert dated("县长何立秋指出，到9月28日，全县开工修渠21条。") == []


def test_will_by_a_day_foretells() -> None:
    found = read("县长何立秋表示，将在12月底前换完旧管网。", _HINTS, topics=False)
    assert [one.text for one in found.commitments] == ["将在12月底前换完旧管网"]


def test_who_has_listened_to_a_report_demands_when_he_speaks() -> None:
    assert dated("何立秋听取汇报后说，路面要在春节前铺完。") == [("路面要在春节前铺完", "2022-01-31")]


@pytest.mark.parametrize("clause", ["渡口的船工要持证上岗", "对外地来的学员，要派专人去接", "河边的砂场一律关停"])
def test_plain_acts_can_be_ticked_off(clause: str) -> None:
    assert judge(clause).score >= 0


def test_who_orders_on_the_spot_orders() -> None:
    report = read("8月6日，白河县督查搬迁工程。县长赵启明当场要求镇村建办5个工作日内补齐验收手续，8月20日以前移交。")
    assert [d.text for d in report.directives] == ["镇村建办5个工作日内补齐验收手续", "8月20日以前移交"]


def test_an_account_owed_by_a_day_is_demanded_and_a_visit_from_above_is_not() -> None:
    report = read(
        "8月6日，白河县召开调度会。县长赵启明说，进度要加快。"
        "麻虎镇负责人一周内向县委作书面说明。11月省审计厅要来县里检查。"
    )
    assert [d.text for d in report.directives] == ["进度要加快", "麻虎镇负责人一周内向县委作书面说明"]
