"""The declarations of places, graves, remains and identity: whole, consistent, as open or closed as they must be."""

from __future__ import annotations

import re

import pytest

from forensics.catalogue import TYPES, RecordType, catalogue
from forensics.fields import Kind, Sensitivity
from forensics.records.base import Record
from forensics.vocabulary.bones import BONE, BONE_ZONE, bones

CATALOGUE = catalogue()
OURS = (
    "settlement", "occupation", "facility", "site", "site_link", "authority", "exhumation", "site_log", "context",
    "case", "element", "examination", "profile", "finding", "opinion", "disposition", "missing_person",
    "identification",
)  # fmt: skip

TAKEN = {"row", "type", "history", "conflicts", "problems", "x", "y", "geometry", "fid"}
"""Names that tables, lists and layers use themselves."""

ours = pytest.mark.parametrize("kind", [CATALOGUE[name] for name in OURS], ids=lambda kind: kind.name)


def own(kind: RecordType) -> list[str]:
    return [field.name for field in kind.fields if field.name not in Record.model_fields]


@ours
def test_each_field_says_what_its_kind_needs(kind: RecordType) -> None:
    for field in kind.fields:
        assert (field.vocabulary is not None) == field.holds_codes, field.name
        assert bool(field.geometry) == field.spatial, field.name
        assert (field.columns is not None) == (field.kind is Kind.ROWS), field.name
        assert not field.names_record or set(field.target) <= set(TYPES), field.name
        assert field.group or field.name in Record.model_fields or field.name == "notes", field.name


@ours
def test_labels_are_one_to_a_field(kind: RecordType) -> None:
    labels = [field.label for field in kind.fields]
    assert sorted(set(labels)) == sorted(labels)


@ours
def test_no_field_takes_a_name_that_tables_and_lists_use(kind: RecordType) -> None:
    assert not TAKEN & set(own(kind))


@ours
def test_what_a_type_says_of_itself_are_its_fields(kind: RecordType) -> None:
    about = kind.about
    named = [about.date, about.until, about.style, about.category, about.person, *about.title, *about.place_from[:1]]
    assert {name for name in named if name} <= set(kind.by_name)


@ours
def test_style_and_category_are_codes_and_dates_are_dates(kind: RecordType) -> None:
    about = kind.about
    assert all(kind.field(name).kind is Kind.CODE for name in (about.style, about.category) if name)
    assert all(kind.field(name).kind in (Kind.DATE, Kind.INSTANT) for name in (about.date, about.until) if name)


@ours
def test_a_place_is_taken_along_references_that_exist(kind: RecordType) -> None:
    current = kind
    for name in kind.about.place_from:
        current = CATALOGUE[current.field(name).target[0]]
    assert not kind.about.place_from or current.main_place is not None


@ours
def test_one_main_place_and_named_parts(kind: RecordType) -> None:
    for field in kind.places:
        assert (field.name == "place") != bool(field.part), field.name
        assert not field.part or field.part == field.name


@ours
def test_fields_come_in_three_to_nine_groups(kind: RecordType) -> None:
    groups = {kind.field(name).group for name in own(kind)}
    assert 1 <= len(groups) <= 9


@ours
def test_field_names_are_plain_words_in_snake_case(kind: RecordType) -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) for name in own(kind))


@ours
def test_a_vocabulary_names_its_source(kind: RecordType) -> None:
    assert all(field.vocabulary.source for field in kind.fields if field.vocabulary)


def test_a_vocabulary_of_one_name_is_one_list() -> None:
    lists: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for kind in CATALOGUE:
        for field in kind.fields:
            if field.vocabulary is not None:
                lists.setdefault(field.vocabulary.name, set()).add(tuple(field.vocabulary.codes.items()))
    assert [name for name, found in lists.items() if len(found) > 1] == []


def test_prefixes_of_codes_are_one_to_a_type() -> None:
    prefixes = [kind.about.prefix for kind in CATALOGUE]
    assert sorted(set(prefixes)) == sorted(prefixes)
    assert "EX" not in prefixes, "EX- marks what is invented"


def test_a_missing_person_is_restricted_whole() -> None:
    kind = CATALOGUE["missing_person"]
    assert all(kind.field(name).sensitivity is Sensitivity.RESTRICTED for name in own(kind))


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("occupation", "units"), ("occupation", "bases"), ("occupation", "detention_places"), ("facility", "place"),
        ("site", "inscription"), ("authority", "officials"), ("authority", "witnesses"), ("exhumation", "team"),
        ("exhumation", "others_present"), ("site_log", "people"), ("site_log", "visitors"), ("profile", "implants"),
        ("profile", "tattoos"), ("profile", "scars"), ("disposition", "place"), ("disposition", "received_by"),
        ("identification", "missing_person"), ("identification", "recognised_by"),
    ],
)  # fmt: skip
def test_persons_marks_and_units_are_restricted(type_: str, name: str) -> None:
    assert CATALOGUE[type_].field(name).sensitivity is Sensitivity.RESTRICTED


def test_what_bears_on_sexual_violence_is_sealed() -> None:
    assert CATALOGUE["finding"].field("bears_on_sexual_violence").sensitivity is Sensitivity.SEALED


@ours
def test_no_free_text_on_persons_is_public(kind: RecordType) -> None:
    assert all(kind.field(name).sensitivity.apart for name in own(kind) if name == "notes")


@ours
def test_nothing_is_declared_that_is_never_recorded(kind: RecordType) -> None:
    never = re.compile(r"ancestry|ethnic|race|genetic_profile|allele|telephone|phone")
    assert not [name for name in own(kind) if never.search(name)]


@pytest.mark.parametrize(
    ("type_", "name", "codes"),
    [
        ("occupation", "control", "full partial contested intermittent encircled"),
        ("occupation", "basis", "official_list witness open_source imagery document"),
        ("settlement", "access", "open restricted mined frontline inaccessible"),
        ("site", "form", "single_grave group_of_single_graves multiple_grave surface submerged no_remains"),
        ("site", "deposition", "primary secondary tertiary temporary undetermined"),
        ("site", "disturbance", "none_seen robbed machine looted shelled animal farming"),
        (
            "site", "status",
            "reported suspected located secured authorised confirmed in_exhumation part_exhumed exhumed closed negative"
            " destroyed inaccessible",
        ),
        ("site_link", "evidence", "soil ballistics material DNA_reassociation imagery witness"),
        ("authority", "family_notified", "yes no unsafe"),
        ("exhumation", "method", "stratigraphic_pedestal not_archaeological trench arbitrary_spit machine_and_hand"),
        ("context", "context_type", "cut fill layer interface structure natural"),
        ("case", "remains_class", "body body_part general_bone commingled_assemblage non_human undetermined"),
        ("case", "origin", "exhumation surface_recovery handed_over exchange mortuary hospital"),
        ("case", "left_arm", "extended flexed behind_back raised across_body crossed displaced absent"),
        ("case", "completeness", "over_75 25_75 under_25"),
        ("element", "side", "L R midline unsided"),
        ("profile", "sex", "F F? indeterminate M? M"),
        ("profile", "age_class", "fetus perinate 0_3 4_12 13_17 18_19 20_34 35_49 50_plus subadult adult"),
        ("profile", "under_18", "yes no interval_spans_18"),
        ("finding", "timing", "antemortem perimortem postmortem indeterminate"),
        ("finding", "role", "entry exit keyhole tangential embedded indeterminate"),
        ("identification", "status", "proposed presumptive confirmed excluded withdrawn"),
        ("identification", "primary", "DNA friction_ridge dental implant_serial"),
        ("missing_person", "later_parts", "tell_each_time tell_at_end do_not_tell"),
        ("disposition", "kind", "in_storage temporary_burial released reburied returned_to_authority"),
    ],
)  # fmt: skip
def test_the_professions_lists_are_whole(type_: str, name: str, codes: str) -> None:
    vocabulary = CATALOGUE[type_].field(name).vocabulary
    assert vocabulary is not None
    assert list(vocabulary.codes) == codes.split()
    assert {"unknown", "not_recorded", "not_applicable"} <= set(vocabulary.all_codes)


def test_every_bone_is_in_the_list_with_its_zones() -> None:
    assert list(bones()) == list(BONE.codes)
    assert all(set(bone.zones) <= set(BONE_ZONE.codes) for bone in bones().values())
    assert set(BONE_ZONE.codes) == {zone for bone in bones().values() for zone in bone.zones}


def test_bones_of_the_young_become_adult_bones() -> None:
    young = [bone for bone in bones().values() if bone.juvenile]
    assert {bone.part_of for bone in young} <= {bone.code for bone in bones().values() if not bone.juvenile}
    assert {"pars_basilaris", "ilium", "half_mandible"} <= {bone.code for bone in young}


def test_the_adult_skeleton_counts_206_bones() -> None:
    """With sides, six ossicles, 26 of the spine and the hyoid; without teeth, cartilages and what has no number."""
    left_out = {"tooth", "cranium", "sesamoid", "vertebra", "rib"}
    adult = [
        bone for bone in bones().values()
        if not bone.juvenile and bone.code not in left_out and "cartilage" not in bone.code
        and "fragment" not in bone.code and "unknown" not in bone.label
    ]  # fmt: skip
    sternum = {"manubrium", "sternal_body", "xiphoid"}
    assert sum(2 if bone.paired else 1 for bone in adult if bone.code not in sternum) + 1 == 206
