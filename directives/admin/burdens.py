"""The administrator's page of what the tracking costs those who report."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directives import access, burden, clock
from directives.access import Action
from directives.admin.base import who
from directives.forms.period import DaysForm
from directives.forms.steps import LineForm, ReportForm, SignForm, StepForm, SubmitForm

FORMS: tuple[tuple[str | Promise, type[StepForm]], ...] = (
    (gettext_lazy("Sign"), SignForm),
    (gettext_lazy("Report progress"), ReportForm),
    (gettext_lazy("Report several at once"), LineForm),
    (gettext_lazy("Report done"), SubmitForm),
)
DAYS = 30
"""The period that is shown before another is asked for."""


class Asked(NamedTuple):
    """How many fields a form has that must be filled, and how many that may be."""

    name: str
    must: int
    may: int


def fields_asked() -> list[Asked]:
    """Counted from the forms themselves; a directive with figures asks for the value of each besides."""
    found = []
    for name, form in FORMS:
        wanted = [field.field.required for field in form().visible_fields()]
        found.append(Asked(str(name), sum(wanted), len(wanted) - sum(wanted)))
    return found


def page(request: HttpRequest) -> HttpResponse:
    """Mails, fields, hours; of the period in the address, else of the last days."""
    access.require(access.may(who(request), Action.ADMINISTER))
    today = clock.today()
    form = DaysForm(request.GET or {"since": today - timedelta(days=DAYS - 1), "until": today})
    days = form.period()
    since, until = days.get("since", today - timedelta(days=DAYS - 1)), days.get("until", today)
    shown = {"mails": burden.mails(since, until), "answers": burden.answers(since, until), "asked": fields_asked()}
    frame = {**site.each_context(request), "title": _("Burden"), "is_fullwidth": "1", "most": burden.MOST_MAILS}
    request.current_app = site.name
    return TemplateResponse(
        request, "admin/burden.html", {**frame, "form": form, "since": since, "until": until, **shown}
    )
