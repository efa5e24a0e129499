"""One way of painting: tiles join, screen and paper show the same, names keep clear of each other."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PyQt6.QtCore import QMarginsF, QRect, QRectF, QSize
from PyQt6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PyQt6.QtSvg import QSvgGenerator, QSvgRenderer
from PyQt6.QtWidgets import QApplication

import desktop.canvas
from desktop.canvas.camera import Camera
from desktop.canvas.columns import point_columns, shape_columns
from desktop.canvas.furniture import Furniture, rooms_of_furniture
from desktop.canvas.layer import MapLayer, base_layer, places_layer, point_layer, shape_layer
from desktop.canvas.legend import legend_rows, legend_size, paint_legend, styles_in_view
from desktop.canvas.paint import Painted, paint_background, paint_map
from desktop.canvas.paint_marks import rooms_of_leaders
from desktop.canvas.pictures import blank, painting
from desktop.canvas.qt_enums import meet_qt_enums
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.canvas.tiles import TILE, draw_tile, tiles_of
from desktop.theme.theme import Theme, theme

ON_THE_INTERFACE_ALONE = {"canvas", "gestures", "glide", "legend"}
HATCHED = ("occupied", "occupied?", "contested", "unknown")
SOLID = ("complete", "in_progress", "assigned", "needs_revisit")
VIEW = Camera(width=900, height=700).fitted(30.0, 49.0, 31.0, 49.6)


@pytest.fixture(autouse=True)
def _with_fonts(qapp: QApplication) -> None:
    """Painting words needs an application."""


def areas(*values: str) -> MapLayer:
    random = np.random.default_rng(6)
    rings = [
        shapely.buffer(shapely.Point(x, y), size)
        for x, y, size in random.uniform((30.0, 49.0, 0.01), (31.0, 49.6, 0.2), (24, 3))
    ]
    columns = shape_columns(np.arange(24), rings, np.arange(24) % 4)
    if values:
        return shape_layer("survey_area", "Survey areas", columns, "survey_area", values)
    return shape_layer("occupation", "Periods of control", columns, "occupation", HATCHED)


def sites(rows: int) -> MapLayer:
    random = np.random.default_rng(7)
    lon, lat = random.uniform((30.0, 49.0), (31.0, 49.6), (rows, 2)).T
    columns = point_columns(np.arange(rows), lon, lat, random.integers(0, 4, rows))
    return point_layer("site", "Sites", columns, "site", ("reported", "located", "confirmed", "closed"))


def country() -> list[MapLayer]:
    left, right = shapely.box(29.5, 48.8, 30.5, 49.9), shapely.box(30.5, 48.8, 31.5, 49.9)
    names = {"en": ["WEST", "EAST"], "uk": ["ЗАХІД", "СХІД"]}
    return [
        base_layer("country", shape_columns([0], [shapely.union(left, right)])),
        base_layer("region", shape_columns([0, 1], [left, right], labels=names)),
    ]


def picture(layers: list[MapLayer], camera: Camera, look: Theme, **more: object) -> tuple[NDArray[np.uint8], Painted]:
    image = QImage(camera.width, camera.height, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painted = paint_map(painter, layers, camera, look, **more)  # type: ignore[arg-type]
    painter.end()
    return pixels_of(image), painted


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    data = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8)
    return data.reshape(image.height(), image.width(), 4)[..., :3].copy()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_tiles_side_by_side_are_the_picture_painted_at_once(name: str) -> None:
    """No seam, no shape twice: hatching, edges and fills join where tiles meet (a dash may begin anew)."""
    layers, look = [*country(), areas(*SOLID)], theme(name)
    left = next(tiles_of(VIEW, 0))
    right = replace(left, column=left.column + 1)
    camera = left.camera()
    whole = Camera(camera.x + TILE * camera.mpp / 2, camera.y, camera.mpp, 2 * TILE, TILE)
    at_once = QImage(2 * TILE, TILE, QImage.Format.Format_RGB32)
    painter = QPainter(at_once)
    paint_background(painter, layers, whole, look)
    painter.end()
    beside = np.concatenate([pixels_of(draw_tile(key, layers, look, 1.0)) for key in (left, right)], axis=1)
    differing = np.abs(beside.astype(int) - pixels_of(at_once)).max(axis=2) > 24
    assert differing.mean() < 0.0002
    assert differing[:, TILE - 3 : TILE + 3].mean() < 0.003


def test_an_area_too_small_to_see_is_drawn_as_a_speck_and_counted() -> None:
    speck = shape_columns([0], [shapely.buffer(shapely.Point(30.5, 49.3), 1e-6)])
    with_it, painted = picture([shape_layer("site", "Sites", speck, "site", ("confirmed",))], VIEW, theme("light"))
    without, _ = picture([], VIEW, theme("light"))
    assert (with_it != without).any()
    assert painted.counts == {"site": 1}


def test_dots_along_a_border_belong_to_one_of_two_regions_and_it_is_drawn_once() -> None:
    _, region = country()
    assert region.index.geometry.tolist() != []  # type: ignore[attr-defined]
    assert sum(shapely.length(region.index.lonlat)) == pytest.approx(1.1)  # type: ignore[attr-defined]


def test_names_are_in_the_language_that_is_asked_for() -> None:
    _, english = picture(country(), VIEW, theme("light"), language="en")
    _, ukrainian = picture(country(), VIEW, theme("light"), language="uk")
    assert set(english.words) == {"WEST", "EAST"}
    assert set(ukrainian.words) == {"ЗАХІД", "СХІД"}


def test_names_keep_clear_of_each_other_of_marks_and_of_the_edge() -> None:
    random = np.random.default_rng(8)
    lon, lat, size = random.uniform((30, 49, 500), (31, 49.6, 900_000), (300, 3)).T
    names = [f"Exampleville {number}" for number in range(300)]
    places = places_layer(point_columns(np.arange(300), lon, lat, labels={"": names}, rank=size))
    marks = sites(40)
    _, painted = picture([places, marks], VIEW, theme("light"), furniture=Furniture("© somebody"))
    assert 20 < len(painted.labels) < 300
    boxes = []
    for label in painted.labels:
        width, height = text_size(label.text, label.style)
        boxes.append((label.x - width / 2, label.y - height / 2, label.x + width / 2, label.y + height / 2))
    left, top, right, bottom = np.array(boxes).T
    hit = (left[:, None] < right) & (right[:, None] > left) & (top[:, None] < bottom) & (bottom[:, None] > top)
    assert hit.sum() == len(boxes)
    assert min(left.min(), top.min()) >= 0
    assert right.max() <= VIEW.width
    assert bottom.max() <= VIEW.height
    (marked,) = painted.marks
    for x, y in zip(*painted.places[0], strict=True):
        assert not ((left < x) & (right > x) & (top < y) & (bottom > y)).any()
    assert len(marked) > 0


def test_the_larger_place_keeps_its_name_where_two_want_the_same_room() -> None:
    lon, lat = np.full(8, 30.5), np.full(8, 49.3)
    names = [f"Exampleville {number}" for number in range(8)]
    size = np.arange(8) * 100_000.0
    layer = places_layer(point_columns(np.arange(8), lon, lat, labels={"": names}, rank=size))
    _, painted = picture([layer], VIEW, theme("light"))
    assert painted.words[0] == "Exampleville 7"
    assert len(painted.words) == 1


@pytest.mark.parametrize("sharpness", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("name", ["Верхньодніпровськ", "Oleksandrivka"])
def test_a_halo_laid_down_on_the_screen_is_the_one_that_paper_has_stroked(
    name: str, sharpness: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cover() -> NDArray[np.int64]:
        image = blank(200, 40, sharpness)
        with painting(image) as painter:
            width, height = text_size(name, TextStyle())
            paint_text(painter, name, (round(width) + 8) / 2, (round(height) + 8) / 2, TextStyle(), theme("light"))
        data = np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8)
        return data.reshape(image.height(), image.width(), 4)[..., 3].astype(np.int64)

    laid = cover()
    monkeypatch.setattr("desktop.canvas.text.on_paper", lambda painter: True)
    stroked = cover()
    assert abs(laid.sum() / stroked.sum() - 1) < 0.03
    assert np.mean((laid > 127) != (stroked > 127)) < 0.02


def test_example_crosses_the_whole_picture() -> None:
    plain, _ = picture(country(), VIEW, theme("light"), furniture=Furniture())
    marked, _ = picture(country(), VIEW, theme("light"), furniture=Furniture(watermark="EXAMPLE"))
    changed = (plain != marked).any(axis=2)
    for rows in np.array_split(changed, 2):
        for part in np.array_split(rows, 2, axis=1):
            assert part.mean() > 0.01


def test_svg_has_its_words_as_outlines_and_no_pictures(tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    sheet = QSvgGenerator()
    sheet.setFileName(str(file))
    sheet.setSize(QSize(VIEW.width, VIEW.height))
    sheet.setViewBox(QRect(0, 0, VIEW.width, VIEW.height))
    painter = QPainter(sheet)
    layers = [*country(), areas(), sites(60)]
    painted = paint_map(painter, layers, VIEW, theme("light"), furniture=Furniture("© somebody", watermark="EXAMPLE"))
    painter.end()
    text = file.read_text("utf-8")
    assert "<text" not in text
    assert "<image" not in text
    assert painted.words
    image = QImage(VIEW.width, VIEW.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    QSvgRenderer(str(file)).render(painter, QRectF(0, 0, VIEW.width, VIEW.height))
    painter.end()
    screen, _ = picture(layers, VIEW, theme("light"), furniture=Furniture("© somebody", watermark="EXAMPLE"))
    assert np.abs(_coarse(pixels_of(image)) - _coarse(screen)).mean() < 1.5


def _coarse(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Means of squares of 10 pixels: what is drawn where, without how each device smooths its edges."""
    means: NDArray[np.float64] = pixels.reshape(pixels.shape[0] // 10, 10, -1, 10, 3).mean(axis=(1, 3))
    return means


def test_pdf_takes_the_same_painting(tmp_path: Path) -> None:
    file = tmp_path / "map.pdf"
    sheet = QPdfWriter(str(file))
    sheet.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    sheet.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(sheet)
    painter.scale(sheet.width() / VIEW.width, sheet.width() / VIEW.width)
    paint_map(painter, [*country(), areas()], VIEW, theme("light"))
    painter.end()
    content = file.read_bytes()
    assert content.startswith(b"%PDF")
    assert not re.search(rb"/Subtype\s*/Image", content)


def test_the_legend_counts_what_is_in_view_and_names_what_is_there() -> None:
    layers: list[MapLayer] = [
        *country(), areas(), sites(500),
    ]  # fmt: skip
    _, painted = picture(layers, VIEW, theme("light"))
    used = {layer.key: counts for layer in layers if (counts := styles_in_view(layer, VIEW)) is not None}
    rows = legend_rows(layers, painted.counts, used, aggregates=("site",))
    assert [row.text for row in rows if row.heading] == ["Sites", "Periods of control"]
    assert [row.count for row in rows if row.heading] == [painted.counts["site"], painted.counts["occupation"]]
    assert sum(row.count or 0 for row in rows if not row.heading) == sum(painted.counts.values())
    width, height = legend_size(rows)
    image = QImage(round(width), round(height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(theme("dark").colour("land"))
    painter = QPainter(image)
    paint_legend(painter, QRectF(0, 0, width, height), rows, theme("dark"))
    painter.end()
    assert len(np.unique(pixels_of(image))) > 20


def test_all_enums_that_painting_uses_are_met_before_threads_paint() -> None:
    met = {f"{enum.__qualname__}" for enum in meet_qt_enums()}
    folder = Path(desktop.canvas.__file__).parent
    painting = [file for file in folder.glob("*.py") if file.stem not in ON_THE_INTERFACE_ALONE]
    used = {
        f"{owner}.{name}"
        for file in [*painting, folder.parent / "theme" / "fonts.py"]
        for owner, name in re.findall(r"\b(Qt|Q[A-Z]\w+)\.([A-Z]\w+)\.[A-Z]", file.read_text("utf-8"))
    }
    assert used
    assert used <= met


def test_no_number_is_hidden_behind_scale_bar_north_or_attribution() -> None:
    furniture = Furniture("© somebody · and somebody else, who asks for a longer line than most do")
    crowd = np.array([(x, y) for x in np.linspace(30.0, 31.0, 30) for y in np.linspace(49.0, 49.6, 30)]).repeat(20, 0)
    columns = point_columns(np.arange(len(crowd)), crowd[:, 0], crowd[:, 1])
    layer = point_layer("interview", "Interviews", columns, "interview", ("settlement",))
    _, painted = picture([layer], VIEW.zoomed(1.4), theme("light"), furniture=furniture)
    ((x, y),), (marks,) = painted.places, painted.marks
    assert marks.total == painted.counts["interview"]
    for left, top, right, bottom in rooms_of_furniture(furniture, VIEW):
        hidden = (x + marks.radius > left) & (x - marks.radius < right) & (y + 9 > top) & (y - 9 < bottom)
        assert not hidden.any()


def test_names_and_numbers_stand_clear_of_buttons_and_attribution() -> None:
    bars = ((10.0, 10.0, 54.0, 330.0), (846.0, 62.0, 890.0, 260.0))
    furniture = Furniture("© somebody", bars=bars)
    random = np.random.default_rng(4)
    lon, lat = random.uniform((30, 49), (31, 49.6), (400, 2)).T
    names = [f"Exampleville {number}" for number in range(400)]
    places = places_layer(point_columns(np.arange(400), lon, lat, labels={"": names}, rank=np.arange(400)))
    crowd = point_columns(np.arange(4000), lon.repeat(10), lat.repeat(10))
    layer = point_layer("interview", "Interviews", crowd, "interview", ("settlement",))
    _, named = picture([places], VIEW, theme("light"), furniture=furniture)
    _, counted = picture([layer], VIEW, theme("light"), furniture=furniture)
    assert len(named.labels) > 20
    ((x, y),), (marks,) = counted.places, counted.marks
    for left, top, right, bottom in rooms_of_furniture(furniture, VIEW):
        for label in named.labels:
            width, height = (size / 2 for size in text_size(label.text, label.style))
            apart = label.x + width <= left or label.x - width >= right
            assert apart or label.y + height <= top or label.y - height >= bottom, label.text
        hidden = (x + marks.radius > left) & (x - marks.radius < right) & (y + 9 > top) & (y - 9 < bottom)
        assert not hidden.any()


def test_names_are_not_crossed_by_the_lines_that_join_a_number_to_its_place() -> None:
    crowd = point_columns(np.arange(40), np.full(40, 30.5), np.full(40, 49.3))
    types = ("interview", "incident", "site", "facility", "media")
    crowds = [point_layer(type_, type_, crowd, type_, ("unknown",)) for type_ in types]
    random = np.random.default_rng(6)
    lon, lat = 30.5 + random.uniform(-0.12, 0.12, 200), 49.3 + random.uniform(-0.05, 0.05, 200)
    names = [f"Exampleville {number}" for number in range(200)]
    places = places_layer(point_columns(np.arange(200), lon, lat, labels={"": names}, rank=np.arange(200)))
    _, painted = picture([places, *crowds], VIEW, theme("light"))
    lines = np.concatenate(
        [rooms_of_leaders(marks, x, y, VIEW) for marks, (x, y) in zip(painted.marks, painted.places, strict=True)]
    )
    assert len(lines)
    assert painted.labels
    for label in painted.labels:
        width, height = (size / 2 for size in text_size(label.text, label.style))
        beside = (lines[:, 2] <= label.x - width) | (lines[:, 0] >= label.x + width)
        assert (beside | (lines[:, 3] <= label.y - height) | (lines[:, 1] >= label.y + height)).all(), label.text
