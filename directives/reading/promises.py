"""What the side that reports promises, plans or foresees: statements that are no directives.

What others announce for a day (an inspection from above) stands among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .dating import Dating, may_date
from .findings import Statement
from .grammar import is_date, names_only
from .lexicon import FUTURE
from .modals import others
from .types import Deadline, Span

_LIMIT = re.compile(r"[底末内前旬季半](?:(?<=[底末内前])(?!来)|(?<=[上中下]旬)|(?<=季)度|(?<=半)年)")
_INSPECTED = re.compile(
    r"(?:组织|开展|进行|来|接受|迎接|还要)[^，]{0,8}(?:检查|考核|督查|督导|核查|抽查|评估|验收|暗访|巡视|复查|复核)(?!组)"
)
_FORETOLD = re.compile(r"预测|预报")
_PROMISE = re.compile(
    r"将(?!.{0,20}(?:作为|纳入))|计划|预计|拟于?|初步|定于|承诺|保证|力争|确保|争取|目标|打算|准备|表示|锁定|全覆盖|可(?=完|全"
    r"|实|建)|有望|就能|要"
)
_INTENDS = re.compile(
    r"打算|预计(?=[^，]*\d)|目标是\d|下一步将|^将(?:把|立即|继续|进一步|组织|启动|开展|陆续|全面|会|对)"
)
_PREDICTED = re.compile(
    r"将(?:达|是|面临|影响|出现|有[\d一]|迎来|持续|进入|成为)|气象|降[雨温水雪]|大风|寒潮|台风|洪[峰水]|水位"
)


_FORECAST = re.compile("预计|初步安排|初步定|定于")
"""Plain words of a forecast: they stand even among demands, and make another's visit one that was announced."""
_MEANS = re.compile("计划(?<!度计划)(?!的)|准备|打算|预计|拟于|争取|保证")
_OWN = re.compile(r"(?:会后，?)?[县旗区乡镇][委纪监政督安教人水住扶][^，]{0,12}将")
_ABOUT = re.compile("(?:预计|拟[于在]?|计划|将[于在]|力争|保证|争取|有望)")


_CUES = frozenset("将打目计")


def plans(text: str) -> bool:
    """“县里还将组织观摩”: it says without a date what the side that speaks will do."""
    found = FUTURE.search(text) or _INTENDS.search(text)
    return found is not None and _PREDICTED.search(text) is None and (not _INSPECTED.search(text) or _ours(text))


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, plan or forecast; ``span`` in the cleaned text, often wider than the clause that has the date."""

    span: Span
    speaker: str | None
    deadline: Deadline | None


def promises(dating: Dating, statements: Sequence[Statement]) -> Iterator[Promise]:
    """The statements that promise, plan or forecast, outside the frame of a demand; undated only by plain words."""
    last_end = 0
    for index, statement in enumerate(statements):
        text = statement.clause.text
        if statement.heading or (statement.mode == "demand" and not _FORECAST.search(text)):
            continue
        if not _CUES.isdisjoint(text) and statement.clause.start >= last_end and plans(text):
            deadline = _promised(dating, statement) if may_date(text) else None
            whole = _whole(statements, index) or (statement.clause.start, statement.clause.end)
            last_end = whole[1]
            yield Promise(whole, statement.speaker, deadline)
            continue
        if not may_date(text) or ("预" in text and _PREDICTED.search(text)) or _visits(text):
            continue
        if statement.mode != "report" and _LIMIT.search(text) is None and _PROMISE.search(text) is None:
            continue
        span = _whole(statements, index) if statement.clause.start >= last_end else None
        # The dates are read last: that is the dear part, and most statements promise nothing.
        deadline = _promised(dating, statement) if span is not None else None
        if span is not None and deadline is not None:
            last_end = span[1]
            yield Promise(span, statement.speaker, deadline)


def _ours(text: str) -> bool:
    """A forecast in plain words, or what the county's own bodies will do: “县督查局将于7月开展督查”."""
    return _FORECAST.search(text) is not None or _OWN.match(text) is not None


def _visits(text: str) -> bool:
    """Somebody else's visit, that nobody here announces in plain words."""
    return others(text) and _FORECAST.search(text) is None


def _promised(dating: Dating, statement: Statement) -> Deadline | None:
    clause = statement.clause
    today = dating.reference
    for deadline, why in dating.phrases(statement.sentence_span, clause.start, clause.end):
        if isinstance(today, date) and deadline.due_on is not None and deadline.due_on < today:
            continue
        vows = deadline.firm or statement.mode == "report" or _PROMISE.search(clause.text) is not None
        if (
            why in ("forecast", "no_demand" if _MEANS.search(clause.text) else "")
            or (why is None and vows)
            or (why == "others_event" and _FORECAST.search(clause.text))
        ):
            return deadline
    return None


def _whole(statements: Sequence[Statement], index: int) -> Span | None:
    """The statement with what it leads up to (“到年底,”, “目标:”) or what led up to it (“将抽调干部,力争…”)."""
    statement = statements[index]
    start, end = statement.clause.start, statement.clause.end
    if _INSPECTED.search(statement.clause.text) and not _ours(statement.clause.text):
        return None
    before = statements[index - 1] if index else statement
    after = statements[index + 1] if index + 1 < len(statements) else statement
    if before.sentence_span == statement.sentence_span and before is not statement and before.clause.closing == 0:
        if _FORETOLD.search(before.clause.text):
            return None
        if _ABOUT.match(statement.clause.text) and names_only(before.clause.text):
            start = before.clause.start
        if FUTURE.search(before.clause.text) or before.clause.text.startswith(("将", "计划", "拟")):
            start = before.clause.start
    if is_date(statement.clause.text.removeprefix("预计")) or statement.clause.closing == 1:
        if _PROMISE.search(statement.clause.text + after.clause.text) is None or _PREDICTED.search(after.clause.text):
            return None
        if after.sentence_span != statement.sentence_span or after is statement:
            return None
        end = after.clause.end
    return (start, end)
