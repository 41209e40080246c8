"""Reminders: what was mailed to whom, when, and what failed and why; and when reminders come."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, RangeDateFilter
from unfold.widgets import UnfoldAdminTextInputWidget

from directives import reminding
from directives.access import Action
from directives.admin.base import ADMINISTRATOR, DeskAdmin, ReadOnlyInline, attempt, display, posted, who
from directives.digests import stage_in_words
from directives.faults import explained
from directives.models import Assignment, Reminder, ReminderLine, ReminderPolicy, ReminderState

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[ReminderPolicy]
else:
    from django.forms import ModelForm

STATES = {
    ReminderState.QUEUED.value: "info",
    ReminderState.SENDING.value: "info",
    ReminderState.SENT.value: "success",
    ReminderState.RETRY.value: "warning",
    ReminderState.FAILED.value: "danger",
}

BY_OFFICE = frozenset({Action.VERIFY, Action.ADMINISTER})


class LineInline(ReadOnlyInline):
    """The lines about assignments that the user may see: a digest mixes the items of many offices."""

    model = ReminderLine
    hide_title = True
    fields = readonly_fields = ("item", "unit", "stage_said", "due_on")
    ordering = ["due_on", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(assignment__in=Assignment.objects.visible_to(request.user))
        return rows.select_related("assignment__directive", "assignment__unit")

    @display(_("item"))
    def item(self, line: ReminderLine) -> SafeString:
        url = reverse("assignment", args=[line.assignment_id])
        return format_html('<a class="pv-link" href="{}">{}</a>', url, line.assignment.directive.text)

    @display(_("unit"))
    def unit(self, line: ReminderLine) -> str:
        return str(line.assignment.unit)

    @display(_("stage"))
    def stage_said(self, line: ReminderLine) -> str:
        return stage_in_words(line.stage)


@admin.register(Reminder)
class ReminderAdmin(DeskAdmin):
    """The outbox, read only.  A failed mail is sent again by the action of the list."""

    viewers = BY_OFFICE
    list_display = ["day", "recipient", "counties", "kind", "state_label", "lines_seen", "sent_at", "address", "error"]
    list_display_links = ["day", "recipient"]
    list_select_related = ["recipient"]
    list_filter = [
        ("recipient__memberships__unit__county", AutocompleteSelectFilter),
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("day", RangeDateFilter),
    ]
    list_before_template = "admin/directives/reminder/test_mail.html"
    search_fields = ["recipient__name", "recipient__username", "address", "last_error"]
    actions = ["send_again"]
    inlines = [LineInline]
    fields = readonly_fields = (
        *("recipient", "address", "day", "kind", "state", "error", "attempts", "next_attempt_at", "sent_at"),
        *("mail_number", "made_at"),
    )

    def get_urls(self) -> list[URLPattern]:
        return [self.route("test/", send_test, "test"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = Assignment.objects.visible_to(request.user)
        lines = ReminderLine.objects.filter(reminder=OuterRef("pk"), assignment__in=visible).order_by()
        seen = Coalesce(Subquery(lines.values("reminder").annotate(n=Count("pk")).values("n")), 0)
        rows: QuerySet[Any] = super().get_queryset(request).annotate(seen=seen)
        return rows.prefetch_related("recipient__memberships__unit__county")

    @display(_("county"))
    def counties(self, reminder: Reminder) -> str:
        return ", ".join(sorted({str(member.unit.county) for member in reminder.recipient.memberships.all()}))

    @display(_("state"), label=STATES, ordering="state")
    def state_label(self, reminder: Reminder) -> tuple[str, str]:
        return reminder.state, reminder.get_state_display()

    @display(_("number of the mail"))
    def mail_number(self, reminder: Reminder) -> str:
        return reminder.message_id

    @display(_("created at"))
    def made_at(self, reminder: Reminder) -> str:
        return f"{timezone.localtime(reminder.created_at):%Y-%m-%d %H:%M}"

    @display(_("lines"))
    def lines_seen(self, reminder: Any) -> int:
        count: int = reminder.seen
        return count

    @display(_("what failed, and what to do"))
    def error(self, reminder: Reminder) -> str:
        return explained(reminder.last_error)

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, rows: QuerySet[Reminder]) -> None:
        user = who(request)
        done = sum(attempt(request, partial(reminding.retry, mail, user)) for mail in list(rows))
        if done:
            words = ngettext("%(n)d mail goes out within minutes.", "%(n)d mails go out within minutes.", done)
            self.message_user(request, words % {"n": done})


@posted
def send_test(desk: ReminderAdmin, request: HttpRequest) -> HttpResponse:
    """A test mail to oneself."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    reminding.send_test(who(request))
    desk.message_user(request, _("A test mail to you goes out within minutes; its fate stands in this list."))
    return redirect("admin:directives_reminder_changelist")


class DaysField(forms.CharField):
    """A list of days, written "30, 7, 3, 1, 0"; stands in the database as a list of numbers."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = (value or "").replace("，", ",").replace("、", ",").replace(",", " ").split()
        if not all(word.isdecimal() and int(word) <= 365 for word in words):
            raise forms.ValidationError(_("Write numbers of days up to 365, with commas between."))
        return sorted({int(word) for word in words}, reverse=True)


class PolicyForm(ModelForm):
    days_before = DaysField(label=_("days before"), required=False, help_text=_("0 is the due date itself."))
    days_after = DaysField(label=_("days after"), required=False)

    class Meta:
        model = ReminderPolicy
        fields = ["topic", "division", "days_before", "days_after", "then_every", "sign_within"]
        fields += ["stale_after", "escalate_after"]

    def clean_days_after(self) -> list[int]:
        days: list[int] = sorted(self.cleaned_data["days_after"])
        if 0 in days:
            raise forms.ValidationError(_("The due date itself stands under the days before."))
        return days


@admin.register(ReminderPolicy)
class ReminderPolicyAdmin(DeskAdmin):
    """When reminders come.  Without any row: 30, 7, 3, 1 and 0 days before; 1 and 3 after, then every 7."""

    viewers = BY_OFFICE
    adders = changers = deleters = ADMINISTRATOR
    form = PolicyForm
    list_display = ["place", "topic", "days_before", "days_after", "then_every", "sign_within"]
    list_display += ["stale_after", "escalate_after"]
    list_select_related = ["division"]
    autocomplete_fields = ["division"]

    def visible(self, queryset: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return queryset

    @display(_("place"))
    def place(self, policy: ReminderPolicy) -> str:
        return str(policy.division or _("everywhere"))
