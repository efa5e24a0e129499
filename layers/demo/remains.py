"""Invented remains cases and the bones that were inventoried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics.changes import Change
from forensics.vocabulary.bones import bones
from layers.demo.bodies import CLASSES, SKULL_M, Remains, side_of
from layers.demo.exhumations import AROUND_REMAINS, context_code, crew
from layers.demo.making import EXAMPLE, Maker, Random, between, chance, pick, picks
from layers.demo.pictures import case_picture_code
from layers.demo.places import MORTUARIES

INVENTORY = (
    "cranium", "mandible", "clavicle", "scapula", "humerus", "radius", "ulna", "hip_bone", "sacrum", "femur", "tibia",
    "fibula", "C1", "C2", "manubrium", "patella",
)  # fmt: skip
"""The elements that are inventoried for every body."""

PART = ("femur", "tibia", "fibula", "patella")
"""The elements of a body part, a leg."""

WHOLE_SKELETON = (
    *(f"C{number}" for number in range(3, 8)), *(f"T{number}" for number in range(1, 13)),
    *(f"L{number}" for number in range(1, 6)), *(f"rib_{number}" for number in range(1, 13)), "sternal_body",
    "scaphoid", "lunate", "triquetral", "trapezium", "trapezoid", "capitate", "hamate",
    *(f"metacarpal_{number}" for number in range(1, 6)), "talus", "calcaneus", "navicular", "cuboid",
    "medial_cuneiform", "intermediate_cuneiform", "lateral_cuneiform",
    *(f"metatarsal_{number}" for number in range(1, 6)),
)  # fmt: skip
"""What is inventoried beside them of some bodies: spine, ribs, hands and feet."""

OF_A_LEG = (*PART, *WHOLE_SKELETON[WHOLE_SKELETON.index("talus") :])

OF_A_CHILD = (
    "half_frontal", "parietal", "pars_squama", "temporal_squama", "maxilla", "zygomatic", "half_mandible", "C1", "C2",
    *WHOLE_SKELETON[: WHOLE_SKELETON.index("sternal_body")], "manubrium", "clavicle", "scapula", "humerus",
    "humerus_proximal_epiphysis", "radius", "ulna", "ilium", "ischium", "pubis", "femur", "femur_head_epiphysis",
    "femur_distal_epiphysis", "tibia", "tibia_proximal_epiphysis", "fibula",
)  # fmt: skip
"""What is inventoried of a child: bones that have not fused are bones of their own."""

WHOLE_EVERY = 9
"""One body in so many is inventoried bone by bone."""


def cases(make: Maker, found: Sequence[Remains]) -> Iterator[Change]:
    """The remains cases."""
    random = make.random("cases")
    underneath = {one.beneath: one.code for one in found if one.beneath}
    for one in found:
        yield _case(make, random, one, underneath.get(one.code))


def status_of(one: Remains) -> str:
    """How far a case has come."""
    if one.identified:
        return "reburied" if one.number % 3 == 0 else "identified"
    return "sampled" if one.number % 4 else "unidentified"


IN_THE_FILL = {"step": "recorded", "limitation": f"{EXAMPLE}: lifted from the fill before it was photographed in place"}


def _case(make: Maker, random: Random, one: Remains, under: str | None) -> Change:
    grid, deep = one.grave.grid, one.grave.pattern.form != "surface"
    return make.add(
        "case", one.code, remains_class=CLASSES[one.suffix], origin="exhumation",
        exhumation=make.id("exhumation", one.campaign.code), site=make.id("site", one.grave.code),
        context=make.id("context", context_code(one.campaign, AROUND_REMAINS)) if deep else None, persons_min=1,
        place=grid.point(one.x, one.y, one.z), **(_points(one) if one.whole else {}),
        depth_top=round((-one.z - 0.12) * 100 if deep else 0.0, 0), depth_base=round(-one.z * 100, 0),
        depth_below="surface_before_work", elevation=round(62 + one.z, 2), height_datum="site_datum",
        lies_over=make.ids("case", [under] if under else []),
        lies_under=make.ids("case", [one.beneath] if one.beneath else []),
        **(_lying(make, random, one) if one.whole else {"articulation": "partial" if one.suffix == "BP" else "none"}),
        **_condition(random, one), **_recovery(make, one), status=status_of(one), status_on=str(one.examined),
        bag_number=f"EX-BAG-{one.code[3:]}", seal_number=seal(one.code, 2),
        storage=make.id("facility", MORTUARIES[one.campaign.number % 2]), storage_position=f"EX-R{one.number:02d}",
        limitations=None if one.whole else f"{EXAMPLE}: not complete",
        order_limitations=None if one.whole else (IN_THE_FILL,), **_joined(make, one),
    )  # fmt: skip


def _joined(make: Maker, one: Remains) -> dict[str, object]:
    """What ties a leg to the body that it is of; both keep their numbers."""
    if one.joined_to is None:
        return {}
    whole = make.id("case", one.joined_to)
    return {
        "joined_to": whole, "associated_cases": (whole,), "association_basis": ("DNA", "pair"),
        "association_by": make.id("practitioner", crew(one.campaign, "anthropologist")),
        "association_report": f"EX-DNA-{one.code[3:]}", "association_on": "2024-05-14",
        "association_reason": f"{EXAMPLE}: DNA and a pair match",
    }  # fmt: skip


def seal(item: str, number: int) -> str:
    """The number of an item's seal; a new one each time it was opened."""
    return f"EX-SEAL-{item.removeprefix('EX-')}-{number}"


def _points(one: Remains) -> dict[str, object]:
    grid = one.grave.grid
    return {
        "skull": grid.point(*one.skull, one.z + SKULL_M),
        "pelvis": grid.point(one.x, one.y, one.z),
        "feet": grid.point(*one.feet, one.z + 0.03),
    }


def _lying(make: Maker, random: Random, one: Remains) -> dict[str, object]:
    arms = "behind_back" if one.bound else None
    limbs = {"extended": 5, "flexed": 3, "across_body": 1, "raised": 1}
    return {
        "orientation": one.bearing,
        "orientation_north": "site_grid",
        "facing": pick(random, {"up": 4, "down": 3, "left": 2, "right": 2}),
        "position": pick(random, {"supine": 4, "prone": 4, "left_lateral": 2, "right_lateral": 2, "tangled": 1}),
        "left_arm": arms or pick(random, limbs),
        "right_arm": arms or pick(random, limbs),
        "left_leg": pick(random, {"extended": 6, "flexed": 3, "crossed": 1}),
        "right_leg": pick(random, {"extended": 6, "flexed": 3, "crossed": 1}),
        "articulation": "full" if chance(random, 0.8) else "partial",
        "restraint": ("wrists_behind",) if one.bound else ("none_seen",),
        "restraint_artefacts": make.ids("artefact", [f"EX-A-{one.code[3:]}-1"] if one.bound else []),
        "restraint_details": ({"restraint": "wrists_behind", "state": "in_place"},) if one.bound else None,
        "blindfold": "in_place" if one.bound and chance(random, 0.4) else "none_seen",
        "container": "coffin" if one.grave.separate and chance(random, 0.3) else "none",
        "clothed": "yes",
    }


def _condition(random: Random, one: Remains) -> dict[str, object]:
    state = pick(random, {"advanced_decomposition": 4, "partly_skeletonised": 4, "adipocere": 1})
    burned = one.grave.pattern.setting == "burn_area"
    return {
        **{f"preservation_{region}": state for region in ("head", "trunk", "arms", "legs")},
        **{f"burning_{region}": "charred" if burned else "none_seen" for region in ("head", "trunk", "arms", "legs")},
        "fragmentation": pick(random, {"none": 6, "slight": 3, "moderate": 1}),
        "completeness": {"B": "over_75", "BP": "25_75", "GB": "under_25"}[one.suffix],
    }


def _recovery(make: Maker, one: Remains) -> dict[str, object]:
    return {
        "ordnance_check": "done",
        "ordnance_check_by": make.id("practitioner", crew(one.campaign, "ordnance")),
        "ordnance_check_at": make.moment(one.day, one.timing - 1),
        "recovered_by": make.id("practitioner", crew(one.campaign, "archaeologist")),
        "recovered_at": make.moment(one.day, one.timing),
        "photographs": make.ids("media", [case_picture_code(one.code)]) if one.whole else None,
    }


def element_code(one: Remains, bone: str, side: str) -> str:
    """The number of a bone: the case, the bone, and the side where there are two."""
    return f"{one.code}-{bone}" + ("" if side == "midline" else f"-{side}")


def _names(one: Remains) -> tuple[str, ...]:
    """The bones of a case without their sides."""
    if one.child:
        return OF_A_CHILD
    if one.whole:
        return (*INVENTORY, *WHOLE_SKELETON) if one.number % WHOLE_EVERY == 1 else INVENTORY
    return PART if one.suffix == "BP" else (("femur", "humerus", "hip_bone")[one.number % 3],)


def inventory(one: Remains) -> list[tuple[str, str]]:
    """The bones of a case with their sides; a few are missing, the same ones each time."""
    names = _names(one)
    sided = [(name, side) for name in names for side in (("L", "R") if bones()[name].paired else ("midline",))]
    if one.suffix != "B":
        sided = [pair for pair in sided if pair[1] == side_of(one.number)]
    sided = [(name, side) for name, side in sided if name not in OF_A_LEG or side != one.leg_found_apart]
    return [pair for at, pair in enumerate(sided) if not one.whole or (at + one.number * 3) % 17]


def elements(make: Maker, found: Sequence[Remains]) -> Iterator[Change]:
    """The bones of every case."""
    random = make.random("elements")
    for one in found:
        bones_here = inventory(one)
        states = picks(random, {"sound": 8, "eroded": 1, "fragmented": 1}, len(bones_here))
        for (name, side), state in zip(bones_here, states, strict=True):
            yield _element(make, random, one, name, side, state)


def _element(make: Maker, random: Random, one: Remains, name: str, side: str, state: str) -> Change:
    zones = bones()[name].zones
    kept = zones if state == "sound" or len(zones) < 3 else zones[: between(random, 2, len(zones) + 1)]
    adult = one.age[0] >= 20
    fused = "fused" if adult else "fusing" if one.age[1] > 16 else "unfused"
    return make.add(
        "element", element_code(one, name, side), case=make.id("case", one.code), bone=name, side=side, zones=kept,
        fragments=between(random, 2, 9) if state == "fragmented" else 1,
        completeness="over_75" if len(kept) == len(zones) else "25_75",
        developmental_age="adult" if adult else "child" if one.child else "adolescent",
        fusion_stage=fused, state=(state,), weathering=1,
        burning="charred" if one.grave.pattern.setting == "burn_area" else "none_seen",
        examination=make.id("examination", f"EX-EM-{one.code[3:]}"),
        recorded_by=make.id("practitioner", crew(one.campaign, "anthropologist")), date=str(one.examined),
    )  # fmt: skip
