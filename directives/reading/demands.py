"""Which clauses demand something, and where one demand ends and the next begins.

One demand is one comma-level clause with its own predicate; what only serves it (通过…, 以…为契机, 立足…, "A,防止B",
"既要A,又要B") stays joined to it.  The mood of a sentence runs on: after a demand its subjectless clauses demand
too, after a stated fact they do not, until a modal, an enumeration or a new frame says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from . import grammar, modals, nominals, orders, premises
from .clauses import Clause, Sentence
from .compounds import apart
from .findings import Demand, Found
from .lexicon import FUTURE, MODAL, STRONG_MODAL, WILL
from .results import sums
from .scenes import Scene
from .sections import announces, vows
from .speech import frame_of, reports, resumes_narration, sums_up
from .subjects import subject_of

Verdict = Literal["demand", "fact", "wait", "skip"]

_TELLS = re.compile(r"经验|问题|做法|成效|成绩|变化|特点|原因|不足|情况|困难|短板|差距|值得|表现|启示|主要是|体现")
_SURE = {"demand": 0.8, "say": 0.75, "carried": 0.65, "none": 0.5, "report": 0.2}
_SURE_BY_MODAL = {"demand": 0.98, "say": 0.93, "carried": 0.83, "none": 0.68, "report": 0.38}
_PLANS = re.compile("计划|打算|拟于|准备")
_ATTRIBUTIVE = frozenset({"不能", "不得", "应"})
_VOWS = frozenset({"力争", "争取", "力求", "确保"})
_LONGEST = 150
"""Characters of one directive, joined clauses included: nobody confirms a longer one."""


class _Walk(Scene):
    """Takes clause by clause what demands, in the scene that runs along the text."""

    def sentence(self, sentence: Sentence) -> None:
        self._begin(sentence)
        if sentence.heading and not any(STRONG_MODAL.search(c.text) for c in sentence.clauses):
            self.heading = "".join(c.text for c in sentence.clauses)
            self._head(sentence)
            return
        if self._only_tells(sentence):
            return
        self.lead = self.heading
        if sentence.opens and not sentence.clauses[0].enumerated:
            self.told = False
        for clause, self.next in zip(sentence.clauses, (*sentence.clauses[1:], None), strict=True):
            self._clause(clause)
            self.fresh = clause.closing != 0 or self.opened is clause
            if clause.closing >= 2:
                self._flush()
        self._flush()
        self.listing = sentence.clauses[-1].closing in (1, 2)

    def _clause(self, clause: Clause) -> None:
        if clause.closing == 1 and len(clause.text) <= 5 and self._labelled(clause):
            return
        frame = frame_of(clause.text, clause.closing == 1, self.speaker or "", self.names)
        if frame:
            self._enter(frame, clause.text)
            if not frame.orders:
                rest = clause.text[frame.rest :].lstrip("，,：: “")
                if not rest:
                    self.opened = clause
                    return
                clause = clause._replace(start=clause.end - len(rest), text=rest)
                if grammar.audience(rest) and clause.closing == 0:
                    self.subject = rest
                    return
        if clause.enumerated and self.mood == "fact" and not self.told:
            self.mood = "open"
        self._judge(clause)

    def _judge(self, clause: Clause) -> None:
        text = clause.text
        modal = self._modal(text)
        if modal is not None and modal[0] in _ATTRIBUTIVE and self._names_case(clause):
            modal = None
        if modal is None:
            self._judge_bare(clause)
        elif modals.perceives(text, modal.start()):
            self.mood = "fact"
            self._state(clause)
        elif self._tells(text, modal) or (clause.closing == 3 and announces(text)):
            self._take_as_fact(clause)
        else:
            self.mood = "demand"
            if self.pending is None and clause.closing in (0, 4) and grammar.serves(text):
                self.pending, self.pending_modal = clause, True
                self._own(text)
            else:
                self._emit(clause, modal[0])

    def _names_case(self, clause: Clause) -> bool:
        """“不能到校的孩子,…”: the modal is the noun's, and the next clause orders something."""
        then = self.next.text if self.next and clause.closing == 0 else ""
        return then != "" and nominals.names_thing(clause.text) and grammar.bids(then)

    def _tells(self, text: str, modal: re.Match[str]) -> bool:
        """A modal that demands nothing: deep in narration, or a vow after what was foretold (“将…,力争…”)."""
        if self.mode == "none":
            return not modals.narrated_demand(text, modal.start())
        return self.mood == "fact" and self.foretold and modal[0] in _VOWS

    def _judge_bare(self, clause: Clause) -> None:
        """A clause without a modal."""
        text = clause.text
        if clause.enumerated and self.fresh and grammar.labels(text, clause.closing):
            self.lead, self.opened = text, clause
            return
        if premises.leads_in(text) and (self.fresh or self.mood != "demand" or premises.always_leads_in(text)):
            self.lead, self.opened = text, clause
            return
        verdict = self._verdict(clause)
        if verdict == "fact":
            self._take_as_fact(clause)
        elif verdict == "skip":
            self._state(clause)
        elif verdict == "wait" or self._waits(clause):
            self.mood = self.mood if verdict == "wait" else "demand"
            if self.pending is None:
                self.pending, self.pending_modal = clause, False
        else:
            self.mood = "demand"
            self._emit(clause, "")

    def _take_as_fact(self, clause: Clause) -> None:
        self.halted = self.mood == "demand" and self.mode in ("demand", "say") and clause.closing != 1
        if self.pending is not None and self.pending_modal:
            self._flush()
        elif self.pending is not None:
            self._state(self.pending)
        self.mood, self.pending = "fact", None
        self.foretold = self.foretold or (self.mode != "demand" and _PLANS.search(clause.text) is not None)
        self.told = self.told or (clause.closing == 1 and _TELLS.search(clause.text) is not None)
        self._state(clause)

    def _modal(self, text: str) -> re.Match[str] | None:
        if self.mode == "report":
            return None
        return (STRONG_MODAL if self.mode == "none" and self.mood != "demand" else MODAL).search(text)

    def _waits(self, clause: Clause) -> bool:
        if clause.closing in (0, 4) and grammar.serves(clause.text):
            return True
        return self.pending is not None and clause.closing == 0 and grammar.noun_phrase(clause.text)

    def _verdict(self, clause: Clause) -> Verdict:
        """What a bare clause is in the running frame and mood; ``wait``: a phrase for what follows it."""
        text = clause.text
        running = self.mood == "demand"
        if self.mode == "report" or self.told:
            return "fact"
        if ("我" in text or text[0] == "说") and vows(text):
            self.foretold = True
            return "fact"
        if (running or self.mode in ("demand", "say", "carried")) and self._introduces(clause, running):
            return "wait"
        if self._titles(clause):
            return "wait"
        granted = self.pending is not None and ("可" in text or text[0] in "才方") and premises.grants(text)
        if granted or (text[0] in "由按" and premises.delegates(text)):
            return "demand"
        if running:
            if "将" in text and WILL.search(text) is not None:
                self.foretold = True
                return "fact"
            factual = text[0] not in "使让把对将" and not orders.opens(text) and grammar.states(text, True)
            return "fact" if factual else "demand"
        if modals.others(text) or (self.mode != "demand" and sums(text)):
            return "fact"
        if self._foretells(text) or grammar.states(text, False):
            return "fact"
        if self.mood == "fact":
            return "demand" if self._resumes(text) else "skip"
        if self.mode == "none":
            return "demand" if (clause.enumerated or self.pending) and grammar.measured(text) else "skip"
        return self._opening(clause)

    def _foretells(self, text: str) -> bool:
        """It says what the side that speaks will do; so do the bare clauses behind it."""
        will = "将" in text and ((text[0] == "将" and self.cue.endswith("表示")) or FUTURE.search(text) is not None)
        self.foretold = will or (self.foretold and not self.fresh)
        return self.foretold

    def _resumes(self, text: str) -> bool:
        """Behind a fact: plainly a demand among others, or in somebody's speech one with its limit or its rhythm."""
        if self.halted:
            return orders.imperative(text) or grammar.measured(text)
        if self.mode in ("demand", "say") and orders.cased(text):
            return True
        if self.mode != "demand" and self.base != "say":
            return False
        return grammar.dated(text) or orders.assigned(text) or orders.told(text, False)

    def _introduces(self, clause: Clause, running: bool) -> bool:
        """A topic, a case or a premise of what follows it."""
        text, comma = clause.text, clause.closing == 0
        if grammar.is_topic(text, comma, running):
            return True
        if not comma or self.next is None:
            return False
        if premises.whose_case(text):
            self.mood = "demand"
            return True
        then = self.next.text
        if premises.grants(text):
            return then.startswith(("但", "最迟", "不得"))
        if ("因" in text and premises.grants(then)) or (orders.duty(text) and grammar.dated(then)):
            return True
        if text[-1] == "了" and then.startswith(("还要", "更要", "就要", "也要", "还得")):
            return True
        if nominals.leads_to(text):
            return grammar.bids(then) or orders.told(then, True) or orders.imperative(then)
        return premises.is_premise(text) and grammar.bids(then)

    def _titles(self, clause: Clause) -> bool:
        """It names what the dated clause after it is about."""
        if not self.fresh or clause.closing != 0 or self.next is None:
            return False
        then = self.next.text
        if self.mode == "none" and not clause.enumerated:
            strong = STRONG_MODAL.search(then)
            return (
                strong is not None
                and (strong.start() == 0 or grammar.is_limit(then[: strong.start()]))
                and (grammar.names_only(clause.text) or nominals.names_thing(clause.text))
            )
        ordered = grammar.dated(then) or then[0] == "由" or orders.duty(then) or orders.assigned(then)
        return ordered and grammar.names_only(clause.text) and not sums_up(clause.text)

    def _opening(self, clause: Clause) -> Verdict:
        """A bare clause that opens a sentence of somebody's speech."""
        text = clause.text
        waiting = self.pending.text if self.pending is not None else ""
        if grammar.measured(text) or (
            waiting and ((waiting[-1] == "的" and "承诺" not in text) or grammar.is_limit(waiting))
        ):
            return "demand"
        serves = clause.closing in (0, 4) and grammar.serves(text)
        if serves:
            return "wait"
        if self.mode == "carried" and not clause.enumerated:
            return "skip"
        if orders.imperative(text) or orders.cased(text) or orders.told(text, self.mode == "demand"):
            return "demand"
        if clause.closing == 0 and nominals.names_thing(text):
            return "skip"
        tells = reports(text) or (self.pending is None and resumes_narration(text))
        return "demand" if self.mode == "demand" and len(text) >= 4 and not tells else "skip"

    def _own(self, text: str) -> None:
        self.subject = subject_of(text) or self.subject

    def _emit(self, clause: Clause, modal: str) -> None:
        text = clause.text
        if not modal and len(text) < 5 and orders.only_adverbs(text):
            return
        last = self.joinable
        joinable = last is not None and self.pending is None and clause.end - last.start <= _LONGEST
        if last is not None and joinable and grammar.joins(self.text[last.start : last.end], text):
            last.end, last.closing = clause.end, clause.closing
            return
        start, waiting, self.pending = clause.start, self.pending, None
        if waiting is not None and clause.end - waiting.start <= _LONGEST:
            start = waiting.start
        if modal:
            self._own(text)
        demand = Demand(
            start, clause.end, "", self.speaker if self.mode != "none" else None, self.cue, modal, self.subject,
            self.lead, (_SURE_BY_MODAL if modal else _SURE)[self.mode], self.paragraph, self.span, clause.closing,
            clause.enumerated,
        )  # fmt: skip
        self.found.demands.append(demand)
        self.joinable = demand if clause.closing == 0 else None

    def _flush(self) -> None:
        """A coverb phrase that nothing followed stands for itself, if the sentence demands."""
        clause, self.pending = self.pending, None
        # At the end of a line it was cut off, unless it demands by itself.
        if clause is not None and (self.pending_modal or (self.mood == "demand" and clause.closing != 4)):
            self._emit(clause, "要" if self.pending_modal else "")


def find_demands(text: str, spoken: Iterable[Sentence], names: tuple[str, ...] = ()) -> Found:
    """The demands and the statements of a cleaned text; ``names`` are the speakers that the report introduces."""
    walk = _Walk(text, names)
    for sentence in spoken:
        walk.sentence(sentence)
    whole: list[Demand] = []
    for demand in walk.found.demands:
        demand.text = text[demand.start : demand.end]
        whole += apart(demand) if "、" in demand.text else (demand,)
    walk.found.demands = whole
    return walk.found
