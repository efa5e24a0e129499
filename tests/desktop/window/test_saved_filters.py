"""Filters that are saved in the window's panel and chosen there again: map, figures and exports agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from desktop.workspaces.filter_panel import FilterPanel
from desktop.workspaces.saved_filters import NamePopup
from forensics.ports import Query
from layers.exports.disclosed import disclose
from layers.exports.selecting import Selection
from layers.saved_filters import narrowed, save_filter, saved_filters
from tests.desktop.form_projects import ENTER, press, put, settle, type_into
from tests.desktop.window import windows
from tests.desktop.window.legibility import overlapping, words


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return windows.small_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def window(qtbot: QtBot, example: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with windows.opened(windows.copied(example, tmp_path), tmp_path, workspace="analyse") as shown:
        settle(qtbot)
        yield shown


def panel(window: MainWindow) -> FilterPanel:
    found = window.findChild(FilterPanel)
    assert found is not None
    return found


def first_style(window: MainWindow, type_: str) -> str:
    """A value of the field that a type is drawn by, which some records have."""
    columns = window.tables.columns(type_)
    assert columns is not None
    return columns.style_codes[int(columns.style[0])]


def counted(window: MainWindow, type_: str) -> int:
    """How many records of a type the window looks at."""
    columns = window.tables.columns(type_)
    assert columns is not None
    mask = window.filters.mask(type_, columns)
    return len(columns.row) if mask is None else int(mask.sum())


def choose(qtbot: QtBot, window: MainWindow, *keys: Qt.Key) -> None:
    """Go through the list with keys."""
    windows.focus_map(qtbot, window)
    panel(window).saved.names.setFocus()
    for key in keys:
        press(qtbot, key)
    settle(qtbot)
    windows.at_rest(window)


def test_what_is_looked_at_is_saved_under_a_name_and_chosen_again(qtbot: QtBot, window: MainWindow) -> None:
    shown, project = panel(window), window.session.project
    assert (shown.saved.names.currentText(), shown.saved.keep.isEnabled()) == ("All records", False)
    code = first_style(window, "incident")
    everything = counted(window, "incident")
    qtbot.mouseClick(
        shown.box("incident", code), Qt.MouseButton.LeftButton, pos=shown.box("incident", code).rect().center()
    )
    settle(qtbot)
    some = counted(window, "incident")
    assert 0 < some < everything
    assert shown.saved.names.currentText() == "Not saved"
    qtbot.mouseClick(shown.saved.keep, Qt.MouseButton.LeftButton)
    popup = shown.findChild(NamePopup)
    assert popup is not None
    type_into(qtbot, popup.named, "no murders", ENTER)
    settle(qtbot)
    assert not popup.isVisible()
    assert saved_filters(project)["no murders"].selection == Selection(without=(("incident", (code,)),))
    assert shown.saved.names.currentText() == "no murders"
    qtbot.mouseClick(shown.clear, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert (shown.saved.names.currentText(), counted(window, "incident")) == ("All records", everything)
    choose(qtbot, window, Qt.Key.Key_Down)
    assert (shown.saved.names.currentText(), counted(window, "incident")) == ("no murders", some)
    assert not shown.box("incident", code).isChecked()
    exported = next(one for one in disclose(project, "court", narrowed(project, "no murders", Selection())).types
                    if one.kind.name == "incident")  # fmt: skip
    assert len(exported.records) == some
    qtbot.mouseClick(shown.saved.remove, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert saved_filters(project) == {}
    assert shown.saved.names.currentText() == "Not saved"


def test_conditions_of_a_saved_filter_narrow_the_map_and_follow_what_is_written(
    qtbot: QtBot, window: MainWindow
) -> None:
    project = window.session.project
    site = next(iter(project.register.select(Query("site", order="code"))))
    save_filter(project, "one form", Selection(("site",), (("form", site["form"]),)))
    panel(window).saved.read()
    settle(qtbot)
    expected = project.register.count(Query("site", where=(("form", site["form"]),)))
    choose(qtbot, window, Qt.Key.Key_Down)
    assert (counted(window, "site"), counted(window, "incident")) == (expected, 0)
    assert window.layers.row("site").count.text().split(" / ")[-1] == str(expected)
    put(window.session, "site", code="EX-S-NEW", form=site["form"], status="reported", place="49, 36")
    window.session.changed.emit(project.register.info() and _receipt("site"))
    settle(qtbot)
    windows.at_rest(window)
    assert counted(window, "site") == expected + 1
    choose(qtbot, window, Qt.Key.Key_Up)
    assert counted(window, "incident") > 0


def _receipt(type_: str) -> object:
    from forensics.ports import Receipt

    return Receipt("0" * 64, {type_: None}, 1)


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_panel_can_be_read_with_a_filter_chosen(
    qtbot: QtBot, window: MainWindow, theme: str, language: str
) -> None:
    save_filter(window.session.project, "Східний берег, весна 2022 року", Selection(types=("site",)))
    window.wear(theme)
    window.speak(language)
    panel(window).saved.read()
    settle(qtbot)
    choose(qtbot, window, Qt.Key.Key_Down)
    found = [word for word in words(window) if panel(window).isAncestorOf(word.widget)]
    assert not [str(word) for word in found if word.fault]
    assert not overlapping(found)
    assert QApplication.activePopupWidget() is None
