"""The pages on which an issued directive is corrected or withdrawn: first what will happen to whom, then it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directives import access, correcting
from directives.access import Action
from directives.admin.base import attempt, in_area_of, who
from directives.correcting import Effect
from directives.forms.correct import CorrectionForm, WithdrawalForm
from directives.forms.review import Conflict, target_forms
from directives.models import Directive, DirectiveState, Unit

if TYPE_CHECKING:
    from directives.admin.directives import DirectiveAdmin


def is_open_to(row: Directive, request: HttpRequest) -> bool:
    """Whether the directive is with counties, and the user may correct or withdraw it."""
    may = access.may_for_office(request.user, Action.ISSUE, row.meeting.office_id)
    return may and row.state == DirectiveState.CONFIRMED and row.assignments.exists()


def correct(desk: DirectiveAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show the directive's fields; show what the correction would do to its items; do it."""
    row = _found(desk, request, pk)
    if not is_open_to(row, request):
        return redirect(_home(row))
    units = Unit.objects.filter(in_area_of(request.user))
    posted = request.POST or None
    form, targets = CorrectionForm(posted, instance=row, units=units), target_forms(row, posted)
    shown: dict[str, Any] = {"form": form, "targets": targets, "conflicts": [], "media": form.media}
    if request.method == "POST" and form.is_valid() and targets.is_valid():
        shown["conflicts"] = _conflicts(form, request)
        changes = form.changes() | ({"targets": targets.targets()} if targets.has_changed() else {})
        follow, reason = form.cleaned_data["follow"], form.cleaned_data["reason"]
        effects = correcting.correction(row, changes, follow)
        decision = correcting.decision_of(row, changes, follow)

        def act(seen: str) -> None:
            revision = form.cleaned_data["revision"]
            correcting.correct(row, who(request), changes, reason=reason, follow=follow, seen=seen, revision=revision)

        if not changes:
            messages.error(request, _("Nothing has been changed."))
        elif not shown["conflicts"] and _do(request, act, effects, _("The directive is corrected.")):
            return redirect(_home(row))
        else:
            words = correcting.in_words(row, changes)
            shown |= {"effects": effects, "words": words, "seen": correcting.fingerprint(effects, decision)}
    return _page(desk, request, row, "correct", _("Correct: %(directive)s"), shown)


def withdraw(desk: DirectiveAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason; show what would happen to the items; withdraw it."""
    row = _found(desk, request, pk)
    if not is_open_to(row, request):
        return redirect(_home(row))
    form = WithdrawalForm(request.POST or None, initial={"revision": row.revision})
    shown: dict[str, Any] = {"form": form, "media": form.media}
    if request.method == "POST" and form.is_valid():
        reason, revision = form.cleaned_data["reason"], form.cleaned_data["revision"]
        keep = bool(form.cleaned_data["keep"])
        effects = correcting.withdrawal(row, keep)

        def act(seen: str) -> None:
            correcting.withdraw(row, who(request), reason=reason, keep=keep, seen=seen, revision=revision)

        if _do(request, act, effects, _("The directive is withdrawn.")):
            return redirect(_home(row))
        shown |= {"effects": effects, "seen": correcting.fingerprint(effects, keep)}
    return _page(desk, request, row, "withdraw", _("Withdraw: %(directive)s"), shown)


def _found(desk: DirectiveAdmin, request: HttpRequest, pk: int) -> Directive:
    row: Directive = desk.found(request, pk)
    access.require(access.may_for_office(request.user, Action.ISSUE, row.meeting.office_id))
    return row


def _home(row: Directive) -> str:
    return f"{reverse('admin:directives_meeting_change', args=[row.meeting_id])}#d-{row.pk}"


def _conflicts(form: CorrectionForm, request: HttpRequest) -> list[Conflict]:
    """Both versions, when somebody else has saved since; the typed one then stands for the next try."""
    if not form.is_stale:
        return []
    found = form.conflicts()
    form.accept_current()
    messages.warning(request, _("Somebody else changed this in the meantime. Nothing has been saved yet."))
    return found


def _do(request: HttpRequest, act: Callable[[str], None], effects: list[Effect], done: str) -> bool:
    """Act when that was asked for, and say how many counties will be told."""
    if "do" not in request.POST:
        return False
    n = sum(effect.told for effect in effects)
    told = ngettext("%(n)d item: told in the next digest.", "%(n)d items: told in the next digest.", n) % {"n": n}
    return attempt(request, lambda: act(request.POST.get("seen", "")), f"{done} {told}")


def _page(
    desk: DirectiveAdmin, request: HttpRequest, row: Directive, name: str, title: str, shown: dict[str, Any]
) -> HttpResponse:
    around = {"original": row, "directive": row, "home": _home(row)}
    words = title % {"directive": str(row)}
    return desk.page(request, f"admin/directives/{name}.html", words, around | shown)
