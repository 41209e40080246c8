"""The reader held to every clause of tests/corpus, and to the annotated reports where they are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from directives.reading.dates import find_deadlines
from directives.reading.types import MonthDay, Reference

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SHARED = Path(__file__).resolve().parents[3] / "shared"


def rows() -> Iterator[Any]:
    # The last set, clauses_d, judges the finished reader in the benchmark: no rule learns from it.
    for path in sorted(CORPUS.glob("clauses_[abc].yaml")):
        for number, row in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield pytest.param(row, id=f"{path.stem[8:]}{number}")


def reference_of(words: str | None) -> Reference:
    if words is None:
        return None
    return MonthDay(int(words[:2]), int(words[3:])) if len(words) == 5 else date.fromisoformat(words)


def listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


@pytest.mark.parametrize("row", list(rows()))
def test_a_clause_of_the_corpus_is_read_as_annotated(row: dict[str, Any]) -> None:
    found = find_deadlines(row["clause"], reference_of(row["reference"]))

    assert [str(one.due_on or one.month_day) for one in found] == listed(row.get("due_on") or row.get("month_day"))
    assert [one.rule for one in found] == listed(row["rule"])
    if found:
        assert all(one.firm for one in found) is row["firm"]


def annotated() -> Iterator[Any]:
    for path in sorted([*SHARED.glob("seeds/[0-9]*.json"), *SHARED.glob("reports/[0-9]*.json")]):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for number, demand in enumerate(gold["directives_with_deadline"]):
            if demand.get("firm", True) is not False and not demand["inherited"]:
                yield pytest.param(gold, demand, id=f"{path.stem}-{number}")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated reports are not at hand")
@pytest.mark.parametrize(("gold", "demand"), list(annotated()))
def test_a_firm_deadline_of_an_annotated_report_is_found(gold: dict[str, Any], demand: dict[str, Any]) -> None:
    reference = reference_of(gold["reference_date"] or gold["meeting_date"])

    found = find_deadlines(demand["clause_clean"], reference)

    assert demand["due_date"] in [str(one.due_on or one.month_day) for one in found]
