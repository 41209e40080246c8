"""What stands in the sidebar, by role, and the mark of a demonstration beside the title."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from directives import access
from directives.access import Action

Item = dict[str, Any]


def environment(request: HttpRequest) -> list[str] | None:
    return [_("Demo"), "warning"] if settings.POVTRACK_DEMO else None


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of links that the user's roles open; nothing is offered that would be refused."""
    actions = access.actions_of(request.user)
    office = actions & {Action.ENTER, Action.REVIEW, Action.ISSUE, Action.VERIFY}
    groups = [
        (_("Work"), _work(actions) if office or Action.ADMINISTER in actions else []),
        (_("Counties"), _counties(actions)),
        (_("Mail"), _mail(actions)),
        (_("Reference data"), _reference(actions)),
    ]
    _mark_active([item for _title, items in groups for item in items], request.path)
    return [{"title": title, "separator": n > 0, "items": items} for n, (title, items) in enumerate(groups) if items]


def _mark_active(items: list[Item], path: str) -> None:
    """The link that leads closest to this page; of the start page, whose address begins all others, only itself."""
    start = reverse("admin:index")
    leading = [i for i in items if path == i["link"] or (i["link"] != start and path.startswith(i["link"]))]
    closest = max(leading, key=lambda i: len(i["link"]), default=None)
    for item in items:
        item["active"] = item is closest


def _item(title: str, icon: str, url: str) -> Item:
    return {"title": title, "icon": icon, "link": reverse(url)}


def _work(actions: frozenset[Action]) -> list[Item]:
    items = [_item(_("What waits"), "home", "admin:index")]
    if Action.ENTER in actions:
        items.append(_item(_("New report"), "add_notes", "admin:directives_importjob_add"))
        items.append(_item(_("Enter by hand"), "edit_note", "admin:directives_meeting_add"))
    return [
        *items,
        _item(_("Imports"), "upload_file", "admin:directives_importjob_changelist"),
        _item(_("Meetings"), "groups", "admin:directives_meeting_changelist"),
        _item(_("Directives"), "task_alt", "admin:directives_directive_changelist"),
        _item(_("Search"), "search", "admin:search"),
        _item(_("What the reader gets wrong"), "rule", "admin:wrongs"),
    ]


def _counties(actions: frozenset[Action]) -> list[Item]:
    items = [_item(_("Assignments"), "assignment", "admin:directives_assignment_changelist")]
    if Action.VERIFY in actions:
        items.insert(0, _item(_("Inbox"), "fact_check", "inbox"))
    return [*items, _item(_("Progress by county"), "table_chart", "progress")]


def _mail(actions: frozenset[Action]) -> list[Item]:
    if not actions & {Action.VERIFY, Action.ADMINISTER}:
        return []
    items = [
        _item(_("Reminders"), "notifications", "admin:directives_reminder_changelist"),
        _item(_("Reminder rules"), "rule_settings", "admin:directives_reminderpolicy_changelist"),
    ]
    return [*items, _item(_("Caught mails"), "mail", "admin:mails")] if settings.POVTRACK_MAILCATCHER else items


def _reference(actions: frozenset[Action]) -> list[Item]:
    items = [_item(_("Units"), "apartment", "admin:directives_unit_changelist")]
    if Action.STAFF in actions:
        items.append(_item(_("People"), "group", "people"))
    if Action.ADMINISTER in actions:
        items += [
            _item(_("Users"), "person", "admin:directives_user_changelist"),
            _item(_("Members"), "badge", "admin:directives_member_changelist"),
            _item(_("Divisions"), "map", "admin:directives_division_changelist"),
            _item(_("Burden"), "balance", "admin:burden"),
        ]
    return items
