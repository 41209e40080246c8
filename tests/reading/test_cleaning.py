from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.reading import script
from directives.reading.cleaning import clean, clean_report
from directives.reading.types import Cleaned
from tests.reading.conftest import Annotated, annotated

ROOT = Path(__file__).resolve().parents[2]


def kinds(cleaned: Cleaned) -> dict[str, int]:
    return {repair.kind: repair.count for repair in cleaned.repairs}


def mended(text: str) -> str:
    return clean(text).text


class TestPinyin:
    def test_goes_with_its_brackets_toned_or_not_doubled_and_inside_dates(self) -> None:
        assert mended("各(ge)(ge)鎮(zhèn)要在9月(yue)底(dǐ)前(qian)完成") == "各镇要在9月底前完成"

    def test_goes_without_brackets_where_it_bears_a_tone_mark(self) -> None:
        assert mended("脱贫攻jiān战要打赢xié助到位") == "脱贫攻战要打赢助到位"

    def test_goes_without_brackets_or_tones_only_where_there_is_much_of_it(self) -> None:
        assert mended("困kun难nan家jia庭ting危wei房改造") == "困难家庭危房改造"
        assert mended("下载app后登记") == "下载app后登记"

    def test_leaves_real_brackets_and_units_alone(self) -> None:
        text = "里程30(km)，（县、区）国内生产总值(GDP)增长5%"
        assert mended(text) == "里程30（km），（县、区）国内生产总值（GDP）增长5%"

    def test_one_bare_syllable_is_not_enough(self) -> None:
        assert "（an）" in mended("附件(an)已下发各地。")

    def test_belongs_to_the_character_before_it(self) -> None:
        source = "抓緊(jǐn)落實(shí)。"
        cleaned = clean(source)
        start, end = cleaned.source_span((0, 4))
        assert source[start:end] == "抓緊(jǐn)落實(shí)"


class TestStrewn:
    def test_what_a_forum_strews_against_copying_goes(self) -> None:
        noise = "- k5 N5 u3 S# Y; u3 l( E( E* `. y*"
        text = f"{noise}\n* K: C& |6 R/ U* k/ R& h 10月22日，调度会召开。5 q2 q3 Y7 e/ t+ i( @/ y\n要求6月底前完成。"
        assert clean(text).text == "10月22日，调度会召开。\n要求6月底前完成。"

    @pytest.mark.parametrize("text", ["1. 2. 3. 4. 5. 6.", "A B C D E F", "1 2 3 4 5 6"])
    def test_runs_of_figures_and_letters_stay(self, text: str) -> None:
        assert clean(f"附表如下：{text}").text.replace(" ", "") == f"附表如下：{text}".replace(" ", "")


class TestTraditional:
    def test_a_traditional_text_becomes_simplified(self) -> None:
        text = "區委書記強調，要沿著既定目標，著力補齊臺賬，瞭解實際情況，顯著提升著名品牌，徹底整改，嚴肅執紀問責"
        expected = "区委书记强调，要沿着既定目标，着力补齐台账，了解实际情况，显著提升著名品牌，彻底整改，严肃执纪问责"
        assert mended(text) == expected

    def test_mainland_forms_stay(self) -> None:
        text = "乾县干部在著名景区里里外外忙碌，会后只剩一台机器，毕昇故里发展。"
        assert mended(text) == text

    def test_the_telltale_characters_are_traditional_ones_all(self) -> None:
        for char in script._TELLTALE.pattern[1:-1]:
            assert ord(char) in script._single()

    def test_single_traditional_words_in_a_mainland_text_are_converted(self) -> None:
        assert mended("要完善臺賬，" + "按照县委部署抓好落实，" * 8).startswith("要完善台账，按照")


class TestSigns:
    def test_ascii_signs_become_full_width_beside_chinese_only(self) -> None:
        assert mended("会议要求,要抓落实;时间:14:02,共1,200户,增长20.32%(同比)!") == (
            "会议要求，要抓落实；时间：14:02，共1,200户，增长20.32%（同比）！"
        )

    def test_decimal_points_are_restored_between_a_number_and_its_unit(self) -> None:
        assert mended("硬化道路20。32公里，投入3。5亿元，共12。3月底前完成。") == (
            "硬化道路20.32公里，投入3.5亿元，共12。3月底前完成。"
        )

    def test_full_width_and_chinese_years_become_digits(self) -> None:
        assert mended("二〇一八年６月底，完成率９５．５％，共１，２００户") == "2018年6月底，完成率95.5%，共1,200户"

    def test_doubled_signs_leave_the_stronger(self) -> None:
        assert mended("要抓落实，，要问责、。确保实效。。") == "要抓落实，要问责。确保实效。"

    def test_blanks_go_beside_chinese_and_stay_between_latin_words(self) -> None:
        assert mended("确保 6月底前 完成 ABC DEF 项目") == "确保6月底前完成ABC DEF项目"

    def test_masked_digits_stay_no_date(self) -> None:
        assert mended("定于**月**日开班。") == "定于**月**日开班。"

    def test_what_nobody_sees_is_removed(self) -> None:
        assert mended("要\u200b抓\u202e紧\ud800落\ufeff实") == "要抓紧落实"

    def test_rare_characters_before_a_sign_go_but_names_stay(self) -> None:
        assert (
            mended("要压实责任龘，抓好整改㈱。副县长王喆，局长张珺到会。")
            == "要压实责任，抓好整改。副县长王喆，局长张珺到会。"
        )


class TestLayout:
    def test_a_line_broken_before_a_comma_is_joined(self) -> None:
        cleaned = clean("各级要强化组织保障\n\n，严格考核奖惩。")
        assert cleaned.text == "各级要强化组织保障，严格考核奖惩。"
        assert kinds(cleaned)["joined_line"] == 1

    def test_lines_broken_by_width_are_joined(self) -> None:
        column = [
            "会议指出今年以来全县上下齐心协力攻坚克难各项",
            "重点工作取得了比较明显的成效但是与上级要求相",
            "比还存在不小的差距必须引起各级各部门的高度重",
            "视并采取有力有效的措施认真加以解决不得推诿扯",
        ]
        assert (
            mended("\n".join([*column, "皮。", "会议要求抓好落实。"])) == "".join(column) + "皮。\n会议要求抓好落实。"
        )

    def test_furniture_goes_and_its_facts_are_kept(self) -> None:
        page = (
            "当前位置：首页 > 工作动态 > 正文\n"
            "青川县召开防汛工作调度会\n发布时间：2021-06-08 09:15 来源：青川县水利局 点击：88\n"
            "  6月7日,青川县召开防汛工作调度会。会议要求,6月20日前完成隐患排查。\n扫一扫在手机打开当前页\n"
            "上一篇:无\n版权所有：青川县人民政府 蜀ICP备00000000号\n"
        )
        cleaned, furniture = clean_report(page)
        assert cleaned.text == "6月7日，青川县召开防汛工作调度会。会议要求，6月20日前完成隐患排查。"
        assert furniture.title == "青川县召开防汛工作调度会"
        assert (furniture.published_on, furniture.publisher) == (date(2021, 6, 8), "青川县水利局")
        assert {"breadcrumb", "headline", "publication_line", "share_bar", "pager", "copyright"} <= kinds(
            cleaned
        ).keys()

    @pytest.mark.parametrize(
        ("head", "title"),
        [
            ("工 作 简 报\n第三十七期\n青川县扶贫办公室      2017年11月9日\n县长暗访冬季帮扶", "县长暗访冬季帮扶"),
            ("青川政府网 光伏督查 电站 精准扶贫\n县长督查光伏电站", "县长督查光伏电站"),
            ("【要闻】县长督查光伏电站 [复制链接]", "县长督查光伏电站"),
            ("县长督查光伏电站-青川新闻网", "县长督查光伏电站"),
            ("青川县安委会办公室\n关于一季度暗访情况的通报", "青川县安委会办公室关于一季度暗访情况的通报"),
            ("山海同心携手奔小康\n——全县协作推进会召开", "山海同心携手奔小康"),
        ],
    )
    def test_mastheads_key_words_and_site_names_are_no_part_of_the_title(self, head: str, title: str) -> None:
        body = "11月8日，县长到三个乡镇查看光伏电站，要求月底前全部并网发电，并把电费分到户。"
        assert clean_report(f"{head}\n{body}")[1].title == title

    def test_a_headline_that_stands_between_all_paragraphs_becomes_the_title(self) -> None:
        head = "王书记强调：全力打好秋冬造林攻坚战！"
        body = [f"会议第{i}项议题听取了林业部门的汇报，并就下一步工作作出安排。" for i in range(4)]
        cleaned, furniture = clean_report("\n\n".join(part for line in body for part in (head, line)))
        assert furniture.title == head
        assert cleaned.text == "\n".join(body)

    def test_a_summary_that_the_text_repeats_goes_and_one_that_stands_alone_stays(self) -> None:
        first = "4月2日，县委召开专题会议，研究部署春季造林工作，县直各单位主要负责人参加。"
        second = "会议要求，各乡镇要在4月20日前完成造林任务。"
        cut = "4月2日,县委召开专题会议.研究部署春季造林工作,县直各单位主要负责人参加.会议要求,各乡镇要在4月"
        copied = f"内容摘要:{cut}\n{first}\n{second}"
        assert mended(copied) == f"{first}\n{second}"
        assert kinds(clean(copied))["repeated_summary"] == 1
        alone = "内容摘要：各乡镇要在4月20日前完成造林任务，县林业局逐村验收。"
        assert "4月20日前" in mended(f"{alone}\n{first}")

    def test_repeated_paragraphs_go_however_they_are_cut(self) -> None:
        one, two = "会议要求，各村要在5月底前完成户厕改造任务。", "各部门要密切配合，形成工作合力，确保如期完成。"
        assert mended(f"{one}\n{two}\n{one}{two}\n{two}") == f"{one}\n{two}"

    def test_captions_and_unnumbered_headings_go_and_numbered_ones_stay(self) -> None:
        long = "会议指出，今年以来全县各级各部门认真落实省市部署，各项工作取得了阶段性成效，为全年目标打下了基础。"
        text = (
            f"{long}\n在石门村调研\n{long}会议还通报了情况。\n补短板强弱项\n{long}会议最后作了安排。\n"
            f"二、压实责任\n会议认为，{long}"
        )
        cleaned = mended(text)
        assert "调研" not in cleaned
        assert "补短板" not in cleaned
        assert "\n二、压实责任\n" in cleaned

    def test_items_of_a_list_without_stops_stay(self) -> None:
        text = "会议要求：\n加强组织领导\n压实工作责任\n强化督导考核"
        assert mended(text) == text

    @pytest.mark.parametrize(
        "byline",
        [
            "（记者 王小明 通讯员 李小红）",
            "(责编:王某)",
            "（王小明 李小红）",
            "来源：某县融媒体中心",
            "(作者单位/县委办 编辑:小李)",
        ],
    )
    def test_bylines_at_the_end_of_a_paragraph_go(self, byline: str) -> None:
        assert mended(f"会议要求，各单位要抓好落实。{byline}") == "会议要求，各单位要抓好落实。"

    @pytest.mark.parametrize(
        "opening", ["本网讯 ", "某某网讯(记者 陶小冶)", "本报讯（通讯员 王小五）", "某县新闻网3月4日讯 "]
    )
    def test_datelines_go_and_the_sentence_stays(self, opening: str) -> None:
        assert (
            mended(f"{opening}3月3日，全县造林现场会召开。会议要求抓好落实。")
            == "3月3日，全县造林现场会召开。会议要求抓好落实。"
        )

    def test_markup_and_program_failures_go(self) -> None:
        page = (
            "<p>会议要求&ldquo;一户一策&rdquo;&nbsp;落实到位。</p><image>第二段内容。<br/>"
            "Fatal error: require(): failed in /a/b.php on line 12"
        )
        assert mended(page) == "会议要求“一户一策”落实到位。\n第二段内容。"

    def test_a_clean_text_passes_as_it_is(self) -> None:
        text = "3月4日，全县春耕备耕现场会召开。\n会议要求，各乡镇要在3月底前完成农资储备。"
        cleaned = clean(text)
        assert cleaned.text == text
        assert cleaned.repairs == ()
        assert list(cleaned.origin) == list(range(len(text) + 1))


def spans_hold(source: str, cleaned: Cleaned) -> bool:
    origin = cleaned.origin
    return (
        len(origin) == len(cleaned.text) + 1
        and all(a <= b for a, b in pairwise(origin))
        and (not origin or 0 <= origin[0] <= origin[-1] <= len(source))
    )


DIRT = [
    "，", "。", "\n", " ", "　", "(", "（", ")", "xié", "(jie)", "<p>", "<", "&nbsp;", "5月31日", "二〇一八年",
    "著", "１２", "20。3公里", "会议要求", "来源：", "记者", "標題", "Fatal error: x on line 1", "\u200b", "\ud800",
    "摘要：", "标题：", "字体：", "\r\n", "龘",
]  # fmt: skip
WORDS = ["会议要求", "抓好落实", "，", "。", "\n", "各乡镇", "5月底前", "20.5", "ABC ", "（附件）"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(DIRT), st.text(max_size=8)), max_size=40).map("".join))
def test_any_text_is_cleaned_and_its_map_never_falls(text: str) -> None:
    assert spans_hold(text, clean(text))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_a_character_that_stays_as_it_was_is_found_where_the_map_says(text: str) -> None:
    cleaned = clean(text)
    for place, char in enumerate(cleaned.text):
        if "\u4e00" <= char <= "\u9fff" or char.isdigit():
            assert text[cleaned.origin[place]] == char


REPEATED = [
    "（", "(", " ", "\n", " \n", "，", "<", "<a ", "<!--", "<script>", "&", "汉(", "汉ā", "20。", "1，", "著",
    "會", "来源：", "（记者 ", "会议要求\n", "会议要求各乡镇抓好落实工作\n", "摘要：会议", "全县\n", "Warning: ",
    "\u200b", "龘，", "县、", "石门镇", "3月5日",
]  # fmt: skip
_ADVERSARY = """
import resource, sys
from directives.reading.cleaning import clean_report
from directives.reading.gazetteer import gazetteer
from directives.reading.meeting import read_meeting
from directives.reading.types import Hints
resource.setrlimit(resource.RLIMIT_CPU, (90, 90))
for unit in eval(sys.stdin.read()):
    cleaned, furniture = clean_report(unit * (300_000 // len(unit)))
    read_meeting(cleaned, furniture, Hints(), gazetteer())
"""


def test_repeats_of_anything_end_within_bounded_work() -> None:
    # A third of a million characters of each: what ran quadratically would need hours of the 90 seconds of CPU.
    done = subprocess.run([sys.executable, "-c", _ADVERSARY], input=repr(REPEATED), text=True, cwd=ROOT, check=False)
    assert done.returncode == 0


def clauses(gold: dict[str, object]) -> Iterator[str]:
    for key in ("directive_clauses_clean", "directive_clauses"):
        found = gold.get(key)
        if isinstance(found, list) and found:
            yield from found
            return


def bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def test_no_annotated_demand_is_lost(report: Annotated) -> None:
    words = bare(clean(report.text).text)
    assert [clause for clause in clauses(report.gold) if bare(clause) not in words] == []


def test_annotated_demands_map_back_to_their_words_in_the_source(report: Annotated) -> None:
    cleaned = clean(report.text)
    exact = report.gold.get("directive_clauses_clean") or report.gold["directive_clauses"]
    for clause, source_clause in zip(exact, report.gold["directive_clauses"], strict=True):
        start = cleaned.text.find(clause.replace(",", "，"))
        if start >= 0:
            a, b = cleaned.source_span((start, start + len(clause)))
            assert report.text[a:b].startswith(source_clause[:4])
            assert bare(source_clause) in bare(report.text[a : b + 8])


def test_the_annotated_reports_are_there(shared: Path) -> None:
    assert len(annotated()) >= len(list(shared.glob("seeds/*.json"))) > 0
