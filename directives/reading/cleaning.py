"""Dirt out, Traditional to Simplified, with a way back to the source for every character.

``clean_report(text)`` gives the cleaned text and, beside it, the `Furniture` that was taken away (title,
publication line, publisher), for the facts of the meeting.  ``clean(text)`` gives the text alone.

The cleaned text is Simplified Chinese in paragraphs separated by one newline, with full-width ，。；：？！（）
beside Chinese and ASCII digits, "%" and decimal points.  Paragraphs may lack their full stop, and the last
may end in mid-word: nothing is made up.  Masked digits (**月**日) stay as they are.
"""

from __future__ import annotations

from directives.reading.bylines import strip_bylines
from directives.reading.drafting import Draft
from directives.reading.layout import Furniture, strip_layout
from directives.reading.markup import strip_markup
from directives.reading.oneline import part_headline
from directives.reading.pinyin import strip_pinyin
from directives.reading.rare import strip_rare
from directives.reading.script import simplify
from directives.reading.signs import join_broken, mend_characters, mend_lines, mend_punctuation, mend_sentences
from directives.reading.types import Cleaned
from directives.reading.wrapping import join_wrapped

__all__ = ["Furniture", "clean", "clean_report"]


def clean(text: str) -> Cleaned:
    """The report without its dirt; never raises, whatever the text."""
    return clean_report(text)[0]


def clean_report(text: str) -> tuple[Cleaned, Furniture]:
    """The report without its dirt, and what stood around it."""
    draft = Draft(text)
    mend_characters(draft)
    strip_markup(draft)
    strip_pinyin(draft)
    simplify(draft)
    mend_lines(draft)
    part_headline(draft)
    join_wrapped(draft)
    join_broken(draft)
    mend_punctuation(draft)
    furniture = strip_layout(draft)
    furniture = strip_bylines(draft, furniture)
    strip_rare(draft)
    mend_sentences(draft)
    return draft.cleaned(), furniture
