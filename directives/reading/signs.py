"""Characters and signs one by one: invisible ones, full-width digits, punctuation, decimal points, blanks.

The cleaned text has full-width ，。；：？！（） beside Chinese, and ASCII digits, letters, "%" and decimal points.

Patterns open with a literal or a plain set (never one that repeats: `XX*`, not `X+`), and look behind only from there:
a search that begins with anything else tries every character of the text, and is two to ten times slower.
"""

from __future__ import annotations

import re

from directives.reading.drafting import Draft, Edit
from directives.reading.numerals import OH, SPLIT_DATE

_HAN = "\u3007\u3400-\u9fff"
_UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\uffff"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}][{_UNSEEN}]*")
# Pictures of a phone's post, each with the blank behind it; ★ ☆ ☎ and circled numbers mean something, and stay.
_PICTURE = re.compile(
    "[\u2600-\u2604\u2607-\u260d\u2610-\u26ff\u2700-\u275a\u2761-\u2775\u2794-\u27bf\u2b00-\u2bff"
    "\U0001f000-\U0001faff] ?"
)
# What a forum strews between its lines against copying: - m5 N5 u3 S# Y; u3 l( E
_STREWN = re.compile(r"[!-~](?<![!-~][!-~])[!-~]{0,2} (?:[!-~]{1,3} ){3,40}(?:[!-~]{1,3}(?=\s|$))?")
_STREWN_MARKS = ("# ", "* ", "& ", "$ ")  # of which such a run has one: looked for first, for it is the cheapest
_STREWN_LEAST = 5  # such signs, for a run of figures has none
_STREWN_SIGNS = frozenset("#$&*(){}[]\\/`~^_|;'\"<>@!?=+")
_BREAK = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# ０-９ Ａ-Ｚ ａ-ｚ ％ ． ＋ － ／ ＠ become ASCII; the punctuation ，：；？！（） stays as it is.
_WIDE_TABLE = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) not in "，：；？！（）"}
_WIDE_SIGNS = "".join(map(re.escape, map(chr, _WIDE_TABLE)))
_WIDE = re.compile(f"[{_WIDE_SIGNS}][{_WIDE_SIGNS}]*")
_ODD = re.compile(f"[{_UNSEEN}\r\x0b\x0c\x85\u2028\u2029\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000{_WIDE_SIGNS}]")

_SPELT_YEAR = re.compile("年(?<=[〇○零O0一二三四五六七八九]{2}年)")
_CHINESE_YEAR = re.compile("(?:二[〇○零O0]|一九)[〇○零O0一二三四五六七八九]{2}(?=年)")
_NUMERALS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_ILL_DAY = re.compile(r"曰(?<=\d曰)")  # what a scanner makes of 30日
_WIDTHS = (
    (",", re.compile(r",(?:(?<![0-9A-Za-z],)|(?![0-9A-Za-z ])|(?= [^ -~]))"), "，"),
    (";", re.compile(r";(?:(?<=[^!-~];)|(?![!-~ ]))"), "；"),
    (":", re.compile(rf":(?:(?<![0-9A-Za-z ]:)(?!//)|(?= ?[{_HAN}“‘（(《【]| ?$))", re.MULTILINE), "："),
    ("?", re.compile(rf"\?(?<=[{_HAN}”）]\?)"), "？"),
    ("!", re.compile(rf"!(?<=[{_HAN}”）]!)"), "！"),
    (".", re.compile(rf"\.(?<=[{_HAN}”’）]\.)(?= ?(?:[{_HAN}“‘\d（(]|$))", re.MULTILINE), "。"),
    ("(", re.compile(rf"\((?:(?= ?[{_HAN}“《\d])|(?<=[{_HAN}”，。]\())"), "（"),
    (")", re.compile(rf"\)(?:(?<=[{_HAN}”》\d。% ]\))|(?=[{_HAN}，。；：、]))"), "）"),
    ("\uff61", re.compile("\uff61"), "。"),
    ("\uff64", re.compile("\uff64"), "、"),
    ("\ufe51", re.compile("\ufe51"), "、"),
    ("\ufe50", re.compile("\ufe50"), "，"),
)
_PAIR = re.compile(r"\(([^()（）\n]{0,80})\)(?=(.?))")
_CHINESE = re.compile(f"[{_HAN}，。；：、“”《》]")
_AMID_DIGITS = re.compile(r"[，。．·](?<=\d.)\d")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:，\d{3})+(?!\d)")
_DECIMAL = re.compile(
    r"[。．·](?<=\d.)(?=(?:\d{1,2}|\d{3,4}(?=万|亿))(?:%|多?万|多?亿|余?公里|平方|亩|米|千米|千瓦|兆瓦|吨|公斤|元|倍|个百分点|公顷|度))"
)
_RUN = re.compile("[，、；：。！？][，、；：。！？]+")
_STRENGTH = "，、：；。！？"  # of two signs that touch, the later one here is kept
# Signs with which no line begins, and dates that a line's end broke.
_BEGINS_BROKEN = re.compile(
    r"\n(?:(?=[，,。；;、：！？）”』》])|(?<=\d\n)(?=[年月日号](?!报|刊))|(?<=\d年\n)(?=\d{1,2}月)|(?<=\d月\n)(?=\d{1,2}[日号]))"
)
# Signs and words with which no paragraph ends.
_ENDS_BROKEN = re.compile(r"\n(?<=[，、“（《前在于和与及的对把将须应由从并且以为]\n)")
_SPACES = re.compile("  *+")
# 县水利局 县应急局 各乡镇: blanks in a list of units stand for 、.
_UNIT_ENDS = frozenset("局办委部镇乡道心司府厅院处队会")
_UNIT = re.compile(rf"[{_HAN}]{{1,14}}?(?:局|办|委|部|镇|乡|街道|中心|公司|政府|厅|院|处|队)(?=[ ，。；、\n]|$)")
_SPACED_OUT = 0.3  # blanks to characters
_SIGNS = frozenset("，。；：？！、（）“”‘’《》〈〉【】…—")
_INDENTED = re.compile(r"  (?<!   ) *+(?=[^ \n])")
_SENTENCE_END = frozenset("。！？；”）…")
_BLANK_LINES = re.compile(r"\n\n++")
_LOOSE_BREAK = re.compile(r"\n[\n ]++| (?<!  ) *+\n[\n ]*+")


def mend_characters(draft: Draft) -> None:
    """Drop what nobody sees, make one newline and one blank, full-width digits and letters ASCII."""
    if _ODD.search(draft.text):
        if "\r\n" in draft.text:
            draft.edit([(m.start(), m.end(), "\n") for m in re.finditer("\r\n", draft.text)])
        draft.swap(_BREAK, "\n")
        draft.swap(_BLANK, " ")
        draft.swap(_WIDE, lambda match: match[0].translate(_WIDE_TABLE), "full_width")
        draft.cut(_INVISIBLE, "invisible")
    draft.cut(_PICTURE, "picture")
    if any(sign in draft.text for sign in _STREWN_MARKS):
        found = (m for m in _STREWN.finditer(draft.text) if sum(c in _STREWN_SIGNS for c in m[0]) >= _STREWN_LEAST)
        draft.edit([(*m.span(), "") for m in found], "strewn")
    if _SPELT_YEAR.search(draft.text):
        draft.swap(_CHINESE_YEAR, lambda match: match[0].translate(_NUMERALS), "chinese_year")
    draft.swap(OH, "0", "letter_for_nought")
    draft.swap(_ILL_DAY, "日", "ill_day")
    if " " in draft.text:
        places = (p for m in SPLIT_DATE.finditer(draft.text) for p in range(*m.span()) if draft.text[p] == " ")
        draft.edit([(place, place + 1, "") for place in places], "stray_space")


def mend_punctuation(draft: Draft) -> None:
    """Full-width signs beside Chinese, and points that an export turned into 。 between digits."""
    if "(" in draft.text:
        before = draft.text.count("(")
        draft.swap(_PAIR, _paired)
        draft.count("punctuation", 2 * (before - draft.text.count("(")))
    for sign, pattern, new in _WIDTHS:
        if sign in draft.text:
            draft.swap(pattern, new, "punctuation")
    if _AMID_DIGITS.search(draft.text):
        draft.swap(_THOUSANDS, lambda match: match[0].replace("，", ","))
        draft.swap(_DECIMAL, ".", "decimal_point")


def _paired(match: re.Match[str]) -> str:
    """Both brackets of a pair full-width where Chinese stands in or beside them."""
    text, start = match.string, match.start()
    if _CHINESE.search(match[1]) or _CHINESE.match(match[2]) or _CHINESE.match(text[start - 1 : start]):
        return f"（{match[1]}）"
    return match[0]


def mend_lines(draft: Draft) -> None:
    """Empty lines, blanks at the edges of lines, paragraphs glued by an indent."""
    text = draft.text
    if "  " in text:
        found = (m for m in _INDENTED.finditer(text) if m.start() and text[m.start() - 1] in _SENTENCE_END)
        draft.edit([(m.start(), m.end(), "\n") for m in found])
    text = draft.text
    if "\n " in text or " \n" in text:
        edits: list[Edit] = []
        for match in _LOOSE_BREAK.finditer(text):
            kept = text.index("\n", match.start())
            edits += [(match.start(), kept, ""), (kept + 1, match.end(), "")]
        draft.edit([edit for edit in edits if edit[0] < edit[1]])
    drop_empty_lines(draft)


def join_broken(draft: Draft) -> None:
    """Lines broken before a comma."""
    draft.cut(_BEGINS_BROKEN, "joined_line")


def drop_empty_lines(draft: Draft) -> None:
    """One newline between paragraphs, no blank before the first and after the last."""
    text = draft.text
    if text[:1].isspace() or text[-1:].isspace():
        head, tail = len(text) - len(text.lstrip()), len(text.rstrip())
        draft.edit([edit for edit in ((0, head, ""), (max(tail, head), len(text), "")) if edit[0] < edit[1]])
    if "\n\n" in draft.text:
        draft.edit([(m.start() + 1, m.end(), "") for m in _BLANK_LINES.finditer(draft.text)])


def mend_sentences(draft: Draft) -> None:
    """Join lines broken at a comma, drop stray blanks and doubled signs."""
    drop_empty_lines(draft)
    draft.cut(_ENDS_BROKEN, "joined_line")
    if " " in draft.text:
        draft.edit(_stray(draft.text), "stray_space")
    draft.edit(_doubled(draft.text), "doubled_sign")


def _stray(text: str) -> list[Edit]:
    """Blanks beside Chinese; those between Latin words and numbers stay, unless all the text is spaced out."""
    edits: list[Edit] = []
    others: list[Edit] = []
    for match in _SPACES.finditer(text):
        start, end = match.span()
        if _chinese(text[start - 1 : start]) or _chinese(text[end : end + 1]):
            listed = text[start - 1 : start] in _UNIT_ENDS and _UNIT.match(text, end)
            edits.append((start, end, "、" if listed else ""))
        else:
            others.append((start, end, ""))
    spaced_out = len(edits) > _SPACED_OUT * len(text)
    return sorted(edits + others) if spaced_out else edits


def _chinese(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char in _SIGNS


def _doubled(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for match in _RUN.finditer(text):
        best = max(match[0], key=_STRENGTH.index)
        edits.append((match.start(), match.end(), best))
    return edits
