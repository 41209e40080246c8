"""The sample reports come in once, with what the file beside each says."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directives import intake
from directives.models import ImportJob, ImportState, Meeting, Source, Unit
from directives.uploads import Upload
from tests.factories import DivisionFactory, OfficeFactory, UnitFactory, shiyan

pytestmark = pytest.mark.django_db


def import_seeds(**options: object) -> str:
    out = io.StringIO()
    call_command("import_seeds", stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports with their facts, one without, and something else."""
    texts = {
        "a": "4月2日，县里开健康扶贫会。要在5月底前补齐村卫生室。",
        "b": "4月6日，市里开产业扶贫会。要在6月底前建成二十个香菇大棚。",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(f"url: http://example.org/{name}\npublished: 2017-04-06\n")
    (tmp_path / "c.txt").write_text("没有说明。", encoding="utf-8")
    (tmp_path / "README.md").write_text("x")
    return tmp_path


def test_all_samples_of_the_project_are_read_for_the_demo_office() -> None:
    shiyan()
    DivisionFactory(code="420381", name="丹江口市", level="county", parent=shiyan())
    assert import_seeds() == "13 done.\n"
    assert {m.office for m in Meeting.objects.all()} == {Unit.objects.get(name="示范督查室")}
    first, follow_up = Meeting.objects.filter(division="420381").order_by("held_on")
    assert (first.held_on, follow_up.held_on) == (date(2017, 3, 29), date(2017, 5, 16))
    homes = follow_up.directives.get(due_on=date(2017, 6, 30))
    assert homes.standing == first.directives.get(due_on=date(2017, 5, 31))


def test_the_facts_beside_a_report_are_its_hints(folder: Path) -> None:
    shiyan()
    import_seeds(folder=folder)
    assert {(s.name, s.url, s.published_on) for s in Source.objects.all()} == {
        (f"{name}.txt", f"http://example.org/{name}", date(2017, 4, 6)) for name in ("a", "b")
    }


def test_a_second_run_leaves_all_alone(folder: Path) -> None:
    shiyan()
    import_seeds(folder=folder)
    assert import_seeds(folder=folder) == "2 there already.\n"
    assert ImportJob.objects.count() == 2


def test_a_run_that_was_stopped_is_taken_up(folder: Path) -> None:
    office = OfficeFactory()
    data = (folder / "a.txt").read_bytes()
    intake.keep(office, None, Upload("a.txt", data))
    assert import_seeds(folder=folder, office=office.pk) == "2 done.\n"
    assert ImportJob.objects.count() == 2


def test_a_sample_that_cannot_be_read_is_named_and_tried_again(folder: Path) -> None:
    shiyan()
    (folder / "a.txt").write_bytes(b" ")
    printed = import_seeds(folder=folder)
    assert "a.txt: " in printed
    assert "1 done, 1 failed." in printed
    assert "1 failed, 1 there already." in import_seeds(folder=folder)
    assert ImportJob.objects.filter(state=ImportState.FAILED).count() == 2


def test_an_office_can_be_named(folder: Path) -> None:
    office = OfficeFactory()
    import_seeds(folder=folder, office=office.pk)
    assert {s.office for s in Source.objects.all()} == {office}


def test_what_is_no_office_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="no supervision office"):
        import_seeds(folder=folder, office=UnitFactory().pk)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    shiyan()
    with pytest.raises(CommandError, match="No sample reports"):
        import_seeds(folder=tmp_path)
