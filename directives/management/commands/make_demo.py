"""Accounts to try povtrack with: one of each role of a demo office, and a liaison in each of some counties.

The demo office sees every sample report.  Passwords are random; they are printed, and kept in
POVTRACK_DATA/demo-accounts.txt, which its owner alone can read.  Run again, it makes only what is missing.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from directives.models import Division, Member, Role, Unit, UnitKind, User

OFFICE = ("4203", "示范督查室")


@dataclass(frozen=True, slots=True)
class Account:
    """A login: in the demo office, or (with `county`, a division code) in that county's government."""

    username: str
    name: str
    role: Role
    county: str = ""


ACCOUNTS = (
    Account("supervisor", "程立", Role.SUPERVISOR),
    Account("reviewer", "沈岚", Role.REVIEWER),
    Account("leader", "顾长风", Role.LEADER),
    Account("administrator", "邱敏", Role.ADMINISTRATOR),
    Account("danjiangkou", "汪小雨", Role.LIAISON, "420381"),
    Account("zhuxi", "贺春生", Role.LIAISON, "420324"),
    Account("fangxian", "柯冬梅", Role.LIAISON, "420325"),
    Account("yunxi", "涂志远", Role.LIAISON, "420322"),
    Account("funan", "阮秋菊", Role.LIAISON, "341225"),
    Account("yingshang", "戚明亮", Role.LIAISON, "341226"),
    Account("linquan", "麻文静", Role.LIAISON, "341221"),
    Account("taihe", "牛建国", Role.LIAISON, "341222"),
    # Counties whose year `play_demo` plays.
    Account("longlin", "韦小燕", Role.LIAISON, "451031"),
    Account("wenxian", "苟文斌", Role.LIAISON, "621222"),
)


def demo_office() -> Unit:
    """The office that owns the sample reports.

    Raises:
        CommandError: when the divisions are not loaded.
    """
    code, name = OFFICE
    if not Division.objects.filter(pk=code).exists():
        raise CommandError("The divisions are not loaded: run `manage.py load_divisions` first.")
    office, _created = Unit.objects.get_or_create(division_id=code, name=name, defaults={"kind": UnitKind.OFFICE})
    return office


def passwords_of(file: Path) -> dict[str, str]:
    """Password by username, from the kept list; none when there is no list."""
    if not file.exists():
        return {}
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) > 1}


def keep(file: Path, text: str) -> None:
    """Write a file that never, not even half-written, lies open to others."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as f:
        f.write(text)
    draft.replace(file)


class Command(BaseCommand):
    help = "Make demo accounts of every role; only with POVTRACK_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.POVTRACK_DEMO:
            raise CommandError("This is no demo: accounts with kept passwords are made only where POVTRACK_DEMO=1.")
        file: Path = settings.POVTRACK_DATA / "demo-accounts.txt"
        passwords = passwords_of(file)
        lines = []
        with transaction.atomic():
            office = demo_office()
            for account in ACCOUNTS:
                unit = self.unit_of(account, office)
                password = self.make(account, unit, passwords.get(account.username))
                lines.append(f"{account.username}\t{password}\t{account.role.value}\t{unit.name}")
            # Inside the transaction: no account without its password on record.
            keep(file, "\n".join(lines) + "\n")
        for line in lines:
            self.stdout.write("  ".join(word.ljust(13) for word in line.split("\t")).rstrip())
        self.stdout.write(f"Kept in {file}.")

    @staticmethod
    def unit_of(account: Account, office: Unit) -> Unit:
        if not account.county:
            return office
        return Unit.objects.government_of(Division.objects.get(pk=account.county))

    @staticmethod
    def make(account: Account, unit: Unit, password: str | None) -> str:
        """The account's password: the one on record, else a new one; an account that is there stays as it is."""
        user = User.objects.filter(username=account.username).first()
        if user is None:
            user = User(username=account.username, name=account.name, email=f"{account.username}@demo.example")
        if not user.pk or password is None:
            password = password or secrets.token_urlsafe(9)
            user.set_password(password)
            user.save()
        Member.objects.get_or_create(user=user, unit=unit, role=account.role)
        return password
