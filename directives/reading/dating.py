"""Which due date belongs to which demand: its own, or one that stands before or after it and governs it too."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from .checkable import judge
from .dates import find_recurrences, judged_phrases
from .findings import Demand
from .recurrences import may_recur
from .types import Deadline, Recurrence, Reference, Span, YearBasis

_COUNT = r"[\d一二三四五六七八九十两半〇几]"
_NEAR = "[今明本这下上全当次去前后翌同每]"
# A plain set, and then what must stand before or after it: so the search is at the speed of C.
_TRIGGER = re.compile(
    rf"[月年日号天周季旬期小工](?:(?<=[^小工])(?:(?<={_COUNT}.)|(?<={_COUNT}[个多余\s].)|(?<={_COUNT}个多.))"
    rf"|(?:(?<={_COUNT}.)|(?<={_COUNT}[个多余\s].)|(?<={_COUNT}个多.))(?:(?<=小)时|(?<=工)作日)"
    r"|(?<=[年月季周期])[底末初内前度中终])"
    rf"|[年月周季旬日天晚早](?:(?<={_NEAR}.)|(?<={_NEAR}个.))|前(?<![当目提眼面史空向超生门跟先从产往].)"
)
_SEASON = re.compile(
    "元旦|春节|国庆|五一|七一|清明|端午|中秋|汛|入冬|入夏|冬前|秋收|秋播|春耕|春播|开学|两会|“十|即日|自然日|星期|期间|双休"
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
_DONE = re.compile(r"完成|落实|到位|整改|办[结理好]|见效|报[送告市县]|销号|解决")
_GOES_ON = re.compile(r"[、和及]|，[^，]{1,14}|[^，]{0,6}(?:未|没|不)[^，]{0,8}的，[^，]{0,12}")
"""What stands between two dates of one act: “4月底、5月底前”, “甲镇4月底前，乙镇5月底前”, “4月底前未改的，5月底前”."""
_TOLD = re.compile("已|未|没|了|曾|累计|共|(?:完成|建成|竣工|完工|交付|验收|入住)[^，]{0,4}的")
_STEP = re.compile(r"(?!是|为|的|起|开始|至|到|[^，。；\n]{0,12}(?:会议|召开|举行|调研|会上))[^，。；\n]{2,}")
_ASKED = re.compile("(?<![主重需首必])要")
_ABLE = re.compile(r"[^，]{0,6}?(?:即?可|就?能|有望)(?=[^，]{0,3}(?:完|交|建|通|实|投|竣|入))")
_WHOLE_SPANS = frozenset({"in_year", "quarter_end", "half_year_end"})
_FIGURE = re.compile(r"[^，的]{1,14}?\d")
"""今年搬迁1.8万人, 前三季度完成80%: in a demand a figure for the span is to be reached by its end."""
_REACH = 6
"""Paragraphs that “以上各项” reaches back."""
_MOST = 60
"""Demands that it reaches at most."""
_ORDERED_FOR = ("要", "要在", "要于", "必须在", "务必在", "务必于", "应在", "应于", "须于", "须在")
_ABOVE = re.compile(r"国家|中央|省|上级|第三方|考核组|验收组|评估组")


def may_date(text: str) -> bool:
    """Whether a date phrase may stand in the text; cheap, and true far too often."""
    return _TRIGGER.search(text) is not None or _SEASON.search(text) is not None


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
            kept: list[Deadline] = []
            for deadline, why in self.phrases(demand.sentence_span, demand.start, demand.end):
                if why is not None and not _overruled(why, deadline, demand, self.text):
                    rejected.append(f"{deadline.text}: {why}")
                else:
                    kept.append(deadline)
            out.deadline = self._chosen(kept)
            out.rejected = tuple(rejected)
        if may_recur(text):
            rhythms = find_recurrences(text)
            if rhythms:
                begin, end = rhythms[0].span
                out.recurrence = rhythms[0]._replace(span=(begin + demand.start, end + demand.start))
        return out

    def _chosen(self, kept: list[Deadline]) -> Deadline | None:
        """The first firm date, or the last of those that are set for one act: by then it is all done."""
        chosen: Deadline | None = None
        for deadline in [one for one in kept if one.firm] or kept:
            if chosen is None or _GOES_ON.fullmatch(self.text, chosen.span[1], deadline.span[0]):
                chosen = deadline
            else:
                break
        return chosen


def _overruled(why: str, deadline: Deadline, demand: Demand, text: str) -> bool:
    """What looks like a plan or another's event beside the phrase alone, where the whole clause is a demand."""
    if why == "forecast":
        foreseen = "预计" in demand.text or _ABLE.match(text, deadline.span[1])
        return deadline.firm and deadline.text.endswith(("前", "底", "内", "末")) and not foreseen
    if why == "past_fact":  # 6月底前完成300户, demanded in November
        return deadline.text.endswith(("前", "内")) and _TOLD.search(text, deadline.span[1], demand.end) is None
    if why == "no_demand" and deadline.rule == "by_day":  # 10月6日打压试水: a step of a schedule
        ahead = deadline.due_on is not None and deadline.span[0] == demand.start
        return ahead and "may_be_over" not in deadline.flags and _STEP.match(text, deadline.span[1]) is not None
    if why in ("no_demand", "reporting_period") and not (deadline.flags or _ASKED.search(demand.text)):
        return deadline.rule in _WHOLE_SPANS and _FIGURE.match(text, deadline.span[1]) is not None
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
