"""Make .venv and install one requirements file into it: ``python3 tools/bootstrap.py requirements.txt``.

Needs nothing but the standard library, and is written in the oldest Python that still runs somewhere, so that an old
interpreter can say what it lacks instead of stopping at a syntax error. Does nothing when the same file is already
installed: a stamp in .venv keeps the hash of what was. Prints one line and exits with 1 where it cannot go on.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

NEEDED = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")


def main(argv):
    if len(argv) != 1:
        stop("usage: python3 tools/bootstrap.py requirements.txt")
    check_python()
    requirements = os.path.join(ROOT, argv[0])
    if not venv_works():
        make_venv()
    if read(stamp(requirements)) == fingerprint(requirements):
        return
    install(requirements)
    for installed in [requirements] + included(requirements):
        with open(stamp(installed), "w") as file:
            file.write(fingerprint(installed))


def check_python():
    if sys.version_info < NEEDED:
        stop(
            "povtrack needs Python %d.%d or newer; %s is Python %d.%d. "
            "Install a newer one, or name it: make run PYTHON=..."
            % (NEEDED + (sys.executable or "this",) + tuple(sys.version_info[:2]))
        )


def venv_works():
    """A venv outlives the interpreter it was made from (an upgrade, a removed package): ask it, do not look for it."""
    probe = "import sys, pip; sys.exit(sys.version_info < (%d, %d))" % NEEDED
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.call([VENV_PYTHON, "-c", probe], stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False


def make_venv():
    try:
        # Debian ships venv without ensurepip, and then fails half-way with a screenful: ask for both beforehand.
        import ensurepip  # noqa: F401
        import venv
    except ImportError as error:
        stop(
            "%s lacks the module %s, which is needed to make .venv. On Debian or Ubuntu: apt install python%d.%d-venv"
            % ((sys.executable, error.name or "venv") + tuple(sys.version_info[:2]))
        )
    say("Creating .venv with Python %d.%d ..." % tuple(sys.version_info[:2]))
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        stop("Cannot make %s: %s" % (VENV, error))


def install(requirements):
    """Run pip, showing one moving line; its own words only when it fails."""
    name = os.path.basename(requirements)
    total = len(pins(requirements))
    say("Installing %d packages of %s into .venv (once, until the file changes) ..." % (total, name))
    started = time.time()
    command = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    pip = subprocess.Popen(
        command + ["-r", requirements], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    seen, tail = 0, []
    for line in pip.stdout:
        tail = (tail + [line])[-15:]
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            seen += 1
            if sys.stdout.isatty() or seen % 20 == 0:
                say("  %d of %d found" % (min(seen, total), total), end="\r" if sys.stdout.isatty() else "\n")
        elif line.startswith("Installing collected packages"):
            say("  all found, unpacking ...     ")
    if pip.wait() != 0:
        stop(
            "".join(tail) + "pip could not install %s (its last words are above). Behind a proxy or without internet, "
            "set HTTPS_PROXY or PIP_INDEX_URL and run the same command again." % name
        )
    say("Installed in %.0f s." % (time.time() - started))


def stamp(requirements):
    """Where the venv remembers that this file is installed."""
    return os.path.join(VENV, "installed-" + os.path.basename(requirements))


def fingerprint(requirements):
    """One hash over the file, the files it includes, and the Python of the venv."""
    digest = hashlib.sha256()
    for line in pins(requirements):
        digest.update(line.encode("utf-8") + b"\n")
    digest.update(read(os.path.join(VENV, "pyvenv.cfg")).encode("utf-8"))
    return digest.hexdigest()


def pins(requirements):
    """The requirement lines of a file, those of included files first; comments and blank lines left out."""
    lines = []
    for file in included(requirements):
        lines += pins(file)
    for line in read(requirements).splitlines():
        line = line.split(" #")[0].strip()
        if line and not line.startswith(("#", "-r ")):
            lines.append(line)
    return lines


def included(requirements):
    """The files that a requirements file names with -r."""
    folder = os.path.dirname(requirements)
    lines = read(requirements).splitlines()
    return [os.path.join(folder, line[3:].strip()) for line in lines if line.startswith("-r ")]


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8")
    except IOError:
        return ""


def say(text, end="\n"):
    sys.stdout.write(text + end)
    sys.stdout.flush()


def stop(text):
    sys.stderr.write(text + "\n")
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
