"""Whose words demand: who leads may order, who reports, declares or stands below may not."""

from __future__ import annotations

import re
from typing import Literal

Mode = Literal["none", "demand", "say", "report", "carried"]
"""How far a sentence's clauses may demand without a modal of their own: a ``demand`` frame (要求, 强调:) takes bare
imperatives, ``say`` (指出) those that open a sentence, ``carried`` (a new paragraph after a speech) and ``none`` only
modals, ``report`` nothing."""

SAY = "指出|认为|表示|谈到|讲到|说道|说|讲话|讲|看来|总结道|坦言|直言|写道"
_SAYING = (*SAY.split("|"), "提醒")
# Verbs that are as often nouns: behind a comma they only open a frame for a meeting.
_NOUNISH = frozenset(
    ["部署", "安排", "动员", "明确", "交代", "决定", "议定", "确定", "商定", "提醒", "提出", "寄语", "倡议", "希望"]
)
NO_CUE = re.compile(
    r"(?:按照|按|根据|落实|达到|符合|坚持|严格|贯彻|执行|围绕|对照|遵照|遵循|结合|认真|抓好|做好|全面|服从|周密|精心"
    r"|科学|具体|工作|统筹|统一|各项"
    r"|的|新|这一|任务|安全|质量|目标|进一步|加强|强化|部门|战略|决策|再|总体|动员|序时|标准|规定|达标|设计|合同|硬性|有关|相关|考核|政策|文件)$"
)
_GOVERNING = ("把", "按", "根据", "落实", "低于", "高于", "达不到", "超过", "超出", "符合", "不符合")
_SPEAKS = re.compile(r"[长记任员席家][一-鿿·]{0,6}$|[上中时][又还]?$|[他她]$|同志$")
"""Who may be said to 讲: behind other words it is part of a phrase (干部走村讲)."""
_FOLLOWED = re.compile(r"(?:落实|贯彻|执行|按照|对照|符合|达到|遵照|是)[^就提作]{1,12}$")
"""“将认真落实督导要求”: what is carried out is nobody's saying it."""
ORDERS = re.compile(r"要(?!求)|必须|务必|应当|确保")
_REPORTING_SIDE = re.compile(
    r"^(?:与会|参会|参训|大家|学员)|高兴|激动|感慨|欣慰|欣喜|笑|连声|村民|家长|爷爷|奶奶|人家|贫困户|群众|居民|大[娘妈爷]|老人|老乡|乡亲|业主|老板|汇报(?<!听取汇报)(?<!听了汇报)|介绍(?<!听取介绍)"
    r"|(?:局|办|委|厅|部门|公司|站|所|中心)的?(?:有关|相关)?(?:同志|工作人员|人士)$|小编|网友|(?:回应|答复|回复|回答|解释)$"
    r"|(?:[县区市州镇乡村]|街道|公司|企业|合作社)(?:在.{0,8}[上时中]|代表)?$"
)
_HEAD_OF = re.compile(
    r"(?:[局所站镇乡院校厂科股处园社]长|镇委书记|[镇乡]党委书记|街道[^，]{0,4}书记|支书|[村局办站心社会]主任|支部书记|村书记|第一书记"
    r"|经理|理事长|小编|代表)[^，]{0,6}$"
)
_SIGNED = re.compile(
    r"[^，、的]{2,14}(?:[局所站镇乡院校厂社]长|[委办站心会]主任|[镇乡村]党?委?书记|经理|理事长)(?:[一-鿿]{2,3}|[一-鿿]{2,5}·[一-鿿]{2,5})"
)
_LOWER = re.compile("[镇乡村]|街道|社区|管委会|合作社|公司|企业|学校|医院|养老院")
"""Below those who lead a county's meeting: what is said there is told."""
_TELLING = frozenset(("说", "表示", "谈到", "坦言"))
_THE_OTHER = re.compile(r"(?:那头|对方|部门|局|公司|企业|合作社|协会|施工方|负责人|[省市区县镇乡村州旗]里)$")


def mode_of(who: str, verb: str, colon: bool, last: str, names: tuple[str, ...]) -> Mode | None:
    """How far somebody's words demand behind this verb; None if nobody says anything with it."""
    mode = mode_of_verb(verb)
    if (mode == "say" or verb == "提出") and _reporting(who, verb):
        return "report"
    if mode == "say" and who in ("他", "她") and not last and not names:
        return "report"
    if mode == "say" and "通报" in who[-5:]:
        return "none"
    if mode == "say" and verb in _TELLING and _of_a_body(who, verb, names):
        return "report" if verb == "表示" or (names and _LOWER.search(who)) else "none"
    return mode if _heads(who, verb, colon) else None


def _reporting(who: str, verb: str) -> bool:
    """Villagers and firms report whatever they say; a department does when it says what it will do (表示)."""
    return _REPORTING_SIDE.search(who) is not None or (verb == "表示" and _THE_OTHER.search(who) is not None)


def _of_a_body(who: str, verb: str, names: tuple[str, ...]) -> bool:
    """The head of a department or a town who does not lead: what he says he tells, what he declares (表示) he vows.

    ``names`` are in the order of the report, those who lead first.
    """
    leading = names[:1] if verb == "表示" else names[:2]
    return _HEAD_OF.search(who) is not None and not any(name in who for name in leading)


def _heads(who: str, verb: str, colon: bool) -> bool:
    """Whether what stands before a closing 要求, 强调… is somebody who says it, not a verb that governs the noun."""
    if len(who) > 50 or ORDERS.search(who) or who.startswith(_GOVERNING):
        return False
    if _FOLLOWED.search(who):
        return False
    if verb == "讲" and not _SPEAKS.search(who):
        return False
    return (
        colon or verb not in _NOUNISH or who.endswith(("会议", "会上", "大会")) or who[:1] in ("他", "她")
    ) and not NO_CUE.search(who)


def signs(text: str, names: tuple[str, ...]) -> bool:
    """“县教育局局长刘明：”: the head of a body stands before his own words, and leads nobody."""
    return _SIGNED.fullmatch(text) is not None and not any(name in text for name in names[:2])


def mode_of_verb(verb: str) -> Mode:
    """要求 orders, 说 says: the mode of the verb alone, whoever it is."""
    return "say" if verb.endswith(_SAYING) else "demand"
