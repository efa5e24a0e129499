"""Rejected rows are listed for a person, and what the person fills in is taken, or refused in one sentence."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from forensics.errors import TaphosError
from forensics.messages import say
from layers.imports.by_hand import COLUMNS, GivenRefused, harmless, read_given, write_rejected
from layers.imports.staging import Given, Rejected
from layers.language import Translator
from layers.project import Project
from tests.counts import count
from tests.layers.files import counts, new, records, table, take

TOWNS = [{"code": "EX-P-1", "name_en": "Example one", "lat": "50.1", "lon": "30.1"}]
SPELLS = [
    {"code": "EX-OC-1", "settlement": "EX-P-1", "start": "2022"},
    {"code": "EX-OC-2", "settlement": "Exampletown", "start": "2022"},
    {"code": "EX-OC-3", "settlement": "=cmd|' /C calc'!A0", "start": "2022"},
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    take(made, table(tmp_path / "towns.csv", TOWNS), "settlement")
    yield made
    made.close()


@pytest.fixture
def spells(tmp_path: Path) -> Path:
    return table(tmp_path / "spells.csv", SPELLS)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def listed(project: Project, spells: Path, tmp_path: Path, language: str = "en") -> Path:
    report = take(project, spells, "occupation", dry_run=True)
    path = tmp_path / f"rows-{language}.csv"
    write_rejected(path, spells, report.rejected, Translator(language))
    return path


def fill(path: Path, *values: str, **cells: str) -> Path:
    """The list with a value in each line, and other cells in all of them; saved as a spreadsheet saves it here."""
    rows = [{**row, "value": value, **cells} for row, value in zip(rows_of(path), values, strict=True)]
    return table(path.with_stem(path.stem + "-filled"), rows, delimiter=";", encoding="cp1251")


def read(project: Project, path: Path, spells: Path) -> Given:
    return read_given(path, project.catalogue["occupation"], spells)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_what_is_filled_in_goes_before_what_the_row_says(
    project: Project, spells: Path, tmp_path: Path, language: str
) -> None:
    filled = fill(listed(project, spells, tmp_path, language), "EX-P-1", "")
    given = read(project, filled, spells)
    assert given == {2: {"settlement": "EX-P-1"}}
    report = take(project, spells, "occupation", given=given)
    assert counts(report) == (2, 0, 0, 1)
    (town,) = records(project, "settlement").values()
    assert records(project, "occupation")["EX-OC-2"]["settlement"] == town["id"]
    assert counts(take(project, spells, "occupation", given=given)) == (0, 0, 2, 1)


def test_the_journal_says_that_values_were_given_by_hand(project: Project, spells: Path) -> None:
    take(project, spells, "occupation", given={2: {"settlement": "EX-P-1"}})
    record = records(project, "occupation")["EX-OC-2"]["id"]
    (event,) = project.register.history(record)
    assert event.reason == "import spells.csv, with values given by hand for 1 rows"


def test_a_list_says_what_stood_in_the_way_and_holds_no_formula(project: Project, spells: Path, tmp_path: Path) -> None:
    rows = rows_of(listed(project, spells, tmp_path))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["row"], row["field"], row["value"]) for row in rows] == [
        ("2", "settlement", ""),
        ("3", "settlement", ""),
    ]
    assert rows[0]["found"] == "Exampletown"
    assert "no record called" in rows[0]["problem"]
    assert rows[1]["found"].startswith("'=cmd")


@settings(max_examples=count(60, 5_000))
@given(strategies.text(min_size=1) | strategies.text("=+-@0123456789.,", min_size=1))
def test_no_text_of_a_file_becomes_a_formula_and_numbers_stay(text: str) -> None:
    shown = harmless(text)
    assert shown in (text, f"'{text}")
    if shown[0] in "=+-@":
        assert not set(shown[1:]) - set("0123456789.,")
    if text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii():
        assert shown == text


def test_a_list_is_not_given_to_another_file_unless_a_person_says_that_the_rows_are_the_same(
    project: Project, spells: Path, tmp_path: Path
) -> None:
    path = listed(project, spells, tmp_path)
    other = table(tmp_path / "other.csv", list(reversed(SPELLS)))
    with pytest.raises(GivenRefused, match="was not made of “other"):
        read(project, fill(path, "EX-P-1", "EX-P-1"), other)
    assert read(project, fill(path, "EX-P-1", "", file=""), other) == {2: {"settlement": "EX-P-1"}}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"row": "0", "field": "settlement", "value": "a"}], "is no number of a row"),
        ([{"row": "two", "field": "settlement", "value": "a"}], "“two” in “g.csv”"),
        ([{"row": "1", "field": "town", "value": "a"}], "“town” is no field of occupation"),
        ([{"row": "1", "field": "author", "value": "a"}], "filled in by the register"),
        ([{"row": "1", "field": "settlement", "value": one} for one in "ab"], "gives settlement of row 1 twice"),
        ([{"row": "1", "field": "settlement"}], "no column “value”"),
        ([{"row": "9", "field": "settlement", "value": "EX-P-1"}], "“spells.csv” has no row 9"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused_and_nothing_is_changed(
    project: Project, spells: Path, tmp_path: Path, rows: list[dict[str, str]], told: str
) -> None:
    head = project.register.info().head
    path = table(tmp_path / "g.csv", rows)
    with pytest.raises(TaphosError, match=told):
        take(project, spells, "occupation", given=read(project, path, spells))
    assert project.register.info().head == head


def test_a_list_never_replaces_one_in_which_a_person_wrote(spells: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("mine", "utf-8")
    with pytest.raises(GivenRefused, match="is there already"):
        write_rejected(path, spells, [Rejected(1, "start", "?", say("No."))], str)
    assert path.read_text("utf-8") == "mine"
