"""A project that is handed over is a stranger's: nothing in its schema runs; what cannot be read is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commandline import main
from layers.checking import verify_project
from layers.errors import ProjectRefused
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, record, reopen, site
from tests.layers.tampering import behind_its_back, opened
from tests.tools.proofs import Proof

LEAKS = {
    "a trigger": "CREATE TRIGGER leak AFTER INSERT ON interview_restricted"
    " BEGIN UPDATE site SET name = (SELECT language FROM interview_restricted WHERE id = NEW.id); END",
    "a view": "CREATE VIEW leak AS SELECT * FROM interview_restricted",
}


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with closing(make(tmp_path / "p.taphos", request.param)) as project:
        project.register.commit([site("S-1", name="Yard")])
    return project.folder


@pytest.mark.parametrize("how", LEAKS)
def test_a_project_whose_schema_would_run_is_refused_and_verify_names_why(
    folder: Path, how: str, proof: Proof, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    behind_its_back(folder, LEAKS[how])
    with pytest.raises(ProjectRefused, match="“leak” that does not belong to it"):
        opened(folder)
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    assert main(["verify", str(folder)]) == 1
    assert "“leak”" in "".join(capfd.readouterr())
    assert main(["list", str(folder), "site"]) == 2
    proof("B4", f"{how} planted in the register", "refused at opening, named by verify")


def test_nothing_is_written_where_a_trigger_came_while_the_project_is_open(folder: Path) -> None:
    with closing(opened(folder)) as project:
        project.register.commit([site("S-2")])
        behind_its_back(folder, LEAKS["a trigger"])
        with pytest.raises(ProjectRefused, match="trigger “leak”"):
            project.register.commit([record("interview", "IV-1", interviewee_code="P-1", language="CANARY")])
        (found,) = project.register.search("Yard")
        assert project.register.values("site", found.id) is not None
        assert any("“leak”" in str(problem) for problem in verify_project(project).problems)
        behind_its_back(folder, "DROP TRIGGER leak")
        project.register.commit([record("interview", "IV-1", interviewee_code="P-1", language="CANARY")])
        assert verify_project(project).ok


NONSENSE = {
    "a list that is a number": "UPDATE site_restricted SET sources = -1",
    "a list that is no JSON": "UPDATE site_restricted SET sources = 'x'",
    "a shape that is a text": "UPDATE site SET place = '[]'",
    "a number that is a text": "UPDATE site SET length = 'x'",
}


@pytest.mark.parametrize("how", NONSENSE)
def test_a_cell_that_cannot_be_read_is_one_sentence_and_named(folder: Path, how: str) -> None:
    behind_its_back(folder, NONSENSE[how])
    with closing(opened(folder)) as project:
        found = project.register.find("S-1")
        with pytest.raises(ProjectRefused, match="changed outside"):
            project.register.values("site", found.id)
        assert any("S-1" in str(problem) for problem in verify_project(project).problems)


def test_a_version_that_is_none_is_one_sentence(folder: Path) -> None:
    behind_its_back(folder, "UPDATE local_schema SET version_num = x'ff'")
    with pytest.raises(ProjectRefused, match="newer version"):
        opened(folder)


def test_what_is_ours_opens_as_before(folder: Path) -> None:
    with closing(reopen(opened(folder))) as project:
        project.register.commit([site("S-3")])
