"""Shapes of records are split, merged and widened in one commit each, true on the ground; one undo takes it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from forensics.changes import Change, Operation
from forensics.errors import ValueRefused
from forensics.geodesy import area_km2
from forensics.identifiers import new_id
from forensics.places import place_of
from forensics.ports import Found, Query
from layers.project import Project
from layers.shapes import _parted, buffered, merge_shapes, split_shape, widen_shape
from tests.layers.projects import make

SQUARE = shapely.MultiPolygon([shapely.box(30.0, 50.0, 30.2, 50.1)])
NORTH_SOUTH = shapely.LineString([(30.05, 49.9), (30.05, 50.2)])


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "shapes", pack="ua")
    yield made
    made.close()


def area(project: Project, code: str, shape: shapely.Geometry = SQUARE, **values: object) -> Found:
    place = place_of(shape, crs="EPSG:4326", method="map", horizontal_accuracy=3.0).to_canonical()
    project.register.commit(
        [Change("survey_area", new_id(), Operation.ADD, after={"code": code, "place": place, **values})]
    )
    return project.register.find(code, ("survey_area",))


def shapes(project: Project) -> dict[str, shapely.Geometry]:
    held = project.register.select(Query("survey_area"))
    return {str(one["code"]): shapely.from_wkb(one["place"]["geometry"]) for one in held}


def test_what_was_summed_over_the_whole_is_true_of_no_part(project: Project) -> None:
    found = area(project, "EX-A-1", coverage_km2="158", expected_hours="40", coverage_percent="100")
    receipt = split_shape(project, found, NORTH_SOUTH)
    parts = list(project.register.select(Query("survey_area")))
    assert len(parts) == 2
    for name, left in (("coverage_km2", None), ("expected_hours", None), ("coverage_percent", "100")):
        assert [one.get(name) for one in parts] == [left, left]
    project.register.undo(receipt.commit, "undo split")
    [whole] = project.register.select(Query("survey_area", where=(("code", "EX-A-1"),)))
    assert (whole["coverage_km2"], whole["expected_hours"]) == ("158", "40")


def test_a_line_parts_an_area_into_records_that_lie_side_by_side(project: Project) -> None:
    found = area(project, "EX-A-1", conditions="EXAMPLE wood")
    receipt = split_shape(project, found, NORTH_SOUTH)
    parts = shapes(project)
    assert len(parts) == 2
    assert parts["EX-A-1"].bounds == pytest.approx((30.05, 50.0, 30.2, 50.1))
    [other] = [code for code in parts if code != "EX-A-1"]
    assert parts[other].bounds == pytest.approx((30.0, 50.0, 30.05, 50.1))
    assert shapely.area(shapely.intersection(*parts.values())) == 0
    assert sum(area_km2(part) for part in parts.values()) == pytest.approx(area_km2(SQUARE), rel=1e-6)
    [new] = project.register.select(Query("survey_area", where=(("code", other),)))
    assert new["conditions"] == "EXAMPLE wood"
    project.register.undo(receipt.commit, "undo split")
    assert shapes(project) == {"EX-A-1": SQUARE}


def test_a_line_that_does_not_cross_parts_nothing(project: Project) -> None:
    found = area(project, "EX-A-1")
    for line in ([(31, 50), (31, 51)], [(30.05, 50.05), (30.05, 50.2)]):
        with pytest.raises(ValueRefused, match="does not part EX-A-1"):
            split_shape(project, found, shapely.LineString(line))
    assert shapes(project) == {"EX-A-1": SQUARE}


def test_merged_records_are_united_in_the_first_and_the_others_are_voided(project: Project) -> None:
    first = area(project, "EX-A-1")
    second = area(project, "EX-A-2", shapely.MultiPolygon([shapely.box(30.2, 50.0, 30.3, 50.1)]))
    with pytest.raises(ValueRefused, match="with a reason"):
        merge_shapes(project, [first, second], " ")
    with pytest.raises(ValueRefused, match="1 were given"):
        merge_shapes(project, [first], "one")
    receipt = merge_shapes(project, [first, second], "one wood")
    assert {code: shape.bounds for code, shape in shapes(project).items()} == {"EX-A-1": (30.0, 50.0, 30.3, 50.1)}
    project.register.undo(receipt.commit, "undo merge")
    assert set(shapes(project)) == {"EX-A-1", "EX-A-2"}


def test_an_area_is_widened_in_the_register_and_not_to_nothing(project: Project) -> None:
    found = area(project, "EX-A-1")
    widen_shape(project, found, 500.0)
    assert area_km2(shapes(project)["EX-A-1"]) > area_km2(SQUARE) + 20
    with pytest.raises(ValueRefused, match="nothing would be left"):
        widen_shape(project, found, -50_000.0)
    for width in (0.0, float("nan"), 1e9):
        with pytest.raises(ValueRefused, match="is no width"):
            widen_shape(project, found, width)


@given(st.floats(-180, 180), st.floats(-80, 80), st.floats(1, 20_000))
def test_a_buffer_is_as_wide_on_the_ground_as_it_says(lon: float, lat: float, metres: float) -> None:
    from forensics.geodesy import ellipsoid

    lon = max(min(lon, 178.0), -178.0)
    disc = buffered(shapely.Point(lon, lat).buffer(1e-7), metres)
    edge = shapely.get_coordinates(disc)
    _, _, distances = ellipsoid().inv([lon] * len(edge), [lat] * len(edge), edge[:, 0], edge[:, 1])
    assert distances.max() == pytest.approx(metres, rel=2e-3, abs=0.03)
    assert distances.min() == pytest.approx(metres, rel=6e-3, abs=0.03)


def test_a_buffer_holds_what_it_says(proof: Callable[[str, str, object], None]) -> None:
    disc = buffered(shapely.Point(30.5, 50.45).buffer(1e-8), 1000.0)
    assert area_km2(disc) == pytest.approx(3.14159, rel=5e-3)
    proof("E5", "a buffer of 1 km encloses the circle's area", f"{area_km2(disc):.4f} km²")


def settlement(project: Project, code: str, **values: object) -> Found:
    place = place_of(SQUARE, crs="EPSG:4326", method="map", horizontal_accuracy=3.0).to_canonical()
    after = {"code": code, "name_uk": "Вигадане", "area": place, **values}
    project.register.commit([Change("settlement", new_id(), Operation.ADD, after=after)])
    return project.register.find(code, ("settlement",))


def sizes(project: Project) -> dict[str, tuple[float | None, float]]:
    """The size that is told of each settlement, and that of its area."""
    return {
        str(one["code"]): (
            float(one["area_km2"]) if "area_km2" in one else None, area_km2(shapely.from_wkb(one["area"]["geometry"]))
        )
        for one in project.register.select(Query("settlement"))
    }  # fmt: skip


def test_a_size_that_was_told_is_told_anew_of_every_part_and_of_a_changed_shape(project: Project) -> None:
    found = settlement(project, "EX-P-1", area_km2="158.5")
    split_shape(project, found, NORTH_SOUTH)
    told = sizes(project)
    assert len(told) == 2
    assert all(size == pytest.approx(true, abs=1e-4) for size, true in told.values())
    widen_shape(project, found, 500.0)
    size, true = sizes(project)["EX-P-1"]
    assert size == pytest.approx(true, abs=1e-4)


def test_a_size_that_nobody_told_is_not_made_up(project: Project) -> None:
    found = settlement(project, "EX-P-2")
    split_shape(project, found, NORTH_SOUTH)
    assert {size for size, _ in sizes(project).values()} == {None}


FAR = shapely.box(30.4, 50.0, 30.5, 50.1)
"""A part that no line of these tests crosses; with a hole, and larger than what is cut off beside it."""


def test_parts_that_the_line_does_not_cross_stay_with_their_record(project: Project) -> None:
    crossed, holed = shapely.box(30.0, 50.0, 30.2, 50.1), FAR - shapely.box(30.42, 50.02, 30.44, 50.04)
    near = shapely.box(30.06, 50.2, 30.07, 50.25)
    found = area(project, "EX-A-1", shapely.MultiPolygon([near, crossed, holed]))
    split_shape(project, found, NORTH_SOUTH)
    after = shapes(project)
    assert len(after) == 2
    stays = shapely.union_all([near, holed, shapely.box(30.05, 50.0, 30.2, 50.1)])
    assert shapely.symmetric_difference(after.pop("EX-A-1"), stays).area < 1e-12
    [cut] = after.values()
    assert shapely.symmetric_difference(cut, shapely.box(30.0, 50.0, 30.05, 50.1)).area < 1e-12


def test_of_a_track_with_two_lines_the_one_that_is_not_crossed_stays(project: Project) -> None:
    lines = shapely.MultiLineString([[(30.0, 50.0), (30.2, 50.0)], [(30.3, 50.0), (30.31, 50.0)]])
    parts = _parted(lines, NORTH_SOUTH)
    assert [part.geom_type for part in parts] == ["MultiLineString", "LineString"]
    assert parts[0].bounds == pytest.approx((30.05, 50.0, 30.31, 50.0), abs=1e-9)
    assert parts[1].bounds == pytest.approx((30.0, 50.0, 30.05, 50.0), abs=1e-9)
    assert not _parted(lines, shapely.LineString([(30.25, 49.9), (30.25, 50.1)]))
