"""The phrases of a text read one after the other: what an earlier one lends to the later ones of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .contexts import context_of
from .dues import COMMON_YEAR, Anchor, Due, rule_of
from .evidence import ordered
from .form_parts import Phrase
from .judging import why_no_deadline
from .phrases import find_phrases, original_span, plain
from .settling import Settled, alternatives, settle
from .types import Deadline, YearBasis

_STOP = re.compile("[。!！?？\\n]")
_FROM = re.compile("[,，](?:自|从)$")
_YEAR_ENDS = ("年底", "年末")
_STEP = 6
"""Characters within which a second length goes on counting from the event of the first."""
_FAR = 1 << 30
_LENDERS = ("day", "month", "quarter", "half", "festival")


class Sentence:
    """Walks the phrases of a text; a full stop between two of them ends the lending, a semicolon that of the year.

    Reading goes on in the plain text; spans are those of the source, counted from ``offset``.
    """

    def __init__(self, source: str, anchor: Anchor, basis: YearBasis, offset: int) -> None:
        self.source, self.anchor, self.basis, self.offset = source, anchor, basis, offset
        self.text, self.offsets = plain(source)
        self.phrases = find_phrases(self.text)
        self._forget()

    def _forget(self) -> None:
        self.last: Phrase | None = None
        self.start: date | None = None
        self.event_end = -_FAR
        self.year_from: tuple[date, YearBasis] | None = None

    def readings(self) -> Iterator[tuple[Deadline, str | None]]:
        """Each phrase as a due date, with the name of the rule that rejects it."""
        at = 0
        for index, phrase in enumerate(self.phrases):
            if index and _STOP.search(self.text, at, phrase.start):
                self._forget()
            elif self.anchor.known and ";" in self.text[at : phrase.start]:
                self.year_from = None
            at = phrase.end
            if phrase.unit == "rhythm":
                continue
            self._lend_month(phrase)
            try:
                due = rule_of(phrase, self.anchor, self.start or self._start_after(index))
                settled = self._settle(phrase, due)
                context = context_of(self.text, self.phrases, index, settled, self.anchor, self.start is not None)
                firm = due.firm or (due.rule == "in_month" and ordered(context))
                why = why_no_deadline(context)
                if why is None and phrase.unit == "duration" and 0 <= phrase.begin - self.event_end <= _STEP:
                    why = "after_event"  # 落地3天内报告、1周内补免: the second counts from the event too
                self.event_end = phrase.end if why == "after_event" else -_FAR
                yield self._word(phrase, due, settled, firm), why
            except (OverflowError, ValueError):  # 999年内, 公元9999年: past the calendar's end
                continue
            self._remember(phrase, settled)

    def _lend_month(self, phrase: Phrase) -> None:
        """5月10日前…，20日前…: the month goes on; a range that runs backwards ends in the next one."""
        last = self.last
        if phrase.same and last is not None and last.month:  # 10月15日前…，同月底…
            phrase.month, phrase.near = last.month, None
            return
        if phrase.unit != "day" or phrase.month or phrase.near is not None or last is None or last.unit != "day":
            return
        if last.near is not None:
            phrase.near = last.near
        elif last.month and (phrase.day or 0) >= (last.day or 0):
            phrase.month = last.month
        elif last.month and phrase.ranged:
            phrase.month = last.month % 12 + 1

    def _start_after(self, index: int) -> date | None:
        """为期三个月的清理，从5月6日开始: the start of a length may stand behind it."""
        phrase, following = self.phrases[index], self.phrases[index + 1 : index + 2]
        if phrase.unit != "duration" or not following or not _FROM.search(self.text[phrase.end : following[0].start]):
            return None
        start = following[0]
        if start.edge != "start" or start.opens_range or start.unit != "day" or start.month is None:
            return None
        return settle(rule_of(start, self.anchor, None), start, self.anchor, self.basis, None).due_on

    def _settle(self, phrase: Phrase, due: Due) -> Settled:
        """2019年6月底前…，12月底前…: a stated year goes on while the days run forward."""
        own = phrase.year is not None or phrase.shift is not None or due.on is None
        if phrase.name in _YEAR_ENDS and self.year_from and self.year_from[0].year > self.anchor.day.year:
            # 到明年10月底完成90%，其余年底前扫尾: the days run forward
            return settle(due, phrase, self.anchor, self.year_from[1], self.year_from[0].year)
        if own or self.year_from is None or phrase.unit not in _LENDERS:
            return settle(due, phrase, self.anchor, self.basis, None)
        earlier, basis = self.year_from
        lent = settle(due, phrase, self.anchor, self.basis, earlier.year)
        if lent.due_on is not None and lent.due_on < earlier and phrase.ranged:
            lent = settle(due, phrase, self.anchor, self.basis, earlier.year + 1)
        elif lent.due_on is not None and lent.due_on < earlier and self.anchor.known:
            return settle(due, phrase, self.anchor, self.basis, None)
        lent.basis = basis
        return lent

    def _remember(self, phrase: Phrase, settled: Settled) -> None:
        self.last = phrase
        if phrase.edge == "start" and phrase.unit in ("day", "today"):
            month_day = settled.month_day
            self.start = settled.due_on or (date(COMMON_YEAR, *month_day) if month_day else None)
        if phrase.unit in _LENDERS and settled.due_on and (settled.basis == "stated" or phrase.shift):
            self.year_from = settled.due_on, settled.basis

    def _word(self, phrase: Phrase, due: Due, settled: Settled, firm: bool) -> Deadline:
        flags = list(due.flags)
        if settled.over:
            flags.append("may_be_over")
        if settled.due_on is None and settled.month_day is None:
            flags.append("no_date")
        start, end = original_span(self.offsets, phrase.begin, phrase.end)
        return Deadline(
            self.source[start:end],
            (self.offset + start, self.offset + end),
            settled.due_on,
            settled.month_day,
            due.rule,
            due.precision,
            firm,
            settled.basis,
            alternatives=alternatives(due, phrase, self.anchor, settled) if due.others else (),
            flags=tuple(flags),
        )
