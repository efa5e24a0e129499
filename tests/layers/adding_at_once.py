"""A process that adds records whose codes are proposed, one after the other: `... PROJECT HOW_MANY`."""

from __future__ import annotations

import sys
from pathlib import Path

from layers.editing import adding, keep_new
from layers.project import open_project
from tests.layers.projects import closing


def main(folder: str, how_many: str) -> None:
    """Says that it is ready, waits for a word, and adds them."""
    with closing(open_project(Path(folder))) as project:
        print("ready", flush=True)
        sys.stdin.readline()
        for _ in range(int(how_many)):
            edit, _ = keep_new(project, adding(project, "site", {"form": "surface", "status": "reported"}))
            print(edit.code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
