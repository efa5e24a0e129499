"""Recipients are named and removed in the vault's own window; with a key what lies there is encrypted anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.vault.door import VaultDoor
from desktop.vault.recipients_page import RecipientCard, RecipientsPage
from desktop.vault.told import Told
from desktop.vault.window import VaultWindow
from layers.language import Translator
from layers.project import Project
from layers.vault.identities import read_identity_file
from layers.vault.vault import Vault
from tests.desktop.vault.test_window import settle
from tests.layers.vaults import NAME, identity, names_of, vault_of

ALICE, BORYS = identity(), identity()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made, vault = vault_of(tmp_path / "vault.taphos", alice=ALICE)
    vault.put_in("P-1", NAME)
    yield made
    made.close()


@pytest.fixture
def page(project: Project, qtbot: QtBot) -> Iterator[RecipientsPage]:
    window = VaultWindow(project, Translator("en"))
    qtbot.addWidget(window)
    window.show()
    window.turn_to(VaultDoor.RECIPIENTS)
    settle(qtbot)
    yield window.recipients
    window.close()


def said(page: RecipientsPage) -> str:
    window = page.window()
    assert isinstance(window, VaultWindow)
    return window.said.words.text()


def cards(page: RecipientsPage) -> dict[str, RecipientCard]:
    return {card.one.name: card for card in page.findChildren(RecipientCard) if card.isVisibleTo(page)}


def test_a_recipient_is_named_by_a_key_and_reads_what_lies_there_once_it_is_encrypted_anew(
    qtbot: QtBot, page: RecipientsPage, project: Project
) -> None:
    qtbot.keyClicks(page.name, "PR-7")
    qtbot.keyClicks(page.key, "age1nothing")
    qtbot.mouseClick(page.put, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "is no public key of age" in said(page)
    page.key.setText(BORYS.public[0])
    page.identity.setText(str(ALICE.secret[0]))
    assert page.identity.echoMode() == page.identity.EchoMode.Password
    qtbot.mouseClick(page.put, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert said(page) == "“PR-7” reads all that is in the vault, and what is put in."
    assert set(cards(page)) == {"alice", "PR-7"}
    assert [line.text() for line in (page.name, page.key, page.identity, page.passphrase)] == [""] * 4
    assert names_of(Vault(project), "P-1", BORYS) == [NAME]


def test_without_a_key_that_opens_it_what_lies_there_stays_closed_and_that_is_said(
    qtbot: QtBot, page: RecipientsPage
) -> None:
    page.name.setText("PR-7")
    page.key.setText(BORYS.public[0])
    qtbot.mouseClick(page.put, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert said(page) == "“PR-7” reads what is put in from now on; 1 entry that lies here stays closed to them."


def test_a_recipient_is_removed_after_a_second_click(qtbot: QtBot, page: RecipientsPage, project: Project) -> None:
    Vault(project).name_recipient("PR-7", BORYS.public[0], ALICE)
    page.shown()
    settle(qtbot)
    card = cards(page)["PR-7"]
    qtbot.mouseClick(card.remove, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert set(cards(page)) == {"alice", "PR-7"}
    assert card.remove.text() == "Remove for good?"
    page.identity.setText(str(ALICE.secret[0]))
    qtbot.mouseClick(card.remove, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert said(page) == "“PR-7” opens nothing from now on."
    assert set(cards(page)) == {"alice"}
    assert [kept.to for kept in Vault(project).files()] == [(ALICE.public[0],)]
    last = cards(page)["alice"]
    page.identity.setText(str(ALICE.secret[0]))
    for _ in range(2):
        qtbot.mouseClick(last.remove, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "is the last recipient" in said(page)


def test_a_key_is_made_in_a_file_away_from_the_project(
    qtbot: QtBot, page: RecipientsPage, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / "custodian.txt"), ""))
    page.name.setText("custodian-1")
    page.passphrase.setText("a phrase for it")
    page.identity.setText(str(ALICE.secret[0]))
    qtbot.mouseClick(page.make, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "“custodian-1” reads all" in said(page)
    made = read_identity_file(tmp_path / "custodian.txt", lambda: "a phrase for it")
    assert names_of(Vault(project), "P-1", made) == [NAME]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(project.folder / "k.txt"), ""))
    page.name.setText("custodian-2")
    qtbot.mouseClick(page.make, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "lies inside a project" in said(page)
    assert not (project.folder / "k.txt").exists()


def test_the_main_window_names_the_page_to_turn_to() -> None:
    told = Told("p.taphos", page=VaultDoor.RECIPIENTS)
    assert Told.from_line(told.to_line()) == told
