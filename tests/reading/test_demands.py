"""Demands: what is demanded, by whom, and what only tells."""

from __future__ import annotations

import pytest

from directives.reading.clauses import sentences
from directives.reading.demands import find_demands
from directives.reading.findings import Demand, Found


def found(text: str, *names: str) -> Found:
    return find_demands(text, sentences(text), names)


def demands(text: str, *names: str) -> list[str]:
    return [d.text for d in found(text, *names).demands]


def one(text: str) -> Demand:
    (demand,) = found(text).demands
    return demand


def test_each_clause_with_a_predicate_is_a_demand() -> None:
    text = "会议要求，要抓紧修复灌溉水渠，清理闸口淤泥，配齐放水员。"
    assert demands(text) == ["要抓紧修复灌溉水渠", "清理闸口淤泥", "配齐放水员"]


def test_statements_of_fact_are_no_demands() -> None:
    assert demands("会议强调，水渠是全县农业的命脉。今年以来，各乡镇修渠明显加快，质量明显提高。") == []


def test_a_fact_ends_at_the_next_modal() -> None:
    text = "会议指出，水渠损毁依然严重，部分闸门年久失修，各乡镇要立即组织抢修。"
    assert demands(text) == ["各乡镇要立即组织抢修"]


def test_what_must_be_seen_is_a_fact_and_not_a_demand() -> None:
    text = "周明远指出，也要清醒地看到，水渠管护仍不到位，要建立管护台账。"
    assert demands(text) == ["要建立管护台账"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("会议要求，要修好水渠。", "会议"),
        ("县长周明远强调，要修好水渠。", "周明远"),
        ("周明远指出，要修好水渠。", "周明远"),
        ("督导组要求各乡镇修好水渠。", "督导组"),
        ("周明远出席会议。会上，他强调，要修好水渠。", "周明远"),
    ],
)
def test_the_speaker_is_named(text: str, speaker: str) -> None:
    (demand,) = found(text, "周明远").demands
    # "他" is whoever spoke last; before anybody spoke nobody is.
    assert demand.speaker in (speaker, None) if "他" in text else demand.speaker == speaker


def test_the_frame_carries_on_to_the_next_sentences() -> None:
    text = "周明远要求，要修好水渠。抓住冬闲时机，组织群众投工投劳。严格工程验收。"
    assert demands(text) == ["要修好水渠", "抓住冬闲时机", "组织群众投工投劳", "严格工程验收"]
    assert {d.speaker for d in found(text).demands} == {"周明远"}


def test_narration_ends_the_frame() -> None:
    text = "周明远要求，要修好水渠。\n会前，与会人员实地察看了水渠，走访了三户农家。"
    assert demands(text) == ["要修好水渠"]


def test_a_colon_opens_a_list_of_bare_imperatives() -> None:
    text = "周明远提出五点要求：修好水渠、管好闸门；清理淤泥；备足种子。"
    assert demands(text) == ["修好水渠、管好闸门", "清理淤泥", "备足种子"]


def test_a_list_of_shortcomings_demands_nothing() -> None:
    text = "会议指出，当前存在三个突出问题：一是管护不到位，闸门锈蚀；二是投入跟不上，渠道渗漏。要逐条整改。"
    assert demands(text) == ["要逐条整改"]


def test_the_reporting_side_promises_and_does_not_demand() -> None:
    text = "镇长何立秋作了汇报。何立秋说，镇里要再建两座泵站，力争年底前通水。"
    assert demands(text) == []


def test_villagers_do_not_demand() -> None:
    assert demands("村民老吴高兴地说，要好好干，把日子过好。") == []


def test_paragraphs_without_a_frame_demand_by_their_modal() -> None:
    assert demands("各乡镇要按时上报灌溉面积。水利站负责统计。") == ["各乡镇要按时上报灌溉面积"]


@pytest.mark.parametrize(
    "text",
    [
        "主要做法有三条，重要的是人。",
        "水渠修复需要资金三百万元。",
        "会议传达了上级要求，通报了近期要办的事。",
        "县里编写了水利志要目，刊登在要闻版。",
    ],
)
def test_not_every_yao_demands(text: str) -> None:
    assert demands(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议要求，要以冬修为契机，补齐水利短板。", ["要以冬修为契机，补齐水利短板"]),
        ("会议要求，要立足山区实际，发展节水灌溉。", ["要立足山区实际，发展节水灌溉"]),
        ("会议要求，通过以奖代补方式，调动村组修渠。", ["通过以奖代补方式，调动村组修渠"]),
        ("会议要求，要既抓进度，又抓质量。", ["要既抓进度，又抓质量"]),
        ("会议要求，要把好材料关，防止以次充好。", ["要把好材料关，防止以次充好"]),
        ("会议要求，水渠修到哪里，管护就跟到哪里。", ["水渠修到哪里，管护就跟到哪里"]),
        ("会议要求，6月底前，全面完成渠首改造。", ["6月底前，全面完成渠首改造"]),
        ("会议要求，对拖延不动的乡镇，要在全县通报。", ["对拖延不动的乡镇，要在全县通报"]),
        ("会议要求，由水利局牵头，财政局配合，月底前拿出方案。", ["由水利局牵头，财政局配合，月底前拿出方案"]),
    ],
)
def test_what_serves_a_demand_is_joined_to_it(text: str, expected: list[str]) -> None:
    assert demands(text) == expected


@pytest.mark.parametrize("lead", ["在水利建设上", "同时", "下一步", "说到水价改革"])
def test_lead_ins_are_left_out(lead: str) -> None:
    assert demands(f"会议要求，{lead}，要修好水渠。") == ["要修好水渠"]


def test_several_deadlines_in_one_clause_are_several_demands() -> None:
    text = "会议要求，确保3月底前一半以上渠段开工、5月底前全部贯通、7月底前通过验收。"
    assert demands(text) == ["确保3月底前一半以上渠段开工", "5月底前全部贯通", "7月底前通过验收"]


def test_one_deadline_over_a_list_is_one_demand() -> None:
    text = "会议要求，5月底前完成渠道衬砌12公里、闸门更换30座和泵站改造4处。"
    assert demands(text) == ["5月底前完成渠道衬砌12公里、闸门更换30座和泵站改造4处"]


def test_two_shares_are_two_demands() -> None:
    text = "会议要求，要确保节水灌溉面积占60%、高效农田占40%。"
    assert demands(text) == ["要确保节水灌溉面积占60%", "高效农田占40%"]


def test_what_was_cut_off_at_the_end_is_left_out() -> None:
    assert demands("会议要求，要修好水渠，以更大的决心、更实的") == ["要修好水渠"]
    assert demands("会议要求，要修好水渠，及时") == ["要修好水渠"]


def test_a_headline_demands_nothing() -> None:
    assert demands("抓好冬修水利，夯实丰收基础\n会议要求，要修好水渠。") == ["要修好水渠"]


def test_the_subject_of_a_sentence_holds_for_its_clauses() -> None:
    subjects = [d.subject for d in found("会议要求，各乡镇要修好水渠，管好闸门。").demands]
    assert subjects == ["各乡镇", "各乡镇"]


def test_what_the_county_will_do_is_no_demand() -> None:
    assert demands("会议要求，各乡镇要修好水渠。县里下周将派人逐段查看。") == ["各乡镇要修好水渠"]


def test_a_modal_makes_surer_than_a_running_mood() -> None:
    first, second = found("会议要求，要修好水渠，管好闸门。").demands
    assert first.confidence > second.confidence > one("各乡镇要修好水渠。").confidence - 0.3
