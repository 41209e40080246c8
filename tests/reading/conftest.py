"""The annotated reports that lie beside the checkout: other people's texts, read there and never copied."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from directives.reading.cleaning import clean_report
from directives.reading.gazetteer import gazetteer
from directives.reading.meeting import read_meeting
from directives.reading.types import Hints, Meeting

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


class Annotated(NamedTuple):
    """A report as it came, and what is right about it."""

    name: str
    text: str
    gold: dict[str, Any]


def annotated() -> list[Annotated]:
    """The reports of both folders; [] where there are none beside this checkout."""
    paths = sorted(SHARED.glob("seeds/*.json")) + sorted(SHARED.glob("reports/*.json"))
    return [
        Annotated(
            f"{path.parent.name}/{path.stem}",
            path.with_suffix(".txt").read_text(encoding="utf-8"),
            json.loads(path.read_text(encoding="utf-8")),
        )
        for path in paths
    ]


def read_meeting_of(text: str, url: str = "", published_on: date | None = None, publisher: str = "") -> Meeting:
    """The facts of the meeting that a text tells of."""
    cleaned, furniture = clean_report(text)
    hints = Hints(url=url, published_on=published_on, publisher=publisher)
    return read_meeting(cleaned, furniture, hints, gazetteer())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated reports; the test is skipped, and says so, without it."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip(f"NO ANNOTATED REPORTS at {SHARED}: this test has checked nothing")
    return SHARED


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per annotated report for those that ask for ``report``."""
    if "report" in metafunc.fixturenames:
        reports = annotated()
        metafunc.parametrize("report", reports, ids=[report.name for report in reports])
