"""`verify` for a whole project: the register, its evidence and vault files, and the head that an export names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from forensics.anchors import APART
from forensics.messages import Message, say
from forensics.ports import Progress, Verdict
from layers.anchoring import Anchored, check_anchor
from layers.errors import ProjectRefused, SourceRefused
from layers.evidence_checking import EvidenceCheck
from layers.evidence_store import Store
from layers.exports.manifest import file_problems
from layers.exports.vouching import Vouched, vouched
from layers.files import read_small
from layers.project import Project, read_about
from layers.register.verifying import MOST_PROBLEMS, unreadable
from layers.vault.checking import VaultCheck
from layers.vault.store import VaultStore

_LARGEST_MANIFEST = 64 << 20


def verify_project(
    project: Project,
    manifest: Path | None = None,
    progress: Progress | None = None,
    *,
    anchor: Path | None = None,
    authority: Path | None = None,
) -> Verdict:
    """Everything that `taphos verify` checks; what an anchor misses stands first, then the first wrong thing.

    `authority` is the certificate of whoever time-stamped the anchor, where none is kept beside it.
    """
    anchored = check_anchor(project, anchor, authority) if anchor is not None else Anchored()
    verdict = project.register.verify(progress)
    found = [*anchored.problems, *verdict.problems, *_about_problems(project)]
    told = _vouched(project, manifest) if manifest is not None else Vouched()
    found.extend(told.problems)
    evidence = EvidenceCheck(Store(project.evidence, project.register), _ticking(verdict, progress))
    found.extend(_to_its_end(evidence.problems()))
    vault = VaultCheck(VaultStore(project.vault), project.register, _ticking(verdict, progress))
    found.extend(_to_its_end(vault.problems()))
    return replace(
        verdict,
        ok=not found,
        first=found[0] if found else None,
        problems=tuple(found),
        notes=(*anchored.notes, *told.notes, *verdict.notes),
        absent=verdict.absent + evidence.absent,
        checked={**verdict.checked, "files": evidence.files + vault.files},
    )


def _to_its_end(problems: Iterator[Message]) -> Iterator[Message]:
    """The first problems of these, and that what the register says could not be read where that is so."""
    try:
        yield from islice(problems, MOST_PROBLEMS)
    except (ValueError, TypeError, LookupError, AttributeError) as reason:
        yield unreadable(reason)


def _about_problems(project: Project) -> Iterator[Message]:
    """What project.toml, which anybody can write to, says otherwise than the journal."""
    try:
        about, held = read_about(project.folder), project.register.settings
    except ProjectRefused as refusal:
        yield refusal.message
        return
    name, id_, pack = (str(held.get(one, "")) for one in ("name", "id", "pack"))
    if project.encrypted and about.name:
        yield say("project.toml tells the name of an encrypted project; nothing of ours writes it there.")
    elif about.name and about.name != name:
        yield say(
            "project.toml calls the project “{found}”, and the journal “{name}”: the file was changed outside.",
            found=about.name, name=name,
        )  # fmt: skip
    if id_ and about.id != id_:
        yield say("project.toml names another project ({found}) than the journal ({id}).", found=about.id, id=id_)
    if about.pack != pack:
        yield say(
            "project.toml names the country pack “{found}”, and the journal “{pack}”.", found=about.pack, pack=pack
        )
    if about.encrypted != project.encrypted:
        yield say("project.toml does not say as it is whether the project is encrypted.")


def _vouched(project: Project, manifest: Path) -> Vouched:
    """What speaks against a manifest: the journal without its head, the file beside it, the ledger."""
    try:
        document = json.loads(read_small(manifest, _LARGEST_MANIFEST))
        heads = document["head"].split(APART) if isinstance(document["head"], str) else list(document["head"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as reason:
        raise SourceRefused("“{file}” is not the manifest of an export.", file=str(manifest)) from reason
    if not heads or not all(isinstance(head, str) for head in heads):
        raise SourceRefused("“{file}” is not the manifest of an export.", file=str(manifest))
    lost = [
        say("The commit {head}, which the manifest names as head, is no longer in the journal.", head=head[:12])
        for head in heads
        if not project.register.holds_commit(head)
    ]
    beside = list(file_problems(manifest, document))
    ledger = vouched(project, document)
    return Vouched((*lost, *beside, *ledger.problems), ledger.notes)


def _ticking(verdict: Verdict, progress: Progress | None) -> Callable[[], None]:
    """Told of every block read, it tells how many payloads, records and blocks were looked at."""
    done = verdict.checked.get("payloads", 0) + verdict.checked.get("records", 0)

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, 0)

    return tick
