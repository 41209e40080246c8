"""Who has to do it: the scope of a demand, its lead unit and those that support it.

“各乡镇要…” gives a scope; “县住建局要…” and “五龙镇要…” name a unit; “由住建局牵头,财政局配合” names both sides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .bodies import END, GENERIC, SHORT, UNIT, is_unit, named_units, units_in
from .lexicon import IMPERATIVES

_KINDS = re.compile(r"^(?:各|全)|部门|单位$")
_LISTED = rf"(?:{UNIT}[、和及与]){{0,5}}{UNIT}"
_CHARGED = re.compile(
    r"由(?P<c>[^，,；;由牵]{2,30}?)(?:具体|全权|总体)?(?:负责(?!人)|负总责|主抓|承办|组织实施)"
    r"|(?:牵头|责任|主办|承办)(?:单位|部门)(?:是|为|[:：])(?P<d>[^；;。)）配，]{2,60})"
    r"|(?P<e>[^，,；;、由]{2,30}?)(?:作?为|是)(?:牵头|责任|主办|承办)(?:单位|部门)"
    rf"|(?:^|[，,])(?P<f>{_LISTED}|[一-鿿]{{2,10}}(?:书记|领导|[县镇乡区]长))(?:共同|全面|具体)?(?:负责|负总责|主抓|承办)(?=$|[，,、；;])"
)
_LEAD = re.compile(
    rf"由(?P<a>[^，,；;由]{{2,40}}?)(?:负责)?牵头|(?P<b>{_LISTED}|[一-鿿]{{2,16}}?(?:领导|书记))(?:要|负责)*牵头|"
    + _CHARGED.pattern
)
"""The same, or who takes the lead (牵头): dear to look for, and seldom needed."""
_SUPPORT = re.compile(
    r"(?:^|[，,、；;])(?P<a>[^，,；;]{2,40}?)(?:等部门|等单位)?(?:要)?(?:积极|密切|全力|具体|协同|共同|做好)*(?:配合|协助|协办|协同|支援"
    r"|参与(?!度))(?:工作)?(?=$|[，,、；;])|(?:配合|协办|协助|参与)(?:单位|部门)(?:是|为|[:：])(?P<b>[^；;。)），]{2,60})"
    r"|(?:^|[，,])(?P<c>[^，,；;]{2,40}?)(?:作?为|是)(?:配合|协办|协助|参与)(?:单位|部门)"
    r"|由(?P<e>[^，,；;由]{2,30}?)(?:等部门|等单位)?(?:配合|协助)(?=[一-鿿])|在(?P<d>[^，,；;在]{2,30}?)的?(?:配合|协助|支持)下"
)
_TOGETHER = re.compile(
    rf"(?:会同|联合(?=[省市县区州旗镇乡公]))(?:(?P<who>[一-鿿、]{{2,40}}?)(?:等部门|等单位|等有关部门)|(?P<units>{_LISTED}))"
)
_SHORTLY = re.compile("会同(?P<who>[一-鿿、]{2,40})")
_AGENT = re.compile(
    rf"由(?P<who>[一-鿿]{{0,4}}(?:领导(?!小组|班子)|负责人|责任人|书记|[县乡镇市区]长)|{_LISTED}(?!(?:主要|分管)?负责人)|{SHORT}(?:、{SHORT}){{0,4}}(?!厅|局|部|办|院|所))(?![、和及与的长])"
)
_HANDS = re.compile("(?P<who>[一-鿿]{2,6}(?:、[一-鿿]{2,6}){1,4}?)(?:[两三四五六七]家(?=[联共要一])|(?=要|必须|务必))")
_ENDED = re.compile(END)
_ACTS = re.compile(
    r"(?:要(?!求)|必须|务必|应当|须|负责|牵头|会同|联合|于|在|从|对|把|将|逐|每|按|今|明|本|下|年|\d{1,2}[月日天号周个]|一律|尽快|立即|抓紧|组织|安排|届时|当[天日场晚]|派|半|随|再|月"
    r"|[一二三四五六七八九十]+[月天日个])"
)
_AGENCY = re.compile(r"(?:[局委办厅司府心道镇乡]|[银商]行|[大支中]队|专班|联社|部门|督查室|[作家灾导督战小]组)$")
_NAME, _REACH = 4, 34
_SCOPE_TAIL = re.compile(r"(?:都|也|还|更|均|一定|同样|首先|就|又|仍|今后|下一步|作为.*)+$")
_LEADS = re.compile("牵头|负责|负总责|主抓|承办|组织实施|单位|部门")
_SUPPORTS = re.compile("配合|协助|协办|协同|支援|参与|支持")
_DUTY_WORD = re.compile(r"牵头|负责|负总责|单位|承办|主抓|配合|协助|协办|协同|支援|参与|会同|联合|支持")


class Responsible(NamedTuple):
    """Scope as worded (“各乡镇”, "" without one), lead units, supporting units."""

    scope: str
    lead: tuple[str, ...]
    support: tuple[str, ...]


@lru_cache(maxsize=1024)
def _scope(subject: str) -> Responsible:
    scope = _SCOPE_TAIL.sub("", subject)
    named = (unit for unit in named_units(scope) if not (_KINDS.search(unit) or GENERIC.fullmatch(unit)))
    return Responsible(scope, tuple(named), ())


@lru_cache(maxsize=1024)
def _named(listed: str) -> tuple[str, ...]:
    units = named_units(listed)
    kinds = [unit for unit in units if "各" in unit or GENERIC.fullmatch(unit)]
    return () if kinds and all(unit in kinds or _KINDS.search(unit) for unit in units) else units


def _acting(text: str) -> tuple[str, ...]:
    """The unit that a 由 names, or that opens the clause and acts."""
    found = _AGENT.search(text) if "由" in text else None
    if found:
        return named_units(found["who"])
    if "、" in text and (found := _HANDS.match(text)) and all(map(is_unit, found["who"].split("、"))):
        return _named(found["who"])
    verb = text[:2] in IMPERATIVES  # 建设局 and 组织部 begin like 建设卫生院
    for match in _ENDED.finditer(text, 0, _REACH):
        end = match.end()
        who = text[max(text.rfind("，", 0, end), text.rfind("：", 0, end)) + 1 : end]
        if verb and _NAME < end == len(who):
            continue
        acts = _ACTS.match(text, end) or (not verb and text[end : end + 2] in IMPERATIVES and _AGENCY.search(who))
        if acts and (units := _named(who)):
            return units
    return ()


def responsible_for(text: str, subject: str) -> Responsible:
    """Read a demand's text and the subject that governs it (its own or that of its sentence)."""
    who = _scope(subject)
    if _DUTY_WORD.search(text) is None:
        return Responsible(who.scope, _acting(text) or who.lead, ())
    pattern = _LEAD if "牵头" in text else _CHARGED
    found = pattern.search(text) if _LEADS.search(text) else None
    lead = units_in(next(g for g in found.groups() if g)) if found else ()
    return Responsible(who.scope, lead or _acting(text) or who.lead, _supporting(text, sure=bool(found)))


def _supporting(text: str, sure: bool) -> tuple[str, ...]:
    found: list[str] = []
    for match in _SUPPORT.finditer(text) if _SUPPORTS.search(text) else ():
        found += named_units(next(g for g in match.groups() if g).removeprefix("由"), sure)
    if not found and (together := _TOGETHER.search(text)):
        found += units_in(together["who"]) if together["who"] else named_units(together["units"])
    if not found and (together := _SHORTLY.search(text)):
        found += _leading(together["who"])
    return tuple(dict.fromkeys(found))


def _leading(words: str) -> list[str]:
    """The units that a run of words begins with: “公安、住建拉出清单”."""
    found: list[str] = []
    for part in words.split("、"):
        name = next((part[:n] for n in range(min(8, len(part)), 1, -1) if is_unit(part[:n])), "")
        if not name:
            break
        found.append(name)
        if name != part:
            break
    return found
