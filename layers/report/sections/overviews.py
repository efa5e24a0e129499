"""Photographs of the grave and its contexts, apart from those of cases."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from layers.report.blocks import Block, Heading
from layers.report.material import Material
from layers.report.sections.photos import is_picture, photos_of

OTHER_FILES = say("Files that are no pictures")
FILE = ("code", "kind", "caption", "media_type", "bytes", "sha256")


def overviews(material: Material) -> Iterator[Block]:
    """What shows the site, its exhumations and contexts, and what was found by no case."""
    records = [one for type_ in ("site", "exhumation", "context", "site_log") for one in material.of(type_)]
    records += [one for one in material.of("artefact") if not one.get("case")]
    blocks = [block for block in photos_of(material, records) if not isinstance(block, Heading)]
    yield from blocks or [material.none_of("media")]
    others = [one for one in material.of("media") if not is_picture(one)]
    if others:
        yield Heading(material.say(OTHER_FILES), 3)
        yield from material.telling.table("media", FILE, others)
