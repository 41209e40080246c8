"""Write directives/data/weights.txt: what each sign of a demand weighs for a task.

Run by hand when the signs or the annotated sets change.  Logistic regression with an L2 penalty on the demands of all
annotated sets (`seeds/`, `tests/corpus/reports_*` but the one held out, and the five real reports of `../shared/seeds`
where present, which count more, for they are few); first each eighth of the reports is predicted by the others, and the
errors printed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from directives.management.scoring import plain, shared  # noqa: E402
from directives.reading import documents  # noqa: E402
from directives.reading.checkable import CAP, signs_of  # noqa: E402
from directives.reading.report import read  # noqa: E402
from directives.reading.types import Directive, Hints  # noqa: E402

OUT = ROOT / "directives/data/weights.txt"
SHARED = ROOT.parent / "shared" / "seeds"
HELD_OUT = ROOT / "tests/corpus/reports_h"
_PENALTY = 1.0
_REAL = 2.0
_FOLDS = 8
Vector = NDArray[np.float64]


class Row(NamedTuple):
    """A demand of a report: its signs, whether it is a task, and what it counts."""

    report: str
    signs: Counter[str]
    task: bool
    share: float


def labelled(name: str, directives: tuple[Directive, ...], gold: list[tuple[str, str]], share: float) -> Iterator[Row]:
    """The directives that answer for an annotated clause which is no borderline case."""
    texts = [plain(directive.text) for directive in directives]
    kinds: dict[int, set[str]] = {}
    for clause, kind in gold:
        need = 0.6 * len(clause)
        hit = next((i for i, text in enumerate(texts) if clause in text), None)
        if hit is None:
            hit = next((i for i, text in enumerate(texts) if shared(clause, text) >= need), None)
        if hit is not None:
            kinds.setdefault(hit, set()).add(kind)
    for index, found in kinds.items():
        if "task" in found or found == {"principle"}:
            d = directives[index]
            dated = d.deadline is not None or d.recurrence is not None
            signs = Counter(sign for sign, _ in signs_of(d.text, dated, bool(d.lead_units), bool(d.targets)))
            yield Row(name, signs, "task" in found, share)


def rows() -> Iterator[Row]:
    """Every labelled demand of every annotated set."""
    sets = sorted(set((ROOT / "tests/corpus").glob("reports_*")) - {HELD_OUT})
    for folder in (ROOT / "seeds", *sets):
        for path in sorted(folder.glob("*.yaml")):
            report = next(p for p in sorted(folder.glob(f"{path.stem}.*")) if p.suffix != ".yaml")
            expected: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
            hints = Hints(url=expected.get("url") or "", published_on=expected.get("published"))
            found = read(documents.read_document(report.read_bytes(), report.name), hints, topics=False)
            gold = [(plain(d["clause"]), d["kind"]) for d in expected["demands"]]
            yield from labelled(path.stem, found.directives, gold, 1.0)
    for path in sorted(SHARED.glob("0*.json")):
        noted = json.loads(path.read_text(encoding="utf-8"))
        report = path.with_suffix(".txt")
        hints = Hints(url=noted.get("url") or "")
        found = read(documents.read_document(report.read_bytes(), report.name), hints, topics=False)
        tasks, loose = set(noted["checkable_clean"]), set(noted["borderline_checkable_clean"])
        clauses = noted["directive_clauses_clean"]
        gold = [(plain(c), "task" if c in tasks else "borderline" if c in loose else "principle") for c in clauses]
        yield from labelled(path.stem, found.directives, gold, _REAL)


def fit(x: Vector, y: Vector, share: Vector) -> Vector:
    """Weights of the columns, the bias last (Newton's method; the bias is not penalised)."""
    x = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.full(x.shape[1], _PENALTY)
    penalty[-1] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (share * (p - y)) + penalty * weights
        hessian = (x * (share * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def main() -> None:
    """Fit, tell the errors of the folds, write the table."""
    found = list(rows())
    classes = sorted({name for row in found for name in row.signs})
    x = np.array([[float(min(CAP, row.signs[name])) for name in classes] for row in found])
    y = np.array([float(row.task) for row in found])
    share = np.array([row.share for row in found])
    fold = {report: i % _FOLDS for i, report in enumerate(dict.fromkeys(row.report for row in found))}
    folds = np.array([fold[row.report] for row in found])
    wrong = 0
    for i in range(_FOLDS):
        weights = fit(x[folds != i], y[folds != i], share[folds != i])
        wrong += int(np.sum((x[folds == i] @ weights[:-1] + weights[-1] >= 0) != (y[folds == i] > 0)))
    print(f"{len(found)} demands, {int(y.sum())} of them tasks; {wrong} wrong where the other folds predict")
    weights = fit(x, y, share)
    named = zip([*classes, "bias"], weights, strict=True)
    lines = ["# What each sign of a demand weighs for a task. Written by tools/fit_checkable.py."]
    lines += [f"{name}\t{round(value * 20) / 20:.2f}" for name, value in named]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
