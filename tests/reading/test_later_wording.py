"""What later reports taught about demands: topics before them, who may order, and what only tells or promises."""

from __future__ import annotations

from datetime import date

import pytest

from directives.reading.clauses import sentences
from directives.reading.demands import find_demands
from directives.reading.report import read
from directives.reading.types import Directive, Hints

HINTS = Hints(published_on=date(2019, 4, 10))


def demands(text: str, *names: str) -> list[str]:
    return [d.text for d in find_demands(text, sentences(text), names).demands]


def promised(text: str) -> list[str]:
    return [c.text for c in read(text, HINTS, topics=False).commitments]


@pytest.mark.parametrize(
    "clause",
    [
        "剩余的36口旱井，要逐口建卡",
        "在修的5座拦河坝，8月10日前必须合龙",
        "拖欠的护林员工资，县林业局会同财政局查明去向",
        "2015年以前的老旧管线，9月底前全部更换",
        "闲置的3处校舍，由乡镇提出利用方案",
        "凡是领了种苗补贴的农场，必须与农户订合同",
        "没有过闸的40条渔船，6月5日前靠岸登记",
        "塘坝改造验收，县水务局牵头，各乡镇配合，7月底前全部完成",
        "林权登记工作，县林业局为牵头单位，档案馆协同，10月底前全部完成",
        "交警、运管、城管三家联手，5月20日前清完",
        "西岭村虽然没有进水，也要备足沙袋",
        "闸门检修完毕后，要及时放水试验",
        "禁渔没有解除，不得下网捕捞",
        "果树栽活了，还要管得好",
        "坡地可根据雨情适当推迟，但不得晚于6月10日",
        "炉膛通不通、存煤够不够，要一清二楚",
        "5月20日是死线，机井修好再开秧门",
        "白石乡因塌方改线，工期可延长二十天",
        "塌方不能通水的村子，镇里要送水到户",
        "管水员手里的2万元零用钱，年底前要对清账",
        "到期的水费，提前十天通知到户",
        "考不及格的，站长就地免职",
    ],
)
def test_what_a_clause_names_stands_with_what_is_ordered_of_it(clause: str) -> None:
    assert demands(f"会议要求，{clause}。") == [clause]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A demand of its own is not swallowed by the next one.
        (
            "会议要求，5月底前完成剩余水井的加固任务，6月底前更换水泵。",
            ["5月底前完成剩余水井的加固任务", "6月底前更换水泵"],
        ),
        ("会议要求，旧泵同步拆除，6月底前装好新泵。", ["旧泵同步拆除", "6月底前装好新泵"]),
        (
            "会议要求，塌损轻的5月15日前补好，需要重砌的7月底前砌完。",
            ["塌损轻的5月15日前补好", "需要重砌的7月底前砌完"],
        ),
    ],
)
def test_a_clause_with_its_own_predicate_is_no_topic(text: str, expected: list[str]) -> None:
    assert demands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "周明远强调，管水要早。\n第二，管护要长。严格落实管水员制度。",
            ["管水要早", "管护要长", "严格落实管水员制度"],
        ),
        ("周明远就抓好春灌作了安排。各乡镇6月5日前排出轮灌表。", ["各乡镇6月5日前排出轮灌表"]),
        (
            "周明远逐项派活：\n——水源：水库5月底前蓄满。\n——渠道：干渠6月底前清完。",
            ["水库5月底前蓄满", "干渠6月底前清完"],
        ),
        ("周明远当即交代水务局，把淤塞的渠段挖通，5月底前通水。", ["把淤塞的渠段挖通", "5月底前通水"]),
        (
            "同志们：下面我讲几点。先把水管好。\n第二，清淤要勤。一条一条渠地清。",
            ["先把水管好", "清淤要勤", "一条一条渠地清"],
        ),
        ("周明远看了闸门，当即让管理站把闸板换掉，明天就试水。", ["管理站把闸板换掉", "明天就试水"]),
        (
            "会议要求被约谈单位3日内交说明，站长每日到场一次，直到通水为止。",
            ["被约谈单位3日内交说明", "站长每日到场一次，直到通水为止"],
        ),
        ("会议要求，抓好用水。目前全县有水库12座，各乡镇倒排工期。", ["抓好用水", "各乡镇倒排工期"]),
        ("会议要求，渠道损毁比较严重，水务局下周拿出图纸。", ["水务局下周拿出图纸"]),
        ("会议要求，抽水已经开始，7月5日前浇完头遍水。", ["7月5日前浇完头遍水"]),
    ],
)
def test_who_leads_orders_in_many_forms(text: str, expected: list[str]) -> None:
    assert demands(text, "周明远") == expected


@pytest.mark.parametrize(
    "text",
    [
        "会上，白河、青石两县分别发言。白河县副县长高平说，白河县今年要建成两座水库，6月底前完成大坝浇筑。",
        "青石镇党委书记高平说，镇里6月底前要修好12口机井。",
        "灌区管理站站长高平表示，水位恢复之后，7月底前把欠账补上。",
        "水管站高平作表态发言，表示将投资80万元，确保6月底前通水。",
        "会议认为，余下的问题集中在三个方面：渠道未及时清淤61处，闸门锈蚀18座。",
        "周明远说，10月中旬自治区组织专项评估检查。",
        "周明远指出，保水源是底线要求，用水没有捷径。",
        "周明远说，今年全县实收率只有41%，排查出漏点917处。",
        "高平通报说，去年全县投入2亿元，建成机井482眼，解决了3万亩灌溉问题。",
        "周明远回应说，水价正同发改局商量，争取年内有个说法。",
        "与会人员表示，将以此次会议为新起点，把渠修好。",
        "周明远说，省里下半年要组织灌区建设大比武。",
        "周明远强调，中央环保督察6月份就要进驻我省。",
        "会议指出，防汛形势向好，现有1座水库仍低于70%的序时要求，涉及3个乡的5处渠段没有动工。",
        "周明远指出，县里已与水利学院商定，明年5月前后建成试验站。",
    ],
)
def test_reports_vows_and_what_others_will_do_are_no_demands(text: str) -> None:
    assert demands(text, "周明远", "石川") == []


@pytest.mark.parametrize(
    "clause",
    [
        "看看塘堰还漏不漏",
        "谁误了灌水就问谁的责",
        "打不通的当日更换号码",
        "请不动的由司法所出面",
        "该补的补",
        "三天一通报",
        "各灌区每半个月开展一次巡渠",
        "各村支书是第一责任人",
        "乡镇长别总往县里跑",
        "一段一段查",
    ],
)
def test_plain_talk_orders_as_well(clause: str) -> None:
    assert demands(f"周明远说，{clause}。", "周明远") == [clause]


@pytest.mark.parametrize(
    "clause",
    [
        "时间更紧",
        "剩下不到四十天",
        "关键看干部",
        "督查时发现渠道淤塞",
        "查摆的问题不少",
    ],
)
def test_plain_talk_also_only_tells(clause: str) -> None:
    assert demands(f"周明远说，{clause}。", "周明远") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“以前挑水要走三里路。”村民高二嫂说。", []),
        ("“5月底前把干渠清完，不能再拖。”周明远说。", ["5月底前把干渠清完", "不能再拖"]),
        ("县委副书记石川表示，将认真落实督导要求，逐渠查漏，确保7月底前补齐。", []),
        ("会议审议了用水办法，由水务局按会议意见修改后印发。", ["由水务局按会议意见修改后印发"]),
        ("会议要求，对漏水的渠段建立台账，逐段修补。", ["对漏水的渠段建立台账", "逐段修补"]),
    ],
)
def test_whose_words_they_are_stands_behind_them_or_in_the_meeting(text: str, expected: list[str]) -> None:
    assert demands(text, "周明远", "石川") == expected


def test_a_phrase_that_ends_in_a_word_of_saying_is_no_speaker() -> None:
    text = "周明远强调，干部要多到渠边走一走，听听用水户怎么说，不能只看报表。"
    assert demands(text, "周明远") == ["干部要多到渠边走一走", "听听用水户怎么说", "不能只看报表"]


def test_whom_to_ring_up_is_no_demand() -> None:
    text = "会议要求，各乡镇5月底前报送清单，联系人：高某，电话：0000-0000000。"
    assert demands(text) == ["各乡镇5月底前报送清单"]


def test_who_attended_is_no_demand() -> None:
    text = "周明远就春灌提出要求。县人大、县政协负责同志，各乡镇主要负责人参加会议。"
    assert demands(text, "周明远") == []


@pytest.mark.parametrize(
    ("text", "commitment"),
    [
        ("青石镇自查发现的6处漏点，拟于6月5日前改完。", "青石镇自查发现的6处漏点，拟于6月5日前改完"),
        ("在建的泵站有14座，预计今年8月底交付。", "在建的泵站有14座，预计今年8月底交付"),
        ("据介绍，预计每亩能增收600元。", "预计每亩能增收600元"),
        ("县长周明远强调，要保住水源。灌区管理站站长高平表示，7月底前把欠账补上。", "7月底前把欠账补上"),
        ("县里打算再修一条支渠，10月份就能用上。", "10月份就能用上"),
    ],
)
def test_a_promise_is_kept_with_what_it_is_about(text: str, commitment: str) -> None:
    assert any(commitment in one for one in promised(text)), promised(text)


@pytest.mark.parametrize(
    "text", ["预计24日前后洪峰到达。", "完成投资3亿元，占年度计划的46%。", "省第三方评估组6月中旬进驻我县。"]
)
def test_weather_shares_and_visits_are_no_promises(text: str) -> None:
    assert promised(text) == []


def test_a_claim_is_dated_with_what_it_governs() -> None:
    (directive,) = _directives("会议要求，剩余的36口旱井，6月20日前全部建卡。")
    assert directive.deadline is not None
    assert directive.deadline.due_on == date(2019, 6, 20)


def _directives(text: str) -> tuple[Directive, ...]:
    return read(text, HINTS, topics=False).directives


def test_the_head_of_a_body_before_his_own_words_reports_for_his_paragraph() -> None:
    text = "水管局局长高平：渠系老化。下一步要换闸门，6月底前完成。\n县长周明远强调：7月底前逐项验收。"
    assert demands(text, "周明远") == ["7月底前逐项验收"]


def test_who_addresses_comrades_in_a_quotation_does_not_speak_to_the_end() -> None:
    text = "周明远强调，“同志们，要保住水源。”\n据了解，干渠6月底前清完，先把闸门换好。"
    assert demands(text, "周明远") == ["要保住水源"]
