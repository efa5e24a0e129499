"""What every part of a form is made of: words that follow the language, icons that follow the theme, newest answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.draft import Draft
from desktop.forms.flow import Flow
from desktop.forms.latest import Latest
from desktop.forms.look import IconLabel, current_theme
from desktop.forms.spoken import Spoken
from desktop.forms.texts import held_text, reason_in, reason_text
from desktop.session import Session
from desktop.theme.stylesheet import apply
from desktop.theme.theme import theme
from forensics.messages import say
from forensics.reading import read_value
from forensics.values import to_canonical
from layers.words import Words, clock_words, instant_words, place_words
from tests.desktop.form_projects import settle, settle_tasks


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    apply(qapp, theme("light"))
    qapp.setStyleSheet("")


def test_icons_take_the_colours_of_the_theme_that_is_put_on(qtbot: QtBot, app: QApplication) -> None:
    apply(app, theme("light"))
    label = IconLabel("site", "accent")
    qtbot.addWidget(label)
    light = label.pixmap().toImage()
    apply(app, theme("dark"))
    qtbot.wait(1)
    assert current_theme().name == "dark"
    assert label.pixmap().toImage() != light


def test_what_was_said_is_said_again_in_another_language_and_forgotten_with_its_owner(
    qtbot: QtBot, session: Session
) -> None:
    owner = QObject()
    spoken = Spoken(session, owner)
    stays, goes = QLabel(), QLabel()
    qtbot.addWidget(stays)
    for label in (stays, goes):
        spoken.text(label, label.setText, say("Save"))
    goes.deleteLater()
    settle_tasks()
    session.set_language("uk")
    assert stays.text() == "Зберегти"
    assert len(spoken._said) == 1


def test_only_the_newest_answer_arrives(qtbot: QtBot, session: Session) -> None:
    owner = QObject()
    latest = Latest(owner)
    answers: list[object] = []
    latest.answered.connect(answers.append)
    first_may_go = threading.Event()

    def slow() -> str:
        first_may_go.wait(10)
        return "first"

    latest.ask(slow)
    latest.ask(lambda: "second")
    first_may_go.set()
    settle(qtbot)
    assert answers == ["second"]


def test_an_answer_to_somebody_who_is_gone_reaches_nobody(qtbot: QtBot, session: Session) -> None:
    owner = QObject()
    latest = Latest(owner)
    go = threading.Event()
    latest.ask(lambda: go.wait(10))
    owner.deleteLater()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    go.set()
    settle(qtbot)


def test_a_flow_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = Flow(parent, gap=6)
    for _ in range(3):
        box = QWidget()
        box.setFixedSize(100, 20)
        flow.addWidget(box)
    assert flow.heightForWidth(320) == 20
    assert flow.heightForWidth(220) == 46
    assert flow.heightForWidth(90) == 72


def test_the_text_of_every_value_is_read_back_as_that_value(session: Session) -> None:
    from tests.desktop.forms.test_editors import TEXTS

    catalogue = session.project.catalogue
    for type_, name, text in TEXTS:
        field = catalogue[type_].by_name[name]
        if field.names_record:
            continue  # read by finding the record
        from layers.editing import reading_of

        reading = reading_of(session.project)
        canonical = to_canonical(field, read_value(field, text, reading))
        again = read_value(field, held_text(field, {name: canonical}), reading)
        assert to_canonical(field, again) == canonical, name


def test_a_reason_stands_in_the_place_of_a_value(session: Session) -> None:
    field = session.project.catalogue["site"].by_name["status"]
    assert (
        held_text(field, {"not_recorded": {"status": "EXAMPLE"}}) == reason_text("EXAMPLE") == "not_recorded: EXAMPLE"
    )
    assert held_text(field, {"status": "located", "not_recorded": {"status": "EXAMPLE"}}) == "located"
    assert reason_in("not_recorded: EXAMPLE: why") == "EXAMPLE: why"
    assert reason_in("remarks: none") is None


def test_a_draft_holds_what_differs_and_tells_what_others_changed(session: Session) -> None:
    kind = session.project.catalogue["site"]
    draft = Draft(kind, "id", {"name": "Yard", "status": "located"})
    draft.write("name", "Garden")
    draft.write("status", "located")
    assert draft.texts == {"name": "Garden"}
    assert draft.rebase({"name": "School", "status": "secured"}) == ("name",)
    assert draft.text("status") == "secured"
    assert draft.rebase({"name": "Garden"}) == ()
    assert not draft.dirty


# Words


@pytest.mark.parametrize(
    ("type_", "name", "value", "english", "ukrainian"),
    [
        ("site", "status", "located", "Located", "Місце встановлено"),
        ("case", "restraint", ["wrists_behind", "ankles"], "Wrists, behind the back, Ankles", None),
        ("case", "depth_top", "82.5", "82.5 cm", "82,5 см"),
        ("case", "orientation", 271, "271 °", "271 °"),
        ("site", "found_on", "2022-03", "March 2022", "березень 2022"),
        ("site", "example", True, "Yes", "Так"),
        ("case", "restraint_details", [{"restraint": "a", "artefact": "b"}], "a | b", "a | b"),
        ("site", "name", None, "", ""),
    ],
)
def test_a_value_is_said_in_the_language_of_the_window(
    session: Session, type_: str, name: str, value: object, english: str, ukrainian: str | None
) -> None:
    field = session.project.catalogue[type_].by_name[name]
    words = Words(session)
    assert words.value(field, value) == english
    session.set_language("uk")
    assert ukrainian is None or words.value(field, value) == ukrainian


def test_moments_are_said_as_the_clock_showed_them(session: Session) -> None:
    assert instant_words(session, "2022-03-01T10:00+02:00[Europe/Kyiv]") == "1 Mar 2022, 10:00 +02:00 Europe/Kyiv"
    assert instant_words(session, "2022-03-01T08:00:00.5Z +02:00 EET") == "1 Mar 2022, 10:00 +02:00 EET"
    assert clock_words(session, "2022-03-01T08:00:00Z", "+02:00 EET") == "1 Mar 2022, 10:00 +02:00 EET"
    assert clock_words(session, "no time", "at all") == "no time at all"


def test_places_are_said_by_what_they_are(session: Session) -> None:
    from shapely import LineString, Point, box

    from forensics.places import place_of

    assert place_words(session, place_of(Point(36.23, 49.97)).to_canonical()) == "49.9700000° N, 36.2300000° E"
    assert place_words(session, place_of(LineString([(36, 49), (36, 49.001)])).to_canonical()).startswith(
        "Line of 111 m"
    )
    assert place_words(session, place_of(box(36, 49, 36.001, 49.001)).to_canonical()).endswith("m², 4 corners")
    assert place_words(session, {"written": "by the mill"}) == "In words: by the mill"
