"""Clauses that order by their own words: bare imperatives, those told to act, those charged with a duty."""

from __future__ import annotations

import re

from .lexicon import ADVERB_RUN, IMPERATIVES

_ONE_BY_ONE = re.compile(r"一([一-鿿]{1,4})一\1(?!比)")
_TWICE = frozenset(("看看", "听听", "问问", "走走", "查查", "摸摸", "算算", "讲讲", "聊聊", "晒晒", "比比"))
_CASED = re.compile(
    r"该[^，的]{1,4}的[^，]{1,6}$|[^，的]{2,14}(?<![目我他她它有])的(?:，)?(?:先|一律|由|让|限|当[天日场]|重新|报(?!告)|责令|予以|不[得准予]|退回|收回|停[工产业]|就地|坚决|全部|立即|马上)(?=[^，]{2})"
)
_SOON = r"(?P<when>(?:届时|下周|本周|本月|下月|近期|年内|[下上]半年|\d{1,2}月份?|\d{1,2}日)[^，]{0,3}?)?"
_ALL = re.compile(
    r"(?:各级?|全体|所有)[^，]{0,10}?(?:部门|单位|乡镇|镇街|街道|苏木|村|社区|干部|同志|党员|企业|学校|专班|组|地|[县区市旗州乡镇])(?:（[^）]*）)?"
    rf"(?=[^、的和（]){_SOON}"
)
_SOME = re.compile(
    rf"[^，的了已、]{{1,10}}?(?:局|委|办|部|厅|中心|公司|政府|大队|专班|督查室|办公室|街道|镇|乡)(?=[^、的和（长督办]){_SOON}"
)
_ASSIGNED = re.compile(
    r"[^，的了]{2,16}(?:局|办|委|部|厅|中心|公司|站|所|院|校|政府|镇|乡|街道|村|组|队)会同[^，了]{4,}$"
    r"|[^，]{2,20}是[^，]{0,4}责任[人主]"
)
_DUTY = re.compile(
    r"由[^，,]{2,30}(?:牵头|负责|主抓)(?:落实|办理|实施|组织|推进|整改|完成)?$|^[^各谁要，]{2,4}(?:负责|牵头)$"
    r"|(?:局|办|委|部|厅|中心|部门|单位|公司|乡镇|政府|镇|乡|队|站|馆|所|处|院|行|县|区|市|旗|州|街道|社|院|组)(?:[（(][^）)]{1,8}[）)])?(?:等部门|等单位)?(?:积极|密切|全力|协同|具体|分工|分头|共同)?(?:牵头|配合"
    r"|协助|协办|协同|参与|支援|负责)$|[家门局]联[手合动]$|(?:为|是)(?:牵头|责任|主办|主责|配合|协办|协同)单位$"
)
DUTIES = frozenset(
    ("牵头", "负责", "主抓", "配合", "协助", "协办", "协同", "参与", "支援", "单位", "联手", "联合", "联动")
)


def imperative(text: str) -> bool:
    """It opens with a verb of the genre, adverbs aside, or with what fronts an object."""
    if text[:2] in _TWICE:
        return True
    if text[:2] in IMPERATIVES or text[0] in "把将使让向谁不":
        return text[2:3] not in ("的", "时", "中", "后")
    if text[0] == "一" and _ONE_BY_ONE.match(text):
        return True
    run = ADVERB_RUN.match(text)
    return run is not None and (run.end() >= 2 or text[0] == "先")


def cased(text: str) -> bool:
    """“打不通的当日更换”, “请不动的由司法所出面”: for a case, what is done in it."""
    return "的" in text and _CASED.match(text) is not None


def opens(text: str) -> bool:
    """A verb of the genre stands at its head."""
    return text[:2] in IMPERATIVES or text[:2] in _TWICE


def only_adverbs(text: str) -> bool:
    """What is left of a clause that was cut off: “及时”."""
    run = ADVERB_RUN.match(text)
    return run is not None and run.end() == len(text)


def told(text: str, ordered: bool) -> bool:
    """“各部门倒排工期”, “建设局4月份拿出图纸”: bare, but whom it tells is plain.

    ``ordered``: the speaker orders, so that a body needs no day to come beside it.
    """
    found = _ALL.match(text) or _SOME.match(text)
    if found is None or not (ordered or text[0] in "各全所" or found["when"]):
        return False
    return found.end() < len(text) and imperative(text[found.end() :])


def assigned(text: str) -> bool:
    """“县农牧局会同财政局查明原因”: who does what with whom is an order."""
    return ("会同" in text or "责任" in text) and _ASSIGNED.match(text) is not None


def duty(text: str) -> bool:
    """“县林业局牵头”, “县乡村振兴局为牵头单位”."""
    return text[-2:] in DUTIES and is_duty(text)


def is_duty(text: str) -> bool:
    """For a clause that ends in one of `DUTIES`."""
    return _DUTY.search(text) is not None
