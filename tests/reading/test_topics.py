"""Topics of directives."""

from __future__ import annotations

import subprocess
import sys

import pytest

from directives.reading.topics import OTHER, theme, topic_of

GLOSSARY = {
    "易地扶贫搬迁", "住房安全", "产业", "就业", "教育", "健康", "饮水与基础设施", "人居环境", "生态", "金融与资金",
    "兜底保障", "党建与作风", "政策宣传", "扶志扶智", "文旅", "电商消费", "驻村帮扶", "识别退出与台账", "问题整改",
    "其他",
}  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "topic"),
    [
        ("加快安置点配套，让搬迁群众早日入住", "易地扶贫搬迁"),
        ("9月底前拆除全部危房", "住房安全"),
        ("每村办好一个合作社", "产业"),
        ("为零就业家庭安排公益岗", "就业"),
        ("不让一个孩子辍学", "教育"),
        ("村卫生室要配齐医生", "健康"),
        ("修好三条通村路", "饮水与基础设施"),
        ("清运村口垃圾，改造旱厕", "人居环境"),
        ("招满生态护林员", "生态"),
        ("扶贫资金要在10日内拨付", "金融与资金"),
        ("将重度残疾人纳入低保", "兜底保障"),
        ("整顿软弱涣散的党支部", "党建与作风"),
        ("办好农家乐和民宿", "文旅"),
        ("组织网店与果农产销对接", "电商消费"),
        ("第一书记每月驻村不少于二十天", "驻村帮扶"),
        ("逐户更新建档立卡信息", "识别退出与台账"),
        ("对巡视反馈问题逐条整改销号", "问题整改"),
        ("早做打算", OTHER),
    ],
)
def test_the_words_of_the_clause_give_its_topic(clause: str, topic: str) -> None:
    assert topic_of(clause)[0] == topic
    assert topic in GLOSSARY


def test_principles_are_sorted_without_jieba() -> None:
    program = (
        "import sys; from directives.reading.topics import topic_of;"
        "print(topic_of('修好三条通村路', segment=False)[0], 'jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["饮水与基础设施", "False"]


def test_the_surroundings_help_where_the_clause_is_silent() -> None:
    assert topic_of("月底前全部竣工")[0] == OTHER
    assert topic_of("月底前全部竣工", context="村卫生室建设")[0] == "健康"
    assert topic_of("月底前全部竣工", setting="全县秸秆禁烧工作会")[0] == "生态"
    assert topic_of("月底前全部竣工", carried="教育")[0] == "教育"


def test_the_clause_outweighs_its_surroundings() -> None:
    assert topic_of("学校食堂要公示账目", setting="全县秸秆禁烧工作会")[0] == "教育"


def test_what_the_paragraph_said_before_tells_only_where_the_sentence_does_not() -> None:
    before = "全镇还有9户土坯房没有加固。"
    assert topic_of("抢在上冻前收尾", before=before)[0] == "住房安全"
    assert topic_of("抢在上冻前收尾", context="村小学的校舍、学生的宿舍", before=before)[0] == "教育"


def test_the_occasion_of_a_meeting_is_not_its_theme() -> None:
    assert topic_of("8月底前全部动工", setting=theme("全县厕所改造督查暗访通报"))[0] == "人居环境"
    assert topic_of("8月底前全部动工", setting=theme("问题整改推进会"))[0] == "问题整改"


@pytest.mark.parametrize(
    ("clause", "topic"),
    [
        ("给建档立卡户修通断头路", "饮水与基础设施"),
        ("村小要配齐骨干教师", "教育"),
        ("会议精神要传达到组", OTHER),
        ("机采棉作业补助月底前兑付", "产业"),
        ("护林队每旬巡护三次", "生态"),
        ("报县人民政府审定", OTHER),
        ("完成固定资产投资12亿元", "产业"),
    ],
)
def test_the_object_of_the_clause_outweighs_whom_it_serves(clause: str, topic: str) -> None:
    assert topic_of(clause)[0] == topic


def test_moving_in_belongs_to_what_was_built() -> None:
    assert topic_of("春节前全部入住", context="9户危房改造")[0] == "住房安全"
    assert topic_of("春节前全部入住", context="城东安置点")[0] == "易地扶贫搬迁"


def test_the_deciding_words_are_told() -> None:
    assert "通村路" in topic_of("修好三条通村路")[1]


def test_every_topic_of_the_dictionary_is_one_of_the_glossary() -> None:
    from directives.reading.topics import _weights

    assert {topic for entries in _weights().values() for topic, _ in entries} <= GLOSSARY
