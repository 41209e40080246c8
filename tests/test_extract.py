"""The `extract` and `evaluate` commands, without a database."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from directives.management.commands.evaluate import board_of, line_of
from directives.management.scoring import Board, Tally, shared
from tools import write_readings

TEXT = "2019年11月12日，官山镇召开冬修水利会。会议要求，各村要在12月10日前更换闸门126座，要提高认识。"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def extract(*args: str) -> str:
    out = StringIO()
    call_command("extract", *args, stdout=out)
    return out.getvalue()


def test_json_is_printed(report: Path) -> None:
    data = json.loads(extract(str(report), "--json"))
    assert data["directives"][0]["deadline"]["due_on"] == "2019-12-10"
    assert [d["kind"] for d in data["directives"]] == ["task", "principle"]


def test_the_table_shows_dates_tasks_and_figures(report: Path) -> None:
    lines = extract(str(report)).splitlines()
    (task,) = [line for line in lines if "闸门126座" in line]
    assert "2019-12-10" in task
    assert "■" in task
    assert any("126 座" in line for line in lines)
    assert any("要提高认识" in line and "·" in line for line in lines)


def test_explain_says_why(report: Path) -> None:
    assert "deadline ← by_day: 12月10日前" in extract(str(report), "--explain")
    data = json.loads(extract(str(report), "--json", "--explain"))
    assert data["directives"][0]["reasons"]


def test_the_url_gives_the_year(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT.replace("2019年", ""), encoding="utf-8")
    assert json.loads(extract(str(path), "--json"))["meeting"]["held_on"] is None
    url = "http://www.example.com/2019/1113/100.html"
    assert json.loads(extract(str(path), "--json", "--url", url))["meeting"]["held_on"] == "2019-11-12"
    assert json.loads(extract(str(path), "--json", "--published", "2019-11-13"))["meeting"]["held_on"] == "2019-11-12"


def test_a_clause_gives_its_deadlines() -> None:
    (deadline,) = json.loads(extract("--clause", "务必于6月底前完成清淤", "--reference", "2018-03-01", "--json"))
    assert (deadline["due_on"], deadline["rule"], deadline["firm"]) == ("2018-06-30", "month_end", True)


def test_a_clause_without_a_deadline_gives_an_empty_list() -> None:
    assert json.loads(extract("--clause", "尽快完成清淤", "--reference", "2018-03-01", "--json")) == []


def test_neither_or_both_of_file_and_clause_is_an_error(report: Path) -> None:
    for args in ([], [str(report), "--clause", "尽快"]):
        with pytest.raises(CommandError):
            extract(*args)


@pytest.mark.parametrize(
    ("name", "content"), [("empty.txt", b""), ("broken.docx", b"PK\x03\x04rubbish"), ("x.bin", bytes(range(256)) * 9)]
)
def test_a_file_that_cannot_be_read_ends_with_one_clear_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "extract", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert any("一" <= sign <= "鿿" for sign in done.stderr)  # in the installation's language
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.txt"):
        extract(str(tmp_path / "gone.txt"))


def test_no_database_is_touched(report: Path) -> None:
    # Without the db fixture every query fails the test.
    assert "126" in extract(str(report))


def test_shared_characters_count_in_runs() -> None:
    assert shared("完成渠首改造", "要在6月底前完成渠首的改造") == 6
    assert shared("渠首", "首渠") == 0


def test_a_tally_gives_precision_and_recall() -> None:
    tally = Tally(found=3, missed=1, right=3, false=3)
    assert (tally.recall, tally.precision, round(tally.f1, 3)) == (0.75, 0.5, 0.6)
    assert "F1 0.600" in line_of("directive", tally)


def test_an_expectation_is_compared_with_a_reading(tmp_path: Path, report: Path) -> None:
    report.rename(tmp_path / "one.txt")
    (tmp_path / "one.yaml").write_text(
        """
meeting: {held_on: 2019-11-12, division_code: null}
demands:
  - {clause: 各村要在12月10日前更换闸门126座, kind: task, due: 2019-12-10, firm: true, row: day, topic: 饮水与基础设施,
     targets: [{comparator: '=', value: 126, unit: 座}]}
  - {clause: 要备足水泵, kind: task, due: null}
dirt: [caption]
""",
        encoding="utf-8",
    )
    board, count = board_of(tmp_path)
    assert count == 1
    assert board.rows["day"] == Tally(1, 0, 1, 0)
    assert board.fields["deadline"] == Tally(1, 0, 1, 0)
    assert board.fields["target"] == Tally(1, 0, 0, 0)
    # 要提高认识 was not expected, 要备足水泵 was.
    assert board.fields["directive"] == board.dirt["caption"] == Tally(1, 1, 1, 1)
    assert board.notes


def test_the_samples_are_read_as_a_person_reads_them() -> None:
    board, count = board_of(Path(settings.BASE_DIR) / "seeds")
    assert count >= 8
    fields = board.fields
    assert fields["directive"].f1 > 0.9
    assert fields["deadline"].f1 > 0.95
    assert fields["task"].f1 > 0.8
    assert fields["meeting day"].f1 == fields["division"].f1 == 1.0
    assert isinstance(board, Board)


def test_a_reading_stands_beside_its_source(report: Path) -> None:
    page = extract(str(report), "--beside")
    assert "<b>各村要在12月10日前更换闸门126座</b><sup>1</sup>" in page
    assert "<b>1</b> ■ 2019-12-10 “12月10日前” (by_day)" in page


def test_markup_in_a_report_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT.replace("闸门", "<i>闸门</i>"), encoding="utf-8")
    assert "<i>" not in extract(str(path), "--beside")


@pytest.mark.parametrize("source", write_readings.SAMPLES, ids=lambda path: path.stem)
def test_the_readings_in_the_documentation_are_those_of_the_reader(source: Path) -> None:
    page = write_readings.TARGET / f"{source.stem}.md"
    assert page.read_text(encoding="utf-8") == write_readings.page_of(source), "run `make readings`"
