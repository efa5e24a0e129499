"""A package is checked by counting seals: which should be in it, by the custody of all that it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics.custody.packages import Count, count_seals
from forensics.errors import ValueRefused
from forensics.ports import Found
from layers.custody.chains import PACKAGE, named, packing_around, standings_of
from layers.project import Project


@dataclass(frozen=True)
class Expected:
    """One item of a package and the seal that it should be under; empty where it is under none. `depth` is from 0."""

    item: Found
    seal: str
    depth: int


def expected_in(project: Project, package: Found) -> list[Expected]:
    """The package and all that lies in it, each package followed by its contents; raises ValueRefused."""
    if package.type != PACKAGE:
        raise ValueRefused("{code} is no package.", code=package.code)
    with project.register.at_one_moment():
        packing = packing_around(project, [package.id])
        inside = packing.within(package.id)
        found = {package.id: package, **named(project, inside)}
        standings = standings_of(project, list(found))
    listed: list[Expected] = []

    def walk(item: str, depth: int) -> None:
        if any(one.item.id == item for one in listed):
            return
        listed.append(Expected(found[item], standings[item].seal, depth))
        for inner in packing.holds.get(item, ()):
            walk(inner, depth + 1)

    walk(package.id, 0)
    return listed


def count_in(project: Project, package: Found, counted: Sequence[str]) -> tuple[list[Expected], Count]:
    """Hold the seals that were read off a package and its contents against those that should be there."""
    expected = expected_in(project, package)
    return expected, count_seals([one.seal for one in expected if one.seal], counted)
