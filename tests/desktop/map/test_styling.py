"""A layer styled by a field that a person chose: in the window, on a page, and no further than the profile goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.canvas.layer import PointLayer
from desktop.filters.filters import Filters
from desktop.filters.narrow import NarrowTables
from desktop.layouts.page import Page, render_page
from desktop.map.contents import MapContents
from desktop.map.layer_tree import LayerRow, LayerTree
from desktop.session import Session
from layers.errors import ExportRefused
from layers.exports.selecting import Selection
from layers.kept_looks import kept_looks
from layers.looks import By, read_styles
from layers.project import Project
from tests.desktop.commands.running import Terminal
from tests.desktop.form_projects import put
from tests.desktop.window.windows import SMALL
from tests.layers.examples import open_example

SETTLEMENTS = Selection(types=("settlement",))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = open_example(tmp_path_factory.mktemp("styled"), SMALL)
    yield project
    project.close()


@pytest.fixture
def row(qtbot: QtBot, session: Session) -> tuple[LayerRow, MapContents]:
    """The opened row of settlements of which three have a population and one has none."""
    for number, people in enumerate((100, 900, 70_000, None)):
        held = {} if people is None else {"population": str(people)}
        put(session, "settlement", code=f"EX-P-{number}", name_uk="Вигадане", place=f"49.5 3{number}.5",
            access="open" if number else "mined", **held)  # fmt: skip
    filters, tables = Filters(), NarrowTables(session)
    contents = MapContents(session, tables, filters)
    tree = LayerTree(session, contents, filters)
    qtbot.addWidget(tree)
    tables.read_all()
    contents.read()
    qtbot.waitUntil(lambda: contents.is_ready, timeout=20_000)
    tree.row("settlement").open.setChecked(True)
    return tree.row("settlement"), contents


def said(row: LayerRow) -> list[str]:
    assert row.legend is not None
    return [label.text() for label in row.legend.findChildren(QLabel) if label.text()]


def choose(qtbot: QtBot, row: LayerRow, contents: MapContents, box: str, data: object) -> None:
    """As a hand does: take an entry of a list, and wait until the layer was read."""
    assert row.styling is not None
    chosen = getattr(row.styling, box)
    with qtbot.waitSignal(contents.type_read, timeout=10_000):
        chosen.setCurrentIndex(chosen.findData(data))
        chosen.activated.emit(chosen.currentIndex())


def test_a_layer_is_styled_by_a_number_whose_classes_are_told_with_method_and_counts(
    qtbot: QtBot, row: tuple[LayerRow, MapContents]
) -> None:
    opened, contents = row
    choose(qtbot, opened, contents, "field", "population")
    choose(qtbot, opened, contents, "method", "quantiles")
    choose(qtbot, opened, contents, "classes", 3)
    assert said(opened)[:9] == [
        "Population before the war: as many records in each class, 3 classes",
        "100 to 899", "1", "900 to 69,999", "1", "70,000", "1", "No value", "1",
    ]  # fmt: skip
    [points] = [layer for layer in contents.layers if layer.key == "settlement"]
    assert isinstance(points, PointLayer)
    drawn = [points.symbols[code] for code in points.index.style.tolist()]
    assert [symbol.colour for symbol in drawn] == ["ramp1", "ramp5", "ramp9", "grey"]
    assert sum(len(layer.index) for layer in contents.layers if layer.key == "settlement") == 4


def test_bounds_of_a_persons_own_are_typed_and_wrong_ones_are_told(
    qtbot: QtBot, session: Session, row: tuple[LayerRow, MapContents]
) -> None:
    opened, contents = row
    choose(qtbot, opened, contents, "field", "population")
    assert opened.styling is not None
    opened.styling.method.setCurrentIndex(opened.styling.method.findData("own"))
    opened.styling.method.activated.emit(0)
    opened.styling.bounds.setText("5000; 1000")
    with qtbot.waitSignal(session.refused) as told:
        opened.styling.bounds.editingFinished.emit()
    assert "each larger than the one before" in str(told.args[0])
    opened.styling.bounds.setText("1000; 5000")
    with qtbot.waitSignal(contents.type_read, timeout=10_000):
        opened.styling.bounds.editingFinished.emit()
    assert said(opened)[1:7] == ["under 1,000", "2", "5,000 and more", "1", "No value", "1"]


def test_a_style_is_kept_with_the_project_and_taken_back(
    qtbot: QtBot, session: Session, row: tuple[LayerRow, MapContents]
) -> None:
    opened, contents = row
    choose(qtbot, opened, contents, "field", "monitored")
    qtbot.waitUntil(lambda: kept_looks(session.project) == {"settlement": By("monitored")}, timeout=10_000)
    filters, tables = Filters(), NarrowTables(session)
    again = MapContents(session, tables, filters)
    tables.read(["settlement"])
    qtbot.waitUntil(lambda: again.held("settlement") is not None, timeout=10_000)
    held = again.held("settlement")
    assert held is not None
    assert str(held.looks.by) == "Monitored"
    choose(qtbot, opened, contents, "field", "")
    qtbot.waitUntil(lambda: not kept_looks(session.project), timeout=10_000)
    assert said(opened)[:4] == ["Open", "3", "Mined", "1"]


def styled(example: Project, out: Path, *styles: str, **more: object) -> Page:
    found = read_styles(example.catalogue, styles)
    return render_page(example, out, profile="partner", selection=SETTLEMENTS, styles=found, **more)  # type: ignore[arg-type]


def test_a_page_is_styled_as_the_window_is_and_counts_what_it_draws(
    qapp: QApplication, example: Project, tmp_path: Path
) -> None:
    page = styled(example, tmp_path / "page.svg", "settlement=population")
    line = next(word for word in page.words if "natural breaks" in word)
    assert line == "Population before the war: natural breaks (Fisher–Jenks), 5 classes"
    at = page.words.index(line)
    counts = [int(word.rpartition(": ")[2]) for word in page.words[at + 1 :] if ": " in word and " to " in word]
    population = np.array(
        [float(one.get("population", "nan")) for one in example.register.fields_of("settlement", ("id", "population"))]
    )
    assert sum(counts) + 1 == page.counts["settlement"] == len(population)  # the largest stands alone: a single number


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_legend_of_a_page_says_classes_in_its_language(
    qapp: QApplication, example: Project, tmp_path: Path, language: str
) -> None:
    page = styled(example, tmp_path / "page.svg", "settlement=population:own:1000", language=language)
    said = {"en": ("under 1,000", "own bounds, 2 classes"), "uk": ("менше 1\N{NO-BREAK SPACE}000", "2 класи")}
    assert all(any(word in line for line in page.words) for word in said[language])


def test_what_a_profile_does_not_carry_styles_no_page(qapp: QApplication, example: Project, tmp_path: Path) -> None:
    out = tmp_path / "page.svg"
    said = "The profile “{}” does not carry “{}” of {}, so it cannot be styled by that."
    for profile, type_, field in (("public", "settlement", "access"), ("partner", "survey_area", "expected_hours")):
        with pytest.raises(ExportRefused, match=said.format(profile, field, type_)):
            render_page(example, out, profile=profile, styles={type_: By(field)})
    with pytest.raises(ExportRefused, match="Nothing of “case” is on this map, so it cannot be styled"):
        styled(example, out, "case=remains_class")
    assert not out.exists()


def test_the_command_line_says_what_can_be_styled_by(example: Project, tmp_path: Path, terminal: Terminal) -> None:
    out = tmp_path / "page.svg"
    asked = ("map", str(example.folder), str(out), "--profile", "partner", "--layers", "settlement", "--style")
    refused = terminal(*asked, "settlement=notes", status=2)
    assert "“notes” of settlement holds neither codes nor a number" in refused.err
    assert not out.exists()
    terminal(*asked, "settlement=population:quantiles:4")
    assert "as many records in each class, 4 classes" in out.read_text("utf-8")
