"""Which due date belongs to which demand: its own, or one that stands before or after it and governs it too.

Also the promises: dated statements of the side that reports, which are no directives.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from .checkable import judge
from .dates import find_recurrences, judged_phrases
from .findings import Demand, Statement
from .grammar import is_date
from .lexicon import FUTURE
from .recurrences import may_recur
from .types import Deadline, Recurrence, Reference, Span, YearBasis

_COUNT = r"[\d一二三四五六七八九十两半〇几]"
_NEAR = "[今明本下上全当次去前后翌同每]"
# A plain set, and then what must stand before or after it: so the search is at the speed of C.
_TRIGGER = re.compile(
    rf"[月年日天周季旬期小工](?:(?<=[^小工])(?:(?<={_COUNT}.)|(?<={_COUNT}[个多余\s].)|(?<={_COUNT}个多.))"
    rf"|(?:(?<={_COUNT}.)|(?<={_COUNT}[个多余\s].)|(?<={_COUNT}个多.))(?:(?<=小)时|(?<=工)作日)"
    r"|(?<=[年月季周期])[底末初内前度中终])"
    rf"|[年月周季旬日天晚早](?:(?<={_NEAR}.)|(?<={_NEAR}个.))|前(?<=[年月日黑亮晚午点班会来始束之以].)"
)
_SEASON = re.compile(
    "元旦|春节|国庆|五一|七一|清明|端午|中秋|汛|入冬|入夏|冬前|秋收|秋播|春耕|春播|开学|两会|“十|即日|星期|期间|双休"
)
_GOVERNED = re.compile(
    r"(?:让|使|确保|保证|实现|达到|做到|全部|全面(?=完成|建成|竣工)|完成|建成|竣工|开工|启动|并?投入使用|投用|通过"
    r"|入住|搬迁|验收)"
)
_ENDED = re.compile(
    r"完成|建成|竣工|完工|投用|使用|投产|达到|达标|覆盖|清零|入住|搬迁|搬入|通过|验收|到位|销号|全部|见效|用上|喝上"
    r"|住上|\d"
)
_ALL_ABOVE = re.compile(
    r"(?:各[^，]{0,12}?[要对把])?(?:以上|上述)(?:各项|各条|几项|[一二三四五六七八九十两\d]+[项条点件]|工作|任务|问题"
    r"|事项|措施|要求|整改)"
)
_LIMIT = re.compile(r"[底末内前旬季半](?:(?<=[底末内前])(?!来)|(?<=[上中下]旬)|(?<=季)度|(?<=半)年)")
_DONE = re.compile(r"完成|落实|到位|整改|办[结理好]|见效|报[送告市县]|销号|解决")
_INSPECTED = re.compile(
    r"(?:组织|开展|进行|来|接受|迎接)[^，]{0,8}(?:检查|考核|督查|督导|核查|抽查|评估|验收|暗访|巡视|复查)(?!组)"
)
_FORETOLD = re.compile(r"预测|预报")
_REACH = 6
"""Paragraphs that “以上各项” reaches back."""
_MOST = 60
"""Demands that it reaches at most."""
_PROMISE = re.compile(
    r"将(?!.{0,20}(?:作为|纳入))|计划|预计|拟于?|承诺|保证|力争|确保|争取|目标|打算|准备|表示|锁定|全覆盖|可(?=完|全"
    r"|实|建)|有望|要"
)
_INTENDS = re.compile(r"打算|目标是\d|下一步将|^将(?:把|立即|继续|进一步|组织|启动|开展|陆续|全面|会|对)")
_PREDICTED = re.compile(r"将(?:达|是|面临|影响|出现|有[\d一]|迎来|持续|进入|成为)|气象|降[雨温水雪]|寒潮|台风")
_ORDERED_FOR = ("要", "要在", "要于", "必须在", "务必在", "务必于", "应在", "应于", "须于", "须在")
_ABOVE = re.compile(r"国家|中央|省|上级|第三方|考核组|验收组|评估组")


def may_date(text: str) -> bool:
    """Whether a date phrase may stand in the text; cheap, and true far too often."""
    return _TRIGGER.search(text) is not None or _SEASON.search(text) is not None


def plans(text: str) -> bool:
    """“县里还将组织观摩”: it says without a date what the side that speaks will do."""
    found = FUTURE.search(text) or _INTENDS.search(text)
    return found is not None and _PREDICTED.search(text) is None and _INSPECTED.search(text) is None


Judged = tuple[Deadline, str | None]


@dataclass(slots=True)
class Dated:
    """What a demand's dates came to."""

    deadline: Deadline | None = None
    recurrence: Recurrence | None = None
    rejected: tuple[str, ...] = ()


@dataclass(slots=True)
class Dating:
    """Reads the dates of one report; remembers the sentence it read last, whose demands come in a row."""

    text: str
    reference: Reference
    basis: YearBasis
    _sentence: Span = (-1, -1)
    _phrases: list[Judged] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)

    def phrases(self, sentence: Span, start: int, end: int) -> list[Judged]:
        """The judged date phrases of a sentence that end within a clause of it, their spans in the cleaned text.

        To be asked only for a clause that `may_date`: then its sentence may, too.
        """
        if sentence != self._sentence:
            self._sentence = sentence
            words = self.text[sentence[0] : sentence[1]]
            self._phrases = judged_phrases(words, self.reference, year_basis=self.basis, offset=sentence[0])
            self._ends = [deadline.span[1] for deadline, _ in self._phrases]
        if not self._phrases:
            return []
        return self._phrases[bisect_right(self._ends, start) : bisect_right(self._ends, end)]

    def own(self, demand: Demand) -> Dated:
        """The deadline and the rhythm that stand in the demand itself."""
        out, text = Dated(), demand.text
        if may_date(text):
            rejected: list[str] = []
            for deadline, why in self.phrases(demand.sentence_span, demand.start, demand.end):
                if why is not None and not _overruled(why, deadline, demand, self.text):
                    rejected.append(f"{deadline.text}: {why}")
                elif out.deadline is None or (deadline.firm and not out.deadline.firm):
                    out.deadline = deadline
            out.rejected = tuple(rejected)
        if may_recur(text):
            rhythms = find_recurrences(text)
            if rhythms:
                begin, end = rhythms[0].span
                out.recurrence = rhythms[0]._replace(span=(begin + demand.start, end + demand.start))
        return out


def _overruled(why: str, deadline: Deadline, demand: Demand, text: str) -> bool:
    """What looks like a plan or another's event beside the phrase alone, where the whole clause is a demand."""
    if why == "forecast":
        return deadline.firm and deadline.text.endswith(("前", "底", "内", "末")) and "预计" not in demand.text
    if why == "others_event":
        before = text[demand.start : deadline.span[0]]
        return before.endswith(_ORDERED_FOR) and _ABOVE.search(before) is None
    return False


def date_demands(dating: Dating, demands: list[Demand]) -> list[Dated]:
    """One `Dated` per demand, in order, inherited dates included."""
    dated = [dating.own(d) for d in demands]
    for index in range(1, len(demands)):
        if dated[index].deadline is None and dated[index].recurrence is None:
            heir = _inherits(demands[index - 1], dated[index - 1], demands[index])
            if heir is not None:
                dated[index].deadline = heir._replace(inherited=True)
    for index, demand in enumerate(demands):
        deadline = dated[index].deadline
        if deadline is not None and _ALL_ABOVE.match(demand.text) and _DONE.search(demand.text):
            _reach_back(demands, dated, index, deadline)
    return dated


def _inherits(before: Demand, its: Dated, demand: Demand) -> Deadline | None:
    deadline = its.deadline
    if deadline is None:
        return None
    if before.closing == 1 and before.paragraph == demand.paragraph:
        return deadline
    if (
        before.listed
        and its.deadline
        and its.deadline.inherited
        and demand.listed
        and before.paragraph == demand.paragraph
    ):
        return deadline
    if before.sentence_span != demand.sentence_span or before.closing != 0 or not deadline.firm:
        return None
    if demand.modal not in ("", "确保", "务必", "力争") or demand.subject != before.subject:
        return None
    return deadline if _GOVERNED.match(demand.text) and _ENDED.search(demand.text) else None


def _reach_back(demands: list[Demand], dated: list[Dated], index: int, deadline: Deadline) -> None:
    """“以上各项务必于…前完成”: the tasks of the same speech that have no date of their own."""
    last = demands[index]
    for at in range(index - 1, max(-1, index - _MOST - 1), -1):
        demand = demands[at]
        if demand.speaker != last.speaker or last.paragraph - demand.paragraph > _REACH:
            break
        if dated[at].deadline is None and dated[at].recurrence is None and judge(demand.text).score >= 0:
            dated[at].deadline = deadline._replace(inherited=True)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, plan or forecast; ``span`` in the cleaned text, often wider than the clause that has the date."""

    span: Span
    speaker: str | None
    deadline: Deadline | None


def promises(dating: Dating, statements: Sequence[Statement]) -> Iterator[Promise]:
    """The statements that promise, plan or forecast, outside the frame of a demand; undated only by plain words."""
    last_end = 0
    for index, statement in enumerate(statements):
        text = statement.clause.text
        if statement.heading or statement.mode == "demand":
            continue
        if ("将" in text or "打" in text or "目" in text) and statement.clause.start >= last_end and plans(text):
            deadline = _promised(dating, statement) if may_date(text) else None
            whole = _whole(statements, index) or (statement.clause.start, statement.clause.end)
            last_end = whole[1]
            yield Promise(whole, statement.speaker, deadline)
            continue
        if not may_date(text):
            continue
        if statement.mode != "report" and _LIMIT.search(text) is None and _PROMISE.search(text) is None:
            continue
        span = _whole(statements, index) if statement.clause.start >= last_end else None
        # The dates are read last: that is the dear part, and most statements promise nothing.
        deadline = _promised(dating, statement) if span is not None else None
        if span is not None and deadline is not None:
            last_end = span[1]
            yield Promise(span, statement.speaker, deadline)


def _promised(dating: Dating, statement: Statement) -> Deadline | None:
    clause = statement.clause
    today = dating.reference
    for deadline, why in dating.phrases(statement.sentence_span, clause.start, clause.end):
        if isinstance(today, date) and deadline.due_on is not None and deadline.due_on < today:
            continue
        vows = deadline.firm or statement.mode == "report" or _PROMISE.search(clause.text) is not None
        if why == "forecast" or (why is None and vows):
            return deadline
    return None


def _whole(statements: Sequence[Statement], index: int) -> Span | None:
    """The statement with what it leads up to (“到年底,”, “目标:”) or what led up to it (“将抽调干部,力争…”)."""
    statement = statements[index]
    start, end = statement.clause.start, statement.clause.end
    if _INSPECTED.search(statement.clause.text):
        return None
    before = statements[index - 1] if index else statement
    after = statements[index + 1] if index + 1 < len(statements) else statement
    if before.sentence_span == statement.sentence_span and before is not statement and before.clause.closing == 0:
        if _FORETOLD.search(before.clause.text):
            return None
        if FUTURE.search(before.clause.text) or before.clause.text.startswith(("将", "计划", "拟")):
            start = before.clause.start
    if is_date(statement.clause.text.removeprefix("预计")) or statement.clause.closing == 1:
        if _PROMISE.search(statement.clause.text + after.clause.text) is None:
            return None
        if after.sentence_span != statement.sentence_span or after is statement:
            return None
        end = after.clause.end
    return (start, end)
