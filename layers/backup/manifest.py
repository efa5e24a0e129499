"""What a backup says of itself: which project at which head, and the SHA-256 of every file as it lies in it.

A backup is a zip whose members are stored as they are: `project.taphos/…`, a project that opens where somebody unpacks
it by hand, and last `manifest.json`. Of an encrypted project it tells nothing that its folder does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

FORMAT = 1
MANIFEST = "manifest.json"
TOP = "project.taphos/"


@dataclass(frozen=True)
class Member:
    """One file: its SHA-256 and size."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class BackupManifest:
    """The manifest of one backup; `members` are by their names in the zip, `missing` those that were not there.

    `entry` is that of the backup in the project's ledger.
    """

    project: str
    encrypted: bool
    entry: str
    heads: tuple[str, ...]
    members: Mapping[str, Member]
    missing: tuple[str, ...] = ()

    @property
    def head(self) -> str | None:
        return self.heads[0] if self.heads else None

    def to_bytes(self) -> bytes:
        """The file's bytes."""
        document = {
            "format": FORMAT,
            "project": self.project,
            "encrypted": self.encrypted,
            "entry": self.entry,
            "head": self.head,
            "heads": list(self.heads),
            "missing": list(self.missing),
            "members": {name: {"sha256": one.sha256, "bytes": one.bytes} for name, one in self.members.items()},
        }
        return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def read_manifest(data: bytes) -> BackupManifest:
    """The manifest that `data` is; raises ValueError, KeyError or TypeError for anything else.

    A newer format raises NotImplementedError.
    """
    document: dict[str, Any] = dict(orjson.loads(data))
    if int(document["format"]) > FORMAT:
        raise NotImplementedError(document["format"])
    members = {str(name): Member(str(one["sha256"]), int(one["bytes"])) for name, one in document["members"].items()}
    return BackupManifest(
        str(document["project"]), bool(document["encrypted"]), str(document["entry"]),
        tuple(map(str, document["heads"])), members, tuple(map(str, document.get("missing", ()))),
    )  # fmt: skip
