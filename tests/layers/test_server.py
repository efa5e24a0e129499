"""What a project on a server is beyond the contract of all engines (test_register_contract)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import shapely

from forensics.changes import ChangeRefused
from layers.checking import verify_project
from layers.editing import keep, setting
from layers.erasure import erase
from layers.errors import ProjectRefused
from layers.project import Project
from layers.register.engine import ask, reading, writing
from layers.register.erasing import Ground
from layers.register.postgres.connecting import address_of, is_address
from layers.register.postgres.roles import ROLES, role_of
from layers.register.postgres.wording import spoken, wanted_of
from layers.server import init_server, open_on_server
from tests.counts import count
from tests.layers.counting_up import FIELD
from tests.layers.projects import SERVER, closing, make, record, site
from tests.tools.clusters import Cluster
from tests.tools.proofs import Proof


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "server", SERVER)) as made:
        yield made


def test_a_database_that_is_not_there_is_made_with_extension_schema_and_roles(cluster: Cluster) -> None:
    address = cluster.address("made_new")
    with closing(init_server(address, called="EXAMPLE mission", pack=None)) as made:
        assert made.name == "EXAMPLE mission"
        with reading(made.register._engine) as connection:
            roles = {name for (name,) in ask(connection, "SELECT rolname FROM pg_roles")}
            assert ask(connection, "SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone() == (1,)
        assert {role_of("made_new", role) for role in ROLES} <= roles
    with pytest.raises(ProjectRefused, match=r"There is a project at postgresql://127\.0\.0\.1:\d+/made_new already"):
        init_server(address)


def test_a_server_or_database_that_is_not_there_is_said_in_a_sentence(cluster: Cluster) -> None:
    for address, told in (
        (cluster.address("nobodys"), "There is no database “127.0.0.1:.*/nobodys”"),
        (cluster.address("postgres"), "There is no project at postgresql://127.0.0.1:.*/postgres"),
        ("postgresql://taphos:secret@127.0.0.1:1/x", "The server of “127.0.0.1:1/x” is not reached"),
        ("postgresql://taphos:secret@127.0.0.1", "This is no address of a project on a server"),
        ("postgresql://taphos:secret@127.0.0.1:no/x", "This is no address of a project on a server"),
    ):
        with pytest.raises(ProjectRefused, match=told) as refused:
            open_on_server(address)
        assert "secret" not in str(refused.value)


def test_an_address_tells_nobody_its_password_and_is_encrypted_on_its_way_through_a_network() -> None:
    far = address_of("postgres://someone:hidden%2Fword@server.example/mission")
    assert (far.host, far.port, far.database) == ("server.example", 5432, "mission")
    assert "hidden" not in far.said + repr(far)
    assert far.to_connect == "postgresql://someone:hidden%2Fword@server.example/mission?sslmode=require"
    asked = address_of("postgresql://server.example/mission?sslmode=verify-full")
    assert asked.to_connect.endswith("?sslmode=verify-full")
    assert "sslmode" not in address_of("postgresql:///mission?host=/run/postgresql").to_connect
    assert "sslmode" not in address_of("postgresql://localhost/mission").to_connect
    assert is_address("postgresql://x/y")
    assert not is_address("mission.taphos")


def test_each_place_lies_as_a_shape_of_postgis_with_a_spatial_index_and_both_are_one(project: Project) -> None:
    project.register.commit([site("S-1", lon=33.5, lat=48.25)])
    with reading(project.register._engine) as connection:
        bytes_, shape, srid = ask(connection, "SELECT place, ST_AsBinary(_place), ST_SRID(_place) FROM site").fetchone()
        columns = ask(
            connection,
            "SELECT f_table_name, f_geometry_column, srid FROM geometry_columns WHERE f_table_schema = 'taphos'",
        ).fetchall()
        indexes = "\n".join(
            text for (text,) in ask(connection, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'taphos'")
        )
    assert (shapely.from_wkb(bytes_), srid) == (shapely.from_wkb(shape), 4326)
    wanted = {
        (one.apart.name if place.sensitivity.apart else one.main.name, f"_{place.name}", 4326)
        for one in project.register._tables.types.values()
        for place in one.kind.places
    }
    assert wanted <= set(columns)
    for table, column, _ in wanted:
        assert f"ON taphos.{table} USING gist ({column})" in indexes or f'ON taphos."{table}" USING gist' in indexes


def test_verify_names_what_was_changed_behind_the_application(project: Project) -> None:
    grave = site("S-1", form="surface")
    project.register.commit([grave, record("facility", "FA-1")])
    assert verify_project(project).ok

    def told(*statements: str) -> str:
        with writing(project.register._engine) as connection:
            for statement in statements:
                ask(connection, statement)
        return "\n".join(str(one) for one in verify_project(project).problems)

    assert "“form” holds “single_grave” in its table, but “surface”" in told("UPDATE site SET form = 'single_grave'")
    assert "the search index is not what the journal says" in told(
        "UPDATE site SET form = 'surface'", "UPDATE site_fts SET words = 'other'"
    )
    assert "The table facility_restricted holds" not in told("DELETE FROM site_fts")
    assert "“extra bigint”, which does not belong to it" in told("ALTER TABLE site ADD extra bigint")
    assert "a table “foreign_one” that does not belong" in told("CREATE TABLE foreign_one (a bigint)")
    assert "The register lacks its table “visit_map”" in told("DROP TABLE visit_map")


def test_a_register_in_which_something_would_run_is_neither_opened_nor_written(project: Project) -> None:
    with writing(project.register._engine) as connection:
        ask(
            connection,
            "CREATE FUNCTION leak() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
            " CREATE TRIGGER leaking BEFORE INSERT ON site FOR EACH ROW EXECUTE FUNCTION leak()",
        )
    with pytest.raises(ProjectRefused, match="holds a trigger “leaking” that does not belong to it"):
        open_on_server(project.address)
    with closing(open_on_server(project.address, to_verify=True)) as looked_at:
        assert "trigger “leaking”" in str(looked_at.register.verify().first)
        with pytest.raises(ProjectRefused, match="trigger “leaking”"):
            looked_at.register.commit([site("S-1")])


def test_writers_at_once_lose_no_update_and_the_journal_verifies(project: Project, proof: Proof) -> None:
    grave = site("S-1", **{FIELD: 0})
    project.register.commit([grave])
    writers, seconds = count(2, 8), count(1, 60)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.layers.counting_up", project.address, grave.record, str(seconds)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )
        for _ in range(writers)
    ]  # fmt: skip
    try:
        for one in running:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n"
        for one in running:  # all of them, before any is waited for
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        told = [one.communicate(timeout=seconds + 120)[0].split() for one in running]
    finally:
        for one in running:
            with suppress(OSError):
                one.kill()
    done, refused = (sum(int(pair[at]) for pair in told) for at in (0, 1))
    assert (project.register.values("site", grave.record) or {})[FIELD] == done > writers
    assert all(int(pair[0]) for pair in told)
    assert refused, "nobody wrote what another one was about to"
    heads, commits = project.register.heads_and_count()
    assert (len(heads), commits) == (1, done + 2)
    assert verify_project(project).ok
    proof("H2", f"{writers} writers for {seconds} s lose no update, and the journal verifies",
          f"{done:,} written, {refused:,} refused")  # fmt: skip


def test_two_records_of_one_code_are_refused_whoever_writes_them(project: Project) -> None:
    project.register.commit([site("S-1")])
    with closing(open_on_server(project.address)) as other, pytest.raises(ChangeRefused, match="“S-1” is taken"):
        other.register.commit([site("S-1")])


def test_what_leans_on_the_file_of_a_register_says_so(project: Project, tmp_path: Path) -> None:
    told = "is on a server, and this is done with a project in a folder"
    with pytest.raises(ProjectRefused, match=told), project.register.attached(tmp_path / "x.gpkg"):
        raise AssertionError
    with pytest.raises(ProjectRefused, match="is on a server"), project.register.held():
        raise AssertionError


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("SELECT a FROM t WHERE b IS ? AND c IS NOT ? AND d = ?",
         "SELECT a FROM t WHERE b IS NOT DISTINCT FROM $1 AND c IS DISTINCT FROM $2 AND d = $3"),
        ("SELECT '?' FROM t WHERE x = ?2 OR y = ?1", "SELECT '?' FROM t WHERE x = $2 OR y = $1"),
        ("SELECT 1 WHERE a IN (SELECT value FROM json_each(?))",
         "SELECT 1 WHERE a IN (SELECT value FROM jsonb_array_elements_text($1::jsonb))"),
        ("SELECT 1 FROM t WHERE a NOT IN () OR b IN ()", "SELECT 1 FROM t WHERE true OR b IN (NULL)"),
        ('INSERT OR IGNORE INTO "a" (id) SELECT 1', 'INSERT INTO "a" (id) SELECT 1 ON CONFLICT DO NOTHING'),
        ("PRAGMA cache_size = -8192", ""),
        ("PRAGMA busy_timeout = 200", "SET lock_timeout = 200"),
    ],
)  # fmt: skip
def test_a_statement_is_said_in_the_words_of_the_engine(written: str, said: str) -> None:
    assert spoken(written).sql == said


def test_what_is_looked_for_is_asked_of_words_or_of_names() -> None:
    assert wanted_of('words : (("izium" * OR "xzm" *) AND ("7"))') == "( ( 'izium':* | 'xzm':* ) & ( '7' ) )"
    assert wanted_of('refers : "0192ab"') == "'-0192ab'"
    assert wanted_of('words : ("")') == "( '--' )"


def test_nothing_of_the_driver_is_loaded_before_a_server_is_named() -> None:
    asked = "import sys, desktop.commandline as c; c.parser(); print('psycopg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.stdout == "False\n", done.stderr


def everything(project: Project) -> str:
    """All that lies in the tables, as whoever has the database reads it; bytes as text too."""
    with reading(project.register._engine) as connection:
        tables = [name for (name,) in ask(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'taphos'")]
        rows = [row for table in tables for row in ask(connection, f'SELECT * FROM "{table}"')]
    cells = [cell for row in rows for cell in row if cell is not None]
    return "\n".join(cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in cells)


def test_what_was_erased_is_in_no_table_and_everything_verifies(project: Project) -> None:
    interview = record("interview", "IV-1", interviewee_code="EXAMPLE-CANARY-1", promised_follow_up="EXAMPLE-CANARY-2")
    project.register.commit([site("S-1"), interview], "EXAMPLE-CANARY-3")
    keep(project, setting(project, project.register.find("IV-1"), {"promised_follow_up": "EXAMPLE-CANARY-4"}))
    assert "EXAMPLE-CANARY-1" in everything(project)
    erased = erase(project, project.register.find("IV-1"), Ground("EXAMPLE asked for"))
    assert erased.undone is None
    assert "EXAMPLE-CANARY" not in everything(project)
    verdict = verify_project(project)
    assert verdict.ok, verdict.problems
    assert verdict.erased > 0
