"""What was done behind the application's back is adopted as somebody's edit, or the journal's value restored."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.changes import ChangeRefused
from forensics.errors import RecordRefused, TaphosError, UnknownName, ValueRefused
from forensics.ports import ADDED, CHANGED, MISSING, Query
from layers.checking import verify_project
from layers.mending import adopting, differing_in, restoring
from layers.project import REGISTER, Project
from layers.register.journal import MENDING
from tests.layers.projects import ENGINES, closing, make, record, site
from tests.layers.test_verify import behind_its_back, opened

WHY = "seen in the notebook of the day"


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return _filled(tmp_path / "mended.taphos", request.param)


def _filled(folder: Path, engine: str) -> Path:
    with closing(make(folder, engine)) as project:
        known = {"status": "located", "found_how": "told by a farmer"}
        project.register.commit([site("S-1", form="single_grave", **known), site("S-2", form="surface")], "taken in")
        project.register.commit([record("practitioner", "PE-1", roles=["lead"])])
    return folder


def _lead(project: Project) -> str:
    return project.register.find("PE-1").id


def _whole(project: Project) -> None:
    verdict = verify_project(project)
    assert verdict.ok, str(verdict.first)


def test_verify_names_each_record_with_how_it_differs(folder: Path) -> None:
    behind_its_back(
        folder,
        "UPDATE site SET form = 'submerged' WHERE code = 'S-1'",
        "DELETE FROM site WHERE code = 'S-2'",
        "INSERT INTO hazard (_row, id, code) VALUES (9, 'ffffffff-0000-4000-8000-000000000000', 'H-9')",
    )
    with closing(opened(folder)) as project:
        found = {one.code: (one.type, one.how) for one in project.register.verify().differing}
        assert found == {"S-1": ("site", CHANGED), "S-2": ("site", MISSING), "H-9": ("hazard", ADDED)}


def test_an_outside_edit_is_adopted_as_a_signed_edit_by_a_named_practitioner(folder: Path) -> None:
    behind_its_back(
        folder,
        "UPDATE site SET form = 'submerged' WHERE code = 'S-1'",
        "UPDATE site_restricted SET found_how = 'seen by a diver' WHERE id IN (SELECT id FROM site WHERE code = 'S-1')",
    )
    with closing(opened(folder)) as project:
        register = project.register
        differing = differing_in(register.verify(), "site/S-1")
        receipt = adopting(project, differing, _lead(project), WHY)
        _whole(project)
        event = register.history(differing.id)[-1]
        assert (event.commit, event.reason) == (receipt.commit, WHY)
        assert event.before == {"form": "single_grave", "found_how": "told by a farmer"}
        assert event.after == {"form": "submerged", "found_how": "seen by a diver"}
        [noted] = register.administrative(MENDING).values()
        assert (noted["id"], noted["how"], noted["by"]) == (differing.id, "adopted", _lead(project))
        assert sorted(noted["fields"]) == ["form", "found_how"]
        register.undo(receipt.commit)
        assert register.values("site", differing.id)["form"] == "single_grave"  # type: ignore[index]


TAMPERED = {
    "a field changed": "UPDATE site SET form = 'submerged' WHERE code = 'S-1'",
    "a field emptied": "UPDATE site SET form = NULL WHERE code = 'S-1'",
    "a row deleted": "DELETE FROM site WHERE code = 'S-1'",
    "its restricted row deleted": "DELETE FROM site_restricted",
    "its point moved": "UPDATE site SET place = zeroblob(21) WHERE code = 'S-1'",
    "the map moved": "UPDATE site_map SET x = 1.5 WHERE _row = 1",
    "the search index changed": "UPDATE site_fts SET words = 'nothing' WHERE rowid = 1",
    "the spatial index changed": "UPDATE site_rtree SET west = -10 WHERE _row = 1",
    "the author changed": "UPDATE site_restricted SET author = 'somebody else'",
    "its code changed": "UPDATE site SET code = 'S-7' WHERE code = 'S-1'",
    "its id taken": "UPDATE site SET id = NULL WHERE code = 'S-1'",
}


@pytest.mark.parametrize(("engine", "done"), [*(("plain", done) for done in TAMPERED), ("encrypted", "a row deleted")])
def test_every_record_is_restored_from_the_journal_and_it_is_noted(tmp_path: Path, engine: str, done: str) -> None:
    folder = _filled(tmp_path / "mended.taphos", engine)
    with closing(opened(folder)) as project:
        before = project.register.values("site", project.register.find("S-1").id)
    behind_its_back(folder, TAMPERED[done])
    with closing(opened(folder)) as project:
        register, count = project.register, 0
        while differing := register.verify().differing:
            restoring(project, differing[0], WHY, _lead(project))
            count += 1
        _whole(project)
        assert register.values("site", register.find("S-1").id) == before
        noted = list(register.administrative(MENDING).values())
        assert [one["how"] for one in noted] == ["restored"] * count
        assert before is not None
        assert before["id"] in [one["id"] for one in noted]


def test_a_row_that_no_commit_made_is_adopted_as_a_new_record_or_removed(folder: Path) -> None:
    behind_its_back(
        folder,
        "INSERT INTO site (_row, id, code, form) VALUES"
        " (91, 'ffffffff-0000-4000-8000-000000000001', 'S-91', 'surface')",
        "INSERT INTO site (_row, id, code, form) VALUES"
        " (92, 'ffffffff-0000-4000-8000-000000000002', 'S-92', 'surface')",
    )
    with closing(opened(folder)) as project:
        verdict = project.register.verify()
        adopting(project, differing_in(verdict, "S-91"), _lead(project), WHY)
        restoring(project, differing_in(verdict, "S-92"), WHY)
        _whole(project)
        codes = {values["code"] for values in project.register.select(Query("site"))}
        assert codes == {"S-1", "S-2", "S-91"}
        assert project.register.history(project.register.find("S-91").id)[0].operation == "add"


def test_what_cannot_be_adopted_is_refused_in_one_sentence_and_nothing_changes(folder: Path) -> None:
    behind_its_back(
        folder,
        "DELETE FROM site WHERE code = 'S-2'",
        "UPDATE site_restricted SET author = 'somebody else' WHERE id IN (SELECT id FROM site WHERE code = 'S-1')",
        "UPDATE practitioner SET roles = '[\"emperor\"]'",
    )
    with closing(opened(folder)) as project:
        register, verdict = project.register, project.register.verify()
        head = register.info().head
        for code, refusal in (("S-2", ChangeRefused), ("S-1", ChangeRefused), ("PE-1", RecordRefused)):
            with pytest.raises(refusal):
                adopting(project, differing_in(verdict, code), _lead(project), WHY)
        with pytest.raises(ValueRefused):
            restoring(project, differing_in(verdict, "S-1"), "  ")
        with pytest.raises(ValueRefused):
            adopting(project, differing_in(verdict, "S-1"), "", WHY)
        with pytest.raises(UnknownName):
            differing_in(verdict, "S-77")
        assert register.info().head == head
        assert register.verify().problems == verdict.problems


def test_a_point_of_sexual_violence_is_not_adopted(tmp_path: Path) -> None:
    folder = tmp_path / "harm.taphos"
    with closing(make(folder)) as project:
        point = {"place": site("X").after["place"]}
        project.register.commit([record("incident", "I-1", category="murder", **point)])
        project.register.commit([record("practitioner", "PE-1", roles=["lead"])])
    behind_its_back(folder, "PRAGMA ignore_check_constraints = ON", "UPDATE incident SET category = 'sexual_violence'")
    with closing(opened(folder)) as project:
        differing = differing_in(project.register.verify(), "I-1")
        with pytest.raises(RecordRefused, match="not recorded of sexual violence"):
            adopting(project, differing, _lead(project), "a typing mistake")
        restoring(project, differing, "a typing mistake")
        _whole(project)


def test_nothing_is_mended_by_a_journal_that_does_not_verify_itself(folder: Path) -> None:
    behind_its_back(
        folder,
        "UPDATE site SET form = 'submerged' WHERE code = 'S-1'",
        "UPDATE journal_change SET public = CAST(replace(public, 'surface', 'unknown') AS BLOB) WHERE type = 'site'",
    )
    with closing(opened(folder)) as project:
        differing = differing_in(project.register.verify(), "S-2")
        for call in (lambda: restoring(project, differing, WHY), lambda: adopting(project, differing, "x", WHY)):
            with pytest.raises(TaphosError, match="do not verify"):
                call()


def test_the_file_tells_of_the_program_that_wrote_it_where_it_can(tmp_path: Path) -> None:
    folder = _filled(tmp_path / "told.taphos", "plain")
    outside = sqlite3.connect(folder / REGISTER)
    outside.execute("UPDATE site SET form = 'submerged' WHERE code = 'S-1'")
    outside.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
    outside.execute("PRAGMA application_id = 1196444487")
    outside.execute("PRAGMA user_version = 10301")
    outside.commit()
    outside.close()
    with closing(opened(folder)) as project:
        signs = " ".join(map(str, project.register.verify().signs))
    assert "GeoPackage" in signs
    assert "10301" in signs
    assert "“gpkg_contents”, as GDAL, QGIS make it" in signs
    assert f"SQLite {sqlite3.sqlite_version};" in signs


def test_a_project_that_only_this_program_wrote_tells_of_no_other(folder: Path) -> None:
    behind_its_back(folder, "UPDATE site SET form = 'submerged' WHERE code = 'S-1'")
    with closing(opened(folder)) as project:
        assert project.register.verify().signs == ()


_FORMS = st.sampled_from(["surface", "single_grave", "multiple_grave", "submerged", None])


@given(edits=st.lists(st.tuples(st.sampled_from(["S-1", "S-2"]), _FORMS, st.booleans()), min_size=1, max_size=4))
@settings(parent=settings.get_profile("slow"))
def test_whatever_is_adopted_or_restored_in_any_order_the_project_verifies(
    edits: list[tuple[str, str | None, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = _filled(tmp_path_factory.mktemp("any") / "any.taphos", "plain")
    for code, form, adopt in edits:
        value = "NULL" if form is None else f"'{form}'"
        behind_its_back(folder, f"UPDATE site SET form = {value} WHERE code = '{code}'")
        with closing(opened(folder)) as project:
            before = {one.code: one for one in project.register.verify().differing}
            if code in before:
                if adopt:
                    adopting(project, before[code], _lead(project), WHY)
                else:
                    restoring(project, before[code], WHY)
            held = project.register.values("site", project.register.find(code).id) or {}
            assert not adopt or held.get("form") == form
            _whole(project)
