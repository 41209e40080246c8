"""The source cleaned and as it came: repairs, spans from one to the other, the words of the meeting's facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.admin.cards import marks
from directives.admin.sourcetext import facts, repairs, source_pieces, source_span
from directives.models import Meeting, Source, Speaker
from directives.reading.cleaning import clean
from tests.admin.conftest import SLOGAN, TASK, TEXT

DIRTY = "會議要求，各縣（市）要在5月底前建成安置房(zhì fáng)，<b>務必</b>按期交付。\n责任编辑：某某"


@given(st.text(max_size=80) | st.sampled_from([DIRTY, TEXT]))
def test_what_is_no_repair_is_the_same_in_both_texts(source: str) -> None:
    cleaned = clean(source)
    at, place = 0, 0
    for (start, end), (begin, stop) in repairs(source, cleaned):
        assert source[at:start] == cleaned.text[place:begin]
        at, place = end, stop
    assert source[at:] == cleaned.text[place:]


def test_what_was_taken_away_or_changed_is_marked_in_both(db: None) -> None:
    meeting = Meeting(source=Source(text=DIRTY))
    meeting.pk = 0
    original = [(p.text, p.repair.style) for p in source_pieces(meeting, [], "original") if p.repair]
    assert "責" not in "".join(text for text, _style in original)
    assert any("<b>" in text for text, _style in original)
    assert any("责任编辑" in text for text, _style in original)
    assert {style for _text, style in original} == {"dirt"}
    mended = [p.repair.note for p in source_pieces(meeting, [], "cleaned") if p.repair]
    assert any("縣" in note for note in mended)


def test_stops_in_another_width_are_not_worth_a_mark(db: None) -> None:
    meeting = Meeting(source=Source(text="会议要求,要在5月底前建成安置房,务必按期交付。"))
    meeting.pk = 0
    assert not any(piece.repair for piece in source_pieces(meeting, [], "cleaned"))


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["cleaned", "original"])
def test_the_evidence_is_found_again_in_what_is_shown(meeting: Meeting, shown: str) -> None:
    rows = list(meeting.directives.all())
    found = source_pieces(meeting, marks(rows), shown)
    told = {piece.anchors: piece.text for piece in found if piece.mark}
    assert told[f"d-{rows[0].pk}"] == TASK
    assert told[f"d-{rows[1].pk}"] == SLOGAN
    piece = next(p for p in found if p.anchors == f"d-{rows[0].pk}")
    span = source_span(meeting, (piece.at, piece.at + len(piece.text)), shown)
    assert TEXT[slice(*span)] == TASK


@pytest.mark.django_db
def test_the_facts_of_the_meeting_are_marked_where_the_reader_saw_them(meeting: Meeting) -> None:
    meeting.reasons = [
        {"field": "kind", "rule": "meeting_in_title", "words": "推进会", "rejected": []},
        {"field": "year_basis", "rule": "unknown", "words": "", "rejected": []},
        {"field": "division", "rule": "named_市", "words": "不在文中", "rejected": []},
    ]
    Speaker.objects.create(meeting=meeting, name="陈立", office="市长")
    text = meeting.source.text if meeting.source else ""
    found = {mark.anchor: text[mark.start : mark.end] for mark in facts(meeting, text, clean(text))}
    assert found == {"f-kind": "推进会", "f-speakers": "陈立"}
