"""What our templates need beyond Django's own filters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directives.evidence import Excerpt, excerpt
from directives.models import Assignment, AssignmentState
from directives.wording import days_in_words

register = template.Library()
register.filter("days_in_words", days_in_words)


@register.filter
def light(assignment: Assignment) -> SafeString:
    """The warning light with its word, and whether the county has still to sign."""
    state = assignment.light
    word = assignment.get_state_display() if state.value in {"grey", "blue"} else state.label
    shown = format_html('<span class="light {}">{}</span>', state.value, word)
    if assignment.state == AssignmentState.ISSUED:
        shown += format_html(' <span class="light plain">{}</span>', assignment.get_state_display())
    return shown


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent."""
    return f"{share:.0%}"


@register.filter
def bar(percent: int, label: str = "") -> SafeString:
    """A share as a bar and as a figure."""
    return format_html(
        '<progress max="100" value="{0}" aria-label="{1}"></progress> <span class="nowrap">{0}%</span>',
        percent,
        label or _("Percent done"),
    )


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The numbers of the pages, those far away left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def figures(item: Assignment) -> list[str]:
    """Each target with what the unit has done of it, of its own part where it has one."""
    shares = {share.target_id: share for share in item.shares.all()}
    found = []
    for target in item.directive.targets.all():
        share = shares.get(target.pk)
        of = f"{share.done.normalize():f} / {share.value.normalize():f}{target.unit}" if share else ""
        found.append(f"{target.metric} {of}" if share else str(target))
    return found


@register.filter
def sentence(item: Assignment) -> Excerpt | None:
    """The words of the source that the item rests on, with what stands around them."""
    source = item.directive.meeting.source
    return excerpt(item.directive, source.text) if source else None
