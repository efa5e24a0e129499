"""The chain of custody of every item, from hand to hand, with its gaps named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from forensics.custody.holding import turn
from forensics.fields import Field
from forensics.messages import say
from forensics.records.base import ADMINISTRATION
from forensics.records.evidence import Custody
from forensics.rules.custody_chain import chain_problems
from forensics.rules.family import record_builder
from forensics.rules.hand_signing import foreign_signatures
from forensics.values import typed_values
from layers.report.blocks import Block, Column, Heading, Paragraph, Table
from layers.report.disclosing import Shown
from layers.report.gathering import ITEMS
from layers.report.material import Material
from layers.report.sections.signatures import HOLDERS, signature_told
from layers.signers import signed_with

MAIN = ("sequence", "action", "at", "from_holder", "to_holder", "facility", "seal_before", "seal_after")
FURTHER = say("Further")
OR = {"from_holder": "from_outside", "to_holder": "to_outside", "facility": "where"}
"""Who or what stands in the same column where it is nobody and no place of the mission."""
NO_EVENT = say("No custody event of this item is recorded: the chain has not begun.")
COMPLETE = say("The chain has no gap.")
SUMMARY = say(
    "Items: {items}. Events: {events}. Items whose chain has a gap, an overlap or a changed seal, or has not begun: "
    "{broken}."
)
NOT_ALL = say("Not all of this chain leaves under the profile, so that nothing is said of gaps.")


def custody(material: Material) -> Iterator[Block]:
    """A table for each item; what is wrong with its chain stands under it."""
    if not material.disclosing.leaves("custody"):
        yield material.none_of("custody")
        return
    chains = _chains(material)
    items = [one for type_ in ITEMS for one in material.of(type_) if one.id in chains or type_ != "element"]
    told = {one.id: _problems(material, chains.get(one.id, [])) for one in items}
    events = sum(map(len, chains.values()))
    broken = sum(1 for one in items if told[one.id] or not chains.get(one.id))
    yield Paragraph(material.say(SUMMARY, items=len(items), events=events, broken=broken))
    for one in items:
        yield Heading(f"{material.telling.label(one.kind.about.label)} {one.code}", 3)
        yield from _chain(material, chains.get(one.id, []), told[one.id])


def chain_of(material: Material, item: Shown) -> Iterator[Block]:
    """The chain of one item."""
    listed = _chains(material).get(item.id, [])
    yield from _chain(material, listed, _problems(material, listed))


def _chain(material: Material, listed: list[Shown], problems: list[str]) -> Iterator[Block]:
    if not listed:
        yield Paragraph(material.say(NO_EVENT))
        return
    yield _table(material, listed)
    for problem in problems or [material.say(COMPLETE)]:
        yield Paragraph(problem, quiet=not problems)


def _table(material: Material, listed: list[Shown]) -> Table:
    """A row for each event; what has no column of its own stands in the last, with its label."""
    kind = material.project.catalogue["custody"]
    told = {"code", "item", *MAIN, *OR.values()}
    rest = [one for one in kind.fields if one.group != ADMINISTRATION and one.name not in told]
    titles = [*(material.telling.label(kind.by_name[name].label) for name in MAIN), material.say(FURTHER)]
    rows = [[*(_said(material, one, name) for name in MAIN), _further(material, one, rest)] for one in listed]
    kept = [at for at in range(len(titles)) if any(row[at] for row in rows)]
    columns = tuple(Column(titles[at]) for at in kept)
    return Table(columns, tuple(tuple(row[at] for at in kept) for row in rows))


def _said(material: Material, event: Shown, name: str) -> str:
    """A field of an event; who is nobody of the mission stands where the others do."""
    names = (name, OR[name]) if name in OR else (name,)
    return ", ".join(filter(None, (material.telling.of(event, one) for one in names)))


def _further(material: Material, event: Shown, fields: list[Field]) -> str:
    def said_of(one: Field) -> str:
        if one.name in HOLDERS:
            return signature_told(material, event, one.name)
        return material.telling.of(event, one.name)

    said = ((one, said_of(one)) for one in fields)
    return "; ".join(f"{material.telling.label(one.label)}: {text}" for one, text in said if text)


def _chains(material: Material) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for one in material.of("custody"):
        found.setdefault(str(one.get("item")), []).append(one)
    return {item: sorted(listed, key=lambda one: turn(one.get("sequence"), one.get("at"), one.code, one.id))
            for item, listed in found.items()}  # fmt: skip


def _problems(material: Material, listed: list[Shown]) -> list[str]:
    """What is wrong between the events, where all of them leave whole."""
    if material.disclosing.at_home.get("custody") or not material.disclosing.discloses("custody", "to_outside"):
        return [material.say(NOT_ALL)] if listed else []
    built = (
        record_builder(one.kind.model)(typed_values(one.kind.by_name, one.values)) for one in listed if not one.voided
    )
    events = [event for event in built if isinstance(event, Custody)]
    wrong = [problem.message for problem in chain_problems(events, material.signers.people)]
    wrong += [message for message, _ in foreign_signatures(events, material.signers, partial(_signed_at, material))]
    return [material.say(message) for message in wrong]


def _signed_at(material: Material, event: Custody, name: str) -> str:
    return signed_with(material.project, event.id or "", name)[1]
