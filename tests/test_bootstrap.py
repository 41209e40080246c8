"""The first step of `make run`, by itself: an old Python, a missing module, and the second time."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT

BOOTSTRAP = ROOT / "tools" / "bootstrap.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of nothing but the bootstrap and a requirements file that asks for nothing."""
    (tmp_path / "tools").mkdir()
    shutil.copy(BOOTSTRAP, tmp_path / "tools")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


def bootstrap(project: Path, file: str = "requirements.txt", *, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run it, after a line of Python that changes the world it finds."""
    script = str(project / "tools" / "bootstrap.py")
    code = f"""
{before}
import runpy, sys
sys.argv[1:] = [{file!r}]
runpy.run_path({script!r}, run_name="__main__")
"""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


def test_it_compiles_in_a_python_that_is_far_too_old() -> None:
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 4))


def test_an_old_python_is_named_in_one_line(project: Path) -> None:
    done = bootstrap(project, before="import sys; sys.version_info = (3, 9, 18)")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is Python 3.9" in done.stderr


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_named_in_one_line(project: Path, module: str) -> None:
    done = bootstrap(project, before=f"import sys; sys.modules[{module!r}] = None")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"lacks the module {module}" in done.stderr
    assert not (project / ".venv").exists()


def test_it_installs_once_and_again_only_when_the_file_or_the_venv_has_changed(project: Path) -> None:
    first = bootstrap(project)
    assert first.returncode == 0, first.stderr
    assert "Creating .venv" in first.stdout
    assert bootstrap(project).stdout == ""
    (project / "more.txt").write_text("-r requirements.txt\n")
    assert bootstrap(project, "more.txt").returncode == 0
    assert bootstrap(project).stdout == ""  # what the other file brought along counts as installed
    (project / "requirements.txt").write_text("there-is-no-such-package @ file:///nowhere\n")
    changed = bootstrap(project)
    assert changed.returncode == 1
    assert "pip could not install requirements.txt" in changed.stderr
    assert bootstrap(project, "more.txt").returncode == 1  # nor is a failure taken for done
