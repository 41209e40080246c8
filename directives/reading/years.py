"""The year of a meeting whose day is known: from the publication, the address, or facts in the text.

Copyright lines, image names and telephone numbers never reach this far: they are no part of the cleaned text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from directives.reading.addresses import path_date
from directives.reading.numerals import CHINESE, number
from directives.reading.types import Hints, MonthDay, YearBasis

NEAR = 45
"""Days after the meeting within which a publication still tells its year."""
_FACTS_IN = 24_000  # characters that are searched for facts

_SOME_YEAR = re.compile(r"(20\d\d)年")
# What is looked behind for comes after the literal, here and below: so a search has something to begin with.
_Y = "(?P<y>20(?<![\\d至到、-]20)\\d\\d)"
_GOAL = "(?![^，。；]{0,8}(?:考核|小康|现代化|底前|以来|中央))"
_FACTS = (
    # the meeting's own name, its number in the year, what it was about
    re.compile(rf"{_Y}年度?第[\d{CHINESE}]+[次期号]"),
    # what is left of it, and what the next one depends on
    re.compile(rf"{_Y}年的?(?:尾巴|收官|收尾|最后[一几\d])"),
    re.compile(rf"{_Y}年(?!底|末|前){_GOAL}[^，。；\n]{{1,14}}，明年"),
    re.compile(rf"(?:召开|举行|开|参加|出席|主持|组织)了?[^，。；\n]{{0,16}}?{_Y}年度?{_GOAL}[^，。；\n]{{0,30}}?(?:会|会议|培训|活动)(?![员长计])"),
    re.compile(rf"{_Y}年度?{_GOAL}[^，。；、\n]{{0,24}}?(?:推进会|现场会|调度会|动员会|座谈会|部署会|工作会|专题会|视频会|会议)"),
    re.compile(rf"(?:锁定|确定|明确|下达|分解|签订|推进|对接)了?[^，。；\n]{{0,14}}?{_Y}年度?{_GOAL}"),
    re.compile(rf"{_Y}年度?{_GOAL}[^，。；、\n]{{0,14}}?(?:问题清单|任务清单|工作任务|项目|资金|工作要点|实施方案|工程|答卷|协作|危房改造)"),
    re.compile(rf"{_Y}年度?(?!底|末|前)(?!脱贫攻坚|小康){_GOAL}[^，。；、\n]{{0,8}}?(?:任务|计划)(?!是|的)"),
    re.compile(rf"{_Y}年是[^，。；\n]{{0,16}}?(?:之|关键|决战|决胜|攻坚|收官|启动|落实|摘帽|开局|巩固|提升)[^，。；\n]{{0,4}}?年"),
)  # fmt: skip
# Late in a year these look to the next one, early in a year those back on the last one.
_FORWARD = re.compile(rf"(?:安排|部署|谋划|研究)了?[^，。；\n]{{0,14}}?{_Y}年度?{_GOAL}")
# The examination of a year's work comes at its end or soon after it.
_EXAMINED = re.compile(
    rf"(?:迎接|迎检|迎战|备战)[^，。；\n]{{0,6}}?{_Y}年度?[^，。；\n]{{0,14}}?(?:考核|评估|检查|验收)"
)
# Incomes are reckoned by years that end with September; registers and examinations reckon by them that autumn.
_RECKONED = re.compile(r"20\d\d年10月1日(?:起|零时)?[至到—~-]+(?P<y>20\d\d)年9月30日")
_BACKWARD = re.compile(rf"(?:通报|汇报|听取|查看|检查|督查|总结|回顾)了?[^，。；\n]{{0,14}}?{_Y}年度?{_GOAL}")
_UP_TO = re.compile(rf"(?:截至|截止到?){_Y}年(?P<m>\d{{1,2}})月")
# The paper's own number stands in its head: X办纪要〔2019〕12号; another paper's is quoted in a sentence.
_PAPER = re.compile(r"(?:^|\n)[^，。；：《》\n]{0,20}[〔\[（(](?P<y>20\d\d)[〕\])）]第?\d{1,4}[号期](?=\n)")
_HEAD = 400
_BORN = {
    "建党": 1921, "党成立": 1921, "共产党成立": 1921, "新中国成立": 1949, "共和国成立": 1949, "国庆": 1949,
    "建国": 1949, "改革开放": 1978, "建军": 1927, "长征胜利": 1936, "抗战胜利": 1945, "战争胜利": 1945,
}  # fmt: skip
"""What has anniversaries -> the year from which they are counted."""
_NUMERAL = rf"(?P<n>\d{{1,3}}|[{CHINESE}]{{1,4}})"
_ANNIVERSARY = re.compile(
    rf"(?:庆祝|纪念|喜迎|迎接|献礼|值此|恰逢|正值|距|离)[^，。；\n]{{0,10}}?(?P<born>{'|'.join(_BORN)}){_NUMERAL}周年"
)
_NTH = {"扶贫日": 2013, "农民丰收节": 2017}
"""What comes once a year since 2014 and since 2018 -> the year before its first."""
_NTH_TIME = re.compile(rf"第{_NUMERAL}个(?:全国|国家|中国)?(?P<what>{'|'.join(_NTH)})")
_STAGES = (
    (2016, re.compile(r"[“\"]?十三五[”\"]?(?:规划)?的?开局|脱贫攻坚战?的?(?:开局|首战)")),
    (2018, re.compile(r"三年行动(?:计划)?的?(?:开局|首|第一)")),
    (2020, re.compile(r"十三五[”\"]?(?:规划)?的?(?:收官|最后一)|脱贫攻坚[战工作]{0,2}的?(?:决战|收官)|小康社会收官")),
    (2021, re.compile(r"[“\"]?十四五[”\"]?(?:规划)?的?开局")),
    (2025, re.compile(r"[“\"]?十四五[”\"]?(?:规划)?的?(?:收官|最后一)")),
)  # fmt: skip
_THIS_YEAR = re.compile(
    r"今年(?:既|也|又|都|还)?[是为作][^。；\n]{2,60}?年"
    r"|(?:^|[。！？\n])[“\"]?十[三四]五[”\"]?(?:开局|收官)之年(?=，)"
)
_COUNTDOWN = re.compile(
    rf"(?:距离?|离){_Y}年[^，。；\n]{{0,16}}?(?:不足|不到|仅剩|只有|还有|仅有|剩下|剩余)[约]?(\d{{1,4}})[多余]?(天|个月)"
)


def year_of(day: MonthDay, text: str, hints: Hints) -> tuple[int | None, YearBasis, str, tuple[str, ...]]:
    """Year, basis, the words that gave it, and the stamps that were too far away to.

    ``hints`` with the publication day of the page in them; ``text`` with the title before it.
    """
    refused: list[str] = []
    if hints.published_on is not None:
        year = _year_before(day, hints.published_on, NEAR)
        if year is not None:
            return year, "published", str(hints.published_on), ()
        refused.append(str(hints.published_on))
    path = path_date(hints.url) if hints.url else None
    if path is not None:
        year = _year_by_path(day, path.year, path.month, path.day)
        if year is not None:
            return year, "url", path.words, tuple(refused)
        refused.append(path.words)
    implied = implied_year(text, day)
    if implied is not None:
        return implied[0], "implied", implied[1], tuple(refused)
    return None, "unknown", "", tuple(refused)


def _year_before(day: MonthDay, published: date, near: int) -> int | None:
    """The year in which ``day`` came at most ``near`` days before the publication (or one after it: slips)."""
    for year in (published.year, published.year - 1):
        on = day_in(year, day)
        if on is not None and -1 <= (published - on).days <= near:
            return year
    return None


def _year_by_path(day: MonthDay, year: int, month: int | None, path_day: int | None) -> int | None:
    if month is None:
        return year
    if path_day is not None:
        return _year_before(day, date(year, month, path_day), NEAR)
    gap = (month - day.month) % 12
    return (year if day.month <= month else year - 1) if gap <= 1 else None


def day_in(year: int | None, day: MonthDay | None) -> date | None:
    """That day of that year, or None where one is unknown or the year has no such day."""
    if year is None or day is None:
        return None
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def implied_year(text: str, day: MonthDay) -> tuple[int, str] | None:
    """The year that facts in the text imply for a meeting on ``day``, with the words; None if they disagree."""
    text = text[:_FACTS_IN]
    if ("距" in text or "离20" in text) and (match := _COUNTDOWN.search(text)):
        year = _count_back(int(match["y"]), int(match[2]) * (30 if match[3] == "个月" else 1), day)
        if year is not None:
            return year, match[0]
    votes: Counter[int] = Counter()
    words: dict[int, str] = {}
    for year, told in (*_occasions(text), *_told(text, day)):
        votes[year] += 1
        words.setdefault(year, told)
    if not votes:
        return _hinted_year(text, day)
    low, high = min(votes), max(votes)
    if low == high:
        return low, words[low]
    if high == low + 1:
        # Late in the year a meeting looks back on it and plans the next; early in a year the other way round.
        year = low if day.month >= 11 else high
        return year, words[year]
    return None


def _told(text: str, day: MonthDay) -> Iterator[tuple[int, str]]:
    """The years that facts around the years in the text imply, with the words."""
    for stop in _SOME_YEAR.finditer(text):
        window, stated = text[max(0, stop.start() - 34) : stop.end() + 44], int(stop[1])
        for pattern in _facts(day):
            match = pattern.search(window)
            if match and match["y"] == stop[1]:
                yield stated, match[0][:40]
        if (match := _EXAMINED.search(window)) and match["y"] == stop[1]:
            yield stated + (day.month <= 5), match[0]
        if day.month >= 9 and (match := _RECKONED.search(window)) and match["y"] == stop[1]:
            yield stated, match[0]
        if (match := _UP_TO.search(window)) and match["y"] == stop[1]:
            yield stated + (int(match["m"]) > day.month), match[0]


def _occasions(text: str) -> Iterator[tuple[int, str]]:
    """The years of the paper's number, of anniversaries and of what “this year” is said to be, with the words."""
    if paper := _PAPER.search(text[:_HEAD]):
        yield int(paper["y"]), paper[0].strip()
    if "周年" in text:
        for match in _ANNIVERSARY.finditer(text):
            yield _BORN[match["born"]] + number(match["n"]), match[0]
    for match in _NTH_TIME.finditer(text):
        yield _NTH[match["what"]] + number(match["n"]), match[0]
    for told in _THIS_YEAR.finditer(text):
        for year, stage in _STAGES:
            if stage.search(told[0]):
                yield year, told[0]


# Weaker: a year's result told soon after it, a day in a coming year, what is to be done in a year.
_RESULT = re.compile(
    r"(20\d\d)年(?!以来|\d{1,2}月)(?:末|底|全年|度)?，?[^，。；\n]{0,12}?(?:已|共|累计|达|实现|存栏|突破|完成了)"
)
_COMING = re.compile(r"(20\d\d)年(\d{1,2})月(?:(\d{1,2})日|底|末|[上中下]旬)(?:之前|以前|前)")
_EXTENDED = re.compile(r"(?:[展延]期|延长|宽限|顺延)[到至](20\d\d)年(\d{1,2})月(?:(\d{1,2})日)?")
_FIXED = re.compile(
    rf"(20\d\d)年[^，。；\n]{{0,10}}(?:定于|拟于|将于|计划于)([\d{CHINESE}]{{1,2}})月(?:([\d{CHINESE}]{{1,3}})日)?"
)
_WITHIN = re.compile(r"在(?<![到至]在)(20\d\d)年(?!底|末|前)[^，。；\n]{0,6}(?:完成|实现|脱贫|摘帽|退出)")


def _hinted_year(text: str, day: MonthDay) -> tuple[int, str] | None:
    """The year on which weaker facts agree, with the words of one; None if they do not."""
    hints: dict[int, str] = {}
    for match in _RESULT.finditer(text):
        hints.setdefault(int(match[1]) + (day.month <= 6), match[0])
    for match in (*_COMING.finditer(text), *_FIXED.finditer(text), *_EXTENDED.finditer(text)):
        due = (number(match[2]), number(match[3] or "31"))
        hints.setdefault(int(match[1]) - (due < (day.month, day.day)), match[0])
    for match in _WITHIN.finditer(text):
        hints.setdefault(int(match[1]), match[0])
    return next(iter(hints.items())) if len(hints) == 1 else None


def _facts(day: MonthDay) -> tuple[re.Pattern[str], ...]:
    if day.month <= 3:
        return (*_FACTS, _FORWARD)
    return (*_FACTS, _BACKWARD) if day.month == 12 else (*_FACTS, _FORWARD, _BACKWARD)


def _count_back(goal: int, days: int, day: MonthDay) -> int | None:
    """距离2019年脱贫摘帽不足500天: the year whose ``day`` is least under that many days from the goal year's end."""
    fits = [
        year
        for year in (goal - 2, goal - 1, goal)
        if (on := day_in(year, day)) and 0 <= (date(goal, 12, 31) - on).days <= days
    ]
    return min(fits, default=None)
