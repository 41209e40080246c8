from __future__ import annotations

import pytest

from directives.reading.addresses import path_date, readable, spelled
from directives.reading.divisions import divisions, stem_of, town_stem
from directives.reading.gazetteer import gazetteer


def named(text: str, home: str | None = None) -> list[tuple[str, str | None]]:
    return [(text[start:end], place.code) for (start, end), place in gazetteer().places_in(text, home)]


class TestNames:
    def test_full_names_are_found_with_their_codes(self) -> None:
        assert named("在阜南县、岳西县和麦积区召开") == [
            ("阜南县", "341225"),
            ("岳西县", "340828"),
            ("麦积区", "620503"),
        ]

    def test_names_without_their_peoples_are_the_official_ones(self) -> None:
        places = gazetteer().places_in("三都县与恩施州")
        assert [place.name for _, place in places] == ["三都水族自治县", "恩施土家族苗族自治州"]

    def test_old_names_lead_to_todays_code_and_stay_as_written(self) -> None:
        places = gazetteer().places_in("江宁县、上饶县、祁阳县和襄樊市")
        assert [(place.code, place.name) for _, place in places] == [
            ("320115", "江宁县"), ("361104", "上饶县"), ("431181", "祁阳县"), ("4206", "襄樊市"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        [
            "完成县级任务",
            "通过管理县域",
            "云南山区的群众",
            "各地示范县",
            "主城区和郊区",
            "赵县长到会",
            "全市、全县、各区",
        ],
    )
    def test_words_that_end_like_a_name_are_none(self, text: str) -> None:
        assert named(text) == []

    def test_two_character_names_stand_by_themselves(self) -> None:
        assert named("成县县委、道县召开会议") == [("成县", "621221"), ("道县", "431124")]


class TestContext:
    def test_namesakes_go_to_what_else_is_named(self) -> None:
        assert named("徐州市鼓楼区") == [("徐州市", "3203"), ("鼓楼区", "320302")]
        assert named("开封市鼓楼区")[-1] == ("鼓楼区", "410204")

    def test_a_namesake_without_context_is_nobodys(self) -> None:
        assert named("鼓楼区召开会议") == []

    def test_a_namesake_goes_to_the_home_of_the_report(self) -> None:
        assert named("鼓楼区召开会议", "3501") == [("鼓楼区", "350102")]

    def test_a_township_goes_to_the_county_that_is_named(self) -> None:
        assert named("南召县石门乡")[-1] == ("石门乡", "411321204")
        assert named("深入城关镇调研", "420324") == [("城关镇", "420324100")]

    def test_a_township_of_no_county_named_has_no_code(self) -> None:
        assert named("深入城关镇调研") == [("城关镇", None)]

    def test_a_township_that_the_county_lacks_is_never_anothers(self) -> None:
        assert named("南召县石门乡、四棵树乡") == [("南召县", "411321"), ("石门乡", "411321204"), ("四棵树乡", None)]

    def test_a_township_whose_kind_has_changed_is_the_same(self) -> None:
        places = gazetteer().places_in("鄂坪镇和蒋家堰乡", "420324")
        assert [(place.code, place.name) for _, place in places] == [("420324201", "鄂坪镇"), ("420324101", "蒋家堰乡")]

    def test_short_names_count_in_lists_of_the_home_county_only(self) -> None:
        assert named("蒋家堰、中峰、龙坝等乡镇", "420324") == [
            ("蒋家堰", "420324101"), ("中峰", "420324102"), ("龙坝", "420324107"),
        ]  # fmt: skip
        assert named("中峰时段", "420324") == []
        assert named("长武、永寿、旬邑三县", "6104") == [("长武", "610428"), ("永寿", "610426"), ("旬邑", "610429")]

    @pytest.mark.parametrize(
        "text",
        ["各乡镇", "立足镇情", "带动镇域经济", "组织镇村干部", "两镇三乡", "特色小镇建设", "返乡创业", "美丽集镇"],
    )
    def test_words_with_the_kinds_of_townships_are_no_townships(self, text: str) -> None:
        assert named(text, "420324") == []


class TestTable:
    def test_stems(self) -> None:
        names = ("丹江口市", "双江拉祜族佤族布朗族傣族自治县", "隆林各族自治县", "鄂伦春自治旗", "内蒙古自治区")
        assert [stem_of(name) for name in names] == [
            "丹江口", "双江", "隆林", "鄂伦春", "内蒙古",
        ]  # fmt: skip
        assert [town_stem(name) for name in ("五龙镇", "黄沙街道办事处", "清水瑶族乡")] == ["五龙", "黄沙", "清水"]

    def test_every_county_has_a_chain_to_its_province(self) -> None:
        table = divisions()
        assert all(table.above(code, "province") for code in table.by_code)

    def test_every_change_leads_to_a_division_of_today(self) -> None:
        table = divisions()
        for name in ("襄樊市", "思茅市", "武清县", "上饶县", "吉利区"):
            assert all(code in table.by_code for code in table.names[name])


class TestAddresses:
    def test_hosts_spell_divisions_in_full_or_by_initials(self) -> None:
        assert spelled("https://fgw.xianyang.gov.cn/a")["6104"] == 3
        assert "623023" in spelled("http://www.zqx.gov.cn/info/1.htm")
        assert "611025" in spelled("https://zazf.gov.cn/a.htm")
        assert "340828" in spelled("http://wap.ahyx.cc/index.php")

    def test_odd_addresses_spell_nothing(self) -> None:
        assert spelled("") == {}
        assert spelled("http://192.168.1.1/a") == {}
        assert spelled("not an address at all") == {}

    def test_titles_hidden_in_percent_signs_are_read(self) -> None:
        assert readable("http://a.cn/%25E4%25B8%2589%25E9%2583%25BD%25E5%258E%25BF") == "http://a.cn/三都县"

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("201705/1.html", (2017, 5, None)),
            ("2018-10/10/c.htm", (2018, 10, 10)),
            ("news/2019/0820/253035817.html", (2019, 8, 20)),
            ("t20180410_12.html", (2018, 4, 10)),
            ("2020/yaowen_0623/374509.html", (2020, 6, 23)),
            ("art/2019/3/5/art_1.html", (2019, 3, 5)),
            ("content/20180512345.html", None),
            ("info_229368.html", None),
            ("2018/1340.html", (2018, None, None)),
        ],
    )
    def test_paths_carry_dates(self, path: str, expected: tuple[int, int | None, int | None] | None) -> None:
        found = path_date(f"http://a.gov.cn/{path}")
        assert (found and found[:3]) == expected
