"""Dates that only name something: titles, annual plans, monthly bulletins, lengths that something lasts."""

from __future__ import annotations

import re

from .contexts import Context
from .cues import DEMAND, LIMIT_BEFORE, UP_TO, VERB

_NOUN = re.compile(
    r"[”\"’]?(?:年?度|份)?的?(?:(?![要须应需将把对报向给]|务必|完成|实现|确保|全部|全面|力争|整县|召开|举[办行]|组织|开展|[创建]成|跻身)[一-龥]){0,4}?"
    r"(?:工作(?:计划|要点|总结|会|安排|情况|报告|部署)|行动计划|实施方案|工作方案|项目(?!.{0,12}(?:完成|竣工|完工|开工|建成))"
    r"|通报|考核|考评|评比|排名|清单|台账|名单|报告|报表|预算|资金|指标|会议|视频会|讲话|文件|通知|意见|印发|下发|出台|反馈|发现"
    r"|动态调整|退出(?:村|户|验收|贫困[村户])|脱贫(?:户|村|人口|县|退出)|预脱贫|拟脱贫|新识别|新增(?=贫困|建档|识别)|建档立卡"
    r"|第?[一二三四五六七八九十\d]{1,4}次|总结|述职|决算|世界|全国|国际|活动)"
)
_REACHED = re.compile(r"[^,，。]{0,4}(?:不少于|不低于|不得[少低]于|至少|达到|要达)")
_ATTRIBUTE = re.compile(
    r"(?:能|可|计划|拟|预计)[^,，。]{1,12}的(?:项目|任务|工程|户|村)|(?:到期|期满|届满|出生|入学|毕业|参保|入住|认定|签订)[^,，。]{0,4}的"
)
_END_NOUN = re.compile(
    r"的?(?:集中|统一|综合|一并|一次性)?(?:退出验收|考核|总结|验收|检查|评估|述职|决算|评比|冲刺|各项(?=考核|检查|工作)|收尾工作|工作|民主生活会|对账|数据)"
)
_OCCASION = re.compile(r"的[^,，。]{1,8}[中上后时里]$")
_PRESSING = re.compile(r"[^,，。]{0,6}?(?:要(?!求)|必须|务必|确保)")
_SUBJECTS = ("资金", "项目", "指标", "预算")
_SPAN_BEFORE = (
    *("近", "过去", "最近", "前", "连续", "每", "满", "至少", "不少于", "不低于", "超过", "已", "历史"),
    *("有效期", "试用期", "请假", "公示期", "过渡期", "质保期", "保修期", "任期", "服务期"),
)
_SPAN_AFTER = re.compile(
    r"不(?:变|减|脱钩|得|准|予|能|再|少于|摘)|保持|继续|以上|已|的(?:过渡期|有效期)|以来|来|后|之后"
    r"|[两二三四五\d]次|被|累计|连续|再次|先后|多次|发生|出现|[^,，。]{0,6}[两二三四五\d]次(?:以上|的|未|及)|[^,，。；;]{0,10}不(?:变|减|脱钩|摘)"
)


def title(c: Context) -> bool:
    """《2018年脱贫攻坚实施方案》."""
    inside = c.before.rfind("《")
    if inside < 0 and "《" not in c.left:
        return False
    if inside >= 0:
        return inside > c.before.rfind("》")
    return c.left.rfind("《") > c.left.rfind("》") and "》" not in c.before


_PROCESS = re.compile(r"(?:压缩|缩短|压减|控制|限制|降低?|减少?|提速)(?:到|至|在|为)?$")


def span_name(c: Context) -> bool:
    """连续三个月, 五年内不变, 压缩到3天内: a length that something has or keeps, not one in which to act."""
    if c.phrase.unit != "duration":
        return False
    if _PROCESS.search(c.before):
        return True
    return c.before.endswith(_SPAN_BEFORE) or _SPAN_AFTER.match(c.after) is not None


def label(c: Context) -> bool:
    """2018年度工作计划, 5月份通报, 年底考核: the date belongs to a noun."""
    if c.marked and _ATTRIBUTE.match(c.after):  # 8月底以前到期的贷款
        return True
    if c.marked:
        return _OCCASION.match(c.after) is not None
    if c.phrase.part == "end":
        noun = _END_NOUN.match(c.after)
        return noun is not None and not UP_TO.search(c.before) and not _PRESSING.match(c.after, noun.end())
    noun = _NOUN.match(c.after)
    if noun is None or LIMIT_BEFORE.search(c.lead) or (c.phrase.unit == "plan" and DEMAND.search(c.before)):
        return False
    if _REACHED.match(c.after, noun.end()):  # 二季度新开工项目不少于9个
        return False
    # 一季度资金支出进度要达到30%: the noun is what the quarter's demand is about.
    subject = c.phrase.unit in ("month", "quarter", "half") and noun[0].endswith(_SUBJECTS)
    return not (subject and (VERB.search(c.after, noun.end()) or DEMAND.search(c.after, noun.end())))
