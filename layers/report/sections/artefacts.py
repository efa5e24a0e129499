"""Artefacts and samples of the grave that are of no case, and the packages in which all of it lies."""

from __future__ import annotations

from collections.abc import Iterator

from layers.report.blocks import Block, Heading
from layers.report.material import Material
from layers.report.sections.cases import ARTEFACT, SAMPLE

PACKAGE = (
    "code",
    "kind",
    "label",
    "seal_number",
    "mass_kg",
    "date",
    "packed_by",
    "holds",
    "facility",
    "shelf",
    "notes",
)


def artefacts(material: Material) -> Iterator[Block]:
    """A row for each; those of cases stand with their cases."""
    empty = True
    for type_, fields in (("artefact", ARTEFACT), ("sample", SAMPLE)):
        loose = [one for one in material.of(type_) if not one.get("case")]
        if loose:
            empty = False
            yield Heading(material.telling.label(material.project.catalogue[type_].about.plural), 3)
            yield from material.telling.table(type_, fields, loose)
    packages = material.of("package")
    if packages:
        yield Heading(material.telling.label(material.project.catalogue["package"].about.plural), 3)
        yield from material.telling.table("package", PACKAGE, packages)
    if empty and not packages:
        yield material.none_of("artefact", "sample")
