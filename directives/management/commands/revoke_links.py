"""End all links in the mails of a person, and the addresses of her calendars: for when a mail went astray."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directives import doors
from directives.models import Member, User


class Command(BaseCommand):
    help = "End all signed links and calendar addresses of a person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="as it stands in the list of users")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        if not User.objects.filter(username=name).exists():
            raise CommandError(f"There is nobody with the user name {name}.")
        count = doors.revoke(Member.objects.filter(user__username=name))
        self.stdout.write(f"{count} link{'' if count == 1 else 's'} of {name} ended.")
