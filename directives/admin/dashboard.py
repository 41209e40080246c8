"""What waits for this user: a few numbers, each leading to exactly the rows it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from directives import progress
from directives.models import (
    Assignment,
    Directive,
    DirectiveState,
    ImportJob,
    ImportState,
    Meeting,
    MeetingState,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    title: str
    count: int
    url: str
    icon: str
    urgent: bool = False


def add_waiting(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's hook for the index page."""
    return {**context, "waiting": waiting(request), "title": _("What waits")}


def waiting(request: HttpRequest) -> list[Waiting]:
    user = request.user
    figures = progress.totals(Assignment.objects.visible_to(user))
    to_review = Meeting.objects.visible_to(user).filter(state=MeetingState.DRAFT).count()
    to_issue = Directive.objects.visible_to(user).filter(state=DirectiveState.CONFIRMED, assignments=None).count()
    failed = ImportJob.objects.visible_to(user).filter(state=ImportState.FAILED).count()
    return [
        Waiting(_("Meetings to review"), to_review, _rows("meeting", "state__exact=draft"), "rate_review"),
        Waiting(
            _("Confirmed, not issued"),
            to_issue,
            _rows("directive", "state__exact=confirmed&issued=no"),
            "outgoing_mail",
        ),
        Waiting(_("To verify"), figures["to_verify"], _rows("assignment", "figure=to_verify"), "fact_check"),
        Waiting(_("Overdue"), figures["overdue"], _rows("assignment", "figure=overdue"), "alarm", urgent=True),
        Waiting(_("Due soon"), figures["due_soon"], _rows("assignment", "figure=due_soon"), "schedule"),
        Waiting(_("Imports failed"), failed, _rows("importjob", "state__exact=failed"), "error", urgent=True),
    ]


def _rows(model: str, query: str) -> str:
    return f"{reverse(f'admin:directives_{model}_changelist')}?{query}"
