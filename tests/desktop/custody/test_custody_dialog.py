"""Items are handed on in the window by keys and mouse, a receipt is printed, and seals are counted."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.custody.counting import CountingDialog
from desktop.custody.dialog import CustodyDialog, hand_on
from desktop.custody.receipt import FIRST, write_receipt
from desktop.custody.receiving import take_signed_receipt
from desktop.session import Session
from forensics.custody.deeds import Step
from forensics.custody.holding import NOBODY, Hand
from forensics.ports import Query
from layers.custody.chains import standings_of
from layers.custody.checking import custody_problems
from layers.custody.steps import record_step
from tests.desktop.form_projects import ENTER, TAB, held, only, put, select, settle, shown, type_into

AT = "2024-05-01T{:02}:00:00+03:00"


@pytest.fixture
def people(session: Session) -> list[str]:
    """The first of them with the key of this device."""
    own = f'[{{"fingerprint": "{session.project.device.fingerprint}", "enrolled_by": "PR-1"}}]'
    return [
        put(session, "practitioner", code=f"PR-{number}", roles="evidence_custodian",
            **({"signing_keys": own} if number == 1 else {}))
        for number in (1, 2)
    ]  # fmt: skip


@pytest.fixture
def case(session: Session, people: list[str]) -> str:
    """A case that the first person collected and sealed."""
    made = put(session, "case", code="EX-1B", remains_class="body", origin="exhumation")
    step(session, made, "collected", 8, to=people[0])
    step(session, made, "sealed", 9, seal="S-1")
    return made


def step(session: Session, item: str, action: str, hour: int, *, to: str = "", seal: str = "", into: str = "") -> None:
    done = Step(action, AT.format(hour), Hand(to) if to else NOBODY, seal=seal)
    record_step(session.project, [item], done, into=into)


def opened(qtbot: QtBot, session: Session, *items: str, type_: str = "case") -> CustodyDialog:
    session.select(type_, *items)
    dialog = CustodyDialog(session, session.selected.ids)
    shown(qtbot, dialog, 540, 720)
    settle(qtbot)
    return dialog


def fill(qtbot: QtBot, dialog: CustodyDialog, name: str, text: str, *keys: Qt.Key) -> None:
    type_into(qtbot, dialog.rows[name].stops()[0], text, *keys)
    settle(qtbot)


def choose(qtbot: QtBot, dialog: CustodyDialog, label: str) -> None:
    fill(qtbot, dialog, "action", label, ENTER)


def press(qtbot: QtBot, dialog: CustodyDialog) -> None:
    qtbot.mouseClick(dialog.record, Qt.MouseButton.LeftButton)
    settle(qtbot)


def holder(session: Session, item: str) -> Hand:
    return standings_of(session.project, [item])[item].hand


def test_the_dialog_says_who_holds_the_item_and_records_the_next_step(
    qtbot: QtBot, session: Session, case: str, people: list[str]
) -> None:
    dialog = opened(qtbot, session, case)
    assert dialog.about.text() == "EX-1B: PR-1, seal S-1"
    choose(qtbot, dialog, "Transferred")
    assert dialog.action == "transferred"
    fill(qtbot, dialog, "to_holder", "PR-2", TAB)
    fill(qtbot, dialog, "condition", "EXAMPLE: dry")
    press(qtbot, dialog)
    event = only(session, "custody", action="transferred")
    assert (event["sequence"], event["from_holder"], event["condition"]) == (3, people[0], "EXAMPLE: dry")
    assert holder(session, case) == Hand(people[1])
    [half] = custody_problems(session.project, [case])
    assert str(half.message) == f"{event['code']} is signed by who gives alone; who receives has not signed yet."
    assert dialog.hands_over


def test_who_receives_types_or_scans_the_number_and_is_not_shown_it(
    qtbot: QtBot, session: Session, case: str, people: list[str]
) -> None:
    other = put(session, "case", code="EX-2B", remains_class="body", origin="exhumation")
    step(session, other, "collected", 8, to=people[0])
    step(session, other, "sealed", 9, seal="S-2")
    dialog = opened(qtbot, session, case, other)
    assert not dialog.seals.isVisible()
    choose(qtbot, dialog, "Received")
    assert dialog.about.text().splitlines() == ["EX-1B: PR-1, under seal", "EX-2B: PR-1, under seal"]
    fill(qtbot, dialog, "to_holder", "PR-2", TAB)
    assert "EX-1B is under seal: who receives it reads the number" in dialog.against.words.text()
    type_into(qtbot, dialog.seals.lines[case], "S-1", ENTER)
    assert dialog.seals.lines[other].hasFocus(), "a scanner goes on to the next"
    type_into(qtbot, dialog.seals.lines[other], "S-7", ENTER)
    settle(qtbot)
    assert dialog.recorded is None
    assert "The number read on EX-2B, S-7, is not that of the seal" in dialog.against.words.text()
    assert "S-2" not in dialog.against.words.text()
    dialog.seals.lines[other].clear()
    type_into(qtbot, dialog.seals.lines[other], "S-2", ENTER)
    settle(qtbot)
    assert not dialog.against.isVisible()
    press(qtbot, dialog)
    assert only(session, "custody", action="received", item=other)["seal_read"] == "S-2"
    assert not [one for one in custody_problems(session.project, [case, other]) if "seal" in str(one.message)]


def test_what_the_chain_speaks_against_is_said_while_it_is_written_and_recorded_with_a_reason_alone(
    qtbot: QtBot, session: Session, case: str
) -> None:
    dialog = opened(qtbot, session, case)
    choose(qtbot, dialog, "Examined")
    assert "under seal S-1: it is opened first" in dialog.against.words.text()
    assert dialog.because.isVisible()
    press(qtbot, dialog)
    assert session.project.register.count(Query("custody")) == 2
    type_into(qtbot, dialog.because, "the seal was cut by the customs")
    press(qtbot, dialog)
    assert only(session, "custody", action="examined")["sequence"] == 3


def test_several_items_are_handed_over_together_and_undo_refuses_what_is_signed(
    qtbot: QtBot, session: Session, case: str, people: list[str]
) -> None:
    other = put(session, "case", code="EX-2B", remains_class="body", origin="exhumation")
    step(session, other, "collected", 8, to=people[0])
    dialog = opened(qtbot, session, case, other)
    assert dialog.about.text().splitlines() == ["EX-1B: PR-1, seal S-1", "EX-2B: PR-1, seal none"]
    choose(qtbot, dialog, "Stored")
    fill(qtbot, dialog, "to_holder", "PR-2", TAB)
    press(qtbot, dialog)
    assert holder(session, case) == holder(session, other) == Hand(people[1])
    with qtbot.waitSignal(session.refused) as refused:
        session.undo()
    settle(qtbot)
    assert "what is signed is not undone" in str(refused.args[0])
    assert holder(session, case) == holder(session, other) == Hand(people[1])


def test_the_first_step_that_is_proposed_is_the_collection(qtbot: QtBot, session: Session, people: list[str]) -> None:
    item = put(session, "artefact", code="EX-A", artefact_class="bullet")
    dialog = opened(qtbot, session, item, type_="artefact")
    assert dialog.action == "collected"
    fill(qtbot, dialog, "to_holder", "PR-1", TAB)
    press(qtbot, dialog)
    assert holder(session, item) == Hand(people[0])
    assert custody_problems(session.project, [item]) == []


def test_what_came_without_papers_is_recorded_with_the_reason(
    qtbot: QtBot, session: Session, people: list[str]
) -> None:
    item = put(session, "artefact", code="EX-A", artefact_class="bullet")
    dialog = opened(qtbot, session, item, type_="artefact")
    assert dialog.rows["no_receipt"].isHidden()
    fill(qtbot, dialog, "from_outside", "EXAMPLE villagers", TAB)
    fill(qtbot, dialog, "to_holder", "PR-1", TAB)
    fill(qtbot, dialog, "no_receipt", "EXAMPLE: they dug, and wrote nothing")
    press(qtbot, dialog)
    assert only(session, "custody")["from_outside"] == "EXAMPLE villagers"
    assert custody_problems(session.project, [item]) == []


def test_an_item_is_packed_and_the_package_counted_by_its_seals(
    qtbot: QtBot, session: Session, case: str, people: list[str]
) -> None:
    box = put(session, "package", code="EX-BOX", kind="box")
    step(session, box, "collected", 9, to=people[0])
    dialog = opened(qtbot, session, case)
    choose(qtbot, dialog, "Packed")
    assert dialog.into.isVisible()
    type_into(qtbot, dialog.into.stops()[0], "EX-BOX", TAB)
    press(qtbot, dialog)
    assert held(session, "package", box)["holds"] == [case]
    step(session, box, "sealed", 23, seal="B-1")
    counting = CountingDialog(session, session.project.register.find("EX-BOX"))
    shown(qtbot, counting, 520, 560)
    settle(qtbot)
    assert counting.told.text() == "0 of 2 seals are counted."
    for seal in ("B-1", "S-9"):
        type_into(qtbot, counting.scan, seal, ENTER)
    assert (counting.count.seen, counting.count.missing, counting.count.foreign) == (("B-1",), ("S-1",), ("S-9",))
    assert counting.wrong.words.text().splitlines() == ["Not of this package: S-9.", "Missing: S-1."]


def test_nothing_is_asked_where_no_item_is_selected(qtbot: QtBot, session: Session, people: list[str]) -> None:
    select(qtbot, session, "practitioner", people[0])
    assert hand_on(session, QApplication.activeWindow() or CustodyDialog(session, ())) is None


# Receipts


@pytest.mark.parametrize("language", ["en", "uk"])
def test_a_receipt_says_what_was_handed_over_and_holds_the_commit(
    session: Session, case: str, people: list[str], tmp_path: Path, language: str
) -> None:
    step(session, case, "transferred", 10, to=people[1])
    event = session.project.register.find(str(only(session, "custody", action="transferred")["code"]))
    out = tmp_path / "receipt.pdf"
    written = write_receipt(session.project, event, out, language)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    commit = session.project.register.history(event.id)[0].commit
    assert all(word in text for word in ("EX-1B", "S-1", "PR-1", "PR-2", event.code))
    assert commit in "".join(text.split())
    assert ("Receives" if language == "en" else "Приймає") in text
    assert written.unnoted is None


def test_a_receipt_of_many_items_goes_over_several_pages(session: Session, people: list[str], tmp_path: Path) -> None:
    cases = [
        put(session, "case", code=f"EX-{number}B", remains_class="body", origin="exhumation")
        for number in range(FIRST + 3)
    ]
    record_step(session.project, cases, Step("collected", AT.format(8), Hand(people[0])))
    done = record_step(session.project, cases, Step("transferred", AT.format(9), Hand(outside="EXAMPLE office")))
    out = tmp_path / "receipt.pdf"
    write_receipt(session.project, done.events[-1], out)
    pages = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    assert len(pages) == 2
    assert all(f"EX-{number}B" in "".join(pages) for number in range(FIRST + 3))


def test_the_scan_that_comes_back_is_named_by_every_event_of_the_hand_over(
    qtbot: QtBot, session: Session, case: str, people: list[str], tmp_path: Path
) -> None:
    done = record_step(session.project, [case], Step("released", AT.format(10), Hand(outside="EXAMPLE office")))
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 EXAMPLE")
    with qtbot.waitSignal(session.changed):
        take_signed_receipt(session, done.events[0], scan)
    settle(qtbot)
    [media] = held(session, "custody", done.events[0].id)["receipt"]
    assert held(session, "media", media)["copy_kind"] == "printed"
    [left] = custody_problems(session.project, [case])
    assert "no disposition says who received it" in str(left.message)
