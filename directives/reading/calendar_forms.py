"""Forms that name a place in the calendar: days, months, quarters, years, weeks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy

from .form_parts import (
    BEFORE,
    DASH,
    DAY,
    EDGE,
    IN_YEAR,
    MONTH,
    NO_NUMBER_BEFORE,
    PARTS,
    TIME,
    YEAR,
    Form,
    Phrase,
    edge_of,
    month_of,
    nearness,
    year_of,
)
from .numerals import CHINESE, number

_DAYS = rf"(?:{DAY}[日号]?(?:{DASH}{{1,2}}|[、和及])){{0,4}}{DAY}(?:[日号]|(?=之前|以前|前))"
_DAY = re.compile(DAY)
_DASH = re.compile(DASH)
_MONTH = re.compile(MONTH)


def _months(found: re.Match[str]) -> Iterable[Phrase]:
    year, shift = year_of(found)
    model = Phrase(found.start(), found.end(), "month", edge_of(found), PARTS.get(found["part"] or "", ""), year, shift)
    model.near = nearness(found["near"]) if found["near"] else 0 if found["naked"] else None
    model.month = month_of(found["month"]) if found["month"] else None
    if found["days"]:
        model.unit = "day"
        yield from _each_day(found, model)
        return
    model.same = (found["near"] or "").startswith("同")
    if found["nth"]:
        model.name, model.day = "week", number(found["nth"])
    if found["many"] and not (model.edge or model.part):
        model.ranged = True  # 8、9月份要完成: one span of time, due at its end
    elif found["many"]:
        for piece in _MONTH.finditer(found["many"]):
            one = copy(model)
            one.start = found.start("many") + piece.start()
            one.end = one.start + len(piece[0]) + found["many"].startswith("月", piece.end())
            one.month, one.listed = month_of(piece[0]), True
            yield one
        model.start = found.start("month")
    if found["from"]:
        model.ranged, model.month_from = True, month_of(found["from"])
        if model.month_from > (model.month or 0):  # 2018年10月至3月
            model.year = year + 1 if year is not None else None
            model.shift = shift + 1 if shift is not None else None
    yield model


def _each_day(found: re.Match[str], model: Phrase) -> Iterable[Phrase]:
    """One phrase per listed day (10日、20日前); of a range (1日至10日) only its end is a due date."""
    words, offset = found["days"], found.start("days")
    pieces = list(_DAY.finditer(words))
    last, opened = len(pieces) - 1, False
    for i, piece in enumerate(pieces):
        link = words[piece.end() : pieces[i + 1].start()] if i < last else ""
        phrase = model if i == last else copy(model)
        phrase.start = found.start() if i == 0 else offset + piece.start()
        phrase.end = found.end() if i == last else offset + piece.end() + (link[:1] in ("日", "号"))
        phrase.day, phrase.opens_range, phrase.ranged = number(piece[0]), _DASH.search(link) is not None, opened
        phrase.listed = i < last and not phrase.opens_range
        opened = phrase.opens_range
        yield phrase


def _bare_days(found: re.Match[str]) -> Iterable[Phrase]:
    return _each_day(found, Phrase(0, 0, "day", "end" if found["end"] else "before"))


def _numeric(found: re.Match[str]) -> Iterable[Phrase]:
    """2018-06-30 anywhere; without a year only before 前 (6.30前), or every figure with a point would be a date."""
    month, day, edge = int(found["m"]), int(found["d"]), edge_of(found)
    if 1 <= month <= 12 and 1 <= day <= 31 and (found["year"] or (edge == "before" and found["sign"] in ".·")):
        year = int(found["year"]) if found["year"] else None
        yield Phrase(found.start(), found.end(), "day", edge, year=year, month=month, day=day)


def _years(found: re.Match[str]) -> Iterable[Phrase]:
    year, shift = year_of(found)
    naked, part, edge = found["naked"] or "", found["part"] or "", edge_of(found)
    if found["both"]:  # 今明两年: by the end of the second
        shift = 1
    if naked == "年前":
        yield Phrase(found.start(), found.end(), "festival", "before", name="年")
        return
    if naked:
        shift = 0
        part = "末" if naked in ("年关", "岁末") else naked.replace("年", "").replace("全", "度")
    if part.endswith("内"):
        edge = edge or "within"
    ranged = found["from"] is not None
    closing = PARTS.get(part.removeprefix("年"), "")
    yield Phrase(found.start(), found.end(), "year", edge, closing, year, shift, name=naked, ranged=ranged)


def _quarters(found: re.Match[str]) -> Iterable[Phrase]:
    year, shift = year_of(found)
    model = Phrase(found.start(), found.end(), "quarter", edge_of(found), PARTS.get(found["part"] or "", ""))
    model.year, model.shift = year, shift
    if half := found["half"]:
        model.unit, model.month = "half", 6 if half == "上" else 12
    elif found["q"]:
        model.month = 3 * (1 if found["q"] == "首" else number(found["q"]))
        if found["upto"]:
            model.part, model.month_from = "end", 1
    else:
        model.near = nearness(found["near"] or "")
    yield model


def _weeks(found: re.Match[str]) -> Iterable[Phrase]:
    near, day = found["near"], found["day"] or found["lone"] or found["lone2"]
    model = Phrase(found.start(), found.end(), "week", edge_of(found), near=nearness(near) if near else None)
    if day in (None, "末") and near:
        model.part = "end" if day else ""
    else:
        model.unit, model.day, model.vague = "weekday", 7 if day in "日天末" else number(day), day == "末"
    yield model


def _todays(found: re.Match[str]) -> Iterable[Phrase]:
    shift = 1 if found["t"].startswith("今明") else {"今": 0, "明": 1, "后": 2}[found["t"][0]]
    yield Phrase(found.start(), found.end(), "today", edge_of(found), near=shift)


_MIDDLE = rf"中(?={BEFORE}|[,，。完全要]|必须|务必|实现|达[到标]|建成|竣工|$)"
_ARRIVES = "(?=到岗|到位|返岗|返校|报到|开工|复工|交[房账付])"
_NAKED_YEAR = rf"年[底末]|年终(?={BEFORE})|岁末|年内|年度|全年|年{_MIDDLE}|年关|年前(?![后往])"

_LINKS = "、和及与-—–~～至到"
"""What may stand between the first number of a list or range and the next."""

FORMS = (
    Form(
        "月年" + _LINKS,
        "今本明后来去当次翌前上同这下月",
        re.compile(
            rf"{NO_NUMBER_BEFORE}{IN_YEAR}?"
            rf"(?:(?P<many>(?:{MONTH}月?份?[、和及与]){{1,5}})?(?:(?P<from>{MONTH})(?:月份?)?{DASH}{{1,2}})?"
            rf"(?P<month>{MONTH})月份?|(?P<near>本|当|这个?|下下?个?|次|上个?|同)月份?"
            rf"|(?<![个数几两每半腊正冬闰*＊×xX某_])(?P<naked>月)(?=[底末内初]|[上中下]旬|{_MIDDLE}))"
            rf"(?:(?P<days>{_DAYS})|(?P<part>底|末|[上中下]旬|[上下]半月|上中旬|中下旬|初|{_MIDDLE})"
            rf"|的?第(?P<nth>[一二三四五1-5])个?(?:周|星期))?{TIME}{EDGE}"
        ),
        _months,
    ),
    Form(
        "日号" + _LINKS,
        "",
        re.compile(
            rf"{NO_NUMBER_BEFORE}(?:(?P<late>(?<=[晚迟]于|最[迟晚]|[延推放]至|[宽推延放给后]到|就按))|(?P<open>(?<=[,，;；]))|(?<![月—–~～至到、-]))"
            rf"(?P<days>{_DAYS}){TIME}(?:{BEFORE}|(?P<end>为止|止)|(?=的?(?:时限|期限))|(?(late)|(?(open){_ARRIVES}|(?!))))"
        ),
        _bare_days,
    ),
    Form(
        ".-/·",
        "",
        re.compile(
            rf"(?<![\d.·/-])(?:(?P<year>20\d\d)[-./])?(?P<m>\d{{1,2}})(?P<sign>[-./·])(?P<d>\d{{1,2}})(?![\d.·/%-])日?"
            rf"{TIME}{EDGE}"
        ),
        _numeric,
    ),
    Form(
        "年" + _LINKS,
        "今本明来次翌后去上前年岁全",
        re.compile(
            rf"(?:{NO_NUMBER_BEFORE}(?:(?P<from>{YEAR})年?{DASH}{{1,2}})?"
            rf"(?:(?P<year>{YEAR}|[12]\d(?=年年?[底末]))|(?P<both>今明两)|(?P<shift>[今本明来次翌后去前]|(?<![则体])上))年"
            rf"(?P<part>年?[底末终内]|年初|{_MIDDLE}|初|度|全年)?"
            rf"|(?<![\d{CHINESE}半几数多今明去本跨往每周万千年])(?P<naked>{_NAKED_YEAR})){EDGE}"
        ),
        _years,
    ),
    Form(
        "季个年",
        "今本明后来去当次翌前上同这下第首季",
        re.compile(
            rf"{NO_NUMBER_BEFORE}{IN_YEAR}?(?:(?P<half>[上下])半年|(?:(?P<upto>前)|第)?(?P<q>[一二三四1-4首])个?季度"
            rf"|(?P<near>本|这个?|下个?|上个?|当)季(?:度|(?=末))|(?<![每一二三四])季度?(?=末))(?P<part>末|底)?{EDGE}"
        ),
        _quarters,
    ),
    Form(
        "",
        "本这下上当周星礼",
        re.compile(
            r"(?:(?P<near>本|这个?|下下?个?|上个?|当)(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-7](?!次))?"
            rf"|(?<![\d{CHINESE}每半几数隔])(?:周(?P<lone>[一二三四五六日末](?!次))|(?:星期|礼拜)(?P<lone2>[一二三四五六日天末])))"
            rf"{TIME}{EDGE}"
        ),
        _weeks,
    ),
    Form(
        "",
        "今明后",
        re.compile(rf"(?P<t>今明两[天日]|今天|今日|今晚|明天|明日|明早|明晚|后天)(?P<time>{TIME}){EDGE}"),
        _todays,
    ),
)
