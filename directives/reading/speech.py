"""Who is speaking: the frames that turn a sentence into somebody's demand, and those that make it a report.

A frame opens with a cue (“会议要求”, “李平指出”, “就…提出三点要求:”) and holds for the sentences that follow until
narration resumes ("会前", "随后", "…参加会议") or a reporting cue stands ("汇报", "通报").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .authority import NO_CUE, ORDERS, SAY, Mode, mode_of, mode_of_verb, signs
from .lexicon import MODAL
from .sections import tells_below

_DEMAND = (
    "明确要求|严格要求|再次要求|强调要求|要求|强调指出|强调|叮嘱|嘱咐|嘱托|号召|勉励|希望|部署|责成|提出|告诫"
    "|寄语|提醒|动员|倡议|安排|明确|交代|决定|议定|确定|商定"
)
_ENDS = frozenset(verb + tail for verb in f"{_DEMAND}|{SAY}".split("|") for tail in ("", "道", "了要求", "如下要求"))
_LAST = frozenset(end[-1] for end in _ENDS)
_CUE_END = re.compile(rf"(?P<who>.*?)(?P<verb>{_DEMAND}|{SAY})(?:道|说|到|了要求|如下要求)?$")
_HOW = re.compile("(?:怎么|怎样|如何|俗话|常言|老话|实话)$")
_GOVERNS = ("要按", "要把", "要根", "要坚", "把", "按", "必须", "根据", "落实")
_OFFICE = (
    "书记|县长|市长|区长|州长|省长|镇长|乡长|旗长|盟长|专员|主任|局长|厅长|处长|科长|部长|组长|队长|秘书长|常委|主席"
    "|政委|巡视员|总指挥|指挥长|站长|院长"
    "|领导|负责人|负责同志|同志|督查组|督导组|检查组|调研组|巡察组|巡查组|考核组|工作组|专班|指挥部|领导小组|会议?"
    "|县委|市委|区委|省委|州委|党委|党组"
    "|政府|办公室|扶贫办|振兴局|局|厅"
)
_CUE_VERB = "(?P<verb>明确要求|要求|强调|指出|希望|叮嘱|号召|责成|提醒|表示)"
_NOT_NOUN = "(?!的|了|是|和|、|真务实|书|来|高|严|更|不|各项|落|进行|$|之)"
_CUE_MID = re.compile(
    rf"(?P<who>(?:当场|当即|随即|现场|立即|并|还|同时)?(?:.{{0,30}}?(?:{_OFFICE})(?![长员议])[一-鿿]{{0,4}}?)?"
    rf"|[他她其])"
    rf"(?:会?上|最后|又|还|一并|再次|特别|同时|反复|一再|重点|郑重|对此|着重|当场|当即"
    rf"|现场|随即|随后|明确|严肃){{0,3}}{_CUE_VERB}{_NOT_NOUN}"
)
_CUE_WORD = re.compile(r"要求|强调|指出|希望|叮嘱|号召|责成|提醒|提出|表示|决定|议定|商定|交代|承诺|当[即场]|随即|马上")
_DECIDED = re.compile(
    r"(?:会议)?(?P<verb>决定|议定|商定)(?=从|在|于|对|成立|开展|实施|启动|组织|用|利用|集中|全面|立即)"
)
_NAMED_MID = re.compile(
    r"(?:同志)?(?:在.{2,12}[上时中]|(?:结合|针对).{2,12}|还|又|最后|同时|特别|反复|再次|当场|当即|现场|随即|随后|明确|严肃){0,3}(?P<verb>要求|强调|指出|希望|叮嘱|提出|提醒|嘱咐|告诫"
    r"|责成|交代(?=[^，]{0,12}(?:局|办|中心|[站所院镇乡村长]|公司|负责人|同志)$)|表示)(?!的|了)"
)
_ON_THE_SPOT = re.compile(
    r"(?P<who>[他她]|[^，]{0,16}?)(?:当即|当场|随即|马上)(?P<verb>让|叫|通知|责令|吩咐)(?=[^，]{2,12}(?:把|将|立即|马上|限期|停|拿|补|改|拆))"
)
_LIST_HEAD = re.compile(
    r"(?:(?:按|照)(?:以下|如下|下列)[^，]{0,10}|[一二三四五六七八九十两几\d]+(?:点|条|个|项|方面)?(?:的)?(?:要求|意见|希望|工作|任务|措施|建议|指示|问题"
    r"|方面)|(?:点|说|讲|提|定)了.{0,6}|[派分下交]活|(?:布置|分派|交办|下达)任务|逐[一项条个](?:作了)?(?:交办|布置|安排|部署|点评)"
    r"|(?:提出|明确|确定|部署|安排|布置|制定|下达|印发|排出|列出|划定).{0,14}|(?:要求|任务|措施|安排|部署|重点|工作"
    r"|如下|下步|强调|提醒).{0,4}|要.{1,10})$"
)
_SO_FAR = re.compile(
    r"近年来|近期以来|[今去]年以?来|截[至止](?!日期|时间)|目前|\d{1,2}月\d{1,2}日以来|[\d一二三]+(?:天|月)来"
)
_SO_FAR_HEADS = frozenset("近今去截目0123456789一二三")
_RESUME = re.compile(
    r"(?:会议?[前后]|(?:座谈|现场|推进|动员|部署|调度|专题|研讨)?会(?:议)?上|随后|接着|之后|当天|当日|当晚|次日|期间"
    r"|据(?:了解|悉|介绍|通报|统计|初步|报告)|另(?:悉|据)|记者"
    r"|\d{1,2}月\d{1,2}日(?:[上下]午|至|到)?$"
    r"|在.{1,16}(?:现场|家中|车间|基地|工地|村里)|来到|走进|每到一处|此前(?!印发|下发|出台|规定)|此次|本次|这次)"
)
_PRESENT = "(?:了|会议|座谈|活动|调研|督查|检查|上述|此次|今天)?.{0,8}$"
# One literal after the other, without a group: see `cues.either`.
_ATTEND = re.compile(
    "|".join(verb + _PRESENT for verb in ("参加", "出席", "列席", "陪同", "主持"))
    + r"|听取了|观摩了|查看了|宣读了|传达了|通报了|学习了|审议了|观看了|参观了|察看了|进行了(?!.{0,4}要求)|作了|作出了"
    r"|召开$|举行$|给予.{0,6}(?:肯定|赞扬|评价)|予以肯定"
)
_REPORTING = "汇报|通报|介绍|表态|反映|回顾|承诺|报告"
_REPORT_CUE = re.compile(
    rf"(?:{_REPORTING})(?:了|说|道|中说|指出|称|$)|(?:分别|先后|依次|作)(?:{_REPORTING})|(?:交流|表态|典型|作)发言"
    rf"|述职$"
)
_OFFICE_TAIL = re.compile(rf"[一-鿿]{{0,6}}?(?:{_OFFICE})(?=[一-鿿]{{0,4}}$|在|就|对|向)")
_AROUND_NAME = re.compile(
    r"^(?:会上|会后|最后|同时|并|还|对此|为此|观摩时|座谈时|调研时)|(?:同志)?(?:(?:在|就|对|向).*|还|又|最后|特别"
    r"|再次|反复)$"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """An opened frame: ``rest`` is the offset in the clause where its content starts (its length if it ends there)."""

    mode: Mode
    speaker: str
    cue: str
    rest: int
    orders: bool = False
    """The clause that opens it is a demand as well: “要抓好四件事:”."""
    lasts: bool = False
    """All that follows is said by him, whatever stands between: the text of a speech, or (``report``) his paragraph."""


_REPORTS_END = re.compile(
    r"(?P<who>[^，]{2,20}?)(?:作|一致|纷纷|当场|现场)?(?<![了作的出行取听])"
    r"(?:(?:回应|答复|回复|反映|说起|讲起|诉说)(?=[说道称了])|表态|承诺|汇报|介绍|回答|透露|(?:会议|[局办委厅室组站])(?:还|也|又|同时|一并|现场)?通报|担心|抱怨|诉苦|坦承)(?:说|道|称|时说|了[^，]{2,6})?$"
)
_REPORT_LAST = frozenset("态诺报绍答露说道称心怨苦承难题")
_TURNS_TO = re.compile(r"(?:拨通|打给|打通|叫来|找来|转身对|转头对|回头对|对着|拉住|叮咛)[^，]{2,24}$")
_SAID_SO = re.compile(r"[^，]{2,12}(?:说|讲|话)得[^，]{1,8}$")
_TASK_IS = re.compile(r"(?:[给对][^，]{2,14}的|下一步的?)(?:任务|要求|目标)是$")


_SPEECH = re.compile(
    r"(?:各位[^，]{0,8}、)?同志们|(?:下面|最后|接下来|现在|今天)?我(?:再|就)?[^，]{0,12}(?:讲|谈|说|强调|提)(?:几|[一二两三四五六\d])(?:点|条|个问题|句话|个方面)(?:意见|要求|建议)?"
)
_SPEECH_LAST = frozenset("们点条题话面见求议")
_ARRANGES = re.compile(
    r"(?P<who>[^，]{2,24}?)(?:还|又|也|分别|最后)?(?:就|对|围绕)[^，]{2,40}(?:[作做](?:了|出了?)?|进行了?|讲了|谈了|提了|提出)[^，]{0,8}(?:安排|部署|布置|强调|要求|意见|建议)$"
    r"|(?P<by>[^，]{2,24}?)(?:讲|谈|提|点)了[^，]{1,10}(?:点|条|方面)(?:意见|要求|建议)?$"
)
"""“友向荣就抓好落实作了安排。”: what follows is his."""
_ARRANGED_LAST = frozenset("排署置调求见议点条面")
_ANNOUNCED_LAST = _SPEECH_LAST | _ARRANGED_LAST | {"是"}


def frame_of(text: str, colon: bool, last: str, names: tuple[str, ...]) -> Frame | None:
    """The frame that a clause opens, if it does; ``last`` is the speaker so far, for 他强调 and a bare 同时指出."""
    if text[-1] in _LAST and (text[-2:] in _ENDS or text[-1] in _ENDS or text[-3:] in _ENDS or text[-4:] in _ENDS):
        found = _CUE_END.match(text)
        if found and _HOW.search(found["who"]):
            return None
        mode = mode_of(found["who"], found["verb"], colon, last, names) if found else None
        if found and mode:
            return Frame(mode, _speaker(found["who"], last, names), text[-8:], len(text))
    reported = _REPORTS_END.match(text) if text[-1] in _REPORT_LAST else None
    if reported and not ORDERS.search(reported["who"]):
        return Frame("report", _speaker(reported["who"], "", names), text[-8:], len(text))
    if colon and (called := _TURNS_TO.search(text)):
        return Frame("say", _speaker(text[: called.start()], last, names), called[0][:8], len(text))
    if _CUE_WORD.search(text):
        frame = _inside(text, last, names)
        if frame:
            return frame
    return _announced(text, colon, last, names) if colon or text[-1] in _ANNOUNCED_LAST else None


def _announced(text: str, colon: bool, last: str, names: tuple[str, ...]) -> Frame | None:
    """A clause that only announces words: “同志们：”, “就抓好落实作了安排。”, “提出四点要求：”."""
    if text[-1] in _SPEECH_LAST and (colon or text[-1] != "们") and _SPEECH.fullmatch(text):
        return Frame("say", last, text[-8:], len(text), lasts=text[-1] == "们" or not names)
    if text[-1] in _ARRANGED_LAST and (arranged := _ARRANGES.match(text)) and not colon:
        return Frame("say", _speaker(arranged["who"] or arranged["by"], last, names), text[-8:], len(text))
    if colon and signs(text, names):
        return Frame("report", _speaker(text, last, names), text[-8:], len(text), lasts=True)
    if colon and "得" in text and _SAID_SO.match(text):
        return Frame("say", _speaker(text, last, names), text[-8:], len(text))
    if text[-1] == "是" and _TASK_IS.search(text):
        return Frame("demand", last, text[-8:], len(text))
    if colon and tells_below(text):
        return Frame("none", "", text[-8:], len(text))
    if colon and len(text) <= 60 and _LIST_HEAD.search(text):
        return Frame("demand", _speaker(text, last, names), text[-8:], len(text), bool(MODAL.search(text)))
    return None


def _inside(text: str, last: str, names: tuple[str, ...]) -> Frame | None:
    """A cue in mid-clause: “会议要求各部门…”, “石开明要求抓好…”."""
    for name in names:
        if text.startswith(name):
            found = _NAMED_MID.match(text, len(name))
            if found:
                return Frame(mode_of_verb(found["verb"]), name, found["verb"], found.end())
    if text.startswith("承诺") and text[2:3] not in "书制的事期":
        return Frame("report", last, "承诺", 2)
    spot = _ON_THE_SPOT.match(text)
    if spot:
        return Frame("demand", _speaker(spot["who"], last, names), spot["verb"], spot.end())
    decided = _DECIDED.match(text)
    if decided:
        return Frame("demand", last, decided["verb"], decided.end())
    found = _CUE_MID.match(text)
    if found and found["verb"] == "表示" and mode_of(found["who"], "表示", False, last, names) == "report":
        return Frame("report", _speaker(found["who"], last, names), found["verb"], found.end())
    if found and not NO_CUE.search(found["who"]) and not text.startswith(_GOVERNS):
        return Frame(mode_of_verb(found["verb"]), _speaker(found["who"], last, names), found["verb"], found.end())
    return None


def _speaker(who: str, last: str, names: tuple[str, ...]) -> str:
    """The name among ``names`` that stands in ``who``, else its office or body, else the speaker so far."""
    for name in names:
        if name in who:
            return name
    if len(who) <= 1:
        return last
    if "会议" in who or who.endswith("会"):
        return "会议"
    office = _OFFICE_TAIL.search(who)
    if office:
        return office.group()
    bare = _AROUND_NAME.sub("", who)
    return bare if 2 <= len(bare) <= 4 else last


def sums_up(text: str) -> bool:
    """“目前…”, “截至9月底…”: within a paragraph somebody's own words, at the head of one the reporter's."""
    return text[:1] in _SO_FAR_HEADS and _SO_FAR.match(text) is not None


def resumes_narration(text: str) -> bool:
    """Whether a sentence that opens with this clause tells again what happened."""
    return bool(_RESUME.match(text) or _ATTEND.search(text))


def attends(text: str) -> bool:
    """Whether the clause says who was there, or what was done at the meeting."""
    return _ATTEND.search(text) is not None


def reports(text: str) -> bool:
    """Whether the clause says that somebody reported, praised or attended: what follows it is not demanded."""
    return bool(_REPORT_CUE.search(text) or _ATTEND.search(text))
