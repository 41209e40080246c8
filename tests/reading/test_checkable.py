"""Task or principle."""

from __future__ import annotations

import pytest

from directives.reading.checkable import _weights, judge
from directives.reading.turns import turns_of


@pytest.mark.parametrize(
    "clause",
    [
        "各乡镇要建立水渠管护台账",
        "逐户核查用水户数",
        "组织放水员培训",
        "新建泵站4座",
        "水利局要拟定水价改革方案",
        "绝不允许出现一个乡镇断水",
        "实现村村通自来水全覆盖",
        "办好“渠长课堂”活动",
        "修复水毁渠道",
    ],
)
def test_what_can_be_ticked_off_is_a_task(clause: str) -> None:
    assert judge(clause).score >= 0


@pytest.mark.parametrize(
    "clause",
    [
        "要提高政治站位",
        "坚定必胜信心",
        "切实增强责任意识",
        "凝聚强大合力",
        "团结一心",
        "以更实的作风抓落实",
        "激发内生动力",
        "把思想统一到部署上来",
    ],
)
def test_a_stance_is_a_principle(clause: str) -> None:
    assert judge(clause).score < 0


@pytest.mark.parametrize(
    "clause",
    [
        "抓好产业发展",
        "加快项目建设进度",
        "打造过硬队伍",
        "强化督导检查",
        "确保小康路上一个都不掉队",
        "用心用情用力做好帮扶工作",
    ],
)
def test_a_concrete_noun_alone_makes_no_task(clause: str) -> None:
    assert judge(clause).score < 0


@pytest.mark.parametrize(
    "clause",
    [
        "成立工作专班",
        "建立周报告制度",
        "硬化通组路",
        "对空壳合作社进行清理",
        "给每户发放明白卡",
        "对排查出的问题建立清单",
    ],
)
def test_a_plain_act_on_an_object_is_a_task(clause: str) -> None:
    assert judge(clause).score >= 0


def test_a_deadline_makes_a_task() -> None:
    assert judge("抓好收尾").score < 0 <= judge("抓好收尾", dated=True).score


def test_the_deciding_words_are_told() -> None:
    verdict = judge("建立管护台账，增强责任意识")
    assert "台账" in verdict.words_for
    assert "意识" in verdict.words_against


def test_the_subject_does_not_make_a_task() -> None:
    assert judge("水渠改造项目建设要让群众满意").score < judge("要建设水渠改造项目").score


@pytest.mark.parametrize(
    "clause",
    [
        "漏填的要补录",
        "对领了补贴不种地的，一律追回",
        "各校把名册抄送县教体局",
        "每个自然村要有一名水管员、一本台账",
        "把全镇水窖过一遍",
        "入冬前把草料储备到户",
        "严格执行“两免一补”政策",
        "把补贴标准印成明白纸",
        "严格落实村级水管员值守巡渠管理制度",
        "整治偷水漏水、私开闸门等行为",
        "水渠管护要一渠一档",
        "巡渠日志半月一报",
        "泵房每四小时一班",
        "7月8日起封闸",
        "三天查完一遍",
    ],
)
def test_a_case_a_count_an_address_or_a_named_scheme_makes_a_task(clause: str) -> None:
    assert judge(clause).score >= 0


@pytest.mark.parametrize(
    "clause",
    [
        "登记造册要细",
        "把渠道管护抓紧抓好",
        "谁受益、谁管护",
        "不漏一户",
        "不等不靠、不推不拖",
        "水窖不能“一修了之”",
        "让群众满意",
        "集中精力抓清淤、抓衬砌、抓试水",
        "严把质量关",
        "把水厂当自家灶台一样看",
    ],
)
def test_how_a_thing_is_to_be_done_is_a_principle(clause: str) -> None:
    assert judge(clause).score < 0


def test_a_unit_that_answers_for_it_speaks_for_a_task() -> None:
    assert judge("改善灌溉条件", led=True).score > judge("改善灌溉条件").score
    assert "责任单位" in judge("县水务局要换装水表", led=True).words_for


def test_a_ban_with_a_figure_can_be_ticked_off() -> None:
    assert judge("不得拖欠").score < 0 <= judge("水损率不得超过12%").score


def test_a_saying_in_quotation_marks_lends_no_words() -> None:
    assert judge("走出“渠里有水、田里有粮、户户有合作社”的路子").score < 0


def test_every_sign_has_its_weight() -> None:
    assert {"bias", "date", "figure", "led", "case", "echo"} <= set(_weights()) - {"neutral"}
    assert all(_weights()[name] > 0 for name in ("date", "figure", "document", "led"))
    assert all(_weights()[name] < 0 for name in ("stance", "abstract", "manner", "echo"))


def test_quoted_words_make_no_turn_of_phrase() -> None:
    assert [name for name, _ in turns_of("推行“不推不拖”工作法，把台账过一遍")] == ["counted"]
