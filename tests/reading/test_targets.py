"""Figures demanded, units responsible, results reported."""

from __future__ import annotations

import pytest

from directives.reading.clauses import sentences
from directives.reading.demands import find_demands
from directives.reading.responsible import responsible_for
from directives.reading.results import results_of
from directives.reading.targets import targets_of


@pytest.mark.parametrize(
    ("clause", "comparator", "value", "unit"),
    [
        ("节水灌溉面积占60%", ">=", 60, "%"),
        ("新修水渠不少于35公里", ">=", 35, "公里"),
        ("漏损率控制在8%以内", "<=", 8, "%"),
        ("6月底前完成闸门更换126座", "=", 126, "座"),
        ("水费收缴率达到百分之九十五", ">=", 95, "%"),
        ("自来水入户全覆盖", "=", 100, "%"),
        ("一半以上渠段开工", ">=", 50, "%"),
        ("不允许出现一户断水", "=", 0, "户"),
        ("每月巡渠不少于两次", ">=", 2, "次"),
        ("至少培训1名放水员", ">=", 1, "名"),
        ("让3.6万人喝上自来水", "=", 3.6, "万人"),
        ("一次合格率100%", "=", 100, "%"),
        ("投资超过1,200万元", ">", 1200, "万元"),
        ("管水员每月在岗不少于25天", ">=", 25, "天"),
        ("蹲点时间每周不得少于三天", ">=", 3, "天"),
        ("每名学员至少听够16课时", ">=", 16, "课时"),
        ("从受理到装表不得超过5个工作日", "<=", 5, "工作日"),
        ("每座泵站配一名值守员", "=", 1, "名"),
        ("10月底前办好三期放水员培训班", "=", 3, "期"),
        ("为用水户办两件以上实事", ">=", 2, "件"),
        ("各水厂储足15天以上的药剂", ">=", 15, "天"),
        ("水费收缴要达到全年任务的70%", ">=", 70, "%"),
        ("渠道漏损不得突破12%", "<=", 12, "%"),
        ("把装表时间压缩到2个工作日以内", "<=", 2, "工作日"),
        ("装表时间由6天缩短到2天", "=", 2, "天"),
        ("六座泵站汛前改造完工", "=", 6, "座"),
        ("埋管深度不得小于1.2米", ">=", 1.2, "米"),
        ("举报偷水奖励100元起", ">=", 100, "元"),
        ("连续5天取样化验", "=", 5, "天"),
        ("每公里备块石40方", "=", 40, "方"),
    ],
)
def test_a_figure_is_read_with_its_comparator(clause: str, comparator: str, value: float, unit: str) -> None:
    assert [(t.comparator, t.value, t.unit) for t in targets_of(clause)] == [(comparator, value, unit)]


@pytest.mark.parametrize(
    ("clause", "metrics"),
    [
        ("今年计划的1150公里通村硬化路要在9月底前全部完工", ["通村硬化路"]),
        ("剩余的320户危房要于年底前改造到位", ["危房"]),
        ("储备20吨应急物资", ["应急物资"]),
        ("节水灌溉面积占60%", ["节水灌溉面积占比"]),
        ("6月底前完成渠道衬砌12公里、闸门更换30座", ["渠道衬砌", "闸门更换"]),
        ("各乡镇要至少配备2名放水员", ["放水员"]),
        ("水费收缴年底前完成90%以上", ["水费收缴"]),
    ],
)
def test_the_metric_is_what_is_counted(clause: str, metrics: list[str]) -> None:
    assert [t.metric for t in targets_of(clause)] == metrics


@pytest.mark.parametrize(
    "clause",
    [
        "落实“236”工程",
        "6月30日前报县水利局",
        "执行《2018年灌溉计划》",
        "要修好水渠",
        "四个工作组要尽快进场",
        "石坝、柳湾两座水库要空库迎汛",
        "制定3方面的措施",
        "落实三项制度",
        "抓住四个环节",
        "停水三天以上的报县政府批准",
        "确有困难的最迟不超过十天",
        "发展产业要两条腿走路",
        "推行“一村两员三榜”做法",
    ],
)
def test_names_and_dates_are_no_figures(clause: str) -> None:
    assert targets_of(clause) == ()


@pytest.mark.parametrize(
    ("clause", "subject", "lead", "support"),
    [
        ("由县水利局牵头，县财政局、县发改委配合，编制方案", "", ("县水利局",), ("县财政局", "县发改委")),
        ("水利局要会同农业局拿出方案", "水利局", ("水利局",), ("农业局",)),
        ("龙潭镇要抓紧开工", "龙潭镇", ("龙潭镇",), ()),
        ("各乡镇要抓紧开工", "各乡镇", (), ()),
        ("抓紧开工（责任单位：水利局；配合单位：财政局）", "", ("水利局",), ("财政局",)),
        ("县水利局负责、县财政局参与，本周拿出调水预案", "", ("县水利局",), ("县财政局",)),
        ("水权确权登记，县水利局为牵头单位，林业局、农业局协同", "", ("县水利局",), ("林业局", "农业局")),
        ("由驻渠领导牵头，水管专干、渠长配合，清一遍渠", "", ("驻渠领导",), ("水管专干", "渠长")),
        ("县水利局牵头，各乡镇（街道）配合，把漏点补完", "", ("县水利局",), ("各乡镇",)),
        ("水利部门要会同公安、住建查清偷水户", "", ("水利部门",), ("公安", "住建")),
        ("县水利局会同专家组逐座会诊", "", ("县水利局",), ("专家组",)),
        ("县水利局在县财政局配合下修订水价", "", ("县水利局",), ("县财政局",)),
        ("县水利局、农商行要开通绿色通道", "县水利局、农商行", ("县水利局", "农商行"), ()),
        ("民政、水利等部门要连夜送水", "", ("民政", "水利"), ()),
        ("石坝、柳湾两镇要抢修泵站", "石坝、柳湾两镇", ("石坝", "柳湾"), ()),
    ],
)
def test_lead_and_support_are_told_apart(
    clause: str, subject: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    who = responsible_for(clause, subject)
    assert (who.lead, who.support, who.scope) == (lead, support, subject)


@pytest.mark.parametrize(
    ("clause", "lead"),
    [
        ("县委督查室半月后再看一遍", ("县委督查室",)),
        ("由县政府办公室汇总通报", ("县政府办公室",)),
        ("由县委宣传部组织讲解", ("县委宣传部",)),
        ("建设局4月份拿出管网图", ("建设局",)),
        ("名册由分管领导签字后送县水利局备案", ("分管领导",)),
        ("漏点由各乡镇逐处登记", ("各乡镇",)),
        ("偷水的由市场监管部门查处", ("市场监管部门",)),
        ("水泵款由县财政垫付", ("县财政",)),
        ("县自然资源和规划局要补办手续", ("县自然资源和规划局",)),
        ("县人力资源和社会保障局要招满学员", ("县人力资源和社会保障局",)),
        ("县水利局和沿线各乡镇共同负责，6月底前修通", ("县水利局", "沿线各乡镇")),
        ("镇党委书记负总责", ("镇党委书记",)),
        ("枯死的树由合作社补栽", ("合作社",)),
        ("水务局派人逐户查表", ("水务局",)),
        ("抗旱的，司法部门要依法调解", ("司法部门",)),
        ("请县水利局于下周五前拿出方案", ("县水利局",)),
        ("公安、住建、水利三家联合执法", ("公安", "住建", "水利")),
        ("交警、城管要联合值守", ("交警", "城管")),
        ("太和县、共和县和城关镇要抓紧试水", ("太和县", "共和县", "城关镇")),
    ],
)
def test_who_acts_is_the_lead_by_its_whole_name(clause: str, lead: tuple[str, ...]) -> None:
    assert responsible_for(clause, "").lead == lead


@pytest.mark.parametrize(
    "clause",
    [
        "6月25日前报县水利局备案",
        "三张表下周三前交县水利局汇总",
        "每周五下午向州水利局报告进度",
        "建设乡镇水站",
        "让泵站转起来",
        "63座低效泵站要逐座会诊",
        "各部门要抓紧办理",
        "各乡镇（街道）、县直有关部门要抓紧落实",
        "市直部门和乡镇要看清差距",
        "县级领导要下沉一线",
        "石坝镇、柳湾镇的两座水闸要抢修",
    ],
)
def test_who_is_reported_to_or_worked_on_does_not_lead(clause: str) -> None:
    assert responsible_for(clause, "").lead == ()


def results(text: str) -> list[tuple[str, float, str]]:
    return [(r.metric, r.value, r.unit) for r in results_of(find_demands(text, sentences(text)).statements)]


def test_figures_side_by_side_share_their_comparator() -> None:
    assert [(t.comparator, t.value) for t in targets_of("每公里砂料不少于40吨、60方")] == [(">=", 40), (">=", 60)]
    assert [(t.comparator, t.value) for t in targets_of("备砂不少于40吨、块石60方")] == [(">=", 40), ("=", 60)]
    assert (">=", 30, "名") in [(t.comparator, t.value, t.unit) for t in targets_of("每段两台以上挖机、30名以上工人")]


def test_reported_figures_are_results() -> None:
    text = "入冬以来，全县新修水渠20.75公里，更换闸门318座，发放奖补资金4.6亿元。"
    assert results(text) == [("新修水渠", 20.75, "公里"), ("更换闸门", 318, "座"), ("发放奖补资金", 4.6, "亿元")]


def test_plans_attendance_and_demands_are_no_results() -> None:
    assert results("县里计划投资2.3亿元。全县180余人参加会议。会议要求，要新修水渠30公里。") == []


def test_two_figures_of_one_object_keep_its_name() -> None:
    assert results("当年拆除旧闸房46户103间。") == [("当年拆除旧闸房", 46, "户"), ("当年拆除旧闸房", 103, "间")]
