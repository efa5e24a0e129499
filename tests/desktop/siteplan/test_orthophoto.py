"""An orthophoto lies where it was taken, and is read by windows: never more of it than is looked at."""

from __future__ import annotations

import re
import tempfile
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor
from pytestqt.qtbot import QtBot
from rasterio import Affine

from desktop import tasks
from desktop.canvas.pictures import blank, painting
from desktop.session import Session
from desktop.siteplan.frame import centred
from desktop.siteplan.page import print_plan
from desktop.siteplan.panel import PlanPanel
from desktop.siteplan.underlay import paint_underlay
from layers.crs import UnknownCrs
from layers.errors import ExportRefused
from layers.evidence import take_in
from layers.project import Project
from layers.siteplan.orthophoto import MOST, NoOrthophoto, far_from_grave, open_orthophoto, read_window
from layers.siteplan.reading import read_scene
from layers.siteplan.records import grave_records
from tests.desktop.commands.running import Terminal
from tests.desktop.form_projects import begin_without_holder
from tests.desktop.siteplan.test_panel import shown
from tests.layers.graves import TIE, grave, project_of
from tests.layers.projects import make

pytestmark = pytest.mark.usefixtures("qapp")
PIXEL = 0.02
"""Metres: two centimetres, as a drone takes them."""


MARKED = (1.0, 2.0)
"""The point of the grid in the middle of a red square of 0.2 m."""


def photo(path: Path, side: int = 600, crs: str | None = "EPSG:32636") -> Path:
    """A grey picture around the grave with a red square."""
    east, north = TIE.projected(np.array([[1.2, 1.8]]))[0].tolist()
    west, top = east - side * PIXEL / 2, north + side * PIXEL / 2
    placed = Affine(PIXEL, 0.0, west, 0.0, -PIXEL, top)
    with rasterio.open(
        path, "w", driver="GTiff", width=side, height=side, count=3, dtype="uint8", crs=crs, transform=placed,
        tiled=True, blockxsize=256, blockysize=256, SPARSE_OK=True,
    ) as made:  # fmt: skip
        at_east, at_north = TIE.projected(np.array([list(MARKED)]))[0].tolist()
        column, row = round((at_east - west) / PIXEL), round((top - at_north) / PIXEL)
        part = np.full((3, 40, 40), 120, np.uint8)
        part[:, 15:25, 15:25] = np.array([220, 20, 20], np.uint8)[:, None, None]
        made.write(part, window=rasterio.windows.Window(column - 20, row - 20, 40, 40))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = project_of(tmp_path / "grave.taphos", grave())
    yield made
    made.close()


def test_a_mark_on_the_photograph_lies_where_it_is_in_the_grid(tmp_path: Path) -> None:
    found = open_orthophoto(photo(tmp_path / "o.tif"), TIE)
    frame = centred(QRectF(0, 0, 400, 400), (0.0, 1.0, 2.0, 3.0), 200.0)
    image = blank(400, 400)
    with painting(image) as painter:
        paint_underlay(painter, found, frame, opacity=1.0)
    at = frame.at(1.0, 2.0)
    assert QColor(image.pixel(round(at.x()), round(at.y()))).red() > 180
    aside = frame.at(1.2, 2.0)
    assert QColor(image.pixel(round(aside.x()), round(aside.y()))).red() < 150


def test_only_the_part_that_is_seen_is_read_and_no_finer_than_it_is_seen(tmp_path: Path) -> None:
    huge = photo(tmp_path / "huge.tif", side=40_000)
    found = open_orthophoto(huge, TIE)
    tracemalloc.start()
    near = read_window(found, (0.0, 0.0, 2.4, 3.6), 100.0)
    far = read_window(found, (-400.0, -400.0, 400.0, 400.0), 2.0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert near is not None
    assert far is not None
    assert near.rgba.shape[0] < 300
    assert max(far.rgba.shape[:2]) <= MOST
    assert most < 100 * 1024**2, "the whole of it would be 4.8 GB"


def test_beside_the_grave_there_is_nothing_to_read(tmp_path: Path) -> None:
    found = open_orthophoto(photo(tmp_path / "o.tif"), TIE)
    assert read_window(found, (500.0, 500.0, 510.0, 510.0), 100.0) is None


def test_a_picture_without_place_or_system_is_refused(tmp_path: Path, shared_data: Path) -> None:
    with pytest.raises(UnknownCrs, match="--photo-crs"):
        open_orthophoto(photo(tmp_path / "bare.tif", crs=None), TIE)
    assert open_orthophoto(tmp_path / "bare.tif", TIE, "EPSG:32636").crs == "EPSG:32636"
    with pytest.raises(NoOrthophoto, match=r"cannot be read as a picture|has no place of its own"):
        open_orthophoto(shared_data / "photo" / "no_exif.jpg", TIE)
    with pytest.raises(NoOrthophoto, match="There is no file"):
        open_orthophoto(tmp_path / "none.tif", TIE)
    with pytest.raises(NoOrthophoto, match="not tied to the globe"):
        open_orthophoto(tmp_path / "bare.tif", None)


@pytest.mark.parametrize("name", ["rgb_bng_27700.tif", "landsat_4326.tif"])
def test_real_rasters_are_opened_in_whatever_system_they_are(shared_data: Path, name: str) -> None:
    found = open_orthophoto(shared_data / "raster" / name, TIE)
    middle = np.array([[found.width / 2, found.height / 2]])
    x, y = found.grid_of(middle)[0].tolist()
    assert found.pixels_of(np.array([[x, y]]))[0] == pytest.approx(middle[0], abs=1.0)


def test_a_plan_is_printed_over_its_photograph(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "plan.pdf"
    print_plan(project, out, "S-1", profile="court", scale=50, photo=photo(tmp_path / "o.tif"))
    assert b"/Subtype /Image" in out.read_bytes()


# Beside the grave


def far_off(path: Path, metres: float) -> Path:
    """The same picture so many metres to the east of where it belongs."""
    with rasterio.open(photo(path), "r+") as made:
        a, b, c, d, e, f = made.transform[:6]
        made.transform = Affine(a, b, c + metres, d, e, f)
    return path


def test_a_picture_that_lies_beside_the_grave_is_pointed_out_and_laid_all_the_same(
    project: Project, tmp_path: Path
) -> None:
    scene = read_scene(grave_records(project), "S-1")
    near, far = (
        open_orthophoto(one, scene.tie) for one in (photo(tmp_path / "o.tif"), far_off(tmp_path / "f.tif", 64))
    )
    assert far_from_grave(near, scene) is None
    told = str(far_from_grave(far, scene))
    assert re.search(r"“f.tif” lies 5\d m from the grave", told)
    elsewhere = replace(far, crs="EPSG:4326")
    assert "look at its coordinate system (EPSG:4326)" in str(far_from_grave(elsewhere, scene))
    printed = print_plan(project, tmp_path / "plan.pdf", "S-1", profile="court", scale=50, photo=tmp_path / "f.tif")
    assert [str(one) for one in printed.told] == [told]
    assert "lies 5" in " ".join(printed.words)
    assert (
        print_plan(project, tmp_path / "p.pdf", "S-1", profile="court", scale=50, photo=tmp_path / "o.tif").told == ()
    )


def test_a_picture_beside_the_grave_is_pointed_out_when_it_is_taken_in(
    project: Project, tmp_path: Path, terminal: Terminal
) -> None:
    folder = str(project.folder)
    project.close()
    told = terminal("evidence", folder, far_off(tmp_path / "far.tif", 4000), "--attach", "site/S-1", status=1).out
    assert re.search(r"lies [34]\.\d km from the grave", told)
    assert terminal("evidence", folder, photo(tmp_path / "near.tif"), "--attach", "site/S-1", status=0).err == ""


def test_a_picture_beside_the_grave_is_told_over_the_plan_for_as_long_as_it_lies_there(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with shown(qtbot, tmp_path, grave()) as (panel, session):
        with qtbot.waitSignal(session.told) as heard:
            panel.photos.lay_file(far_off(tmp_path / "far.tif", 64))
        assert "from the grave" in str(heard.args[0])
        assert panel.far.isVisibleTo(panel)
        assert "from the grave" in panel.far.text()
        panel.photos.take_away()
        assert not panel.far.isVisibleTo(panel)


# Kept with the project


def test_an_original_of_an_encrypted_project_is_laid_under_the_plan_and_never_decrypted_to_the_disk(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for name in ("TMPDIR", "CPL_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    made = grave()
    project = make(tmp_path / "grave.taphos", "encrypted")
    project.register.commit(made.changes)
    original = photo(tmp_path / "ortho.tif")
    with rasterio.open(original, "r+") as tagged:
        tagged.update_tags(TIFFTAG_IMAGEDESCRIPTION="CANARY-OF-THE-ORTHOPHOTO")
    taken = take_in(project, [original], attach=made.ids["X-1"])
    original.unlink()
    session = Session(project)
    panel = PlanPanel(session)
    panel.resize(900, 700)
    panel.show()
    session.select("site", made.ids["S-1"])
    qtbot.waitUntil(lambda: panel.photos.media == taken.files[0].media and panel.is_settled, timeout=20_000)
    assert panel.canvas.picture is not None
    at = panel.canvas.frame.at(*MARKED).toPoint()
    red = panel.canvas.picture.image.pixelColor(at)
    assert red.red() > red.green() + 60
    assert not list(temporary.iterdir())
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(files) > 3
    assert not [one for one in files if b"CANARY-OF-THE-ORTHOPHOTO" in one.read_bytes()]
    panel.close()
    panel.deleteLater()
    qtbot.waitUntil(lambda: not tasks.under_way())
    session.close()


def test_a_photograph_of_the_project_leaves_with_court_alone(tmp_path: Path) -> None:
    made = grave()
    project = project_of(tmp_path / "grave.taphos", made)
    code = take_in(project, [photo(tmp_path / "ortho.tif")], attach=made.ids["X-1"]).files[0].code
    with_photo = print_plan(project, tmp_path / "court.pdf", "S-1", profile="court", photo=code)
    assert b"/Subtype /Image" in with_photo.path.read_bytes()
    with pytest.raises(ExportRefused, match=f"does not let the file of {code} out"):
        print_plan(project, tmp_path / "partner.pdf", "S-1", profile="partner", photo=code)
    assert not (tmp_path / "partner.pdf").exists()
    project.close()


def test_a_picture_without_a_place_that_nobody_asked_for_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    made = grave()
    with shown(qtbot, tmp_path, made) as (panel, session):
        wrong: list[object] = []
        session.refused.connect(wrong.append)
        blank(8, 8).save(str(tmp_path / "flat.tif"), "TIFF")
        panel.photos.take_in(tmp_path / "flat.tif")
        begin_without_holder(qtbot)
        qtbot.waitUntil(lambda: len(panel.photos.known) == 1, timeout=20_000)
        qtbot.waitUntil(lambda: not tasks.under_way(), timeout=20_000)
        assert not wrong
        assert panel.canvas.underlay is None
        panel.photos.lay(panel.photos.known[0])
        qtbot.waitUntil(lambda: bool(wrong), timeout=20_000)
        assert "has no place of its own" in str(wrong[0])
        qtbot.waitUntil(lambda: not tasks.under_way(), timeout=20_000)
