"""Archives that others packed: what would unpack to more than anything honest is not unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from layers.imports.source import UnreadableSource

MOST_BYTES = 2 << 30
MOST_MEMBERS = 20_000
MOST_TIMES = 1_000
"""How many times larger an honest member is than it is packed; spreadsheets of blanks come near."""


def refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise UnreadableSource for an archive that is small and claims to hold far too much."""
    members = archive.infolist()
    whole = sum(one.file_size for one in members)
    swollen = any(one.file_size > 1 << 20 and one.file_size > MOST_TIMES * max(one.compress_size, 1) for one in members)
    if whole > MOST_BYTES or len(members) > MOST_MEMBERS or swollen:
        raise UnreadableSource(
            "“{file}” would unpack to {bytes:,} bytes in {count:,} files, which no table needs; it is not opened.",
            file=path.name, bytes=whole, count=len(members),
        )  # fmt: skip
