"""What a grave holds in metres: read from its records, tied by its control points, heights where they may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import hypot
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.matrix import CycleRefused
from forensics.places import Place, geometry_hex, point_hex
from forensics.survey.heights import Datum
from forensics.survey.similarity import ControlRefused
from layers.errors import ExportRefused
from layers.project import Project
from layers.siteplan.astray import without_heights_astray
from layers.siteplan.codes import short_code
from layers.siteplan.depths import depths_of
from layers.siteplan.drawing import Area, Drawing, Stroke
from layers.siteplan.extent import extent_of
from layers.siteplan.figures import figure_of
from layers.siteplan.levels import levels_of
from layers.siteplan.looking import (
    X,
    Y,
    axis_between,
    axis_of_baseline,
    azimuth_of,
    direction_of,
    line_of_sight,
    told_looking,
)
from layers.siteplan.reading import grids_of, read_scene
from layers.siteplan.records import grave_records
from layers.siteplan.scene import Find, Item, Scene
from layers.siteplan.tie import tie_of_controls
from layers.siteplan.views import VIEWS, view_of
from tests.counts import count
from tests.layers.graves import CONTROLS, CORNERS, LENGTH, WIDTH, Grave, area, at, control, degrees, grave, project_of


@contextmanager
def opened(folder: Path, made: Grave) -> Iterator[Project]:
    project = project_of(folder / "grave.taphos", made)
    try:
        yield project
    finally:
        project.close()


def scene_of(folder: Path, made: Grave, profile: str = "") -> Scene:
    with opened(folder, made) as project:
        return read_scene(grave_records(project, profile), "S-1")


def changed(made: Grave, code: str, **values: Any) -> Grave:
    """The same grave with other values of one record; None takes a value out."""
    for change in made.changes:
        if change.record == made.ids[code]:
            after = {**change.after, **values}
            object.__setattr__(change, "after", {name: value for name, value in after.items() if value is not None})
    return made


# The grid


def test_a_grave_is_read_in_metres_of_its_grid(tmp_path: Path) -> None:
    scene = scene_of(tmp_path, grave())
    assert scene.grid
    assert scene.tie is not None
    assert scene.tie.fit is not None
    assert scene.tie.similarity.bearing == pytest.approx(306.87, abs=0.01)
    assert scene.tie.fit.rms < 1e-4
    assert (len(scene.bodies), len(scene.finds), len(scene.controls)) == (4, 2, 3)
    assert extent_of(scene) == pytest.approx((-0.4, -0.4, 2.8, 4.0), abs=1e-6)
    assert [one.name for one in scene.baseline or ()] == ["A", "B"]


def test_what_is_known_in_degrees_alone_is_brought_into_the_grid(tmp_path: Path) -> None:
    topsoil = next(one for one in scene_of(tmp_path, grave()).outlines if one.role == "layer")
    assert topsoil.shape.bounds == pytest.approx((0, 0, WIDTH, LENGTH), abs=0.001)


def test_two_control_points_are_enough_and_nothing_checks_them() -> None:
    tie = tie_of_controls(CONTROLS[:2])
    assert tie is not None
    assert tie.fit is not None
    assert not tie.fit.checked
    assert tie_of_controls(CONTROLS[:1]) is None


def test_the_residual_of_each_point_is_told() -> None:
    tie = tie_of_controls([*CONTROLS, control("D", WIDTH, LENGTH, dx=0.04)])
    assert tie is not None
    assert tie.fit is not None
    assert tie.fit.worst.length == pytest.approx(0.02, abs=0.01)
    assert {one.name for one in tie.fit.residuals} == {"A", "B", "C", "D"}


def test_mirrored_control_points_are_refused(tmp_path: Path) -> None:
    swapped = [{**row, "x": row["y"], "y": row["x"]} for row in (*CONTROLS, control("D", 2.0, 1.0))]
    with pytest.raises(ControlRefused, match="mirrored grid"):
        scene_of(tmp_path, grave(grid_controls=swapped))


def test_a_grave_without_a_grid_is_drawn_in_utm_and_says_so(tmp_path: Path) -> None:
    made = Grave()
    shape = shapely.MultiPolygon([shapely.Polygon([degrees(x, y) for x, y in ((0, 0), (3, 0), (3, 2), (0, 2))])])
    made.add("site", "S-1", outline={"geometry": shapely.to_wkb(shape, hex=True)})
    scene = scene_of(tmp_path, made)
    assert not scene.grid
    assert scene.outlines[0].shape.area == pytest.approx(6, abs=0.01)
    assert any("no grid of its own" in str(note) for note in scene.notes)


@pytest.mark.parametrize("measured", [True, False])
def test_metres_of_a_grid_that_nothing_ties_are_never_drawn_with_coordinates_of_a_map(
    tmp_path: Path, measured: bool
) -> None:
    """Whichever way the site itself is known; what stays out is named, with what brings it in."""
    made = changed(grave(grid_controls=[]), "S-1", place=None, outline=area(*CORNERS, measured=measured))
    made = changed(made, "A-1", place={"geometry": point_hex(*degrees(1.9, 1.3))})
    scene = scene_of(tmp_path, made)
    assert scene.tie is None
    assert extent_of(scene) == pytest.approx((-0.4, -0.4, 2.8, 4.0), abs=1e-6)
    assert [one.item.code for one in scene.finds] == ["A-2"]
    [told] = [str(note) for note in scene.notes if "Left out" in str(note)]
    assert ("S-1" in told) is not measured
    assert all(word in told for word in ("A-1", "C-1", "two control points"))
    assert "UTM" not in " ".join(map(str, scene.notes))


def test_a_grave_known_by_its_finds_on_a_map_alone_is_drawn(tmp_path: Path) -> None:
    made = Grave()
    site = made.add("site", "S-1", form="surface")
    for number in range(3):
        place = {"geometry": point_hex(*degrees(number, 0.5))}
        made.add("artefact", f"A-{number}", site=site, artefact_class="bullet", place=place)
    scene = scene_of(tmp_path, made)
    assert len(scene.finds) == 3
    assert any("no grid of its own" in str(note) for note in scene.notes)


@pytest.mark.parametrize("y", [60.0, 6000.0, 5e6])
def test_one_wrong_coordinate_leaves_its_record_out_with_a_sentence_and_the_plan_stands(
    tmp_path: Path, y: float
) -> None:
    whole = scene_of(tmp_path / "whole", grave())
    made = changed(changed(grave(), "A-1", place=at(50.0, y)), "S-1-002B", skull=at(50.0, y))
    scene = scene_of(tmp_path, made)
    assert extent_of(scene) == extent_of(whole)
    assert [one.item.code for one in scene.finds] == ["A-2"]
    assert next(one for one in scene.bodies if one.item.code == "S-1-002B").skull is None
    [told] = [str(note) for note in scene.notes if "Left out of the plan" in str(note)]
    assert "S-1-002B" in told
    assert "A-1" in told
    assert not any("Left out" in str(note) for note in whole.notes)


def test_each_exhumation_on_a_grid_of_its_own_has_a_plan_and_the_other_names_it(tmp_path: Path) -> None:
    made = grave()
    again = made.add("exhumation", "X-1B", site=made.ids["S-1"], grid_controls=list(CONTROLS[:2]), datum_height="60")
    made.add("case", "S-1-009B", exhumation=again, remains_class="body", place=at(1.0, 1.0, -0.5))
    with opened(tmp_path, made) as project:
        records = grave_records(project)
        grids = grids_of(records, "S-1")
        assert grids == (made.ids["X-1"], again)
        first, second = (read_scene(records, "S-1", one) for one in grids)
    assert "S-1-009B" not in {one.item.code for one in first.bodies}
    assert {one.item.code for one in second.bodies} == {"S-1-009B"}
    assert any("Not on this plan" in str(note) and "X-1B" in str(note) for note in first.notes)
    assert any("Not on this plan" in str(note) and "X-1." in str(note) for note in second.notes)


# Heights


def test_a_level_over_a_datum_that_nothing_ties_to_the_grid_stands_in_no_section(tmp_path: Path) -> None:
    made = changed(grave(), "C-1", level_datum="EVRF")
    scene = scene_of(tmp_path, made)
    assert scene.apart == {Datum("EVRF"): 2}
    assert next(one for one in scene.outlines if one.role == "layer").top is None
    notes = [str(note) for note in view_of(scene, "section-x").notes]
    assert any("2 heights over European vertical" in note and "no transformation to Baltic" in note for note in notes)


def test_a_stated_transformation_brings_it_in(tmp_path: Path) -> None:
    stated = [{"from": "EVRF", "to": "Baltic_1977", "add": "-0.18", "basis": "national grid of levels"}]
    scene = scene_of(tmp_path, changed(grave(height_shifts=stated), "C-1", level_datum="EVRF"))
    assert scene.apart == {}
    assert next(one for one in scene.outlines if one.role == "layer").top == pytest.approx(-0.18)


def test_the_site_datum_of_another_exhumation_is_another_datum(tmp_path: Path) -> None:
    scene = scene_of(tmp_path, changed(grave(), "C-1", level_datum="site_datum"))
    assert scene.apart == {Datum("site_datum", "X-1"): 2}


# Who may see it


def test_a_profile_that_keeps_the_place_of_a_grave_lets_no_plan_out(tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="does not let the place of S-1 out"):
        scene_of(tmp_path, changed(grave(), "S-1", publish="no"), "public")


def test_what_a_profile_does_not_name_is_not_drawn(tmp_path: Path) -> None:
    assert not scene_of(tmp_path, grave(), "public").bodies
    assert len(scene_of(tmp_path / "other", changed(grave(), "A-1", sensitivity="restricted"), "partner").finds) == 1


# The views


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_every_record_that_it_can(tmp_path: Path, view: str) -> None:
    made = grave()
    drawing = view_of(scene_of(tmp_path, made), view)
    drawn = {part.item.code for part in drawing.areas if part.item is not None}
    wanted = (
        {"C-1", "C-2", "C-3", "C-4"} if view == "matrix" else {"S-1-001B", "S-1-002B", "S-1-003B", "S-1-004GB", "A-1"}
    )
    assert wanted <= drawn


def test_bodies_are_drawn_from_the_deepest_up(tmp_path: Path) -> None:
    drawing = view_of(scene_of(tmp_path, grave()), "plan")
    order = [part.item.code for part in drawing.areas if isinstance(part, Area) and part.look == "body" and part.item]
    assert order == ["S-1-001B", "S-1-002B", "S-1-003B"]


def test_nothing_is_told_by_colour_alone(tmp_path: Path) -> None:
    drawing = view_of(scene_of(tmp_path, grave()), "plan")
    written = {tuple(map(str, label.lines)) for label in drawing.labels if label.look != "looking"}
    assert ("001B", "60.90") in written
    depths = {part.depth for part in drawing.areas if isinstance(part, Area) and part.look == "body"}
    assert len(depths) == 3


def test_a_section_shows_heights_as_they_were_measured(tmp_path: Path) -> None:
    drawing = view_of(scene_of(tmp_path, grave()), "section-y")
    bone = next(part for part in drawing.areas if isinstance(part, Stroke) and part.look == "bone")
    assert [y for _, y in bone.points] == pytest.approx(
        [bone.points[1][1] + 0.05, bone.points[1][1], bone.points[1][1]]
    )
    assert drawing.zero == 62


def test_an_arrow_on_the_plan_points_where_the_section_looks(tmp_path: Path) -> None:
    """What lies behind the plane lies ahead of the arrow, and the words follow the grid's bearing."""
    scene = scene_of(tmp_path, grave())
    drawing = view_of(scene, "plan")
    assert len([part for part in drawing.areas if isinstance(part, Stroke) and part.look == "looking"]) == 7 + 7 + 6
    for axis in (X, Y, axis_between((1.0, 1.0), (4.0, 5.0))):
        dx, dy = axis.towards
        start = axis.origin
        assert axis.away((start[0] + dx, start[1] + dy)) == pytest.approx(1.0)
        line = [
            part.points for part in line_of_sight(start, (start[0] + axis.along[0], start[1] + axis.along[1]), axis)
        ]
        (x, y), (ex, ey) = line[-3]
        assert ((ex - x) * dx + (ey - y) * dy) == pytest.approx(hypot(ex - x, ey - y))
    assert scene.tie is not None
    assert azimuth_of(Y.along, scene.tie) == pytest.approx(scene.tie.similarity.bearing)
    assert [str(direction_of(turn)) for turn in (0, 22, 23, 180, 337, 338, 359.9)] == [
        "north", "north", "north-east", "south", "north-west", "north", "north",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("baseline", "backwards", "looking"), [(("A", "B"), True, "north-east"), (("B", "A"), False, "north-east")]
)
def test_the_section_along_the_baseline_looks_towards_the_grave_from_either_end(
    tmp_path: Path, baseline: tuple[str, str], backwards: bool, looking: str
) -> None:
    """The grave lies at x over 0, beside a baseline along x = 0: one looks along +x, and m counts from its start."""
    scene = scene_of(tmp_path, grave(baseline_from=baseline[0], baseline_to=baseline[1]))
    axis = axis_of_baseline(scene)
    assert axis is not None
    assert axis.towards == pytest.approx((1.0, 0.0))
    assert axis.away((1.2, 1.8)) > 0
    drawing = view_of(scene, "section-baseline")
    assert drawing.backwards is backwards
    notes = " ".join(map(str, drawing.notes))
    side, other = ("right", "left") if backwards else ("left", "right")
    assert f"m counts from {baseline[0]} at the {side} to {baseline[1]} at the {other}" in notes
    assert f"Looking {looking}" in str(drawing.looking)
    skull = next(part for part in drawing.areas if isinstance(part, Area) and part.look == "skull")
    along = skull.shape.centroid.x * (-1 if backwards else 1)
    assert along == pytest.approx(scene.bodies[0].skull[1] if baseline[0] == "A" else LENGTH - scene.bodies[0].skull[1])  # type: ignore[index]
    arrow = [str(label.lines[0]) for label in view_of(scene, "plan").labels if "m–z" in str(label.lines[0])]
    assert arrow == [f"m–z: looking {looking}"]


def test_a_section_of_a_grid_that_nothing_ties_says_its_direction_in_the_grid(tmp_path: Path) -> None:
    assert "Looking 0° clockwise from the y axis" in str(told_looking(X, None))
    assert "Looking 270° clockwise from the y axis" in str(told_looking(Y, None))


@pytest.mark.parametrize("view", ["plan", "section-x", "section-y", "section-baseline"])
def test_the_legend_counts_what_is_drawn_and_nothing_else(tmp_path: Path, view: str) -> None:
    """A find without a height, a context without levels, remains of one point: each where it is seen."""
    made = changed(grave(), "A-2", place=at(0.9, 3.1))
    made.add("case", "S-1-005B", site=made.ids["S-1"], exhumation=made.ids["X-1"], remains_class="body",
             place=at(1.2, 2.2))  # fmt: skip
    drawing = view_of(scene_of(tmp_path, made), view)
    items = {(part.item.type, part.item.id) for part in drawing.areas if part.item is not None}
    counted = {str(key.words): key.count for key in drawing.keys if key.count is not None}
    seen = Counter(type_ for type_, _ in items)
    assert (counted["Remains"], counted["Artefacts"]) == (seen["case"], seen["artefact"])
    of_remains = [key.count or 0 for key in drawing.keys if key.look in ("figure", "remains", "body_outline")]
    assert sum(of_remains) == seen["case"], "every body that is counted is in one row of the legend"
    looks = {"outline.cut", "outline.fill", "outline.layer", "outline.natural", "section.edge", "section.level"}
    assert sum(key.count or 0 for key in drawing.keys if key.look in looks) == seen["context"]
    assert sum(key.count or 0 for key in drawing.keys if key.look == "depth") == len(
        {part.item.id for part in drawing.areas if part.item is not None and part.depth >= 0}
    )
    left_out = [str(note) for note in drawing.notes if "want of a height" in str(note)]
    if view == "plan":
        assert (seen["case"], seen["artefact"], left_out) == (5, 2, [])
    else:
        assert (seen["case"], seen["artefact"], seen["context"]) == (4, 1, 3)
        assert all(code in left_out[0] for code in ("S-1-005B", "A-2", "C-4"))


def test_a_line_measured_along_a_section_is_drawn_in_it_and_not_in_the_one_across(tmp_path: Path) -> None:
    """Seen end on, a profile along y is an upright line in the section along x, which no ground has."""
    line = shapely.MultiLineString([[(1.2, y, -1.0 + 0.02 * y) for y in (0.0, 1.0, 2.0, 3.0)]])
    made = changed(grave(), "C-1", profile=Place(site_geometry=geometry_hex(line), crs="site").to_canonical())
    scene = scene_of(tmp_path, made)
    for view, drawn in (("section-x", 0), ("section-y", 1), ("section-baseline", 1)):
        drawing = view_of(scene, view)
        lines = [part for part in drawing.areas if isinstance(part, Stroke) and part.look == "section_line"]
        assert len(lines) == drawn
        assert [key.count for key in drawing.keys if key.look == "section_line"] == [1] * drawn


def test_a_height_that_is_a_z_leaves_its_record_without_one_and_the_section_stands(tmp_path: Path) -> None:
    """−1 m over a site datum on which z 0 is 62 m lies 63 m down, and no sheet has room for that."""
    whole = view_of(scene_of(tmp_path / "whole", grave(height_datum="site_datum")), "section-x")
    place = {**at(1.9, 1.3), "height": "-1", "height_datum": "site_datum"}
    scene = scene_of(tmp_path, changed(grave(height_datum="site_datum"), "A-1", place=place))
    drawing = view_of(scene, "section-x")
    assert drawing.extent == whole.extent
    assert scene.heights_apart == ("A-1",)
    assert "A-1" in {find.item.code for find in scene.finds}, "it stays on the plan"
    [told] = [str(note) for note in drawing.notes if "without a height, which lies 20 m" in str(note)]
    assert "A-1" in told


@given(st.lists(st.floats(-3, 1), min_size=4, max_size=12), st.floats(25, 400))
def test_no_height_of_a_grave_is_taken_for_astray_and_one_far_below_always_is(near: list[float], down: float) -> None:
    levels = levels_of({}, "")
    finds = [Find(Item("artefact", f"{at}", f"A-{at}"), "bullet", (0.0, 0.0, z)) for at, z in enumerate(near)]
    site = Item("site", "s", "S")
    whole = Scene(site, (), None, levels, True, finds=tuple(finds))
    assert without_heights_astray(whole) == whole
    astray = Find(Item("artefact", "x", "X"), "bullet", (0.0, 0.0, min(near) - down))
    found = without_heights_astray(Scene(site, (), None, levels, True, finds=(*finds, astray)))
    assert found.heights_apart == ("X",)
    assert found.heights == whole.heights


def test_the_matrix_stands_from_the_latest_to_the_earliest(tmp_path: Path) -> None:
    drawing = view_of(scene_of(tmp_path, grave()), "matrix")
    heights = {part.item.code: part.shape.centroid.y for part in drawing.areas if isinstance(part, Area) and part.item}
    assert sorted(heights, key=lambda code: -heights[code]) == ["C-1", "C-2", "C-3", "C-4"]
    assert len([part for part in drawing.areas if isinstance(part, Stroke)]) == 3


def test_a_matrix_that_runs_in_a_circle_is_refused_and_named(tmp_path: Path) -> None:
    made = grave()
    changed(made, "C-4", above=[made.ids["C-1"]])
    with pytest.raises(CycleRefused, match="in a circle"):
        view_of(scene_of(tmp_path, made), "matrix")


def test_a_view_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="is no view; allowed are plan, section-x"):
        view_of(scene_of(tmp_path, grave()), "front")


# Figures, depths, codes


@settings(max_examples=count(60, 2000), deadline=None)
@given(
    st.floats(-50, 50), st.floats(-50, 50), st.floats(0, 360), st.floats(0.5, 1.2), st.floats(0.2, 1.4),
    st.sampled_from(["supine", "prone", "left_lateral", "right_lateral", "tangled", ""]),
    st.dictionaries(
        st.sampled_from(["left_arm", "right_arm", "left_leg", "right_leg"]),
        st.sampled_from(
            ["extended", "flexed", "behind_back", "raised", "across_body", "crossed", "displaced", "absent"]
        ),
    ),
)  # fmt: skip
def test_a_figure_lies_on_its_measured_points(
    x: float, y: float, bearing: float, trunk: float, legs: float, position: str, limbs: dict[str, str]
) -> None:
    from math import cos, radians, sin

    u = sin(radians(bearing)), cos(radians(bearing))
    skull = (x + u[0] * trunk * 0.62, y + u[1] * trunk * 0.62)
    feet = (x - u[0] * legs, y - u[1] * legs)
    figure = figure_of(skull, (x, y), feet, position=position, limbs=limbs)
    assert figure is not None
    assert figure.flesh.is_valid
    assert figure.skull.contains(shapely.Point(skull))
    assert figure.flesh.buffer(1e-6).contains(shapely.Point(x, y))
    recorded = {limbs.get("left_leg", ""), limbs.get("right_leg", "")}
    if recorded == {"extended"}:
        assert figure.flesh.distance(shapely.Point(feet)) < 0.15
    assert figure.legs == sum(limbs.get(f"{side}_leg") in ("extended", "flexed", "crossed") for side in SIDES)


SIDES = ("left", "right")


@pytest.mark.parametrize("feet", [(0.0, -0.86), (0.0, -0.5), (0.0, -1.1)])
def test_a_limb_that_nobody_recorded_is_not_drawn_and_an_extended_one_is_straight(feet: tuple[float, float]) -> None:
    bare = figure_of((0, 0.62), (0, 0), feet)
    given = {"left_leg": "extended", "right_leg": "flexed", "left_arm": "extended"}
    drawn = figure_of((0, 0.62), (0, 0), feet, limbs=given)
    assert bare is not None
    assert drawn is not None
    assert len(drawn.bones) == len(bare.bones) + 3
    assert bare.flesh.bounds[1] > -0.15, "nothing is drawn below the hips"
    arm, straight, bent = (shapely.LineString(bone) for bone in drawn.bones[-3:])
    for limb in (arm, straight):
        assert limb.length == pytest.approx(shapely.Point(limb.coords[0]).distance(shapely.Point(limb.coords[-1])))
    assert bent.length > 1.05 * shapely.Point(bent.coords[0]).distance(shapely.Point(bent.coords[-1]))


def test_feet_whose_legs_nobody_recorded_stay_in_the_plan_as_the_end_of_an_axis(tmp_path: Path) -> None:
    drawing = view_of(scene_of(tmp_path, grave()), "plan")
    axes = [part for part in drawing.areas if isinstance(part, Stroke) and part.look == "axis"]
    assert {part.item.code for part in axes if part.item} == {"S-1-001B", "S-1-002B", "S-1-003B"}


def test_points_that_lie_as_no_trunk_does_make_no_figure() -> None:
    assert figure_of((0, 3), (0, 0), (0, -1)) is None
    assert figure_of((0, 0.1), (0, 0), (0, -1)) is None


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30))
def test_every_height_has_a_class_that_holds_it_and_six_are_the_most(heights: list[float]) -> None:
    depths = depths_of(heights)
    assert 1 <= depths.count <= 6
    for z in heights:
        top, base = depths.bounds(depths.class_of(z))
        assert base - 1e-6 <= z <= top + 1e-6


def test_a_code_is_written_without_what_the_title_says() -> None:
    assert short_code(Item("case", "", "EX-SITE-04-007B"), "EX-SITE-04") == "007B"
    assert short_code(Item("artefact", "", "EX-A-SITE-04-007B-1"), "EX-SITE-04") == "007B-1"
    assert short_code(Item("artefact", "", "A-9"), "S-1") == "A-9"
    assert short_code(Item("context", "", "EX-X-01-C1"), "EX-SITE-01") == "EX-X-01-C1"
    assert short_code(Item("context", "", "EX-X-01-C1"), "EX-SITE-01", "EX-X-01") == "C1"


def test_a_drawing_is_plain_data(tmp_path: Path) -> None:
    drawing = view_of(scene_of(tmp_path, grave()), "plan")
    assert isinstance(drawing, Drawing)
    assert hash(drawing.depths) == hash(depths_of([-1.1, -1.0, -0.7, -0.4, -0.95, -0.5]))
