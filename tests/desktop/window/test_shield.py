"""The shield says record by record what was changed behind the application's back, and puts it right."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Taphos
from desktop.screenshots import wait_for_rest
from desktop.window.shield_panel import RecordCard, ShieldPanel
from desktop.window.status_bar import Integrity
from tests.desktop.form_projects import settle
from tests.layers.projects import ENGINES, closing, make, record, site
from tests.layers.test_verify import behind_its_back, opened


@pytest.mark.parametrize("engine", ENGINES)
def test_records_that_were_changed_outside_are_put_right_by_clicks(qtbot: QtBot, tmp_path: Path, engine: str) -> None:
    with closing(make(tmp_path / "mission", engine, pack="ua")) as project:
        project.register.commit([site("S-1", form="surface"), site("S-2", form="surface")])
        project.register.commit([record("practitioner", "PE-1", roles=["lead"])])
        folder = project.folder
    behind_its_back(folder, "UPDATE site SET form = 'submerged'")
    taphos = Taphos("en", "light", settings=QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    window = taphos.show_project(opened(folder))
    try:
        wait_for_rest(window)
        assert window.status.integrity is Integrity.BROKEN
        cards = _panel(qtbot, taphos)
        assert sorted(cards) == ["S-1", "S-2"]
        said = [label.text() for label in cards["S-1"].findChildren(QLabel)]
        assert any("holds “submerged” in its table, but “surface” in the journal" in text for text in said)
        _mend(qtbot, cards["S-1"], "seen in the notebook", by="PE-1")
        wait_for_rest(window)
        cards = _panel(qtbot, taphos)
        assert list(cards) == ["S-2"]
        _mend(qtbot, cards["S-2"], "nobody knows of it")
        wait_for_rest(window)
        assert window.status.integrity is Integrity.OK
        register = window.session.project.register
        forms = {code: register.values("site", id_)["form"] for code, id_ in register.codes("site").items()}  # type: ignore[index]
        assert forms == {"S-1": "submerged", "S-2": "surface"}
    finally:
        window.close()
        window.deleteLater()
        taphos.end()
        settle(qtbot)


def _panel(qtbot: QtBot, taphos: Taphos) -> dict[str, RecordCard]:
    """Press the shield; the cards of what it opens."""
    assert taphos.window is not None
    qtbot.mouseClick(taphos.window.status.shield, Qt.MouseButton.LeftButton)
    settle(qtbot)
    panel = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ShieldPanel) and one.isVisible())
    assert any("Checked on" in label.text() for label in panel.findChildren(QLabel))
    return {card.differing.code: card for card in panel.cards}


def _mend(qtbot: QtBot, card: RecordCard, reason: str, by: str = "") -> None:
    qtbot.mouseClick(card.adopt if by else card.restore, Qt.MouseButton.LeftButton)
    assert not card.confirm.isEnabled(), "not without a reason"
    if by:
        card.by.setCurrentIndex(card.by.findText(by))
    QTest.keyClicks(card.reason, reason)
    qtbot.mouseClick(card.confirm, Qt.MouseButton.LeftButton)
    settle(qtbot)
