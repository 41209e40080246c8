from __future__ import annotations

import pytest

from directives import labels

pytestmark = pytest.mark.usefixtures("in_english")


def test_a_rule_that_names_the_kind_of_place_keeps_it() -> None:
    assert labels.rule("named_县") == "named in the text (县)"


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    assert labels.rule("brand_new") == "brand_new"
    assert labels.rule("brand_新") == "brand_新"
    assert labels.flag("brand_new") == "brand_new"
    assert labels.repair("brand_new") == "brand_new"
    assert labels.field("brand_new") == "brand_new"


def test_a_rejected_date_is_given_with_its_reason() -> None:
    assert labels.rejection("3月29日: past") == "3月29日: past"
    assert labels.rejection("3月29日: others_event") == "3月29日: somebody else's event"
    assert labels.rejection("3月29日: brand_new") == "3月29日: brand_new"
    assert labels.rejection("动力") == "动力"
