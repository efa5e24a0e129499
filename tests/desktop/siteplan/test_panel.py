"""The plan beside the map: it follows what is selected, a click selects, and what is changed is drawn anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.siteplan.panel import PlanPanel
from desktop.siteplan.printing import printing_menu, start_printing
from desktop.window.main_window import MainWindow
from desktop.window.stage import MAP
from desktop.workspaces.workspace import SITE_PLAN
from layers.belonging import site_of
from layers.editing import setting
from layers.siteplan.views import VIEWS
from tests.desktop.window import windows
from tests.layers.graves import Grave, grave, project_of


@contextmanager
def shown(qtbot: QtBot, folder: Path, made: Grave) -> Iterator[tuple[PlanPanel, Session]]:
    """The panel on a grave, at rest."""
    session = Session(project_of(folder / "grave.taphos", made))
    panel = PlanPanel(session)
    panel.resize(900, 700)
    panel.show()
    try:
        session.select("site", made.ids["S-1"])
        qtbot.waitUntil(lambda: panel.shown is not None and panel.is_settled, timeout=20_000)
        yield panel, session
    finally:
        qtbot.waitUntil(lambda: panel.is_settled, timeout=20_000)
        panel.close()
        panel.deleteLater()
        session.close()
        session.deleteLater()
        QApplication.processEvents()


def pixel(panel: PlanPanel, x: float, y: float) -> QPoint:
    return panel.canvas.frame.at(x, y).toPoint()


def test_a_click_on_a_body_selects_it_and_one_beside_it_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    made = grave()
    with shown(qtbot, tmp_path, made) as (panel, session):
        qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(panel, 1.2, 1.8))
        assert session.selected.record == made.ids["S-1-002B"]
        qtbot.waitUntil(lambda: panel.is_settled and panel.canvas.selected == made.ids["S-1-002B"], timeout=20_000)
        qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=pixel(panel, 3.0, 4.3))
        assert not session.selected.record


def test_a_bone_lies_under_its_symbol(qtbot: QtBot, tmp_path: Path) -> None:
    with shown(qtbot, tmp_path, grave()) as (panel, _):
        at = pixel(panel, 0.4, 3.2)
        item = panel.canvas.item_at(at.x(), at.y())
        assert item is not None
        assert item.code == "S-1-004GB"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_turned_to(qtbot: QtBot, tmp_path: Path, view: str) -> None:
    with shown(qtbot, tmp_path, grave()) as (panel, _):
        panel.turn_to(view)
        qtbot.waitUntil(lambda: panel.is_settled and panel.shown is not None, timeout=20_000)
        assert panel.shown is not None
        assert panel.shown.drawing is not None
        assert panel.shown.drawing.view == view
        assert panel.canvas.picture is not None
        assert panel.canvas.picture.painted.words


def test_the_wheel_brings_nearer_what_is_under_it_and_home_shows_all(qtbot: QtBot, tmp_path: Path) -> None:
    with shown(qtbot, tmp_path, grave()) as (panel, _):
        before = panel.canvas.frame
        panel.canvas.look(before.zoomed(3.0, 100, 100))
        assert panel.canvas.frame.metres(100, 100) == pytest.approx(before.metres(100, 100))
        qtbot.keyClick(panel.canvas, Qt.Key.Key_Home)
        assert panel.canvas.frame.scale == pytest.approx(before.scale, rel=0.05)


def test_a_change_is_drawn_where_one_looks_already(qtbot: QtBot, tmp_path: Path) -> None:
    made = grave()
    with shown(qtbot, tmp_path, made) as (panel, session):
        panel.canvas.look(panel.canvas.frame.zoomed(2.0, 300, 300))
        frame = panel.canvas.frame
        found = session.project.register.find("S-1-001B")
        session.keep(setting(session.project, found, {"position": "prone"}))
        qtbot.waitUntil(
            lambda: bool(panel.shown and any(one.position == "prone" for one in panel.shown.scene.bodies)),
            timeout=20_000,
        )
        assert panel.canvas.frame == frame


def test_a_circle_of_contexts_is_told_instead_of_drawn(qtbot: QtBot, tmp_path: Path) -> None:
    made = grave()
    for change in made.changes:
        if change.record == made.ids["C-4"]:
            object.__setattr__(change, "after", {**change.after, "above": [made.ids["C-1"]]})
    with shown(qtbot, tmp_path, made) as (panel, _):
        panel.turn_to("matrix")
        qtbot.waitUntil(lambda: panel.is_settled and panel.words.isVisible(), timeout=20_000)
        assert "in a circle" in panel.words.text()


def test_whatever_belongs_to_a_grave_leads_to_it(tmp_path: Path) -> None:
    made = grave()
    project = project_of(tmp_path / "grave.taphos", made)
    made_of = {"site": "S-1", "exhumation": "X-1", "context": "C-1", "case": "S-1-001B", "artefact": "A-1"}
    found = {type_: site_of(project.register, type_, made.ids[code]) for type_, code in made_of.items()}
    project.close()
    assert set(found.values()) == {made.ids["S-1"]}


def test_printing_offers_each_scale_under_each_profile_and_writes(qtbot: QtBot, tmp_path: Path) -> None:
    with shown(qtbot, tmp_path, grave()) as (panel, session):
        menu = printing_menu(panel, session, "S-1", "plan")
        texts = [action.text() for action in menu.actions()]
        assert "1 : 20, profile court…" in texts
        assert not [text for text in texts if "field" in text]
        out = tmp_path / "plan.pdf"
        wrong: list[object] = []
        session.failed.connect(wrong.append)
        session.refused.connect(wrong.append)
        with qtbot.waitSignals([session.told], timeout=20_000, raising=False):
            start_printing(session, "S-1", "plan", "court", 50, out)
        assert not wrong
        assert out.stat().st_size > 2000


# In the window


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("plans")
    with windows.opened(windows.small_example(folder), folder) as opened:
        yield opened


def test_the_plan_stands_beside_the_map_of_exhume_alone(window: MainWindow) -> None:
    window.show_plan_of("EX-SITE-02")
    windows.at_rest(window)
    assert window.stage.shown == SITE_PLAN
    assert not window.slider.isVisible()
    assert not window.status.scale.isVisible()
    window.go("analyse")
    assert window.stage.shown == MAP
    assert not window.stage.buttons[SITE_PLAN].isVisible()
    assert window.slider.isVisible()
    assert window.status.scale.isVisible()
    window.go("exhume")
    assert window.stage.head.isVisible()


def test_one_key_turns_to_the_plan_and_back(window: MainWindow) -> None:
    window.go("exhume")
    window.actions_of_table["site_plan"].trigger()
    assert window.stage.shown == SITE_PLAN
    window.actions_of_table["site_plan"].trigger()
    assert window.stage.shown == MAP
