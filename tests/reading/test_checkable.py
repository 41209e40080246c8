"""Task or principle."""

from __future__ import annotations

import pytest

from directives.reading.checkable import judge


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


def test_a_deadline_makes_a_task() -> None:
    assert judge("抓好收尾").score < 0 <= judge("抓好收尾", dated=True).score


def test_the_deciding_words_are_told() -> None:
    verdict = judge("建立管护台账，增强责任意识")
    assert "台账" in verdict.words_for
    assert "意识" in verdict.words_against


def test_the_subject_does_not_make_a_task() -> None:
    assert judge("水渠改造项目建设要让群众满意").score < judge("要建设水渠改造项目").score
