"""The GeoPackage that leaves: read back by programs that are not ours, and holding what the profile names, no more."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from forensics.changes import Change, Operation
from forensics.fields import Sensitivity
from layers.checking import verify_project
from layers.errors import ExportRefused
from layers.exports.exporting import export_records
from layers.exports.geopackage_schema import STYLES, SYSTEM_TABLES
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.journal import EXPORT
from tests.layers.filled import fill
from tests.layers.projects import ENGINES, make
from tests.tools.proofs import Proof

SYSTEM_PYTHON = Path("/usr/bin/python3")


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "filled.taphos", request.param, pack="ua")
    yield made
    made.close()


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives, asked of the file with Python's own SQLite."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return connection.execute(sql).fetchall()


def test_counts_and_geometries_are_the_registers(project: Project, tmp_path: Path, proof: Proof) -> None:
    fill(project)
    out = tmp_path / "court.gpkg"
    manifest = export_records(project, out, "court")
    counts = {table["name"]: table["rows"] for table in manifest.tables}
    info = project.register.info()
    assert {name: counts[name] for name in info.counts} == dict(info.counts)
    compared = 0
    for kind in project.catalogue.spatial:
        for place in kind.places:
            layer = f"{kind.name}_{place.part}" if place.part else kind.name
            inside = {fid: bytes(blob)[8:] for fid, blob in rows(out, f'SELECT fid, geom FROM "{layer}"') if blob}
            held = dict(project.register.shapes(kind.name, place.part))
            assert inside == held
            compared += len(held)
    assert compared == 5
    (skull,) = rows(out, "SELECT geom, skull_height, skull_method FROM case_skull")
    assert shapely.get_z(shapely.from_wkb(bytes(skull[0])[8:])) == 101.25
    assert skull[1:] == (101.25, "RTK")
    proof("A3", "counts and geometries equal the register's", f"{sum(counts.values())} rows, {compared} geometries")


def test_a_record_without_a_place_has_a_null_geometry_and_is_counted(project: Project, tmp_path: Path) -> None:
    fill(project)
    manifest = export_records(project, tmp_path / "court.gpkg", "court")
    (incidents,) = [table for table in manifest.tables if table["name"] == "incident"]
    assert (incidents["rows"], incidents["without_place"]) == (1, 1)


def test_the_validator_of_gdal_finds_nothing_wrong(project: Project, tmp_path: Path, proof: Proof) -> None:
    known = (
        SYSTEM_PYTHON.exists()
        and not subprocess.run(
            [SYSTEM_PYTHON, "-c", "import osgeo_utils.samples.validate_gpkg"], capture_output=True, check=False
        ).returncode
    )
    if not known:
        pytest.skip("GDAL's validate_gpkg is not installed (python3-gdal)")
    fill(project)
    for profile in ("court", "partner", "public"):
        out = tmp_path / f"{profile}.gpkg"
        export_records(project, out, profile)
        done = subprocess.run(
            [SYSTEM_PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", out], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    single = tmp_path / "single.gpkg"
    export_records(project, single, "court", Selection(types=("incident",)))
    subprocess.run([SYSTEM_PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", single], check=True)
    proof("A3", "GDAL's validate_gpkg", "exit 0 for court, partner, public")


def test_it_opens_from_a_folder_that_may_only_be_read(project: Project, tmp_path: Path, proof: Proof) -> None:
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo is not installed (gdal-bin)")
    fill(project)
    folder = tmp_path / "given"
    folder.mkdir()
    export_records(project, folder / "court.gpkg", "court")
    assert sorted(path.name for path in folder.iterdir()) == ["court.gpkg", "court.gpkg.manifest.json"]
    folder.chmod(0o555)
    try:
        done = subprocess.run(
            ["ogrinfo", "-ro", "-al", "-so", "court.gpkg"], cwd=folder, capture_output=True, text=True, check=False
        )
    finally:
        folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert done.stdout.count("Layer name:") >= len(project.catalogue.types)
    proof("A3", "ogrinfo -ro from a read-only folder", "exit 0")


def test_every_spatial_layer_brings_its_style(project: Project, tmp_path: Path, proof: Proof) -> None:
    out = tmp_path / "court.gpkg"
    export_records(project, out, "court")
    layers = {name for (name,) in rows(out, "SELECT table_name FROM gpkg_geometry_columns")}
    styled = rows(out, "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles")
    assert {name for name, _, _ in styled} == layers
    assert all("<qgis" in str(qml) and default == 1 for _, qml, default in styled)
    proof("A3", "layer_styles has a row for each spatial layer", f"{len(styled)} of {len(layers)}")


def test_value_lists_and_relations_are_declared(project: Project, tmp_path: Path) -> None:
    fill(project)
    out = tmp_path / "court.gpkg"
    export_records(project, out, "court")
    forms = dict(
        rows(out, "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'grave_form'")
    )
    assert str(forms["single_grave"]).startswith("Single grave · ")
    named = rows(out, "SELECT mapping_table_name FROM gpkgext_relations WHERE base_table_name = 'exhumation'")
    assert ("exhumation_site",) in named
    assert rows(
        out,
        "SELECT s.code FROM exhumation_site x"
        " JOIN exhumation e ON e.fid = x.base_id JOIN site s ON s.fid = x.related_id",
    ) == [("S-1",)]
    assert len(rows(out, "SELECT 1 FROM authority_sites")) == 2


def test_anyone_can_recompute_the_manifests_hashes(project: Project, tmp_path: Path) -> None:
    fill(project)
    out = tmp_path / "court.gpkg"
    manifest = export_records(project, out, "court")
    document = json.loads(manifest.path.read_text())
    assert document["file"]["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    for table in document["tables"]:
        lines = "".join(f"{line}\n" for (line,) in rows(out, table["sql"]))
        assert hashlib.sha256(lines.encode()).hexdigest() == table["sha256"], table["name"]
    if shutil.which("sqlite3"):
        table = next(one for one in document["tables"] if one["name"] == "case")
        printed = subprocess.run(["sqlite3", out, table["sql"]], capture_output=True, check=True).stdout
        assert hashlib.sha256(printed).hexdigest() == table["sha256"]


def test_an_export_is_a_commit_and_its_manifest_holds_the_journal_to_it(project: Project, tmp_path: Path) -> None:
    fill(project)
    head = project.register.info().head
    manifest = export_records(project, tmp_path / "court.gpkg", "court")
    assert manifest.document["head"] == head
    (entry,) = project.register.administrative(EXPORT).values()
    assert (entry["profile"], entry["head"]) == ("court", head)
    assert verify_project(project, manifest.path).ok


def test_a_profile_lets_out_what_it_names_and_no_more(project: Project, tmp_path: Path) -> None:
    found = fill(project)
    for profile, classes in (("partner", 1), ("public", 0)):
        out = tmp_path / f"{profile}.gpkg"
        export_records(project, out, profile)
        tables = {name for (name,) in rows(out, "SELECT table_name FROM gpkg_contents")}
        for name in tables & set(project.catalogue.types):
            kind = project.catalogue[name]
            columns = {str(row[1]) for row in rows(out, f'PRAGMA table_info("{name}")')}
            held = {field.name for field in kind.fields if field.name in columns}
            assert all(kind.by_name[name].sensitivity.rank <= classes for name in held), profile
        data = out.read_bytes()
        assert b"PERSON-77" not in data
        assert b"what was seen" not in data
        assert all(change.record.encode() not in data for change in found.values())
        assert "interview" not in tables


def test_sealed_fields_leave_by_no_profile(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "court.gpkg"
    export_records(project, out, "court")
    sealed = [
        (kind.name, field.name)
        for kind in project.catalogue
        for field in kind.fields
        if field.sensitivity is Sensitivity.SEALED
    ]
    assert sealed
    for table, name in sealed:
        assert name not in {str(row[1]) for row in rows(out, f'PRAGMA table_info("{table}")')}


def test_a_graves_place_is_public_only_by_a_recorded_decision(project: Project, tmp_path: Path) -> None:
    found = fill(project)
    out = tmp_path / "public.gpkg"
    export_records(project, out, "public")
    assert rows(out, "SELECT code FROM site") == [("S-1",)]
    generalised = Change(
        "site", found["grave"].record, Operation.SET, before={"publish": "yes"}, after={"publish": "generalised"}
    )
    project.register.commit([generalised])
    export_records(project, out, "public")
    held = [name for (_, name, *_) in rows(out, "PRAGMA table_info(site)") if name.startswith("place_")]
    assert rows(out, f"SELECT code, geom, {', '.join(held)} FROM site") == [("S-1", None, *[None] * len(held))]


def test_what_is_withheld_selects_nothing_either(project: Project, tmp_path: Path) -> None:
    fill(project)
    out = tmp_path / "out.gpkg"
    for selection in (
        Selection(types=("incident",), where=(("description", "what was seen"),)),
        Selection(types=("facility",), bbox=(30.0, 50.0, 31.0, 51.0)),
    ):
        with pytest.raises(ExportRefused, match="Nothing of what was asked for"):
            export_records(project, out, "partner", selection)
    export_records(project, out, "court", Selection(where=(("description", "what was seen"),)))
    assert rows(out, "SELECT code FROM incident") == [("I-1",)]


def test_voided_records_stay_home_unless_asked_for(project: Project, tmp_path: Path) -> None:
    found = fill(project)
    project.register.commit(
        [Change("incident", found["incident"].record, Operation.VOID, after={"void_reason": "told twice"})],
        "told twice",
    )
    out = tmp_path / "out.gpkg"
    export_records(project, out, "partner")
    assert rows(out, "SELECT count(*) FROM incident") == [(0,)]
    export_records(project, out, "court")
    assert rows(out, "SELECT review, void_reason FROM incident") == [("voided", "told twice")]


def test_selections_hold_for_every_layer(project: Project, tmp_path: Path) -> None:
    fill(project)
    out = tmp_path / "out.gpkg"
    export_records(project, out, "court", Selection(types=("site", "case"), where=(("code", "S-2"),)))
    assert rows(out, "SELECT code FROM site") == [("S-2",)]
    assert rows(out, 'SELECT count(*) FROM "case"') == [(0,)]
    export_records(project, out, "court", Selection(bbox=(30.4, 50.4, 30.6, 50.6)))
    assert rows(out, "SELECT code FROM site") == [("S-2",)]


def test_what_cannot_be_written_is_one_sentence_and_leaves_no_file(project: Project, tmp_path: Path) -> None:
    for out, profile, said in (
        (tmp_path / "nowhere" / "out.gpkg", "court", "cannot be written"),
        (tmp_path / "out.gpkg", "everyone", "is no profile; allowed are court, partner, public"),
        (tmp_path, "court", "is a folder"),
    ):
        with pytest.raises(ExportRefused, match=said):
            export_records(project, out, profile)
    with pytest.raises(ExportRefused, match="Nothing of what was asked for"):
        export_records(project, tmp_path / "out.gpkg", "public", Selection(types=("media",)))
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".taphos"] == []


def test_the_types_are_one_set_everywhere(project: Project, tmp_path: Path, proof: Proof) -> None:
    fill(project)
    out = tmp_path / "court.gpkg"
    export_records(project, out, "court")
    types = set(project.catalogue.types)
    parts = {f"{kind.name}_{place.part}" for kind in project.catalogue for place in kind.places if place.part}
    listed = {str(name) for (name,) in rows(out, "SELECT table_name FROM gpkg_contents")} - {STYLES}
    assert listed == types | parts
    mapped = {str(name) for (name,) in rows(out, "SELECT mapping_table_name FROM gpkgext_relations")}
    referring = {
        f"{kind.name}_{field.name}" for kind in project.catalogue for field in kind.fields if field.names_record
    }
    assert mapped <= referring
    tables = {str(name) for (name,) in rows(out, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    shadows = {name for name in tables if name.startswith(("rtree_", "sqlite_"))}
    assert tables - shadows - set(SYSTEM_TABLES) == listed | mapped
    proof("A8", "types, layers and tables of a court GeoPackage are one set", f"{len(types)} types, {len(parts)} parts")


def test_no_record_is_named_by_its_id_where_a_pseudonym_stands_for_it(project: Project, tmp_path: Path) -> None:
    fill(project)
    site_id = next(iter(project.register.codes("site").values()))
    for where in ((("id", site_id),), (("settlement", site_id),)):
        with pytest.raises(ExportRefused, match="name it by its code"):
            export_records(project, tmp_path / "out.gpkg", "partner", Selection(where=where))
        assert not list(tmp_path.glob("out.gpkg*"))
