"""`taphos overlap` from a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from forensics.overlap import Piece
from tests.desktop.commands.running import Terminal
from tests.layers.overlap.organisations import GAZETTEER, needs_the_library, organisation
from tests.layers.projects import closing, make

MONTH = "2026-01"
PERIOD = ("--from", MONTH, "--until", MONTH)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder, made = tmp_path_factory.mktemp("overlap"), []
    for at, name in enumerate(("one", "two"), 1):
        pieces = {Piece(GAZETTEER[0], MONTH, "imagery"), Piece(GAZETTEER[at], MONTH, "imagery")}
        with closing(organisation(folder / name, pieces)) as project:
            made.append(project.folder)
    return made


def test_both_sides_are_told_what_both_cover_and_whom_to_call(
    terminal: Terminal, two: list[Path], tmp_path: Path
) -> None:
    needs_the_library()
    files = [tmp_path / f"{number}.overlap" for number in range(1, 4)]
    offered = terminal("overlap", "offer", two[0], files[0], *PERIOD, "--contact", "EXAMPLE desk one")
    assert "from 2026-01 to 2026-01: 2, filled up to 64" in offered.out
    terminal("overlap", "answer", two[1], files[0], files[1], "--organisation", "EXAMPLE Two")
    opened = terminal("overlap", "open", two[0], files[1], files[2])
    line = f"EXAMPLE {GAZETTEER[0][-5:]} ({GAZETTEER[0]}), 2026-01: Imagery"
    assert line in opened.out
    assert "Before a team is sent, call: EXAMPLE Two" in opened.out
    closed = terminal("overlap", "open", two[1], files[2])
    assert line in closed.out
    assert "did not write whom to call" in closed.out
    assert "under way here" in terminal("overlap", "open", two[0], files[1], status=2).err


def test_the_other_side_is_left_without_the_third_file_only_with_a_word_on_it(
    terminal: Terminal, two: list[Path], tmp_path: Path
) -> None:
    needs_the_library()
    terminal("overlap", "offer", two[0], tmp_path / "1", *PERIOD, "--kinds", "imagery")
    terminal("overlap", "answer", two[1], tmp_path / "1", tmp_path / "2")
    assert "learns nothing" in terminal("overlap", "open", two[0], tmp_path / "2", status=1).err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kinds", "spying"), "no kinds of work"),
        (("--from", "2026"), "no month such as"),
        (("--from", "2027-01", "--until", "2026-01"), "1 to 120 months"),
        (("--share", "99"), "between 0.1 % and 5.0 %"),
        (("--contact", "a\tb"), "CHARACTER TABULATION"),
    ],
)
def test_what_is_no_offer_is_refused(
    terminal: Terminal, two: list[Path], tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in terminal("overlap", "offer", two[0], tmp_path / "1", *arguments, status=2).err
    assert not (tmp_path / "1").exists()


def test_where_the_library_is_missing_one_sentence_says_so(
    terminal: Terminal, two: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "private_set_intersection.python", None)
    refused = terminal("overlap", "offer", two[0], tmp_path / "1", *PERIOD, status=2)
    assert "pip install taphos[overlap]" in refused.err
    assert len(refused.err.splitlines()) == 1


def test_a_project_without_a_code_list_has_nothing_to_compare_by(terminal: Terminal, tmp_path: Path) -> None:
    with closing(make(tmp_path / "none")) as project:
        folder = project.folder
    assert "no country pack" in terminal("overlap", "offer", folder, tmp_path / "1", status=2).err
