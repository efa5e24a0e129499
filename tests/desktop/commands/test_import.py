"""`taphos import`: rows that were rejected are listed, filled in and given back."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.counts import proving
from tests.desktop.commands.running import Terminal
from tests.layers.files import table

GAZETTEER = "gazetteer/ua_gazetteer.csv"
SPELLS = "control/ua_town_control_periods_wikipedia_2022-2024.csv"
KNOWN = {"Kharkiv, Харківська область": "Харків", "Askania-Nova, Херсонська область": "Асканія-Нова"}
"""Towns that the file of spells gives no number for, with their names in the gazetteer."""
NAMES = frozenset(KNOWN.values())


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def gazetteer(shared_data: Path, folder: Path) -> Path:
    """The real gazetteer, whole to prove; else the rows of it that the file of spells or KNOWN names.

    tests/layers/test_imports_real.py takes in all of it each time.
    """
    whole, spells = shared_data / GAZETTEER, rows_of(shared_data / SPELLS)
    if proving():
        return whole
    numbers = {row[name] for row in spells for name in ("geonameid", "katottg")} - {""}
    rows = [row for row in rows_of(whole) if {row["geonameid"], row["katottg"]} & numbers or row["name_uk"] in NAMES]
    return table(folder / "ua_gazetteer.csv", rows)


def filled(path: Path, codes: Mapping[str, str], out: Path) -> Path:
    """The list with the code of each town that is known."""
    return table(out, [{**row, "value": codes.get(row["found"], "")} for row in rows_of(path)])


def test_rows_of_the_control_file_that_name_no_town_by_number_are_attached_by_hand(
    terminal: Terminal, shared_data: Path, tmp_path: Path
) -> None:
    project, spells, listed = tmp_path / "p.taphos", shared_data / SPELLS, tmp_path / "rows.csv"
    terminal("new", project, "--plain")
    terminal("import", project, gazetteer(shared_data, tmp_path), "--as", "settlement")
    ran = terminal("import", project, spells, "--as", "occupation", "--dry-run", "--rejected", listed, status=1)
    assert ran.out.splitlines()[0] == "Read 1,015: 878 added, 0 updated, 0 unchanged, 137 rejected."
    rejected = rows_of(listed)
    assert len(rejected) == 137
    codes = {found: code_of(terminal, project, name) for found, name in KNOWN.items()}
    expected = sum(row["found"] in codes for row in rejected)
    assert expected == 6
    given = filled(listed, codes, tmp_path / "given.csv")
    rest = tmp_path / "rest.csv"
    report = terminal(
        "import", project, spells, "--as", "occupation", "--given", given, "--rejected", rest, "--json", status=1
    ).document
    assert (report["read"], report["added"], len(report["rejected"])) == (1015, 878 + expected, 137 - expected)
    assert [row["row"] for row in rows_of(rest)] == [row["row"] for row in rejected if row["found"] not in codes]
    again = terminal("import", project, spells, "--as", "occupation", "--given", given, "--json", status=1).document
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 878 + expected)
    kharkiv = terminal("list", project, "occupation", "--where", f"settlement={codes[next(iter(KNOWN))]}", "--json")
    assert len(kharkiv.document) == 3
    assert terminal("verify", project, "--json").document["ok"]


def code_of(terminal: Terminal, project: Path, name: str) -> str:
    found = terminal("list", project, "settlement", "--where", f"name_uk={name}", "--json").document
    return str(max(found, key=lambda one: one.get("population") or 0)["code"])


def test_a_list_that_is_there_is_not_replaced_and_nothing_is_taken_in(terminal: Terminal, tmp_path: Path) -> None:
    project, listed = tmp_path / "p.taphos", tmp_path / "rows.csv"
    terminal("new", project, "--plain")
    listed.write_text("mine", "utf-8")
    file = table(tmp_path / "t.csv", [{"code": "EX-P-1", "name_uk": "Приклад", "lat": "50", "lon": "30"}])
    ran = terminal("import", project, file, "--as", "settlement", "--rejected", listed, status=2)
    assert len(ran.err.splitlines()) == 1
    assert listed.read_text("utf-8") == "mine"
    assert terminal("list", project, "settlement", "--json").document == []


def test_an_import_says_which_columns_it_left_and_why_and_knows_no_layers_of_text(
    terminal: Terminal, tmp_path: Path
) -> None:
    project = tmp_path / "p.taphos"
    terminal("new", project, "--plain")
    rows = [{"code": "S-1", "lat": "49.2", "lon": "37.2", "colour": "red", "form": "surface", "status": "reported"}]
    path = table(tmp_path / "sites.csv", rows)
    ran = terminal("import", project, path, "--as", "site", "--layer", "x", status=2)
    assert ran.err == "“sites.csv” is one table, so it has no layer “x”.\n"
    said = terminal("import", project, path, "--as", "site").out
    assert "Column “colour” was not taken. No field is called so.\n" in said


@pytest.mark.parametrize("column", ["lat", "form", "persons_min"])
def test_a_value_with_a_nul_is_explained_as_that(terminal: Terminal, tmp_path: Path, column: str) -> None:
    project = tmp_path / "p.taphos"
    terminal("new", project, "--plain")
    row = {"lat": "49.2", "lon": "37.2", "form": "surface", "status": "reported", "persons_min": "3"}
    rows = [{"code": "S-1", **row}, {"code": "S-2", **row, column: f"{row[column]}\0"}]
    report = terminal("import", project, table(tmp_path / "s.csv", rows), "--as", "site", "--json", status=1).document
    (rejected,) = report["rejected"]
    assert rejected["row"] == 2
    assert "holds a NUL character" in rejected["problem"]
