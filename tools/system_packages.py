"""See to what the tests need besides Python packages: Chromium, a Chinese font, gettext.

As root on Debian or Ubuntu, installs what is missing; elsewhere says what will be skipped, and how to get it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# package: how to see that it (or another like it) is there, and what is lost without it
NEEDED = {
    "chromium": "the browser tests are SKIPPED",
    "fonts-noto-cjk": "screenshots show boxes for Chinese characters",
    "gettext": "`make messages` cannot run; nothing is skipped",
}


def present(package: str) -> bool:
    if package == "chromium":
        names = (os.environ.get("POVTRACK_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
        return any(name and shutil.which(name) for name in names)
    if package == "gettext":
        return shutil.which("xgettext") is not None
    try:
        fonts = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return bool(fonts.strip())


def missing() -> list[str]:
    return [package for package in NEEDED if not present(package)]


def install(packages: list[str]) -> None:
    print(f"Installing {', '.join(packages)} with apt-get ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", "-q", *command], env=env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"apt-get {command[0]} failed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}", flush=True)
            return


def main() -> None:
    packages = missing()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
        packages = missing()
    for package in packages:
        print(f"No {package} here: {NEEDED[package]}. To get it: apt-get install {package}", file=sys.stderr)


if __name__ == "__main__":
    main()
