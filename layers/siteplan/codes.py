"""Codes as they are written on a plan, whose title names the site already."""

from __future__ import annotations

from layers.siteplan.scene import Item


def short_code(item: Item, site: str) -> str:
    """A code without the site's own, which the title names: EX-SITE-04-007B in EX-SITE-04 is 007B."""
    short = item.code.removeprefix(f"{site}-")
    stem = site.split("-")
    for drop in range(len(stem)):
        middle = "-".join(stem[drop:])
        if middle and f"-{middle}-" in short:
            return short.split(f"-{middle}-", 1)[1]
    return short
