"""The county's checklist: everything open, by light, each item with what may be done about it at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from directives import access, workflow
from directives.errors import Refused
from directives.forms.steps import LineForm, NoteForm, SignForm, StepForm
from directives.models import (
    OPEN,
    Assignment,
    AssignmentQuerySet,
    Event,
    Extension,
    Light,
    ProgressReport,
    Unit,
    User,
)
from directives.views.item import TURNS
from directives.views.steps import STEPS, Step

Lines = list[tuple[Assignment, StepForm]]

CLOSED_PER_PAGE = 50
QUICK = ("sign", "report")
"""The steps that stand on the checklist itself."""
NEXT = ("submit", "ask", "verify")
"""Those that are one tap away: the item's page opens with their form."""
LOUD = {Light.RED, Light.BLUE}
"""A part handed on stands under the county's own item, unless it is late or waits to be verified."""
BULK: dict[str, tuple[type[StepForm], str]] = {
    "sign": (SignForm, "checklist"),
    "report": (LineForm, "checklist"),
    "urge": (NoteForm, "inbox"),
}
"""The steps that are taken for several items on one page: the form of a line, and the page they are chosen on."""
MOST = 100
"""Items in one go."""


@dataclass(frozen=True, slots=True)
class Row:
    """A card: its item, the one step most likely needed now with its form, those next to it, its parts."""

    item: Assignment
    kind: str | None
    form: StepForm | None
    after: list[Step]
    parts: list[Row]


def listed(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """With all that a card shows, in a fixed number of queries."""
    last = ProgressReport.objects.filter(assignment=OuterRef("pk")).order_by("-id")
    related = (
        "directive__meeting__source",
        "directive__lead_unit",
        "unit__county",
        "unit__division",
        "parent__unit__division",
    )
    return (
        rows.select_related(*related)
        .prefetch_related("directive__targets", "directive__supporting_units", "shares")
        .annotate(last_text=Subquery(last.values("text")[:1]))
    )


@login_required
@require_safe
def checklist(request: HttpRequest) -> HttpResponse:
    """All items of the user's own units and below: open ones by light, closed ones paged at the end.

    Who belongs to several units may look at one of them (`unit`, its key).
    """
    user = cast(User, request.user)
    mine, units, unit = _mine(request)
    pleads = Extension.objects.filter(assignment=OuterRef("pk"), state=Extension.State.ASKED)
    turns = Event.objects.filter(assignment=OuterRef("pk"), kind__in=TURNS).order_by("-id").values("kind")[:1]
    still_open = listed(mine.filter(state__in=OPEN)).annotate(pleads=Exists(pleads), last_turn=Subquery(turns))
    rows = [_row(item, user) for item in still_open]
    by_light = _by_light(rows)
    closed = listed(mine.exclude(state__in=OPEN)).order_by("-closed_at", "-id")
    page = Paginator(closed, CLOSED_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": by_light,
        "closed": page,
        "units": units,
        "unit": unit,
        "bulk": sum(row.kind is not None for row in rows) > 1,
        "takes_files": any(row.kind == "report" for row in rows),
    }
    return render(request, "checklist.html", context)


def _mine(request: HttpRequest) -> tuple[AssignmentQuerySet, list[Unit], Unit | None]:
    """The items of the user's units, those units where there are several, and the one chosen of them."""
    user = cast(User, request.user)
    scope = access.scope_of(user)
    if not (scope.units or scope.paths):
        raise PermissionDenied
    mine = Assignment.objects.visible_to(user).filter(scope.of_unit("unit"))
    units = sorted({m.unit for m in access.memberships(user) if m.unit_id in scope.units}, key=str)
    chosen = next((unit for unit in units if str(unit.pk) == request.GET.get("unit")), None)
    if chosen is not None:
        mine = mine.filter(access.Scope(units=frozenset({chosen.pk}), paths=_below(chosen)).of_unit("unit"))
    return mine, units if len(units) > 1 else [], chosen


def _below(unit: Unit) -> tuple[str, ...]:
    return (unit.division.path,) if unit.kind == "government" else ()


def _row(item: Assignment, user: User) -> Row:
    allowed = workflow.allowed(item, user)
    kind = next((name for name in QUICK if STEPS[name].kind in allowed), None)
    may_ask = item.due_on is not None and not item.pleads  # type: ignore[attr-defined]  # annotated
    after = [name for name in NEXT if STEPS[name].kind in allowed and (name != "ask" or may_ask)]
    form = STEPS[kind].form(item=item, prefix=kind, auto_id=f"id_{item.pk}_%s") if kind else None
    return Row(item, kind, form, [STEPS[name] for name in after], [])


def _by_light(rows: list[Row]) -> list[tuple[Light, list[Row]]]:
    """The rows of each light, quiet parts under the item that they were handed on from."""
    by_key, found = {row.item.pk: row for row in rows}, defaultdict(list)
    for row in rows:
        above = by_key.get(row.item.parent_id or 0)
        if above is not None and row.item.light not in LOUD:
            above.parts.append(row)
        else:
            found[row.item.light].append(row)
    return [(light, found[light]) for light in Light if found[light]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Several items at once: a line for each, all sent together; what is refused stays, with the reason."""
    user = cast(User, request.user)
    name = request.POST.get("step") or request.GET.get("step", "")
    given = request.POST if request.method == "POST" else request.GET
    if name not in BULK:
        return redirect("home")
    line, home = BULK[name]
    step = STEPS[name]
    access.require(access.may(user, workflow.MOVES[step.kind].action))
    chosen = [pk for pk in given.getlist("item") if pk.isdecimal()][:MOST]
    seen = listed(Assignment.objects.visible_to(user).filter(pk__in=chosen))
    rows = [row for row in seen if step.kind in workflow.allowed(row, user)]
    data = request.POST if request.method == "POST" else None
    lines = [(row, line(data, item=row, prefix=f"i{row.pk}")) for row in rows]
    if data is not None:
        lines = _made(request, name, lines)
    if not lines:
        if data is None:
            messages.warning(request, _("Tick the items that this step is open for."))
        return redirect(home)
    if data is None and (left := len(chosen) - len(lines)):
        words = ngettext("%(n)d ticked item is not open for it.", "%(n)d ticked items are not open for it.", left)
        messages.info(request, words % {"n": left})
    status = 200 if data is None else 422
    return render(request, "bulk.html", {"step": step, "lines": lines, "home": home}, status=status)


def _made(
    request: HttpRequest, name: str, lines: list[tuple[Assignment, StepForm]]
) -> list[tuple[Assignment, StepForm]]:
    """Take the step for each line; those that could not be come back."""
    user = cast(User, request.user)
    left: Lines = []
    for row, form in lines:
        try:
            if form.is_valid():
                STEPS[name].act(row, user, form)
                continue
        except Refused as why:
            form.add_error(None, str(why))
        left.append((row, form))
    if done := len(lines) - len(left):
        messages.success(request, ngettext("%(n)d item done.", "%(n)d items done.", done) % {"n": done})
    return left
