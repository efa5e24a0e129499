"""Backup, restore and keys from the window: menu and palette, progress, a way to stop, one sentence of the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop import tasks
from desktop.actions.actions import ACTIONS
from desktop.safekeeping.backup_dialog import BackupDialog
from desktop.safekeeping.keys_dialog import PassphraseDialog, RecoveryDialog
from desktop.safekeeping.recover_dialog import RecoverDialog
from desktop.safekeeping.restore_dialog import RestoreDialog
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from desktop.start.start_page import StartPage
from desktop.window.main_window import MainWindow
from forensics.ports import Progress
from layers.backup.making import back_up
from layers.checking import verify_project
from layers.errors import ProjectRefused
from layers.language import Translator
from layers.project import Project, open_project
from layers.register.journal import BACKUP
from tests.desktop.form_projects import ENTER, shown, type_into
from tests.desktop.window.windows import opened
from tests.layers.projects import PASSPHRASE, make, site

NEW = "сорок чотири кози"
ROW = 24
"""Pixels within which the middles of what stands in one row differ."""


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("safe")
    project = make(folder / "p.taphos")
    project.register.commit([site("S-1"), site("S-2")])
    project.close()
    with opened(folder / "p.taphos", folder) as shown:
        yield shown


@pytest.fixture
def encrypted(tmp_path: Path) -> Project:
    made = make(tmp_path / "e.taphos", "encrypted")
    made.register.commit([site("S-1")])
    return made


def press(qtbot: QtBot, dialog: WorkDialog) -> None:
    """Click what begins it, and wait until it is done."""
    assert dialog.go.isEnabled(), dialog.said.words.text()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)


def settle(qtbot: QtBot, dialog: WorkDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.works and not tasks.under_way(), timeout=60_000)


def said(dialog: WorkDialog) -> str:
    return dialog.said.words.text()


def dialog_of(qtbot: QtBot, window: MainWindow, kind: type[WorkDialog]) -> WorkDialog:
    found: list[WorkDialog] = []
    qtbot.waitUntil(lambda: bool(found.extend(one for one in window.findChildren(kind) if one.isVisible()) or found))
    return found[-1]


def by_palette(qtbot: QtBot, window: MainWindow, words: str, kind: type[WorkDialog]) -> WorkDialog:
    """Find a command with Ctrl+K and choose it."""
    window.actions_of_table["palette"].trigger()
    box = window.palette_box
    qtbot.waitUntil(box.isVisible)
    qtbot.keyClicks(box.field, words)
    qtbot.waitUntil(lambda: box.model.rowCount() > 0 and not tasks.under_way())
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    return dialog_of(qtbot, window, kind)


def test_a_backup_is_made_from_the_palette_and_restored_from_the_menu(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = by_palette(qtbot, window, "Back up the", BackupDialog)
    assert isinstance(dialog, BackupDialog)
    assert "not encrypted" in " ".join(label.text() for label in dialog.findChildren(type(dialog.said.words)))
    dialog.file.clear()
    assert not dialog.go.isEnabled()
    assert said(dialog) == "Name the file."
    dialog.file.setText(str(tmp_path / "none" / "b"))
    assert "There is no folder" in said(dialog)
    dialog.file.setText(str(tmp_path / "b"))
    press(qtbot, dialog)
    assert said(dialog).startswith(f"Wrote {tmp_path / 'b.zip'}: ")
    assert len(window.session.project.register.administrative(BACKUP)) == 1
    qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)

    window.actions_of_table["restore"].trigger()
    restoring = dialog_of(qtbot, window, RestoreDialog)
    assert isinstance(restoring, RestoreDialog)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *asked: (str(tmp_path / "b.zip"), ""))
    restoring.file.setText(restoring._choose_file())
    assert restoring.folder.text() == str(tmp_path / "b.taphos")
    press(qtbot, restoring)
    assert said(restoring).startswith("Restored and verified: ")
    again = open_project(tmp_path / "b.taphos")
    assert sorted(again.register.codes("site")) == ["S-1", "S-2"]
    assert verify_project(again).ok
    again.close()
    press(qtbot, restoring)
    assert "is there already" in said(restoring)
    (tmp_path / "b.zip").write_bytes(b"PK no backup")
    restoring.folder.setText(str(tmp_path / "c.taphos"))
    press(qtbot, restoring)
    assert "is not a backup of a project, or is damaged" in said(restoring)
    assert not (tmp_path / "c.taphos").exists()
    restoring.close()


def slowly(begun: list[Progress]) -> Callable[..., object]:
    """A backup that tells its progress until it is stopped."""

    def made(project: object, out: object, progress: Progress) -> object:
        begun.append(progress)
        while True:
            progress(3_000_000_000, 9_000_000_000)

    return made


def test_a_backup_that_is_stopped_leaves_nothing_and_says_so(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Progress] = []
    monkeypatch.setattr("desktop.safekeeping.backup_dialog.back_up", slowly(begun))
    window.actions_of_table["backup"].trigger()
    dialog = dialog_of(qtbot, window, BackupDialog)
    assert isinstance(dialog, BackupDialog)
    dialog.file.setText(str(tmp_path / "b.zip"))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.bar.value() == 333)
    assert (dialog.leave.text(), dialog.go.isEnabled(), dialog.fields.isEnabled()) == ("Cancel", False, False)
    qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)
    assert said(dialog) == "Stopped; nothing was changed."
    assert list(tmp_path.iterdir()) == []
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(begun) == 2)
    dialog.close()
    qtbot.waitUntil(lambda: not tasks.under_way())
    qtbot.waitUntil(lambda: not window.findChildren(BackupDialog))


def test_a_real_backup_is_stopped_whole(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """Stopped before its first sign of progress, the real one leaves no file; the ledger says that it was abandoned."""
    window.actions_of_table["backup"].trigger()
    dialog = dialog_of(qtbot, window, BackupDialog)
    assert isinstance(dialog, BackupDialog)
    dialog.file.setText(str(tmp_path / "b.zip"))
    dialog.begin()
    dialog.stop_or_close()
    settle(qtbot, dialog)
    assert said(dialog) == "Stopped; nothing was changed."
    assert list(tmp_path.iterdir()) == []
    entries = window.session.project.register.administrative(BACKUP).values()
    assert [entry for entry in entries if entry["file"] == "b.zip" and "abandoned" in entry]
    dialog.close()


def test_what_only_an_encrypted_project_has_cannot_be_chosen_in_a_plain_one(window: MainWindow) -> None:
    enabled = {action.id: window.actions_of_table[action.id].isEnabled() for action in ACTIONS}
    assert not enabled["passphrase"]
    assert not enabled["recovery"]
    assert all(enabled[name] for name in ("backup", "restore", "recover", "recipients"))


def test_the_passphrase_is_changed_and_a_recovery_key_split_and_used(
    qtbot: QtBot, encrypted: Project, tmp_path: Path
) -> None:
    session = Session(encrypted)
    dialog = PassphraseDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    for first, second, words in (("", "", "is missing"), (NEW, "x", "differ")):
        dialog.before.setText("wrong")
        dialog.first.setText(first)
        dialog.second.setText(second)
        assert words in said(dialog)
        assert not dialog.go.isEnabled()
    dialog.second.setText(NEW)
    press(qtbot, dialog)
    assert said(dialog) == "The passphrase does not open this project."
    dialog.before.setText(PASSPHRASE)
    press(qtbot, dialog)
    assert "The new passphrase opens the project" in said(dialog)
    assert [line.text() for line in (dialog.before, dialog.first, dialog.second)] == ["", "", ""]

    splitting = RecoveryDialog(session)
    qtbot.addWidget(splitting)
    splitting.show()
    splitting.needed.setValue(4)
    assert said(splitting) == "More shares would be needed than there are."
    splitting.needed.setValue(2)
    splitting.passphrase.setText(NEW)
    press(qtbot, splitting)
    assert said(splitting) == "Any 2 of these 3 shares open the project."
    shares = [one.partition(":\n")[2] for one in splitting.shown.toPlainText().split("\n\n")]
    assert len(shares) == 3
    splitting.reject()
    assert splitting.shown.toPlainText() == ""
    session.close()

    page = StartPage(Translator("en"), QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(page)
    page.show()
    qtbot.mouseClick(page.buttons["recover"], Qt.MouseButton.LeftButton)
    (recovering,) = page.findChildren(RecoverDialog)
    recovering.folder.setText(str(encrypted.folder))
    recovering.shares.setPlainText(shares[0])
    recovering.first.setText(PASSPHRASE)
    recovering.second.setText(PASSPHRASE)
    press(qtbot, recovering)
    assert recovering.said.icon.isVisible()
    assert "The new passphrase" not in said(recovering)
    recovering.shares.setPlainText(f"{shares[0]}\n{shares[2]}")
    press(qtbot, recovering)
    assert "The new passphrase opens the project" in said(recovering)
    open_project(encrypted.folder, PASSPHRASE).close()
    with pytest.raises(ProjectRefused):
        open_project(encrypted.folder, NEW)


def test_tab_goes_through_each_dialog_as_it_is_read_from_its_first_field_on(qtbot: QtBot, encrypted: Project) -> None:
    session = Session(encrypted)
    dialogs = (
        BackupDialog(session), RestoreDialog(session.translate), PassphraseDialog(session), RecoveryDialog(session),
        RecoverDialog(session.translate),
    )  # fmt: skip
    for dialog in dialogs:
        shown(qtbot, dialog, dialog.width(), dialog.height())
        first = QApplication.focusWidget()
        reached = [first]
        while True:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if QApplication.focusWidget() is first:
                break
            reached.append(QApplication.focusWidget())
        places = [one.mapTo(dialog, one.rect().center()) for one in reached if one is not None]
        rows = [place.y() // ROW for place in places]
        assert rows == sorted(rows), f"{type(dialog).__name__}: {reached}"
        assert reached[-1] is dialog.leave
        assert dialog.fields.isAncestorOf(first)
        dialog.close()
    session.close()


def test_enter_in_a_line_begins_what_the_dialog_is_for_once_nothing_is_missing(
    qtbot: QtBot, encrypted: Project
) -> None:
    session = Session(encrypted)
    dialog = PassphraseDialog(session)
    shown(qtbot, dialog, dialog.width(), dialog.height())
    type_into(qtbot, dialog.before, "wrong", ENTER)
    assert dialog.isVisible()
    assert not dialog.works
    for line in (dialog.first, dialog.second):
        type_into(qtbot, line, "new")
    qtbot.keyClick(dialog.second, ENTER)
    assert QApplication.focusWidget() is dialog.leave, "Escape and Enter reach what stops it"
    settle(qtbot, dialog)
    assert said(dialog) == "The passphrase does not open this project."
    assert QApplication.focusWidget() is dialog.second
    session.close()


def test_an_encrypted_backup_is_restored_from_the_first_page_with_its_passphrase(
    qtbot: QtBot, encrypted: Project, tmp_path: Path
) -> None:
    back_up(encrypted, tmp_path / "b.zip")
    encrypted.close()
    page = StartPage(Translator("uk"), QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(page)
    page.show()
    qtbot.mouseClick(page.buttons["restore"], Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(RestoreDialog)
    dialog.file.setText(str(tmp_path / "b.zip"))
    dialog.passphrase.setText("wrong")
    press(qtbot, dialog)
    assert said(dialog) == Translator("uk")("The passphrase does not open this project.")
    dialog.passphrase.setText(PASSPHRASE)
    press(qtbot, dialog)
    assert said(dialog).startswith("Відновлено й перевірено")
    open_project(tmp_path / "b.taphos", PASSPHRASE).close()


def test_the_recipients_are_shown_by_the_vaults_own_process(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(window.vault, "open", lambda *given, **more: asked.append((*given, more)))
    window.actions_of_table["recipients"].trigger()
    assert asked[0][-1] == {"page": window.vault.RECIPIENTS}
    assert not [one for one in window.findChildren(QWidget) if type(one).__module__.startswith("desktop.vault.reci")]
