"""A whole grave of the example is entered through the window by hand, and register, plan, counts and report agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.inspector.inspector import MEDIA
from desktop.report.writing import write_report
from desktop.session import Session
from desktop.siteplan.panel import PlanPanel
from desktop.window.main_window import MainWindow
from desktop.workspaces.workspace import SITE_PLAN
from forensics.numbering import Block
from forensics.ports import Query, Values
from layers.exports.selecting import Selection
from layers.individuals import counts_of
from layers.numbering import accounts_of, reserve
from layers.project import open_project
from layers.report.making import Wanted
from layers.statistics import statistics_of
from tests.counts import count
from tests.desktop.form_projects import begin_without_holder, held, put, save, select, settle, settle_tasks, write
from tests.desktop.typist import CTRL, ENTER, GLANCE, NEXT, NOW, SHIFT, Typist
from tests.desktop.window.windows import at_rest, opened, small_example
from tests.layers.projects import closing, make
from tests.tools.proofs import Proof

CASES, ARTEFACTS, PHOTOS = count(3, 23), count(5, 41), count(6, 60)
SITE, DUG = "EX-S-1", "EX-X-1"
GRID = ("grid_bearing", "grid_north", "datum_height", "height_datum", "baseline_from", "baseline_to")


SEEN = {
    "case": {"restraint": ["wrists_behind"], "blindfold": "in_place", "clothing_described": "EXAMPLE dark jacket"},
    "profile": {"sex": "M", "sex_methods": ["pelvis_phenice"], "age_methods": ["pubic_symphysis"]},
    "finding": {"side": "L", "timing": "perimortem", "mechanism": "projectile", "role": "entry"},
}


NOTES = ("clothing_described",)
"""Fields in which Enter begins a line."""


@dataclass(frozen=True)
class Grave:
    """What the example says of one grave: how it was tied to the globe, its remains and things in their order."""

    dug: Values
    cases: Sequence[Values]
    artefacts: Sequence[Values]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Grave:
    """The grave of the example that holds most."""
    folder = small_example(tmp_path_factory.mktemp("grave"))
    with closing(open_project(folder)) as project:
        select_ = project.register.select
        graves = list(select_(Query("exhumation")))
        cases = {
            dug["id"]: list(select_(Query("case", where=(("exhumation", dug["id"]),), order="code"))) for dug in graves
        }
        dug = max(graves, key=lambda one: len(cases[one["id"]]) if one.get("grid_controls") else 0)
        things = list(select_(Query("artefact", where=(("exhumation", dug["id"]),), order="code")))
        return Grave(dug, cases[dug["id"]], things)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, example: Grave) -> Iterator[MainWindow]:
    """The grave as it is when the team arrives: authorised, tied to the globe, numbers reserved, nobody lifted yet."""
    import json

    session = Session(make(tmp_path / "grave", pack="ua"), "en")
    for number, roles in enumerate(("ordnance_specialist", "archaeologist; lead", "anthropologist")):
        put(session, "practitioner", code=f"EX-P-{number + 1}", roles=roles)
    put(session, "missing_person", code="EX-MP-1", later_parts="tell_at_end")
    middle = shapely.from_wkb(example.dug["place"]["geometry"])
    put(session, "site", code=SITE, form="multiple_grave", place=f"{middle.y:.7f}, {middle.x:.7f}")
    grid = {name: str(example.dug[name]) for name in GRID if name in example.dug}
    controls = json.dumps(example.dug["grid_controls"])
    place = json.dumps(example.dug["place"])
    put(session, "exhumation", code=DUG, site=SITE, start="2022-11-01", grid_controls=controls, place=place, **grid)
    site, short = session.project.register.find(SITE), session.project.device.short
    for series, number in (("case", CASES), ("artefact", ARTEFACTS), ("media", PHOTOS)):
        reserve(session.project, site, Block(series, 1, number, short))
    settle_tasks()
    session.close()
    with opened(tmp_path / "grave.taphos", tmp_path) as shown:
        select(qtbot, shown.session, "site", site.id)
        yield shown


def spot(values: Values) -> str:
    """Where the example has something, as it is read off a receiver."""
    point = shapely.from_wkb(values["place"]["geometry"])
    return f"{point.y:.7f}, {point.x:.7f}"


def enter_cases(qtbot: QtBot, window: MainWindow, typist: Typist, cases: Sequence[Values]) -> None:
    typist.begin(window, "remains")
    for number, case in enumerate(cases):
        typist.write({"body": "bod", "body_part": "body p", "general_bone": "gen"}[case["remains_class"]], NEXT)
        if not number:
            typist.write("exh", NEXT)
            typist.write(DUG, NEXT)
        typist.write("don", NEXT)
        if not number:
            typist.write("EX-P-1", NEXT)
        typist.press(NOW)
        write(qtbot, window.inspector, "place", spot(case))
        settle(qtbot, GLANCE)
        typist.press(ENTER, held=CTRL | SHIFT)
    window.inspector.revert()


def enter_artefacts(qtbot: QtBot, window: MainWindow, typist: Typist, things: Sequence[Values]) -> None:
    typist.begin(window, "artefact")
    kept = sorted(window.session.project.register.codes("case"))
    for number, thing in enumerate(things):
        write(qtbot, window.inspector, "case", kept[number % len(kept)])
        typist.press(NEXT)
        typist.write(str(thing["artefact_class"]).replace("_", " "), ENTER)
        write(qtbot, window.inspector, "place", spot(thing))
        settle(qtbot, GLANCE)
        typist.press(ENTER, held=CTRL | SHIFT)
    window.inspector.revert()


def photograph(folder: Path, number: int) -> Path:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(number * 3 % 256, number % 256, 90))
    path = folder / f"EX_{number:04}.jpg"
    assert image.save(str(path))
    return path


def enter_photos(qtbot: QtBot, window: MainWindow, files: Sequence[Path]) -> None:
    """The photographs of each case are chosen by name in the dialog that its tab of media opens."""
    session = window.session
    cases = sorted(session.project.register.codes("case").items())
    for number, (_, case) in enumerate(cases):
        select(qtbot, session, "case", case)
        window.inspector.tabs.setCurrentIndex(MEDIA)
        settle(qtbot, GLANCE)
        [button] = [one for one in window.inspector.media.findChildren(QPushButton)
                    if one.isVisible() and one.text() == "Add files…"]  # fmt: skip
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(" ".join(f'"{path}"' for path in files[number :: len(cases)]))
        qtbot.keyClick(line, ENTER)
        begin_without_holder(qtbot)
        settle(qtbot, GLANCE)


def enter_bones_and_a_name(qtbot: QtBot, window: MainWindow, typist: Typist) -> None:
    """One thigh bone of two cases, of the same side, and one person who is identified."""
    inspector = window.inspector
    cases = sorted(window.session.project.register.codes("case"))
    for case in cases[:2]:
        inspector.new_record("element", {"case": case})
        fill(qtbot, window, bone="femur", side="left", zones="proximal_end", developmental_age="adult")
    inspector.new_record("identification", {"cases": cases[0], "missing_person": "EX-MP-1"})
    fill(qtbot, window, status="confirmed", primary="DNA", differences="none", compared_by="EX-P-2",
         reviewed_by="EX-P-3", dna_report="EX-DNA-1", dna_posterior="0.9999", dna_prior="0.01",
         deciding_body="identification board", date="2022-12-01")  # fmt: skip


def fill(qtbot: QtBot, window: MainWindow, **texts: str) -> None:
    """Type these into the form that is open, and save it."""
    settle(qtbot, GLANCE)
    for name, text in texts.items():
        write(qtbot, window.inspector, name, text, *(() if name in NOTES else (ENTER,)))
        settle(qtbot, GLANCE)
    save(qtbot)


def enter_what_was_seen(qtbot: QtBot, window: MainWindow) -> dict[str, Values]:
    """What bound and covered one of them, its clothing, a profile with its methods, and an injury of its bone."""
    session, inspector = window.session, window.inspector
    code, id_ = sorted(session.project.register.codes("case").items())[0]
    select(qtbot, session, "case", id_)
    fill(qtbot, window, restraint="wrists behind", blindfold="in place", clothing_described="EXAMPLE dark jacket")
    inspector.new_record("profile", {"case": code})
    fill(qtbot, window, sex="M", sex_methods="pelvis_phenice", age_min="30", age_max="45",
         age_methods="pubic_symphysis")  # fmt: skip
    [bone] = session.project.register.select(Query("element", where=(("case", id_),)))
    inspector.new_record("finding", {"case": code, "element": str(bone["code"])})
    fill(qtbot, window, side="left", timing="perimortem", mechanism="projectile", role="entry", size_length="9",
         observer="EX-P-3")  # fmt: skip
    [profile], [finding] = (list(session.project.register.select(Query(type_))) for type_ in ("profile", "finding"))
    return {"case": held(session, "case", id_), "profile": profile, "finding": finding}


def test_a_whole_grave_is_entered_through_the_window_and_everything_agrees(
    qtbot: QtBot, window: MainWindow, example: Grave, tmp_path: Path, proof: Proof
) -> None:
    session, typist, project = window.session, Typist(qtbot), window.session.project
    register = project.register
    enter_cases(qtbot, window, typist, [example.cases[one % len(example.cases)] for one in range(CASES)])
    enter_artefacts(
        qtbot, window, typist, [example.artefacts[one % len(example.artefacts)] for one in range(ARTEFACTS)]
    )
    enter_photos(qtbot, window, [photograph(tmp_path, number) for number in range(PHOTOS)])
    enter_bones_and_a_name(qtbot, window, typist)
    seen = enter_what_was_seen(qtbot, window)
    # the register
    for type_, values in SEEN.items():
        assert {name: seen[type_].get(name) for name in values} == values
    counted = {type_: register.count(Query(type_)) for type_ in ("case", "artefact", "media")}
    assert counted == {"case": CASES, "artefact": ARTEFACTS, "media": PHOTOS}
    site = register.find(SITE).id
    for told in accounts_of(project, held(session, "site", site)):
        assert len(told.used) == len(told.block.numbers), "every number that was reserved is used"
    verdict = register.verify()
    assert verdict.ok, verdict.first
    # the three counts
    [counts] = counts_of(project)
    three = (counts.cases, counts.minimum.value, counts.identified)
    assert three == (CASES, 2, 1)
    published = {one.statistic.key: one.value for one in statistics_of(project, "court", Selection())}
    assert (published["cases"], published["identified"]) == (CASES, 1)
    assert published["mni"] == {SITE: 2}
    assert published["trauma"] == {"perimortem": {"projectile": 1}}
    # the plan
    select(qtbot, session, "site", site)
    window.show_site_plan()
    at_rest(window)
    plan = window.stage.findChild(PlanPanel)
    assert plan is not None
    qtbot.waitUntil(lambda: plan.shown is not None and plan.is_settled, timeout=20_000)
    assert window.stage.shown == SITE_PLAN
    assert plan.shown is not None
    scene = plan.shown.scene
    drawn = (len(scene.bodies), sum(1 for one in scene.finds if one.item.type == "artefact"))
    assert drawn == (CASES, ARTEFACTS)
    # the report
    report = write_report(project, tmp_path / "report.pdf", SITE, "site", Wanted("court", "en", with_gaps=True))
    assert (report.counts["finding"], report.counts["profile"]) == (1, 1)
    assert (report.counts["case"], report.counts["artefact"], report.counts["media"]) == (CASES, ARTEFACTS, PHOTOS)
    # the window
    exhume, wanted = window.workspace_of("exhume"), tuple(map(str, three))
    qtbot.waitUntil(lambda: tuple(one.value for one in exhume.figures()[:3]) == wanted, timeout=20_000)
    assert (window.width(), window.inspector.isVisible()) == (1280, True)
    assert all(cell.isVisible() for cell in window.figures._cells[:3]), "the three counts are in sight together"
    proof("C1", "a grave entered through the window; register, plan, counts and report agree",
          f"{CASES} cases, {ARTEFACTS} artefacts, {PHOTOS} photos; MNI {three[1]}, identified {three[2]}; "
          f"{typist.keys} keys for cases and artefacts")  # fmt: skip
