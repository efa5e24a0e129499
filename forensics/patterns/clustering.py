"""Whether events lie closer together in space and time than chance would have it, and where they do.

Knox, G. E. (1964), The detection of space-time interactions, Applied Statistics 13, 25–29, by `pointpats`; the chance
is that of the days dealt out anew among the places, counted on the upper side alone. Clusters: Ester et al. (1996),
DBSCAN, by scikit-learn, with neighbours that are near in space and in time (Birant and Kut 2007, ST-DBSCAN).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forensics.errors import ValueRefused
from forensics.patterns.events import Events, Floats, on_the_globe
from forensics.ports import Progress

FEWEST, MOST = 10, 6_000
"""Events that a test of interaction asks for, and up to which it is made; a filter leaves fewer."""
PERMUTATIONS = 199
ALIKE = 100
"""How often a result is tried on other places, and on fewer events."""
LEFT_OUT = 0.1
"""The share of events that is left out at random each time, as interviews that were never held leave some out."""


@dataclass(frozen=True)
class Near:
    """What counts as close: metres on the ground and days, both inclusive."""

    metres: float
    days: float

    def __post_init__(self) -> None:
        if not 1 <= self.metres <= 100_000:
            raise ValueRefused("{value} m is no distance to look for; 1 m to 100 km was expected.", value=self.metres)
        if not 0 <= self.days <= 3_650:
            raise ValueRefused("{value} is no number of days to look for; 0 to 3650 were expected.", value=self.days)


@dataclass(frozen=True)
class Interaction:
    """The Knox test: pairs of events that are near both in space and time, and how many chance would give.

    `chance` is the share of permutations with as many pairs or more, the observed one counted among them.
    """

    events: int
    pairs: int
    expected: float
    chance: float | None
    near_in_space: int
    near_in_time: int
    permutations: int

    @property
    def ratio(self) -> float | None:
        """How many times as many pairs as expected."""
        return self.pairs / self.expected if self.expected else None


@dataclass(frozen=True)
class Steadiness:
    """How a result changes where places are moved, or some events are missing: over how many trials, and the least and
    the most times as many pairs as chance would give."""

    tried: int
    least: float
    most: float


def interaction(events: Events, near: Near, permutations: int = PERMUTATIONS, seed: int = 0) -> Interaction:
    """Knox's test; the same seed gives the same chance. Raises ValueRefused for too few or too many events."""
    if not FEWEST <= len(events) <= MOST:
        raise ValueRefused(
            "{value:,} events cannot be tested for clustering; {least} to {most:,} with a place and a date were "
            "expected, which a filter can leave.",
            value=len(events), least=FEWEST, most=MOST,
        )  # fmt: skip
    return knox(on_the_globe(events.lon, events.lat), events.day, near, permutations, seed)


def knox(places: Floats, days: Floats, near: Near, permutations: int, seed: int) -> Interaction:
    """The test on places in metres, of shape (n, 2) or (n, 3), and days, of shape (n,)."""
    from pointpats import Knox

    before = np.random.get_state()  # pointpats draws from numpy's own generator
    try:
        np.random.seed(seed)
        made = Knox(places, days.reshape(-1, 1), delta=near.metres, tau=near.days, permutations=permutations)
    finally:
        np.random.set_state(before)
    both, space_alone = made.observed[0]
    time_alone = made.observed[1][0]
    chance = float(made.p_sim) if permutations else None
    return Interaction(
        len(places), int(both), float(made.expected[0][0]), chance, int(both + space_alone),
        int(both + time_alone), permutations,
    )  # fmt: skip


def clusters(events: Events, near: Near, least: int = 5) -> NDArray[np.int64]:
    """The number of the cluster of each event, -1 for none: `least` events near each other, and all near to those.

    Memory grows with the pairs that are near in space. Raises ValueRefused for a least of under 2.
    """
    from scipy.sparse import csr_array
    from sklearn.cluster import DBSCAN
    from sklearn.neighbors import NearestNeighbors

    if least < 2:
        raise ValueRefused("{value} is no size of a cluster; 2 or more was expected.", value=least)
    if len(events) < least:
        return np.full(len(events), -1, np.int64)
    places = on_the_globe(events.lon, events.lat)
    graph = NearestNeighbors(radius=near.metres).fit(places).radius_neighbors_graph(places, mode="distance").tocoo()
    kept = np.abs(events.day[graph.row] - events.day[graph.col]) <= near.days
    # what stands upon each other is at a distance of nothing, which a sparse table takes for none
    apart = csr_array((np.maximum(graph.data[kept], 1e-9), (graph.row[kept], graph.col[kept])), shape=graph.shape)
    found = DBSCAN(eps=near.metres, min_samples=least, metric="precomputed").fit(apart)
    return np.asarray(found.labels_, np.int64)


def steadiness_of_places(events: Events, near: Near, metres: float, seed: int = 0,
                         progress: Progress | None = None) -> Steadiness:  # fmt: skip
    """The result where those without a place of their own lie anywhere within so many metres of their settlement."""

    def tried(picked: np.random.Generator) -> Events:
        moved = events.moved(metres, picked)
        return Events(
            np.where(events.sure, events.lon, moved.lon), np.where(events.sure, events.lat, moved.lat),
            events.earliest, events.latest, events.sure,
        )  # fmt: skip

    return _tried(tried, near, seed, progress)


def steadiness_of_numbers(events: Events, near: Near, seed: int = 0, progress: Progress | None = None) -> Steadiness:
    """The result where a tenth of the events was never told."""
    many = len(events)

    def tried(picked: np.random.Generator) -> Events:
        return events.only(np.sort(picked.permutation(many)[: many - round(many * LEFT_OUT)]))

    return _tried(tried, near, seed, progress)


def _tried(
    make: Callable[[np.random.Generator], Events], near: Near, seed: int, progress: Progress | None
) -> Steadiness:
    found = []
    picked = np.random.default_rng(seed)
    for at in range(ALIKE):
        found.append(ratio_of(make(picked), near))
        if progress is not None:
            progress(at + 1, ALIKE)
    return Steadiness(ALIKE, min(found), max(found))


def ratio_of(events: Events, near: Near) -> float:
    """How many times as many pairs are near in both as chance would give; 0 where none is near in space or in time."""
    from scipy.spatial import KDTree

    pairs = KDTree(on_the_globe(events.lon, events.lat)).query_pairs(near.metres, output_type="ndarray")
    days = events.day
    both = int(np.sum(np.abs(days[pairs[:, 0]] - days[pairs[:, 1]]) <= near.days))
    ordered = np.sort(days)
    in_time = int(np.sum(np.searchsorted(ordered, ordered + near.days, side="right") - np.arange(len(ordered)) - 1))
    expected = len(pairs) * in_time / (len(events) * (len(events) - 1) / 2)
    return both / expected if expected else 0.0
