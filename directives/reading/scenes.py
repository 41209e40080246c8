"""The scene of a sentence: who speaks in it and how far his words demand, as frames, headings and labels set it.

`demands` walks the clauses; what a headline, a question, “责任单位:” or “记者:” makes of them is settled here.
"""

from __future__ import annotations

import re
from typing import Literal

from . import grammar
from .authority import Mode
from .clauses import Clause, Sentence
from .findings import Demand, Found, Statement
from .lexicon import MODAL
from .sections import CONTACT_LABELS, LIMIT_LABELS, OWNER_LABELS, Section, section_of, testifies
from .speech import Frame, attends, frame_of, resumes_narration, sums_up
from .types import Span

Mood = Literal["open", "demand", "fact"]

_REPORTER = re.compile(r"汇报|表态|述职|典型发言|交流发言|分别发言|先后发言|依次发言|作发言|作了发言")
_TELLING = frozenset("0123456789年月季期内底末前将拟划")
_QUOTE = 300
_NAMED_BEHIND = re.compile(r"，?(?P<who>[^，。；！？：\n“”]{2,24}(?:说|表示|介绍|坦言|感慨|强调|指出|要求))(?=[，。])")
_PERSONS = ("同志", "负责人", "干部", "代表", "人员", "书记", "部门", "单位")
_AFTER_PLACE = frozenset("、和县市区镇乡旗州街等两三")
_SPEAKERS = 24


class Scene:
    """What runs along a text: the frame and its speaker; within a sentence its mood, and what waits to be joined."""

    def __init__(self, text: str, names: tuple[str, ...]) -> None:
        self.text = text
        self.names = names
        self.found = Found()
        self.mode: Mode = "none"
        # The mode to which the text returns: that of a speech, where it is one.
        self.base: Mode = "none"
        # To where a quotation reaches whose speaker is named behind it.
        self.quoted = 0
        # The mode that the last frame set: the next item of its list returns to it.
        self.framed: Mode = "none"
        self.speaker: str | None = None
        self.cue = ""
        self.paragraph = -1
        self.heading = ""
        # The last clause in which somebody was said to report: he goes on to report when he speaks.
        self.reporters = ""
        self.reported: Span = (-1, -1)
        # “纪要如下”: all that follows is ordered.
        self.ordered = False
        # The line before ended in a colon or a semicolon.
        self.listing = False
        # What the heading above makes of the sentences below it, and whom a label of the paragraph names.
        self.section: Section = ""
        self.owner = ""
        # Somewhere a reporter asks: who answers speaks.
        self.interview = "\n记者：" in text
        # A list of facts is running: “存在的问题:一是…二是…”.
        self.told = False

    def _begin(self, sentence: Sentence) -> None:
        self.now, self.span = sentence, sentence.span
        self._resume(sentence)
        self._attribute(sentence.clauses[0].start)
        self.mood: Mood = "fact" if sums_up(sentence.clauses[0].text) else "open"
        self.pending: Clause | None = None
        self.pending_modal = False
        self.joinable: Demand | None = None
        self.subject = ""
        self.fresh, self.foretold = True, False
        # A fact stands among demands: what is plainly one goes on with them.
        self.halted = False
        self.opened: Clause | None = None
        self.next: Clause | None = None

    def _attribute(self, start: int) -> None:
        """“盖了新房要谢大家。”村民说: who speaks is named behind his words."""
        if self.text[start - 1 : start] != "“" or start < self.quoted:
            return
        end = self.text.find("”", start, start + _QUOTE)
        after = _NAMED_BEHIND.match(self.text, end + 1) if end > 0 else None
        frame = frame_of(after["who"], False, self.speaker or "", self.names) if after else None
        if frame and after:
            self._enter(frame, after["who"])
            self.quoted = end

    def _head(self, sentence: Sentence) -> None:
        """A headline or a sub-head: what it says of the sentences below."""
        first = sentence.clauses[0]
        if len(sentence.clauses) == 1 and first.closing == 4:
            was, now = self.section, section_of(first.text, first.enumerated)
            self.section = now or (was if first.enumerated else "")
            if was == "ordered" and self.section == "":
                self.mode, self.ordered = "none", False
            if self.section == "ordered":
                self.mode, self.ordered, self.cue = "demand", True, first.text[-8:]
        for clause in sentence.clauses:
            self._state(clause)

    def _only_tells(self, sentence: Sentence) -> bool:
        """A question, a witness, or a title that ends in a full stop (“一、关于…治理。”)."""
        first, last = sentence.clauses[0], sentence.clauses[-1]
        if last.closing != 3 and first.text[0] not in "我俺咱":
            return False
        if asked := "？" in self.text[last.end : last.end + 2]:
            for clause in sentence.clauses:
                frame = frame_of(clause.text, clause.closing == 1, self.speaker or "", self.names)
                if frame:
                    self._enter(frame, clause.text)
        elif first is last and first.closing == 3 and first.enumerated and first.text.startswith("关于"):
            if MODAL.search(first.text):
                return False
            self.heading = first.text
        elif not testifies(first.text, self.mode in ("demand", "say")):
            return False
        for clause in () if asked else sentence.clauses:
            self._state(clause)
        return True

    def _resume(self, sentence: Sentence) -> None:
        """Decide whether the frame of the sentence before still holds."""
        first = sentence.clauses[0]
        if first.start < self.quoted:
            return
        if self.mode == "report" or self.base != "none":
            self.mode = self.base
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.owner = sentence.paragraph, ""
            if self.mode in ("demand", "say") and not (
                first.enumerated or self.listing or self.ordered or self.base != "none"
            ):
                self.mode = "carried"
        if self.mode == "carried" and first.enumerated:
            self.mode = self.framed
        if self.mode != self.base and self._narrates(sentence):
            self.mode, self.ordered = "none", False
        if self.section == "ordered" and first.enumerated and sentence.opens:
            end = self.text.find("\n", first.end)
            self.told = self.text.find("责任单位：", first.end, end if end > 0 else len(self.text)) > 0
        if self.section == "told" and self.mode in ("none", "carried"):
            self.mode = "report"

    def _narrates(self, sentence: Sentence) -> bool:
        """It tells again what happened, or (“县人大、政协负责同志,…参加会议”) who was there."""
        first = sentence.clauses[0]
        if MODAL.search(first.text):
            return False
        if resumes_narration(first.text) or (sums_up(first.text) and sentence.opens):
            return True
        return first.text.endswith(_PERSONS) and any(attends(c.text) for c in sentence.clauses[1:4])

    def _labelled(self, clause: Clause) -> bool:
        """“责任单位:…”, “整改时限:4月2日前”, “记者:”: what the word before the colon makes of what follows."""
        if clause.text in OWNER_LABELS:
            self.owner = self.next.text if self.next else ""
            self.mood, self.told = "fact", False
        elif clause.text in CONTACT_LABELS:
            self.mood, self.pending, self.halted = "fact", None, False
        elif clause.text in LIMIT_LABELS:
            self.mood, self.pending, self.pending_modal, self.subject = "demand", clause, True, self.owner
            if not (self.next and grammar.is_date(self.next.text)):
                self.pending = None
        elif clause.text in ("记者", "主持人") or (self.interview and self.fresh and 2 <= len(clause.text) <= 5):
            asks = clause.text in ("记者", "主持人")
            self._enter(Frame("report" if asks else "say", clause.text, clause.text, len(clause.text)))
            self.opened = clause
        else:
            return False
        return True

    def _reports_on(self, frame: Frame, who: str) -> bool:
        """Whether he was said to report before, by his name or (“泰来、拜泉两县分别发言”) by that of his place."""
        if frame.speaker not in ("", "会议") and frame.speaker in self.reporters:
            return True
        if self.reported == self.span and who.startswith("表示"):  # “…作表态发言,表示…”
            return True
        at = self.reporters.find(who[:2]) if len(who) > 2 else -1
        around = self.reporters[max(0, at - 1) : at], self.reporters[at + 2 : at + 3]
        return at >= 0 and around[0] in ("", "、", "和") and around[1] in _AFTER_PLACE

    def _enter(self, frame: Frame, who: str = "") -> None:
        self.mode, self.speaker, self.cue = frame.mode, frame.speaker or None, frame.cue
        self.framed = "none" if frame.mode == "report" else frame.mode
        self.ordered = frame.cue.endswith("如下")
        if frame.lasts and frame.mode == "report":
            self.quoted = self.text.find("\n", self.span[1])
        elif frame.lasts:
            self.base = frame.mode
        if frame.mode == "say" and self._reports_on(frame, who):
            self.mode = "report"
        if 2 <= len(frame.speaker) <= 3 and frame.speaker not in (*self.names, "会议") and len(self.names) < _SPEAKERS:
            self.names = (*self.names, frame.speaker)
        self.mood, self.pending, self.pending_modal, self.joinable = "open", None, False, None
        self.fresh, self.told = True, False

    def _state(self, clause: Clause) -> None:
        if _REPORTER.search(clause.text) and "听取" not in clause.text:
            self.reporters, self.reported = clause.text, self.span
        # Only what may hold a figure or a promise is kept, and what follows that: a long text states a great deal.
        told = self.found.statements
        if _TELLING.isdisjoint(clause.text) and not (told and told[-1].sentence_span == self.span):
            return
        told.append(Statement(clause, self.mode, self.speaker, self.span, self.now.heading))
