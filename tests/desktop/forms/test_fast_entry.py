"""A case is entered with few keys: questions follow on each other, and what repeats is carried over and shown so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.forms.chips import Chip
from desktop.forms.field_row import FieldRow
from desktop.session import Session
from desktop.window.main_window import MainWindow
from forensics.catalogue import catalogue
from forensics.fields import Answer
from forensics.ports import Query, Values
from tests.desktop.form_projects import put, save, select, settle, settle_tasks
from tests.desktop.typist import CTRL, ENTER, ESC, NEXT, NOW, SHIFT, Typist
from tests.desktop.window.windows import focus_map, opened
from tests.layers.projects import make
from tests.tools.proofs import Proof

MOST_KEYS = 60


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    session = Session(make(tmp_path / "grave", pack="ua"), "en")
    put(session, "practitioner", code="EX-P-1", roles="ordnance_specialist; archaeologist")
    for number in (1, 2):
        put(session, "site", code=f"EX-S-{number}", form="multiple_grave")
        put(session, "exhumation", code=f"EX-X-{number}", site=f"EX-S-{number}", start="2022-09-16")
    settle_tasks()
    session.close()
    with opened(tmp_path / "grave.taphos", tmp_path) as shown:
        select(qtbot, shown.session, "site", shown.session.project.register.find("EX-S-1").id)
        yield shown


def cases(window: MainWindow) -> list[Values]:
    return list(window.session.project.register.select(Query("case", order="code")))


def row(window: MainWindow, name: str) -> FieldRow:
    assert window.inspector.sheet is not None
    return window.inspector.sheet.reveal(name)


def first_case(typist: Typist, window: MainWindow) -> None:
    """A case with nothing before it, up to where it is kept."""
    typist.begin(window, "remains")
    typist.write("bod", NEXT)
    typist.write("exh", NEXT)
    typist.write("EX-X-1", NEXT)
    typist.write("don", NEXT)
    typist.write("EX-P-1", NEXT)
    typist.press(NOW, NEXT)


def test_a_case_with_all_that_is_asked_takes_at_most_60_keys(qtbot: QtBot, window: MainWindow, proof: Proof) -> None:
    typist = Typist(qtbot)
    first_case(typist, window)
    typist.press(Qt.Key.Key_S, held=CTRL)
    first = typist.keys
    [case] = cases(window)
    asked = [field.name for field in catalogue()["case"].fields if field.answer is Answer.ASKED]
    assert all(case.get(name) for name in (*asked, "exhumation")), case
    assert not case.get("not_recorded")
    assert case["code"] == f"EX-S-1-{window.session.project.device.short}-001B"
    assert first <= MOST_KEYS
    typist.keys = 0
    typist.begin(window, "remains")
    typist.write("bod", NEXT)
    typist.write("don", NEXT)
    typist.press(NOW)
    typist.press(Qt.Key.Key_S, held=CTRL)
    assert [one["code"][-4:] for one in cases(window)] == ["001B", "002B"]
    assert all(cases(window)[1].get(name) for name in (*asked, "exhumation"))
    assert typist.keys < first
    proof("C fast entry", "keys for a case with all that is asked, Ctrl and Shift counted",
          f"{first} for the first, {typist.keys} for the next, of {MOST_KEYS} allowed")  # fmt: skip


def test_what_repeats_is_carried_over_shown_so_and_cleared_with_one_key(qtbot: QtBot, window: MainWindow) -> None:
    typist = Typist(qtbot)
    first_case(typist, window)
    typist.press(ENTER, held=CTRL | SHIFT)
    assert len(cases(window)) == 1
    draft = window.inspector.draft
    assert draft is not None
    assert draft.is_new
    assert draft.carried == {"origin", "exhumation", "ordnance_check_by"}
    assert not draft.dirty, "nobody has written anything yet"
    for name in draft.carried:
        assert row(window, name).carried
    assert not row(window, "ordnance_check").carried, "what must be seen anew is never carried over"
    assert row(window, "ordnance_check").text() == ""
    row(window, "origin").focus()
    typist.keys = 0
    typist.press(ESC)
    assert typist.keys == 1
    assert (row(window, "origin").text(), row(window, "origin").carried) == ("", False)
    row(window, "ordnance_check_by").focus()
    typist.write("EX-P-1", ENTER)
    assert not row(window, "ordnance_check_by").carried, "typed over"
    assert row(window, "exhumation").carried


def test_carried_over_is_what_the_same_site_had(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    place = session.project.register.find
    put(session, "case", code="EX-S-1-001B", remains_class="body", origin="exhumation", exhumation="EX-X-1")
    put(session, "case", code="EX-S-2-001B", remains_class="body", origin="surface_recovery", exhumation="EX-X-2")
    for site in ("1", "2"):
        select(qtbot, session, "site", place(f"EX-S-{site}").id)
        window.inspector.new_record("case")
        settle(qtbot)
        assert row(window, "exhumation").text() == place(f"EX-X-{site}").id
        window.inspector.revert()


def test_a_sealed_record_hands_nothing_on(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    put(session, "case", code="EX-S-1-001B", remains_class="body", exhumation="EX-X-1", sensitivity="sealed")
    window.inspector.new_record("case")
    settle(qtbot)
    assert window.inspector.draft is not None
    assert not window.inspector.draft.carried


def test_the_key_to_the_next_question_leads_from_the_map_into_the_form(qtbot: QtBot, window: MainWindow) -> None:
    window.inspector.new_record("case")
    settle(qtbot)
    focus_map(qtbot, window)
    Typist(qtbot).press(NEXT)
    focus = window.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Class of remains"


def test_what_is_typed_and_not_saved_is_marked_as_a_draft_in_the_list(qtbot: QtBot, window: MainWindow) -> None:
    table, session = window.table, window.session
    record = session.project.register.find("EX-S-1").id
    assert window.inspector.sheet is not None
    window.inspector.sheet.put("name", "Yard")
    settle(qtbot)
    row_of = table.model.rows_of({record})[record]
    assert table.model.index(row_of, 0).data() == "EX-S-1 · draft, not saved"
    window.inspector.new_record("site", {"code": "EX-S-9"})
    settle(qtbot)
    assert table.drafts.isVisible()
    assert [chip.toolTip() for chip in table.drafts.findChildren(Chip)] == ["Grave site EX-S-9"]
    table.show_type("case")
    assert not table.drafts.isVisible(), "each type lists its own"
    table.show_type("site")
    settle(qtbot)
    select(qtbot, session, "site", session.project.register.find("EX-S-2").id)
    select(qtbot, session, "site", record)
    window.inspector.save()
    settle(qtbot)
    assert table.model.index(row_of, 0).data() == "EX-S-1"
    table.drafts.discarded.emit(next(draft.key for draft in window.inspector.writing.waiting))
    assert not table.drafts.isVisible()


def test_nothing_that_is_observed_is_ever_carried_over() -> None:
    carried = {kind.name: [field.name for field in kind.fields if field.carried] for kind in catalogue()}
    for type_ in ("finding", "opinion", "profile", "identification", "missing_person", "interview", "consent",
                  "incident", "victim", "custody"):  # fmt: skip
        assert carried[type_] == []
    assert not {"remains_class", "ordnance_check", "restraint", "position", "completeness"} & set(carried["case"])


def test_the_number_that_will_be_given_is_shown_before_it_is_written_on_the_bag(
    qtbot: QtBot, window: MainWindow
) -> None:
    typist = Typist(qtbot)
    first_case(typist, window)
    number = f"EX-S-1-{window.session.project.device.short}-001B"
    assert number in window.inspector.header.code.text()
    assert row(window, "code").text() == ""
    assert QApplication.focusWidget() is window.inspector.save_bar.saver, "after the last question the record is kept"
    save(qtbot)
    assert [case["code"] for case in cases(window)] == [number]
    assert window.inspector.header.code.text() == number
