"""Human names for the codes that the reader leaves with its proposals.

A code that has no name here is shown as it is: the reader may learn a rule before this page does.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Names = Mapping[str, str | Promise]

RULES: Names = {
    # deadlines
    "by_day": _("by the day named"),
    "day_before": _("the day before the one named"),
    "by_today": _("by the day of the meeting"),
    "month_end": _("last day of the month"),
    "before_month": _("before the month begins"),
    "in_month": _("within the month"),
    "ten_days": _("end of the ten days"),
    "weekday": _("the weekday named"),
    "week_end": _("Sunday of the week"),
    "before_week": _("before the week begins"),
    "quarter_end": _("last day of the quarter"),
    "before_quarter": _("before the quarter begins"),
    "half_year_end": _("last day of the half-year"),
    "before_half_year": _("before the half-year begins"),
    "year_end": _("end of the year"),
    "within_year": _("within the year"),
    "in_year": _("year named as a goal"),
    "before_year": _("before the year begins"),
    "year_start": _("beginning of the year"),
    "plan_end": _("last year of the five-year plan"),
    "within_days": _("days counted from the meeting"),
    "within_working_days": _("working days counted from the meeting"),
    "within_months": _("months counted from the meeting"),
    "before_holiday": _("the day before the holiday"),
    "lunar_day": _("day of the lunar calendar"),
    "season": _("season, proposed day"),
    "reviewer": _("set by the reviewer"),
    # what makes a demand, a task, a commitment, a topic
    "modal": _("a word that demands"),
    "runs_on": _("goes on under the demand before it"),
    "checkable": _("can be checked off"),
    "none": _("none"),
    "words": _("by its words"),
    "promise": _("promise of the reporting side"),
    "similar": _("says the same as an earlier directive"),
    # facts of the meeting
    "headline": _("headline"),
    "opening": _("opening of the report"),
    "from_publication": _("counted from the publication"),
    "no_day_given": _("no day given"),
    "no_such_day": _("there is no such day"),
    "day_without_month": _("a day without its month"),
    "stated": _("stated in the text"),
    "published": _("from the publication date"),
    "url": _("from the address"),
    "implied": _("implied by a fact in the text"),
    "unknown": _("not known"),
    "demands": _("makes demands in the text"),
    "named": _("named in the text"),
    "not_named": _("not named"),
    "above_what_is_named": _("lies above what is named"),
    "meeting_in_title": _("meeting named in the headline"),
    "meeting_in_lead": _("meeting named in the opening"),
    "inspection_in_title": _("inspection named in the headline"),
    "inspection_in_lead": _("inspection named in the opening"),
}

REJECTIONS: Names = {
    "title": _("name of a document or a meeting"),
    "range_start": _("beginning of a range"),
    "start": _("start, not end"),
    "since": _("since then"),
    "after": _("after, not before"),
    "past": _("past"),
    "past_fact": _("a finished fact"),
    "countdown": _("countdown"),
    "superseded": _("replaced by another date"),
    "postponed": _("no putting off until then"),
    "span_name": _("name of a period"),
    "after_event": _("counted from an event"),
    "others_event": _("somebody else's event"),
    "as_of": _("as of that day"),
    "reporting_period": _("reporting period"),
    "forecast": _("forecast or promise"),
    "label": _("label of a plan"),
    "no_demand": _("no demand beside it"),
}

FLAGS: Names = {
    "ambiguous": _("can be read otherwise"),
    "approximate": _("approximate"),
    "holidays_unknown": _("holidays of that year are not known"),
    "may_be_over": _("may be over already"),
    "month_implied": _("month taken from the meeting"),
    "no_date": _("fixes no date"),
    "season": _("no fixed date: a proposal"),
}

REPAIRS: Names = {
    "breadcrumb": _("breadcrumbs"),
    "byline": _("bylines"),
    "captcha": _("captchas"),
    "caption": _("photo captions"),
    "copyright": _("copyright lines"),
    "dateline": _("datelines"),
    "decimal_point": _("decimal points"),
    "disclaimer": _("disclaimers"),
    "doubled_sign": _("doubled signs"),
    "error_message": _("error messages of the web page"),
    "full_width": _("full-width characters"),
    "heading": _("headings"),
    "headline": _("headlines"),
    "html": _("HTML tags"),
    "invisible": _("invisible characters"),
    "joined_line": _("broken lines joined"),
    "pager": _("page links"),
    "pinyin": _("pinyin"),
    "publication_line": _("publication lines"),
    "punctuation": _("punctuation"),
    "related": _("links to other articles"),
    "repeated_line": _("repeated lines"),
    "repeated_summary": _("repeated summaries"),
    "share_bar": _("share bars"),
    "site_name": _("names of the site"),
    "spam": _("spam"),
    "stray_space": _("stray blanks"),
    "traditional": _("Traditional characters"),
}

FIELDS: Names = {
    "title": _("title"),
    "held_on": _("day"),
    "year_basis": _("year"),
    "kind": _("kind"),
    "division": _("place concerned"),
    "speakers": _("speakers"),
    "text": _("demand"),
    "deadline": _("deadline"),
    "topic": _("topic"),
    "standing": _("repeats"),
}


def rule(code: str) -> str:
    """The name of a rule; of one that ends with the kind of place it found ("named_县"), with that kind."""
    stem, _sign, kind = code.rpartition("_")
    if stem in RULES and kind and not kind.isascii():
        return f"{RULES[stem]} ({kind})"
    return str(RULES.get(code, code))


def rejection(entry: str) -> str:
    """What was rejected, and (after a colon) for which reason."""
    words, sign, code = entry.rpartition(": ")
    return f"{words}: {REJECTIONS.get(code, code)}" if sign else entry


def flag(code: str) -> str:
    return str(FLAGS.get(code, code))


def repair(code: str) -> str:
    return str(REPAIRS.get(code, code))


def field(code: str) -> str:
    return str(FIELDS.get(code, code))
