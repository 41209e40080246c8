"""Who sees what and may do what, as tables: every role against every kind of row, own, foreign and confidential."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from directives import access, summing
from directives.access import Action
from directives.models import (
    Assignment,
    Attachment,
    CountyProgress,
    Directive,
    Division,
    ImportJob,
    Level,
    Meeting,
    Member,
    ProgressReport,
    Reminder,
    ReminderLine,
    Role,
    SearchEntry,
    SearchKind,
    Source,
    StoredFile,
    Topic,
    Unit,
    User,
)
from tests import factories as f

pytestmark = pytest.mark.django_db

Rows = Mapping[str, Any]
Seen = Callable[[str], set[str]]


def member(role: Role, unit: Unit, **member: Any) -> User:
    return f.MemberFactory(user=f.UserFactory(is_staff=False), unit=unit, role=role, **member).user


def township() -> Division:
    return f.DivisionFactory(code="420381110", name="官山镇", level=Level.TOWNSHIP, parent=f.danjiangkou())


def units() -> dict[str, Unit]:
    """Two offices, a county with a bureau and a township, and another county."""
    return {
        "office": f.OfficeFactory(),
        "other office": f.OfficeFactory(name="他市督查室"),
        "county": f.UnitFactory(),
        "bureau": f.UnitFactory(name="丹江口市住建局", kind="department"),
        "town": f.UnitFactory(division=township()),
        "other county": f.UnitFactory(division=f.zhuxi()),
    }


@pytest.fixture
def people() -> dict[str, Any]:
    """Everybody the rules tell apart, by what she is."""
    place = units()
    both = member(Role.SUPERVISOR, place["other office"])
    f.MemberFactory(user=both, unit=place["other county"], role=Role.LIAISON)
    dismissed = member(Role.LIAISON, place["county"])
    User.objects.filter(pk=dismissed.pk).update(is_active=False)
    return {
        "stranger": AnonymousUser(),
        "user without a role": f.UserFactory(),
        "supervisor": member(Role.SUPERVISOR, place["office"]),
        "reviewer": member(Role.REVIEWER, place["office"]),
        "leader of the office": member(Role.LEADER, place["office"]),
        "leader of the county": member(Role.LEADER, place["county"]),
        "liaison of the county": member(Role.LIAISON, place["county"]),
        "liaison of the bureau": member(Role.LIAISON, place["bureau"]),
        "liaison of the town": member(Role.LIAISON, place["town"]),
        "liaison of another county": member(Role.LIAISON, place["other county"]),
        "supervisor of another office": member(Role.SUPERVISOR, place["other office"]),
        "supervisor there and liaison of another county": both,
        "administrator": member(Role.ADMINISTRATOR, place["office"]),
        "superuser": f.UserFactory(is_superuser=True),
        "liaison who has left": member(Role.LIAISON, place["county"], left_on=date(2017, 5, 1)),
        "liaison yet to come": member(Role.LIAISON, place["county"], joined_on=date(2017, 5, 2)),
        "liaison dismissed": User.objects.get(pk=dismissed.pk),
        "liaison named": member(Role.LIAISON, place["county"]),
        "liaison of another county named": member(Role.LIAISON, place["other county"]),
        "supervisor named": member(Role.SUPERVISOR, place["office"]),
    }


@pytest.fixture(autouse=True)
def _business_day(settings: Any) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 1)


NOTHING: set[str] = set()
OPEN_ITEMS = {"county", "bureau", "town", "other county"}
COUNTY_ITEMS = {"county", "bureau", "town", "of another office"}

# The items are named after the unit that has them; all are of the office, but for one "of another office" (for the
# county) and one "secret" (of the office, for the county, confidential).
ITEMS: dict[str, set[str]] = {
    "stranger": NOTHING,
    "user without a role": NOTHING,
    "supervisor": OPEN_ITEMS,
    "reviewer": OPEN_ITEMS,
    "leader of the office": OPEN_ITEMS,
    "leader of the county": COUNTY_ITEMS,
    "liaison of the county": COUNTY_ITEMS,
    "liaison of the bureau": {"bureau"},
    "liaison of the town": {"town"},
    "liaison of another county": {"other county"},
    "supervisor of another office": {"of another office"},
    "supervisor there and liaison of another county": {"of another office", "other county"},
    "administrator": OPEN_ITEMS | COUNTY_ITEMS,
    "superuser": OPEN_ITEMS | COUNTY_ITEMS,
    "liaison who has left": NOTHING,
    "liaison yet to come": NOTHING,
    "liaison dismissed": NOTHING,
    "liaison named": COUNTY_ITEMS | {"secret"},
    "liaison of another county named": {"other county"},  # being named does not open what lies outside one's units
    "supervisor named": OPEN_ITEMS | {"secret"},
}
OWN, FOREIGN = {"own"}, {"foreign"}
OFFICE_ROWS: dict[str, set[str]] = {
    **dict.fromkeys(ITEMS, NOTHING),
    **dict.fromkeys(("supervisor", "reviewer", "leader of the office", "supervisor named"), OWN),
    "supervisor of another office": FOREIGN,
    "supervisor there and liaison of another county": FOREIGN,
    "administrator": OWN | FOREIGN,
    "superuser": OWN | FOREIGN,
}


def items(people: Mapping[str, Any]) -> dict[str, Assignment]:
    place = units()
    made = {name: f.AssignmentFactory(unit=place[name]) for name in ("county", "bureau", "town", "other county")}
    made["of another office"] = f.AssignmentFactory(directive__meeting__office=place["other office"])
    made["secret"] = f.AssignmentFactory(directive__confidential=True)
    for name in ("liaison named", "liaison of another county named", "supervisor named"):
        made["secret"].directive.readers.add(people[name].memberships.get())
    return made


def office_rows(make: Callable[[Unit], Any]) -> dict[str, Any]:
    place = units()
    return {"own": make(place["office"]), "foreign": make(place["other office"])}


def source(office: Unit) -> Source:
    file = StoredFile.objects.store(office.name.encode())
    return Source.objects.create(office=office, file=file, text=office.name, fingerprint=office.name)


def import_job(office: Unit) -> ImportJob:
    file = StoredFile.objects.store(office.name.encode())
    return ImportJob.objects.create(office=office, file=file, name="report.txt")


def county_progress(office: Unit) -> CountyProgress:
    return CountyProgress.objects.create(office=office, county=f.danjiangkou(), topic=Topic.OTHER)


def names_of(rows: Any, known: Rows) -> set[str]:
    keys = {row.pk: name for name, row in known.items()}
    return {keys[row.pk] for row in rows}


def test_assignments_are_seen_by_office_and_by_unit(people: dict[str, Any]) -> None:
    made = items(people)
    seen = {who: names_of(Assignment.objects.visible_to(user), made) for who, user in people.items()}
    assert seen == ITEMS


def test_directives_are_seen_by_their_office_and_by_no_county(people: dict[str, Any]) -> None:
    made = {name: item.directive for name, item in items(people).items()}
    seen = {who: names_of(Directive.objects.visible_to(user), made) for who, user in people.items()}
    offices = {"own": OPEN_ITEMS, "foreign": {"of another office"}}
    expected = {who: set().union(*(offices[row] for row in rows)) for who, rows in OFFICE_ROWS.items()}
    assert seen == expected | {"supervisor named": OPEN_ITEMS | {"secret"}}


@pytest.mark.parametrize("make", [lambda office: f.MeetingFactory(office=office), source, import_job, county_progress])
def test_what_belongs_to_an_office_is_seen_by_that_office(people: dict[str, Any], make: Callable[[Unit], Any]) -> None:
    made = office_rows(make)
    model = type(made["own"])
    seen = {who: names_of(model.objects.visible_to(user), made) for who, user in people.items()}
    assert seen == OFFICE_ROWS


def test_mails_are_seen_by_who_gets_them_and_by_who_sees_an_item_in_them(people: dict[str, Any]) -> None:
    made = items(people)
    mails = {}
    for name, item in made.items():
        reader = f.UserFactory(username=f"reader of {name}")
        mails[name] = Reminder.objects.create(recipient=reader, day=date(2017, 5, 1))
        ReminderLine.objects.create(
            reminder=mails[name], recipient=reader, assignment=item, subject=name, stage="before_3", schedule_no=1
        )
    seen = {who: names_of(Reminder.objects.visible_to(user), mails) for who, user in people.items()}
    all_mails = {who: set(mails) for who in ("administrator", "superuser")}
    assert seen == ITEMS | all_mails  # whom a mail went to is no secret to the administrator; what it says is
    for name, mail in mails.items():
        assert names_of(Reminder.objects.visible_to(mail.recipient), mails) == {name}


def test_proofs_are_seen_with_their_items(people: dict[str, Any]) -> None:
    file, proofs = StoredFile.objects.store(b"photo"), {}
    for name, item in items(people).items():
        report = ProgressReport.objects.create(assignment=item, at=item.issued_at, percent=10, text="完工")
        proofs[name] = Attachment.objects.create(report=report, file=file, name=name)
    assert {who: names_of(Attachment.objects.visible_to(user), proofs) for who, user in people.items()} == ITEMS


def test_what_the_search_looks_up_is_seen_as_the_directives_are(people: dict[str, Any]) -> None:
    entries = {}
    for name, item in items(people).items():
        directive, office = item.directive, item.directive.meeting.office
        entries[name] = SearchEntry.objects.create(
            kind=SearchKind.DIRECTIVE,
            directive=directive,
            meeting=directive.meeting,
            office=office,
            day=date(2017, 5, 1),
            confidential=directive.confidential,
        )
    for user in people.values():
        seen = names_of(SearchEntry.objects.visible_to(user), entries)
        directives = set(Directive.objects.visible_to(user).values_list("pk", flat=True))
        assert seen == {name for name, entry in entries.items() if entry.directive_id in directives}


PLACES = {"county", "bureau", "town", "other county"}
KEPT: dict[str, set[str]] = {
    **dict.fromkeys(ITEMS, NOTHING),
    **dict.fromkeys(("supervisor", "supervisor named"), PLACES),
    "supervisor of another office": PLACES,
    "supervisor there and liaison of another county": PLACES,
    "administrator": PLACES | {"office", "other office"},
    "superuser": PLACES | {"office", "other office"},
}
"""The units whose people somebody keeps: those below the office's place, never the offices themselves."""


def test_people_are_seen_and_kept_by_the_office_above_them(people: dict[str, Any]) -> None:
    place = units()
    far = f.UnitFactory(
        division=f.DivisionFactory(code="4206", name="襄阳市", level=Level.PREFECTURE, parent=f.hubei())
    )
    f.MemberFactory(unit=far, role=Role.LIAISON)
    f.MemberFactory(unit=place["town"], role=Role.LIAISON)
    names = {unit.pk: name for name, unit in place.items()} | {far.pk: "far"}
    for who, user in people.items():
        far_too = {"far"} if KEPT[who] & {"office"} else set()
        assert {names[m.unit_id] for m in Member.objects.visible_to(user)} == KEPT[who] | far_too, who
        assert {n for n, unit in place.items() if access.may_appoint(user, Role.LIAISON, unit)} == KEPT[who], who


def test_only_the_administrator_makes_people_of_an_office_and_administrators(people: dict[str, Any]) -> None:
    place = units()
    for role in (Role.SUPERVISOR, Role.REVIEWER, Role.ADMINISTRATOR):
        able = {who for who, user in people.items() if access.may_appoint(user, role, place["county"])}
        assert able == {"administrator", "superuser"}


def test_a_login_is_kept_by_who_could_have_given_each_of_its_roles(people: dict[str, Any]) -> None:
    def keepers(whose: str) -> set[str]:
        return {who for who, user in people.items() if access.may_keep(user, people[whose])}

    supervisors = {who for who in KEPT if KEPT[who]}
    assert keepers("liaison of the county") == supervisors
    assert keepers("supervisor there and liaison of another county") == {"administrator", "superuser"}
    assert keepers("administrator") == keepers("user without a role") == {"administrator", "superuser"}
    assert keepers("superuser") == {"superuser"}


def test_no_list_is_left_out_of_these_tables() -> None:
    having = {m for m in apps.get_app_config("directives").get_models() if hasattr(m._default_manager, "visible_to")}
    more = {Attachment, SearchEntry, Member}
    assert having == {Assignment, Directive, Meeting, Source, ImportJob, CountyProgress, Reminder} | more


def test_the_county_figures_of_an_office_do_not_tell_of_secret_items(people: dict[str, Any]) -> None:
    items(people)
    summing.rebuild()
    assert sum(row.issued for row in CountyProgress.objects.visible_to(people["supervisor"])) == len(OPEN_ITEMS)


A = Action
MAY: dict[str, set[Action]] = {
    **{who: set() for who in ITEMS},
    "supervisor": {A.ENTER, A.REVIEW, A.ISSUE, A.VERIFY, A.STAFF},
    "supervisor named": {A.ENTER, A.REVIEW, A.ISSUE, A.VERIFY, A.STAFF},
    "supervisor of another office": {A.ENTER, A.REVIEW, A.ISSUE, A.VERIFY, A.STAFF},
    "supervisor there and liaison of another county": {A.ENTER, A.REVIEW, A.ISSUE, A.VERIFY, A.STAFF, A.ACT},
    "reviewer": {A.ENTER, A.REVIEW, A.ISSUE},
    "leader of the office": {A.INSTRUCT},
    "leader of the county": {A.INSTRUCT},
    "liaison of the county": {A.ACT},
    "liaison of the bureau": {A.ACT},
    "liaison of the town": {A.ACT},
    "liaison of another county": {A.ACT},
    "liaison named": {A.ACT},
    "liaison of another county named": {A.ACT},
    "administrator": {A.ADMINISTER, A.STAFF},
    "superuser": {*A} - {A.ACT},  # nobody signs in a county's place
}


def test_each_role_has_its_actions_and_no_other(people: dict[str, Any]) -> None:
    assert {who: set(access.actions_of(user)) for who, user in people.items()} == MAY
    assert {who: {a for a in Action if access.may(user, a)} for who, user in people.items()} == MAY


def test_what_is_done_for_an_office_is_done_by_its_own_members(people: dict[str, Any]) -> None:
    own = units()["office"].pk
    allowed = {who: {a for a in Action if access.may_for_office(user, a, own)} for who, user in people.items()}
    members = ("supervisor", "supervisor named", "reviewer", "leader of the office", "administrator", "superuser")
    assert allowed == {who: set() for who in MAY} | {who: MAY[who] for who in members}


# Who acts for which unit: its own people, and the government above it.
ACTS_FOR: dict[str, set[str]] = {
    **dict.fromkeys(ITEMS, NOTHING),
    "liaison of the county": {"county", "bureau", "town"},
    "liaison named": {"county", "bureau", "town"},
    "liaison of the bureau": {"bureau"},
    "liaison of the town": {"town"},
    "liaison of another county": {"other county"},
    "liaison of another county named": {"other county"},
    "supervisor there and liaison of another county": {"other county"},
}


def test_what_is_done_for_a_unit_is_done_by_itself_or_its_government(people: dict[str, Any]) -> None:
    place = units()
    acting = {
        who: {name for name, unit in place.items() if access.may_for_unit(user, Action.ACT, unit)}
        for who, user in people.items()
    }
    assert acting == ACTS_FOR


def test_a_county_whose_code_begins_like_anothers_is_not_below_it() -> None:
    near = f.DivisionFactory(code="42032", name="近名县", level=Level.COUNTY, parent=f.shiyan())
    user = member(Role.LIAISON, f.UnitFactory(division=near))
    item = f.AssignmentFactory(unit=f.UnitFactory(division=f.zhuxi()))  # 420324
    assert not Assignment.objects.visible_to(user).exists()
    assert not access.may_for_unit(user, Action.ACT, item.unit)


def test_what_is_refused_is_refused_in_words() -> None:
    access.require(True)
    with pytest.raises(PermissionDenied, match=r"\w"):
        access.require(False)
