"""What every page of the admin stands on: permissions by role, rows by `visible_to`, history without a way back.

Django's own permission rows are never asked: what a user may do follows from her roles in `access.py`, and each
ModelAdmin names the actions that open it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from unfold.decorators import display as unfold_display

from directives import access
from directives.access import Action
from directives.errors import Refused

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline

    from directives.models import User

    UnfoldModelAdmin = ModelAdmin[Any]
    UnfoldTabularInline = TabularInline[Any, Any]

    class SimpleHistoryAdmin(UnfoldModelAdmin):
        def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse: ...

        def history_form_view(
            self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
        ) -> HttpResponse: ...
else:
    from simple_history.admin import SimpleHistoryAdmin
    from unfold.admin import ModelAdmin as UnfoldModelAdmin
    from unfold.admin import TabularInline as UnfoldTabularInline

Shown = TypeVar("Shown", bound=Callable[..., Any])
View = TypeVar("View", bound=Callable[..., HttpResponse])

NOBODY: frozenset[Action] = frozenset()
OFFICE = frozenset({Action.ENTER, Action.REVIEW, Action.ISSUE, Action.VERIFY})
ADMINISTRATOR = frozenset({Action.ADMINISTER})
EVERYBODY = OFFICE | ADMINISTRATOR


class ByRole:
    """The four permissions of a ModelAdmin or an inline, each opened by any of the actions it names."""

    viewers = EVERYBODY
    adders = NOBODY
    changers = NOBODY
    deleters = NOBODY

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, self.viewers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, self.adders)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, self.changers)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, self.deleters)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._has(request, self.viewers)

    @staticmethod
    def _has(request: HttpRequest, actions: frozenset[Action]) -> bool:
        return bool(access.actions_of(request.user) & actions)


class DeskAdmin(ByRole, UnfoldModelAdmin):
    """Lists what the user may see; whatever else she asks for by number is not there."""

    list_per_page = 50
    list_filter_submit = True
    list_fullwidth = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.visible(super().get_queryset(request), request)

    def visible(self, queryset: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """The rows this user may see; models of reference data, which have no `visible_to`, override it."""
        found: QuerySet[Any] = queryset.visible_to(request.user)  # type: ignore[attr-defined]
        return found

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Refuse before looking: Django looks first, and so tells anybody whether there is such a row."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        """What is not there, or not hers to see, is not found; Django would send her to the start page."""
        raise Http404

    def found(self, request: HttpRequest, pk: int | str) -> Any:
        """The row that the user may see.

        Raises:
            Http404: when there is none.
        """
        return get_object_or_404(self.visible(self.model._default_manager.all(), request), pk=pk)

    def route(self, pattern: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        """A page of this model at `pattern`; `view` takes this object before the request."""
        wrapped = self.admin_site.admin_view(partial(view, self))
        return path(pattern, wrapped, name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")

    def page(self, request: HttpRequest, template: str, title: Any, context: dict[str, Any]) -> TemplateResponse:
        """A page of ours in the frame of the admin."""
        request.current_app = self.admin_site.name
        frame = {**self.admin_site.each_context(request), "title": title, "is_fullwidth": "1"}
        if "original" in context:  # the way to it stands above the page
            frame["opts"] = self.opts
        return TemplateResponse(request, template, {**frame, **context})


def posted(view: View) -> View:
    """A view of `DeskAdmin.route` that only takes POST."""

    @wraps(view)
    def guarded(desk: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        response: HttpResponse = view(desk, request, *args, **kwargs)
        return response

    return cast("View", guarded)


class ReadOnlyInline(ByRole, UnfoldTabularInline):
    extra = 0
    can_delete = False


class HistoryAdmin(SimpleHistoryAdmin, DeskAdmin):
    """Past versions are shown, of visible rows only, and never written back.

    The package's own switch only hides the button: the view behind it would still save a posted version, and
    it looks rows up without asking who may see them.
    """

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        self._check(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        self._check(request, object_id)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All: as choices, the rows that a version points to would stand among all others of their kind."""
        return [field.name for field in self.opts.fields if field.editable]

    def _check(self, request: HttpRequest, object_id: str) -> None:
        if not object_id.isdecimal():
            raise Http404
        self.found(request, object_id)


def display(
    description: Any, *, label: Mapping[str, str] | None = None, ordering: str | None = None
) -> Callable[[Shown], Shown]:
    """Unfold's decorator of a list's column, typed: with `label`, the value's colour by its code."""
    decorate: Callable[[Shown], Shown] = unfold_display(description=description, label=label, ordering=ordering)
    return decorate


def who(request: HttpRequest) -> User:
    """The user of a page of the admin, who has logged in."""
    return cast("User", request.user)


def attempt(request: HttpRequest, step: Callable[[], Any], done: Any = "") -> bool:
    """Run a writer's step: say `done` when it is, or why it was refused; whether it was done."""
    try:
        step()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, str(done))
    return True


def in_area_of(user: Any) -> Q:
    """Units in the places of the user's own units; an administrator's area is the whole country."""
    if Action.ADMINISTER in access.actions_of(user):
        return Q()
    area = Q(pk=None)
    for member in access.memberships(user):
        area |= Q(division__path__startswith=member.unit.division.path)
    return area
