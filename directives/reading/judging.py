"""Why a date phrase is no deadline: one small named rule per reason, tried in order.

A marked phrase (前, 底, 内 ...) is a deadline unless a rule objects; a bare one (6月5日, 今年, 8月) also needs a
demand or a verb of completion beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .contexts import Context
from .cues import DEMAND, RESULT, STRONG, VERB
from .evidence import undemanded
from .forecasts import forecast, others_event
from .labels import label, span_name, title
from .settling import GRACE

_FROM = ("自", "从", "打")
_PAST_EDGE = re.compile(r"过后|结束后|之后|[^,，。要必须]{1,8}后(?=[,，]|$)")
_COUNTED = re.compile(r"(?:距离?|离|还差|临近|接近|时近|邻近|已近|转眼)[^,，]{0,4}$")
_NEARING = re.compile(r"将至|在即|临近|已到|快到|只剩|仅剩|只有|仅有|满打满算|还有\d|还剩|不足|不到")
_AS_OF = re.compile(r"(?:截止到?|截至到?|到|至|直到)[,，]?$")
_SUMMED = re.compile(
    r"已|累计|共(?![同享建青产性识])|合计|总计|了(?![解然却])"
    r"|\d[\d.]{0,9}[多余]?[万亿]?(?:人|户|次|元|件|名)"
)
_SO_FAR = re.compile("已|累计")
_NOT_YET = 300
"""Days ahead from which a 截止到4月底 without a demand tells of the April just past."""
_RECKONED = re.compile(
    r"(?:来|进行)?(?:计算|核算|统计|测算|认定)|为(?:一个)?(?:计算|统计|核算|收入)?(?:周期|年度|期间|口径)"
)
_BARRED = re.compile(r"[^,，。；;]{0,10}?(?:不批|不许|不准|不得|不允许|严禁|禁止|停止|暂停|停办|限行|封闭|关闭)")
_CONDITION = re.compile(r"(?:如果?(?![期实约数])|若|倘若|假如|要是)[^,，。；;]{0,6}$")
_RELATIVE_DEMAND = re.compile(r"[今明]年(?:要|应|需)[^,，。]{1,4}的")
_JUST = re.compile(r"(?:已经?|业已|早已?|曾|刚刚?)[于在从到]?$")
_ALREADY = re.compile(
    r"(?:(?!完成|开展|实现|建立|落实|组织|对|把|将|凡|给|为)[^,，。；;]){0,15}?(?:已|曾)"
    r"(?!(?:脱贫|建成|完工|摘帽|出列|搬迁|整改|办结|入住|签约|发现|排查|下达|竣工|纳入|开工|退出|稳定)[^,，。]{0,3}"
    r"(?:的|户|村|人口|县|对象|项目|问题|资金|群众))"
)
_DONE = re.compile(r"了(?<![为除罢明得到受不算极末便终].)(?![解然却断如若事])")
_NOT_DONE = re.compile(r"[^,，。]{0,4}(?:没有?|未|没能|尚未)[^,，。]{1,14}的$")
_PERIOD_NOUN = re.compile(r"份?的?(?:工作|任务|数据|报表|情况|进度|指标)(?!要|必须)")
_ORIGINAL = re.compile(r"(?:原定|原计划|原本|原来的?|原要求|原先)[^,，\d至到]{0,6}$")
_MOVED = re.compile(r"[^,，。]{0,4}(?:提前|推迟|延期|延|顺延|调整|延长|缩短|推后)(?:到(?!位)|至|为)")
_RANGE_AFTER = re.compile(
    r"[^。；;,，]{0,16}[,，][自从][\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}[日号]起?[,，]?(?:至|到)"
)
_POSTPONED = re.compile(r"[不莫勿][^,，]{0,4}[拖推等延攒留积压][迟期后]?[到至]了?$")
_EVENT_START = re.compile(
    r"(?:后(?<![今往]后)(?:应当?|要|必须|须|务必)?|(?:合格|通过|达标|到期|落地|到货|返乡|成立|立案|审定|批准|符合条件)的?|(?:来袭|发生|出现|发现|告急|报警|接警|险情|异常|故障)[^,，]{0,4}时"
    r"|\d[^,，]{0,4}以[上下]的|之日起|之时起|次日起|起)的?[,，]?[在于]?$"
)
_NOW_START = re.compile(
    r"(?:会后|散会后|会议(?:结束)?之?后|即日起|现在起|今天起|今日起|明天起|即刻起|(?:印发|下发|发布)(?![^,，]{0,8}(?:预警|警报|信号))[^,，]{0,6}(?:后|起)"
    r"|(?:收到|接到)(?:本|督办|整改|交办)?(?:通知书?|督办[单函]|交办[单函]|文件|函)[^,，]{0,4})[,，]?[在于]?$"
)
_EVENT_BEFORE = re.compile(
    r"(?:(?:接到|收到|接报|受理|发现|发布|发生|出现|遇有?|启动)[^,，。；;]{0,20}|[^,，。；;]{2,12}过后)[,，]$"
)
"""一旦接到预警，2小时内…: the event stands in the clause before."""
_ENDED = re.compile(r"(?:结束|完成|到期|期满)后[,，]?[在于]?$")
_SERVICE = re.compile(
    r"(?<!\d个)(?:诉求|举报|投诉|来信|来访|申请|许可|审批|审批事项|环评|工单|预警)(?:后|的)?[,，]?[^,，。；;]{0,10}?(?:应当?|要|必须|须|一律)?[在于]?$"
)
"""群众举报3日内必须有回音: how soon each one is to be served, counted from its own day."""
_RESPONSE = re.compile("(?:书面|电话)报告|(?:到达|赶到)现场|响应")
_HEAD = 12
_EACH = re.compile(r"每(?:逢|年|月|个月|周|季度?|天|日|旬)的?$")
_EVENT_VERB = re.compile(r"(?:接到|收到|受理|接报|接访|接件|发现(?!的)|发生|出现)[^,，的]{0,10}$")


def _range_start(c: Context) -> bool:
    """3月 of 3月至5月底."""
    return c.phrase.opens_range


def _start(c: Context) -> bool:
    """7月1日起, 从7月1日: when something begins."""
    return c.phrase.edge == "start" or (not c.phrase.ranged and not c.marked and c.before.endswith(_FROM))


def _since(c: Context) -> bool:
    return c.phrase.edge == "since"


def _after(c: Context) -> bool:
    return c.phrase.edge == "after" or ("后" in c.after and _PAST_EDGE.match(c.after) is not None)


def _past(c: Context) -> bool:
    """去年, 上月, 上周: never due; a day further than the grace before R only where it is strongly demanded."""
    phrase = c.phrase
    if (phrase.shift or 0) < 0 or (phrase.near or 0) < 0:
        return True
    due = c.settled.due_on
    if due is None or not c.anchor.known or c.anchor.day - due <= GRACE:
        return False
    return STRONG.search(c.before) is None and STRONG.match(c.after) is None


def _countdown(c: Context) -> bool:
    """距离年底只剩100天, 年关将至."""
    return (c.before != "" and _COUNTED.search(c.before) is not None) or _NEARING.match(c.after) is not None


def _superseded(c: Context) -> bool:
    """原定6月底…延至7月10日: the newer day counts."""
    return ("原" in c.before and _ORIGINAL.search(c.before) is not None) or _MOVED.match(c.after) is not None


def _postponed(c: Context) -> bool:
    """绝不能拖到8月: the day that must not be waited for."""
    return c.before != "" and _POSTPONED.search(c.before) is not None


def _after_event(c: Context) -> bool:
    """接到举报后24小时内: counted from an event whose day nobody knows."""
    if c.phrase.unit != "duration" or _NOW_START.search(c.before):
        return False
    if _ENDED.search(c.before) or _SERVICE.search(c.left + c.before) or _RESPONSE.match(c.after):
        return True
    if c.started:
        return False
    if len(c.before) < _HEAD and (told := _EVENT_BEFORE.search(c.left)) and not _NOW_START.search(told[0]):
        return True
    return _EVENT_START.search(c.before) is not None or _EVENT_VERB.search(c.before) is not None


def _ranged_length(c: Context) -> bool:
    """为期两个月…，从5月20日起至7月20日止: the days that say the same are the better ones."""
    return c.phrase.unit == "duration" and _RANGE_AFTER.match(c.after + c.right) is not None


def _condition(c: Context) -> bool:
    """如月底前仍未下雨: the case for which something is ordered."""
    return c.before != "" and _CONDITION.search(c.before) is not None


def _rhythm(c: Context) -> bool:
    """每年春节前: a rhythm whose day is a phrase of its own."""
    return "每" in c.before and _EACH.search(c.before) is not None


def _asked(c: Context) -> bool:
    """Whether the clause demands anything; a relative clause (今年要改的危房) does not."""
    return DEMAND.search(c.before) is not None or DEMAND.search(_RELATIVE_DEMAND.sub("", c.after)) is not None


def _as_of(c: Context) -> bool:
    """截至5月底, 到9月28日: the day that figures were taken, unless something is demanded by it."""
    if (c.marked and c.phrase.edge != "end") or not _AS_OF.search(c.before):
        return False
    formal = "截" in c.before[-3:]
    if not formal and not c.alone:
        return False
    due = c.settled.due_on
    if due is None or not c.anchor.known:
        return not _asked(c) and RESULT.search(c.after) is not None
    if due > c.anchor.day:
        lately = due.year > c.anchor.day.year and (due - c.anchor.day).days > _NOT_YET
        return formal and (lately or _SO_FAR.search(c.after) is not None) and not _asked(c)
    return not _asked(c) or RESULT.search(c.after[:20]) is not None


def _past_fact(c: Context) -> bool:
    """5月底前已…, 完成了…: told, not demanded."""
    if c.before and _JUST.search(c.before):
        return True
    if c.phrase.unit == "duration" and c.alone and _SUMMED.search(c.after) and not VERB.match(c.after, 1):
        return not _asked(c)
    if c.settled.over and _NOT_DONE.match(c.after):  # 凡6月15日前没有完成的，停止施工: said on the 24th
        return not _asked(c) and DEMAND.search(c.right[:_HEAD]) is None
    already = ("已" in c.after or "曾" in c.after) and _ALREADY.match(c.after) is not None
    if (
        already
        or ("了" in c.after and _DONE.search(c.after))
        or ((c.gone or c.settled.over) and RESULT.search(c.after))
    ):
        return not _asked(c)
    return False


def _reporting_period(c: Context) -> bool:
    """1-5月, 一季度, 上半年 as the span of figures: from the year's start, or over, and nothing demanded."""
    phrase = c.phrase
    if phrase.ranged and _BARRED.match(c.after):  # 9月25日到10月20日村道上一律不许过渣土车
        return True
    if phrase.ranged and _RECKONED.match(c.after):  # 按2016年10月1日至2017年9月30日计算
        return True
    if c.marked or phrase.unit not in ("month", "quarter", "half") or (phrase.part == "end" and not phrase.month_from):
        return False
    if _PERIOD_NOUN.match(c.after):
        return True
    return (phrase.month_from == 1 or c.gone) and not _asked(c)


RULES: tuple[tuple[str, Callable[[Context], bool]], ...] = (
    ("title", title),
    ("range_start", _range_start),
    ("start", _start),
    ("since", _since),
    ("after", _after),
    ("past", _past),
    ("countdown", _countdown),
    ("rhythm", _rhythm),
    ("condition", _condition),
    ("superseded", _superseded),
    ("postponed", _postponed),
    ("ranged_length", _ranged_length),
    ("span_name", span_name),
    ("after_event", _after_event),
    ("others_event", others_event),
    ("label", label),
    ("as_of", _as_of),
    ("reporting_period", _reporting_period),
    ("past_fact", _past_fact),
    ("forecast", forecast),
    ("no_demand", undemanded),
)
"""Name and rule, in the order in which they are asked."""


def why_no_deadline(context: Context) -> str | None:
    """The name of the first rule that objects, or None."""
    for name, objects in RULES:
        if objects(context):
            return name
    return None
