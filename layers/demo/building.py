"""Building the example projects in a folder that is there whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forensics.ports import Progress
from layers.demo.example import make_example
from layers.demo.facts import make_facts
from layers.demo.making import Sizes
from layers.errors import ProjectRefused

FACTS, EXAMPLE_PROJECT = "facts.taphos", "example.taphos"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder beside `target` that takes its name when all went well, and is removed otherwise.

    Raises ProjectRefused where something is there already; an empty folder is nothing.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ProjectRefused("“{folder}” is not empty; the example needs a folder of its own.", folder=str(target))
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=target.absolute().parent, prefix=f".{target.name}-", suffix=".part"))
    except OSError as reason:
        raise ProjectRefused(
            "“{folder}” cannot be made: {reason}.", folder=str(target), reason=reason.strerror or str(reason)
        ) from reason
    inner = beside / target.name
    try:
        inner.mkdir()
        yield inner
        if target.exists():
            target.rmdir()
        inner.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def build_facts(folder: Path, progress: Progress | None = None) -> Path:
    """The project of facts in `folder`; gives where it is."""
    project = make_facts(folder / FACTS, progress)
    project.close()
    return project.folder


def build_example(folder: Path, sizes: Sizes | None = None, progress: Progress | None = None) -> Path:
    """The project of invented records in `folder`; gives where it is."""
    project = make_example(folder / EXAMPLE_PROJECT, sizes, progress)
    project.close()
    return project.folder
