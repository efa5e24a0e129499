"""Erasing a person by real clicks: what goes and who has copies is read first, nothing goes without the code typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop.safekeeping.erasing_dialog import ErasingDialog
from desktop.window.main_window import MainWindow
from forensics.changes import Change, Operation
from layers.backup.making import back_up
from layers.checking import verify_project
from layers.evidence import InMemory, take_in
from layers.exports.exporting import export_records
from tests.desktop.form_projects import settle as settle_forms
from tests.desktop.form_projects import type_into
from tests.desktop.window.test_safekeeping import by_palette, dialog_of, press, said, settle
from tests.desktop.window.windows import opened
from tests.layers.projects import make, record, site

HOLD = "order 7 (EXAMPLE)"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("erasing")
    project = make(folder / "p.taphos")
    people = [
        record("interview", f"EX-IV-{at}", interviewee_code=f"P-90{at}", informed_consent="yes", sex="F", language="uk")
        for at in (1, 2, 3)
    ]
    held = record("interview", "EX-IV-4", interviewee_code="P-904", legal_hold=HOLD)
    project.register.commit([*people, held, site("S-1")])
    words = take_in(project, [InMemory("words.txt", b"words")]).files[0].media
    of_her = {"restricted_subject": [people[0].record], "sensitivity": "restricted"}
    project.register.commit([Change("media", words, Operation.SET, after=of_her)])
    export_records(project, folder / "EXAMPLE.gpkg", "court", with_gaps=True)
    back_up(project, folder / "EXAMPLE.zip")
    project.close()
    with opened(folder / "p.taphos", folder) as shown:
        yield shown


def chosen(qtbot: QtBot, window: MainWindow, code: str) -> str:
    found = window.session.project.register.find(code)
    window.session.select(found.type, found.id)
    settle_forms(qtbot)
    return found.id


def asked(qtbot: QtBot, window: MainWindow) -> ErasingDialog:
    """The dialog on what is selected, read to its end."""
    window.actions_of_table["erase_person"].trigger()
    dialog = dialog_of(qtbot, window, ErasingDialog)
    assert isinstance(dialog, ErasingDialog)
    settle(qtbot, dialog)
    return dialog


def shown(dialog: ErasingDialog) -> str:
    return "\n".join(label.text() for label in dialog.account.findChildren(QLabel))


def closed(qtbot: QtBot, window: MainWindow, dialog: ErasingDialog) -> None:
    qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.findChildren(ErasingDialog))


def test_a_person_is_erased_from_the_palette_once_what_goes_is_read_and_the_code_typed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = window.session.project.register
    interview = chosen(qtbot, window, "EX-IV-1")
    dialog = by_palette(qtbot, window, "Erase a person", ErasingDialog)
    assert isinstance(dialog, ErasingDialog)
    settle(qtbot, dialog)
    told = shown(dialog)
    assert "Interview EX-IV-1: Interviewee code, Language, Informed consent" in told
    assert "1 file of evidence, with what was made of it." in told
    assert "What 3 entries of the journal hold of it; their signatures still verify." in told
    assert "Interview EX-IV-1: Code, Sex" in told
    assert "“EXAMPLE.gpkg”: exported by " in told
    assert "for: National prosecutor" in told
    assert "“EXAMPLE.zip”: a backup, begun on " in told
    assert not dialog.go.isEnabled()
    assert said(dialog) == "Say on what ground."
    type_into(qtbot, dialog.requested, "EX-PR-1")
    type_into(qtbot, dialog.ground, "EXAMPLE: P-901 asked")
    type_into(qtbot, dialog.code, "EX-IV-2")
    assert not dialog.go.isEnabled(), "the code of somebody else"
    dialog.code.clear()
    type_into(qtbot, dialog.code, "EX-IV-1")
    press(qtbot, dialog)
    assert "they quote what is to be erased" in said(dialog), "the ground stays in the journal"
    assert register.values("interview", interview) is not None
    dialog.ground.clear()
    type_into(qtbot, dialog.ground, "EXAMPLE: asked to be forgotten")
    press(qtbot, dialog)
    assert said(dialog) == "Erased. Copy or save the list of those who have copies before you close this."
    values = register.values("interview", interview) or {}
    assert (values.get("language"), values.get("interviewee_code"), values["sex"]) == (None, None, "F")
    assert verify_project(window.session.project).ok
    settle_forms(qtbot)
    assert window.inspector.draft is not None
    assert window.inspector.draft.text("language") == ""

    holders = dialog.account.holders
    assert holders is not None
    assert holders.isVisible()
    qtbot.mouseClick(holders.copy, Qt.MouseButton.LeftButton)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    assert clipboard.text() == holders.text
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / "holders"), ""))
    qtbot.mouseClick(holders.save, Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)
    saved = (tmp_path / "holders.txt").read_text(encoding="utf-8")
    assert "Interview EX-IV-1" in saved
    assert [line.partition(":")[0] for line in saved.splitlines()[3:]] == ["- “EXAMPLE.gpkg”", "- “EXAMPLE.zip”"]
    assert not dialog.go.isVisible()
    listed = holders.lines
    closed(qtbot, window, dialog)
    again = asked(qtbot, window)
    assert again.account.holders is not None
    assert again.account.holders.lines == listed, "who has copies is found again"
    assert said(again) == "Nothing restricted is held of this person any more."
    closed(qtbot, window, again)


def test_under_a_legal_hold_nothing_is_erased_and_what_is_held_may_be_sealed(qtbot: QtBot, window: MainWindow) -> None:
    register = window.session.project.register
    interview = chosen(qtbot, window, "EX-IV-4")
    dialog = asked(qtbot, window)
    assert f"EX-IV-4 is under a legal hold ({HOLD}): nothing of it may be erased." in said(dialog)
    assert not dialog.fields.isVisible()
    assert dialog.go.text() == "Seal it instead"
    press(qtbot, dialog)
    values = register.values("interview", interview) or {}
    assert (values["sensitivity"], values["interviewee_code"]) == ("sealed", "P-904")
    assert "nothing of it was erased" in said(dialog)
    closed(qtbot, window, dialog)


def test_what_is_typed_and_not_saved_is_settled_before_anybody_is_erased(qtbot: QtBot, window: MainWindow) -> None:
    """Else it would be kept anew with what it quotes."""
    chosen(qtbot, window, "EX-IV-2")
    assert window.inspector.sheet is not None
    type_into(qtbot, window.inspector.sheet.reveal("language").stops()[0], "en")
    settle_forms(qtbot)
    dialog = asked(qtbot, window)
    assert said(dialog) == "1 record is not saved: save or discard it first, since it may quote the person."
    type_into(qtbot, dialog.ground, "EXAMPLE: asked")
    type_into(qtbot, dialog.code, "EX-IV-2")
    assert not dialog.go.isEnabled()
    closed(qtbot, window, dialog)
    window.inspector.revert()
    settle_forms(qtbot)
    dialog = asked(qtbot, window)
    type_into(qtbot, dialog.ground, "EXAMPLE: asked")
    type_into(qtbot, dialog.code, "EX-IV-2")
    assert dialog.go.isEnabled()
    closed(qtbot, window, dialog)
    values = window.session.project.register.values("interview", window.session.selected.record) or {}
    assert values["language"] == "uk"


def test_an_erasure_that_was_begun_is_not_turned_away_from(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escape and the cross wait: who has copies is read when it is done."""
    chosen(qtbot, window, "EX-IV-3")
    dialog = asked(qtbot, window)
    type_into(qtbot, dialog.ground, "EXAMPLE: asked")
    type_into(qtbot, dialog.code, "EX-IV-3")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert not dialog.leave.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    settle(qtbot, dialog)
    assert dialog.isVisible()
    assert dialog.erased is not None
    assert dialog.account.holders is not None
    assert len(dialog.account.holders.lines) == 2
    assert dialog.leave.isEnabled()
    closed(qtbot, window, dialog)


def test_only_who_can_be_forgotten_can_be_chosen(qtbot: QtBot, window: MainWindow) -> None:
    action = window.actions_of_table["erase_person"]
    chosen(qtbot, window, "S-1")
    assert not action.isEnabled()
    for code, offered in (("S-1", False), ("EX-IV-2", True)):
        found = window.session.project.register.find(code)
        window.table.show_type(found.type)
        settle_forms(qtbot)
        window.table.view.selectRow(0)
        menu = window.table.menu()
        assert menu is not None
        assert ("Erase a person's values…" in [one.text() for one in menu.actions()]) == offered
        if offered:
            next(one for one in menu.actions() if one.text().startswith("Erase")).trigger()
            dialog = dialog_of(qtbot, window, ErasingDialog)
            assert isinstance(dialog, ErasingDialog)
            settle(qtbot, dialog)
            assert dialog.found.type == "interview"
            closed(qtbot, window, dialog)
        menu.deleteLater()
