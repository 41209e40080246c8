"""Demo accounts: each role can log in, nothing is lost by a second run, and nowhere else are they made."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from directives import access
from directives.access import Action
from directives.management.commands.make_demo import ACCOUNTS, OFFICE
from directives.models import Member, Role, Unit, UnitKind, User
from tests.factories import DivisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts_file(settings: Settings, tmp_path: Path) -> Path:
    """A demo whose divisions are loaded; where its accounts will be kept."""
    settings.POVTRACK_DEMO = True
    settings.POVTRACK_DATA = tmp_path
    for code in {OFFICE[0], *(a.county for a in ACCOUNTS if a.county)}:
        DivisionFactory(code=code, name=f"地方{code}", level="county" if len(code) == 6 else "prefecture")
    return tmp_path / "demo-accounts.txt"


def make_demo() -> str:
    out = io.StringIO()
    call_command("make_demo", stdout=out)
    return out.getvalue()


def passwords(file: Path) -> dict[str, str]:
    return {row.split("\t")[0]: row.split("\t")[1] for row in file.read_text(encoding="utf-8").splitlines()}


def test_every_role_gets_an_account_whose_password_works(accounts_file: Path) -> None:
    make_demo()
    assert {m.role for m in Member.objects.all()} == set(Role.values)
    for username, password in passwords(accounts_file).items():
        user = authenticate(RequestFactory().get("/"), username=username, password=password)
        assert user is not None, username


def test_the_supervisor_enters_and_reviews_for_the_demo_office(accounts_file: Path) -> None:
    make_demo()
    office = Unit.objects.get(kind=UnitKind.OFFICE)
    user = User.objects.get(username="supervisor")
    assert all(access.may_for_office(user, action, office.pk) for action in (Action.ENTER, Action.REVIEW, Action.ISSUE))


def test_a_liaison_belongs_to_her_countys_government(accounts_file: Path) -> None:
    make_demo()
    unit = Member.objects.get(user__username="danjiangkou").unit
    assert (unit.kind, unit.division_id) == (UnitKind.GOVERNMENT, "420381")


def test_the_passwords_are_printed_and_kept_from_others_eyes(accounts_file: Path) -> None:
    printed = make_demo()
    assert stat.S_IMODE(accounts_file.stat().st_mode) == 0o600
    for username, password in passwords(accounts_file).items():
        assert username in printed
        assert password in printed


def test_each_password_is_another(accounts_file: Path) -> None:
    make_demo()
    assert len(set(passwords(accounts_file).values())) == len(ACCOUNTS)


def test_a_second_run_changes_nothing(accounts_file: Path) -> None:
    make_demo()
    kept, hashes = accounts_file.read_text(), {*User.objects.values_list("username", "password")}
    User.objects.filter(username="zhuxi").update(name="another name")
    make_demo()
    assert accounts_file.read_text() == kept
    assert {*User.objects.values_list("username", "password")} == hashes
    assert User.objects.get(username="zhuxi").name == "another name"
    assert Member.objects.count() == len(ACCOUNTS)


def test_a_lost_list_means_new_passwords(accounts_file: Path) -> None:
    make_demo()
    before = passwords(accounts_file)
    accounts_file.unlink()
    make_demo()
    after = passwords(accounts_file)
    assert not set(before.values()) & set(after.values())
    assert User.objects.get(username="zhuxi").check_password(after["zhuxi"])


def test_a_lost_database_gets_the_passwords_of_the_list(accounts_file: Path) -> None:
    make_demo()
    before = passwords(accounts_file)
    Member.objects.all().delete()
    User.objects.all().delete()
    make_demo()
    assert passwords(accounts_file) == before
    assert User.objects.get(username="zhuxi").check_password(before["zhuxi"])


def test_outside_a_demo_no_account_is_made(accounts_file: Path, settings: Settings) -> None:
    settings.POVTRACK_DEMO = False
    with pytest.raises(CommandError, match="POVTRACK_DEMO=1"):
        make_demo()
    assert not User.objects.exists()
    assert not accounts_file.exists()


def test_without_divisions_it_says_what_to_do(settings: Settings) -> None:
    settings.POVTRACK_DEMO = True
    with pytest.raises(CommandError, match="load_divisions"):
        make_demo()
