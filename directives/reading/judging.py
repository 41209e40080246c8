"""Why a date phrase is no deadline: one small named rule per reason, tried in order.

A marked phrase (前, 底, 内 ...) is a deadline unless a rule objects; a bare one (6月5日, 今年, 8月) also needs a
demand or a verb of completion beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .contexts import DEMAND, DUE_LEAD, ORDER, RESULT, STRONG, VERB, Context
from .evidence import undemanded
from .settling import GRACE

_EVENT = (
    "(?:考核|评估|验收|督查|督导|巡查|巡视|巡察|普查|审计|观摩|抽查|检查|核查|暗访|考评|调研|检测|绩效评价|复查|迎检|评比|测评|大考)"
)
_ACTOR = (
    "(?:国家|中央|国务院|国办|部委|上级|省里|省上|省委|省政府|省级|省直|省市|省考核|省检查|省督查|省脱贫|省扶贫|省验收|省[^,，。]{0,6}(?:组|厅|局|办)|省(?=考核|检查|评估|验收|督查|巡视|审计|暗访|抽查)"
    "|自治区|市里|市上|市考核组|市检查组|市督查组|市委巡察|市委督查|州里|州考核组|第三方|考核组|督查组|督导组|巡视组|巡察组|评估组|检查组|验收组|专家组)"
)
_OURS = "我(?:们|乡|镇|村|局|办|公司|单位|中心|站|校|院|社区|部门|委|厅|队|处|街道)"
_ALREADY = re.compile(
    r"^(?:(?!完成|开展|实现|建立|落实|组织|对|把|将|凡|给|为)[^,，。；;]){0,15}?(?:已|业已|曾|就已|便已)"
    r"(?!(?:脱贫|建成|完工|摘帽|出列|搬迁|整改|办结|入住|签约|发现|排查|下达|竣工|纳入|开工|退出|稳定)[^,，。]{0,3}(?:的|户|村|人口|县|对象|项目|问题|资金|群众))"
)
_DONE = re.compile(r"(?<![为除罢明得到受不算极末便终])了(?![解然却断如若事])")
_NOUN_LABEL = re.compile(
    r"^[”\"’]?(?:年?度|份)?的?(?:(?![要须应需将把对报]|务必|完成|实现|确保|全部|全面|力争|整县)[一-龥]){0,4}?(?:工作(?:计划|要点|总结|会|安排|情况|报告|部署)|行动计划|实施方案|工作方案|项目(?!.{0,12}(?:完成|竣工|完工|开工|建成))|通报|考核|考评|评比|排名|清单|台账|名单|报告|报表|预算|资金|会议|视频会|讲话|文件|通知|意见|印发|下发|出台|反馈|发现|动态调整"
    r"|退出(?:村|户|验收|贫困[村户])|脱贫(?:户|村|人口|县|退出)|预脱贫|拟脱贫|新识别|新增(?=贫困|建档|识别)|建档立卡|第?[一二三四五六七八九十\d]+次|总结|述职|决算|世界|全国|国际|活动)"
)
_PRESSING = re.compile(r"[^,，。]{0,6}?(?:要(?!求)|必须|务必|确保)")
_END_LABEL = re.compile(r"^(?:的)?(?:退出验收|考核|总结|验收|检查|评估|述职|决算|评比|冲刺|各项(?=考核|检查|工作)|收尾工作|工作|民主生活会|对账|数据)")
_AS_OF = re.compile(r"(截止到?|截至到?|到|至|直到)(?:目前|现在)?[,，]?$")


def _title(c: Context) -> bool:
    around = c.left + c.before
    return around.rfind("《") > around.rfind("》")


def _range_start(c: Context) -> bool:
    return c.phrase.opens_range


def _start(c: Context) -> bool:
    if c.phrase.edge == "start":
        return True
    return not c.phrase.ranged and not c.marked and re.search("(?:自|从|打)$", c.before) is not None


def _since(c: Context) -> bool:
    return c.phrase.edge == "since"


def _after(c: Context) -> bool:
    return c.phrase.edge == "after" or re.match("过后|结束后|之后", c.after) is not None


def _past(c: Context) -> bool:
    """去年, 上月, 上周: never due; a day further than the grace before R only where it is strongly demanded."""
    phrase = c.phrase
    if (phrase.shift or 0) < 0 or (phrase.near or 0) < 0:
        return True
    due = c.settled.due_on
    if due is None or not c.anchor.known or c.anchor.day - due <= GRACE:
        return False
    return STRONG.search(c.before) is None and STRONG.match(c.after) is None


_COUNTED = re.compile(r"(?:距离?|离|还差|临近|接近|时近|邻近|已近|转眼)[^,，]{0,4}$")
_NEARING = re.compile(r"^(?:将至|在即|临近|已到|快到|只剩|仅剩|还有\d|还剩|不足|不到)")


def _countdown(c: Context) -> bool:
    return _COUNTED.search(c.before) is not None or _NEARING.match(c.after) is not None


def _as_of(c: Context) -> bool:
    """截至5月底, 到9月28日: the day that figures were taken, unless something is demanded by it."""
    lead = _AS_OF.search(c.before)
    if lead is None or (c.marked and c.phrase.edge != "end"):
        return False
    formal = lead[1].startswith("截")
    if not formal and not c.alone:
        return False
    demand = DEMAND.search(c.before) or DEMAND.search(_main(c.after))
    due = c.settled.due_on
    if due is not None and c.anchor.known and due > c.anchor.day:
        return demand is None and formal and re.search("已|累计", c.after) is not None
    if c.anchor.known and due is not None:
        return demand is None or RESULT.search(c.after[:20]) is not None
    return demand is None and RESULT.search(c.after) is not None


_RELATIVE = re.compile(r"[今明]年(?:要|应|需)[^,，。]{1,4}的")


def _main(words: str) -> str:
    """The clause without its relative clauses of demand (今年要改的危房), which demand nothing."""
    return _RELATIVE.sub("", words)


_JUST = re.compile(r"(?:已经?|业已|早已?|曾|刚刚?|早就)(?:于|在|从|到)?$")


def _past_fact(c: Context) -> bool:
    if _JUST.search(c.before):
        return True
    if DEMAND.search(c.before) or DEMAND.search(_main(c.after)):
        return False
    if _ALREADY.match(c.after) or _DONE.search(c.after):
        return True
    return c.gone and RESULT.search(c.after) is not None


def _reporting_period(c: Context) -> bool:
    """1-5月, 一季度, 上半年 as the span of figures: from the year's start, or over, and nothing demanded."""
    phrase = c.phrase
    if c.marked or phrase.unit not in ("month", "quarter", "half") or (phrase.part == "end" and not phrase.month_from):
        return False
    if re.match(r"^份?(?:的)?(?:工作|任务|数据|报表|情况|进度|指标)(?!要|必须)", c.after):
        return True
    if DEMAND.search(c.before) or DEMAND.search(_main(c.after)):
        return False
    return phrase.month_from == 1 or c.gone


_MEET = re.compile(
    rf"(?:迎接|迎战|备战|应对|迎候|配合|接受|对接|面对|围绕|针对)[^,，]{{0,4}}$"
)  # fmt: skip
_THEIRS = re.compile(
    rf"^[,，]?(?:{_ACTOR})(?!(?:反馈|指出|交办|点名|下达|要求|规定|标准|文件|会议|任务|部署|通报|发现))[^,，。；;]{{0,20}}?{_EVENT}(?!(?:指标|标准|问题|反馈|办法|方案|细则|准备|合格|通过|达标|任务|要求))"
)

_THEY = re.compile(rf"{_ACTOR}(?![^,，]*(?:要求|强调|指出|提出|交办|反馈|督促|责成|明确|规定))[^,，]{{0,6}}$")
_COME = re.compile(
    rf"[^,，。；;]{{0,8}}?(?:将|来|到我|要|会|进行|开展|组织|对)[^,，。；;]{{0,14}}?{_EVENT}")


def _others_event(c: Context) -> bool:
    event = re.search(_EVENT, c.after)
    if event and (_MEET.search(c.before) or re.search(r"准备|迎检|迎评|迎考", c.after[event.end() : event.end() + 8])):
        return not re.match(r"^[^,，。]{0,4}(?:做好|完成|落实|抓好|做足|备好)", c.after)
    if _THEY.search(c.before) and _COME.match(c.after):
        return True
    return _THEIRS.match(c.after) is not None and not re.match(r".{0,24}(?:通过|完成|合格|达标)", c.after)


_FORESEEN = re.compile(
    r"(?:预计|预期|预定|有望|可望|料将|估计|承诺|(?<![按照据划作施动案展产原])计划|(?<![草模虚])拟)(?:将|要|可|能|全部|全面)?(?:于|在|到|用|从|自|至|用时)?[^,，。]{0,12}$"
    r"|(?<![即必])将(?:于|在|到|力争|争取|确保|全力|努力|会|用|利用)[^,，]{0,8}$|(?<![即必])将$"
)
_FORESEES = re.compile(
    r"^[,，]?[^,，。；;]{0,16}?(?:预计|有望|可望|即可|便可|将可|将能|能够|就能|就可|(?<![许认])可(?![能靠行再以延放适推持研观])"
    r"|计划(?:完成|建成|全部|新建|投资|实施|开工|搬迁|脱贫|竣工)"
    r"|将(?:会|对|组织|开展|进行|召开|举行|派|陆续|实现|全面|全部(?:完|竣|建|投|搬|入|脱)|基本|如期|正式|投入|达|建成|竣工|完工|完成|新增|迎来|启动|开工|有\d))"
)
_PLAN_NOUN = re.compile(r"(?:制定|编制|制订|上报|报送|完善|列出|拿出|形成|提交|拟定).{0,8}计划(?:于|在)?$")
_OUR_PROMISE = re.compile(rf"{_OURS}[^,，。]{{0,10}}(?:将|会|计划|力争|争取|保证|承诺|确保|拟|预计|一定)|保证在?$")
_SAID = re.compile(r"(?:表示|表态|承诺|介绍|透露|汇报(?:说|称)?|告诉记者|称)[^,，:：]{0,6}[,，:：“\"]+[^,，。]{0,12}$")
_PROJECT = re.compile(r"(?:总投资|计划投资|占地|总建筑面积)[^。；;]{0,40}$")


def _forecast(c: Context) -> bool:
    """A promise, plan or forecast of the side that reports; a strong demand beside it overrules the words."""
    if STRONG.search(c.before):
        return bool(_OUR_PROMISE.search(c.before)) or bool(re.search("将(?:确保|力争)[^,，]{0,8}$", c.before))
    takes = re.match("^[^,，。]{0,2}(?:作为|定为|列为|设为|确定为)", c.after)
    if _FORESEEN.search(c.before) and not takes and not _PLAN_NOUN.search(c.before):
        return True
    if _OUR_PROMISE.search(c.before):
        return True
    if ORDER.search(c.before) or ORDER.search(c.after):
        return False
    if _PROJECT.search(c.left) and not c.demanded:
        return True
    return _FORESEES.match(c.after) is not None or _SAID.search(c.left + c.before) is not None


def _superseded(c: Context) -> bool:
    """原定6月底…延至7月10日: the newer day counts."""
    if re.search(r"(?:原定|原计划|原本|原来的?|原要求|原先)[^,，]{0,6}$", c.before):
        return True
    return re.match(r"^[^,，。]{0,4}(?:提前|推迟|延期|延|顺延|调整|延长|缩短|推后)(?:到|至|为)", c.after) is not None


_POSTPONED = re.compile(r"(?:不|莫|勿)[^,，]{0,4}(?:拖|推|等|延)(?:迟|期|后)?(?:到|至)(?:了)?$")


def _postponed(c: Context) -> bool:
    """绝不能拖到8月: the day that must not be waited for."""
    return _POSTPONED.search(c.before) is not None


_EVENT_START = re.compile(r"(?:(?<!今)后|之日起|之时起|次日起|起)的?[,，]?(?:在|于)?$")
_NOW_START = re.compile(
    r"(?:会后|散会后|会议(?:结束)?后|会议之?后|即日起|现在起|今天起|今日起|明天起|即刻起|(?:印发|下发|发布)[^,，]{0,6}(?:后|起)|(?:收到|接到)(?:本|督办|整改|交办)?(?:通知书?|督办[单函]|交办[单函]|文件|函)[^,，]{0,4})[,，]?(?:在|于)?$"
)
_EVENT_VERB = re.compile(r"(?:接到|收到|受理|接报|接访|发现(?!的)|发生|出现)[^,，的]{0,10}$")


def _after_event(c: Context) -> bool:
    """接到举报后24小时内: counted from an event whose day nobody knows."""
    if c.phrase.unit != "duration" or _NOW_START.search(c.before) or c.started:
        return False
    return _EVENT_START.search(c.before) is not None or _EVENT_VERB.search(c.before) is not None


_SPAN_BEFORE = re.compile(
    r"(?:近|过去|最近|前|连续|每|满|至少|不少于|不低于|超过|有效期|试用期|公示期|过渡期|质保期|保修期|任期|服务期|已|历史)$"
)
_SPAN_AFTER = re.compile(r"^(?:不(?:变|减|脱钩|得|准|予|能|再|少于|摘)|保持|继续|以上|已|的(?:过渡期|有效期)|以来|来|后|之后|[两二三四五\d]次|累计|连续|再次|先后|多次|发生|出现)")


def _span_name(c: Context) -> bool:
    """连续三个月, 五年内不变: a length that something has or keeps, not one in which to act."""
    if c.phrase.unit != "duration":
        return False
    return _SPAN_BEFORE.search(c.before) is not None or _SPAN_AFTER.match(c.after) is not None


def _label(c: Context) -> bool:
    """2018年度工作计划, 5月份通报, 年底考核: the date belongs to a noun."""
    if c.marked:
        return False
    if c.phrase.part == "end":
        label = _END_LABEL.match(c.after)
        return label is not None and not _AS_OF.search(c.before) and not _PRESSING.match(c.after, label.end())
    label = _NOUN_LABEL.match(c.after)
    if label is None or DUE_LEAD.search(c.before):
        return False
    # 一季度资金支出进度要达到30%: the noun is what the quarter's demand is about.
    subject = c.phrase.unit in ("month", "quarter", "half") and label[0].endswith(("资金", "项目", "指标", "预算"))
    return not (subject and (VERB.search(c.after, label.end()) or DEMAND.search(c.after, label.end())))


RULES: tuple[tuple[str, Callable[[Context], bool]], ...] = (
    ("title", _title),
    ("range_start", _range_start),
    ("start", _start),
    ("since", _since),
    ("after", _after),
    ("past", _past),
    ("countdown", _countdown),
    ("superseded", _superseded),
    ("postponed", _postponed),
    ("span_name", _span_name),
    ("after_event", _after_event),
    ("others_event", _others_event),
    ("label", _label),
    ("as_of", _as_of),
    ("past_fact", _past_fact),
    ("reporting_period", _reporting_period),
    ("forecast", _forecast),
    ("no_demand", undemanded),
)


def why_no_deadline(context: Context) -> str | None:
    """The name of the first rule that objects, or None."""
    return next((name for name, objects in RULES if objects(context)), None)
