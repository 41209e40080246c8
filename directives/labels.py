"""Human names for the codes that the reader leaves with its proposals.

A code that has no name here is shown as it is: the reader may learn a rule before this page does.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Names = dict[str, str | Promise]

RULES: Names = {
    "reviewer": _("set by the reviewer"),
}

FLAGS: Names = {}

REPAIRS: Names = {}

FIELDS: Names = {}


def rule(code: str) -> str:
    return str(RULES.get(code, code))


def flag(code: str) -> str:
    return str(FLAGS.get(code, code))


def repair(code: str) -> str:
    return str(REPAIRS.get(code, code))


def field(code: str) -> str:
    return str(FIELDS.get(code, code))
