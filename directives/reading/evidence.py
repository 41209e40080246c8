"""Whether a bare date (9月30日, 8月, 今年, 一季度) is demanded: it is a due date only beside a demand."""

from __future__ import annotations

import re

from .contexts import DEMAND, DUE_LEAD, MEETING, ORDER, VERB, Context

_ACTS = re.compile(rf"[^,，。；;的]{{0,12}}?(?:{DEMAND.pattern}|{VERB.pattern})")
_GOAL = re.compile(
    r"[,，]?(?:全[县市区乡镇州省村]|我[县市区州]|各[^,，。]{1,6})?(?:要|必须|务必|确保|力争|争取|整县|高质量|如期|全面|全部|基本|实现|达到|再|计划)*"
    r"[^,，。；;的]{0,10}?(?:完成|实现|达到|脱贫|摘帽|退出|出列|建成|解决|消除|清零|解除|消灭|减少|开工|竣工|建设|改造|搬迁|收官|打赢|全覆盖)"
)
_FIGURE = re.compile(r"[^,，。；;]{0,8}?(?:要|必须|务必|确保|力争)[^,，。；;]{0,16}?\d")
_TASK = re.compile(r"[^,，。；;]{0,16}?(?:任务|目标|工作(?=[,，。]|$))")
_FINISH = re.compile(r"(?:完成|实现|交出|兑现|打好|打赢|超额完成|落实)(?:好|了)?(?:[^,，。完]{0,6})$")
_NO_ORDER = re.compile(r"接受|还有|如果|若不|不可能|总结|回顾|部署|安排|谋划|研究|通报|听取|汇报|为了?完成|为实现|奠定|打下|距离?|来看|看,")
_MILESTONE = re.compile(r"[^,，。；;]{0,6}(?:退出|摘帽|脱贫|验收|完成|实现|出列)?(?:的|这个|这一)?(?:目标|节点|任务|要求|时限|大考|期限)")
_TO = re.compile(r"(?:到|至|截至|截止)$")


_PRESSED = re.compile(r"(?:确保|务必|必须|力争|争取|一定要|(?<![主重需首只必次])要)(?:在|于|到)?$")
_AS_LIMIT = re.compile(
    r"为(?:限|界|期|节点|最后|截止|目标|底线)|(?:作为|定为|列为|设为|确定为)[^,，]{0,6}(?:底线|节点|时限|期限|时间|大限|截止|目标)"
)
_CONVENED = re.compile(r"[^。；;]{0,20}?(?:召开|举行|举办|开幕|启幕|主持)")


def undemanded(c: Context) -> bool:
    """True where nothing makes a limit of a bare date."""
    phrase = c.phrase
    if c.marked or DUE_LEAD.search(c.before) or _AS_LIMIT.match(c.after):
        return False
    if phrase.unit in ("year", "plan") and phrase.part != "end":
        return not _goal(c)
    if _PRESSED.search(c.before) and not c.alone:
        return False
    if phrase.part in ("end", "first", "middle", "last"):
        return _event(c) and not VERB.match(c.after)
    if _event(c):
        return True
    if phrase.unit == "month" and _MILESTONE.match(c.after) and DEMAND.search(c.before):
        return False
    if phrase.ranged and (c.ahead or c.after.startswith("集中")):
        return False
    if not _ACTS.match(c.after):
        return not (_TO.search(c.before) and DEMAND.search(c.before))
    return not (DEMAND.search(c.before) or DEMAND.search(c.after) or _ahead(c))


def _event(c: Context) -> bool:
    """A meeting or visit that the paper tells of; what lies ahead is one only if it is convened."""
    if DEMAND.search(c.before):
        return False
    told = (_CONVENED if c.ahead else MEETING).match(c.after)
    demand = DEMAND.search(c.after)
    return told is not None and (demand is None or demand.start() > told.end())


def _ahead(c: Context) -> bool:
    """Without a word of demand a verb of completion is enough only for a day still to come."""
    return c.settled.due_on is None or not c.anchor.known or c.ahead


def _goal(c: Context) -> bool:
    """今年, 全年, 2019年 of a demand; beside a firmer date in the same clause they only name the task."""
    if c.crowded or _NO_ORDER.search(c.before) or _NO_ORDER.search(c.after):
        return False
    words = c.before + c.after
    demanded = DEMAND.search(words) is not None
    due, today = c.settled.due_on, c.anchor.day
    future = due is not None and c.phrase.year is not None and (not c.anchor.known or due.year > today.year)
    if _TO.search(c.before):
        rest = c.right.split("。")[0] if c.alone else c.after
        return demanded or VERB.search(rest) is not None
    if _FINISH.search(c.before) and _TASK.match(c.after):
        return True
    if _GOAL.match(c.after):
        return demanded or future
    if _FIGURE.match(c.after):
        return True
    return demanded and _MILESTONE.match(c.after) is not None and c.phrase.year is not None


def ordered(c: Context) -> bool:
    """Whether a bare month stands beside an order: 务必6月完成 is firm, 8月退出这个节点 is not."""
    return ORDER.search(c.before) is not None or ORDER.match(c.after) is not None
