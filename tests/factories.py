"""Small, consistent rows for tests; every state is reached through the writers, never set here."""

from __future__ import annotations

import hashlib
from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from directives import models as m


class DivisionFactory(DjangoModelFactory):
    class Meta:
        model = m.Division
        django_get_or_create = ("code",)

    code = "42"
    name = "湖北省"
    level = m.Level.PROVINCE


def hubei() -> m.Division:
    return DivisionFactory()


def shiyan() -> m.Division:
    return DivisionFactory(code="4203", name="十堰市", level=m.Level.PREFECTURE, parent=hubei())


def danjiangkou() -> m.Division:
    return DivisionFactory(code="420381", name="丹江口市", level=m.Level.COUNTY, parent=shiyan())


def zhuxi() -> m.Division:
    return DivisionFactory(code="420324", name="竹溪县", level=m.Level.COUNTY, parent=shiyan())


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = m.Unit
        django_get_or_create = ("division", "name")

    division = factory.LazyFunction(danjiangkou)
    name = factory.LazyAttribute(lambda u: f"{u.division.name}人民政府")
    kind = m.UnitKind.GOVERNMENT


class OfficeFactory(UnitFactory):
    division = factory.LazyFunction(shiyan)
    name = "十堰市督查室"
    kind = m.UnitKind.OFFICE


class UserFactory(DjangoModelFactory):
    class Meta:
        model = m.User
        django_get_or_create = ("username",)
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.LazyAttribute(lambda u: u.username)
    email = factory.LazyAttribute(lambda u: f"{u.username}@example.org")
    is_staff = True
    password = factory.django.Password("correct horse battery")


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = m.Member

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(OfficeFactory)
    role = m.Role.SUPERVISOR


def liaison(unit: m.Unit | None = None, **user: object) -> m.User:
    """A user who is the liaison of that unit (default: the government of 丹江口市)."""
    return MemberFactory(user=UserFactory(is_staff=False, **user), unit=unit or UnitFactory(), role=m.Role.LIAISON).user


def supervisor(office: m.Unit | None = None, **user: object) -> m.User:
    return MemberFactory(user=UserFactory(**user), unit=office or OfficeFactory()).user


class SourceFactory(DjangoModelFactory):
    """A report as it came, kept under the hash of its text."""

    class Meta:
        model = m.Source

    office = factory.SubFactory(OfficeFactory)
    text = "会议要求，5月底前建成全部搬迁安置房。"
    file = factory.LazyAttribute(lambda s: m.StoredFile.objects.store(s.text.encode()))
    fingerprint = factory.LazyAttribute(lambda s: hashlib.sha256(s.text.encode()).hexdigest())


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = m.Meeting

    office = factory.SubFactory(OfficeFactory)
    title = "全市脱贫攻坚推进会"
    held_on = date(2017, 3, 29)
    year_basis = m.YearBasis.STATED
    division = factory.LazyFunction(shiyan)


class DirectiveFactory(DjangoModelFactory):
    class Meta:
        model = m.Directive

    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "5月底前建成全部搬迁安置房"
    topic = m.Topic.RELOCATION
    due_on = date(2017, 5, 31)
    due_text = "5月底前"
    due_rule = "month_end"
    due_precision = m.Precision.MONTH
    due_year_basis = m.YearBasis.STATED


class AssignmentFactory(DjangoModelFactory):
    """A bare row for read-only code; for a row with its events use `assigning.issue`."""

    class Meta:
        model = m.Assignment

    directive = factory.SubFactory(DirectiveFactory)
    unit = factory.SubFactory(UnitFactory)
    due_on = factory.SelfAttribute("directive.due_on")
    issued_at = factory.LazyFunction(timezone.now)
