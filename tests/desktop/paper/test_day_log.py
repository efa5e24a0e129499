"""The log of a day is one key away, adds its people up, and prints on A4 under a profile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from desktop.forms.rows_editor import RowsEditor
from desktop.paper.log_page import print_log
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.errors import ExportRefused
from tests.desktop.commands.running import Terminal
from tests.desktop.form_projects import only, put, save, select, settle, settle_tasks, write
from tests.desktop.paper.reading import pages, size_mm, words
from tests.desktop.typist import CTRL, Typist
from tests.desktop.window.windows import opened
from tests.layers.projects import make

PEOPLE = [
    {"person": "EX-P-1", "purpose": "archaeologist", "in": "8:00", "out": "16:30"},
    {"person": "EX-P-2", "purpose": "machine", "in": "9:00", "out": "12:00"},
]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    session = Session(make(tmp_path / "grave", pack="ua"), "en")
    put(session, "practitioner", code="EX-P-1", roles="lead")
    for number in (1, 2):
        put(session, "site", code=f"EX-S-{number}", form="multiple_grave")
        put(session, "exhumation", code=f"EX-X-{number}", site=f"EX-S-{number}", start="2022-09-16")
    put(session, "site_log", site="EX-S-1", day="2022-09-16", exhumation="EX-X-1", kept_by="EX-P-1")
    settle_tasks()
    session.close()
    with opened(tmp_path / "grave.taphos", tmp_path) as shown:
        yield shown


def today() -> str:
    return QDate.currentDate().toString(Qt.DateFormat.ISODate)


def test_one_key_begins_the_log_of_today_and_opens_it_the_next_time(qtbot: QtBot, window: MainWindow) -> None:
    session, inspector, typist = window.session, window.inspector, Typist(qtbot)
    find = session.project.register.find
    select(qtbot, session, "site", find("EX-S-1").id)
    typist.press(Qt.Key.Key_G, held=CTRL)
    assert inspector.draft is not None
    assert inspector.draft.is_new
    assert (inspector.draft.text("site"), inspector.draft.text("day")) == (find("EX-S-1").id, today())
    assert inspector.draft.carried == {"exhumation", "kept_by"}, "who keeps it, and for which exhumation, is as before"
    write(qtbot, inspector, "work", "Trench 1 stripped.")
    save(qtbot)
    log = session.selected.record
    select(qtbot, session, "exhumation", find("EX-X-1").id)
    typist.press(Qt.Key.Key_G, held=CTRL)
    assert (session.selected.type, session.selected.record) == ("site_log", log)
    select(qtbot, session, "site", find("EX-S-2").id)
    typist.press(Qt.Key.Key_G, held=CTRL)
    assert inspector.draft is not None
    assert inspector.draft.is_new, "another site has a log of its own"


def test_people_in_and_out_are_rows_whose_hours_are_added_up(qtbot: QtBot, window: MainWindow) -> None:
    inspector, typist = window.inspector, Typist(qtbot)
    inspector.new_record("site_log", {"site": "EX-S-1", "day": today()})
    settle(qtbot)
    assert inspector.sheet is not None
    editor = inspector.sheet.reveal("people").editor
    assert isinstance(editor, RowsEditor)
    assert editor.total is not None
    for row in PEOPLE:
        qtbot.mouseClick(editor.adder, Qt.MouseButton.LeftButton)
        for text in row.values():
            typist.write(text, Qt.Key.Key_Return)
    assert editor.total.words.text() == "2 people, 11.5 person-hours"
    qtbot.mouseClick(editor.adder, Qt.MouseButton.LeftButton)
    typist.write("EX-P-3", Qt.Key.Key_Return, Qt.Key.Key_Return)
    typist.press(Qt.Key.Key_F5)
    assert editor.total.words.text() == "3 people, 11.5 person-hours; still in: EX-P-3"
    save(qtbot)
    kept = next(one for one in [only(window.session, "site_log", day=today())])
    assert [row["person"] for row in kept["people"]] == ["EX-P-1", "EX-P-2", "EX-P-3"]
    assert len(kept["people"][2]["in"]) == len("08:00")


def test_the_sheet_of_a_day_is_a4_and_says_to_each_profile_what_it_may_know(
    window: MainWindow, tmp_path: Path, terminal: Terminal
) -> None:
    session = window.session
    texts = {"people": json.dumps(PEOPLE), "weather": "rain", "machine_hours": "2.5", "spoil_sieved": "3",
             "visitors": "EX-P-9", "hand_over": "Police post, 18:00.", "work": "Trench 1 stripped. " * 60}  # fmt: skip
    record = put(session, "site_log", site="EX-S-1", day="2022-09-17", **texts)
    log = session.project.register.find(record)
    court, partner = tmp_path / "court.pdf", tmp_path / "partner.pdf"
    assert print_log(session.project, court, log, profile="court") is None
    assert tuple(map(round, size_mm(court))) == (210, 297)
    said = " ".join(" ".join(words(court, page) for page in range(pages(court))).split())
    for word in ("EX-S-1", "17 Sep 2022", "EX-P-2", "machine", "2 people, 11.5 person-hours", "rain", "2.5 h", "3 m³",
                 "Police post", "Signature", "Trench 1 stripped."):  # fmt: skip
        assert word in said, word
    assert said.count("Trench 1 stripped.") == 60, "nothing of a long text is cut"
    print_log(session.project, partner, log, profile="partner", language="uk")
    told = " ".join(words(partner).split())
    assert "rain" in told
    for restricted in ("EX-P-2", "EX-P-9", "Police post", "людино-годин"):
        assert restricted not in told
    with pytest.raises(ExportRefused, match="does not let the log"):
        print_log(session.project, tmp_path / "public.pdf", log, profile="public")
    folder = str(session.project.folder)
    terminal("log", folder, "EX-S-1", tmp_path / "again.pdf", "--day", "2022-09-17", "--profile", "court")
    ran = terminal(
        "log", folder, "EX-S-2", tmp_path / "none.pdf", "--day", "2022-09-17", "--profile", "court", status=2
    )
    assert "no log of EX-S-2" in ran.err
