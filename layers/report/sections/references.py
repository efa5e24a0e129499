"""Every record that the report rests on, with the hash by which its state is known."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from layers.report.blocks import Block, Heading, Paragraph
from layers.report.material import NEVER, Material

CODE, VERSION, HASH = say("Code"), say("Version"), say("Record hash (SHA-256)")
HOLDS = say(
    "Each record as it stood at the head commit that the cover names: “{command}” gives the same hash.",
    command="taphos show PROJECT RECORD",
)


def references(material: Material) -> Iterator[Block]:
    """Code, version and hash by type, in the order in which people expect the types."""
    if not any(one.get("record_hash") for kind in material.project.catalogue for one in material.of(kind.name)):
        yield Paragraph(material.say(NEVER, profile=material.profile))
        return
    yield Paragraph(material.say(HOLDS), quiet=True)
    for kind in material.project.catalogue:
        listed = material.of(kind.name)
        if listed:
            yield Heading(material.telling.label(kind.about.plural), 3)
            rows = tuple((one.code, str(one.get("version") or ""), str(one.get("record_hash") or "")) for one in listed)
            yield material.table((CODE, VERSION, HASH), rows, dense=True)
