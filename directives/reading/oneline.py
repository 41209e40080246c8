"""A page that lost its newlines: headline, publication line and report on one line are parted again."""

from __future__ import annotations

import re

from directives.reading.drafting import Draft

_WITHIN = 400  # characters at the top in which a publication line can be glued to a headline
_LABEL = (
    "(?:发布|发表|更新)?(?:时间|日期)|(?:信息|文章|新闻)?来源|作者|编辑|责任编辑|"
    "浏览(?:次数|量)?|点击(?:数|量|次数)?|阅读(?:次数|量)?|字号|字体"
)
_STAMP = r"(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?: ?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_PIECE = rf"【?(?:(?:{_LABEL}) ?[：:] ?(?:{_STAMP}|[^ ，。：:\n]{{1,20}})|{_STAMP})[】|]? *"
_RUN = re.compile(rf" ((?:{_PIECE}){{1,8}})(?<= )(?=[^ \n]{{6}})")


def part_headline(draft: Draft) -> None:
    """Put newlines around a publication line that stands within the first line, between headline and report."""
    top = draft.text[:_WITHIN].split("\n", 1)[0]
    match = _RUN.search(top)
    if match is None or "。" in top[: match.start()] or re.search(_STAMP, match[1]) is None:
        return
    draft.edit([(match.start(), match.start() + 1, "\n"), (match.end() - 1, match.end(), "\n")], "joined_headline")
