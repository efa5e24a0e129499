"""How a register that may only be read is opened, tried without the help of the system's permissions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.errors import MayNotWrite, ProjectRefused
from layers.keys import unwrap_with_passphrase
from layers.project import KEYS, PASSPHRASE_KEY, REGISTER, Project
from layers.register.engine import reading, writing
from layers.register.read_only import open_copy, open_for_reading
from layers.register.register import EmbeddedRegister
from layers.register.values_of_copy import PSEUDONYM_KEY
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, reopen, site


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "read.taphos", request.param)) as made:
        made.register.commit([site("S-1")])
        yield made


def read_only(project: Project) -> EmbeddedRegister:
    path = project.folder / REGISTER
    key = unwrap_with_passphrase(project.folder / KEYS / PASSPHRASE_KEY, PASSPHRASE) if project.encrypted else None
    return EmbeddedRegister(
        path, open_for_reading(path, key), project.catalogue, project.device, encrypted=project.encrypted
    )


def test_it_is_read_without_a_file_beside_it_and_refuses_to_be_written(project: Project) -> None:
    project.close()
    before = sorted(path.name for path in project.folder.iterdir())
    register = read_only(project)
    assert list(register.codes("site")) == ["S-1"]
    assert register.verify().ok
    with pytest.raises(MayNotWrite, match="may only be read: nothing can be saved in it"):
        register.commit([site("S-2")])
    with pytest.raises(MayNotWrite):
        register.local_secret(PSEUDONYM_KEY, lambda: b"x")
    register.close()
    assert sorted(path.name for path in project.folder.iterdir()) == before
    again = reopen(project)
    assert list(again.register.codes("site")) == ["S-1"]
    again.close()


def test_what_lies_in_the_log_is_read_from_a_private_copy_that_goes_with_the_register(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    assert (project.folder / f"{REGISTER}-wal").stat().st_size > 0, "it is still open, and its log not brought in"
    register = read_only(project)
    assert list(register.codes("site")) == ["S-1"]
    with pytest.raises(MayNotWrite):
        register.commit([site("S-2")])
    (copy,) = aside.rglob(REGISTER)
    assert (copy.read_bytes()[:6] == b"SQLite") is not project.encrypted
    register.close()
    assert list(aside.iterdir()) == []


def test_reading_is_refused_from_when_somebody_else_wrote(project: Project) -> None:
    folder, encrypted = project.folder, project.encrypted
    project.close()
    register = read_only(project)
    assert list(register.codes("site")) == ["S-1"]
    from layers.project import open_project

    with closing(open_project(folder, PASSPHRASE if encrypted else None)) as other:
        other.register.commit([site("S-2")])
        with pytest.raises(ProjectRefused, match="was changed by somebody else while it was read; open it again"):
            register.codes("site")
    with pytest.raises(ProjectRefused, match="open it again"):
        register.codes("site")
    register.close()
    again = read_only(project)
    assert sorted(again.codes("site")) == ["S-1", "S-2"]
    again.close()


def test_a_copy_is_brought_up_before_it_is_read(project: Project) -> None:
    key = unwrap_with_passphrase(project.folder / KEYS / PASSPHRASE_KEY, PASSPHRASE) if project.encrypted else None
    project.close()

    def bring_up(engine: object) -> None:
        with writing(engine) as connection:  # type: ignore[arg-type]
            connection.exec_driver_sql("CREATE TABLE local_new (x)")

    engine = open_copy(project.folder / REGISTER, key, bring_up)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM local_new").scalar_one() == 0
    engine.dispose()
