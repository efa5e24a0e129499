"""The example at the size of the tests, or of the mission where it is to be proved; made once, and copied."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from layers.demo.example import make_example
from layers.demo.making import Sizes
from layers.project import Project, open_project
from tests.counts import count, proving

SIZES = Sizes(interviews=count(1_200, 31_000), incidents=count(300, 3_965), bodies_per_grave=1.0 if proving() else 0.3)


def copy_of_example(folder: Path, sizes: Sizes = SIZES) -> Path:
    """A copy of the example in a folder, which a test may write to."""
    return Path(shutil.copytree(_made(sizes), folder / "example.taphos"))


def open_example(folder: Path, sizes: Sizes = SIZES) -> Project:
    """The same, opened."""
    return open_project(copy_of_example(folder, sizes))


@cache
def _made(sizes: Sizes) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="example-", dir=os.environ["HOME"]))
    make_example(folder / "example.taphos", sizes).close()
    return folder / "example.taphos"
