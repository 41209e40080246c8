from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directives import assigning, summing
from directives.models import DirectiveState
from tests import factories as f

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_progress", *arguments, stdout=out)
    return out.getvalue()


def issue() -> None:
    directive = f.DirectiveFactory(state=DirectiveState.CONFIRMED)
    assigning.issue(directive, [assigning.IssueItem(f.UnitFactory(), directive.due_on)], f.supervisor())


def test_figures_that_agree_are_said_to_agree() -> None:
    issue()
    assert "1 rows agree" in run("--check")


def test_figures_that_differ_are_reported_and_then_written_anew() -> None:
    issue()
    f.AssignmentFactory()  # a row that bypassed the workflow
    with pytest.raises(CommandError, match="differ"):
        run("--check")
    assert "had differed" in run()
    assert summing.kept() == summing.recount()
    run("--check")


def test_one_offices_figures_are_rebuilt_without_touching_the_others() -> None:
    issue()
    other = f.OfficeFactory(name="他市督查室")
    f.AssignmentFactory(directive__meeting__office=other)
    f.AssignmentFactory()
    summing.rebuild(other)
    assert {office for office, _county, _topic in summing.kept()} == {other.pk, f.OfficeFactory().pk}
    assert summing.kept() != summing.recount()
