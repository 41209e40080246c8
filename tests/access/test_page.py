"""The page of docs/ that says who may do what, held to the table that decides it."""

from __future__ import annotations

from pathlib import Path

import pytest

from directives.access import ACTIONS, Action
from tests.access.world import PEOPLE

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["access.md", "access.zh.md"])
def test_the_page_shows_the_table_that_decides(name: str) -> None:
    lines = (DOCS / name).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")][1:]
    shown = {cells[0].partition("`")[2].strip("`)"): [cell == "✓" for cell in cells[1:]] for cells in rows}
    assert shown == {action.value: [action in able for able in ACTIONS.values()] for action in Action}


def test_the_page_says_how_many_people_the_tables_tell_apart() -> None:
    assert len(PEOPLE) == 14
    assert "fourteen" in (DOCS / "access.md").read_text(encoding="utf-8")
    assert "十四种人" in (DOCS / "access.zh.md").read_text(encoding="utf-8")
