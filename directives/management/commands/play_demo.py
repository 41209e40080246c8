"""Let the counties of the demo live through the months before its day, so that its tables show a working office.

The sample meetings of whole prefectures are confirmed and issued; their counties sign, report, finish early, late
or not yet, and now and then something is returned.  All of it goes through the writers, each step on its own
business day.  The same demo comes out each time; once played, nothing is played again.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from directives import assigning, clock, reviewing
from directives.models import Assignment, DirectiveState, Level, Meeting, MeetingState, Member, Role, Unit, User
from directives.proposing import propose_units

MONTHS = 6
STEPS = (
    (25, "已召开动员会，分解任务到乡镇", "", "逐村建立台账"),
    (50, "任务过半，每周调度一次进度", "连日阴雨，个别点位工期偏紧", "增加施工力量，抢回工期"),
    (80, "主体任务基本完成，正在查漏补缺", "", "组织乡镇交叉自查"),
)
DONE = "任务全部完成，已组织县级验收，资料归档备查"
WANTING = "佐证材料不全，请补充验收表和现场照片"


class Command(BaseCommand):
    help = "Play the months before the demo's day in the counties of its sample meetings; only with POVTRACK_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.POVTRACK_DEMO:
            raise CommandError("This is no demo: counties are played only where POVTRACK_DEMO=1.")
        boss = User.objects.filter(memberships__role=Role.SUPERVISOR).order_by("pk").first()
        if boss is None:
            raise CommandError("There is no supervisor: run `manage.py make_demo` first.")
        if Assignment.objects.exists():
            self.stdout.write("Played already.")
            return
        with transaction.atomic():
            recent = (clock.today() - timedelta(days=MONTHS * 30), clock.today() - timedelta(days=3))
            meetings = Meeting.objects.filter(
                state=MeetingState.DRAFT, division__level=Level.PREFECTURE, held_on__range=recent
            )
            for meeting in meetings.order_by("held_on"):
                issue_all(meeting, meeting.held_on or clock.today(), boss)
            for item in Assignment.objects.select_related("directive", "unit").order_by("pk"):
                live(item, boss, liaison_of(item.unit))
        units = Assignment.objects.order_by().values("unit").distinct().count()
        self.stdout.write(f"{Assignment.objects.count()} items of {units} counties.")


def issue_all(meeting: Meeting, held_on: date, boss: User) -> None:
    """Two days after the meeting: its dated tasks are confirmed and go to the counties; the rest is put aside."""
    with clock.set_to(held_on + timedelta(days=2)):
        for directive in reviewing.confirm_dated_tasks(meeting, boss):
            items = [assigning.IssueItem(unit, directive.due_on) for unit in propose_units(directive)]
            assigning.issue(directive, items, boss)
        for draft in meeting.directives.filter(state=DirectiveState.DRAFT):
            reviewing.reject(draft, boss)


def liaison_of(unit: Unit) -> User:
    """The unit's liaison; where it has none, one who cannot log in but whose mail arrives."""
    member = Member.objects.active().filter(unit=unit, role=Role.LIAISON).select_related("user").first()
    if member is not None:
        return member.user
    name = f"unit{unit.pk}"
    user = User(username=name, name=f"{unit.division.name}联络员", email=f"{name}@demo.example")
    user.set_unusable_password()
    user.save()
    Member.objects.create(user=user, unit=unit, role=Role.LIAISON)
    return user


def live(item: Assignment, boss: User, liaison: User) -> None:
    """One item's life up to the demo's day, its luck drawn from its own number."""
    luck = random.Random(item.pk)  # noqa: S311  # a play, no secret
    start, today = item.issued_at.date(), clock.today()
    due = item.due_on or today
    finish = due + timedelta(days=luck.choice((-12, -6, -3, -1, 0, 4, 9, 400, 400)))
    signed = start + timedelta(days=luck.randint(1, 5))
    if signed >= today or luck.random() < 0.05:
        return
    with clock.set_to(signed):
        item = assigning.sign(item, liaison)
    for i, (percent, text, problem, next_step) in enumerate(STEPS, 1):
        day = signed + (min(finish, due) - signed) * i / 4
        if signed < day < min(today, finish):
            with clock.set_to(day):
                item = assigning.report(item, liaison, assigning.Progress(percent, text, problem, next_step))
    if finish < today and finish > signed:
        close(item, boss, liaison, finish, luck)


def close(item: Assignment, boss: User, liaison: User, day: date, luck: random.Random) -> None:
    """Reported done that day; then verified, returned, or still waiting."""
    with clock.set_to(day):
        item = assigning.submit(item, liaison, assigning.Progress(100, DONE))
    answer = day + timedelta(days=luck.randint(1, 6))
    if answer >= clock.today():
        return
    with clock.set_to(answer):
        if luck.random() < 0.12:
            assigning.return_(item, boss, reason=WANTING)
        else:
            assigning.verify(item, boss)
