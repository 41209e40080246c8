"""Clauses: where they begin and end, and what belongs to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.reading import clauses
from directives.reading.clauses import LONGEST, sentences


def texts(text: str) -> list[list[str]]:
    return [[c.text for c in s.clauses] for s in sentences(text)]


def test_commas_part_clauses_and_full_stops_part_sentences() -> None:
    assert texts("要修好水渠，管好闸门。村里已经动工。") == [["要修好水渠", "管好闸门"], ["村里已经动工"]]


def test_ascii_punctuation_counts_like_full_width() -> None:
    assert texts("要修好水渠,管好闸门;不得拖延.") == [["要修好水渠", "管好闸门", "不得拖延"]]


def test_a_quoted_name_keeps_its_commas() -> None:
    assert texts("推行“一渠一长，一长一册”制度，逐月检查。") == [["推行“一渠一长，一长一册”制度", "逐月检查"]]


def test_spoken_sentences_in_quotes_are_taken_apart() -> None:
    assert texts("“要把渠修好，把水引来。”他说。") == [["要把渠修好", "把水引来"], ["他说"]]


def test_a_bracketed_remark_stays_inside() -> None:
    assert texts("各乡镇（街道，场）要上报。") == [["各乡镇（街道，场）要上报"]]


@pytest.mark.parametrize("text", ["清淤8.75公里", "收入1,200元", "14:30开会"])
def test_marks_between_digits_part_nothing(text: str) -> None:
    assert texts(text) == [[text]]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("一是修好水渠", "修好水渠"),
        ("二要管好闸门", "要管好闸门"),
        ("（三）清理淤泥", "清理淤泥"),
        ("4.栽好树苗", "栽好树苗"),
        ("5、栽好树苗", "栽好树苗"),
        ("⑥栽好树苗", "栽好树苗"),
        ("第七，栽好树苗", "栽好树苗"),
    ],
)
def test_enumeration_is_left_out_and_remembered(text: str, content: str) -> None:
    clauses = [c for s in sentences(text) for c in s.clauses]
    assert clauses[-1].text == content
    assert content == "栽好树苗" or clauses[-1].enumerated


def test_numbers_that_are_no_enumeration_stay() -> None:
    assert texts("一户一策要落实，三个月内完成。") == [["一户一策要落实", "三个月内完成"]]


def test_a_line_is_a_paragraph_and_a_short_open_one_a_heading() -> None:
    found = list(sentences("水利冬修怎么抓\n要修好水渠。\n要管好闸门。"))
    assert [s.paragraph for s in found] == [0, 1, 2]
    assert [s.heading for s in found] == [True, False, False]


def test_a_list_over_lines_is_one_item_a_line() -> None:
    found = list(sentences("会议决定：\n一、修好水渠；\n二、管好闸门。"))
    assert [[c.text for c in s.clauses] for s in found] == [["会议决定"], ["修好水渠"], ["管好闸门"]]
    assert all(s.opens for s in found)


def test_offsets_lead_back_to_the_text() -> None:
    text = "一是“要修好水渠”，  二是管好闸门；\n（三）清理淤泥。"
    for sentence in sentences(text):
        for clause in sentence.clauses:
            assert text[clause.start : clause.end] == clause.text


def test_what_has_no_comma_for_pages_is_not_read() -> None:
    assert texts("水" * (LONGEST + 1) + "，要修好水渠。") == [["要修好水渠"]]


@given(st.text(alphabet="要修好水渠，。；：“”（）()\n一二1.、 ", max_size=200))
def test_any_text_is_walked_in_order(text: str) -> None:
    last = 0
    for sentence in sentences(text):
        for clause in sentence.clauses:
            assert last <= clause.start < clause.end <= len(text)
            last = clause.end


@pytest.mark.parametrize("piece", ["“", "(", "一、", "1.", "”", "（一）", ",", "：", "\n"])
def test_long_repeats_are_walked_to_their_end(piece: str) -> None:
    # What is quadratic here takes minutes, and the run is seen to hang.
    assert sum(len(s.clauses) for s in sentences(piece * 40_000 + "\n要修好水渠。")) >= 1


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5, which Debian 12 has, goes astray in it and gives clauses without text (gh-106052)."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in Path(clauses.__file__).parent.glob("*.py")}
    repeated = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+(?!\))")
    assert all(repeated.search(bad) for bad in (r"(?:a|b)++", r"(?:a|b){1,3}+"))
    assert {name for name, text in sources.items() if repeated.search(text)} == set()
