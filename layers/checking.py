"""`verify` for a whole project: the register, its evidence files, and the head that an export names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from forensics.messages import Message, say
from forensics.ports import Progress, Query, Verdict
from layers.errors import SourceRefused
from layers.project import Project

_BLOCK = 1 << 20


def verify_project(project: Project, manifest: Path | None = None, progress: Progress | None = None) -> Verdict:
    """Everything that `taphos verify` checks; the first wrong thing stands first."""
    verdict = project.register.verify(progress)
    found = [*verdict.problems]
    if manifest is not None:
        found.extend(_head_problems(project, manifest))
    files, problems = _evidence(project)
    found.extend(problems)
    return replace(
        verdict,
        ok=not found,
        first=found[0] if found else None,
        problems=tuple(found),
        checked={**verdict.checked, "files": files},
    )


def _head_problems(project: Project, manifest: Path) -> Iterator[Message]:
    try:
        document = json.loads(manifest.read_text("utf-8"))
        heads = [document["head"]] if isinstance(document["head"], str) else list(document["head"])
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise SourceRefused("“{file}” is not the manifest of an export.", file=str(manifest)) from reason
    for head in heads:
        if not project.register.holds_commit(head):
            yield say(
                "The commit {head}, which the manifest names as head, is no longer in the journal.", head=head[:12]
            )


def _evidence(project: Project) -> tuple[int, list[Message]]:
    """Each recorded original is there and is what it was; in a plain project it lies under its SHA-256."""
    problems: list[Message] = []
    known: set[str] = set()
    checked = 0
    for media in project.register.select(Query("media", voided=True)):
        expected = str(media.get("sha256", "")).lower()
        path = project.evidence / expected[:2] / expected
        if not expected or not path.is_file():
            continue
        known.add(expected)
        checked += 1
        if _sha256(path) != expected:
            problems.append(
                say("Evidence of media {code}: the file is not the one that was taken in.", code=media.get("code", ""))
            )
    for path in sorted(project.evidence.rglob("*")):
        if path.is_file() and path.name not in known:
            problems.append(say("The evidence folder holds “{file}”, which no record names.", file=path.name))
    return checked, problems


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
