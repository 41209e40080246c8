"""What stands before a demand: where it belongs, for which case, why, or through whom it is ordered or granted."""

from __future__ import annotations

import re

from .vocabulary import vocabulary

_LEAD_IN = re.compile(
    r"(?:在|就|从|对于?|关于|针对|围绕|至于|具体到)?[^要把将到\d]{1,18}(?:(?<!以)上|方面|领域|过程中|工作中|阶段|期间)$"
)
_LEAD_IN_ENDS = frozenset("上面域中段间")
_AT_PLACE = re.compile(
    r"在(?![各全每所])[^，的要]{2,14}(?:[村镇乡站厂]|社区|街道|湿地|水库|公司|学校|医院|园区|景区|工地|现场|码头|入口)"
)
_TURN = re.compile(r".{0,8}(?:说到|谈到|讲到|提到)[^要]{1,16}$|对于[^要]{1,20}$|[^要]{2,20}作为[^要必]{2,30}$")
_CONNECTIVES = vocabulary()["connective"]
_CASE = re.compile(
    r"(?:谁(?:的|(?![都也来]))|哪(?:个|里|家|一?级)|凡是?|发现|查实|遇有?|遇到|出现)(?!问题)[^就要必须的及立谁哪]{2,14}$"
    r"|(?:发布|发生|接到|收到|启动)[^就要必须及立]{2,20}后$|[^，的]{2,8}(?:过后|来临后|结束后)[^，的]{1,6}内$"
)
"""The case for which the next clause orders something: “谁擅自离岗,就地免职”, “发现掺假,当日关停”."""
_AGENT = re.compile(
    r"[一-鿿、]{1,14}?(?:局|委|办|部|厅|中心|公司|银行|部门|单位|政府|领导|机关|室|队|街道|镇|乡|县|区|市|州|旗|村里?|户主|本人)"
    r"(?![、和及与的])[^，]{2,}"
)
"""由区领导约谈, 由村里出具证明: 由 names who does it, and the clause has its predicate."""
_CASE_HEADS = frozenset("谁哪凡发查遇出接收启")
_STATES = re.compile(r"[多远重难慢短紧](?<![更再太许么不最很个尽困].)$|困难$|滞后$|缓慢$|薄弱$|偏远$|特殊$|不便$")
_CONCEDES = re.compile(r"[^，]{0,10}(?:虽然|尽管|即便|即使|哪怕|无论|不论|不管)")
_DELEGATES = re.compile(r"(?:由[^，的]{2,14})?按(?:照)?(?:会议|此次|本次)[^，]{0,8}(?:意见|要求|精神)[^，的]{2,}$")
_NEXT = 7
_UNTIL = re.compile(r"[^，的]{2,6}(?:没有|未|尚未)(?:解除|解封|开放|恢复|落实|通过|批准|同意|验收|完成)$")
_ASKS = re.compile(r"(?:什么|多少|哪些|哪里|怎么[一-鿿]{1,2}的|(.)不\1[一-鿿]{0,2}|有没有[^，]{1,6})$")
_DAY = re.compile(r"[\d年]月|[今明去]年|半年")
_BURDENS = ("任务重", "任务很重", "任务较重", "压力大", "压力很大", "任务重大")
_MAY_GRANT = re.compile("[可放延推顺宽才方不]")
_GRANTS = re.compile(
    r"[^，]{0,10}可以?(?=[^，]{0,6}(?:放|延|推|缓|给|先|后|再|暂|在|减|免|改))|[^，]{0,12}可[^，]{0,10}(?:顺延|延期|延长|推迟|放宽|暂缓)|[^，]{0,10}(?:放宽|延长?|推迟|顺延|宽限)(?:到|至)|(?:才能|方可|方能|才可以?|不再|不予)[^，]{2,}"
)


def leads_in(text: str) -> bool:
    """“产业扶贫上”, “说到村级换届”, “五龙镇作为…”: says where the next clause belongs, and is left out of it."""
    if (
        text in _CONNECTIVES
        or (text[0] == "在" and _AT_PLACE.fullmatch(text))
        or (text[-1] in _LEAD_IN_ENDS and _LEAD_IN.match(text))
    ):
        return True
    if text[0] == "下" and len(text) <= _NEXT and text.startswith(("下一步", "下步")):
        return True
    return ("到" in text or "作为" in text or text[:2] == "对于") and _TURN.match(text) is not None


def always_leads_in(text: str) -> bool:
    """A lead-in also in the middle of a chain of demands, where 迎头赶上 is none."""
    return text[0] in "在从对" or text in _CONNECTIVES


def is_case(text: str) -> bool:
    """“谁擅离岗位”, “台风过后三天内”: the case for which the next clause orders something."""
    return (text[0] in _CASE_HEADS or text[-1] == "内") and _CASE.match(text) is not None


def whose_case(text: str) -> bool:
    """“谁的案子没动静”: whose case the next clause decides; it stands even among facts."""
    return text[0] in "谁哪" and _CASE.match(text) is not None


def is_agent(words: str) -> bool:
    """For what follows a 由: it names who does it, and what he does (由区领导约谈)."""
    return _AGENT.match(words) is not None


def delegates(text: str) -> bool:
    """“由县扶贫办按会议意见修改后印发”: the meeting charges somebody with what it has settled."""
    return _DELEGATES.match(text) is not None


def is_premise(text: str) -> bool:
    """“龙脊镇山高路远”, “因正在诉讼阶段”: why the next clause orders or grants something."""
    if text[0] in "因由鉴" and text.startswith(("因", "由于", "鉴于")):
        return True
    if (("未" in text or "没有" in text) and _UNTIL.search(text)) or _CONCEDES.match(text) or _ASKS.search(text):
        return True
    if _STATES.search(text, max(0, len(text) - 3)) is None or text.endswith(_BURDENS):
        return False
    return _DAY.search(text) is None


def grants(text: str) -> bool:
    """“可以放到判决生效后处理”, “整改期限放宽至4月30日”."""
    return _MAY_GRANT.search(text) is not None and _GRANTS.match(text) is not None
