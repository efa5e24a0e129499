"""What a file would be taken in as, to be looked at before anything is: columns, first rows, and what feeds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from forensics.catalogue import Catalogue, RecordType
from forensics.errors import TaphosError
from forensics.messages import Message
from forensics.ports import Register
from layers.countries.pack import CountryPack
from layers.imports.importing import open_known, prepare
from layers.imports.known import known_sources
from layers.imports.remembering import Meant
from layers.imports.source import Opening, Row, UnknownLayer, WrongEncoding, layers_of, reader_of

FIRST = 4
"""Rows that are shown."""
_ANY_ENCODING = ("utf-8", "latin-1")
"""Known sources have headers in ASCII."""


@dataclass(frozen=True)
class Preview:
    """A file as it was understood, with `type` for each of its rows.

    `fields` is column to the fields that it feeds, `left` column to why it feeds none. `refusal` says why no row could
    become a record, where that is so; columns and rows are there all the same. `remembered` is what was said of such a
    file before, and is said again here.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    type: str
    layers: tuple[str, ...] = ()
    layer: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left: Mapping[str, Message] = field(default_factory=dict)
    geometry: str = ""
    source: str = ""
    encoding: str = ""
    crs: str = ""
    refusal: Message | None = None
    remembered: Meant = field(default_factory=Meant)


def preview(
    register: Register,
    path: Path,
    type_: str,
    *,
    layer: str | None = None,
    mapping: Sequence[str] = (),
    crs: str | None = None,
    encoding: str | None = None,
    day_first: bool | None = None,
    pack: CountryPack | None = None,
    guess: bool = False,
) -> Preview:
    """Look at a file; raises SourceRefused where it cannot be read at all.

    Of a file with several layers of which none is named, only those are seen, and the refusal asks which is meant.
    With `guess` its rows are taken for what the file's header or the name of its layer says, where one says anything.
    """
    kind = register.catalogue[(likely_type(path, register.catalogue, layer) if guess else None) or type_]
    try:
        opened = open_known(path, kind, layer, encoding)
    except UnknownLayer as refusal:
        if layer is not None:
            raise
        return Preview((), (), kind.name, layers_of(path), refusal=refusal.message)
    source = opened.source
    seen = Preview(
        source.columns, tuple(islice(source.rows(), FIRST)), kind.name, layers_of(path), source.name,
        geometry=source.geometry, source=opened.known.name if opened.known else "", encoding=source.encoding,
    )  # fmt: skip
    try:
        plan = prepare(register, opened, mapping=mapping, crs=crs, day_first=day_first, pack=pack).plan
    except TaphosError as refusal:
        said = {column: (name,) for column, _, name in (pair.rpartition("=") for pair in mapping) if name}
        return replace(seen, fields=said, refusal=refusal.message)
    fields: dict[str, tuple[str, ...]] = {plan.id_column: ("id",)} if plan.id_column else {}
    for name, recipe in plan.recipes.items():
        for column in () if recipe.stricter else recipe.columns:
            fields[column] = (*fields.get(column, ()), name)
    left = {one.column: one.why for one in plan.left}
    return replace(seen, fields=fields, left=left, crs=plan.crs)


def likely_type(path: Path, catalogue: Catalogue, layer: str | None = None) -> str | None:
    """What the rows of a file are: a layer may be called after a type, and a known source gives records of one."""
    named = [name for name in ((layer,) if layer else layers_of(path)) if name in catalogue.types]
    if named:
        return named[0]
    with suppress(WrongEncoding, UnknownLayer):
        header = reader_of(path)(path, Opening(layer, None, _ANY_ENCODING)).columns
        return next((one.type for one in known_sources() if one.knows(header) and one.type in catalogue.types), None)
    return None


def cells_of_row(path: Path, kind: RecordType, layer: str | None, encoding: str | None, number: int) -> dict[str, str]:
    """What one row of a file says, by column; blank cells are left out."""
    source = open_known(path, kind, layer, encoding).source
    row = next(islice(source.rows(), number - 1, None), None)
    cells = () if row is None else row.cells
    return {column: cell.strip() for column, cell in zip(source.columns, cells, strict=False) if cell.strip()}
