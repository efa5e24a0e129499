"""A project for the team of one area holds that area and nothing else, verifies by itself, and comes home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from forensics.errors import TaphosError
from forensics.places import place_of
from forensics.ports import Query
from layers.checking import verify_project
from layers.editing import adding, keep, keep_new, setting
from layers.erasure import erase
from layers.errors import ProjectRefused, SourceRefused
from layers.evidence import take_in
from layers.merging.checkout import CheckedOut, check_out
from layers.merging.conflicts import conflicts
from layers.project import Project, open_project
from layers.register.erasing import Ground
from tests.layers.merging.copies import bring, state
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, record, site
from tests.layers.tampering import behind_its_back
from tests.tools.proofs import Proof

GROUND = Ground("EXAMPLE asked to be forgotten")


def canaries(where: str) -> list[str]:
    """Twenty-five strings that stand in the records of one area."""
    return [f"EXAMPLE-CANARY-{where}-{number:02}" for number in range(25)]


def fill(project: Project, where: str, lon: float) -> None:
    """An area with a settlement, a site, remains, an artefact, an interview, an incident and what belongs to them."""
    bird = iter(canaries(where))
    square = place_of(
        shapely.MultiPolygon([shapely.box(lon - 0.1, 50, lon + 0.1, 50.2)]), crs="EPSG:4326"
    ).to_canonical()
    inside = place_of(shapely.Point(lon, 50.1), crs="EPSG:4326").to_canonical()
    settlement = record("settlement", f"ST-{where}", name_en=next(bird), place=inside)
    area = record("survey_area", f"AREA-{where}", place=square, access_permit=next(bird), settlement=settlement.record)
    grave = site(f"S-{where}", lon=lon, lat=50.1, limitations=next(bird), family_contact=next(bird))
    person = record("practitioner", f"PR-{where}", organisation=next(bird), roles=["archaeologist"])
    dig = record("exhumation", f"E-{where}", site=grave.record, lead=person.record, limitations=next(bird))
    case = record("case", f"B-{where}", exhumation=dig.record, site=grave.record, bag_number=next(bird))
    finding = record("finding", f"F-{where}", case=case.record, notes=next(bird))
    artefact = record("artefact", f"A-{where}", case=case.record, description=next(bird), inscription=next(bird))
    interview = record(
        "interview", f"I-{where}", interviewee_code=f"P-9{lon:.0f}{next(bird)}", settlement=settlement.record,
        promised_follow_up=next(bird),
    )  # fmt: skip
    consent = record("consent", f"CO-{where}", interview=interview.record, conditions=next(bird))
    incident = record("incident", f"IN-{where}", settlement=settlement.record, means=next(bird), category="torture")
    hazard = record("hazard", f"H-{where}", place=inside, residual_risk=next(bird))
    media = record("media", f"M-{where}", subject=[grave.record], original_name=next(bird), made_by=person.record)
    changes = [
        settlement,
        area,
        grave,
        person,
        dig,
        case,
        finding,
        artefact,
        interview,
        consent,
        incident,
        hazard,
        media,
    ]
    known = [
        type(one)(one.type, one.record, one.operation, {
            name: value for name, value in one.after.items() if name in project.catalogue[one.type].by_name
        })
        for one in changes
    ]  # fmt: skip
    for one in known:
        project.register.commit([one], next(bird, f"EXAMPLE-CANARY-{where}-24"))
    found = project.register.find(f"S-{where}")
    keep(project, setting(project, found, {"limitations": canaries(where)[2] + " changed"}), canaries(where)[23])


@pytest.fixture(params=ENGINES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "home.taphos", request.param)) as project:
        fill(project, "NORTH", 30.0)
        fill(project, "SOUTH", 35.0)
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(b"EXAMPLE original " * 400)
        take_in(project, [photo], attach="S-NORTH")
        yield project


def checked_out(home: Project, folder: Path, area: str = "AREA-NORTH") -> CheckedOut:
    return check_out(home, folder / f"{area}.taphos", area, PASSPHRASE if home.encrypted else None)


def opened_part(home: Project, part: CheckedOut) -> Project:
    return open_project(part.folder, PASSPHRASE if home.encrypted else None, device=home.device)


def test_a_part_holds_its_area_and_no_canary_of_another_one_in_any_file(
    home: Project, tmp_path: Path, proof: Proof
) -> None:
    part = checked_out(home, tmp_path)
    with closing(opened_part(home, part)) as team:
        verdict = verify_project(team)
        assert verdict.ok, verdict.problems
        assert verdict.absent > 10
        assert part.files == 1
        assert team.register.info().heads == home.register.info().heads
        codes = {str(one["code"]) for kind in team.catalogue for one in team.register.select(Query(kind.name))}
        assert {
            "ST-NORTH",
            "S-NORTH",
            "B-NORTH",
            "F-NORTH",
            "A-NORTH",
            "I-NORTH",
            "CO-NORTH",
            "H-NORTH",
            "PR-NORTH",
        } <= codes
        assert not [code for code in codes if "SOUTH" in code]
        for found in (home.register.find("S-NORTH"), home.register.find("I-NORTH")):
            assert team.register.values(found.type, found.id) == home.register.values(found.type, found.id)
        said = b"".join(plain(team))
    held = said + b"".join(path.read_bytes() for path in part.folder.rglob("*") if path.is_file())
    assert [one for one in canaries("SOUTH") if one.encode() in held] == []
    assert b"SOUTH" not in held
    at_home = b"".join(plain(home))
    planted = [one for one in canaries("SOUTH") if one.encode() in at_home]
    assert len(planted) > 12
    assert len([one for one in canaries("NORTH") if one.encode() in said]) == len(planted)
    proof("H5", "a checked-out pack verifies and holds no canary of another area", f"0 of {len(planted)}")


def plain(project: Project) -> Iterator[bytes]:
    """Everything that whoever holds the part can read of it: its journal opened, its tables, its keys."""
    from layers.register.engine import reading
    from layers.register.leaves import leaves, open_leaf
    from layers.register.person_keys import PersonKeys

    with reading(project.register._engine) as connection:
        keys = PersonKeys(connection)
        for leaf in leaves(connection, "true", ()):
            opened = open_leaf(leaf, keys)
            yield f"{leaf.type} {leaf.record} {leaf.subject}".encode() + (b"" if opened is None else opened[1])
        for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                yield repr(tuple(row)).encode()


def test_what_a_team_wrote_comes_home_and_two_copies_of_a_part_merge(home: Project, tmp_path: Path) -> None:
    part = checked_out(home, tmp_path)
    before = state(home)["records"]["interview"]
    with closing(opened_part(home, part)) as team:
        keep_new(team, adding(team, "site", {"code": "S-NEW", "place": "50.15 30.02"}))
        keep(team, setting(team, team.register.find("S-NORTH"), {"form": "surface"}), "EXAMPLE seen")
        keep(team, setting(team, team.register.find("I-NORTH"), {"promised_follow_up": "EXAMPLE call back"}), "EXAMPLE")
        keep(home, setting(home, home.register.find("S-NORTH"), {"form": "multiple_grave"}), "EXAMPLE probed")
        assert verify_project(team).ok
        merged = bring(home, team)
        assert merged.commits == 3
        assert [one.field for one in conflicts(home)] == ["form"]
        assert home.register.find("S-NEW")
        assert len(state(home)["records"]["interview"]) == len(before)
        verdict = verify_project(home)
        assert verdict.ok, verdict.problems
        assert bring(home, team).commits == 0
        with pytest.raises(SourceRefused, match="one area"):
            bring(team, home)
        assert verify_project(team).ok
        with pytest.raises(ProjectRefused):
            check_out(team, tmp_path / "again.taphos", "AREA-NORTH", PASSPHRASE)


def test_an_erasure_at_home_is_not_undone_by_a_part_of_before(home: Project, tmp_path: Path) -> None:
    part = checked_out(home, tmp_path)
    erase(home, home.register.find("I-NORTH"), GROUND)
    with closing(opened_part(home, part)) as team:
        keep(
            team, setting(team, team.register.find("I-NORTH"), {"promised_follow_up": "EXAMPLE said again"}), "EXAMPLE"
        )
        bring(home, team)
    values = next(one for one in home.register.select(Query("interview")) if one.get("code") == "I-NORTH")
    assert "promised_follow_up" not in values
    assert verify_project(home).ok
    again = check_out(home, tmp_path / "again.taphos", "AREA-NORTH", PASSPHRASE if home.encrypted else None)
    with closing(opened_part(home, again)) as team:
        assert verify_project(team).ok


def test_an_entry_taken_out_of_a_part_is_found(tmp_path: Path) -> None:
    with closing(make(tmp_path / "home.taphos")) as home:
        fill(home, "NORTH", 30.0)
        part = checked_out(home, tmp_path)
    behind_its_back(
        part.folder,
        "UPDATE journal_change SET type = '', record = '', subject = NULL, public = NULL, partner = NULL, restricted ="
        " NULL, sealed = NULL WHERE number = (SELECT max(number) FROM journal_change WHERE type = 'site')",
    )
    with closing(opened_part(home, part)) as team:
        assert not verify_project(team).ok


def test_an_area_without_an_outline_or_a_folder_that_is_there_is_refused(home: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match="no outline"):
        checked_out(home, tmp_path, "ST-NORTH")
    checked_out(home, tmp_path)
    with pytest.raises(ProjectRefused, match="there already"):
        checked_out(home, tmp_path)
    with pytest.raises(TaphosError):
        checked_out(home, tmp_path, "AREA-NOWHERE")
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".taphos")]
