"""Processes of their own: the one that counts opens no register, so that each begins as a program does."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from forensics.catalogue import catalogue
from layers.backup.restoring import restore
from layers.checking import verify_project
from layers.project import open_with_key
from layers.register.migrating import fingerprint
from layers.register.tables import tables_of
from tests.durability.activities import OUT
from tests.layers.projects import PASSPHRASE

PROCESSES = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")


def make_ready() -> None:
    """Make what each process would make anew once it is forked: the types and the statements of their tables."""
    tables = tables_of(catalogue())
    fingerprint(tables)
    assert tables.making


def opened_apart(call: Callable[..., bytes | None], *arguments: object) -> bytes | None:
    """Run `call` in a process of its own."""
    reader, writer = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_answer, args=(writer, call, *arguments))
    process.start()
    writer.close()
    try:
        return reader.recv()
    finally:
        process.join()


def _answer(writer: Connection, call: Callable[..., bytes | None], *given: object) -> None:
    writer.send(call(*given))


def check(folder: Path, key: bytes | None, reported: list[str]) -> list[str]:
    """What is wrong with a project after whatever befell it: nothing, where it opens without a word and holds all."""
    with tempfile.TemporaryDirectory() as place:
        said, answer = Path(place) / "said", Path(place) / "answer"
        process = PROCESSES.Process(target=_look, args=(folder, key, reported, said, answer))
        process.start()
        process.join()
        lines = answer.read_text("utf-8").split("\n") if answer.exists() else ["it was not opened"]
        heard = said.read_text("utf-8").strip()
        return [line for line in (*lines, heard) if line]


def _look(folder: Path, key: bytes | None, reported: list[str], said: Path, answer: Path) -> None:
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    project = open_with_key(folder, key)
    wrong = [str(problem) for problem in verify_project(project).problems]
    wrong += [f"{name} was reported and is not there" for name in reported if not project.register.holds_commit(name)]
    wrong += [f"“{path.name}” was left" for path in (folder / "evidence").glob("*.part")]
    project.close()
    out = folder.with_name(OUT)
    if out.exists():
        place = folder.with_name("restored.taphos")
        done = restore(out, place, lambda: PASSPHRASE, with_problems=True)
        wrong += [f"in the backup: {problem}" for problem in done.verdict.problems]
        shutil.rmtree(place)
        out.unlink()
    answer.write_text("\n".join(wrong), "utf-8")


def plain_answer(found: Any, *, as_json: bool) -> int:
    """Print what was found; gives the exit status."""
    told = vars(found).items()
    document = {name: dict(sorted(value.items())) if isinstance(value, Counter) else value for name, value in told}
    print(json.dumps(document) if as_json else "\n".join(f"{name}: {value}" for name, value in document.items()))
    return 1 if found.wrong else 0
