"""Signed links: doors for one person to one thing without a login.  The only writer of `SignedLink`.

    made ──(shown as often as one likes)──> used        one step of one item ("act"), once
      ├──> expired                                      real time, settings.POVTRACK_LINK_DAYS
      ├──> revoked                                      by the person, the office, or because she left
      └──> purged                                       KEEP after it expired, with the sweep

A link in a mail is derived from the Message-ID, the member and the item, so that the same mail sent again carries the
same link, and another mail another one; what is kept is its SHA-256.  A calendar's address is drawn at random, shown
once, and lives on as long as it is used.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from directives import access, clock
from directives.access import Action
from directives.models import Assignment, Member, Purpose, SignedLink, User

T = TypeVar("T")

KEEP = timedelta(days=30)
"""How long an expired link is remembered, so that its page can say that it expired."""

CALENDAR_DAYS = 400
"""A calendar that nobody has asked for in so long is closed."""


class Bar(StrEnum):
    """Why a door does not open."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED = "used"
    GONE = "gone"  # its person has left, or the item is no longer hers to act on


class Barred(Exception):
    """The door stays shut."""

    def __init__(self, bar: Bar) -> None:
        super().__init__(bar)
        self.bar = bar


@dataclass(frozen=True, slots=True)
class Door:
    """A link that was looked for: its row, and why it does not open (None: it does)."""

    link: SignedLink | None
    bar: Bar | None


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def for_mail(user: User, message_id: str, items: Iterable[Assignment]) -> dict[int, str]:
    """Tokens for one mail: item -> token, for those that the reader may act on; never for confidential ones."""
    found: dict[int, str] = {}
    rows: list[SignedLink] = []
    expires_at = clock.real_now() + timedelta(days=settings.POVTRACK_LINK_DAYS)
    for item in items:
        member = access.member_for_unit(user, Action.ACT, item.unit)
        if item.pk in found or member is None or item.directive.confidential or not item.is_running:
            continue
        found[item.pk] = token = _derived(message_id, member, item)
        row = SignedLink(member=member, purpose=Purpose.ACT, assignment=item, expires_at=expires_at)
        row.token_sha256 = fingerprint(token)
        rows.append(row)
    SignedLink.objects.bulk_create(rows, ignore_conflicts=True)
    return found


def _derived(message_id: str, member: Member, item: Assignment) -> str:
    made = salted_hmac("directives.doors", f"{message_id} {member.pk} {item.pk}", algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest()).decode().rstrip("=")


def find(token: str, purpose: Purpose) -> Door:
    """The door of this token.  Nothing is changed: a mail scanner may look as often as it likes."""
    rows = SignedLink.objects.select_related(
        "member__user", "member__unit__division", "assignment__directive__meeting", "assignment__unit__division"
    )
    link = rows.filter(token_sha256=fingerprint(token), purpose=purpose).first()
    return Door(link, Bar.UNKNOWN if link is None else _bar(link))


def _bar(link: SignedLink) -> Bar | None:
    if link.revoked_at is not None:
        return Bar.REVOKED
    if not Member.objects.active().filter(pk=link.member_id).exists():
        return Bar.GONE
    if link.purpose == Purpose.ACT and not _hers(link):
        return Bar.GONE
    if link.used_at is not None:
        return Bar.USED
    return Bar.EXPIRED if link.expires_at <= clock.real_now() else None


def _hers(link: SignedLink) -> bool:
    """Whether the item is still one that this membership, by itself, may act on."""
    item, member = link.assignment, link.member
    if item is None or item.directive.confidential:
        return False
    return Action.ACT in access.ACTIONS[member.role] and access.covers(member, item.unit)


@transaction.atomic
def pass_through(link: SignedLink, step: Callable[[Assignment, User], T]) -> T:
    """Make the one step of a link, and mark it used; when the step is refused, the link stays as it was.

    Raises:
        Barred: when it does not open any more; whoever comes second with it is told so.
    """
    row = SignedLink.objects.select_for_update(of=("self",)).select_related("member__user").get(pk=link.pk)
    bar = _bar(row)
    if bar is not None or row.assignment is None:
        raise Barred(bar or Bar.UNKNOWN)
    done = step(row.assignment, row.member.user)
    row.used_at = clock.real_now()
    row.save(update_fields=["used_at"])
    return done


@transaction.atomic
def open_calendar(member: Member) -> str:
    """A new address for the calendar of a member, and the end of her old one; the token, which is shown only now."""
    close_calendar(member)
    token = secrets.token_urlsafe(32)
    SignedLink.objects.create(
        token_sha256=fingerprint(token), member=member, purpose=Purpose.CALENDAR, expires_at=_calendar_end()
    )
    return token


def _calendar_end() -> datetime:
    return clock.real_now() + timedelta(days=CALENDAR_DAYS)


def close_calendar(member: Member) -> int:
    """End the address of a member's calendar; how many there were."""
    rows = SignedLink.objects.filter(member=member, purpose=Purpose.CALENDAR, revoked_at=None)
    return rows.update(revoked_at=clock.real_now())


def calendar_of(member: Member) -> SignedLink | None:
    """The row of the address in use."""
    rows = SignedLink.objects.filter(member=member, purpose=Purpose.CALENDAR, revoked_at=None)
    return rows.filter(expires_at__gt=clock.real_now()).first()


def keep_calendar(link: SignedLink) -> None:
    """Note that it is in use: once it has gone through half of its time it gets all of it again."""
    if link.expires_at < clock.real_now() + timedelta(days=CALENDAR_DAYS / 2):
        SignedLink.objects.filter(pk=link.pk).update(expires_at=_calendar_end())


def revoke(members: Iterable[Member]) -> int:
    """Close all doors of these members, calendars too; how many."""
    rows = SignedLink.objects.filter(member__in=members, revoked_at=None, used_at=None)
    return rows.filter(expires_at__gt=clock.real_now()).update(revoked_at=clock.real_now())


def purge() -> int:
    """Delete what has been over for KEEP; how many."""
    before = clock.real_now() - KEEP
    return SignedLink.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)).delete()[0]
