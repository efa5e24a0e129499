"""Of sexual violence no point, day, account, image or link leaves, whatever says that it is of it, at any moment."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from forensics.at_risk import says_at_risk
from forensics.changes import Change, Operation
from forensics.rules.general import problems_of, refused
from forensics.rules.sexual_violence import allowed_for_sexual_violence
from forensics.values import typed_values
from forensics.withheld import Rule
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.web import export_web
from layers.project import Project
from tests.counts import proving
from tests.layers.attacker import Attacker
from tests.layers.counting_places import MONTHS, add, change, placed_project
from tests.layers.mapped import point
from tests.layers.projects import closing, make, record
from tests.tools.proofs import Proof

LON, LAT, DAY, CANARY = 37.123456, 49.654321, "2022-05-17", "CANARY"
CRIME = "cc_153"
"""Of the criminal code of the country pack, which says there that it is sexual violence."""
SAYS: Mapping[str, Mapping[str, Any]] = {
    "category": {"category": "sexual_violence"},
    "act": {"category": "torture", "acts": ("torture", "sexual_violence")},
    "legal label": {"category": "torture", "legal_label": ("war_crime", CRIME)},
}
TOLD = {"date": DAY, "description": f"{CANARY} what was done", "means": f"{CANARY} means", "court": CANARY}
PROFILES = ("public", "partner", "court")
EACH = [(says, profile) for says in SAYS for profile in PROFILES]
SOME = [("legal label", "partner"), ("act", "court")]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "p.taphos", pack="ua")) as made:
        made.register.commit([record("settlement", "P-1", name_uk="EXAMPLE", place=point(37.2, 49.2))])
        made.register.commit([record("site", "S-1", publish="yes", place=point(37.3, 49.3))])
        yield made


def leaks(project: Project, folder: Path, profile: str, as_of: str = "") -> list[str]:
    """What an attacker finds of it in a file, on a map and in a page made under a profile."""
    folder.mkdir(exist_ok=True)
    out, page = folder / f"{profile}.gpkg", folder / f"{profile}.html"
    export_records(project, out, profile, as_of=as_of, with_gaps=True)
    export_web(project, page, profile, as_of=as_of, with_gaps=True)
    drawn = disclose(project, profile, as_of=as_of)
    told = out.read_bytes() + page.read_bytes() + repr([one.records for one in drawn.types]).encode()
    wanted = {"account": CANARY.encode(), "day": DAY.encode(), "point": struct.pack("<d", LON)}
    found = [what for what, told_by in wanted.items() if told_by in told]
    at = [(place.x, place.y) for one in drawn.types for place in one.places if place is not None
          and place.geom_type == "Point"]  # fmt: skip
    return [*found, *(["drawn point"] if (LON, LAT) in at else [])]


@pytest.mark.parametrize("says", SAYS)
def test_an_incident_is_held_to_the_limits_whether_category_act_or_a_crime_of_the_country_says_so(
    project: Project, says: str
) -> None:
    kind = project.catalogue["incident"]
    values = {"code": "I-1", **SAYS[says], **TOLD, "place": point(LON, LAT)}
    fault = refused(problems_of(kind, typed_values(kind.by_name, values)))
    assert fault is not None
    assert fault.harms
    assert says_at_risk(kind, values)
    fields = {one.field for one in problems_of(kind, typed_values(kind.by_name, values)) if one.refuses}
    assert {"place", "date", "description", "means", "court"} <= fields
    assert "legal_label" in allowed_for_sexual_violence(kind)


def test_which_crimes_are_of_sexual_violence_is_the_pack_s_to_say(project: Project) -> None:
    kind = project.catalogue["incident"]
    assert {CRIME, "cc_115", "war_crime"} <= kind.by_name["legal_label"].vocabulary.codes.keys()  # type: ignore[union-attr]
    assert not says_at_risk(kind, {"category": "murder", "legal_label": ("cc_115",)})
    assert says_at_risk(kind, {"category": "unassessed", "legal_label": ("cc_152",)})


@pytest.mark.parametrize(("says", "profile"), EACH if proving() else SOME)
def test_an_incident_that_tells_too_much_all_the_same_stays_home(
    project: Project, tmp_path: Path, says: str, profile: str, proof: Proof
) -> None:
    """Written past the rules, as by a pack that marks the crime only now."""
    place = {} if says == "category" else {"place": point(LON, LAT)}
    project.register.commit([record("incident", "I-1", level="lead", **SAYS[says], **TOLD, **place)])
    assert leaks(project, tmp_path / "out", profile) == []
    manifest = export_records(project, tmp_path / "dry.gpkg", profile, dry_run=True)
    if profile != "public":
        assert {(one.rule, one.count) for one in manifest.account if one.type == "incident"} >= {(Rule.EXPOSING, 1)}
    proof("D4", f"sexual violence by {says}, profile {profile}", "no point, day, account, image or link")


@pytest.mark.parametrize(("says", "profile"), EACH if proving() else SOME)
def test_what_was_told_before_anybody_knew_does_not_leave_as_of_then(
    project: Project, tmp_path: Path, says: str, profile: str
) -> None:
    incident = record("incident", "I-1", category="torture", level="lead", place=point(LON, LAT), **TOLD)
    medium = record("media", "M-1", subject=(incident.record,), file="EXAMPLE.jpg", caption=CANARY)
    victim = record("victim", "V-1", kind="person", incidents=(incident.record,), notes=CANARY,
                    act_details=[{"act": "torture", "date": DAY, "place": CANARY}])  # fmt: skip
    other = record("incident", "I-2", category="murder", level="lead", same_as=(incident.record,))
    then = project.register.commit([incident, medium, victim, other]).commit
    held = project.register.values("incident", incident.record) or {}
    gone = {name: held[name] for name in ("place", *TOLD)}
    now = {**SAYS[says], "category": "sexual_violence", "acts": ("sexual_violence",)}
    project.register.commit(
        [
            Change("incident", incident.record, Operation.SET,
                   before={**gone, "category": "torture"}, after=now),
            Change("media", medium.record, Operation.SET, before={"subject": [incident.record]}, after={}),
            Change("incident", other.record, Operation.SET, before={"same_as": [incident.record]}, after={}),
        ]
    )  # fmt: skip
    assert leaks(project, tmp_path / "out", profile, then) == []
    if profile != "public":
        file = sqlite3.connect(tmp_path / "out" / f"{profile}.gpkg")
        assert file.execute("SELECT same_as FROM incident").fetchall() == [(None,)]
        assert profile != "court" or file.execute("SELECT code FROM media").fetchall() == []
        file.close()


def test_a_finding_a_medium_and_an_order_that_bear_on_it_stay_home(project: Project, tmp_path: Path) -> None:
    site = project.register.codes("site")["S-1"]
    case = record("case", "C-1", site=site)
    project.register.commit(
        [
            case,
            record("finding", "F-1", case=case.record, kind="gunshot", bears_on_sexual_violence=True,
                   description=CANARY, date=DAY),
            record("finding", "F-2", case=case.record, kind="gunshot", bears_on_sexual_violence=True,
                   description=CANARY, date=DAY, sensitivity="sealed"),
            record("authority", "AU-1", qualification=(CRIME,), sites=(site,), scope=CANARY, date=DAY),
        ]
    )  # fmt: skip
    for profile in ("public", "partner"):
        assert leaks(project, tmp_path / "out", profile) == []
    kind = project.catalogue["authority"]
    values = {"code": "AU-2", "qualification": (CRIME,), "sensitivity": "partner"}
    assert any(one.harms for one in problems_of(kind, typed_values(kind.by_name, values)))
    values["sensitivity"] = "restricted"
    assert not any(one.harms for one in problems_of(kind, typed_values(kind.by_name, values)))


def test_a_victim_and_a_medium_of_it_that_tell_too_much_stay_home(project: Project, tmp_path: Path) -> None:
    incident = record("incident", "I-1", category="sexual_violence", date="2022-05", level="lead")
    details = {"act_details": [{"act": "sexual_violence", "date": DAY, "place": CANARY}], "notes": CANARY}
    project.register.commit(
        [
            incident,
            record("victim", "V-1", kind="person", incidents=(incident.record,), acts=("sexual_violence",), **details),
            record("victim", "V-2", kind="person", incidents=(incident.record,), **details),
            record("victim", "V-3", kind="person", incidents=(incident.record,), acts=("sexual_violence",), sex="F"),
            record("media", "M-1", subject=(incident.record,), caption=CANARY, taken_at=f"{DAY}T10:00:00Z"),
            record("media", "M-2", sealed_subject=(incident.record,), caption=CANARY),
            record("media", "M-3", caption="EXAMPLE"),
        ]
    )  # fmt: skip
    for profile in ("partner", "court"):
        assert leaks(project, tmp_path / "out", profile) == []
        file = sqlite3.connect(tmp_path / "out" / f"{profile}.gpkg")
        assert file.execute("SELECT code FROM incident").fetchall() == [("I-1",)]
        assert file.execute("SELECT code FROM victim").fetchall() == [("V-3",)]
        if profile == "court":
            assert file.execute("SELECT code FROM media").fetchall() == [("M-3",)]
        file.close()


def test_numbers_with_a_crime_of_sexual_violence_among_them_need_ten(tmp_path: Path) -> None:
    numbers = {"P-1": 12, "P-2": 9, "P-3": 2, "P-4": 14, "P-5": 7}
    attacker = Attacker(tmp_path, "incident", at_risk=frozenset(("P-5", MONTHS[40 % len(MONTHS)])))
    with closing(placed_project(tmp_path / "p.taphos", numbers, "incident")) as made:
        change(made, "incident", "R-40", legal_label=(CRIME,))
        told = attacker.takes(made)
        assert told["settlement", "P-5"] is None
        assert told["settlement", "P-1"] == 12
        add(made, {"P-5": 6}, "incident")
        attacker.takes(made)
    assert attacker.narrows() == []
    assert attacker.subtracts() == []
