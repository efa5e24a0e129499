"""`taphos erase` tells what went, and what still quotes the person and why it stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from layers.project import open_project
from tests.desktop.commands.running import Terminal
from tests.durability.full import small_disk
from tests.layers.elsewhere import reading_elsewhere
from tests.layers.projects import record

ROOT = Path(__file__).parents[3]

PERSON = "interviewee_code=P-771"


def test_whoever_erases_is_told_of_all_that_stays(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "p.taphos"
    terminal("new", folder, "--plain")
    terminal("add", folder, "interview", "code=IV-1", PERSON, "informed_consent=yes", status=None)
    terminal("add", folder, "visit", "code=VI-1", "security_notes=met P-771 at the well", status=None)
    terminal("filters", folder, "save", "hers", "--where", PERSON)
    terminal("export", folder, tmp_path / "o.gpkg", "--profile", "court", "--where", PERSON)
    refused = terminal("erase", folder, "IV-1", "--reason", "P-771 asked", status=2)
    assert "quote what is to be erased" in refused.err
    said = terminal("erase", folder, "IV-1", "--reason", "asked to be forgotten").out.splitlines()
    assert "1 saved filter that quoted the person was removed." in said
    assert "What 1 export was asked for quoted the person, and was erased from the ledger." in said
    assert any(line.startswith("“o.gpkg” (court, ") for line in said)
    assert "visit/VI-1 quotes the person, now or in its history, and was left as it is." in said
    assert said[-1] == "What was written outside the project (exports, pages, lists of rejected rows) is not reached."
    assert terminal("verify", folder, "--json").document["ok"]


def test_what_would_go_is_told_before_it_does_and_then_goes(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "p.taphos"
    terminal("new", folder, "--plain")
    terminal("add", folder, "interview", "code=IV-1", PERSON, "informed_consent=yes", status=None)
    terminal("add", folder, "visit", "code=VI-1", "interviews=IV-1", status=None)
    terminal("export", folder, tmp_path / "o.gpkg", "--profile", "court")
    before = terminal("info", folder, "--json").document
    said = terminal("erase", folder, "IV-1", "--dry-run").out.splitlines()
    assert "Would be erased: interview/IV-1" in said
    assert any(line.startswith("“o.gpkg” (court, ") for line in said)
    foretold = terminal("erase", folder, "IV-1", "--dry-run", "--json").document
    assert terminal("info", folder, "--json").document == before, "nothing was changed"
    assert "none was given" in terminal("erase", folder, "IV-1", status=2).err
    done = terminal("erase", folder, "IV-1", "--reason", "asked", "--json").document
    assert {name: done[name] for name in ("records", "files", "carriers", "left", "others")} == {
        name: foretold[name] for name in ("records", "files", "carriers", "left", "others")
    }
    terminal("add", folder, "interview", "code=IV-2", "legal_hold=order 7 (EXAMPLE)", status=None)
    held = terminal("erase", folder, "IV-2", "--dry-run", status=1)
    assert "interview/IV-2 is kept by the legal hold on interview/IV-2." in held.out.splitlines()


def test_the_document_holds_the_same(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "p.taphos"
    terminal("new", folder, "--plain")
    terminal("add", folder, "interview", "code=IV-1", PERSON, status=None)
    terminal("filters", folder, "save", "hers", "--where", PERSON)
    told = terminal("erase", folder, "IV-1", "--reason", "asked", "--json").document
    assert {kind: count for kind, count in told["reached"].items() if count} == {"filters": 1}
    assert (told["quoting"], told["still_named"]) == ([], [])


def test_what_is_still_on_the_disk_since_another_program_reads_is_told_and_wiped_at_the_next_opening(
    terminal: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "p.taphos"
    terminal("new", folder, "--plain")
    terminal("add", folder, "interview", "code=IV-1", PERSON, "language=CANARYYRANAC", status=None)
    with reading_elsewhere(folder / "register.db"):
        told = terminal("erase", folder, "IV-1", "--reason", "asked", status=1)
        assert "another program reads or writes the project" in told.err
        assert "Erased: interview/IV-1" in told.out.splitlines()
        assert _holds(folder, b"CANARY")
    terminal("info", folder)
    assert not _holds(folder, b"CANARY")
    assert terminal("verify", folder, "--json").document["ok"]


@pytest.mark.skipif(sys.platform == "win32", reason="nothing there makes a small disk")
def test_on_a_full_disk_an_erasure_is_told_as_committed_with_all_who_hold_copies(
    terminal: Terminal, tmp_path: Path
) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    with small_disk(place) as disk:
        folder = place / "p.taphos"
        terminal("new", folder, "--plain")
        terminal("add", folder, "interview", "code=IV-1", PERSON, "informed_consent=yes", "language=CANARYYRANAC",
                 status=None)  # fmt: skip
        terminal("export", folder, tmp_path / "o.gpkg", "--profile", "court")
        project = open_project(folder)
        project.register.commit(
            [record("site", f"S-{at}", name=f"S{at}", found_how="told " * 400) for at in range(1500)]
        )
        project.close()
        room = (folder / "register.db").stat().st_size // 2
        disk.fill(room)
        told = subprocess.run(
            [sys.executable, "-m", "desktop.commandline", "erase", str(folder), "IV-1", "--reason", "asked"],
            cwd=ROOT, capture_output=True, text=True, preexec_fn=lambda: disk.limit(room),
        )  # fmt: skip
        assert told.returncode == 1, told.stderr
        assert "The erasure is committed, but what was erased is still on the disk" in told.stderr
        assert "nothing was changed" not in told.stderr
        assert "Erased: interview/IV-1" in told.stdout.splitlines()
        assert "“o.gpkg” (court, " in told.stdout
        disk.free()
        terminal("info", folder)
        assert not _holds(folder, b"CANARY")
        assert terminal("verify", folder, "--json").document["ok"]


def _holds(folder: Path, word: bytes) -> bool:
    return any(word in path.read_bytes() for path in folder.rglob("*") if path.is_file())
