"""The errors of keeping and moving records: each one plain sentence."""

from __future__ import annotations

from forensics.errors import TaphosError


class LayersError(TaphosError):
    """Anything that went wrong with files, engines or formats."""


class ProjectRefused(LayersError):
    """A project that cannot be opened or made: not there, not ours, newer than we are, or a wrong passphrase."""


class MayNotWrite(ProjectRefused):
    """A project that may only be read: on a read-only medium, or without the right to write."""


class StillOnDisk(LayersError):
    """What was erased for good, and cannot be wiped off the disk yet."""


class SourceRefused(LayersError):
    """A file that cannot be read as what it was said to be."""


class ExportRefused(LayersError):
    """An export that may not or cannot be made."""


class OverlapRefused(LayersError):
    """An exchange with another organisation that may not or cannot go on."""


class Cancelled(LayersError):
    """The person stopped the work; nothing was written."""

    def __init__(self) -> None:
        super().__init__("Stopped; nothing was changed.")
