"""Officials by name and office, and which of them make the demands.

A name is known by the office before it (县委书记余世明); how long it is, by what follows and by how often the
shorter form stands alone.  Villagers and the officials who were merely present are not speakers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from directives.reading.surnames import COMPOUND, SURNAMES
from directives.reading.types import Reason, Speaker

_RANK = (
    "书记|县长|区长|市长|州长|省长|旗长|盟长|镇长|乡长|主任|局长|厅长|处长|科长|部长|主席|常委|组长|队长|政委|指挥长|专员|巡视员|调研员|秘书长|院长|河长|林长|链长|会长|理事长|"
    "检察长|司令员|总经理|董事长|负责人|召集人|委员|政治委员|主委|站长|所长|校长|领导|同志"
)
_NAME = (
    "(?:[\u4e00-\u9fff]{2,5}·[\u4e00-\u9fff]{2,6}|"
    f"(?:{COMPOUND})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}})"
)
_RANKS = _RANK.split("|")


def _ranks(length: int) -> str:
    return "|".join(rank for rank in _RANKS if len(rank) == length)


# Where a rank ends: one search by its last character serves all who stand before and behind it.
_RANK_END = re.compile(
    f"[{''.join(sorted({rank[-1] for rank in _RANKS}))}](?:(?<={_ranks(2)})|(?<={_ranks(3)})|(?<={_ranks(4)}))"
)
_TITLED = re.compile(_NAME)
# Names that begin with no Chinese surname (巴图那顺) are known only by the verb behind them.
_LONG_NAMED = re.compile("[\u4e00-\u9fff]{2,5}?(?=(?:同志)?(?:主持|出席|强调|指出|要求|讲话|到会))")
# 张某书记, 李某某主任 after a sign
_SHORT_NAMED = re.compile(f"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_SHORT_RANKS = frozenset(["书记", "县长", "市长", "区长", "州长", "镇长", "乡长", "主任", "局长", "部长", "常委"])
_BEFORE_NAME = frozenset("，。；：“”！？\n、和")
_ADVERB = "(?:同志|书记|县长|市长|区长|还|最后|又|再次|着重|反复|一再|随后|分别|同时|当场|特别)"
_SAY = "强调|指出|要求|提出|明确|部署|安排|叮嘱|希望|说|表示|认为"
_SUBJECT = re.compile(
    f"[，。；：“”！？\n](?P<name>{_NAME}){_ADVERB}?(?:在[^，。；\n]{{1,20}}?[上时中里])?(?:{_SAY})(?=[，：要“]|道|$)",
    re.MULTILINE,
)
_FOLLOW = re.compile(
    "主持|出席|参加|讲话|作|到会|深入|带|率|赴|到|来|前往|一行|在|对|就|向|同|和|与|及|强调|指出|要求|说|表示|提出|宣读|传达|通报|汇报|"
    "安排|部署|陪同|轻车|先后|逐|分别|随|还|又|实地|调研|督查|督导|检查|暗访|走访|召开|组织|等|为|给|要|把|书记|县长|市长|区长|主任|代表|"
    "介绍|听取|察看|查看|参与|列席|现场|围绕|结合|专题|亲自|于|从|听|看|问|一同|最后|当场|肯定|担任|任组长"
)
_NO_NAME = re.compile(
    "主持|出席|参加|同志|会议|安排|部署|要求|强调|指出|和|与|及|任组|任副|任第|常务|成员|全体|高度|应|都|明确|时间|单位|党委|党组|党政|文明|方面|全县|"
    "关于|卫健|石油|金融|武装|重要|系列|总结|发表|在|[^·]*[县市区镇乡村局委办部厅院组队会]$"
)
_NOT_IN_NAME = re.compile("[，。、；：的了在是要会议]")
_OFFICE_STOPS = "，。；：！？\n”）"
_OFFICE_BEFORE = re.compile(f"(?:^|[{_OFFICE_STOPS}日午晚])([^{_OFFICE_STOPS}]{{2,60}})$")
_OFFICE_LENGTH = 60
_LISTED = re.compile(f"(?:{_RANK}){_NAME}、")
_COMPOUND = re.compile(COMPOUND)
_NO_HAN = re.compile("[^\u4e00-\u9fff]")
_LEADING = re.compile(
    "^(?:近日|日前|当天|随后|会上|会前|会后|会议由|由|其中|同时|下午|上午|晚上?|当日|\\d{1,2}月\\d{1,2}日|\\d{1,2}日|昨日|今日|"
    "连日来|在|据|以来|和|与)+"
)
_CLEAR = re.compile(
    f"(?P<gap>[^，。；：\n]{{0,24}}?)(?P<verb>{_SAY})"
    "(?P<mark>道?[，：:“]|要|(?<=要求|强调)(?![的和是与了])|了?[一二三四五六七八九十\\d几]+(?:点|条|个|项|方面))"
)
_LATER = re.compile(f"，(?:同时|并|还|并就[^，。]{{0,30}})?(?:{_SAY})(?:[，：:]|要|(?<=要求|强调)(?![的和是与了]))")
_LATER_WITHIN = 140
_SENTENCE_STOP = re.compile("[。\n]")
_CHAIRED = re.compile(f"(?:{_RANK})|会议")
_PRONOUN = re.compile(f"[。！”\n][他她](?:还|又|最后|同时|再次|特别)?(?P<verb>{_SAY})(?=[，：:])")
_NO_DEMAND = re.compile("主持(?![^，。]{0,6}时)|汇报|代表.{0,6}$|听取|陪同")
_REPORTS = re.compile("[^，。]{0,12}(?:作了?[^，。]{0,8}(?:汇报|表态|介绍|说明)|汇报|介绍说|表态)")
_TITLE_SAYS = re.compile(f"{_ADVERB}?(?:强调|要求|指出)")
_SPEAKS = re.compile("[^。，；]{0,16}(?:讲话|出席会议|到会)|[^。，；]{0,10}主持")
_CHAIRS = re.compile("[^。，；]{0,10}主持")
_MEETING_SAYS = re.compile("会议(?:还|最后)?(?:要求|强调|指出|明确)")


def speakers_of(text: str, title: str | None) -> tuple[tuple[Speaker, ...], tuple[Reason, ...]]:
    """Who issues the demands, in order of appearance, each with the fullest office the text gives.

    Where only "the meeting" demands, they are those of the one who spoke at it, else of its chair.
    """
    text = f"\n{text}"  # a name at the very start stands after a sign, too
    offices = offices_in(text)
    found: dict[str, str] = {}
    for name in offices:
        words = _demanding(text, name, offices)
        if not words and title and _followed(title, name, _TITLE_SAYS):
            words = title
        if words:
            found[name] = words
    for name, words in _by_pronoun(text, offices):
        found.setdefault(name, words)
    if not found and (match := _MEETING_SAYS.search(text)):
        main = _main_person(text, offices)
        if main:
            found[main] = match[0]
    ordered = [name for name in offices if name in found]
    return (
        tuple(Speaker(name, offices[name]) for name in ordered),
        tuple(Reason("speakers", "demands", found[name][-40:]) for name in ordered),
    )


def offices_in(text: str) -> dict[str, str]:
    """Names -> offices ("" where none is given), in order of appearance; private persons only if they speak."""
    offices: dict[str, str] = {}
    ranks = [match.end() for match in _RANK_END.finditer(text)]
    for start, name in _behind(text, ranks):
        if not offices.get(name):
            offices[name] = _office(text, start)
    for end in ranks:
        if (rank := text[end - 2 : end]) not in _SHORT_RANKS:
            continue
        whole = _before(text, end - 2)
        if whole and (short := _trim(whole, text, end - 2, certain=True)) and short not in offices:
            offices[short] = rank
    for match in _SUBJECT.finditer(text):
        speaker = _trim(match["name"], text, match.end("name"), certain=True)
        if speaker and speaker not in offices and text.count(speaker) > 1:
            offices[speaker] = ""
    return offices


def _behind(text: str, ranks: list[int]) -> Iterator[tuple[int, str]]:
    """The names that follow a rank at once (县委书记余世明), each with its place."""
    done = long_done = 0
    for start in ranks:
        known = None
        if start > done and (match := _TITLED.match(text, start)):
            done = match.end()
            known = _trim(match[0], text, done)
        if start > long_done and (match := _LONG_NAMED.match(text, start)):
            long_done = match.end()
            if (known is None or len(match[0]) > 3) and _NO_NAME.match(match[0]) is None:
                known = match[0]
        if known:
            yield start, known


def _before(text: str, end: int) -> str:
    """The name of two or three characters between a sign and the rank that begins at ``end``, or ""."""
    for length in (3, 2):
        start = end - length
        if start > 0 and text[start - 1] in _BEFORE_NAME and _SHORT_NAMED.fullmatch(text, start, end):
            return text[start:end]
    return ""


def _trim(name: str, text: str, end: int, *, certain: bool = False) -> str | None:
    """The name without a character of the verb that follows, or None if it is no name."""
    if _NO_NAME.match(name):
        return None
    if "·" in name:
        begin, whole = end - len(name), name.index("·") + 1
        return next((name[:n] for n in range(whole + 2, len(name) + 1) if _ends_here(text, begin + n)), None)
    if _COMPOUND.match(name):
        return name if len(name) == 3 or _ends_here(text, end) or not _ends_here(text, end - 1) else name[:3]
    short = name[:2]
    if len(name) == 2 or _NOT_IN_NAME.search(name[2:]):
        return short if not _NOT_IN_NAME.search(short) and (certain or _ends_here(text, end - len(name) + 2)) else None
    whole_times, short_times = text.count(name), text.count(short)
    often = whole_times * 2 > short_times
    if often and (whole_times > 1 or _ends_here(text, end)):
        return name
    if _ends_here(text, end - 1) and (short_times > whole_times or not _ends_here(text, end)):
        return short
    return name if certain or _ends_here(text, end) else None


def _ends_here(text: str, position: int) -> bool:
    after = text[position : position + 4]
    return not after or _NO_HAN.match(after) is not None or _FOLLOW.match(after) is not None


def _office(text: str, start: int) -> str:
    before = text[max(0, start - 64) : start]
    words = before[max(map(before.rfind, _OFFICE_STOPS)) + 1 :]
    if len(words) > _OFFICE_LENGTH:
        match = _OFFICE_BEFORE.search(before)
        words = match[1] if match else ""
    office = _LEADING.sub("", words if len(words) > 1 else "").removesuffix("同志").strip("、 ")
    if _LISTED.search(office):
        # A list of officials (县长张某、副县长李某): only the last office is this one's.
        return office.rsplit("、", 1)[-1]
    return office


def _demanding(text: str, name: str, others: dict[str, str]) -> str:
    """The words in which ``name`` demands something, or ""."""
    reports = False
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        window = text[end : end + 200]
        reports = reports or _REPORTS.match(window) is not None
        match = _CLEAR.match(window)
        if match and _own(match["gap"], others) and not (reports and match["verb"] in "说表示认为"):
            return name + match[0]
        later = _later(window)
        if later and _own(later, others) and _CHAIRED.search(later) is None:
            return name + later[-40:]
        start = text.find(name, end)
    return ""


def _later(window: str) -> str:
    """The words up to a verb of saying that opens a later clause of the same sentence, or ""."""
    sentence = _SENTENCE_STOP.split(window, maxsplit=1)[0]
    match = _LATER.search(sentence)
    return sentence[: match.end()] if match and match.start() <= _LATER_WITHIN else ""


def _own(gap: str, others: dict[str, str]) -> bool:
    """Whether what stands between a name and the verb leaves the verb to that name."""
    return _NO_DEMAND.search(gap) is None and not any(other in gap for other in others)


def _by_pronoun(text: str, offices: dict[str, str]) -> list[tuple[str, str]]:
    """他指出，…: the official named last before it."""
    found: list[tuple[str, str]] = []
    if "他" not in text and "她" not in text:
        return found
    for match in _PRONOUN.finditer(text):
        before = text[max(0, match.start() - 300) : match.start() + 1]
        name = max(offices, key=before.rfind, default="")
        if name and name in before and not (match["verb"] in "说表示认为" and _followed(before, name, _REPORTS)):
            found.append((name, match[0]))
    return found


def _main_person(text: str, offices: dict[str, str]) -> str | None:
    """The one who spoke at the meeting, else its chair."""
    spoke = [name for name in offices if (m := _followed(text, name, _SPEAKS)) and "主持" not in m[0]]
    chaired = [name for name in offices if _followed(text, name, _CHAIRS)]
    return next(iter(spoke or chaired), None)


def _followed(text: str, name: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The first match of ``pattern`` directly behind the name."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if match := pattern.match(text, end):
            return match
        start = text.find(name, end)
    return None
