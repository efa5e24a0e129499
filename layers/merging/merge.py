"""`taphos merge`: the commits of another copy come in, with their files and the vault's; nothing is written for it.

A merge is no commit. It can be broken off and begun again at any point: the journal is united in one transaction, and
files are brought beside it, each held to what the journal says of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forensics.errors import ValueRefused
from forensics.messages import Message, say
from forensics.ports import Progress
from layers.backup.restoring import Ask
from layers.enrolment import enrol
from layers.erasing_leftovers import finish_erasing
from layers.evidence_store import Store
from layers.merging.conflicts import Conflict, conflicts
from layers.merging.files import Evidence, bring_originals
from layers.merging.other import opened_other
from layers.merging.union_problems import UnionProblem, union_problems
from layers.project import Project
from layers.register.erasures import Gone
from layers.register.originals import Original
from layers.register.postgres.connecting import address_of
from layers.vault.uniting import bring_files


@dataclass(frozen=True)
class Merged:
    """What came, and what waits for a person now.

    `files` are originals of evidence, `names` files of the vault; `strangers` the devices whose commits are kept and
    count in no state, with their number; `gone` is what erasures of the other copy took here, `undone` what of that is
    still on the disk.
    """

    commits: int
    conflicts: tuple[Conflict, ...]
    problems: tuple[UnionProblem, ...]
    changed: Mapping[str, tuple[str, ...]]
    files: int = 0
    names: int = 0
    strangers: Mapping[str, int] = field(default_factory=dict)
    gone: Gone = field(default_factory=Gone)
    undone: Message | None = None


def merge(
    project: Project, other: Path | str, ask: Ask, *, trust: str = "", evidence: Evidence = Evidence.ALL,
    progress: Progress | None = None,
) -> Merged:  # fmt: skip
    """Bring what another copy has into this one; `ask` gives the other's passphrase, `trust` a device to be enrolled.

    Raises ProjectRefused and SourceRefused for what is no copy of this project or not as it was signed, NotEnrolled
    and ChangeRefused where `trust` is given and this is no lead's device. Blocking.
    """
    register = project.register
    with opened_other(project, other, ask) as opened:
        united = register.unite(
            opened.register, _named(other), lambda original: _place(project, original),
            (lambda done: None) if progress is None else lambda done: progress(done, 0),
        )  # fmt: skip
        undone = finish_erasing(register, project.evidence) if united.gone.entries else None
        if trust:
            _enrol(project, trust)
        files = bring_originals(project, opened, evidence, united.originals)
        names = bring_files(project, opened.vault)
    changed = {type_: tuple(ids) for type_, ids in united.changed.items()}
    standing = register.standing()
    strangers = {one: count for one, count in united.strangers.items() if one not in standing.enrolled}
    return Merged(
        united.commits, tuple(conflicts(project)), tuple(union_problems(project)), changed, files, names, strangers,
        united.gone, undone,
    )  # fmt: skip


def _named(other: Path | str) -> str:
    """What another copy is called where it is told of; an address is told without its password."""
    return address_of(other).said if isinstance(other, str) else str(other)


def _place(project: Project, original: Original) -> str | None:
    """Where the file of an original lies, below the folder of evidence; None where it does not."""
    path = Store(project.evidence, project.register).path_of(original)
    return None if path is None else path.relative_to(project.evidence).as_posix()


def _enrol(project: Project, fingerprint: str) -> None:
    """Enrol a device by the key that the journals name for it; raises ValueRefused where they name none."""
    wanted = fingerprint.strip().lower()
    known = project.register.standing()
    found = [one for one in known.keys if one.startswith(wanted)]
    if len(found) != 1 or not wanted:
        raise ValueRefused(
            "No key is known of a device whose fingerprint is {fingerprint}, so it is not enrolled; enrol it by the "
            "key that “taphos devices PROJECT --mine” prints on it.",
            fingerprint=fingerprint,
        )
    if found[0] not in known.enrolled:
        enrol(project, known.keys[found[0]], found[0][:8])


def told(merged: Merged) -> Message:
    """What a merge brought, in one line."""
    return say(
        "Merged: {commits:,} commits, {files:,} files of evidence, {names:,} of the vault; {conflicts:,} conflicts and "
        "{problems:,} problems to decide.",
        commits=merged.commits, files=merged.files, names=merged.names, conflicts=len(merged.conflicts),
        problems=len(merged.problems),
    )  # fmt: skip
