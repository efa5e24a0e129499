"""Which place with coordinates is which entry of an official code list without them: by region, name and neighbourhood.

A name that is one entry's alone in its region decides at once. Of several entries with the name the one is taken whose
lowest administrative unit lies around the place, as shown by the entries of that unit that are already decided. What
neither decides stays without a code: a wrong code is worse than none.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

NEAR_KM = 25.0  # a unit around a place has a decided entry no further than this
CLEARLY = 2.0  # the next unit must be that many times further
STRAY_KM = 40.0  # an entry further than this from its unit's middle is taken back
POPULOUS = 5000
ROUNDS = 6


@dataclass(frozen=True)
class Place:
    """A place with coordinates (degrees): the regions it may lie in, likeliest first, and its folded names.

    `names` are sets of names of falling weight: an entry that has a name of the first set goes before all others.
    """

    lon: float
    lat: float
    regions: tuple[str, ...]
    names: tuple[frozenset[str], ...]
    population: int


@dataclass(frozen=True)
class Entry:
    """A place of the code list: its code, the codes of its units from the largest, its folded names and its standing.

    A place of higher standing (a town before a village) is the likelier one where many people live.
    """

    code: str
    units: tuple[str, ...]
    names: frozenset[str]
    standing: int = 0


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two points (longitude, latitude) on a sphere, good to 0.5 % at these lengths."""
    east = math.radians(other[0] - one[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return 6371.0 * math.hypot(east, math.radians(other[1] - one[1]))


def match(places: Sequence[Place], entries: Iterable[Entry]) -> list[Entry | None]:
    """The entry of each place, or None; no entry is given to two places."""
    index = _index(entries)
    candidates = [_candidates(place, index) for place in places]
    decided = _one_place_each(places, [found[0] if len(found) == 1 else None for found in candidates], {})
    for _ in range(ROUNDS):
        middles = _middles(places, decided)
        decided = [None if _strays(place, entry, middles) else entry
                   for place, entry in zip(places, decided, strict=True)]  # fmt: skip
        chosen = [
            entry or _nearest(place, found, middles)
            for place, entry, found in zip(places, decided, candidates, strict=True)
        ]
        chosen = _one_place_each(places, chosen, middles)
        if chosen == decided:
            break
        decided = chosen
    return decided


def _index(entries: Iterable[Entry]) -> Mapping[tuple[str, str], list[Entry]]:
    """Entries by region and name."""
    index: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        for name in entry.names:
            index[entry.units[0], name].append(entry)
    return index


def _candidates(place: Place, index: Mapping[tuple[str, str], list[Entry]]) -> list[Entry]:
    """The entries with the weightiest names of the place, in the first of its regions that has one."""
    for region in place.regions:
        found = [entry for names in place.names for name in names for entry in index.get((region, name), ())]
        weights = {entry: _weight(entry, place.names) for entry in found}
        if weights:
            heaviest = [entry for entry, weight in weights.items() if weight == max(weights.values())]
            return _of_standing(place, heaviest)
    return []


def _of_standing(place: Place, found: list[Entry]) -> list[Entry]:
    """Where many people live, the candidates of the highest standing; elsewhere all of them."""
    if place.population < POPULOUS:
        return found
    highest = max(entry.standing for entry in found)
    return [entry for entry in found if entry.standing == highest]


def _weight(entry: Entry, names: Sequence[frozenset[str]]) -> tuple[bool, ...]:
    return tuple(not entry.names.isdisjoint(some) for some in names)


Middles = Mapping[str, tuple[float, float]]


def _middles(places: Sequence[Place], decided: Sequence[Entry | None]) -> Middles:
    """The middle of each administrative unit below the regions: medians of the places decided to lie in it."""
    inside: dict[str, list[Place]] = defaultdict(list)
    for place, entry in zip(places, decided, strict=True):
        for unit in entry.units[1:] if entry else ():
            inside[unit].append(place)
    return {unit: (median(one.lon for one in them), median(one.lat for one in them)) for unit, them in inside.items()}


def _nearest(place: Place, found: Sequence[Entry], middles: Middles) -> Entry | None:
    """The candidate whose lowest unit is around the place and clearly nearer than the next one's."""
    if len(found) < 2:
        return None
    measured = sorted((_to_unit(place, entry, middles), entry.code, entry) for entry in found)
    (nearest, _, entry), (second, _, _) = measured[:2]
    return entry if nearest <= NEAR_KM and second >= max(CLEARLY * nearest, 5.0) else None


def _to_unit(place: Place, entry: Entry, middles: Middles) -> float:
    """Kilometres to the middle of the entry's lowest known unit; infinite where none is known."""
    for unit in reversed(entry.units[1:]):
        if unit in middles:
            return distance_km((place.lon, place.lat), middles[unit])
    return math.inf


def _strays(place: Place, entry: Entry | None, middles: Middles) -> bool:
    return entry is not None and len(entry.units) > 1 and _to_unit(place, entry, middles) > STRAY_KM


def _one_place_each(places: Sequence[Place], chosen: Sequence[Entry | None], middles: Middles) -> list[Entry | None]:
    """Of several places with one entry the most populous keeps it, then the one nearest to its unit."""
    claims: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(chosen):
        if entry is not None:
            claims[entry.code].append(at)
    kept = list(chosen)
    for rivals in claims.values():
        rivals.sort(key=lambda at: (-places[at].population, _to_unit(places[at], chosen[at], middles)))  # type: ignore[arg-type]
        for at in rivals[1:]:
            kept[at] = None
    return kept
