"""Rules of settlements, periods of control, facilities, grave sites and links between graves."""

from __future__ import annotations

from tests.forensics.told import told

OCCUPIED = {"character": "occupied", "party": "foreign_forces", "start": "2022-03-01", "end": "2022-03-31"}
MASS_GRAVE = {"mass_grave": "yes", "mass_grave_definition": "EXAMPLE", "mass_grave_assessor": "p"}


def test_access_without_its_day_is_shown() -> None:
    assert told("settlement", access="mined") == {"access_on": "shown"}
    assert told("settlement", access="mined", access_on="2023-05") == {}


def test_access_does_not_expire_before_it_was_assessed() -> None:
    assert told("settlement", access="open", access_on="2023-05", access_valid_until="2023-04") == {
        "access_valid_until": "shown"
    }


def test_a_period_of_control_that_is_whole_has_no_problem() -> None:
    assert told("occupation", **OCCUPIED) == {}


def test_a_period_of_control_that_ends_before_it_starts_is_refused() -> None:
    assert told("occupation", **{**OCCUPIED, "end": "2022-02-27"}) == {"end": "refused"}


def test_dates_that_may_be_in_order_are_not_refused() -> None:
    assert told("occupation", **{**OCCUPIED, "start": "2022-03", "end": "2022-03-02"}) == {}


def test_an_ongoing_period_has_no_end() -> None:
    assert told("occupation", **OCCUPIED, ongoing=True) == {"end": "refused"}
    assert told("occupation", **{**OCCUPIED, "end": None}, ongoing=True) == {}


def test_a_period_with_neither_end_nor_ongoing_is_shown_and_not_reviewed() -> None:
    assert told("occupation", **{**OCCUPIED, "end": None}) == {"end": "shown"}
    assert told("occupation", **{**OCCUPIED, "end": None}, review="reviewed")["end"] == "refused"


def test_occupation_asks_for_its_party_and_unknown_answers() -> None:
    assert told("occupation", **{**OCCUPIED, "party": None}) == {"party": "shown"}
    assert told("occupation", **{**OCCUPIED, "party": "unknown"}) == {}


def test_people_present_at_least_is_not_more_than_at_most() -> None:
    assert told("occupation", **OCCUPIED, present_min=900, present_max=90) == {"present_max": "refused"}


def test_persons_held_at_least_is_not_more_than_at_most() -> None:
    assert told("facility", held_min=30, held_max=3) == {"held_max": "refused"}


def test_a_mass_grave_names_definition_and_assessor() -> None:
    assert told("site", mass_grave="yes") == {"mass_grave_definition": "shown", "mass_grave_assessor": "shown"}
    assert told("site", **MASS_GRAVE) == {}


def test_a_mass_grave_of_one_is_shown() -> None:
    assert told("site", **MASS_GRAVE, persons_min=1, persons_max=1) == {"mass_grave": "shown"}
    assert told("site", **MASS_GRAVE, form="single_grave") == {"mass_grave": "shown"}


def test_a_decision_to_publish_without_a_reason_is_refused() -> None:
    assert told("site", publish="yes", publish_decided_by="p") == {"publish_rationale": "refused"}
    assert told("site", publish="generalised", publish_rationale="EXAMPLE", publish_decided_by="p") == {}


def test_a_decision_not_to_publish_without_a_reason_is_shown() -> None:
    assert told("site", publish="no") == {"publish_rationale": "shown"}


def test_none_seen_stands_alone() -> None:
    assert told("site", disturbance=("none_seen", "shelled")) == {"disturbance": "refused"}
    assert told("site", disturbance=("shelled", "robbed")) == {}


def test_a_negative_site_with_remains_is_shown() -> None:
    assert told("site", status="negative", form="multiple_grave") == {"form": "shown"}
    assert told("site", status="exhumed", form="no_remains") == {"status": "shown"}


def test_a_site_is_no_part_of_itself() -> None:
    assert told("site", id="1", parent="1") == {"parent": "refused"}


def test_there_is_no_link_without_evidence() -> None:
    assert told("site_link", evidence=())["evidence"] == "refused"


def test_a_link_has_two_ends() -> None:
    assert told("site_link", to_site="a") == {"to_site": "refused"}


def test_a_link_by_dna_names_the_remains() -> None:
    assert told("site_link", evidence=("DNA_reassociation",)) == {"cases": "shown"}
