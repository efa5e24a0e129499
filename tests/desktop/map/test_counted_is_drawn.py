"""What is counted is what is drawn, read back from the picture of a register under views and filters at random."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pytest
from PyQt6.QtCore import QMarginsF, QSizeF
from PyQt6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PyQt6.QtWidgets import QApplication

from desktop.canvas.camera import Camera
from desktop.canvas.columns import point_columns
from desktop.canvas.layer import PointLayer
from desktop.canvas.paint import Painted, paint_map
from desktop.canvas.point_index import index_points
from desktop.canvas.styles import Symbol
from desktop.filters.filters import Filters
from desktop.filters.reached import rows_reached
from desktop.theme.theme import Theme, theme
from forensics.ports import Days, MapColumns
from layers.exports.selecting import Selection, iso_day
from layers.project import Project
from tests.counts import count
from tests.layers.mapped import point
from tests.layers.projects import make, record

ROWS, VIEWS = count(260, 700), count(8, 100)
CATEGORIES, LEVELS = ("murder", "torture", "siege", "other"), ("lead", "allegation", "credible", "refuted")
WEST, SOUTH, EAST, NORTH = 30.0, 48.0, 33.0, 50.0
FIRST_DAY = 19_000
SEEN = 6
"""Pixels of a feature's own colour from which on it is seen, and is no blend at another's edge."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Incidents in heaps and alone, of every category and level, some without a date."""
    random, made = np.random.default_rng(11), make(tmp_path_factory.mktemp("drawn") / "drawn.taphos")
    heaps = random.uniform((WEST, SOUTH), (EAST, NORTH), (12, 2))
    at = np.where(random.random((ROWS, 1)) < 0.5, heaps[random.integers(0, 12, ROWS)], 0.0)
    spread = random.normal(0, 0.02, (ROWS, 2))
    alone = random.uniform((WEST, SOUTH), (EAST, NORTH), (ROWS, 2))
    places = np.where(at.any(axis=1, keepdims=True), at + spread, alone)
    made.register.commit(
        record(
            "incident", f"EX-I-{row}", category=CATEGORIES[row % 4], level=LEVELS[row // 4 % 4],
            place=point(*places[row].tolist()),
            **({"date": iso_day(FIRST_DAY + int(random.integers(0, 400)))} if row % 5 else {}),
        )
        for row in range(ROWS)
    )  # fmt: skip
    yield made
    made.close()


def asked(random: np.random.Generator) -> tuple[Selection, str]:
    """A filter made of parts at random, and the same as SQL over the narrow table n and the records m."""
    selection, sql = Selection(), ["1 = 1"]
    if random.random() < 0.35:
        level = str(random.choice(LEVELS))
        selection, sql = replace(selection, where=(("level", level),)), [*sql, f"m.level = '{level}'"]
    if random.random() < 0.35:
        gone = str(random.choice(CATEGORIES))
        selection = replace(selection, without=(("incident", (gone,)),))
        sql.append(f"m.category <> '{gone}'")
    if random.random() < 0.35:
        first = FIRST_DAY + int(random.integers(0, 300))
        undated = bool(random.random() < 0.5)
        selection = replace(selection, days=Days(first, first + 100, undated))
        dated = f"n.earliest <= {first + 100} AND n.latest >= {first}"
        sql.append(f"({dated} OR n.earliest IS NULL)" if undated else f"({dated})")
    if random.random() < 0.35:
        west, south = random.uniform(WEST, EAST - 1), random.uniform(SOUTH, NORTH - 1)
        east, north = west + 1.2, south + 1.0
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        ring = ", ".join(f"{x!r} {y!r}" for x, y in corners).replace("np.float64(", "").replace(")", "")
        selection = replace(selection, area=f"POLYGON (({ring}))")
        sql.append(f"n.x BETWEEN {west} AND {east} AND n.y BETWEEN {south} AND {north}")
    return selection, " AND ".join(sql)


def in_sql(project: Project, condition: str, camera: Camera) -> int:
    west, south, east, north = camera.extent()
    sql = (
        f"SELECT count(*) FROM incident_map n JOIN incident m ON m._row = n._row WHERE {condition}"
        f" AND n.x >= {west} AND n.x < {east} AND n.y > {south} AND n.y <= {north}"
    )
    return int(project.register.write_local(lambda connection: connection.exec_driver_sql(sql).scalar_one()))


def own_colours(rows: int) -> tuple[list[str], tuple[Symbol, ...], Theme]:
    """For each feature a colour that no other has, and that no background is made of."""
    colours = [f"#{8 + row // 28 * 9:02x}{row % 28 * 9:02x}c8" for row in range(rows)]
    named = {f"own{row}": colour for row, colour in enumerate(colours)}
    worn = Theme(theme("light").palette, {**theme("light").map, **named}, "own incidents")
    return colours, tuple(Symbol("square", "none", f"own{row}", size=14) for row in range(rows)), worn


def looked_at(project: Project, narrow: MapColumns, selection: Selection, layer: PointLayer) -> PointLayer:
    """The layer under a filter, by the way that the window goes."""
    filters = Filters()
    filters.take(selection, rows_reached(project, filters_asked(selection), ["incident"]))
    mask = filters.mask("incident", narrow)
    return layer if mask is None else replace(layer, index=layer.index.showing(narrow.row[mask]))


def filters_asked(selection: Selection) -> Selection:
    return replace(selection, without=(), days=None)


def symbols_seen(layer: PointLayer, camera: Camera, colours: list[str], worn: Theme) -> tuple[set[int], Painted]:
    """The features whose own colour is in the picture's pixels."""
    image = QImage(camera.width, camera.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painted = paint_map(painter, [layer], camera, worn)
    painter.end()
    pixels = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint32) & 0xFFFFFF
    held, times = np.unique(pixels, return_counts=True)
    seen = dict(zip(held.tolist(), times.tolist(), strict=True))
    return {row for row, colour in enumerate(colours) if seen.get(int(colour[1:], 16), 0) >= SEEN}, painted


def numbers_painted(layer: PointLayer, camera: Camera, worn: Theme, page: Path) -> int:
    """The sum of the numbers on aggregates, as another program reads them from a page."""
    writer = QPdfWriter(str(page))
    writer.setPageSize(QPageSize(QSizeF(camera.width, camera.height), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    painter.scale(writer.resolution() / 72, writer.resolution() / 72)
    paint_map(painter, [layer], camera, worn)
    painter.end()
    words = pypdf.PdfReader(page).pages[0].extract_text().replace("\N{NARROW NO-BREAK SPACE}", "").split()
    return sum(map(int, words))


def test_symbols_in_the_pixels_and_numbers_on_the_page_are_as_many_as_sql_counts(
    qapp: QApplication, project: Project, tmp_path: Path, proof: Callable[[str, str, object], None]
) -> None:
    narrow: Any = project.register.map_columns("incident")
    colours, symbols, worn = own_colours(ROWS)
    columns = point_columns(narrow.row, narrow.x, narrow.y, np.arange(ROWS, dtype=np.uint16))
    base = PointLayer("incident", "Incidents", index_points(columns), symbols)
    random, found, alone = np.random.default_rng(5), 0, 0
    for _ in range(VIEWS):
        selection, condition = asked(random)
        camera = Camera(width=900, height=700).at(
            random.uniform(WEST, EAST), random.uniform(SOUTH, NORTH), 10 ** random.uniform(1.7, 2.9)
        )  # fmt: skip
        layer = looked_at(project, narrow, selection, base)
        seen, painted = symbols_seen(layer, camera, colours, worn)
        numbers = numbers_painted(layer, camera, worn, tmp_path / "page.pdf")
        expected = in_sql(project, condition, camera)
        assert len(seen) + numbers == expected, (selection, camera)
        assert painted.counts["incident"] == expected
        found, alone = found + expected, alone + len(seen)
    assert 0 < alone < found, "some stand alone and some together"
    proof("E3", "symbols in the pixels and numbers on the page against SQL on the register",
          f"{VIEWS} views and filters, {found} features, {alone} of them as symbols")  # fmt: skip
