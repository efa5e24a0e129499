"""Everything under a click is told: a line for each record, taken by hand, by keys, and in gloves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.map.under_click import LISTED
from desktop.theme.touch import hit_pixels
from desktop.window.main_window import MainWindow
from layers.editing import adding, keep
from layers.project import Project
from tests.desktop.window.windows import at_rest, click_on_map, opened
from tests.layers.projects import make

SPOT, CROWD = (31.0, 49.5), (31.4, 49.5)


def put(project: Project, type_: str, **texts: str) -> None:
    keep(project, adding(project, type_, texts), "EXAMPLE")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two graves and a settlement on one spot, and a crowd of graves on another."""
    project = make(tmp_path_factory.mktemp("identify") / "spot.taphos", pack="ua")
    place = f"{SPOT[1]} {SPOT[0]}"
    put(project, "settlement", code="EX-P-1", name_uk="Вигадане", name_en="Vyhadane", place=place)
    put(project, "site", code="EX-S-1", name="EXAMPLE well", form="multiple_grave", status="confirmed", place=place)
    put(project, "site", code="EX-S-2", name="EXAMPLE yard", form="single_grave", status="reported", place=place)
    for number in range(LISTED + 5):
        put(project, "site", code=f"EX-S-{number + 10}", form="single_grave", status="reported",
            place=f"{CROWD[1]} {CROWD[0]}")  # fmt: skip
    project.close()
    return project.folder


@pytest.fixture
def window(folder: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with opened(folder, tmp_path) as shown:
        shown.map.canvas.look(shown.map.canvas.fitted(30.7, 49.4, 31.7, 49.6))
        at_rest(shown)
        yield shown


def lines(window: MainWindow) -> list[str]:
    listed = window.map.identified.list
    return [listed.item(row).text() for row in range(listed.count())]  # type: ignore[union-attr]


def click(qtbot: QtBot, window: MainWindow, at: tuple[float, float]) -> None:
    click_on_map(qtbot, window, *at)
    qtbot.waitUntil(window.map.identified.isVisible, timeout=10_000)


def test_every_record_under_a_click_has_a_line_that_tells_it_from_the_others(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, SPOT)
    assert window.map.identified.title.text() == "3 records here"
    told = lines(window)
    assert len(told) == 3
    assert {text.split("\n")[0] for text in told} == {"EX-P-1", "EX-S-1", "EX-S-2"}
    [well] = [text for text in told if "EX-S-1" in text]
    assert well.split("\n")[1].startswith("Grave site · EXAMPLE well")
    assert all(not window.map.identified.list.item(row).icon().isNull() for row in range(3))  # type: ignore[union-attr]


def test_arrows_and_enter_choose_between_two_records_of_one_type_on_one_spot(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, SPOT)
    listed, session = window.map.identified.list, window.session
    assert window.focusWidget() is listed
    for code in ("EX-S-1", "EX-S-2", "EX-P-1"):
        at = next(row for row, text in enumerate(lines(window)) if text.startswith(code))
        while listed.currentRow() != at:
            qtbot.keyClick(listed, Qt.Key.Key_Down if listed.currentRow() < at else Qt.Key.Key_Up)
        with qtbot.waitSignal(session.selection_changed):
            qtbot.keyClick(listed, Qt.Key.Key_Return)
        type_ = "settlement" if code == "EX-P-1" else "site"
        assert (session.selected.type, session.selected.ids) == (type_, (session.project.register.codes(type_)[code],))
        assert window.map.identified.isVisible()
    qtbot.keyClick(listed, Qt.Key.Key_Escape)
    assert not window.map.identified.isVisible()
    assert window.focusWidget() is window.map.canvas
    assert session.selected.ids


def test_a_mark_of_many_lists_the_first_and_says_how_many_more(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, CROWD)
    told = lines(window)
    assert len(told) == LISTED + 1
    assert told[-1] == "Grave sites: 5 more"
    assert window.map.identified.title.text() == f"{LISTED + 5} records here"
    for at in (3, LISTED):
        with qtbot.waitSignal(window.session.selection_changed):
            window.map.identified.list.entered_line.emit(at)
    assert len(window.session.selected.ids) == LISTED + 5


def test_one_record_alone_is_selected_without_a_list(qtbot: QtBot, window: MainWindow) -> None:
    click(qtbot, window, SPOT)
    click_on_map(qtbot, window, 31.2, 49.55)
    at_rest(window)
    assert not window.map.identified.isVisible()


def test_a_line_is_large_enough_for_a_hand_in_a_glove(qtbot: QtBot, window: MainWindow) -> None:
    window.wear_gloves(True)
    at_rest(window)
    try:
        click(qtbot, window, SPOT)
        QApplication.processEvents()
        identified = window.map.identified
        heights = [identified.list.sizeHintForRow(row) for row in range(3)]
        assert min(heights) >= hit_pixels() > 40
        assert identified.close_button.height() >= hit_pixels()
        assert window.map.rect().contains(identified.geometry())
    finally:
        window.wear_gloves(False)
