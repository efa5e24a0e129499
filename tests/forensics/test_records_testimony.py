"""Testimony, evidence and planning as declared: what is asked, what never leaves, what is never recorded."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from forensics.catalogue import TYPES, RecordType, catalogue
from forensics.fields import GEOMETRIES, Answer, Field, Kind, Sensitivity
from forensics.records import evidence, planning, testimony
from forensics.records.base import Record

ALL = catalogue()
OURS = [
    ALL[value.about.type]
    for module in (testimony, evidence, planning)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Record) and value is not Record
]
FIELDS = [(kind, field) for kind in OURS for field in kind.fields]

NEEDED = {
    "consent": {"interview", "purpose", "recipient", "answer"},
    "incident": {"category"},
    "victim": {"incidents"},
    "media": {"sha256"},
    "custody": {"item", "action"},
}

SHOWN_OF_AN_INTERVIEW = {"display_area", "month", "sex", "age_group"}

SEALED = {
    "interview": {"capacity", "protection", "sealed_links"},
    "incident": {"alleged_person", "sealed_links"},
    "victim": {"sealed_links"},
    "source": {"speaker"},
    "media": {"shows_face", "sealed_subject"},
}

NEVER = re.compile(r"profile|allele|locus|loci|ancestry|ethnic|race|telephone|phone|mobile|narrative|account")


def test_the_families_declare_sixteen_types_of_the_list() -> None:
    assert len(OURS) == 16
    assert {kind.name for kind in OURS} <= set(TYPES)


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_only_what_a_record_cannot_do_without_is_needed(kind: RecordType) -> None:
    needed = {field.name for field in kind.fields if field.answer is Answer.NEEDED}
    assert needed == {"code"} | NEEDED.get(kind.name, set())


def test_of_an_interview_only_area_month_sex_and_age_group_are_not_restricted() -> None:
    base = set(Record.model_fields)
    open_fields = {field.name for field in ALL["interview"].fields if not field.sensitivity.apart} - base
    assert open_fields == SHOWN_OF_AN_INTERVIEW
    for name in ("other_numbers", "recorded_at", "sources", "reviewer"):
        assert ALL["interview"].by_name[name].sensitivity.apart


def test_a_consent_and_a_track_show_nothing_but_that_they_are_there() -> None:
    base = set(Record.model_fields)
    assert {field.name for field in ALL["consent"].plain} <= base
    assert {field.name for field in ALL["track"].plain} - base == {"purpose"}


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_exactly_these_fields_are_sealed(kind: RecordType) -> None:
    sealed = {field.name for field in kind.fields if field.sensitivity is Sensitivity.SEALED}
    assert sealed == SEALED.get(kind.name, set())


def where(wrong: Callable[[Field], bool]) -> list[str]:
    return [f"{kind.name}.{field.name}" for kind, field in FIELDS if wrong(field)]


def test_a_link_that_may_name_an_interview_or_a_missing_person_is_restricted() -> None:
    guarded = {"interview", "consent", "missing_person"}
    open_links = where(
        lambda field: (
            field.names_record
            and (not field.target or bool(guarded & set(field.target)))
            and not field.sensitivity.apart
        )
    )
    assert open_links == []


def test_no_field_is_of_a_kind_that_is_never_recorded() -> None:
    assert where(lambda field: NEVER.search(field.name) is not None) == []


def test_each_field_is_declared_whole() -> None:
    assert where(lambda field: not field.label[:1].isupper() or len(field.label) > 40) == []
    assert where(lambda field: field.name in ("type", "from", "to", "class")) == []
    assert where(lambda field: not set(field.target) <= set(TYPES)) == []
    assert where(lambda field: field.holds_codes != (field.vocabulary is not None)) == []
    assert where(lambda field: (field.kind is Kind.ROWS) != (field.columns is not None)) == []
    assert where(lambda field: field.spatial and field.geometry not in GEOMETRIES) == []
    assert where(lambda field: field.spatial and (field.name == "place") != (not field.part)) == []
    assert where(lambda field: field.typed and field.name != "code" and not field.group) == []


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_a_type_names_fields_that_it_has_and_is_grouped_for_a_form(kind: RecordType) -> None:
    about = kind.about
    for name in filter(None, (about.date, about.until, about.style, about.category, about.person, *about.title)):
        assert name in kind.by_name
    assert any(name in kind.by_name for name in about.place_from) or not about.place_from
    groups = {field.group for field in kind.fields if field.name not in Record.model_fields}
    assert 1 <= len(groups) <= 8
    assert kind.model.__doc__


def test_prefixes_of_proposed_codes_are_told_apart() -> None:
    prefixes = [kind.about.prefix for kind in ALL]
    assert len(set(prefixes)) == len(prefixes)


def test_each_vocabulary_names_its_source_and_waits_for_an_expert() -> None:
    for kind in OURS:
        for field in kind.fields:
            if field.vocabulary is not None:
                assert field.vocabulary.source
                assert field.vocabulary.review == "needs expert review"
                assert {"unknown", "not_recorded", "not_applicable"} <= set(field.vocabulary.all_codes)


@pytest.mark.parametrize(
    ("kind", "name", "codes"),
    [
        ("incident", "category", "murder sexual_violence torture unlawful_detention enforced_disappearance "
         "deportation_or_forced_transfer execution_of_prisoner ill_treatment_of_prisoner indiscriminate_attack "
         "attack_on_civilian_object siege prohibited_weapon attack_on_fleeing_civilians denial_of_relief "
         "declaring_no_quarter other hostilities unassessed"),
        ("incident", "level", "lead allegation credible corroborated verified refuted"),
        ("interview", "age_group", "under_18 18_29 30_44 45_59 60_plus"),
        ("interview", "capacity", "victim witness relative official prisoner_of_war combatant insider"),
        ("interview", "protection", "threat detained_relative in_occupied_area child sexual_violence media_exposed"),
        ("consent", "purpose", "store analyse prosecutor ICC_or_COI publish"),
        ("source", "reliability", "A B C D E F"),
        ("source", "credibility", "1 2 3 4 5 6"),
        ("artefact", "artefact_class", "clothing document jewellery phone ligature blindfold cartridge_case bullet "
         "fragment medical religious other"),
        ("custody", "action", "collected packed sealed stored transferred received opened examined sampled consumed "
         "copied relabelled reported_missing found returned released reburied destroyed"),
        ("hazard", "hazard_class", "suspected confirmed cancelled reduced cleared assessed_no_evidence"),
        ("survey_area", "status", "planned assigned in_progress paused_security complete needs_revisit cancelled"),
        ("practitioner", "roles", "archaeologist anthropologist forensic_pathologist_or_medical_expert odontologist "
         "ordnance_specialist investigator interviewer interpreter photographer evidence_custodian family_liaison "
         "planner analyst reviewer lead"),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_the_field_model(kind: str, name: str, codes: str) -> None:
    vocabulary = ALL[kind].by_name[name].vocabulary
    assert vocabulary is not None
    assert list(vocabulary.codes) == codes.split()
