"""Rhythms: 每月15日前报送, 每周五调度, 按季通报. They make occurrences, never one due date.

A bare 每月 or 按月 counts only beside a verb of reporting or of routine work; before a figure (每月800元,
每年增收3000元) it is a rate, not a rhythm.
"""

from __future__ import annotations

import re
from typing import Literal

from .form_parts import DAY, MONTH, month_of
from .numerals import number
from .types import Recurrence

Every = Literal["day", "week", "ten_days", "two_weeks", "half_month", "month", "quarter", "half_year", "year"]

_EVERY: dict[str, Every] = {
    "日": "day", "天": "day", "周": "week", "星期": "week", "礼拜": "week", "旬": "ten_days", "月": "month",
    "季": "quarter", "季度": "quarter", "半年": "half_year", "年": "year", "年度": "year",
}  # fmt: skip
_PART_DAYS = {"底": -1, "末": -1, "初": 10, "上旬": 10, "中旬": 20, "下旬": -1}
_ROUTINE = (
    "报送|上报|报告|汇报|反馈|通报|调度|统计|更新|公示|公布|例会|排名|考核|督查|督导|督办|检查|巡[查河山护堤逻]|值[守班]|曝光|抽[查检]|走访|入户|开展|召开|组织|研究|研判"
    "|会商|分析|梳理|填报|至少|不得?能?少于|定期|集中|听取|报|晒|评|预付|支付|发放|拨付|结算|兑付|一[次回趟遍班]|发(?![展现生挥动])|[一二两三四五\\d]次|一调度|一通报|一汇报|一督查"
)
_REPORT_AFTER = "、,，行立度定好报告施和及与"
_WEEKDAY = {"日": 7, "天": 7, "末": 7}

RHYTHM = re.compile(
    r"每逢?(?:个)?(?:"
    rf"(?P<month>月)的?(?:(?P<mday>{DAY})(?:[日号](?:[至到—-](?:(?P<mlast>{DAY})[日号]|(?P<mend>月[底末])))?|(?=前))|(?P<mpart>底|末|初|[上中下]旬))?"
    r"|(?P<week>周|星期|礼拜)(?P<wday>[二三四五六日天末]|一(?!报(?![送告表名请])))?"
    rf"|(?P<quarter>季度?)的?(?:末|底|(?:首月|(?:最后|第[一二三])(?:一?个)?月)(?:底|末)?)?(?:(?P<qday>{DAY})[日号])?"
    r"|(?P<half>半年)(?:末|底)?"
    rf"|(?P<year>年)度?的?(?:(?P<ym>{MONTH})月份?(?:[、和及与]{MONTH}月份?){{0,3}}(?:(?P<yday>{DAY})[日号]|(?P<ypart>底|末|初|[上中下]旬))?|(?P<yend>年?底|年?末))?"
    r"|(?P<ten>旬)|(?P<day>天|日|晚)(?:[上下]午|晚上?)?(?:\d{1,2}[时点])?)(?P<before>之前|以前|前)?"
    rf"|次月(?P<next>{DAY})[日号](?P<before2>之前|以前|前)"
    r"|每(?:隔)?(?P<fortnight>两周|两个?星期|14天|十四天|半个?月|15天|十五天)|隔(?P<other>周)|每(?:隔)?(?:\d{1,2}|[二两三四五六七八九]|十)(?P<days>天|日)"
    r"|早晚(?P<twice>各)|每(?:隔)?(?:\d{1,2}|[一二两三四六八]|十二|半)个?(?P<hours>小时)"
    r"|(?P<halfmonth>半月)一(?=[调通汇督报巡排会])|一个(?P<each>月|星期|周|季度)(?:内|里)?(?:不能|不得|不)?[少低]于[一两二三四五六\d]{1,2}[次回趟]"
    r"|一(?P<once>天|日|周|旬|月|季度?)一(?=[调通汇督报巡排会研晾晒公评考小走清检])"
    r"|(?:按|逐)(?P<by>日|周|旬|月|季度?|年度?|半年)"
    r"|(?P<report>日|周|旬|月|季)(?:报告|报表|通报|调度|例会|报)(?:制度?)?"
)
_HINT = re.compile(
    "[每一按逐次日周旬月季隔早]"
    "(?:(?<=每)|(?<=一)(?:[天日周旬月季]|个[月周星季])|(?<=月)一[调通汇督报巡排会]|(?<=[按逐])[日周旬月季年]|(?<=按)半|(?<=次)月|(?<=隔)周|(?<=早)晚各|(?<=[日周旬月季])(?:报|通报|调度|例会))"
)
_LEAD = re.compile(rf"[^,，。；;:：]{{0,12}}?(?:{_ROUTINE})|的?(?:春节|国庆|中秋|元旦|汛期?|入冬|开学)节?前")
_HALF = re.compile("月|15|十五")
_RATE = re.compile(r"(?!抽[查检])[^,，。；;]{0,6}?\d[\d.]{0,9}[多余]?[万亿]?(?:元|%|人(?!次)|亩|吨|斤|户|个百分点)")


def _period(found: re.Match[str]) -> tuple[Every, int | None, int | None]:
    """(every, day, month) of a match; the day as `Recurrence` counts it."""
    if found["month"]:
        if found["mend"]:
            return "month", -1, None
        day = number(found["mlast"] or found["mday"]) if found["mday"] else _PART_DAYS.get(found["mpart"] or "")
        return "month", day, None
    if found["next"]:
        return "month", number(found["next"]), None
    if found["week"]:
        weekday = found["wday"]
        return "week", (_WEEKDAY.get(weekday) or number(weekday)) if weekday else None, None
    if found["quarter"]:
        words = found[0]
        month = 1 if "首月" in words or "第一" in words else 2 if "第二" in words else None
        closing = month is None and re.search("末|底|最后|第三", words) is not None
        day = number(found["qday"]) if found["qday"] else -1 if closing or "底" in words or "末" in words else None
        return "quarter", day, 3 if closing else month
    if found["half"]:
        return "half_year", -1 if found[0][-1] in "末底" else None, None
    if found["year"]:
        return _yearly(found)
    return ("ten_days" if found["ten"] else "day"), None, None


def _nearest(days: int) -> Every:
    """每10天 is every ten days; other counts of days are kept as the nearest period that is no longer."""
    return "day" if days < 7 else "week" if days < 10 else "ten_days"


def _yearly(found: re.Match[str]) -> tuple[Every, int | None, int | None]:
    if found["yend"]:
        return "year", -1, 12
    if not found["ym"]:
        return "year", None, None
    month = month_of(found["ym"])
    if found["yday"]:
        return "year", number(found["yday"]), month
    if found["ypart"]:
        return "year", _PART_DAYS[found["ypart"]], month
    # 每年6月前 ends with May, as 6月前 does.
    return ("year", -1, (month - 2) % 12 + 1) if found["before"] else ("year", -1, month)


def _counts(text: str, found: re.Match[str]) -> bool:
    """Whether the match is a rhythm that somebody is held to, not a rate or a part of another word."""
    if found["report"]:
        return found.start() == 0 or text[found.start() - 1] in _REPORT_AFTER
    if found["once"] or found["twice"] or found["halfmonth"] or found["each"]:
        return True
    if text.startswith("的", found.end()) and (found["days"] or found["fortnight"]):
        return False
    if any(found[name] for name in ("by", "hours", "fortnight", "other", "days")):
        return _LEAD.match(text, found.end()) is not None
    if _RATE.match(text, found.end()):
        return False
    dated = any(found[name] for name in ("before", "before2", "mday", "mpart", "wday", "ym", "yend", "qday"))
    return dated or _LEAD.match(text, found.end()) is not None


def may_recur(text: str) -> bool:
    """A quick look: False means that no rhythm stands in the text."""
    return _HINT.search(text) is not None


def rhythms(text: str) -> list[tuple[int, int, Every, int | None, int | None]]:
    """(start, end, every, day, month) of the rhythms of a normalised text, in order."""
    if not _HINT.search(text):
        return []
    out: list[tuple[int, int, Every, int | None, int | None]] = []
    for found in RHYTHM.finditer(text):
        if not _counts(text, found):
            continue
        every: Every
        if found["hours"] or found["twice"]:  # no shorter period is kept than the day
            every, day, month = "day", None, None
        elif found["fortnight"] or found["other"] or found["halfmonth"]:
            every, day, month = ("half_month" if _HALF.search(found[0]) else "two_weeks"), None, None
        elif found["days"]:
            every, day, month = _nearest(number(found[0].strip("每隔天日"))), None, None
        elif short := found["by"] or found["report"] or found["once"] or found["each"]:
            every, day, month = _EVERY[short], None, None
        else:
            every, day, month = _period(found)
        out.append((found.start(), found.end(), every, day, month))
    return out


def recurrence(text: str, start: int, end: int, every: Every, day: int | None, month: int | None) -> Recurrence:
    """The public shape; `text` is the original one and the offsets count in it."""
    return Recurrence(text[start:end], (start, end), every, day, month)
