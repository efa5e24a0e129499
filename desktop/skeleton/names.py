"""What a bone is called: in the window's language, in Latin, with its code in the Foundational Model of Anatomy."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from forensics.vocabulary.bones import BONE, SIDE
from layers.skeleton.plates import Key


@dataclass(frozen=True)
class BoneNames:
    """The rows of resources/skeleton/bones.csv by code."""

    rows: Mapping[str, Mapping[str, str]]

    def name(self, key: Key, language: str, label: Callable[[str], str]) -> str:
        """The bone with the number of a tooth and its side, as “Femur, Left”."""
        bone, side, tooth = key
        said = " ".join(filter(None, [label(BONE.codes.get(bone, bone)), tooth]))
        return said if side == "midline" else f"{said}, {label(SIDE.codes.get(side, side))}"

    def scholarly(self, key: Key) -> str:
        """The Latin name and the FMA code, that of the side where there is one; what is not known is left out."""
        row = self.rows.get(key[0], {})
        of_side = {"L": "fma_left", "R": "fma_right"}.get(key[1], "")
        return " · ".join(filter(None, [row.get("latin", ""), row.get(of_side, "") or row.get("fma", "")]))


@cache
def read_names() -> BoneNames:
    """The table of names, read once."""
    text = (files("resources") / "skeleton" / "bones.csv").read_text("utf-8")
    return BoneNames({row["code"]: row for row in csv.DictReader(text.splitlines())})
