"""Forms that name a length, a festival, a season, a five-year plan or a lunar day."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .calendars import LUNAR_FESTIVALS, PLANS, SEASONS, SOLAR_FESTIVALS, SOLAR_TERMS
from .form_parts import BEFORE, DAY, EDGE, IN_YEAR, MONTH, Form, Phrase, edge_of, year_of
from .numerals import CHINESE, number

_NUMBER = rf"(?:\d{{1,3}}|[{CHINESE}]{{1,4}}|半)"
_UNIT = r"(?:个?工作日|个?自然日|天|日|个?(?:周|星期|礼拜)|个?半?月|年半?|个?小时|个季度)"
_LEAD = re.compile(
    r"(?:(?P<lead>为期|历时|利用|使用|再用|用|限(?<![期时年有界].)期?[在于]?|集中|时限为?)|以|花|(?P<given>给(?:你们?|他们|大家|各[^,，。]{1,4}|乡镇|部门|企业))|给|你们|大家|拿出|抽出|安排)(?:不到|不超过|最多|最长|至多)?$"
)
_ENDS = re.compile(r"[,，。;；!！]|$")
"""给你们十天，…: a length that is given and ends its clause is a limit."""
_AHEAD = re.compile(r"(?:接下来|今后|往后|随后|后面|剩下|剩余|余下|未来)的?(?:这|短短)?$")
_DONE_IN = re.compile("(?:完成(?!了)|办[结完]|.完(?![善整])|整改(?:完|到位)|拿出|交出|建成(?!的))")
_URGED = re.compile(
    r"(?:的?时间)?[,，]?[^,，。；;]{0,8}?(?:(?<![主重需首只必次])要(?!求)|必须|务必|全力|集中|抓紧|确保)"
)
_LEAD_REACH = 9
_DAYS_OF = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}


def _durations(found: re.Match[str]) -> Iterable[Phrase]:
    """Only with a mark: 内 behind, 为期/用/限期 before, or 时间 after a giving verb; else 三年 is a name or a fact."""
    floor = max(0, found.start() - _LEAD_REACH)
    inside = found["inside"] is not None
    if found["inside"] == "里":  # 三天里 tells, 接下来的三天里 demands
        inside = _AHEAD.search(found.string, floor, found.start()) is not None
    elif not inside and "年" not in found["unit"] and _DONE_IN.match(found.string, found.end()):
        inside = True  # 7个工作日完成整改
    elif not inside and "年" not in found["unit"] and _URGED.match(found.string, found.end()):
        inside = _AHEAD.search(found.string, floor, found.start()) is not None  # 接下来一个月要集中攻坚
    lead = _LEAD.search(found.string, floor, found.start())
    given = lead is not None and lead["given"] is not None and _ENDS.match(found.string, found.end())
    if not (inside or given or (lead and (lead["lead"] or found["time"]))):
        return
    words, unit = found["n"], found["unit"]
    if unit == "月" and words not in ("半", "两"):
        return  # 时限为6月, 三月内: a month of the year
    unit = unit.removeprefix("个").removeprefix("自然")
    phrase = Phrase(lead.start() if lead else found.start(), found.end(), "duration", "within" if inside else "")
    phrase.vague = found["least"] is not None
    if len(words) == 2 and not words.isascii() and not set(words) & set("十廿卅百半"):
        words, phrase.vague = words[1], True  # 三五天, 两三个月: the longer one
    half = words == "半"
    count = 0 if half else number(words)
    if unit == "工作日":
        phrase.measure, phrase.length = "working_day", count
    elif unit in _DAYS_OF:
        phrase.length = _DAYS_OF[unit] // 2 if half else _DAYS_OF[unit] * count
    elif unit == "小时":
        phrase.length = -(-count // 24)
    elif unit == "月" and half:
        phrase.length = 15
    elif unit.startswith("年"):
        phrase.measure, phrase.length = "month", 6 if half else 12 * count + 6 * ("半" in unit)
        phrase.part = "" if found["time"] else "whole"  # 用一年时间 is a limit, 为期三年 a span
    else:
        phrase.measure, phrase.length = "month", count * (3 if unit == "季度" else 1)
        phrase.day = 15 if "半" in unit else None
    yield phrase


def _plans(found: re.Match[str]) -> Iterable[Phrase]:
    start = found.start() - (found.start() > 0 and found.string[found.start() - 1] in '“"‘')
    yield Phrase(start, found.end(), "plan", edge_of(found), year=PLANS[found["n"]], name=found["part"])


def _festivals(found: re.Match[str]) -> Iterable[Phrase]:
    year, shift = year_of(found)
    named = [one[0] for one in _ONE_FESTIVAL.finditer(found["first"]) if one[0] not in _BOTH]
    if not named or found["name"] not in _BOTH:  # 元旦、春节两节前: the two that are named
        named.append(found["name"])
    name = "、".join(named)
    yield Phrase(found.start(), found.end(), "festival", "before", year=year, shift=shift, name=name)


def feast(found: re.Match[str]) -> Phrase:
    """到五一节: the day itself, where 五一节前 is the day before."""
    year, shift = year_of(found)
    start = found.start("year") if found["year"] else found.start("shift") if found["shift"] else found.start("name")
    return Phrase(start, found.end(), "festival", year=year, shift=shift, name=found["name"])


def _seasons(found: re.Match[str]) -> Iterable[Phrase]:
    year, shift = year_of(found)
    words = found["name"]
    key = _SEASON_KEYS.get(words) or next(name for name in SEASONS if name in words)
    if "暑" in words and "结束" in found[0]:
        key = "秋季开学"
    yield Phrase(found.start(), found.end(), "season", "before", year=year, shift=shift, name=key)


def _lunars(found: re.Match[str]) -> Iterable[Phrase]:
    words = found["m"] or found["named"]
    month = {"正": 1, "冬": 11, "腊": 12}.get(words) or number(words)
    day = number(found["d"].removeprefix("初")) if found["d"] else None
    yield Phrase(found.start(), found.end(), "lunar", edge_of(found), month=month, day=day)


_FESTIVAL = "|".join(
    sorted({*SOLAR_FESTIVALS, *LUNAR_FESTIVALS, *SOLAR_TERMS, "除夕", "两节", "双节"} - {"年"}, key=len, reverse=True)
)
_ONE_FESTIVAL = re.compile(_FESTIVAL)
_BOTH = ("两节", "双节")
_SEASON = (
    "主汛期?|大汛|防汛|汛期|入汛|雨季|夏收|麦收|三夏|秋收|三秋|秋季(?:学期)?开学|春季(?:学期)?开学|秋播|秋种|入冬|冬季|寒冬|严冬|冬天|越冬"
    "|上冻|封冻|冰冻期?|霜冻|供暖[季期]?|采暖[季期]?|供热[季期]?|雨雪(?:冰冻)?天气|下雪|大雪封山|封山|春耕|备耕|春播|春种|暑假|暑期|开学|新学期"
    "|三伏天?|入伏|伏天"
)
_SEASON_KEYS = {"开学": "开学", "新学期": "开学", "秋季学期开学": "秋季开学", "春季学期开学": "春季开学"}

FORMS = (
    Form(
        "天日周星礼个月年小工" + "-—–~～至到",
        "半",
        re.compile(
            rf"(?<![\d.第每年月零{CHINESE}])(?:(?P<least>{_NUMBER})个?(?:{_UNIT})?[-—–~～至到])?(?P<n>{_NUMBER})(?P<unit>{_UNIT})"
            r"(?P<time>的?时间|期限|左右)?(?P<inside>之内|以内|内(?![部容外生涵在])|里(?![程面外边]))?"
        ),
        _durations,
    ),
    Form(
        '”"’末期时规收结',
        "",
        re.compile(
            rf"十(?P<n>[{''.join(PLANS)}])五[”\"’]?(?:规划)?(?P<part>末期?|期末|期间|时期|期内|收官|结束){EDGE}"
        ),
        _plans,
    ),
    Form(
        "",
        "农阴旧正腊冬",
        re.compile(
            rf"(?:(?:农历|阴历|旧历)(?P<m>[正冬腊]|{MONTH})|(?P<named>[正冬腊]))月(?:(?P<d>初?{DAY})日?|底|末)?{EDGE}"
        ),
        _lunars,
    ),
)
"""Tried beside `calendar_forms.FORMS`."""

EVES = (
    Form(
        "",
        "",
        re.compile(
            rf"(?:{IN_YEAR})?[“\"‘]?(?<![\d第{CHINESE}])(?P<first>(?:(?:{_FESTIVAL})节?[”\"’]?[、和及]?[“\"‘]?){{0,2}})"
            rf"(?P<name>{_FESTIVAL})节?[”\"’]?(?:节|小?长假|假期|黄金周)?[”\"’]?(?:节日|佳节)?(?:来临|到来|放假)?之?{BEFORE}"
        ),
        _festivals,
    ),
    Form(
        "",
        "",
        re.compile(rf"(?:{IN_YEAR})?(?P<name>{_SEASON})(?:来临|到来|开始|结束)?(?:之前|以前|前(?!后|往|期|提))"),
        _seasons,
    ),
)
"""Festivals and seasons: too many words to begin with, so they are sought before each 前."""

FEAST = re.compile(
    rf"[到至于保争取](?:(?P<to>(?<=[到至于]))|)(?<![推迟]到)(?<![^晚迟]于)[在于]?{IN_YEAR}?[“\"‘]?(?P<name>{_FESTIVAL})节?[”\"’]?节?"
    rf"(?=(?(to)(?:[。；;]|$)|(?!))|[,，]|要|必须|务必|[前全]部|[^,，。；;前后期]{{0,5}}?(?:完成|建成|竣工|通车|通水|通电|开园|开业|交付|投用|投入使用|实现|达到|入住|搬迁|搬进))"
)
"""到五一节, 确保国庆节建成: a festival that is itself the day."""
