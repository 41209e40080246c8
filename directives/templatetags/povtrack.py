"""What our templates need beyond Django's own filters."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directives.models import Assignment
from directives.wording import days_in_words

register = template.Library()
register.filter("days_in_words", days_in_words)


@register.filter
def light(assignment: Assignment) -> SafeString:
    """The warning light with its word."""
    state = assignment.light
    word = assignment.get_state_display() if state.value in {"grey", "blue"} else state.label
    return format_html('<span class="light {}">{}</span>', state.value, word)
