"""The forms of one's own page, and of those who keep the people of an area."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directives import access, clock, staffing
from directives.models import Member, Role, Unit, User


def day(**attrs: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


class ForgottenForm(forms.Form):
    words = forms.CharField(
        label=_("User name or e-mail"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


class ProfileForm(forms.Form):
    """Her own details; another e-mail takes her password, for mails open doors."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_("Only to change the e-mail."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        known = {name: getattr(user, name) for name in ("name", "phone", "language", "email")}
        kwargs["initial"] = known
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "email" in self.changed_data and "email" in data:
            if not self.user.check_password(data.get("password", "")):
                self.add_error("password", _("Give your password to change the e-mail."))
            taken = User.objects.filter(email__iexact=data["email"]).exclude(pk=self.user.pk)
            if data["email"] and taken.exists():
                self.add_error("email", _("This e-mail is somebody else's."))
        return data


class ColleagueForm(forms.Form):
    """One of those who could stand in or take over."""

    colleague = forms.ModelChoiceField(queryset=Member.objects.none(), label=_("Colleague"))

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        field: Any = self.fields["colleague"]
        field.queryset = Member.objects.filter(pk__in=[m.pk for m in staffing.colleagues(member)])
        field.label_from_instance = lambda m: str(m.user)


class AbsenceForm(ColleagueForm):
    since = forms.DateField(label=_("First day"), widget=day())
    until = forms.DateField(label=_("Last day"), widget=day())

    field_order = ["colleague", "since", "until"]

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        known = {"colleague": member.deputy_id, "since": member.deputy_from, "until": member.deputy_until}
        kwargs["initial"] = known
        super().__init__(member, *args, **kwargs)


class LeaveForm(forms.Form):
    on = forms.DateField(label=_("First day without this role"), widget=day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": clock.today()}
        super().__init__(*args, **kwargs)


class InviteForm(forms.Form):
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Unit"))
    role = forms.ChoiceField(label=_("Role"))
    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Without one, print a first password."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    username = forms.CharField(
        label=_("User name"),
        required=False,
        max_length=staffing.LONGEST_NAME,
        validators=[User.username_validator],
        help_text=_("Left empty, it is the e-mail, or made from the code of the place."),
    )
    joined_on = forms.DateField(label=_("Joined on"), required=False, widget=day())

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = units_kept_by(actor)
        unit.label_from_instance = named
        everything = access.scope_of(actor).everything
        roles = [role for role in Role if everything or role in access.COUNTY_ROLES]
        choices: Any = self.fields["role"]
        choices.choices = [(role.value, role.label) for role in roles]
        choices.initial = Role.LIAISON.value


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}), max_length=200
    )


class PeopleFilter(forms.Form):
    """What the list of people is narrowed to; nothing in it is wrong, only without a hit."""

    q = forms.CharField(label=_("Name, unit or user name"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("here now")), ("new", _("has not logged in yet")), ("left", _("has left"))],
    )


def units_kept_by(actor: User) -> QuerySet[Unit]:
    return Unit.objects.filter(access.staffed_by(actor)).select_related("division").order_by("division_id", "name")


def named(unit: Unit) -> str:
    """The unit with its place, where its name does not begin with it: every county has a finance bureau."""
    return unit.name if unit.name.startswith(unit.division.name) else f"{unit.division.name} {unit.name}"
