"""The cases, each in a section of its own, from how it lay to what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from forensics.messages import say, say_count
from forensics.rules.sides import SIDES
from layers.report.blocks import Block, Column, Facts, Heading, Paragraph, Skeleton, Table
from layers.report.disclosing import Shown
from layers.report.material import Material
from layers.report.sections.limitations import ORDER
from layers.report.sections.photos import photos
from layers.report.sections.signatures import opinion_signed
from layers.report.sections.zones import zones_told
from layers.report.superseded import told_superseded
from layers.report.withheld import joined_elsewhere, rest_of_body
from layers.resting import changes_beside
from layers.skeleton.inventory import Inventory, build_inventory

FRONT_AND_BACK = say("Skeleton of {code}, front and back, with the numbers of the findings")
WITH_JOINED = say(
    "Skeleton of {code} with the bones of {others}, joined to it, front and back, with the numbers of the findings"
)
JOINED_ELSEWHERE = say(
    "Joined to these remains and from another grave, so that their bones are neither in the picture nor listed here: "
    "{codes}."
)
INVENTORY_OF = say("Inventory of bones and teeth of {code}, joined to these remains")
SIZE = say("Size")
INVENTORY, FINDINGS = say("Inventory of bones and teeth"), say("Findings")
NUMBER = say("Number in the picture")
NO_ZONE = say("not recorded")
NO_OPINION = say("No opinion on death is recorded.")
NOT_COMPARED = say("No comparison with a missing person is recorded: the case is not identified.")
NOT_ASKED = say("What was asked for holds none; others may be recorded.")
OF_THE_BODY = say("None names this case; one names other remains that are joined with it into one body.")
ELEMENT = (
    "bone", "side", "tooth", "zones", "fragments", "completeness", "fusion_stage", "developmental_age", "state",
    "weathering", "burning", "joined_with", "joining_basis", "measurements", "recorded_by", "date", "notes",
)  # fmt: skip
FINDING = ("element", "side", "zones", "aspect", "timing", "mechanism", "role", "direction", "size_length", "certainty")
"""Under size_length stands the whole size."""
SAMPLE = (
    "code", "context", "artefact", "purpose", "material", "mass_g", "date", "seal_number", "laboratory", "result",
)  # fmt: skip
ARTEFACT = (
    "code", "context", "artefact_class", "association", "description", "material", "condition", "marks", "seal_number",
)  # fmt: skip


def cases(material: Material) -> Iterator[Block]:
    """A section for each case."""
    if not material.cases:
        yield material.none_of("case")
    for number, case in enumerate(material.cases):
        yield Heading(material.telling.title(case), new_page=number > 0)
        yield from one_case(material, case)


def one_case(material: Material, case: Shown) -> Iterator[Block]:
    """All of one case but its chain of custody."""
    telling = material.telling
    yield from telling.facts(case, without=("limitations", ORDER))
    inventory = _inventory(material, case)
    if inventory.by_key:
        yield Skeleton(inventory, _caption(material, case))
    for part in material.joined(case):
        yield from _bones(material, part, joined=part is not case)
    elsewhere = joined_elsewhere(material.disclosing, {one.id for one in material.joined(case)})
    if elsewhere:
        yield Paragraph(material.say(JOINED_ELSEWHERE, codes=", ".join(elsewhere)))
    yield from _records(material, case, "examination")
    yield from _records(material, case, "profile")
    yield from _findings(material, case, inventory)
    yield from _records(material, case, "opinion", material.say(NO_OPINION))
    yield from _records(material, case, "identification", material.say(NOT_COMPARED))
    yield from _records(material, case, "sample")
    yield from _records(material, case, "artefact")
    yield from _records(material, case, "disposition")
    yield from photos(material, case)


def _inventory(material: Material, case: Shown) -> Inventory:
    """The bones and findings of a case and of what was joined to it, as far as they leave."""
    parts = list(material.joined(case))
    elements, findings = (
        [{**one.values, "id": one.id} for part in parts for one in material.of_case(type_, part) if not one.voided]
        for type_ in ("element", "finding")
    )
    return build_inventory(case.id, case.code, elements, findings)


def _caption(material: Material, case: Shown) -> str:
    """Whose bones the picture shows: those of what was joined to the case too."""
    others = [one.code for one in material.joined(case) if one is not case and material.of_case("element", one)]
    if not others:
        return material.say(FRONT_AND_BACK, code=case.code)
    return material.say(WITH_JOINED, code=case.code, others=", ".join(others))


def _bones(material: Material, case: Shown, *, joined: bool = False) -> Iterator[Block]:
    """The inventory; a bone of which every zone is there says so in two words."""
    listed = material.of_case("element", case)
    if listed:
        inventory = material.say(INVENTORY_OF, code=case.code) if joined else material.say(INVENTORY)
        yield Heading(inventory, 3)
        yield from material.telling.table("element", ELEMENT, listed, {"zones": partial(zones_told, material)})


def _records(material: Material, case: Shown, type_: str, none: str = "") -> Iterator[Block]:
    """Every record of a type that names the case, with all that may be said of it; last what was superseded."""
    about = material.project.catalogue[type_].about
    listed = material.of_case(type_, case)
    if none and not listed:
        yield Heading(material.telling.label(about.label), 3)
        yield from _why_none(material, case, type_, none)
    elif none and (withheld := material.withheld[type_, case.id]):
        yield from _withheld(material, case, type_, withheld)
    for one in sorted(listed, key=lambda one: one.id in material.superseded):
        called = f"{material.telling.label(about.label)} {material.telling.title(one)}"
        if one.id in material.superseded:
            yield from told_superseded(material, one, called)
        else:
            yield Heading(called, 3)
        facts = material.telling.facts(one, without=("case", "cases", "limitations", ORDER))
        yield from (block for block in facts if not isinstance(block, Heading))
        if type_ == "opinion":
            beside = changes_beside(material.project, {**one.values, "id": one.id}, material.disclosing.may_name)
            yield from (Paragraph(material.say(told)) for told in beside)
            yield from opinion_signed(material, one)


def _withheld(material: Material, case: Shown, type_: str, count: int) -> Iterator[Paragraph]:
    """That records of these remains stay home, how many and why; nothing of what is in them."""
    unasked = material.for_consent[type_, case.id]
    if unasked:
        told = say_count(
            "{count} such record of these remains is withheld: no consent in force covers giving it to this recipient.",
            "{count} such records of these remains are withheld: no consent in force covers giving them to this "
            "recipient.",
            count=unasked,
        )  # fmt: skip
        yield Paragraph(material.say(told))
    count -= unasked
    if not count:
        return
    told = say_count(
        "{count} such record of these remains is withheld: it does not leave under the profile “{profile}”.",
        "{count} such records of these remains are withheld: they do not leave under the profile “{profile}”.",
        count=count, profile=material.profile,
    )  # fmt: skip
    yield Paragraph(material.say(told))


def _why_none(material: Material, case: Shown, type_: str, none: str) -> Iterator[Block]:
    """That there is none is said only where none is recorded, of this case or of what is one body with it."""
    withheld = material.withheld[type_, case.id]
    if not material.whole:
        yield material.none_of(type_) if not material.disclosing.leaves(type_) else material.nothing_left()
    elif withheld:
        yield from _withheld(material, case, type_, withheld)
    elif material.disclosing.chosen(type_) is not None:
        yield Paragraph(material.say(NOT_ASKED))
    elif any(
        (type_, other) in material.by_case or material.withheld[type_, other]
        for other in rest_of_body(material.disclosing, case)
    ):
        yield Paragraph(material.say(OF_THE_BODY))
    else:
        yield Paragraph(none) if material.disclosing.leaves(type_) else material.none_of(type_)


def _findings(material: Material, case: Shown, inventory: Inventory) -> Iterator[Block]:
    """The findings as a table with their numbers in the picture, then all that is recorded of each."""
    listed = material.of_case("finding", case)
    if not listed:
        return
    telling = material.telling
    numbers = {str(mark.finding["id"]): str(mark.number) for mark in inventory.marks}
    yield Heading(material.say(FINDINGS), 3)
    fields = material.project.catalogue["finding"].by_name
    titles = [material.say(SIZE) if name == "size_length" else telling.label(fields[name].label) for name in FINDING]
    rows = [tuple(_cell(material, one, name) for name in FINDING) for one in listed]
    kept = [at for at in range(len(FINDING)) if any(row[at] for row in rows)]
    columns = (Column(material.say(NUMBER)), *(Column(titles[at]) for at in kept))
    yield Table(columns, tuple((numbers.get(one.id, ""), *(row[at] for at in kept))
                               for one, row in zip(listed, rows, strict=True)))  # fmt: skip
    for one in listed:
        rest = [
            block for block in telling.facts(one, without=("case", *FINDING, "size_width")) if isinstance(block, Facts)
        ]
        number = numbers.get(one.id, "")
        yield Heading(" · ".join(filter(None, (number, telling.title(one)))), 3)
        yield Facts(tuple(row for block in rest for row in block.rows))


def _cell(material: Material, finding: Shown, name: str) -> str:
    """A field of a finding; of an element the bone, of a size its length and width; the side is that of the bone."""
    telling = material.telling
    if name == "element":
        element = material.disclosing.find(str(finding.get("element")), ("element",))
        return telling.of(element, "bone") if element is not None else telling.of(finding, name)
    if name == "side":
        element = material.disclosing.find(str(finding.get("element")), ("element",))
        return telling.of(element if element is not None and element.get(name) in SIDES else finding, name)
    if name == "zones" and finding.get("element") and not finding.get(name):
        return material.say(NO_ZONE)
    if name == "size_length":
        return " × ".join(filter(None, (telling.of(finding, "size_length"), telling.of(finding, "size_width"))))
    return telling.of(finding, name)
