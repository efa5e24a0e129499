"""Each file of the real data gives what its README says, or is refused in one sentence, through the command line."""

from __future__ import annotations

import shutil
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.desktop.commands.running import Terminal
from tests.desktop.walk.expected import BESIDE, NOT_DATA, WALK, Evidence, Refused, Rows
from tests.layers.files import new
from tests.tools.proofs import Proof

DATA = ROOT.parent / "shared" / "data"
_OF_SHAPEFILES = (".dbf", ".shx", ".prj", ".cpg", ".qpj")
FILES = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.is_file()) if DATA.is_dir() else []
STEPS = [(name, at) for name, expected in WALK.items() for at in range(len(expected)) if expected[at] != NOT_DATA]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project, to be copied: made once, because making one takes longer than most imports."""
    folder = tmp_path_factory.mktemp("walk")
    new(folder).close()
    return folder / "import.taphos"


@pytest.fixture
def project(empty: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty, tmp_path / "p.taphos"))


def expected_of(name: str) -> tuple[object, ...] | None:
    """What a file must give; what lies beside a Shapefile is read with it."""
    if Path(name).suffix in _OF_SHAPEFILES and str(Path(name).with_suffix(".shp")) in WALK:
        return (BESIDE,)
    return WALK.get(name)


def test_every_file_of_the_real_data_has_its_expectation(shared_data: Path, proof: Proof) -> None:
    assert [name for name in FILES if expected_of(name) is None] == []
    assert [name for name in WALK if name not in FILES] == []
    asked = sum(len(one) for one in WALK.values())
    proof("D1", "files of shared/data with an expectation", f"{len(FILES)} of {len(FILES)}, {asked} runs of a command")


@pytest.mark.parametrize(("name", "at"), STEPS, ids=[f"{name}-{at}" for name, at in STEPS])
def test_a_real_file_gives_what_its_readme_says(
    terminal: Terminal, shared_data: Path, project: Path, name: str, at: int
) -> None:
    expected, path = WALK[name][at], shared_data / name
    before = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of GDAL, which the command tells as a note
        if isinstance(expected, Rows):
            is_taken_in(terminal, project, path, expected)
        elif isinstance(expected, Refused):
            is_refused(terminal, project, path, expected)
        elif isinstance(expected, Evidence):
            is_kept(terminal, project, path, expected)
    assert path.read_bytes() == before


def is_taken_in(terminal: Terminal, project: Path, path: Path, expected: Rows) -> None:
    ran = terminal("import", project, path, "--as", expected.type, *expected.options, "--json", status=None)
    assert ran.status == (1 if expected.rejected else 0), ran.err
    report = ran.document
    rejected = len(report["rejected"])
    assert (report["read"], report["added"], rejected) == (expected.read, expected.added, expected.rejected)
    assert report["read"] == report["added"] + report["updated"] + report["unchanged"] + rejected
    for words in expected.notes:
        assert any(words in note for note in report["notes"]), report["notes"]
    for words in expected.problems:
        assert any(words in one["problem"] for one in report["rejected"])
    if expected.texts or expected.shapes:
        limit = () if expected.shapes else ("--limit", 500)
        holds(terminal("list", project, expected.type, *limit, "--json").document, expected)


def holds(records: list[dict[str, Any]], expected: Rows) -> None:
    """The records hold the texts, and so many geometries of each kind."""
    for name, text in expected.texts:
        assert text in [record.get(name) for record in records], (name, text, records[:3])
    kinds = Counter(
        value["type"]
        for record in records
        for value in record.values()
        if isinstance(value, dict) and "coordinates" in value
    )
    assert kinds == expected.shapes or not expected.shapes


def is_refused(terminal: Terminal, project: Path, path: Path, expected: Refused) -> None:
    head = terminal("info", project, "--json").document["head"]
    ran = terminal("import", project, path, "--as", expected.type, *expected.options, status=2)
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1
    assert expected.words in ran.err
    assert path.name in ran.err
    assert terminal("info", project, "--json").document["head"] == head


def is_kept(terminal: Terminal, project: Path, path: Path, expected: Evidence) -> None:
    ran = terminal("evidence", project, path, "--json", status=None)
    (file,) = ran.document["files"]
    assert (ran.status, bool(file["problems"])) == ((1, True) if expected.problems else (0, False)), file
    assert all(any(words in one for one in file["problems"]) for words in expected.problems), file
    (media,) = terminal("list", project, "media", "--json").document
    place = media.get("place")
    assert (place and place["coordinates"][:2]) == (pytest.approx(expected.place, abs=1e-6) if expected.place else None)
    assert media.get("taken_at_written", "").replace(":", "-", 2).replace(" ", "T")[:19] == expected.taken
