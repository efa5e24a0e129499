"""The plates, what is recorded of a case's bones, and the picture of both."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from importlib.resources import files
from itertools import combinations, product
from math import hypot
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from forensics.vocabulary.bones import BONE, bones
from forensics.vocabulary.remains import MECHANISM, TIMING
from layers.language import Translator
from layers.skeleton.inventory import Standing, build_inventory, inventory_of
from layers.skeleton.marks import GROUND, Doubt, marks_on
from layers.skeleton.picture import DOUBTS, RINGS, SIGNS, describe, legend_svg, plates_svg, report_svg
from layers.skeleton.plates import HEIGHT, LEFT, TOP, VIEWS, WIDTH, plates, read_plate
from tests.layers.projects import closing, make, record

PLATES = [f"{figure}-{view}" for figure, view in product(("adult", "juvenile"), VIEWS)]
COLOURS: Mapping[str, str] = {
    f"skeleton_{name}": f"#{number:06x}"
    for number, name in enumerate(
        (
            "bone", "far", "tone", "shade", "deep", "line", "edge", "empty", "faint", "cartilage", "hollow", "mark",
            "paper", "text",
        )
    )
}  # fmt: skip


def element(id_: str, bone: str, side: str, *zones: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "code": id_, "case": "c", "bone": bone, "side": side, "zones": list(zones), **more}


def standing(*elements: dict[str, Any], key: tuple[str, str, str] = ("femur", "L", "")) -> Standing:
    return build_inventory("c", "EX-1", elements, ()).found(key).standing


# The plates


@pytest.mark.parametrize("name", PLATES)
def test_every_bone_of_a_plate_is_one_of_the_list_with_its_sides_and_zones(name: str) -> None:
    for drawn in read_plate(name).bones:
        bone, side, tooth = drawn.key
        known = bones()[bone]
        assert side in (("L", "R") if known.paired else ("midline",)), drawn.key
        assert set(drawn.zones) <= set(known.zones), drawn.key
        assert (bone == "tooth") == bool(tooth)
        assert LEFT <= drawn.at[0] <= LEFT + WIDTH
        assert TOP <= drawn.at[1] <= TOP + HEIGHT


def test_an_adult_is_drawn_with_every_bone_that_is_seen_from_front_or_back() -> None:
    drawn = {bone.key[0] for plate in plates(juvenile=False) for bone in plate.bones}
    hidden = {"cranium", "palatine", "thyroid_cartilage", "cricoid_cartilage", "malleus", "incus", "stapes", "sesamoid",
              "costal_cartilage"}  # fmt: skip
    wanted = {bone.code for bone in bones().values() if not bone.juvenile and not bone.one_of_several and bone.zones}
    assert wanted - drawn == hidden - {"sesamoid", "costal_cartilage"}


def test_a_child_is_drawn_with_epiphyses_and_parts_that_have_not_fused() -> None:
    drawn = {bone.key[0] for plate in plates(juvenile=True) for bone in plate.bones}
    young = {bone.code for bone in bones().values() if bone.juvenile}
    assert {"femur_head_epiphysis", "tibia_proximal_epiphysis", "ilium", "ischium", "pubis", "half_frontal"} <= drawn
    assert len(young & drawn) > 25
    assert not {"hip_bone", "frontal", "sacrum"} & drawn


@pytest.mark.parametrize("juvenile", [False, True])
def test_left_stands_on_the_viewers_right_from_the_front_and_on_the_left_from_behind(juvenile: bool) -> None:
    for plate, way in zip(plates(juvenile), (1, -1), strict=True):
        for drawn in plate.bones:
            if drawn.key[1] in "LR" and drawn.key[0] != "tooth":
                assert (drawn.at[0] * way > 0) == (drawn.key[1] == "L"), (plate.name, drawn.key)


def test_the_table_of_names_says_what_the_vocabulary_and_the_catalogue_say() -> None:
    text = (files("resources") / "skeleton" / "bones.csv").read_text("utf-8")
    rows = {row["code"]: row for row in csv.DictReader(text.splitlines())}
    ukrainian = Translator("uk")
    assert list(rows) == list(bones())
    for code, row in rows.items():
        assert (row["english"], row["ukrainian"]) == (BONE.codes[code], ukrainian(BONE.codes[code]))
        assert all(re.fullmatch(r"(FMA\d+)?", row[name]) for name in ("fma", "fma_right", "fma_left"))
    assert (rows["femur"]["latin"], rows["femur"]["fma_left"]) == ("femur", "FMA24475")
    codes = [row[name] for row in rows.values() for name in ("fma", "fma_right", "fma_left") if row[name]]
    assert len(codes) == len(set(codes))


# What is recorded


def test_a_bone_is_absent_whole_in_part_or_there_without_its_zones() -> None:
    zones = bones()["femur"].zones
    assert standing() is Standing.UNRECORDED
    assert standing(element("a", "femur", "L", *zones)) is Standing.WHOLE
    assert standing(element("a", "femur", "L", *zones[:2])) is Standing.PART
    assert standing(element("a", "femur", "L", *zones[:2]), element("b", "femur", "L", *zones[2:])) is Standing.WHOLE
    assert standing(element("a", "femur", "L")) is Standing.UNSAID
    assert standing(element("a", "femur", "L", fragments=0)) is Standing.ABSENT
    assert standing(element("a", "femur", "L", *zones, fragments=0)) is Standing.ABSENT, "as it is counted"
    assert standing(element("a", "femur", "R", *zones)) is Standing.UNRECORDED


def test_a_cranium_that_is_inventoried_as_a_whole_stands_for_its_bones() -> None:
    face = element("a", "cranium", "midline", "face")
    assert standing(face, key=("maxilla", "L", "")) is Standing.WHOLE
    assert standing(face, key=("parietal", "L", "")) is Standing.ABSENT
    assert standing(face, key=("mandible", "midline", "")) is Standing.UNRECORDED


def test_a_child_is_known_by_its_bones() -> None:
    assert build_inventory("c", "EX-1", [element("a", "ilium", "L", "whole")], ()).juvenile
    assert build_inventory("c", "EX-1", [element("a", "femur", "L", developmental_age="child")], ()).juvenile
    assert not build_inventory("c", "EX-1", [element("a", "femur", "L", developmental_age="adult")], ()).juvenile


def test_bones_of_joined_remains_are_shown_with_those_that_they_were_joined_to(tmp_path: Path) -> None:
    with closing(make(tmp_path / "s.taphos")) as project:
        project.register.commit([record("case", "S-1B")])
        body = project.register.find("S-1B").id
        project.register.commit([record("case", "S-2BP", joined_to=body)])
        part = project.register.find("S-2BP").id
        project.register.commit([record("element", "E-1", case=part, bone="femur", side="L", zones=["distal_end"])])
        assert inventory_of(project, body).found(("femur", "L", "")).zones == {"distal_end"}
        assert inventory_of(project, part).code == "S-2BP"


# The picture


def a_find(code: str, element_: str, **more: Any) -> dict[str, Any]:
    return {"id": code, "code": code, "element": element_, "timing": "perimortem", "mechanism": "blast", **more}


def test_a_finding_is_marked_on_its_zone_and_a_posterior_one_on_the_back() -> None:
    femur = element("a", "femur", "L", *bones()["femur"].zones)
    finds = [a_find("F-1", "a", zones=["distal_end"]), a_find("F-2", "a", zones=["distal_end"], aspect=["posterior"])]
    inventory = build_inventory("c", "EX-1", [femur], finds)
    front, back = plates(juvenile=False)
    [placed] = marks_on(front, inventory)
    (drawn,) = [one for one in front.bones if one.key == ("femur", "L", "")]
    assert (placed.mark.number, (placed.x, placed.y)) == (1, drawn.zones["distal_end"].at)
    assert not placed.is_moved
    assert [one.mark.number for one in marks_on(back, inventory)] == [2]


@pytest.mark.parametrize("grow", [1.0, 2.2])
def test_marks_of_one_place_and_of_places_side_by_side_are_set_apart_and_led_back(grow: float) -> None:
    """As many as a burst of fire leaves on skull and jaw: none over another, each at its place or led back to it."""
    bones_ = [element("f", "frontal", "midline", "half_left"), element("z", "zygomatic", "L", "whole"),
              element("n", "nasal", "L", "whole"), element("m", "maxilla", "L", "body")]  # fmt: skip
    zones = {"f": ["half_left"], "m": ["body"]}
    finds = [a_find(f"F-{at:02}", "fznm"[at % 4], zones=zones.get("fznm"[at % 4], [])) for at in range(20)]
    inventory = build_inventory("c", "EX-1", bones_, finds)
    front, _ = plates(juvenile=False)
    placed = list(marks_on(front, inventory, grow))
    assert len(placed) == 20
    assert all(hypot(one.x - other.x, one.y - other.y) > 2 * GROUND * grow * 0.9
               for one, other in combinations(placed, 2))  # fmt: skip
    assert all(LEFT < one.x < LEFT + WIDTH and TOP < one.y < TOP + HEIGHT for one in placed)
    moved = sum(one.is_moved for one in placed)
    svg = report_svg(inventory, COLOURS, Translator("en"))
    assert moved >= 16
    assert classes(svg).count("lead") == sum(one.is_moved for one in marks_on(front, inventory))


@pytest.mark.parametrize(
    ("bone", "side", "zones", "doubt"),
    [
        ("femur", "L", [], Doubt.UNRECORDED), ("cranium", "midline", [], Doubt.UNRECORDED),
        ("cranium", "midline", ["vault"], Doubt.UNRECORDED), ("frontal", "midline", [], Doubt.UNRECORDED),
        ("incus", "L", [], Doubt.UNSEEN), ("femur", "L", ["distal_end"], Doubt.NONE), ("patella", "R", [], Doubt.NONE),
    ],
)  # fmt: skip
def test_a_finding_whose_place_on_the_bone_nobody_recorded_is_marked_beside_it_and_the_legend_says_so(
    bone: str, side: str, zones: list[str], doubt: Doubt
) -> None:
    inventory = build_inventory("c", "EX-1", [element("a", bone, side)], [a_find("F-1", "a", zones=zones)])
    [placed] = [one for plate in plates(juvenile=False) for one in marks_on(plate, inventory)]
    assert placed.doubt is doubt
    svg = plates_svg(inventory, COLOURS, Translator("en"))
    legend, _ = legend_svg(inventory, COLOURS, Translator("en"))
    assert classes(svg).count("doubt") == (doubt is Doubt.UNRECORDED)
    for other, words in DOUBTS.items():
        assert (str(words) in legend) is (other is doubt)
    told = describe(placed.mark, Translator("en"))
    assert ("place not recorded" in told) is (doubt is Doubt.UNRECORDED and not zones)
    if doubt is Doubt.NONE:
        assert not placed.is_moved
    else:
        assert abs(placed.x) > 120, "beside the skeleton"
        assert placed.number == f"1{doubt.value}"


def test_sealed_findings_are_in_no_picture() -> None:
    femur = element("a", "femur", "L", "distal_end")
    finds = [a_find("F-1", "a", sensitivity="sealed"), a_find("F-2", "a", bears_on_sexual_violence=True)]
    assert build_inventory("c", "EX-1", [femur], finds).marks == ()


def test_every_mechanism_has_a_sign_and_every_timing_a_ring_of_its_own() -> None:
    assert set(SIGNS) == set(MECHANISM.codes)
    assert set(RINGS) == set(TIMING.codes)
    assert len(set(SIGNS.values())) == len(SIGNS)
    assert len(set(RINGS.values())) == len(RINGS)


def classes(svg: str) -> list[str]:
    return [part.get("class", "") for part in ElementTree.fromstring(svg).iter() if part.get("class")]


def test_what_is_missing_is_told_by_hatches_and_what_is_not_recorded_by_an_empty_outline() -> None:
    nothing = classes(plates_svg(build_inventory("c", "EX-1", [], ()), COLOURS, Translator("en")))
    assert "edge" not in nothing
    assert sum(one.startswith("empty") for one in nothing) > 250
    part = element("a", "femur", "L", "proximal_end")
    drawn = classes(plates_svg(build_inventory("c", "EX-1", [part], ()), COLOURS, Translator("en")))
    assert (drawn.count("edge"), drawn.count("lost"), drawn.count("missing")) == (2, 8, 8), "four zones from both sides"


@pytest.mark.parametrize(("language", "words"), [("en", "Skeleton of EX-1"), ("uk", "Скелет EX-1")])
def test_a_report_lists_the_findings_in_its_language(language: str, words: str) -> None:
    femur = element("a", "femur", "L", "distal_end")
    find = a_find("F-1", "a", role="entry", direction=["front_to_back"], size_length="12.5", size_width="9")
    svg = report_svg(build_inventory("c", "EX-1", [femur], [find]), COLOURS, Translator(language))
    texts = [part.text for part in ElementTree.fromstring(svg).iter() if part.tag.endswith("text")]
    assert words in texts
    assert any(text and "12.5 × 9" in text for text in texts)
