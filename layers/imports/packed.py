"""Files that came packed: a ZIP with tables or layers in it, or one file under GZIP; each is read as if it lay open.

What is unpacked lies in a folder of our own under names of our own, so that no name in an archive leads anywhere else.
"""

from __future__ import annotations

import gzip
import tempfile
import weakref
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from forensics.messages import say
from layers.imports.archives import MOST_MEMBER, members_of, read_member, unpacked_size
from layers.imports.source import (
    FORMATS,
    PICTURES,
    Opening,
    Row,
    Source,
    UnknownLayer,
    UnreadableSource,
    first_bytes,
    layers_of,
    reader_of,
)
from layers.passing import PassingFolder

_PARTS = (".dbf", ".shx", ".prj", ".cpg")
_PACKED = (".zip", ".gz")
_APART = " / "
"""Between the name of a packed file and that of a layer in it."""


class _Unpacked:
    """A folder with what was packed, which goes when nobody reads it any more."""

    def __init__(self, path: Path) -> None:
        self._passing = PassingFolder(unpacked_size(path))
        self.folder = self._passing.path
        self.files: dict[str, Path] = {}
        if first_bytes(path).startswith(b"PK"):
            self._unpack(path)
        else:
            name = path.name.removesuffix(path.suffix)
            self.files[name] = self._put(name, _gunzipped(path))

    def _unpack(self, path: Path) -> None:
        names = members_of(path)
        for name in _tables_among(names):
            stem, suffix = name[: len(name) - len(PurePosixPath(name).suffix)], PurePosixPath(name).suffix
            within = Path(tempfile.mkdtemp(dir=self.folder))
            self.files[name] = self._put(name, read_member(path, name), within)
            if suffix.lower() == ".shp":
                for other in names:
                    if other.lower() in [f"{stem}{part}".lower() for part in _PARTS]:
                        own = PurePosixPath(name).stem + PurePosixPath(other).suffix.lower()
                        self._put(own, read_member(path, other), within)

    def _put(self, name: str, data: bytes, within: Path | None = None) -> Path:
        inner = PurePosixPath(name.replace("\\", "/"))
        safe = "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in inner.stem)[:80]
        target = (within or self.folder) / f"{safe.strip(' .') or 'file'}{inner.suffix.lower()}"
        target.write_bytes(data)
        return target


def open_table(path: Path, opening: Opening) -> Source:
    """The only table or layer in an archive, or the one asked for; raises UnreadableSource and UnknownLayer."""
    unpacked = _opened(path)
    wanted, _, inner = (opening.layer or "").partition(_APART)
    name = wanted or (next(iter(unpacked.files)) if len(unpacked.files) == 1 else _preferred(unpacked, opening))
    if name not in unpacked.files:
        raise UnknownLayer(
            "“{file}” holds several files; name one of: {allowed}.", file=path.name, allowed=", ".join(unpacked.files)
        )
    file = unpacked.files[name]
    source = reader_of(file)(file, opening._replace(layer=inner or None))
    rest = [one for one in unpacked.files if one != name]
    notes = [say("Only the layer “{layer}” is taken; there are also: {rest}.", layer=name, rest=", ".join(rest))]
    kept = source.rows

    def rows(held: _Unpacked = unpacked) -> Iterator[Row]:  # the folder stays while somebody may read on
        yield from kept()

    shown = f"{name}{_APART}{source.name}" if len(layers_of(file)) > 1 else name
    return replace(
        source, path=path, name=shown, rows=rows, notes=(*source.notes, *(notes if rest and not opening.layer else ()))
    )


def layer_names(path: Path) -> tuple[str, ...]:
    """The files in an archive, and of a file with several layers each of them."""
    unpacked = _opened(path)  # held by this name until all of it is read
    return tuple(
        f"{name}{_APART}{layer}" if len(layers) > 1 else name
        for name, file in unpacked.files.items()
        for layers in [layers_of(file) or ("",)]
        for layer in layers
    )


def _preferred(unpacked: _Unpacked, opening: Opening) -> str:
    return next((name for name in unpacked.files if PurePosixPath(name).stem == opening.preferred), "")


def _opened(path: Path) -> _Unpacked:
    """What is in an archive: unpacked once while somebody reads it, and nowhere any more when nobody does."""
    first_bytes(path)
    known = path.stat()
    key = (path, known.st_size, known.st_mtime_ns)
    held = _held.get(key)
    if held is not None and held.folder.is_dir():
        return held
    unpacked = _Unpacked(path)
    if not unpacked.files:
        raise UnreadableSource("“{file}” holds no file of a kind that is read.", file=path.name)
    _held[key] = unpacked
    return unpacked


_held: weakref.WeakValueDictionary[tuple[Path, int, int], _Unpacked] = weakref.WeakValueDictionary()


def _tables_among(names: Sequence[str]) -> list[str]:
    """What can be read by itself: no hidden files, no parts of others, no archives inside archives."""
    kinds = set(FORMATS) - set(_PACKED) - PICTURES
    return [
        name for name in names
        if PurePosixPath(name).suffix.lower() in kinds and not PurePosixPath(name).name.startswith((".", "~$"))
        and not name.startswith("__MACOSX/")
    ]  # fmt: skip


def _gunzipped(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            data = file.read(MOST_MEMBER + 1)
    except (OSError, EOFError, zlib.error) as reason:
        raise UnreadableSource("“{file}” is a damaged archive, or only part of one.", file=path.name) from reason
    if len(data) > MOST_MEMBER:
        raise UnreadableSource(
            "“{member}” in “{file}” unpacks to more than {most:,} bytes, which no table needs.",
            member=path.stem, file=path.name, most=MOST_MEMBER,
        )  # fmt: skip
    return data
