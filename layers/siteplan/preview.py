"""What a printed plan would let out, said before it is made; nothing is written."""

from __future__ import annotations

from collections import Counter

from forensics.messages import say
from layers.exports.accounting import account_of_records
from layers.exports.consents import Consents, handing_of
from layers.exports.preview import LeavingType, Preview, answered
from layers.exports.profiles import load_profile
from layers.project import Project
from layers.siteplan.reading import read_scene
from layers.siteplan.records import DRAWN, grave_records
from layers.siteplan.scene import Scene


def preview_plan(
    project: Project, site: str, profile: str, *, exhumation: str = "", as_of: str = "", recipient: str = ""
) -> Preview:  # fmt: skip
    """The records of which a plan is drawn and the fields that leave with them; raises as `print_plan` does."""
    records = grave_records(project, profile, as_of, recipient)
    scene = read_scene(records, site, exhumation)
    chosen = load_profile(profile, tuple(project.catalogue.types))
    consents = Consents(handing_of(chosen, recipient))
    drawn, types = _drawn(scene), []
    for kind in project.catalogue:
        held = records.read.get(kind.name, [])
        if held:
            fields = tuple(answered([one for one in chosen.fields(kind) if one.name != "id"], held))
            without = max(len(held) - drawn[kind.name], 0)
            types.append(LeavingType(kind.name, say(kind.about.plural), len(held), fields, without))
    leaving = {type_: [str(one["id"]) for one in held] for type_, held in records.read.items()}
    whole = grave_records(project, as_of=as_of)
    read_scene(whole, site, exhumation)
    home = {
        type_: {str(one["id"]) for one in held} - set(leaving.get(type_, ())) for type_, held in whole.read.items()
    }  # fmt: skip
    return Preview(
        profile=chosen.name,
        head=scene.head,
        consent=consents.document({}),  # none of the types that a plan draws stays home for want of a consent
        conditions=(f"site={scene.site.code}",),
        types=tuple(types),
        account=tuple(
            one for one in account_of_records(project, chosen, consents, leaving, home) if one.type in ("", *DRAWN)
        ),
    )


def _drawn(scene: Scene) -> Counter[str]:
    """How many records of each type lie on the plan."""
    outlines = {one.item.id: one.item.type for one in scene.outlines}
    bodies = {one.item.id: one.item.type for one in scene.bodies if one.centre is not None or one.outline is not None}
    finds = {one.item.id: one.item.type for one in scene.finds}
    lines = {one.item.id: one.item.type for one in scene.lines}
    return Counter({**outlines, **bodies, **finds, **lines}.values())
