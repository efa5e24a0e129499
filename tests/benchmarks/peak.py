"""A command with what it took, as the process itself reads it: python -m tests.benchmarks.peak OUT.json COMMAND.

A parent that asks for its children's peak is told no less than it had itself when it began them.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def peak_mb() -> int:
    """The most memory that this process ever held, in MB; of this program alone, whatever ran before it."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return round(int(told["VmHWM"].split()[0]) / 1024)


def main() -> int:
    """Runs the command, and writes `rss_mb` and `processor_s` beside it."""
    from desktop.commandline import main as taphos

    out, arguments = Path(sys.argv[1]), sys.argv[2:]
    status = taphos(arguments)
    out.write_text(json.dumps({"rss_mb": peak_mb(), "processor_s": round(time.process_time(), 1)}))
    return status


if __name__ == "__main__":
    sys.exit(main())
