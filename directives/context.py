"""What every page of ours needs to know."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from directives import access, clock


def page(request: HttpRequest) -> dict[str, Any]:
    """The business day when it is set by hand (for the banner), and the actions of the user."""
    user = getattr(request, "user", None)
    return {
        "clock_set_to": clock.override(),
        "actions": {action.value for action in access.actions_of(user)} if user is not None else set(),
    }
