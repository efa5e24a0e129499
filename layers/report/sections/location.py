"""Where the grave lies, what is known of it, and how it is reached."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.records.places import ACCESS_AND_VISITS, NAMES
from layers.report.blocks import Block, Heading
from layers.report.material import Material


def location(material: Material) -> Iterator[Block]:
    """The site as it is recorded, its settlement in all its names, and its links with other graves."""
    telling = material.telling
    if material.site is not None:
        yield from telling.facts(material.site)
    for one in material.of("settlement"):
        yield Heading(telling.title(one))
        yield from telling.facts(one, (NAMES, *_units(material), ACCESS_AND_VISITS))
    for one in material.of("site_link"):
        yield Heading(telling.title(one))
        yield from telling.facts(one)


def _units(material: Material) -> list[str]:
    """The groups in which the country pack puts names and administrative units."""
    added = [one.name for one in material.project.catalogue.pack.fields if one.type == "settlement"]
    by_name = material.project.catalogue["settlement"].by_name
    return [by_name[name].group for name in added]
