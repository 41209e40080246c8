"""Who has to do it: the scope of a demand, its lead unit and those that support it.

“各乡镇要…” gives a scope; “县住建局要…” and “五龙镇要…” name a unit; “由住建局牵头,财政局配合” names both sides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .lexicon import IMPERATIVES

_ENDS = re.compile(
    r"(?:局|委员会|委|办公室|办|厅|中心|公司|集团|银行|信用社|联社|部门|机关|单位|工作队|大队|支队|第一书记|专责小组"
    r"|工作组|指挥部|防指|领导小组|领导|负责人|责任人|干部|专班|党委|党组|党支部|政府|两委”?|公室|学校|医院|法院|检察院|合作社|供销社"
    r"|企业|督查室|科|站|所|[一-鿿](?:街道|镇|乡|县|区|市|州|旗|村|社区)|[县市区镇乡州][直级][一-鿿]{0,8})$"
)
_GENERIC = re.compile(r"^(?:各|全|所有|有关|相关|每|凡|其他|其余)|部门|单位$")
_SCOPED = re.compile(r"各|全(?!国)|所有|有关|相关|每|凡|其他|其余|乡镇$")
_LEAD = re.compile(
    r"由(?P<a>[^，,；;由]{2,40}?)(?:负责)?牵头|(?P<b>[一-鿿]{2,16}?(?:局|办|委|部|中心|厅|公司|政府|镇|乡))(?:要"
    r"|负责)*牵头|由(?P<c>[^，,；;由牵]{2,30}?)(?:具体|全权|总体)?(?:负责|主抓|承办|组织实施)"
    r"|(?:牵头|责任|主办|承办)单位[:：](?P<d>[^；;。)）配]{2,60})"
)
_SUPPORT = re.compile(
    r"(?:^|[，,、])(?P<a>[^，,；;]{2,40}?)(?:等部门|等单位)?(?:积极|密切|全力|具体|协同|共同)*(?:配合|协助|协办"
    r"|参与(?!度))(?=$|[，,、；;])|会同(?P<c>[一-鿿、]{2,30}?(?:局|办|委|部|中心|厅|公司|政府|镇|乡|部门"
    r"|单位))(?!、)|(?:配合|协办|协助)单位[:：](?P<b>[^；;。)）]{2,60})"
)
# The last character first and what stands before it after: so most characters are passed at once.
_UNIT = (
    r"[一-鿿]{1,14}?(?:[局委办厅室科站所院]|[会心司团行社关位门队班指府道](?:(?<=委员会)|(?<=中心)|(?<=公司)|(?<=集团)|(?<=银行)"
    r"|(?<=用社)|(?<=联社)|(?<=机关)|(?<=单位)|(?<=部门)|(?<=大队)|(?<=支队)|(?<=作队)|(?<=专班)|(?<=防指)|(?<=政府)|(?<=街道))"
    r"|部(?![分位落])|[县区市州旗镇乡](?<=[一-鿿].))"
)
_UNITS = rf"(?:{_UNIT}[、和及与]){{0,5}}{_UNIT}"
# 由县财政局列支, and a unit that opens the clause and acts: 州森防办5月底前…, 房管局10月20日前必须….
_AGENT = re.compile(rf"由(?P<who>{_UNITS})(?![、和及与的长领]|(?:主要|分管)?负责人)")
_ACTS = re.compile(
    rf"(?:[^，]{{2,24}}，)?(?P<who>{_UNITS})(?=要(?!求)|必须|务必|应当|须|负责|牵头|会同|于|在|从|对|把|将|逐|每|按|今|明|本|下|年|\d|一律"
    r"|尽快|立即|抓紧|组织|安排|[一二三四五六七八九十]+[月天日个])"
)
_ACTS_AT = re.compile(
    r"[局委办厅心司团行社关位门队班部指府道室科站所院县区市州旗镇乡]"
    r"(?=[要必务应须负牵会于在从对把将逐每按今明本下年尽立抓组安一二三四五六七八九十\d])"
)
_REACH = 34
_WITH = re.compile(r"会同(?P<who>[一-鿿、和及]{2,40}?)(?:等部门|等单位|等有关部门)")
_WITH_UNIT = re.compile(rf"会同(?P<who>{_UNITS})")
_NO_NAME = re.compile(r"[以把对在从）)]|完成|任何")
_PARTS = re.compile(r"[、和及与]|以及")
_SCOPE_TAIL = re.compile(r"(?:都|也|还|更|均|一定|同样|首先|就|又|仍|今后|下一步|作为.*)+$")
_DUTY_WORD = re.compile(r"牵头|负责|单位|承办|主抓|配合|协助|协办|参与|会同")


class Responsible(NamedTuple):
    """Scope as worded (“各乡镇”, "" without one), lead units, supporting units."""

    scope: str
    lead: tuple[str, ...]
    support: tuple[str, ...]


def _units(listed: str) -> tuple[str, ...]:
    parts = (p.strip(" 等“”") for p in _PARTS.split(listed.replace("以及", "、")))
    named = (p.rsplit("由", 1)[-1] for p in parts)
    return tuple(p for p in named if 2 <= len(p) <= 20 and "的" not in p and not _NO_NAME.match(p))


@lru_cache(maxsize=1024)
def _scope(subject: str) -> Responsible:
    scope = _SCOPE_TAIL.sub("", subject)
    return Responsible(scope, tuple(u for u in _units(scope) if _ENDS.search(u) and not _GENERIC.search(u)), ())


@lru_cache(maxsize=1024)
def _named(listed: str) -> tuple[str, ...]:
    """The units of a list whose last one shows that they are units (“市场监管、商务部门”), unless it is 各部门."""
    units = _units(listed)
    if not units or not _ENDS.search(units[-1]) or "的" in listed:
        return ()
    return tuple(unit for unit in units if "牵头" not in unit and not _SCOPED.match(unit))


def _acting(text: str) -> tuple[str, ...]:
    """The unit that a 由 names, or that opens the clause and acts."""
    found = _AGENT.search(text) if "由" in text else None
    if found is None and text[:2] not in IMPERATIVES and _ACTS_AT.search(text, 0, _REACH):
        found = _ACTS.match(text)
    return _named(found["who"]) if found else ()


def responsible_for(text: str, subject: str) -> Responsible:
    """Read a demand's text and the subject that governs it (its own or that of its sentence)."""
    who = _scope(subject)
    duty = _DUTY_WORD.search(text)
    found = _LEAD.search(text) if duty else None
    lead = _units(next(g for g in found.groups() if g)) if found else _acting(text) or who.lead
    support: tuple[str, ...] = ()
    for match in _SUPPORT.finditer(text) if duty else ():
        names = match["a"] or match["b"] or match["c"]
        support += _named(names.removeprefix("由"))
    if not support and "会同" in text:
        found = _WITH.search(text)
        support = _units(found["who"]) if found else ()
        if not support and (found := _WITH_UNIT.search(text)):
            support = _named(found["who"])
    return Responsible(who.scope, lead, support)
