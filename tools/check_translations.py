"""Check the translations without gettext: every string translated, none guessed, every .mo as its .po says.

Prints one line per fault, and exits with 1 if there is any.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def faults(po_path: Path) -> list[str]:
    po = polib.pofile(str(po_path))
    found = []
    for entry in po:
        if entry.obsolete:
            found.append(f"{po_path}:{entry.linenum}: no longer used: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"{po_path}:{entry.linenum}: fuzzy, read it again: {entry.msgid!r}")
        elif not entry.translated():
            found.append(f"{po_path}:{entry.linenum}: not translated: {entry.msgid!r}")
    mo_path = po_path.with_suffix(".mo")
    if not mo_path.exists() or contents(polib.mofile(str(mo_path))) != contents(po):
        found.append(f"{mo_path}: not compiled from {po_path.name}: run `make messages`")
    return found


def contents(file: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], object]:
    return {(entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in file.translated_entries()}


def main() -> int:
    files = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    found = [fault for file in files for fault in faults(file)]
    if not files:
        found = [f"{LOCALE}: no translations"]
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(files)} translation files, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
