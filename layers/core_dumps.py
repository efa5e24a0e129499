"""What a process holds in memory stays there: no core dump of it is written, no other process looks into it."""

from __future__ import annotations

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4
_NO_FAULT_WINDOWS = 0x0001 | 0x0002 | 0x8000
"""SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX: a crash ends, and is not reported."""

if sys.platform == "win32":
    import ctypes

    def forbid_core_dumps() -> None:
        """A crash of this process leaves no picture of its memory."""
        ctypes.windll.kernel32.SetErrorMode(_NO_FAULT_WINDOWS)

else:
    import resource

    def forbid_core_dumps() -> None:
        """A crash of this process leaves no picture of its memory."""
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def forbid_looking_in() -> None:
    """Where the system can say so (Linux), other processes of the same person may not read this one's memory."""
    if sys.platform.startswith("linux"):
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
