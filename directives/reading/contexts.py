"""The words around a date phrase, and the vocabulary that judges them.

Windows around the phrase are bounded, so that judging every phrase of a text costs linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .dues import Anchor
from .form_parts import Phrase
from .settling import Settled

_WINDOW = 60
_CLAUSE_STOPS = "，,；;。！!？?\n：:"

DEMAND = re.compile(
    r"(?<![主重需首只必次纲概摘若扼紧简机将])要(?![求点素件闻塞道害职员领义略案旨诀])|务必|必须|务须|务求|须|务于|应当|应该|应(?=[于在按将把全])"
    r"|确保|力争|争取|保证|力保|一律|限期|限于|紧盯|盯住|盯紧|锁定|瞄准|抢抓|抓紧|加快|需(?=[于在要按将])|不得|严禁|不能|请(?=[于在各])|得(?=[在于])"
)
ORDER = re.compile(r"(?<![主重需首只必次])要(?!求)|必须|务必|务须|确保|须")
STRONG = re.compile(r"必须|务必|务须|确保|一定要|不得|一律|(?<![主重需首只必次])要(?=[在于把将对按全确]|\Z)")
VERB = re.compile(
    r"(?:"
    r"完成|实现|达到|达标|建成|建好|建立|竣工|完工|开工|动工|复工|开建|脱贫|摘帽|退出|出列|清零|清完|清底|入住|搬迁|搬入|搬完|投用|投入使用|投产|交付|交房|验收|到位"
    r"|启动|上线|通车|通电|通水|落实|落地|解决|消除|销号|办结|见效|见成效|上报|报送|报告|报到|报(?=[县乡镇市区省送至给到请])|提交|兑现|拨付|支付|发放|整改|改造|改完|修复|拆除|整治|清理|关停|归档|录入|更正|补齐|完善"
    r"|制定|出台|印发|下发|签订|配齐|配备|选派|进驻|覆盖|全覆盖|收官|收尾|结束|封顶|招标|开标|并网|核查|排查|摸清|摸排|走访|入户|公示|兑付|交账|交卷|过关|通过|歼灭|打赢|啃下|拿下|动员|开展|推进|组织|培训|种植|栽植|移栽|栽完|种完|播种|收割)"
)
MEETING = re.compile(
    r"^(?:上午|下午|晚上|晚|早上|傍晚|凌晨|当天|,|，)*[^。；;]{0,40}?(?:召开|举行|主持|举办|出席|参加|到会|赴|深入|来到|前往|抵达|走进|率队|带队|率领|一行|调研|督导|督查|检查|考察|视察|慰问|走访|座谈|开会|学习|传达|启动仪式|强调|指出|要求|表示|获悉|讯|电)"
)
DUE_LEAD = re.compile(
    r"(?:最迟|最晚|至迟|不晚于|不迟于|不得晚于|不得迟于|不超过|不得超过|赶在|务必于|务于|限于|限|截止(?:日期|时间)?(?:为|是|到|至|[:：])?"
    r"|(?:时限|期限|节点|限期|完成时间|完成日期|时间|时间表|大限|死线)(?:为|是|到|至|[:：]|定为|定在|截止到?|截至|锁定|锁定在|放在)"
    r"|(?:提前|延|延长|延期|推迟|放宽|顺延|调整|锁定|定|限定|压缩|缩短|推后|宽限)(?:到|至|在|为))(?:于|在)?$"
)
RESULT = re.compile(
    r"已|累计|共(?!同|享|建|青|产|性|识)|合计|总计|达(?!标|不)|占|率(?!先|领|队)|了(?!解|然|却)|\d[\d.]*(?:多|余)?(?:万|亿)?(?:元|户|人|个|套|间|亩|公里|处|件|项|%)"
)


@dataclass(frozen=True, slots=True)
class Context:
    """The words around a phrase: its own clause left and right of it, and what comes before and after that."""

    before: str
    after: str
    left: str
    right: str
    alone: bool
    phrase: Phrase
    settled: Settled
    anchor: Anchor
    crowded: bool
    started: bool

    @property
    def marked(self) -> bool:
        """Whether the phrase itself says that it is a limit."""
        phrase = self.phrase
        return phrase.edge in ("before", "end", "within") or phrase.unit in ("duration", "season", "festival")

    @property
    def demanded(self) -> bool:
        return DEMAND.search(self.before) is not None or DEMAND.search(self.after) is not None

    @property
    def gone(self) -> bool:
        """Whether the day of R's own year is over, though the year rule may have moved it on to the next."""
        due, phrase = self.settled.due_on, self.phrase
        if due is None or not self.anchor.known or phrase.year is not None or phrase.shift is not None:
            return False
        return due < self.anchor.day or due.year > self.anchor.day.year

    @property
    def ahead(self) -> bool:
        """Whether the day is known to come after R, by its own words or within R's year."""
        due = self.settled.due_on
        return due is not None and self.anchor.known and due > self.anchor.day and not self.gone


def context_of(
    text: str, phrases: list[Phrase], index: int, settled: Settled, anchor: Anchor, started: bool
) -> Context:
    """Cut the clause around the phrase. A phrase that is a clause of its own (到6月底，…) takes the next one in."""
    phrase = phrases[index]
    floor, roof = max(0, phrase.begin - _WINDOW), min(len(text), phrase.end + _WINDOW)
    start = phrase.begin
    while start > floor and text[start - 1] not in _CLAUSE_STOPS:
        start -= 1
    end = _clause_end(text, phrase.end, roof)
    alone = not text[phrase.end : end].strip("”\"’)）、 的") and end < len(text) and text[end] in "，,:："
    if alone:
        end = _clause_end(text, end + 1, roof)
    following = phrases[index + 1] if index + 1 < len(phrases) else None
    if following is not None and phrase.end <= following.begin < end and not phrase.listed:
        end = following.begin
    crowded = any(
        other is not phrase and start <= other.start < end + _WINDOW and other.edge in ("before", "end", "within")
        for other in phrases[index + 1 : index + 3]
    )
    return Context(
        text[start : phrase.begin], text[phrase.end : end], text[floor:start], text[end:roof], alone, phrase, settled,
        anchor, crowded, started,
    )  # fmt: skip


def _clause_end(text: str, at: int, roof: int) -> int:
    while at < roof and text[at] not in _CLAUSE_STOPS:
        at += 1
    return at
