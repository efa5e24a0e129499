"""A file from elsewhere that is not what it should be is refused in one sentence, whatever it holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from layers.checking import verify_project
from layers.errors import ProjectRefused, SourceRefused
from layers.keys import unwrap_with_passphrase, wrap_under_passphrase
from layers.project import PASSPHRASE_KEY
from tests.layers.projects import PASSPHRASE, closing, make


@pytest.mark.parametrize(
    "text", ['{"head": []}', '{"head": [5]}', '{"head": [null]}', '{"head": [{}]}', '{"head": ' + "[" * 100_000]
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(text)
    with closing(make(tmp_path / "held.taphos")) as project, pytest.raises(SourceRefused, match="not the manifest"):
        verify_project(project, manifest)


def test_a_key_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "passphrase.json"
    wrap_under_passphrase(bytes(32), "word", path)
    held = json.loads(path.read_bytes())
    costs = [{"iterations": 0}, {"lanes": 0}, {"memory_kib": -1}, {"iterations": float("inf")}]
    for text in [*(json.dumps(held | cost) for cost in costs), "[" * 100_000]:
        path.write_text(text)
        with pytest.raises(ProjectRefused, match="cannot be read"):
            unwrap_with_passphrase(path, "word")


def test_a_passphrase_is_stretched_at_full_cost_by_whoever_makes_a_project(tmp_path: Path) -> None:
    """In a process of its own: the other tests stretch theirs at the least (tests/conftest.py), but in `make prove`."""
    path = tmp_path / PASSPHRASE_KEY
    said = "import sys; from pathlib import Path; from layers import keys; "
    made = f"{said}keys.wrap_under_passphrase(bytes(32), sys.argv[1], Path(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", made, PASSPHRASE, str(path)], cwd=Path(__file__).parents[2], check=True)
    held = json.loads(path.read_bytes())
    assert (held["kdf"], held["iterations"], held["lanes"], held["memory_kib"]) == ("argon2id", 3, 4, 128 * 1024)
    assert unwrap_with_passphrase(path, PASSPHRASE) == bytes(32)
