"""What a clause is by its shape alone: a topic, a phrase that serves the next clause, a tail of the one before.

Functions of a clause's text; who speaks and what stood before is the business of `demands`.
"""

from __future__ import annotations

import re

from .lexicon import ADVERB_RUN, BEFORE_COVERB, COVERB, FACT, IMPERATIVES, MODAL, NOMINAL_ENDS, SECOND_VERB
from .nominals import goes_on
from .orders import DUTIES, assigned, duty, is_duty
from .phrases import find_phrases, plain
from .premises import grants, is_agent, is_case

_DATE_WORDS = (
    r"(?:[\d一二三四五六七八九十零〇年月日号底初末上中下旬季度半周今明后本个天内前起止早中午晚点时至到—-]|小时|工作日|现在|即日|会后|之内"
    r"|以内|之前|以前|元旦|春节|国庆"
    r"|节|五一|七一|八一|清明|端午|中秋|重阳|元宵|小年|除夕|芒种|冬至|立冬|立秋|谷雨|雨季|麦收|春播|开春|新学期"
    r"|汛期|秋收|入冬|入汛|春耕|开学|“十[三四五]五”|时间)"
)
_DATE_LEAD = re.compile(
    r"(?:务必|必须|力争|争取|确保|要)?(?:在|于|到|从|截至|截止|最迟|最晚|不?得?[晚迟]于|不?得?超过|赶在|抢在|用|利用|再用)*"
    rf"(?=[^，]{{0,12}}[年月日季周旬节期天底末时前]){_DATE_WORDS}{{2,16}}$(?<![日月底末]止)(?<!后)"
)
_NAMED_DATE = re.compile(
    r"(?P<who>[^，]{2,24}?)(?:在|于)?(?=\d{1,2}月|[一二三四五六七八九十]{1,2}月|[本下]月|年底|月底|20\d\d年|今年|明年)"
    rf"{_DATE_WORDS}{{2,16}}(?<=[前底])$"
)
"""“泸溪、白水6月底前”: whose date it is; what is due then follows."""
_EXCEPT = re.compile(r"除(?![险冰雪夕草尘害])[^，]{1,16}外$")
"""“驻村队员除在外隔离的以外”: of whom the next clause demands something."""
_ONCE = re.compile(r"[一两三四五\d](?:次|回|遍|趟)")
_NAMED_START = re.compile(
    r"(?P<who>[^，]{2,24}?)[从自](?:今天|明天|今日|明日|即日|现在|下周[一二三四五六日]?|\d{1,2}月(?:\d{1,2}日)?|[本下]月)(?:开始|起)$"
)
_TO_DATE = re.compile(
    r"(?:务必|必须|力争|争取|确保|要|[在于到从用]|利用|再用|截[至止]到?|最[迟晚]|不?得?[晚迟]于|不?得?超过|赶在|抢在|也就是|即|[、和“”])*"
)
_LONG_DATE = 24
_DATE_ENDS = frozenset("点时午晚年月日号底初末中旬季度半周天前内起止间五一庆节旦期耕学收冬汛”后明秋阳宵夕种至雨播春")
# A plain set, and then what must stand before or after it: so the search is at the speed of C.
_LIMITED = re.compile(
    r"[年月日号天周旬期度节时季限]"
    r"(?:(?<=[^季限])(?<!每.)(?:份|底|末|初|傍晚|[上中下]午|晚上?|夜[里间]|[\d一二三四五六七八九十]{1,3}[时点])?(?:之前|以前|之内|以内|前|底|末|内)|(?<=年)内|(?<=[上中下]旬)|(?<=[一二三四]季)度|(?<=半年)"
    r"|(?<=限)期?[^，]{1,4}(?:[天日周月]|小时))"
)
_EVE = re.compile(
    r"(?:元旦|春节|国庆|中秋|清明|端午|重阳|元宵|小年|五一”?|七一|八一”?|新年|汛期?|冬|冻|学|幕|季|年|到来|开始|结束|周[一二三四五六日末])(?:节)?(?:之|以)?前"
)
_LIMIT_ALONE = re.compile(
    r"(?:最[迟晚]|宽限|放宽|延长?)(?:到|至)[^，]{0,8}[日号月底]$|给[^，]{1,6}时间$|[日号底前]是(?:死线|底线|最后期限|大限)$"
)
"""Whoever it is about, the limit itself is the demand: “边远乡最迟到10月底”, “给一周时间”."""
_ENDS_WORK = re.compile(
    r"(?<!以)前|[年月日号时冻汛冬学节末底]以前|周[一二三四五六日末]以前|[天日月周年时旬度][之以]?内|全部|全面|完成|竣工|开工|收尾|到位|达标|进场"
    r"|清零|通过|交付|完毕"
    r"|结束|启用|组织|开展|召开|拿出|送[到达至]|报[送市县州区]|兑现|拨付|修复|讲到|整改|销号|办结|补报|修好|换完|拆完"
)
_PACED = re.compile(
    r"每(?:隔?[两三四五六\d]?个?)[天日周月季旬年晚半][^，]{0,12}(?:[报查通公巡检例发看]|一[次回遍]|开展|组织)"
    r"|(?:[一两三五十\d半]|每)个?[天日周月季]度?一(?:调度|通报|报|碰头|督查|督导|汇总|更新|会商|研判|巡|查|小结|排名|排查|清)"
)
_FENCED = re.compile(
    r"不少于|不低于|不超过|不高于|不多于|控制在|以内|至少|全年[^，]{2,14}\d|(?:占到?|达到?|保持在?)[^，]{0,6}(?:\d"
    r"|[一二三四五六七八九]成)|\d(?:%|人|个|户)以上"
)
_HELD_NOUN = re.compile(
    r"的(?:[^的]{0,6}(?:户|人|人员|对象|村|群众|学生|企业|项目|单位|家庭|干部|房屋|[县区市镇乡]|乡镇|地方|地区"
    r"|部门)(?:[（(][^）)]*[）)])?"
    r"|[\d一二两三四五六七八九十]+[个处家户名所条项座栋件宗起][^的\d]{0,8})$"
)
_ORDERED = re.compile(r"要|必须|务必")
_LOCATIVE = re.compile(r"(?:前提|基础|同时|过程|背景|形势|框架|情况|[上下中时里内后前期间]|阶段|之际)[上下中]?$")
_MEANS = re.compile(r"(?:方式|形式|手段|途径|为.{0,8}|精神|作风|态度|决心|力度|标准|状态)$")
_AS = re.compile(r"为“.{1,6}”$")
_PREVENTS = re.compile(r"以?防止?|避免|以免|严防|谨防|可(?:以)?(?:适当|酌情)?(?:放宽|宽限|延|推迟|顺延|暂缓|缓|推)")
_LIMIT_TAIL = re.compile(
    r"限[期时定](?:在|为|于)?[\d一二两三四五六七八九十半]{1,3}(?:天|日|周|个?月)(?:之?内)?|[从自][^，]{2,12}[至到][^，]{2,12}[日止底月]"
)
"""“限期一个月”, “从5月20日起至7月20日止”: when, said after what."""
_PREVENTS_HEADS = frozenset("以防避严谨可")
_NOUN_PHRASE = re.compile(r"[^的]{2,6}的[^的]{2,4}$")
_TAIL_NOUN = re.compile(r"的“.{1,4}”$")
_PAIRED = re.compile(r"(?:又|还|更|也)要?")
_WHERE = re.compile(r"哪里|到哪|谁")
_AUDIENCE = re.compile(r"(?:负责人|负责同志|同志|大家|代表|干部群众)们?$")
_MODIFIER = 12
_LISTING = frozenset("的、0123456789")
_IS = re.compile("是(?<![凡但就于若还只可总]是)(?!否)")
_WITHIN = re.compile("同步|全部|一律|统一|按期|如期|计划|逐[户村个项条人]")
_ACTED = frozenset("了由已")
_NAMES, _LABEL, _LABEL_ALONE = 26, 14, 8


def _limited(text: str) -> bool:
    return _LIMITED.search(text) is not None or ("前" in text and _EVE.search(text) is not None)


def dated(text: str) -> bool:
    """A limit and the end of some work stand in the clause."""
    if text[-1] in "日号月底间线限" and _LIMIT_ALONE.search(text):
        return True
    return _limited(text) and _ENDS_WORK.search(text) is not None and not is_date(text)


def measured(text: str) -> bool:
    """A limit, a rhythm or a bound (不少于…): bare, the clause still demands where somebody speaks."""
    return dated(text) or _PACED.search(text) is not None or _FENCED.search(text) is not None or assigned(text)


def bids(text: str) -> bool:
    """It orders or grants something, so that what a clause before it names belongs to it."""
    return MODAL.search(text) is not None or measured(text) or grants(text) or duty(text) or goes_on(text)


def names_only(text: str) -> bool:
    """Things without a predicate: before a dated clause they are what it is about (“黄田水库的菜地、果园”)."""
    return (
        len(text) <= _NAMES
        and (len(text) <= _LABEL or not _LISTING.isdisjoint(text))
        and _ACTED.isdisjoint(text)
        and text[:2] not in IMPERATIVES
        and SECOND_VERB.search(text) is None
        and _WITHIN.search(text) is None
        and ADVERB_RUN.match(text) is None
        and not _limited(text)
        and _FENCED.search(text) is None
        and _PACED.search(text) is None
    )


def labels(text: str, closing: int) -> bool:
    """“环境整治：”, “(1)管网改造。”, “一是清洁战役，”: a word for what follows, no demand."""
    if closing == 3 and text.endswith(("问题", "问题）")):
        return not MODAL.search(text) and text[:2] not in IMPERATIVES
    if closing not in (1, 3) and not text.endswith(("战役", "行动", "工程")):
        return False
    return len(text) <= _LABEL_ALONE and text[:2] not in IMPERATIVES and names_only(text) and not MODAL.search(text)


def audience(text: str) -> bool:
    """“与会负责人”: whom a demand is put to, standing alone."""
    return _AUDIENCE.search(text) is not None


def noun_phrase(text: str) -> bool:
    """“顽强的斗志”: goes on with the coverb phrase before it."""
    return _NOUN_PHRASE.match(text) is not None


def is_topic(text: str, comma: bool, running: bool) -> bool:
    """It says what the next clause is about: “对进度缓慢的企业”, “经鉴定不合格的”, a date.

    ``running``: demands are running, so that 上半年 is a date to come.
    """
    if text[-1] in _DATE_ENDS and is_date(text):
        return comma and (running or FACT.search(text) is None)
    if comma and text[-1] in "前底线限始起" and (names_whose_date(text) or _LIMIT_ALONE.search(text)):
        return True
    if comma and text[-1] == "外" and _EXCEPT.search(text):
        return True
    if "的" in text and _HELD_NOUN.search(text):
        return comma and _IS.search(text) is None and text[:2] not in IMPERATIVES and not SECOND_VERB.match(text)
    if comma and text.endswith(("的事", "的事情", "的问题", "的案子")):
        return True
    return (text[-1] == "的" or text[0] in "对将把") and serves(text)


def states(text: str, running: bool) -> bool:
    """A mark of fact stands in it; among demands or beside a limit not one in a modifier (“尚未动工的412户”)."""
    found = FACT.search(text)
    if found is None:
        return False
    if found[0] == "是":
        return True
    if text[0] in "谁哪" and "就" in text:
        return False
    if found[0] == "了" and text[found.start() - 1] in "占有":
        return True
    if found[0] == "去年" and text[found.end() : found.end() + 1] not in _LAST_YEARS and dated(text):
        return FACT.search(text, found.end()) is not None  # 恢复到去年水平
    if found[0] in _SUMS and _FENCED.search(text):
        return False
    if not (running or text[0] in "对把将已" or dated(text)):
        return True
    after = text.find("的", found.end(), found.end() + _MODIFIER)
    return after < 0 or FACT.search(text, after) is not None


_UNTIL = 12
_LAST_YEARS = frozenset("0123456789底末初上下春夏秋冬以")
_SUMS = frozenset(("累计", "共计", "人均"))


def serves(text: str) -> bool:
    """Whether a clause only leads up to the next one: a coverb phrase without a verb of its own, a date, a duty."""
    if text[-1] == "的" or text.startswith(("一经", "宁", "一旦")):
        return True
    if (
        (text[-1] in _DATE_ENDS and is_date(text))
        or (text[-2:] in DUTIES and is_duty(text))
        or ("由" in text[:16] and is_duty(text))
    ):
        return True
    if is_case(text):
        return True
    found = _coverb(text)
    if found is None:
        return False
    word, rest = found[0], text[found.end() :]
    if word in "同与" and _ONCE.search(rest):  # 必须同信访人见一次面
        return False
    if word == "由" and is_agent(rest):
        return False
    if word == "对" and (_PACED.search(rest) or _FENCED.search(rest)):
        return False
    if word in ("在", "从"):
        return _LOCATIVE.search(rest) is not None and not _limited(rest)
    if word == "对" and SECOND_VERB.search(rest[:-2], 2):
        return False
    if rest[-2:] in NOMINAL_ENDS or rest[-1:] in NOMINAL_ENDS or rest[-3:] in NOMINAL_ENDS or _AS.search(rest):
        if word in ("通过", "用", "以") and SECOND_VERB.search(rest[:-2], 4):
            return _MEANS.search(rest) is not None
        return True
    return SECOND_VERB.search(rest, 4 if word == "通过" else 2) is None


def is_date(text: str) -> bool:
    """Nothing but a date: “到6月底前”."""
    if text[-1] in _DATE_ENDS and _DATE_LEAD.match(text):
        return True
    return text[-1] in "前后内" and len(text) <= _LONG_DATE and _only_dates(text)


def _only_dates(text: str) -> bool:
    """“要在秋季学期开学前”, “两个月内”, “6月20日前后”: phrases of the date reader, and words that lead to them."""
    found = find_phrases(plain(text)[0])
    if not found or found[-1].end < len(text) or (text[-1] == "后" and found[-1].edge != "approx"):
        return False
    ends = [0, *(one.end for one in found[:-1])]
    return all(_TO_DATE.fullmatch(text, end, one.begin) for end, one in zip(ends, found, strict=True))


def names_whose_date(text: str) -> bool:
    """“泸溪、白水6月底前”: names and a date, without what is due by then."""
    found = (_NAMED_START if text[-1] in "始起" else _NAMED_DATE).match(text)
    return found is not None and names_only(found["who"])


def is_limit(text: str) -> bool:
    """A date that says itself that it is a limit: “10月底前”; 到9月28日 may be the day of a figure."""
    return text[-1] in "前内" and (is_date(text) or names_whose_date(text))


def _coverb(text: str) -> re.Match[str] | None:
    """The coverb that opens the clause, its subject, modal and adverbs aside; 坚持以 is a predicate."""
    found = COVERB.search(text, 0, 30)
    while found is not None:
        at = found.start()
        if at == 0 or BEFORE_COVERB.fullmatch(text, 0, at):
            return None if text.startswith("坚持", at - 2) else found
        found = COVERB.search(text, found.end(), 30)
    return None


def joins(before: str, text: str) -> bool:
    """Whether a clause goes on with the demand before it: “A,防止B”, “既要A,又要B”, “…到哪里,…就到哪里”."""
    if text.startswith(("直到", "直至")) and len(text) <= _UNTIL:
        return True
    if text[0] in "限从自" and _LIMIT_TAIL.fullmatch(text):
        return True
    if (text[0] in _PREVENTS_HEADS and _PREVENTS.match(text)) or ("的“" in text and _TAIL_NOUN.search(text)):
        return True
    if text[-2:] in DUTIES and is_duty(text) and not _ORDERED.search(text):
        return True
    if ("既" in before and _PAIRED.match(text)) or text.startswith(("更要", "更须")):
        return True
    if before.endswith(text[:2]) and before.startswith(text[-2:]):
        return True
    if "做到" in before[:8] and (len(text) == 4 or _WHERE.search(text)):
        return True
    return ("哪" in before or "谁" in before) and _WHERE.search(before) is not None and _WHERE.search(text) is not None
