"""The facts of a meeting or inspection: title, kind, day, division, venue and who spoke.

``division`` is the county, or the prefecture or province whose meeting it is; a township's meeting is given
its county, with the township as venue (see `locating`).  Every field has a `Reason`.
"""

from __future__ import annotations

import re

from directives.reading.gazetteer import Gazetteer
from directives.reading.held import complete_hints, when_held
from directives.reading.layout import Furniture
from directives.reading.locating import locate
from directives.reading.people import speakers_of
from directives.reading.types import Cleaned, Hints, Meeting, Reason, Reference

__all__ = ["complete_hints", "read_meeting", "reference_of"]

_SPEECH = 20_000
"""Characters in which speakers are looked for."""

# Longest first: 现场推进会 is more than 推进会.
_MEETINGS = (
    "电视电话会|视频调度会|视频会|现场推进会|现场会|观摩会|推进会|动员部署会|动员会|誓师会|部署会|调度会|座谈会|培训会|约谈会|专题会|"
    "联席会|研判会|分析会|讲评会|点评会|通报会|汇报会|交流会|述职会|评议会|反馈会|领导小组会|常务会|常委会|办公会|碰头会|协调会|研讨会|表彰会|总结会|例会|"
    "工作会|全体会|全会|党代会|干部大会|会商会|咨询会|听证会|签约会|对接会|恳谈会|民主生活会"
)
# Not the one whose spirit is passed on, and not the standing committee of a congress.
_MEETING = re.compile(
    f"(?:(?<!人大)(?P<kind>{_MEETINGS})(?:议)?(?!员|长|计|场|客|费|标|徽)|领导小组[^，。]{{0,16}}?第[^，。]{{1,6}}次会议)(?![^，。]{{0,3}}精神)"
)
# Where one may begin: cheaper to look for, and mostly not there.
_MAYBE = re.compile(f"{_MEETINGS}|领导小组")
_INSPECTION = re.compile("暗访|督查|督导|督战|巡查|调研|检查|走访|慰问|视察|回访|验收|考核|座谈")
_SHORT = {"现场推进会": "现场会", "视频调度会": "调度会", "动员部署会": "动员会", "座谈": "座谈会"}

_PLAIN = re.compile("会议(?![^，。]{0,3}精神)|开会|[召举](?:开|行)[^，。]{0,30}会|会[^，。]{0,12}(?:召开|举行)")
_LEAD = 400


def read_meeting(cleaned: Cleaned, furniture: Furniture, hints: Hints, places: Gazetteer) -> Meeting:
    """The meeting of a cleaned report; what the report does not say is None, never guessed."""
    hints = complete_hints(hints, furniture)
    text = cleaned.text
    held = when_held(text, furniture, hints)
    setting = locate(text, furniture, hints, places)
    speakers, spoken = speakers_of(text[:_SPEECH], furniture.title)
    kind, why = _kind_of(text, furniture.title)
    reasons = (*held.reasons, *setting.reasons, *why, *spoken)
    if furniture.title:
        others = tuple(dict.fromkeys(h for h in furniture.headlines if h != furniture.title))[:3]
        reasons = (Reason("title", "headline", furniture.title, others), *reasons)
    return Meeting(
        title=furniture.title,
        held_on=held.on,
        month_day=held.month_day,
        held_until=held.until,
        until_month_day=held.until_month_day,
        year_basis=held.basis,
        division=setting.division,
        venue=setting.venue,
        kind=kind,
        speakers=speakers,
        reasons=reasons,
    )


def reference_of(meeting: Meeting, hints: Hints) -> Reference:
    """R of the deadline rules: the last day of the meeting, else that day without its year, else the publication day.

    ``hints`` as `complete_hints` returns them, so that a publication line counts.
    """
    return meeting.held_until or meeting.held_on or meeting.until_month_day or meeting.month_day or hints.published_on


def _kind_of(text: str, title: str | None) -> tuple[str | None, tuple[Reason, ...]]:
    """What sort of event: a meeting named in title or lead, else the inspection that they tell of."""
    lead = text[:_LEAD]
    tries = (
        (_MEETING, title or "", "meeting_in_title"),
        (_INSPECTION, title or "", "inspection_in_title"),
        (_MEETING, lead, "meeting_in_lead"),
        (_INSPECTION, lead, "inspection_in_lead"),
        (_PLAIN, f"{title or ''}\n{lead}", "some_meeting"),
    )
    for pattern, part, rule in tries:
        if pattern is _MEETING:
            maybe = _MAYBE.search(part)
            match = pattern.search(part, maybe.start()) if maybe else None
        else:
            match = pattern.search(part)
        if match:
            kind = match.groupdict().get("kind") or ("领导小组会议" if "领导小组" in match[0] else match[0])
            return "会议" if pattern is _PLAIN else _SHORT.get(kind, kind), (Reason("kind", rule, match[0]),)
    return None, (Reason("kind", "not_named", ""),)
