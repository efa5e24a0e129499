"""What the report cannot say: limitations as recorded, what was not recorded and why, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from forensics.messages import say
from layers.numbering import unexplained_numbers
from layers.report.blocks import Block, Facts, Heading, Paragraph
from layers.report.disclosing import Shown
from layers.report.material import Material

ORDER = "order_limitations"
RECORDED = say("Limitations as recorded")
NOT_RECORDED, BECAUSE = say("Not recorded"), say("Because")
PROBLEMS, PROBLEM = say("Problems that stand in the register"), say("Problem")
RECORD = say("Which record")
GROUNDS = ("mass_grave_definition", "mass_grave_assessor")
UNFOUNDED = say("It is said to be a mass grave, but this is not recorded of that: {lacking}.")
UNEXPLAINED = say("{series}: numbers that were reserved, not used and not explained: {numbers}")
NO_LIMITATION = say("No limitation is recorded, nothing was left unanswered with a reason, and no problem stands.")
ONLY_WHOLE = say("Reasons why something was not recorded, and problems, leave with restricted fields only.")


def limitations(material: Material) -> Iterator[Block]:
    """First what people wrote, then what is not there with its reason, then what the rules find."""
    parts = [*_claims(material), *_recorded(material), *_numbers(material), *_unanswered(material),
             *_problems(material)]  # fmt: skip
    yield from parts or [Paragraph(material.say(NO_LIMITATION))]
    if "restricted" not in material.disclosing.profile.record_classes():
        yield Paragraph(material.say(ONLY_WHOLE), quiet=True)


def _all(material: Material) -> Iterator[Shown]:
    for kind in material.project.catalogue:
        yield from material.of(kind.name)


def _called(material: Material, one: Shown) -> str:
    return f"{material.telling.label(one.kind.about.label)} {one.code}"


def _claims(material: Material) -> Iterator[Block]:
    """That it is called a mass grave without a definition or an assessor: said to whoever is told of the claim."""
    site = material.site
    if site is None or site.get("mass_grave") != "yes":
        return
    held = material.project.register.values("site", site.id) or {}
    by_name = site.kind.by_name
    lacking = [material.telling.label(by_name[name].label) for name in GROUNDS if not held.get(name)]
    if lacking:
        yield Paragraph(material.say(UNFOUNDED, lacking=", ".join(f"“{one}”" for one in lacking)))


def _numbers(material: Material) -> Iterator[Block]:
    """Numbers that were reserved and are neither used nor explained."""
    site = material.site
    if site is None or not material.disclosing.discloses("site", "number_blocks"):
        return
    catalogue = material.project.catalogue
    for series, numbers in unexplained_numbers(material.project).get(site.id, {}).items():
        called = material.telling.label(catalogue[series].about.plural)
        yield Paragraph(material.say(UNEXPLAINED, series=called, numbers=numbers))


def _recorded(material: Material) -> Iterator[Block]:
    rows = tuple(
        (_called(material, one), material.telling.of(one, "limitations"))
        for one in _all(material) if "limitations" in one.kind.by_name and one.get("limitations")
    )  # fmt: skip
    rows += tuple(_in_another_order(material))
    if rows:
        yield Heading(material.say(RECORDED), 3)
        yield Facts(rows)


def _in_another_order(material: Material) -> Iterator[tuple[str, str]]:
    """A line for each step: the record with the step, and what happened instead."""
    for one in _all(material):
        declared = one.kind.by_name.get(ORDER)
        for row in material.telling.rows(declared, one.get(ORDER) or ()) if declared is not None else ():
            step, *told = row
            yield f"{_called(material, one)} · {step}", " ".join(told)


def _unanswered(material: Material) -> Iterator[Block]:
    rows: list[tuple[str, str, str]] = []
    for one in _all(material):
        for name, why in (one.get("not_recorded") or {}).items():
            declared = one.kind.by_name.get(name)
            if declared is not None and material.disclosing.discloses(one.kind.name, name):
                rows.append((_called(material, one), material.telling.label(declared.label), str(why)))
    if rows:
        yield Heading(material.say(NOT_RECORDED), 3)
        yield material.table((RECORD, NOT_RECORDED, BECAUSE), rows)


def _problems(material: Material) -> Iterator[Block]:
    rows = tuple((_called(material, one), told) for one, listed in material.problems for told in listed)
    if rows:
        yield Heading(material.say(PROBLEMS), 3)
        yield material.table((RECORD, PROBLEM), rows)
