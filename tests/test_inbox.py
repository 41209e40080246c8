"""What waits for the supervisor, and how it is answered where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from directives import assigning, clock, extending
from tests import factories as f
from tests.test_checklist import issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _business_day(settings: Settings) -> None:
    settings.POVTRACK_TODAY = date(2017, 5, 1)


def test_the_inbox_holds_pleas_and_silent_counties_too(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    with clock.set_to(date(2017, 4, 1)):
        silent = issue(boss)
        a = assigning.sign(issue(boss), anna)
    extending.ask(a, anna, due_on=date(2017, 6, 30), reason="连续降雨")
    assigning.report(a, anna, assigning.Progress(10, "开工"))
    client.force_login(boss)
    page = client.get(reverse("inbox"), {"show": "pleas"})
    assert page.context["counts"] == {"verify": 0, "pleas": 1, "silent": 1}
    assert "连续降雨" in page.content.decode()
    assert [item.pk for item in client.get(reverse("inbox"), {"show": "silent"}).context["page"]] == [silent.pk]


def test_what_waits_is_answered_in_the_inbox_itself(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    with clock.set_to(date(2017, 4, 1)):
        silent, late, done = issue(boss), issue(boss), issue(boss)
    assigning.submit(assigning.sign(done, anna), anna, assigning.Progress(100, "全部入住"))
    extending.ask(assigning.sign(late, anna), anna, due_on=date(2017, 6, 30), reason="连续降雨")
    client.force_login(boss)
    for item, kind, back in [(done, "verify", "verify"), (late, "grant", "pleas"), (silent, "urge", "silent")]:
        where = f"{reverse('inbox')}?show={back}"
        (offer,) = [o for _, offers in client.get(where).context["cards"] for o in offers if o.step.name == kind]
        assert offer.form.is_ready()
        sent = {each.html_name: each.value() for each in offer.form if each.value() is not None}
        answer = client.post(reverse("assignment-step", args=[item.pk, kind]), {**sent, "back": back})
        assert answer.headers["Location"] == where
    for item in (silent, late, done):
        item.refresh_from_db()
    assert (done.state, late.due_on) == ("closed", date(2017, 6, 30))
    assert silent.events.filter(kind="urge").count() == 1
    ((_, offers),) = client.get(reverse("inbox"), {"show": "silent"}).context["cards"]
    assert not offers, "once a day is enough"


def test_several_silent_counties_are_urged_on_one_page(client: Client) -> None:
    boss = f.supervisor()
    with clock.set_to(date(2017, 4, 1)):
        items = [issue(boss), issue(boss)]
    client.force_login(boss)
    asked = {"step": "urge", "item": [item.pk for item in items]}
    lines = client.get(reverse("bulk"), asked).context["lines"]
    assert [item.pk for item, _ in lines] == [item.pk for item in items]
    fields = {f"i{item.pk}-revision": item.revision for item in items}
    answer = client.post(reverse("bulk"), {**asked, **fields, f"i{items[0].pk}-note": "请尽快反馈"})
    assert answer.headers["Location"] == reverse("inbox")
    assert [item.events.filter(kind="urge").values_list("note", flat=True)[0] for item in items] == ["请尽快反馈", ""]


def test_the_inbox_costs_the_same_for_few_items_and_for_many(client: Client) -> None:
    boss, anna = f.supervisor(), f.liaison()
    client.force_login(boss)
    costs: dict[str, list[int]] = {"verify": [], "pleas": [], "silent": []}
    for count in (2, 6):
        with clock.set_to(date(2017, 4, 1)):
            rows = [[issue(boss) for _ in range(count)] for _ in costs]
        for silent, late, done in zip(*rows, strict=True):
            assigning.sign(silent, anna)
            assigning.submit(assigning.sign(done, anna), anna, assigning.Progress(100, "全部入住"))
            extending.ask(assigning.sign(late, anna), anna, due_on=date(2017, 6, 30), reason="连续降雨")
        for show, counted in costs.items():
            with CaptureQueriesContext(connection) as seen:
                assert client.get(reverse("inbox"), {"show": show}).status_code == 200
            counted.append(len(seen))
    assert all(few == many for few, many in costs.values()), costs
