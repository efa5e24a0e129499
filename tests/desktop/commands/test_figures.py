"""`taphos demo` and `taphos statistics` from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.commandline import main
from desktop.commands.context import DONE, REFUSED
from layers.demo import making
from tests.counts import proving
from tests.layers.examples import SIZES, open_example
from tests.tools.proofs import Proof


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    project = open_example(tmp_path_factory.mktemp("figures"))
    project.close()
    return str(project.folder)


def test_statistics_are_one_document(example: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["statistics", example, "--profile", "public", "--json"]) == DONE
    told = capfdbinary.readouterr()
    found = json.loads(told.out)
    assert found["settlements_monitored"]["value"] == 85
    assert found["covered_km2"]["value"] == pytest.approx(7000, abs=0.5)
    assert found["interviews"]["value"] == SIZES.interviews
    assert found["mni"]["value"] is None  # nothing of bones is for everybody
    assert {"value", "unit", "rule", "unknown", "cut_off", "head"} <= set(found["identified"])
    assert told.err == b""


def test_statistics_of_a_part_are_asked_for_as_in_an_export(
    example: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = ["--where", "category=torture", "--bbox=-180,-90,180,90"]
    assert main(["statistics", example, "--profile", "court", "--json", *asked]) == DONE
    found = json.loads(capfdbinary.readouterr().out)
    assert set(found["incidents_by_category"]["value"]) == {"torture"}
    assert found["interviews"]["value"] is None


@pytest.mark.parametrize(("language", "words"), [("en", "Remains cases: "), ("uk", "Останки: ")])
def test_statistics_are_told_in_words_with_their_rules(
    example: str, language: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", language, "statistics", example, "--profile", "partner"]) == DONE
    told = capfd.readouterr().out
    assert words in told
    assert "{" not in told


def test_statistics_want_a_profile_and_fields_that_there_are(example: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["statistics", example])
    assert left.value.code == REFUSED
    assert main(["statistics", example, "--profile", "nobody"]) == REFUSED
    assert main(["statistics", example, "--profile", "court", "--where", "no_such_field=1"]) == REFUSED


def test_demo_leaves_a_folder_alone_that_holds_something(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["demo", str(tmp_path)]) == REFUSED
    assert "not empty" in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_demo_builds_both_projects_and_what_is_made_of_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    if not proving():
        monkeypatch.setattr(making, "Sizes", lambda: SIZES)
    folder = tmp_path / "example"
    assert main(["demo", str(folder)]) == DONE
    assert [path.name for path in tmp_path.iterdir()] == ["example"]
    made = {path.name for path in folder.iterdir()}
    assert {"facts.taphos", "example.taphos", "example.gpkg", "example.pdf", "example.html", "example.png"} <= made
    for name in ("facts.taphos", "example.taphos"):
        assert main(["verify", str(folder / name)]) == DONE
    assert str(tmp_path).encode() not in (folder / "example.taphos" / "register.db").read_bytes()
    proof("A", "taphos demo", ", ".join(sorted(made)))
