"""A process that runs commands one after the other and tells what each did: `... COMMANDS.json`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from desktop.commandline import main


@contextlib.contextmanager
def own_environment() -> Iterator[None]:
    """One for each command, as each process has: a command takes the secrets in it out."""
    given = dict(os.environ)
    try:
        yield
    finally:
        os.environ.update(given)


def run(arguments: list[str]) -> tuple[int, str, str]:
    """One command: its exit status, and what it said on standard output and standard error."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), own_environment():
        status = main(arguments)
        out.flush()
    return status, out.buffer.getvalue().decode(), err.getvalue()  # type: ignore[attr-defined]


if __name__ == "__main__":
    told = [run(arguments) for arguments in json.loads(Path(sys.argv[1]).read_text("utf-8"))]
    print(json.dumps(told))
