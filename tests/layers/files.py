"""Files to be imported, written by the tests, and projects to import them into."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from forensics.ports import Query, Values
from layers.imports.importing import ImportReport, import_file
from layers.project import Project, new_project


def new(folder: Path) -> Project:
    """A plain, empty project of the country that ships."""
    return new_project(folder / "import.taphos", name="EXAMPLE")


def table(path: Path, rows: Sequence[Mapping[str, Any]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file of `rows`."""
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def take(project: Project, path: Path, type_: str, *mapping: str, **options: Any) -> ImportReport:
    """Import a file; every row is one of added, updated, unchanged, rejected."""
    report = import_file(project.register, path, type_, mapping=mapping, pack=project.pack, **options)
    assert report.read == report.added + report.updated + report.unchanged + len(report.rejected)
    return report


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Added, updated, unchanged, rejected."""
    return report.added, report.updated, report.unchanged, len(report.rejected)


def records(project: Project, type_: str, voided: bool = False) -> dict[str, Values]:
    """The records of a type by code."""
    return {str(values["code"]): values for values in project.register.select(Query(type_, voided=voided))}


def told(report: ImportReport) -> list[tuple[int, str | None, str]]:
    """Row, field and sentence of each rejection."""
    return [(one.row, one.field, str(one.problem)) for one in report.rejected]


def columns(rows: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    """One column."""
    return [row[name] for row in rows]
