"""Tags, comments, scripts and entities that a careless export left in the text."""

from __future__ import annotations

import html
import re

from directives.reading.drafting import Draft, Edit

_TAG = re.compile(r"<!--(?:[^-<]|-(?!->)|<(?!!--)){0,20000}-->|</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:[\s/][^<>]{0,2000})?>")
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|h[1-6]|table|td|section|article)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp;)?(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")


def strip_markup(draft: Draft) -> None:
    """Take the markup out; a block's tags leave a newline."""
    if "<" in draft.text:
        _cut_scripts(draft)
        edits = [(m.start(), m.end(), "\n" if _BLOCK.match(m[0]) else "") for m in _TAG.finditer(draft.text)]
        draft.edit(edits, "html")
    if "&" in draft.text:
        draft.edit(_entities(draft.text), "html")


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
    draft.edit([e for i, e in enumerate(edits) if i == 0 or e[0] >= edits[i - 1][1]], "html")
