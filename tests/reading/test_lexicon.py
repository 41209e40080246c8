"""The patterns of the genre's words: searched over every clause, so that how they begin decides what they cost."""

from __future__ import annotations

import re

import pytest

from directives.reading.lexicon import COVERB, FACT, FUTURE, MODAL, SECOND_VERB, STRONG_MODAL, WILL


def alternatives(pattern: str) -> list[str]:
    """The alternatives at the top of a pattern, each set and each group in it made a #."""
    bare = re.sub(r"\[[^\]]*\]", "#", pattern)
    inner = re.compile(r"\([^()]*\)")
    while inner.search(bare):
        bare = inner.sub("#", bare)
    return bare.split("|")


@pytest.mark.parametrize("pattern", [STRONG_MODAL, MODAL, COVERB, SECOND_VERB, FACT, FUTURE, WILL])
def test_every_alternative_begins_with_a_plain_character(pattern: re.Pattern[str]) -> None:
    # One that begins with a set or a group makes `re` try every alternative at every character: five times as slow.
    assert [one for one in alternatives(pattern.pattern) if not "\u4e00" <= one[:1] <= "\u9fff"] == []


def test_a_set_or_a_group_at_the_head_is_noticed() -> None:
    assert alternatives("已|(?:时间|任务)(?=[很重](?:大|$))|[都也]不行$") == ["已", "##", "#不行$"]
