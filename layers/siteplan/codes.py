"""Codes as they are written on a plan, whose title names the site and its exhumation already."""

from __future__ import annotations

from collections.abc import Sequence

from forensics.messages import Message, say
from layers.siteplan.scene import Item, Scene


def code_on(scene: Scene, item: Item) -> str:
    """A code as it is written on the plan of a scene."""
    alone = scene.exhumations[0].code if len(scene.exhumations) == 1 else ""
    return short_code(item, scene.site.code, alone)


def short_code(item: Item, site: str, exhumation: str = "") -> str:
    """A code without the site's own (EX-SITE-04-007B in EX-SITE-04 is 007B), or that of the only exhumation."""
    for whole in filter(None, (site, exhumation)):
        if item.code.startswith(f"{whole}-"):
            return item.code.removeprefix(f"{whole}-")
    stem = site.split("-")
    for drop in range(1, len(stem) - 1):
        middle = f"-{'-'.join(stem[drop:])}-"
        if middle in item.code:
            return item.code.split(middle, 1)[1]
    return item.code


MOST_TOLD = 12
"""Codes that a sentence names one by one."""


def codes_told(codes: Sequence[str]) -> Message:
    """Codes in a sentence: the first of them, and how many more there are."""
    if len(codes) <= MOST_TOLD:
        return Message("{codes}", {"codes": ", ".join(codes)})
    return say("{codes} and {more} more", codes=", ".join(codes[:MOST_TOLD]), more=len(codes) - MOST_TOLD)
