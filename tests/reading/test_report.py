"""`read`: a whole report, and what it scores on the annotated ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.reading.report import as_json, read
from directives.reading.types import Hints, Report

REPORT = """丹江口市召开冬修水利推进会

2019年11月12日，丹江口市冬修水利推进会召开。市委书记周明远出席会议并讲话。
会前，与会人员察看了官山镇的渠首工地。会上，水利局汇报了前期工作。入冬以来，全市新修水渠20.75公里。
周明远强调，水利是农业的命脉。要高度重视冬修工作，确保12月底前全面完成渠首改造任务。各镇要在11月25日前建立管护台账，逐村核查用水户数。
周明远要求，由水利局牵头，财政局配合，12月10日前更换闸门126座。各镇每月15日前报送进度。
官山镇表示，将于12月20日前完成全部清淤。
"""


@pytest.fixture(scope="module")
def reading() -> Report:
    return read(REPORT)


def test_a_report_is_read_whole(reading: Report) -> None:
    assert [d.text for d in reading.directives] == [
        "要高度重视冬修工作",
        "确保12月底前全面完成渠首改造任务",
        "各镇要在11月25日前建立管护台账",
        "逐村核查用水户数",
        "由水利局牵头，财政局配合，12月10日前更换闸门126座",
        "各镇每月15日前报送进度",
    ]
    assert [d.number for d in reading.directives] == [1, 2, 3, 4, 5, 6]
    assert {d.speaker for d in reading.directives} == {"周明远"}


def test_deadlines_stand_with_their_demands(reading: Report) -> None:
    due = [d.deadline.due_on if d.deadline else None for d in reading.directives]
    assert due == [None, date(2019, 12, 31), date(2019, 11, 25), None, date(2019, 12, 10), None]


def test_a_rhythm_is_a_recurrence_and_no_deadline(reading: Report) -> None:
    rhythm = reading.directives[-1].recurrence
    assert rhythm is not None
    assert (rhythm.every, rhythm.day) == ("month", 15)


def test_tasks_and_principles_are_told_apart(reading: Report) -> None:
    assert [d.kind for d in reading.directives] == ["principle", "task", "task", "task", "task", "task"]


def test_units_targets_and_places_are_named(reading: Report) -> None:
    shared = reading.directives[4]
    assert (shared.lead_units, shared.support_units) == (("水利局",), ("财政局",))
    assert [(t.metric, t.value, t.unit) for t in shared.targets] == [("更换闸门", 126, "座")]
    assert reading.commitments[0].division_codes == ("420381110",)


def test_a_promise_is_a_commitment(reading: Report) -> None:
    (promise,) = reading.commitments
    assert promise.text == "将于12月20日前完成全部清淤"
    assert promise.deadline is not None
    assert promise.deadline.due_on == date(2019, 12, 20)


def test_what_was_done_is_a_result(reading: Report) -> None:
    assert [(r.metric, r.value, r.unit) for r in reading.results] == [("新修水渠", 20.75, "公里")]


def test_evidence_counts_in_the_source() -> None:
    source = REPORT.replace("台账", "臺(tái)賬(zhàng)").replace("渠首", " 渠首")
    reading = read(source)
    for directive in reading.directives:
        start, end = directive.evidence
        words = re.sub(r"\([a-zà-ÿā-ǜ]+\)| ", "", source[start:end])
        assert words.replace("臺", "台").replace("賬", "账") == directive.text
        if directive.deadline:
            assert source[slice(*directive.deadline.span)] == directive.deadline.text


def test_a_repeated_demand_counts_once() -> None:
    again = read(REPORT + "周明远强调，要高度重视冬修工作。\n")
    assert len(again.directives) == 6


def test_one_date_governs_what_it_makes_possible() -> None:
    reading = read("2019年11月12日，县里开会。会议要求，务必12月底前全部通水，让3.6万人喝上自来水。")
    first, second = reading.directives
    assert first.deadline is not None
    assert second.deadline is not None
    assert (first.deadline.inherited, second.deadline.inherited) == (False, True)
    assert second.deadline.due_on == date(2019, 12, 31)


def test_a_date_over_all_of_the_above_reaches_the_tasks_before_it() -> None:
    reading = read(
        "2019年11月12日，县里开会。会议要求，要提高认识，逐村建立管护台账，更换损坏的闸门。以上各项务必于12月20日前完成。"
    )
    dated = {d.text: d.deadline.inherited for d in reading.directives if d.deadline}
    assert dated == {"逐村建立管护台账": True, "更换损坏的闸门": True, "以上各项务必于12月20日前完成": False}


def test_an_exception_is_a_directive_of_its_own() -> None:
    reading = read("2019年6月1日，县里开会。会议要求，要在6月底前全部通水；高海拔乡镇可延至7月10日。")
    assert [d.deadline.due_on if d.deadline else None for d in reading.directives] == [
        date(2019, 6, 30),
        date(2019, 7, 10),
    ]


def test_an_unknown_year_is_not_made_up() -> None:
    data = as_json(read("6月1日，县里开会。会议要求，要在6月底前全部通水。"))
    assert data["directives"][0]["deadline"]["due_on"] is None
    assert data["directives"][0]["deadline"]["month_day"] == "06-30"
    assert (data["meeting"]["held_on"], data["meeting"]["month_day"]) == (None, "06-01")


def test_json_has_the_shape_that_was_agreed(reading: Report) -> None:
    data = json.loads(json.dumps(as_json(reading)))
    assert set(data) == {"meeting", "directives", "commitments", "results", "repairs"}
    assert set(data["meeting"]) == {
        "title", "held_on", "month_day", "held_until", "year_basis", "division_code", "division_name", "venue_code",
        "venue_name", "kind", "speakers",
    }  # fmt: skip
    assert {"number", "text", "evidence", "speaker", "kind", "topic", "lead_units", "support_units", "division_codes",
            "deadline", "targets", "confidence"} <= set(data["directives"][0])  # fmt: skip
    assert {
        "text",
        "due_on",
        "month_day",
        "rule",
        "precision",
        "firm",
        "year_basis",
        "inherited",
        "alternatives",
    } <= set(data["directives"][1]["deadline"])
    assert "reasons" not in data["directives"][0]
    assert {"field", "rule", "words", "rejected"} == set(as_json(reading, explain=True)["directives"][0]["reasons"][0])


def test_without_topics_jieba_is_not_loaded() -> None:
    program = (
        "import sys; from directives.reading.report import read;"
        "r = read('会议要求，要在6月底前全部通水。', topics=False);"
        "print(len(r.directives), repr(r.directives[0].topic), 'jieba' in sys.modules, 'django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "''", "False", "False"]


@pytest.mark.parametrize("text", ["", " \n", "天气晴。", "\ud800要\udfff修渠。", "\u202e要修好水渠。\u202c", "\0" * 50])
def test_a_text_without_demands_or_sense_gives_a_reading(text: str) -> None:
    assert read(text).commitments == ()


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="要求会议强调，。；：“”（）()\n一二1.、 月底前年3日将县镇各完成%户\ud800\u202exā", max_size=300),
    st.text(max_size=60),
)
def test_no_text_breaks_the_reader(body: str, noise: str) -> None:
    text = body + noise
    reading = read(text, Hints(url=noise), topics=False)
    for directive in (*reading.directives, *reading.commitments):
        start, end = directive.evidence
        assert 0 <= start < end <= len(text)


def test_a_large_text_is_read() -> None:
    reading = read(REPORT * 300)
    assert len(reading.directives) == 6


def _scores(folder: Path, script: Path, scratch: Path) -> dict[str, list[float]]:
    for annotation in folder.glob("[0-9]*.json"):
        url = json.loads(annotation.read_text(encoding="utf-8")).get("url") or ""
        report = read(annotation.with_suffix(".txt").read_text(encoding="utf-8"), Hints(url=url), topics=False)
        (scratch / annotation.name).write_text(json.dumps(as_json(report)), encoding="utf-8")
    command = [sys.executable, str(script), "--reports", str(folder), "--predictions", str(scratch)]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    figures = {line.split()[0]: [float(x) for x in re.findall(r"\d\.\d{3}", line)] for line in lines[:-1]}
    facts = re.findall(r"(\d+)/(\d+)", lines[-1])
    figures["facts"] = [float(got == of) for got, of in facts]
    return figures


@pytest.mark.parametrize(
    ("folder", "least"),
    [
        ("seeds", {"deadline": 1.0, "directive": 0.95, "task": 0.8}),
        ("reports", {"deadline": 0.95, "directive": 0.9}),
    ],
)
def test_the_annotated_reports_score_as_well_as_before(
    shared: Path, tmp_path: Path, folder: str, least: dict[str, float]
) -> None:
    figures = _scores(shared / folder, shared / "reports" / "score.py", tmp_path)
    assert {name: figures[name][2] >= f1 for name, f1 in least.items()} == dict.fromkeys(least, True), figures
    assert all(figures["facts"])
