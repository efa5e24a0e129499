"""Rules of authorities, exhumations, site logs and contexts."""

from __future__ import annotations

import pytest

from tests.forensics.told import told


def test_an_authority_is_not_valid_until_before_from() -> None:
    assert told("authority", valid_from="2023-05-02", valid_until="2023-05-01") == {"valid_until": "refused"}


def test_no_known_authority_has_no_order_number() -> None:
    assert told("authority", authority_type="none_known", order_number="EX-7") == {"authority_type": "shown"}


def test_a_case_number_names_its_register() -> None:
    assert told("authority", case_number="EX-12") == {"case_register": "shown"}


def test_an_exhumation_that_ends_before_it_starts_is_refused() -> None:
    assert told("exhumation", start="2023-05-04", end="2023-05-03") == {"end": "refused"}


def test_a_grave_backfilled_before_it_was_opened_is_shown() -> None:
    assert told("exhumation", start="2023-05-04", backfilled_on="2023-05-01") == {"backfilled_on": "shown"}


def test_machine_and_sieve_are_said_once() -> None:
    assert told("exhumation", method="machine_and_hand", machine_used="no") == {"machine_used": "shown"}
    assert told("exhumation", sieved="none", sieve_mesh=6.0) == {"sieve_mesh": "shown"}


def test_a_depth_says_below_what() -> None:
    assert told("exhumation", water_table=140.0) == {"depth_below": "shown"}
    assert told("exhumation", water_table=140.0, depth_below="datum") == {}


def test_a_bearing_says_which_north_and_a_magnetic_one_when() -> None:
    assert told("exhumation", grid_bearing=12.5) == {"grid_north": "shown"}
    assert told("exhumation", grid_bearing=12.5, grid_north="magnetic") == {"magnetic_on": "shown"}
    assert told("exhumation", grid_bearing=12.5, grid_north="true") == {}


def test_one_control_point_does_not_tie_a_grid() -> None:
    point = {"point": "A", "x": "0", "y": "0.00", "longitude": "36.9", "latitude": "49.2"}
    assert told("exhumation", grid_controls=(point,)) == {"grid_controls": "shown"}
    assert told("exhumation", grid_controls=(point, {**point, "point": "B", "x": "5"})) == {}


def test_a_control_point_that_is_no_number_is_refused() -> None:
    points = ({"point": "A", "x": "zero"}, {"point": "B", "x": "5"})
    assert told("exhumation", grid_controls=points) == {"grid_controls": "refused"}


def test_a_field_mni_says_what_it_rests_on() -> None:
    assert told("exhumation", mni_field=4) == {"mni_field_basis": "shown"}


def test_a_signed_protocol_is_dated() -> None:
    assert told("exhumation", protocol_signed="yes") == {"protocol_signed_on": "shown"}


def test_a_site_log_is_of_one_day() -> None:
    assert told("site_log", day="2023-05") == {"day": "refused"}
    assert told("site_log") == {}


@pytest.mark.parametrize("colour", ["10YR 4/3", "7.5YR 5/8", "N 4/", "2.5Y 6/2 light brownish grey", "5gy 4/1"])
def test_munsell_colours_are_taken(colour: str) -> None:
    assert told("context", colour=colour) == {}


@pytest.mark.parametrize("colour", ["brown", "10YR", "4/3", "10XX 4/3"])
def test_other_colours_are_shown(colour: str) -> None:
    assert told("context", colour=colour) == {"colour": "shown"}


def test_the_top_of_a_context_lies_above_its_base() -> None:
    levels = {"level_datum": "site_datum", "level_base": 99.2}
    assert told("context", **levels, level_top=98.0) == {"level_top": "refused"}
    assert told("context", **levels, level_top=99.9) == {}


def test_a_level_names_its_datum() -> None:
    assert told("context", level_top=99.9) == {"level_datum": "shown"}


def test_no_context_lies_above_and_below_the_same_one() -> None:
    assert told("context", above=("1", "2"), below=("2",)) == {"below": "refused"}
    assert told("context", above=("1",), equal_to=("1",)) == {"equal_to": "refused"}
    assert told("context", id="1", above=("1",)) == {"above": "refused"}
    assert told("context", id="1", above=("2",), below=("3",)) == {}


def test_only_a_fill_fills_a_cut() -> None:
    assert told("context", context_type="cut", fill_of="2") == {"fill_of": "shown"}
    assert told("context", context_type="fill", fill_of="2") == {}
