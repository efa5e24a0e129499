"""Files of nobody's making: how columns find their fields, and what an import adds, changes, leaves and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import Change, Operation
from forensics.errors import TaphosError, UnknownName
from forensics.identifiers import new_id
from forensics.places import Place
from forensics.ports import Query
from layers.editing import setting
from layers.errors import Cancelled, SourceRefused
from layers.imports.importing import ImportReport
from layers.project import Project
from tests.layers.files import counts, new, records, table, take, told

TOWNS: list[dict[str, Any]] = [
    {"code": "EX-P-1", "name_uk": "Прикладне", "lat": "50.5", "lon": "30.2", "population": "1 200"},
    {"code": "EX-P-2", "name_uk": "Взірцеве", "lat": "50.6", "lon": "30.3", "population": ""},
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


@pytest.fixture
def towns(project: Project, tmp_path: Path) -> Project:
    take(project, table(tmp_path / "towns.csv", TOWNS), "settlement")
    return project


def incidents(**more: Any) -> list[dict[str, Any]]:
    return [{"code": "EX-E-1", "category": "murder", "date": "2022-03", "place": "50.5, 30.2", "level": "lead", **more}]


def test_columns_called_after_fields_are_taken(towns: Project) -> None:
    found = records(towns, "settlement")["EX-P-1"]
    assert (found["name_uk"], found["population"]) == ("Прикладне", 1200)
    assert found["place"]["crs"] == "EPSG:4326"
    assert found["place"]["written"] == "50.5; 30.2"
    assert "population" not in records(towns, "settlement")["EX-P-2"]


def test_columns_called_by_labels_in_either_language_are_taken(project: Project, tmp_path: Path) -> None:
    rows = [
        {"Code": "EX-1", "Назва українською": "Прикладне", "Широта": "50,5", "Довгота": "30,2", "Access": "Заміновано"}
    ]
    report = take(project, table(tmp_path / "labels.csv", rows, delimiter=";"), "settlement")
    found = records(project, "settlement")["EX-1"]
    assert report.taken["name_uk"] == "Назва українською"
    assert (found["name_uk"], found["access"]) == ("Прикладне", "mined")


def test_a_column_whose_values_do_not_fit_is_left_and_said(project: Project, tmp_path: Path) -> None:
    words = ("so-so", "ask the mayor")
    rows = [{**row, "access": word, "roads": "2"} for row, word in zip(TOWNS, words, strict=True)]
    report = take(project, table(tmp_path / "towns.csv", rows), "settlement")
    assert counts(report) == (2, 0, 0, 0)
    assert {one.column: str(one.why) for one in report.left} == {
        "access": "Its values do not fit “Access”, such as “so-so”.", "roads": "No field is called so.",
    }  # fmt: skip


def test_one_value_that_does_not_fit_rejects_its_row_alone(project: Project, tmp_path: Path) -> None:
    rows = [*TOWNS, {"code": "EX-P-3", "name_uk": "Третє", "lat": "50.7", "lon": "30.4", "population": "many"}]
    report = take(
        project, table(tmp_path / "towns.csv", [*rows, {**TOWNS[0], "code": "EX-P-4", "population": "3"}]), "settlement"
    )
    assert counts(report) == (3, 0, 0, 1)
    assert [(one.row, one.field, one.value) for one in report.rejected] == [(3, "population", "many")]


def test_a_mapping_goes_before_every_match(project: Project, tmp_path: Path) -> None:
    rows = [{"code": "EX-1", "name_uk": "not this", "title": "Прикладне", "where": "50.5 30.2"}]
    report = take(project, table(tmp_path / "t.csv", rows), "settlement", "title=name_uk", "where=place")
    assert records(project, "settlement")["EX-1"]["name_uk"] == "Прикладне"
    assert [one.column for one in report.left] == ["name_uk"]


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [
        ("nowhere=name_uk", "has no column “nowhere”; its columns are: code"),
        ("name_uk=colour", "“colour” is no field of settlement"),
        ("name_uk=version", "is filled in by the register"),
        ("name_uk", "is not COLUMN=FIELD"),
        ("name_uk=population.x", "is no part of a field"),
        ("lat=place.x", "needs two columns"),
    ],
)
def test_a_mapping_of_what_is_not_there_is_refused(towns: Project, tmp_path: Path, pair: str, sentence: str) -> None:
    head = towns.register.info().head
    with pytest.raises(TaphosError, match=sentence):
        take(towns, table(tmp_path / "t.csv", TOWNS), "settlement", pair)
    assert towns.register.info().head == head


def test_an_import_never_grades_by_itself(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "events.csv", incidents(attribution="attributed", level="verified"))
    with pytest.raises(SourceRefused, match=r"“Category” is a judgement, .*category=category"):
        take(project, path, "incident")
    report = take(project, path, "incident", "category=category")
    found = records(project, "incident")["EX-E-1"]
    assert found["category"] == "murder"
    assert "level" not in found
    assert "attribution" not in found
    assert {one.column for one in report.left} == {"level", "attribution"}


def test_a_class_of_sensitivity_is_taken_only_where_it_is_stricter(project: Project, tmp_path: Path) -> None:
    """A file that comes from elsewhere may keep more at home, never less; what is mapped is taken as it stands."""
    given = ("public", "partner", "restricted", "sealed", "")
    rows = [{**TOWNS[0], "code": f"EX-{at}", "Sensitivity": one} for at, one in enumerate(given)]
    report = take(project, table(tmp_path / "t.csv", rows), "settlement")
    assert [records(project, "settlement")[f"EX-{at}"].get("sensitivity") for at in range(len(given))] == [
        None, "partner", "restricted", "sealed", None,
    ]  # fmt: skip
    assert "sensitivity" not in report.taken
    assert [str(one.why)[:60] for one in report.left] == [
        "“Sensitivity” is a judgement: of this column only a class is"
    ]
    looser = [{**row, "Sensitivity": "partner"} for row in rows]
    report = take(project, table(tmp_path / "looser.csv", looser), "settlement")
    assert counts(report) == (0, 2, 3, 0)
    assert [records(project, "settlement")[f"EX-{at}"].get("sensitivity") for at in range(len(given))] == [
        "partner", "partner", "restricted", "sealed", "partner",
    ]  # fmt: skip
    take(project, tmp_path / "looser.csv", "settlement", "Sensitivity=sensitivity")
    assert {one.get("sensitivity") for one in records(project, "settlement").values()} == {"partner"}


@pytest.mark.parametrize(("type_", "field", "value"), [
    ("hazard", "published", "yes"), ("survey_area", "hazard_clearance", "cleared"), ("site", "publish", "yes"),
    ("incident", "level", "verified"), ("source", "reliability", "A"), ("site", "review", "reviewed"),
    ("interview", "legal_hold", "EXAMPLE order 1"), ("site", "legal_hold", "EXAMPLE order 1"),
])  # fmt: skip
def test_what_lets_out_or_vouches_is_taken_from_no_column_by_its_name(
    project: Project, tmp_path: Path, type_: str, field: str, value: str
) -> None:
    kind = project.catalogue[type_]
    for at, head in enumerate((field, kind.by_name[field].label)):
        path = table(tmp_path / f"{at}.csv", [{"code": f"EX-{at}", "title": "a", head: value, "category": "murder",
                                              "hazard_type": "mine", "settlement": ""}])  # fmt: skip
        report = take(project, path, type_, *(["category=category"] if type_ == "incident" else []))
        assert field not in records(project, type_)[f"EX-{at}"]
        assert head in {one.column for one in report.left}


def test_a_person_may_map_a_judgement(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "events.csv", incidents(level="allegation"))
    take(project, path, "incident", "category=category", "level=level")
    assert records(project, "incident")["EX-E-1"]["level"] == "allegation"


def test_an_import_neither_reviews_nor_voids(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [{**TOWNS[0], "review": "locked"}, {**TOWNS[1], "review": "voided"}])
    take(project, path, "settlement")
    assert all("review" not in values for values in records(project, "settlement").values())
    report = take(project, path, "settlement", "review=review")
    assert counts(report) == (0, 1, 0, 1)
    assert told(report) == [(2, "review", "A record is voided by a person, with a reason.")]


def test_a_second_import_of_the_same_file_writes_no_commit(towns: Project, tmp_path: Path) -> None:
    head = towns.register.info().head
    assert counts(take(towns, tmp_path / "towns.csv", "settlement")) == (0, 0, 2, 0)
    assert towns.register.info().head == head


def test_a_changed_cell_changes_that_field_and_no_other(towns: Project, tmp_path: Path) -> None:
    found = records(towns, "settlement")["EX-P-2"]
    rows = [TOWNS[0], {**TOWNS[1], "population": "35"}]
    assert counts(take(towns, table(tmp_path / "more.csv", rows), "settlement")) == (0, 1, 1, 0)
    event = towns.register.history(str(found["id"]))[-1]
    assert (event.operation, dict(event.before), dict(event.after)) == ("set", {}, {"population": 35})


def test_every_value_that_a_row_replaces_is_told(towns: Project, tmp_path: Path) -> None:
    rows = [{**TOWNS[0], "population": "70", "name_uk": "Інше"}, {**TOWNS[1], "population": "35"}]
    report = take(towns, table(tmp_path / "foreign.csv", rows), "settlement")
    told = {(one.row, one.field): (one.value, str(one.problem)) for one in report.doubts if one.field != "place"}
    assert told == {
        (1, "population"): ("70", "It takes the place of 1200, which EX-P-1 held."),
        (1, "name_uk"): ("Інше", "It takes the place of Прикладне, which EX-P-1 held."),
    }, "a value where there was none replaces none"
    assert any("2 values that the register held were replaced" in str(note) for note in report.notes)
    again = take(towns, tmp_path / "foreign.csv", "settlement")
    assert not any("takes the place" in str(one.problem) for one in again.doubts)


def test_a_blank_cell_takes_nothing_away(towns: Project, tmp_path: Path) -> None:
    rows = [{**TOWNS[0], "population": ""}, TOWNS[1]]
    assert counts(take(towns, table(tmp_path / "less.csv", rows), "settlement")) == (0, 0, 2, 0)
    assert records(towns, "settlement")["EX-P-1"]["population"] == 1200


def test_a_place_keeps_what_is_known_of_it_while_it_stays(towns: Project, tmp_path: Path) -> None:
    found = records(towns, "settlement")["EX-P-1"]
    better = {**found["place"], "method": "RTK", "horizontal_accuracy": "0.02"}
    change = Change("settlement", found["id"], Operation.SET, {"place": better}, {"place": found["place"]})
    towns.register.commit([change])
    assert counts(take(towns, tmp_path / "towns.csv", "settlement")) == (0, 0, 2, 0)
    assert records(towns, "settlement")["EX-P-1"]["place"] == better


def test_a_row_with_the_code_of_a_typed_record_speaks_of_that_record(project: Project, tmp_path: Path) -> None:
    typed = Change("settlement", new_id(), Operation.ADD, {"code": "EX-P-1", "name_uk": "Прикладне"})
    project.register.commit([typed])
    assert counts(take(project, table(tmp_path / "towns.csv", TOWNS), "settlement")) == (1, 1, 0, 0)
    assert records(project, "settlement")["EX-P-1"]["id"] == typed.record


def test_a_voided_record_stays_voided_and_counts_as_unchanged(towns: Project, tmp_path: Path) -> None:
    found = records(towns, "settlement")["EX-P-1"]
    towns.register.commit([Change("settlement", found["id"], Operation.VOID, {"void_reason": "EXAMPLE"})])
    rows = [{**TOWNS[0], "population": "7"}, TOWNS[1]]
    assert counts(take(towns, table(tmp_path / "t.csv", rows), "settlement")) == (0, 0, 2, 0)
    assert records(towns, "settlement").keys() == {"EX-P-2"}


def test_a_locked_record_is_not_changed(towns: Project, tmp_path: Path) -> None:
    found = records(towns, "settlement")["EX-P-1"]
    towns.register.commit([Change("settlement", found["id"], Operation.SET, {"review": "locked"})])
    report = take(towns, table(tmp_path / "t.csv", [{**TOWNS[0], "population": "7"}]), "settlement")
    assert told(report) == [(1, "population", "The record is locked and is not changed.")]
    assert counts(take(towns, table(tmp_path / "t.csv", [TOWNS[0]]), "settlement")) == (0, 0, 1, 0)


def test_rows_without_a_code_are_known_by_what_stands_in_them(project: Project, tmp_path: Path) -> None:
    rows = [{key: row[key] for key in ("name_uk", "lat", "lon")} for row in TOWNS]
    path = table(tmp_path / "t.csv", [*rows, rows[0]])
    assert counts(take(project, path, "settlement")) == (3, 0, 0, 0)
    codes = set(records(project, "settlement"))
    assert len(codes) == 3
    assert all(code.startswith("P-") for code in codes)
    path.rename(tmp_path / "renamed.csv")
    assert counts(take(project, tmp_path / "renamed.csv", "settlement")) == (0, 0, 3, 0)


def test_one_file_on_two_laptops_is_one_set_of_records(project: Project, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = new(tmp_path / "other")
    rows = [*TOWNS, {"code": "", "name_uk": "Безкодове", "lat": "50.1", "lon": "30.1", "population": ""}]
    path = table(tmp_path / "t.csv", rows)
    for one in (project, other):
        take(one, path, "settlement")
    assert {code: values["id"] for code, values in records(project, "settlement").items()} == {
        code: values["id"] for code, values in records(other, "settlement").items()
    }
    other.close()


def test_two_rows_of_one_code_are_not_both_taken(project: Project, tmp_path: Path) -> None:
    report = take(project, table(tmp_path / "t.csv", [TOWNS[0], TOWNS[0]]), "settlement")
    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(2, "code", "It is the same record as row 1.")]


def test_records_are_named_by_code_or_by_type_and_code(towns: Project, tmp_path: Path) -> None:
    rows = [
        {"code": "EX-OC-1", "settlement": "EX-P-1", "start": "2022-03"},
        {"code": "EX-OC-2", "settlement": "settlement/EX-P-2", "start": "2022-03"},
        {"code": "EX-OC-3", "settlement": "EX-P-9", "start": "2022-03"},
    ]
    report = take(towns, table(tmp_path / "t.csv", rows), "occupation")
    assert counts(report) == (2, 0, 0, 1)
    assert told(report)[0][:2] == (3, "settlement")
    assert "There is no record called “EX-P-9”" in told(report)[0][2]


def test_rows_may_name_rows_further_down_and_fall_with_them(project: Project, tmp_path: Path) -> None:
    rows = [
        {"code": "EX-S-1", "parent": "EX-S-3", "persons_min": "", "lat": "50.1", "lon": "30.1"},
        {"code": "EX-S-2", "parent": "EX-S-4", "persons_min": "", "lat": "50.2", "lon": "30.2"},
        {"code": "EX-S-3", "parent": "", "persons_min": "", "lat": "50.3", "lon": "30.3"},
        {"code": "EX-S-4", "parent": "", "persons_min": "-1", "lat": "50.4", "lon": "30.4"},
        {"code": "EX-S-5", "parent": "EX-S-2", "persons_min": "3", "lat": "50.5", "lon": "30.5"},
    ]
    report = take(project, table(tmp_path / "t.csv", rows), "site")
    assert [one.row for one in report.rejected] == [2, 4, 5]
    found = records(project, "site")
    assert found["EX-S-1"]["parent"] == found["EX-S-3"]["id"]


def test_a_dry_run_says_the_same_and_changes_nothing(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [*TOWNS, {**TOWNS[0], "code": "EX-3", "lat": "95"}])
    head = project.register.info().head
    dry = take(project, path, "settlement", dry_run=True)
    assert project.register.info().head == head
    done = take(project, path, "settlement")
    assert (counts(dry), told(dry)) == (counts(done), told(done))
    assert done.commit == project.register.info().head


def test_one_import_is_one_commit(project: Project, tmp_path: Path) -> None:
    before = project.register.verify().checked["commits"]
    take(project, table(tmp_path / "t.csv", TOWNS), "settlement")
    assert project.register.verify().checked["commits"] == before + 1


def test_an_import_that_is_stopped_changes_nothing(project: Project, tmp_path: Path) -> None:
    rows = [{**TOWNS[0], "code": f"EX-{number}"} for number in range(2000)]
    head = project.register.info().head

    def stop(done: int, total: int) -> None:
        if done >= 1000:
            raise Cancelled

    with pytest.raises(Cancelled):
        take(project, table(tmp_path / "t.csv", rows), "settlement", progress=stop)
    assert (project.register.info().head, project.register.count(Query("settlement"))) == (head, 0)


def test_a_file_that_breaks_off_changes_nothing(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = "".join(f"EX-{number},Село,50.5,30.2\n" for number in range(3000))
    path.write_text("code,name_uk,lat,lon\n" + lines + 'EX-3000,"Сел', encoding="utf-8")
    head = project.register.info().head
    with pytest.raises(SourceRefused, match="cut off"):
        take(project, path, "settlement")
    assert (project.register.info().head, project.register.count(Query("settlement"))) == (head, 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,name_uk,lat,lon\n", "has columns and not one row"),
        ("colour,shape\nred,round\n", "No column of “t.csv” is known"),
        ("code,name_uk,Lat.\nEX-1,Прикладне,50.5\n", "though columns look like coordinates: Lat"),
    ],
)
def test_a_file_of_which_no_row_could_be_a_record_is_refused(
    project: Project, tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    head = project.register.info().head
    with pytest.raises(SourceRefused, match=sentence):
        take(project, path, "settlement")
    assert project.register.info().head == head


def test_a_file_without_places_is_taken_in_and_that_is_said(project: Project, tmp_path: Path) -> None:
    report = take(project, table(tmp_path / "t.csv", [{"code": "EX-1", "name_uk": "Прикладне"}]), "settlement")
    assert counts(report) == (1, 0, 0, 0)
    assert [str(note) for note in report.notes] == [
        "No column of “t.csv” says where it is: 1 record is added without a place."
    ]


def test_records_that_are_there_may_be_added_to_without_a_place(towns: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [{"code": "EX-P-2", "population": "12"}])
    assert counts(take(towns, path, "settlement")) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("lat", "lon", "sentence"),
    [
        ("95", "30.2", "outside the globe"),
        ("30.2", "50.5", "look swapped"),
        ("5590000", "325000", "look like metres"),
        ("0", "0", "what an empty field becomes"),
        ("north", "east", "not a"),
        ("50.5", "", "Only one of two coordinates"),
    ],
)
def test_wrong_coordinates_reject_their_row(
    project: Project, tmp_path: Path, lat: str, lon: str, sentence: str
) -> None:
    head = project.register.info().head
    report = take(project, table(tmp_path / "t.csv", [{**TOWNS[0], "lat": lat, "lon": lon}]), "settlement")
    assert [one[:2] for one in told(report)] == [(1, "place")]
    assert sentence in told(report)[0][2]
    assert project.register.info().head == head


@pytest.mark.parametrize("crs", ["EPSG:999999", "moon", "EPSG:5773"])
def test_an_unknown_coordinate_system_is_refused(project: Project, tmp_path: Path, crs: str) -> None:
    with pytest.raises(TaphosError, match=r"not a known|no east and north|no EPSG code"):
        take(project, table(tmp_path / "t.csv", TOWNS), "settlement", crs=crs)


def test_coordinates_in_metres_are_converted_and_kept_as_written(project: Project, tmp_path: Path) -> None:
    rows = [{"code": "EX-1", "name_uk": "Прикладне", "x": "301420.5", "y": "5598011.2"}]
    take(project, table(tmp_path / "t.csv", rows), "settlement", crs="32636")
    place = Place.from_canonical(records(project, "settlement")["EX-1"]["place"])
    assert (place.crs, place.written) == ("EPSG:32636", "5598011.2; 301420.5")
    assert place.shape is not None
    assert (round(place.shape.centroid.x, 2), round(place.shape.centroid.y, 2)) == (30.2, 50.5)


def test_a_polygon_that_crosses_itself_is_rejected_with_the_place_of_the_crossing(
    project: Project, tmp_path: Path
) -> None:
    rows = [
        {"code": "EX-A-1", "wkt": "POLYGON((30 50, 31 50, 31 51, 30 50))"},
        {"code": "EX-A-2", "wkt": "POLYGON((30 50, 32 52, 32 50, 30 52, 30 50))"},
    ]
    report = take(project, table(tmp_path / "t.csv", rows, delimiter=";"), "survey_area")
    assert counts(report) == (1, 0, 0, 1)
    assert "crosses itself at longitude 31.000000, latitude 51.000000" in told(report)[0][2]
    assert records(project, "survey_area")["EX-A-1"]["place"]["geometry"].startswith("0106000000")


def test_a_reason_in_the_place_of_a_value_is_kept_as_a_reason(towns: Project, tmp_path: Path) -> None:
    rows = [{"code": "EX-OC-1", "settlement": "EX-P-1", "start": "not_recorded: the archive burned", "party": "russia"}]
    take(towns, table(tmp_path / "t.csv", rows), "occupation")
    assert records(towns, "occupation")["EX-OC-1"]["not_recorded"] == {"start": "the archive burned"}


def test_what_is_left_unanswered_is_counted(towns: Project, tmp_path: Path) -> None:
    rows = [{"code": "EX-OC-1", "settlement": "EX-P-1", "start": "2022"}, {"code": "EX-OC-2", "settlement": "EX-P-1"}]
    report = take(towns, table(tmp_path / "t.csv", rows), "occupation")
    assert {"character": 2, "party": 2, "start": 1}.items() <= report.open.items()


@pytest.mark.parametrize(
    "more",
    [
        {"place": "50.5, 30.2"},
        {"date": "2022-03-14"},
        {"description": "EXAMPLE words"},
        {"place_precision": "exact"},
        {"means": "EXAMPLE"},
    ],
)
def test_more_of_sexual_violence_than_may_be_recorded_is_rejected(
    towns: Project, tmp_path: Path, more: dict[str, str]
) -> None:
    row = {"code": "EX-E-1", "category": "sexual_violence", "date": "2022-03", "settlement": "EX-P-1"}
    allowed = take(towns, table(tmp_path / "a.csv", [row]), "incident", "category=category", dry_run=True)
    assert counts(allowed) == (1, 0, 0, 0)
    report = take(towns, table(tmp_path / "t.csv", [{**row, **more}]), "incident", "category=category")
    assert counts(report) == (0, 0, 0, 1)
    assert "could expose a survivor" in told(report)[0][2]
    assert records(towns, "incident") == {}


SECRET = {"code": "EX-E-1", "category": "sexual_violence", "date": "2022-03", "settlement": "EX-P-1"}
OPEN = {"code": "EX-E-2", "category": "murder", "date": "2022-03", "settlement": "EX-P-1"}


def test_no_file_links_openly_to_an_incident_of_sexual_violence(towns: Project, tmp_path: Path) -> None:
    take(towns, table(tmp_path / "a.csv", [SECRET, OPEN]), "incident", "category=category")
    rows = [{"code": "EX-M-1", "incidents": "EX-E-1"}, {"code": "EX-M-2", "incidents": "EX-E-2"}]
    report = take(towns, table(tmp_path / "b.csv", rows), "interview")
    assert [(one.row, one.field) for one in report.rejected] == [(1, "incidents")]
    assert "linked under seal alone" in told(report)[0][2]


@pytest.mark.parametrize("rows", [[SECRET, OPEN], [OPEN, SECRET]])
def test_nor_do_rows_of_one_file_to_each_other(towns: Project, tmp_path: Path, rows: list[dict[str, str]]) -> None:
    linked = [{**row, "same_as": "EX-E-1" if row is OPEN else ""} for row in rows]
    report = take(towns, table(tmp_path / "a.csv", linked), "incident", "category=category")
    assert [(one.row, one.field) for one in report.rejected] == [(rows.index(OPEN) + 1, "same_as")]


def test_packages_of_one_file_do_not_hold_each_other(project: Project, tmp_path: Path) -> None:
    rows = [
        {"code": "EX-K-1", "holds": "package/EX-K-2"},
        {"code": "EX-K-2", "holds": "package/EX-K-1"},
        {"code": "EX-K-3", "holds": ""},
    ]
    report = take(project, table(tmp_path / "t.csv", [{**row, "kind": "box"} for row in rows]), "package")
    assert [one.row for one in report.rejected] == [1, 2]


def test_a_value_takes_the_place_of_the_reason_why_there_was_none(towns: Project, tmp_path: Path) -> None:
    row = {"code": "EX-OC-1", "settlement": "EX-P-1", "start": "not_recorded: no witness", "character": "occupied"}
    take(towns, table(tmp_path / "t.csv", [row]), "occupation")
    report = take(towns, table(tmp_path / "t.csv", [{**row, "start": "2022-03"}]), "occupation")
    assert counts(report) == (0, 1, 0, 0)
    found = records(towns, "occupation")["EX-OC-1"]
    assert found["start"] == "2022-03"
    assert "not_recorded" not in found


def test_what_a_row_does_not_say_may_be_given_by_hand(towns: Project, tmp_path: Path) -> None:
    rows = [
        {"code": "EX-OC-1", "settlement": "", "start": "2022"},
        {"code": "EX-OC-2", "settlement": "??", "start": "2022"},
    ]
    path = table(tmp_path / "t.csv", rows)
    assert len(take(towns, path, "occupation").rejected) == 2
    report = take(towns, path, "occupation", given={1: {"settlement": "EX-P-1"}, 2: {"settlement": "EX-P-2"}})
    assert counts(report) == (2, 0, 0, 0)
    assert take(towns, path, "occupation", given={2: {"settlement": "EX-P-9"}}).rejected[-1].value == "EX-P-9"


def test_dates_whose_order_is_not_said_are_rejected_and_not_guessed(towns: Project, tmp_path: Path) -> None:
    row = {"code": "EX-OC-1", "settlement": "EX-P-1", "start": "31/08/2022", "end": "09/08/2022"}
    path = table(tmp_path / "t.csv", [{**row, "end": "2022-09-30"}, {**row, "code": "EX-OC-2"}])
    assert [one.row for one in take(towns, path, "occupation", dry_run=True).rejected] == [2]
    take(towns, table(tmp_path / "u.csv", [{**row, "end": "09/09/2022"}]), "occupation", day_first=True)
    found = records(towns, "occupation")["EX-OC-1"]
    assert (found["start"], found["end"]) == ("2022-08-31", "2022-09-09")


def test_nul_and_blank_rows_are_rejected_and_not_dropped(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,name_uk,lat,lon\nEX-1,Пр\0икладне,50.5,30.2\n,,,\nEX-2,Друге,50.5,30.2\n", encoding="utf-8")
    report = take(project, path, "settlement")
    assert counts(report) == (1, 0, 0, 2)
    assert [one.row for one in report.rejected] == [1, 2]


def test_an_unknown_type_is_refused_with_the_types(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no type of record"):
        take(project, table(tmp_path / "t.csv", TOWNS), "graveyard")


def test_no_file_and_no_edit_raises_recognition_by_sight_above_presumptive(project: Project, tmp_path: Path) -> None:
    case, person = new_id(), new_id()
    project.register.commit(
        [Change("case", case, Operation.ADD, after={"code": "EX-B"}),
         Change("missing_person", person, Operation.ADD, after={"code": "EX-MP"})]
    )  # fmt: skip

    def row(status: str) -> ImportReport:
        seen = {"code": "EX-ID", "cases": case, "missing_person": person, "secondary": "clothing", "status": status}
        return take(project, table(tmp_path / f"{status}.csv", [seen]), "identification", "status=status")

    assert counts(row("confirmed")) == (0, 0, 0, 1)
    assert counts(row("presumptive")) == (1, 0, 0, 0)
    [(_, field, sentence)] = told(row("confirmed"))  # a row that changes what is there
    assert field == "status"
    assert "presumptive at most" in sentence
    for status, texts in (("confirmed", {}), ("confirmed", {"secondary": ""}), ("confirmed", {"primary": "unknown"})):
        edit = setting(project, project.register.find("EX-ID"), {"status": status, **texts})
        assert edit.refusal is not None
        assert edit.refusal.field == "status"
    by_dna = setting(project, project.register.find("EX-ID"), {"status": "confirmed", "primary": "DNA"})
    assert by_dna.refusal is None
    said = [str(problem.message) for problem in by_dna.problems]
    assert any("DNA is named as an identifier without the number of its report" in one for one in said)
    assert any("without its posterior probability" in one for one in said)
