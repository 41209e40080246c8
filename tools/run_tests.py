"""Run all tests on SQLite, then those that ask the database on PostgreSQL, and print the counts.

With --coverage: those on SQLite alone, and how much of directives/ they cover, branches counted.

Exits with 1 when a test fails, or less than 90 % is covered.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COVERED_AT_LEAST = 90
# Four on two cores: the tests with browsers, workers and mail servers wait for these half of the time.
PYTEST = [sys.executable, "-m", "pytest", "-n", "4", "--dist", "worksteal", "-rsfE", "--durations=10"]
CLOSING = re.compile(r"=* ?\d+ (passed|failed|error|skipped).* in [\d.]+s")


def run(title: str, command: list[str]) -> tuple[int, str]:
    """Run pytest, its output passed on as it comes; its exit code and its closing line."""
    print(f"\n== Tests on {title}", flush=True)
    closing = f"no closing line on {title}"
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if CLOSING.match(line):
                closing = line.strip()
    return process.returncode, closing


def coverage_totals() -> dict[str, float]:
    """Of the run: percent_covered (statements and branches), covered_branches, num_branches."""
    subprocess.run([sys.executable, "-m", "coverage", "report"], cwd=ROOT, check=False)
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [sys.executable, "-m", "coverage", "json", "-q", "-o", file.name]
        subprocess.run(command, cwd=ROOT, check=True)
        totals: dict[str, float] = json.load(file)["totals"]
    return totals


def covered(command: list[str]) -> int:
    """Run the tests on SQLite under coverage, which slows them by a third; 1 when too little is covered."""
    subprocess.run([sys.executable, "-m", "coverage", "erase"], cwd=ROOT, check=True)
    code, closing = run("SQLite, with coverage", [*command, "--cov", "--cov-report="])
    totals = coverage_totals()
    share, branches = totals["percent_covered"], 100 * totals["covered_branches"] / max(totals["num_branches"], 1)
    print(f"\nCoverage of directives/: {share:.1f} % with branches ({branches:.1f} % of the branches alone).")
    print(closing)
    if share < COVERED_AT_LEAST:
        print(f"That is less than the {COVERED_AT_LEAST} % we hold ourselves to.")
    return int(bool(code) or share < COVERED_AT_LEAST)


def main(arguments: list[str]) -> int:
    if arguments == ["--coverage"]:
        return covered(PYTEST)
    results = {"SQLite": run("SQLite", PYTEST)}
    if importlib.util.find_spec("pgserver"):
        # The reader knows no database, and the desk's pages stand on writers that are tried here: these run once.
        once = [f"--ignore=tests/{name}" for name in ("reading", "admin", "access")]
        on_postgres = [sys.executable, "-m", "tests.servers", "postgres", "--", *PYTEST, *once]
        results["PostgreSQL"] = run("PostgreSQL", on_postgres)
    else:
        version = ".".join(map(str, sys.version_info[:2]))
        print(f"\n== Tests on PostgreSQL SKIPPED: pgserver has no wheel for Python {version}; use 3.11 or 3.12.")
    for title, (_, closing) in results.items():
        print(f"Tests on {title}:\n{closing}")
    return int(any(code for code, _ in results.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
