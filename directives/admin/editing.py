"""A form page over a writer: what was typed is never lost, and nobody's change is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from directives import access, reviewing
from directives.access import Action
from directives.admin.base import DeskAdmin, attempt, in_area_of, who
from directives.admin.cards import card
from directives.forms.review import DirectiveForm, RevisedForm, target_forms
from directives.models import Directive, DirectiveState, Unit


def edit_page(
    desk: DeskAdmin,
    request: HttpRequest,
    *,
    form: RevisedForm,
    save: Callable[[], Any],
    back: str,
    title: str,
    targets: Any = None,
    **shown: Any,
) -> HttpResponse:
    """Show the form; when it is posted and valid, `save` and go `back`.

    When the row has another revision than the form was built from, nothing is saved: both versions are shown, the
    typed input stays, and posting again saves it over the version shown.
    """
    conflicts = []
    if request.method == "POST" and form.is_valid() and (targets is None or targets.is_valid()):
        if form.is_stale:
            conflicts = form.conflicts()
            form.accept_current()
            messages.warning(request, _("Somebody else changed this in the meantime. Nothing has been saved yet."))
        elif attempt(request, save, _("Saved.")):
            return redirect(back)
    context = {
        "form": form,
        "targets": targets,
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
        return redirect(back)
    posted = request.POST or None
    units = Unit.objects.filter(in_area_of(request.user))
    form = DirectiveForm(posted, instance=row, units=units)
    targets = None if row.assignments.exists() else target_forms(row, posted)

    def save() -> Any:
        changes = form.changes()
        if targets is not None and targets.has_changed():
            changes["targets"] = targets.targets()
        return reviewing.edit(row, who(request), changes, form.cleaned_data["revision"])

    source = row.meeting.source
    shown = {"card": card(row, source.text if source else ""), "whole": whole}
    return edit_page(desk, request, form=form, save=save, back=back, title=str(row), targets=targets, **shown)
