"""Who has to do it: the scope of a demand, its lead unit and those that support it.

“各乡镇要…” gives a scope; “县住建局要…” and “五龙镇要…” name a unit; “由住建局牵头,财政局配合” names both sides.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_BODY = (
    r"(?:[一-鿿]{0,8}(?:局|委员会|委|办公室|办|厅|中心|公司|集团|银行|信用社|联社|部门|单位|工作队|第一书记|专责小组"
    r"|工作组|指挥部|领导小组|领导|负责人|责任人|干部|专班|党委|党组|党支部|政府|两委”?|公室|学校|医院|合作社|企业)"
    r"|[一-鿿]{1,8}(?:街道|镇|乡|县|区|市|州|旗|村|社区)|(?:县|市|区|镇|乡|州)(?:直|级)[一-鿿]{0,8})"
)
_GENERIC = re.compile(r"^(?:各|全|所有|有关|相关|每|凡|其他|其余)|部门|单位$")
_ENDS = re.compile(rf"(?:{_BODY})$")
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
    return tuple(p for p in parts if 2 <= len(p) <= 20)


@lru_cache(maxsize=1024)
def _scope(subject: str) -> Responsible:
    scope = _SCOPE_TAIL.sub("", subject)
    return Responsible(scope, tuple(u for u in _units(scope) if _ENDS.search(u) and not _GENERIC.search(u)), ())


def responsible_for(text: str, subject: str) -> Responsible:
    """Read a demand's text and the subject that governs it (its own or that of its sentence)."""
    who = _scope(subject)
    if _DUTY_WORD.search(text) is None:
        return who
    found = _LEAD.search(text)
    lead = _units(next(g for g in found.groups() if g)) if found else who.lead
    support: tuple[str, ...] = ()
    for match in _SUPPORT.finditer(text):
        names = match["a"] or match["b"] or match["c"]
        support += tuple(u for u in _units(names.removeprefix("由")) if _ENDS.search(u) and "牵头" not in u)
    return Responsible(who.scope, lead, support)
