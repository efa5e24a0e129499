"""Cases, minimum number of individuals and identified persons: three counts that never stand for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forensics.fields import Sensitivity
from forensics.messages import Message, say, say_count
from forensics.pieces import Piece
from layers.individuals import LEFT_OUT, Counts, told_by_number
from layers.report.blocks import Block, Column, Heading, Paragraph, Table
from layers.report.material import Material
from layers.report.sections.zones import zones_told
from layers.report.telling import NONE
from layers.statistics import Computed, words_of

APART = say("These are three counts. None of them stands for another, and none is the sum of others.")
COUNT, NUMBER, UNKNOWN, RULE = say("Count"), say("Number"), say("Unknown"), say("How it is counted")
WORKING = say("Working of the minimum number of individuals")
ONE_PERSON_EACH = say(
    "No two of these bones can be of one person: they show the same zone of the same bone and side, are together more "
    "than one bone, one is fused where the other is not, or their ages exclude each other. A bone without a zone "
    "stands for no more than is recorded of it; a cranium recorded as a whole shows the bones that lie in its zones."
)
ENDED = say("The search was ended: {enough} people are enough, and fewer were not ruled out.")
NARROWED = say("The numbers are of what was asked for ({conditions}), not of the whole grave.")
POOLED = say(
    "Links tie these graves together: {sites}. Counted as one grave, their bones are of at least {least} people; the "
    "numbers of the graves are never added up."
)
NOT_TOLD, AT_HOME = say("not told"), say("a bone that does not leave")
PIECE = ("code", "case", "bone", "side", "zones", "developmental_age")
INSTEAD = ("completeness", "fusion_stage")
"""What tells bones apart that name no zone."""


def counts(material: Material) -> Iterator[Block]:
    """The numbers that are published, each with its rule, and the working of the minimum."""
    counted = material.counted
    if counted is None:
        return
    yield Paragraph(material.say(APART))
    if material.conditions:
        yield Paragraph(material.say(NARROWED, conditions=", ".join(material.conditions)))
    yield material.table((COUNT, NUMBER, UNKNOWN, RULE), (_row(material, one) for one in counted.numbers.values()))
    yield from (Paragraph(said) for said in _counted(material, tuple(counted.numbers.values())))
    for working in counted.working:
        if len(working.sites) == 1:
            yield from _working(material, working)
        elif material.disclosing.may_name("site", working.sites):
            sites = ", ".join(map(material.disclosing.masking.code, working.sites))
            yield Paragraph(material.say(POOLED, sites=sites, least=working.minimum.value))
            yield from _not_inventoried(material, working)


def _counted(material: Material, told: Sequence[Computed]) -> Iterator[str]:
    """What the numbers that are told count, once where it is the same of all of them."""
    by_words: dict[str, list[str]] = {}
    for one in told:
        if one.value is not None and one.counted is not None:
            by_words.setdefault(material.say(one.counted), []).append(material.say(one.statistic.label))
    for words, labels in by_words.items():
        yield words if len(by_words) == 1 else f"{', '.join(labels)}: {words}"


def _row(material: Material, one: Computed) -> tuple[str, ...]:
    statistic, words = one.statistic, words_of(material.project.catalogue, one.statistic)
    rule = material.say(statistic.rule)
    if one.note is not None:
        rule = f"{rule} {material.say(one.note)}"
    unknown = NONE if one.unknown is None else str(one.unknown)
    return material.say(statistic.label), _number(material, one.value, words), unknown, rule


def _number(material: Material, value: object, words: Mapping[str, Message]) -> str:
    if value is None:
        return material.say(NOT_TOLD)
    if isinstance(value, Mapping):
        said = (
            f"{material.telling.label(words[key].id) if key in words else key}: {_number(material, inner, words)}"
            for key, inner in value.items()
        )
        return "\n".join(said) or NONE
    return str(value)


def _working(material: Material, working: Counts) -> Iterator[Block]:
    found = working.minimum
    sites = " + ".join(map(material.disclosing.masking.code, working.sites))
    yield Heading(f"{material.say(WORKING)}: {sites}, {found.value}")
    yield from _not_inventoried(material, working)
    if not found.exact:
        yield Paragraph(material.say(ENDED, enough=found.enough))
    if found.forced_by:
        yield Paragraph(material.say(ONE_PERSON_EACH))
        element = material.project.catalogue["element"].by_name
        shown = PIECE if all(piece.zones for piece in found.forced_by) else (*PIECE, *INSTEAD)
        columns = tuple(Column(material.telling.label(element[name].label)) for name in shown)
        yield Table(columns, tuple(_piece(material, piece, shown) for piece in found.forced_by))
    if found.by_number:
        yield Paragraph(material.say(told_by_number(found)))
    if Sensitivity.RESTRICTED not in material.disclosing.profile.classes:
        return
    for why, sentence in LEFT_OUT.items():
        count = sum(one == why for one in found.left_out.values())
        if count:
            told = say_count(
                "{count} bone is not counted: {why}.",
                "{count} bones are not counted: {why}.",
                count=count,
                why=sentence,
            )
            yield Paragraph(material.say(told), quiet=True)


def _not_inventoried(material: Material, working: Counts) -> Iterator[Block]:
    """Of how many cases the number above says nothing."""
    if working.without_inventory is not None:
        yield Paragraph(material.say(working.without_inventory))


def _piece(material: Material, piece: Piece, shown: Sequence[str]) -> tuple[str, ...]:
    """One bone as far as it leaves; of one that stays home nothing but that it was counted."""
    element = material.disclosing.find(piece.id, ("element",))
    if element is None:
        return (material.say(AT_HOME), *(NONE for _ in shown[1:]))
    told = {name: material.telling.of(element, name) for name in shown} | {"zones": zones_told(material, element)}
    return tuple(told[name] or NONE for name in shown)
