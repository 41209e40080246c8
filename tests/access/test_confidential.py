"""A confidential directive is not there for whom it does not name: every page is as if it did not exist.

All pages that somebody may open are kept before it is made, and compared byte by byte when it has lived a whole life:
no word, no count and no number of it may have come in.
"""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from directives import agenda, assigning, delegating, extending, milestones, reviewing, summing
from directives.assigning import IssueItem, Progress
from directives.models import Assignment, Attachment, Directive, Reminder, ReminderLine
from tests.access import walk
from tests.access.test_matrix import world
from tests.access.world import DUE, LATER, PEOPLE, World
from tests.outbox import plan_on
from tests.test_mailing import written

pytestmark = pytest.mark.django_db
__all__ = ["world"]

SECRET = "查处虚报冒领"
NAMED = ("supervisor", "liaison")
OTHERS = [who for who in PEOPLE if who not in {*NAMED, "anonymous"}]
FORMS = re.compile(r"/(?:add|delete|invite|import)/$|password|language|login|^calendar/|^open/")
"""Addresses of blank forms, which list nothing, and of what is open to whoever has the named liaison's own secret."""
ASKED = [
    f"/admin/search/?q={SECRET}",
    "/admin/search/?q=%E5%AE%89%E7%BD%AE%E6%88%BF",
    f"/admin/directives/directive/?q={SECRET}",
    "/admin/directives/directive/?state__exact=confirmed&issued=yes",
    f"/admin/directives/assignment/?q={SECRET}",
    "/admin/directives/assignment/?figure=due_soon",
    "/admin/corrections/cases/?verdict=missed",
    "/admin/autocomplete/?app_label=directives&model_name=assignment&field_name=directive",
    "/progress/rows/?figure=running",
    "/progress/?whole=1",
    "/inbox/?show=verify",
    "/inbox/?show=pleas",
    "/inbox/?show=silent",
]
VARYING = re.compile(
    r"DTSTAMP:\w+|<(?:script src|link)[^>]*>(?:</script>)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""What no two pages share: the time, the token of a form, the order of style sheets."""


def opened(who: str, world: World) -> Iterator[str]:
    """The addresses that the table opens to this person, and what she might ask them."""
    for row in walk.read("urls.csv"):
        if row["method"] == "GET" and row[who] == "200" and not FORMS.search(row["url"]):
            yield walk.address(row["url"], walk.values(row["url"], world))
    yield from ASKED


def seen(world: World, who: str, path: str) -> str:
    """What an address shows, a workbook by its cells."""
    if path.endswith(".xlsx"):
        return cells(world, who, path)
    answer = walk.ask(world, who, "GET", path)
    return answer.word + re.sub(r"\s+", " ", VARYING.sub("", answer.body))


def cells(world: World, who: str, path: str) -> str:
    request = RequestFactory(HTTP_COOKIE=f"sessionid={world.sessions[who]}").get(path)
    response = walk.handler().get_response(request)
    if response.status_code != 200:
        return str(response.status_code)
    book = load_workbook(io.BytesIO(response.content))
    return repr([list(sheet.iter_rows(values_only=True)) for sheet in book])


@pytest.fixture
def secret(world: World) -> Assignment:
    return live(world)


def live(world: World) -> Assignment:
    """The whole life of a confidential directive of the same meeting, for the same county."""
    boss, liaison = world.users["supervisor"], world.users["liaison"]
    readers = [world.members[who] for who in NAMED]
    row = reviewing.add_directive(
        world.meeting, boss, text=f"{SECRET}，建成安置房", due_on=DUE, confidential=True, readers=readers
    )
    reviewing.confirm(row, boss)
    [item] = assigning.issue(Directive.objects.get(pk=row.pk), [IssueItem(world.units["county"], DUE)], boss)
    item = assigning.sign(item, liaison)
    photo = world.things["attachment"]
    item = assigning.report(item, liaison, Progress(30, f"{SECRET}有进展", token=uuid.uuid4()))
    Attachment.objects.create(
        report=item.reports.get(), file=photo.file, thumbnail=photo.thumbnail, name=f"{SECRET}.jpg"
    )
    item = milestones.plan(item, liaison, [milestones.Planned(f"{SECRET}第一步", DUE, 50)])
    delegating.delegate(item, liaison, [IssueItem(world.units["bureau"], DUE)])
    extending.ask(item, liaison, due_on=LATER, reason=f"{SECRET}难")
    assigning.urge(Assignment.objects.get(pk=item.pk), boss, note=f"{SECRET}要快")
    return Assignment.objects.get(pk=item.pk)


@pytest.mark.one_database
def test_every_page_is_as_if_it_did_not_exist(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = {(who, path): seen(world, who, path) for who in OTHERS for path in opened(who, world)}
    live(world)
    told = [f"{who}: {path}" for (who, path), body in before.items() if seen(world, who, path) != body]
    assert not told, "\n".join(told)
    assert sum(SECRET in seen(world, "supervisor", path) for path in opened("supervisor", world)) >= 5
    with capsys.disabled():
        print(f"\nconfidential: {len(before)} pages of {len(OTHERS)} people are as if it did not exist")


def test_its_own_addresses_answer_as_if_there_were_nothing(world: World, secret: Assignment) -> None:
    proof = secret.reports.get().attachments.get().pk
    keys = {"assignment": secret.pk, "directive": secret.directive_id, "checklist": secret.pk, "proof": proof}
    for url in walk.patterns():
        kind = next((kind for kind in keys if url.startswith((f"{kind}/", f"admin/directives/{kind}/"))), None)
        found = walk.values(url, world)
        if kind is None or not found:
            continue
        found[0] = keys[kind]
        absent = walk.missing(found)
        for who in OTHERS:
            for method in ("GET", "POST"):
                answer = walk.ask(world, who, method, walk.address(url, found))
                other = walk.ask(world, who, method, walk.address(url, absent))
                told = answer.word, walk.without(answer.body, found)
                assert told == (other.word, walk.without(other.body, absent)), f"{who}'s {method} of {url}"
                assert not answer.wrote


def test_no_mail_says_more_than_that_an_item_awaits(world: World, secret: Assignment) -> None:
    plan_on(DUE - timedelta(days=1))
    lines = ReminderLine.objects.filter(assignment__directive=secret.directive_id, reminder__isnull=False)
    told = {line.recipient.name for line in lines}
    assert "liaison" in told
    assert told <= set(NAMED)
    for mail in Reminder.objects.filter(day=DUE - timedelta(days=1)):
        letter = written(mail, on=0)
        for part in (letter.text, letter.html, str(letter.message["Subject"])):
            assert SECRET not in part
        assert ("A confidential item awaits you" in letter.text) == (mail.recipient.name in told)


def test_the_kept_figures_and_the_calendar_of_who_is_not_named_are_without_it(world: World) -> None:
    deputy = world.members["deputy"]
    before = summing.kept(), agenda.calendar(agenda.items_of(deputy), "")
    live(world)
    assert (summing.kept(), agenda.calendar(agenda.items_of(deputy), "")) == before
    assert summing.kept() == summing.recount()
