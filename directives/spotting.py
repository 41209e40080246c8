"""A demand that the reader missed: words that a reviewer selects in the source become a draft like any other."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from directives import dating, drafts, stepping, verdicts
from directives.errors import Refused
from directives.models import Directive, Meeting, User
from directives.reading.types import Directive as Reading
from directives.reading.types import Reason, Span

LONGEST = 400
"""Characters of one demand; who selects more has selected several."""


@transaction.atomic
def spot(meeting: Meeting, user: User, span: Span) -> Directive:
    """A new draft out of the words of the source in `span`, dated, weighed and matched to units by the reader's rules.

    Raises:
        Refused: when there are no words, or far too many.
        PermissionDenied: when the user does not review for the meeting's office.
    """
    new = stepping.new_directive(meeting, user)
    found = _read(new.meeting, span)
    row = drafts.add(new.meeting, [found], user, _("selected in the source"), first=new.number)[0]
    stepping.settle(meeting.pk, user)
    return row


def _read(meeting: Meeting, span: Span) -> Reading:
    from directives.reading import selection  # loads the gazetteer: only when words are selected
    from directives.reading.cleaning import clean

    text = meeting.source.text if meeting.source else ""
    start, end = selection.trimmed(text, span)
    if start >= end:
        raise Refused(_("Select the words of the demand in the source first."))
    if end - start > LONGEST:
        raise Refused(_("Select one demand: this is more than %(n)s characters.") % {"n": LONGEST})
    cleaned = clean(text)
    words = selection.trimmed(cleaned.text, selection.cleaned_span(cleaned, (start, end)))
    if words[0] >= words[1]:
        raise Refused(_("The cleaning took these words for dirt. Add a directive and type them in."))
    found = selection.read_span(
        cleaned,
        words,
        dating.reference_of(meeting),
        year_basis=dating.basis_of(meeting),
        home=meeting.division_id,
        title=meeting.title,
    )
    return found._replace(reasons=(Reason("text", verdicts.SELECTED, ""), *found.reasons[1:]))
