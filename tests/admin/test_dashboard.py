from __future__ import annotations

from datetime import date

from django.test import Client

from directives import clock
from directives.models import AssignmentState, DirectiveState, ImportJob, ImportState, MeetingState, StoredFile, Unit
from tests.admin.conftest import other_office
from tests.factories import AssignmentFactory, DirectiveFactory, MeetingFactory, OfficeFactory


def failed_import(office: Unit) -> None:
    file = StoredFile.objects.store(office.name.encode())
    ImportJob.objects.create(office=office, file=file, name="x.txt", state=ImportState.FAILED)


def waiting(client: Client) -> dict[str, tuple[int, str]]:
    return {each.title: (each.count, each.url) for each in client.get("/admin/").context["waiting"]}


def test_each_number_counts_exactly_the_rows_it_leads_to(supervisor: Client, counties: list[Unit]) -> None:
    """Whatever the desk of another office holds is in neither."""
    for office in (OfficeFactory(), other_office()):
        failed_import(office)
        meeting = MeetingFactory(office=office)
        MeetingFactory(office=office, state=MeetingState.REVIEWED)
        DirectiveFactory(meeting=meeting, state=DirectiveState.CONFIRMED)
        for n, (state, day) in enumerate([("in_progress", 18), ("issued", 25), ("submitted", 1), ("closed", 1)]):
            unit = counties[n % 2]
            directive = DirectiveFactory(meeting=meeting, state=DirectiveState.CONFIRMED)
            AssignmentFactory(directive=directive, unit=unit, state=AssignmentState(state), due_on=date(2017, 4, day))
    with clock.set_to(date(2017, 4, 20)):
        found = waiting(supervisor)
        assert {title: count for title, (count, _url) in found.items()} == {
            "Meetings to review": 1,
            "Confirmed, not issued": 1,
            "To verify": 1,
            "Overdue": 1,
            "Due soon": 1,
            "Imports failed": 1,
        }
        for title, (count, url) in found.items():
            assert supervisor.get(url).context["cl"].result_count == count, title


def test_nothing_waits_on_the_first_day(supervisor: Client) -> None:
    assert {count for count, _url in waiting(supervisor).values()} == {0}
