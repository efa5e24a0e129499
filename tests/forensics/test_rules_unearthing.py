"""Sides, dates, restraints, graves and plots: what one record says of remains against what another does."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from forensics.places import Place, place_of
from forensics.records.base import Record
from forensics.records.evidence import Artefact, Media, Sample
from forensics.records.graves import Exhumation
from forensics.records.identity import Identification, MissingPerson
from forensics.records.places import Site, SiteLink
from forensics.records.remains import Case, Disposition, Element, Examination, Finding, Opinion
from forensics.rules.joining import RESTS_ON
from tests.forensics.test_rules_linked import problems

GRAVE = Site(id="s", code="EX-S", deposited="2022-03/2022-04")
DUG = Exhumation(id="x", code="EX-X", site="s", start="2024-05-06", end="2024-05-20")
CASE = Case(id="c", code="EX-C", remains_class="body", origin="exhumation", exhumation="x")
OTHER = Case(id="d", code="EX-D", remains_class="body", origin="exhumation", exhumation="x")
LEFT = Element(id="e", code="EX-E", case="c", bone="femur", side="L")


def said(*records: Record, field: str = "") -> list[str]:
    """What is wrong with the first record (with one of its fields); nothing refuses it."""
    found = problems(*records)
    assert not any(one.refuses for one in found)
    return [str(one.message) for one in found if not field or one.field == field]


# Sides


@pytest.mark.parametrize("type_", [Finding, Sample])
def test_a_side_is_that_of_the_bone(type_: type[Record]) -> None:
    def told(side: str | None, of: str = "L") -> list[str]:
        record = type_(id="f", code="EX-F", case="c", element="e", side=side)  # type: ignore[call-arg]
        return said(record, CASE, LEFT.model_copy(update={"side": of}), field="side")

    [message] = told("R")
    assert message == "EX-F is said to be of the side “Right”, but the bone EX-E (Femur) is of the side “Left”."
    assert told("L") == told(None) == told("R", "unsided") == told("R", "midline") == told("not_recorded") == []


@pytest.mark.parametrize("type_", [Finding, Sample])
def test_a_bone_is_of_the_remains_that_are_named_or_of_a_part_of_them(type_: type[Record]) -> None:
    record = type_(id="f", code="EX-F", case="d", element="e")  # type: ignore[call-arg]
    [message] = said(record, CASE, OTHER, LEFT, DUG)
    assert message == "EX-F is of the remains EX-D, but the bone EX-E is of the remains EX-C."
    joined = OTHER.model_copy(update={"joined_to": "c", "association_reason": "EXAMPLE"})
    assert said(record, CASE, joined, LEFT, DUG) == []


@pytest.mark.parametrize("type_", [Finding, Sample])
def test_nothing_is_of_a_bone_that_was_looked_for_in_vain(type_: type[Record]) -> None:
    record = type_(id="f", code="EX-F", case="c", element="e")  # type: ignore[call-arg]
    [message] = said(record, CASE, LEFT.model_copy(update={"fragments": 0}), DUG)
    assert message == "EX-F is of the bone EX-E (Femur), which the inventory says is absent."
    assert said(record, CASE, LEFT.model_copy(update={"fragments": 1}), DUG) == []


def test_trauma_on_a_zone_that_the_inventory_says_is_missing_names_both() -> None:
    def told(*there: str) -> list[str]:
        finding = Finding(id="f", code="EX-F", case="c", element="e", zones=("distal_end",))
        return said(finding, CASE, LEFT.model_copy(update={"zones": there or None}), DUG, field="zones")

    [message] = told("proximal_end", "proximal_third")
    assert message == (
        "EX-F is on the zone “Distal end” of the bone EX-E (Femur), which the inventory says is missing."
    )
    assert told("proximal_end", "distal_end") == told() == []


def test_a_bone_that_is_absent_is_in_no_cranium_of_the_same_remains() -> None:
    frontal = Element(id="a", code="EX-A", case="c", bone="frontal", side="midline", fragments=0)
    cranium = Element(id="b", code="EX-B", case="c", bone="cranium", side="midline", zones=("vault",))
    message = "EX-A is recorded as absent, but the cranium EX-B of the same remains is recorded with its zone."
    assert said(frontal, CASE, cranium, field="bone") == said(cranium, CASE, frontal, field="bone") == [message]
    face = cranium.model_copy(update={"zones": ("face",)})
    assert said(frontal, CASE, face, field="bone") == []
    assert said(frontal.model_copy(update={"fragments": 1}), CASE, cranium, field="bone") == []


# Cameras


def photo_at(lon: float, lat: float, accuracy: float | None = None, subject: str = "s") -> Media:
    place = place_of(shapely.Point(lon, lat)).model_copy(update={"horizontal_accuracy": accuracy})
    return Media(id="m", code="EX-M", sha256="0" * 64, place=place, subject=(subject,))


@pytest.mark.parametrize("subject", ["s", "x", "c"])
def test_a_camera_far_from_the_grave_that_it_shows_is_a_problem_that_says_how_far(subject: str) -> None:
    corners = shapely.MultiPolygon([shapely.box(36.0, 49.0, 36.001, 49.001)])
    here = GRAVE.model_copy(update={"outline": place_of(corners)})

    def told(lon: float, accuracy: float | None = None) -> list[str]:
        return said(photo_at(lon, 49.0005, accuracy, subject), here, DUG, CASE, field="place")

    assert told(36.0005) == told(36.005) == [], "inside, and from some 290 m"
    [message] = told(36.011)
    assert message.startswith("The camera of EX-M was 732 m from EX-S, which it is said to show")
    assert told(36.011, 300.0) == [], "as far as its own accuracy is off"
    assert "was 73 km from EX-S" in told(37.0)[0]
    assert said(photo_at(37.0, 49.0, subject="c"), here, CASE.model_copy(update={"exhumation": None})) == []


# Dates


def test_remains_are_recovered_while_they_are_dug() -> None:
    def told(day: str) -> list[str]:
        return said(CASE.model_copy(update={"recovered_at": f"{day}T10:00:00+03:00"}), DUG)

    assert told("2023-05-06") == ["EX-C was recovered on 2023-05-06, before EX-X began (2024-05-06)."]
    assert told("2024-05-21") == ["EX-C was recovered on 2024-05-21, after EX-X ended (2024-05-20)."]
    assert told("2024-05-06") == told("2024-05-20") == []


EARLY: tuple[tuple[type[Record], str, dict[str, Any]], ...] = (
    (Examination, "start", {"case": "c"}),
    (Examination, "end", {"case": "c"}),
    (Sample, "date", {"case": "c"}),
    (Finding, "date", {"case": "c"}),
    (Opinion, "date", {"case": "c"}),
    (Identification, "date", {"cases": ("c",)}),
)


@pytest.mark.parametrize(("type_", "name", "values"), EARLY, ids=lambda one: getattr(one, "__name__", str(one)))
def test_what_is_known_of_remains_is_known_after_they_came_out(
    type_: type[Record], name: str, values: dict[str, Any]
) -> None:
    def told(date: str, *around: Record) -> list[str]:
        return said(type_(id="r", code="EX-R", **values, **{name: date}), *around, field=name)

    [message] = told("2024-05-01", CASE, DUG)
    assert "EX-R (2024-05-01)" in message
    assert message.endswith("EX-X, of EX-C, began on 2024-05-06.")
    for may_be in ("2024-05-06", "2024-05", "2024", "2024-05-01?", "[..2024-06-01]"):
        assert told(may_be, CASE, DUG) == []
    brought = Case(id="c", code="EX-C", origin="mortuary", recovered_at="2024-05-10T09:00:00+03:00")
    [message] = told("2024-05-01", brought)
    assert message.endswith("EX-C was recovered on 2024-05-10.")


NAMED = Identification(id="i", code="EX-I", cases=("c",), missing_person="m", status="confirmed")


def test_who_was_seen_after_the_grave_was_filled_or_opened_does_not_lie_in_it() -> None:
    def told(seen: str, **changed: Any) -> list[str]:
        one = NAMED.model_copy(update=changed)
        return said(one, CASE, DUG, GRAVE, MissingPerson(id="m", code="EX-M", last_seen=seen))

    assert told("2024-06-10") == ["EX-M was last seen on 2024-06-10, after EX-X, of EX-C, began (2024-05-06)."]
    [message] = told("2022-05-01")
    assert message.endswith("were laid there (2022-03/2022-04).")
    assert told("2022-04-15") == told("2022") == told("2024-06-10", status="excluded") == []


# Restraints


def test_a_restraint_is_taken_from_the_remains_that_it_bound() -> None:
    rope = Artefact(id="a", code="EX-A", case="d", artefact_class="ligature")
    for name, value in (("restraint_artefacts", ("a",)), ("blindfold_artefact", "a")):
        bound = CASE.model_copy(update={name: value})
        assert said(bound, DUG, OTHER, rope) == ["EX-A is recorded with the remains EX-D, not with EX-C."]
        assert said(bound, DUG, OTHER, rope.model_copy(update={"case": "c"}), field=name) == []
        assert said(bound, DUG, OTHER, rope.model_copy(update={"case": None})) == []


def test_remains_that_a_ligature_was_found_on_had_a_restraint() -> None:
    rope = Artefact(id="a", code="EX-A", case="c", artefact_class="ligature", association="on_body")
    none = CASE.model_copy(update={"restraint": ("none_seen",), "blindfold": "none_seen"})
    assert said(none, DUG, rope) == ["None was seen, but EX-A (Ligature) was found on these remains."]
    cloth = rope.model_copy(update={"artefact_class": "blindfold"})
    assert [one.field for one in problems(none, DUG, cloth)] == ["blindfold"]
    assert said(none, DUG, rope.model_copy(update={"association": "near"})) == []
    assert said(CASE.model_copy(update={"restraint": ("wrists_behind",)}), DUG, rope) == []


# Graves and plots


def test_remains_of_two_graves_are_joined_where_a_link_ties_the_graves() -> None:
    far = Exhumation(id="y", code="EX-Y", site="t")
    part = Case(id="p", code="EX-T-001BP", exhumation="y", joined_to="c", association_basis=("DNA",),
                association_by="w", association_report="EX-R")  # fmt: skip
    sites = (GRAVE, Site(id="t", code="EX-T"), Site(id="u", code="EX-U"))
    [message] = said(part, CASE, DUG, far, *sites)
    assert message.startswith("EX-T-001BP is of the grave EX-T and EX-C of EX-S;")
    by_way = (
        SiteLink(id="l", code="EX-L", from_site="s", to_site="u", evidence=("soil",)),
        SiteLink(id="k", code="EX-K", from_site="u", to_site="t", evidence=("soil",)),
    )
    assert said(part, CASE, DUG, far, *sites, by_way[0]) != []
    assert said(part, CASE, DUG, far, *sites, *by_way) == []
    assert said(part.model_copy(update={"exhumation": "x", "code": "EX-S-002BP"}), CASE, DUG, *sites) == []


def test_an_association_says_who_decided_it_and_what_it_rests_on() -> None:
    def told(*around: Any, **values: Any) -> list[str | None]:
        part = Case(id="p", code="EX-P", joined_to="c", associated_cases=("c",), **values)
        return [one.field for one in problems(part, CASE, *around) if one.field in RESTS_ON]

    assert told(association_basis=("DNA",)) == ["association_by", "association_report"]
    assert told(association_basis=("DNA",), association_by="w", association_report="EX-R") == []
    fit: dict[str, Any] = {"association_basis": ("fit",), "association_by": "w"}
    assert told(**fit) == ["association_bones"]
    assert told(**fit, association_bones=("e",)) == told(**fit, association_report="EX-R") == []
    one, other = (Element(id=id_, code=f"EX-{id_}", case=case, bone="femur", side="L", joined_with=joined)
                  for id_, case, joined in (("e", "p", ()), ("f", "c", ("e",))))  # fmt: skip
    assert told(one, other, **fit) == [], "a bone of the other says that it fits"
    assert told(one, other.model_copy(update={"joined_with": None}), **fit) == ["association_bones"]
    assert told(association_reason="EXAMPLE: one bag") == []
    whole = CASE.model_copy(update={"associated_cases": ("p",), "association_basis": ("DNA",)})
    part = Case(id="p", code="EX-P", joined_to="c")
    assert not [one for one in problems(whole, part) if one.field in RESTS_ON], "it is told of what was joined"
    assert [one.field for one in problems(whole, OTHER) if one.field in RESTS_ON] == [*RESTS_ON[:2]]


def test_two_bodies_lie_in_one_plot_only_where_it_is_said() -> None:
    def laid(id_: str, case: str, **values: Any) -> Disposition:
        held = {"kind": "reburied", "cemetery": "EXAMPLE", "section": "A", "plot": "3", "date": "2024-07-01", **values}
        return Disposition(id=id_, code=f"EX-{id_}", cases=(case,), **held)

    def told(*laid_: Disposition) -> list[str]:
        return said(*laid_, CASE, OTHER, DUG, field="plot")

    one, other = laid("1", "c"), laid("2", "d")
    [message] = told(one, other)
    assert message.startswith("EX-D was laid in the same plot (3) by EX-2;")
    assert told(one, laid("2", "d", notes="EXAMPLE: one coffin over the other")) == []
    assert told(one, laid("2", "d", section="B")) == told(one, laid("2", "c")) == []
    marked = laid("1", "c", marker_number="7")
    assert told(marked, laid("2", "d", marker_number="8")) == []
    moved = laid("3", "d", plot="9", date="2024-08-01")
    assert told(one, other, moved) == []


# What was measured


def grid_point(x: float, y: float, **more: Any) -> Place:
    return Place(site_geometry=shapely.to_wkb(shapely.Point(x, y, 0), hex=True, output_dimension=3), **more)


def test_an_orientation_is_that_of_pelvis_and_skull_in_the_grid_that_it_counts_from() -> None:
    def told(orientation: int, north: str = "site_grid", at: tuple[float, float] = (0.6, 0.0)) -> list[str]:
        lying = {"skull": grid_point(*at), "pelvis": grid_point(0, 0), "orientation_north": north}
        return said(CASE.model_copy(update={**lying, "orientation": orientation}), DUG, field="orientation")

    [message] = told(250)
    assert "given as 250° (" in message
    assert message.endswith("it is 90°: 160° apart.")
    assert told(71) == told(109) == []
    assert told(350, at=(0.01, 0.6)) == [], "350° and 1° are near"
    assert told(250, "true") == [], "the points have no degrees"
    assert told(250, at=(0.05, 0.0)) == [], "too near each other to say a direction"


def test_an_orientation_from_true_north_is_held_against_degrees() -> None:
    east = {"skull": place_of(shapely.Point(30.00001, 50)), "pelvis": place_of(shapely.Point(30, 50))}

    def told(orientation: int, north: str) -> list[str]:
        given = {**east, "orientation": orientation, "orientation_north": north}
        return said(CASE.model_copy(update=given), DUG, field="orientation")

    assert len(told(111, "true")) == len(told(130, "magnetic")) == len(told(120, "grid")) == 1
    assert told(109, "true") == told(112, "grid") == told(122, "magnetic") == told(270, "unknown") == []


@pytest.mark.parametrize(
    ("upper", "lower", "gap"),
    [
        ({"depth_top": 110.0, "depth_base": 125.0}, {"depth_top": 60.0, "depth_base": 80.0}, 30),
        ({"elevation": 60.8}, {"elevation": 61.2}, 40),
        ({"skull": -1.4, "pelvis": -1.3}, {"pelvis": -1.1}, 20),
        ({"depth_top": 70.0, "depth_base": 125.0}, {"depth_top": 60.0, "depth_base": 80.0}, None),
        ({"elevation": 61.17}, {"elevation": 61.2}, None),
        ({"elevation": 61.17}, {"depth_top": 30.0}, None),
    ],
)  # fmt: skip
def test_what_lies_over_is_not_measured_below(
    upper: dict[str, float], lower: dict[str, float], gap: int | None
) -> None:
    def lying(case: Case, values: dict[str, float], **more: Any) -> Case:
        points = {name: Place(site_geometry=shapely.to_wkb(shapely.Point(1, 1, at), hex=True, output_dimension=3))
                  for name, at in values.items() if name in ("skull", "pelvis")}  # fmt: skip
        held = {"height_datum": "site_datum", "depth_below": "stripped_surface", "exhumation": "x"}
        return case.model_copy(update={**held, **values, **points, **more})

    def told(case: Case, *around: Any, field: str) -> list[str]:
        return [message for message in said(case, *around, DUG, field=field) if "look which of the two" in message]

    over, under = lying(CASE, upper, lies_over=("d",)), lying(OTHER, lower, lies_under=("c",))
    wanted = (
        []
        if gap is None
        else [f"EX-C is said to lie over EX-D, but was measured {gap} cm below it; look which of the two is wrong."]
    )
    assert told(over, under, field="lies_over") == told(under, over, field="lies_under") == wanted
    assert told(lying(CASE, lower, lies_over=("d",)), lying(OTHER, upper), field="lies_over") == []
    elsewhere = under.model_copy(update={"exhumation": "y", "height_datum": "EVRF"})
    assert told(over, elsewhere, field="lies_over") == [], "what was measured from other things is not compared"


def test_an_elevation_is_over_the_datum_of_the_points() -> None:
    high = {"elevation": 118.5, "height_datum": "Baltic_1977"}
    low = place_of(shapely.Point(30, 50, 2.5), height=2.5, height_datum="ellipsoid_WGS84")
    case = CASE.model_copy(update={**high, "skull": low})
    [message] = said(case, DUG, field="elevation")
    assert "118.5 m" in message
    assert "2.5 m" in message
    shift = {"from": "ellipsoid_WGS84", "to": "Baltic_1977", "add": "116", "basis": "EXAMPLE"}
    assert said(case, DUG.model_copy(update={"height_shifts": (shift,)})) == []
    assert said(CASE.model_copy(update={**high, "skull": low, "height_datum": "ellipsoid_WGS84"}), DUG) == []
