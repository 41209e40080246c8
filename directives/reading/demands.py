"""Which clauses demand something, and where one demand ends and the next begins.

One demand is one comma-level clause with its own predicate; what only serves it (通过…, 以…为契机, 立足…, "A,防止B",
"既要A,又要B") stays joined to it.  The mood of a sentence runs on: after a demand its subjectless clauses demand too,
after a stated fact they do not, until a modal, an enumeration or a new frame says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .clauses import Clause, Sentence
from .lexicon import ADVERB_RUN, COVERB, FACT, FUTURE, IMPERATIVES, MODAL, NOMINAL_END, SECOND_VERB, STRONG_MODAL
from .compounds import parts
from .speech import Frame, Mode, frame_of, reports, resumes_narration
from .types import Span


@dataclass(slots=True)
class Demand:
    """One demanded action as found: ``start``/``end`` in the cleaned text."""

    start: int
    end: int
    text: str
    speaker: str | None
    mode: Mode
    cue: str
    rule: str
    paragraph: int
    sentence: int
    heading: bool
    subject: str = ""
    lead: str = ""
    """What stood before it and only says where it belongs: “在就业扶贫上”, a sub-head."""
    confidence: float = 0.0
    sentence_span: Span = (0, 0)
    closing: int = 3
    listed: bool = False
    modal: str = ""

    @property
    def opens_list(self) -> bool:
        """A colon follows: what it says holds for the items after it."""
        return self.closing == 1


@dataclass(slots=True)
class Statement:
    """A clause that states: what results and commitments are read from."""

    clause: Clause
    mode: Mode
    speaker: str | None
    paragraph: int
    sentence: int
    sentence_span: Span
    heading: bool


@dataclass(slots=True)
class Found:
    """All that the speech pass makes of a text."""

    demands: list[Demand] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


_LEAD_IN = re.compile(
    r"(?:(?:在|就|从|对于?|关于|针对|围绕|至于|具体到)?[^要把将到\d]{1,18}(?:(?<!以)上|方面|领域|过程中|工作中|阶段|期间)|.{0,8}(?:说到|谈到|讲到|提到)[^要]{1,16}"
    r"|当前|目前|下一?步|下一?阶段|今后|接下来|近期|现阶段|当务之急|会上|同时|另外|此外|其中|总之|为此|对此|因此|所以|那么|首先|其次|最后|与此同时|一方面|另一方面|特别|尤其|具体来说|也就是说"
    r"|对于[^要]{1,20}|[^要]{2,20}作为[^要必]{2,30})$"
)
_LOCATIVE = re.compile(r"(?:前提|基础|同时|过程|背景|形势|框架|情况|[上下中时里内后前期间]|阶段|之际)[上下中]?$")
_CONNECTIVES = frozenset("当前 目前 下步 下一步 今后 同时 另外 此外 其中 总之 为此 对此 因此 所以 首先 其次 最后 特别 尤其 与此同时".split())
_PERCEIVE = re.compile(r"要(?:清醒地?|充分|深刻地?|更加?|进一步|也|同时)*(?:看到|认识到|意识到|明白|知道|懂得|清楚)$")
_DATE_LEAD = re.compile(
    r"(?:务必|必须|力争|争取|确保|要)?(?:在|于|到|从|截至|截止|最迟|最晚)*(?=[^，]{0,12}[年月日季周旬节期天底末])"
    r"(?:[\d一二三四五六七八九十零〇年月日号底初末上中下旬季度半周今明后本个天内前起止]|之前|以前|元旦|春节|国庆|五一|七一|汛期|秋收|入冬|入汛|春耕|开学|“十[三四五]五”|时间){2,16}$"
)
_DATED = re.compile(r"(?<!每)[年月日天周旬期度节](?:底|末|初)?(?:之前|以前|前|底|末|内)|年内|[上中下]旬|[一二三四]季度|半年")
_ENDS_WORK = re.compile(r"(?<!以)前|[天月周年]内|全部|全面|完成|竣工|开工|收尾|到位|达标|进场|清零|通过|交付")
_HELD_NOUN = re.compile(r"的[^的]{0,6}(?:户|人|人员|对象|村|群众|学生|企业|项目|单位|家庭|干部|房屋)$")
_REPORTER = re.compile(r"汇报|表态|述职|典型发言|交流发言")
_ALLOWED = re.compile(r"可(?:以)?(?:适当|酌情)?(?:放宽|延|推迟|顺延|暂缓|缓)")
_PREVENT = re.compile(r"(?:以?防止?|避免|以免|严防|谨防)")
_DUTY = re.compile(r"由[^，,]{2,30}(?:牵头|负责|主抓)$|(?:局|办|委|部|厅|中心|部门|单位|公司|乡镇|政府|镇|乡)(?:等部门|等单位)?(?:积极|密切|全力|协同)?(?:牵头|配合|协助|协办)$")
_DUTY_ORDER = re.compile(r"要|必须|务必")
_TELLS = re.compile(r"经验|问题|做法|成效|成绩|变化|特点|原因|不足|情况|困难|短板|差距|值得|表现|启示|主要是|体现")
_NOUN_PHRASE = re.compile(r"[^的]{2,6}的[^的]{2,4}$")
_PAIRED = re.compile(r"(?:又|还|更|也)要?")
_WHERE = re.compile(r"哪里|到哪|谁")
_TAIL_NOUN = re.compile(r"的“.{1,4}”$")
_IDIOM = re.compile(r"[一-鿿]{4}$")
_SUBJECT = re.compile(
    r"^(?P<who>[^要必务应须，]{2,34}?)(?:都|也|还|更|均|一定|同样|首先|特别是|就|又|仍)?"
    r"(?:要(?!求)|必须|务必|应当|应该|应|须|需(?!要|求)|得|不得|严禁|不能|不准|不许|绝不能|切实|确保|一律)"
)
_OWNED = re.compile(
    r"^(?:全[县市区州省镇乡]|各|[一-鿿]{2,10}(?:[县市区州镇乡村]|街道)|[县市区州镇乡](?:直|级|委|政府)?|有关|相关|所有|凡|每个?|驻村|帮扶|村“?两委|第一书记|行业|职能|牵头|责任|成员|包联|联系)"
)


class _Reader:
    """The state that runs along a text: the frame, its speaker, the mood of the sentence, what waits to be joined."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        """Longest first; whoever opens a frame by his bare name is added."""
        self.found = Found()
        self.mode: Mode = "none"
        self.speaker: str | None = None
        self.cue = ""
        self.last_paragraph = -1
        self.heading = ""
        self.reporters = ""
        """The last clause in which somebody was said to report: he goes on to report when he speaks."""
        self.told = False
        """A list of facts is running: “存在的问题:一是…二是…”."""

    def sentence(self, index: int, sentence: Sentence) -> None:
        if sentence.heading and not any(STRONG_MODAL.search(c.text) for c in sentence.clauses):
            self.heading = "".join(c.text for c in sentence.clauses)
            self._open(sentence)
            for clause in sentence.clauses:
                self._state(clause, sentence, index)
            return
        self._open(sentence)
        self.mood = "open"
        if sentence.opens and not sentence.clauses[0].enumerated:
            self.told = False
        self.pending: Clause | None = None
        self.pending_modal = False
        self.lead = self.heading
        self.subject = ""
        self.joinable: Demand | None = None
        self.fresh = True
        for clause in sentence.clauses:
            self._clause(clause, sentence, index)
            self.fresh = clause.closing != 0
            if clause.closing == 2 and self.pending is not None:
                self._flush(sentence, index)
        self._flush(sentence, index)

    def _open(self, sentence: Sentence) -> None:
        """Decide whether the frame of the sentence before still holds."""
        first = sentence.clauses[0]
        if self.mode == "report":
            self.mode = "none"
        if sentence.paragraph != self.last_paragraph:
            self.last_paragraph = sentence.paragraph
            if self.mode in ("demand", "say") and not first.enumerated:
                self.mode = "carried"
        if self.mode != "none" and resumes_narration(first.text) and not MODAL.search(first.text):
            self.mode = "none"

    def _clause(self, clause: Clause, sentence: Sentence, index: int) -> None:
        frame = frame_of(clause.text, clause.closing == 1, self.speaker or "", self.names)
        if frame:
            self._enter(frame)
            if frame.orders:
                self._judge(clause, sentence, index)
                return
            if frame.rest >= len(clause.text):
                return
            rest = clause.text[frame.rest :]
            shift = len(rest) - len(rest.lstrip("，,：: “"))
            clause = clause._replace(start=clause.start + frame.rest + shift, text=rest[shift:])
            if not clause.text:
                return
        if clause.enumerated and self.mood == "fact" and not self.told:
            self.mood = "open"
        self._judge(clause, sentence, index)

    def _enter(self, frame: Frame) -> None:
        self.mode, self.speaker, self.cue = frame.mode, frame.speaker or None, frame.cue
        if frame.mode == "say" and frame.speaker and frame.speaker in self.reporters:
            self.mode = "report"
        if 2 <= len(frame.speaker) <= 3 and frame.speaker not in self.names and frame.speaker != "会议":
            self.names = (*self.names, frame.speaker)
        self.mood, self.pending, self.joinable, self.fresh = "open", None, None, True
        self.told = False
        self.pending_modal = False

    def _judge(self, clause: Clause, sentence: Sentence, index: int) -> None:
        text = clause.text
        modal = self._modal(text)
        if not modal and self._leads_in(text):
            self.lead = text
            return
        if modal and _PERCEIVE.match(text[max(modal.start() - 0, 0) :]):
            self.mood = "fact"
            return
        if not modal:
            verdict = self._without_modal(clause)
            if verdict == "fact":
                self.mood = "fact"
                self.pending = None
                self.told = self.told or (clause.closing == 1 and bool(_TELLS.search(text)))
                self._state(clause, sentence, index)
                return
            if verdict == "wait":
                if self.pending is None:
                    self.pending, self.pending_modal = clause, False
                return
            if verdict == "skip":
                self._state(clause, sentence, index)
                return
        elif self.mode == "none" and not self._modal_in_narration(text, modal.start()):
            self._state(clause, sentence, index)
            self.mood = "fact"
            return
        self.mood = "demand"
        if modal and self.pending is None and self._serves(clause):
            self.pending, self.pending_modal = clause, True
            self._own(text)
            return
        if not modal and (self._serves(clause) or self._topic(clause) or (self.pending and clause.closing == 0 and _NOUN_PHRASE.match(text))):
            if self.pending is None:
                self.pending, self.pending_modal = clause, False
            return
        self._emit(clause, sentence, index, modal.group() if modal else "")

    def _modal(self, text: str) -> re.Match[str] | None:
        if self.mode == "report":
            return None
        return (STRONG_MODAL if self.mode == "none" and self.mood != "demand" else MODAL).search(text)

    def _leads_in(self, text: str) -> bool:
        if not _LEAD_IN.match(text):
            return False
        return self.fresh or self.mood != "demand" or text[0] in "在从对" or text in _CONNECTIVES

    def _modal_in_narration(self, text: str, at: int) -> bool:
        """In plain narration only a modal near the front, without a mark of fact before it, is a demand."""
        before = text[:at]
        return at <= 22 and not re.search(r"[了的过]|已|正|就是|认为|觉得|打算|想|准备|只|如果|不", before[-12:].replace("不得", ""))

    def _without_modal(self, clause: Clause) -> str:
        """``demand``, ``fact``, ``wait`` (a coverb phrase, for what follows it) or ``skip``."""
        text = clause.text
        if self.mode == "report" or self.told:
            return "fact"
        if (self.mood == "demand" or self.mode in ("demand", "say")) and self._topic(clause):
            return "wait"
        if self.mood != "demand":
            if FUTURE.search(text) or FACT.search(text):
                return "fact"
        elif text[0] not in "使让把对将" and text[:2] not in IMPERATIVES and FACT.search(text):
            return "fact"
        if self.mood == "demand":
            return "demand"
        if self.mood == "fact":
            return "skip"
        if self.mode == "none":
            return "skip"
        if _DATED.search(text) and _ENDS_WORK.search(text) and not _DATE_LEAD.match(text):
            return "demand"
        if self.mode == "carried" and not clause.enumerated:
            return "wait" if self._serves(clause) else "skip"
        if self._serves(clause):
            return "wait"
        if self._imperative(text) or text.startswith(("把", "将", "使", "让", "向", "谁", "不")):
            return "demand"
        if self.mode == "demand" and not reports(text) and not resumes_narration(text):
            return "demand" if len(text) >= 4 else "skip"
        return "skip"

    def _topic(self, clause: Clause) -> bool:
        """A clause that only says what the next one is about: “对进度缓慢的企业,”, “经鉴定不合格的,”, a date."""
        text = clause.text
        if _DATE_LEAD.match(text):
            return clause.closing == 0 and (self.mood == "demand" or not FACT.search(text))
        if _HELD_NOUN.search(text):
            return clause.closing == 0 and text[:2] not in IMPERATIVES and not SECOND_VERB.match(text)
        return (text.endswith("的") or text[0] in "对将把") and self._serves(clause)

    def _imperative(self, text: str) -> bool:
        if text[:2] in IMPERATIVES:
            return True
        run = ADVERB_RUN.match(text)
        return bool(run) and (text[run.end() : run.end() + 2] in IMPERATIVES or run.end() >= 2)

    def _serves(self, clause: Clause) -> bool:
        """Whether the clause only leads up to the next one of its sentence (a coverb phrase without a verb of its own)."""
        text = clause.text
        if clause.closing not in (0, 4):
            return False
        if _DATE_LEAD.match(text) or _DUTY.search(text) or text.endswith("的") or text.startswith(("一经", "宁可", "宁愿")):
            return True
        found = COVERB.search(text, 0, 30)
        if not found:
            return False
        if found.start() > 0 and not (text[found.start()] in "要应必须" or text[found.start() - 1] in "要应须持再"):
            return False
        if text.startswith(("坚持以", "要坚持以")) or "坚持以" in text[: found.end()]:
            return False
        rest = text[found.end() :]
        if found.group(1) in ("在", "从"):
            return bool(_LOCATIVE.search(rest)) and not _DATED.search(rest)
        if NOMINAL_END.search(rest):
            word = found.group(1)
            return not (word in ("通过", "用", "以") and self._has_second_verb(rest[:-2], 4)) or bool(
                re.search(r"(?:方式|形式|手段|途径|为.{0,8}|精神|作风|态度|决心|力度|标准|状态)$", rest)
            )
        return not self._has_second_verb(rest, 2 if found.group(1) != "通过" else 4)

    def _has_second_verb(self, rest: str, after: int) -> bool:
        return bool(SECOND_VERB.search(rest, after))

    def _own(self, text: str) -> None:
        found = _SUBJECT.match(text)
        if found and _OWNED.match(found["who"]):
            self.subject = found["who"]

    def _emit(self, clause: Clause, sentence: Sentence, index: int, modal: str) -> None:
        text = clause.text
        if len(text) < 5 and not modal and (run := ADVERB_RUN.match(text)) and run.end() == len(text):
            return
        last = self.joinable
        if last is not None and self.pending is None and self._joins(last, clause):
            last.end, last.closing = clause.end, clause.closing
            return
        start = clause.start
        if self.pending is not None:
            start = self.pending.start
            self.pending = None
        self._own(text)
        sure = {"demand": 0.9, "say": 0.85, "carried": 0.75, "none": 0.6, "report": 0.3}[self.mode] + (0.08 if modal else -0.1)
        demand = Demand(
            start, clause.end, "", self.speaker if self.mode != "none" else None, self.mode, modal or self.cue,
            "modal" if modal else "runs_on", sentence.paragraph, index, sentence.heading, self.subject, self.lead,
            round(min(sure, 0.98), 2), sentence.span, clause.closing, clause.enumerated, modal,
        )
        self.found.demands.append(demand)
        self.joinable = demand if clause.closing == 0 else None

    def _joins(self, last: Demand, clause: Clause) -> bool:
        text = clause.text
        if _PREVENT.match(text) or _ALLOWED.match(text) or _TAIL_NOUN.search(text) or (_DUTY.search(text) and not _DUTY_ORDER.search(text)):
            return True
        before = self._text[last.start : last.end]
        if ("既" in before and _PAIRED.match(text)) or text.startswith(("更要", "更须")):
            return True
        if before.endswith(text[:2]) and before.startswith(text[-2:]):
            return True
        if before.startswith("做到") or "要做到" in before or "还要做到" in before:
            if _IDIOM.match(text) and len(text) == 4:
                return True
            if _WHERE.search(text):
                return True
        return bool(_WHERE.search(before) and _WHERE.search(text))

    def _flush(self, sentence: Sentence, index: int) -> None:
        """A coverb phrase that nothing followed stands for itself, if the sentence demands."""
        if self.pending is not None and (self.pending_modal or self.mood == "demand"):
            clause, self.pending = self.pending, None
            # At the end of a line it was cut off, unless it demands by itself.
            if clause.closing != 4 or self.pending_modal:
                self._emit(clause, sentence, index, "要" if self.pending_modal else "")
        self.pending = None

    def _state(self, clause: Clause, sentence: Sentence, index: int) -> None:
        if _REPORTER.search(clause.text):
            self.reporters = clause.text
        self.found.statements.append(
            Statement(clause, self.mode, self.speaker, sentence.paragraph, index, sentence.span, sentence.heading)
        )


def find_demands(text: str, spoken: Iterable[Sentence], names: tuple[str, ...] = ()) -> Found:
    """The demands and the statements of a cleaned text; ``names`` are the speakers that the report introduces."""
    reader = _Reader(names)
    reader._text = text
    for index, sentence in enumerate(spoken):
        reader.sentence(index, sentence)
    reader.found.demands = [part for demand in reader.found.demands for part in _apart(demand, text)]
    return reader.found


def _apart(demand: Demand, text: str) -> Iterator[Demand]:
    whole = text[demand.start : demand.end]
    for begin, end in parts(whole):
        yield replace(demand, start=demand.start + begin, end=demand.start + end, text=whole[begin:end])
