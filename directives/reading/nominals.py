"""Clauses that only name what, whom or when: the next one says what is to be done.

“剩余47件积案,要逐案化解”, “凡是用了补助的企业,…”, “验收合格后,…”: topic and predicate are one demand.
"""

from __future__ import annotations

import re

from .lexicon import ADVERB_RUN, FACT, IMPERATIVES, MODAL, SECOND_VERB

_THING = re.compile(
    r"的[^的]{0,8}(?:主体|机构|资金|款|补助|补贴|工资|[房地路桥池井店]|隐患|短板|线索|事项|案件|工程|工地|车间|学校|设[备施]|管网|电站|土地|岗位"
    r"|合同|台账|数据|档案)$|^凡是?[^，]{2,}"
)
_WHEN = re.compile(
    r"(?:的时候|时(?<![按及同随临准小适定当平])|之[际时后]|(?<![今以会往前先最善])后|[^，今]{3}以后"
    r"|(?:结束|到来|来临|开始|开学|上市|封冻|完工|见效|通过|落地)(?:之|以)?前|从[^，]{2,8}(?:开始|起))$"
)
_WHEN_ENDS = frozenset("候时际后前始起")
_REST = re.compile(r"(?:剩[余下]|余下|其余|首批|第[一二三四]批|这|那|\d|[^，]{2,12}(?:二期|三期|一期)$)")
_COUNTED = re.compile(
    r"[\d一二两三四五六七八九十百千][多余几]?[万亿千百]?(?:[个户人件宗笔亩吨处所座栋家项条块辆台名套眼米元户期口]|公里|立方|平方)"
)
_DATE = re.compile(
    r"(?:到|在)?[\d一二三四五六七八九十年月日号上中下旬初底末今明本周季度半个天]{2,12}(?:之?以?[前内]|期间)?"
)
_DATED = re.compile(
    r"[年月日周底末天][前底内]|\d[月日]|之前|以前|%|全部|一律|同步|统一|逐|[极很太遇无不需难会想愿能说讲是]"
)
_ENDED = re.compile(
    r"(?:到位|完毕|起来|下[去来]|上[去来]|出[去来]|清楚|到底|到[人户村]|[好完掉齐清住]|一[遍次]|当[作成][^，]{0,6})$"
)
_ACTS = re.compile(
    r"[每各把将被让使对由向给]|[^，的]{2,12}(?:局|办|委|镇|乡|街道|中心|部门|单位|公司|[县区市州旗])[建办设派拿送配管搞抓打出组开做查安]"
)
_GOES_ON = re.compile(
    r"由|则|趁|也|都|先|今[天晚]|全部|一律|一[个户村家]一|逐|能[^，]{1,6}的|该[^，]{1,6}[的就]|应[^，]{1,3}尽|[^，的]{2,8}先[^，进后行]{1,6}$|间隔"
)
_LONGEST, _HEAD = 32, 9
_NO_FIGURES = dict.fromkeys(map(ord, "0123456789.万亿千百、（）“”"))


def leads_to(text: str) -> bool:
    """What, or when, the next clause orders something."""
    if text[-1] in _WHEN_ENDS and "是" not in text and _WHEN.search(text):
        return True
    if text[:2] in IMPERATIVES:
        return False
    if names_thing(text):
        return True
    thing = _THING.search(text) if "的" in text or text[0] == "凡" else None
    return thing is not None and SECOND_VERB.search(text, thing.start()) is None


def names_thing(text: str) -> bool:
    """“闲置的5宗土地”, “2016年以前的旧案”: a noun behind its modifier, without a predicate of its own."""
    if not 4 < len(text) <= _LONGEST or text[:2] in IMPERATIVES:
        return False
    at = text.rfind("的")
    if at < 0 and not (_REST.match(text) and (_COUNTED.search(text) or text[-1] == "期")):
        return False
    if _ACTS.match(text):
        return False
    date = _DATE.match(text)
    if date and (text[date.end() : date.end() + 2] in IMPERATIVES or SECOND_VERB.match(text, date.end())):
        return False
    head = text[at + 1 :]
    return (
        head != ""
        and "是" not in text
        and len(head.translate(_NO_FIGURES)) <= _HEAD
        and _DATED.search(head) is None
        and FACT.search(head) is None
        and MODAL.search(head) is None
        and SECOND_VERB.search(head) is None
        and _ENDED.search(head) is None
        and not _runs(text, at)
    )


def _runs(text: str, of: int) -> bool:
    """It opens with adverbs that are a verb's (认真落实…的), not a noun's (高标准农田的)."""
    run = ADVERB_RUN.match(text)
    if run is None:
        return False
    return of < 0 or text[run.end() : run.end() + 2] in IMPERATIVES or SECOND_VERB.match(text, run.end()) is not None


def goes_on(text: str) -> bool:
    """It takes up what the clause before has named: “由乡镇…”, “则按…”, “能压缩的再压缩”."""
    return _GOES_ON.match(text) is not None
