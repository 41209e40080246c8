"""Dates of what others will do: promises and forecasts of the side that reports, inspections from above."""

from __future__ import annotations

import re

from .contexts import Context
from .cues import DEMAND, LIMIT_AFTER, ORDER, STRONG

_EVENT = (
    "(?:考核|评估|验收|督查|督导|巡查|巡视|巡察|普查|审计|观摩|抽查|检查|核查|暗访|考评|调研|检测|绩效评价"
    "|复查|迎检|评比|测评|大考|大?比武)"
)
_ACTOR = (
    "(?:国家|中央|国务院|国办|部委|上级|省里|省上|省委|省政府|省级|省直|省市|省(?=考核|检查|评估|验收|督查|巡视|审计|暗访|抽查|脱贫|扶贫)"
    "|省[^,，。]{0,6}[组厅局办]|自治区|市里|市上|市考核组|市检查组|市督查组|市委巡察|市委督查|州里|州考核组|第三方|考核组|督查组|督导组|巡视组|巡察组"
    "|评估组|检查组|验收组|专家组)"
)
_EVENT_FOUND = re.compile(_EVENT)
_PREPARING = re.compile("准备|迎检|迎评|迎考")
_PREPARED = re.compile(r"[^,，。]{0,4}(?:做好|完成|落实|抓好|做足|备好)")
_MEET = re.compile(r"(?:迎接|迎战|备战|应对|迎候|配合|接受|对接|面对|围绕|针对)[^,，]{0,4}$")
_THEIRS = re.compile(
    rf"[,，]?{_ACTOR}(?!反馈|指出|交办|点名|下达|要求|规定|标准|文件|会议|任务|部署|通报|发现)[^,，。；;]{{0,20}}?{_EVENT}"
    "(?!指标|标准|问题|反馈|办法|方案|细则|准备|合格|通过|达标|任务|要求)"
)
_THEY_COME = re.compile(rf"[,，]?{_ACTOR}[^,，。]{{0,4}}?就?[将要会](?:进驻|来|到|赴)")
_NATIONAL = re.compile(rf"(?:国家|全国|中央|省级?)[^,，]{{0,6}}{_EVENT}(?:工作)?$")
_TAKES_PLACE = re.compile(r"[^,，。]{0,4}(?:启动|开始|进行|展开|开展|结束|举行|到来)")
_PASSED = re.compile(r".{0,24}(?:通过|完成|合格|达标)")
_THEY = re.compile(
    rf"(?<!各)(?<!各级){_ACTOR}(?![^,，]{{0,8}}(?:要求|强调|指出|提出|交办|反馈|督促|责成|明确|规定))[^,，]{{0,6}}$"
)
_COME = re.compile(
    rf"[^,，。；;]{{0,8}}?(?:将|来|到我|要|会|进行|开展|组织|对)[^,，。；;]{{0,14}}?{_EVENT}"
    r"|[将要会]?(?:来|到|赴|进驻|抵达?)[我本该]?[省市县区乡镇州]"
)

_FORESEEN = re.compile(
    r"(?:预计|预期|预定|有望|可望|料将|估计|承诺|计划(?<![按照据划作施动案展产原].{2})|拟(?<![草模虚].))(?:将|要|可|能|全部|全面)?"
    r"(?:于|在|到|用|从|自|至|用时)?[^,，。的]{0,12}$"
    r"|将(?<![即必].)(?:(?:于|在|到|力争|争取|确保|全力|努力|会|用|利用)[^,，]{0,8})?$"
)
_FORESEES = re.compile(
    r"[,，]?[^,，。；;]{0,16}?(?:预计|有望|可望|即可|便可|将可|将能|能(?<![不只未才可].)(?![力源人手量否]|[^,，]{1,4}的)|就可|可(?<![许认].)(?![能靠行再以延放适推持研观支])"
    r"|计划(?:完成|建成|全部|新建|投资|实施|开工|搬迁|脱贫|竣工)"
    r"|将(?:会|对|组织|开展|进行|召开|举行|派|陆续|实现|全面|全部[完竣建投搬入脱]|基本|如期|正式|投入|达|建成|竣工|完工|完成|新增|迎来|启动"
    r"|开工|有\d))"
)
_TAKEN_AS = re.compile(r"[^,，。]{0,2}(?:作为|定为|列为|设为|确定为)")
_PLAN_NOUN = re.compile(r"(?:制定|编制|制订|上报|报送|完善|列出|拿出|形成|提交|拟定).{0,8}计划[于在]?$")
_OUR_PROMISE = re.compile(
    r"我(?:们|乡|镇|村|局|办|公司|单位|中心|站|校|院|社区|部门|委|厅|队|处|街道)[^,，。]{0,10}"
    r"(?:将|会|计划|力争|争取|保证|承诺|确保|拟|预计|一定)"
)
_WILL_ENSURE = re.compile(r"将(?<![即必要].)[^,，]{0,8}(?:确保|力争|保证|争取)[^,，]{0,8}$")
_BIDDING = re.compile("要|务必|必须")
_SAID = re.compile(
    r"(?:表示|表态|承诺|介绍|透露|汇报[说称]?|告诉记者|称|说)[^,，:：]{0,6}[,，:：“\"]{1,3}[^,，。]{0,12}$"
)
_PROJECT = re.compile(r"(?:总投资|计划投资|占地|总建筑面积)[^。；;]{0,40}$")


def others_event(c: Context) -> bool:
    """12月底前省里来考核, 迎接年底的验收: the date of what somebody else does."""
    event = _EVENT_FOUND.search(c.after)
    if event and (_MEET.search(c.before) or _PREPARING.search(c.after, event.end(), event.end() + 8)):
        return not _PREPARED.match(c.after)
    if c.before and _THEY.search(c.before) and _COME.match(c.after) and not STRONG.search(c.before):
        return True
    if _THEY_COME.match(c.after) or (c.before and _NATIONAL.search(c.before) and _TAKES_PLACE.match(c.after)):
        return True
    return event is not None and _THEIRS.match(c.after) is not None and not _PASSED.match(c.after)


def forecast(c: Context) -> bool:
    """A promise, plan or forecast of the side that reports; a strong demand beside it overrules the words."""
    before, after = c.before, c.after
    if LIMIT_AFTER.match(after):  # 县长说：10月20日是死线
        return False
    if before:
        if _OUR_PROMISE.search(before):
            return True
        if STRONG.search(before):
            promised = _WILL_ENSURE.search(before) or _SAID.search(c.left + before)
            return promised is not None and not _BIDDING.search(before) and not ORDER.search(after)
        if _FORESEEN.search(before) and not _TAKEN_AS.match(after) and not _PLAN_NOUN.search(before):
            return True
        if ORDER.search(before):
            return False
    if _FORESEES.match(after) or _SAID.search(c.left + before):
        return not ORDER.search(after)
    return _PROJECT.search(c.left) is not None and not DEMAND.search(before) and not DEMAND.search(after)
