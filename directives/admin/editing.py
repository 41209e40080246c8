"""A form page over a writer: what was typed is never lost, and nobody's change is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from directives import access
from directives.access import Action
from directives.admin.answers import answer
from directives.admin.base import DeskAdmin, attempt, who
from directives.admin.cards import card
from directives.admin.inplace import DirectiveForms, edit_in_place
from directives.forms.review import RevisedForm
from directives.models import Directive, DirectiveState
from directives.views.answers import wants_data


def edit_page(
    desk: DeskAdmin,
    request: HttpRequest,
    *,
    form: RevisedForm,
    save: Callable[[], Any],
    back: str,
    title: str,
    around: Sequence[Any] = (),
    **shown: Any,
) -> HttpResponse:
    """Show the form; when it is posted and valid, `save` and go `back`.

    When the row has another revision than the form was built from, nothing is saved: both versions are shown, the
    typed input stays, and posting again saves it over the version shown.
    """
    conflicts = []
    if request.method == "POST" and form.is_valid() and all(each.is_valid() for each in around):
        if form.is_stale:
            conflicts = form.conflicts()
            form.accept_current()
            messages.warning(request, _("Somebody else changed this in the meantime. Nothing has been saved yet."))
        elif attempt(request, save, _("Saved.")):
            return redirect(back)
    context = {
        "form": form,
        "conflicts": conflicts,
        "back": back,
        "media": form.media,
        "original": form.instance,
        **shown,
    }
    return desk.page(request, "admin/directives/edit.html", title, context)


def directive(desk: DeskAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Edit one directive; who may not, or what is put aside already, is shown in its meeting instead."""
    row: Directive = desk.found(request, pk)
    whole = reverse("admin:directives_meeting_change", args=[row.meeting_id])
    back = f"{whole}#d-{pk}"
    editable = row.state in {DirectiveState.DRAFT, DirectiveState.CONFIRMED}
    if not editable or not access.may_for_office(request.user, Action.REVIEW, row.meeting.office_id):
        said = _("This directive cannot be edited now.")
        return answer(desk, request, row.meeting_id, said, ok=False, anchor=f"d-{pk}")
    forms = DirectiveForms.of(row, request)
    if wants_data(request):
        return edit_in_place(desk, request, forms)
    step = lambda: forms.save(who(request))  # noqa: E731
    source = row.meeting.source
    shown = {"card": card(row, source.text if source else ""), "whole": whole}
    around = {"targets": forms.targets, "rhythm": forms.rhythm}
    return edit_page(
        desk, request, form=forms.form, save=step, back=back, title=str(row), around=forms.around, **around, **shown
    )
