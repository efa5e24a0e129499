"""Photographs and files of the grave and its contexts, apart from those of cases."""

from __future__ import annotations

from collections.abc import Iterator

from layers.report.blocks import Block
from layers.report.material import Material
from layers.report.sections.photos import files_of_cases, files_shown


def overviews(material: Material) -> Iterator[Block]:
    """Every file that stands with no case: of the site, its exhumations, contexts, papers, and finds of no case."""
    with_cases = files_of_cases(material)
    files = [one for one in material.of("media") if one.id not in with_cases]
    if files:
        yield from files_shown(material, files, headed=False)
    else:
        yield material.none_of("media")
