"""What a digest says, how it travels, and what the server's answers mean."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail as django_mail
from django.utils import translation
from lxml import html
from pytest_django.fixtures import Settings

from directives import clock, doors, faults, mailing, reminding
from directives.digests import live_lines
from directives.faults import Fault
from directives.models import (
    Assignment,
    AssignmentState,
    Member,
    Milestone,
    Occurrence,
    Purpose,
    Recurrence,
    Reminder,
    ReminderPolicy,
    Role,
    SignedLink,
    User,
)
from tests import factories as f
from tests.outbox import DUE, department, item, noon, plan_on, urge
from tests.smtp import Mail, SmtpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def zhang() -> User:
    return f.liaison(username="zhang", name="张三", language="en")


def days(n: int) -> timedelta:
    return timedelta(days=n)


def written(reminder: Reminder | None = None, on: int = 0) -> Mail:
    """The mail as it would leave on the day `on` days after DUE, without sending it."""
    mail = reminder or Reminder.objects.get()
    mail.address, mail.message_id = mail.recipient.email, "<one@example.org>"
    with clock.set_to(DUE + days(on)):
        letter = mailing.letter_of(mail, live_lines(mail))
    message = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(letter.from_email, letter.to, message)


def subject_of(mail: Mail) -> str:
    return str(mail.message["Subject"])


def blocks(mail: Mail) -> dict[str, list[str]]:
    """The groups of the HTML part: heading -> the words of each of its entries."""
    found: dict[str, list[str]] = {}
    for block in html.document_fromstring(mail.html).xpath("//h2 | //div[contains(@class, 'paper')]"):
        words = " ".join(block.text_content().split())
        if block.tag == "h2":
            found[words] = []
        else:
            found[list(found)[-1]].append(words)
    return found


# What it says


def test_a_digest_groups_its_items_and_counts_them_in_the_subject(zhang: User) -> None:
    for offset in (-10, -3, 0, 3, 7, 30):
        text = f"第{offset + 10}件事"
        item(directive=f.DirectiveFactory(text=text), due_on=DUE + days(offset))
    item(None, signed=False, directive=f.DirectiveFactory(text="签收"))
    plan_on(DUE)
    mail = written()
    assert subject_of(mail) == "Supervision reminder: 2 overdue, 3 due within a week"
    found = blocks(mail)
    assert list(found) == ["Overdue (2)", "Due today (1)", "Due within a week (2)", "Later (1)", "To sign (1)"]
    assert "第0件事 Due 2017-05-21 · overdue by 10 days" in found["Overdue (2)"][0]
    assert "第7件事 Due 2017-05-28 · overdue by 3 days" in found["Overdue (2)"][1]
    assert "第10件事 Due 2017-05-31 · due today" in found["Due today (1)"][0]
    assert "签收 no due date · not signed yet" in found["To sign (1)"][0]


@pytest.mark.parametrize(
    ("offset", "signed", "subject"),
    [(1, True, "1 due within a week"), (30, True, "1 due later"), (-1, True, "1 overdue"), (None, False, "1 to sign")],
)
def test_the_subject_says_what_there_is(zhang: User, offset: int | None, signed: bool, subject: str) -> None:
    item(None if offset is None else DUE + days(offset), signed=signed)
    plan_on(DUE)
    assert subject_of(written()) == f"Supervision reminder: {subject}"


def test_each_item_has_its_demand_meeting_unit_and_link_in_text_and_html(zhang: User, settings: Settings) -> None:
    settings.POVTRACK_URL = "https://duban.example.org"
    assignment = item()
    plan_on(DUE)
    mail = written()
    for part in (mail.text, mail.html):
        assert "5月底前建成全部搬迁安置房" in part
        assert "全市脱贫攻坚推进会 (2017-03-29)" in part
        assert "丹江口市人民政府" in part
        token = re.search(r"https://duban\.example\.org/open/([\w-]{43})/", part)
        assert token is not None
        assert doors.find(token[1], Purpose.ACT) == doors.Door(SignedLink.objects.get(assignment=assignment), None)
        assert "https://duban.example.org/checklist/" in part
        assert "张三" in part
    assert "\n\n\n" not in mail.text


def test_an_item_with_two_lines_stands_once_and_says_it_is_not_signed(zhang: User) -> None:
    item(signed=False)
    plan_on(DUE)
    assert [len(entries) for entries in blocks(written()).values()] == [1]
    assert "not signed yet" in written().text


def test_the_words_count_from_the_day_it_is_sent(zhang: User) -> None:
    item()
    plan_on(DUE - days(1))
    assert "1 day left" in written(on=-1).text
    assert "overdue by 2 days" in written(on=2).text


def test_an_urge_brings_the_supervisors_words(zhang: User) -> None:
    assignment = item(None)
    urge(assignment, DUE, "省里下周来查")
    urge(item(None, directive=f.DirectiveFactory()), DUE)
    plan_on(DUE)
    mail = written()
    assert "Urged by the supervision office: 省里下周来查" in mail.text
    assert "Urged by the office" in mail.html
    assert list(blocks(mail)) == ["Without a due date (2)"]
    assert subject_of(mail) == "Supervision reminder: 2 without a due date"


def test_milestones_and_occurrences_are_named(zhang: User) -> None:
    assignment = item(None)
    Milestone.objects.create(assignment=assignment, title="主体封顶", due_on=DUE)
    rhythm = Recurrence.objects.create(directive=assignment.directive, every=Recurrence.Every.MONTH)
    Occurrence.objects.create(recurrence=rhythm, assignment=assignment, due_on=DUE)
    plan_on(DUE)
    mail = written()
    assert "Milestone: 主体封顶" in mail.text
    assert "One of a series" in mail.html


def test_silence_and_escalation_say_why_they_come(zhang: User) -> None:
    leader = f.MemberFactory(user=f.UserFactory(language="en"), unit=f.UnitFactory(), role=Role.LEADER).user
    ReminderPolicy.objects.create(stale_after=5, escalate_after=1)
    item()
    plan_on(DUE + days(1))
    assert "Nothing has been heard" in written(Reminder.objects.get(recipient=zhang), on=1).text
    assert "as a leader of the unit" in written(Reminder.objects.get(recipient=leader), on=1).text


def test_a_confidential_item_is_announced_without_a_word_of_it(zhang: User) -> None:
    directive = f.DirectiveFactory(confidential=True, text="查处某乡虚报")
    directive.readers.add(zhang.memberships.get())
    assignment = item(directive=directive)
    Milestone.objects.create(assignment=assignment, title="查处第一步", due_on=DUE)
    urge(assignment, DUE, "查处要快")
    plan_on(DUE)
    mail = written()
    for part in (mail.text, mail.html, subject_of(mail)):
        assert "查处" not in part
        assert "推进会" not in part
    assert "A confidential item awaits you" in mail.text
    assert f"/checklist/{assignment.pk}/" in mail.html


def test_each_recipient_reads_her_own_language(zhang: User) -> None:
    li = f.liaison(username="li", language="zh-hans")
    item()
    plan_on(DUE)
    with translation.override("de"):
        assert 'lang="en"' in written(Reminder.objects.get(recipient=zhang)).html
        assert 'lang="zh-hans"' in written(Reminder.objects.get(recipient=li)).html
        assert translation.get_language() == "de"


def test_what_people_typed_does_not_become_markup(zhang: User) -> None:
    item(directive=f.DirectiveFactory(text="<script>alert(1)</script> & 5 < 6"))
    plan_on(DUE)
    mail = written()
    assert "<script>" not in mail.html
    assert "<script>alert(1)</script> & 5 < 6" in mail.text


# Which lines still hold


def left_after(zhang: User, **changes: object) -> int:
    Assignment.objects.update(**changes)
    return len(live_lines(Reminder.objects.get(recipient=zhang)))


@pytest.mark.parametrize(
    "changes",
    [{"state": s} for s in ("submitted", "closed", "suspended", "cancelled")] + [{"schedule_no": 2}],
    ids=str,
)
def test_a_line_whose_item_is_settled_or_moved_is_dropped(zhang: User, changes: dict[str, object]) -> None:
    item()
    plan_on(DUE)
    assert left_after(zhang) == 1
    assert left_after(zhang, **changes) == 0


def test_a_line_to_sign_is_dropped_once_it_is_signed(zhang: User) -> None:
    item(None, signed=False)
    plan_on(DUE)
    assert left_after(zhang) == 1
    assert left_after(zhang, state=AssignmentState.IN_PROGRESS) == 0


def test_a_line_about_silence_is_dropped_once_there_is_word(zhang: User) -> None:
    ReminderPolicy.objects.create(stale_after=5)
    item(None)
    plan_on(DUE)
    assert left_after(zhang) == 1
    assert left_after(zhang, reported_at=noon(DUE)) == 0


def test_lines_of_parts_are_dropped_once_these_are_done_or_moved(zhang: User) -> None:
    assignment = item(None)
    milestone = Milestone.objects.create(assignment=assignment, title="主体封顶", due_on=DUE)
    rhythm = Recurrence.objects.create(directive=assignment.directive, every=Recurrence.Every.MONTH)
    Occurrence.objects.create(recurrence=rhythm, assignment=assignment, due_on=DUE)
    plan_on(DUE)
    assert left_after(zhang) == 2
    assert left_after(zhang, schedule_no=2) == 1
    assert left_after(zhang, schedule_no=1) == 2
    milestone.schedule_no = 2
    milestone.save()
    assert left_after(zhang) == 1
    Occurrence.objects.update(done_at=noon(DUE))
    assert left_after(zhang) == 0


def test_a_line_is_dropped_when_its_reader_may_not_see_the_item_any_more(zhang: User) -> None:
    item()
    plan_on(DUE)
    with clock.set_to(DUE):
        assert left_after(zhang) == 1
        Member.objects.update(left_on=DUE)
        assert left_after(zhang) == 0


def test_a_line_follows_its_item_to_the_department_below_and_not_to_another_county(zhang: User) -> None:
    item(unit=department())
    plan_on(DUE)
    assert left_after(zhang) == 1
    assert left_after(zhang, unit=f.UnitFactory(division=f.zhuxi())) == 0


# How it travels


def test_the_headers_name_the_list_and_ask_for_no_automatic_answer(zhang: User, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "督办 <duban@gov.example.cn>"
    item()
    plan_on(DUE)
    message = written().message
    assert message["List-Id"] == "povtrack <reminders.gov.example.cn>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"] == "<one@example.org>"
    assert message["To"] == "zhang@example.org"
    assert mailing.new_message_id().endswith("@gov.example.cn>")


def test_every_byte_is_ascii_and_every_line_short_enough_for_any_server(zhang: User) -> None:
    item(directive=f.DirectiveFactory(text="建房" * 900))
    plan_on(DUE)
    mail = written()
    raw = mail.message.as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= 998  # RFC 5322, 2.1.1
    assert "建房" * 900 in mail.text


def test_the_html_asks_nothing_of_the_network_and_fits_phones_and_the_night(zhang: User) -> None:
    item()
    plan_on(DUE)
    page = written().html
    document = html.document_fromstring(page)
    assert not document.xpath("//img | //link | //script | //iframe | //*[@background]")
    assert "url(" not in page
    assert "@import" not in page
    assert document.xpath("//meta[@name='viewport']")
    assert "prefers-color-scheme: dark" in page
    # Whatever a program does with the sheet, each coloured element has its colour inline, and a twin for the night.
    for element in document.xpath("//body | //body//*[@class]"):
        if element.tag != "body" and not element.get("style"):
            assert element.tag == "strong"
        for name in element.get("class").split():
            assert f".{name} {{" in page


def test_the_colours_of_the_mail_can_be_read_by_day_and_by_night(zhang: User) -> None:
    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        dark, light = sorted([luminance(one), luminance(other)])
        return (light + 0.05) / (dark + 0.05)

    item()
    plan_on(DUE)
    page = written().html
    night = dict(re.findall(r"\.(\w+) { (?:background: #\w+ !important; )?color: (#\w{6})", page))
    for name in ("ink", "soft", "link", "red", "yellow", "blue", "grey"):
        assert contrast(night[name], "#12161c") >= 4.5
        assert contrast(night[name], "#1a2029") >= 4.5
    for colour in ("#1b2430", "#5a6675", "#1f5fbf", "#b42318", "#8a5a00", "#566170"):
        assert contrast(colour, "#f6f7f9") >= 4.5
        assert contrast(colour, "#ffffff") >= 4.5


def test_a_batch_shares_one_connection(smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    connect = smtplib.SMTP.connect

    def counted(client: smtplib.SMTP, *args: object, **kwargs: object) -> object:
        opened.append(client)
        return connect(client, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(smtplib.SMTP, "connect", counted)
    for n in range(3):
        reminding.send_test(f.supervisor(username=f"u{n}"))
    reminding.sweep()
    assert len(smtp_server.mails) == 3
    assert len(opened) == 1


def test_any_other_mail_backend_will_do(zhang: User) -> None:
    reminding.send_test(zhang)
    assert reminding.sweep() == {"sent": 1}
    assert [mail.to for mail in django_mail.outbox] == [["zhang@example.org"]]


# What the answers mean


def answer(code: int, words: bytes = b"words") -> smtplib.SMTPResponseException:
    return smtplib.SMTPDataError(code, words)


@pytest.mark.parametrize(
    ("error", "final", "uncertain", "everyone"),
    [
        (answer(451), False, False, False),
        (answer(554), True, False, False),
        (smtplib.SMTPRecipientsRefused({"a@b.cn": (450, b"greylisted")}), False, False, False),
        (smtplib.SMTPRecipientsRefused({"a@b.cn": (550, b"unknown")}), True, False, False),
        (smtplib.SMTPSenderRefused(451, b"busy", "a@b.cn"), False, False, True),
        (smtplib.SMTPSenderRefused(530, b"log in first", "a@b.cn"), True, False, True),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), True, False, False),
        (ValueError("Invalid address"), True, False, False),
        (smtplib.SMTPServerDisconnected("gone"), False, True, False),
        (TimeoutError("timed out"), False, True, False),
        (ConnectionResetError(104, "reset"), False, True, False),
        (RuntimeError("whatever"), False, True, False),
    ],
    ids=lambda v: repr(v)[:60],
)
def test_4xx_passes_5xx_does_not_and_no_answer_leaves_it_open(
    error: Exception, final: bool, uncertain: bool, everyone: bool
) -> None:
    fault = faults.on_sending(error)
    assert (fault.final, fault.uncertain, fault.everyone) == (final, uncertain, everyone)
    assert fault.words
    assert fault.advice


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), True),
        (smtplib.SMTPAuthenticationError(454, b"later"), False),
        (smtplib.SMTPConnectError(554, b"no service"), False),
        (ConnectionRefusedError(111, "refused"), False),
        (ssl.SSLCertVerificationError("bad certificate"), False),
        (TimeoutError(), False),
    ],
    ids=lambda v: repr(v)[:60],
)
def test_without_a_connection_nothing_can_be_sent_and_only_a_refused_login_is_final(
    error: Exception, final: bool
) -> None:
    fault = faults.on_opening(error)
    assert (fault.final, fault.uncertain, fault.everyone) == (final, False, True)
    assert fault.words


def test_the_servers_words_are_kept_whatever_their_encoding() -> None:
    assert faults.on_sending(answer(550, "用户不存在".encode())).words == "550 用户不存在"
    assert faults.on_sending(answer(550, "用户不存在".encode("gbk"))).words == "550 用户不存在"
    assert faults.on_sending(answer(550, b"a\x00b\r\n  c")).words == "550 ab c"


def test_a_fault_is_explained_in_the_language_in_use() -> None:
    fault = Fault("550 <b>unknown</b>", faults.NOTHING_LEFT)
    with translation.override("en"):
        assert faults.explained(str(fault)) == "550 <b>unknown</b>\nNothing is left to remind of."
    assert faults.explained("") == ""
