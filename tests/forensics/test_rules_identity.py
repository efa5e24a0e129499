"""Rules of missing persons and identifications."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forensics.told import told

CONFIRMED: dict[str, Any] = {"status": "confirmed", "deciding_body": "court", "date": "2024-02-01"}
DNA: dict[str, Any] = {"primary": ("DNA",), "dna_report": "EX-D1", "dna_posterior": 0.99996, "dna_prior": 0.01}


def test_an_identification_by_dna_with_its_report_has_no_problem() -> None:
    assert told("identification", **CONFIRMED, **DNA) == {}


@pytest.mark.parametrize("secondary", [None, (), ("clothing",), ("effects", "clothing", "circumstance")])
def test_sight_or_clothing_alone_is_never_confirmed_whatever_a_certificate_says(secondary: Any) -> None:
    sight = {"recognised_by": "EX-7", "recognised_on": "2022-04", "recognised_state": "EXAMPLE", "certificate": "EX-9"}
    assert told("identification", **CONFIRMED, **sight, secondary=secondary) == {"status": "refused"}
    assert told("identification", **{**CONFIRMED, "status": "presumptive"}, **sight, secondary=secondary) == {}


def test_confirmed_without_a_primary_identifier_is_shown() -> None:
    assert told("identification", **CONFIRMED, secondary=("medical", "clothing")) == {"primary": "shown"}


def test_no_primary_identifier_is_not_one() -> None:
    assert told("identification", **CONFIRMED, primary=("not_recorded",)) == {"status": "refused"}


def test_who_compared_does_not_review() -> None:
    assert told("identification", compared_by="p", reviewed_by="p") == {"reviewed_by": "shown"}
    assert told("identification", compared_by="p", reviewed_by="q") == {}


def test_confirmed_with_unexplained_differences_is_shown() -> None:
    differ = {"differences": "unexplained", "differences_described": "EXAMPLE"}
    assert told("identification", **CONFIRMED, **DNA, **differ) == {"differences": "shown"}


def test_differences_are_described() -> None:
    assert told("identification", differences="explained") == {"differences_described": "shown"}
    assert told("identification", differences="none") == {}


def test_confirmed_names_the_body_and_the_day() -> None:
    assert told("identification", status="confirmed", **DNA) == {"deciding_body": "shown", "date": "shown"}
    refused = told("identification", status="confirmed", review="reviewed", **DNA)
    assert {refused["deciding_body"], refused["date"]} == {"refused"}


def test_dna_names_its_report_and_posterior_with_its_prior() -> None:
    assert told("identification", primary=("DNA",)) == {"dna_report": "shown", "dna_posterior": "shown"}
    assert told("identification", **{**DNA, "dna_prior": None}) == {"dna_prior": "shown"}


def test_a_weak_posterior_alone_is_shown() -> None:
    assert told("identification", **CONFIRMED, **{**DNA, "dna_posterior": 0.98}) == {"dna_posterior": "shown"}


def test_a_genetic_profile_is_refused_in_any_text() -> None:
    profile = "FGA 21,24 TH01 6,9.3"
    assert told("identification", identifiers_described=profile) == {"identifiers_described": "refused"}
    donors = ({"donor": "EX-D1", "reference": profile},)
    assert told("missing_person", dna_donors=donors) == {"dna_donors": "refused"}


def test_an_identification_does_not_supersede_itself() -> None:
    assert told("identification", id="1", superseded_by="1") == {"superseded_by": "refused"}


def test_recognition_by_sight_says_when_and_in_what_state() -> None:
    assert told("identification", recognised_by="EX-7") == {"recognised_on": "shown", "recognised_state": "shown"}


def test_nobody_was_last_seen_before_birth() -> None:
    assert told("missing_person", born="1990", last_seen="1989-12-31") == {"last_seen": "refused"}


@pytest.mark.parametrize("sensitivity", ["public", "partner"])
def test_a_missing_person_is_restricted(sensitivity: str) -> None:
    assert told("missing_person", sensitivity=sensitivity) == {"sensitivity": "refused"}
    assert told("missing_person", sensitivity="sealed") == {}


@pytest.mark.parametrize("contact", ["+380 00 000 00 00", "EX-7, 000 000 00 00"])
def test_a_telephone_number_is_refused(contact: str) -> None:
    assert told("missing_person", contact_family=contact) == {"contact_family": "refused"}


def test_a_contact_by_code_is_taken() -> None:
    assert told("missing_person", contact_family="EX-C-2024-000123") == {}


def test_consent_names_recipient_answer_and_dates_in_order() -> None:
    given = {"recipient": "EXAMPLE", "answer": "yes", "given": "2023-01-05"}
    assert told("missing_person", consent=(given,)) == {}
    assert told("missing_person", consent=({**given, "withdrawn": "2023-01-04"},)) == {"consent": "refused"}
    assert told("missing_person", consent=({**given, "given": "soon"},)) == {"consent": "refused"}
    assert told("missing_person", consent=({"answer": "yes"},)) == {"consent": "refused"}
    assert told("missing_person", consent=({**given, "answer": "perhaps"},)) == {"consent": "refused"}


@pytest.mark.parametrize("secondary", [("unknown",), ("not_recorded", "clothing")])
def test_no_answer_confirms_nothing_more_than_clothing_does(secondary: tuple[str, ...]) -> None:
    assert told("identification", **CONFIRMED, secondary=secondary) == {"status": "refused"}


def test_what_is_superseded_says_why() -> None:
    assert told("identification", superseded_by="i") == {"superseded_reason": "shown"}
    assert told("identification", superseded_by="i", superseded_reason="EXAMPLE") == {}
    assert told("opinion", supersedes="o") == {"supersedes_reason": "shown"}
