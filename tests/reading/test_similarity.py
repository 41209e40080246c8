"""Demands that say again what another said are told from those that only sound like it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directives.management.commands.evaluate import repeats_of
from directives.reading.similarity import REPEATS, find_repeats, similarity

PAIRS = Path(__file__).resolve().parents[1] / "corpus" / "pairs.yaml"
HOMES = "确保5月底前全面完成建房任务"


def test_repeats_are_found_among_pairs_of_demands() -> None:
    tallies = repeats_of(PAIRS)
    whole = tallies["all"]
    assert whole.found + whole.missed >= 60
    assert whole.precision >= 0.9, tallies
    assert whole.recall >= 0.8, tallies


@pytest.mark.parametrize("part", ["a", "b", "c", "d"])
def test_no_part_of_the_pairs_is_read_much_worse_than_the_others(part: str) -> None:
    tally = repeats_of(PAIRS)[part]
    assert tally.precision >= 0.85
    assert tally.recall >= 0.8


def test_another_date_makes_no_other_demand() -> None:
    assert similarity("5月底前建成安置房", "务必于2017年6月30日前建成安置房") == 1.0


def test_another_village_act_or_figure_does() -> None:
    assert similarity("铁炉村要建成文化广场", "杨柳村要建成文化广场") < REPEATS
    assert similarity("对所有危房开展鉴定", "9月底前拆除所有危房") < REPEATS
    assert similarity("新建蔬菜大棚200亩", "新建蔬菜大棚500亩") < similarity("新建蔬菜大棚200亩", "建成蔬菜大棚200亩")


def test_likeness_is_the_same_from_both_sides() -> None:
    one, other = "组织一场专场招聘会", "为贫困劳动力举办招聘会"
    assert similarity(one, other) == similarity(other, one)


@pytest.mark.parametrize("text", ["", "。", "要高度重视", "2017年6月底前", "制定方案", "全部完成"])
def test_what_names_no_thing_repeats_nothing(text: str) -> None:
    assert similarity(text, text) == 0.0
    assert find_repeats([text], [text, HOMES]) == [[]]


def test_the_likest_comes_first_with_the_words_they_share() -> None:
    standing = ["逐户核对低保名单", "安置房6月底前建成，同步建好幼儿园", "安置房6月底前建成"]
    [found] = find_repeats([HOMES], standing)
    assert [match.index for match in found] == [2, 1]
    assert found[0].words == ("建房",)
    assert found[0].similarity > found[1].similarity >= REPEATS


def test_the_index_loses_no_repeat() -> None:
    texts = [HOMES, "安置房6月底前建成", "9月底前拆除危旧房", "危房9月底前全部拆掉", "逐户核对低保名单"]
    found = find_repeats(texts, texts)
    for i, one in enumerate(texts):
        every = {j for j, other in enumerate(texts) if similarity(one, other) >= REPEATS}
        assert {match.index for match in found[i]} == every


@settings(max_examples=200, deadline=None)
@example("危户房%村置危房点镇", "")
@given(st.text(alphabet="建房安置点危拆5月底前村镇各要，。3户%\U00020000aé٣²", max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_likeness(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0
    assert similarity(one, one) in {0.0, 1.0}


def test_jieba_is_loaded_by_the_first_comparison_not_before() -> None:
    program = (
        "import sys; from directives.reading import similarity as s; print('jieba' in sys.modules);"
        "s.similarity('建房', '建房子'); print('jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
