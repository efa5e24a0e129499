"""Paper from the window: a form, labels, the numbers of a site, and the scan of the sheet that was keyed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.paper.form import print_form
from desktop.paper.labels_dialog import LabelsDialog, labels_of_selection
from desktop.paper.numbers_dialog import NumbersDialog
from desktop.paper.saving import save_form
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.numbering import accounts_of
from tests.desktop.form_projects import held, only, put, save, select, settle, settle_tasks, shown, write
from tests.desktop.paper.reading import codes, picture, words
from tests.desktop.window.windows import opened
from tests.layers.projects import make


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    session = Session(make(tmp_path / "grave", pack="ua"), "en")
    put(session, "site", code="EX-S-1", form="single_grave")
    put(session, "case", code="EX-S-1-002B", remains_class="body", site="EX-S-1")
    settle_tasks()
    session.close()
    with opened(tmp_path / "grave.taphos", tmp_path) as window:
        yield window


def numbers(qtbot: QtBot, window: MainWindow) -> NumbersDialog:
    window.actions_of_table["numbers"].trigger()
    settle(qtbot)
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, NumbersDialog) and one.isVisible()]
    [dialog] = found
    return dialog


def test_a_block_is_reserved_explained_and_labelled_in_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    session = window.session
    case = session.project.register.find("EX-S-1-002B").id
    assert not window.actions_of_table["numbers"].isEnabled()
    select(qtbot, session, "case", case)
    dialog = numbers(qtbot, window)
    dialog.first.setValue(1)
    dialog.last.setValue(3)
    qtbot.mouseClick(dialog.reserver, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert [one.unexplained for one in dialog.accounts] == [(1, 3)]
    qtbot.mouseClick(dialog.reserver, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "1 to 3" in dialog.wrong.words.text(), "a block that overlaps is refused, and said why"
    block = dialog.tree.topLevelItem(0)
    assert block is not None
    dialog.tree.setCurrentItem(block.child(1))
    qtbot.keyClicks(dialog.reason, "label torn")
    qtbot.mouseClick(dialog.explainer, Qt.MouseButton.LeftButton)
    settle(qtbot)
    site = session.project.register.find("EX-S-1")
    [told] = accounts_of(session.project, held(session, "site", site.id))
    assert (dict(told.explained), told.unexplained) == ({3: "label torn"}, (1,))
    dialog.reject()
    labels = LabelsDialog(session, labels_of_selection("site", (site.id,)), window)
    shown(qtbot, labels)
    labels.stock.setCurrentIndex(labels.stock.findData("roll-62x29"))
    out = tmp_path / "labels.pdf"
    labels.save(out)
    settle(qtbot)
    assert [list(codes(out, page, 300)) for page in range(3)] == [[f"case/EX-S-1-00{one}"] for one in (1, 2, 3)]
    session.undo()
    settle(qtbot)
    assert accounts_of(session.project, held(session, "site", site.id))[0].unexplained == (1, 3)


def test_a_form_is_saved_in_the_language_of_the_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    out = tmp_path / "site.pdf"
    window.session.set_language("uk")
    save_form(window.session, "site", out)
    settle(qtbot)
    assert "Бланк" in words(out)


def test_a_scanned_sheet_begins_its_record_and_is_linked_when_that_is_kept(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    session, inspector = window.session, window.inspector
    printed = print_form(session.project, "artefact", tmp_path / "form.pdf")
    scan = tmp_path / "scan.png"
    assert picture(printed.path, 0, 150).save(str(scan))
    window.papers.keying.take(scan)
    settle(qtbot)
    assert inspector.draft is not None
    assert (inspector.draft.kind.name, inspector.draft.is_new) == ("artefact", True)
    assert not list(session.project.register.codes("media"))
    write(qtbot, inspector, "artefact_class", "bullet", Qt.Key.Key_Return)
    save(qtbot)
    settle(qtbot)
    artefact, media = only(session, "artefact"), only(session, "media")
    assert media["subject"] == [artefact["id"]]
    assert media["other_numbers"] == [{"number": printed.numbers[0], "system": "form"}]
    assert media["copy_kind"] == "printed"
