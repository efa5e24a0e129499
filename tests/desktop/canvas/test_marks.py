"""What is drawn is what is counted: in the marks, in the picture's pixels, and against SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PyQt6.QtCore import QMarginsF, QSizeF
from PyQt6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PyQt6.QtWidgets import QApplication

from desktop.canvas.arrange import GAP, move_apart
from desktop.canvas.camera import Camera
from desktop.canvas.columns import point_columns
from desktop.canvas.layer import PointLayer, point_layer
from desktop.canvas.marks import TOGETHER, depth_at, marks_of, number_text, radius_of
from desktop.canvas.mercator import WORLD, to_degrees
from desktop.canvas.paint import paint_map
from desktop.canvas.paint_marks import place_marks
from desktop.canvas.styles import Symbol
from desktop.theme.theme import Theme, theme
from tests.counts import count
from tests.desktop.canvas.test_points import random_views, scattered

LIGHT = "light"


def layer_of(rows: int) -> PointLayer:
    return point_layer("incident", "Incidents", scattered(rows), "incident", ("murder", "torture", "siege", "other"))


@pytest.mark.parametrize("rows", [1, 40, 4_000, count(60_000, 1_000_000)])
def test_the_numbers_on_the_map_add_up_to_what_sql_counts(rows: int) -> None:
    columns = scattered(rows)
    base = point_layer("incident", "Incidents", columns, "incident", ("a", "b", "c", "d"))
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE place (lon REAL, lat REAL, style INTEGER)")
    database.executemany(
        "INSERT INTO place VALUES (?, ?, ?)",
        zip(columns.lon.tolist(), columns.lat.tolist(), columns.style.tolist(), strict=True),
    )
    for turn, camera in enumerate(random_views()):
        style = turn % 4
        layer = replace(base, index=base.index.showing(np.flatnonzero(columns.style != style)))
        west, south, east, north = camera.extent()
        (expected,) = database.execute(
            "SELECT count(*) FROM place WHERE style <> ? AND lon >= ? AND lon < ? AND lat > ? AND lat <= ?",
            (style, west, east, south, north),
        ).fetchone()
        assert marks_of(layer, camera).total == expected
    database.close()


def test_every_point_in_view_stands_behind_exactly_one_mark() -> None:
    layer = layer_of(4_000)
    for camera in random_views():
        marks = marks_of(layer, camera)
        if marks.density is not None:
            continue
        behind = [
            layer.index.rows_in(marks.start[at : at + 1], marks.stop[at : at + 1], marks.box)
            for at in range(len(marks))
        ]
        places = np.concatenate(behind) if behind else np.zeros(0, np.int64)
        assert [len(rows) for rows in behind] == marks.count.tolist()
        assert sorted(places.tolist()) == sorted(layer.index.found_in(camera.units()).tolist())


def test_a_symbol_stands_where_its_record_is() -> None:
    columns = scattered(300)
    layer = point_layer("site", "Sites", columns, "site", ("reported", "confirmed", "exhumed", "closed"))
    camera = Camera(width=1280, height=800).fitted(23, 45, 39, 52)
    marks = marks_of(layer, camera)
    single = np.flatnonzero(marks.code >= 0)
    x, y = camera.pixels(marks.x[single], marks.y[single])
    row = layer.index.order[marks.start[single]]
    from desktop.canvas.mercator import to_metres

    true_x, true_y = camera.pixels(*to_metres(columns.lon[row], columns.lat[row]))
    assert len(single) > 10
    assert np.abs(x - true_x).max() < 0.01
    assert np.abs(y - true_y).max() < 0.01


def test_of_two_records_on_both_sides_of_an_edge_between_squares_neither_covers_the_other() -> None:
    camera = Camera(width=900, height=700).at(31.0, 49.0, 200.0)
    side = WORLD / 2.0 ** depth_at(camera.mpp, TOGETHER)
    edge = np.ceil(camera.x / side) * side
    lon, lat = to_degrees(np.array([edge - 200.0, edge + 200.0]), np.full(2, camera.y))
    layer = point_layer("site", "Sites", point_columns([1, 2], lon, lat), "site", ("confirmed",))
    marks = marks_of(layer, camera)
    assert marks.code.tolist() == [0, 0], "each in a square of its own, two pixels apart"
    [(x, y)] = place_marks([layer], [marks], camera, np.zeros((0, 4)))
    true_x, true_y = camera.pixels(marks.x, marks.y)
    assert abs(x[1] - x[0]) >= 5.5
    assert np.hypot(x - true_x, y - true_y).max() <= 3


def test_points_that_fill_the_ground_become_density_with_their_numbers() -> None:
    rows = count(200_000, 1_000_000)
    random = np.random.default_rng(5)
    lon, lat = random.uniform(30, 33, rows), random.uniform(48, 50, rows)
    layer = point_layer(
        "interview", "Interviews", point_columns(np.arange(rows), lon, lat), "interview", ("settlement",)
    )
    camera = Camera(width=1280, height=800).fitted(29, 47.5, 34, 50.5)
    marks = marks_of(layer, camera)
    assert marks.density is not None
    assert marks.density.counts.sum() == rows
    assert marks.total == rows


def test_marks_do_not_depend_on_where_one_looks_from() -> None:
    layer = layer_of(4_000)
    camera = Camera(width=1280, height=800).fitted(26, 46, 36, 51)
    here, there = marks_of(layer, camera), marks_of(layer, camera.moved(40, -30))
    inside = {}
    for marks in (here, there):
        for x, y, number in zip(marks.x, marks.y, marks.count, strict=True):
            inside.setdefault((round(x, 3), round(y, 3)), []).append(int(number))
    west, south, east, north = camera.bounds
    margin = 200 * camera.mpp
    for (x, y), numbers in inside.items():
        if west + margin < x < east - margin and south + margin < y < north - margin:
            assert numbers in ([numbers[0]] * 2,)


def test_a_selection_is_seen_on_the_mark_that_stands_for_it() -> None:
    layer = layer_of(4_000)
    camera = Camera(width=1280, height=800).fitted(23, 45, 39, 52)
    marks = marks_of(layer, camera, layer.index.tally_of(frozenset({17, 1_234})))
    chosen = np.flatnonzero(marks.selected)
    behind = layer.index.ids_at(layer.index.rows_in(marks.start[chosen], marks.stop[chosen], marks.box))
    assert {17, 1_234} <= set(behind.tolist())
    assert len(chosen) in (1, 2)


def test_aggregates_give_way_to_each_other_and_to_symbols() -> None:
    random = np.random.default_rng(3)
    x, y = random.uniform(0, 600, 60), random.uniform(0, 400, 60)
    x[:3], y[:3] = 300.0, 200.0
    radius, fixed = np.full(60, 12.0), np.zeros(60, bool)
    fixed[40:44] = True
    moved_x, moved_y = move_apart(x, y, radius, fixed)
    assert moved_x[fixed].tolist() == x[fixed].tolist()
    apart = np.hypot(moved_x[:, None] - moved_x, moved_y[:, None] - moved_y)
    either_moves = ~(fixed[:, None] & fixed)
    np.fill_diagonal(either_moves, False)
    assert apart[either_moves].min() > 2 * 12 - 6
    assert apart[:3, :3][np.triu_indices(3, 1)].min() > 24 - GAP


def test_a_mark_has_room_for_its_number() -> None:
    counts = np.array([2, 99, 1_234, 1_000_000])
    assert (np.diff(radius_of(counts)) > 0).all()
    assert number_text(1_234_567) == "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"


def test_symbols_read_back_from_the_pixels_are_as_many_as_are_counted(qapp: QApplication) -> None:
    """Each feature in a colour of its own; those that stand further apart than an aggregate joins are all found."""
    side = count(9, 14)
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.linspace(30, 31, side), np.linspace(49, 49.6, side)))
    rows = side * side
    colours = {f"own{row}": f"#{10 + row // 16 * 8:02x}{10 + row % 16 * 14:02x}c8" for row in range(rows)}
    own = Theme(theme(LIGHT).palette, {**theme(LIGHT).map, **colours}, "own")
    symbols = tuple(Symbol("square", "none", f"own{row}", size=14) for row in range(rows))
    columns = point_columns(np.arange(rows), lon, lat, np.arange(rows))
    layer = replace(point_layer("site", "Sites", columns, "site", ("confirmed",)), symbols=symbols)
    random = np.random.default_rng(4)
    for _ in range(count(6, 100)):
        camera = Camera(width=900, height=700).at(random.uniform(30.2, 30.8), random.uniform(49.1, 49.5), 60.0)
        image = QImage(camera.width, camera.height, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(image)
        painted = paint_map(painter, [layer], camera, own)
        painter.end()
        pixels = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint32)
        seen = set((pixels & 0xFFFFFF).tolist())
        found = {row for row in range(rows) if int(colours[f"own{row}"][1:], 16) in seen}
        west, south, east, north = camera.extent()
        expected = set(np.flatnonzero((lon >= west) & (lon < east) & (lat > south) & (lat <= north)).tolist())
        assert all(mark.code.min(initial=0) >= 0 for mark in painted.marks)
        assert found == expected
        assert painted.counts["site"] == len(expected)


def test_the_numbers_read_back_from_a_page_add_up_to_what_is_counted(
    qapp: QApplication, tmp_path: Path, proof: Callable[[str, str, object], None]
) -> None:
    """Every mark with its number, as words of a PDF that another library reads."""
    columns = scattered(4_000)
    base = replace(point_layer("incident", "Incidents", columns, "incident", ("a", "b", "c", "d")), few=0)
    views = list(random_views())[: count(6, 100)]
    for turn, camera in enumerate(views):
        style = turn % 4
        layer = replace(base, index=base.index.showing(np.flatnonzero(columns.style != style)))
        page = tmp_path / "page.pdf"
        writer = QPdfWriter(str(page))
        writer.setPageSize(QPageSize(QSizeF(camera.width, camera.height), QPageSize.Unit.Point))
        writer.setPageMargins(QMarginsF())
        painter = QPainter(writer)
        painter.scale(writer.resolution() / 72, writer.resolution() / 72)
        painted = paint_map(painter, [layer], camera, theme(LIGHT))
        painter.end()
        words = pypdf.PdfReader(page).pages[0].extract_text().replace("\N{NARROW NO-BREAK SPACE}", "").split()
        west, south, east, north = camera.extent()
        inside = (columns.lon >= west) & (columns.lon < east) & (columns.lat > south) & (columns.lat <= north)
        expected = int((inside & (columns.style != style)).sum())
        assert painted.counts["incident"] == expected
        assert sum(map(int, words)) == expected
    proof("E3", "numbers read back from the picture against the count of the query", f"{len(views)} views and filters")
