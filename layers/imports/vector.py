"""Files of other programs that GDAL reads: Shapefile and FlatGeobuf, their rows through Arrow.

Text of a Shapefile is taken as bytes and decoded here: what it says of its encoding is often missing, and may be wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from layers.imports.cells import text_of
from layers.imports.guessing import guessed_encoding
from layers.imports.layers_among import besides, layer_among
from layers.imports.source import Opening, Row, Source, UnreadableSource, WrongEncoding, first_bytes
from layers.passing import passing_folder

_AT_ONCE = 2000
_SAMPLE = 200_000
"""Bytes of text by which an encoding is told."""
_SHAPEFILE = ".shp"
_BYTES = "ISO-8859-1"
"""Gives each byte as the character of its number."""
_LANGUAGES = {
    0x64: "cp852", 0x65: "cp866", 0x26: "cp866", 0xC8: "cp1250", 0xC9: "cp1251", 0x57: "cp1252", 0x03: "cp1252",
}  # fmt: skip
"""Language driver of a DBF, in its 30th byte, to its encoding."""


def open_table(path: Path, opening: Opening) -> Source:
    """One layer of a file; raises UnreadableSource, UnknownLayer and WrongEncoding."""
    names = layer_names(path)
    name = layer_among(path, names, opening)
    info = _info(path, name)
    columns = tuple(map(str, info["fields"]))
    kind = str(info["geometry_type"] or "")
    source = Source(
        path, name, columns, partial(_rows, path, name, columns, None),
        geometry="" if kind in ("", "None") else "Geometry" if kind == "Unknown" else kind.removesuffix(" Z"),
        crs=info["crs"] or None, claimed=info["features"] if info["features"] >= 0 else None,
        notes=besides(name, names, opening),
    )  # fmt: skip
    if path.suffix.lower() != _SHAPEFILE:
        return source
    encoding = _encoding(path, source, opening.encodings)
    rows = partial(_rows, path, name, columns, encoding)
    return Source(
        path, name, _decoded(columns, encoding), rows, source.geometry, crs=source.crs, encoding=encoding,
        claimed=source.claimed,
    )  # fmt: skip


def layer_names(path: Path) -> tuple[str, ...]:
    """The layers of a file that have anything in them, of one file all where none has; raises UnreadableSource."""
    import pyogrio

    first_bytes(path)
    with _readable(path) as file, _refusing(path):
        names = tuple(str(name) for name, _ in pyogrio.list_layers(file))
    if not names:
        raise UnreadableSource("“{file}” has no layer with rows.", file=path.name)
    return names


def _info(path: Path, name: str) -> Any:
    import pyogrio

    encoding = _BYTES if path.suffix.lower() == _SHAPEFILE else None
    with _readable(path) as file, _refusing(path):
        return pyogrio.read_info(file, layer=name, encoding=encoding, force_feature_count=True)


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """What GDAL says of a file that it cannot read, as one sentence."""
    import pyarrow
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        yield
    except (DataSourceError, DataLayerError, FeatureError, pyarrow.ArrowException, RuntimeError, OSError) as reason:
        raise UnreadableSource(
            "“{file}” cannot be read: it is damaged, empty, or not what its name says.", file=path.name
        ) from reason


@contextmanager
def _readable(path: Path) -> Iterator[str]:
    """The file as GDAL opens it; a Shapefile without its index is read from a copy for which one is made."""
    if path.suffix.lower() != _SHAPEFILE or _beside(path, ".shx") is not None:
        yield str(path)
        return
    import pyogrio

    parts = {ending: _beside(path, ending) for ending in (".shp", ".dbf", ".prj", ".cpg")}
    there = {ending: found for ending, found in parts.items() if found is not None}
    with passing_folder(2 * sum(found.stat().st_size for found in there.values())) as folder:
        for ending, found in there.items():
            shutil.copyfile(found, folder / (path.stem + ending))
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
        try:
            yield str(folder / (path.stem + ".shp"))
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _beside(path: Path, ending: str) -> Path | None:
    return next((one for one in (path.with_suffix(ending), path.with_suffix(ending.upper())) if one.exists()), None)


def _encoding(path: Path, source: Source, told: Sequence[str]) -> str:
    """The encoding of a Shapefile's text: told, else what makes Cyrillic words of it, else what it says of itself."""
    data = b"\n".join(_texts(source))
    if told:
        return _fitting(path, data, told[0])
    try:
        data.decode("ascii")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    said = _said(path)
    for name in (guessed_encoding(data), said):  # words go before what is said of them, which is often wrong
        if name is not None and _fits(data, name):
            return name
    raise WrongEncoding(
        "“{file}” does not say in which encoding its text is; say it, such as cp1251 or cp1252.", file=path.name
    )


def _fitting(path: Path, data: bytes, name: str) -> str:
    if _fits(data, name):
        return name
    raise WrongEncoding("“{file}” is not text in {encoding}.", file=path.name, encoding=name)


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _said(path: Path) -> str | None:
    """What the .cpg beside it says, else the language driver of its table."""
    note = _beside(path, ".cpg")
    if note is not None:
        named = note.read_bytes()[:40].decode("ascii", "ignore").strip().lower()
        return f"cp{named}" if named.isdigit() else named or None
    table = _beside(path, ".dbf")
    if table is None:
        return None
    with table.open("rb") as file:
        head = file.read(32)
    return _LANGUAGES.get(head[29]) if len(head) == 32 else None


def _texts(source: Source) -> Iterator[bytes]:
    """Bytes of the text of a table, as far as they are needed."""
    read = 0
    yield "\n".join(source.columns).encode(_BYTES, "replace")
    for row in source.rows():
        for cell in row.cells:
            if not cell.isascii():
                yield cell.encode(_BYTES, "replace")
                read += len(cell)
        if read > _SAMPLE:
            return


def _decoded(cells: Sequence[str], encoding: str | None) -> tuple[str, ...]:
    if encoding is None:
        return tuple(cells)
    return tuple(one if one.isascii() else one.encode(_BYTES, "replace").decode(encoding, "replace") for one in cells)


def _rows(path: Path, layer: str, columns: Sequence[str], encoding: str | None) -> Iterator[Row]:
    import pyogrio

    number = 0
    as_bytes = _BYTES if path.suffix.lower() == _SHAPEFILE else None
    with (
        _readable(path) as file,
        _refusing(path),
        pyogrio.open_arrow(
            file, layer=layer, use_pyarrow=True, batch_size=_AT_ONCE, datetime_as_string=True, encoding=as_bytes
        ) as (about, reader),
    ):
        for batch in reader:
            listed = [batch.column(at).to_pylist() for at in range(batch.num_columns)]
            named = dict(zip(batch.schema.names, listed, strict=True))
            empty = [None] * batch.num_rows
            shapes = named.get(about["geometry_name"] or "wkb_geometry", empty) or empty
            for at in range(batch.num_rows):
                number += 1
                cells = tuple(text_of(named[column][at]) for column in columns)
                yield Row(number, _decoded(cells, encoding), shapes[at])
