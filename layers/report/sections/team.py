"""Who did what: the people of the mission by their codes, never by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from forensics.consenting import named
from forensics.messages import say
from forensics.records.graves import WHO
from layers.report.blocks import Block, Heading, Paragraph
from layers.report.material import Material

BY_CODE = say("People stand here by their codes; their names are kept apart from the register.")
CODE, ROLES, NAMED_AS = say("Code"), say("Roles"), say("Named as")


def team(material: Material) -> Iterator[Block]:
    """The exhumations' teams, and everybody who is named in any record of this report with what they are named as."""
    telling = material.telling
    dug = material.of("exhumation")
    yield Paragraph(material.say(BY_CODE), quiet=True)
    for one in dug:
        facts = list(telling.facts(one, (WHO,)))
        if facts:
            yield Heading(telling.title(one))
            yield from (block for block in facts if not isinstance(block, Heading))
    people = material.of("practitioner")
    if not people:
        yield material.none_of("practitioner")
        return
    doing = _named_as(material)
    yield Heading(material.say("People named in this report"))
    rows = tuple((one.code, telling.of(one, "roles"), ", ".join(doing.get(one.id, ()))) for one in people)
    yield material.table((CODE, ROLES, NAMED_AS), rows)

    for one in people:
        facts = [block for block in telling.facts(one, without=("roles",)) if not isinstance(block, Heading)]
        if facts:
            yield Heading(one.code, 3)
            yield from facts


def _named_as(material: Material) -> dict[str, list[str]]:
    """By person, as what: “Finding: Observer”, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    label = material.telling.label
    for listed in material.disclosing.shown.values():
        for one in listed.values():
            for declared in one.kind.fields:
                if "practitioner" in declared.target:
                    for person in named(one.get(declared.name)):
                        found[person][f"{label(one.kind.about.label)}: {label(declared.label)}"] = None
    return {person: list(as_what) for person, as_what in found.items()}
