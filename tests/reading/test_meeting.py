from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.reading.cleaning import clean_report
from directives.reading.gazetteer import gazetteer
from directives.reading.meeting import complete_hints, read_meeting, reference_of
from directives.reading.types import Hints, MonthDay
from tests.reading.conftest import Annotated
from tests.reading.conftest import read_meeting_of as read


class TestDay:
    def test_is_the_one_of_the_opening_not_of_a_deadline_or_another_event(self) -> None:
        meeting = read("3月15日，全县造林现场会召开，传达3月14日市里会议精神。会议要求，4月20日前完成整地。")
        assert meeting.month_day == MonthDay(3, 15)

    def test_may_be_a_range(self) -> None:
        meeting = read("2018年5月31日至6月1日，县里召开第二次拉练现场会，观摩了五个乡镇的项目。")
        assert (meeting.held_on, meeting.held_until) == (date(2018, 5, 31), date(2018, 6, 1))

    def test_may_be_a_short_range_or_one_without_a_month(self) -> None:
        assert read("2019年1月20-22日，全县干部培训会举行。").held_until == date(2019, 1, 22)
        meeting = read("24日至25日，县长到各乡镇督查春耕工作。", published_on=date(2019, 3, 27))
        assert (meeting.held_on, meeting.held_until) == (date(2019, 3, 24), date(2019, 3, 25))

    def test_a_day_alone_takes_the_month_before_where_it_had_not_come_yet(self) -> None:
        assert read("28日，全县推进会召开。", published_on=date(2019, 1, 3)).held_on == date(2018, 12, 28)

    def test_a_day_alone_without_any_month_is_no_date(self) -> None:
        meeting = read("24日，乡里召开动员会，要求5月5日之前走访一遍。")
        assert (meeting.held_on, meeting.month_day) == (None, None)

    def test_yesterday_counts_only_from_a_known_publication(self) -> None:
        assert read("昨日，全市防汛会议召开。", published_on=date(2020, 6, 5)).held_on == date(2020, 6, 4)
        assert read("昨日，全市防汛会议召开。").held_on is None

    def test_the_day_a_reporter_heard_of_it_is_not_the_day_it_was_held(self) -> None:
        text = "1月3日，记者从县林业局获悉，12月28日，全县林业工作会召开。"
        assert read(text, published_on=date(2019, 1, 3)).held_on == date(2018, 12, 28)

    def test_minutes_state_it_in_their_head(self) -> None:
        text = (
            "造林工作专题会议纪要\n会议时间：2018年5月8日\n会议地点：三楼会议室\n"
            "会议听取了林业局的汇报，研究了下一步工作，要求6月底前完成验收。"
        )
        meeting = read(text)
        assert (meeting.held_on, meeting.year_basis) == (date(2018, 5, 8), "stated")

    def test_a_line_of_time_and_place_states_it_too(self) -> None:
        text = "东坡镇安排春季防疫\n时间：3月22日　　地点：镇政府会议室　　主持：镇长 白某\n1、4月20日前打完疫苗。"
        meeting = read(text)
        assert (meeting.month_day, meeting.title) == (MonthDay(3, 22), "东坡镇安排春季防疫")

    def test_a_speech_has_it_in_brackets_below_its_title(self) -> None:
        text = "在全县推进会上的讲话\n县委书记 周某\n（2019年5月8日）\n同志们：\n今天我们开会，主要是把任务再压实一遍。"
        meeting = read(text)
        assert (meeting.held_on, meeting.year_basis) == (date(2019, 5, 8), "stated")

    def test_a_speech_may_say_more_in_its_brackets_and_name_days_to_come(self) -> None:
        text = (
            "在全县控辍保学推进会上的讲话（节选）\n县委副书记 管某\n(2019年2月27日，根据录音整理）\n同志们：\n"
            "今天开会，是要把人找齐。2018年全县发放资助2亿元。3月10日晚上12点前，把核实表报到县教育局。"
        )
        assert read(text).held_on == date(2019, 2, 27)

    def test_a_notice_is_of_the_meeting_whose_orders_it_passes_on(self) -> None:
        text = (
            "据气象部门预报，6月26日至29日我县将有一次大到暴雨。5月31日的那场暴雨转移了300人。"
            "根据县委书记韦某6月24日在县防汛会商会上的要求，现就有关事项通知如下：各乡镇6月25日20时前完成排查。"
        )
        assert read(text, published_on=date(2021, 6, 25)).held_on == date(2021, 6, 24)

    def test_what_a_reporter_saw_on_his_way_is_no_meeting(self) -> None:
        text = (
            "马铃薯收进了仓\n霜降一过，山下就热闹起来。10月27日，记者走进西山村，满车的马铃薯排出一里多长。村支书说："
            "“从9月20日开秤到昨天，给乡亲付了1260万元。”2017年3月开工的节水工程，2019年10月30日全线通水，配套滴灌1万亩。"
        )
        assert read(text, published_on=date(2020, 10, 30)).held_on is None

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("8号上午，全县推进会召开，县长讲话。", date(2019, 5, 8)),
            ("5月8号，全县推进会召开，县长讲话。", date(2019, 5, 8)),
            ("上周五，全县推进会召开，县长讲话。", date(2019, 5, 3)),
            ("本周一，全县推进会召开，县长讲话。", date(2019, 5, 6)),
            ("全县推进会昨天召开，县长讲话。", date(2019, 5, 8)),
            ("昨晚八点半，县防指又把电话打到了各乡镇。", date(2019, 5, 8)),
            ("5月6日市里会议结束后，全县立即行动，5月8日召开推进会。", date(2019, 5, 8)),
            ("4月30日，市政府约谈我县后，县委5月8日召开常委会研究整改。", date(2019, 5, 8)),
        ],
    )
    def test_is_said_in_many_ways(self, text: str, day: date) -> None:
        assert read(text, published_on=date(2019, 5, 9)).held_on == day

    def test_minutes_may_give_each_fact_its_line(self) -> None:
        text = (
            "饮水安全调度会纪要\n（第 7 期）\n时间:4月18日上午9时\n地点:局三楼\n主持:马某\n参加:各站所负责人\n"
            "会议听取了各片区进展，要求各站所6月底前把管网全部接通，并把台账报局办公室。"
        )
        meeting = read(text, published_on=date(2019, 4, 22))
        assert (meeting.held_on, meeting.title) == (date(2019, 4, 18), "饮水安全调度会纪要")

    def test_today_is_counted_from_the_dateline(self) -> None:
        text = "本报10月9日讯(记者 王某)今天下午，全市办公会议召开，市长讲话。"
        assert read(text, published_on=date(2018, 10, 10)).held_on == date(2018, 10, 9)

    def test_a_stamp_to_the_second_in_the_address_gives_the_year(self) -> None:
        meeting = read("3月14日，全县调度会召开。", url="http://a.cn/news/2020031616024778435.htm")
        assert (meeting.held_on, meeting.year_basis) == (date(2020, 3, 14), "url")

    def test_a_second_day_of_the_same_sentence_ends_it(self) -> None:
        meeting = read("4月16日，区委书记带队观摩31个项目，17日上午召开点评会。", published_on=date(2019, 4, 18))
        assert (meeting.held_on, meeting.held_until) == (date(2019, 4, 16), date(2019, 4, 17))

    @pytest.mark.parametrize(
        "head",
        [
            "全县推进会召开\n发布时间：2019 年 5 月 9 日 来源：县政府网",
            "全县部署2019 年推进工作",
            "全县推进会召开\n时间：2019 年5 月8 日　　地点：县政府　　主持：县长",
            "在全县推进会上的讲话\n（二〇一九年五月八日）",
        ],
    )
    def test_blanks_and_numerals_in_the_lines_around_it_do_no_harm(self, head: str) -> None:
        text = f"{head}\n5月8日，全县推进会召开，县长讲话，要求各乡镇6月底前完成整改，并把结果报县政府督查室。"
        assert read(text).held_on == date(2019, 5, 8)

    def test_the_day_survives_a_summary_that_repeats_the_opening(self) -> None:
        opening = (
            "12月26日至27日，全市信访化解现场推进会在临县召开。市委副书记郝某出席会议并讲话，与会人员观摩了6个点。"
        )
        order = "郝某强调，剩余47件积案要逐案落实责任，1月20日前再化解20件，最多延长到明年6月底。"
        text = (
            f"我市召开信访化解现场推进会\n内容摘要：{opening}{order[:-6]}...\n{opening}\n市信访局通报了情况。\n{order}"
        )
        meeting = read(text, published_on=date(2018, 12, 29))
        assert (meeting.held_on, meeting.held_until) == (date(2018, 12, 26), date(2018, 12, 27))

    def test_the_day_it_was_heard_of_is_none_where_it_was_held_of_late(self) -> None:
        text = "5月9日，记者从县扶贫办获悉，日前全县召开脱贫攻坚推进会。"
        assert read(text, published_on=date(2019, 5, 9)).held_on is None

    def test_a_masked_date_is_none(self) -> None:
        assert read("第二期培训班将于**月**日开班，请各单位做好准备工作。").month_day is None


class TestYear:
    @pytest.mark.parametrize(
        ("text", "year"),
        [
            ("10月8日，县委召开座谈会，会上说，距离2019年脱贫摘帽不足500天，要抓紧。", 2018),
            ("3月9日，全县会议召开。去年底锁定了2017年3万人脱贫的目标任务。", 2017),
            ("11月5日，领导小组召开2018年度第14次会议。", 2018),
            ("9月2日，某市2017年农村危房改造推进会召开。", 2017),
            ("12月20日，县里召开调度会，通报2020年问题清单整改进度。", 2020),
            ("12月28日，县里召开会议，总结2018年工作，部署2019年工作。", 2018),
            ("1月5日，县里召开会议，总结2018年工作，部署2019年工作。", 2019),
            ("1月8日，县里召开专题会。2020年末全县存栏肉牛5万头。要求2021年10月1日前投入运营。", 2021),
            ("某政办纪要〔2019〕12号\n5月8日，县长汪某主持召开专题会议。", 2019),
            ("6月25日，县里召开庆祝中国共产党成立98周年暨脱贫攻坚表彰大会。", 2019),
            ("9月28日，县里召开推进会。离新中国成立70周年还有三天。", 2019),
            ("10月17日，县里召开第六个国家扶贫日座谈会。", 2019),
            ("5月8日，县里召开推进会。今年是脱贫攻坚收官之年，一刻也不能松。", 2020),
            ("5月8日，县里召开推进会。今年是“十四五”开局之年，要接着干。", 2021),
            ("5月8日，县里召开推进会。书记说，2018年的尾巴不收好，明年摘帽就要落空。", 2018),
            ("3月19日，县里召开推进会。今年是脱贫攻坚工作的收官之年，是一次大考。", 2020),
            ("8月3日，乡里召开清收会。2019年5月已放贷的，受疫情影响可展期到2021年3月底。", 2020),
            ("8月30日，区里召开现场推进会。\n“十三五”开局之年，全区安排项目53个。", 2016),
            ("9月6日，县里召开调度会。2017年采摘节定于9月28日开幕，停车场要备好。", 2017),
        ],
    )
    def test_facts_in_the_text_imply_it(self, text: str, year: int) -> None:
        meeting = read(text)
        assert meeting.held_on is not None
        assert (meeting.held_on.year, meeting.year_basis) == (year, "implied")

    def test_a_publication_shortly_after_gives_it_across_the_new_year(self) -> None:
        meeting = read("12月28日，全县推进会召开。", published_on=date(2019, 1, 3))
        assert (meeting.held_on, meeting.year_basis) == (date(2018, 12, 28), "published")

    def test_a_stamp_months_away_gives_nothing(self) -> None:
        meeting = read("3月29日，县委书记到清水乡调研督导。", published_on=date(2017, 12, 24))
        assert (meeting.held_on, meeting.month_day, meeting.year_basis) == (None, MonthDay(3, 29), "unknown")

    @pytest.mark.parametrize(
        "url",
        ["http://a.cn/201905/t1.html", "http://a.cn/2019-05/21/c.htm", "http://a.cn/n/2019/0521/1.html", "http://a.cn/t20190521_9.htm",
         "http://a.cn/art/2019/5/21/art_1_2.html"],
    )  # fmt: skip
    def test_the_path_of_the_address_gives_it(self, url: str) -> None:
        meeting = read("5月20日，全县推进会召开。", url=url)
        assert (meeting.held_on, meeting.year_basis) == (date(2019, 5, 20), "url")

    @pytest.mark.parametrize(
        "text",
        [
            "3月5日，全县推进会召开，传达某发〔2018〕3号文件精神。",
            "3月5日，全县推进会召开。到建党100周年时要全面建成小康社会。",
            "3月5日，全县推进会召开。今年是关键之年，“十三五”规划要收好官。",
        ],
    )
    def test_papers_quoted_and_anniversaries_to_come_give_none(self, text: str) -> None:
        assert read(text).year_basis == "unknown"

    def test_copyright_lines_and_goals_give_none(self) -> None:
        text = "3月5日，全县推进会召开。会议要求到2020年全面建成小康社会。\nCopyright 2016 版权所有 某县人民政府"
        assert read(text).year_basis == "unknown"


class TestSpeakers:
    def test_are_those_who_demand_with_their_whole_office(self) -> None:
        text = (
            "3月5日，市委常委、岳西县委书记周远山主持召开造林推进会，县长钱小川、副县长孙立出席。周远山强调，要抓紧整地。"
            "村民李大伯说：“好得很。”"
        )
        assert [(s.name, s.office) for s in read(text).speakers] == [("周远山", "市委常委、岳西县委书记")]

    def test_a_pronoun_stands_for_the_official_before_it(self) -> None:
        text = "3月5日，县委书记梁文博到乡镇调研，边走边看边问。他指出，要把苗木备足。"
        assert [s.name for s in read(text).speakers] == ["梁文博"]

    def test_what_the_meeting_demands_is_its_chairs(self) -> None:
        text = "3月5日，全县造林会召开。副县长郑方舟主持会议。会议要求，4月底前完成整地。"
        assert [(s.name, s.office) for s in read(text).speakers] == [("郑方舟", "副县长")]

    def test_one_who_reports_is_none(self) -> None:
        text = "3月5日，县督查组到镇里督查。镇长冯有田作了汇报。冯有田说，我镇将于3月底前完成整地。"
        assert read(text).speakers == ()

    def test_names_of_two_three_and_four_characters(self) -> None:
        text = "县委书记李平指出，要抓紧。旗委书记巴图那顺要求，要落实。副县长欧阳长风强调，要问责。"
        assert {s.name for s in read(text).speakers} == {"李平", "巴图那顺", "欧阳长风"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3月5日，全县造林现场推进会召开。", "现场会"),
        ("县委书记暗访造林工作\n3月5日，县委书记到石门镇看苗木，随后召开座谈会，听取各乡镇的汇报。", "暗访"),
        ("3月5日，市人大常委会副主任到县里调研造林工作。", "调研"),
        ("3月5日，镇党委开会，传达县领导小组会议精神。", "会议"),
        ("3月5日，县造林领导小组召开2019年第二次会议。", "领导小组会议"),
    ],
)
def test_the_kind_is_that_of_the_event_itself(text: str, kind: str) -> None:
    assert read(text).kind == kind


def test_every_field_says_why() -> None:
    meeting = read(
        "岳西县召开造林推进会\n3月5日，岳西县召开造林推进会。县长王小明强调，4月底前完成。",
        published_on=date(2019, 3, 6),
    )
    assert {reason.field for reason in meeting.reasons} >= {
        "title",
        "held_on",
        "year_basis",
        "division",
        "kind",
        "speakers",
    }


class TestReference:
    def test_is_the_last_day_of_a_range(self) -> None:
        hints = Hints()
        assert reference_of(read("2018年5月31日至6月1日，现场会召开。"), hints) == date(2018, 6, 1)
        assert reference_of(read("5月31日至6月1日，现场会召开。"), hints) == MonthDay(6, 1)

    def test_falls_back_to_the_publication_line_then_to_nothing(self) -> None:
        text = (
            "某县部署造林工作\n发布时间：2019-03-06\n近日，县里召开会议部署造林工作，要求各乡镇四月底前完成整地任务。"
        )
        cleaned, furniture = clean_report(text)
        hints = complete_hints(Hints(), furniture)
        meeting = read_meeting(cleaned, furniture, hints, gazetteer())
        assert reference_of(meeting, hints) == date(2019, 3, 6)
        assert reference_of(read("近日，县里召开会议。"), Hints()) is None


PIECES = [
    "3月5日", "2019年", "2月30日", "13月40日", "24日至", "31日", "0日", "昨日", "，", "。", "\n", "县委书记", "王小明",
    "强调", "要求", "全市", "鼓楼区", "城关镇", "在", "召开", "推进会", "·", "来源：", "发布时间：2019-02-31",
    "距离2019年脱贫不足500天", "9999年", "二〇一九年",
]  # fmt: skip
ADDRESSES = [
    "",
    "x",
    "http://",
    "http://a.cn/2019/13/45/",
    "http://a.gov.cn/20190230/1.htm",
    "http://%E4%B8/%25",
    "http://zqx.gov.cn",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30).map("".join),
    st.sampled_from(ADDRESSES),
)
def test_any_text_and_address_give_a_meeting(text: str, url: str) -> None:
    meeting = read(text, url, publisher=text[:10])
    assert meeting.held_on is None or meeting.month_day == (meeting.held_on.month, meeting.held_on.day)
    assert meeting.held_until is None or (meeting.held_on is not None and meeting.held_until >= meeting.held_on)


def test_annotated_meetings_are_dated_right(report: Annotated) -> None:
    meeting = read(report.text, report.gold.get("url") or "")
    held = meeting.held_on or meeting.month_day
    until = meeting.held_until or meeting.until_month_day
    assert (held and str(held), until and str(until)) == (report.gold["meeting_date"], report.gold["meeting_end"])
    reference = reference_of(meeting, Hints())
    if report.gold["reference_date"]:
        assert str(reference) == report.gold["reference_date"]
    else:
        assert not isinstance(reference, date)


def test_annotated_speakers_are_found_with_their_office(report: Annotated) -> None:
    expected = report.gold.get("speakers")
    if expected is not None:
        speakers = read(report.text, report.gold.get("url") or "").speakers
        assert [(s.name, s.office) for s in speakers] == [(s["name"], s["office"]) for s in expected]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (
            "水利冬修第二次调度会议纪要\n\n时间：2021年11月3日 19:30—21:10\n地点：县政务中心\n\n会议指出，渠道要畅通。",
            date(2021, 11, 3),
        ),
        ("11月5日，岳西县迎接2019年省级河长制考核调度会召开。县长要求，台账要补齐。", date(2019, 11, 5)),
        ("9月22日，岳西县举办动态管理培训会。收入周期是2016年10月1日至2017年9月30日，要算清。", date(2017, 9, 22)),
        ("1月5日，岳西县迎接2019年度河长制考核调度会召开。县长要求，台账要补齐。", date(2020, 1, 5)),
    ],
)
def test_the_hours_of_a_minute_an_examination_and_a_year_of_incomes_tell_the_day(text: str, on: date) -> None:
    assert read(text).held_on == on
