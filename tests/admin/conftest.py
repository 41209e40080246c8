"""People at the desk, and a meeting with a source to review; pages are asked for in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from directives.models import (
    Commitment,
    Directive,
    Division,
    Kind,
    Level,
    Meeting,
    Member,
    Role,
    Source,
    StoredFile,
    Topic,
    Unit,
    UnitKind,
    User,
)
from tests.factories import MeetingFactory, MemberFactory, OfficeFactory, UserFactory, danjiangkou, hubei, zhuxi

TEXT = (
    "全市脱贫攻坚推进会召开\n"
    "市长陈立要求，各县（市、区）要在5月底前建成全部搬迁安置房，务必<按>期交付。要解放思想。\n"
    "丹江口市汇报说，年底前将硬化全部村组道路。"
)
TASK = "各县（市、区）要在5月底前建成全部搬迁安置房"
SLOGAN = "要解放思想"
PROMISE = "年底前将硬化全部村组道路"

LogIn = Callable[[User], Client]


@pytest.fixture
def log_in(db: None) -> LogIn:
    """A browser in which that user has logged in."""

    def as_user(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return as_user


def person(role: Role, unit: Unit | None = None, **user: object) -> User:
    """A user with one role, in the office of 十堰市 unless another unit is given."""
    member: Member = MemberFactory(user=UserFactory(language="en", **user), unit=unit or OfficeFactory(), role=role)
    return member.user


@pytest.fixture
def supervisor(log_in: LogIn) -> Client:
    return log_in(person(Role.SUPERVISOR))


@pytest.fixture
def administrator(log_in: LogIn) -> Client:
    return log_in(person(Role.ADMINISTRATOR))


def other_office() -> Unit:
    """An office of another prefecture."""
    place, _created = Division.objects.get_or_create(
        code="4206", defaults={"name": "襄阳市", "level": Level.PREFECTURE, "parent": hubei()}
    )
    office, _created = Unit.objects.get_or_create(
        division=place, name="襄阳市督查室", defaults={"kind": UnitKind.OFFICE}
    )
    return office


@pytest.fixture
def stranger(log_in: LogIn) -> Client:
    """A supervisor of another office."""
    return log_in(person(Role.SUPERVISOR, other_office()))


@pytest.fixture
def counties(db: None) -> list[Unit]:
    """The governments of two counties of 十堰市."""
    return [Unit.objects.government_of(danjiangkou()), Unit.objects.government_of(zhuxi())]


@pytest.fixture
def meeting(db: None) -> Meeting:
    """A draft meeting with a dated task, a slogan and a commitment, each resting on its words in the source."""
    office = OfficeFactory()
    source = Source.objects.create(
        office=office,
        file=StoredFile.objects.store(TEXT.encode()),
        name="report.txt",
        text=TEXT,
        fingerprint="0" * 64,
        url="https://news.example/201703/1.html",
        published_on=date(2017, 12, 24),
    )
    row: Meeting = MeetingFactory(source=source, office=office, repairs=[{"kind": "headline", "count": 2}])
    add_directive(
        row, 1, TASK, due_on=date(2017, 5, 31), due_text="5月底前", due_rule="month_end", topic=Topic.RELOCATION
    )
    add_directive(row, 2, SLOGAN, kind=Kind.PRINCIPLE)
    Commitment.objects.create(meeting=row, number=1, text=PROMISE, **span(PROMISE))
    return row


def add_directive(meeting: Meeting, number: int, text: str, **fields: object) -> Directive:
    return Directive.objects.create(meeting=meeting, number=number, text=text, **(span(text) | fields))


def span(words: str) -> dict[str, int]:
    start = TEXT.index(words) if words in TEXT else None
    return {} if start is None else {"evidence_start": start, "evidence_end": start + len(words)}
