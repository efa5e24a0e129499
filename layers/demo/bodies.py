"""Where invented remains lay in their graves, and who they will turn out to be, planned before any record is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from layers.demo.graves import APART_M, IN_A_LAYER, REMAINS_FROM, Campaign, Grave, case_code, lies_alone
from layers.demo.grid import towards
from layers.demo.making import Maker, Random, between, chance, pick, uniform, whole

HEAD_M, FEET_M = 0.62, 0.86
"""From the pelvis to the skull and to the feet."""
ON_FLOOR_M, THICK_M, SKULL_M = 0.06, 0.28, 0.08
"""How high a pelvis lies over the floor, a layer over the next one, and a skull over its pelvis."""

CLASSES = {"B": "body", "BP": "body_part", "GB": "general_bone"}


@dataclass(frozen=True)
class Remains:
    """One case on its way: x, y and z in metres of the grid, `bearing` from pelvis to head in the grid."""

    code: str
    grave: Grave
    campaign: Campaign
    number: int
    suffix: str
    x: float
    y: float
    z: float
    bearing: int
    layer: int
    sex: str
    age: tuple[int, int]
    timing: float  # of the day of recovery, in hours
    day: date
    beneath: str | None = None  # the code of the remains that lay on top
    identified: bool = False
    bound: bool = False
    joined_to: str | None = None  # the code of the body that it turned out to be of
    leg_found_apart: str = ""  # the side of the leg that lay in another grave

    @property
    def whole(self) -> bool:
        return self.suffix == "B"

    @property
    def young(self) -> bool:
        return self.age[1] < 18

    @property
    def child(self) -> bool:
        return self.age[1] <= 12

    @property
    def skull(self) -> tuple[float, float]:
        return towards(self.x, self.y, self.bearing, HEAD_M)

    @property
    def feet(self) -> tuple[float, float]:
        return towards(self.x, self.y, self.bearing + 180, FEET_M)

    @property
    def examined(self) -> date:
        """The day of its examination."""
        return self.day + timedelta(days=6 + self.number % 9)


def plan(make: Maker, graves: tuple[Grave, ...]) -> tuple[Remains, ...]:
    """Lay the remains of every exhumation in their grave."""
    random = make.random("bodies")
    found = (
        one
        for grave in graves
        for number, campaign in _numbered(grave)
        for one in _found(random, grave, campaign, number)
    )
    return tuple(_of_note(one, graves) for one in found)


CHILD = (5, 7)
"""The age of a child that lay in the third grave."""


def _of_note(one: Remains, graves: tuple[Grave, ...]) -> Remains:
    """A leg of the second grave is of the first body of the first one, and one body of the third is a child's."""
    first, second, third = graves[:3]
    whole, leg = case_code(first, 1, "B"), case_code(second, second.campaigns[0].bodies + 1, "BP")
    if one.code == leg:
        return replace(one, joined_to=whole, age=ADULT)
    if one.code == whole:
        return replace(one, leg_found_apart=side_of(second.campaigns[0].bodies + 1), age=ADULT)
    return replace(one, age=CHILD) if one.code == case_code(third, 5, "B") else one


ADULT = (30, 45)


def side_of(number: int) -> str:
    """The side of a part or bone that was found by itself."""
    return ("L", "R")[number % 2]


def _numbered(grave: Grave) -> Iterator[tuple[int, Campaign]]:
    """Each campaign with the number after which its cases are counted."""
    before = 0
    for campaign in grave.campaigns:
        yield before, campaign
        before += campaign.cases


def _found(random: Random, grave: Grave, campaign: Campaign, before: int) -> Iterator[Remains]:
    suffixes = ["B"] * campaign.bodies + ["BP"] * campaign.parts + ["GB"] * campaign.bones
    bound = chance(random, 0.4) and not grave.separate
    for at, suffix in enumerate(suffixes):
        number = before + at + 1
        x, y, z, bearing, layer = _lies(random, campaign, grave, at if suffix == "B" else between(random, 0, 8))
        upper = at - IN_A_LAYER
        beneath = case_code(grave, before + upper + 1, "B") if suffix == "B" and layer and upper >= 0 else None
        day = campaign.start + timedelta(days=min(campaign.days - 1, 1 + at * (campaign.days - 1) // len(suffixes)))
        yield Remains(
            case_code(grave, number, suffix), grave, campaign, number, suffix, x, y, z, bearing, layer,
            pick(random, {"M": 62, "M?": 10, "F": 18, "F?": 5, "indeterminate": 5}), _age(random),
            9.5 + at % 7, day, beneath, suffix == "B" and chance(random, 0.42),
            suffix == "B" and bound and chance(random, 0.5),
        )  # fmt: skip


def _lies(random: Random, campaign: Campaign, grave: Grave, at: int) -> tuple[float, float, float, int, int]:
    """x, y, z, bearing and layer of the remains found in that turn."""
    if grave.separate:
        return *lies_alone(at), -grave.depth + 0.05, _north(random), 0
    layer, place = divmod(at, IN_A_LAYER)
    y = min(grave.length - 0.4, grave.begins(campaign) + 0.6 + place * APART_M + uniform(random, -0.1, 0.1))
    x = grave.width / 2 + uniform(random, -0.25, 0.25)
    z = -grave.depth + ON_FLOOR_M + _above(campaign, grave, layer)
    if grave.pattern.form in ("single_grave", "surface"):
        return x, y if grave.pattern.form == "surface" else grave.length / 2, -grave.depth + 0.05, _north(random), 0
    side = 90 if at % 2 == 0 else 270
    return x, y, z, (side + whole(random.normal(0, 14))) % 360, layer


def _above(campaign: Campaign, grave: Grave, layer: int) -> float:
    """How far over the lowest a layer lies, the first one highest, all of them within the lower fill."""
    below = max(0, (campaign.bodies - 1) // IN_A_LAYER - layer)
    layers = max(1, (campaign.bodies - 1) // IN_A_LAYER)
    return below * min(THICK_M, (grave.depth * (1 - REMAINS_FROM) - ON_FLOOR_M - SKULL_M - 0.02) / layers)


def _north(random: Random) -> int:
    """A bearing near the y axis of the grid."""
    return between(random, 350, 371) % 360


def _age(random: Random) -> tuple[int, int]:
    return {
        "young": (12, 16), "spans": (16, 20), "a": (20, 34), "b": (30, 45), "c": (35, 55), "d": (50, 75),
    }[pick(random, {"young": 3, "spans": 4, "a": 25, "b": 28, "c": 25, "d": 15})]  # fmt: skip
