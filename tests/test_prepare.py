"""`manage.py prepare` brings an installation up to date, and the second time does nothing."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from pytest_django.fixtures import Settings

from directives.models import Division, User
from tests.factories import DivisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def static_root(settings: Settings, tmp_path: Path) -> Path:
    root = tmp_path / "static"
    root.mkdir()
    settings.STATIC_ROOT = root
    return root


@pytest.fixture(autouse=True)
def divisions() -> None:
    """Loading all of China has its own test."""
    DivisionFactory()


def prepare() -> str:
    output = StringIO()
    call_command("prepare", stdout=output)
    return output.getvalue()


def test_static_files_are_collected_once_and_again_when_one_has_changed(
    static_root: Path, settings: Settings, tmp_path: Path
) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    settings.STATICFILES_DIRS = [ours]
    (ours / "a.css").write_text("a {}")
    assert "Static files ready" in prepare()
    assert (static_root / "a.css").exists()
    assert "Static files" not in prepare()
    (ours / "a.css").write_text("a { color: red }")
    assert "Static files ready" in prepare()
    assert "red" in (static_root / "a.css").read_text()


def test_outside_the_demo_nobody_and_nothing_is_made_up() -> None:
    assert not django_settings.POVTRACK_DEMO
    prepare()
    assert not User.objects.exists()
    assert Division.objects.count() == 1
