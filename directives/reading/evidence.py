"""Whether a bare date (9月30日, 8月, 今年, 一季度) is demanded: it is a due date only beside a demand."""

from __future__ import annotations

import re
from itertools import islice

from .contexts import Context
from .cues import (
    ACTION,
    CONVENED,
    DEMAND,
    DEMANDING,
    LIMIT_AFTER,
    LIMIT_BEFORE,
    MEETING,
    ORDER,
    PRESSED,
    UP_TO,
    VERB,
)

_TO_ACT = re.compile(f"{DEMANDING}|{ACTION}")
_ACT_REACH = 13
_NOUN_TAILS = ("情况", "进展", "会", "率")
_GOAL = re.compile(
    "完成|[创建]成|跻身|获评|晋级|实现|达到|脱贫|摘帽|退出|出列|建成|解决|消除|清零|解除|消灭|减少|开工|竣工|建设|改造|搬迁|收官|打赢|全覆盖"
)
_GOAL_REACH = 17
_GOAL_FIGURE = re.compile(
    r"[,，]?[^,，。；;]{0,8}?(?:要|必须|务必|确保|力争|不得?[少低高多]于|不得?超过|至少)[^,，。；;]{0,16}?"
    r"(?:\d|[一两三四五六七八九十]{1,3}[家个批次场期所座条户支名])"
)
_YEARLY = re.compile(r"\d+[^,，。的]{1,8}(?:出列|退出|脱贫|摘帽|搬迁|改造|完成)")
"""确保年度38个村出列."""
_TASK = re.compile("任务|目标|计划")
_NOT_ONE = re.compile("不[能得准许可](?!不)")
_TASK_AHEAD = re.compile(r"[^,，。；;]{0,16}?(?:任务|目标|工作(?=[,，。]|$))")
_FINISH = re.compile(r"(?:完成|实现|交出|兑现|打好|打赢|落实)好?[^,，。完]{0,6}$")
_NO_ORDER = re.compile(
    "已|确定|确立|提出了|接受|还有|如果|若不|不可能|总结|回顾|部署|安排|谋划|研究|通报|听取|汇报|为了?完成|为实现|奠定|打下|距离?|来看"
)
_CONVENES_ONE = re.compile(rf"(?:{CONVENED.pattern})(?:[一两1-9](?:次|场|轮|期)|不少于|至少)")
_FLOOR = re.compile(r"[,，]?[^,，。；;]{0,8}?(?:至少|不少于|不低于|不得少于|不得低于)")
"""到五一节，至少…: a figure that is not to be fallen short of is demanded."""
_SETTLED = re.compile(
    r"就(?![是会能可业地])|[要必]?[把将][^,，。的了]{1,6}[^,，。了]{0,16}(?:完|好|齐|到位|清|掉|下来|起来|出来|出去|上去|回来|回去)(?=[,，。；;]|$)"
)
"""今天就下达…, 上半年把…配齐: what is to be done is told to its end."""
_OBJECT = ("把", "将", "对", "围绕", "结合", "对照")
_TOLD = re.compile("通报|听取|分析|总结|回顾|汇报")
_MILESTONE = re.compile(
    r"[^,，。；;]{0,6}(?:退出|摘帽|脱贫|验收|完成|实现|出列)?(?:的|这个|这一)?(?:目标|节点|任务|要求|时限|大考|期限)"
)


def undemanded(c: Context) -> bool:
    """True where nothing makes a limit of a bare date."""
    phrase, before, after = c.phrase, c.before, c.after
    if c.marked or LIMIT_BEFORE.search(c.lead) or LIMIT_AFTER.match(after):
        return False
    if before.endswith(_OBJECT):
        return True
    if phrase.unit in ("year", "plan") and phrase.part != "end":
        return not _goal(c)
    if PRESSED.search(before) and not c.alone:
        return False
    if phrase.part == "" and _TOLD.search(before):
        return True
    event = _event(c)
    if phrase.part in ("end", "first", "middle", "last"):
        return event and not VERB.match(after)
    if _ordered_event(c):
        return False
    if event or (phrase.unit == "month" and _MILESTONE.match(after) and DEMAND.search(before)):
        return event
    if _told_to_its_end(c):
        return False
    demanded = DEMAND.search(before) is not None
    if not _soon(_TO_ACT, after, _ACT_REACH):
        return not (demanded and UP_TO.search(before))
    # Without a word of demand a verb of completion is enough only for a day still to come.
    to_come = c.ahead or not c.anchor.known or c.settled.due_on is None
    return not (demanded or to_come or DEMAND.search(after))


def _told_to_its_end(c: Context) -> bool:
    """A range, an act with its result, or the least that is to be reached by then needs no word of demand."""
    if c.phrase.ranged and (c.ahead or c.after.startswith("集中")):
        return True
    if c.ahead and UP_TO.search(c.before) and _FLOOR.match(c.after):
        return True
    return (c.ahead or c.phrase.unit == "today") and _SETTLED.match(c.after) is not None


def _soon(pattern: re.Pattern[str], words: str, reach: int) -> bool:
    """Whether the pattern begins within `reach` characters; after a 的 it would not be the date's own verb."""
    for found in islice(pattern.finditer(words), 3):
        if words.startswith(_NOUN_TAILS, found.end()):  # 资金拨付率要达到…, 推进情况
            continue
        return found.start() <= reach and "的" not in words[: found.start()]
    return False


def _event(c: Context) -> bool:
    """A meeting or visit that the paper tells of; what lies ahead is one only if it is convened."""
    if DEMAND.search(c.before):
        return False
    told = (CONVENED if c.ahead else MEETING).search(c.after)
    if told is None or _ordered_event(c):
        return False
    demand = DEMAND.search(c.after)
    return demand is None or demand.start() > told.start()


def _ordered_event(c: Context) -> bool:
    """下周举办一场招聘会: what is still to be convened and is counted is ordered, not told."""
    return c.ahead and _CONVENES_ONE.search(c.after) is not None


def _goal(c: Context) -> bool:
    """今年, 全年, 2019年 of a demand; beside a firmer date in the same clause they only name the task."""
    before, after, phrase = c.before, c.after, c.phrase
    if c.crowded or _NO_ORDER.search(before) or _NO_ORDER.search(after):
        return False
    demanded = DEMAND.search(before) is not None or DEMAND.search(after) is not None
    if UP_TO.search(before):
        rest = c.after + c.right.split("。")[0] if c.alone else after
        return demanded or VERB.search(rest) is not None
    if _FINISH.search(before) and _TASK_AHEAD.match(after):
        return True
    if phrase.name == "年度":  # a noun's attribute more often than a time
        if ORDER.search(before) and _YEARLY.match(after):
            return True
        return (ORDER.search(after) or _NOT_ONE.search(after)) is not None and _soon(_TASK, after, _GOAL_REACH)
    if _soon(_GOAL, after, _GOAL_REACH):
        if after.startswith(("全部", "一律", "必须")):
            return True
        due = c.settled.due_on
        later = phrase.year is not None and due is not None and (not c.anchor.known or due.year > c.anchor.day.year)
        return demanded or later
    if _GOAL_FIGURE.match(after) or (phrase.name == "全年" and _soon(ORDER, after, _GOAL_REACH)):
        return True
    return demanded and phrase.year is not None and _MILESTONE.match(after) is not None


def ordered(c: Context) -> bool:
    """Whether a bare month stands beside an order: 务必6月完成 is firm, 8月退出这个节点 is not."""
    return ORDER.search(c.before) is not None or ORDER.match(c.after) is not None
