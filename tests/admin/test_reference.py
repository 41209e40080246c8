from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directives.models import Division, Level, Member, Role, Unit, User
from tests.admin.conftest import LogIn, other_office, person
from tests.factories import DivisionFactory, OfficeFactory, UnitFactory, UserFactory, danjiangkou, shiyan, zhuxi

BASE = "/admin/directives/"
AUTOCOMPLETE = "/admin/autocomplete/"


def listed(client: Client, model: str, query: str = "") -> set[object]:
    return set(client.get(f"{BASE}{model}/{query}").context["cl"].result_list)


@pytest.mark.parametrize("model", ["user", "member"])
def test_people_are_the_administrators(supervisor: Client, administrator: Client, model: str) -> None:
    assert supervisor.get(f"{BASE}{model}/").status_code == 403
    assert supervisor.get(f"{BASE}{model}/add/").status_code == 403
    assert administrator.get(f"{BASE}{model}/").status_code == 200
    assert administrator.get(f"{BASE}{model}/add/").status_code == 200


def test_the_desk_sees_the_units_of_its_area_the_administrator_all(
    supervisor: Client, administrator: Client, counties: list[Unit]
) -> None:
    ours, theirs = OfficeFactory(), other_office()
    assert listed(supervisor, "unit") == {ours, *counties}
    assert listed(administrator, "unit") == {ours, theirs, *counties}
    assert supervisor.get(f"{BASE}unit/{theirs.pk}/change/").status_code == 404
    assert supervisor.get(f"{BASE}unit/{counties[0].pk}/change/").status_code == 200


def test_a_supervisor_keeps_the_units_of_her_area_and_their_aliases(supervisor: Client, counties: list[Unit]) -> None:
    own = counties[0]
    data = {"division": own.division_id, "name": own.name, "kind": own.kind, "aliases": "县政府"}
    assert supervisor.post(f"{BASE}unit/{own.pk}/change/", data).status_code == 302
    own.refresh_from_db()
    assert own.aliases == ["县政府"]
    new = {"division": zhuxi().pk, "name": "竹溪县住建局", "kind": "department", "aliases": ""}
    assert supervisor.post(f"{BASE}unit/add/", new).status_code == 302
    assert Unit.objects.filter(name="竹溪县住建局").exists()


def test_a_supervisor_makes_no_office_nothing_elsewhere_and_deletes_nothing(
    supervisor: Client, counties: list[Unit]
) -> None:
    ours, own = OfficeFactory(), counties[0]
    elsewhere = DivisionFactory(code="43", name="湖南省")
    data = {"division": own.division_id, "name": own.name, "kind": own.kind, "aliases": ""}
    for wrong in ({"kind": "office"}, {"division": elsewhere.pk}):
        page = supervisor.post(f"{BASE}unit/{own.pk}/change/", data | wrong)
        assert "division" in page.context["adminform"].form.errors
        page = supervisor.post(f"{BASE}unit/add/", data | {"name": "新设单位"} | wrong)
        assert "division" in page.context["adminform"].form.errors
    assert supervisor.post(f"{BASE}unit/{ours.pk}/change/", {"name": "x"}).status_code == 403
    assert supervisor.post(f"{BASE}unit/{own.pk}/delete/", {"post": "yes"}).status_code == 403
    assert not Unit.objects.filter(name="新设单位").exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEADER, Role.LIAISON])
def test_nobody_else_keeps_units(log_in: LogIn, counties: list[Unit], role: Role) -> None:
    client = log_in(person(role))
    assert client.post(f"{BASE}unit/{counties[0].pk}/change/", {"name": "x"}).status_code in {302, 403}
    assert client.post(f"{BASE}unit/add/", {"name": "x"}).status_code in {302, 403}
    assert not Unit.objects.filter(name="x").exists()


def members(total: int = 0, initial: int = 0, prefix: str = "members", **rows: object) -> dict[str, object]:
    management = {"TOTAL_FORMS": total, "INITIAL_FORMS": initial, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {f"{prefix}-{name}": value for name, value in (management | rows).items()}


def test_the_administrator_makes_a_unit_with_its_people(administrator: Client) -> None:
    user = UserFactory()
    rows = members(1, **{"0-user": user.pk, "0-role": "liaison"})
    place = danjiangkou()
    administrator.post(
        f"{BASE}unit/add/",
        {"division": place.pk, "name": "丹江口市住建局", "kind": "department", "aliases": " 住建局\n\n市住建局 "}
        | rows,
    )
    unit = Unit.objects.get(name="丹江口市住建局")
    assert unit.county == place
    assert unit.aliases == ["住建局", "市住建局"]
    assert "住建局\n市住建局</textarea>" in administrator.get(f"{BASE}unit/{unit.pk}/change/").text
    assert Member.objects.get(unit=unit).user == user


def test_the_administrator_makes_a_user_and_sets_a_password(administrator: Client) -> None:
    words = "correct horse battery"
    administrator.post(
        f"{BASE}user/add/",
        {"username": "wang", "name": "汪小雨", "email": "w@x.org", "password1": words, "password2": words}
        | members(prefix="memberships"),
    )
    user = User.objects.get(username="wang")
    assert user.name == "汪小雨"
    assert user.check_password(words)
    new = "quite another phrase"
    administrator.post(f"{BASE}user/{user.pk}/password/", {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_a_users_page_holds_no_permissions_only_roles(administrator: Client) -> None:
    user = person(Role.LIAISON, UnitFactory())
    html = administrator.get(f"{BASE}user/{user.pk}/change/").text
    assert "is_superuser" not in html
    assert "user_permissions" not in html
    assert "memberships-0-role" in html


def test_an_administrator_cannot_take_a_superusers_account_over(administrator: Client, log_in: LogIn) -> None:
    root = UserFactory(is_superuser=True)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    assert administrator.post(f"{BASE}user/{root.pk}/password/", new).status_code == 403
    assert administrator.post(f"{BASE}user/{root.pk}/change/", {"username": "mine"}).status_code == 403
    assert log_in(root).get(f"{BASE}user/{root.pk}/password/").status_code == 200


def test_nobody_is_deleted(administrator: Client) -> None:
    assert administrator.post(f"{BASE}user/{UserFactory().pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_role_is_given_by_the_administrator(administrator: Client) -> None:
    user, unit = UserFactory(), OfficeFactory()
    administrator.post(f"{BASE}member/add/", {"user": user.pk, "unit": unit.pk, "role": "reviewer"})
    assert Member.objects.filter(user=user, unit=unit, role=Role.REVIEWER).exists()


def test_divisions_are_looked_up_by_everybody_and_kept_by_the_administrator(
    supervisor: Client, administrator: Client
) -> None:
    place = danjiangkou()
    assert supervisor.get(f"{BASE}division/{place.pk}/change/").status_code == 200
    assert supervisor.post(f"{BASE}division/{place.pk}/change/", {"name": "x"}).status_code == 403
    data = {"code": "X420381", "name": "丹江口开发区", "level": "township", "parent": place.pk}
    administrator.post(f"{BASE}division/add/", data)
    area = Division.objects.get(pk="X420381")
    assert area.path == f"{place.path}X420381/"
    administrator.post(f"{BASE}division/{area.pk}/change/", data | {"code": "X9", "name": "新区"})
    assert Division.objects.get(pk="X420381").name == "新区"
    assert not Division.objects.filter(pk="X9").exists()


def test_a_division_is_searched_never_listed_in_a_select(supervisor: Client, administrator: Client) -> None:
    danjiangkou(), zhuxi()
    html = administrator.get(f"{BASE}unit/add/").text
    assert "丹江口市" not in html
    params = {"app_label": "directives", "model_name": "meeting", "field_name": "division", "term": "丹江口"}
    found = supervisor.get(AUTOCOMPLETE, params).json()["results"]
    assert [each["text"] for each in found] == ["丹江口市"]


def test_the_search_for_units_ends_at_the_offices_area(supervisor: Client) -> None:
    ours = UnitFactory(division=shiyan(), name="十堰市住建局", kind="department")
    Unit.objects.create(division=other_office().division, name="襄阳市住建局")
    params = {"app_label": "directives", "model_name": "directive", "field_name": "lead_unit", "term": "住建局"}
    assert [r["id"] for r in supervisor.get(AUTOCOMPLETE, params).json()["results"]] == [str(ours.pk)]


def test_the_list_of_divisions_costs_the_same_for_few_and_for_many(
    administrator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place = danjiangkou()
    with django_assert_max_num_queries(20) as few:
        administrator.get(f"{BASE}division/")
    for n in range(40):
        Division.objects.create(code=f"420381{n:03}", name=f"第{n}镇", level=Level.TOWNSHIP, parent=place)
    with django_assert_max_num_queries(len(few)):
        administrator.get(f"{BASE}division/")
