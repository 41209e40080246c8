"""Bylines, datelines and editors inside paragraphs; the publication day and the publisher they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from directives.reading.boilerplate import error_tails
from directives.reading.drafting import Draft, Edit
from directives.reading.layout import Furniture
from directives.reading.numerals import CHINESE, close_up, number

_HAN = "\u4e00-\u9fff"
_OUTLET = "网|报|报社|社|站|刊|台|电视台|在线|之窗|热线|发布|中心|融媒|客户端|频道|晚报|日报|快报"
_DATELINE = re.compile(
    rf"(?:【[^】\n]{{1,20}}】 ?)?"
    rf"(?:[{_HAN}A-Za-z]{{0,16}}(?:{_OUTLET})(?:[{_HAN}]{{0,8}}\d{{1,2}}月\d{{1,2}}日)? ?(?:最新)?(?:讯|消息|电)"
    r"(?: ?[（(][^）)\n]{0,60}[）)])?[ ，,；;：:]*)"
)
_DATELINE_WITHIN = 64  # characters up to the word 讯
_BRACKET = re.compile(
    rf"[（(](?: ?[{_HAN} ]{{0,12}}"
    r"(?:记者|通讯员|编辑|责编|供稿|撰稿|报道|摄影|来源|稿源|作者|审核|校对|文/|图/)[^（）()\n。]{0,80}[）)]"
    rf"|(?<=[。！？” \n].) ?[{_HAN}·]{{2,5}}(?:[ 、/,，]{{1,3}}[{_HAN}·]{{2,4}}){{0,9}} ?[）)]$)",
    re.MULTILINE,
)
_TAIL = re.compile(
    r"[。！？；”）] ?(?=[信文新来稿作责编供撰本记通审校图])"
    r"((?:(?:信息|文章|新闻)?来源|稿源|作者|(?:责任)?编辑|责编|供稿|撰稿|(?:本报)?记者|通讯员|审核|校对|"
    r"文/图|图/文|文/|图/)"
    r"(?: ?[：:/][^。\n]{0,80}| ?[\u4e00-\u9fff]{2,4}(?: [\u4e00-\u9fff]{2,4}){0,5}))$",
    re.MULTILINE,
)
HEAD_LINES = 8
_TOP = 2000  # characters in which a dateline can stand
_N = f"[\\d{CHINESE}]{{1,3}}"
_DAY = re.compile(rf"((?:19|20)\d\d)[-年/.]({_N})[-月/.]({_N})(?:日|(?!\d))")
_SOURCE = re.compile(
    r"(?:来源|稿源|出处)[：:]([^\s|，。；：:【】\[\]（）()]{2,20}?)(?=$|[\s|，。；【】\[\]（）()]|时间|日期|作者|编辑|发布|点击|浏览|20\d\d)"
)
ACCOUNT = re.compile(
    rf"(?:^|[\s：:])([{_HAN}]{{2,10}}(?:(?:发布|融媒|政务|宣传|新闻|在线|广电|网|日报|扶贫)(?=\s{{1,6}}20\d\d)"
    r"|(?:新闻|政府|党建|信息)网(?=[\s>]|$)))"
)
"""岳西发布 2019-05-09: the head of a phone's post names its account."""
_OUTLET_NAME = re.compile(rf"[{_HAN}]{{2,16}}?(?=讯|消息|电|\d)")
_FIRST_DAY = re.compile("发布|发表|时间|日期|来源")


def strip_bylines(draft: Draft, furniture: Furniture) -> Furniture:
    """Cut who wrote, edited and sent the report; return the furniture with day and publisher filled in."""
    if " on line " in draft.text:
        draft.cut(error_tails(), "error_message")
    lines = list(furniture.lines)
    datelines = list(_datelines(draft.text[:_TOP]))
    _take(draft, [(*m.span(), "") for m in datelines], "dateline", lines)
    if "（" in draft.text or "(" in draft.text:
        _take(draft, [(*m.span(), "") for m in _BRACKET.finditer(draft.text)], "byline", lines)
    if draft.text.count("。\n") < draft.text.count("\n") or not draft.text.endswith("。"):
        _take(draft, [(*m.span(1), "") for m in _TAIL.finditer(draft.text)], "byline", lines)
    opening = datelines[0][0].strip() if datelines else ""
    return furniture._replace(
        dateline=opening,
        published_on=_published_on(lines),
        publisher=_publisher(lines, opening),
        lines=tuple(lines),
    )


def _datelines(top: str) -> Iterator[re.Match[str]]:
    """The datelines of the lines at the top; most lines lack the word that each of them holds."""
    start = 0
    while True:
        head = top[start : start + _DATELINE_WITHIN]
        holds = "讯" in head or "电" in head or "消息" in head
        if holds and (match := _DATELINE.match(top, start)):
            yield match
        start = top.find("\n", start) + 1
        if not start:
            return


def _take(draft: Draft, edits: list[Edit], kind: str, lines: list[str]) -> None:
    """Cut and remember."""
    lines += [draft.text[start:end].strip() for start, end, _ in edits]
    draft.edit(edits, kind)


def _published_on(lines: list[str]) -> date | None:
    """The first full date of the publication lines, a labelled one before a bare one."""
    for line in sorted(lines, key=lambda text: _FIRST_DAY.search(text) is None):
        for match in _DAY.finditer(close_up(line[:200])):
            try:
                return date(int(match[1]), number(match[2]), number(match[3]))
            except ValueError:
                continue
    return None


def _publisher(lines: list[str], dateline: str) -> str:
    for line in lines:
        if match := _SOURCE.search(line.replace(" ", "")[:200]):
            return match[1]
    for line in lines[:HEAD_LINES]:
        if match := ACCOUNT.search(line):
            return match[1]
    name = _OUTLET_NAME.match(dateline)
    return name[0] if name and name[0] not in {"本网", "本报", "本台", "本站"} else ""
