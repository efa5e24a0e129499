"""What the profile keeps home, and how many: so that nobody takes the report for all there is."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.catalogue import RecordType
from forensics.disclosure import Leaves
from forensics.fields import Sensitivity
from forensics.messages import say
from forensics.records.base import ADMINISTRATION
from forensics.statistics.suppression import fewest
from layers.report.blocks import Block, Facts, Heading, Paragraph
from layers.report.material import Material

TYPES_AWAY = say("Types of which no record leaves")
TYPE, RECORDS_HOME, VALUES_HOME = say("Type"), say("Records left out"), say("Values left out of records shown")
FIELDS_AWAY = say("Fields that the profile does not name")
ALL_THERE = say("Of what was asked for, no record and no value was left out but those of fields that are never shown.")
TOO_FEW = say("Numbers below {least} are not told, nought included.")
SEALED = say("Of the records left out, {count} are sealed: they leave by name only, on an authority's order.")
UNDER = say("fewer than {least}")


def left_out(material: Material) -> Iterator[Block]:
    """Types, records, values, and the fields by name: these are the profile's and tell nothing of what is recorded."""
    profile, catalogue = material.disclosing.profile, material.project.catalogue
    away = [kind for kind in catalogue if profile.leaves(kind.name) is not Leaves.RECORDS and _told_of(kind)]
    if away:
        yield Heading(material.say(TYPES_AWAY), 3)
        yield Paragraph(", ".join(material.telling.label(kind.about.plural) for kind in away) + ".")
    yield from _numbers(material)
    if material.disclosing.consents.note is not None:
        yield Paragraph(material.say(material.disclosing.consents.note))
    yield from _fields(material)


def _told_of(kind: RecordType) -> bool:
    """Whether a report of a grave tells of such records at all."""
    return kind.about.workspace == "exhume" or kind.name in ("hazard", "practitioner", "custody", "media")


def _numbers(material: Material) -> Iterator[Block]:
    disclosing = material.disclosing
    whole = Sensitivity.RESTRICTED in disclosing.profile.classes
    kinds = [kind for kind in material.project.catalogue if disclosing.leaves(kind.name) and _told_of(kind)]
    if not whole:
        yield Paragraph(material.say(TOO_FEW, least=fewest(("sexual_violence",))), quiet=True)
    rows = []
    for kind in kinds:
        home, kept = len(disclosing.at_home.get(kind.name, ())), disclosing.values_kept[kind.name]
        if home or kept or (not whole and disclosing.of(kind.name)):
            numbers = (_number(material, home, whole), _number(material, kept, whole))
            rows.append((material.telling.label(kind.about.plural), *numbers))
    if rows:
        yield material.table((TYPE, RECORDS_HOME, VALUES_HOME), rows)
    elif whole:
        yield Paragraph(material.say(ALL_THERE))
    if whole and disclosing.sealed:
        yield Paragraph(material.say(SEALED, count=len(disclosing.sealed)))


def _number(material: Material, count: int, whole: bool) -> str:
    least = fewest(("sexual_violence",))
    return str(count) if whole or count >= least else material.say(UNDER, least=least)


def _fields(material: Material) -> Iterator[Block]:
    profile = material.disclosing.profile
    rows = []
    for kind in material.project.catalogue:
        if not material.of(kind.name):
            continue
        named = {declared.name for declared in profile.fields(kind)}
        away = [one for one in kind.fields if one.name not in named and one.group != ADMINISTRATION]
        if away:
            labels = ", ".join(material.telling.label(one.label) for one in away)
            rows.append((material.telling.label(kind.about.label), labels))
    if rows:
        yield Heading(material.say(FIELDS_AWAY), 3)
        yield Facts(tuple(rows))
