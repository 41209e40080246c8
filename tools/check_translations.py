"""Check the translations: every string translated, none guessed, every .mo as its .po says, and no new string missing.

All but the last needs no gettext; where gettext is absent, that one is left out and said so.
Prints one line per fault, and exits with 1 if there is any.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCES = ("directives", "povtrack", "templates")


def entry_faults(po_path: Path) -> list[str]:
    found = []
    for entry in polib.pofile(str(po_path)):
        if entry.obsolete:
            found.append(f"no longer used: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy, read it again: {entry.msgid!r}")
        elif not entry.translated():
            found.append(f"not translated: {entry.msgid!r}")
    return found


def mo_faults(po_path: Path) -> list[str]:
    mo_path = po_path.with_suffix(".mo")
    if mo_path.exists() and contents(polib.mofile(str(mo_path))) == contents(polib.pofile(str(po_path))):
        return []
    return [f"{mo_path.name} is not compiled from it: run `make messages`"]


def contents(file: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
    return {(entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in file.translated_entries()}


def new_strings() -> list[str]:
    """Strings of the code that our own translation lacks, found by collecting them anew in a copy."""
    if shutil.which("xgettext") is None:
        print("gettext is not installed: new strings in the code are not looked for")
        return []
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for source in (*SOURCES, "locale"):
            shutil.copytree(ROOT / source, copy / source, ignore=shutil.ignore_patterns("__pycache__", "addons"))
        command = [sys.executable, "-m", "django", "makemessages", "--all", "--no-obsolete", "--verbosity=0"]
        subprocess.run(command, cwd=copy, check=True)
        return [
            f"{po_path.relative_to(copy)}: {fault}"
            for po_path in sorted((copy / "locale").rglob("*.po"))
            for fault in entry_faults(po_path)
        ]


def main() -> int:
    files = sorted(LOCALE.rglob("*.po"))
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in files for fault in entry_faults(path) + mo_faults(path)]
    found += [] if found else new_strings()
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(files)} translation files, {len(found)} faults")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
