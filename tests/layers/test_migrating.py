"""An older register is brought up when opened, a newer one refused; nothing is written where nothing is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlcipher3 import dbapi2

import layers.migrations
from forensics.changes import difference
from layers.errors import ProjectRefused
from layers.project import REGISTER, open_project
from layers.register.engine import give_key
from layers.register.migrating import HEAD
from tests.layers.projects import ENGINES, PASSPHRASE, make, record, site

ROOT = Path(__file__).parents[2]


def change(folder: Path, *statements: str) -> None:
    connection = dbapi2.connect(str(folder / REGISTER), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_the_newest_step_is_the_one_that_registers_begin_with() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(str(layers.migrations.__file__)).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_field_declared_since_joins_its_table_and_verifies(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    project.register.commit([site("S-1")])
    project.close()
    change(
        project.folder,
        "ALTER TABLE site DROP COLUMN setting",
        "DROP TABLE finding_map",
        "DROP INDEX interview_settlement",
        "UPDATE local_value SET held = '\"older\"' WHERE name = 'declared'",
    )
    again = open_project(project.folder)
    again.register.commit([site("S-2", setting="yard")])
    assert again.register.verify().ok
    again.close()


def test_an_older_register_is_backed_up_and_stepped_up(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    project.register.commit([site("S-1")])
    project.close()
    change(project.folder, "DELETE FROM local_schema", "INSERT INTO local_schema VALUES ('0000')")
    with pytest.raises(ProjectRefused, match="no step leads from 0000"):
        open_project(project.folder)
    assert (project.folder / f"before-0000-{REGISTER}").exists()


def as_version_2(folder: Path, key: bytes | None = None) -> None:
    """Lay the second tables as the second version did: under the id alone, in whatever order they were written."""
    connection = dbapi2.connect(str(folder / REGISTER), isolation_level=None)
    give_key(connection, key)
    connection.execute("BEGIN")
    second = "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '*_restricted'"
    for (name,) in connection.execute(second).fetchall():
        columns = [(row[1], row[2]) for row in connection.execute(f'PRAGMA table_info("{name}")') if row[1] != "_row"]
        listed = ", ".join(f'"{column}"' for column, _ in columns)
        declared = ", ".join(f'"{column}" {type_}{" PRIMARY KEY" * (column == "id")}' for column, type_ in columns)
        connection.execute(f'ALTER TABLE "{name}" RENAME TO newer')
        connection.execute(f'CREATE TABLE "{name}" ({declared})')
        connection.execute(f'INSERT INTO "{name}" SELECT {listed} FROM newer ORDER BY id DESC')
        connection.execute("DROP TABLE newer")
    connection.execute("UPDATE local_schema SET version_num = '0002'")
    connection.execute("COMMIT")
    connection.close()


def as_version_1(folder: Path, key: bytes | None = None) -> None:
    """Lay the journal as the first version did: a row for each payload, counted anew in each commit."""
    as_version_2(folder, key)
    connection = dbapi2.connect(str(folder / REGISTER), isolation_level=None)
    give_key(connection, key)
    connection.execute("BEGIN")
    connection.execute(
        "CREATE TABLE journal_leaf (number INTEGER PRIMARY KEY, in_commit INTEGER NOT NULL, change INTEGER NOT NULL,"
        " type VARCHAR NOT NULL, record VARCHAR NOT NULL, sensitivity INTEGER NOT NULL, digest BLOB NOT NULL,"
        " body BLOB, salt BLOB, subject VARCHAR)"
    )
    counted: dict[int, int] = {}
    edits = connection.execute("SELECT * FROM journal_change ORDER BY number").fetchall()
    for _, commit, type_, whose, subject, digests, *held in edits:
        change_number = counted[commit] = counted.get(commit, -1) + 1
        for at in range(0, len(digests), 33):
            rank, locked = digests[at], digests[at] >= 2
            salt, body = (None, held[rank]) if locked else (held[rank][:32], held[rank][32:])
            connection.execute(
                "INSERT INTO journal_leaf (in_commit, change, type, record, sensitivity, digest, body, salt, subject)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (commit, change_number, type_, whose, rank, digests[at + 1 : at + 33], body, salt,
                 subject if locked else None),
            )  # fmt: skip
    connection.execute("DROP TABLE journal_change")
    connection.execute("UPDATE local_schema SET version_num = '0001'")
    connection.execute("COMMIT")
    connection.close()


def test_a_journal_of_the_first_version_is_brought_up_and_its_signatures_still_hold(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    first = site("S-1", form="single_grave", found_how="told by a farmer")
    project.register.commit([first, record("interview", "IV-1", interviewee_code="P-1", language="uk")], "taken in")
    edit = difference("site", first.record, {"form": "single_grave"}, {"form": "surface"})
    assert edit is not None
    project.register.commit([edit])
    before = project.register.info(), project.register.history(first.record)
    project.close()
    as_version_1(project.folder)
    again = open_project(project.folder)
    verdict = again.register.verify()
    assert verdict.ok, str(verdict.first)
    assert (again.register.info(), again.register.history(first.record)) == before
    again.register.commit([site("S-2")])
    assert again.register.verify().ok
    again.close()
    assert (project.folder / f"before-0001-{REGISTER}").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_second_rows_that_lay_under_their_id_alone_get_the_number_of_the_first(tmp_path: Path, engine: str) -> None:
    project = make(tmp_path / "p.taphos", engine)
    sites = [site(f"S-{number}", found_how=f"told by {number}") for number in range(30)]
    project.register.commit(sites)
    project.close()
    as_version_2(project.folder, project.key)
    again = open_project(project.folder, PASSPHRASE)
    assert again.register.verify().ok
    held = again.register.many_values("site", [one.record for one in sites])
    assert all(held[one.record]["found_how"] == one.after["found_how"] for one in sites)
    again.register.commit([site("S-30", found_how="seen")])
    assert again.register.verify().ok
    again.close()
    assert (project.folder / f"before-0002-{REGISTER}").exists()


def test_a_second_row_of_no_record_is_brought_along_and_named(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    project.register.commit([site("S-1")])
    project.close()
    as_version_2(project.folder)
    change(project.folder, "INSERT INTO site_restricted (id, found_how) VALUES ('of nobody', 'planted')")
    again = open_project(project.folder)
    assert not again.register.verify().ok
    again.register.commit([site("S-2")])
    again.close()


def test_a_register_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    project.close()
    change(project.folder, "UPDATE local_schema SET version_num = '9999'")
    with pytest.raises(ProjectRefused, match="newer version"):
        open_project(project.folder)


def test_opening_writes_nothing_where_nothing_is_missing(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    project.register.commit([site("S-1")])
    project.close()
    before = (project.folder / REGISTER).read_bytes()
    open_project(project.folder).close()
    assert (project.folder / REGISTER).read_bytes() == before


SEEN = """
import sys
from pathlib import Path
from layers.project import open_project
project = open_project(Path(sys.argv[1]))
print(sorted(project.register.codes("site")))
project.close()
"""


def seen_by_another(folder: Path) -> str:
    """The codes of the sites that a process of its own sees, which opens and closes the register."""
    command = [sys.executable, "-c", SEEN, str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def holds_its_lock(path: Path) -> bool:
    """Whether this process still has its lock on a file; by hand copying it, and so closing it, would drop that."""
    told = Path("/proc/locks")
    if not told.exists():
        return True
    return any(
        f" {os.getpid()} " in line and line.split()[5].endswith(f":{path.stat().st_ino}")
        for line in told.read_text().splitlines()
    )


def test_what_is_saved_after_a_migration_is_there_though_another_process_closed_the_register(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    project.close()
    as_version_1(project.folder)
    again = open_project(project.folder)
    again.register.commit([site("S-1")])
    assert holds_its_lock(project.folder / REGISTER)
    assert seen_by_another(project.folder) == "['S-1']"
    again.register.commit([site("S-2")])
    assert seen_by_another(project.folder) == "['S-1', 'S-2']"
    again.close()
    assert seen_by_another(project.folder) == "['S-1', 'S-2']"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_copy_made_before_a_migration_is_the_register_as_it_was(tmp_path: Path, engine: str) -> None:
    project = make(tmp_path / "p.taphos", engine)
    project.register.commit([site("S-1")])
    project.close()
    as_version_1(project.folder, project.key)
    half = project.folder / f".before-0001-{REGISTER}.part"
    half.write_bytes(b"what a crash left")
    open_project(project.folder, PASSPHRASE).close()
    copy = project.folder / f"before-0001-{REGISTER}"
    assert (b"SQLite" in copy.read_bytes()) == (engine == "plain")
    connection = dbapi2.connect(str(copy), isolation_level=None)
    give_key(connection, project.key)
    assert connection.execute("SELECT version_num FROM local_schema").fetchall() == [("0001",)]
    assert connection.execute("SELECT code FROM site").fetchall() == [("S-1",)]
    connection.close()
    assert not half.exists()
    assert not list(project.folder.glob("before-*-wal"))
