"""What the search looks up: the words of every directive, meeting and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directives import access
from directives.models.directives import Directive, Topic
from directives.models.divisions import Unit
from directives.models.meetings import Meeting
from directives.models.sources import Source

if TYPE_CHECKING:
    from directives.access import AnyUser


class SearchKind(models.TextChoices):
    DIRECTIVE = "directive", _("directive")
    MEETING = "meeting", _("meeting")
    SOURCE = "source", _("source")


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, user: AnyUser) -> SearchEntryQuerySet:
        """Those of the user's offices, without the confidential directives that do not name her."""
        scope = access.scope_of(user)
        # The few that name her are looked up from her side: from the office's, every directive would be read.
        named = Directive.objects.visible_to(user).filter(readers__in=scope.members)
        return self.filter(scope.of_office("office"), Q(confidential=False) | Q(directive__in=named))


class SearchEntry(models.Model):
    """The words of one directive, meeting or source, and what a search narrows by; written by `indexing.py` only.

    `meeting` is set for all three kinds, but for a source whose meeting is not there yet.  `words` are those of
    `reading.searchable`, each once, parted by blanks.  On SQLite a full-text table beside this one is kept by
    triggers (migration 0005): a later migration that makes SQLite build this table anew has to lay them again.
    """

    kind = models.CharField(max_length=10, choices=SearchKind.choices)
    directive = models.OneToOneField(Directive, models.CASCADE, null=True, related_name="search_entry")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="search_entries")
    source = models.OneToOneField(Source, models.CASCADE, null=True, related_name="search_entry")
    office = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20, choices=Topic.choices, blank=True)
    day = models.DateField()
    confidential = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    words = models.TextField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(kind="meeting"), name="meeting_searched_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.directive_id or self.source_id or self.meeting_id}"
