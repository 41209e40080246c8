"""What a line or a sentence is for by its form: a heading that orders or tells, a question, a testimony, a label."""

from __future__ import annotations

import re
from typing import Literal

Section = Literal["", "told", "ordered"]

_ORDERS = re.compile(r"(?:要求|任务|措施|工作安排|打算|建议|部署)$")
_TELLS = re.compile(r"(?:情况|问题|成效|做法|进展|不足|亮点|短板)$")
_TOLD_BELOW = re.compile(
    r"(?:情况|通报|汇报|报告|问题|成绩|结果|进展)(?:公布|通报|汇报|报告|反馈|通告)?如下$"
    r"|(?:集中在|主要有|存在|表现在|体现在|反映在)[^，]{0,12}(?:方面|问题|环节)$"
)
_ANNOUNCES = re.compile(
    r"[^，]{0,8}(?:要|必须)[^，]{0,8}?(?:抓好|做好|抓实|把握好?|处理好|突出|盯紧|做到)[^，]{0,4}"
    r"[一二两三四五六七八九\d](?:件事|项工作|个方面|个重点|个环节|个关键|点)$"
)
_TESTIFIES = re.compile(r"[我俺](?![们县市区镇乡村省州国局党委会司方院校])|咱家|俺们")
_AT_HOME = re.compile(r"[我俺咱](?:们?家|们?村里|住|种|养|娃|老伴|孩子|今年\d|爹|妈|奶)")
_OURS = re.compile(r"我(?:们|县|镇|乡|局|村|校|院|站|处|办|公司|单位|街道|企业|集团|合作社|厂)(?!的)")
_SAYS = re.compile(r"说[^，]{0,14}\d")
LIMIT_LABELS = frozenset(
    (
        "整改时限",
        "完成时限",
        "办结时限",
        "整改期限",
        "完成期限",
        "办理时限",
        "办理期限",
        "完成时间",
        "报送时间",
        "时限要求",
    )
)
CONTACT_LABELS = frozenset(
    ("联系人", "联系电话", "电话", "传真", "邮箱", "电子邮箱", "抄送", "附件", "相关文档", "相关链接")
)
"""What stands behind these and their colon is no sentence."""
OWNER_LABELS = frozenset(("责任单位", "牵头单位", "责任部门", "整改单位", "责任主体"))


def section_of(heading: str, numbered: bool) -> Section:
    """“三、下一步工作要求” orders what stands below it, “二、存在的主要问题” tells."""
    if _ORDERS.search(heading) and (numbered or len(heading) <= 10):
        return "ordered"
    return "told" if numbered and _TELLS.search(heading) else ""


def tells_below(text: str) -> bool:
    """“现将有关情况通报如下:”: what follows is told, not ordered."""
    return _TOLD_BELOW.search(text) is not None


def announces(text: str) -> bool:
    """“要抓好五件事。”: says that demands will come, and how many."""
    return _ANNOUNCES.fullmatch(text) is not None


def testifies(text: str, spoken: bool) -> bool:
    """“我住六楼,…”: somebody speaks of himself; ``spoken``: somebody who may order is speaking."""
    return text[0] in "我俺咱" and (_AT_HOME if spoken else _TESTIFIES).match(text) is not None


def vows(text: str) -> bool:
    """“我们8月底前配合做完”: without a modal the side that speaks says what it will do itself."""
    return _SAYS.match(text) is not None or ("我" in text and _OURS.search(text) is not None)
