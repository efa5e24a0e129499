"""Anchors of a project: its heads signed by this device, kept beside a day-sheet, and a journal held to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forensics.anchors import Anchor, AnchorRefused, read_anchor, sign_anchor
from forensics.changes import Change, Operation
from forensics.messages import Message, say
from forensics.ports import Receipt
from layers.errors import ExportRefused, SourceRefused
from layers.files import asked_for, open_ordinary, write_out
from layers.project import Project
from layers.register.journal import ANCHOR, utc_text
from layers.timestamps import StampWrong, ask_for_stamp, check_stamp, read_certificates

DOCUMENT, TOKEN, CERTIFICATE = ".anchor.json", ".tsr", ".tsa.pem"
LARGEST = 1 << 20
"""Bytes of the largest file that is read as an anchor."""


@dataclass(frozen=True)
class Beside:
    """The files of one anchor: the signed document, the authority's token, its certificate."""

    document: Path
    token: Path
    certificate: Path

    @classmethod
    def of_sheet(cls, sheet: Path) -> Beside:
        """Those of a day-sheet OUT.pdf."""
        return cls(*(sheet.with_name(sheet.stem + ending) for ending in (DOCUMENT, TOKEN, CERTIFICATE)))

    @classmethod
    def of_document(cls, document: Path) -> Beside:
        """Those that lie beside an anchor, whatever it is called."""
        stem = document.name.removesuffix(DOCUMENT) if document.name.endswith(DOCUMENT) else document.stem
        return cls(document, document.with_name(stem + TOKEN), document.with_name(stem + CERTIFICATE))


@dataclass(frozen=True)
class Taken:
    """An anchor before it is written, and what the sheet tells beside it."""

    anchor: Anchor
    commits: int
    records: int
    token: bytes | None = None
    authority: str = ""
    certificate: bytes | None = None
    stamped: datetime | None = None


@dataclass(frozen=True)
class Anchored:
    """What a journal held to an anchor showed."""

    problems: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def take_anchor(project: Project, authority: str = "", certificate: Path | None = None) -> Taken:
    """Sign the heads as they are now; only where an authority is named, ask it for a time stamp.

    Raises NotEnrolled, AuthorityRefused, SourceRefused and StampWrong; nothing is written then.
    """
    register = project.register
    register.refuse_stranger()
    heads, commits = register.heads_and_count()
    records = sum(register.info().counts.values())
    anchor = sign_anchor(project.device.key, project.id, heads, utc_text(datetime.now(UTC)))
    if not authority:
        return Taken(anchor, commits, records)
    trusted = read_certificates(certificate) if certificate is not None else None
    token = ask_for_stamp(authority, anchor.to_bytes())
    stamped = check_stamp(token, anchor.to_bytes(), trusted) if trusted is not None else None
    kept = certificate.read_bytes() if certificate is not None else None
    return Taken(anchor, commits, records, token, authority, kept, stamped)


def refuse_to_replace(sheet: Path) -> None:
    """Raise ExportRefused where an anchor of that name is there already."""
    beside = Beside.of_sheet(sheet)
    for path in (sheet, beside.document, beside.token, beside.certificate):
        if path.exists():
            raise ExportRefused(
                "“{file}” is there already, and an anchor is not written over another; choose another name.",
                file=str(path),
            )


def keep_beside(sheet: Path, taken: Taken) -> Beside:
    """Write the signed document, and the token, beside the sheet; raises ExportRefused."""
    beside = Beside.of_sheet(sheet)
    held = (
        (beside.document, taken.anchor.to_bytes()), (beside.token, taken.token),
        (beside.certificate, taken.certificate),
    )  # fmt: skip
    for path, data in held:
        if data is None:
            continue
        with asked_for(path):
            write_out(path, data)
    return beside


def withdraw(sheet: Path) -> None:
    """Take away what was written of an anchor that could not be finished."""
    beside = Beside.of_sheet(sheet)
    for path in (sheet, beside.document, beside.token, beside.certificate):
        path.unlink(missing_ok=True)


def note_anchor(project: Project, sheet: Path, taken: Taken) -> Receipt:
    """Enter the anchor into the journal, after it: its heads are what this entry follows."""
    anchor = taken.anchor
    after = {"file": sheet.name, "heads": list(anchor.heads), "sha256": anchor.sha256, "time": anchor.time}
    if taken.authority:
        after["authority"] = taken.authority
    return project.register.commit([Change(ANCHOR, f"anchor:{anchor.sha256}", Operation.ADD, after=after)])


def check_anchor(project: Project, file: Path, authority: Path | None = None) -> Anchored:
    """Hold the journal to an anchor: every head is there with all that it follows, or the first that lacks is named.

    Raises AnchorRefused for what is no anchor, not as it was signed, or another project's.
    """
    anchor = _read(file)
    if anchor.project != project.id:
        raise AnchorRefused(
            "The anchor “{file}” is of another project ({other}); this one is {own}.",
            file=file.name, other=anchor.project, own=project.id,
        )  # fmt: skip
    problems: list[Message] = []
    missing = project.register.missing_of(anchor.heads)
    if missing:
        problems.append(
            say(
                "The commit {commit}, which the anchor of {time} rests on, is not in the journal: it was cut back or "
                "rewritten, or this copy is older than the anchor.",
                commit=missing, time=anchor.time,
            )
        )  # fmt: skip
    if anchor.device not in project.register.standing().enrolled:
        problems.append(say("The anchor is signed by a device that no lead enrolled ({device}).", device=anchor.device))
    notes = [] if problems else [say("All that the anchor of {time} names is still there.", time=anchor.time)]
    for wrong, told in _stamp(file, anchor, authority):
        (problems if wrong else notes).append(told)
    return Anchored(tuple(problems), tuple(notes))


def _read(file: Path) -> Anchor:
    try:
        with open_ordinary(file) as source:
            data = source.read(LARGEST)
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be read: {reason}.", file=str(file), reason=reason.strerror or str(reason)
        ) from reason
    return read_anchor(data)


def _stamp(file: Path, anchor: Anchor, authority: Path | None) -> Iterator[tuple[bool, Message]]:
    """What the token beside an anchor says, and whether that is something wrong."""
    beside = Beside.of_document(file)
    if not beside.token.is_file():
        if authority is not None:
            raise SourceRefused("There is no time stamp “{file}” beside the anchor.", file=str(beside.token))
        return
    trusted = authority if authority is not None else beside.certificate
    if not trusted.is_file() and authority is None:
        yield (
            False,
            say(
                "The time stamp “{file}” was not checked: name the authority's certificate with --tsa-certificate.",
                file=beside.token.name,
            ),
        )
        return
    certificates = read_certificates(trusted)
    try:
        time = check_stamp(beside.token.read_bytes(), anchor.to_bytes(), certificates)
    except StampWrong as wrong:
        yield True, wrong.message
        return
    yield False, say("The authority stamped the anchor at {time}.", time=time.strftime("%Y-%m-%dT%H:%M:%SZ"))
