"""A small world for the access tests: one thing of every kind, and everybody whom the rules tell apart.

All things belong to the office of 十堰市 and to 丹江口市; who is foreign belongs to another prefecture's office, or to
another county of the same one.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from PIL import Image

from directives import assigning, doors, extending, milestones, proof, reviewing, undoing
from directives.management.commands.mailcatcher import Keeper
from directives.models import (
    Assignment,
    Commitment,
    Directive,
    DirectiveState,
    Event,
    ImportJob,
    ImportState,
    Kind,
    Meeting,
    Member,
    Reminder,
    ReminderLine,
    ReminderPolicy,
    ReminderState,
    Role,
    Source,
    StoredFile,
    Unit,
    User,
)
from tests import factories as f
from tests.admin.conftest import other_office

TODAY = date(2017, 5, 2)
DUE, LATER = date(2017, 6, 30), date(2017, 7, 31)
TEXT = "市长陈立要求，5月底前建成全部搬迁安置房。要解放思想。丹江口市汇报说，年底前将硬化全部村组道路。"
NAME = "unknown"  # a token that nobody has
MISSING = 999_999_999

PEOPLE: dict[str, tuple[Role, str] | None] = {
    "anonymous": None,
    "left": (Role.LIAISON, "county"),
    "supervisor": (Role.SUPERVISOR, "office"),
    "reviewer": (Role.REVIEWER, "office"),
    "office leader": (Role.LEADER, "office"),
    "liaison": (Role.LIAISON, "county"),
    "deputy": (Role.LIAISON, "county"),
    "county leader": (Role.LEADER, "county"),
    "administrator": (Role.ADMINISTRATOR, "office"),
    "superuser": None,
    "foreign supervisor": (Role.SUPERVISOR, "foreign office"),
    "foreign reviewer": (Role.REVIEWER, "foreign office"),
    "foreign liaison": (Role.LIAISON, "foreign county"),
    "foreign leader": (Role.LEADER, "foreign county"),
}
"""The columns of the tables: who asks, and by which place in which unit."""

STRANGERS = ("anonymous", "left", "foreign supervisor", "foreign reviewer", "foreign liaison", "foreign leader")
"""Who may not learn which of the world's ids exist."""


@dataclass
class World:
    """Everything that an address or a form may name."""

    units: dict[str, Unit]
    users: dict[str, User]
    members: dict[str, Member]
    sessions: dict[str, str]
    meeting: Meeting
    directives: dict[str, Directive]
    items: dict[str, Assignment]
    things: dict[str, Any]


def build(mails: Path) -> World:
    """Make it; `mails` is the folder of the mail catcher."""
    units = {
        "office": f.OfficeFactory(),
        "foreign office": other_office(),
        "county": f.UnitFactory(),
        "bureau": f.UnitFactory(name="丹江口市住建局", kind="department"),
        "foreign county": f.UnitFactory(division=f.zhuxi()),
    }
    users, members = _people(units)
    sessions = {who: _session(user) for who, user in users.items()}
    meeting = _meeting(units["office"])
    directives = _directives(meeting, users)
    items = _items(units, users)
    things = _things(units, users, members, meeting, items) | {"mail": _caught(mails)}
    return World(units, users, members, sessions, meeting, directives, items, things)


def _session(user: User) -> str:
    """The key of a session in which that user has logged in."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _people(units: dict[str, Unit]) -> tuple[dict[str, User], dict[str, Member]]:
    users: dict[str, User] = {"superuser": f.UserFactory(username="superuser", is_superuser=True, language="en")}
    members: dict[str, Member] = {}
    for who, place in PEOPLE.items():
        if place is not None:
            users[who] = f.UserFactory(username=who.replace(" ", "-"), name=who, language="en", is_staff=False)
            members[who] = f.MemberFactory(user=users[who], unit=units[place[1]], role=place[0])
    gone = members["left"]
    gone.left_on = TODAY
    gone.save()
    absent = members["liaison"]
    absent.deputy, absent.deputy_from, absent.deputy_until = members["deputy"], TODAY, DUE
    absent.save()
    return users, members


def _meeting(office: Unit) -> Meeting:
    file = StoredFile.objects.store(TEXT.encode())
    source = Source.objects.create(office=office, file=file, name="report.txt", text=TEXT, fingerprint="0" * 64)
    meeting: Meeting = f.MeetingFactory(source=source, office=office, held_on=None, month_day="03-29")
    return meeting


def _directives(meeting: Meeting, users: dict[str, User]) -> dict[str, Directive]:
    """One in each state in which a step of the review starts."""

    def made(**facts: Any) -> Directive:
        return f.DirectiveFactory(meeting=meeting, **facts)

    found = {
        "draft": made(text="5月底前建成全部搬迁安置房，要核实名单", evidence_start=7, evidence_end=20),
        "other draft": made(text="核实低保名单"),
        "slogan": made(text="要解放思想", kind=Kind.PRINCIPLE, due_on=None, due_text="", due_rule=""),
        "confirmed": made(text="硬化村组道路", state=DirectiveState.CONFIRMED),
        "rejected": made(text="继续努力", state=DirectiveState.REJECTED),
        "standing": made(text="建成安置房", state=DirectiveState.CONFIRMED),
    }
    found["repeat"] = made(text="再次要求建成安置房", standing=found["standing"])
    for who in ("supervisor", "reviewer", "superuser"):
        _step(made(text=f"{who}看过"), users[who])
    return found


def _step(row: Directive, user: User) -> None:
    """A step of the review that its reviewer can take back."""
    undoing.taken(row.meeting, user, "edited", lambda: reviewing.edit(row, user, {"note": "核"}))


def _items(units: dict[str, Unit], users: dict[str, User]) -> dict[str, Assignment]:
    """One item of the county in each state in which a move starts, each of a directive of its own."""
    boss, liaison = users["supervisor"], users["liaison"]

    def issued() -> Assignment:
        meeting = f.MeetingFactory(office=units["office"])
        directive = f.DirectiveFactory(meeting=meeting, state=DirectiveState.CONFIRMED, due_on=DUE)
        return assigning.issue(directive, [assigning.IssueItem(units["county"], DUE)], boss)[0]

    def told(item: Assignment, **more: Any) -> assigning.Progress:
        return assigning.Progress(30, "开工", token=uuid.uuid4(), **more)

    found = {"issued": issued()}
    for name in ("running", "pleading", "submitted", "closed", "suspended"):
        found[name] = assigning.sign(issued(), liaison)
    running = assigning.report(found["running"], liaison, told(found["running"], files=[_photo()]))
    found["running"] = milestones.plan(running, liaison, [milestones.Planned("一半", DUE, 50)])
    extending.ask(found["pleading"], liaison, due_on=LATER, reason="汛期")
    for name in ("submitted", "closed"):
        found[name] = assigning.submit(found[name], liaison, told(found[name]))
    found["closed"] = assigning.verify(found["closed"], boss)
    found["suspended"] = assigning.suspend(found["suspended"], boss, reason="汛期")
    return {name: Assignment.objects.get(pk=item.pk) for name, item in found.items()}


def _photo() -> proof.Proof:
    image = io.BytesIO()
    Image.new("RGB", (8, 8)).save(image, "PNG")
    return proof.accept("photo.png", image.getvalue())


def _things(
    units: dict[str, Unit],
    users: dict[str, User],
    members: dict[str, Member],
    meeting: Meeting,
    items: dict[str, Assignment],
) -> dict[str, Any]:
    office, liaison = units["office"], users["liaison"]
    job = {"office": office, "file": StoredFile.objects.store(b"x")}
    failed = ImportJob.objects.create(name="failed.txt", state=ImportState.FAILED, **job)
    waiting = ImportJob.objects.create(name="waiting.txt", batch=failed.batch, **job)
    mail = Reminder.objects.create(recipient=liaison, day=TODAY, state=ReminderState.FAILED, address=liaison.email)
    line = {"subject": f"assignment:{items['running'].pk}", "stage": "before_30", "schedule_no": 1}
    ReminderLine.objects.create(reminder=mail, recipient=liaison, assignment=items["running"], **line)
    [token] = doors.for_mail(liaison, "<one@example.org>", [items["running"]]).values()
    commitment = Commitment.objects.create(meeting=meeting, number=1, text="年底前将硬化全部村组道路")
    return {
        "door": token,
        "calendar": doors.open_calendar(members["liaison"]),
        "commitment": commitment,
        "failed": failed,
        "waiting": waiting,
        "reminder": mail,
        "policy": ReminderPolicy.objects.create(),
        "attachment": items["running"].reports.get().attachments.get(),
        "record": meeting.history.first(),
        "directive record": meeting.directives.order_by("pk")[0].history.first(),
        "type": ContentType.objects.get_for_model(Event),
        "event": items["running"].events.first(),
        "uid": urlsafe_base64_encode(force_bytes(liaison.pk)),
        "password": default_token_generator.make_token(liaison),
    }


def _caught(folder: Path) -> str:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "今日待办", "povtrack@localhost", "wang@demo.example"
    message.set_content("一")
    message.add_alternative("<p>一</p>", subtype="html")
    path = Keeper(folder).keep("povtrack@localhost", ["wang@demo.example"], message.as_bytes())
    return path.stem.replace(".", "-")
