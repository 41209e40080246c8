"""A directive as the reader proposed it and as people made it, field by field, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directives import labels
from directives.models import Comparator, Directive, Division, Kind, Topic

NAMES: Mapping[str, str | Promise] = {
    "text": _("demand"),
    "kind": _("kind"),
    "topic": _("topic"),
    "deadline": _("deadline"),
    "targets": _("targets"),
    "units": _("units in the text"),
    "divisions": _("places named"),
}
"""What is compared, and how it is called; the fields of `verdicts.FIELDS` are among them."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both versions; empty where a version says nothing."""

    name: str
    label: str
    proposed: str
    made: str

    @property
    def differs(self) -> bool:
        return self.proposed != self.made


def compare(row: Directive, places: Mapping[str, str], made: Any = None) -> list[Compared]:
    """The proposal beside the row (or `made`, a record of its history).

    `places` names the codes of `codes_of`; targets and places of the row should be prefetched.
    """
    proposed = of_proposal(row.proposal, places) if row.proposal else dict.fromkeys(NAMES, "")
    now = of_row(row, made or row)
    return [Compared(name, str(label), proposed[name], now[name]) for name, label in NAMES.items()]


def names_of_places(rows: Iterable[Directive]) -> dict[str, str]:
    """The names of all places that the proposals of these rows name."""
    codes = {code for row in rows for code in row.proposal.get("divisions", [])}
    return dict(Division.objects.filter(pk__in=codes).values_list("pk", "name")) if codes else {}


def of_proposal(read: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, str]:
    return {
        "text": read.get("text", ""),
        "kind": _label(Kind, read.get("kind")),
        "topic": _label(Topic, read.get("topic")),
        "deadline": deadline(read.get("due_on"), read.get("due_month_day"), read.get("due_text"), read.get("due_rule")),
        "targets": _targets((t["metric"], t["comparator"], t["value"], t["unit"]) for t in read.get("targets", [])),
        "units": _listed([read.get("lead_text"), read.get("support_text"), read.get("scope")]),
        "divisions": _listed(sorted(places[code] for code in set(read.get("divisions", [])) if code in places)),
    }


def of_row(row: Directive, made: Any) -> dict[str, str]:
    return {
        "text": made.text,
        "kind": _label(Kind, made.kind),
        "topic": _label(Topic, made.topic),
        "deadline": deadline(made.due_on, made.due_month_day, made.due_text, made.due_rule),
        "targets": _targets((t.metric, t.comparator, t.value, t.unit) for t in row.targets.all()),
        "units": _listed([made.lead_text, made.support_text, made.scope]),
        "divisions": _listed(sorted(place.name for place in row.divisions.all())),
    }


def deadline(day: Any, month_day: str | None, phrase: str | None, rule: str | None) -> str:
    """A deadline with its words and its rule: "2017-05-31 · “5月底前” · last day of the month"."""
    quoted = gettext("“%(words)s”") % {"words": phrase} if phrase else ""
    return " · ".join(filter(None, [str(day or month_day or ""), quoted, labels.rule(rule) if rule else ""]))


def _targets(figures: Iterable[tuple[str, str, Any, str]]) -> str:
    signs = dict(Comparator.choices)
    return _listed(
        sorted(
            f"{metric} {signs.get(sign, sign)} {Decimal(str(value)).normalize():f}{unit}"
            for metric, sign, value, unit in figures
        )
    )


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else str(value or "")


def _listed(words: Sequence[str | None]) -> str:
    return "、".join(filter(None, words))
