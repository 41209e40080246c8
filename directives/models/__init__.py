"""The whole data model; import from here."""

from __future__ import annotations

from directives.models.assignments import (
    DUE_SOON_DAYS,
    OPEN,
    RUNNING,
    Assignment,
    AssignmentQuerySet,
    AssignmentState,
    Issuing,
    Light,
    Milestone,
    Occurrence,
    TargetShare,
)
from directives.models.desk import MeetingVisit, ReviewStep
from directives.models.directives import (
    Commitment,
    Comparator,
    Directive,
    DirectiveState,
    Kind,
    Precision,
    Proposal,
    Recurrence,
    Target,
    Topic,
    Verdict,
)
from directives.models.divisions import Division, Level, Unit, UnitKind
from directives.models.events import (
    AppendOnlyError,
    Attachment,
    Event,
    EventKind,
    Extension,
    ProgressReport,
)
from directives.models.files import StoredFile
from directives.models.links import Knock, Purpose, SignedLink
from directives.models.meetings import Meeting, MeetingState, Origin, Speaker, YearBasis
from directives.models.reminders import (
    Channel,
    Reminder,
    ReminderKind,
    ReminderLine,
    ReminderPolicy,
    ReminderState,
)
from directives.models.search import SearchEntry, SearchEntryQuerySet, SearchKind
from directives.models.sources import ImportJob, ImportState, Source, SourceSketch
from directives.models.summaries import Bulletin, CountyProgress
from directives.models.users import Member, Role, User

__all__ = [
    "DUE_SOON_DAYS",
    "OPEN",
    "RUNNING",
    "AppendOnlyError",
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentState",
    "Attachment",
    "Bulletin",
    "Channel",
    "Commitment",
    "Comparator",
    "CountyProgress",
    "Directive",
    "DirectiveState",
    "Division",
    "Event",
    "EventKind",
    "Extension",
    "ImportJob",
    "ImportState",
    "Issuing",
    "Kind",
    "Knock",
    "Level",
    "Light",
    "Meeting",
    "MeetingState",
    "MeetingVisit",
    "Member",
    "Milestone",
    "Occurrence",
    "Origin",
    "Precision",
    "ProgressReport",
    "Proposal",
    "Purpose",
    "Recurrence",
    "Reminder",
    "ReminderKind",
    "ReminderLine",
    "ReminderPolicy",
    "ReminderState",
    "ReviewStep",
    "Role",
    "SearchEntry",
    "SearchEntryQuerySet",
    "SearchKind",
    "SignedLink",
    "Source",
    "SourceSketch",
    "Speaker",
    "StoredFile",
    "Target",
    "TargetShare",
    "Topic",
    "Unit",
    "UnitKind",
    "User",
    "Verdict",
    "YearBasis",
]
