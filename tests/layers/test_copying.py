"""`taphos copy`: from a folder to a server and back, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from forensics.identifiers import id_of_key
from forensics.ports import Query
from layers.checking import verify_project
from layers.copying import copy_project
from layers.devices import this_device
from layers.enrolment import enrol
from layers.errors import ProjectRefused
from layers.evidence import take_in
from layers.project import Project, open_project
from layers.register.engine import ask, writing
from layers.server import open_on_server
from tests.layers.every_type import TARGETS, bare_record, filled_record, target
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, site
from tests.tools.clusters import Cluster
from tests.tools.proofs import Proof


def of_every_type(project: Project) -> list[Change]:
    named = [
        Change(kind.name, target(kind.name, number), Operation.ADD, after=bare_record(kind, number))
        for kind in project.catalogue
        for number in range(TARGETS)
    ]
    full = [
        Change(kind.name, id_of_key("full", kind.name), Operation.ADD, after=filled_record(kind, project.catalogue))
        for kind in project.catalogue
    ]
    return [*named, *full]


def told(project: Project) -> object:
    """What a project holds, whatever the engine."""
    verdict = verify_project(project)
    assert verdict.ok, verdict.problems
    records = [
        [dict(values) for values in project.register.select(Query(kind.name, voided=True))]
        for kind in project.catalogue
    ]
    info = project.register.info()
    columns = {kind.name: repr(project.register.map_columns(kind.name)) for kind in project.catalogue}
    found = project.register.search("EX-site")
    return verdict.checked, records, info.heads, info.counts, info.extent, columns, found


@pytest.mark.parametrize("engine", ENGINES)
def test_a_project_goes_to_a_server_and_back_with_its_journal_whole(
    cluster: Cluster, tmp_path: Path, engine: str, proof: Proof
) -> None:
    shared, photo = tmp_path / "shared", tmp_path / "photo.jpg"
    shared.mkdir()
    photo.write_bytes(b"EXAMPLE original " * 400)
    with closing(make(tmp_path / "home.taphos", engine, pack="ua")) as home:
        home.register.commit(of_every_type(home), "EXAMPLE")
        home.register.commit([Change("visit", target("visit", 0), Operation.VOID)], "EXAMPLE voided")
        take_in(home, [photo])
        if engine == "encrypted":  # its device key lies wrapped under the key of the project, and opens nothing else
            with pytest.raises(ProjectRefused, match="signs by a key that is not enrolled"):
                copy_project(home, cluster.address(), lambda: PASSPHRASE)
            enrol(home, this_device().public_key, "EXAMPLE", lead=True)
        address = cluster.address()
        copied = copy_project(home, address, lambda: PASSPHRASE, shared=shared)
        assert (copied.commits, copied.files) == (home.register.heads_and_count()[1], 1)
        before = told(home)
        with closing(open_on_server(address)) as there:
            assert told(there) == before
            assert there.encrypted == home.encrypted
            edit = there.register.commit([site("EX-S-LATER")])
            back = copy_project(there, str(tmp_path / "back"), lambda: PASSPHRASE)
            with closing(open_project(Path(back.to), PASSPHRASE if home.encrypted else None)) as again:
                assert told(again) == told(there)
                assert again.register.info().heads == (edit.commit,)
    proof("H", f"a copy from {engine} to PostGIS and back verifies equal", f"{before[0]}")  # type: ignore[index]


def test_a_copy_that_does_not_verify_is_not_made(cluster: Cluster, tmp_path: Path) -> None:
    with closing(make(tmp_path / "home.taphos")) as home:
        home.register.commit([site("S-1")])
        with writing(home.register._engine) as connection:
            ask(connection, "UPDATE site SET code = 'S-2'")
        address = cluster.address()
        for to in (address, str(tmp_path / "copy")):
            with pytest.raises(ProjectRefused, match="The copy does not verify, so none was made"):
                copy_project(home, to, lambda: PASSPHRASE)
        assert not (tmp_path / "copy.taphos").exists()
    with pytest.raises(ProjectRefused, match="There is no project at"):
        open_on_server(address)
