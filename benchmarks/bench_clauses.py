"""Our deadlines beside JioNLP's dates on the clauses of tests/corpus: `python -m benchmarks.bench_clauses [--show]`.

Per kind of clause: how often each is strictly right.  Ours is right when it gives the expected due dates, all and
no others; JioNLP's `extract_time` is already right when each expected date is among the end dates that it gives
(its durations are added to the reference).  Of the clauses without a due date it prints how many got one anyway.
Where the reference has no year both are asked as of 2018 and month and day are compared.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from directives.reading.calendars import add_months  # noqa: E402
from directives.reading.dates import find_deadlines  # noqa: E402
from directives.reading.types import MonthDay, Reference  # noqa: E402

ASSUMED_YEAR = 2018
Answers = Callable[["Clause"], list[str]]


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the corpus; ``due`` as the corpus writes it, "YYYY-MM-DD" or "MM-DD", empty where there is none."""

    text: str
    reference: str | None
    due: tuple[str, ...]
    kind: str

    def basis(self) -> Reference:
        if self.reference is None:
            return None
        if len(self.reference) == 5:
            month, day = self.reference.split("-")
            return MonthDay(int(month), int(day))
        return date.fromisoformat(self.reference)

    def day(self) -> date:
        words = self.reference or "01-01"
        return date.fromisoformat(words if len(words) == 10 else f"{ASSUMED_YEAR}-{words}")


def clauses() -> dict[str, list[Clause]]:
    """The corpus, by file."""
    out = {}
    for path in sorted((ROOT / "tests" / "corpus").glob("clauses_*.yaml")):
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        out[path.stem] = [Clause(r["clause"], r["reference"], tuple(_due(r)), r["kind"]) for r in rows]
    return out


def _due(row: dict[str, Any]) -> list[str]:
    due = row.get("due_on") or row.get("month_day") or []
    return [due] if isinstance(due, str) else due


def ours(clause: Clause) -> list[str]:
    return [str(found.due_on or found.month_day) for found in find_deadlines(clause.text, clause.basis())]


def peer() -> Answers:
    """JioNLP's reader; it greets on import, warns about its own escapes and logs a traceback per odd phrase."""
    logging.disable(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        import jionlp

    def answers(clause: Clause) -> list[str]:
        day = clause.day()
        base = {"year": day.year, "month": day.month, "day": day.day}
        try:
            found = jionlp.ner.extract_time(clause.text, time_base=base)
        except Exception:  # it raises all sorts of errors on odd phrases; that is a miss like any other
            return []
        return [str(end) for one in found for end in _ends(one, day)]

    return answers


def _ends(found: dict[str, Any], day: date) -> Iterator[date]:
    value = found["detail"]["time"]
    if isinstance(value, list) and value:
        with contextlib.suppress(ValueError):
            yield date.fromisoformat(str(value[-1])[:10])
    elif isinstance(value, dict) and found["type"] == "time_delta":
        months = int(value.get("year", 0) * 12 + value.get("month", 0))
        yield add_months(day, months) + timedelta(days=value.get("day", 0) + value.get("workday", 0))


def right(clause: Clause, given: list[str], *, exactly: bool) -> bool:
    given = [day[-len(due) :] for due in clause.due[:1] for day in given]
    return sorted(given) == sorted(clause.due) if exactly else set(clause.due) <= set(given)


def report(name: str, rows: list[Clause], theirs: Answers, *, show: bool) -> None:
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    negatives, false_ours, false_theirs = 0, 0, 0
    for clause in rows:
        mine, other = ours(clause), theirs(clause)
        if not clause.due:
            negatives, false_ours, false_theirs = negatives + 1, false_ours + bool(mine), false_theirs + bool(other)
            good = not mine
        else:
            good = right(clause, mine, exactly=True)
            score[clause.kind][0] += 1
            score[clause.kind][1] += good
            score[clause.kind][2] += right(clause, other, exactly=False)
        if show and not good:
            print(f"  miss: {clause.text}  {clause.due} {mine}")
    print(f"\n{name}\n{'kind':<16}{'clauses':>8}{'ours':>8}{'JioNLP':>8}")
    total = [sum(column) for column in zip(*score.values(), strict=True)] or [0, 0, 0]
    for kind, (count, good, other) in [*sorted(score.items()), ("all", total)]:
        print(f"{kind:<16}{count:>8}{good / (count or 1):>8.1%}{other / (count or 1):>8.1%}")
    print(f"without a due date: {negatives}; a date given by ours {false_ours}, by JioNLP {false_theirs}")


def speed(rows: list[Clause], answers: Answers) -> float:
    """Characters a second over the corpus, once warm."""
    for clause in rows[:20]:
        answers(clause)
    start = time.process_time()
    for clause in rows:
        answers(clause)
    return sum(len(clause.text) for clause in rows) / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print every clause that ours gets wrong")
    arguments = parser.parse_args()
    theirs = peer()
    corpus = clauses()
    for name, rows in corpus.items():
        report(name, rows, theirs, show=arguments.show)
    everything = [clause for rows in corpus.values() for clause in rows]
    mine, other = speed(everything, ours), speed(everything, theirs)
    print(f"\ncharacters a second: ours {mine:,.0f}, JioNLP {other:,.0f}: {mine / other:.1f} times")


if __name__ == "__main__":
    main()
