"""Columns headed in plain words of either language find their fields, in tables and in submissions of forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from layers.project import Project
from tests.layers.files import counts, new, records, table, take, told

VISIT = {"team": "EX-T-1", "settlement": "EX-P-1", "start": "2024-05-03", "people_met": "7"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    take(made, table(tmp_path / "towns.csv", [{"code": "EX-P-1", "name_uk": "Прикладне"}]), "settlement")
    take(made, table(tmp_path / "teams.csv", [{"code": "EX-T-1", "name": "EXAMPLE"}]), "team")
    yield made
    made.close()


@pytest.mark.parametrize("submitted", [False, True])
@pytest.mark.parametrize(("type_", "headers"), [
    ("visit", {"Команда": "team", "Населений пункт": "settlement", "Дата": "start", "Зустріли людей": "people_met"}),
    ("visit", {"Team": "team", "Settlement": "settlement", "date": "start", "People met": "people_met"}),
    ("visit", {"Група": "team", "Село": "settlement", "Дата відвідування": "start", "Людей зустріли": "people_met"}),
])  # fmt: skip
def test_plain_headers_of_a_visit_are_known(
    project: Project, tmp_path: Path, type_: str, headers: dict[str, str], submitted: bool
) -> None:
    row = {f"group/{head}" if submitted else head: VISIT[name] for head, name in headers.items()}
    path = table(tmp_path / "visits.csv", [{**row, "_uuid": str(uuid4())} if submitted else row])
    report = take(project, path, type_)
    assert counts(report) == (1, 0, 0, 0), told(report)
    (held,) = records(project, type_).values()
    town = records(project, "settlement")["EX-P-1"]["id"]
    assert (held["start"], held["people_met"], held["settlement"]) == ("2024-05-03", 7, town)
    assert report.left == ()


@pytest.mark.parametrize(("type_", "header", "field", "text"), [
    ("settlement", "Назва", "name_uk", "Взірцеве"), ("settlement", "Населений пункт", "name_uk", "Взірцеве"),
    ("site", "Назва", "name", "EXAMPLE"), ("team", "Назва", "name", "EXAMPLE"),
    ("facility", "Назва", "name", "EXAMPLE"),
    ("exhumation", "Дата", "start", "2024-05-03"), ("incident", "Дата події", "date", "2024-05-03"),
    ("hazard", "Дата", "date", "2024-05-03"), ("interview", "Дата", "date", "2024-05-03"),
])  # fmt: skip
@pytest.mark.parametrize("submitted", [False, True])
def test_plain_headers_are_known(
    project: Project, tmp_path: Path, type_: str, header: str, field: str, text: str, submitted: bool
) -> None:
    row = {"code": "EX-1", header: text}
    if type_ == "exhumation":
        take(project, table(tmp_path / "site.csv", [{"code": "EX-S", "name": "EXAMPLE"}]), "site")
        row["site"] = "EX-S"
    row |= {"_uuid": str(uuid4())} if submitted else {}
    mapping = ["category=category"] if type_ == "incident" else []
    row |= {"category": "murder"} if type_ == "incident" else {}
    report = take(project, table(tmp_path / "rows.csv", [row]), type_, *mapping)
    assert counts(report) == (1, 0, 0, 0), told(report)
    assert records(project, type_)["EX-1"][field] == text


@pytest.mark.parametrize(("type_", "header", "first", "second"), [
    ("site", "Дата", "Assessed on", "Deposited"),
    ("interview", "Населений пункт", "Settlement of the interview", "Settlement of the events"),
    ("settlement", "Name", "Name in Ukrainian", "Name in English"),
])  # fmt: skip
@pytest.mark.parametrize("submitted", [False, True])
def test_a_header_that_may_be_several_fields_is_said_and_not_guessed(
    project: Project, tmp_path: Path, type_: str, header: str, first: str, second: str, submitted: bool
) -> None:
    row = {"code": "EX-1", "notes" if type_ != "interview" else "language": "uk", header: "2024-05-03"}
    report = take(project, table(tmp_path / "rows.csv", [row | ({"_uuid": str(uuid4())} if submitted else {})]), type_)
    (left,) = report.left
    assert left.column == header
    assert str(left.why).startswith(f"It may be “{first}” or “{second}”, or another; map it")


def test_a_looser_name_gives_way_to_the_label(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "visits.csv", [{"Team": "EX-T-1", "Date": "2024-05-04", "Від": "2024-05-03"}])
    report = take(project, path, "visit")
    (held,) = records(project, "visit").values()
    assert held["start"] == "2024-05-03"
    assert [(one.column, str(one.why)) for one in report.left] == [
        ("Date", "“From” is taken from “Від”; where this column is meant, map it: Date=start.")
    ]
