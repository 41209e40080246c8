"""What the tracking costs those who report, on the administrator's page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import make_aware
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from directives import burden
from directives.admin.burdens import fields_asked
from directives.models import Assignment, ProgressReport, Reminder, ReminderKind, ReminderLine, ReminderState, User
from tests.factories import AssignmentFactory, liaison

pytestmark = pytest.mark.django_db

PAGE = "/admin/burden/"
MAY = date(2017, 5, 2)


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = MAY


def mailed(to: User, item: Assignment, day: date = MAY, kind: str = ReminderKind.DIGEST, hour: int = 8) -> None:
    at = make_aware(datetime(day.year, day.month, day.day, hour))
    mail = Reminder.objects.create(recipient=to, day=day, kind=kind, state=ReminderState.SENT, sent_at=at)
    facts: dict[str, Any] = {"subject": f"assignment:{item.pk}", "stage": f"{kind}{day}", "schedule_no": 1}
    ReminderLine.objects.create(reminder=mail, recipient=to, assignment=item, **facts)


def reported(by: User, item: Assignment, day: date, hour: int) -> None:
    at = make_aware(datetime(day.year, day.month, day.day, hour))
    ProgressReport.objects.create(assignment=item, author=by, at=at, percent=10, text="开工")


def test_one_mail_a_day_is_kept_and_more_is_marked(administrator: Client) -> None:
    zhang, item = liaison(), AssignmentFactory()
    mailed(zhang, item)
    mailed(zhang, item, MAY - timedelta(days=1))
    assert burden.mails(MAY - timedelta(days=9), MAY) == burden.Mails(sent=2, days=2, most=1, too_many=0)
    assert "pv-differs" not in administrator.get(PAGE).text
    mailed(zhang, item, kind=ReminderKind.ACCOUNT)
    assert burden.mails(MAY, MAY) == burden.Mails(sent=2, days=1, most=2, too_many=1)
    assert "1 time more than one a day" in administrator.get(PAGE).text


def test_a_test_mail_and_what_never_left_are_no_burden() -> None:
    zhang = liaison()
    mailed(zhang, AssignmentFactory(), kind=ReminderKind.TEST)
    Reminder.objects.create(recipient=zhang, day=MAY, state=ReminderState.FAILED)
    assert burden.mails(MAY, MAY) == burden.Mails(0, 0, 0, 0)
    assert burden.mails(MAY, MAY).mean is None


def test_the_time_to_a_report_is_counted_from_the_last_mail_before_it_to_the_first_report_after_it() -> None:
    zhang, item, other = liaison(), AssignmentFactory(), AssignmentFactory()
    reported(zhang, other, MAY, 9)  # no mail before it
    mailed(zhang, item, MAY - timedelta(days=3))
    mailed(zhang, item, MAY - timedelta(days=1))
    for hour in (10, 16):
        reported(zhang, item, MAY - timedelta(days=1), hour)
    assert burden.answers(MAY - timedelta(days=9), MAY) == burden.Answers(hours=2.0, count=1)
    assert burden.answers(MAY, MAY) == burden.Answers(None, 0)


def test_the_fields_are_those_of_the_forms() -> None:
    asked = {each.name: (each.must, each.may) for each in fields_asked()}
    assert list(asked.values()) == [(0, 1), (2, 3), (2, 0), (1, 3)]  # sign, report, several at once, done


def test_the_period_is_asked_for_and_bounds_the_figures(administrator: Client) -> None:
    mailed(liaison(), AssignmentFactory(), date(2017, 1, 5))
    assert administrator.get(PAGE).context["mails"].sent == 0
    assert administrator.get(f"{PAGE}?since=2017-01-01&until=2017-01-31").context["mails"].sent == 1
    assert administrator.get(f"{PAGE}?since=nonsense").status_code == 200


def test_the_page_costs_the_same_whatever_there_is(
    administrator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    zhang = liaison()
    for day in range(1, 9):
        mailed(zhang, AssignmentFactory(), MAY - timedelta(days=day))
    with django_assert_num_queries(6):
        administrator.get(PAGE)


def test_it_is_the_administrators_and_stands_in_her_navigation(administrator: Client, supervisor: Client) -> None:
    assert PAGE in administrator.get("/admin/").text
    assert PAGE not in supervisor.get("/admin/").text
    assert supervisor.get(PAGE).status_code == 403
