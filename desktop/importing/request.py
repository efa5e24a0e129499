"""What a person asks of an import, and the three ways to ask it: to look, to try, and to take in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from forensics.ports import Progress
from layers.imports.importing import ImportReport, import_file
from layers.imports.preview import Preview, cells_of_row, preview
from layers.imports.remembering import Meant, columns_of, remember, remembered
from layers.imports.staging import Given
from layers.project import Project


@dataclass(frozen=True)
class Request:
    """A file and how it is meant; what is empty is left to the file. `mapping` is column to field."""

    file: Path
    type: str
    layer: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    crs: str = ""
    encoding: str = ""
    day_first: bool | None = None

    def look(self, project: Project, *, guess: bool = False) -> Preview:
        """The file as it would be understood; with `guess` it may say itself what its rows are.

        Where nothing is said of its columns yet, they are meant as when such a file was last taken in.
        """
        options = self._options(project)
        seen = preview(project.register, self.file, self.type, guess=guess, **options)
        if not guess or self.mapping:
            return seen
        before = remembered(project, seen.type, seen.columns)
        if before == Meant():
            return seen
        options |= {"mapping": list(before.pairs), "crs": self.crs or before.crs or None}
        again = preview(project.register, self.file, seen.type, **options)
        return seen if again.refusal is not None else replace(again, remembered=before)

    def remember(self, project: Project) -> None:
        """Keep how the columns were meant, once they were taken in so."""
        pairs = tuple(f"{column}={name}" for column, name in self.mapping.items())
        columns = columns_of(project, self.file, self.type, self.layer or None, self.encoding or None)
        remember(project, self.type, columns, Meant(pairs, self.crs, self.day_first))

    def take(self, project: Project, given: Given, progress: Progress, *, dry_run: bool) -> ImportReport:
        """Take the file in, or only try."""
        return import_file(
            project.register, self.file, self.type, given=given, progress=progress, dry_run=dry_run,
            **self._options(project),
        )  # fmt: skip

    def row(self, project: Project, number: int) -> dict[str, str]:
        """What one row says, by column."""
        kind = project.catalogue[self.type]
        return cells_of_row(self.file, kind, self.layer or None, self.encoding or None, number)

    def _options(self, project: Project) -> dict[str, Any]:
        return {
            "layer": self.layer or None, "mapping": [f"{column}={name}" for column, name in self.mapping.items()],
            "crs": self.crs or None, "encoding": self.encoding or None, "day_first": self.day_first,
            "pack": project.pack,
        }  # fmt: skip
