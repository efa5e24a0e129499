"""The three real files, through the whole road in."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.places import Place
from forensics.ports import Values
from layers.imports.importing import ImportReport
from layers.project import Project
from tests.layers.files import counts, new, records, take

GAZETTEER = "gazetteer/ua_gazetteer.csv"
SPELLS = "control/ua_town_control_periods_wikipedia_2022-2024.csv"
EVENTS = "control/ucdp_ged_ukraine_2022-2023_cp1252.csv"

KEPT = {"author", "device", "recorded_at", "version", "record_hash"}
ASSIGNED = {"id", "code"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    made = new(tmp_path_factory.mktemp("real"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def settlements(project: Project, shared_data: Path) -> tuple[ImportReport, ImportReport]:
    """The gazetteer, taken in twice."""
    return twice(project, shared_data / GAZETTEER, "settlement")


@pytest.fixture(scope="module")
def spells(project: Project, shared_data: Path, settlements: object) -> tuple[ImportReport, ImportReport]:
    """Who held each town and when, taken in twice after the gazetteer."""
    return twice(project, shared_data / SPELLS, "occupation")


@pytest.fixture(scope="module")
def events(project: Project, shared_data: Path) -> tuple[ImportReport, ImportReport]:
    """The events, taken in twice."""
    return twice(project, shared_data / EVENTS, "incident")


def twice(project: Project, path: Path, type_: str) -> tuple[ImportReport, ImportReport]:
    """Both reports; the second time leaves the head where it was."""
    first, head = take(project, path, type_), project.register.info().head
    second = take(project, path, type_)
    assert project.register.info().head == head
    return first, second


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def point(values: Values) -> tuple[float, float]:
    shape = Place.from_canonical(values["place"]).shape
    assert shape is not None
    return shape.centroid.x, shape.centroid.y


def test_the_gazetteer_is_taken_in_whole_and_a_second_time_changes_nothing(
    settlements: tuple[ImportReport, ImportReport],
) -> None:
    report, again = settlements
    assert (report.source, counts(report)) == ("ua_gazetteer", (33_762, 0, 0, 0))
    assert counts(again) == (0, 0, 33_762, 0)


@pytest.mark.usefixtures("settlements")
def test_a_settlement_holds_nothing_that_its_row_does_not(project: Project, shared_data: Path) -> None:
    by_code = {
        f"WOF-{row['wof_id']}" if row["wof_id"] else f"GN-{row['geonameid']}": row
        for row in rows_of(shared_data / GAZETTEER)
    }
    found = records(project, "settlement")
    assert found.keys() == by_code.keys()
    systems = {"GeoNames": "geonameid", "Who's On First": "wof_id", "Wikidata": "wikidata"}
    same = {"name_uk": "name_uk", "name_en": "name_en", "official_code": "katottg", "admin1": "oblast_uk",
            "admin2": "raion2020_uk", "population": "population", "population_source": "src"}  # fmt: skip
    for code, values in found.items():
        row = by_code[code]
        assert point(values) == (float(row["lon"]), float(row["lat"]))
        for name in values.keys() - KEPT - ASSIGNED - {"place"}:
            if name == "other_numbers":
                assert all(row[systems[one["system"]]] == one["number"] for one in values[name])
            elif name == "other_names":
                assert values[name] == [{"language": "ru", "name": row["name_ru"]}]
            elif name == "code_system":
                assert row["katottg"]
            else:
                assert str(values[name]) == row[same[name]]


def test_the_spells_of_identified_towns_are_taken_in_and_the_others_listed(
    spells: tuple[ImportReport, ImportReport], shared_data: Path
) -> None:
    path = shared_data / SPELLS
    report, again = spells
    assert (report.read, report.added, len(report.rejected)) == (1015, 878, 137)
    unidentified = [
        number for number, row in enumerate(rows_of(path), 1) if not row["geonameid"] and not row["katottg"]
    ]
    assert [one.row for one in report.rejected] == unidentified
    assert {one.field for one in report.rejected} == {"settlement"}
    assert report.rejected[0].value == "Antonov Airport, Київська область"
    assert counts(again) == (0, 0, 878, 137)


@pytest.mark.usefixtures("spells")
def test_control_is_occupation_only_where_the_town_was_held_by_the_occupying_power(
    project: Project, shared_data: Path
) -> None:
    expected = Counter(row["control"] for row in rows_of(shared_data / SPELLS) if row["geonameid"] or row["katottg"])
    found = Counter(values["character"] for values in records(project, "occupation").values())
    assert found == {
        "occupied": expected["Russia"],
        "not_occupied": expected["Ukraine"],
        "contested": expected["Contested"],
        "unknown": expected["Unknown"],
    }


def spells_of(project: Project, name: str) -> list[tuple[str, str, str]]:
    towns = {values["id"]: values.get("name_en") for values in records(project, "settlement").values()}
    found = [one for one in records(project, "occupation").values() if towns[one["settlement"]] == name]
    return sorted((one["character"], one["start"], one["end"]) for one in found)


@pytest.mark.usefixtures("spells")
def test_a_period_is_as_open_as_it_was_seen(project: Project) -> None:
    assert ("occupied", "2022-03-08", "2022-03-25") in spells_of(project, "Bucha")
    assert ("occupied", "2022-03-02", "2022-11-10") in spells_of(project, "Kherson")
    assert ("occupied", "2022-05-17", "[2024-08-17..]") in spells_of(project, "Mariupol")
    assert ("occupied", "[..2022-03-01]", "2022-09-10") in spells_of(project, "Vovchansk")


def test_the_events_are_leads_that_nobody_graded(project: Project, events: tuple[ImportReport, ImportReport]) -> None:
    report, again = events
    assert (report.source, report.encoding, counts(report)) == ("ucdp_ged", "cp1252", (894, 0, 0, 0))
    incidents = records(project, "incident")
    assert Counter(values["category"] for values in incidents.values()) == {"hostilities": 888, "unassessed": 6}
    assert {values["level"] for values in incidents.values()} == {"lead"}
    graded = {declared.name for declared in project.catalogue["incident"].fields if declared.graded}
    assert {name for values in incidents.values() for name in values} & graded == {"category", "level"}
    assert counts(again) == (0, 0, 894, 0)


@pytest.mark.usefixtures("events")
def test_the_events_dates_are_read_month_first(project: Project) -> None:
    incidents = records(project, "incident")
    assert incidents["UCDP-446258"]["date"] == "2022-08-31/2022-09-01"
    assert incidents["UCDP-447229"]["date"] == "2022-02-24/2022-09-12"
    assert incidents["UCDP-447229"]["civilians_killed"] == 871


@pytest.mark.usefixtures("events")
def test_an_event_holds_nothing_that_its_row_does_not(project: Project, shared_data: Path) -> None:
    incidents = records(project, "incident")
    numbers = {"killed_best": "best", "killed_min": "low", "killed_max": "high", "civilians_killed": "deaths_civilians"}
    for row in rows_of(shared_data / EVENTS, "cp1252"):
        values = incidents[f"UCDP-{row['id']}"]
        assert point(values) == (float(row["longitude"]), float(row["latitude"]))
        assert values["description"] == row["source_headline"]
        assert {one["number"] for one in values["other_numbers"]} == {row["id"], row["relid"]}
        assert all(str(values[name]) == row[column] for name, column in numbers.items() if name in values)
        assert values.keys() - KEPT - ASSIGNED <= {
            *numbers, "place", "place_precision", "description", "other_numbers", "date", "category", "level"
        }  # fmt: skip


@pytest.mark.usefixtures("events")
def test_a_number_that_contradicts_its_row_is_left_out_and_said(project: Project, shared_data: Path) -> None:
    report = take(project, shared_data / EVENTS, "incident", dry_run=True)
    assert [str(note) for note in report.notes] == [
        "18 values of “high” were left out of killed_max: they contradict another column of their row."
    ]
    assert "killed_max" not in records(project, "incident")["UCDP-448455"]


@pytest.mark.usefixtures("spells", "events")
def test_the_project_verifies_after_it_all(project: Project) -> None:
    verdict = project.register.verify()
    assert verdict.ok, verdict.first
