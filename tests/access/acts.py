"""Every step that changes something, each with a form that is right in all but who sends it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directives import correcting, rostering
from directives.models import Assignment, Directive
from directives.proposing import Addressee
from directives.views.people import STEPS as PEOPLE_STEPS
from directives.views.steps import STEPS
from tests import factories as f
from tests.access.world import DUE, LATER, TODAY, World

FORMSETS = {f"{name}-{n}": 0 for name in ("targets", "speakers", "rows") for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
REASON = {"note": "理由"}


class Act(NamedTuple):
    """Where a form is sent, and what stands in it."""

    url: str
    data: dict[str, Any]


Made = Callable[[World], Act]


def desk(route: str, /, *args: str, **data: Any) -> Made:
    """A page of the desk; `args` name things of the world, values that are called get it."""

    def make(w: World) -> Act:
        keys = [key(w, each) for each in args]
        given = {field: value(w) if callable(value) else value for field, value in data.items()}
        return Act(reverse(f"admin:{route}", args=keys), given)

    return make


def key(w: World, name: str) -> Any:
    if name == "meeting":
        return w.meeting.pk
    if name == "batch":
        return w.things["failed"].batch
    if name.startswith("of "):
        return w.items[name.removeprefix("of ")].directive_id
    found = next(rows[name] for rows in (w.directives, w.things, w.units, w.members, w.users) if name in rows)
    return found.pk


def on_item(kind: str, item: str, **data: Any) -> Made:
    """A step of the workflow on an item in the state it starts from, as its own form has it."""

    def make(w: World) -> Act:
        row = Assignment.objects.get(pk=w.items[item].pk)
        form = STEPS[kind].form(item=row, prefix=kind)
        given = {name: value(w) if callable(value) else value for name, value in data.items()}
        held = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        sent = {form.add_prefix(name): value for name, value in (held | given).items() if value is not None}
        return Act(reverse("assignment-step", args=[row.pk, kind]), sent)

    return make


def of_member(kind: str, **data: Any) -> Made:
    def make(w: World) -> Act:
        given = {name: value(w) if callable(value) else value for name, value in data.items()}
        return Act(reverse("person-step", args=[w.members["liaison"].pk, kind]), given)

    return make


WORKFLOW: dict[str, Made] = {
    "sign": on_item("sign", "issued"),
    "report": on_item("report", "running", percent=40, text="进展"),
    "submit": on_item("submit", "running", text="完成"),
    "tick": on_item("tick", "running", milestone=lambda w: w.items["running"].milestones.get().pk),
    "ask": on_item("ask", "running", due_on=LATER, **REASON),
    "plan": on_item("plan", "running", title_1="再一半", due_1=DUE, percent_1=80),
    "delegate": on_item("delegate", "running", units=lambda w: [f"u{w.units['bureau'].pk}"]),
    "verify": on_item("verify", "submitted"),
    "return": on_item("return", "submitted", **REASON),
    "grant": on_item("grant", "pleading"),
    "refuse": on_item("refuse", "pleading", **REASON),
    "urge": on_item("urge", "running"),
    "reschedule": on_item("reschedule", "running", due_on=LATER, **REASON),
    "reopen": on_item("reopen", "closed", due_on=LATER, **REASON),
    "note": on_item("note", "running", text="电话已通"),
    "instruction": on_item("instruction", "running", text="抓紧"),
    "reassign": on_item("reassign", "running", unit=lambda w: w.units["bureau"].pk, **REASON),
    "suspend": on_item("suspend", "running", **REASON),
    "resume": on_item("resume", "suspended", due_on=LATER, **REASON),
    "cancel": on_item("cancel", "running", **REASON),
}
MEMBERS: dict[str, Made] = {
    "leave": of_member("leave", on=TODAY),
    "absence": of_member("absence", colleague=lambda w: w.members["deputy"].pk, since=TODAY, until=LATER),
    "handover": of_member("handover", colleague=lambda w: w.members["deputy"].pk),
    "mail": of_member("mail"),
    "links": of_member("links"),
}


def _person(w: World) -> dict[str, Any]:
    return {"unit": w.units["county"].pk, "role": "liaison", "name": "李四", "email": "li@example.org"}


def _roster(w: World) -> Act:
    lines = [rostering.Line(2, w.units["county"].name, "李四", email="li@example.org")]
    return Act(reverse("roster"), {"rows": json.dumps(rostering.packed(lines))})


def _edit(w: World, **more: Any) -> dict[str, Any]:
    draft = w.directives["draft"]
    return {
        "text": "核实全部名单",
        "kind": "task",
        "topic": draft.topic,
        "revision": draft.revision,
        **FORMSETS,
        **more,
    }


def _correct(w: World) -> Act:
    """The correction of the words, after a look at whom it is told to."""
    row = Directive.objects.get(pk=w.items["running"].directive_id)
    changes = {"text": "建成全部安置房"}
    effects = correcting.correction(row, changes, "same")
    sent = {
        "text": changes["text"],
        "kind": row.kind,
        "topic": row.topic,
        "due_on": row.due_on,
        "due_text": row.due_text,
    }
    seen = correcting.fingerprint(effects, correcting.decision_of(row, changes, "same"))
    more = {"firm": "on", "revision": row.revision, "follow": "same", "reason": "有误", "do": "1", "seen": seen}
    return Act(reverse("admin:directives_directive_correct", args=[row.pk]), {**sent, **more, **FORMSETS})


def _withdrawal(w: World) -> str:
    return correcting.fingerprint(correcting.withdrawal(w.items["running"].directive, False), False)


def _issue(w: World) -> Act:
    rows = [w.directives[name].pk for name in ("confirmed", "standing")]
    keys = [Addressee.of(w.units[name]).key for name in ("county", "foreign county")]
    sent = {"token": uuid.uuid4(), "column": keys, "to": [f"{row}:{key}" for row in rows for key in keys], "seen": ""}
    return Act(
        reverse("admin:directives_meeting_issue", args=[w.meeting.pk]), sent | {f"due-{row}": DUE for row in rows}
    )


def _by_hand(w: World) -> Act:
    sent = {"office": w.units["office"].pk, "origin": "instruction", "title": "批示", "held_on": TODAY}
    rest = {"division": w.units["county"].division_id, "lines": "5月底前完成危房改造"}
    return Act(reverse("admin:directives_meeting_add"), {**sent, **rest, **FORMSETS})


def _bulk(kind: str, item: str, **fields: Any) -> Made:
    def make(w: World) -> Act:
        row = Assignment.objects.get(pk=w.items[item].pk)
        sent = {f"i{row.pk}-{name}": value for name, value in {"revision": row.revision, **fields}.items()}
        return Act(reverse("bulk"), {"step": kind, "item": [row.pk], **sent})

    return make


def _new_report(w: World) -> Act:
    report = SimpleUploadedFile("report.txt", "市长要求，5月底前建成安置房。".encode())
    return Act(reverse("admin:directives_importjob_add"), {"office": w.units["office"].pk, "uploads": [report]})


DRAFT = "draft"
REVIEW: dict[str, Made] = {
    **{
        name: desk(f"directives_directive_{name.replace('-', '_')}", row, **data)
        for name, (row, data) in {
            "confirm": ("other draft", {}),
            "reject": (DRAFT, {}),
            "take-date": (DRAFT, {"due_on": "2017-06-01"}),
            "split": (DRAFT, {"at": 15}),
            "join": (DRAFT, {"other": lambda w: w.directives["other draft"].pk}),
            "rest-on": (DRAFT, {"start": 7, "end": 12, "as": "original"}),
            "merge": ("repeat", {}),
            "keep": ("repeat", {}),
            "move-standing": ("repeat", {}),
        }.items()
    },
    "reopen draft": desk("directives_directive_reopen", "rejected"),
    "edit": lambda w: Act(reverse("admin:directives_directive_change", args=[w.directives[DRAFT].pk]), _edit(w)),
    "correct": _correct,
    "withdraw": desk(
        "directives_directive_withdraw", "of running", reason="重复", revision=0, do="1", seen=_withdrawal
    ),
    "facts": desk("directives_meeting_facts", "meeting", title="改", kind="", revision=lambda w: w.meeting.revision),
    "add directive": lambda w: Act(
        reverse("admin:directives_meeting_add_directive", args=[w.meeting.pk]), _edit(w, revision=0)
    ),
    "issue": _issue,
    "year": desk("directives_meeting_year", "meeting", year=2017, revision=lambda w: w.meeting.revision),
    "day": desk("directives_meeting_day", "meeting", held_on=TODAY, revision=lambda w: w.meeting.revision),
    "undo": desk("directives_meeting_undo", "meeting"),
    "spot": desk("directives_meeting_spot", "meeting", start=7, end=20, **{"as": "original"}),
    "present": desk("directives_meeting_present", "meeting"),
    "confirm dated": desk("directives_meeting_confirm_dated", "meeting"),
    "reject principles": desk("directives_meeting_reject_principles", "meeting"),
    "discard": desk("directives_meeting_discard", "meeting", reason="重复"),
    "adopt": desk("directives_meeting_adopt", "meeting", "commitment"),
}


ENTRY: dict[str, Made] = {
    "new report": _new_report,
    "enter by hand": _by_hand,
    "retry": desk("directives_importjob_retry", "failed"),
    "cancel import": desk("directives_importjob_cancel", "waiting"),
    "retry failed": desk("directives_importjob_retry_failed", "batch"),
    "cancel rest": desk("directives_importjob_cancel_rest", "batch"),
}
INLINES = {f"{name}-{n}": 0 for name in ("members", "memberships") for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
UNIT = {"name": "丹江口市水利局", "kind": "department", "aliases": "", **INLINES}
POLICY = {"days_before": "7", "days_after": "1", "then_every": 7, "sign_within": 3}


def _chosen(model: str, thing: str, action: str) -> Made:
    """An action of a list, confirmed."""
    return desk(f"directives_{model}_changelist", action=action, post="yes", _selected_action=lambda w: [key(w, thing)])


ADMIN: dict[str, Made] = {
    "test mail": desk("directives_reminder_test"),
    "reminder: send_again": _chosen("reminder", "reminder", "send_again"),
    "unit: delete_selected": _chosen("unit", "bureau", "delete_selected"),
    "member: delete_selected": _chosen("member", "liaison", "delete_selected"),
    "reminderpolicy: delete_selected": _chosen("reminderpolicy", "policy", "delete_selected"),
    "add unit": desk("directives_unit_add", division=lambda w: w.units["county"].division_id, **UNIT),
    "change unit": desk("directives_unit_change", "bureau", division=lambda w: w.units["county"].division_id, **UNIT),
    "delete unit": desk("directives_unit_delete", "bureau", post="yes"),
    "add member": desk(
        "directives_member_add",
        user=lambda w: w.users["reviewer"].pk,
        unit=lambda w: w.units["county"].pk,
        role="liaison",
    ),
    "change member": lambda w: Act(
        reverse("admin:directives_member_change", args=[w.members["liaison"].pk]),
        {"user": w.users["liaison"].pk, "unit": w.units["county"].pk, "role": "leader"},
    ),
    "delete member": lambda w: Act(
        reverse("admin:directives_member_delete", args=[w.members["liaison"].pk]), {"post": "yes"}
    ),
    "add user": desk(
        "directives_user_add",
        username="new",
        name="新",
        usable_password="true",
        password1="correct horse 7",
        password2="correct horse 7",
        **INLINES,
    ),
    "change user": lambda w: Act(
        reverse("admin:directives_user_change", args=[w.users["liaison"].pk]),
        {"username": "liaison", "name": "改", "language": "en", "is_active": "on", **INLINES},
    ),
    "password of a user": lambda w: Act(
        reverse("admin:auth_user_password_change", args=[w.users["liaison"].pk]),
        {"password1": "correct horse 7", "password2": "correct horse 7", "usable_password": "true"},
    ),
    "add division": desk("directives_division_add", code="420381999", name="新镇", level="township"),
    "change division": lambda w: Act(
        reverse("admin:directives_division_change", args=[w.units["county"].division_id]),
        {"name": "改", "level": "county", "parent": f.shiyan().pk},
    ),
    "add policy": desk("directives_reminderpolicy_add", topic="其他", **POLICY),
    "change policy": desk("directives_reminderpolicy_change", "policy", **POLICY),
    "delete policy": desk("directives_reminderpolicy_delete", "policy", post="yes"),
}
OWN: dict[str, Made] = {
    "bulk sign": _bulk("sign", "issued"),
    "bulk urge": _bulk("urge", "running", note="请抓紧"),
    "bulk report": _bulk("report", "running", percent=40, text="进展", token=uuid.uuid4()),
    "report by a link": lambda w: Act(
        reverse("door", args=[w.things["door"]]), {"step": "report", **WORKFLOW["report"](w).data}
    ),
    "own details": lambda w: Act(
        reverse("profile"), {"name": "新", "language": "en", "email": "", "password": "correct horse battery"}
    ),
    "own links": lambda w: Act(reverse("links"), {}),
    "own absence": lambda w: Act(reverse("absence", args=[w.members["liaison"].pk]), {"end": "1"}),
    "own calendar": lambda w: Act(reverse("calendar-address", args=[w.members["liaison"].pk]), {}),
    "language": lambda w: Act(reverse("language"), {"language": "zh-hans"}),
    "own password": lambda w: Act(
        reverse("password"),
        {"old_password": "correct horse battery", "new_password1": "a new horse 7", "new_password2": "a new horse 7"},
    ),
    "password forgotten": lambda w: Act(reverse("forgotten"), {"words": "liaison"}),
    "invite": lambda w: Act(reverse("invite"), _person(w)),
    "import people": _roster,
    "slips": lambda w: Act(reverse("slips"), {"member": [w.members["liaison"].pk]}),
}
ACTS: dict[str, Made] = {
    **{f"item: {name}": made for name, made in WORKFLOW.items()},
    **{f"review: {name}": made for name, made in REVIEW.items()},
    **{f"entry: {name}": made for name, made in ENTRY.items()},
    **{f"people: {name}": made for name, made in MEMBERS.items()},
    **{f"office: {name}": made for name, made in ADMIN.items()},
    **{f"own: {name}": made for name, made in OWN.items()},
}
assert WORKFLOW.keys() == STEPS.keys(), "a step of the workflow is not tried"
assert MEMBERS.keys() == PEOPLE_STEPS.keys(), "a step on a person is not tried"
