"""The numbers that a mission publishes: each computed by its rule, none of them able to point at a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely

from forensics.changes import Change, Operation
from forensics.errors import UnknownName
from forensics.geodesy import area_km2
from forensics.places import place_of
from forensics.ports import Query
from forensics.statistics.published import PUBLISHED
from forensics.statistics.suppression import suppressed
from layers.editing import voiding
from layers.errors import ExportRefused
from layers.exports.counted import count_openly
from layers.exports.profiles import load_profile
from layers.exports.selecting import Selection
from layers.individuals import counts_of
from layers.language import Translator
from layers.project import Project
from layers.statistics import Computed, document, statistics_of, words_of
from tests.layers.examples import SIZES, open_example
from tests.layers.projects import CONFIRMED, closing, make, record
from tests.tools.proofs import Proof

PROMISED = (
    "settlements_monitored", "interviews", "covered_km2", "exhumations", "incidents", "cases", "mni", "identified",
)  # fmt: skip
"""The keys that outside checks rely on."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with closing(open_example(tmp_path_factory.mktemp("statistics"))) as project:
        yield project


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "counted.taphos", pack="ua")) as project:
        yield project


def told(project: Project, profile: str = "court", as_of: str = "", **asked: Any) -> dict[str, Computed]:
    return {one.statistic.key: one for one in statistics_of(project, profile, Selection(**asked), as_of)}


def value(project: Project, key: str, profile: str = "court", **asked: Any) -> Any:
    return told(project, profile, **asked)[key].value


def leaves_of(table: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    for code, inner in table.items():
        if isinstance(inner, Mapping):
            yield from (((code, *path), number) for path, number in leaves_of(inner))
        else:
            yield (code,), inner


# What is counted


@pytest.mark.parametrize("profile", ["court", "partner", "public"])
def test_the_example_gives_the_figures_of_the_mission(example: Project, profile: str, proof: Proof) -> None:
    found = told(example, profile)
    figures = [
        found[key].value for key in ("settlements_monitored", "interviews", "covered_km2", "exhumations", "incidents")
    ]
    assert figures == [85, SIZES.interviews, pytest.approx(7000, abs=0.5), 14, SIZES.incidents]
    assert found["cases"].value == example.register.info().counts["case"]
    assert set(PROMISED) <= set(found)
    proof("A", f"statistics of the example, {profile}", " / ".join(f"{figure:,}" for figure in figures))


def test_each_number_by_itself_is_what_it_is_among_the_others(example: Project) -> None:
    found = told(example, "court")
    for one in PUBLISHED:
        if one.key in found:
            [alone] = statistics_of(example, "court", only=(one.key,))
            assert (alone.value, alone.unknown) == (found[one.key].value, found[one.key].unknown), one.key


ONE_LESS = (
    ("settlement", "settlements_monitored"), ("settlement", "settlements"), ("interview", "interviews"),
    ("exhumation", "exhumations"), ("incident", "incidents"), ("case", "cases"), ("site", "sites"),
    ("victim", "victims"), ("identification", "identified"),
)  # fmt: skip


@pytest.mark.parametrize(("type_", "key"), ONE_LESS)
def test_voiding_one_record_lowers_what_counts_it_by_one(example: Project, type_: str, key: str) -> None:
    before = value(example, key)
    conditions = {"identification": (("status", "confirmed"),), "victim": (("kind", "person"),)}
    one = next(iter(example.register.select(Query(type_, where=conditions.get(type_, ()), limit=1))))
    example.register.commit([Change(type_, str(one["id"]), Operation.VOID, after={"void_reason": "a test"})])
    try:
        assert value(example, key) == before - 1
    finally:
        example.register.undo()
    assert value(example, key) == before


def test_voiding_a_complete_survey_area_takes_its_ground_away(example: Project) -> None:
    before = value(example, "covered_km2")
    one = next(
        values
        for values in example.register.select(Query("survey_area", where=(("status", "complete"),)))
        if values["purpose"] == "interview"
    )
    example.register.commit([Change("survey_area", str(one["id"]), Operation.VOID, after={"void_reason": "a test"})])
    try:
        lost = before - value(example, "covered_km2")
    finally:
        example.register.undo()
    assert 0 < lost <= area_km2(shapely.from_wkb(one["place"]["geometry"])) + 0.2


def square(west: float) -> dict[str, str]:
    return place_of(shapely.MultiPolygon([shapely.box(west, 48, west + 0.1, 48.1)]), crs="EPSG:4326").to_canonical()


def test_ground_that_was_covered_twice_counts_once_and_unfinished_ground_not_at_all(empty: Project) -> None:
    empty.register.commit(
        [
            record("survey_area", "AR-1", place=square(30.0), status="complete"),
            record("survey_area", "AR-2", place=square(30.05), status="complete"),
            record("survey_area", "AR-3", place=square(30.5), status="in_progress"),
            record("survey_area", "AR-4", status="complete"),
            record("visit", "VI-1", covered=square(30.1)),
            record("visit", "VI-2"),
        ]
    )
    whole = shapely.box(30.0, 48, 30.2, 48.1)
    found = told(empty)["covered_km2"]
    assert found.value == pytest.approx(area_km2(whole), abs=0.05)
    assert found.unknown == 1


def test_interviews_and_people_interviewed_are_two_numbers(empty: Project) -> None:
    empty.register.commit(
        [
            record("interview", "IV-1", interviewee_code="P-1"),
            record("interview", "IV-2", interviewee_code="P-1"),
            record("interview", "IV-3", interviewee_code="P-2", further_interviewees=[{"code": "P-3"}]),
            record("interview", "IV-4"),
        ]
    )
    found = told(empty)
    assert (found["interviews"].value, found["interviewees"].value, found["interviewees"].unknown) == (4, 3, 1)


def test_incidents_victims_and_victimisations_are_three_numbers(empty: Project) -> None:
    one, other, gone = (record("incident", f"I-{at}", category="torture") for at in (1, 2, 3))
    empty.register.commit([one, other, gone])
    both = [one.record, other.record, gone.record]
    empty.register.commit(
        [
            record("victim", "V-1", kind="person", incidents=both, count_min=1, count_best=1, count_max=1),
            record("victim", "V-2", kind="group", incidents=[one.record], count_min=2, count_best=4, count_max=9),
            record("victim", "V-3", kind="group", incidents=[one.record]),
            Change("incident", gone.record, Operation.VOID, after={"void_reason": "twice"}),
        ]
    )
    found = told(empty)
    assert found["incidents"].value == 2
    assert [found[key].value for key in ("victims_least", "victims", "victims_most")] == [3, 5, 10]
    assert found["victimisations"].value == 2 + 4
    assert found["victims"].unknown == 1


def test_an_incident_counts_once_under_its_category_and_once_under_each_act(empty: Project) -> None:
    empty.register.commit([record("incident", "I-1", category="murder", acts=["murder", "torture"])])
    found = told(empty)
    assert found["incidents_by_category"].value == {"murder": 1}
    assert found["incidents_by_act"].value == {"murder": 1, "torture": 1}


def test_an_incident_of_an_uncertain_month_is_unknown_and_in_none(empty: Project) -> None:
    dates = ("2022-03-05", "2022-03", "2022-03-01/2022-03-20", "2022-03-20/2022-04-02", "2022", "[..2022-03-01]")
    empty.register.commit([record("incident", f"I-{at}", date=date) for at, date in enumerate(dates)])
    found = told(empty)["incidents_by_month"]
    assert (found.value, found.unknown) == ({"2022-03": 3}, 3)


def test_a_person_is_identified_once_and_only_by_what_is_confirmed_and_stands(empty: Project) -> None:
    person, other = record("missing_person", "MP-1"), record("missing_person", "MP-2")
    first = record("identification", "ID-1", missing_person=person.record, cases=[], **CONFIRMED)
    empty.register.commit(
        [
            person,
            other,
            first,
            record("identification", "ID-2", missing_person=person.record, cases=[], **CONFIRMED),
            record("identification", "ID-3", missing_person=other.record, status="presumptive", cases=[]),
            record(
                "identification", "ID-4", missing_person=other.record, superseded_by=first.record, cases=[],
                **CONFIRMED,
            ),
            record("identification", "ID-5", cases=[], **CONFIRMED),
        ]
    )  # fmt: skip
    found = told(empty)["identified"]
    assert (found.value, found.unknown) == (1, 1)
    assert "More persons are identified (1) than the bones in the inventory are of at least (0)" in str(found.note)


FALLING_SHORT: tuple[dict[str, Any], ...] = (
    {"deciding_body": None}, {"date": None}, {"primary": None, "secondary": ["clothing"]}, {"primary": ["dental"]},
)  # fmt: skip


@pytest.mark.parametrize("values", FALLING_SHORT)
def test_what_was_decided_by_nobody_or_rests_on_sight_or_on_unknown_teeth_counts_nobody(
    empty: Project, values: dict[str, Any]
) -> None:
    site, person = record("site", "S-1"), record("missing_person", "MP-1")
    case = record("case", "S-1-001B", site=site.record, remains_class="body")
    held = {name: value for name, value in {**CONFIRMED, **values}.items() if value is not None}
    named = record("identification", "ID-1", missing_person=person.record, cases=[case.record], **held)
    empty.register.commit([site, person, case, named])
    [counts] = counts_of(empty)
    assert (told(empty)["identified"].value, counts.identified) == (0, 0)
    other = record("identification", "ID-2", missing_person=record("missing_person", "MP-2").record,
                   cases=[case.record], **CONFIRMED)  # fmt: skip
    empty.register.commit([other])
    [counts] = counts_of(empty)
    assert (told(empty)["identified"].value, counts.identified) == (0, 0), (
        "what does not count contradicts all the same"
    )


def test_teeth_that_are_known_from_before_death_identify(empty: Project) -> None:
    site, person = record("site", "S-1"), record("missing_person", "MP-1", dental_records="EXAMPLE dentist")
    case = record("case", "S-1-001B", site=site.record, remains_class="body")
    named = record("identification", "ID-1", missing_person=person.record, cases=[case.record],
                   **{**CONFIRMED, "primary": ["dental"]})  # fmt: skip
    empty.register.commit([site, person, case, named])
    [counts] = counts_of(empty)
    assert (told(empty)["identified"].value, counts.identified) == (1, 1)


def test_a_sealed_finding_is_in_no_number(empty: Project) -> None:
    trauma = {"timing": "perimortem", "mechanism": "blunt", "kind": "trauma"}
    empty.register.commit(
        [
            record("finding", "FN-1", **trauma),
            record("finding", "FN-2", sensitivity="sealed", **trauma),
            record("finding", "FN-3", bears_on_sexual_violence=True, **trauma),
            record("finding", "FN-4", timing="postmortem", mechanism="animal", kind="taphonomy"),
        ]
    )
    assert value(empty, "trauma") == {"perimortem": {"blunt": 1}}


def test_sites_cases_and_exhumations_without_an_answer_are_unknown(empty: Project) -> None:
    empty.register.commit([record("site", "S-1", status="located", mass_grave="yes"), record("site", "S-2")])
    found = told(empty)
    assert (found["sites"].value, found["sites_by_status"].value, found["sites_by_status"].unknown) == (
        2, {"located": 1}, 1,
    )  # fmt: skip
    assert (found["mass_graves"].value, found["mass_graves"].unknown) == (1, 1)


# The minimum number of individuals


def test_the_minimum_number_is_told_for_each_site_and_never_added(example: Project) -> None:
    found = told(example)
    by_site = found["mni"].value
    assert set(by_site) <= set(example.register.codes("site"))
    assert all(isinstance(least, int) and least > 0 for least in by_site.values())
    [(group, pooled)] = found["mni_linked"].value.items()
    parts = [by_site[site] for site in group.split(" + ")]
    assert max(parts) <= pooled <= sum(parts)


# What may be told


def test_a_small_number_is_not_told_nor_the_one_that_it_could_be_worked_out_from() -> None:
    assert suppressed({"a": 40, "b": 30, "c": 2}) == {"a": 40, "b": None, "c": None}
    assert suppressed({"a": 40, "b": 3, "c": 2}) == {"a": 40, "b": None, "c": None}
    assert suppressed({"a": 40, "b": 1, "c": 2, "d": 9}) == {"a": 40, "b": None, "c": None, "d": None}
    assert suppressed({"a": 40, "b": 30, "c": 2}, summed=False) == {"a": 40, "b": 30, "c": None}
    assert suppressed({"a": {"x": 7, "y": 4}, "b": {"x": 6}}) == {"a": {"x": 7, "y": None}, "b": {"x": None}}
    assert suppressed({"a": 5, "b": 0}) == {"a": 5, "b": 0}
    assert suppressed(4) is None


def test_of_sexual_violence_and_of_children_less_than_ten_is_not_told() -> None:
    assert suppressed({"murder": 9, "sexual_violence": 9}, summed=False) == {"murder": 9, "sexual_violence": None}
    assert suppressed({"F": {"under_18": 9, "18_29": 9}}, summed=False) == {"F": {"under_18": None, "18_29": 9}}
    assert suppressed({"torture": 9}, ["under_18"], summed=False) == {"torture": None}


def test_who_may_have_been_a_child_is_in_a_row_of_their_own_and_held_to_what_children_are(empty: Project) -> None:
    where = record("incident", "I-1", category="murder")
    ages = {"V-1": (16, 20, "18_29"), "V-2": (12, 17, "under_18"), "V-3": (18, 20, "18_29"), "V-4": (None, 30, None)}
    victims = [
        record("victim", code, incidents=[where.record], sex="M", age_min=least, age_max=most, age_class=group,
               kind="person", count_min=1, count_best=1, count_max=1)
        for code, (least, most, group) in ages.items()
    ]  # fmt: skip
    empty.register.commit([where, *victims])
    found = told(empty)
    apart = {"under_18": 1, "interval_spans_18": 1, "18_29": 1}
    assert found["victims_by_sex_and_age"].value == {"M": apart}
    assert found["victims_by_sex_and_age"].unknown == 1
    assert found["victims_by_category_and_age"].value == {"murder": apart}
    assert suppressed({"M": {"interval_spans_18": 9}}, summed=False) == {"M": {"interval_spans_18": None}}


PERSONAL = [statistic for statistic in PUBLISHED if statistic.type not in ("settlement", "occupation")]


def test_the_public_is_told_no_small_number_at_all(example: Project) -> None:
    found = told(example, "public")
    for statistic in PERSONAL:
        table = found[statistic.key].value
        if isinstance(table, Mapping):
            for path, number in leaves_of(table):
                least = 10 if {"sexual_violence", "under_18"} & set(path) else 5
                assert number is None or number == 0 or number >= least, (statistic.key, path, number)


def test_what_is_not_told_is_explained(empty: Project) -> None:
    empty.register.commit(
        [record("interview", "IV-1", sex="F", age_group="18_29", month="2022-05", informed_consent="yes")]
    )
    public = told(empty, "public")
    for key in ("interviews", "interviews_by_sex_and_age", "interviews_by_month"):
        assert public[key].note is not None
    assert public["interviews"].value is None
    assert public["interviews_by_month"].value == {}
    assert told(empty)["interviews"].value == 1


def test_everybody_is_told_no_number_of_graves_or_bones(example: Project) -> None:
    public = told(example, "public")
    for key in ("sites", "sites_by_status", "mni", "mni_linked", "trauma", "victims_by_sex_and_age"):
        assert public[key].value is None
        assert public[key].note is not None


def test_everybody_is_told_the_same_as_the_layers_of_numbers_tell(example: Project) -> None:
    public = told(example, "public")
    counted = count_openly(example, load_profile("public", tuple(example.catalogue.types)))
    assert public["incidents"].value == counted.whole("incident")
    assert public["incidents_by_month"].value == counted.by_month("incident")
    assert sum(number is not None for number in counted.by_settlement("interview").values()) > 3


def test_an_interview_is_told_for_no_smaller_area_than_may_be_shown(empty: Project) -> None:
    settlement = record("settlement", "P-1", name_en="Place", admin3="Unit")
    empty.register.commit([settlement])
    empty.register.commit(
        record(
            "interview", f"IV-{at}", settlement=settlement.record, display_area="settlement" if at < 6 else "admin3",
            informed_consent="yes",
        )
        for at in range(20)
    )  # fmt: skip
    assert value(empty, "interviews_by_area") == {"P-1": 6, "Unit": 14}
    asked = told(empty, "public", where=(("settlement", "P-1"),))
    assert asked["interviews"].value is None
    assert asked["interviews"].note is not None
    assert value(empty, "interviews", "public") == 20


def test_what_a_profile_keeps_home_is_not_counted_either(example: Project, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = 'name = "own"\nclasses = ["public"]\n[types]\nsettlement = "records"\n'
    own.write_text(text + '[fields]\nsettlement = ["code"]\n')
    found = told(example, str(own))
    assert found["settlements"].value == 85
    assert found["interviews"].value is None
    assert found["interviews"].note is not None


def test_a_profile_that_does_not_exist_is_refused(example: Project) -> None:
    with pytest.raises(ExportRefused, match="nobody"):
        statistics_of(example, "nobody")


# What is asked for


def test_a_condition_reaches_records_through_those_that_they_belong_to(example: Project) -> None:
    site = next(iter(told(example)["mni"].value))
    whole, part = told(example), told(example, where=(("site", site),))
    assert part["sites"].value == 1
    assert set(part["mni"].value) == {site}
    assert part["mni"].value[site] == whole["mni"].value[site]
    cases = [code for code in example.register.codes("case") if code.startswith(f"{site}-")]
    assert part["cases"].value == len(cases)
    assert part["interviews"].value is None
    assert part["interviews"].note is not None


def test_remains_that_name_their_exhumation_alone_are_of_the_grave_that_was_exhumed(empty: Project) -> None:
    site, other = record("site", "S-1"), record("site", "S-2")
    dug = record("exhumation", "X-1", site=site.record)
    body = record("case", "S-1-001B", exhumation=dug.record, remains_class="body")
    elsewhere = record("case", "S-2-001B", exhumation=dug.record, site=other.record, remains_class="body")
    bone = record("element", "EL-1", case=body.record, bone="femur", side="L", zones=["proximal_third"])
    named = record("identification", "ID-1", cases=[body.record], **CONFIRMED,
                   missing_person=(person := record("missing_person", "MP-1")).record)  # fmt: skip
    sample = record("sample", "SA-1", case=body.record, purpose="DNA", result="pending")
    empty.register.commit([site, other, dug, body, elsewhere, bone, person, named, sample])
    part = told(empty, where=(("site", "S-1"),))
    assert (part["cases"].value, part["cases_by_class"].value) == (1, {"body": 1}), "one says itself where it is from"
    assert (part["mni"].value, part["identified"].value, part["pending_dna"].value) == ({"S-1": 1}, 1, 1)
    assert told(empty, where=(("site", "S-2"),))["cases"].value == 1


def test_remains_without_a_bone_in_the_inventory_are_counted_beside_the_minimum(empty: Project) -> None:
    site = record("site", "S-1")
    bodies = [record("case", f"S-1-{at}", site=site.record, remains_class=kind)
              for at, kind in enumerate(("body", "body_part", "undetermined", "non_human"))]  # fmt: skip
    bone = record("element", "EL-1", case=bodies[0].record, bone="femur", side="L", zones=["proximal_third"])
    voided = record("element", "EL-2", case=bodies[1].record, bone="femur", side="L", zones=["proximal_third"])
    empty.register.commit([site, *bodies, bone, voided])
    voiding(empty, empty.register.find("EL-2"), "not of this grave")
    found = told(empty)
    assert (found["mni"].value, found["cases_without_inventory"].value) == ({"S-1": 1}, 2)
    assert value(empty, "cases_without_inventory", where=(("remains_class", "body"),)) == 0


def test_linked_graves_are_counted_whole_where_one_of_them_is_asked_for(empty: Project) -> None:
    sites = [record("site", f"S-{at}") for at in (1, 2)]
    link = record("site_link", "SL-1", from_site=sites[0].record, to_site=sites[1].record)
    bodies = [record("case", f"S-{at}-001B", site=site.record) for at, site in enumerate(sites, 1)]
    bones = [record("element", f"EL-{at}", case=body.record, bone="femur", side="L", zones=["proximal_third"])
             for at, body in enumerate(bodies)]  # fmt: skip
    unsaid = record("element", "EL-9", case=bodies[1].record, bone="femur", side="unsided", zones=["proximal_third"])
    empty.register.commit([*sites, link, *bodies, *bones, unsaid])
    whole = told(empty)["mni_linked"]
    assert (whole.value, whole.unknown) == ({"S-1 + S-2": 2}, 1)
    assert told(empty, where=(("site", "S-1"),))["mni_linked"].value == whole.value
    assert told(empty, where=(("site", "S-1"),))["mni_linked"].unknown == 1
    assert told(empty, where=(("side", "L"),))["mni_linked"].value == {}, "some bones of a grave are not the grave"


def test_a_name_that_rests_on_voided_remains_alone_counts_nobody_here_and_in_the_counts_of_graves(
    empty: Project,
) -> None:
    site = record("site", "S-1")
    cases = [record("case", f"S-1-00{at}B", site=site.record) for at in (1, 2)]
    persons = [record("missing_person", f"MP-{at}") for at in (1, 2)]
    named = [record("identification", f"ID-{at}", cases=[one.record], missing_person=person.record, **CONFIRMED)
             for at, (one, person) in enumerate(zip(cases, persons, strict=True))]  # fmt: skip
    empty.register.commit([site, *cases, *persons, *named])
    voiding(empty, empty.register.find("S-1-002B"), "a number given twice")
    found = told(empty)["identified"]
    [counts] = counts_of(empty)
    assert (found.value, found.unknown, counts.identified) == (1, 1, 1)


@pytest.mark.parametrize(("first", "second", "counted"), [
    ("body", "body", 0), ("body", "body_part", 1), ("non_human", "non_human", 0), ("non_human", "body", 1),
])  # fmt: skip
def test_nobody_has_two_bodies_and_no_animal_is_a_person(empty: Project, first: str, second: str, counted: int) -> None:
    site, person = record("site", "S-1"), record("missing_person", "MP-1")
    cases = [record("case", f"S-1-00{at}B", site=site.record, remains_class=kind)
             for at, kind in enumerate((first, second), 1)]  # fmt: skip
    named = [record("identification", f"ID-{at}", cases=[one.record], missing_person=person.record, **CONFIRMED)
             for at, one in enumerate(cases, 1)]  # fmt: skip
    empty.register.commit([site, person, *cases, *named])
    [counts] = counts_of(empty)
    assert (told(empty)["identified"].value, counts.identified) == (counted, counted)


def test_a_contradiction_of_names_is_seen_from_either_grave(empty: Project) -> None:
    sites = [record("site", f"S-{at}") for at in (1, 2)]
    whole = record("case", "S-1-001B", site=sites[0].record)
    part = record("case", "S-2-001BP", site=sites[1].record, joined_to=whole.record)
    persons = [record("missing_person", f"MP-{at}") for at in (1, 2)]
    named = [record("identification", f"ID-{at}", cases=[one.record], missing_person=person.record, **CONFIRMED)
             for at, (one, person) in enumerate(zip((whole, part), persons, strict=True))]  # fmt: skip
    empty.register.commit([*sites, whole, part, *persons, *named])
    assert [one.identified for one in counts_of(empty)] == [0, 0]
    for code in ("S-1", "S-2"):
        found = told(empty, where=(("site", code),))["identified"]
        assert (found.value, found.unknown) == (0, 1)


def test_victims_are_asked_for_by_their_incidents(example: Project) -> None:
    part = told(example, where=(("category", "murder"),))
    assert part["incidents"].value == value(example, "incidents_by_category")["murder"]
    assert part["victims"].value == value(example, "victims_by_category")["murder"]


def test_an_area_holds_what_lies_in_it_and_what_belongs_to_that(example: Project) -> None:
    one = next(iter(example.register.select(Query("settlement", limit=1))))
    point = shapely.from_wkb(one["place"]["geometry"])
    box = (point.x - 0.001, point.y - 0.001, point.x + 0.001, point.y + 0.001)
    found = told(example, bbox=box)
    assert found["settlements"].value == 1
    named = told(example, where=(("settlement", one["code"]),))
    assert 0 < found["interviews"].value <= named["interviews"].value
    everywhere = told(example, bbox=(-180.0, -90.0, 180.0, 90.0))
    whole = told(example)
    for key in (
        "settlements",
        "interviews",
        "incidents",
        "victims",
        "cases",
        "exhumations",
        "identified",
        "covered_km2",
    ):
        assert everywhere[key].value == whole[key].value


def test_a_field_of_no_type_is_refused(example: Project) -> None:
    with pytest.raises(UnknownName, match="colour_of_hair"):
        told(example, where=(("colour_of_hair", "grey"),))


def test_the_past_is_counted_as_it_was(empty: Project) -> None:
    first = empty.register.commit([record("incident", "I-1", category="murder")]).commit
    empty.register.commit([record("incident", "I-2", category="murder")])
    now, then = told(empty), told(empty, as_of=first)
    assert (now["incidents"].value, then["incidents"].value) == (2, 1)
    assert then["incidents"].head == first
    assert now["incidents"].head == empty.register.info().head
    assert then["incidents"].cut_off == empty.register.commit_time(first)


# How it is told


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_number_comes_with_its_rule_unit_unknowns_cut_off_and_head(example: Project, language: str) -> None:
    found = document(statistics_of(example, "public"), Translator(language))
    assert set(PROMISED) <= set(found)
    for key, one in found.items():
        assert {"value", "unit", "rule", "unknown", "cut_off", "head"} <= set(one), key
        assert one["rule"].endswith(".")
        assert one["head"] == example.register.info().head
        assert one["cut_off"] == example.register.commit_time(one["head"])


def test_keys_of_a_table_are_codes_that_have_a_label(example: Project) -> None:
    by_code = ("interviews_by_sex_and_age", "incidents_by_category", "sites_by_status", "trauma", "cases_by_class")
    found = told(example)
    for key in by_code:
        words = words_of(example.catalogue, found[key].statistic)
        assert all(code in words for path, _ in leaves_of(found[key].value) for code in path)


def test_an_empty_project_has_numbers_too(empty: Project) -> None:
    found = told(empty)
    assert found["interviews"].value == 0
    assert found["covered_km2"].value == 0
    assert found["mni"].value == {}
    assert found["incidents_per_1000"].value is None


def test_each_statistic_declares_every_field_that_it_looks_at(example: Project) -> None:
    assert len({statistic.key for statistic in PUBLISHED}) == len(PUBLISHED)
    for statistic in PUBLISHED:
        assert statistic.type in statistic.reads
        assert all(type_ in example.catalogue.types for type_ in statistic.reads)
