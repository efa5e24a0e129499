"""What was written under a name: a file or a folder of files, with its bytes and SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from layers.files import file_sha256


@dataclass(frozen=True)
class OutFile:
    """What was written under a name: a file, or a folder of `files`; its bytes and SHA-256.

    Of a folder the hash is that of a line “SHA-256, two blanks, name” for each file, in the order of their names, which
    is what `sha256sum * | sha256sum` prints in it.
    """

    name: str
    bytes: int
    sha256: str
    files: tuple[OutFile, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        own = {"name": self.name, "bytes": self.bytes, "sha256": self.sha256}
        return {**own, "files": [one.document for one in self.files]} if self.files else own


def document_bytes(value: Any) -> bytes:
    """A JSON document as it is printed and handed on."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS) + b"\n"


def out_bytes(data: bytes, name: str) -> OutFile:
    """What is handed on as a file of that name without lying in one."""
    return OutFile(name, len(data), hashlib.sha256(data).hexdigest())


def out_file(path: Path, name: str) -> OutFile:
    """What lies at `path`, which is to be called `name`."""
    if not path.is_dir():
        return OutFile(name, path.stat().st_size, file_sha256(path))
    files = tuple(out_file(one, one.name) for one in sorted(path.iterdir(), key=lambda one: one.name.encode()))
    lines = "".join(f"{one.sha256}  {one.name}\n" for one in files)
    return OutFile(name, sum(one.bytes for one in files), hashlib.sha256(lines.encode()).hexdigest(), files)
