"""An attacker who holds the gazetteer and every public product ever made, and reads all numbers out of all of them."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pypdf

from desktop.layouts.page import render_page
from forensics.counts.tables import Cell
from layers.exports.exporting import export_records
from layers.exports.hexagons import hexagon_at
from layers.exports.web import export_web
from layers.language import Translator
from layers.project import Project
from layers.statistics import document, statistics_of
from tests.forensics.attacking import jointly_narrowed, narrowed, small_differences
from tests.layers.counting_places import PLACES

FEWEST, FEWEST_AT_RISK = 5, 10
BY = {"settlement": "code", "hexagon": "hexagon", "month": "month", "year": "year"}
"""The layers of numbers, and the column that names a cell of each."""
Numbers = dict[Cell, int | None]


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@dataclass
class Attacker:
    """Keeps what each product tells of one type, as numbers by the name of their cell.

    `at_risk` are the settlements and months in which there ever was a child or sexual violence among those counted.
    """

    folder: Path
    type: str = "interview"
    told: list[Numbers] = field(default_factory=list)
    at_risk: frozenset[str] = frozenset()

    def takes(self, project: Project, *products: str) -> Numbers:
        """Have these products made once more (a GeoPackage where none is named), and keep every number in them."""
        found: Numbers = {}
        for product in products or ("gpkg",):
            for cell, number in PRODUCTS[product](self, project, self.folder / f"{len(self.told)}.{product}").items():
                held = found.get(cell)
                assert held is None or number is None or held == number, (product, cell, held, number)
                found[cell] = number if held is None else held
        self.told.append(found)
        return found

    def cells(self) -> tuple[dict[Cell, frozenset[str]], dict[Cell, frozenset[str]]]:
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

    def fewest(self, leaves: frozenset[str]) -> int:
        """The smallest number that may be told of these."""
        return FEWEST_AT_RISK if self.at_risk & leaves else FEWEST

    def narrows(self) -> list[tuple[Cell, float, float]]:
        """Cells below what may be told, by linear programming over the sums of each product of one moment."""
        return [
            one
            for told in self._once()
            for cells in self.cells()
            for one in narrowed(cells, {cell: told.get(cell) for cell in cells}, self.fewest)
        ]

    def narrows_jointly(self) -> list[tuple[Cell, float, float]]:
        """The same by integer programming over place and time at once, which count the same records."""
        return [one for told in self._once() for one in jointly_narrowed(self.cells(), told, self.fewest)]

    def subtracts(self) -> list[tuple[int, int, Cell, float]]:
        """Numbers of two moments that differ by fewer than may be told."""
        found: list[tuple[int, int, Cell, float]] = []
        for cells in self.cells():
            shown = [{cell: told.get(cell) for cell in cells} for told in self.told]
            found += small_differences([cells] * len(shown), shown, self.fewest)
        return found

    def _once(self) -> list[Numbers]:
        """What was told at each moment, what was told before left aside."""
        return [told for at, told in enumerate(self.told) if told not in self.told[:at]]


# What each product tells


def _gpkg(attacker: Attacker, project: Project, out: Path) -> Numbers:
    export_records(project, out, "public")
    found: Numbers = {}
    for by, column in BY.items():
        layer = f"{attacker.type}_by_{by}"
        found |= {(by, name): number for name, number in rows(out, f"SELECT {column}, count FROM {layer}")}
    ((found["whole", ""],),) = rows(out, f"SELECT count FROM numbers WHERE type = '{attacker.type}'")
    return found


def _of_tables(attacker: Attacker, tables: Mapping[str, list[Mapping[str, Any]]]) -> Numbers:
    """Numbers from tables of rows by column; a table of the type itself would be its records."""
    assert attacker.type not in tables
    found: Numbers = {}
    for by, column in BY.items():
        for row in tables.get(f"{attacker.type}_by_{by}", ()):
            found[by, str(row[column])] = _number(row.get("count"))
    for row in tables.get("numbers", ()):
        if row["type"] == attacker.type:
            found["whole", ""] = _number(row.get("count"))
    return found


def _number(told: Any) -> int | None:
    return None if told in (None, "") else int(told)


def _geojson(attacker: Attacker, project: Project, out: Path) -> Numbers:
    export_records(project, out, "public")
    tables: dict[str, list[Mapping[str, Any]]] = {}
    for feature in json.loads(out.read_bytes())["features"]:
        tables.setdefault(feature["properties"]["layer"], []).append(feature["properties"])
    return _of_tables(attacker, tables)


def _xlsx(attacker: Attacker, project: Project, out: Path) -> Numbers:
    export_records(project, out, "public")
    tables: dict[str, list[Mapping[str, Any]]] = {}
    for sheet in openpyxl.load_workbook(out, read_only=True):
        head, *lines = sheet.iter_rows(values_only=True)
        tables[sheet.title] = [dict(zip(map(str, head), line, strict=False)) for line in lines]
    return _of_tables(attacker, tables)


def _csv(attacker: Attacker, project: Project, out: Path) -> Numbers:
    export_records(project, out, "public")
    tables: dict[str, list[Mapping[str, Any]]] = {}
    for path in out.iterdir():
        head, _hashtags, *lines = csv.reader(path.read_text("utf-8-sig").splitlines())
        tables[path.stem] = [dict(zip(head, line, strict=True)) for line in lines]
    return _of_tables(attacker, tables)


def _statistics(attacker: Attacker, project: Project, out: Path) -> Numbers:
    """The published numbers and their tables, as the command prints them."""
    found = document(statistics_of(project, "public"), Translator("en"))
    whole = found.get(f"{attacker.type}s", {}).get("value")
    told: Numbers = {("whole", ""): whole}
    for by, key in (("month", f"{attacker.type}s_by_month"), ("settlement", f"{attacker.type}s_by_area")):
        told |= {(by, name): number for name, number in (found.get(key, {}).get("value") or {}).items()}
    return told


def _web(attacker: Attacker, project: Project, out: Path) -> Numbers:
    """The page's embedded data, with legend, popups and search keys: nothing there tells of the type at all."""
    out = out.with_suffix(".html")
    export_web(project, out, "public")
    text = out.read_text("utf-8")
    (data,) = re.findall(r'id="taphos-data">(.*?)</script>', text, re.S)
    keys = {layer["key"].partition(".")[0] for layer in json.loads(data)["layers"]}
    assert keys <= {"settlement", "occupation", "site", "hazard"}, keys
    assert not re.search(r'"R-\d+"', data)
    return {}


def _pdf(attacker: Attacker, project: Project, out: Path) -> Numbers:
    """The page's legend, caption and foot: no count of the type stands there."""
    render_page(project, out, profile="public")
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    plural = project.catalogue[attacker.type].about.plural
    assert not re.search(rf"{plural}[\s:]*\d", text), text
    return {}


PRODUCTS: dict[str, Callable[[Attacker, Project, Path], Numbers]] = {
    "gpkg": _gpkg, "geojson": _geojson, "xlsx": _xlsx, "csv": _csv, "statistics": _statistics, "web": _web, "pdf": _pdf,
}  # fmt: skip
