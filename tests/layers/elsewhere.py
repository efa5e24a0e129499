"""Another program that reads a register, and holds the state that it reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_READS = """
import sys
from pathlib import Path
from layers.register.engine import open_engine, reading
key = bytes.fromhex(sys.argv[2]) or None
with reading(open_engine(Path(sys.argv[1]), key)) as connection:
    connection.exec_driver_sql("SELECT count(*) FROM journal_change").all()
    print("reads", flush=True)
    sys.stdin.read()
"""


@contextmanager
def reading_elsewhere(register: Path, key: bytes | None = None) -> Iterator[None]:
    """A process that holds a read transaction on a register until this is left."""
    command = [sys.executable, "-c", _READS, str(register), (key or b"").hex()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "reads\n"
        try:
            yield
        finally:
            process.stdin.close()
            process.wait()
