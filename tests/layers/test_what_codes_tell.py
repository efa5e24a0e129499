"""What leaves proves no guess at what a row said, names no door of a witness, and not who an occupation rests on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
import shapely

from forensics.catalogue import TYPES
from forensics.changes import Change, Operation
from forensics.identifiers import code_of, id_of_content, id_of_key
from forensics.places import place_of
from layers.exports.countable import Countable
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.profiles import load_profile
from layers.exports.pseudonyms import masking_of
from layers.exports.selecting import Selection
from layers.exports.web import export_web
from layers.project import Project
from layers.report.making import Wanted, make_site_report
from layers.siteplan.records import grave_records
from layers.statistics import statistics_of
from tests.layers.projects import closing as closing_project
from tests.layers.projects import make, record, site
from tests.layers.reported import words_of

pytestmark = pytest.mark.usefixtures("qapp")

ROW = ("site", "50.5", "30.2", "EXAMPLE Witness")
GRAVE = id_of_content(ROW, 1)
SENT = "0b5e3c1c-6a0f-4d58-9d0e-0a3c1f2b4e5d"
"""What a phone calls a submission of its own."""
MADE = code_of("S", GRAVE)
SUBMITTED = code_of("S", SENT)
BY_KEY = code_of("IN", id_of_key("EXAMPLE", "7"))
TYPED = ("S-TYPED-1", "S-2024000001", "S-EXAMP00002")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Graves as imports leave them, a body numbered at one, what a person typed, and three visits."""
    with closing_project(make(tmp_path_factory.mktemp("codes") / "made.taphos", pack="ua")) as made:
        village = record("settlement", "P-EXAMPLE-1", name_uk="Ізюм", name_en="Izium")
        kept = {"publish": "yes", "form": "single_grave", "settlement": village.record}
        taken = [_with_id(site(MADE, **kept), GRAVE), _with_id(site(SUBMITTED, lon=30.4, **kept), SENT)]
        typed = [site(code, lon=30.3, **kept) for code in TYPED]
        dug = record("exhumation", f"{MADE}-X", site=GRAVE)
        body = record("case", f"{MADE}-001B", site=GRAVE, exhumation=dug.record, remains_class="body")
        event = _with_id(record("incident", BY_KEY, category="murder", level="lead"), id_of_key("EXAMPLE", "7"))
        told = {"basis": ("witness", "imagery"), "basis_text": "EXAMPLE: a neighbour of the mill told it"}
        held = record("occupation", "O-EXAMPLE-1", settlement=village.record, control="held", **told)
        made.register.commit([village, *taken, *typed, dug, body, event, held, *_visits(village.record)])
        yield made


def _with_id(change: Change, id_: str) -> Change:
    return Change(change.type, id_, Operation.ADD, after=change.after)


def _visits(settlement: str) -> Sequence[Change]:
    door = place_of(shapely.Point(37.1234567, 49.2), crs="EPSG:4326").to_canonical() | {"written": "49.2, 37.1234567"}
    told = {"settlement": settlement, "place": door, "start": "2023-05-17", "people_met": 1}
    return [
        record("visit", "VI-EXAMPLE-1", purpose="interviews", **told),
        record("visit", "VI-EXAMPLE-2", purpose="survey", **told),
    ]


def products(project: Project, profile: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Everything that leaves under a profile, as text."""
    for ending in ("geojson", "kml", "gpkg"):
        export_records(project, folder / f"{profile}.{ending}", profile)
        yield ending, (folder / f"{profile}.{ending}").read_bytes().decode("utf-8", "replace")
    export_web(project, folder / f"{profile}.html", profile)
    yield "web map", (folder / f"{profile}.html").read_text("utf-8")
    yield "map", orjson.dumps([one.records for one in disclose(project, profile).types]).decode()
    yield "numbers", " ".join(text for one in statistics_of(project, profile) for text in words_of(one.value))
    yield "plan", str(dict(grave_records(project, profile).site(GRAVE)))


@pytest.mark.parametrize("profile", ["public", "partner"])
def test_no_product_holds_a_code_that_proves_a_guess(project: Project, profile: str, tmp_path: Path) -> None:
    told = masking_of(project, load_profile(profile, TYPES)).code(MADE)
    for what, text in products(project, profile, tmp_path):
        for code in (MADE, SUBMITTED, BY_KEY, SENT):
            assert code not in text, what
        assert told in text or what == "numbers", what
        assert what in ("numbers", "plan") or all(code in text for code in TYPED), what


def test_a_report_for_partners_calls_grave_and_body_alike(project: Project) -> None:
    wanted = Wanted("partner", "en", Selection(), with_gaps=True)
    text = " ".join(words_of(make_site_report(project, project.register.find(GRAVE, ("site",)), wanted).report))
    told = masking_of(project, load_profile("partner", TYPES)).code(MADE)
    assert MADE not in text
    assert f"{told}-001B" in text


def test_a_condition_in_the_manifest_holds_no_such_code(project: Project, tmp_path: Path) -> None:
    asked = Selection(types=("site",), where=(("code", MADE),))
    manifest = export_records(project, tmp_path / "one.gpkg", "partner", asked)
    assert MADE not in str(manifest.document)
    assert len(rows(tmp_path / "one.gpkg", "site")) == 1


def rows(path: Path, type_: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute(f'SELECT * FROM "{type_}" ORDER BY fid')]


def test_a_court_gets_codes_visits_and_words_as_they_are(project: Project, tmp_path: Path) -> None:
    export_records(project, tmp_path / "court.gpkg", "court", with_gaps=True)
    assert {MADE, SUBMITTED} <= {row["code"] for row in rows(tmp_path / "court.gpkg", "site")}
    visits = rows(tmp_path / "court.gpkg", "visit")
    assert {row["purpose"] for row in visits} == {"interviews", "survey"}
    assert {row["place_written"] for row in visits} == {"49.2, 37.1234567"}


def test_a_visit_for_interviews_stays_home_and_no_place_leaves_in_words(project: Project, tmp_path: Path) -> None:
    export_records(project, tmp_path / "out.gpkg", "partner", Selection(types=("visit",)))
    visits = rows(tmp_path / "out.gpkg", "visit")
    assert [row["purpose"] for row in visits] == ["survey"]
    assert not {"place_written", "people_met"} & visits[0].keys()
    assert b"VI-EXAMPLE-1" not in (tmp_path / "out.gpkg").read_bytes()
    shown = next(one for one in disclose(project, "partner").types if one.kind.name == "visit")
    assert [one["code"] for one in shown.records] == ["VI-EXAMPLE-2"]


def test_no_number_for_partners_counts_a_visit_for_interviews(project: Project) -> None:
    visits = list(project.register.fields_of("visit", ("id", "code", "sensitivity", "review")))
    counted = Countable(project, load_profile("partner", TYPES)).among("visit", visits)
    assert [one["code"] for one in counted] == ["VI-EXAMPLE-2"]
    assert len(list(Countable(project, load_profile("court", TYPES)).among("visit", visits))) == 2


def test_a_visit_that_became_one_for_interviews_leaves_as_of_no_earlier_moment(tmp_path: Path) -> None:
    with closing_project(make(tmp_path / "made.taphos")) as made:
        visit = record("visit", "VI-EXAMPLE-3", purpose="survey", start="2023-05-17")
        then = made.register.commit([visit])
        became = {"after": {"purpose": "interviews"}, "before": {"purpose": "survey"}}
        made.register.commit([Change("visit", visit.record, Operation.SET, **became)])
        asked = Selection(types=("visit",))
        export_records(made, tmp_path / "then.gpkg", "partner", asked, as_of=then.commit)
        assert rows(tmp_path / "then.gpkg", "visit") == []


def test_the_public_is_not_told_what_a_period_rests_on(project: Project, tmp_path: Path) -> None:
    export_records(project, tmp_path / "out.gpkg", "public", Selection(types=("occupation",)))
    assert [{"basis", "basis_text"} & row.keys() for row in rows(tmp_path / "out.gpkg", "occupation")] == [set()]
    assert b"neighbour of the mill" not in (tmp_path / "out.gpkg").read_bytes()
