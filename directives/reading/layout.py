"""Which lines of a page are the report: furniture, headlines, captions and repeats go out, and are remembered.

What is thrown out of the text may still tell when and by whom the report was published: `Furniture` keeps it.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from directives.reading.boilerplate import furniture_kind, summary_label
from directives.reading.drafting import Draft
from directives.reading.repeats import find_repeats, opening_of, words_of
from directives.reading.signs import drop_empty_lines

MAX_LINES = 200_000
"""Lines that are looked at; what follows them is taken as text, so that no file takes minutes."""

Removed = dict[int, str]


class Furniture(NamedTuple):
    """What stood around the report, cleaned and simplified; it is not in `Cleaned.text`.

    ``title`` is the headline the page gives (None without one), ``headlines`` every headline, kicker and
    sub-head in order.  ``published_on`` comes from the publication line; ``publisher`` from 来源 or from the
    dateline (大河网讯).  ``dateline`` is the opening that was cut (新华社北京10月9日电), "" without one;
    ``lines`` are all removed lines and bylines, for the url-like hints in breadcrumbs and copyright lines.
    """

    title: str | None = None
    headlines: tuple[str, ...] = ()
    published_on: date | None = None
    publisher: str = ""
    dateline: str = ""
    lines: tuple[str, ...] = ()


_MINUTES = re.compile(
    "(?:会议)?(?:时间|地点|主持人?|参会人员|参加人员|参加|出席人员|列席人员|出席|列席|记录人?|主持人|议题|缺席)：.{0,200}"
)
_PLACE_LABEL = re.compile("(?:地点|主持人?|参加(?:人员)?|参会人员|记录人?)：")
_MINUTES_BEGIN = ("会议", "时间：", "地点：", "主持：", "参加：", "出席：", "列席：", "记录：")
_TITLE_LABEL = re.compile(r"(?:文章|新闻|信息|原)?(?:标题|题目|名称|题名)[：:][【《“]?([^】》”]{4,80})[】》”]?")
_LABEL_LENGTH = 5  # characters of such a label, its colon included
_BODY = re.compile(
    r"(?:[^，。]{0,30}(?:讯|消息|电)[（，；：\d]|(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日[^，。]{0,12}，|(?:近|昨|今)[日天]|日前，|连日来|近期)"
)
_ENDS = ("。", "！", "？", "；", "”", "：", "…", "）", "，", "、")
_STOPS = ("。", "！", "？", "”", "）", "；")
_MARKED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)：]|第[一二三四五六七八九十]|[一二三四五六七八九十]是|[★●◆■▶※·☆○]"
)
_SAYS = re.compile("要求|强调|指出|说|提出|部署|：|[\\d一二三四五六七八九十]+月|日前|年底|务必|必须|确保")
_EVENT = re.compile("会|调研|督查|督导|检查|暗访|部署|推进|调度|工作|强调|召开|整改|启动|传达|动员|约谈|攻坚|扶贫|振兴")
_KICKER = re.compile("(?:强调|指出|要求|主持|讲话|出席|主持召开|时强调|上强调|并讲话)$")
# The masthead of a bulletin, its issue and its day; the key words of a page's head; the head of a phone's post.
_NO_TITLE = re.compile(
    r"[^，。：]{0,30}\d{4}[年.-].{1,3}[月.-].{1,3}日?[^，。：]{0,4}"
    r"|.{0,8}(?:[（(]?总?第[\d一二三四五六七八九十百]{1,5}[期号][）)]?){1,2}"
    r"|\S{2,12}(?:网|网站|频道|在线|之窗)(?: \S{2,12}){2,8}(?: .{0,20})?"
    r"|(?:\S ?){0,12}(?:简 ?报|快 ?报|专 ?报|动 ?态)|原创：.{0,40}"
)
# What a site adds to a headline.
_TITLE_MARKS = re.compile(
    r"^[【\[](?:要闻|头条|时政|动态|图文|视频|快讯|原创|转载|关注|聚焦)[】\]]"
    r"|[-_—|]{1,2} ?\S{2,12}(?:网|网站|频道|在线|之窗|电视台|日报)$| ?\[复制链接\]$"
)
_OFFICE_ENDS = ("办公室", "政府", "委员会", "局", "部", "组", "厅", "指挥部", "县委", "市委")
_SITE_NAME = 6  # characters of a head line that is no headline but a name, a label or a rest of one
_HEAD = 12  # characters of a line that mostly show it to be longer than such a name
_BODY_LENGTH = 60
_SALUTATION = 10  # shorter lines with a colon (各有关单位：, 公告：) stand above the text
_HEADING_LENGTH = 30
_FULL_PARAGRAPH = 40


def strip_layout(draft: Draft) -> Furniture:
    """Cut from the draft every line that is not the report."""
    lines = draft.text.split("\n", MAX_LINES)[:MAX_LINES]
    removed: Removed = {}
    labelled = _mark_furniture(lines, removed)
    headlines = _mark_head(lines, removed)
    _mark_copies(lines, removed, {words_of(h) for h in [*headlines, *labelled]})
    headings = _mark_headings(lines, removed)
    for kind in removed.values():
        draft.count(kind)
    out = sorted(removed)
    if out:
        # Each line goes with the newline after it, so the line before keeps its own.
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        draft.edit([(starts[i], min(starts[i + 1], len(draft.text)), "") for i in out])
    drop_empty_lines(draft)
    return Furniture(
        title=_choose_title(labelled, headlines),
        headlines=tuple(headlines + headings),
        lines=tuple([lines[i] for i in out]),
    )


def _mark_furniture(lines: list[str], removed: Removed) -> list[str]:
    """Mark what patterns know; return the headlines that carry a label (标题：【…】)."""
    labelled: list[str] = []
    for index, line in enumerate(lines):
        if len(line) > 200:
            continue
        compact = line.replace(" ", "").replace("丨", "：")
        opening = compact[:_LABEL_LENGTH]
        title = _TITLE_LABEL.fullmatch(compact) if "：" in opening or ":" in opening else None
        if title:
            labelled.append(title[1])
            removed[index] = "headline"
        elif compact.startswith(_MINUTES_BEGIN) and _is_minutes(compact, index, lines, removed):
            removed[index] = "minutes_header"
        elif kind := furniture_kind(compact):
            removed[index] = kind
    return labelled


def _is_minutes(line: str, index: int, lines: list[str], removed: Removed) -> bool:
    """会议时间：…, 时间：… 地点：… on one line, or such labels line by line."""
    if _MINUTES.fullmatch(line) is None:
        return False
    if line[0] == "会" or _PLACE_LABEL.search(line, 1) or removed.get(index - 1) == "minutes_header":
        return True
    return index + 1 < len(lines) and _PLACE_LABEL.match(lines[index + 1].replace(" ", "")) is not None


def _mark_head(lines: list[str], removed: Removed) -> list[str]:
    """Mark what stands above the report's first paragraph; return the headlines among it."""
    first = next(
        (i for i, line in enumerate(lines) if i not in removed and not summary_label(line) and _is_body(line)), None
    )
    headlines: list[str] = []
    if first is None:
        return headlines
    for index in range(first):
        if index in removed:
            continue
        if _MARKED.match(lines[index]):
            continue
        line = lines[index]
        if summary_label(line) and _is_body(line):
            continue
        if len(words_of(line[:_HEAD])) <= _SITE_NAME and len(words_of(line)) <= _SITE_NAME:
            removed[index] = "site_name"
        else:
            removed[index] = "repeated_line" if line in headlines else "headline"
            headlines.append(line)
    return headlines


def _is_body(line: str) -> bool:
    if len(line) >= _BODY_LENGTH or "。" in line or line.endswith("："):
        return len(line) >= _SALUTATION
    if len(line) >= _HEADING_LENGTH and line.count("，") > 1:
        return True
    return _BODY.match(line) is not None and (line.endswith(_ENDS) or len(line) >= _HEADING_LENGTH or "，" in line[12:])


def _mark_copies(lines: list[str], removed: Removed, headlines: set[str]) -> None:
    openings = {opening_of(headline) for headline in headlines}
    for index, line in enumerate(lines):
        if index in removed or len(line) > _BODY_LENGTH + 40 or opening_of(line) not in openings:
            continue
        if words_of(line) in headlines:
            removed[index] = "repeated_line"
    kept = [i for i in range(len(lines)) if i not in removed]
    for position, kind in find_repeats([lines[i] for i in kept]).items():
        removed[kept[position]] = kind


def _mark_headings(lines: list[str], removed: Removed) -> list[str]:
    """Mark captions and sub-heads: short, unfinished lines between finished paragraphs.

    A heading with a number stays, for it opens an enumeration; so does a line that could be an item of a
    list, whose neighbours are as short as itself.
    """
    kept = [i for i in range(len(lines)) if i not in removed]
    headings: list[str] = []
    for place, index in enumerate(kept):
        line = lines[index]
        if len(line) > _HEADING_LENGTH or not line or (line.endswith(_ENDS) and not line.endswith(("，", "？", "！"))):
            continue
        if _MARKED.match(line) or _SAYS.search(line):
            continue
        before = lines[kept[place - 1]] if place else ""
        opens = any(len(lines[i]) >= _FULL_PARAGRAPH or lines[i].endswith("。") for i in kept[place + 1 : place + 3])
        if opens and (not before or before.endswith(_STOPS) or kept[place - 1] in removed):
            removed[index] = "heading"
            headings.append(line)
    return headings


def _choose_title(labelled: list[str], headlines: list[str]) -> str | None:
    if labelled:
        return labelled[0]
    counts = {h: headlines.count(h) for h in headlines if _NO_TITLE.fullmatch(h) is None} or dict.fromkeys(headlines, 1)
    best = sorted(
        counts,
        key=lambda h: (
            not h.startswith("—"),
            counts[h] > 1,
            _KICKER.search(h) is None and _EVENT.search(h) is not None,
            _KICKER.search(h) is None,
        ),
        reverse=True,
    )
    if not best:
        return None
    title = _TITLE_MARKS.sub("", best[0]) or best[0]
    at = headlines.index(best[0])
    paper = title if title.startswith("关于") else headlines[at + 1] if at + 1 < len(headlines) else ""
    above = headlines[at - 1] if paper is title and at else title
    if paper.startswith("关于") and above.endswith(_OFFICE_ENDS):  # the office stands on a line of its own
        return above + paper
    return title
