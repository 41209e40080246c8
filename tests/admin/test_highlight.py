from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from directives.admin.highlight import AROUND, WHOLE, Mark, Piece, pieces

spans = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=8)


def marked(text: str, *found: tuple[int, int]) -> list[Piece]:
    return list(pieces(text, [Mark(start, end, f"d-{n}", "task") for n, (start, end) in enumerate(found)]))


def test_text_is_cut_where_evidence_begins_and_ends() -> None:
    found = marked("0123456789", (2, 4), (7, 9))
    assert [(p.text, p.begins) for p in found] == [
        ("01", ()), ("23", ("d-0",)), ("456", ()), ("78", ("d-1",)), ("9", ()),
    ]  # fmt: skip


def test_overlapping_evidence_keeps_both_anchors() -> None:
    found = marked("0123456789", (2, 6), (4, 8))
    assert [p.text for p in found] == ["01", "23", "45", "67", "89"]
    assert [len(p.marks) for p in found] == [0, 1, 2, 1, 0]
    assert [p.begins for p in found] == [(), ("d-0",), ("d-1",), (), ()]


@given(st.text(max_size=50), spans)
def test_whatever_the_spans_no_character_is_lost_or_doubled(text: str, found: list[tuple[int, int]]) -> None:
    assert "".join(p.text for p in marked(text, *found)) == text


@given(st.text(max_size=50), spans)
def test_every_valid_span_begins_once(text: str, found: list[tuple[int, int]]) -> None:
    begun = [anchor for p in marked(text, *found) for anchor in p.begins]
    valid = [f"d-{n}" for n, (start, end) in enumerate(found) if 0 <= start < end <= len(text)]
    assert sorted(begun) == sorted(valid)


def test_of_a_very_long_source_only_what_surrounds_the_evidence_is_shown() -> None:
    text = "".join(itertools.islice(itertools.cycle("0123456789"), WHOLE * 3))
    found = marked(text, (WHOLE, WHOLE + 10), (WHOLE + 500, WHOLE + 520), (WHOLE * 3 - 4, WHOLE * 3))
    shown = sum(len(p.text) for p in found)
    gaps = [p.left_out for p in found if p.left_out]
    assert shown + sum(gaps) == len(text)
    assert len(gaps) == 2
    assert shown <= 6 * AROUND + 600
    assert {a for p in found for a in p.begins} == {"d-0", "d-1", "d-2"}
