"""What a map may show: the same records as a GeoPackage under the same profile, and no place that it may not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from forensics.changes import Change, Operation
from layers.errors import ExportRefused
from layers.exports.disclosed import Disclosed, DisclosedType, disclose
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from tests.layers.mapped import CANARIES, mapped
from tests.layers.projects import ENGINES, site
from tests.tools.proofs import Proof

PROFILES = ("public", "partner", "court")


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = mapped(tmp_path / "mapped.taphos", request.param)
    yield made
    made.close()


def of(disclosed: Disclosed, type_: str) -> DisclosedType:
    return next(one for one in disclosed.types if one.kind.name == type_)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("selection", [Selection(), Selection(bbox=(37.0, 49.0, 37.4, 49.3))], ids=["all", "an area"])
def test_a_map_shows_the_records_of_the_geopackage(
    project: Project, tmp_path: Path, profile: str, selection: Selection, proof: Proof
) -> None:
    disclosed = disclose(project, profile, selection)
    out = tmp_path / "same.gpkg"
    export_records(project, out, profile, selection)
    with sqlite3.connect(out) as file:
        for one in disclosed.types:
            codes = {code for (code,) in file.execute(f'SELECT code FROM "{one.kind.name}"')}
            assert {str(values["code"]) for values in one.records} == codes
            columns = {str(row[1]) for row in file.execute(f'PRAGMA table_info("{one.kind.name}")')}
            assert {name for values in one.records for name in values} <= columns
            own = int((~shapely.is_missing(one.places) & ~one.borrowed).sum())
            placed = f'SELECT count(geom) FROM "{one.kind.name}"' if "geom" in columns else "SELECT 0"
            assert own <= file.execute(placed).fetchone()[0]
    proof("A3", "a map shows the records of the GeoPackage under the same profile", f"{len(disclosed.types)} types")


def test_a_grave_is_shown_only_where_its_place_may_be_published(project: Project) -> None:
    sites = of(disclose(project, "public"), "site")
    assert [values["code"] for values in sites.records] == ["S-generalised", "S-yes"]
    assert [place is not None for place in sites.places] == [False, True]
    assert sites.without_place == 1
    assert not sites.borrowed.any()


def test_an_interview_is_never_shown_at_its_own_place(project: Project) -> None:
    interviews = of(disclose(project, "court"), "interview")
    assert [place and (place.x, place.y) for place in interviews.places] == [(37.25, 49.2), None]
    assert list(interviews.borrowed) == [True, False]


def test_what_has_no_place_is_shown_where_it_belongs_and_said_to_be(project: Project) -> None:
    partner = disclose(project, "partner")
    periods, incidents = of(partner, "occupation"), of(partner, "incident")
    assert [(place.x, place.y) for place in periods.places] == [(37.25, 49.2)] * 2
    assert periods.borrowed.all()
    assert list(incidents.borrowed) == [False, True]


def test_a_place_is_not_taken_from_a_record_that_stays_home(project: Project, tmp_path: Path) -> None:
    profile = tmp_path / "periods.toml"
    text = 'name = "periods"\nclasses = ["public"]\n[types]\noccupation = "records"\n'
    profile.write_text(text + '[fields]\noccupation = ["code", "settlement"]\n', "utf-8")
    periods = of(disclose(project, str(profile)), "occupation")
    assert len(periods.records) == periods.without_place == 2


def test_nothing_restricted_is_in_what_is_shown(project: Project) -> None:
    for profile in ("public", "partner"):
        shown = str([one.records for one in disclose(project, profile).types])
        assert not [canary for canary in CANARIES if canary in shown]
    assert all(canary in str([one.records for one in disclose(project, "court").types]) for canary in CANARIES)


def test_voided_records_are_on_no_map(project: Project) -> None:
    code = "S-yes"
    record = project.register.codes("site")[code]
    project.register.commit([Change("site", record, Operation.VOID)], "entered twice")
    assert code not in [values["code"] for values in of(disclose(project, "court"), "site").records]


def test_a_map_can_be_drawn_as_of_an_earlier_commit(project: Project) -> None:
    head = project.register.info().head or ""
    project.register.commit([site("S-later", publish="yes")], "found since")
    now, then = disclose(project, "public"), disclose(project, "public", as_of=head)
    assert len(of(now, "site").records) == len(of(then, "site").records) + 1
    assert then.head == head != now.head
    assert then.cut_off == project.register.commit_time(head)


def test_what_cannot_be_drawn_is_refused_in_one_sentence(project: Project) -> None:
    with pytest.raises(ExportRefused, match="“nobody” is no profile"):
        disclose(project, "nobody")
    with pytest.raises(ExportRefused, match="Nothing of what was asked for can be drawn"):
        disclose(project, "public", Selection(types=("interview",)))


def test_an_earlier_state_shows_only_what_today_s_decisions_let_out(project: Project) -> None:
    head = project.register.info().head
    assert head is not None
    shown = {str(values["code"]) for values in of(disclose(project, "public", as_of=head), "site").records}
    assert {"S-yes", "S-generalised"} <= shown
    ids = project.register.codes("site")
    project.register.commit(
        [
            Change("site", ids["S-yes"], Operation.SET, after={"publish": "no"}, before={"publish": "yes"}),
            Change("site", ids["S-generalised"], Operation.VOID, after={"void_reason": "a test"}),
        ],
        "decided anew",
    )
    then = [one for one in disclose(project, "public", as_of=head).types if one.kind.name == "site"]
    assert [values["code"] for one in then for values in one.records] == []
