"""What left in a file is taken in again elsewhere, layer by layer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from layers.imports.source import layers_of, open_source
from layers.project import Project
from tests.layers.files import records, take


def by_code(project: Project, type_: str) -> dict[str, dict[str, Any]]:
    """The records of a type by code, with what a person fills in."""
    typed = {declared.name for declared in project.catalogue[type_].typed} | {"id"}
    found = records(project, type_)
    return {code: {name: value for name, value in one.items() if name in typed} for code, one in found.items()}


def bring(here: Project, there: Project, out: Path, type_: str) -> None:
    """Take every layer of a type in again; judgements are mapped, since no import takes them by itself."""
    kind, ending = here.catalogue[type_], out.suffix
    file = out / f"{type_}{ending}" if out.is_dir() else out
    own = None if out.is_dir() else type_
    columns = open_source(file, own).columns
    take_all(
        there, file, type_, own, *(f"{one.name}={one.name}" for one in kind.typed if one.graded and one.name in columns)
    )
    if ending in (".gpkg", ".geojson"):
        for part in {f"{type_}_{one.part}" for one in kind.places if one.part} & set(layers_of(file)):
            if next(open_source(file, part).rows(), None) is not None:
                take_all(there, file, type_, part)


def take_all(there: Project, file: Path, type_: str, layer: str | None, *mapping: str) -> None:
    report = take(there, file, type_, *mapping, layer=layer)
    assert not report.rejected, (layer, [str(one.problem) for one in report.rejected])
