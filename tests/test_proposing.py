from __future__ import annotations

import pytest

from directives.models import Division, Level
from directives.proposing import propose_units
from tests import factories as f

pytestmark = pytest.mark.django_db


def names(directive: object) -> list[str]:
    return [unit.name for unit in propose_units(directive)]  # type: ignore[arg-type]


def test_a_prefectures_demand_goes_to_the_governments_of_its_counties() -> None:
    f.zhuxi(), f.danjiangkou()
    assert names(f.DirectiveFactory(text="各县市区要加快建房")) == ["竹溪县人民政府", "丹江口市人民政府"]


def test_a_countys_demand_goes_to_its_government() -> None:
    directive = f.DirectiveFactory(meeting__division=f.zhuxi())
    assert names(directive) == ["竹溪县人民政府"]


def test_a_townships_demand_goes_to_its_county() -> None:
    town = f.DivisionFactory(code="420381110", name="官山镇", level=Level.TOWNSHIP, parent=f.danjiangkou())
    assert names(f.DirectiveFactory(meeting__division=town)) == ["丹江口市人民政府"]


def test_the_places_that_a_demand_names_decide() -> None:
    f.danjiangkou()
    directive = f.DirectiveFactory(text="竹溪县要加快建房")
    directive.divisions.add(f.zhuxi())
    assert names(directive) == ["竹溪县人民政府"]


def test_a_demand_on_departments_alone_goes_to_them() -> None:
    f.zhuxi()
    bureau = f.UnitFactory(division=f.shiyan(), name="市住建局", kind="department")
    finance = f.UnitFactory(division=f.shiyan(), name="市财政局", kind="department")
    directive = f.DirectiveFactory(text="由住建局牵头,财政局配合,拿出方案", lead_unit=bureau)
    directive.supporting_units.add(finance)
    assert names(directive) == ["市住建局", "市财政局"]


def test_a_demand_on_everybody_led_by_a_department_goes_to_both() -> None:
    f.zhuxi()
    bureau = f.UnitFactory(division=f.shiyan(), name="市住建局", kind="department")
    directive = f.DirectiveFactory(text="各县要由住建局牵头消除危房", lead_unit=bureau)
    assert names(directive) == ["市住建局", "竹溪县人民政府"]


def test_a_provinces_demand_goes_to_its_prefectures_and_direct_counties() -> None:
    f.shiyan()
    f.DivisionFactory(code="429004", name="仙桃市", level=Level.COUNTY, parent=f.hubei())
    assert names(f.DirectiveFactory(meeting__division=f.hubei())) == ["十堰市人民政府", "仙桃市人民政府"]


def test_a_prefecture_without_counties_answers_for_itself() -> None:
    guangdong = f.DivisionFactory(code="44", name="广东省")
    dongguan: Division = f.DivisionFactory(code="4419", name="东莞市", level=Level.PREFECTURE, parent=guangdong)
    assert names(f.DirectiveFactory(meeting__division=dongguan)) == ["东莞市人民政府"]


def test_without_a_place_the_offices_own_place_counts() -> None:
    f.zhuxi()
    assert names(f.DirectiveFactory(meeting__division=None)) == ["竹溪县人民政府"]
