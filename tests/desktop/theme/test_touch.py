"""Where gloves are worn, all that is pressed is at least 12 mm high and wide on the screen as it is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.forms.section import Heading
from desktop.window.main_window import MainWindow
from tests.desktop.form_projects import select, settle
from tests.desktop.window.windows import copied, opened, small_example
from tests.tools.proofs import Proof

LEAST_MM = 12.0
PRESSED = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox, Heading)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_example(tmp_path_factory.mktemp("gloves"))


@pytest.fixture
def window(qtbot: QtBot, example: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with opened(copied(example, tmp_path), tmp_path, size=(1280, 800)) as shown:
        try:
            yield shown
        finally:
            shown.wear_gloves(False)


def millimetres(pixels: int) -> float:
    screen = QApplication.primaryScreen()
    assert screen is not None
    return pixels / screen.physicalDotsPerInchY() * 25.4


def too_small(window: QWidget) -> tuple[int, list[str]]:
    """How many things that are pressed are seen, and those of them that are less than 12 mm high or wide."""
    seen, small = 0, []
    for kind in PRESSED:
        for one in window.findChildren(kind):
            if not one.isVisible() or one.visibleRegion().isEmpty():
                continue
            seen += 1
            if min(millimetres(one.width()), millimetres(one.height())) < LEAST_MM - 0.05:
                small.append(f"{type(one).__name__} {one.objectName()} {one.accessibleName()} {one.toolTip()} in "
                             f"{type(one.parent()).__name__}: {one.width()} x {one.height()}")  # fmt: skip
    for bar in window.findChildren(QTabBar):
        for tab in range(bar.count()):
            if bar.isVisible() and bar.isTabVisible(tab):
                seen += 1
                if millimetres(bar.tabRect(tab).height()) < LEAST_MM - 0.05:
                    small.append(f"tab {tab} of {bar.parent()}")
    for table in window.findChildren(QTableView):
        down = table.verticalHeader()
        if table.isVisible() and down is not None and millimetres(down.defaultSectionSize()) < LEAST_MM - 0.05:
            small.append(f"row of {table.objectName()}")
    return seen, small


def test_all_that_is_pressed_at_the_grave_is_12_mm(qtbot: QtBot, window: MainWindow, proof: Proof) -> None:
    action = window.actions_of_table["gloves"]
    assert not action.isChecked()
    assert too_small(window)[1], "with a mouse it is smaller"
    action.trigger()
    settle(qtbot)
    seen = 0
    case = next(iter(window.session.project.register.codes("case").values()))
    select(qtbot, window.session, "case", case)
    for show in (lambda: None, lambda: window.inspector.new_record("case", {"restraint": "wrists_behind; ankles"}),
                 window.show_site_plan):  # fmt: skip
        show()
        settle(qtbot)
        if window.inspector.sheet is not None:
            window.inspector.sheet.make_all()
        settle(qtbot)
        now, small = too_small(window)
        assert not small, "\n".join(small)
        seen += now
    assert seen > 60
    proof("C fast entry", "targets at least 12 mm where gloves are worn, by the screen's own dots per inch", seen)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_no_tool_is_cut_and_the_window_fits_a_laptop_where_gloves_are_worn(
    qtbot: QtBot, example: Path, tmp_path: Path, language: str
) -> None:
    with opened(copied(example, tmp_path), tmp_path, language=language, size=(1280, 800)) as window:
        window.actions_of_table["gloves"].trigger()
        settle(qtbot)
        for strip, tools in ((window.map.strip, 7), (window.map.zooms, 4)):
            assert len(strip.buttons) == tools
            for button in strip.buttons:
                assert button.visibleRegion().boundingRect() == button.rect(), button.toolTip()
                assert millimetres(min(button.width(), button.height())) >= LEAST_MM - 0.05
        assert not window.map.strip.geometry().intersects(window.map.zooms.geometry())
        site = next(iter(window.session.project.register.codes("site").values()))
        select(qtbot, window.session, "site", site)
        window.show_site_plan()
        settle(qtbot)
        assert (window.width(), window.height()) == (1280, 800)
        assert window.minimumSizeHint().width() <= 1280
        window.show_site_plan()
        window.wear_gloves(False)
        settle(qtbot)
        assert len({button.x() for button in window.map.strip.buttons}) == 1, "one column, as for a mouse"


def test_gloves_are_remembered_and_taken_off(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_table["gloves"].trigger()
    assert str(window.settings.value("gloves")).lower() == "true"
    window.actions_of_table["gloves"].trigger()
    settle(qtbot)
    assert str(window.settings.value("gloves")).lower() == "false"
    assert window.inspector.save_bar.saver.sizeHint().height() < 45
