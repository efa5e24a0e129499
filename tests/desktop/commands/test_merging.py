"""`taphos merge`, `conflicts` and `resolve` as they are typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest

from desktop.commandline import main
from layers.backup.making import back_up
from layers.checking import verify_project
from layers.editing import adding, keep_new
from layers.project import new_project, open_project
from tests.layers.projects import PASSPHRASE


def run(*arguments: str) -> int:
    return main([str(one) for one in arguments])


def told(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, dict[str, object]]:
    capfdbinary.readouterr()
    status = run(*arguments, "--json")
    return status, orjson.loads(capfdbinary.readouterr().out)


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    """Two copies of a project, in which one field was changed on both."""
    one, other = tmp_path / "one.taphos", tmp_path / "other.taphos"
    project = new_project(one, name="Two", passphrase=None)
    keep_new(project, adding(project, "site", {"code": "EX-S-1"}))
    project.close()
    shutil.copytree(one, other)
    assert run("set", str(one), "EX-S-1", "form=surface", "--reason", "EXAMPLE seen from above") in (0, 1)
    assert run("set", str(other), "EX-S-1", "form=multiple_grave", "--reason", "EXAMPLE probed") in (0, 1)
    return str(one), str(other)


def test_a_conflict_is_listed_with_who_when_and_why_and_decided_by_typing(
    two: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    one, other = two
    status, merged = told(capfdbinary, "merge", one, other)
    assert (status, merged["commits"], merged["problems"]) == (1, 1, [])
    (conflict,) = merged["conflicts"]  # type: ignore[misc]
    assert {side["reason"]: side["value"] for side in conflict["values"]} == {  # type: ignore[index]
        "EXAMPLE seen from above": "surface", "EXAMPLE probed": "multiple_grave",
    }  # fmt: skip
    assert told(capfdbinary, "show", one, "EX-S-1")[1]["conflicts"] == [conflict]
    assert told(capfdbinary, "conflicts", one) == (1, {"conflicts": [conflict], "problems": []})
    again, merged = told(capfdbinary, "merge", one, other)
    assert (again, merged["commits"]) == (1, 0)
    status, decided = told(capfdbinary, "resolve", one, "EX-S-1", "form=single_grave", "--reason", "EXAMPLE dug")
    assert (status, decided["conflicts"]) == (0, [])
    assert told(capfdbinary, "conflicts", one) == (0, {"conflicts": [], "problems": []})
    assert told(capfdbinary, "show", one, "EX-S-1")[1]["form"] == "single_grave"
    assert run("verify", one) == 0


def test_a_side_is_taken_by_its_commit_and_what_is_no_side_is_refused(
    two: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    one, other = two
    (conflict,) = told(capfdbinary, "merge", one, other)[1]["conflicts"]  # type: ignore[misc]
    later = conflict["values"][1]  # type: ignore[index]
    assert run("resolve", one, "EX-S-1", "--take", "0000000", "--reason", "EXAMPLE") == 2
    assert run("resolve", one, "EX-S-1", "setting=field", "--reason", "EXAMPLE") == 2
    assert run("resolve", one, "EX-S-1", "--reason", "EXAMPLE") == 2
    assert run("resolve", one, "EX-S-1", "--take", later["commit"][:10], "--reason", "EXAMPLE dug") == 0
    assert told(capfdbinary, "show", one, "EX-S-1")[1]["form"] == later["value"]


def test_the_past_of_a_merged_project_is_that_of_the_commits_that_are_named(
    two: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    one, other = two
    run("merge", one, other)
    heads = told(capfdbinary, "info", one)[1]["heads"]
    assert len(heads) == 2  # type: ignore[arg-type]
    capfdbinary.readouterr()
    forms = []
    for named in (*heads, "+".join(heads)):  # type: ignore[misc, arg-type]
        run("list", one, "site", "--as-of", named, "--json")
        forms.append(orjson.loads(capfdbinary.readouterr().out)[0]["form"])
    assert set(forms[:2]) == {"surface", "multiple_grave"}
    assert forms[2] == told(capfdbinary, "show", one, "EX-S-1")[1]["form"]


def test_another_copy_is_a_backup_or_an_encrypted_folder_with_a_passphrase_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    one, other = tmp_path / "one.taphos", tmp_path / "other.taphos"
    new_project(one, name="Two", passphrase=PASSPHRASE).close()
    shutil.copytree(one, other)
    project = open_project(other, PASSPHRASE)
    keep_new(project, adding(project, "site", {"code": "EX-S-1"}))
    back_up(project, tmp_path / "other.zip")
    project.close()
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    assert run("merge", str(one), str(other)) == 2  # its passphrase is its own
    for source, commits in ((tmp_path / "other.zip", 2), (other, 0)):
        monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
        monkeypatch.setenv("TAPHOS_OTHER_PASSPHRASE", PASSPHRASE)
        assert told(capfdbinary, "merge", str(one), str(source))[1]["commits"] == commits
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".taphos")]
    project = open_project(one, PASSPHRASE)
    assert verify_project(project).ok
    project.close()
    for wrong in (str(one), str(tmp_path / "none")):
        monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
        assert run("merge", str(one), wrong) == 2
