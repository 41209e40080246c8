"""Rules drawn from a further set that the reader had not seen, each held to sentences of our own."""

from __future__ import annotations

from datetime import date

import pytest

from directives.reading.dates import find_deadlines, find_recurrences, judged_phrases
from directives.reading.report import read
from directives.reading.types import Directive, Hints, Report

HELD = date(2021, 11, 12)


def due(clause: str) -> list[str]:
    return [str(found.due_on) for found in find_deadlines(clause, HELD)]


def reading(text: str) -> Report:
    return read(text, Hints(published_on=HELD), topics=False)


def dated(text: str) -> list[tuple[str, str | None]]:
    found = reading(text).directives
    return [(one.text, str(one.deadline.due_on) if one.deadline else None) for one in found]


def one(text: str) -> Directive:
    [found] = reading(text).directives
    return found


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("给你们半个月，把堵死的排洪沟掏通", "2021-11-27"),
        ("给各村三天，谁家没领到种子当面补", "2021-11-15"),
        ("坡改梯的尾款可以给到12月20日", "2021-12-20"),
        ("经批准的，封井时间可延后到12月8日", "2021-12-08"),
        ("个别库岸的护坡推至明年4月10日", "2022-04-10"),
        ("背阴地块可以放到11月28日", "2021-11-28"),
        ("上岛人员名册最迟不得晚于15日18时", "2021-11-15"),
        ("渡船停航最晚20日", "2021-11-20"),
        ("返乡人员登记可延至19日", "2021-11-19"),
        ("18日傍晚前收完晾晒的稻谷", "2021-11-18"),
        ("16日夜间12点前撤出采砂船", "2021-11-16"),
        ("乡里今天就下达停业单", "2021-11-12"),
        ("明年上半年把敬老院的电梯装齐", "2022-06-30"),
        ("第二次清点安排在12月", "2021-12-31"),
        ("从11月20日起，开展为期15天的散煤清查", "2021-12-05"),
    ],
)
def test_a_limit_is_read_in_other_words(clause: str, day: str) -> None:
    assert due(clause) == [day]


@pytest.mark.parametrize(
    "clause",
    [
        "给职工放三天，轮着休息",
        "开办窑厂的审批时间压缩到5个工作日以内",
        "退税办理缩短至2天内",
        "一旦发布洪水黄色预警，3小时内必须撤空河滩",
        "发现病死猪，24小时内送无害化处理点",
        "寒潮过后五天内，各镇报送受冻面积",
        "每年4月和10月各清一次淤",
        "砂场在**月底前清空堆料",
        "船工8日18时到岸",
        "他今天就业了",
        "全县2000年以前建成的泵站有31座",
    ],
)
def test_a_length_from_an_event_or_of_a_process_is_no_deadline(clause: str) -> None:
    assert due(clause) == []


def test_the_days_of_a_campaign_say_more_than_its_length() -> None:
    text = "开展为期两个月的炸鱼整治，从11月20日起至1月20日止"

    assert [(str(d.due_on), why) for d, why in judged_phrases(text, HELD) if why != "range_start"] == [
        ("2022-01-12", "ranged_length"),
        ("2022-01-20", None),
    ]


@pytest.mark.parametrize(
    ("clause", "every"),
    [
        ("县林长办每半月通报一次巡山情况", "half_month"),
        ("各站每15天报送一次墒情", "half_month"),
        ("镇里隔周调度一次危桥改建", "two_weeks"),
        ("每两周召开一次欠薪会商会", "two_weeks"),
        ("每10天汇总一次捕捞日志", "ten_days"),
        ("闸口一天一巡查", "day"),
        ("村广播早晚各播一遍防溺水提示", "day"),
        ("次月5日前报送用电台账", "month"),
    ],
)
def test_a_rhythm_is_read_in_other_words(clause: str, every: str) -> None:
    assert [found.every for found in find_recurrences(clause)] == [every]


@pytest.mark.parametrize("clause", ["每10天的饲料不少于3吨", "每半月800元的补助", "隔离病房要备足", "早晚温差大"])
def test_a_rate_is_no_rhythm(clause: str) -> None:
    assert find_recurrences(clause) == []


def test_a_rhythm_without_the_word_every_is_one_of_the_demand() -> None:
    found = one("县长何立秋要求，督查室要把抽查结果一周一通报。").recurrence
    assert found is not None
    assert found.every == "week"


@pytest.mark.parametrize(
    "text",
    [
        "县长何立秋要求，码头要整修。谁守的闸？县里的船呢？",
        "县长何立秋说，码头要整修。“我住渡口边，买桶油都要走三里地。”渔民老甘开了口。",
        "县长何立秋说，码头要整修。县林业局局长表示，防火道3月底前修通，明年入汛前连成环线。",
        "县长何立秋说，码头要整修。县水务局的同志说，还要新修渡槽12座。",
        "县长何立秋说，码头要整修。据悉，市里12月底要对各县造林成活率进行检查排名。",
        "县长何立秋说，码头要整修。会上，渔业公司表态：“冷库我们11月底前腾空。”",
        "县长何立秋说，码头要整修。县林业局同时通报，去冬火点排查完成九成。",
        "县长何立秋说，码头要整修。镇长接过话说，全镇2万亩冬麦计划11月20日前播完。",
    ],
)
def test_questions_witnesses_and_heads_of_offices_who_tell_demand_nothing(text: str) -> None:
    assert [d.text for d in reading(text).directives] == ["码头要整修"]


def test_the_head_of_an_office_who_says_must_demands() -> None:
    assert dated("县教育局局长说，各校要在11月底前换完旧课桌。") == [("各校要在11月底前换完旧课桌", "2021-11-30")]


def test_a_notice_orders_under_its_heading_for_what_is_to_be_done() -> None:
    text = (
        "关于冬季船舶检查的通报\n各镇人民政府：\n11月3日至5日，县交通局检查渡口21处。现将有关情况通报如下：\n"
        "一、总体情况\n多数渡口建立日志制度。柳湾镇推行“一船一牌”。\n"
        "二、存在的主要问题\n一是救生衣不足；二是11月底前应换的缆绳没有换。\n"
        "三、下一步工作要求\n（一）立即整改。3处断缆由县交通局挂牌督办，11月20日前换完，逾期不换的停航；"
        "其余隐患，船主须于11月25日前消除。\n"
        "附件\n隐患清单\n1.柳湾渡口，灯坏2盏。责任单位：柳湾镇人民政府。整改时限：11月18日前。\n"
    )
    found = [(words, on) for words, on in dated(text) if words != "立即整改"]
    assert found == [
        ("3处断缆由县交通局挂牌督办", None),
        ("11月20日前换完", "2021-11-20"),
        ("逾期不换的停航", None),
        ("其余隐患，船主须于11月25日前消除", "2021-11-25"),
        ("整改时限：11月18日前", "2021-11-18"),
    ]


def test_an_interview_is_the_speech_of_who_answers() -> None:
    text = (
        "对话白河县县长何立秋\n记者：对晾晒的难处，您提了哪些硬要求？\n何立秋：茶农反映的晾晒场，农业局要在11月底前选好址，"
        "把能用的先用起来。\n记者：修路的资金够不够用？\n何立秋：够。"
    )
    assert dated(text) == [
        ("茶农反映的晾晒场，农业局要在11月底前选好址", "2021-11-30"),
        ("把能用的先用起来", None),
    ]


@pytest.mark.parametrize(
    "clause",
    [
        "养鸭的事，各村先把围网拉起来",
        "关山、石门两个村沟深路远，巡护次数可以减为每月一次",
        "因正在办理过户，可以放到过户后清点",
        "哪个站出现空岗，站长在全县大会上作检讨",
        "发布大风预警后，船只必须进港",
        "两座老桥的加固，由县交通局牵头落实，财政局配合，两周内拿出概算",
    ],
)
def test_a_premise_stands_with_what_it_is_the_premise_of(clause: str) -> None:
    assert [d.text for d in reading(f"县长何立秋要求，{clause}。").directives] == [clause]


def test_what_announces_demands_is_none_and_a_title_with_a_stop_is_a_title() -> None:
    text = "会议议定：\n一、关于冬修水利。各镇要清淤。\n县长何立秋强调，要突出抓好三项工作。一要补苗。"
    assert [d.text for d in reading(text).directives] == ["各镇要清淤", "要补苗"]


def test_the_days_of_a_campaign_stand_with_it() -> None:
    assert dated("县长何立秋要求，由渔政站开展为期两个月的护渔行动，从11月20日起至1月20日止。") == [
        ("由渔政站开展为期两个月的护渔行动，从11月20日起至1月20日止", "2022-01-20")
    ]


@pytest.mark.parametrize(
    ("clause", "lead", "support"),
    [
        ("渡口的灯由县海事处11月底前换好", (), ()),
        ("坏掉的水泵由县供电公司11月底前换好", ("县供电公司",), ()),
        ("税务局要把退税台账补齐", ("税务局",), ()),
        ("应急管理局要把救生衣补齐", ("应急管理局",), ()),
        ("州渔政支队12月底前把全州渔船点验一遍", ("州渔政支队",), ()),
        ("合并账户的事，县财政局12月1日前必须给个说法", ("县财政局",), ()),
        ("对拒不拆网的，由县渔政站会同公安、海事等部门处理", ("县渔政站",), ("公安", "海事")),
        ("白河县负责，市水利局、交通局配合，清理航道", ("白河县",), ("市水利局", "交通局")),
        ("价格由市发改委、市场监管局共同核定", ("市发改委", "市场监管局"), ()),
        ("各乡镇要在月底前补齐", (), ()),
        ("超载的船单位要减下来", (), ()),
    ],
)
def test_who_has_to_do_it(clause: str, lead: tuple[str, ...], support: tuple[str, ...]) -> None:
    found = one(f"县长何立秋要求，{clause}。")
    assert (found.lead_units, found.support_units) == (lead, support)


def test_what_will_be_done_without_a_day_is_a_commitment_and_weather_is_none() -> None:
    report = reading(
        "11月10日，白河县召开会议。会议通报了进度。县里还将组织渔民转产培训。全县将有一次大风降温过程。"
        "何立秋打算在渡口开家店。省厅将派组来县检查。"
    )
    assert [(found.text, found.deadline) for found in report.commitments][:1] == [("县里还将组织渔民转产培训", None)]
    assert not any("降温" in found.text or "检查" in found.text for found in report.commitments)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "白河县政府常务会议纪要\n时间：2021年11月9日上午\n地点：三楼会议室\n会议议定：各镇要清淤。",
            date(2021, 11, 9),
        ),
        ("寒潮快报\n寒潮15日夜里起影响全县。今晚8点，白河县召开视频会。", date(2021, 11, 12)),
    ],
)
def test_the_day_stands_after_its_label_or_is_the_evening_of_publication(text: str, day: date) -> None:
    assert reading(text).meeting.held_on == day


def test_a_day_of_publication_is_not_the_day_of_the_meeting() -> None:
    assert reading("白河县清淤\n时间：2021-11-12 08:10 来源：白河融媒\n各镇要清淤。").meeting.held_on is None
