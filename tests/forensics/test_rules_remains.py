"""Rules of cases, elements, profiles, findings, opinions and dispositions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forensics.told import told

METHODS: dict[str, Any] = {"age_methods": ("pubic_symphysis",), "sex_methods": ("pelvis_phenice",)}
SIGNED = {"signed_by": "p", "signed_as": "forensic_medical_expert", "rests_on": "EXAMPLE"}


@pytest.mark.parametrize(
    ("code", "remains_class"), [("EX-S1-001B", "body"), ("EX-S1-002BP", "body_part"), ("EX-S1-003GB", "general_bone")]
)
def test_the_suffix_of_a_number_agrees_with_its_class(code: str, remains_class: str) -> None:
    assert told("case", code=code, remains_class=remains_class) == {}


@pytest.mark.parametrize(
    ("code", "remains_class"), [("EX-S1-001B", "body_part"), ("EX-S1-002BP", "body"), ("EX-S1-003GB", "body")]
)
def test_a_suffix_that_says_another_class_is_refused(code: str, remains_class: str) -> None:
    assert told("case", code=code, remains_class=remains_class) == {"remains_class": "refused"}


@pytest.mark.parametrize(
    ("code", "remains_class"),
    [("EX-S1-001B", "non_human"), ("EX-S1-001BP", "commingled_assemblage"), ("EX-S1-001GB", "undetermined"),
     ("EX-S1-001", "body"), ("FOO", "body"), ("EX-S1-001", "general_bone")],
)  # fmt: skip
def test_a_number_that_says_another_thing_than_the_class_is_told(code: str, remains_class: str) -> None:
    assert told("case", code=code, remains_class=remains_class) == {"remains_class": "shown"}


@pytest.mark.parametrize("code", ["EX-S1-001", "EX-S1-ABC-001"])
def test_a_class_without_a_suffix_has_a_number_without_one(code: str) -> None:
    assert told("case", code=code, remains_class="non_human") == {}
    assert told("case", code=f"{code}В", remains_class="body") == {}, "a Cyrillic letter that looks like B is one"


def test_the_origin_of_remains_can_be_followed() -> None:
    assert told("case", origin="exhumation") == {"exhumation": "shown"}
    assert told("case", origin="exhumation", exhumation="x") == {}
    assert told("case", origin="exchange") == {"hand_over": "shown"}
    assert told("case", origin="surface_recovery", visit="v") == {}


def test_depths_rise_and_say_below_what() -> None:
    assert told("case", depth_top=90.0, depth_base=60.0, depth_below="datum") == {"depth_base": "refused"}
    assert told("case", depth_top=60.0) == {"depth_below": "shown"}


def test_an_orientation_says_which_north() -> None:
    assert told("case", orientation=270) == {"orientation_north": "shown"}
    assert told("case", orientation=360, orientation_north="grid") == {"orientation": "refused"}


def test_remains_lie_over_or_under_others_and_not_both() -> None:
    assert told("case", lies_over=("2",), lies_under=("2",)) == {"lies_under": "refused"}
    assert told("case", id="1", lies_over=("1",)) == {"code": "refused"}


def test_no_restraint_seen_stands_alone() -> None:
    assert told("case", restraint=("none_seen", "ankles")) == {"restraint": "refused"}


def test_a_restraint_described_is_one_of_those_seen() -> None:
    detail = ({"restraint": "ankles", "state": "in_place", "artefact": "EX-A1"},)
    assert told("case", restraint=("ankles",), restraint_details=detail) == {}
    assert told("case", restraint=("wrists_behind",), restraint_details=detail) == {"restraint": "shown"}
    wrong = ({"restraint": "ankles", "state": "tight"},)
    assert told("case", restraint=("ankles",), restraint_details=wrong) == {"restraint_details": "refused"}


def test_a_bone_that_is_absent_shows_no_zone() -> None:
    assert told("element", bone="femur", side="L", zones=("middle_third",), fragments=0) == {"fragments": "shown"}
    assert told("element", bone="femur", side="L", zones=("middle_third",), fragments=1) == {}
    assert told("element", bone="femur", side="L", zones=("not_recorded",), fragments=0) == {}


def test_remains_are_checked_for_ordnance_before_they_are_moved() -> None:
    checked = {"ordnance_check": "done", "ordnance_check_at": "2023-05-04T12:00:00+03:00"}
    assert told("case", **checked, recovered_at="2023-05-04T08:30:00Z") == {"ordnance_check_at": "shown"}
    assert told("case", **checked, recovered_at="2023-05-04T09:30:00Z") == {}


def test_remains_moved_although_the_check_was_refused_are_shown() -> None:
    assert told("case", ordnance_check="refused", status="lifted") == {"ordnance_check": "shown"}
    assert told("case", ordnance_check="refused", status="recorded_in_place") == {}


def test_remains_are_associated_split_and_joined_with_a_reason() -> None:
    assert told("case", associated_cases=("2",)) == {"association_basis": "shown"}
    assert told("case", joined_to="2") == {"association_reason": "shown"}
    assert told("case", joined_to="2", association_basis=("DNA",)) == {}
    assert told("case", split_from="2") == {"association_reason": "shown"}


def test_a_body_is_one_person_and_an_animal_none() -> None:
    assert told("case", code="EX-1B", remains_class="body", persons_min=2) == {"persons_min": "shown"}
    assert told("case", remains_class="non_human", persons_min=1) == {"persons_min": "shown"}
    assert told("case", remains_class="commingled_assemblage", persons_min=7) == {}


def test_sides_agree_with_the_bone() -> None:
    assert told("element", bone="femur", side="L") == {}
    assert told("element", bone="femur", side="midline") == {"side": "refused"}
    assert told("element", bone="sacrum", side="L") == {"side": "refused"}
    assert told("element", bone="femur", side="unknown") == {}
    assert told("element", bone="long_bone_fragment", side="unsided") == {}


def test_zones_are_those_of_the_bone() -> None:
    assert told("element", bone="femur", zones=("proximal_end", "distal_end")) == {}
    assert told("element", bone="femur", zones=("crown",)) == {"zones": "refused"}
    assert told("element", bone="femur", fusion_by_zone=({"zone": "crown", "stage": "fused"},)) == {
        "fusion_by_zone": "refused"
    }
    assert told("element", bone="femur", fusion_by_zone=({"zone": "distal_end", "stage": "fusing"},)) == {}


def test_an_element_of_the_young_is_not_of_an_adult() -> None:
    assert told("element", bone="pars_basilaris", developmental_age="adult") == {"developmental_age": "shown"}
    assert told("element", bone="pars_basilaris", developmental_age="infant") == {}


@pytest.mark.parametrize(("tooth", "side"), [("36", "L"), ("11", "R"), ("85", "R"), ("65", "L")])
def test_a_tooth_has_its_side(tooth: str, side: str) -> None:
    other = {"L": "R", "R": "L"}[side]
    assert told("element", bone="tooth", tooth=tooth, side=side) == {}
    assert told("element", bone="tooth", tooth=tooth, side=other) == {"side": "refused"}


@pytest.mark.parametrize("tooth", ["19", "51a", "56", "0", "lower left"])
def test_a_tooth_number_is_an_fdi_number(tooth: str) -> None:
    assert told("element", bone="tooth", tooth=tooth) == {"tooth": "refused"}


def test_bones_are_joined_on_a_basis() -> None:
    assert told("element", joined_with=("2",)) == {"joining_basis": "shown"}


@pytest.mark.parametrize(
    ("least", "most", "answer"), [(20.0, 34.0, "no"), (12.0, 17.5, "yes"), (16.0, 20.0, "interval_spans_18")]
)
def test_under_18_follows_from_the_interval(least: float, most: float, answer: str) -> None:
    interval = {"age_min": least, "age_max": most, **METHODS}
    assert told("profile", **interval, under_18=answer) == {}
    for other in {"yes", "no", "interval_spans_18"} - {answer}:
        assert told("profile", **interval, under_18=other) == {"under_18": "refused"}


def test_an_interval_that_ends_at_18_spans_it() -> None:
    assert told("profile", age_min=15.0, age_max=18.0, under_18="yes", **METHODS) == {"under_18": "refused"}


def test_under_18_is_never_guessed() -> None:
    assert told("profile", under_18="yes") == {"under_18": "shown"}
    assert told("profile", under_18="unknown") == {}


def test_an_age_class_outside_the_interval_is_shown_and_one_below_the_maximum_is_not() -> None:
    interval = {"age_min": 25.0, "age_max": 60.0, **METHODS}
    assert told("profile", **interval, age_class="20_34") == {}
    assert told("profile", **interval, age_class="4_12") == {"age_class": "shown"}


def test_estimates_name_their_methods() -> None:
    assert told("profile", sex="M?") == {"sex_methods": "shown"}
    assert told("profile", sex="indeterminate") == {}
    assert told("profile", stature=172.0) == {"stature_formula": "shown"}


def test_the_sex_of_a_child_is_not_told_from_bone() -> None:
    child = {"age_min": 6.0, "age_max": 9.0, "age_methods": ("dental_development",), "sex": "M"}
    assert told("profile", **child, sex_methods=("skull_walker",)) == {"sex": "shown"}
    assert told("profile", **child, sex_methods=("DNA",)) == {}


def test_stature_lies_in_its_interval() -> None:
    assert told("profile", stature_min=170.0, stature=165.0, stature_formula="EXAMPLE") == {"stature": "refused"}


def test_a_genetic_profile_is_refused_and_one_name_of_a_place_in_the_genome_is_not() -> None:
    assert told("profile", limitations="D3S1358 15,16; vWA 17,18") == {"limitations": "refused"}
    assert told("profile", limitations="The FGA marker failed") == {}


@pytest.mark.parametrize("mechanism", ["animal", "excavation_damage"])
def test_damage_after_death_is_not_perimortem(mechanism: str) -> None:
    assert told("finding", mechanism=mechanism, timing="perimortem") == {"timing": "shown"}
    assert told("finding", mechanism=mechanism, timing="postmortem") == {}


def test_healing_agrees_with_timing() -> None:
    assert told("finding", timing="postmortem", healing="early") == {"healing": "shown"}
    assert told("finding", timing="perimortem", healing="healed") == {"healing": "shown"}
    assert told("finding", timing="antemortem", healing="none") == {"healing": "shown"}
    assert told("finding", timing="perimortem", healing="none") == {}


def test_entry_and_exit_are_of_projectiles_with_their_bevels() -> None:
    assert told("finding", mechanism="sharp", role="exit") == {"role": "shown"}
    assert told("finding", mechanism="projectile", role="entry", bevel="external") == {"bevel": "shown"}
    assert told("finding", mechanism="projectile", role="entry", bevel="internal") == {}


def test_there_are_no_more_impacts_than_defects() -> None:
    assert told("finding", defects=2, impacts_min=3) == {"impacts_min": "shown"}
    assert told("finding", defects=2, impacts_min=1) == {}


@pytest.mark.parametrize("sensitivity", [None, "public", "partner", "restricted"])
def test_a_finding_that_bears_on_sexual_violence_is_sealed(sensitivity: str | None) -> None:
    assert told("finding", bears_on_sexual_violence=True, sensitivity=sensitivity) == {"sensitivity": "refused"}
    assert told("finding", bears_on_sexual_violence=True, sensitivity="sealed") == {}


def test_an_opinion_on_death_is_signed_by_one_who_may() -> None:
    assert told("opinion", cause="EXAMPLE", rests_on="EXAMPLE") == {"signed_by": "shown"}
    assert told("opinion", cause="EXAMPLE", **{**SIGNED, "signed_as": "not_applicable"}) == {"signed_as": "shown"}
    assert told("opinion", cause="EXAMPLE", **SIGNED) == {}


def test_manner_and_violence_agree() -> None:
    assert told("opinion", manner="homicide", violent="no", **SIGNED) == {"violent": "shown"}
    assert told("opinion", manner="natural", violent="yes", **SIGNED) == {"violent": "shown"}


def test_an_opinion_says_what_it_rests_on() -> None:
    assert told("opinion", cause="EXAMPLE", **{**SIGNED, "rests_on": None}) == {"rests_on": "shown"}


def test_an_opinion_is_not_older_than_the_death() -> None:
    assert told("opinion", died="2022-03", date="2022-02-20") == {"date": "refused"}


def test_an_examination_does_not_end_before_it_starts() -> None:
    assert told("examination", start="2023-05-05", end="2023-05-04") == {"end": "refused"}


def test_a_disposition_is_of_remains_or_of_a_package() -> None:
    assert told("disposition", kind="in_storage", facility="f") == {"cases": "refused"}
    assert told("disposition", kind="in_storage", facility="f", packages=("p",)) == {}


def test_buried_remains_can_be_found_again() -> None:
    assert told("disposition", cases=("c",), kind="reburied") == {"plot": "shown", "cemetery": "shown"}
    assert told("disposition", cases=("c",), kind="reburied", cemetery="EXAMPLE", plot="14") == {}


def test_released_remains_have_a_receiver_and_stored_ones_a_facility() -> None:
    assert told("disposition", cases=("c",), kind="released") == {"received_by": "shown"}
    assert told("disposition", cases=("c",), kind="in_storage") == {"facility": "shown"}
