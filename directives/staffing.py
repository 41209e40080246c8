"""People come, stand in for each other, and go.  The only writer of users and members, but for the admin's forms.

Who may do it stands in `access.py` (`may_appoint`, `may_keep`); what was done to a member stands in the admin's log of
that member.  A user is never deleted, or it would be forgotten who decided what: she leaves.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.base_user import BaseUserManager
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from directives import access, clock, doors, reminding, throttling
from directives.errors import Refused
from directives.models import Division, Member, Role, Unit, User

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""For passwords on paper: nothing that looks like something else."""

LONGEST_NAME = 150
"""Of a user name, as the database keeps it."""

MAIL_EVERY = 10
"""Minutes between two mails to one address for a forgotten password."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be given a role in a unit.  Without `username` one is made; `email` may be empty."""

    name: str
    unit: Unit
    role: Role
    email: str = ""
    phone: str = ""
    username: str = ""
    joined_on: date | None = None


def known(person: Person) -> User | None:
    """The user that this person is already: by her e-mail, else by her name in the same unit and role.

    Raises:
        Refused: when the e-mail or the user name is somebody else's.
    """
    if person.email:
        users = list(User.objects.filter(email__iexact=person.email)[:2])
        if len(users) == 1 and users[0].name == person.name:
            return users[0]
        if users:
            raise Refused(_("This e-mail belongs to %(name)s already.") % {"name": users[0]})
    there = Member.objects.filter(unit=person.unit, role=person.role, user__name=person.name)
    found = next((m.user for m in there.select_related("user") if _is_same(m.user, person)), None)
    if found is None and person.username and User.objects.filter(username__iexact=person.username).exists():
        raise Refused(_("This user name is taken."))
    return found


def _is_same(user: User, person: Person) -> bool:
    if person.username:
        return user.username.lower() == person.username.lower()
    return not user.email or not person.email


@transaction.atomic
def invite(actor: User, person: Person) -> Member:
    """Give somebody a role in a unit, with a login where she has none; a mail then brings her the way to a password.

    Whoever has that role already keeps it, and whoever had it before has it again.

    Raises:
        Refused: when the e-mail or the user name is somebody else's.
        PermissionDenied: when the actor may not give that role there.
    """
    access.require(access.may_appoint(actor, person.role, person.unit))
    if not person.name.strip():
        raise Refused(_("Give the name."))
    # Two who invite in one county at the same moment: the second finds what the first has made.
    Division.objects.select_for_update(no_key=True).get(pk=person.unit.county_id)
    user = known(person) or _made(person)
    if person.email and not user.email and access.may_keep(actor, user):
        user.email = person.email
        user.save(update_fields=["email"])
    member, made = Member.objects.get_or_create(
        user=user, unit=person.unit, role=person.role, defaults={"joined_on": person.joined_on}
    )
    if not made and member.left_on is not None:
        member.joined_on, member.left_on = person.joined_on or clock.today(), None
        member.save(update_fields=["joined_on", "left_on"])
    _log(actor, member, "invited", ADDITION if made else CHANGE)
    if user.email and not user.has_usable_password():
        reminding.send_account(user)
    return member


def _made(person: Person) -> User:
    email = BaseUserManager.normalize_email(person.email)
    try:
        with transaction.atomic():
            name = person.username or _free_username(person)
            return User.objects.create_user(name, email, name=person.name, phone=person.phone)
    except IntegrityError:
        raise Refused(_("This user name is taken.")) from None


def _free_username(person: Person) -> str:
    """Her e-mail, or else a short name to be typed from paper: the place's code and a number."""
    fits = 0 < len(person.email) <= LONGEST_NAME
    if fits and not User.objects.filter(username__iexact=person.email).exists():
        return person.email.lower()
    stem = f"{person.unit.county_id}-".lower()
    held = User.objects.filter(username__istartswith=stem)
    taken = {name.lower() for name in held.values_list("username", flat=True)}
    number = next(n for n in range(1, len(taken) + 2) if f"{stem}{n:02}" not in taken)
    return f"{stem}{number:02}"


def _log(actor: User, member: Member, words: str, flag: int = CHANGE) -> None:
    LogEntry.objects.log_actions(actor.pk, [member], flag, words, single_object=True)


def send_again(actor: User, member: Member) -> None:
    """Send the way to a password once more.

    Raises:
        Refused: when she has no e-mail.
        PermissionDenied: when the login is not the actor's to keep.
    """
    access.require(access.may_keep(actor, member.user))
    if not member.user.email:
        raise Refused(_("There is no e-mail: print a first password instead."))
    reminding.send_account(member.user)
    _log(actor, member, "mail with a link for a password")


def give_first_passwords(actor: User, members: Sequence[Member]) -> list[tuple[Member, str]]:
    """Passwords to be printed, shown only now, for all or none; each is good for choosing another, and ends sessions.

    A password takes a good part of a second to hash, so that they are not drawn inside of one transaction.

    Raises:
        PermissionDenied: when one of the logins is not the actor's to keep.
    """
    access.require(all(access.may_keep(actor, member.user) for member in members))
    return [(member, _give_first_password(actor, member)) for member in members]


def _give_first_password(actor: User, member: Member) -> str:
    drawn = ["".join(secrets.choice(ALPHABET) for _n in range(4)) for _part in range(3)]
    user, password = member.user, "-".join(drawn)
    user.set_password(password)
    user.first_password = True
    with transaction.atomic():
        user.save(update_fields=["password", "first_password"])
        _log(actor, member, "first password printed")
    return password


def own_password_chosen(user: User) -> None:
    """She has set a password of her own."""
    User.objects.filter(pk=user.pk, first_password=True).update(first_password=False)
    user.first_password = False


def forgotten(words: str) -> None:
    """Send a mail to whoever this user name or e-mail belongs to; nobody is told whether it does."""
    asked = words.strip()
    if not asked:
        return
    users = User.objects.filter(Q(username__iexact=asked) | Q(email__iexact=asked), is_active=True).exclude(email="")
    for user in users[:5]:
        if throttling.allowed("password", str(user.pk), most=1, minutes=MAIL_EVERY):
            reminding.send_account(user)


@transaction.atomic
def change_profile(user: User, changes: dict[str, Any]) -> None:
    """What a person may change of herself: name, phone, language, email."""
    fields = sorted({"name", "phone", "language", "email"} & changes.keys())
    for name in fields:
        setattr(user, name, changes[name])
    user.save(update_fields=fields)


@transaction.atomic
def leave(actor: User, member: Member, on: date) -> None:
    """Her first day without this role; when it has come, the links in her mails end too.

    Raises:
        Refused: when it lies before the day she joined.
        PermissionDenied: when the role is not the actor's to take.
    """
    access.require(access.may_appoint(actor, member.role, member.unit))
    if member.joined_on and on < member.joined_on:
        raise Refused(_("The day is before the one of joining, %(day)s.") % {"day": member.joined_on})
    member.left_on = on
    member.save(update_fields=["left_on"])
    if on <= clock.today():
        doors.revoke([member])
    _log(actor, member, f"leaves on {on}")


@transaction.atomic
def revoke_links(actor: User, member: Member) -> int:
    """End all links in her mails, and her calendar's address; how many."""
    access.require(actor.pk == member.user_id or access.may_appoint(actor, member.role, member.unit))
    count = doors.revoke([member])
    _log(actor, member, f"{count} links revoked")
    return count


@transaction.atomic
def set_deputy(actor: User, member: Member, deputy: Member | None, since: date | None, until: date | None) -> None:
    """Name who is reminded in her place from one day to another; None ends it.

    Raises:
        Refused: when the deputy is not a colleague of the same unit and role, or the days do not make an absence.
        PermissionDenied: when it is neither her own membership nor the actor's to keep.
    """
    access.require(actor.pk == member.user_id or access.may_appoint(actor, member.role, member.unit))
    if deputy is not None:
        if deputy not in colleagues(member):
            raise Refused(_("Choose a colleague of the same unit."))
        if since is None or until is None or until < since:
            raise Refused(_("Give the first and the last day of the absence."))
        if until - since > timedelta(days=366):
            raise Refused(_("An absence lasts a year at most; after that, hand the items over."))
    member.deputy = deputy
    member.deputy_from, member.deputy_until = (since, until) if deputy else (None, None)
    member.save(update_fields=["deputy", "deputy_from", "deputy_until"])
    _log(actor, member, f"deputy: {deputy.user} {since} – {until}" if deputy else "no deputy")


def colleagues(member: Member) -> list[Member]:
    """Those who could stand in for her or take over: active in the same unit and role."""
    rows = Member.objects.active().filter(unit=member.unit, role=member.role).exclude(user=member.user)
    return list(rows.select_related("user").order_by("user__name", "pk"))
