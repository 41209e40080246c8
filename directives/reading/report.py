"""``read(text, hints) -> Report``: the reading of one report, the package's door.

Clean the text, find the facts of its meeting, walk its sentences for demands, date them, weigh them, name their topics;
then turn every offset into one of the source text (evidence, and the spans of deadlines and recurrences).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .checkable import judge
from .clauses import sentences
from .cleaning import clean_report
from .dating import Dated, Dating, date_demands
from .demands import find_demands
from .findings import Demand
from .gazetteer import gazetteer
from .meeting import complete_hints, read_meeting, reference_of
from .promises import Promise, promises
from .rendering import as_json
from .responsible import responsible_for
from .results import results_of
from .targets import targets_of
from .topics import theme, topic_of
from .types import Cleaned, Deadline, Directive, Hints, Meeting, Reason, Report, Result

__all__ = ["as_json", "read"]

_PLACE = re.compile(
    r"[县区市镇乡州旗街、](?:(?<=[^各全本该我每几个省市县区乡镇直级到入进下和与、，“”们][^各全本该我每几个直级、，到入进下建城省市县区乡集地社园超困贫联]"
    r"[县区市镇乡州旗])(?![委直级里域内情村场容领干市县区帜镇化])|(?<=[^各、（(与和]{2}街)道"
    r"|(?<=、)[一-鿿]{2,4}[等两二三四五六七八九十\d]{1,2}个?[县区市乡镇])"
)
"""What may be a named division; the gazetteer is asked only then."""

_NO_HINTS = Hints()
_LEAD = 80
"""Characters that stand in for a missing headline where a topic is sought."""
_BEFORE = 120
"""Characters of its paragraph before a demand's sentence that may say what it is about."""
_PROMISE_CONFIDENCE = 0.7


def read(text: str, hints: Hints = _NO_HINTS, *, topics: bool = True) -> Report:
    """Read a report; never raises on any text.

    ``topics`` False leaves every topic "" and spares loading jieba.  Evidence counts in ``text`` as it came.
    """
    cleaned, furniture = clean_report(text)
    hints = complete_hints(hints, furniture)
    meeting = read_meeting(cleaned, furniture, hints, gazetteer())
    names = tuple(s.name for s in meeting.speakers)
    found = find_demands(cleaned.text, sentences(cleaned.text), names)
    dating = Dating(cleaned.text, reference_of(meeting, hints), meeting.year_basis)
    assembler = Assembler(cleaned, meeting, topics)
    dated = date_demands(dating, found.demands)
    directives = assembler.directives(zip(found.demands, dated, strict=True))
    commitments = assembler.commitments(promises(dating, found.statements))
    results = tuple(_in_source(result, cleaned) for result in results_of(found.statements))
    return Report(meeting, directives, commitments, results, cleaned.repairs)


def _in_source(result: Result, cleaned: Cleaned) -> Result:
    return result._replace(evidence=cleaned.source_span(result.evidence))


class Assembler:
    """Makes `Directive`s of what was found, numbered in the order of the text, each demand once."""

    def __init__(self, cleaned: Cleaned, meeting: Meeting, topics: bool) -> None:
        self.cleaned, self.meeting, self.topics = cleaned, meeting, topics
        self.home = meeting.division.code if meeting.division else None
        self.setting = theme(meeting.title or cleaned.text[:_LEAD])
        self.paragraph = -1
        self.topic = ""

    def directives(self, pairs: Iterable[tuple[Demand, Dated]]) -> tuple[Directive, ...]:
        seen: set[str] = set()
        out: list[Directive] = []
        for demand, dated in pairs:
            if demand.text in seen:
                continue
            seen.add(demand.text)
            out.append(self._directive(len(out) + 1, demand, dated))
        return tuple(out)

    def _directive(self, number: int, demand: Demand, dated: Dated) -> Directive:
        text = demand.text
        who = responsible_for(text, demand.subject)
        targets = targets_of(text)
        timed = dated.deadline is not None or dated.recurrence is not None
        verdict = judge(text, timed, bool(who.lead), bool(targets))
        kind = "task" if verdict.score >= 0 else "principle"
        reasons = [
            Reason("text", "modal" if demand.modal else "runs_on", demand.modal or demand.cue),
            Reason("kind", "checkable", "、".join(verdict.words_for), verdict.words_against),
        ]
        deadline = self._deadline(dated.deadline)
        if deadline is not None or dated.rejected:
            reasons.append(
                Reason(
                    "deadline", deadline.rule if deadline else "none", deadline.text if deadline else "", dated.rejected
                )
            )
        topic = ""
        if self.topics:
            topic, words = self._topic(demand, kind == "task")
            reasons.append(Reason("topic", "words", "、".join(words)))
        recurrence = dated.recurrence
        return Directive(
            number,
            text,
            self.cleaned.source_span((demand.start, demand.end)),
            demand.speaker,
            "task" if kind == "task" else "principle",
            topic,
            who.lead,
            who.support,
            who.scope,
            self._codes(text),
            deadline,
            recurrence._replace(span=self.cleaned.source_span(recurrence.span)) if recurrence else None,
            targets,
            demand.confidence,
            tuple(reasons),
        )

    def _deadline(self, deadline: Deadline | None) -> Deadline | None:
        return deadline._replace(span=self.cleaned.source_span(deadline.span)) if deadline else None

    def _topic(self, demand: Demand, task: bool) -> tuple[str, tuple[str, ...]]:
        """Its own words first, then its lead-in and sentence, then what was talked of before in the paragraph."""
        if demand.paragraph != self.paragraph:
            self.paragraph, self.topic = demand.paragraph, ""
        text, (start, end) = self.cleaned.text, demand.sentence_span
        nearby = f"{text[max(start, demand.start - 80) : demand.start]}，{text[demand.end : min(end, demand.end + 40)]}"
        before = text[max(text.rfind("\n", 0, start) + 1, start - _BEFORE) : start] if task else ""
        topic, words = topic_of(
            demand.text, f"{demand.lead}，{nearby}", self.setting, self.topic, before=before, segment=task
        )
        self.topic = topic
        return topic, words

    def _codes(self, text: str) -> tuple[str, ...]:
        """The divisions a demand names; the meeting's own where it says 全市, 各乡镇 or nothing."""
        if _PLACE.search(text) is None:
            return ()
        codes = [place.code for _, place in gazetteer().places_in(text, self.home) if place.code]
        return tuple(dict.fromkeys(codes))

    def commitments(self, held: Iterable[Promise]) -> tuple[Directive, ...]:
        return tuple(self._commitment(number, promise) for number, promise in enumerate(held, 1))

    def _commitment(self, number: int, promise: Promise) -> Directive:
        text = self.cleaned.text[promise.span[0] : promise.span[1]]
        return Directive(
            number,
            text,
            self.cleaned.source_span(promise.span),
            promise.speaker,
            "task",
            topic_of(text, segment=False)[0] if self.topics else "",
            division_codes=self._codes(f"{promise.speaker or ''}，{text}"),
            deadline=self._deadline(promise.deadline),
            targets=targets_of(text),
            confidence=_PROMISE_CONFIDENCE,
            reasons=(Reason("text", "promise", promise.deadline.text if promise.deadline else ""),),
        )
