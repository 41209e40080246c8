"""How fast the reader is, and where its time goes.

    python -m benchmarks.bench_reading [--largest MB]

1. Characters a second of `read` with and without topics, beside JioNLP's `extract_time` and `jieba.cut` on the same
   reports in the same run; each reader reads all reports in a row, as a worker does, the readers take turns, and the
   best time of each per report counts.
2. The stages of `read`.  3. Import, gazetteer and memory in a fresh process.  4. Cost and memory by length.

The reports are those of `seeds/`, `tests/corpus/` and, where it lies beside the checkout, `../shared`.
"""

from __future__ import annotations

import argparse
import logging
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from directives.reading import documents, report
from directives.reading.dating import Dating, date_demands
from directives.reading.promises import promises
from directives.reading.types import Hints

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".txt", ".html", ".docx"}
ROUNDS = 5
Reader = Callable[[str], object]


def reports() -> list[str]:
    """The texts of all sample reports."""
    folders = [ROOT / "seeds", *(ROOT / "tests" / "corpus").glob("reports_*"), *(ROOT.parent / "shared").glob("*s")]
    paths = [p for folder in folders for p in sorted(folder.glob("*")) if p.suffix in SUFFIXES]
    return [documents.read_document(p.read_bytes(), p.name) for p in paths]


def best_times(readers: dict[str, Reader], texts: list[str]) -> dict[str, float]:
    """Processor seconds of each reader over all texts, the best of ``ROUNDS`` per text; readers take turns."""
    best: dict[tuple[str, int], float] = {}
    for _ in range(ROUNDS):
        for name, reader in readers.items():
            for index, text in enumerate(texts):
                start = time.process_time()
                reader(text)
                spent = time.process_time() - start
                best[name, index] = min(best.get((name, index), spent), spent)
    return {name: sum(best[name, i] for i in range(len(texts))) for name in readers}


def peers() -> dict[str, Reader]:
    """JioNLP and jieba, warmed up."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    import jieba
    import jionlp

    extract = jionlp.ner.TimeExtractor()
    extract("6月底前完成")
    jieba.lcut("6月底前完成")
    return {"JioNLP extract_time": extract, "jieba.cut": jieba.lcut}


def speed(texts: list[str]) -> None:
    readers = peers() | {"read, without topics": lambda text: report.read(text, topics=False), "read": report.read}
    report.read(texts[0])
    times = best_times(readers, texts)
    size = sum(map(len, texts))
    print(f"{len(texts)} reports, {size:,} characters\n{'':24}{'M chars/s':>10}{'x JioNLP':>10}")
    for name, spent in times.items():
        print(f"{name:24}{size / spent / 1e6:10.3f}{times['JioNLP extract_time'] / spent:10.2f}")


def stages(texts: list[str]) -> None:
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        spent: dict[str, float] = {}
        for text in texts:
            _stages_of(text, spent)
        for name, seconds in spent.items():
            best[name] = min(best.get(name, seconds), seconds)
    size, total = sum(map(len, texts)), sum(best.values())
    print(f"\n{'stage':24}{'µs/char':>10}{'share':>10}")
    for name, seconds in best.items():
        print(f"{name:24}{seconds / size * 1e6:10.3f}{seconds / total:10.0%}")


def _stages_of(text: str, spent: dict[str, float]) -> None:
    def lap(name: str) -> None:
        nonlocal start
        now = time.process_time()
        spent[name] = spent.get(name, 0.0) + now - start
        start = time.process_time()

    start = time.process_time()
    cleaned, furniture = report.clean_report(text)
    lap("cleaning")
    hints = report.complete_hints(Hints(), furniture)
    meeting = report.read_meeting(cleaned, furniture, hints, report.gazetteer())
    lap("meeting")
    spoken = list(report.sentences(cleaned.text))
    lap("clauses")
    found = report.find_demands(cleaned.text, spoken, tuple(s.name for s in meeting.speakers))
    lap("demands")
    dating = Dating(cleaned.text, report.reference_of(meeting, hints), meeting.year_basis)
    dated = date_demands(dating, found.demands)
    held = list(promises(dating, found.statements))
    lap("dates")
    report.results_of(found.statements)
    lap("results")
    for topics, name in ((False, "task, targets, units"), (True, "the same with topics")):
        assembler = report.Assembler(cleaned, meeting, topics)
        assembler.directives(zip(found.demands, dated, strict=True))
        assembler.commitments(held)
        lap(name)


_FRESH = """
import sys, time
start = time.perf_counter()
from directives.reading.report import read
imported = time.perf_counter()
read("全县要在6月底前完成。", topics=False)
ready = time.perf_counter()
print(f"import {imported - start:.2f} s, first reading (gazetteer) {ready - imported:.2f} s")
text = open(sys.argv[1], encoding="utf-8").read()
for topics in (False, True):
    read(text, topics=topics)
    # ru_maxrss would be the parent's where that was larger.
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(f"peak memory after {len(text):,} characters, topics {topics}: {int(peak) / 1024:.0f} MB")
"""


def fresh(texts: list[str], scratch: Path) -> None:
    scratch.write_text(long_text(texts, 333_000), encoding="utf-8")
    print("\nin a fresh process")
    subprocess.run([sys.executable, "-W", "ignore", "-c", _FRESH, str(scratch)], cwd=ROOT, check=True)
    scratch.unlink()


def long_text(texts: list[str], length: int) -> str:
    """A text of that many characters in which no paragraph repeats another: each copy bears its own number."""
    joined = "\n".join(texts)
    numbers = ("".join("甲乙丙丁戊己庚辛壬癸"[int(d)] for d in str(n)) for n in range(length // len(joined) + 1))
    return "\n".join(joined.replace("的", f"的{n}").replace("，", f"{n}，") for n in numbers)[:length]


def lengths(texts: list[str], largest: float) -> None:
    print(f"\n{'characters':>12}{'MB':>8}{'seconds':>10}{'µs/char':>10}{'peak MB':>10}")
    megabytes = 0.05
    while megabytes <= largest:
        text = long_text(texts, int(megabytes * 1e6 / 2.9))
        start = time.process_time()
        report.read(text, topics=False)
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = len(text.encode()) / 1e6
        print(f"{len(text):12,}{size:8.2f}{spent:10.2f}{spent / len(text) * 1e6:10.2f}{peak:10.0f}", flush=True)
        megabytes *= 20 ** (1 / 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=float, default=20, help="longest text of the table, in MB")
    options = parser.parse_args()
    texts = reports()
    speed(texts)
    stages(texts)
    fresh(texts, ROOT / "var" / "bench_reading.txt")
    lengths(texts, options.largest * 1.01)


if __name__ == "__main__":
    main()
