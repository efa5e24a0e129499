"""What is told of numbers to everybody, and what an attacker makes of every file that was ever handed out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.counts.tables import Cell
from layers.exports.exporting import export_records
from layers.exports.hexagons import hexagon_at, hexagon_outline
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.journal import COUNTS
from tests.counts import count
from tests.forensics.attacking import narrowed, small_differences
from tests.layers.counting_places import PLACES, add, change, placed_project, void
from tests.tools.proofs import Proof

NUMBERS = {"P-1": 12, "P-2": 9, "P-3": 2, "P-4": 14, "P-5": 7}
FEWEST = 5
COUNTED = ("interview", "incident", "victim", "exhumation", "case", "finding", "identification")


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@dataclass
class Attacker:
    """Holds the gazetteer and every GeoPackage that was handed out."""

    folder: Path
    type: str = "interview"
    told: list[dict[Cell, int | None]] = field(default_factory=list)

    def takes(self, project: Project) -> dict[Cell, int | None]:
        """Export once more, and keep every number that the file tells."""
        out = self.folder / f"public-{len(self.told)}.gpkg"
        export_records(project, out, "public")
        found: dict[Cell, int | None] = {}
        for name, number in rows(out, f"SELECT code, count FROM {self.type}_by_settlement"):
            found["settlement", name] = number
        for by in ("hexagon", "month", "year"):
            found |= {(by, name): number for name, number in rows(out, f"SELECT {by}, count FROM {self.type}_by_{by}")}
        ((found["whole", ""],),) = rows(out, f"SELECT count FROM numbers WHERE type = '{self.type}'")
        self.told.append(found)
        return found

    def cells(self, told: Mapping[Cell, int | None]) -> tuple[dict[Cell, frozenset[str]], dict[Cell, frozenset[str]]]:
        """The leaves of every number by place and by time, as the gazetteer and the calendar give them."""
        hexagons = {code: hexagon_at(*at) for code, at in PLACES.items()}
        places: dict[Cell, frozenset[str]] = {("settlement", code): frozenset((code,)) for code in PLACES}
        places |= {
            ("hexagon", name): frozenset(code for code, one in hexagons.items() if one == name)
            for name in hexagons.values()
        }
        places["whole", ""] = frozenset((*PLACES, "elsewhere"))
        months = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)]
        times: dict[Cell, frozenset[str]] = {("month", month): frozenset((month,)) for month in months}
        times |= {("year", year): frozenset(one for one in months if one.startswith(year)) for year in ("2022", "2023")}
        times["whole", ""] = frozenset((*months, "undated"))
        return places, times

    def narrows(self) -> list[tuple[Cell, float, float]]:
        return [
            one
            for told in self.told
            for cells in self.cells(told)
            for one in narrowed(cells, {cell: told.get(cell) for cell in cells}, FEWEST)
        ]

    def subtracts(self) -> list[tuple[int, int, Cell, float]]:
        found: list[tuple[int, int, Cell, float]] = []
        for at in (0, 1):
            cells = [self.cells(told)[at] for told in self.told]
            shown = [{cell: told.get(cell) for cell in one} for one, told in zip(cells, self.told, strict=True)]
            found += small_differences(cells, shown, FEWEST)
        return found


@contextmanager
def opened(folder: Path, numbers: Mapping[str, int], type_: str = "interview") -> Iterator[Project]:
    project = placed_project(folder / "counted.taphos", numbers, type_)
    try:
        yield project
    finally:
        project.close()


def test_the_layers_tell_what_the_register_holds_but_for_small_cells(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        told = Attacker(tmp_path).takes(project)
    assert [told["settlement", code] for code in PLACES] == [12, None, None, 14, 7]
    assert told["hexagon", hexagon_at(*PLACES["P-1"])] == 23
    assert told["hexagon", hexagon_at(*PLACES["P-4"])] == 21
    assert told["month", "2022-04"] == 11
    assert told["year", "2023"] is None or told["year", "2023"] >= 5


def test_every_counted_type_has_its_layers_and_no_record_of_it_is_in_the_file(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        export_records(project, tmp_path / "public.gpkg", "public")
    tables = {name for (name,) in rows(tmp_path / "public.gpkg", "SELECT table_name FROM gpkg_contents")}
    for type_ in COUNTED:
        assert {f"{type_}_by_{by}" for by in ("settlement", "hexagon", "month", "year")} <= tables
        assert type_ not in tables


def test_a_hexagon_holds_the_places_that_are_counted_in_it() -> None:
    import shapely

    for at in PLACES.values():
        assert hexagon_outline(hexagon_at(*at)).contains(shapely.Point(at))


def _one_added(project: Project) -> None:
    add(project, {"P-1": 1})


def _one_voided(project: Project) -> None:
    void(project, "interview", "R-0")


def _one_withdrawn(project: Project) -> None:
    change(project, "interview", "R-0", informed_consent="withdrawn")


@pytest.mark.parametrize("happens", [_one_added, _one_voided, _one_withdrawn])
def test_yesterday_minus_today_tells_nothing_of_one_interview(
    tmp_path: Path, happens: Callable[[Project], None], proof: Proof
) -> None:
    attacker = Attacker(tmp_path)
    with opened(tmp_path, NUMBERS) as project:
        before = attacker.takes(project)
        happens(project)
        after = attacker.takes(project)
    assert before["settlement", "P-1"] == 12
    assert after["settlement", "P-1"] is None
    assert after["hexagon", hexagon_at(*PLACES["P-1"])] is None
    assert after["whole", ""] is None
    assert after["settlement", "P-4"] == 14
    assert attacker.subtracts() == []
    assert attacker.narrows() == []
    proof("D4", f"yesterday's file minus today's, {happens.__name__.strip('_')}", "no difference under 5")


def test_five_more_are_told_again(tmp_path: Path) -> None:
    attacker = Attacker(tmp_path)
    with opened(tmp_path, NUMBERS) as project:
        attacker.takes(project)
        add(project, {"P-1": 1})
        attacker.takes(project)
        add(project, {"P-1": 4})
        assert attacker.takes(project)["settlement", "P-1"] == 17
    assert attacker.subtracts() == []


@settings(max_examples=count(2, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries({code: st.integers(0, 12) for code in PLACES}),
    st.lists(st.tuples(st.sampled_from(sorted(PLACES)), st.sampled_from([1, 1, 2, 6])), min_size=1, max_size=4),
)
def test_no_random_history_of_exports_gives_a_cell_away(
    tmp_path_factory: pytest.TempPathFactory, numbers: dict[str, int], steps: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("attacked")
    attacker = Attacker(folder)
    with opened(folder, numbers) as project:
        attacker.takes(project)
        for code, by in steps:
            add(project, {code: by})
            attacker.takes(project)
    assert attacker.narrows() == []
    assert attacker.subtracts() == []


def test_a_hundred_exports_of_the_same_are_the_same(tmp_path: Path, proof: Proof) -> None:
    attacker = Attacker(tmp_path)
    with opened(tmp_path, NUMBERS) as project:
        for _ in range(count(5, 100)):
            attacker.takes(project)
        assert len(project.register.administrative(COUNTS)) == 2
    assert all(told == attacker.told[0] for told in attacker.told)
    masked = {
        tuple(rows(tmp_path / f"public-{at}.gpkg", "SELECT settlement FROM interview_by_settlement"))
        for at in range(len(attacker.told))
    }
    assert len(masked) == 1
    proof("D4", "averaging masked exports", f"{len(attacker.told)} exports, each the same")


def test_conditions_narrow_no_number(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        out = tmp_path / "asked.gpkg"
        manifest = export_records(project, out, "public", Selection(where=(("code", "P-1"),)))
    tables = {name for (name,) in rows(out, "SELECT table_name FROM gpkg_contents")}
    assert not any("_by_" in name for name in tables)
    assert manifest.document["numbers"]["told"] is False
    assert "numbers" not in tables


def test_the_manifest_says_how_many_numbers_are_hidden(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        export_records(project, tmp_path / "public.gpkg", "public")
        entries = project.register.administrative(COUNTS).values()
    said = json.loads((tmp_path / "public.gpkg.manifest.json").read_bytes())["numbers"]
    assert said["fewest"] == 5
    assert said["hidden"]["interview/place"] == 2
    assert "not merged" in said["not_known"]
    held = [block for entry in entries for block in entry["blocks"]]
    assert held
    assert all(int(block.split(":")[0]) >= FEWEST for block in held)


def test_a_partner_s_and_a_court_s_file_hold_no_layers_of_numbers(tmp_path: Path) -> None:
    with opened(tmp_path, NUMBERS) as project:
        for profile in ("partner", "court"):
            out = tmp_path / f"{profile}.gpkg"
            export_records(project, out, profile)
            assert not rows(out, "SELECT 1 FROM gpkg_contents WHERE table_name LIKE '%\\_by\\_%' ESCAPE '\\'")
        assert not project.register.administrative(COUNTS)
