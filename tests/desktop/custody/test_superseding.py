"""What is signed is superseded in the window with a reason, and a hand-over is signed by who received it."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.custody.signing import SigningDialog, show_signing
from desktop.custody.superseding import SupersedingDialog, changeable, show_superseding
from desktop.session import Session
from forensics.custody.deeds import Step
from forensics.custody.holding import NOBODY, Hand
from forensics.ports import Query
from forensics.signed import REASONS
from layers.custody.chains import standings_of
from layers.custody.checking import custody_problems
from layers.custody.steps import Recorded, record_step
from layers.editing import keep, setting
from tests.desktop.form_projects import ENTER, TAB, held, only, put, select, settle, shown, type_into

AT = "2024-05-01T{:02}:00:00+03:00"


@pytest.fixture
def people(session: Session) -> list[str]:
    """The first of them with the key of this device."""
    own = f'[{{"fingerprint": "{session.project.device.fingerprint}", "enrolled_by": "PR-1"}}]'
    return [
        put(session, "practitioner", code=f"PR-{number}", roles="evidence_custodian",
            **({"signing_keys": own} if number == 1 else {}))
        for number in (1, 2, 3)
    ]  # fmt: skip


@pytest.fixture
def given(session: Session, people: list[str]) -> Recorded:
    """Two cases that the first person collected and gave to the second."""
    cases = [put(session, "case", code=f"EX-{n}B", remains_class="body", origin="exhumation") for n in (1, 2)]
    record_step(session.project, cases, Step("collected", AT.format(8), Hand(people[0])))
    return record_step(session.project, cases, Step("transferred", AT.format(9), Hand(people[1])))


def superseding(qtbot: QtBot, session: Session, type_: str, record: str) -> SupersedingDialog:
    select(qtbot, session, type_, record)
    dialog = show_superseding(session, None)
    assert dialog is not None
    shown(qtbot, dialog, 560, 720)
    settle(qtbot)
    return dialog


def press(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot)


def test_an_event_is_superseded_with_what_differs_and_a_reason_and_stays_in_sight(
    qtbot: QtBot, session: Session, given: Recorded, people: list[str]
) -> None:
    event, item = given.events[0].id, str(held(session, "custody", given.events[0].id)["item"])
    dialog = superseding(qtbot, session, "custody", event)
    assert dialog.rows["to_holder"].text() == people[1]
    type_into(qtbot, dialog.because, "EXAMPLE: it went to the third")
    assert not dialog.record.isEnabled(), "nothing differs yet"
    dialog.rows["to_holder"].set_text("")
    type_into(qtbot, dialog.rows["to_holder"].stops()[0], "PR-3", TAB)
    settle(qtbot)
    assert set(dialog.differing) == {"to_holder"}
    press(qtbot, dialog.record)
    made = only(session, "custody", supersedes=event)
    assert (made["to_holder"], made["supersedes_because"]) == (people[2], "EXAMPLE: it went to the third")
    assert made["signed_by_giver"] == f"key {session.project.device.fingerprint} {session.project.device.author}"
    assert held(session, "custody", event)["to_holder"] == people[1]
    assert standings_of(session.project, [item])[item].hand == Hand(people[2])
    [half] = custody_problems(session.project, [item])
    assert "who receives has not signed yet" in str(half.message)


def test_what_the_chain_then_speaks_against_is_recorded_only_as_it_happened(
    qtbot: QtBot, session: Session, given: Recorded, people: list[str]
) -> None:
    event = given.events[0].id
    item = str(held(session, "custody", event)["item"])
    record_step(session.project, [item], Step("sealed", AT.format(10), NOBODY, seal="S-1"))
    dialog = superseding(qtbot, session, "custody", event)
    dialog.rows["at"].set_text(AT.format(11))
    type_into(qtbot, dialog.because, "EXAMPLE: the clock was wrong")
    press(qtbot, dialog.record)
    assert session.project.register.count(Query("custody", where=(("supersedes", event),))) == 0
    assert dialog.said.words.text()
    dialog.as_happened.setFocus()
    qtbot.keyClick(dialog.as_happened, Qt.Key.Key_Space)
    press(qtbot, dialog.record)
    assert only(session, "custody", supersedes=event)["at"].startswith("2024-05-01T11:00")


def test_an_opinion_and_a_consent_are_superseded_too(qtbot: QtBot, session: Session, people: list[str]) -> None:
    case = put(session, "case", code="EX-9B", remains_class="body", origin="exhumation")
    expert = put(session, "practitioner", code="PR-9", roles="forensic_pathologist_or_medical_expert")
    opinion = put(
        session, "opinion", case=case, violent="yes", manner="pending", rests_on="EXAMPLE", signed_by=expert,
        date="2024-01-02",
    )  # fmt: skip
    dialog = superseding(qtbot, session, "opinion", opinion)
    dialog.rows["manner"].set_text("")
    type_into(qtbot, dialog.rows["manner"].stops()[0], "Undetermined", ENTER)
    type_into(qtbot, dialog.because, "EXAMPLE: after radiography")
    press(qtbot, dialog.record)
    made = only(session, "opinion", supersedes=opinion)
    assert (made["manner"], made["case"], made["violent"]) == ("undetermined", case, "yes")
    assert made["supersedes_reason"] == "EXAMPLE: after radiography"
    assert held(session, "opinion", opinion)["manner"] == "pending"
    meeting = put(session, "interview", date="2024-01-01", mode="in_person")
    yes = put(session, "consent", interview=meeting, purpose="prosecutor", recipient="prosecutor", answer="yes",
              how="signed", date="2024-01-01")  # fmt: skip
    dialog = superseding(qtbot, session, "consent", yes)
    dialog.rows["answer"].set_text("no")
    type_into(qtbot, dialog.because, "EXAMPLE: keyed in wrongly")
    press(qtbot, dialog.record)
    made = only(session, "consent", supersedes=yes)
    assert (made["answer"], made["interview"], made["date"]) == ("no", meeting, "2024-01-01")


@pytest.mark.parametrize("type_", list(REASONS))
def test_all_that_may_differ_can_be_changed_and_never_whose_it_is(session: Session, type_: str) -> None:
    offered = changeable(session.project.catalogue[type_])
    assert len(offered) > 8
    assert not {"item", "case", "interview", "code", "supersedes", "signed_by_giver"} & set(offered)


def known_by_nobody(session: Session) -> None:
    """Let the key of this device be nobody's again, so that it signs for either side."""
    keep(session.project, setting(session.project, session.project.register.find("PR-1"), {"signing_keys": ""}))


def test_who_received_signs_all_that_was_handed_over_in_one_commit(
    qtbot: QtBot, session: Session, given: Recorded
) -> None:
    known_by_nobody(session)
    event = given.events[1].id
    select(qtbot, session, "custody", event)
    dialog = show_signing(session, None)
    assert isinstance(dialog, SigningDialog)
    shown(qtbot, dialog, 540, 320)
    settle(qtbot)
    assert "PR-1 → PR-2" in dialog.about.text()
    assert "EX-1B" in dialog.about.text()
    assert session.project.device.fingerprint in dialog.key.text()
    press(qtbot, dialog.sign)
    for one in given.events:
        signed = str(held(session, "custody", one.id)["signed_by_receiver"])
        assert signed.startswith(f"key {session.project.device.fingerprint}")
    assert len({session.project.register.history(one.id)[-1].commit for one in given.events}) == 1
    again = show_signing(session, None)
    assert again is not None
    qtbot.addWidget(again)
    settle(qtbot)
    press(qtbot, again.sign)
    assert "signed already" in again.said.words.text()


def test_who_received_reads_the_number_on_each_seal_before_signing(
    qtbot: QtBot, session: Session, people: list[str]
) -> None:
    cases = [put(session, "case", code=f"EX-{n}B", remains_class="body", origin="exhumation") for n in (1, 2)]
    record_step(session.project, cases, Step("collected", AT.format(8), Hand(people[0])))
    for n, case in enumerate(cases):
        record_step(session.project, [case], Step("sealed", AT.format(9), NOBODY, seal=f"S-{n}"))
    given = record_step(session.project, cases, Step("transferred", AT.format(10), Hand(people[1])))
    known_by_nobody(session)
    select(qtbot, session, "custody", given.events[0].id)
    dialog = show_signing(session, None)
    assert isinstance(dialog, SigningDialog)
    shown(qtbot, dialog, 540, 420)
    settle(qtbot)
    assert "S-0" not in dialog.about.text(), "no number is shown to who is to read it"
    assert "EX-1B, under seal" in dialog.about.text()
    assert not dialog.sign.isEnabled()
    type_into(qtbot, dialog.seals.lines[cases[0]], "S-0", ENTER)
    assert not dialog.sign.isEnabled()
    type_into(qtbot, dialog.seals.lines[cases[1]], "S-7", ENTER)
    press(qtbot, dialog.sign)
    assert [held(session, "custody", one.id)["seal_read"] for one in given.events] == ["S-0", "S-7"]
    told = [str(one.message) for one in custody_problems(session.project, cases)]
    assert [one for one in told if "The number read on the seal is S-7, and not S-1" in one]
    assert not [one for one in told if "was changed afterwards" in one]


def test_who_gave_is_asked_for_no_number(qtbot: QtBot, session: Session, people: list[str]) -> None:
    case = put(session, "case", code="EX-1B", remains_class="body", origin="exhumation")
    record_step(session.project, [case], Step("collected", AT.format(8), Hand(people[0])))
    record_step(session.project, [case], Step("sealed", AT.format(9), NOBODY, seal="S-1"))
    given = record_step(session.project, [case], Step("transferred", AT.format(10), Hand(people[1])))
    select(qtbot, session, "custody", given.events[0].id)
    dialog = show_signing(session, None)
    assert isinstance(dialog, SigningDialog)
    shown(qtbot, dialog, 540, 420)
    settle(qtbot)
    assert list(dialog.seals.lines) == [case]
    dialog.sides["giver"].click()
    assert dialog.seals.lines == {}
    assert "EX-1B, seal S-1" in dialog.about.text()
    press(qtbot, dialog.sign)
    assert "seal_read" not in held(session, "custody", given.events[0].id)
