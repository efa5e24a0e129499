"""Every picture of the three workspaces: no text cut or covered, all of it readable, nothing told by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QIcon, QImage
from PyQt6.QtWidgets import QAbstractButton, QApplication, QHeaderView, QLineEdit, QTableView, QWidget

from desktop.canvas.canvas import MapCanvas
from desktop.inspector.inspector import Inspector
from desktop.map.eye import Eye
from desktop.map.overlays import Chooser, HintBar, ToolStrip
from desktop.messages import ICONS, Toast
from desktop.screenshots import Wanted, all_pictures, turn, wait_for_rest
from desktop.window.main_window import MainWindow
from desktop.window.status_bar import SHIELDS, Integrity
from tests.desktop.window import windows
from tests.desktop.window.legibility import Word, overlapping, pixels, too_faint, words
from tests.tools.proofs import Proof

LEAST = 26
"""Pixels: WCAG 2.2 asks for 24 (success criterion 2.5.8)."""
OVER_OTHERS = (ToolStrip, HintBar, Chooser, Toast, MapCanvas)
PICTURES = sorted(all_pictures(), key=lambda wanted: (wanted.theme, wanted.language, wanted.size, wanted.workspace))


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("screens")
    with windows.opened(windows.small_example(folder), folder) as shown:
        yield shown


@pytest.mark.parametrize("wanted", PICTURES, ids=lambda wanted: wanted.name.removesuffix(".png"))
def test_a_picture_can_be_read(window: MainWindow, wanted: Wanted, proof: Proof) -> None:
    turn(window, wanted)
    wait_for_rest(window)
    found = list(words(window))
    picture = window.grab().toImage()
    assert (picture.width(), picture.height()) == wanted.size
    assert len(found) > 40
    assert not [str(word) for word in found if word.fault]
    assert not overlapping(found, OVER_OTHERS)
    assert not too_faint(_apart_from_the_map(found), picture)
    proof("A10", f"{wanted.name}: texts whole, apart, 4.5 : 1", f"{len(found)} texts")


def _apart_from_the_map(found: list[Word]) -> list[Word]:
    return [word for word in found if not isinstance(word.widget, MapCanvas)]


# Nothing by colour alone


def drawn(icon: QIcon) -> bytes:
    """An icon's shape without its colour."""
    image = icon.pixmap(24, 24).toImage().convertToFormat(QImage.Format.Format_Alpha8)
    bits = image.constBits()
    assert bits is not None
    return bytes(bits.asarray(image.sizeInBytes()))


def test_every_state_of_the_shield_has_its_own_words_and_but_for_waiting_its_own_shape(window: MainWindow) -> None:
    assert len({text.id for _, _, text in SHIELDS.values()}) == len(Integrity)
    shapes = {state: icon for state, (icon, _, _) in SHIELDS.items() if state is not Integrity.CHECKING}
    assert len(set(shapes.values())) == len(shapes)


def test_what_is_told_bears_a_sign_of_its_kind(window: MainWindow) -> None:
    assert len({icon for icon, _ in ICONS.values()}) == len(ICONS)


def test_a_hidden_layer_has_another_eye(window: MainWindow) -> None:
    eye = Eye()
    eye.set_seen(True)
    seen = drawn(eye.icon())
    eye.set_seen(False)
    assert drawn(eye.icon()) != seen


def ink(widget: QWidget) -> int:
    """How many pixels of a widget differ clearly in lightness from what lies behind them: shape without hue."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    levels = np.array(pixels(image) & 0xFF, int)
    ground = np.bincount(levels.ravel()).argmax()
    return int((abs(levels - ground) > 60).sum())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_open_workspace_is_told_by_a_frame_and_bold_letters(window: MainWindow, theme: str) -> None:
    drawn_with = {}
    for workspace in ("plan", "exhume"):
        turn(window, Wanted(workspace, theme, "en", (1280, 800)))
        wait_for_rest(window)
        drawn_with[workspace] = ink(window.top.workspaces["plan"])
    assert drawn_with["plan"] > 1.2 * drawn_with["exhume"]


def test_states_that_the_window_says_are_written_out(window: MainWindow) -> None:
    for button in (window.status.saving, window.status.shield, window.status.network):
        assert button.text()
        assert not button.icon().isNull()


def test_a_picture_is_written_by_one_command(tmp_path: Path, window: MainWindow) -> None:
    from desktop.screenshots import save

    save(window, tmp_path / "window.png")
    picture = QImage(str(tmp_path / "window.png"))
    assert picture.size() == window.size()


def test_every_button_has_a_name_and_is_large_enough_for_a_glove(window: MainWindow) -> None:
    turn(window, Wanted("analyse", "light", "uk", (1280, 800)))
    wait_for_rest(window)
    buttons = [one for one in window.findChildren(QAbstractButton) if one.isVisible() and _is_pressed_by_itself(one)]
    assert len(buttons) > 30
    assert not [one for one in buttons if not (one.text() or one.accessibleName() or one.toolTip())]
    small = [(type(one).__name__, one.text() or one.toolTip(), one.height()) for one in buttons if one.height() < LEAST]
    assert not small


def _is_pressed_by_itself(button: QAbstractButton) -> bool:
    """Not a part of a line of text, of a header or of the inspector, which have targets of their own."""
    above = button.parentWidget()
    while above is not None:
        if isinstance(above, QLineEdit | QHeaderView | Inspector | QTableView):
            return False
        above = above.parentWidget()
    return True


def test_tab_goes_through_the_window_from_its_head_to_its_foot(window: MainWindow) -> None:
    turn(window, Wanted("exhume", "light", "en", (1280, 800)))
    wait_for_rest(window)
    parts = (window.top, window.side, window.map, window.slider, window.table, window.status)
    met: list[int] = []
    widget: QWidget | None = window.top.menu
    for _ in range(2000):
        assert widget is not None
        stops = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        at = next((at for at, part in enumerate(parts) if part is widget or part.isAncestorOf(widget)), None)
        if stops and at is not None and (not met or met[-1] != at):
            met.append(at)
        widget = widget.nextInFocusChain()
        if widget is window.top.menu:
            break
    assert met == sorted(met)
    assert len(met) == len(parts)
