from __future__ import annotations

import pytest

from directives.reading.cleaning import clean_report
from directives.reading.gazetteer import gazetteer
from directives.reading.meeting import read_meeting
from directives.reading.types import Hints
from tests.reading.conftest import Annotated
from tests.reading.conftest import read_meeting_of as read


class TestDivision:
    @pytest.mark.parametrize(
        ("text", "url", "code"),
        [
            ("3月5日，岳西县召开造林推进会。", "", "340828"),
            ("3月5日，全市造林推进会议在阜南县召开，市委书记讲话。", "", "3412"),
            ("3月5日，某市委常委、丹江口市委书记张某到六里坪镇调研。", "", "420381"),
            ("竹溪新闻网讯 3月5日，我县召开造林推进会。", "", "420324"),
            ("3月5日，县委召开造林推进会，舟曲各乡镇参加。", "http://www.zqx.gov.cn/a.htm", "623023"),
            ("3月5日，市发改委把长武、永寿、旬邑、淳化四县请到一起开推进会。", "", "6104"),
            ("3月5日，全省造林视频会议在成都召开。", "", "51"),
            ("3月5日，全区造林推进会在固原市召开，自治区领导讲话。", "", "64"),
            ("3月5日，三都县召开造林推进会。", "", "522732"),
            ("3月5日，鼓楼区召开推进会。徐州市领导到会。", "", "320302"),
            ("3月5日，临安市召开造林推进会。", "", "330112"),
            ("3月5日，祁阳县召开造林推进会。", "", "431181"),
            ("3月5日，贵州省黔东南州台江县召开推进会，县委副书记、代县长王某主持。", "", "522630"),
            ("3月5日，湘西自治州召开造林推进会。", "", "4331"),
            ("3月5日，全县推进会召开，县长讲话。", "http://szb.jinrifangxian.com/c/1.html", "420325"),
            ("3月5日，全市督查，对黄冈市反馈的问题逐项销号。", "http://www.hbwuxue.com/p/1.html", "421182"),
            ("3月5日，周巷镇召开动员会，今年是全县摘帽之年。", "http://xiaochang.cjyun.org/p/1.html", "420921"),
            ("3月5日，荣县县委副书记、县长郑某到镇里督导造林工作。", "", "510321"),
            ("古田新闻网 新闻中心 城事\n2025-01-24 17:30\n3月5日，县长到工地调研，要求抓紧造林。", "", "350922"),
            ("来源：舜网-济南日报\n3月5日，市长主持召开办公会议，研究全市造林。", "", "3701"),
            ("3月5日，核查组到我县核查造林，深入余井镇、源潭镇和官庄镇。", "", "340882"),
            ("3月5日，丹江口召开造林推进会，市委书记讲话。", "", "420381"),
            ("3月5日，三都自治县召开造林推进会，县长主持。", "", "522732"),
            ("岳西发布 2019-03-06\n3月5日，全县造林推进会召开，县委书记到会。", "", "340828"),
            ("安庆岳西发布 2019-03-06 21:05\n3月5日，全县造林推进会召开，县委书记到会。", "", "340828"),
            ("3月5日，石关乡召开造林推进会，乡党委书记主持会议。", "", "340828"),
            ("来榜镇安排春季造林\n3月5日，全镇造林会召开，镇长讲话。", "", "340828"),
        ],
    )
    def test_is_found(self, text: str, url: str, code: str) -> None:
        division = read(text, url).division
        assert division is not None
        assert division.code == code

    def test_a_townships_meeting_is_given_its_county_and_the_township_as_venue(self) -> None:
        meeting = read("3月5日，青铜关镇党委召开造林推进会，镇长讲话。", url="https://zazf.gov.cn/1.htm")
        assert (meeting.division and meeting.division.code, meeting.venue and meeting.venue.code) == (
            "611025",
            "611025108",
        )

    @pytest.mark.parametrize(
        "text",
        [
            "平安建设工作推进会召开\n3月5日，全区平安建设工作推进会召开，区长讲话。",
            "新建车间促就业\n3月5日，全区就业扶贫推进会召开，区长讲话。",
            "造林推进会召开\n来源：东方网 时间：2019-03-06\n3月5日，全市造林推进会召开，市长讲话。",
        ],
    )
    def test_words_and_outlets_that_sound_like_places_are_none(self, text: str) -> None:
        assert read(text).division is None

    @pytest.mark.parametrize(
        "text",
        ["3月5日，城关镇召开造林推进会。", "3月5日，我县召开造林推进会。", "3月5日，全镇造林推进会召开，镇长讲话。"],
    )
    def test_is_not_made_up(self, text: str) -> None:
        assert read(text).division is None

    def test_an_old_name_is_kept_beside_todays_code(self) -> None:
        division = read("3月5日，临安市召开造林推进会。").division
        assert division is not None
        assert division.name == "临安市"

    def test_an_inspection_elsewhere_is_of_those_who_inspect(self) -> None:
        meeting = read("7月2日，市委副书记、市长李明到兴山县古夫镇督导造林工作。李明强调，要抓紧整改。")
        assert (meeting.division and meeting.division.code, meeting.venue and meeting.venue.code) == (
            "4205",
            "420526104",
        )

    def test_an_office_is_its_own_city_where_nothing_is_named(self) -> None:
        cleaned, furniture = clean_report("3月5日，全市造林推进会召开，市长讲话。")
        meeting = read_meeting(cleaned, furniture, Hints(division_code="4203"), gazetteer())
        assert meeting.division is not None
        assert meeting.division.code == "4203"

    def test_a_city_among_its_sister_counties_is_not_all_the_city(self) -> None:
        text = (
            "3月5日，全市造林推进会召开，市委副书记讲话。兴县、岚县、柳林县进度慢，离石区、孝义市、汾阳市要先行一步。"
        )
        division = read(text).division
        assert division is not None
        assert division.code == "1411"

    def test_short_names_of_townships_choose_among_the_counties_hinted_at(self) -> None:
        text = "3月5日，县里开会，北部安太、杆洞、同练等乡镇要抓紧转移群众。会后到杆洞乡、安太乡查看。"
        division = read(text).division
        assert division is not None
        assert division.code == "450225"

    def test_who_signs_a_notice_counts(self) -> None:
        order = "3月5日，县里开会要求抓紧排查，6月底前完成。"
        text = f"关于防汛的通知\n各乡镇人民政府：\n{order}\n融水苗族自治县防汛抗旱指挥部\n2021年3月6日"
        division = read(text).division
        assert division is not None
        assert division.code == "450225"

    def test_common_township_names_do_not_make_a_county(self) -> None:
        assert read("3月5日，县委副书记到双河镇、太平镇督导造林工作，要求抓紧整地。").division is None

    def test_a_namesake_is_told_by_its_township(self) -> None:
        division = read("3月5日，永定区副区长到合溪乡督导造林工作，要求抓紧整地。").division
        assert division is not None
        assert division.code == "350803"


def test_annotated_meetings_are_of_the_right_division(report: Annotated) -> None:
    division = read(report.text, report.gold.get("url") or "").division
    if report.gold["county"]:
        assert division is not None
        assert division.name == report.gold["county"]
        assert division.code == report.gold.get("county_code", division.code)
    elif report.gold["prefecture"]:
        assert division is not None
        assert division.name == report.gold["prefecture"]
    else:
        # Nobody named it; a township that is the only one of its name still tells its county.
        venue = read(report.text, report.gold.get("url") or "").venue
        assert division is None or len(division.code or "") == 2 or (venue and (venue.code or "")[:6] == division.code)


def test_an_office_in_an_area_without_a_code_is_no_hint_and_no_fault() -> None:
    cleaned, furniture = clean_report("全市要在5月底前完成验收。")
    meeting = read_meeting(cleaned, furniture, Hints(division_code="X42038101"), gazetteer())
    assert meeting.division is None
