"""Steps, what waits, possible matches and links in the real window, by real clicks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.custody.superseding import SupersedingDialog
from desktop.inspector.inspector import FORM, STEPS
from desktop.inspector.linked_tab import Card
from desktop.window.main_window import MainWindow
from desktop.workflow.matching import MatchingDialog
from desktop.workflow.waiting import WaitingDialog
from forensics.changes import Change, Operation
from forensics.custody.deeds import Step
from forensics.custody.holding import Hand
from forensics.ports import Query
from layers.custody.steps import record_step
from layers.editing import adding, keep
from layers.workflow import course_of
from tests.desktop.window.windows import at_rest, opened, small_example


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window on one example, in which each test looks at and writes records of its own."""
    folder = tmp_path_factory.mktemp("workflow")
    with opened(small_example(folder), folder) as made:
        yield made


def select(window: MainWindow, name: str) -> str:
    found = window.session.project.register.find(name)
    window.session.select(found.type, found.id)
    at_rest(window)
    return found.id


def show_steps(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_table["steps"].trigger()
    qtbot.waitUntil(lambda: window.inspector.course.course is not None)
    assert window.inspector.tabs.currentIndex() == STEPS


def card(window: MainWindow, text: str) -> Card:
    """The card that says what is needed."""
    return next(one for one in window.inspector.course.findChildren(Card) if one.accessibleName().startswith(text))


def dialog_open(kind: type) -> list[object]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def dialog_of(qtbot: QtBot, kind: type) -> object:
    qtbot.waitUntil(lambda: bool(dialog_open(kind)))
    return dialog_open(kind)[0]


def test_a_press_on_what_is_missing_opens_the_form_that_gives_it(qtbot: QtBot, window: MainWindow) -> None:
    site = select(window, "site/EX-SITE-15")
    show_steps(qtbot, window)
    QTest.mouseClick(card(window, "An authority that names the site"), Qt.MouseButton.LeftButton)
    draft = window.inspector.draft
    assert draft is not None
    assert (draft.kind.name, draft.is_new, window.inspector.tabs.currentIndex()) == ("authority", True, FORM)
    assert site in draft.text("sites") or "EX-SITE-15" in draft.text("sites")


def test_a_press_on_a_field_that_is_missing_lets_it_be_typed_and_the_step_is_borne_out(
    qtbot: QtBot, window: MainWindow
) -> None:
    site = select(window, "site/EX-SITE-16")
    show_steps(qtbot, window)
    QTest.mouseClick(card(window, "Whom families turn to"), Qt.MouseButton.LeftButton)
    assert window.inspector.tabs.currentIndex() == FORM
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClicks(focused, "EX-OFFICE")
    qtbot.keyClick(focused, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    register = window.session.project.register
    qtbot.waitUntil(lambda: (register.values("site", site) or {}).get("family_contact") == "EX-OFFICE")
    at_rest(window)
    window.inspector.show_steps()
    course = window.inspector.course
    qtbot.waitUntil(lambda: course.course is not None and course.course.beside[0].done)


def test_what_waits_is_listed_by_role_and_leads_to_its_record(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_table["waiting"].trigger()
    dialog = dialog_of(qtbot, WaitingDialog)
    assert isinstance(dialog, WaitingDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    every = dialog.model.rowCount()
    dialog.role.setCurrentIndex(dialog.role.findData("family_liaison"))
    assert 0 < dialog.model.rowCount() < every
    line = next(at for at in range(dialog.model.rowCount()) if dialog.model.rows[at].need.record)
    wanted = dialog.model.rows[line].need
    dialog.table.selectRow(line)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.selected.record == wanted.record)
    at_rest(window)
    assert window.inspector.tabs.currentIndex() == FORM


def test_what_a_signed_receipt_lacks_is_superseded_and_never_edited(qtbot: QtBot, window: MainWindow) -> None:
    """It was received under a seal whose number nobody read, and who received it signed that."""
    project = window.session.project
    keep(project, adding(project, "case", {"code": "EX-HANDED", "remains_class": "body", "origin": "handed_over"}))
    case, found = project.register.find("case/EX-HANDED").id, project.register.find
    person = next(iter(project.register.select(Query("practitioner"))))
    own = {"signing_keys": [{"fingerprint": project.device.fingerprint}]}
    held = {name: person[name] for name in own if person.get(name)}
    project.register.commit([Change("practitioner", str(person["id"]), Operation.SET, after=own, before=held)])
    giver, store = Hand(str(person["id"])), Hand(found("facility/EX-FA-03").id)
    record_step(project, [case], Step("collected", "2024-05-01T08:00:00+03:00", giver))
    record_step(project, [case], Step("sealed", "2024-05-01T09:00:00+03:00", seal="EX-S-1"))
    late = Step("received", "2024-05-01T10:00:00+03:00", store, because="EXAMPLE: it was dark",
                fields={"signed_by_receiver": "EXAMPLE signature"})  # fmt: skip
    event = record_step(project, [case], late).events[0]
    select(window, "case/EX-HANDED")
    show_steps(qtbot, window)
    asked = card(window, f"{event.code}: the number that was read on the seal")
    assert "another record supersedes it" in asked.accessibleName()
    QTest.mouseClick(asked, Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, SupersedingDialog)
    assert isinstance(dialog, SupersedingDialog)
    assert dialog.found.id == event.id
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.rows["seal_read"].stops()[0])
    qtbot.keyClicks(dialog.rows["seal_read"].stops()[0], "EX-S-1")
    qtbot.keyClicks(dialog.because, "EXAMPLE: read on the sheet")
    QTest.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog_open(SupersedingDialog))
    at_rest(window)
    qtbot.waitUntil(lambda: getattr(window.inspector.course.course, "code", "") == "EX-HANDED")
    assert next(step for step in course_of(project, found("case/EX-HANDED")).steps if step.key == "received").done


def test_a_comparison_is_proposed_from_the_ranked_list_and_undone(qtbot: QtBot, window: MainWindow) -> None:
    register = window.session.project.register
    before = register.count(Query("identification"))
    case = next(
        str(one["id"]) for one in register.select(Query("case", order="code"))
        if not register.count(Query("identification", where=(("cases", str(one["id"])),)))
    )  # fmt: skip
    window.session.select("case", case)
    at_rest(window)
    window.actions_of_table["matches"].trigger()
    dialog = dialog_of(qtbot, MatchingDialog)
    assert isinstance(dialog, MatchingDialog)
    qtbot.waitUntil(lambda: dialog.match is not None)
    first = dialog.match
    assert first is not None
    assert dialog.reasons.topLevelItemCount() == len(first.reasons)
    QTest.mouseClick(dialog.propose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: register.count(Query("identification")) == before + 1)
    qtbot.waitUntil(lambda: dialog.match is not None and dialog.match.known is not None)
    assert not dialog.propose.isEnabled()
    dialog.reject()
    window.actions_of_table["undo"].trigger()
    qtbot.waitUntil(lambda: register.count(Query("identification")) == before)
    at_rest(window)


def test_the_wish_of_a_family_stands_over_what_it_bears_on(qtbot: QtBot, window: MainWindow) -> None:
    register = window.session.project.register
    one = next(one for one in register.select(Query("identification")) if one.get("status") == "confirmed")
    other = next(
        str(case["id"]) for case in register.select(Query("case", order="-code"))
        if not register.count(Query("identification", where=(("cases", str(case["id"])),)))
    )  # fmt: skip
    window.session.select("missing_person", str(one["missing_person"]))
    at_rest(window)
    assert not window.inspector.wish.isVisible()
    texts = {"cases": other, "missing_person": str(one["missing_person"]), "status": "proposed"}
    keep(window.session.project, adding(window.session.project, "identification", texts))
    window.session.select("case", other)
    qtbot.waitUntil(window.inspector.wish.isVisible)
    assert "the family's wish on remains found later" in window.inspector.wish.words.text()
    at_rest(window)


def test_links_between_graves_are_lines_on_the_map_with_their_evidence(qtbot: QtBot, window: MainWindow) -> None:
    held = window.contents.held("site_link")
    assert held is not None
    [part] = held.parts
    assert len(part.columns) == held.count == 3
    assert "Soil, Ballistics, DNA re-association" in part.columns.labels["en"]
    assert len(held.points) == 0
    [layer] = [one for one in window.contents.layers if one.key == "site_link.line"]
    assert layer.visible
    select(window, "site_link/EX-SL-1")
    extent = window.map.selection.extent
    assert extent is not None
    assert extent[2] > extent[0]


def test_a_voided_grave_says_that_it_has_no_steps(qtbot: QtBot, window: MainWindow) -> None:
    select(window, "site/EX-SITE-14")
    show_steps(qtbot, window)
    register = window.session.project.register
    voided = register.find("site/EX-SITE-13").id
    register.commit([Change("site", voided, Operation.VOID, after={"void_reason": "EXAMPLE"})])
    select(window, "site/EX-SITE-13")
    tab = window.inspector.course
    qtbot.waitUntil(lambda: tab.refusal is not None)
    assert any("was voided, and what was voided has no steps" in one.text() for one in tab.findChildren(QLabel))
