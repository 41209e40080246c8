"""How a reading compares with what a person expects of it (`seeds/*.yaml`, `tests/corpus/**/*.yaml`).

A directive answers for an expected clause when it holds the whole of it, else when 60 % of the clause's characters
stand in it, in runs of two or more, and for at most four clauses; it is right when half of it stands in expected or
ambiguous ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from directives.reading.types import Deadline, Directive, Meeting, Report, Target

Expected = Mapping[str, Any]
_PLAIN = str.maketrans("，；：（）！？", ",;:()!?", " \u3000")
_SCALES = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2}
_FOUND, _RIGHT, _ROOM, _LONGEST = 0.6, 0.5, 4, 150


def plain(text: object) -> str:
    """One kind of punctuation and no blanks: what clauses are compared by."""
    return str(text).translate(_PLAIN)


def shared(one: str, other: str) -> int:
    """Characters of ``one`` that stand in ``other`` in runs of two or more."""
    if one in other:
        return len(one)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= 2)


@dataclass(slots=True)
class Tally:
    """Expected items found and missed, predicted ones right and false."""

    found: int = 0
    missed: int = 0
    right: int = 0
    false: int = 0

    def expect(self, ok: bool) -> None:
        self.found, self.missed = self.found + ok, self.missed + (not ok)

    def predict(self, ok: bool) -> None:
        self.right, self.false = self.right + ok, self.false + (not ok)

    def fact(self, expected: bool, predicted: bool, ok: bool) -> None:
        """A single value: expected, predicted, and whether they agree."""
        if expected:
            self.expect(ok)
        if predicted:
            self.predict(ok)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def _tallies() -> defaultdict[str, Tally]:
    return defaultdict(Tally)


@dataclass(slots=True)
class Board:
    """The tallies of a set of reports: by field, directives by kind of dirt, deadlines by row of their rules."""

    fields: defaultdict[str, Tally] = field(default_factory=_tallies)
    dirt: defaultdict[str, Tally] = field(default_factory=_tallies)
    rows: defaultdict[str, Tally] = field(default_factory=_tallies)
    notes: list[str] = field(default_factory=list)

    def score(self, name: str, expected: Expected, report: Report) -> None:
        """Compare one report with its expectation."""
        self._meeting(name, expected["meeting"], report.meeting)
        demands = list(expected.get("demands") or ())
        loose = [plain(a) for a in expected.get("ambiguous") or ()]
        answers = self._directives(name, demands, loose, report.directives, expected.get("dirt") or ())
        self._deadlines(name, demands, answers, report.directives)
        self._tasks(name, demands, answers, report.directives, loose)
        for demand, answer in zip(demands, answers, strict=True):
            if answer is not None:
                self._details(name, demand, report.directives[answer])
        told = [plain(d.text) for d in report.commitments]
        self._clauses(name, "commitment", expected.get("commitments") or (), told)

    def _note(self, ok: bool, name: str, what: str, words: object) -> None:
        if not ok:
            self.notes.append(f"{name}: {what}: {words}")

    def _meeting(self, name: str, expected: Expected, meeting: Meeting) -> None:
        code = meeting.division.code if meeting.division else None
        for what, wanted, got, accepted in (
            (
                "meeting day",
                expected.get("held_on") or expected.get("month_day"),
                meeting.held_on or meeting.month_day,
                (),
            ),
            ("division", expected.get("division_code"), code, expected.get("division_accept") or ()),
        ):
            ok = _text(got) == _text(wanted) or got in accepted
            self.fields[what].fact(wanted is not None, got is not None, ok)
            self._note(ok, name, what, f"{got} for {wanted}")

    def _directives(
        self,
        name: str,
        demands: Sequence[Expected],
        loose: list[str],
        directives: Sequence[Directive],
        dirt: Iterable[str],
    ) -> list[int | None]:
        """For every expected demand the index of the directive that answers for it."""
        texts = [plain(d.text) for d in directives]
        clauses = [plain(d["clause"]) for d in demands]
        tallies = [self.fields["directive"], *(self.dirt[kind] for kind in dirt)]
        room = [_ROOM if len(t) <= _LONGEST else 0 for t in texts]
        answers: list[int | None] = []
        for clause in clauses:
            need = _FOUND * len(clause)
            hit = next((i for i, t in enumerate(texts) if room[i] and clause in t), None)
            if hit is None:
                hit = next((i for i, t in enumerate(texts) if room[i] and shared(clause, t) >= need), None)
            if hit is not None:
                room[hit] -= 1
            answers.append(hit)
            self._note(hit is not None, name, "missed", clause)
            for tally in tallies:
                tally.expect(hit is not None)
        everything = "\n".join(clauses + loose)
        for text in texts:
            ok = len(text) <= _LONGEST and shared(text, everything) >= _RIGHT * len(text)
            self._note(ok, name, "false", text)
            for tally in tallies:
                tally.predict(ok)
        return answers

    def _deadlines(
        self, name: str, demands: Sequence[Expected], answers: Sequence[int | None], directives: Sequence[Directive]
    ) -> None:
        accepted: dict[int, set[str | None]] = {i: set() for i in range(len(directives))}
        rows: dict[int, str] = {}
        for demand, answer in zip(demands, answers, strict=True):
            dues = {_text(demand.get("due")), *map(_text, demand.get("due_accept") or ())}
            got = _due(directives[answer].deadline) if answer is not None else None
            if answer is not None:
                accepted[answer] |= dues
                if demand.get("due"):
                    rows[answer] = demand.get("row", "other")
            if demand.get("due") and demand.get("firm") and None not in dues:
                for tally in (self.fields["deadline"], self.rows[demand.get("row", "other")]):
                    tally.expect(got in dues)
                self._note(got in dues, name, f"due {got} for {demand['due']}", demand["clause"])
        for index, directive in enumerate(directives):
            if directive.deadline is None or not directive.deadline.firm:
                continue
            ok = _due(directive.deadline) in accepted[index]
            for tally in (self.fields["deadline"], self.rows[rows.get(index, "none")]):
                tally.predict(ok)
            self._note(ok, name, f"false deadline {_due(directive.deadline)}", directive.text)

    def _tasks(
        self,
        name: str,
        demands: Sequence[Expected],
        answers: Sequence[int | None],
        directives: Sequence[Directive],
        loose: list[str],
    ) -> None:
        fair = "\n".join([plain(d["clause"]) for d in demands if d["kind"] != "principle"] + loose)
        tally = self.fields["task"]
        for demand, answer in zip(demands, answers, strict=True):
            if demand["kind"] == "task":
                ok = answer is not None and directives[answer].kind == "task"
                tally.expect(ok)
                self._note(ok, name, "missed task", demand["clause"])
        for directive in directives:
            if directive.kind == "task":
                text = plain(directive.text)
                ok = shared(text, fair) >= _RIGHT * len(text)
                tally.predict(ok)
                self._note(ok, name, "slogan as task", text)

    def _details(self, name: str, demand: Expected, directive: Directive) -> None:
        if demand.get("topic"):
            ok = directive.topic in {demand["topic"], *(demand.get("topic_accept") or ())}
            self.fields["topic"].fact(True, True, ok)
            self._note(ok, name, f"topic {directive.topic} for {demand['topic']}", demand["clause"])
        for figure in demand.get("targets") or ():
            ok = any(_same_target(figure, target) for target in directive.targets)
            self.fields["target"].expect(ok)
            self._note(ok, name, f"target {dict(figure)}", demand["clause"])
        for units, got in (("lead", directive.lead_units), ("support", directive.support_units)):
            for unit in demand.get(units) or ():
                ok = any(unit in g or g in unit for g in got)
                self.fields[units].expect(ok)
                self._note(ok, name, f"{units} {unit}", demand["clause"])
        if demand.get("recurrence"):
            ok = directive.recurrence is not None
            self.fields["recurrence"].expect(ok)
            self._note(ok, name, "recurrence", demand["clause"])

    def _clauses(self, name: str, what: str, expected: Iterable[Expected], texts: Sequence[str]) -> None:
        clauses = [plain(e["clause"]) for e in expected]
        everything = "\n".join(clauses)
        for clause in clauses:
            ok = any(shared(clause, text) >= _FOUND * len(clause) for text in texts)
            self.fields[what].expect(ok)
            self._note(ok, name, f"missed {what}", clause)
        for text in texts:
            ok = shared(text, everything) >= _RIGHT * len(text)
            self.fields[what].predict(ok)
            self._note(ok, name, f"false {what}", text)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _due(deadline: Deadline | None) -> str | None:
    return _text(deadline.due_on or deadline.month_day) if deadline else None


def _same_target(figure: Expected, target: Target) -> bool:
    """2万人 is 20000 人, whichever way it is written."""
    value, unit = target.value, target.unit
    while unit[:1] in _SCALES and unit != figure["unit"]:
        value, unit = value * _SCALES[unit[0]], unit[1:]
    return (
        abs(value - float(figure["value"])) < 1e-6 * max(1.0, abs(value)) and target.comparator == figure["comparator"]
    )
