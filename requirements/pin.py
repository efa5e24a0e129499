"""Chooses exact versions for run.txt, test.txt and overlap.txt from pyproject.toml: `make pins`.

Asks pip for the newest versions that have wheels for the oldest Python we support, so that one list serves all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
MADE = "Made by `make pins` from pyproject.toml."


def main() -> None:
    """Writes the lists."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    build = project["build-system"]["requires"]
    run = resolve([*project["project"]["dependencies"], *build], [])
    extra = resolve(project["project"]["optional-dependencies"]["test"], run)
    write("run.txt", [f"# What Taphos runs on, exactly as tested on Python 3.11, 3.12 and 3.13. {MADE}", *run])
    overlap = resolve(project["project"]["optional-dependencies"]["overlap"], run)
    test = [name for name in extra if name not in run]
    write("test.txt", [f"# What the tests ask for besides. {MADE}", "-r run.txt", *test])
    write(
        "overlap.txt",
        [
            f"# The extra `overlap`, which has no wheels for some systems. {MADE}",
            *[one for one in overlap if one not in run],
        ],
    )


def resolve(wanted: list[str], fixed: list[str]) -> list[str]:
    """`wanted` and all that it needs, as NAME==VERSION, with `fixed` taken as they are."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    answer = subprocess.check_output(
        [*pip, "--only-binary=:all:", "--python-version=3.11", "--target=.", *wanted, *fixed]
    )
    chosen = [item["metadata"] for item in json.loads(answer)["install"]]
    return sorted((f"{one['name']}=={one['version']}" for one in chosen), key=str.lower)


def write(name: str, lines: list[str]) -> None:
    """One list, a line each."""
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
