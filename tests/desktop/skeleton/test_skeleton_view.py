"""The skeleton in the window: bones are chosen by mouse and keys, and what is recorded of them is in the register."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PyQt6.QtCore import QByteArray, QPoint, QRectF, QSize, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.inspector.inspector import SKELETON, Inspector
from desktop.session import Session
from desktop.skeleton.associating import AssociatingDialog
from desktop.skeleton.counting import CountingDialog
from desktop.skeleton.diagram import Diagram
from desktop.skeleton.outlining import outlined
from desktop.skeleton.rendering import colours_of, render
from desktop.skeleton.shapes import shapes_of
from desktop.skeleton.skeleton_view import SkeletonView
from desktop.theme.fonts import family
from forensics.ports import Found
from layers.exports.manifest import EXPORT
from layers.language import Translator
from layers.skeleton.inventory import Standing, build_inventory
from layers.skeleton.picture import report_svg, style
from layers.skeleton.plates import Key
from tests.desktop.commands.running import Terminal
from tests.desktop.form_projects import held, only, put, select, settle, shown

FEMUR: Key = ("femur", "L", "")


@pytest.fixture
def case(session: Session) -> str:
    return put(session, "case", code="EX-HR-1-B", remains_class="body")


@pytest.fixture
def view(qtbot: QtBot, session: Session, case: str) -> SkeletonView:
    made = SkeletonView(session)
    shown(qtbot, made, 900, 760)
    made.show_case(case)
    rest(qtbot, made)
    return made


def rest(qtbot: QtBot, view: SkeletonView) -> None:
    settle(qtbot)
    qtbot.waitUntil(lambda: view.diagram.is_painted and bool(view.diagram.inventory.case))
    settle(qtbot)


def click(diagram: Diagram, key: Key) -> None:
    place = diagram.place_of(key)
    assert place is not None
    QTest.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), round(place.y())))


def test_a_click_chooses_a_bone_and_a_press_records_it(
    qtbot: QtBot, session: Session, case: str, view: SkeletonView
) -> None:
    click(view.diagram, FEMUR)
    assert view.diagram.selected == FEMUR
    assert (view.name.text(), view.scholarly.text()) == ("Femur, Left", "femur · FMA24475")
    view.bone.zones.boxes["distal_end"].click()
    view.bone.age.choose("adult")
    view.bone.state.boxes["eroded"].click()
    QTest.mouseClick(view.bone.record, Qt.MouseButton.LeftButton)
    rest(qtbot, view)
    element = only(session, "element", case=case)
    assert (element["bone"], element["side"], element["developmental_age"]) == ("femur", "L", "adult")
    assert element["zones"] == ["proximal_end", "proximal_third", "middle_third", "distal_third"]
    assert (element["state"], element["fragments"]) == (["eroded"], 1)
    qtbot.waitUntil(lambda: view.diagram.inventory.found(FEMUR).standing is Standing.PART)


def test_a_bone_that_is_recorded_is_changed_and_not_recorded_twice(
    qtbot: QtBot, session: Session, case: str, view: SkeletonView
) -> None:
    put(session, "element", case=case, bone="femur", side="L", zones="proximal_end", fragments="1")
    view.show_case(case)
    rest(qtbot, view)
    view.diagram.choose(FEMUR)
    assert view.bone.zones.codes == ["proximal_end"]
    view.bone.fragments.setValue(3)
    view.bone.record.click()
    rest(qtbot, view)
    assert only(session, "element", case=case)["fragments"] == 3


def test_a_bone_that_was_looked_for_in_vain_is_recorded_as_absent(
    qtbot: QtBot, session: Session, case: str, view: SkeletonView
) -> None:
    view.diagram.choose(FEMUR)
    view.bone.presence.setCurrentIndex(1)
    view.bone.presence.activated.emit(1)
    view.bone.record.click()
    rest(qtbot, view)
    element = only(session, "element", case=case)
    assert element["fragments"] == 0
    assert "zones" not in element
    qtbot.waitUntil(lambda: view.diagram.inventory.found(FEMUR).standing is Standing.ABSENT)


def test_trauma_is_marked_with_timing_mechanism_role_direction_and_size(
    qtbot: QtBot, session: Session, case: str, view: SkeletonView
) -> None:
    put(session, "element", case=case, bone="femur", side="L", zones="proximal_end; middle_third", fragments="1")
    view.show_case(case)
    rest(qtbot, view)
    view.diagram.choose(FEMUR, "middle_third")
    assert view.trauma.zone.code == "middle_third"
    for choice, code in ((view.trauma.timing, "perimortem"), (view.trauma.mechanism, "projectile"),
                         (view.trauma.role, "entry")):  # fmt: skip
        choice.choose(code)
    view.trauma.direction.boxes["front_to_back"].click()
    view.trauma.length.setValue(8.5)
    view.trauma.mark.click()
    rest(qtbot, view)
    finding = only(session, "finding", case=case)
    assert (finding["kind"], finding["timing"], finding["mechanism"], finding["role"]) == (
        "trauma", "perimortem", "projectile", "entry",
    )  # fmt: skip
    assert (finding["zones"], finding["direction"], finding["size_length"]) == (
        ["middle_third"],
        ["front_to_back"],
        "8.5",
    )
    qtbot.waitUntil(lambda: [mark.zone for mark in view.diagram.inventory.marks] == ["middle_third"])


def test_each_of_several_marks_of_one_zone_is_pressed_by_itself(
    qtbot: QtBot, view: SkeletonView, session: Session, case: str
) -> None:
    bone = put(session, "element", code="EX-E-1", case=case, bone="femur", side="L", zones="distal_end")
    finds = [put(session, "finding", code=f"EX-F-{at}", case=case, kind="trauma", element=bone, timing="perimortem",
                 mechanism="projectile", zones="distal_end") for at in range(4)]  # fmt: skip
    view.show_case(case)
    qtbot.waitUntil(lambda: len(view.diagram.inventory.marks) == 4)
    rest(qtbot, view)
    for finding in finds:
        qtbot.waitUntil(lambda finding=finding: view.diagram.place_of_mark(finding) is not None)  # type: ignore[misc]
        place = view.diagram.place_of_mark(finding)
        assert place is not None
        with qtbot.waitSignal(view.diagram.marked) as marked:
            QTest.mouseClick(view.diagram, Qt.MouseButton.LeftButton, pos=place.toPoint())
        assert marked.args == [finding]
        assert view.diagram.selected == FEMUR
    with qtbot.waitSignal(view.open_wanted) as opened:
        QTest.mouseDClick(view.diagram, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert opened.args == [finds[-1]]


def test_no_trauma_is_marked_on_a_bone_that_is_not_recorded(view: SkeletonView) -> None:
    view.diagram.choose(FEMUR)
    assert not view.trauma.mark.isEnabled()


def test_arrow_keys_go_from_bone_to_bone_and_enter_goes_to_the_fields(qtbot: QtBot, view: SkeletonView) -> None:
    view.diagram.choose(FEMUR)
    view.diagram.setFocus()
    QTest.keyClick(view.diagram, Qt.Key.Key_Down)
    assert view.diagram.selected in {("patella", "L", ""), ("tibia", "L", ""), ("fibula", "L", "")}
    assert "not recorded" in view.diagram.accessibleDescription()
    QTest.keyClick(view.diagram, Qt.Key.Key_Return)
    qtbot.waitUntil(view.bone.presence.hasFocus)


def test_every_bone_can_be_reached_with_the_arrow_keys() -> None:
    from desktop.skeleton.shapes import shape_beside

    for juvenile in (False, True):
        shapes = shapes_of(juvenile)
        near = [shape for shape in shapes if not shape.far]
        reached, waiting = {id(near[0])}, [near[0]]
        while waiting:
            one = waiting.pop()
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                beside = shape_beside(shapes, one.at, dx, dy)
                if beside is not None and id(beside) not in reached:
                    reached.add(id(beside))
                    waiting.append(beside)
        missing = {shape.key for shape in near} - {shape.key for shape in near if id(shape) in reached}
        assert not missing


def test_the_inspector_shows_the_skeleton_of_remains_and_of_nothing_else(
    qtbot: QtBot, session: Session, case: str
) -> None:
    inspector = Inspector(session)
    shown(qtbot, inspector)
    site = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", site)
    assert not inspector.tabs.isTabVisible(SKELETON)
    assert inspector.skeleton.view is None, "nothing is made before it is looked at"
    select(qtbot, session, "case", case)
    inspector.show_skeleton()
    settle(qtbot)
    assert inspector.skeleton.view is not None
    qtbot.waitUntil(lambda: inspector.skeleton.view.diagram.inventory.case == case)  # type: ignore[union-attr]
    settle(qtbot)


def test_the_window_joins_remains_and_asks_for_a_reason_where_the_bones_speak_against_it(
    qtbot: QtBot, session: Session, case: str
) -> None:
    part = put(session, "case", code="EX-HR-2-BP", remains_class="body_part")
    for one in (case, part):
        put(session, "element", case=one, bone="femur", side="L", zones="distal_end", developmental_age="adult")
    dialog = AssociatingDialog(session, Found("case", part, "EX-HR-2-BP"))
    shown(qtbot, dialog, 480, 560)
    settle(qtbot)
    dialog.other.setText("EX-HR-1-B")
    dialog.basis["fit"].click()
    dialog.record.click()
    settle(qtbot)
    qtbot.waitUntil(lambda: "2 people at least" in dialog.wrong.text())
    assert "joined_to" not in held(session, "case", part)
    dialog.reason.setText("the second femur was misread")
    dialog.record.click()
    settle(qtbot)
    qtbot.waitUntil(lambda: dialog.result() == 1)
    assert held(session, "case", part)["joined_to"] == case
    assert session.undoable is not None


def test_the_letters_of_a_picture_are_of_the_typeface_that_ships(qapp: QApplication) -> None:
    def letters(named: str) -> QImage:
        sheet = style(colours_of("light")).replace("font-family:Inter;", f"font-family:{named};")
        words = '<text x="5" y="25">Front Спереду</text>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40"><style>{sheet}</style>{words}</svg>'
        return render(svg, QSize(400, 80), QRectF(0, 0, 200, 40))

    ours = family()
    assert letters("Inter") == letters(ours) != letters("no such typeface")


def test_words_of_a_picture_are_outlines_where_they_stood_and_are_read_in_its_title(qapp: QApplication) -> None:
    family()
    femur = {"bone": "femur", "side": "L", "zones": ["distal_end"], "code": "EX-E-1", "id": "e"}
    svg = report_svg(build_inventory("c", "EX-1", [femur], ()), colours_of("light"), Translator("uk"))
    drawn = outlined(svg)
    said = [part.text for part in ElementTree.fromstring(svg).iter() if part.tag.endswith("}text") and part.text]
    root = ElementTree.fromstring(drawn)
    assert not [part for part in root.iter() if part.tag.endswith("}text")]
    assert (root[0].text or "").split("\n") == said
    assert len(said) > 5
    box = QSvgRenderer(QByteArray(svg.encode())).viewBoxF()
    size = QSize(round(box.width() * 2), round(box.height() * 2))
    before, after = (pixels(render(one, size, box)) for one in (svg, drawn))
    assert np.abs(before - after).mean() < 0.6  # of 255: the rims of letters


def pixels(image: QImage) -> np.ndarray:
    bits = image.constBits()
    assert bits is not None
    bits.setsize(image.sizeInBytes())
    return np.frombuffer(bits, np.uint8).astype(float).copy()


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_picture_is_written_and_noted_as_an_export(
    session: Session, case: str, terminal: Terminal, tmp_path: Path, ending: str
) -> None:
    put(session, "element", case=case, bone="femur", side="L", zones="distal_end")
    out = tmp_path / f"skeleton{ending}"
    folder = str(session.project.folder)
    assert terminal("case", "picture", folder, "EX-HR-1-B", out, "--profile", "court").err == ""
    assert QImage(str(out)).width() >= 800
    assert any(entry.get("file") == out.name for entry in session.project.register.administrative(EXPORT).values())
    assert "leaves" in terminal("case", "picture", folder, "EX-HR-1-B", out, "--profile", "public", status=2).err


def test_individuals_are_counted_in_the_window_with_the_bones_that_force_the_minimum(
    qtbot: QtBot, session: Session
) -> None:
    site = put(session, "site", code="EX-S-1", form="multiple_grave")
    for number, kind in ((1, "body"), (2, "body_part")):
        case = put(session, "case", code=f"EX-S-1-{number}", remains_class=kind, site=site)
        put(session, "element", code=f"EX-E-{number}", case=case, bone="femur", side="L", zones="distal_end")
    put(session, "element", code="EX-E-3", case=case, bone="rib", side="L", zones="shaft")
    put(session, "case", code="EX-S-1-3", remains_class="body", site=site)
    dialog = CountingDialog(session, ())
    shown(qtbot, dialog, 760, 640)
    settle(qtbot)
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 1)
    top = dialog.tree.topLevelItem(0)
    assert top is not None
    assert [top.text(at) for at in range(5)] == ["EX-S-1", "3", "1", "2", "0"]
    lines = [branch.text(0) for at in range(top.childCount()) if (branch := top.child(at)) is not None]
    assert not dialog.limits.isVisible()
    assert lines[0] == (
        "1 of 3 cases that may be human has no bone in the inventory; the minimum number counts nobody for it."
    )
    assert lines[1] == "2 bones of which no two are of one person"
    assert lines[-1] == "1 bone is not counted: everybody has several that go by this name."
    forced = top.child(1)
    assert forced is not None
    first = forced.child(0)
    assert first is not None
    with qtbot.waitSignal(dialog.open_wanted) as opened:
        dialog.tree.itemActivated.emit(first, 0)
    assert opened.args == [session.project.register.find("EX-E-1").id]


def test_more_persons_identified_than_the_minimum_is_said_above_the_counts(qtbot: QtBot, session: Session) -> None:
    site = put(session, "site", code="EX-S-1", form="multiple_grave")
    case = put(session, "case", code="EX-S-1-1", remains_class="body", site=site)
    person = put(session, "missing_person", code="EX-MP-1")
    put(
        session,
        "identification",
        code="EX-ID",
        cases=case,
        missing_person=person,
        status="confirmed",
        primary="DNA",
        deciding_body="court",
        date="2024-02-01",
    )
    dialog = CountingDialog(session, ())
    shown(qtbot, dialog, 760, 640)
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 1)
    assert dialog.limits.isVisible()
    assert dialog.limits.text().startswith("EX-S-1: More persons are identified (1) than the bones")
