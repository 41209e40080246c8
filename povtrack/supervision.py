"""The processes of one ``make run``: start them under honcho, end them all, and find those an earlier run left behind.

Every process of a run carries the run's random id in its environment, and hands it on to whatever it starts. So the
whole tree is found again, workers of workers included, even after its parents were killed; and no other program is ever
touched, however process numbers were reused. ``run.json`` in the run folder remembers the id between two runs.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shlex
import signal
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

import psutil
from honcho.manager import Manager
from honcho.printer import Printer

RUN_ID = "POVTRACK_RUN_ID"
# Between SIGTERM and SIGKILL; honcho's is the same.
GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Command:
    """A process to keep running: its name in the output, and its arguments."""

    name: str
    argv: Sequence[str]


@dataclass(frozen=True)
class Run:
    """What ``run.json`` keeps: the run's id, the launcher, who started it, and the address it serves."""

    run_id: str
    launcher_pid: int
    parent_pid: int
    address: str


class AlreadyRunning(Exception):
    """Another launcher, alive and attended, serves the same data."""

    def __init__(self, run: Run) -> None:
        super().__init__(
            f"povtrack is already running on this data: {run.address} (process {run.launcher_pid}). "
            "Stop it with Ctrl-C in its own terminal first."
        )


def mark_self(argv: Sequence[str]) -> str:
    """Return this run's id; without one, start this Python afresh with ``argv`` under a new id.

    A process's environment, as others can read it, is the one it was started with. The launcher and the helpers that
    honcho forks from it must be findable too, so the id has to be there before the launcher starts.
    """
    if RUN_ID not in os.environ:
        os.execve(sys.executable, [sys.executable, *argv], {**os.environ, RUN_ID: uuid.uuid4().hex})  # noqa: S606
    return os.environ[RUN_ID]


def members(run_id: str) -> list[psutil.Process]:
    """Every living process of a run, the caller left out."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get(RUN_ID) == run_id and process.status() != psutil.STATUS_ZOMBIE
        except (psutil.Error, OSError):
            continue  # gone, or another user's: not ours
        if ours and process.pid != os.getpid():
            found.append(process)
    return found


def end(run_id: str) -> None:
    """Ask all processes of a run to stop, as honcho does; kill whatever is left after the grace.

    Looks again until there are none: one that was just starting another may have done so since.
    """
    told: set[tuple[int, signal.Signals]] = set()
    deadline = time.monotonic() + GRACE_SECONDS
    while processes := members(run_id):
        number = signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL
        for process in processes:
            if (process.pid, number) not in told:
                told.add((process.pid, number))
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(number)
        time.sleep(0.1)


def end_leftovers(run_dir: Path) -> list[str]:
    """End what an earlier run in this folder left behind; the names and numbers of the processes ended.

    A launcher whose parent (make, a shell) has been killed counts as left behind: nobody can press Ctrl-C there.
    Raises AlreadyRunning if its launcher lives and is attended.
    """
    run = read_run(run_dir)
    if run is None:
        return []
    left = members(run.run_id)
    for process in left:
        if process.pid == run.launcher_pid and process.ppid() == run.parent_pid:
            raise AlreadyRunning(run)
    names = [f"{process.name()} ({process.pid})" for process in left if process.is_running()]
    end(run.run_id)
    (run_dir / "run.json").unlink(missing_ok=True)
    return names


def read_run(run_dir: Path) -> Run | None:
    """The run recorded in the folder; None when there is none, or when its record was cut short by a crash."""
    try:
        return Run(**json.loads((run_dir / "run.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_run(run_dir: Path, run_id: str, address: str) -> None:
    """Record this process as the launcher of a run, before anything is started."""
    run_dir.mkdir(parents=True, exist_ok=True)
    draft = run_dir / "run.json.new"
    run = Run(run_id=run_id, launcher_pid=os.getpid(), parent_pid=os.getppid(), address=address)
    draft.write_text(json.dumps(asdict(run)), encoding="utf-8")
    draft.replace(run_dir / "run.json")


def supervise(commands: Sequence[Command], env: Mapping[str, str], run_dir: Path) -> int:
    """Run the commands until Ctrl-C, SIGTERM, SIGHUP or the first that stops; then end them all.

    Returns 0 when asked to stop, else the exit code (never 0) of the process that stopped of itself.
    """
    asked = False

    def stop(_signum: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    honcho = multiprocessing.Process(target=_run_honcho, args=(commands, dict(env)))
    honcho.start()
    while honcho.is_alive() and not asked:
        honcho.join(0.2)
    if asked:
        honcho.terminate()
        honcho.join(GRACE_SECONDS + 2)
    end(env[RUN_ID])
    honcho.join()
    (run_dir / "run.json").unlink(missing_ok=True)
    if asked:
        return 0
    return honcho.exitcode if honcho.exitcode and honcho.exitcode > 0 else 1


def _run_honcho(commands: Sequence[Command], env: Mapping[str, str]) -> None:
    """Keep the commands running and print what they say; exits with the code of the first that stops.

    In a session of its own. Ctrl-C goes to everything in the terminal's session, and a helper process of honcho's that
    is hit before it has learnt to ignore it dies without a word, for which honcho then waits for ever.
    """
    os.setsid()
    manager = Manager(Printer(sys.stdout))
    for command in commands:
        # exec: no shell in between that would have to hand signals on.
        manager.add_process(command.name, f"exec {shlex.join(command.argv)}", env=dict(env))
    try:
        manager.loop()
    except (KeyError, OSError):
        # Asked to stop before every process has reported its number; or nobody reads what we print any more (a closed
        # terminal, `| head`). The launcher ends the commands.
        pass
    finally:
        # Not sys.exit: multiprocessing would wait for honcho's helpers, and they for their commands.
        os._exit(manager.returncode or 1)
