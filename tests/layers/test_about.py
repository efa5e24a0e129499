"""project.toml lies open to anybody: what it says otherwise than the journal is found, and the shield tells it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.checking import verify_project
from layers.project import ABOUT, Project
from tests.layers.projects import ENGINES, make, reopen


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "about.taphos", request.param)
    yield made
    made.close()


def write(project: Project, *changed: tuple[str, str]) -> None:
    path = project.folder / ABOUT
    text = path.read_text("utf-8")
    for before, after in changed:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, "utf-8")


def first(project: Project) -> str:
    verdict = verify_project(project)
    return "" if verdict.ok else str(verdict.first)


def test_a_changed_name_is_found(project: Project) -> None:
    assert first(project) == ""
    if project.encrypted:
        path = project.folder / ABOUT
        path.write_text(path.read_text("utf-8") + 'name = "Contract"\n', "utf-8")
        assert "tells the name of an encrypted project" in first(project)
        return
    write(project, ('"Contract"', '"Another"'))
    assert first(project) == (
        "project.toml calls the project “Another”, and the journal “Contract”: the file was changed outside."
    )
    again = reopen(project)
    assert again.name == "Contract"
    again.close()


def test_another_id_and_another_pack_are_found(project: Project) -> None:
    write(project, (project.id, "00000000-0000-4000-8000-000000000000"))
    assert "names another project" in first(project)
    write(project, ("00000000-0000-4000-8000-000000000000", project.id))
    assert first(project) == ""


def test_a_file_that_is_gone_is_found(project: Project) -> None:
    (project.folder / ABOUT).unlink()
    assert "has no project.toml" in first(project)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on core dumps there")
def test_pictures_are_painted_by_a_process_that_leaves_no_core_dump() -> None:
    code = (
        "import resource, desktop.screenshots as pictures\n"
        "before = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))\n"
        "pictures.main([])\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
