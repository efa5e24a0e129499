"""An older register is brought up when opened, a newer one refused; nothing is written where nothing is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlcipher3 import dbapi2

import layers.migrations
from layers.errors import ProjectRefused
from layers.project import REGISTER, open_project
from layers.register.migrating import HEAD
from tests.layers.projects import make, site


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
