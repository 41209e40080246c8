"""Free lines that a person wrote down, each one demand: 「3. 住建局5月底前完成危房改造」.

Unlike in a report, nothing is left out and nothing joined: that a line demands is the writer's word.  Each is cleaned
by itself, and loses its number or bullet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .cleaning import clean
from .drafting import ruler
from .responsible import responsible_for
from .selection import read_span, trimmed
from .types import Cleaned, Directive, Reference, YearBasis

_MARK = re.compile(
    r"\s*(?:[-*•·●◆■□▪]|[（(][\d一二三四五六七八九十]{1,3}[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.．)）](?!\d)|[①-⑳]"
    r"|第[一二三四五六七八九十]{1,2}[，、：:,]|[一二三四五六七八九十]是(?:要)?(?=[^，。]))\s*"
)


_SUBJECT = re.compile(
    r"(?:请|责成|由|要求)?(?P<who>[一-鿿、]{0,24}?"
    r"(?:局|办|委|部|厅|中心|公司|组|队|部门|单位|政府|镇|乡|县|市|区|街道|村|社区))"
    r"(?=[，,：: ]?(?:要|应|须|必须|务必|于|在|从|把|将|对|限|按|负责|尽快|立即|抓紧|马上|会同|\d|[半一三十今本下年每]"
    r"|两[个日天周]))"
)
"""Who is addressed, at the head of a line: a note names its unit and says no 要."""


def read_lines(
    text: str,
    reference: Reference,
    *,
    year_basis: YearBasis = "assumed",
    home: str | None = None,
    title: str = "",
    speakers: Sequence[str] = (),
) -> list[Directive]:
    """One directive for each line with words in it; the evidence counts in ``text``.

    ``reference`` is the day the deadlines are counted from, ``home`` the code of the division concerned.  A line that
    begins with a speaker's name and a colon is his; where only one spoke, all are.
    """
    return [
        _read(number, line, start, reference, year_basis, home, title, speakers)
        for number, (start, line) in enumerate(_lines(text), 1)
    ]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        first, last = trimmed(line, (0, len(line)))
        if last > first:
            yield start, line
        start += len(line)


def _read(
    number: int,
    line: str,
    start: int,
    reference: Reference,
    year_basis: YearBasis,
    home: str | None,
    title: str,
    speakers: Sequence[str],
) -> Directive:
    cleaned = clean(line)
    if not cleaned.text.strip():  # what looks like the furniture of a page is a demand here
        cleaned = Cleaned(line, ruler(len(line) + 1))
    speaker, words = _spoken(cleaned.text, speakers)
    mark = _MARK.match(cleaned.text, words)
    span = trimmed(cleaned.text, (mark.end() if mark else words, len(cleaned.text)))
    if span[0] >= span[1]:
        span = trimmed(cleaned.text, (0, len(cleaned.text)))
    found = read_span(cleaned, span, reference, year_basis=year_basis, home=home, title=title)
    subject = _SUBJECT.match(found.text)
    if subject and not found.scope:
        who = responsible_for("", subject["who"])
        found = found._replace(scope=who.scope, lead_units=found.lead_units or who.lead)
    begin, end = trimmed(line, found.evidence)
    return found._replace(number=number, evidence=(begin + start, end + start), speaker=speaker)


def _spoken(line: str, speakers: Sequence[str]) -> tuple[str | None, int]:
    """Who said the line, and where his words begin."""
    for name in speakers:
        match = re.match(rf"\s*{re.escape(name)}(?:同志)?(?:指示|批示|要求|强调)?[：:]", line)
        if name and match:
            return name, match.end()
    return (speakers[0] if len(speakers) == 1 else None), 0
