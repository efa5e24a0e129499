"""Ctrl+K: commands in the words of any language, places in either script, records, coordinates."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.actions.command_palette import CommandPalette
from desktop.actions.finding_things import Entry, Finder
from desktop.session import Session
from layers.editing import reading_of
from tests.desktop.form_projects import ENTER, bring_forward, put, settle, type_into

BY_HAND_ABOUT = {3: (1.09, 35.99), 19: (1.09, 4.92)}
"""Degrees of the lines of testdms.csv that are not about 1.09 and 35.86."""


@pytest.fixture
def session(session: Session) -> Session:
    put(session, "settlement", code="EX-P-1", name_uk="Вигаданівка", name_en="Vyhadanivka", place="49.5 32.5")
    put(session, "site", code="EX-S-1", place="50.5 30.5", form="multiple_grave", status="located")
    return session


@pytest.fixture
def palette(qtbot: QtBot, session: Session) -> Iterator[CommandPalette]:
    window = QWidget()
    window.resize(1280, 800)
    qtbot.addWidget(window)
    window.show()
    bring_forward(qtbot, window)
    made = CommandPalette(session, window)
    made.open()
    settle(qtbot)
    yield made
    made.hide()


def titles(found: list[Entry], kind: str = "") -> list[str]:
    return [entry.title for entry in found if kind in ("", entry.kind)]


@pytest.mark.parametrize("typed", ["Ізюм", "Izium", "Izyum", "изюм", "ізюм"])
def test_a_town_is_found_however_it_is_written(session: Session, typed: str) -> None:
    assert titles(Finder(session).find(typed), "place")[0] == "Izium"


@pytest.mark.parametrize("typed", ["Вигаданівка", "Vyhadanivka", "vygadanivka", "EX-P-1"])
def test_a_record_is_found_by_any_of_its_names_and_by_its_code(session: Session, typed: str) -> None:
    [found] = [entry for entry in Finder(session).find(typed) if entry.kind == "record"]
    assert found.record is not None
    assert found.record.code == "EX-P-1"
    assert "Settlement" in found.detail


@pytest.mark.parametrize("typed", ["layers", "Show la", "шари", "показати шари"])
def test_a_command_is_found_in_the_words_of_either_language(session: Session, typed: str) -> None:
    assert "show_side" in [entry.command for entry in Finder(session).find(typed) if entry.kind == "command"]


@pytest.mark.parametrize(
    ("typed", "lat", "lon"),
    [
        ("50.4501, 30.5234", 50.4501, 30.5234),
        ("50°27′00″N 30°31′24″E", 50.45, 30.5233),
        ("36U 324000 5591000", 50.4, 30.5),
    ],
)
def test_coordinates_in_any_notation_are_a_place_to_go_to(session: Session, typed: str, lat: float, lon: float) -> None:
    [found] = [entry for entry in Finder(session).find(typed) if entry.kind == "coordinates"]
    assert found.place == pytest.approx((lon, lat), abs=0.1)


@pytest.mark.parametrize(
    "typed",
    ["СК-42 5593957.3 6324231.5", "СК-42 зона 6 X 5593957.3 Y 6324231.5", "УСК-2000 зона 6 X 5593953.9 Y 6324225.8",
     "СК-63 X 5582316.9 Y 3372808.4", "30.5234, 50.4501"],
)  # fmt: skip
def test_the_systems_of_the_country_are_known_by_name(session: Session, typed: str) -> None:
    [found] = [entry for entry in Finder(session).find(typed) if entry.kind == "coordinates"]
    assert found.place == pytest.approx((30.5234, 50.4501), abs=1e-5)
    in_a_form = reading_of(session.project).place(typed).shape
    assert in_a_form is not None
    assert in_a_form.coords[0] == pytest.approx(found.place)


def test_a_place_elsewhere_on_the_globe_is_said_to_be_so(session: Session) -> None:
    [found] = [entry for entry in Finder(session).find("30.36 N, 50.06 E") if entry.kind == "coordinates"]
    assert (
        found.detail
        == "The coordinates (longitude 50.060000, latitude 30.360000) lie outside the area of this project."
    )


def test_coordinates_that_are_refused_say_why_and_stay_in_the_field(qtbot: QtBot, palette: CommandPalette) -> None:
    typed = "X 5593953.9 Y 6324225.8"
    type_into(qtbot, palette.field, typed, ENTER)
    settle(qtbot)
    assert "may be in any of: EPSG:5564" in palette.nothing.text()
    assert palette.isVisible()
    assert palette.nothing.isVisible()
    assert palette.field.text() == typed
    palette.field.clear()
    type_into(qtbot, palette.field, "EX-S-1")
    settle(qtbot)
    assert not palette.nothing.isVisible()


def test_every_line_of_the_degrees_file_is_a_place_to_go_to_or_none(session: Session, shared_data: Path) -> None:
    """Which are which is told by the file itself: those from 20 on are called invalid in it."""
    with (shared_data / "csv" / "testdms.csv").open(encoding="ascii", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        found = [one.place for one in Finder(session).find(f"{row['lat']}, {row['lon']}") if one.kind == "coordinates"]
        assert len(found) == (0 if int(row["id"]) >= 20 else 1), row
        if found and found[0] is not None:
            assert sorted(map(abs, found[0])) == pytest.approx(
                sorted(BY_HAND_ABOUT.get(int(row["id"]), (1.09, 35.86))), abs=0.01
            )


def test_a_new_record_of_any_type_is_a_command(session: Session) -> None:
    found = Finder(session).find_new("")
    assert len(found) == len(list(session.project.catalogue))
    assert "hazard" in [entry.command for entry in Finder(session).find_new("hazard")]
    assert "hazard" in [entry.command for entry in Finder(session).find_new("небезпека")]


def test_what_is_off_is_not_offered(session: Session) -> None:
    assert "undo" not in [entry.command for entry in Finder(session).find("")]


def test_keys_alone_choose_and_enter_takes_what_is_still_being_looked_for(
    qtbot: QtBot, palette: CommandPalette
) -> None:
    chosen: list[Entry] = []
    palette.chosen.connect(chosen.append)
    type_into(qtbot, palette.field, "EX-S-1", ENTER)
    settle(qtbot)
    assert [entry.title for entry in chosen] == ["EX-S-1"]
    assert not palette.isVisible()


def test_arrows_move_through_what_was_found(qtbot: QtBot, palette: CommandPalette) -> None:
    first = palette.list.currentIndex().row()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == first + 2
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == first + 1


def test_where_nothing_is_called_so_it_says_so(qtbot: QtBot, palette: CommandPalette) -> None:
    type_into(qtbot, palette.field, "qqqqqq")
    settle(qtbot)
    assert palette.nothing.isVisible()
    assert not palette.list.isVisible()
