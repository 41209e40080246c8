"""Days that need a calendar: month ends, months added, working days, festivals, the seasons' proposed days.

The two calendar packages are imported on first use: most reports name neither a festival nor a working day,
and a reader must be ready in half a second.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

SOLAR_FESTIVALS = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "妇女节": (3, 8),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "五四": (5, 4),
    "青年节": (5, 4),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "高考": (6, 7),
    "七一": (7, 1),
    "建党节": (7, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
}
"""Name -> (month, day) of festivals that the solar calendar fixes (and the 高考, on 7 June since 2003)."""

LUNAR_FESTIVALS = {
    "春节": (1, 1),
    "新春": (1, 1),
    "过年": (1, 1),
    "年": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
}
"""Name -> (month, day) of the lunar calendar."""

SOLAR_TERMS = {
    "清明": (4, 4.81),
    "谷雨": (4, 20.1),
    "立夏": (5, 5.52),
    "小满": (5, 21.04),
    "芒种": (6, 5.678),
    "夏至": (6, 21.37),
    "立秋": (8, 7.5),
    "白露": (9, 7.646),
    "秋分": (9, 23.042),
    "寒露": (10, 8.318),
    "霜降": (10, 23.438),
    "立冬": (11, 7.438),
    "小雪": (11, 22.36),
    "大雪": (12, 7.18),
    "冬至": (12, 21.94),
}
"""Name -> (month, C): in 2001-2099 the day is [0.2422 y + C] - [y / 4], where y is the year's last two digits."""

SEASONS = {
    "汛": (5, 31),
    "雨季": (5, 31),
    "夏收": (5, 31),
    "麦收": (5, 31),
    "三夏": (5, 31),
    "秋收": (8, 31),
    "三秋": (8, 31),
    "伏": (7, 10),
    "秋季开学": (8, 31),
    "秋播": (9, 30),
    "秋种": (9, 30),
    "冬": (10, 31),
    "冻": (10, 31),
    "供暖": (10, 31),
    "采暖": (10, 31),
    "供热": (10, 31),
    "雨雪": (10, 31),
    "下雪": (10, 31),
    "封山": (10, 31),
    "春季开学": (2, 28),
    "春耕": (2, 28),
    "备耕": (2, 28),
    "春播": (3, 31),
    "春种": (3, 31),
    "暑": (6, 30),
}
"""What the phrase holds -> (month, day) to propose.

汛期, 入冬 and 秋收 are given by the deadline rules; the others are this module's and only ever proposals.
"""

PLANS = {"二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
"""The figure of “十N五” -> the plan's last year."""


def _length(year: int, month: int) -> int:
    """Days of a month; `calendar.monthrange` also works out a weekday that nobody asks for."""
    return 29 if month == 2 and calendar.isleap(year) else _LENGTHS[month - 1]


def month_end(year: int, month: int) -> date:
    return date(year, month, _length(year, month))


def clamped(year: int, month: int, day: int) -> date:
    """That day, or the month's last where the month is shorter (6月31日 stands in real reports)."""
    return date(year, month, min(day, _length(year, month)))


def add_months(start: date, months: int) -> date:
    """The same day so many months on, clamped to the month's end; OverflowError past the year 9999."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date out of range")
    return clamped(year, month + 1, start.day)


@lru_cache(maxsize=1024)
def is_working_day(day: date) -> tuple[bool, bool]:
    """Whether people work on that day, and whether the holiday calendar covers it.

    Beyond its years (chinesecalendar 1.11: 2004-2026) Saturdays and Sundays alone are free.  Kept, for the package
    takes some 25 µs over each day.
    """
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < 5, False


def add_working_days(start: date, days: int) -> tuple[date, bool]:
    """`start` plus so many working days, and whether the holiday calendar covered every day of them."""
    covered = True
    day = start
    while days > 0:
        day += timedelta(days=1)
        working, known = is_working_day(day)
        covered &= known
        days -= working
    return day, covered


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The solar day of a lunar one; None outside the tables of lunardate (1900-2099) or where there is none."""
    from lunardate import LunarDate

    try:
        solar = LunarDate(year, month, day).to_solar_date()
    except ValueError:
        return None
    return date(solar.year, solar.month, solar.day)


def festival(name: str, year: int) -> date | None:
    """The day of a festival or solar term in the (lunar) year that begins in `year`; None if it has none there."""
    if name in SOLAR_FESTIVALS:
        return date(year, *SOLAR_FESTIVALS[name])
    if name in SOLAR_TERMS:
        month, constant = SOLAR_TERMS[name]
        short = year % 100
        return date(year, month, int(0.2422 * short + constant) - short // 4)
    if name == "除夕":
        new_year = lunar_day(year, 1, 1)
        return new_year - timedelta(days=1) if new_year else None
    month, day = LUNAR_FESTIVALS[name]
    return lunar_day(year, month, day)


def lunar_month_end(year: int, month: int) -> date | None:
    """The last day of a lunar month: the day before the next one begins."""
    following = lunar_day(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1) if following else None
