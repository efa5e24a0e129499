"""A manifest is held against the journal: a forged one is found out, and an honest one from another copy is known."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from forensics.ports import Verdict
from layers.checking import verify_project
from layers.erasure import erase
from layers.errors import SourceRefused
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.erasing import Ground
from tests.layers.projects import closing, make, record, site
from tests.layers.tampering import opened

NEVER = "This project never exported such a file"
Forge = Callable[[dict[str, Any]], object]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "vouched.taphos", "sqlite")) as made:
        mine = record("interview", "IV-1", interviewee_code="EX-P-1", language="uk", informed_consent="yes")
        made.register.commit([site("S-1"), site("S-2"), mine])
        yield made


def exported(project: Project, out: Path, profile: str = "court", *conditions: tuple[str, str]) -> Path:
    selection = Selection(types=("interview",) if conditions else ("site",), where=conditions)
    return export_records(project, out, profile, selection).path


def verified(project: Project, manifest: Path) -> Verdict:
    verdict = verify_project(project, manifest)
    assert verdict.ok == (not verdict.problems)
    return verdict


def forged(manifest: Path, change: Forge) -> Path:
    document = orjson.loads(manifest.read_bytes())
    change(document)
    manifest.write_bytes(orjson.dumps(document))
    return manifest


@pytest.mark.parametrize(("profile", "ending"), [
    ("court", "gpkg"), ("court", "geojson"), ("court", "csv"), ("court", "xlsx"), ("partner", "gpkg"),
    ("public", "gpkg"),
])  # fmt: skip
def test_what_was_exported_is_vouched_for(project: Project, tmp_path: Path, profile: str, ending: str) -> None:
    manifest = export_records(project, tmp_path / f"out.{ending}", profile, Selection(types=("site",))).path
    verdict = verified(project, manifest)
    assert (verdict.ok, verdict.notes) == (True, ())


def test_a_file_and_a_manifest_that_were_forged_together_are_found_out(project: Project, tmp_path: Path) -> None:
    manifest = exported(project, tmp_path / "out.geojson")
    out = tmp_path / "out.geojson"
    out.write_bytes(out.read_bytes().replace(b"S-1", b"S-9"))
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    verdict = verified(project, forged(manifest, lambda held: held["file"].update(sha256=sha256)))
    assert str(verdict.first).startswith(NEVER)


@pytest.mark.parametrize(("profile", "change", "said"), [
    ("public", lambda held: held.update(standing=None), "“standing”"),
    ("partner", lambda held: held.update(profile="court"), "“profile”"),
    ("court", lambda held: held["tables"].clear(), "“site”"),
    ("court", lambda held: held["tables"][0].update(rows=7), "“site”"),
    ("court", lambda held: held["consent"].update(left_out={"interview": 3}), "“left_out”"),
    ("court", lambda held: held["consent"].update(recipient="EX-A"), "“recipient”"),
    ("court", lambda held: held["selection"].update(where=["code=S-1"]), "“where”"),
    ("court", lambda held: held.update(example=not held["example"]), "is not as it was written"),
    ("public", lambda held: held["standing"].update(words="EXAMPLE"), "is not as it was written"),
])  # fmt: skip
def test_a_manifest_that_says_otherwise_than_the_ledger_is_found_out(
    project: Project, tmp_path: Path, profile: str, change: Forge, said: str
) -> None:
    manifest = export_records(project, tmp_path / "out.gpkg", profile, Selection(types=("site",))).path
    assert verified(project, manifest).ok
    verdict = verified(project, forged(manifest, change))
    assert said in str(verdict.first), verdict.problems


def test_a_manifest_that_names_no_file_is_none(project: Project, tmp_path: Path) -> None:
    manifest = forged(exported(project, tmp_path / "out.gpkg"), lambda held: held.pop("file"))
    with pytest.raises(SourceRefused, match="of which file"):
        verify_project(project, manifest)


def test_an_export_of_a_copy_that_was_not_merged_is_told_from_a_forged_one(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.folder, tmp_path / "copy.taphos")
    with closing(opened(tmp_path / "copy.taphos")) as copy:
        manifest = exported(copy, tmp_path / "out.gpkg")
    verdict = verified(project, manifest)
    assert verdict.ok
    assert project.device.fingerprint in str(verdict.notes[0])
    verdict = verified(project, forged(manifest, lambda held: held["tables"][0].update(rows=7)))
    assert str(verdict.first).startswith(NEVER)


def test_nothing_in_a_manifest_for_everybody_tells_the_device(project: Project, tmp_path: Path) -> None:
    assert "signature" in orjson.loads(exported(project, tmp_path / "court.gpkg").read_bytes())
    manifest = export_records(project, tmp_path / "open.gpkg", "public").path
    assert "signature" not in orjson.loads(manifest.read_bytes())


def test_an_export_that_quoted_an_erased_person_is_still_vouched_for(project: Project, tmp_path: Path) -> None:
    manifest = exported(project, tmp_path / "out.gpkg", "court", ("interviewee_code", "EX-P-1"))
    erase(project, project.register.find("IV-1"), Ground("asked to be forgotten"))
    assert verified(project, manifest).ok
    verdict = verified(project, forged(manifest, lambda held: held.update(profile="partner")))
    assert "“profile”" in str(verdict.first)
