"""How coordinates are read wherever a person types them: with the systems and the bounds of its country pack."""

from __future__ import annotations

from forensics.places import Place
from layers.coordinates.metres import SystemNames
from layers.coordinates.reading import read_coordinates
from layers.countries.pack import CountryPack


def systems_of(pack: CountryPack | None) -> SystemNames | None:
    """The coordinate systems of a country with the names that people call them; None without a pack."""
    if pack is None:
        return None
    return {code: tuple(group.labels.values()) for group in pack.crs for code in group.epsg}


def read_typed(text: str, pack: CountryPack | None) -> Place:
    """The place that a person typed, in any notation; raises ValueRefused, also where two readings fit."""
    return read_coordinates(text, bounds=pack.bounds if pack else None, systems=systems_of(pack))
