"""The words of a list in a text: the longest at each place, and nothing askew."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from directives.reading.spotting import Spotter

WORDS = {"危房": "house", "危房改造": "repair", "改造": "change", "造林": "trees", "水": "water"}


def test_the_longest_word_is_taken_and_what_overlaps_it_is_not() -> None:
    assert Spotter(WORDS).spot("抓好危房改造林业和水") == [(2, 6, "repair"), (9, 10, "water")]


def test_a_shorter_word_is_taken_where_the_longer_one_breaks_off() -> None:
    assert Spotter(WORDS).spot("危房改建、改造") == [(0, 2, "house"), (5, 7, "change")]


def test_offsets_count_characters_whatever_stands_before() -> None:
    assert Spotter(WORDS).spot("12a\U00020000é危房") == [(5, 7, "house")]


def test_a_lone_surrogate_is_no_part_of_a_word() -> None:
    assert Spotter(WORDS).spot("危\ud800房\udfff改造") == [(4, 6, "change")]


@given(st.text(alphabet="危房改造林水a1\ud800\U00020000", max_size=40))
def test_what_is_found_stands_there_in_order(text: str) -> None:
    found = Spotter({word: word for word in WORDS}).spot(text)
    assert all(text[start:end] == word for start, end, word in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
