"""What is asked for in the panel holds for map, table, figures and export alike, and for the command line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.exporting.dialog import show_export
from desktop.filters.words import words_of
from desktop.forms.chips import Chip
from desktop.window.main_window import MainWindow
from desktop.workspaces.filter_panel import FilterPanel
from forensics.ports import Query
from layers.exports.selecting import Selection
from layers.saved_filters import save_filter
from layers.statistics import statistics_of
from tests.desktop.commands.running import Terminal
from tests.desktop.form_projects import ENTER, settle, type_into
from tests.desktop.window import windows

AREA = "POLYGON ((32.5 47.0, 33.4 47.1, 33.0 47.6, 32.6 47.5, 32.5 47.0))"


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


def chips(window: MainWindow) -> list[str]:
    return [chip.value for chip in panel(window).asked.findChildren(Chip) if chip.isVisible()]


def drawn(window: MainWindow, type_: str) -> int:
    """Rows of the layers of a type, as the canvas has them."""
    held = window.contents.held(type_)
    assert held is not None
    shown = {layer.key: layer for layer in window.contents.layers}
    found = 0
    for key in held.counting:
        layer = shown[key]
        tally = getattr(layer.index, "shown", None)  # type: ignore[attr-defined]
        found += len(layer.index) if tally is None else int(tally[-1])  # type: ignore[attr-defined]
    return found


def in_table(qtbot: QtBot, window: MainWindow, type_: str) -> int:
    window.table.show_type(type_)
    settle(qtbot)
    return window.table.model.rowCount()


def test_a_text_a_field_and_a_drawn_area_narrow_map_table_figures_and_export_alike(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    project, asked = window.session.project, panel(window).asked
    type_into(qtbot, asked.line, "pit", ENTER)
    settle(qtbot)
    type_into(qtbot, asked.line, "form=multiple_grave", ENTER)
    settle(qtbot)
    window.map.canvas.look(window.map.canvas.fitted(32.4, 46.9, 33.5, 47.7))
    windows.at_rest(window)
    qtbot.mouseClick(asked.area, Qt.MouseButton.LeftButton)
    for corner in ((32.5, 47.0), (33.4, 47.1), (33.0, 47.6)):
        windows.click_on_map(qtbot, window, *corner)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Return)
    settle(qtbot)
    windows.at_rest(window)
    selection = window.filters.selection
    assert (selection.text, selection.where) == ("pit", (("form", "multiple_grave"),))
    assert selection.area.startswith("POLYGON")
    expected = project.register.count(selection.query("site"))
    assert 0 < expected < project.register.count(Query("site", text="pit"))
    assert drawn(window, "site") == expected
    assert in_table(qtbot, window, "site") == expected
    assert window.table.count.text().endswith("filtered")
    [sites] = statistics_of(project, "court", selection, only=("sites",))
    assert sites.value == expected
    assert drawn(window, "incident") == in_table(qtbot, window, "incident") == 0, "no incident has a form of a grave"
    said = chips(window)
    assert said[:2] == ["Form of the grave: Multiple grave", "Text: pit"]
    assert said[2].startswith("Within a drawn area, ")
    dialog = show_export(window.session, window, selection)
    dialog.profile.setCurrentIndex(dialog.profile.findData("court"))
    dialog.recipient.setCurrentIndex(dialog.recipient.findData("prosecutor"))
    dialog.with_gaps.setChecked(True)
    dialog.file.setText(str(tmp_path / "looked_at.gpkg"))
    assert dialog.only_looked_at.isChecked()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot)
    with closing(sqlite3.connect(tmp_path / "looked_at.gpkg")) as out:
        assert out.execute("SELECT count(*) FROM site").fetchone() == (expected,)
    dialog.close()


def test_comparisons_and_two_values_narrow_map_table_and_figures_alike(qtbot: QtBot, window: MainWindow) -> None:
    asked, register = panel(window).asked, window.session.project.register
    for typed in ("form=multiple_grave", "form=single_grave", "found_on>2022-04", "found_on<2023"):
        type_into(qtbot, asked.line, typed, ENTER)
        settle(qtbot)
    selection = window.filters.selection
    assert selection.where == (("form", "multiple_grave|single_grave"), ("found_on", ">2022-04"), ("found_on", "<2023"))
    held = list(register.select(Query("site")))
    of_form = [one for one in held if one.get("form") in ("multiple_grave", "single_grave")]
    expected = sum("2022-05" <= one.get("found_on", "") < "2023" for one in of_form)
    assert 0 < expected < len(held)
    assert drawn(window, "site") == in_table(qtbot, window, "site") == expected
    [sites] = statistics_of(window.session.project, "court", selection, only=("sites",))
    assert sites.value == expected
    said = chips(window)
    assert said[0] == "Form of the grave: Multiple grave or Single grave"
    assert said[1:] == ["Found on: after 2022-04", "Found on: before 2023"]


def test_a_record_is_called_by_its_name_in_either_language(qtbot: QtBot, window: MainWindow) -> None:
    asked, register = panel(window).asked, window.session.project.register
    held = list(register.select(Query("settlement")))
    alone = next(one for one in held if sum(one.get("name_uk") == other.get("name_uk") for other in held) == 1)
    for name in (alone["name_uk"], alone["name_en"], alone["code"]):
        window.filters.clear()
        type_into(qtbot, asked.line, f"settlement={name}", ENTER)
        settle(qtbot)
        assert window.filters.selection.where == (("settlement", alone["code"]),), name


def test_a_chip_that_is_taken_out_asks_for_the_others_alone(qtbot: QtBot, window: MainWindow) -> None:
    asked = panel(window).asked
    for typed in ("pit", "form=multiple_grave"):
        type_into(qtbot, asked.line, typed, ENTER)
        settle(qtbot)
    assert len(chips(window)) == 2
    [text] = [chip for chip in asked.findChildren(Chip) if chip.isVisible() and chip.value.startswith("Text")]
    text.removed.emit(text.value)
    settle(qtbot)
    assert window.filters.selection == Selection(where=(("form", "multiple_grave"),))
    assert chips(window) == ["Form of the grave: Multiple grave"]


@pytest.mark.parametrize(("typed", "said"), [("colr=red", "“colr” is a field of no type"), ("– –", "has no word"),
                                             ("form=nonsense", "nonsense"), ("form>surface", "cannot be compared by >"),
                                             ("population>many", "no number")])  # fmt: skip
def test_what_cannot_be_asked_is_told_and_what_was_typed_stays(
    qtbot: QtBot, window: MainWindow, typed: str, said: str
) -> None:
    asked = panel(window).asked
    told: list[str] = []
    window.session.refused.connect(lambda refusal: told.append(str(refusal)))
    type_into(qtbot, asked.line, typed, ENTER)
    settle(qtbot)
    assert any(said in one for one in told), told
    assert asked.line.text() == typed
    assert window.filters.selection == Selection()


def test_the_command_line_asks_for_the_same_under_the_same_name(
    example: Path, tmp_path: Path, terminal: Terminal
) -> None:
    project = windows.copied(example, tmp_path)
    terminal("filters", project, "save", "pits", "--layers", "site", "--text", "pit", "--within", AREA)
    kept = json.loads(terminal("filters", project, "--json").out)
    assert [(one["text"], one["area"]) for one in kept] == [("pit", AREA)]
    assert "pits: Grave sites; Text: pit; Within a drawn area" in terminal("filters", project).out
    listed = terminal("list", project, "site", "--filter", "pits", "--json").document
    numbers = terminal("statistics", project, "--profile", "court", "--filter", "pits", "--json").document
    page = terminal(
        "map", project, tmp_path / "o.svg", "--profile", "court", "--filter", "pits", "--with-gaps", "--json"
    )
    out = terminal("export", project, tmp_path / "o.gpkg", "--profile", "court", "--filter", "pits", "--with-gaps",
                   status=None)  # fmt: skip
    assert out.status in (0, 1), out.err
    with closing(sqlite3.connect(tmp_path / "o.gpkg")) as made:
        (exported,) = made.execute("SELECT count(*) FROM site").fetchone()
    assert len(listed) == numbers["sites"]["value"] == exported == page.document["counts"]["site"] > 0
    code = terminal("list", project, "survey_area", "--json").document[0]["code"]
    within = terminal("list", project, "settlement", "--within", code, "--json").document
    assert 0 < len(within) < len(terminal("list", project, "settlement", "--json").document)


def test_a_selection_is_told_in_words_of_both_languages(qtbot: QtBot, window: MainWindow) -> None:
    project = window.session.project
    selection = Selection(("site",), (("form", "multiple_grave"), ("notes", "")), text="pit", area=AREA,
                          without=(("site", ("reported", "")),))  # fmt: skip
    save_filter(project, "all", selection)
    assert words_of(selection, window.session)[:3] == [
        "Grave sites",
        "Form of the grave: Multiple grave",
        "Notes: empty",
    ]
    window.speak("uk")
    settle(qtbot)
    said = words_of(selection, window.session)
    assert said[3:4] == ["Текст: pit"]
    assert said[4].startswith("У намальованій ділянці, ")
    assert said[4].endswith("км²")
    assert said[5].startswith("Місця поховань без: ")
