"""The reminder list and the policies in the admin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from directives import reminding
from directives.models import Reminder, ReminderKind, ReminderLine, ReminderPolicy, ReminderState, Role, Unit, User
from tests import factories as f
from tests.admin.conftest import LogIn, person
from tests.outbox import DUE, item, noon, plan_on, state_of

pytestmark = pytest.mark.django_db

LIST = reverse("admin:directives_reminder_changelist")


@pytest.fixture
def zhang() -> User:
    return f.liaison(username="zhang", name="张三")


@pytest.fixture
def wang() -> User:
    return f.liaison(f.UnitFactory(division=f.zhuxi()), username="wang", name="王五")


@pytest.fixture
def digest(zhang: User) -> Reminder:
    item()
    plan_on(DUE)
    return Reminder.objects.get()


def page_of(client: Client, address: str, **query: object) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return " ".join(html.document_fromstring(response.content.decode()).text_content().split())


def rows_of(client: Client, **query: object) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    rows = html.document_fromstring(response.content.decode()).xpath("//table[@id='result_list']//tr[td]")
    return [" ".join(row.text_content().split()) for row in rows]


def test_the_list_shows_to_whom_when_and_what_failed_and_why(supervisor: Client, digest: Reminder) -> None:
    Reminder.objects.update(
        state=ReminderState.FAILED,
        address="zhang@example.org",
        last_error="550 5.1.1 No such mailbox\nNothing is left to remind of.",
    )
    [row] = rows_of(supervisor)
    for words in ("张三", "丹江口市", "failed", "zhang@example.org", "550 5.1.1 No such mailbox", "Nothing is left"):
        assert words in row


def test_it_can_be_narrowed_to_a_county_and_a_state(supervisor: Client, digest: Reminder, wang: User) -> None:
    item(directive=f.DirectiveFactory(), unit=Unit.objects.get(members__user=wang))
    plan_on(DUE)
    Reminder.objects.filter(recipient=wang).update(state=ReminderState.SENT, sent_at=noon(DUE))
    assert len(rows_of(supervisor)) == 2
    [row] = rows_of(supervisor, recipient__memberships__unit__county__code__exact="420324")
    assert "王五" in row
    [row] = rows_of(supervisor, state__exact="queued")
    assert "张三" in row


def test_its_page_shows_the_lines_in_words(supervisor: Client, digest: Reminder) -> None:
    page = page_of(supervisor, reverse("admin:directives_reminder_change", args=[digest.pk]))
    assert "5月底前建成全部搬迁安置房" in page
    assert "due today" in page
    assert "丹江口市人民政府" in page


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("before_1", "1 day before"),
        ("before_30", "30 days before"),
        ("before_0", "due today"),
        ("overdue_3", "overdue by 3 days"),
        ("to_sign", "to sign"),
        ("stale_20170531", "silent"),
        ("escalated", "escalated"),
        ("urged_7", "urged"),
    ],
)
def test_every_stage_has_its_words(supervisor: Client, digest: Reminder, stage: str, words: str) -> None:
    ReminderLine.objects.filter(superseded=True).delete()
    digest.lines.update(stage=stage)
    assert words in page_of(supervisor, reverse("admin:directives_reminder_change", args=[digest.pk]))


def test_lines_of_another_office_are_not_shown_in_a_shared_digest(log_in: LogIn, digest: Reminder) -> None:
    other = f.OfficeFactory(name="十堰市扶贫办")
    item(directive=f.DirectiveFactory(meeting=f.MeetingFactory(office=other), text="别的办公室的事"))
    plan_on(DUE)
    client = log_in(person(Role.SUPERVISOR, other))
    page = page_of(client, reverse("admin:directives_reminder_change", args=[digest.pk]))
    assert "别的办公室的事" in page
    assert "5月底前建成全部搬迁安置房" not in page


def test_a_stranger_sees_none_of_it(stranger: Client, digest: Reminder) -> None:
    assert rows_of(stranger) == []
    assert stranger.get(reverse("admin:directives_reminder_change", args=[digest.pk])).status_code == 404


def test_a_mail_whose_lines_went_on_is_still_seen_by_the_office(supervisor: Client, digest: Reminder) -> None:
    Reminder.objects.update(state=ReminderState.FAILED, last_error="550 unknown")
    plan_on(DUE + timedelta(days=1))
    assert len(rows_of(supervisor)) == 2


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LIAISON, Role.LEADER])
def test_only_the_supervisor_and_the_administrator_see_the_outbox(log_in: LogIn, role: Role, digest: Reminder) -> None:
    assert log_in(person(role)).get(LIST).status_code in {302, 403}


def test_nothing_in_it_can_be_changed_added_or_deleted(administrator: Client, digest: Reminder) -> None:
    change = reverse("admin:directives_reminder_change", args=[digest.pk])
    assert administrator.post(change, {"state": "sent"}).status_code == 403
    assert administrator.get(reverse("admin:directives_reminder_add")).status_code == 403
    assert administrator.post(reverse("admin:directives_reminder_delete", args=[digest.pk])).status_code == 403
    assert state_of(digest) == "queued"


def send_again(client: Client, *mails: Reminder) -> str:
    data = {"action": "send_again", "_selected_action": [mail.pk for mail in mails]}
    response = client.post(LIST, data, follow=True)
    return " ".join(html.document_fromstring(response.content.decode()).text_content().split())


def test_a_failed_mail_is_sent_again_by_the_action(supervisor: Client, digest: Reminder) -> None:
    Reminder.objects.update(state=ReminderState.FAILED)
    assert "1 mail goes out within minutes." in send_again(supervisor, digest)
    assert state_of(digest) == "retry"


def test_the_action_says_why_it_refuses(supervisor: Client, digest: Reminder) -> None:
    page = send_again(supervisor, digest)
    assert "Only a mail that failed" in page
    assert "within minutes" not in page
    assert state_of(digest) == "queued"


def test_a_test_mail_to_oneself_is_asked_for_on_the_list(supervisor: Client) -> None:
    assert "Send a test mail to me" in page_of(supervisor, LIST)
    address = reverse("admin:directives_reminder_test")
    assert supervisor.get(address).status_code == 405
    response = supervisor.post(address, follow=True)
    assert "test mail to you" in response.content.decode()
    assert Reminder.objects.get().kind == ReminderKind.TEST
    assert reminding.claim() != []


def test_who_does_not_see_the_outbox_sends_no_test_mail(log_in: LogIn) -> None:
    assert log_in(person(Role.REVIEWER)).post(reverse("admin:directives_reminder_test")).status_code == 403
    assert not Reminder.objects.exists()


# Policies

ADD = reverse("admin:directives_reminderpolicy_add")
POLICY = {
    "topic": "",
    "division": "",
    "days_before": "60、30， 7,1 0",
    "days_after": "5 1",
    "then_every": "14",
    "sign_within": "2",
    "stale_after": "",
    "escalate_after": "",
}


def test_the_administrator_writes_days_as_people_do(administrator: Client) -> None:
    assert administrator.post(ADD, POLICY).status_code == 302
    policy = ReminderPolicy.objects.get()
    assert policy.days_before == [60, 30, 7, 1, 0]
    assert policy.days_after == [1, 5]
    page = administrator.get(reverse("admin:directives_reminderpolicy_change", args=[policy.pk])).content.decode()
    assert 'value="60, 30, 7, 1, 0"' in page
    assert "everywhere" in page_of(administrator, reverse("admin:directives_reminderpolicy_changelist"))


@pytest.mark.parametrize(
    "wrong", [{"days_before": "soon"}, {"days_before": "-3"}, {"days_before": "400"}, {"days_after": "0 1"}], ids=str
)
def test_days_that_are_none_are_refused(administrator: Client, wrong: dict[str, str]) -> None:
    assert administrator.post(ADD, POLICY | wrong).status_code == 200
    assert not ReminderPolicy.objects.exists()


def test_a_place_and_topic_have_one_policy(administrator: Client) -> None:
    administrator.post(ADD, POLICY)
    assert administrator.post(ADD, POLICY).status_code == 200
    assert ReminderPolicy.objects.count() == 1


def test_the_supervisor_may_look_policies_up_but_not_change_them(supervisor: Client) -> None:
    assert supervisor.get(reverse("admin:directives_reminderpolicy_changelist")).status_code == 200
    assert supervisor.post(ADD, POLICY).status_code == 403
