"""The media records of files that were received: made, held to the rules, or found to be here already."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from forensics.catalogue import RecordType
from forensics.changes import Change, Operation, difference
from forensics.errors import RecordRefused
from forensics.identifiers import new_id
from forensics.messages import Message, say
from forensics.rules.evidence import subject_field
from forensics.rules.general import refused
from forensics.values import canonical_values, typed_values
from layers.editing import all_problems, proposals
from layers.errors import LayersError, SourceRefused
from layers.evidence_custody import Begun, is_evidence
from layers.evidence_intake import Intake, Received, unreadable
from layers.evidence_media import READ_FROM_FILE, Words, media_values
from layers.evidence_store import Store
from layers.exif import Exif
from layers.project import Project
from layers.register.originals import Original

MEDIA = "media"
RESTRICTED = "restricted_subject"


Further = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Told the typed values of a new media record, gives more of them."""


class Outcome(StrEnum):
    """What came of one file."""

    NEW = "new"
    HERE = "here"  # it was taken in before
    BROUGHT = "brought"  # its record was here, and the file was not, or was damaged


@dataclass(frozen=True)
class InMemory:
    """A file that a program holds: a photograph from a form, a generated picture."""

    name: str
    data: bytes


def opened(file: Path | InMemory) -> BinaryIO:
    """The file, to be read from its beginning; raises SourceRefused."""
    if isinstance(file, InMemory):
        return io.BytesIO(file.data)
    try:
        return file.open("rb")
    except OSError as reason:
        raise unreadable(file, reason) from reason


@dataclass(frozen=True)
class Taken:
    """One file and its media record; `problems` are recorded with it or stand open, and refuse nothing."""

    name: str
    media: str
    code: str
    sha256: str
    size: int
    media_type: str
    outcome: Outcome
    problems: tuple[Message, ...] = ()
    voided: bool = False


@dataclass(frozen=True)
class Arrived:
    """One file that lies in the evidence folder, and what it says of itself; the problems are those of its way here."""

    file: Path | InMemory
    name: str
    received: Received
    exif: Exif | None
    media_type: str
    problems: tuple[Message, ...]


def subject_of(project: Project, name: str) -> dict[str, Any]:
    """The typed values that say what a medium shows; raises RecordRefused where it may not be said."""
    found = project.register.find(name)
    kind = project.catalogue[MEDIA]
    values: dict[str, Any] = {subject_field(found.type): (found.id,)}
    if RESTRICTED in values:
        values["sensitivity"] = "restricted"
    refusal = refused(all_problems(project, kind, {"code": new_id(), "sha256": "0" * 64, **values}))
    if refusal is not None:
        raise RecordRefused(refusal.message)
    return values


class Recording:
    """The media records of one commit."""

    def __init__(
        self,
        project: Project,
        intake: Intake,
        subject: dict[str, Any],
        words: Words,
        further: Further | None = None,
    ) -> None:
        self._project = project
        self._store = Store(project.evidence, project.register)
        self._intake = intake
        self._subject = subject
        self._words = words
        self._further = further
        self._kind: RecordType = project.catalogue[MEDIA]
        self._numbers: Iterator[str] | None = None
        self.taken: list[Taken] = []
        self.begun: list[Begun] = []
        """New files of evidence, whose custody begins now."""

    def changes(self, arrived: Sequence[Arrived]) -> Iterator[Change]:
        """Record each file that was received, or find that it is here already."""
        known = self._known([one.received.sha256 for one in arrived])
        names: dict[str, list[str]] = {}
        for one in arrived:
            names.setdefault(one.received.sha256, []).append(one.name)
        seen: dict[str, Taken] = {}
        for one in arrived:
            sha256 = one.received.sha256
            if sha256 in seen:
                self._intake.discard(one.received.media)
                told = (_again_empty(seen[sha256].code),) if not one.received.size else ()
                self.taken.append(replace(seen[sha256], name=one.name, outcome=Outcome.HERE, problems=told))
                continue
            if sha256 in known:
                yield from self._again(one, known[sha256], names[sha256])
            else:
                yield from self._new(one, names[sha256][1:])
            seen[sha256] = self.taken[-1]

    def _known(self, hashes: Sequence[str]) -> Mapping[str, Original]:
        """The original of each of these files that has a record, one that was taken in before one that was not."""
        found: dict[str, Original] = {}
        for original in self._project.register.originals_with(hashes):
            if original.recorded not in found or not found[original.recorded].taken_in:
                found[original.recorded] = original
        return found

    def _new(self, one: Arrived, further_names: Sequence[str]) -> Iterator[Change]:
        media = one.received.media
        values, wrong = media_values(one.name, one.received, one.media_type, one.exif)
        typed = {**values, **self._subject, "code": self._code()}
        typed |= self._further(typed) if self._further is not None else {}
        if again := received_again((), further_names, empty=not one.received.size, first=one.name):
            typed["received_again"] = again
        wrong += one.problems
        problems = self._held_to_the_rules(media, typed, wrong)
        self._note(one, media, typed["code"], Outcome.NEW, problems)
        if is_evidence(typed):
            self.begun.append(Begun(media, one.received.sha256, str(typed.get("sensitivity") or "")))
        yield Change(MEDIA, media, Operation.ADD, after=canonical_values(self._kind.typed, typed))

    def _held_to_the_rules(self, media: str, typed: dict[str, Any], wrong: list[Message]) -> tuple[Message, ...]:
        """Leave out what the file says and no rule lets stand, and record what is wrong with it."""
        self._say_wrong(typed, wrong)
        problems = all_problems(self._project, self._kind, {**typed, "id": media})
        while (refusal := refused(problems)) is not None:
            if refusal.field not in READ_FROM_FILE or typed.pop(refusal.field, None) is None:
                raise RecordRefused(refusal.message)
            wrong.append(say("What it says of itself is not recorded: {problem}", problem=refusal.message))
            self._say_wrong(typed, wrong)
            problems = all_problems(self._project, self._kind, {**typed, "id": media})
        return (*wrong, *(problem.message for problem in problems))

    def _say_wrong(self, typed: dict[str, Any], wrong: list[Message]) -> None:
        if wrong:
            typed["file_problem"] = " ".join(self._words(message) for message in wrong)

    def _code(self) -> str:
        if self._numbers is None:
            self._numbers = proposals(self._project, self._kind, self._subject)
        return next(self._numbers)

    def _again(self, one: Arrived, original: Original, names: Sequence[str]) -> Iterator[Change]:
        """A file whose record is here: brought back where it is not, attached where that was asked, its name kept."""
        self._intake.discard(one.received.media)
        held = self._project.register.values(MEDIA, original.media) or {}
        voided = held.get("review") == "voided"
        outcome = Outcome.HERE if self._is_here(original) else Outcome.BROUGHT
        if outcome is Outcome.BROUGHT:
            self._bring_back(one, original)
        left = [say("{code} is voided, so it was attached to nothing.", code=original.code)]
        told = [*(left if voided and self._subject else ()),
                *([] if one.received.size else [_again_empty(original.code)])]  # fmt: skip
        self._note(one, original.media, original.code, outcome, told, voided=voided)
        if not voided:
            yield from self._attached(original.media, held, names, empty=not one.received.size)

    def _is_here(self, original: Original) -> bool:
        try:
            return self._store.is_intact(original)
        except LayersError:
            return False

    def _bring_back(self, one: Arrived, original: Original) -> None:
        with opened(one.file) as source:
            again = self._intake.receive(source, original.media, known=original)
        if again.sha256 != one.received.sha256:
            raise SourceRefused("“{file}” changed while it was read; nothing was taken in.", file=one.name)

    def _attached(self, media: str, held: Mapping[str, Any], names: Sequence[str], *, empty: bool) -> Iterator[Change]:
        before = {name: value for name, value in held.items() if self._kind.by_name[name].typed}
        typed = typed_values(self._kind.by_name, before)
        for name, value in self._subject.items():
            if name != "sensitivity":
                typed[name] = tuple(dict.fromkeys((*(typed.get(name) or ()), *value)))
            elif typed.get(name) not in ("restricted", "sealed"):
                typed[name] = value
        rows = typed.get("received_again") or ()
        again = received_again(rows, names, empty=empty, first=str(typed.get("original_name") or ""))
        if again != tuple(rows):
            typed["received_again"] = again
        if canonical_values(self._kind.typed, typed) == before:
            return
        refusal = refused(all_problems(self._project, self._kind, {**typed, "id": media})) if self._subject else None
        if refusal is not None:
            raise RecordRefused(refusal.message)
        change = difference(MEDIA, media, before, canonical_values(self._kind.typed, typed))
        if change is not None:
            yield change

    def _note(
        self, one: Arrived, media: str, code: str, outcome: Outcome, problems: Iterable[Message], voided: bool = False
    ) -> None:
        sha256, size = one.received.sha256, one.received.size
        self.taken.append(Taken(one.name, media, code, sha256, size, one.media_type, outcome, tuple(problems), voided))


def _again_empty(code: str) -> Message:
    return say("Received empty, as {code} was: it is the same to the byte, and its name is kept there.", code=code)


def received_again(
    rows: Sequence[Mapping[str, str]], names: Sequence[str], *, empty: bool, first: str
) -> tuple[Mapping[str, str], ...]:
    """The names under which a file came again, with the day (UTC); one that is known already is not told twice.

    Files without a byte are the same to the byte and need not be the same picture: of several that come at once under
    one name (`empty`) each is told.
    """
    known = {first, *(row.get("name", "") for row in rows)}
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    found = [*rows]
    for at, name in enumerate(names):
        if name not in known or (empty and name in names[:at]):
            found.append({"name": name, "on": day})
            known.add(name)
    return tuple(found)
