"""Which form belongs to which step of the workflow, and what it calls; the pages only loop over this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directives import assigning, delegating, extending, milestones
from directives.forms import plans
from directives.forms import steps as forms
from directives.models import Assignment, EventKind, Extension, User

Data = dict[str, Any]
Act = Callable[[Assignment, User, Any], Any]
"""Calls the writer with the form, which is valid."""


@dataclass(frozen=True, slots=True)
class Step:
    """One button: its move, its form, the words on it and after it, and the writer behind it.

    `suits` says whether the item, whose state allows the move, has anything to make it with.
    """

    name: str
    kind: EventKind
    form: type[forms.StepForm]
    label: str | Promise
    done: str | Promise
    act: Act
    style: str = "second"
    suits: Callable[[Assignment], bool] = lambda _item: True


def _progress(form: forms.StepForm) -> assigning.Progress:
    data = form.cleaned_data
    plain = {name: data[name] for name in ("text", "problem", "next_step", "token", "done") if name in data}
    return assigning.Progress(percent=data.get("percent"), files=data.get("proof", ()), **plain)


def _report(a: Assignment, user: User, form: forms.StepForm) -> Any:
    return assigning.report(a, user, _progress(form), revision=form.cleaned_data["revision"])


def _submit(a: Assignment, user: User, form: forms.StepForm) -> Any:
    return assigning.submit(a, user, _progress(form), revision=form.cleaned_data["revision"])


def _plain(writer: Callable[..., Any], **names: str) -> Act:
    """Call the writer with the form's fields, some under the writer's own name for them."""

    def act(a: Assignment, user: User, form: forms.StepForm) -> Any:
        return writer(a, user, **{names.get(name, name): value for name, value in form.cleaned_data.items()})

    return act


def _resume(a: Assignment, user: User, form: forms.StepForm) -> Any:
    data = form.cleaned_data
    return assigning.resume(a, user, due_on=data["due_on"], revision=data["revision"])


def _plan(a: Assignment, user: User, form: forms.StepForm) -> Any:
    return milestones.plan(a, user, form.cleaned_data["wanted"], revision=form.cleaned_data["revision"])


def _tick(a: Assignment, user: User, form: forms.StepForm) -> Any:
    return milestones.tick(form.cleaned_data["milestone"], user, revision=form.cleaned_data["revision"])


@transaction.atomic
def _delegate(a: Assignment, user: User, form: plans.DelegateForm) -> Any:
    return delegating.delegate(a, user, form.items(), revision=form.cleaned_data["revision"])


def _pleads(item: Assignment) -> bool:
    return item.extensions.filter(state=Extension.State.ASKED).exists()


def _may_ask(item: Assignment) -> bool:
    return item.due_on is not None and not _pleads(item)


def _has_undone(item: Assignment) -> bool:
    return item.milestones.filter(done_on=None).exists()


K = EventKind
REASON = {"note": "reason"}
COUNTY = (
    Step("sign", K.SIGN, forms.SignForm, _("Sign"), _("Signed."), _plain(assigning.sign), "first"),
    Step("report", K.REPORT, forms.ReportForm, _("Report progress"), _("Progress recorded."), _report, "first"),
    Step("submit", K.SUBMIT, forms.SubmitForm, _("Report done"), _("Reported done; it is verified next."), _submit),
    Step("tick", K.MILESTONE, forms.TickForm, _("Tick a milestone off"), _("Ticked off."), _tick, suits=_has_undone),
    Step(
        "ask",
        K.EXTENSION_ASKED,
        forms.DateForm,
        _("Ask for more time"),
        _("Asked; the old date holds until the office has decided."),
        _plain(extending.ask, **REASON),
        suits=_may_ask,
    ),
    Step("plan", K.PLAN, plans.PlanForm, _("Plan milestones"), _("The milestones are kept."), _plan),
    Step(
        "delegate",
        K.DELEGATE,
        plans.DelegateForm,
        _("Hand on to townships"),
        _("Handed on."),
        _delegate,
        suits=lambda item: item.parent_id is None and bool(delegating.addressees(item)),
    ),
)
OFFICE = (
    Step("verify", K.VERIFY, forms.NoteForm, _("Verify and close"), _("Closed."), _plain(assigning.verify), "first"),
    Step(
        "return",
        K.RETURN,
        forms.ReasonForm,
        _("Return"),
        _("Returned to the county."),
        _plain(assigning.return_, **REASON),
    ),
    Step(
        "grant",
        K.EXTENSION_DECIDED,
        forms.GrantForm,
        _("Grant more time"),
        _("The due date has been moved."),
        _plain(extending.grant),
        "first",
        suits=_pleads,
    ),
    Step(
        "refuse",
        K.EXTENSION_DECIDED,
        forms.ReasonForm,
        _("Refuse more time"),
        _("Refused; the old date holds."),
        _plain(extending.refuse, **REASON),
        suits=_pleads,
    ),
    Step("urge", K.URGE, forms.NoteForm, _("Urge"), _("It stands in the county's next mail."), _plain(assigning.urge)),
    Step(
        "reschedule",
        K.RESCHEDULE,
        forms.DateForm,
        _("Move the due date"),
        _("The due date has been moved."),
        _plain(assigning.reschedule, **REASON),
    ),
    Step("reopen", K.REOPEN, forms.DateForm, _("Reopen"), _("Open again."), _plain(assigning.reopen, **REASON)),
    Step("note", K.NOTE, forms.TextForm, _("Add a note"), _("The note is kept."), _plain(assigning.remark)),
    Step(
        "instruction",
        K.INSTRUCTION,
        forms.TextForm,
        _("Instruct"),
        _("The instruction is kept and shown to the county."),
        _plain(assigning.instruct),
    ),
    Step(
        "reassign",
        K.REASSIGN,
        forms.ReassignForm,
        _("Hand to another unit"),
        _("Handed to the other unit."),
        _plain(assigning.reassign, **REASON),
    ),
    Step("suspend", K.SUSPEND, forms.ReasonForm, _("Suspend"), _("Suspended."), _plain(assigning.suspend, **REASON)),
    Step("resume", K.RESUME, forms.DateForm, _("Resume"), _("Resumed."), _resume),
    Step(
        "cancel",
        K.CANCEL,
        forms.ReasonForm,
        _("Cancel for this unit"),
        _("Cancelled for this unit."),
        _plain(assigning.cancel, **REASON),
        "danger",
    ),
)
STEPS: dict[str, Step] = {step.name: step for step in (*COUNTY, *OFFICE)}
INBOX = {"verify": ("verify", "return"), "pleas": ("grant", "refuse"), "silent": ("urge",)}
"""The lists of the inbox, and the steps that answer the items of each."""
