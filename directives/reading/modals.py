"""Modals that demand nothing: what one must see, what somebody above will do, a word deep in narration."""

from __future__ import annotations

import re

_PERCEIVE = re.compile(r"要(?:清醒地?|充分|深刻地?|更加?|进一步|也|同时)*(?:看到|认识到|意识到|明白|知道|懂得|清楚)$")
_ABOVE = re.compile(
    r"(?:(?:[今明]年|[上下]半年|近期|届时|下一?步|年[底内]前?|[\d一二三四五六七八九十]{1,3}月[^，]{0,3})，?)?"
    r"(?:省|市|县|州|镇|区|自治区|国家|上级|中央)(?:里|上|层面|级)(?![^，]{0,4}(?:要求|规定|部署))[^，]{0,14}(?:(?:要|还要|将)?(?:对|来|到)?[^，]{0,14}"
    r"(?:考核|验收|抽查|复核|检查|督查|回头看|评估|审计|暗访|排名|评比|比武|观摩|普查))$"
)
_VISITS = re.compile(r"要(?:再次?)?来[^，]{0,8}(?:抽查|考核|验收|检查|督查|评估|暗访|复核|巡视|审计|调研)")
_NO_DEMAND_BEFORE = re.compile(r"[了过](?!的)|的(?=.?$)|已|正|本来|原本|就是|认为|觉得|打算|想|准备|只|如果|不(?!得)")
_OTHERS = re.compile(
    r"(?:\d{1,2}月[^，\d]{0,3}|[上下]半年|近期)?(?:第三方|国家|中央|自治区|省[里上级直市考评督巡]|上级|[考评验督巡][核估收察查视]组)(?![^，]{0,6}(?:要求|部署|规定|反馈|交办|明确|强调|指出))"
    r"[^，的]{0,4}(?:的[^，的]{2,4}组)?[^，的]{0,12}(?:进驻|入户|启动|开展|进行|组织[^，]{0,8}(?:评估|检查|考核|验收|核查|抽查)|来[我县市区]|到我|对我)"
)
_OTHERS_HEADS = frozenset("第国中省上下近自考评验督巡0123456789")
NARRATED_REACH = 22
"""How far from its start a narrated clause may have its modal and still be a demand."""


def others(text: str) -> bool:
    """“第三方评估12月20日开始入户”: somebody else does it."""
    return text[0] in _OTHERS_HEADS and _OTHERS.match(text) is not None


def perceives(text: str, modal: int) -> bool:
    """“要清醒地看到”, “省里要来抽查”: what follows is a fact, or what somebody above will do."""
    if text[modal] != "要":
        return False
    if above(text):
        return True
    return _PERCEIVE.match(text, modal) is not None or _VISITS.match(text, modal) is not None


def above(text: str) -> bool:
    """“县里12月底要对各乡镇进行考核”, “国家层面年底前还要复核”: what somebody above will do."""
    return _ABOVE.match(text) is not None or others(text)


def narrated_demand(text: str, modal: int) -> bool:
    """In plain narration only a modal near the front, without a mark of fact before it, is a demand."""
    return modal <= NARRATED_REACH and _NO_DEMAND_BEFORE.search(text, max(0, modal - 12), modal) is None
