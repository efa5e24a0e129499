"""The inspector: records are typed, checked, kept, taken back and found again, with keys alone."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.forms.reason_popup import ReasonPopup
from desktop.inspector.inspector import HISTORY, Inspector
from desktop.session import Session
from forensics.fields import Answer
from forensics.ports import Query
from forensics.rules.sexual_violence import allowed_for_sexual_violence
from layers.editing import keep as keep_edit
from layers.editing import setting
from tests.desktop.form_projects import (
    CTRL,
    ENTER,
    held,
    only,
    press,
    put,
    save,
    select,
    sentence,
    settle,
    type_into,
    write,
)
from tests.tools.proofs import Proof

# Adding


def test_a_site_typed_with_keys_alone_is_in_the_register(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    inspector.new_record("site", {"place": "49.97540, 36.23010"})
    settle(qtbot)
    write(qtbot, inspector, "code", "EX-S-12", ENTER)
    write(qtbot, inspector, "form", "multiple", ENTER)
    write(qtbot, inspector, "status", "located", ENTER)
    write(qtbot, inspector, "found_on", "24 лютого 2022", ENTER)
    save(qtbot)
    values = only(session, "site")
    assert (values["code"], values["form"], values["status"]) == ("EX-S-12", "multiple_grave", "located")
    assert values["found_on"] == "2022-02-24"
    assert values["place"]["written"] == "49.97540, 36.23010"
    assert session.selected.record == values["id"]
    assert inspector.draft is not None
    assert not inspector.draft.dirty
    assert inspector.header.code.text() == "EX-S-12"


def test_a_case_with_its_references_is_typed_and_read_back(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    site = put(session, "site", code="EX-S-12", form="multiple_grave")
    person = put(session, "practitioner", code="EX-P-1", roles="ordnance_specialist")
    inspector.new_record("case", {})
    settle(qtbot)
    write(qtbot, inspector, "code", "EX-HR-12-1-B")
    write(qtbot, inspector, "remains_class", "body", ENTER)
    write(qtbot, inspector, "origin", "surface", ENTER)
    for name, code in (("site", "EX-S-12"), ("ordnance_check_by", "EX-P-1")):
        write(qtbot, inspector, name, code)
        settle(qtbot)
        press(qtbot, ENTER)
    write(qtbot, inspector, "ordnance_check", "done", ENTER)
    write(qtbot, inspector, "ordnance_check_at", "2022-09-17T09:40+03:00")
    write(qtbot, inspector, "restraint", "wrists behind", ENTER)
    write(qtbot, inspector, "orientation", "271")
    write(qtbot, inspector, "depth_top", "82,5")
    write(qtbot, inspector, "position_described", "On the back.", ENTER)
    qtbot.keyClicks(QApplication.focusWidget(), "Face up.")
    save(qtbot)
    values = only(session, "case")
    assert (values["site"], values["ordnance_check_by"]) == (site, person)
    assert (values["orientation"], values["depth_top"], values["restraint"]) == (271, "82.5", ["wrists_behind"])
    assert values["position_described"] == "On the back.\nFace up."
    asked = {field.name for field in session.project.catalogue["case"].fields if field.answer is Answer.ASKED}
    assert not [problem for problem in inspector.writing.problems if problem.refuses or problem.field in asked]


def test_a_code_is_proposed_where_none_is_typed(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    inspector.new_record("site", {"form": "single_grave"})
    settle(qtbot)
    inspector.save()
    settle(qtbot)
    assert only(session, "site")["code"] == f"S-{session.project.device.short}-1"


def test_what_cannot_be_read_is_said_beside_its_field_and_not_kept(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("site", {})
    settle(qtbot)
    write(qtbot, inspector, "found_on", "some day")
    settle(qtbot)
    assert sentence(inspector, "found_on").startswith("“some day” is not a date that can be read")
    assert inspector.strip.count.words.text() == "1 thing is wrong · 2 questions are open"
    save(qtbot)
    assert session.project.register.count(Query("site")) == 0
    assert inspector.draft is not None
    assert inspector.draft.dirty


def test_a_new_record_that_is_let_go_leaves_nothing(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    inspector.new_record("site", {"code": "EX-S-1"})
    settle(qtbot)
    inspector.revert()
    settle(qtbot)
    assert inspector.nothing.isVisible()
    assert session.project.register.count(Query("site")) == 0


# Changing


def test_only_what_was_typed_is_changed_and_the_reason_goes_with_it(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", status="located")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "Yard")
    inspector.save_bar.reason.setFocus()
    qtbot.keyClicks(inspector.save_bar.reason, "EXAMPLE reason")
    press(qtbot, Qt.Key.Key_Return, CTRL)
    settle(qtbot)
    event = session.project.register.history(record)[-1]
    assert (dict(event.before), dict(event.after), event.reason) == ({}, {"name": "Yard"}, "EXAMPLE reason")


def test_what_is_typed_and_taken_back_is_no_change(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "s")
    assert inspector.draft is not None
    assert inspector.draft.dirty
    press(qtbot, Qt.Key.Key_Backspace)
    assert inspector.sheet is not None
    row = inspector.sheet.row("name")
    assert row is not None
    row.editor.set_text("Yard")
    row.edited.emit("name")
    assert not inspector.draft.dirty


def test_going_back_to_what_is_kept_shows_it_again(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", " changed")
    qtbot.mouseClick(inspector.save_bar.reverter, Qt.MouseButton.LeftButton)
    assert inspector.sheet is not None
    assert inspector.sheet.reveal("name").text() == "Yard"
    assert not inspector.save_bar.reverter.isVisible()


def test_a_question_is_answered_with_the_reason_why_nothing_was_recorded(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    assert inspector.strip.count.words.text() == "1 question is open"
    write(qtbot, inspector, "status", "not recorded", ENTER)
    qtbot.keyClicks(QApplication.focusWidget(), "EXAMPLE: sheet lost")
    save(qtbot)
    assert held(session, "site", record)["not_recorded"] == {"status": "EXAMPLE: sheet lost"}
    write(qtbot, inspector, "name", "Yard")
    save(qtbot)
    assert inspector.sheet is not None
    row = inspector.sheet.row("status")
    assert row is not None
    assert row.text() == "not_recorded: EXAMPLE: sheet lost"


def test_a_locked_record_is_changed_with_a_reason_alone(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", status="located", review="locked")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "Yard")
    save(qtbot)
    assert "name" not in held(session, "site", record)
    assert inspector.save_bar.reason.hasFocus()
    assert inspector.strip.whole.words.text() == ("This record is locked. Say below why it is changed, and save again.")
    qtbot.keyClicks(inspector.save_bar.reason, "EXAMPLE: name found")
    save(qtbot)
    assert held(session, "site", record)["name"] == "Yard"


def test_a_legal_hold_is_lifted_in_the_form_with_a_reason_alone(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "interview", code="EX-IV-1", legal_hold="order 7 (EXAMPLE)")
    select(qtbot, session, "interview", record)
    assert inspector.sheet is not None
    line = inspector.sheet.reveal("legal_hold").stops()[0]
    type_into(qtbot, line, "")
    press(qtbot, Qt.Key.Key_A, CTRL)
    press(qtbot, Qt.Key.Key_Backspace)
    qtbot.mouseClick(inspector.save_bar.saver, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert held(session, "interview", record)["legal_hold"] == "order 7 (EXAMPLE)"
    assert inspector.strip.whole.words.text() == (
        "This record is under a legal hold. Say below why it is lifted, and save again."
    )
    assert inspector.save_bar.reason.placeholderText() == "Why the legal hold is lifted"
    assert inspector.save_bar.reason.hasFocus()
    qtbot.keyClicks(inspector.save_bar.reason, "EXAMPLE: lifted by the court")
    qtbot.mouseClick(inspector.save_bar.saver, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "legal_hold" not in held(session, "interview", record)
    assert session.project.register.history(record)[-1].reason == "EXAMPLE: lifted by the court"
    assert inspector.save_bar.reason.text() == ""


def test_the_reason_stays_in_the_form_where_the_record_was_not_kept(
    qtbot: QtBot, session: Session, inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A legal hold that a device which is no lead's lifts: the refusal is read, and nothing has to be typed again."""
    monkeypatch.setattr("layers.register.legal_hold.is_of_lead", lambda values: False)
    record = put(session, "interview", code="EX-IV-1", legal_hold="order 7 (EXAMPLE)")
    select(qtbot, session, "interview", record)
    assert inspector.sheet is not None
    inspector.sheet.reveal("legal_hold").focus()
    press(qtbot, Qt.Key.Key_A, CTRL)
    press(qtbot, Qt.Key.Key_Backspace)
    type_into(qtbot, inspector.save_bar.reason, "EXAMPLE: lifted by the court", ENTER)
    settle(qtbot)
    assert "which a lead's device alone lifts" in inspector.strip.whole.words.text()
    assert held(session, "interview", record)["legal_hold"] == "order 7 (EXAMPLE)"
    assert inspector.save_bar.reason.text() == "EXAMPLE: lifted by the court"


def test_taking_an_edit_back_lifts_no_legal_hold(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    record = put(session, "interview", code="EX-IV-1")
    select(qtbot, session, "interview", record)
    write(qtbot, inspector, "legal_hold", "order 7 (EXAMPLE)")
    save(qtbot)
    told: list[str] = []
    session.refused.connect(lambda refusal: told.append(session.translate(refusal.message)))
    session.undo()
    settle(qtbot)
    inspector.undo_edit(session.project.register.history(record)[-1])
    settle(qtbot)
    refusal = "Taking this back lifts the legal hold of EX-IV-1, which is done with a reason; none was given."
    assert told == [refusal, refusal]
    assert held(session, "interview", record)["legal_hold"] == "order 7 (EXAMPLE)"


def test_a_field_that_somebody_else_changed_meanwhile_is_not_overwritten(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard", status="located")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "s of the school")
    other = setting(session.project, session.project.register.find("EX-S-1"), {"name": "Garden", "status": "secured"})
    keep_edit(session.project, other)  # as another program would, unseen by the session
    save(qtbot)
    assert held(session, "site", record)["name"] == "Garden"
    assert "was changed by somebody else" in inspector.strip.whole.words.text()


def test_an_edit_from_elsewhere_is_shown_and_what_is_being_typed_stays(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", status="located")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "Yard")
    found = session.project.register.find("EX-S-1")
    session.keep(setting(session.project, found, {"status": "secured"}))
    settle(qtbot)
    assert inspector.sheet is not None
    rows = {name: inspector.sheet.row(name) for name in ("status", "name")}
    assert [row.text() for row in rows.values() if row is not None] == ["secured", "Yard"]


def test_an_unsaved_record_waits_while_another_is_looked_at(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    one, other = (put(session, "site", code=f"EX-S-{number}", form="single_grave") for number in (1, 2))
    select(qtbot, session, "site", one)
    write(qtbot, inspector, "name", "Yard")
    select(qtbot, session, "site", other)
    assert [draft.record for draft in inspector.writing.waiting] == [one]
    assert inspector.waiting.isVisible()
    inspector.writing.resume(one)
    settle(qtbot)
    assert inspector.sheet is not None
    assert inspector.sheet.reveal("name").text() == "Yard"
    save(qtbot)
    assert held(session, "site", one)["name"] == "Yard"
    assert not inspector.waiting.isVisible()


# Voiding and taking back


def test_a_record_is_voided_with_a_reason_and_its_form_can_only_be_read(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    qtbot.mouseClick(inspector.header.void_button, Qt.MouseButton.LeftButton)
    popup = inspector.header.findChild(ReasonPopup)
    assert popup is not None
    assert not popup.confirm.isEnabled(), "no reason, no voiding"
    type_into(qtbot, popup.reason, "EXAMPLE: entered twice")
    qtbot.mouseClick(popup.confirm, Qt.MouseButton.LeftButton)
    settle(qtbot)
    values = held(session, "site", record)
    assert (values["review"], values["void_reason"]) == ("voided", "EXAMPLE: entered twice")
    assert inspector.header.state.text() == "Voided"
    assert not inspector.save_bar.isVisible()
    assert inspector.sheet is not None
    row = inspector.sheet.reveal("name")
    assert row.stops()[0].isReadOnly()  # type: ignore[attr-defined]
    qtbot.mouseClick(inspector.header.restore_button, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert held(session, "site", record).get("review") != "voided"


def test_the_history_tells_each_edit_in_words_and_takes_one_back(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave", status="located")
    keep_edit(
        session.project,
        setting(session.project, session.project.register.find("EX-S-1"), {"status": "secured", "name": "Yard"}),
        "EXAMPLE: visited",
    )
    select(qtbot, session, "site", record)
    inspector.tabs.setCurrentIndex(HISTORY)
    settle(qtbot)
    said = [label.text() for label in inspector.history.findChildren(QLabel)]
    assert "“EXAMPLE: visited”" in said
    assert "Located → Secured" in said
    assert "empty → Yard" in said
    assert any(text.startswith("Changed · ") for text in said)
    undo = next(one for one in inspector.history.findChildren(QPushButton) if one.text() == "Undo this edit")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    settle(qtbot)
    values = held(session, "site", record)
    assert (values["status"], values.get("name")) == ("located", None)
    assert len(inspector.history.events) == 3


def test_taking_back_one_edit_leaves_the_other_records_of_its_commit(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    from tests.layers.projects import site

    one, other = site("EX-S-1"), site("EX-S-2")
    session.project.register.commit([one, other], "EXAMPLE: one commit of two records")
    select(qtbot, session, "site", one.record)
    inspector.undo_edit(session.project.register.history(one.record)[0])
    settle(qtbot)
    assert held(session, "site", one.record)["review"] == "voided"
    assert "review" not in held(session, "site", other.record)


def test_undo_and_redo_of_the_window_are_seen_in_the_form(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "Yard")
    save(qtbot)
    assert inspector.sheet is not None
    row = inspector.sheet.row("name")
    assert row is not None
    session.undo()
    settle(qtbot)
    assert row.text() == ""
    session.redo()
    settle(qtbot)
    assert row.text() == "Yard"


# Sexual violence


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("place", "49.97, 36.23"),
        ("date", "2022-03-14"),
        ("description", "EXAMPLE words"),
        ("means", "EXAMPLE words"),
    ],
)
def test_the_form_refuses_more_of_sexual_violence_than_may_be_recorded(
    qtbot: QtBot, session: Session, inspector: Inspector, proof: Proof, name: str, text: str
) -> None:
    inspector.new_record("incident", {name: text})
    settle(qtbot)
    write(qtbot, inspector, "category", "sexual", ENTER)
    settle(qtbot)
    said = sentence(inspector, name)
    assert "because it could expose a survivor" in said
    assert "month" in said
    inspector.save()
    settle(qtbot)
    assert session.project.register.count(Query("incident")) == 0
    assert inspector.draft is not None
    assert inspector.draft.is_new
    proof("A6", f"the form refuses an incident of sexual violence with {name}", said)


def test_the_form_of_sexual_violence_shows_what_may_be_recorded_and_says_why_once(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("incident", {"category": "sexual_violence"})
    settle(qtbot)
    sheet = inspector.sheet
    assert sheet is not None
    sheet.make_all()
    shown_fields = {row.field.name for row in sheet._rows() if not row.isHidden()}
    assert shown_fields == {
        field.name for field in sheet.kind.typed if field.name in allowed_for_sexual_violence(sheet.kind)
    }
    assert sheet.notice.isVisible()
    write(qtbot, inspector, "code", "EX-I-1")
    write(qtbot, inspector, "date", "2022-03")
    save(qtbot)
    assert only(session, "incident")["date"] == "2022-03"


def test_another_category_brings_the_other_fields_back(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    inspector.new_record("incident", {"category": "sexual_violence"})
    settle(qtbot)
    sheet = inspector.sheet
    assert sheet is not None
    sheet.put("category", "murder")
    settle(qtbot)
    assert not sheet.notice.isVisible()
    assert not sheet.reveal("place").isHidden()
