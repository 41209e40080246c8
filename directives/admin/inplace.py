"""A directive's forms, and their life within a card of the desk: opened, saved as they are left, two versions compared.

A save from the desk names the fields that were `touched`: only those are written, so that who saves over somebody
else's version changes nothing but what she typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from directives import reviewing, undoing
from directives.admin.answers import state_of
from directives.admin.base import DeskAdmin, in_area_of, who
from directives.errors import Refused
from directives.forms.review import Conflict, DirectiveForm, RhythmForm, rhythm_form, target_forms
from directives.models import Directive, Recurrence, Target, Unit, User


@dataclass(frozen=True, slots=True)
class DirectiveForms:
    """The form of a directive and those of what hangs on it, which counties go by: None once they have it."""

    row: Directive
    form: DirectiveForm
    targets: Any
    rhythm: RhythmForm | None

    @classmethod
    def of(cls, row: Directive, request: HttpRequest) -> DirectiveForms:
        data = request.POST or None
        units = Unit.objects.filter(in_area_of(request.user))
        # Several cards may be open on one page.
        form = DirectiveForm(data, instance=row, units=units, auto_id=f"id_{row.pk}_%s")
        if row.assignments.exists():
            return cls(row, form, None, None)
        return cls(row, form, target_forms(row, data), rhythm_form(row, data))

    @property
    def around(self) -> list[Any]:
        return [each for each in (self.targets, self.rhythm) if each is not None]

    def is_valid(self) -> bool:
        return self.form.is_valid() and all(each.is_valid() for each in self.around)

    def changes(self, touched: frozenset[str] = frozenset()) -> dict[str, Any]:
        """What `reviewing.edit` is to change; of the touched fields only, where any are named."""
        changes = self.form.changes()
        if self.targets is not None and self.targets.has_changed():
            changes["targets"] = self.targets.targets()
        if self.rhythm is not None and self.rhythm.has_changed():
            changes["recurrence"] = self.rhythm.rhythm()
        if not touched:
            return changes
        wanted = touched | ({"deadline"} if "due_text" in touched else set())
        return {name: value for name, value in changes.items() if name in wanted}

    def save(self, user: User, touched: frozenset[str] = frozenset()) -> Directive | None:
        """One step of the reviewer; None where there is nothing to change."""
        changes, seen = self.changes(touched), self.form.cleaned_data["revision"]
        if not changes:
            return None
        title = _("Edited: %(n)s") % {"n": self.row.number}
        step = lambda: reviewing.edit(self.row, user, changes, seen)  # noqa: E731
        return undoing.taken(self.row.meeting, user, title, step)

    def conflicts(self, touched: frozenset[str]) -> list[Conflict]:
        """The fields typed in whose value in the database is another."""
        found = [each for each in self.form.conflicts() if not touched or each.name in touched]
        changes = self.changes(touched)
        if "recurrence" in changes:
            theirs = Recurrence.objects.filter(directive=self.row).first()
            ours = changes["recurrence"] and Recurrence(**changes["recurrence"])
            found.append(Conflict("recurrence", _("Rhythm"), str(theirs or "–"), str(ours or "–")))
        if "targets" in changes:
            standing = "; ".join(map(str, self.row.targets.all()))
            typed = "; ".join(str(Target(**facts)) for facts in changes["targets"])
            found.append(Conflict("targets", _("Targets"), standing or "–", typed or "–"))
        return found


def edit_in_place(desk: DeskAdmin, request: HttpRequest, forms: DirectiveForms) -> HttpResponse:
    """The form for a card (GET), or what saving it came to (POST)."""
    if request.method != "POST":
        return JsonResponse({"ok": True, "form": _form(request, forms)})
    touched = frozenset(filter(None, request.POST.get("touched", "").split(",")))
    if not forms.is_valid():
        said = _("Not saved yet: see what is marked in the form.")
        return JsonResponse({"ok": False, "said": said, "errors": _errors(forms)})
    if forms.form.is_stale and (found := forms.conflicts(touched)):
        words = {"conflicts": found, "revision": forms.row.revision, "row": forms.row}
        html = render_to_string("admin/directives/meeting/conflict.html", words, request)
        said = _("Somebody else changed this in the meantime. Nothing has been saved yet.")
        return state_of(desk, request, forms.row.meeting_id, said, ok=False, conflict=html)
    try:
        saved = None if forms.form.is_stale else forms.save(who(request), touched)
    except Refused as refusal:
        said = str(refusal)
        return state_of(desk, request, forms.row.meeting_id, said, ok=False, errors={"": [said]})
    row = saved or forms.row
    fields = {"due_on": row.due_on.isoformat() if row.due_on else "", "due_text": row.due_text}
    return state_of(desk, request, row.meeting_id, _("Saved."), revision=row.revision, fields=fields)


def _form(request: HttpRequest, forms: DirectiveForms) -> str:
    words = {"form": forms.form, "targets": forms.targets, "rhythm": forms.rhythm, "row": forms.row}
    return render_to_string("admin/directives/meeting/card_form.html", words, request)


def _errors(forms: DirectiveForms) -> dict[str, list[str]]:
    """The messages by the name of their input; what is not of one field under ""."""
    found: dict[str, list[str]] = {}
    for form in [forms.form, *([*forms.targets] if forms.targets is not None else []), forms.rhythm]:
        for name, messages in form.errors.items() if form is not None else ():
            found[form.add_prefix(name) if name != "__all__" else ""] = [str(each) for each in messages]
    return found
