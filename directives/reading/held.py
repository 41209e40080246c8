"""When the meeting was held: its day or range, and the year with what gave it.

The day comes from the report's opening; a date that is a deadline, a reporting period or another event's is
passed over.  The year is the one stated with the day, else that of a publication shortly after, else of the
address, else of a fact in the text (see `years`); a page stamp months away gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from directives.reading.addresses import path_date
from directives.reading.layout import Furniture
from directives.reading.numerals import CHINESE, close_up, number
from directives.reading.types import Hints, MonthDay, Reason, YearBasis
from directives.reading.years import day_in, year_of

OPENING = 3000
"""Characters of the report in which the day of the meeting is looked for."""
_HEADS = 4
"""Headlines that are looked through for a day or a year."""
_SURE = 6.5  # score above which no later date could be a better one
_SURE_OF_SPEECH = 5.0  # score above which a day in brackets below the title is not the day of the meeting
_FIRST_WORDS = 60  # characters in which a day may tell of the event without naming it
_LEAST = 1.5  # score below which a date in the opening is only some date
_N = f"[\\d{CHINESE}]"
_DAY = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d|二[〇零○]{_N}{{2}})年|今年|去年|当年)?(?:(?P<month>{_N}{{1,2}})月(?:份)?)?(?P<day>{_N}{{1,3}})日"
    rf"(?P<tail>(?:上午|下午|晚上?|早上?|凌晨|中午|傍晚)?(?:起)?(?:至|到|—+|-+|~|～|、|和)(?:(?P<month2>{_N}{{1,2}})月)?(?P<day2>{_N}{{1,3}})日)?"
)
_STOP = re.compile(f"日(?<={_N}日)")
_SPOKEN = re.compile(
    "号(?:(?<=月[0-9]号)|(?<=月[0-9]{2}号)|(?<=[0-9]号)(?<!第[0-9]号)(?<!第[0-9]{2}号)(?=[上下]午|晚))"
)
_NEXT_DAY = re.compile(r"[^。；\n]{4,50}?，(?P<day>\d{1,2})日(?:[上下]午|晚)?[^，。；\n]{0,8}?(?:召开|举行|开会|座谈)")
"""4月16日，带队观摩，17日上午召开点评会."""
_IN_DATES = frozenset(f"0123456789{CHINESE}年月份今去当至到—-~～")
_SHORT_RANGE = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>{_N}{{1,2}})月(?P<day>{_N}{{1,3}})(?:至|到|—+|-+|~|～)(?P<day2>{_N}{{1,3}})日"
)
_NUMERIC = re.compile(r"(?P<year>20(?<![\d.]20)\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?![\d.])")
_TOLD = re.compile("(?:传达|贯彻|学习|落实|根据|按照|收看|收听|参加|经|为)[^，。；]{0,8}$")
# A notice: 根据县委书记某某6月24日在会商会上的要求.
_BY_ORDER = re.compile("(?:根据|按照)[^，。；]{0,8}(?:书记|长)[^，。；]{2,4}$")
_AT_MEETING = re.compile("在[^，。；]{2,20}上的(?:要求|部署|讲话|指示|安排)")
_STATED = re.compile(
    "会议时间 ?[：:]|时间 ?[：:](?=[^|，来发]{2,24} ?(?:地点|主持)"
    "|[^|，来发]{4,20}(?:[上下]午|晚|[至到—-][^|]{1,8}日|\\d[：:]\\d\\d ?[至到—~-]))"
)
_RELATIVE = re.compile(
    "(?<![到至从])(昨[天日晚夜]|今[天日晚早]|前[天日]|[上本这]?(?:周|星期)[一二三四五六日天])(?:上午|下午|晚|，|早|[\\d一二三四五六七八九十]{1,3}[点时]|召开|举行|在)"
)
_DATELINE_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_AGO = {"今": 0, "昨": 1, "前": 2}
_NOT_AFTER = re.compile(
    "^(?:(?:夜里|夜间|傍晚|凌晨|早晨|[上下]午|晚上?)(?:\\d{1,2}(?:[时点]|:\\d\\d))?(?:起(?!至)|[之以]?前)|\\d{1,2}[时点](?:[之以]?前|起(?!至))|[之以]?前|底|内|起[至到]?|以来|[之以]?后|止|为止|截止|前后|印发|下发|出台|实施|施行|开始|期间|节|24时|[^，。]{0,8}将(?:有|出现|迎来|持续)|，?记者(?:走进|来到|看到|见到)|的[那这])"
)
_NOT_BEFORE = re.compile(
    "(?:[晚迟]于|截[至止]到?|到|自|从|自从|务必|确保|必须|力争|至|的|精神|将于|定于|拟于|计划|计划于|要在|以前|编辑|发布|时间|日期|来源|更新|预计)$"
)
_EVENT = re.compile(
    "召开|举行|举办|主持|会议|会(?<=[^社机协工]会)[，。在上开]|推进会|现场会|开会|调研|督查|督导|检查|暗访|走访|调度|座谈|深入|带队|率队|来到|赴|前往|传达|部署|约谈|巡查|观摩|动员|视察|研究|慰问|培训"
)
_RELATIVE_IN = 200
_REPORTED = re.compile("^，?[^，。]{0,6}(?:记者|从[^，。]{2,20}(?:获悉|了解到)|获悉|讯|电)")
_AFTERWARDS = re.compile("，?[^，]{2,24}后，")  # 5月6日市里会议结束后，县里…
_OF_LATE = re.compile("日前|近日|前不久|不久前|此前")
_BRACKETED = re.compile(
    rf"[（(](?P<year>20\d\d)[年.·/-](?P<month>{_N}{{1,2}})[月.·/-](?P<day>{_N}{{1,3}})"
    rf"(?:[日号](?P<tail>[—-](?P<day2>{_N}{{1,3}})日)?)?(?:[，,][^）)]{{0,24}})?[）)]"
)
"""（2019年5月8日） behind or below a headline."""
_SENTENCE_STOP = re.compile("[。！？；\n]")
_STARTS_AFTER = frozenset("。！？；\n，：》”）…")
_OUTLET = re.compile("[\u4e00-\u9fff]{2}[讯电]$")


class Held(NamedTuple):
    """The day, month and year as far as known; ``reason`` says by what."""

    on: date | None = None
    month_day: MonthDay | None = None
    until: date | None = None
    until_month_day: MonthDay | None = None
    basis: YearBasis = "unknown"
    reasons: tuple[Reason, ...] = ()


class _Found(NamedTuple):
    words: str
    year: int | None
    month: int | None
    day: int
    until: MonthDay | None
    score: float


def complete_hints(hints: Hints, furniture: Furniture) -> Hints:
    """The hints, with the publication day and publisher that the page itself gives where nobody gave them."""
    published_on = hints.published_on or furniture.published_on
    publisher = hints.publisher or furniture.publisher
    if published_on == hints.published_on and publisher == hints.publisher:
        return hints
    return replace(hints, published_on=published_on, publisher=publisher)


def when_held(text: str, furniture: Furniture, hints: Hints) -> Held:
    """The day of the meeting; ``hints`` as `complete_hints` returns them."""
    stated = next((line for line in furniture.lines if _STATED.match(close_up(line))), "")
    found: list[_Found] = []
    for candidate in _candidates(close_up(stated) or text[:OPENING]):
        found += [candidate] if candidate.score >= _LEAST else []
        if candidate.score >= _SURE:
            break
    found.sort(key=lambda f: -f.score)
    top = "\n".join([*furniture.lines[:_HEADS], _with_head(text[:_RELATIVE_IN], furniture)])
    if (not found or found[0].score < _SURE_OF_SPEECH) and (below := _bracketed(top)):
        found = [below, *found]
    if not found:
        return _relative(text, furniture, hints)
    best = found[0]
    rejected = tuple(f.words for f in found[1:4])
    if best.month is None:
        best = _with_month(best, hints)
        if best.month is None:
            return Held(reasons=(Reason("held_on", "day_without_month", "", (best.words,)),))
    month_day = MonthDay(best.month, best.day)
    year: int | None
    basis: YearBasis
    refused: tuple[str, ...]
    if best.year is not None:
        year, basis, words, refused = best.year, "stated", best.words, ()
    elif best.words.startswith("去年") and hints.published_on is not None:
        year, basis, words, refused = hints.published_on.year - 1, "published", f"去年 {hints.published_on}", ()
    else:
        year, basis, words, refused = year_of(month_day, _with_head(text, furniture), hints)
    reasons = (Reason("held_on", "opening", best.words, rejected), Reason("year_basis", basis, words, refused))
    on = day_in(year, month_day)
    if on is None:
        if day_in(2000, month_day) is None:
            return Held(reasons=(Reason("held_on", "no_such_day", "", (best.words,)),))
        return Held(None, month_day, None, best.until, "unknown", reasons)
    until = day_in(on.year, best.until) if best.until else None
    if until is not None and until < on:
        until = day_in(on.year + 1, best.until)
    return Held(on, month_day, until, best.until, basis, reasons)


def _with_head(text: str, furniture: Furniture) -> str:
    """The text below its headlines: they say of which year the meeting is."""
    heads = dict.fromkeys([furniture.title or "", *furniture.headlines[:_HEADS]])
    return "\n".join([*map(close_up, heads), text])


def _candidates(text: str) -> Iterator[_Found]:
    # Every form ends in 日 (or 号): look back from there, for the forms begin with almost anything.
    text = _SPOKEN.sub("日", text)
    yield from _numeric(text)
    done = -1
    for stop in _STOP.finditer(text):
        if stop.start() <= done:
            continue
        start, floor = stop.start(), max(0, stop.start() - 22, done)
        while start > floor and text[start - 1] in _IN_DATES:
            start -= 1
        match = _SHORT_RANGE.search(text, start, stop.end() + 12) or _DAY.search(text, start, stop.end() + 12)
        if match is None:
            continue
        done = match.end()
        before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() : match.end() + 60]
        if _NOT_AFTER.match(after) or _NOT_BEFORE.search(before):
            continue
        if _TOLD.search(before) and not (_BY_ORDER.search(before) and _AT_MEETING.match(after)):
            continue
        try:
            found = _read(match, match.groupdict())
        except (ValueError, KeyError):
            continue
        if found is not None:
            until = found.until or _day_after(found, after)
            yield found._replace(score=_score(match.start(), before, after), until=until)


def _numeric(text: str) -> Iterator[_Found]:
    """2019-3-5, 2019.3.5: rare in prose, and never a deadline there."""
    for match in _NUMERIC.finditer(text[: OPENING // 10]):
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if day_in(year, MonthDay(month, day)):
            score = _score(match.start(), text[max(0, match.start() - 14) : match.start()], text[match.end() :][:60])
            yield _Found(match[0], year, month, day, None, score)


def _read(match: re.Match[str], groups: dict[str, str | None]) -> _Found | None:
    year = number(groups["year"] or "") if groups.get("year") else None
    month = number(groups["month"] or "") if groups["month"] else None
    day = number(groups["day"] or "")
    if not 1 <= day <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    until = None
    if groups.get("day2"):
        last_month = number(groups["month2"] or "") if groups.get("month2") else month
        last_day = number(groups["day2"] or "")
        if last_month and 1 <= last_month <= 12 and 1 <= last_day <= 31:
            until = MonthDay(last_month, last_day)
    if until is not None and month is None:
        month = until.month
    return _Found(match[0], year, month, day, until, 0.0)


def _day_after(found: _Found, after: str) -> MonthDay | None:
    """The last day of an event that goes on for a day or two, said in the same sentence."""
    match = _NEXT_DAY.match(after)
    if match is None or found.month is None or not found.day < int(match["day"]) <= found.day + 2:
        return None
    return MonthDay(found.month, int(match["day"]))


def _score(start: int, before: str, after: str) -> float:
    sentence = _SENTENCE_STOP.split(after, maxsplit=1)[0]
    starts = start == 0 or before[-1] in _STARTS_AFTER or _OUTLET.search(before)
    score = 3.0 if starts else 2.0 if start < 40 else 0.0
    score -= 3.0 if _AFTERWARDS.match(sentence) else 0.0
    score += 3.0 if _EVENT.search(sentence) else -2.0 if start > _FIRST_WORDS else 0.0
    if _REPORTED.match(after) or before.endswith("记者"):  # the day it was heard of
        score -= 8.0 if _OF_LATE.search(sentence) else 4.0
    score += 1.0 if after.startswith(("，", "上午", "下午", "晚", "至")) else 0.0
    return score - start / 600


def _with_month(found: _Found, hints: Hints) -> _Found:
    """24日 alone: the month of the publication or of the address, or the month before if that day had not come yet."""
    published, _ = _published(hints)
    if published is None:
        return found
    month = published.month
    if found.day > published.day:
        month = 12 if month == 1 else month - 1
    # The last day of 24日至25日 has no month of its own either.
    last = re.search(r"(\d{1,2})日$", found.words) if "至" in found.words or "到" in found.words else None
    until = MonthDay(month, int(last[1])) if last and found.day < int(last[1]) <= 31 else found.until
    return found._replace(month=month, until=until)


def _bracketed(text: str) -> _Found | None:
    match = _BRACKETED.search(text)
    if match is None or day_in(int(match["year"]), MonthDay(number(match["month"]), number(match["day"]))) is None:
        return None
    return _read(match, {**match.groupdict(), "month2": None})


def _relative(text: str, furniture: Furniture, hints: Hints) -> Held:
    """昨日, 今天 in the first sentences, counted from the dateline (本报10月9日讯) or from the publication day."""
    match = _RELATIVE.search(text[:_RELATIVE_IN])
    published, basis = _published(hints)
    sent = _DATELINE_DAY.search(furniture.dateline)
    if match is not None and published is not None and sent is not None:
        day = MonthDay(int(sent[1]), int(sent[2]))
        published = max(
            (on for y in (0, 1) if (on := day_in(published.year - y, day)) and on <= published), default=None
        )
    if match is None or published is None:
        return Held(reasons=(Reason("held_on", "no_day_given", ""),))
    on = published - timedelta(_days_ago(match[1], published))
    reasons = (Reason("held_on", "from_publication", match[1]), Reason("year_basis", basis, str(published)))
    return Held(on, MonthDay(on.month, on.day), None, None, basis, reasons)


def _days_ago(words: str, published: date) -> int:
    """昨天 is one day, 上周五 the Friday of the week before, 周五 the last one."""
    if words[0] in _AGO:
        return _AGO[words[0]]
    weekday = "一二三四五六日".find(words[-1].replace("天", "日"))
    back = (published.weekday() - weekday) % 7
    return back + 7 if words[0] == "上" and back <= published.weekday() else back


def _published(hints: Hints) -> tuple[date | None, YearBasis]:
    if hints.published_on is not None:
        return hints.published_on, "published"
    path = path_date(hints.url) if hints.url else None
    if path is not None and path.month and path.day:
        return date(path.year, path.month, path.day), "url"
    return None, "unknown"
