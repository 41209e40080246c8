"""A production's settings, in a process of their own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {"PATH", "HOME", "LANG"}
    env = {name: value for name, value in os.environ.items() if name in inherited}
    env |= {"POVTRACK_DATA": str(tmp_path / "var"), **environment}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_production_settings_pass_the_deployment_checks(tmp_path: Path) -> None:
    key = secrets.token_urlsafe(60)
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=key, POVTRACK_TLS="1")
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_tls_the_deployment_checks_say_so(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=secrets.token_urlsafe(60))
    assert done.returncode == 1
    assert "SECURE_SSL_REDIRECT" in done.stderr


def test_each_installation_makes_a_secret_key_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    show = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    first, again = (manage(tmp_path, *show).stdout.strip() for _ in range(2))
    other = manage(tmp_path / "other", *show).stdout.strip()
    assert first == again
    assert len(first) >= 50
    assert first != other
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = manage(tmp_path, "check", POVTRACK_DATA=str(tmp_path / "file" / "var"))
    assert done.returncode == 1
    assert f"POVTRACK_DATA: {tmp_path / 'file' / 'var'} cannot be used" in done.stderr


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    show = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    with ThreadPoolExecutor(4) as pool:
        keys = {done.stdout.strip() for done in pool.map(lambda _n: manage(tmp_path, *show), range(4))}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert [path.name for path in (tmp_path / "var").glob("secret-key*")] == ["secret-key"]


@pytest.mark.parametrize("value", ["yesterday", "2017-13-01"])
def test_a_day_that_is_none_stops_with_its_name(tmp_path: Path, value: str) -> None:
    done = manage(tmp_path, "check", POVTRACK_TODAY=value)
    assert done.returncode == 1
    assert "POVTRACK_TODAY must look like" in done.stderr
