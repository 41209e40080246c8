"""Demanded figures: metric, comparator, value and unit out of a demand.

“占50%” asks for at least half; a plain count (完成饮水提升1052户) is that count; 全覆盖 is 100 %,
不允许出现一个 is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .counts import counts_of, numeral
from .types import Comparator, Target
from .units import Figure, figures

_IN_DIGITS = frozenset("0123456789")
_MAY_COUNT = re.compile("[0-9全百过半零一不至最二两三四五六七八九十]")
"""A digit, or what begins one of the words below: two demands of three have neither."""
_IN_WORDS = re.compile(
    "[零一二两三四五六七八九十备储存全过至低少高超最以缩压精控连]"
    "(?:(?<=[零一二两三四五六七八九十备储存])|(?<=全)覆盖|(?<=过)半|(?<=[至低少高超最以])[于过多少上]"
    "|(?<=缩)短|(?<=压)[缩减]|(?<=精)简|(?<=控)制|(?<=连)续)"
)
_MORE = re.compile(
    r"(?:占|占到|达|达到|突破|提高到|提升到|增加到|扩大到|支付到|拨付到|完成到)(?:总.{0,4}|[^，、\d]{0,8}的)?$"
)
_AT_LEAST = re.compile(r"不低于|不少于|不小于|至少|最少|最低|不得低于|不得少于|不得小于")
_AT_MOST = re.compile(
    r"不超过|不高于|不大于|不多于|不[得能准]超过|不[得能准]突破|控制在|压减到|降至|降到|下降到|限于|最多"
)
_OVER = re.compile(r"(?:超过|高于|多于|大于)$")
_UNDER = re.compile(r"(?:低于|少于|小于)$")
_DATES = re.compile(
    r"(?:今年|明年|20\d\d年|每[年月季周天旬]|逐年)?(?:[\d一二三四五六七八九十]{1,3}[月日年]|[年月季]|[一二三四]季度"
    r"|上半年|下半年|年内)"
    r"*(?:底|末|初|[上中下]旬)?(?:之前|以前|前|内)|年底|年内|每[年月季周天旬]"
)
_SUBJECT = re.compile(r".*?(?:要(?!素|求|点)|必须|务必|确保|力争|应当|保证)|由.*?(?:负责|牵头)")
_VERBS = re.compile(
    r"(?:要|再|各|将|把|对|使|让|为|给|按|全面|全部|新增|累计|总共|实现|完成|做到|落实|达到|确保|在|于|到|和|及|有"
    r"|的|了)+"
)
_TAIL = re.compile(
    r"(?:比例|比率|总数|总量)?(?:要|须|应)?(?:不低于|不少于|不小于|不得低于|至少|最少|最低|达到?|占到?|总.{0,3}"
    r"|保持在?|提高到|提升到|增加到"
    r"|支付到|拨付到|稳定在|超过|突破|高于|不超过|不高于|不大于|控制在|压减到|降至|降到|低于|少于|完成|实现|落实"
    r"|建成|达|的|为|在|到)+$"
)
_LOOSE = re.compile("^(?:以上|以内|左右|的|次数)+")
_ALL = re.compile(
    r"(?P<metric>[^，,、]{0,30}?)(?:(?P<all>全覆盖|百分之百)|百分之(?P<share>[一二三四五六七八九十]{1,3}))"
)
_TENTHS = re.compile(r"(?P<share>[一二三四五六七八九])成(?P<more>以上|左右)?(?!立|员|为|果|效|功|熟|本|交)")
_HALF = re.compile(r"(?:一半以上|过半|半数以上)(?:的)?(?P<metric>[^，,、]{0,16})")
_NONE = re.compile(
    r"(?:不得?|不允许|不能|不许|不准|杜绝|禁止)(?:再)?(?:出现|发生|有|让|漏掉|遗漏|落下|落|漏)?(?:任何)?"
    r"一(?P<unit>个|例|户|人|件|起|名)(?P<metric>[^，,、]{1,16})"
)
_ZERO = re.compile(r"零(?P<metric>上访|事故|辍学|失学|返贫|新增|遗漏|死亡|感染|投诉)")
_PREDICATE = re.compile(
    r"(?<=..)(?:(?<![重需主必])要|必须|务必|须|应(?!急|对|用)|一律|全部|力争|确保|争取|于|在(?![建册校读岗村职外])|年[内底末]|\d"
    r"|[一二三四五六七八九十]{1,2}月|[上下]半年|尽快|按期|如期).*"
)
"""Behind the thing counted: 1150公里通村硬化路 | 要在9月底前全部完工."""


def _comparator(figure: Figure) -> Comparator:
    before, after = figure.before, figure.after
    if _AT_MOST.search(before) or after.startswith(("以内", "以下", "之内")):
        return "<="
    if _AT_LEAST.search(before) or _MORE.search(before) or after.startswith(("以上", "及以上", "起")):
        return ">="
    if _OVER.search(before):
        return ">"
    return "<" if _UNDER.search(before) else "="


def _metric(figure: Figure, text: str) -> str:
    """The words before the figure without their date, subject and verb, else those after it, else the clause's."""
    after = _PREDICATE.sub("", _LOOSE.sub("", figure.after)).strip("”’")
    noun_follows = len(after) >= 2 and after[0] not in "和及与以、（("
    if noun_follows and figure.unit != "%":
        return after
    named = _cleared(figure.before)
    if len(named) >= 2:
        return named + ("占比" if figure.before.endswith(("占", "占到")) else "")
    return after if noun_follows else _cleared(text[: figure.span[0]]) or text


def _cleared(before: str) -> str:
    words = _TAIL.sub("", _DATES.sub("", _AT_LEAST.sub("", before)))
    subject = _SUBJECT.match(words)
    if subject and len(words) - subject.end() >= 2:
        words = words[subject.end() :]
    lead = _VERBS.match(words)
    return words[lead.end() :].strip(" 、“”") if lead else words.strip(" 、“”")


def targets_of(text: str) -> tuple[Target, ...]:
    """The figures that a demand asks for: those in digits first, then those in words."""
    if _MAY_COUNT.search(text) is None:
        return ()
    digits = not _IN_DIGITS.isdisjoint(text)
    found = list(_in_digits(text)) if digits else []
    return tuple(found + _in_words(text)) if _IN_WORDS.search(text) else tuple(found)


def _in_digits(text: str) -> Iterator[Target]:
    """Each figure with its comparator; one that follows another at once shares it: 不少于3000条、50方."""
    how: Comparator = "="
    for figure in figures(text):
        own = _comparator(figure)
        how = how if own == "=" and not figure.before and text[: figure.span[0]].endswith("、") else own
        yield Target(_metric(figure, text), how, figure.value, figure.unit)


def _in_words(text: str) -> list[Target]:
    """全覆盖, 百分之九十, 至少一次, 一半以上, 不允许出现一户; each sought only where its own word stands."""
    found: list[Target] = []
    for match in _ALL.finditer(text) if "全覆盖" in text or "百分之" in text else ():
        metric = _cleared(match["metric"]) or text
        if match["share"]:
            found.append(Target(metric, ">=", numeral(match["share"]), "%"))
        else:
            found.append(Target(metric + "覆盖率" * (match["all"] == "全覆盖"), "=", 100.0, "%"))
    for count in counts_of(text):
        metric = count.after.removeprefix("的") or _cleared(text[: count.span[0]]) or text
        found.append(Target(metric, count.how, count.value, count.unit))
    for match in _TENTHS.finditer(text) if "成" in text else ():
        bound = (
            match["more"] == "以上" or _AT_LEAST.search(text[: match.start()]) or _MORE.search(text[: match.start()])
        )
        metric = _cleared(text[: match.start()]) or text
        found.append(Target(metric, ">=" if bound else "=", 10.0 * numeral(match["share"]), "%"))
    if "半" in text and (half := _HALF.search(text)):
        found.append(Target(half["metric"] or _cleared(text[: half.start()]) or text, ">=", 50.0, "%"))
    if "一" in text:
        found += [Target(m["metric"], "=", 0.0, m["unit"]) for m in _NONE.finditer(text)]
    if "零" in text:
        found += [Target(m["metric"], "=", 0.0, "例") for m in _ZERO.finditer(text)]
    return found
