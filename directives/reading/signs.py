"""Characters and signs one by one: invisible ones, full-width digits, punctuation, decimal points, markup, blanks.

The cleaned text has full-width ，。；：？！（） beside Chinese, and ASCII digits, letters, "%" and decimal points.
"""

from __future__ import annotations

import html
import re

from directives.reading.drafting import Draft, Edit

_HAN = "\u3007\u3400-\u9fff"
_ANY_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u115f\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uff01-\uff5e\ufff9-\uffff\t\ue000-\uf8ff]"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\uffff]+"
)
_NEWLINE = re.compile("\r\n")
_BREAKS = str.maketrans("\r\x0b\x0c\x85\u2028\u2029", "\n" * 6)
_BLANKS = str.maketrans(dict.fromkeys("\t\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "))
# ０-９ Ａ-Ｚ ａ-ｚ ％ ． ＋ － ／ @ become ASCII; the punctuation ，：；？！（） stays as it is.
_WIDE = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c) not in "，：；？！（）"}
_WIDE_FOUND = re.compile("[" + "".join(map(chr, _WIDE)) + "]")

_TAG = re.compile(
    r"<(?:!--(?:[^-<]|-(?!->)|<(?!!--))*+-->|/?(?:image|img|[a-zA-Z][a-zA-Z0-9]{0,15})(?:[\s/][^<>]{0,2000})?)>"
)
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|h[1-6]|table|td|section|article)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp;)?(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")

_COMMA = re.compile(r"(?<![0-9A-Za-z]),|,(?![0-9A-Za-z ])|,(?= [^ -~])")
_WIDTHS = (
    (_COMMA, "，"),
    (re.compile(r";(?=[^!-~]|$)|(?<=[^!-~]);", re.MULTILINE), "；"),
    (re.compile(rf"(?<![0-9A-Za-z ]):|:(?=\s*[{_HAN}“‘（(《【]|\s*$)", re.MULTILINE), "："),
    (re.compile(rf"(?<=[{_HAN}”）]) ?\?"), "？"),
    (re.compile(rf"(?<=[{_HAN}”）]) ?!"), "！"),
    (re.compile(rf"(?<=[{_HAN}”’）])\.(?=\s*(?:[{_HAN}“‘\d（(]|$))", re.MULTILINE), "。"),
    (re.compile(rf"\((?=\s?[{_HAN}“《\d])|(?<=[{_HAN}”，。])\("), "（"),
    (re.compile(rf"(?<=[{_HAN}”》\d。%]) ?\)|\)(?=[{_HAN}，。；：、])"), "）"),
    (re.compile("[｡]"), "。"),
    (re.compile("[､﹑]"), "、"),
    (re.compile("[﹐]"), "，"),
)
_DECIMAL = re.compile(
    r"(?<=\d)[。．·](?=(?:\d{1,2}|\d{3,4}(?=万|亿))(?:%|多?万|多?亿|余?公里|平方|亩|米|千米|千瓦|兆瓦|吨|公斤|元|倍|个百分点|公顷|度))"
)
_DOUBLED = re.compile("(?:(?<=[，、；：])[，、；：。！？]+|(?<=[。！？])[，、；：。]+|(?<=[！？])[！？]+)")
_WEAK_STRONG = re.compile("[，、；：]+(?=[。！？])")
_JOIN = re.compile(r"(?<!\n)\n++(?=[，,。；;、：！？）”』》])|(?<=[，、“（《])\n+")
_STRAY = re.compile(
    rf"(?<=[{_HAN}，。；：？！、（）“”‘’《》〈〉【】…—]) +(?=[^ \n])|(?<=[0-9A-Za-z%.]) +(?=[{_HAN}，。；：？！、（）“”‘’《》【】])"
)
_INDENTED = re.compile(r"(?<=[。！？；”）…])(?: {2,})(?=[^ \n])")
# The look-behinds keep a run of blanks from being tried again at each of its characters.
_EDGES = re.compile(r"(?<! ) ++(?=\n)|(?<=\n) ++|\A\s++|(?<!\s)\s++\Z")
_BLANK_LINES = re.compile(r"\n\n++")


def mend_characters(draft: Draft) -> None:
    """Drop what nobody sees, make one newline and one blank, full-width digits and letters ASCII."""
    if _ANY_ODD.search(draft.text) is None:
        return
    draft.edit(((m.start(), m.end(), "\n") for m in _NEWLINE.finditer(draft.text)))
    draft.text = draft.text.translate(_BREAKS) if not draft.text.isascii() else draft.text
    draft.cut(_INVISIBLE, "invisible")
    text = draft.text.translate(_BLANKS)
    draft.count("full_width", len(_WIDE_FOUND.findall(text)))
    draft.text = text.translate(_WIDE)


def strip_markup(draft: Draft) -> None:
    """Take out tags, comments, scripts and entities that a careless export left."""
    if "<" in draft.text:
        _cut_scripts(draft)
        edits = ((m.start(), m.end(), "\n" if _BLOCK.match(m[0]) else "") for m in _TAG.finditer(draft.text))
        draft.edit(edits, "html")
    if "&" in draft.text:
        draft.edit(list(_entities(draft.text)), "html")


def _entities(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for match in _ENTITY.finditer(text):
        plain = html.unescape(html.unescape(match[0])).replace("\xa0", " ")
        if plain != match[0]:
            edits.append((match.start(), match.end(), plain if plain.isprintable() else ""))
    return edits


def _cut_scripts(draft: Draft) -> None:
    """Scripts and styles go with what they hold; one that never ends takes only its tag."""
    edits: list[Edit] = []
    for name in ("script", "style"):
        closing = re.compile(f"</{name}\\s{{0,9}}>", re.IGNORECASE)
        done = 0
        for match in re.compile(f"<{name}\\b", re.IGNORECASE).finditer(draft.text):
            if match.start() < done:
                continue
            end = closing.search(draft.text, match.end())
            if end is None:
                break
            edits.append((match.start(), end.end(), ""))
            done = end.end()
    edits.sort()
    apart = [e for i, e in enumerate(edits) if i == 0 or e[0] >= edits[i - 1][1]]
    draft.edit(apart, "html")


def mend_punctuation(draft: Draft) -> None:
    """Full-width signs beside Chinese, and points that an export turned into 。 between digits."""
    if re.search(r"[,;:?!.()｡､﹑﹐]", draft.text):
        for pattern, new in _WIDTHS:
            draft.swap(pattern, lambda m, new=new: " " * (len(m[0]) - 1) + new, "punctuation")  # type: ignore[misc]
    draft.swap(_DECIMAL, ".", "decimal_point")


def mend_lines(draft: Draft) -> None:
    """Empty lines, blanks at the edges of lines, paragraphs that an indent in mid-line stands for."""
    if "  " in draft.text:
        draft.edit(((m.start(), m.end(), "\n") for m in _INDENTED.finditer(draft.text)))
    draft.cut(_EDGES)
    draft.edit((m.start() + 1, m.end(), "") for m in _BLANK_LINES.finditer(draft.text))


def mend_sentences(draft: Draft) -> None:
    """Join lines broken at a comma, drop stray blanks and doubled signs."""
    draft.cut(_JOIN, "joined_line")
    draft.cut(_STRAY, "stray_space")
    draft.cut(_WEAK_STRONG, "doubled_sign")
    draft.cut(_DOUBLED, "doubled_sign")
