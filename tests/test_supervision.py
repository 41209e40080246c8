"""Starting, stopping and finding again the processes of a run, with real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from povtrack import supervision
from tests.servers import ROOT, alive, wait_until

LAUNCHER = """
import os, sys
from pathlib import Path
from povtrack import supervision
run_id = supervision.mark_self(sys.argv)
folder = Path(sys.argv[1])
supervision.write_run(folder, run_id, "http://127.0.0.1:8000/")
commands = [supervision.Command(f"p{number}", ["sh", "-c", line]) for number, line in enumerate(sys.argv[2:])]
sys.exit(supervision.supervise(commands, os.environ, folder))
"""
# A process with a child of its own, as the web server and the worker have.
FAMILY = "sleep 1001 & sleep 1002; true"

Launch = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def launch(tmp_path: Path, run_dir: Path) -> Iterator[Launch]:
    """Start a launcher of the given shell lines, `before` it a command that runs it; ready when all lines run."""
    script = tmp_path / "launcher.py"
    script.write_text(LAUNCHER)
    started: list[subprocess.Popen[bytes]] = []

    def start(*lines: str, before: Sequence[str] = (), processes: int = 0) -> subprocess.Popen[bytes]:
        argv = [*before, sys.executable, str(script), str(run_dir), *lines]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        launcher = subprocess.Popen(argv, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
        started.append(launcher)
        wait_until(lambda: len(sleepers(run_dir)) >= processes, f"{processes} processes run")
        return launcher

    yield start
    run = supervision.read_run(run_dir)
    if run:
        supervision.end(run.run_id)
    for launcher in started:
        launcher.kill()
        launcher.wait()


def sleepers(run_dir: Path) -> list[psutil.Process]:
    """The `sleep`s of the run recorded in the folder."""
    run = supervision.read_run(run_dir)
    found = []
    for process in supervision.members(run.run_id) if run else []:
        try:
            if process.name() == "sleep":
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_run_ends_its_processes_and_theirs(launch: Launch, run_dir: Path, number: int) -> None:
    launcher = launch(FAMILY, "exec sleep 1000", processes=3)
    processes = sleepers(run_dir)
    os.killpg(launcher.pid, number)  # as the terminal does on Ctrl-C
    assert launcher.wait(30) == 0
    assert alive(processes) == []
    assert supervision.read_run(run_dir) is None


def test_ctrl_c_while_the_processes_are_still_starting_ends_them(launch: Launch, run_dir: Path) -> None:
    launcher = launch(*["exec sleep 1000"] * 6, processes=1)
    run = supervision.read_run(run_dir)
    assert run is not None
    os.killpg(launcher.pid, signal.SIGINT)
    assert launcher.wait(30) == 0
    assert supervision.members(run.run_id) == []


def test_a_process_that_will_not_stop_is_killed(launch: Launch, run_dir: Path) -> None:
    launcher = launch("trap '' TERM INT; sleep 1001; sleep 1002", "exec sleep 1000", processes=2)
    run = supervision.read_run(run_dir)
    assert run is not None
    os.killpg(launcher.pid, signal.SIGINT)
    assert launcher.wait(30) == 0
    assert supervision.members(run.run_id) == []


@pytest.mark.parametrize(("code", "expected"), [(3, 3), (0, 1)])
def test_when_one_process_stops_of_itself_all_do_and_the_run_has_failed(
    launch: Launch, run_dir: Path, code: int, expected: int
) -> None:
    launcher = launch(f"sleep 0.5; exit {code}", FAMILY)
    assert launcher.wait(30) == expected
    assert sleepers(run_dir) == []


def test_a_run_whose_output_nobody_reads_any_more_ends(launch: Launch, run_dir: Path) -> None:
    launcher = launch(FAMILY, before=["sh", "-c", '"$@" | true', "make"])
    assert launcher.wait(30) == 0
    assert sleepers(run_dir) == []


def test_what_a_killed_launcher_left_behind_is_ended(launch: Launch, run_dir: Path) -> None:
    launcher = launch(FAMILY, processes=2)
    launcher.kill()
    launcher.wait()
    orphans = sleepers(run_dir)
    assert len(orphans) == 2
    ended = supervision.end_leftovers(run_dir)
    assert {f"sleep ({orphan.pid})" for orphan in orphans} <= set(ended)
    assert alive(orphans) == []
    assert supervision.end_leftovers(run_dir) == []


def test_a_launcher_whose_parent_was_killed_is_ended(launch: Launch, run_dir: Path) -> None:
    make = launch(FAMILY, before=["sh", "-c", '"$@"; true', "make"], processes=2)
    run = supervision.read_run(run_dir)
    assert run is not None
    assert run.parent_pid == make.pid
    make.kill()
    make.wait()
    assert supervision.end_leftovers(run_dir)
    assert supervision.members(run.run_id) == []


def test_a_run_that_somebody_attends_is_left_alone_and_named(launch: Launch, run_dir: Path) -> None:
    launcher = launch("exec sleep 1000", processes=1)
    with pytest.raises(supervision.AlreadyRunning, match=rf"already running.*8000/ \(process {launcher.pid}\)"):
        supervision.end_leftovers(run_dir)
    assert len(alive(sleepers(run_dir))) == 1


def test_a_foreign_process_that_got_the_number_of_ours_is_left_alone(run_dir: Path) -> None:
    with subprocess.Popen(["sleep", "1000"]) as foreign:
        run_dir.mkdir()
        run = {"run_id": "of-yesterday", "launcher_pid": foreign.pid, "parent_pid": os.getpid(), "address": ""}
        (run_dir / "run.json").write_text(json.dumps(run))
        assert supervision.end_leftovers(run_dir) == []
        assert foreign.poll() is None
        foreign.kill()


@pytest.mark.parametrize("record", ["", "{", "[]", '{"run_id": "x"}'])
def test_a_record_cut_short_by_a_crash_counts_as_none(run_dir: Path, record: str) -> None:
    run_dir.mkdir()
    (run_dir / "run.json").write_text(record)
    assert supervision.end_leftovers(run_dir) == []
