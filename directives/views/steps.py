"""Which form belongs to which step of the workflow, and what it calls; the pages only loop over this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives import assigning
from directives.forms import steps as forms
from directives.models import Assignment, EventKind, User

Act = Callable[[Assignment, User, dict[str, Any]], Assignment]


@dataclass(frozen=True, slots=True)
class Step:
    """One button: its kind of event, its form, the words on it and after it, and the writer behind it."""

    kind: EventKind
    form: type[forms.StepForm]
    label: str | Promise
    done: str | Promise
    act: Act
    style: str = "second"


def _progress(data: dict[str, Any]) -> assigning.Progress:
    return assigning.Progress(**{k: data[k] for k in ("percent", "text", "problem", "next_step", "token")})


def _sign(a: Assignment, user: User, data: dict[str, Any]) -> Assignment:
    return assigning.sign(a, user, **data)


def _report(a: Assignment, user: User, data: dict[str, Any]) -> Assignment:
    return assigning.report(a, user, _progress(data), revision=data["revision"])


def _submit(a: Assignment, user: User, data: dict[str, Any]) -> Assignment:
    return assigning.submit(a, user, _progress(data), revision=data["revision"])


def _verify(a: Assignment, user: User, data: dict[str, Any]) -> Assignment:
    return assigning.verify(a, user, **data)


def _urge(a: Assignment, user: User, data: dict[str, Any]) -> Assignment:
    return assigning.urge(a, user, **data)


def _with_reason(writer: Callable[..., Assignment]) -> Act:
    def act(a: Assignment, user: User, data: dict[str, Any]) -> Assignment:
        rest = {k: v for k, v in data.items() if k != "note"}
        return writer(a, user, reason=data["note"], **rest)

    return act


def _resume(a: Assignment, user: User, data: dict[str, Any]) -> Assignment:
    return assigning.resume(a, user, due_on=data["due_on"], revision=data["revision"])


STEPS: dict[str, Step] = {
    step.kind.value: step
    for step in (
        Step(EventKind.SIGN, forms.SignForm, _("Sign"), _("Signed."), _sign, "first"),
        Step(EventKind.REPORT, forms.ReportForm, _("Report progress"), _("Progress recorded."), _report, "first"),
        Step(EventKind.SUBMIT, forms.ReportForm, _("Report done"), _("Reported done; it is verified next."), _submit),
        Step(EventKind.VERIFY, forms.NoteForm, _("Verify and close"), _("Closed."), _verify, "first"),
        Step(
            EventKind.RETURN,
            forms.ReasonForm,
            _("Return"),
            _("Returned to the county."),
            _with_reason(assigning.return_),
        ),
        Step(EventKind.URGE, forms.NoteForm, _("Urge"), _("It stands in the county's next mail."), _urge),
        Step(
            EventKind.RESCHEDULE,
            forms.DateForm,
            _("Move the due date"),
            _("The due date has been moved."),
            _with_reason(assigning.reschedule),
        ),
        Step(EventKind.REOPEN, forms.DateForm, _("Reopen"), _("Open again."), _with_reason(assigning.reopen)),
        Step(EventKind.SUSPEND, forms.ReasonForm, _("Suspend"), _("Suspended."), _with_reason(assigning.suspend)),
        Step(EventKind.RESUME, forms.DateForm, _("Resume"), _("Resumed."), _resume),
        Step(
            EventKind.CANCEL,
            forms.ReasonForm,
            _("Cancel for this unit"),
            _("Cancelled for this unit."),
            _with_reason(assigning.cancel),
            "danger",
        ),
    )
}
