"""Divisions cover the whole without gap or overlap, in connected parts of one load, on real municipalities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused
from forensics.geodesy import area_km2
from forensics.planning.balancing import HEAVIEST, divide_evenly, spread
from forensics.planning.dividing import blocks, cells, faces_of, joined, whole_of, without_crumbs
from tests.counts import count
from tests.forensics.planning.ground import square

NO_POINTS = np.zeros((0, 3))
WITHIN = 1e-4
"""Of the whole, what the union of parts may lack, and what parts may overlap."""


@pytest.fixture(scope="module")
def municipalities(shared_data: Path) -> tuple[BaseGeometry, ...]:
    """Ten real polygons, of one piece and of several."""
    _, _, shapes, _ = pyogrio.raw.read(shared_data / "base" / "ua_base.gpkg", layer="hromada_border30km", columns=[])
    return tuple(shapely.from_wkb(shapes)[::33][:10])


def covers_without_gap_or_overlap(whole: BaseGeometry, parts: Sequence[BaseGeometry]) -> None:
    together = shapely.union_all(list(parts))
    km2 = area_km2(whole)
    assert area_km2(shapely.symmetric_difference(together, whole)) <= WITHIN * km2
    assert abs(sum(map(area_km2, parts)) - area_km2(together)) <= WITHIN * km2
    tree = shapely.STRtree(list(parts))
    left, right = tree.query(list(parts), predicate="overlaps")
    shared = shapely.area(shapely.intersection(np.take(tree.geometries, left), np.take(tree.geometries, right)))
    assert shared.sum() <= 1e-12


@pytest.mark.parametrize("shape", ["square", "hexagon"])
def test_five_thousand_cells_cover_the_whole(municipalities: tuple[BaseGeometry, ...], shape: str) -> None:
    for whole in map(whole_of, municipalities[: count(2, 10)]):
        size = 1000 * (area_km2(whole) / 5000) ** 0.5
        parts = cells(whole, shape, size)
        assert 4500 < len(parts) < 6500
        covers_without_gap_or_overlap(whole, parts)
        assert {one.geom_type for one in parts} == {"Polygon"}
        assert np.median([area_km2(one) for one in parts]) == pytest.approx(
            (size / 1000) ** 2 * (1 if shape == "square" else 3**0.5 / 2), rel=0.01
        )


@pytest.mark.parametrize("parts_asked", [3, 20])
def test_parts_of_a_municipality_are_connected_and_of_one_size(
    municipalities: tuple[BaseGeometry, ...], parts_asked: int, proof: Callable[[str, str, object], None]
) -> None:
    worst = 0.0
    for whole in map(whole_of, municipalities[:: count(3, 1)]):
        pieces = shapely.get_num_geometries(whole)
        parts, _ = divide_evenly(whole, parts_asked, 1.0, NO_POINTS)
        assert len(parts) == parts_asked
        covers_without_gap_or_overlap(whole, parts)
        sizes = [area_km2(one) for one in parts]
        worst = max(worst, max(sizes) / min(sizes))
        assert max(sizes) / min(sizes) <= 1.1
        assert sum(shapely.get_num_geometries(one) - 1 for one in parts) <= pieces - 1
    proof("F1", f"{parts_asked} parts of real municipalities", f"largest to smallest at most {worst:.3f}")


@pytest.mark.parametrize("parts_asked", [2, 7, 20])
def test_people_are_shared_out_though_half_of_them_live_in_one_town(
    municipalities: tuple[BaseGeometry, ...], parts_asked: int
) -> None:
    whole = whole_of(municipalities[4])
    middle = whole.representative_point()
    random = np.random.default_rng(7)
    places = [(middle.x, middle.y, 12_000.0, 1900.0)]
    west, south, east, north = whole.bounds
    while len(places) < 25:
        x, y = random.uniform(west, east), random.uniform(south, north)
        if whole.contains(shapely.Point(x, y)):
            places.append((x, y, float(random.lognormal(6, 1)), 400.0))
    total = sum(one[2] for one in places)
    points = spread(places, whole, HEAVIEST * total / parts_asked)
    assert points[:, 2].sum() == pytest.approx(total)
    parts, loads = divide_evenly(whole, parts_asked, 0.0, points)
    assert sum(loads) == pytest.approx(total)
    assert max(loads) / min(loads) <= 1.1
    covers_without_gap_or_overlap(whole, parts)
    assert all(one.geom_type == "Polygon" for one in parts)


def test_a_ring_and_a_comb_are_divided_too() -> None:
    ring = shapely.Point(30, 50).buffer(0.1).difference(shapely.Point(30, 50).buffer(0.08))
    teeth = [shapely.box(30 + at * 0.01, 50, 30.004 + at * 0.01, 50.1) for at in range(8)]
    comb = shapely.union_all([shapely.box(30, 49.99, 30.08, 50.001), *teeth])
    for whole in (ring, comb):
        for many in (2, 5, 9):
            parts, loads = divide_evenly(whole_of(whole), many, 1.0, NO_POINTS)
            covers_without_gap_or_overlap(whole, parts)
            assert all(one.geom_type == "Polygon" for one in parts)
            assert max(loads) / min(loads) <= 1.1


def test_streets_part_an_area_into_blocks_and_a_dead_end_parts_nothing() -> None:
    whole = whole_of(square())
    west, south, east, north = whole.bounds
    streets = [
        shapely.LineString([((west + east) / 2, south - 1), ((west + east) / 2, north + 1)]),
        shapely.LineString([(west - 1, (south + north) / 2), (east + 1, (south + north) / 2)]),
        shapely.LineString([(west + 0.001, south + 0.001), (west + 0.002, south + 0.003)]),
        shapely.LineString([(west - 5, south), (west - 5, north)]),
    ]
    parts = joined(blocks(whole, streets))
    assert len(parts) == 4
    covers_without_gap_or_overlap(whole, parts)
    assert len(joined(blocks(whole, []))) == 1


def test_a_crumb_goes_to_the_neighbour_with_most_of_its_edge() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    crumb = shapely.box(0.9, 1, 1.3, 1.1)
    corner = [shapely.Polygon([(0, 0), (1, 0), (1, 1), (0.9, 1), (0, 1)]),
              shapely.Polygon([(1, 0), (2, 0), (2, 1), (1.3, 1), (1, 1)]),
              shapely.Polygon([(0.9, 1), (1, 1), (1.3, 1), (1.3, 1.1), (0.9, 1.1)])]  # fmt: skip
    found = without_crumbs(faces_of(np.array(corner, object)), 1000.0)
    assert len(found) == 2
    assert shapely.union_all([left, right, crumb]).equals(shapely.union_all(list(found.shapes)))
    assert any(one.equals(shapely.union(right, crumb)) for one in found.shapes)


def test_what_cannot_be_divided_is_refused() -> None:
    whole = whole_of(square())
    for wrong in (
        lambda: whole_of(shapely.Point(1, 2)), lambda: cells(whole, "triangle", 50), lambda: cells(whole, "square", 0),
        lambda: cells(whole, "square", 0.5), lambda: divide_evenly(whole, 0, 1.0, NO_POINTS),
        lambda: divide_evenly(whole, 3, 0.0, NO_POINTS),
    ):  # fmt: skip
        with pytest.raises(ValueRefused):
            wrong()
