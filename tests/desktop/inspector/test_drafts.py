"""What is typed is kept before it is saved, is here again after a crash, and goes when it is saved or discarded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.inspector.inspector import Inspector
from desktop.session import Session
from layers.editing import setting
from layers.project import open_project
from layers.register.drafts import KeptDraft
from tests.desktop.form_projects import (
    held,
    put,
    save,
    select,
    sentence,
    settle,
    settle_tasks,
    shown,
    type_into,
    write,
)  # fmt: skip
from tests.layers.projects import PASSPHRASE, make
from tests.layers.test_drafts_waiting import written_for_long
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[3]

_TYPES_AND_DIES = """
import os, signal, sys
from pathlib import Path
from PyQt6.QtWidgets import QApplication
from PyQt6.QtTest import QTest
from desktop.inspector.inspector import Inspector
from desktop.session import Session
from layers.project import open_project
app = QApplication([])
session = Session(open_project(Path(sys.argv[1]), sys.argv[2]))
inspector = Inspector(session)
inspector.show()
session.select("site", sys.argv[3])
while inspector.draft is None:
    app.processEvents()
line = inspector.sheet.reveal("name").stops()[0]
line.setFocus()
QTest.keyClicks(line, "under the pear tree")
while not session.project.register.drafts():
    app.processEvents()
os.kill(os.getpid(), signal.SIGKILL)
"""


def texts(session: Session) -> list[dict[str, str]]:
    return [dict(draft.texts) for draft in session.project.register.drafts()]


def opened_again(qtbot: QtBot, session: Session) -> Inspector:
    """Another window on the same project, as after a crash: nothing was asked, nothing closed."""
    widget = Inspector(session)
    shown(qtbot, widget)
    settle(qtbot)
    return widget


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 here")
def test_what_was_typed_is_here_again_after_kill_9(qtbot: QtBot, tmp_path: Path) -> None:
    project = make(tmp_path / "killed", "encrypted", pack="ua")
    session = Session(project)
    record = put(session, "site", code="EX-S-1", form="single_grave")
    session.close()
    done = subprocess.run(
        [sys.executable, "-c", _TYPES_AND_DIES, str(project.folder), PASSPHRASE, record],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    for path in project.folder.rglob("*"):
        assert path.is_dir() or b"pear tree" not in path.read_bytes()
    session = Session(open_project(project.folder, PASSPHRASE))
    try:
        inspector = opened_again(qtbot, session)
        assert inspector.waiting.isVisible(), "the project says at once that something is not saved"
        select(qtbot, session, "site", record)
        assert inspector.sheet is not None
        assert inspector.sheet.reveal("name").text() == "under the pear tree"
        assert inspector.notice.isVisible()
        assert "Not saved: what was typed on" in inspector.notice.again.words.text()
        qtbot.mouseClick(inspector.notice.saver, Qt.MouseButton.LeftButton)
        settle(qtbot)
        assert held(session, "site", record)["name"] == "under the pear tree"
        assert not inspector.notice.isVisible()
        assert texts(session) == []
    finally:
        settle_tasks()
        session.close()


def test_what_is_typed_during_a_long_import_is_on_disk_before_it_ends(
    qtbot: QtBot, session: Session, inspector: Inspector, proof: Proof
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard")
    select(qtbot, session, "site", record)
    assert inspector.sheet is not None
    with written_for_long(session.project):
        write(qtbot, inspector, "name", "North ")
        begun = time.monotonic()
        qtbot.waitUntil(lambda: bool(list(session.project.folder.glob(".drafts-*"))), timeout=60_000)
        took = time.monotonic() - begun
        assert texts(session) == [], "the register is being written"
        again = opened_again(qtbot, session)
        assert again.sheet is not None
        assert again.sheet.reveal("name").text() == "North Yard"
        assert inspector.writing.keeping.not_kept == 0
    proof("B", "typed in the window while an import holds the register, then on disk", f"{took:.2f} s")
    write(qtbot, inspector, "name", "Old ")
    settle(qtbot)
    assert [one["name"] for one in texts(session)] == [inspector.sheet.reveal("name").text()]
    assert not list(session.project.folder.glob(".drafts-*")), "it lies in the register again"


def test_typing_is_kept_and_typing_back_lets_it_go(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "North ")
    settle(qtbot)
    assert texts(session) == [{"name": "North Yard"}]
    assert inspector.sheet is not None
    inspector.sheet.put("name", "Yard")
    settle(qtbot)
    assert texts(session) == []


def test_a_new_record_that_was_begun_is_here_again_and_can_be_discarded(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("site", {"code": "EX-S-9"})
    settle(qtbot)
    write(qtbot, inspector, "name", "Yard")
    settle(qtbot)
    again = opened_again(qtbot, session)
    [draft] = again.writing.waiting
    assert (draft.is_new, draft.texts) == (True, {"code": "EX-S-9", "name": "Yard"})
    again.writing.resume(draft.key)
    settle(qtbot)
    assert again.notice.isVisible()
    qtbot.mouseClick(again.notice.discarder, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert texts(session) == []
    assert not again.waiting.isVisible()


def test_a_draft_whose_record_was_changed_since_is_shown_against_the_new_value(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "North ")
    settle(qtbot)
    session.select()
    settle(qtbot)
    session.keep(setting(session.project, session.project.register.find("EX-S-1"), {"name": "Orchard"}))
    settle(qtbot)
    again = opened_again(qtbot, session)
    select(qtbot, session, "site", record)
    assert again.sheet is not None
    assert again.sheet.reveal("name").text() == "North Yard"
    assert "was changed since, to “Orchard”" in again.notice.stale.words.text()
    save(qtbot)
    assert held(session, "site", record)["name"] == "North Yard"
    assert not again.notice.isVisible()


def test_what_could_expose_a_survivor_is_not_kept_and_the_form_says_so(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("incident", {"code": "EX-I-1", "date": "2022-03-14"})
    settle(qtbot)
    assert texts(session) == [{"code": "EX-I-1", "date": "2022-03-14"}]
    assert inspector.sheet is not None
    inspector.sheet.put("category", "sexual_violence")
    settle(qtbot)
    assert texts(session) == [], "what was kept before the category was known is taken out as well"
    assert "This is not kept before it is saved" in inspector.notice.unkept.words.text()
    assert sentence(inspector, "date")
    inspector.sheet.put("date", "2022-03")
    settle(qtbot)
    assert texts(session) == [{"code": "EX-I-1", "date": "2022-03", "category": "sexual_violence"}]
    assert not inspector.notice.isVisible()


def test_a_draft_of_a_field_that_is_no_more_and_one_of_nothing_are_left_out(qtbot: QtBot, session: Session) -> None:
    register = session.project.register
    register.keep_draft(KeptDraft("site:7", "site", "", {"name": "Yard", "gone": "x"}, {}, "2026-11-26T08:00:00Z"))
    register.keep_draft(KeptDraft("void", "no_such_type", "", {"name": "Yard"}, {}, "2026-11-26T08:00:00Z"))
    again = opened_again(qtbot, session)
    assert [draft.texts for draft in again.writing.waiting] == [{"name": "Yard"}]
    assert [draft.key for draft in register.drafts()] == ["site:7"]


def test_every_keystroke_reaches_the_disk_while_a_person_types_on(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    for word in ("one", "two", "three"):
        write(qtbot, inspector, "name", f"{word} ")
        qtbot.waitUntil(lambda word=word: any(word in draft["name"] for draft in texts(session)), timeout=20_000)
    type_into(qtbot, inspector.save_bar.reason, "EXAMPLE", Qt.Key.Key_Return)
    settle(qtbot)
    assert texts(session) == []
