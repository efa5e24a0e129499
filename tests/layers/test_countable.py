"""A number under a profile counts the records that the profile lets out: the same in whatever product it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import Change, Operation
from forensics.ports import Query
from layers.exports.disclosed import disclose, is_drawn
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.exports.web import export_web
from layers.project import Project
from layers.report.making import Wanted, make_site_report
from layers.statistics import statistics_of
from tests.layers.attacker import rows
from tests.layers.counting_places import void
from tests.layers.examples import open_example
from tests.layers.projects import closing, make, record
from tests.layers.reported import words_of
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
WHOLES = {"settlement": "settlements", "incident": "incidents", "exhumation": "exhumations", "case": "cases",
          "site": "sites"}  # fmt: skip
"""By type the statistic that is the number of its records."""
STRICTER = {"settlement": 1, "incident": 7, "exhumation": 2, "case": 5, "site": 1, "element": 6}
"""So many of each are made restricted, and as many sealed."""

FEMUR = {"bone": "femur", "side": "L", "zones": ["proximal_third"]}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with closing(open_example(tmp_path_factory.mktemp("countable"))) as project:
        for type_, number in STRICTER.items():
            listed = [str(one["id"]) for one in project.register.select(Query(type_, order="code", limit=2 * number))]
            for ids, class_ in ((listed[:number], "restricted"), (listed[number:], "sealed")):
                project.register.commit(
                    [Change(type_, id_, Operation.SET, after={"sensitivity": class_}) for id_ in ids],
                    "a stricter class",
                )
        yield project


def told(project: Project, profile: str | Path, as_of: str = "", **asked: Any) -> dict[str, Any]:
    return {one.statistic.key: one for one in statistics_of(project, str(profile), Selection(**asked), as_of)}


@pytest.mark.parametrize("profile", ["court", "partner", "public"])
def test_what_is_counted_is_what_is_exported_drawn_and_shown_on_the_web(
    example: Project, profile: str, tmp_path: Path, proof: Proof
) -> None:
    numbers = told(example, profile)
    manifest = export_records(example, tmp_path / "o.gpkg", profile)
    exported = {table["name"]: table["rows"] for table in manifest.tables}
    shown = {one.kind.name: one for one in disclose(example, profile).types}
    export_web(example, tmp_path / "o.html", profile)
    (text,) = re.findall(r'id="taphos-data">(.*?)</script>', (tmp_path / "o.html").read_text("utf-8"), re.S)
    drawn = {layer["key"]: len(layer["style"]) for layer in json.loads(text)["layers"]}
    compared = 0
    for type_, key in WHOLES.items():
        value = numbers[key].value
        if type_ not in exported or value is None:
            continue
        voided = rows(tmp_path / "o.gpkg", f"SELECT count(*) FROM \"{type_}\" WHERE review = 'voided'") \
            if profile == "court" else [(0,)]  # fmt: skip
        assert value == exported[type_] - voided[0][0], type_
        if is_drawn(example.catalogue[type_]):
            assert value == len(shown[type_].records), type_
            assert drawn.get(type_, 0) == len(shown[type_].records) - shown[type_].without_place, type_
        compared += 1
    assert compared == (1 if profile == "public" else len(WHOLES))
    assert ("restricted" in str(numbers["settlements"].counted)) is (profile == "court")
    if profile == "public":
        totals = dict(rows(tmp_path / "o.gpkg", "SELECT type, count FROM numbers"))
        assert {type_: numbers[WHOLES[type_]].value for type_ in ("incident", "case", "exhumation")} == {
            type_: totals[type_] for type_ in ("incident", "case", "exhumation")
        }
    proof("D4", f"one count of what leaves ({profile})", f"{compared} types, statistics = export = map = web page")


def test_partners_and_a_court_are_told_different_numbers_and_each_what_is_left_out(example: Project) -> None:
    court, partner = told(example, "court"), told(example, "partner")
    incidents = example.register.info().counts["incident"]
    assert (court["incidents"].value, partner["incidents"].value) == (incidents - 7, incidents - 14)
    assert str(court["incidents"].counted) == (
        "Counted are records of the classes public, partner, restricted alone; there are 7 others."
    )
    assert str(court["exhumations"].counted).endswith("there are others, fewer than 5.")
    assert (
        str(partner["incidents"].counted)
        == str(partner["exhumations"].counted)
        == ("Counted are records of the classes public, partner alone; how many others there are is not told.")
    )


def test_a_restricted_record_changes_nothing_that_partners_are_told_of_records(example: Project) -> None:
    """Neither a number, nor what is unknown, nor what is said of it; under no condition."""
    settlement = next(iter(example.register.select(Query("settlement", limit=1, order="-code"))))
    conditions: list[dict[str, Any]] = [{}, {"where": (("settlement", settlement["code"]),)}]
    before = [told(example, "partner", **asked) for asked in conditions]
    site = next(iter(example.register.select(Query("site", order="-code", limit=1))))
    held = {"sensitivity": "restricted", "settlement": settlement["id"]}
    case = record("case", "C-new", site=site["id"], sensitivity="restricted", remains_class="body")
    incident = record("incident", "I-new", category="murder", date="2022-04", **held)
    example.register.commit(
        [
            incident, case,
            record("victim", "V-new", kind="person", count_best=1, incidents=[incident.record],
                   sensitivity="restricted"),
            record("element", "E-new", case=case.record, **FEMUR, sensitivity="restricted"),
            record("finding", "F-new", case=case.record, kind="trauma", timing="perimortem", mechanism="blunt",
                   sensitivity="restricted"),
            record("sample", "A-new", case=case.record, purpose="DNA", result="pending", sensitivity="restricted"),
        ]
    )  # fmt: skip
    try:
        for asked, then in zip(conditions, before, strict=True):
            now = told(example, "partner", **asked)
            assert {key: (one.value, one.unknown, one.note, one.left_out, one.counted) for key, one in now.items()} == {
                key: (one.value, one.unknown, one.note, one.left_out, one.counted) for key, one in then.items()
            }
        assert told(example, "court")["pending_dna"].value == before[0]["pending_dna"].value + 1
    finally:
        example.register.undo()


def test_the_minimum_and_its_working_in_a_report_rest_on_what_partners_get(tmp_path: Path) -> None:
    with closing(make(tmp_path / "bones.taphos", pack="ua")) as project:
        site, other = record("site", "S-1"), record("site", "S-2")
        cases = [record("case", f"C-{at}", site=site.record) for at in range(3)]
        secret = record("case", "C-secret", site=site.record, sensitivity="restricted")
        bones = [record("element", f"E-{one.after['code']}", case=one.record, **FEMUR)
                 for one in (*cases, secret)]  # fmt: skip
        sealed = record("element", "E-more", case=cases[0].record, **FEMUR,
                        sensitivity="restricted")  # fmt: skip
        project.register.commit([site, other, *cases, secret, *bones[:3], sealed])
        project.register.commit([bones[3]])
        assert told(project, "court")["mni"].value == {"S-1": 5}
        # a bone of remains that stay home leaves itself, but lies in no site that partners know of
        assert told(project, "partner")["mni"].value == {"S-1": 3}
        found = project.register.find("S-1")
        said = list(words_of(make_site_report(project, found, Wanted("partner")).report))
        assert any(text.endswith("S-1, 3") for text in said)
        assert "a bone that does not leave" not in said


def test_no_number_tells_of_a_field_that_the_profile_does_not_name(example: Project, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "own"\nclasses = ["public", "partner"]\n[types]\nincident = "records"\nsettlement = "records"\n'
        '[fields]\nincident = ["code", "settlement"]\nsettlement = ["code"]\n'
    )
    numbers = told(example, own)
    assert numbers["incidents"].value is not None
    for key in ("incidents_by_category", "incidents_by_month", "incidents_by_unit", "incidents_per_1000"):
        assert (numbers[key].value, str(numbers[key].note)[:5]) == (None, "This ")


def test_a_minimum_names_no_grave_without_a_decision(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    kinds = ("site", "exhumation", "case", "element")
    with closing(make(tmp_path / "decided.taphos", pack="ua")) as project:
        fields = "\n".join(f"{type_} = {[*project.catalogue[type_].by_name]}" for type_ in kinds)
        own.write_text('name = "own"\nclasses = ["public", "partner"]\nby_decision = { site = "publish" }\n[types]\n'
                       + "".join(f'{type_} = "records"\n' for type_ in kinds) + f"[fields]\n{fields}\n")  # fmt: skip
        sites = [record("site", "S-yes", publish="yes"), record("site", "S-no", publish="no"), record("site", "S-0")]
        cases = [record("case", f"C-{one.after['code']}", site=one.record) for one in sites]
        bones = [record("element", f"E-{one.after['code']}", case=one.record, **FEMUR)
                 for one in cases]  # fmt: skip
        project.register.commit([*sites, *cases, *bones])
        assert told(project, own)["mni"].value == {"S-yes": 1}


@pytest.mark.parametrize("profile", ["court", "partner"])
def test_a_number_as_of_before_leaves_out_what_was_voided_or_made_stricter_since(tmp_path: Path, profile: str) -> None:
    with closing(make(tmp_path / "then.taphos", pack="ua")) as project:
        listed = [record("incident", f"I-{at}", category="murder") for at in range(4)]
        then = project.register.commit(listed).commit
        void(project, "incident", "I-0")
        project.register.commit(
            [Change("incident", listed[1].record, Operation.SET, after={"sensitivity": "restricted"})], "stricter"
        )
        assert told(project, profile, then)["incidents"].value == {"court": 3, "partner": 2}[profile]
