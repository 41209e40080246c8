"""Paragraphs -> sentences -> comma clauses, each with its place in the cleaned text.

A clause is what stands between two commas: the genre gives each demand one.  Quoted names (“一户一方案,一人一措施”) and
bracketed remarks stay inside their clause; spoken sentences in quotation marks are taken apart like any others.
Everything here is linear in the length of the text: the pattern is possessive and its quotes are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Quotes longer than this are somebody's words, not a name.
# No pattern repeats a group possessively: Python before 3.11.5 goes astray in it (gh-106052).  Nothing follows this one
# that could make it go back, and its bound keeps a text of nothing but brackets from filling the memory.
_CLAUSE = re.compile(
    r"(?:[^,，。；;：:！？!?…\n\r“”\"(（.]+"
    r"|“(?!要(?!我)|必须|务必)[^”\n。！？；]{0,36}”|\"[^\"\n。]{0,36}\"|[(（][^)）\n。]{0,40}[)）]"
    r"|[“”\"(（]"
    # 20.32, 1,200, 14:02, the dot of "1." and of abbreviations
    r"|[.,:：](?<=\d.)(?=\d)|\.(?:(?<=[0-9A-Za-z]\.)|(?=[0-9A-Za-z]))"
    r"){1,4000}"
)
_ENUMERATION = re.compile(
    r"[\s“”\"'‘’·●■◆*＊\-—、>》）)]*"
    r"(?:(?:第?[一二三四五六七八九十]{1,3}(?=要(?!求|素))|[一二三四五六七八九十]{1,3}(?:是(?:要(?=在))?|、|\.(?!\d)|．)"
    r"|第[一二三四五六七八九十]{1,3}[、 ]|第[一二三四五六七八九十]{1,2}(?=[,，]|$)"
    r"|[(（][一二三四五六七八九十\d]{1,3}[)）][、.]?|\d{1,2}(?:、|[.．](?!\d)|[)）])|[①-⑳]|[⑴-⒇]"
    r"|首先|其次|再次|最后(?!一)|此外|另外|同时(?!要求|指出|强调|脱贫)|与此同时|一方面|另一方面)\s*)?"
    r"(?:(?:并且|同时|而且|并(?!网|购|轨|列|入|联|村|校)|且)(?=[一-鿿]))?"
)
_LEVEL = {"，": 0, ",": 0, "：": 1, ":": 1, "；": 2, ";": 2, "\n": 4, "\r": 4, "": 4}


class Clause(NamedTuple):
    """One clause: ``start``/``end`` count in the cleaned text, enumeration and quotes trimmed."""

    start: int
    end: int
    text: str
    closing: int
    """What ends it: 0 a comma, 1 a colon, 2 a semicolon, 3 a full stop, 4 the paragraph."""
    enumerated: bool
    """It opens with 一是, 二要, 第三, (四), 5. or the like."""


class Sentence(NamedTuple):
    """The clauses up to a full stop or the end of the paragraph."""

    clauses: tuple[Clause, ...]
    paragraph: int
    opens: bool
    """First sentence of its paragraph."""
    heading: bool
    """A short line of its own without a full stop: a headline or a sub-head."""

    @property
    def span(self) -> tuple[int, int]:
        return (self.clauses[0].start, self.clauses[-1].end)


def _trimmed(text: str, start: int, end: int, closing: int) -> Clause | None:
    if end - start > LONGEST:
        return None
    begin, enumerated = start, False
    if text[start] in _MAY_LEAD:
        lead = _ENUMERATION.match(text, start, end)
        if lead:
            begin = lead.end()
            enumerated = begin > start and not _COUNTERS.isdisjoint(text[start:begin])
    stop = end
    while stop > begin and text[stop - 1] in _LOOSE_END:
        stop -= 1
    piece = text[begin:stop]
    # A closing mark without its opening one is what remains of a quotation that was taken apart.
    if piece and (piece[0] in "”’" or (piece[-1] in "”’" and "“" not in piece and "‘" not in piece)):
        inner = piece.strip("”’ ")
        begin, piece = begin + piece.find(inner), inner
        stop = begin + len(inner)
    return Clause(begin, stop, piece, closing, enumerated) if piece else None


_LOOSE_END = frozenset(' \t\u3000“"‘（(')
_CLOSING = '”"’ )）'
_MAY_TRAIL = _LOOSE_END | frozenset("”’")
_MAY_LEAD = frozenset(
    " \t\u3000“”\"'‘’·●■◆*＊-—、>》）)第一二三四五六七八九十0123456789(（①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇首其再最此另同与并而且"
)
_COUNTERS = frozenset("—一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻0123456789首次")
HEADING_LENGTH = 45
LONGEST = 300
"""Characters: nobody speaks longer without a comma; what is longer is no prose and is not read."""


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a cleaned text in order, linear in its length."""
    held: list[Clause] = []
    counted = False
    paragraph, opens, line_start = 0, True, 0
    length = len(text)
    for match in _CLAUSE.finditer(text):
        start, end = match.span()
        mark = text[end] if end < length else ""
        closing = _LEVEL.get(mark, 3)
        clause: Clause | None
        if text[start] in _MAY_LEAD or text[end - 1] in _MAY_TRAIL or end - start > LONGEST:
            clause = _trimmed(text, start, end, closing)
        else:  # as most are; made without the detour over Clause.__new__, for there is one to every dozen characters
            clause = tuple.__new__(Clause, (start, end, match[0], closing, False))
        if clause:
            held.append(clause._replace(enumerated=True) if counted else clause)
            counted = False
        elif closing == 0 and not held and not _COUNTERS.isdisjoint(text[start:end]):
            counted = True  # “第二，…”, “一是，…”: the number counts for the clause after its comma
        elif held and closing > held[-1].closing:
            held[-1] = held[-1]._replace(closing=closing)
        if closing == 0:
            continue
        # A stop before a line's end leaves the newline unmatched: look at what follows it.
        after = text[end + 1 : end + 2]
        if after in _CLOSING:
            after = text[end + 1 : end + 4].lstrip(_CLOSING)[:1]
        line_ends = closing == 4 or after == "\n"
        if closing < 3 and not line_ends:
            continue
        if held:
            heading = closing == 4 and opens and end - line_start <= HEADING_LENGTH
            yield Sentence(tuple(held), paragraph, opens, heading)
            held, opens = [], False
        if line_ends:
            paragraph, opens, line_start = paragraph + 1, True, end + 1
    if held:
        yield Sentence(tuple(held), paragraph, opens, opens and length - line_start <= HEADING_LENGTH)
