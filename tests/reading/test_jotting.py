"""Lines that somebody wrote down, each one demand."""

from __future__ import annotations

from datetime import date

import pytest

from directives.reading.jotting import read_lines
from directives.reading.types import Directive

DAY = date(2017, 3, 29)


def read(text: str, **facts: object) -> list[Directive]:
    return read_lines(text, DAY, home="420381", **facts)  # type: ignore[arg-type]


def one(line: str, **facts: object) -> Directive:
    [found] = read(line, **facts)
    return found


def test_each_line_is_one_demand_whatever_it_says_and_rests_on_its_words() -> None:
    text = "请阅处。\n\n  5月底前完成危房改造1200户；逾期问责。\r\n解放思想\n"
    found = read(text)
    assert [(d.number, d.text, text[slice(*d.evidence)]) for d in found] == [
        (1, "请阅处", "请阅处"),
        (2, "5月底前完成危房改造1200户；逾期问责", "5月底前完成危房改造1200户；逾期问责"),
        (3, "解放思想", "解放思想"),
    ]


def test_deadline_kind_target_and_topic_are_read_relative_to_the_day() -> None:
    found = one("半个月内完成危房改造1200户")
    assert found.deadline is not None
    assert (found.deadline.due_on, found.deadline.rule) == (date(2017, 4, 13), "within_days")
    assert (found.deadline.year_basis, found.kind, found.topic) == ("assumed", "task", "住房安全")
    assert [(t.value, t.unit) for t in found.targets] == [(1200, "户")]
    assert one("要解放思想，转变作风").kind == "principle"


def test_a_rhythm_is_read_as_one() -> None:
    found = one("每月15日前报送进度")
    assert found.recurrence is not None
    assert (found.recurrence.every, found.recurrence.day, found.deadline) == ("month", 15, None)


@pytest.mark.parametrize(
    ("line", "lead", "scope"),
    [
        ("住建局5月底前完成危房改造", ("住建局",), "住建局"),
        ("请市水利局半个月内修好引水渠", ("市水利局",), "市水利局"),
        ("各镇要在清明前修剪茶园", (), "各镇"),
        ("由住建局牵头，财政局配合，5月底前完成危房改造", ("住建局",), ""),
        ("5月底前完成市区道路的养护", (), ""),
        ("修好白河镇的引水渠", (), ""),
    ],
)
def test_who_is_addressed_at_the_head_of_a_line_is_responsible(line: str, lead: tuple[str, ...], scope: str) -> None:
    found = one(line)
    assert (found.lead_units, found.scope) == (lead, scope)


@pytest.mark.parametrize(
    "mark", ["1. ", "2、", "（三）", "(4)", "一、", "十二、", "•", "- ", "①", "第一，", "一是", "3) ", "5．"]
)
def test_numbers_and_bullets_are_no_words(mark: str) -> None:
    text = f"{mark}年底前打通断头路"
    found = one(text)
    assert found.text == "年底前打通断头路"
    assert text[slice(*found.evidence)] == found.text


@pytest.mark.parametrize("line", ["3.5公里断头路年底前打通", "10月底前完成", "一事一议项目6月底前开工", "12户5月入住"])
def test_figures_at_the_head_of_a_line_are_kept(line: str) -> None:
    assert one(line).text == line


def test_who_said_a_line_stands_before_its_colon_and_a_single_speaker_said_them_all() -> None:
    text = "李远：5月底前完工\n王海同志批示：查清原因\n请阅处"
    assert [(d.speaker, d.text) for d in read(text, speakers=["李远", "王海"])] == [
        ("李远", "5月底前完工"),
        ("王海", "查清原因"),
        (None, "请阅处"),
    ]
    assert [d.speaker for d in read("5月底前完工\n请阅处", speakers=["李远"])] == ["李远", "李远"]


def test_a_line_in_another_script_is_read_and_quoted_as_it_stands() -> None:
    text = "請水利局５月底前修好白河鎮塌損的引水渠"
    found = one(text)
    assert found.text == "请水利局5月底前修好白河镇塌损的引水渠"
    assert text[slice(*found.evidence)] == text
    assert found.deadline is not None
    assert found.deadline.due_on == date(2017, 5, 31)


@pytest.mark.parametrize("line", ["【打印】【关闭】", "来源：日报", "责任编辑：张三", "1.", "……", "12"])
def test_what_a_page_would_lose_is_kept_here(line: str) -> None:
    found = one(line)
    assert found.text
    assert line[slice(*found.evidence)]


def test_no_line_is_no_demand() -> None:
    assert read(" \n\n。\n") == []
