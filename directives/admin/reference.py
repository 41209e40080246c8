"""Reference data: places, units, people and their roles.  The administrator keeps it; the desk may look units up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from directives import access
from directives.access import Action
from directives.admin.base import ADMINISTRATOR, EVERYBODY, NOBODY, DeskAdmin, ReadOnlyInline, in_area_of
from directives.forms.reference import UnitForm
from directives.models import Division, Member, Unit, User

if TYPE_CHECKING:
    from django.contrib.auth.admin import UserAdmin as _UserAdmin

    DjangoUserAdmin = _UserAdmin[Any]
else:
    from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

if admin.site.is_registered(Group):
    admin.site.unregister(Group)  # roles are the one rule


@admin.register(Division)
class DivisionAdmin(DeskAdmin):
    """42,000 rows: searched, never listed in a select.  Everybody at the desk may look them up."""

    viewers = EVERYBODY
    adders = changers = ADMINISTRATOR
    list_display = ["name", "code", "level", "parent", "valid_from", "valid_to", "successor"]
    list_select_related = ["parent", "successor"]
    list_filter = [("level", ChoicesDropdownFilter)]
    search_fields = ["name", "code"]
    autocomplete_fields = ["parent", "successor"]
    ordering = ["code"]

    def visible(self, queryset: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return queryset

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["code"] if obj else []  # the key: a new one would be a second place


class MemberInline(ReadOnlyInline):
    """The roles of a user, or the people of a unit."""

    model = Member
    viewers = adders = changers = deleters = ADMINISTRATOR
    can_delete = True
    fk_name: str
    fields = ["user", "unit", "role", "joined_on", "left_on"]
    autocomplete_fields = ["user", "unit"]


class UserMemberInline(MemberInline):
    fk_name = "user"


class UnitMemberInline(MemberInline):
    fk_name = "unit"


@admin.register(Unit)
class UnitAdmin(DeskAdmin):
    """The desk sees the units of its offices' areas; supervisors keep them, and the administrator all."""

    adders = changers = frozenset({Action.STAFF})
    deleters = ADMINISTRATOR
    list_display = ["name", "kind", "division", "county", "contact_name", "contact_phone", "contact_email"]
    list_select_related = ["division", "county"]
    list_filter = [("kind", ChoicesDropdownFilter), ("county", AutocompleteSelectFilter)]
    search_fields = ["name", "division__name", "contact_name"]
    autocomplete_fields = ["division"]
    form = UnitForm
    inlines = [UnitMemberInline]

    def visible(self, queryset: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return queryset.filter(in_area_of(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        kept = obj is None or access.keeps_unit(request.user, obj.division, obj.kind)
        return kept and super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = request.user
        return form


@admin.register(Member)
class MemberAdmin(DeskAdmin):
    viewers = adders = changers = deleters = ADMINISTRATOR
    list_display = ["user", "unit", "role", "joined_on", "left_on", "deputy"]
    list_select_related = ["user", "unit", "deputy__user", "deputy__unit"]
    list_filter = [("role", ChoicesDropdownFilter), ("unit", AutocompleteSelectFilter)]
    search_fields = ["user__name", "user__username", "unit__name"]
    autocomplete_fields = ["user", "unit", "deputy"]

    def visible(self, queryset: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return queryset


@admin.register(User)
class UserAdmin(DeskAdmin, DjangoUserAdmin):
    """Logins.  Nobody is deleted, or it would be forgotten who decided what: switch `active` off."""

    viewers = adders = changers = ADMINISTRATOR
    deleters = NOBODY
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "name", "email", "phone", "language", "is_active", "last_login"]
    list_filter = ["is_active", ("language", ChoicesDropdownFilter)]
    search_fields = ["username", "name", "email", "phone"]
    filter_horizontal = []
    inlines = [UserMemberInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (_("Person"), {"fields": ["name", "email", "phone", "language"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    add_fieldsets = [(None, {"fields": ["username", "name", "email", "password1", "password2"]})]

    def visible(self, queryset: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return queryset

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser is kept by superusers only: an administrator could take the account over otherwise."""
        kept = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not kept and super().has_change_permission(request, obj)
