"""What a report tells of where it belongs: scores for the divisions and the levels of division that it names.

A place counts by its role: subject of the first sentence, part of the speaker's office, headline, publisher,
address, or merely visited, attending, quoted as an example.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from math import prod

from directives.reading.addresses import readable, spelled
from directives.reading.bylines import ACCOUNT, HEAD_LINES
from directives.reading.divisions import stem_of
from directives.reading.gazetteer import Gazetteer
from directives.reading.layout import Furniture
from directives.reading.tally import KINDS_OF_PLACE, Evidence, add_open, resolved
from directives.reading.types import Hints

LEAD = 700
"""Characters of the report that say whose meeting it is."""
KINDS = 3_000
"""Characters after those in which words like 全县 are still counted."""
WHOLE = 20_000
"""Characters that are searched for other places at all."""

_OUR = "全我本该"
_TOLD = re.compile("(?:传达|贯彻|学习|落实|根据|按照|收看|收听|列席|国家和|[国中]央和)[^，。；]{0,12}$")
# 全县 and 县委, found in one search; not 万全区, 天全县, 全州县.
_LEVEL = re.compile(
    f"[{_OUR}{KINDS_OF_PLACE}](?:(?<=[{_OUR}])(?<![万天]全)(?P<ours>[{KINDS_OF_PLACE}])(?![一二三四五六七八九十]大|级以上|际|县)|"
    f"(?<=[{KINDS_OF_PLACE}])(?:(?<![\u4e00-\u9fff].)|(?<=[由和、及任兼副原].))(?=委|政府|人大|政协|直|级|里|领导|长|党|班子|扶贫|脱贫|发改|水[利务]|住建|农业|乡村|督查|纪委|"
    "主要|安委|防指|民政|教育|财政|人社|卫|应急))"
)
_EARLIER_OFFICE = re.compile(
    "^(?:[市县区州省旗]?委)?(?:常委|副书记|副主席|副主任|副[市县区州省]长|委员)[^，。]{0,12}、(?!代?副?[市县区州省旗]长)"
)
# 委书记张大山到, 长李小川主持: the office of the one who acts.
_ACTS = re.compile(
    "^[^，。、]{0,8}?(?:书记|长|主任|主席|常委)[\u4e00-\u9fff]{2,4}?"
    "(?:到|赴|深入|主持|带队|率|在|来|强调|指出|要求|一行|督|调|暗|召开|作|讲话|出席)"
)
AUTONOMOUS = "自治区"
_REGION = re.compile("自治区(?=党委|政府|主席|副主席|领导)")
_ELSEWHERE = re.compile("(?:学习|借鉴|推广|考察|对标|比照|赴|和|与)$")
_ELSEWHERE_AFTER = re.compile("^.{0,4}(?:学习|考察|取经|经验|做法|籍|帮扶|对口|工作组|援|反馈|交办)")
_ATTENDING = re.compile("^[^，。]{0,16}(?:陪同|参加|列席)")
_OPENS = frozenset("。！？\n》】")
_DAY_ENDS = frozenset("0123456789日号上下午晚近前天间")
HELD_AT = ("在", "于")
HELD_AFTER = re.compile("^[^，。；]{0,14}?(?:召开|举行|举办|开会)")
# What a place does in a headline; 平安建设, 新建车间 and 长治久安 name none.
_DOES = re.compile(
    "召开|举行|举办|部署|调度|推进|开展|启动|传达|学习|深入|扎实|打响|全面|全力|强力|多措|加快|切实|积极|抓实|抓好|落实|安排|研究|专题|组织|"
    "集中|迅速|动员|吹响|狠抓|聚焦|坚持|统筹|着力|做好|做实|出台|印发|实施|督查|督导|检查|暗访|整治|整改|攻坚|打好|打赢|[：，在对为以将把\u0020]"
)
# Outlets that bear a place's name by chance, or are read everywhere.
_MEDIA = frozenset({"新华", "东方", "光明", "凤凰", "长城", "西部", "江南", "和平", "平安"})
# 四县, 12个县区: ends with what is counted, which is rarer than what counts.
_COUNTED = re.compile("[县区市](?:(?<=[两二三四五六七八九十\\d].)|(?<=[两二三四五六七八九十\\d]个.))")
_COUNT = frozenset("两二三四五六七八九十0123456789")
_LISTED = re.compile("(?:[\u4e00-\u9fff]{2,4}、){1,12}[\u4e00-\u9fff]{2,4}等?$")
_COUNTIES = 2_850.0
_SURPRISING = 0.02  # so few counties by chance make two townships evidence of theirs
_SIGNERS = ("政府", "办公室", "指挥部", "委员会", "领导小组", "委", "局")
_PARTED = re.compile("[-—·|]+")
_OWNER = re.compile("主办|承办|主管|版权所有|来源|融媒")
AT_STEM = re.compile("在([\u4e00-\u9fff]{2,4}?)(?:市区)?(?:召开|举行)")
_VISIT = ("在", "于", "深入", "到", "赴", "前往", "走进")


def is_subject(before: str) -> bool:
    """Whether what follows ``before`` opens a sentence, or does so after its day (近日，)."""
    return not before or before[-1] in _OPENS or (before[-1] == "，" and before[-2:-1] in _DAY_ENDS)


def is_visited(before: str) -> bool:
    """Whether somebody is or goes where what follows ``before`` lies."""
    return before.removesuffix("\n").endswith(_VISIT)


def collect(text: str, furniture: Furniture, hints: Hints, places: Gazetteer) -> Evidence:
    """All the evidence of one report."""
    evidence = Evidence()
    lead, rest = text[:LEAD], text[LEAD:WHOLE]
    heads = [h for h in dict.fromkeys([furniture.title or "", *furniture.headlines[:4]]) if h]
    known = [hints.division_code] if hints.division_code else []
    accounts = [match[1] for line in furniture.lines[:HEAD_LINES] if (match := ACCOUNT.search(line))]
    _weigh_publisher([hints.publisher, furniture.publisher, furniture.dateline, *accounts], evidence, places)
    for line in furniture.lines[:60]:
        for mention, code in resolved(line[:120], places, evidence.scores):
            if code is not None and line not in heads:
                signs = mention.start == 0 and line.endswith(_SIGNERS)
                evidence.add(code, 2.2 if signs or _OWNER.search(line) else 0.8, mention.name)
    for head in heads:
        _weigh_title(head, evidence, places, known)
    _weigh_lead(lead, evidence, places, known)
    for mention, code in resolved(rest, places, [*known, *evidence.scores]):
        if code is not None:
            evidence.add(code, 0.5 if evidence.scores[code] < 3 else 0, mention.name)
    for part in [*heads, lead]:
        _weigh_kinds(part, evidence, 1.0)
    _weigh_kinds(rest[:KINDS], evidence, 0.15)
    _weigh_lists(text[:WHOLE], evidence, places)
    votes = _weigh_towns("\n".join([*heads[:2], text[:WHOLE]]), evidence, places)
    _weigh_address(hints.url, text[:WHOLE], evidence, places)
    for mention in evidence.namesakes:
        # What nothing else told apart may be told by its townships.
        having = [code for code in mention.codes if code in votes]
        if len(having) == 1 and evidence.scores[having[0]] < 6:
            evidence.add(having[0], 4, mention.name)
    return evidence


def _weigh_title(head: str, evidence: Evidence, places: Gazetteer, known: list[str]) -> None:
    for mention, code in resolved(head, places, known):
        if code is not None:
            visited = is_visited(head[: mention.start])
            evidence.add(code, 1 if visited else 6 if mention.start == 0 else 3, mention.name)
            evidence.kinds[mention.name[-1]] += 0 if visited else 3
        elif mention.clear:
            evidence.namesakes.append(mention)
    for length in (5, 4, 3, 2):  # 岳西调度河湖…: a headline may open with the short name
        codes = places.table.stems.get(head[:length], ())
        if codes and _DOES.match(head, length):
            add_open(codes, 3, head[:length], evidence, places)
            break


def _weigh_lead(lead: str, evidence: Evidence, places: Gazetteer, known: list[str]) -> None:
    found = resolved(lead, places, [*known, *evidence.scores])
    evidence.lead = found
    chain = last_end = -1
    for number, (mention, code) in enumerate(found):
        # 贵州省黔东南州台江县 stands where its first part does, and is its last.
        chain = chain if mention.start == last_end else mention.start
        last_end = mention.end
        if number + 1 < len(found) and found[number + 1][0].start == last_end and found[number + 1][1]:
            if code is not None:
                evidence.add(code, 1.0, mention.name)
            continue
        if code is None:
            evidence.namesakes += [mention] if mention.clear else []
            continue
        before, after = lead[max(0, chain - 16) : chain], lead[mention.end : mention.end + 30]
        weight = 2.0
        if _ELSEWHERE_AFTER.match(after) or ("学习" in before + after[:8] and _ELSEWHERE.search(before)):
            weight = 0.3
        elif (
            _EARLIER_OFFICE.match(after)
            or is_visited(before)
            or _ATTENDING.match(after)
            or (before.endswith(HELD_AT) and HELD_AFTER.match(after))
        ):
            weight = 1.0
        elif is_subject(before):
            weight = 6.0
        elif after.startswith(("委", "政府", "人民政府", "长", "副")):
            weight = 4.0
        if mention.start > LEAD // 3:
            weight /= 2
        evidence.add(code, weight, mention.name)
        if weight > 1:
            evidence.kinds[mention.name[-1]] += weight / 2


def _weigh_kinds(text: str, evidence: Evidence, factor: float) -> None:
    offices: list[re.Match[str]] = []
    for match in _LEVEL.finditer(text):
        if match["ours"] is None:
            offices.append(match)
        elif _TOLD.search(text[max(0, match.start() - 16) : match.start()]) is None:
            evidence.kinds[match[1]] += factor * (5 if match[0][0] == "我" else 4 if match[0][0] == "全" else 2)
    for match in offices:
        after = text[match.end() : match.end() + 30]
        early = _EARLIER_OFFICE.match(after)
        evidence.kinds[match[0]] += factor * (0.6 if early else 4.0 if _ACTS.match(after) else 2.0)
    if regions := len(_REGION.findall(text)):
        evidence.kinds[AUTONOMOUS] += factor * 2 * regions


def _weigh_lists(text: str, evidence: Evidence, places: Gazetteer) -> None:
    """长武、永寿、旬邑、淳化四县; 在成都召开."""
    for counted in _COUNTED.finditer(text):
        end = counted.start() - (2 if text[counted.start() - 1] == "个" else 1)
        end -= text[end - 1 : end] in _COUNT
        match = _LISTED.search(text[max(0, end - 64) : end])
        for name in match[0].removesuffix("等").split("、") if match else ():
            for codes in (places.table.stems.get(name[-n:], ()) for n in (2, 3)):
                if len(codes) == 1 and len(codes[0]) == 6:
                    evidence.add(codes[0], 1.0, name[-3:])
    for match in AT_STEM.finditer(text[:LEAD]):
        for code in places.table.stems.get(match[1], ()):
            evidence.add(code, 1.0, match[0])


def _weigh_publisher(names: Iterable[str], evidence: Evidence, places: Gazetteer) -> None:
    for name in dict.fromkeys(part for given in names for part in _PARTED.split(given) if part):
        full = [(m, c) for m, c in resolved(name, places, evidence.scores) if c is not None]
        for mention, code in full:
            evidence.add(code or "", 3, mention.name)
        if not full:
            _weigh_account(name, evidence, places)


def _weigh_account(name: str, evidence: Evidence, places: Gazetteer) -> None:
    """岳西发布, 安庆岳西发布: the last of the short names that an outlet's name begins with."""
    for length in (5, 4, 3, 2):
        codes = places.table.stems.get(name[:length], ())
        if not codes or name[:length] in _MEDIA:
            continue
        for size in (4, 3, 2):
            inner = [c for c in places.table.stems.get(name[length : length + size], ()) if c.startswith(codes)]
            if inner:
                codes = tuple(inner)
                break
        add_open(codes, 3, name, evidence, places)
        return


def _weigh_towns(text: str, evidence: Evidence, places: Gazetteer) -> dict[str, set[str]]:
    """Counties that have the townships named, with those names.

    One town alone counts only by a name that no other bears, of three characters or where it is the subject, or
    beside other evidence.
    """
    votes: dict[str, set[str]] = defaultdict(set)
    rare: set[str] = set()
    for start, end in places.towns_named(text):
        counties = places.table.counties_with(text[start:end])
        for county in counties:
            votes[county].add(text[start:end])
        if len(counties) == 1 and (end - start >= 4 or (start < LEAD and is_subject(text[max(0, start - 4) : start]))):
            rare.update(counties)
    # Eighty counties have a 城关镇: no more is done for each than must be (and a township's name is no county's).
    for county, names in votes.items():
        surprising = len(names) > 1 and _by_chance(names, places) < _SURPRISING
        alone = 2.5 if county in rare or surprising else 0.5
        evidence.scores[county] += alone + 0.5 * (len(names) - 1)
        if county not in evidence.words:
            evidence.words[county] = "、".join(sorted(names)[:3])
    return votes


def _by_chance(names: set[str], places: Gazetteer) -> float:
    """How many counties would have all these townships if names were dealt out at random."""
    return _COUNTIES * prod(len(places.table.towns[name]) / _COUNTIES for name in names)


def _weigh_address(url: str, text: str, evidence: Evidence, places: Gazetteer) -> None:
    if not url:
        return
    official = ".gov.cn" in url
    meant = spelled(url)
    for code, weight in meant.items():
        near = any(code in places.table.chain(c) for c in list(evidence.scores))
        if near:
            evidence.add(code, 0.7 * weight if code in evidence.scores else 0.4 * weight, url[:60])
        elif len(stem := stem_of(places.table.by_code[code].name)) > 1 and stem in text:
            evidence.add(code, 2.5, stem)
        elif (official and weight == 3) or weight == 4:
            # A bare name is oftener a prefecture's address than a county's.
            evidence.add(code, 2.2 if len(code) == 6 else 2.5, url[:60])
    for mention, named in resolved(readable(url)[-200:], places, evidence.scores):
        if named is not None and len(mention.name) > 2:
            evidence.add(named, 3, mention.name)
