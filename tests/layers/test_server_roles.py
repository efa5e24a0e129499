"""What who has only a role on the server can read with psql: nothing of what is restricted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import psycopg
import pytest

from forensics.catalogue import Catalogue
from forensics.changes import Change
from forensics.fields import Kind
from layers.editing import keep, setting
from layers.errors import ProjectRefused
from layers.project import Project
from layers.register.engine import ask, reading, writing
from layers.register.postgres.roles import LOOKING, WORKING, role_of
from layers.server import init_server, open_on_server
from tests.counts import proving
from tests.layers.projects import closing, record, site
from tests.tools.clusters import Cluster
from tests.tools.proofs import Proof

DATABASE = "guarded"
OPEN = "EXAMPLE-OPEN"


def canary(number: int) -> str:
    return f"EXAMPLE-CANARY-{number:03}-END"


def planted(catalogue: Catalogue) -> Iterator[Change]:
    """A word in every text that is restricted or sealed, and in records that are so as a whole."""
    words = map(canary, count())
    for kind in catalogue:
        strict = [one for one in kind.apart if one.typed and one.kind in (Kind.TEXT, Kind.NOTE)]
        if strict:
            yield record(kind.name, f"EX-{kind.name}", **{one.name: next(words) for one in strict})
    for sensitivity in ("restricted", "sealed") * 5:
        yield record("incident", next(words), category="murder", description=next(words), sensitivity=sensitivity)
    yield site("S-1", name=OPEN)
    yield record("interview", "IV-1", promised_follow_up=next(words))


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    from tests.tools.clusters import the_cluster

    with closing(init_server(the_cluster().address(DATABASE), pack=None)) as made:
        changes = list(planted(made.catalogue))
        made.register.commit(changes, canary(998))
        keep(made, setting(made, made.register.find("IV-1"), {"promised_follow_up": canary(999)}), canary(997))
        with writing(made.register._engine) as connection:
            for role in (*LOOKING, *WORKING):
                ask(connection, f'CREATE ROLE "u_{role}" LOGIN IN ROLE "{role_of(DATABASE, role)}"')
        yield made


def seen_by(cluster: Cluster, role: str) -> str:
    """All that a user of a role gets out of every relation there is, as text."""
    found: list[str] = []
    address = cluster.address(DATABASE).replace("taphos@", f"u_{role}@")
    with psycopg.connect(address, autocommit=True) as connection:
        relations = connection.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'v', 'm', 'i', 'p', 't', 'S')"
        ).fetchall()
        for (name,) in relations:
            with suppress(psycopg.Error):
                found.extend(str(row) for row in connection.execute(f"SELECT * FROM {name}"))  # type: ignore[arg-type]
        for table in ("interview_restricted", "journal_change", "interview_fts", "keys_person"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT query_to_xml('SELECT * FROM taphos.{table}', true, true, '')")  # type: ignore[arg-type]
    return "\n".join(found)


def raw(project: Project) -> str:
    """The same for who has the database, bytes as text."""
    with reading(project.register._engine) as connection:
        tables = [name for (name,) in ask(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'taphos'")]
        return "\n".join(str(row) for table in tables for row in ask(connection, f'SELECT * FROM "{table}"'))


@pytest.mark.parametrize("role", LOOKING if proving() else ("interviewer", "analyst"))
def test_a_role_that_looks_on_gets_no_restricted_word_out_of_any_table_view_or_index(
    cluster: Cluster, project: Project, role: str, proof: Proof
) -> None:
    held = raw(project)
    there = [canary(number) for number in range(1000) if canary(number) in held]
    assert len(there) >= 50
    seen = seen_by(cluster, role)
    assert OPEN in seen
    assert [one for one in there if one in seen] == []
    hidden = [one.encode().hex() for one in there]
    assert [one for one in hidden if one in seen] == []
    proof("H5", f"direct SQL as {role} finds no canary", f"0 of {len(there)}")


def test_a_role_that_looks_on_writes_nothing_and_the_application_says_so(cluster: Cluster, project: Project) -> None:
    address = cluster.address(DATABASE).replace("taphos@", "u_analyst@")
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in (
            "DELETE FROM taphos.site",
            "UPDATE taphos.site SET name = 'x'",
            "CREATE TABLE taphos.x (a int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)  # type: ignore[call-overload]
    with pytest.raises(ProjectRefused, match=f"Your role in “127.0.0.1:{cluster.port}/{DATABASE}” does not let you"):
        open_on_server(address)


def test_a_role_that_works_reads_and_writes_by_the_application(cluster: Cluster, project: Project) -> None:
    address = cluster.address(DATABASE).replace("taphos@", "u_forensic@")
    with closing(open_on_server(address)) as opened:
        opened.register.commit([site("S-2")])
        assert opened.register.verify().ok
    assert project.register.find("S-2").code == "S-2"


def test_every_table_is_granted_to_those_who_work_and_only_main_ones_to_those_who_look_on(project: Project) -> None:
    with reading(project.register._engine) as connection:
        granted = ask(
            connection,
            "SELECT grantee, table_name FROM information_schema.role_table_grants WHERE table_schema = 'taphos'",
        ).fetchall()
    tables = project.register._tables
    assert {name for who, name in granted if who == role_of(DATABASE, "forensic")} == set(tables.names)
    assert {name for who, name in granted if who == role_of(DATABASE, "analyst")} == set(tables.types)
