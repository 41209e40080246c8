"""Write the reading of sample reports beside their sources, a Markdown page each.

    python tools/write_readings.py                                # seeds/01 to 05 -> docs/readings/
    python tools/write_readings.py ../shared/seeds var/readings   # the real ones, whose sentences are not ours to keep

Address and day of publication come from the .yaml beside each report, where there is one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from directives.management import beside  # noqa: E402  # found through the line above
from directives.reading import documents, report  # noqa: E402
from directives.reading.types import Hints  # noqa: E402

SAMPLES = sorted((ROOT / "seeds").glob("0[1-5]_*.txt"))
TARGET = ROOT / "docs" / "readings"


def page_of(source: Path) -> str:
    """The page of one report.

    Raises:
        DocumentError: when it cannot be read.
    """
    notes = source.with_suffix(".yaml")
    facts = yaml.safe_load(notes.read_text(encoding="utf-8")) if notes.exists() else {}
    hints = Hints(url=facts.get("url") or "", published_on=facts.get("published"))
    text = documents.read_document(source.read_bytes(), source.name)
    return beside.page(source.stem, text, report.read(text, hints))


def main(arguments: list[str]) -> int:
    folder, target = (Path(arguments[0]), Path(arguments[1])) if len(arguments) == 2 else (None, TARGET)
    sources = sorted(folder.glob("*.txt")) if folder else SAMPLES
    if not sources:
        print(f"No reports (*.txt) in {folder}.")
        return 1
    target.mkdir(parents=True, exist_ok=True)
    for source in sources:
        (target / f"{source.stem}.md").write_text(page_of(source), encoding="utf-8")
    print(f"{len(sources)} readings written to {target}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
