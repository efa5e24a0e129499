"""Base maps in the window: added by hand, drawn on the workers, remembered, asked about, and never in the way."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.canvas.backdrop import Drawables, ImageLayer, TileLayer
from desktop.canvas.camera import Camera
from desktop.canvas.paint import paint_map
from desktop.canvas.pictures import blank, painting
from desktop.layouts.page import render_page
from desktop.map.base_map_dialog import BaseMapDialog
from desktop.theme.theme import theme
from desktop.window.main_window import MainWindow
from forensics.errors import TaphosError
from layers.basemaps.image import DRIVERS, Image
from layers.basemaps.kept import base_maps
from layers.basemaps.tiles import Mbtiles
from layers.basemaps.vector_tiles import lines_of
from layers.project import open_project
from tests.desktop.window import windows
from tests.layers.projects import make

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    project = make(tmp_path / "example")
    project.close()
    with windows.opened(project.folder, tmp_path) as shown:
        yield shown


def picture(layer: TileLayer | ImageLayer, camera: Camera) -> np.ndarray:
    """Red, green, blue of a layer painted alone."""
    image = blank(camera.width, camera.height, opaque=True)
    with painting(image) as painter:
        paint_map(painter, [layer], camera, theme("light"))
    return pixels_of(image)


def pixels_of(image: QImage) -> np.ndarray:
    shown = image.convertToFormat(QImage.Format.Format_RGBA8888)
    bits = shown.constBits()
    assert bits is not None
    bits.setsize(shown.sizeInBytes())
    return np.frombuffer(bytes(bits), np.uint8).reshape(shown.height(), shown.width(), 4)[..., :3].astype(int)


def at_extent(extent: tuple[float, float, float, float], width: int = 512) -> Camera:
    west, south, east, north = extent
    mpp = (east - west) / width
    return Camera((west + east) / 2, (south + north) / 2, mpp, width, round((north - south) / mpp))


def look_at(window: MainWindow, layer: ImageLayer) -> None:
    """So near that it fills the view."""
    canvas = window.map.canvas
    canvas.look(at_extent(layer.extent, 900).resized(canvas.camera.width, canvas.camera.height))


def add(window: MainWindow, path: Path) -> None:
    window.contents.base_maps.add(path)
    windows.at_rest(window)
    windows.at_rest(window)


def test_tiles_lie_where_gdal_puts_them(qtbot: QtBot, shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared_data / "tiles" / "isle_of_man.mbtiles"
    monkeypatch.setitem(DRIVERS, ".mbtiles", "MBTiles")
    with closing(Mbtiles(path)) as source, closing(Image(path)) as known:
        drawn = TileLayer("basemap.a", "", Drawables(source, pytest.fail))
        camera = at_extent(known.extent, 357)
        ours = picture(drawn, camera)
        theirs = picture(ImageLayer("basemap.b", "", known), camera)
    apart = np.abs(ours - theirs).mean()
    assert apart < 3
    assert np.abs(np.roll(ours, 2, axis=1) - theirs).mean() > 1.5 * apart
    assert ours.std() > 20


def test_a_corrupt_tile_is_told_once_and_the_others_are_drawn(
    qtbot: QtBot, shared_data: Path, tmp_path: Path, proof: Callable[[str, str, object], None]
) -> None:
    path = tmp_path / "broken.mbtiles"
    shutil.copy(shared_data / "tiles" / "isle_of_man.mbtiles", path)
    with closing(sqlite3.connect(path)) as held:
        held.execute("UPDATE tiles SET tile_data = x'00ff00' WHERE zoom_level = 9 AND tile_column IN (248, 249)")
        held.execute("DELETE FROM tiles WHERE zoom_level < 9")
        held.commit()
    told: list[TaphosError] = []
    with closing(Mbtiles(path)) as source:
        layer = TileLayer("basemap.a", "", Drawables(source, told.append))
        drawn = picture(layer, at_extent(layer.extent, 600))
        again = picture(layer, at_extent(layer.extent, 600))
    assert [str(one) for one in told] == [str(told[0])]
    assert str(told[0]).endswith("of “isle_of_man” cannot be read and is left out.")
    empty = np.array(theme("light").colour("water").getRgb()[:3])
    share = (drawn == empty).all(axis=2).mean(axis=0)
    assert share[:200].min() > 0.99
    assert share[560:].max() < 0.6
    assert (drawn == again).all()
    proof("E8", "a corrupt tile is told once, the others are drawn", "1 sentence for 4 tiles")


def test_vector_tiles_are_lines_in_one_quiet_colour(qtbot: QtBot) -> None:
    class Archive:
        name = "square"
        min_zoom = max_zoom = 0
        bounds, outlines = (-180.0, -85.0, 180.0, 85.0), True

        def tile(self, zoom: int, column: int, row: int) -> bytes:
            return (Path(__file__).parent / "square.pbf").read_bytes()

    layer = TileLayer("basemap.a", "", Drawables(Archive(), pytest.fail, lines_of))
    drawn = picture(layer, Camera(55_000, 55_000, 400, 400, 400))
    outline, water = theme("light").colour("outline").red(), theme("light").colour("water").red()
    assert drawn[..., 0].max() == water
    assert drawn[..., 0].min() == pytest.approx(outline, abs=12)
    assert ((drawn[..., 0] < water).mean()) < 0.05


def test_an_image_is_added_by_hand_shown_dimmed_ordered_and_remembered(
    qtbot: QtBot, window: MainWindow, shared_data: Path
) -> None:
    dialog = window.map.base_maps.ask()
    qtbot.keyClicks(dialog.file, str(shared_data / "tiles_derived" / "rgb_bng_27700_cog.tif"))
    qtbot.keyClick(dialog.file, Qt.Key.Key_Return)
    windows.at_rest(window)
    add(window, shared_data / "tiles" / "isle_of_man.mbtiles")
    rows = window.layers.base_maps.rows
    assert [row.name.text() for row in rows] == ["isle_of_man", "rgb_bng_27700_cog"]
    [photo] = [layer for layer in window.map.canvas.layers if isinstance(layer, ImageLayer)]
    look_at(window, photo)
    windows.at_rest(window)
    green = pixels_of(window.map.canvas.grab().toImage())
    rows[1].open.click()
    rows[1].opacity.setValue(20)
    windows.at_rest(window)
    faint = pixels_of(window.map.canvas.grab().toImage())
    assert faint.std() < green.std() / 2
    qtbot.mouseClick(rows[1].eye, LEFT)
    window.contents.base_maps.move(rows[0].shown.about.id, -1)
    windows.at_rest(window)
    assert [row.name.text() for row in window.layers.base_maps.rows] == ["rgb_bng_27700_cog", "isle_of_man"]
    kept = base_maps(window.session.project)
    assert [(one.name, one.visible, one.opacity) for one in kept] == [
        ("isle_of_man", True, 1.0), ("rgb_bng_27700_cog", False, 0.2),
    ]  # fmt: skip


def test_a_file_without_a_system_is_asked_about_in_the_window(
    qtbot: QtBot, window: MainWindow, shared_data: Path, tmp_path: Path
) -> None:
    with rasterio.open(shared_data / "raster" / "rgb_bng_27700.tif") as source:
        data, about = source.read(), source.profile | {"crs": None, "photometric": "rgb", "compress": "deflate"}
    with rasterio.open(tmp_path / "silent.tif", "w", **about) as made:
        made.write(data)
    add(window, tmp_path / "silent.tif")
    assert not window.contents.base_maps.shown
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, BaseMapDialog) and one.isVisible()]
    assert "does not say its coordinate system" in dialog.problem.text()
    qtbot.keyClicks(dialog.crs, "EPSG:1")
    qtbot.keyClick(dialog.crs, Qt.Key.Key_Return)
    assert "EPSG:1" in dialog.problem.text()
    dialog.crs.clear()
    qtbot.keyClicks(dialog.crs, "EPSG:27700")
    qtbot.keyClick(dialog.crs, Qt.Key.Key_Return)
    windows.at_rest(window)
    [shown] = window.contents.base_maps.shown
    assert shown.about.crs == "EPSG:27700"
    west, south, east, north = window.map.canvas.camera.extent()
    assert west < -3.11 < east  # the map went there
    assert south < 51.05 < north


def test_a_wrong_answer_is_asked_about_again_with_its_reason(qtbot: QtBot, tmp_path: Path) -> None:
    about = {
        "width": 90,
        "height": 90,
        "count": 1,
        "dtype": "uint8",
        "transform": rasterio.Affine(1, 0, 324132, 0, -1, 5591657),
    }
    with rasterio.open(tmp_path / "silent.tif", "w", driver="GTiff", **about) as made:
        made.write(np.full((1, 90, 90), 90, np.uint8))
    project = make(tmp_path / "example", pack="ua")
    project.close()
    with windows.opened(project.folder, tmp_path) as window:
        before = window.map.canvas.camera
        add(window, tmp_path / "silent.tif")
        for answer, why in (
            ("EPSG:28406", "In EPSG:28406 (Pulkovo 1942"),
            ("EPSG:4326", "no degrees as EPSG:4326 has them"),
            ("EPSG:32601", "outside the area of this project. Name another"),
        ):
            [dialog] = [
                one for one in QApplication.topLevelWidgets() if isinstance(one, BaseMapDialog) and one.isVisible()
            ]
            dialog.crs.clear()
            qtbot.keyClicks(dialog.crs, answer)
            qtbot.keyClick(dialog.crs, Qt.Key.Key_Return)
            windows.at_rest(window)
            [dialog] = [
                one for one in QApplication.topLevelWidgets() if isinstance(one, BaseMapDialog) and one.isVisible()
            ]
            assert why in dialog.problem.text()
            assert dialog.crs.text() == answer, "nothing that was typed is lost"
            assert not window.contents.base_maps.shown
            assert window.map.canvas.camera == before
        told: list[str] = []
        window.session.told.connect(lambda message: told.append(str(message)))
        qtbot.keyClick(dialog.crs, Qt.Key.Key_Return)
        windows.at_rest(window)
        assert len(window.contents.base_maps.shown) == 1, "who insists is believed"
        assert ["outside the area of this project" in one for one in told] == [True]


def test_two_dated_images_are_swiped_between(
    qtbot: QtBot, window: MainWindow, shared_data: Path, tmp_path: Path
) -> None:
    with rasterio.open(shared_data / "raster" / "rgb_bng_27700.tif") as source:
        about = source.profile | {"photometric": "rgb", "compress": "deflate"}
    for name, value, day in (("before", 220, "2022:02:20"), ("after", 40, "2022:04:02")):
        with rasterio.open(tmp_path / f"{name}.tif", "w", **about) as made:
            made.write(np.full((3, 900, 900), value, np.uint8))
            made.update_tags(TIFFTAG_DATETIME=f"{day} 11:00:00")
        add(window, tmp_path / f"{name}.tif")
    canvas = window.map.canvas
    [_, after] = [layer for layer in canvas.layers if isinstance(layer, ImageLayer)]
    look_at(window, after)
    windows.focus_map(qtbot, window)
    qtbot.keyClick(canvas, Qt.Key.Key_W)
    windows.at_rest(window)
    middle, height = canvas.camera.width // 2, canvas.camera.height // 2
    assert brightness(window, (middle - 40, middle + 40)) == pytest.approx((220, 40), abs=4)
    target = canvas.viewport()
    qtbot.mousePress(target, LEFT, pos=QPoint(middle, height))
    qtbot.mouseMove(target, QPoint(middle + 120, height))
    qtbot.mouseRelease(target, LEFT, pos=QPoint(middle + 120, height))
    assert canvas.is_settled  # moving the line draws nothing anew
    assert brightness(window, (middle + 40, middle + 160)) == pytest.approx((220, 40), abs=4)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    windows.at_rest(window)
    assert brightness(window, (middle - 40, middle + 160)) == pytest.approx((40, 40), abs=4)


def brightness(window: MainWindow, places: tuple[int, int]) -> tuple[float, float]:
    shown = pixels_of(window.map.canvas.grab().toImage())
    height = shown.shape[0] * 3 // 4
    return tuple(float(shown[height : height + 8, at].mean()) for at in places)  # type: ignore[return-value]


def test_a_page_shows_what_may_be_printed_and_names_its_source(
    qtbot: QtBot, window: MainWindow, shared_data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "tiles.mbtiles"
    shutil.copy(shared_data / "tiles" / "isle_of_man.mbtiles", path)
    with closing(sqlite3.connect(path)) as held:
        held.execute("INSERT INTO metadata VALUES ('attribution', '© EXAMPLE cartographers')")
        held.commit()
    add(window, path)
    add(window, shared_data / "tiles_derived" / "rgb_bng_27700_cog.tif")
    with closing(open_project(window.session.project.folder)) as project:
        there = render_page(project, tmp_path / "there.pdf", profile="court", extent=(-5.0, 54.0, -4.1, 54.5))
        photo = render_page(project, tmp_path / "photo.pdf", profile="court", extent=(-3.14, 51.04, -3.09, 51.07))
        path.unlink()
        without = render_page(project, tmp_path / "without.pdf", profile="court", extent=(-5.0, 54.0, -4.1, 54.5))
    assert "© EXAMPLE cartographers" in " ".join(there.words)
    assert "rgb_bng_27700_cog" not in " ".join((*there.words, *photo.words))  # an image prints where it is told to
    assert "There is no file" in " ".join(without.words)
    sizes = [(tmp_path / name).stat().st_size for name in ("there.pdf", "without.pdf")]
    assert sizes[0] > sizes[1] + 50_000
