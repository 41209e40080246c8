"""Turns of phrase that tell a deed from a stance where no single word does.

A deed is counted (走一遍, 三件), rules a case (涂改的要重填), goes to an office (材料报市委办), carries out what is
written (执行减免政策) or names the faults that are to go.  A stance says how something is to be done (排查要细) or is
built of halves that echo each other (不推不拖, 谁签字、谁负责).
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[“《][^”》]{0,40}[”》]")
_OFFICE = "省市县区州旗盟乡镇局委办部厅"
_COUNTED = re.compile(
    r"[一二两三四五六七八九十](?:(?<=一)(?:次|遍|名|堂|场|轮|批|份|本|张|套|册|期|班|台|条|个(?!导向|声音|目标|都|一))"
    r"|(?<!一)(?:件|堂|次|名|场|期|轮|条|个|户|家|处|篇|座|所|批|天|本|份)(?!问题|环节|方面|重点|到位|必须|好))"
)
_CASE = re.compile(
    r"凡|(?:对)?[^，、]{2,24}?的(?:，[^，]{0,4})?[也都人再]?(?:要|应|须|一律|全部|必须|由|可|报|列|先|再|限|退)"
)
_SENT = re.compile(
    r"(?:抄[送报]|上报|报送|报(?![告废警销名复喜恩表道酬])|移[交送]|提交|送交)[至给到请]?"
    rf"[^，]{{0,3}}[{_OFFICE}]|[送交][给到至]?[省市县区州旗盟乡镇村][^，]|(?:汇总|书面|审核|签字)后?[送报]"
    rf"|向[^，]{{0,8}}?[{_OFFICE}组会][^，]{{0,2}}?(?:作|报告|汇报|述职|说明|检讨)"
)
_SENT_BY = re.compile("[送报交向]")
_PAIRED = re.compile("[、，谁当里视为既]")
_CARRY = re.compile(
    r"(?:执行|落实|推行|实行)(?![^，]{0,6}(?:各项|相关|有关))[^，、]{0,10}?(?:标准|机制|制度|办法|规定|政策|条例|协议)$"
)
_FAULTS = re.compile(r"(?:解决|整治|纠正|查处|治理|整改)[^，]{2,20}?、[^，]{2,30}?(?:问题|现象|行为)$")
_MANNER = re.compile(
    r"[要得][更再]?(?:[准快实细严真稳硬好高深牢清优长透新紧早狠]|常态化)$"
    r"|[做抓建拆管看守用干盯办垦改][准快实细严真稳硬好牢透紧住](?:用活|办好)?$|抓好$|(?<![改付整调])到位$"
)
_MANNER_REACH = 6
_ECHO = re.compile(
    r"[不有谁让把既好准强实严到在抓](?:(?<=不)[^，、]{1,5}[、，]不|(?<=有)[^、，]{1,5}、有|(?<=谁)[^，、]{1,6}[、，]?[谁就]|(?<=让)[^，、]{2,20}、让"
    r"|(?<=把)[^，]{2,30}?(?:当|作为|视为)|(?<=既)[^，]{1,8}[、，]?[又也更]|(?<=[好准强实严])[^，、]{2,6}、[^，、][好准强实严][^，、]{2,6}"
    r"|(?<=[到在])哪里|(?<=抓)[^，、]{1,4}、抓)"
)
_ECHO_OR_FOURS = re.compile(_ECHO.pattern + "|(?:[^，、]{4}、){3}")
"""The same, or a row of words of four characters, which takes three 、."""
_PUN = re.compile(r"[要能得当现是成]“[^”一二两三四五六七八九十\d]{0,30}”$")
_SHARED_OUT = re.compile(r"每(?!一)[个处户村校家镇乡座项支名人县]|一[一-鿿]一[策档卡表案册牌]")
# A plain set first and the look behind it after: so a search is at the speed of C.
_SOON = re.compile(
    r"[\d每今明本年当次周早晚日天旬月季前]"
    r"(?:(?<=\d)(?:\d?月\d{1,2}日(?!的|会)|\d?[日号](?:零时|起)|小时)|(?<=[今明])[年天]|(?<=今)晚|(?<=本)[月周]|(?<=年)内|(?<=当)[天晚日]"
    r"|(?<=次)日|(?<=每)[\d一二两三四五六七八九十半]{1,3}个?(?:小时|[天日周月年]|季度)|(?<=周)[一二三四五六日]|(?<=[早晚])上"
    r"|(?<=[日天周旬月季年])[一两三][报检查巡访调讲]|(?<=[冻雪雨季春冬夏汛学假节课之以]前)(?!的))"
)
_WELL = frozenset("准快实细严真稳硬好高深牢清优长透新紧早狠化住活位")
_RULED, _FAULTY = frozenset("准制度法定策例议"), frozenset("题象为")
_PRECISE = frozenset({"counted", "case", "each", "sent", "soon"})
_SHORT, _BRIEF = 6, 11


def turns_of(text: str) -> list[tuple[str, str]]:
    """(class, words) of each turn in a demand; what stands in quotation marks makes none."""
    length, pun = len(text), None
    if "“" in text or "《" in text:
        pun = _PUN.search(text)
        text = _QUOTED.sub("“”", text)
    found: list[tuple[str, str]] = []
    last = text[-1:]
    if match := _COUNTED.search(text):
        found.append(("counted", match[0]))
    if "的" in text and (match := _CASE.match(text)):
        found.append(("case", match[0]))
    if _SENT_BY.search(text) and (match := _SENT.search(text)):
        found.append(("sent", match[0]))
    if last in _RULED and (match := _CARRY.search(text)):
        found.append(("carry", match[0]))
    if last in _FAULTY and (match := _FAULTS.search(text)):
        found.append(("faults", match[0]))
    if last in _WELL and (match := _MANNER.search(text, max(0, len(text) - _MANNER_REACH))):
        found.append(("manner", match[0]))
    echo = _ECHO_OR_FOURS if text.count("、") >= 3 else _ECHO
    if match := (echo.search(text) if _PAIRED.search(text) else None) or pun:
        found.append(("echo", match[0]))
    if match := _SHARED_OUT.search(text):
        found.append(("each", match[0]))
    if match := _SOON.search(text):
        found.append(("soon", match[0]))
    if length <= _BRIEF and _PRECISE.isdisjoint(name for name, _ in found):
        found.append(("short" if length <= _SHORT else "brief", text))
    return found
